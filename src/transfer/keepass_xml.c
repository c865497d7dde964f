#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "keepass_int.h"
#include "parse_int.h"
#include "xml_int.h"

/* What the elements are, of those that matter here. */
enum element {
	OUTSIDE,
	OTHER,
	FILE_,
	META,
	HEADER_HASH,
	RECYCLE_BIN,
	BINARIES,
	META_BINARY,
	ROOT,
	GROUP,
	GROUP_UUID,
	GROUP_NAME,
	GROUP_NOTES,
	GROUP_TAGS,
	ENTRY,
	ENTRY_UUID,
	TAGS,
	OVERRIDE_URL,
	TIMES,
	EXPIRES,
	EXPIRY,
	STRING,
	STRING_KEY,
	STRING_VALUE,
	BINARY,
	BINARY_KEY,
	BINARY_VALUE,
	AUTO_TYPE,
	ASSOCIATION,
	CUSTOM_DATA,
	CUSTOM_ITEM,
	HISTORY,
	EARLIER
};

/* Which of them stand where, by their names. */
static const struct {
	enum element in;
	const char *name;
	enum element is;
} GRAMMAR[] = {
    {OUTSIDE, "KeePassFile", FILE_},
    {FILE_, "Meta", META},
    {META, "HeaderHash", HEADER_HASH},
    {META, "RecycleBinUUID", RECYCLE_BIN},
    {META, "Binaries", BINARIES},
    {BINARIES, "Binary", META_BINARY},
    {FILE_, "Root", ROOT},
    {ROOT, "Group", GROUP},
    {GROUP, "Group", GROUP},
    {GROUP, "UUID", GROUP_UUID},
    {GROUP, "Name", GROUP_NAME},
    {GROUP, "Notes", GROUP_NOTES},
    {GROUP, "Tags", GROUP_TAGS},
    {GROUP, "Entry", ENTRY},
    {ENTRY, "UUID", ENTRY_UUID},
    {ENTRY, "Tags", TAGS},
    {ENTRY, "OverrideURL", OVERRIDE_URL},
    {ENTRY, "Times", TIMES},
    {TIMES, "Expires", EXPIRES},
    {TIMES, "ExpiryTime", EXPIRY},
    {ENTRY, "String", STRING},
    {STRING, "Key", STRING_KEY},
    {STRING, "Value", STRING_VALUE},
    {ENTRY, "Binary", BINARY},
    {BINARY, "Key", BINARY_KEY},
    {BINARY, "Value", BINARY_VALUE},
    {ENTRY, "AutoType", AUTO_TYPE},
    {AUTO_TYPE, "Association", ASSOCIATION},
    {ENTRY, "CustomData", CUSTOM_DATA},
    {CUSTOM_DATA, "Item", CUSTOM_ITEM},
    {ENTRY, "History", HISTORY},
    {HISTORY, "Entry", EARLIER},
};

/* An element that is open. */
struct open {
	enum element is;
	bool encrypted; /* its text is base64 of what the stream hides */
	bool hidden;    /* it is to be, once it is read */
	bool compressed;
	bool numbered;
	uint64_t number; /* ID or Ref */
};

struct reader {
	struct keepass *k;
	struct open path[XML_DEPTH_MAX];
	size_t depth;
	size_t group;    /* the one that is open */
	uint64_t inner;  /* how many attachments stood where they belong */
	bool is_keepass; /* the outermost element is the right one */
};

/* Ids of attachments that have none are above all that the file can say. */
static const uint64_t OWN_IDS = (uint64_t)1 << 63;

static enum element element_of(enum element in, const char *name)
{
	for (size_t i = 0; i < sizeof GRAMMAR / sizeof GRAMMAR[0]; i++)
		if (GRAMMAR[i].in == in && strcmp(GRAMMAR[i].name, name) == 0)
			return GRAMMAR[i].is;
	return OTHER;
}

static bool is_true(const char *const *attributes, const char *name)
{
	const char *value = xml_attribute(attributes, name);

	return value != NULL && strcasecmp(value, "True") == 0;
}

static void take_number(struct open *o, const char *value)
{
	char *end;

	if (value == NULL || value[0] < '0' || value[0] > '9')
		return;
	o->number = strtoull(value, &end, 10);
	o->numbered = *end == '\0' && o->number < OWN_IDS;
}

/* Lists grow when an element begins; when it ends, their last one is meant. */
static void begin(struct reader *r, enum element is)
{
	struct keepass *k = r->k;

	if (k->failed)
		return;
	if (is == GROUP)
		r->group = keepass_add_group(k, r->group);
	else if (is == ENTRY)
		keepass_add_entry(k, r->group);
	else if (is == STRING)
		keepass_add_string(k);
	else if (is == BINARY)
		keepass_add_file(k);
	else if (is == ASSOCIATION)
		k->entries[k->n_entries - 1].auto_type++;
	else if (is == CUSTOM_ITEM)
		k->entries[k->n_entries - 1].custom_data++;
	else if (is == EARLIER)
		k->entries[k->n_entries - 1].history++;
}

static bool on_open(void *arg, const char *name, const char *const *attributes)
{
	struct reader *r = arg;
	enum element in = r->depth > 0 ? r->path[r->depth - 1].is : OUTSIDE;
	struct open *o = &r->path[r->depth++];
	bool protected = is_true(attributes, "Protected");

	*o = (struct open){.is = element_of(in, name),
	    .encrypted = protected && r->k->hides,
	    .hidden = protected || is_true(attributes, "ProtectInMemory"),
	    .compressed = is_true(attributes, "Compressed")};
	if (o->is == META_BINARY)
		take_number(o, xml_attribute(attributes, "ID"));
	if (o->is == BINARY_VALUE)
		take_number(o, xml_attribute(attributes, "Ref"));
	r->is_keepass = r->is_keepass || o->is == FILE_;
	begin(r, o->is);
	/* What the stream hides has to be read wherever it stands: the next goes on there. */
	return o->is != OTHER || o->encrypted;
}

/* What is encrypted was decoded already. */
static enum rc take_binary(
    struct reader *r, const struct open *o, uint64_t id, struct slice text, struct err *e)
{
	struct buf data = {0};
	enum rc rc = RC_OK;

	if (o->encrypted)
		buf_add_slice(&data, text);
	else
		rc = keepass_decode(&data, text, e);
	if (rc == RC_OK && o->compressed)
		rc = keepass_decompress(r->k, &data, e);
	if (rc == RC_OK && !buf_ok(&data))
		rc = err_nomem(e);
	if (rc == RC_OK)
		keepass_own_binary(r->k, id, &data);
	buf_finish(&data);
	return rc;
}

static enum rc take_file_value(
    struct reader *r, const struct open *o, struct slice text, struct err *e)
{
	struct keepass_file *f = &r->k->files[r->k->n_files - 1];

	if (o->numbered) {
		f->binary = o->number;
		return RC_OK;
	}
	f->binary = OWN_IDS + r->inner++;
	return take_binary(r, o, f->binary, text, e);
}

static void take_entry_text(struct keepass *k, const struct open *o, struct keepass_text text)
{
	struct keepass_entry *en = &k->entries[k->n_entries - 1];

	if (o->is == ENTRY_UUID)
		en->uuid = text;
	else if (o->is == TAGS)
		en->tags = text;
	else if (o->is == OVERRIDE_URL)
		en->override_url = text;
	else if (o->is == EXPIRY)
		en->expiry = text;
	else if (o->is == EXPIRES)
		en->expires = text.n == 4 &&
			      strncasecmp((const char *)k->texts.p + text.at, "True", 4) == 0;
	else if (o->is == STRING_KEY)
		k->strings[k->n_strings - 1].key = text;
	else if (o->is == BINARY_KEY)
		k->files[k->n_files - 1].name = text;
	else if (o->is == STRING_VALUE) {
		k->strings[k->n_strings - 1].value = text;
		k->strings[k->n_strings - 1].hidden = o->hidden;
	}
}

static void take_text(struct reader *r, const struct open *o, struct slice s)
{
	struct keepass *k = r->k;
	struct keepass_text text = keepass_text_add(k, s);

	if (!buf_ok(&k->texts))
		k->failed = true;
	else if (o->is == RECYCLE_BIN)
		k->recycle_bin = text;
	else if (o->is == GROUP_UUID)
		k->groups[r->group].uuid = text;
	else if (o->is == GROUP_NAME)
		k->groups[r->group].name = text;
	else if (o->is == GROUP_NOTES)
		k->groups[r->group].notes = text;
	else if (o->is == GROUP_TAGS)
		k->groups[r->group].tags = text;
	else
		take_entry_text(k, o, text);
}

static enum rc take(struct reader *r, const struct open *o, struct slice text, struct err *e)
{
	switch (o->is) {
	case HEADER_HASH:
		return keepass_check_header(r->k, text, e);
	case META_BINARY:
		if (!o->numbered || r->k->numbered_ahead)
			return RC_OK;
		return take_binary(r, o, o->number, text, e);
	case BINARY_VALUE:
		return take_file_value(r, o, text, e);
	case RECYCLE_BIN:
	case GROUP_UUID:
	case GROUP_NAME:
	case GROUP_NOTES:
	case GROUP_TAGS:
	case ENTRY_UUID:
	case TAGS:
	case OVERRIDE_URL:
	case EXPIRES:
	case EXPIRY:
	case STRING_KEY:
	case STRING_VALUE:
	case BINARY_KEY:
		take_text(r, o, text);
		break;
	default:
		break;
	}
	return RC_OK;
}

static enum rc on_close(void *arg, struct slice text, struct err *e)
{
	struct reader *r = arg;
	const struct open *o = &r->path[--r->depth];
	struct buf shown = {0};
	enum rc rc = RC_OK;

	if (r->k->failed)
		return err_nomem(e);
	if (o->encrypted) {
		rc = keepass_reveal(&shown, r->k, text, e);
		text = buf_slice(&shown);
	}
	if (rc == RC_OK)
		rc = take(r, o, text, e);
	if (o->is == GROUP)
		r->group = r->k->groups[r->group].parent;
	buf_finish(&shown);
	return rc;
}

enum { LOOK_AT = 4096 }; /* bytes; comments may stand before the first element */

bool keepass_xml_is(struct slice file)
{
	static const char name[] = "<KeePassFile";
	size_t n = file.n < LOOK_AT ? file.n : LOOK_AT;

	return memmem(file.p, n, name, sizeof name - 1) != NULL &&
	       memchr("<\xEF \t\r\n", file.p[0], 6) != NULL;
}

enum rc keepass_xml_read(struct keepass *k, struct slice xml, struct err *e)
{
	struct reader r = {.k = k, .group = SIZE_MAX};
	const struct xml_events events = {.open = on_open, .close = on_close, .arg = &r};
	enum rc rc;

	if ((rc = xml_read(&events, xml, e)) != RC_OK)
		return rc;
	if (k->failed)
		return err_nomem(e);
	if (!r.is_keepass)
		return parse_unknown(e);
	keepass_sort_binaries(k);
	return RC_OK;
}
