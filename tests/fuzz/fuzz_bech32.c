/*
 * Bech32, and the keys of age that are written in it.
 *
 * Input: a text; or, after an odd first byte, the bytes to write, the first of
 * them the length of the prefix.
 */
#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "crypto/secret.h"
#include "envelope/age.h"
#include "envelope/bech32.h"
#include "fuzz.h"

enum { PREFIX_MAX = 20 };

static unsigned text_read;
static unsigned recipient_read;
static unsigned identity_read;
static unsigned identities_read;

static void seed_keys(void)
{
	static const uint8_t recipient[AGE_KEY] = {1, 2, 3};
	struct secret *identity = secret_copy(recipient, sizeof recipient);
	struct secret *text = NULL;
	struct buf b = {0};

	age_recipient_encode(&b, recipient);
	fuzz_seed_as(0, buf_slice(&b));
	fuzz_must(identity != NULL && age_identity_encode(&text, identity, NULL) == RC_OK);
	fuzz_seed_as(0, secret_slice(text));
	buf_clear(&b);
	for (int i = 0; i < 2; i++) {
		buf_add_str(&b, "# a key\n");
		buf_add_slice(&b, secret_slice(text));
		buf_add_str(&b, "\r\n");
	}
	fuzz_seed_as(0, buf_slice(&b));
	secret_free(identity);
	secret_free(text);
	buf_finish(&b);
}

void fuzz_init(void)
{
	text_read = fuzz_way("a text");
	recipient_read = fuzz_way("a recipient");
	identity_read = fuzz_way("an identity");
	identities_read = fuzz_way("several identities");
	seed_keys();
}

static void put_lower(struct buf *out, struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		buf_add_char(out, (char)tolower(s.p[i]));
}

static void check_again(struct slice hrp, const struct buf *data, struct slice text)
{
	struct buf low = {0};
	struct buf prefix = {0};
	struct buf again = {0};

	put_lower(&low, text);
	put_lower(&prefix, hrp);
	bech32_encode(&again, buf_cstr(&prefix), buf_slice(data));
	fuzz_must(slice_eq(buf_slice(&again), buf_slice(&low)));
	buf_finish(&low);
	buf_finish(&prefix);
	buf_finish(&again);
}

static void read_text(struct buf *result, struct slice text)
{
	struct buf data = {0};
	struct slice hrp;
	struct err e;
	enum rc rc = bech32_decode(&hrp, &data, text, &e);

	fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_INPUT));
	if (rc == RC_OK) {
		fuzz_accept(text_read);
		check_again(hrp, &data, text);
	} else {
		fuzz_must(data.n == 0);
	}
	buf_finish(&data);
}

static void read_recipient(struct buf *result, struct slice text)
{
	uint8_t recipient[AGE_KEY];
	struct buf again = {0};
	struct buf low = {0};
	struct err e;
	enum rc rc = age_recipient_decode(recipient, text, &e);

	fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_INPUT));
	if (rc == RC_OK) {
		fuzz_accept(recipient_read);
		put_lower(&low, text);
		age_recipient_encode(&again, recipient);
		fuzz_must(slice_eq(buf_slice(&again), buf_slice(&low)));
	}
	buf_finish(&again);
	buf_finish(&low);
}

static void read_identity(struct buf *result, struct slice text)
{
	struct secret *identity = NULL;
	struct secret *again = NULL;
	struct secret *same = NULL;
	struct err e;
	enum rc rc = age_identity_decode(&identity, text, &e);

	fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_INPUT));
	if (rc == RC_OK) {
		fuzz_accept(identity_read);
		fuzz_must(age_identity_encode(&again, identity, NULL) == RC_OK);
		fuzz_must(again->n == AGE_IDENTITY_TEXT);
		fuzz_must(age_identity_decode(&same, secret_slice(again), NULL) == RC_OK);
		fuzz_must(slice_eq(secret_slice(identity), secret_slice(same)));
	}
	secret_free(identity);
	secret_free(again);
	secret_free(same);
}

/* Written one a line, they are the same. */
static void check_identities(const struct age_identities *list)
{
	struct age_identities again;
	struct secret *text = NULL;
	struct buf lines = {0};

	fuzz_must(list->n > 0 && list->n <= AGE_IDENTITIES_MAX);
	for (size_t i = 0; i < list->n; i++) {
		fuzz_must(age_identity_encode(&text, list->keys[i], NULL) == RC_OK);
		buf_add_slice(&lines, secret_slice(text));
		buf_add_char(&lines, '\n');
		secret_free(text);
	}
	fuzz_must(age_identities_decode(&again, buf_slice(&lines), NULL) == RC_OK);
	fuzz_must(again.n == list->n);
	for (size_t i = 0; i < list->n; i++)
		fuzz_must(slice_eq(secret_slice(again.keys[i]), secret_slice(list->keys[i])));
	age_identities_finish(&again);
	buf_finish(&lines);
}

static void read_identities(struct buf *result, struct slice text)
{
	struct age_identities list;
	struct err e;
	enum rc rc = age_identities_decode(&list, text, &e);

	fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_INPUT));
	fuzz_must(rc == RC_OK || list.n == 0);
	if (rc == RC_OK)
		check_identities(&list);
	if (list.n > 1)
		fuzz_accept(identities_read);
	age_identities_finish(&list);
}

/* A prefix of small letters, then any bytes. */
static void write_bytes(struct slice input)
{
	struct slice prefix = feed_bytes(&input, 1 + feed_u8(&input) % PREFIX_MAX);
	struct buf hrp = {0};
	struct buf text = {0};
	struct buf data = {0};
	struct slice found;

	for (size_t i = 0; i < prefix.n; i++)
		buf_add_char(&hrp, (char)('a' + prefix.p[i] % 26));
	if (hrp.n > 0) {
		bech32_encode(&text, buf_cstr(&hrp), input);
		fuzz_must(bech32_decode(&found, &data, buf_slice(&text), NULL) == RC_OK);
		fuzz_must(
		    slice_eq(found, buf_slice(&hrp)) && slice_eq(buf_slice(&data), input));
	}
	buf_finish(&hrp);
	buf_finish(&text);
	buf_finish(&data);
}

void fuzz_one(struct buf *result, struct slice input)
{
	if (feed_u8(&input) % 2 == 0) {
		read_text(result, input);
		read_recipient(result, input);
		read_identity(result, input);
		read_identities(result, input);
	} else {
		write_bytes(input);
	}
}
