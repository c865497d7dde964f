#include <string.h>

#include "crypto/encode.h"
#include "crypto/secret.h"
#include "kdbx_int.h"
#include "xml_int.h"

enum { HASH_SHOWN = 4, DIGITS = 2 * HASH_SIZE };

/* Elements of a key file, by their depth and name. */
enum element { OTHER, VERSION, DATA };

struct key_xml {
	uint8_t *key;
	size_t depth;
	enum element at[XML_DEPTH_MAX];
	bool is_key_file;
	bool hexadecimal; /* version 2 */
	bool hashed;
	uint8_t hash[HASH_SHOWN];
	bool found;
	bool bad;
};

static enum element element_of(const struct key_xml *x, const char *name)
{
	if (x->depth == 2 && strcmp(name, "Version") == 0)
		return VERSION;
	if (x->depth == 2 && strcmp(name, "Data") == 0)
		return DATA;
	return OTHER;
}

static bool on_open(void *arg, const char *name, const char *const *attributes)
{
	struct key_xml *x = arg;
	enum element element = x->is_key_file ? element_of(x, name) : OTHER;
	const char *hash = xml_attribute(attributes, "Hash");

	if (x->depth == 0)
		x->is_key_file = strcmp(name, "KeyFile") == 0;
	if (element == DATA && hash != NULL) {
		x->hashed = true;
		x->bad = x->bad || !hex_decode(x->hash, HASH_SHOWN, slice_str(hash));
	}
	x->at[x->depth++] = element;
	return element != OTHER;
}

/* Without blanks and line breaks, which version 2 has between its digits. */
static void squeeze(struct buf *out, struct slice text)
{
	for (size_t i = 0; i < text.n; i++)
		if (memchr(" \t\r\n", text.p[i], 4) == NULL)
			buf_add(out, &text.p[i], 1);
}

static bool take_data(struct key_xml *x, struct slice text)
{
	struct buf bytes = {0};
	uint8_t hash[HASH_SIZE];
	bool good;

	if (x->hexadecimal) {
		good = hex_decode(x->key, HASH_SIZE, text);
	} else {
		good = base64_decode(&bytes, text, true) && bytes.n == HASH_SIZE;
		if (good)
			memcpy(x->key, bytes.p, HASH_SIZE);
	}
	if (good && x->hashed) {
		sha256(hash, slice_of(x->key, HASH_SIZE));
		good = equal_ct(hash, x->hash, HASH_SHOWN);
	}
	buf_finish(&bytes);
	return good;
}

static enum rc on_close(void *arg, struct slice text, struct err *e)
{
	struct key_xml *x = arg;
	enum element element = x->at[--x->depth];
	struct buf squeezed = {0};

	squeeze(&squeezed, text);
	if (!buf_ok(&squeezed)) {
		buf_finish(&squeezed);
		return err_nomem(e);
	}
	if (element == VERSION)
		x->hexadecimal = squeezed.n >= 2 && memcmp(squeezed.p, "2.", 2) == 0;
	if (element == DATA) {
		x->found = true;
		x->bad = x->bad || !take_data(x, buf_slice(&squeezed));
	}
	buf_finish(&squeezed);
	return RC_OK;
}

/* What is no whole XML is a file like any other. */
static enum rc read_xml(struct key_xml *x, struct slice file, struct err *e)
{
	const struct xml_events events = {.open = on_open, .close = on_close, .arg = x};
	enum rc rc = xml_read(&events, file, e);

	if (rc == RC_INPUT) {
		x->is_key_file = false;
		return RC_OK;
	}
	return rc;
}

enum rc kdbx_key_file(uint8_t key[HASH_SIZE], struct slice file, struct err *e)
{
	struct key_xml x = {.key = key};
	enum rc rc;

	if ((rc = read_xml(&x, file, e)) != RC_OK)
		return rc;
	if (x.is_key_file && (x.bad || !x.found))
		return err_set(e, RC_INPUT,
		    "the key file is damaged: what is in it does not fit its own hash, or is "
		    "no key; take a copy of it");
	if (x.is_key_file)
		return RC_OK;
	if (file.n == HASH_SIZE)
		memcpy(key, file.p, HASH_SIZE);
	else if (file.n != DIGITS || !hex_decode(key, HASH_SIZE, file))
		sha256(key, file);
	return RC_OK;
}
