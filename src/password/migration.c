#include "password/migration.h"

#include <string.h>

#include "base/text.h"
#include "crypto/encode.h"
#include "crypto/secret.h"
#include "password/otpauth.h"
#include "query_int.h"

/*
 * The fields of a message (protobuf.dev, "Encoding"). They are read where they
 * lie: a library would copy secrets into memory of its own.
 */
struct pb_field {
	uint64_t number;
	uint64_t value;     /* of a varint */
	struct slice bytes; /* of a string, or a message */
	unsigned wire;
};

enum { WIRE_VARINT, WIRE_64, WIRE_BYTES, WIRE_32 = 5 };

static bool get_varint(struct slice *s, uint64_t *v)
{
	enum { BYTES = 10 };

	*v = 0;
	for (unsigned i = 0; i < BYTES && i < s->n; i++) {
		*v |= (uint64_t)(s->p[i] & 0x7F) << (7 * i);
		if (s->p[i] < 0x80) {
			*s = slice_after(*s, i + 1);
			return true;
		}
	}
	return false;
}

static bool get_bytes_of(struct slice *s, struct slice *bytes, uint64_t n)
{
	if (n > s->n)
		return false;
	*bytes = slice_of(s->p, (size_t)n);
	*s = slice_after(*s, (size_t)n);
	return true;
}

static bool get_value(struct slice *s, struct pb_field *f)
{
	switch (f->wire) {
	case WIRE_VARINT:
		return get_varint(s, &f->value);
	case WIRE_64:
		return get_bytes_of(s, &f->bytes, 8);
	case WIRE_32:
		return get_bytes_of(s, &f->bytes, 4);
	case WIRE_BYTES:
		return get_varint(s, &f->value) && get_bytes_of(s, &f->bytes, f->value);
	default:
		return false; /* groups, which nobody writes any more */
	}
}

/* False if there is none, or at a fault, which leaves something in s. */
static bool get_field(struct slice *s, struct pb_field *f)
{
	struct slice rest = *s;
	uint64_t key;

	*f = (struct pb_field){0};
	if (!get_varint(&rest, &key))
		return false;
	f->number = key >> 3;
	f->wire = key & 7;
	if (f->number == 0 || !get_value(&rest, f))
		return false;
	*s = rest;
	return true;
}

/* The names of MigrationPayload and OtpParameters in Google Authenticator. */
enum { PAYLOAD_ACCOUNT = 1, PAYLOAD_BATCHES = 3, PAYLOAD_INDEX = 4, PAYLOAD_ID = 5 };
enum {
	ACCOUNT_SECRET = 1,
	ACCOUNT_NAME,
	ACCOUNT_ISSUER,
	ACCOUNT_HASH,
	ACCOUNT_DIGITS,
	ACCOUNT_TYPE
};
enum { TYPE_HOTP = 1, DIGITS_EIGHT = 2, DIGITS_MOST = 2, HASH_MOST = 3 };

struct account {
	struct slice secret;
	struct slice name;
	struct slice issuer;
	uint64_t hash; /* 0, 1: SHA-1; 2: SHA-256; 3: SHA-512 */
	uint64_t digits;
	uint64_t type;
};

static bool get_account(struct account *a, struct slice s)
{
	struct pb_field f;

	*a = (struct account){0};
	while (get_field(&s, &f)) {
		if (f.number == ACCOUNT_SECRET && f.wire == WIRE_BYTES)
			a->secret = f.bytes;
		else if (f.number == ACCOUNT_NAME && f.wire == WIRE_BYTES)
			a->name = f.bytes;
		else if (f.number == ACCOUNT_ISSUER && f.wire == WIRE_BYTES)
			a->issuer = f.bytes;
		else if (f.number == ACCOUNT_HASH && f.wire == WIRE_VARINT)
			a->hash = f.value;
		else if (f.number == ACCOUNT_DIGITS && f.wire == WIRE_VARINT)
			a->digits = f.value;
		else if (f.number == ACCOUNT_TYPE && f.wire == WIRE_VARINT)
			a->type = f.value;
	}
	return s.n == 0;
}

static const char *unusable(const struct account *a)
{
	if (a->type == TYPE_HOTP)
		return "its codes go by a counter (HOTP), which strongroom does not make";
	if (a->secret.n == 0 || a->secret.n > OTPAUTH_KEY_MAX)
		return "it has no secret, or one that is too long";
	if (a->hash > HASH_MOST || a->digits > DIGITS_MOST)
		return "its codes are of a kind that strongroom does not make";
	return NULL;
}

/* Without what a reader of the address that is made of it would take off. */
static struct slice trim(struct slice s, const char *what)
{
	while (s.n > 0 && strchr(what, s.p[0]) != NULL && s.p[0] != '\0')
		s = slice_after(s, 1);
	while (s.n > 0 && s.p[s.n - 1] == ' ')
		s.n--;
	return s;
}

static void put_name(struct buf *out, struct slice name)
{
	if (name.n <= OTPAUTH_NAME_MAX && text_valid_line(name))
		buf_add_slice(out, name);
}

/* The name often begins with the issuer, as the label of an address does, or alone names it. */
static void put_names(struct otpauth *o, const struct account *a)
{
	struct slice account;
	struct slice before = query_until(a->name, ':', &account);

	put_name(&o->issuer, trim(a->issuer, " "));
	if (before.n < a->name.n && o->issuer.n == 0)
		put_name(&o->issuer, trim(before, " "));
	if (before.n == a->name.n || !slice_eq(trim(before, " "), buf_slice(&o->issuer)))
		account = a->name;
	put_name(&o->account, trim(account, o->issuer.n > 0 ? " " : " :"));
}

static enum rc hand_out(const struct account *a, migration_each *each, void *arg, struct err *e)
{
	static const enum otpauth_hash HASHES[] = {
	    OTPAUTH_SHA1, OTPAUTH_SHA1, OTPAUTH_SHA256, OTPAUTH_SHA512};
	const char *why = unusable(a);
	struct otpauth o = {.period = OTPAUTH_PERIOD, .digits = OTPAUTH_DIGITS};
	enum rc rc;

	put_names(&o, a);
	if (why == NULL) {
		o.key = secret_copy(a->secret.p, a->secret.n);
		o.hash = HASHES[a->hash];
		o.digits = a->digits == DIGITS_EIGHT ? 8 : OTPAUTH_DIGITS;
	}
	if ((why == NULL && o.key == NULL) || !buf_ok(&o.issuer) || !buf_ok(&o.account))
		rc = err_nomem(e);
	else
		rc = each(arg, &o, why, e);
	otpauth_finish(&o);
	return rc;
}

static enum rc malformed(struct err *e)
{
	return err_set(e, RC_INPUT,
	    "the address of Google Authenticator's export is not whole; scan its QR code "
	    "again");
}

/* Without each only to see whether it is whole. */
static enum rc walk(struct migration_batch *batch, struct slice s, migration_each *each,
    void *arg, struct err *e)
{
	uint64_t of = 0;
	uint64_t index = 0;
	struct account a;
	struct pb_field f;
	enum rc rc = RC_OK;

	batch->id = 0;
	while (rc == RC_OK && get_field(&s, &f)) {
		if (f.number == PAYLOAD_ACCOUNT && f.wire == WIRE_BYTES) {
			if (!get_account(&a, f.bytes))
				return malformed(e);
			if (each != NULL)
				rc = hand_out(&a, each, arg, e);
		}
		if (f.wire != WIRE_VARINT)
			continue;
		if (f.number == PAYLOAD_BATCHES)
			of = f.value;
		else if (f.number == PAYLOAD_INDEX)
			index = f.value;
		else if (f.number == PAYLOAD_ID)
			batch->id = (uint32_t)f.value; /* negative ones have ten bytes */
	}
	if (rc != RC_OK)
		return rc;
	of = of == 0 ? 1 : of;
	if (s.n > 0 || of > MIGRATION_BATCHES || index >= of)
		return malformed(e);
	batch->of = (unsigned)of;
	batch->number = (unsigned)index + 1;
	return RC_OK;
}

static const char SCHEME[] = "otpauth-migration://";

bool migration_is(struct slice text)
{
	return query_begins(text, SCHEME);
}

/* The payload: base64, of which links sometimes spoil a "+". */
static bool get_payload(struct buf *payload, struct slice text)
{
	struct buf data = {0};
	struct slice query;
	struct slice name;
	struct slice value;
	bool found = false;

	(void)query_until(text, '?', &query);
	while (!found && query_next(&query, &name, &value))
		found = query_same(name, "data");
	found = found && query_decode(&data, value, false);
	for (size_t i = 0; i < data.n; i++)
		if (data.p[i] == ' ')
			data.p[i] = '+';
	while (data.n > 0 && data.p[data.n - 1] == '=')
		data.n--;
	found = found && base64_decode(payload, buf_slice(&data), false);
	buf_finish(&data);
	return found;
}

enum rc migration_read(struct migration_batch *batch, struct slice text, migration_each *each,
    void *arg, struct err *e)
{
	struct buf payload = {0};
	enum rc rc;

	if (!migration_is(text) || text.n > MIGRATION_TEXT_MAX || !get_payload(&payload, text))
		rc = malformed(e);
	else if ((rc = walk(batch, buf_slice(&payload), NULL, NULL, e)) == RC_OK)
		rc = walk(batch, buf_slice(&payload), each, arg, e);
	if (payload.failed)
		rc = err_nomem(e);
	buf_finish(&payload);
	return rc;
}

enum rc migration_add(
    struct migration_seen *s, const struct migration_batch *batch, struct err *e)
{
	const uint64_t bit = UINT64_C(1) << (batch->number - 1);

	if (s->of != 0 && (s->id != batch->id || s->of != batch->of))
		return err_set(e, RC_INPUT,
		    "this code is of another export of Google Authenticator than the one "
		    "before; "
		    "take all codes of one export");
	if ((s->seen & bit) != 0)
		return err_set(
		    e, RC_EXISTS, "code %u of %u was there before", batch->number, batch->of);
	*s = (struct migration_seen){.id = batch->id, .of = batch->of, .seen = s->seen | bit};
	return RC_OK;
}

void migration_missing(struct buf *out, const struct migration_seen *s)
{
	unsigned left = 0;

	for (unsigned i = 0; i < s->of; i++)
		left += (s->seen >> i & 1) == 0;
	if (left == 0)
		return;
	for (unsigned i = 0, n = 0; i < s->of; i++)
		if ((s->seen >> i & 1) == 0) {
			n++;
			buf_printf(out, "%s%u",
			    n == 1      ? ""
			    : n == left ? " and "
					: ", ",
			    i + 1);
		}
	buf_printf(out, " of %u", s->of);
}
