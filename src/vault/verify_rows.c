/*
 * verify_rows: every row of every table against the log, and the log against them.
 */
#include "verify_int.h"

#include <stdio.h>
#include <string.h>

#include "attachment_int.h"
#include "vault/row.h"

struct rows {
	struct session *session;
	int64_t counts[PIN_ATTACHMENT + 1];
	struct pins *seen;        /* NULL unless a row is looked for that is there twice */
	struct row_digest pieces; /* of the attachment that is walked */
	int64_t attachment;       /* 0: none yet */
	int64_t next_piece;       /* its row, as it has to be */
};

static enum rc check_once(struct pins *seen, enum pin_table table, int64_t a, int64_t b,
    int64_t c, const char *what, struct err *e)
{
	struct pin pin = {.table = table, .a = a, .b = b, .c = c};
	enum rc rc = pins_get(&pin, seen, table, a, b, c, e);

	if (rc == RC_OK)
		return err_set(
		    e, RC_TAMPER, "%s #%lld is in the file twice", what, (long long)a);
	return rc == RC_NOTFOUND ? pins_set(seen, &pin, e) : rc;
}

static enum rc check_row(struct rows *w, enum pin_table table, int64_t a, int64_t b, int64_t c,
    const uint8_t digest[HASH_SIZE], const char *what, struct err *e)
{
	enum rc rc;

	w->counts[table]++;
	if (w->seen != NULL && (rc = check_once(w->seen, table, a, b, c, what, e)) != RC_OK)
		return rc;
	return session_pinned(w->session, table, a, b, c, digest, what, e);
}

static enum rc check_member(void *arg, const void *row, struct err *e)
{
	const struct member_row *r = row;
	struct rows *w = arg;
	uint8_t digest[HASH_SIZE];
	enum rc rc;

	row_digest_member(digest, r);
	rc = check_row(w, PIN_MEMBER, r->id, 0, 0, digest, "the row of member", e);
	return rc == RC_OK ? session_check_named(w->session, r, e) : rc;
}

static enum rc check_generation(void *arg, const void *row, struct err *e)
{
	const struct generation_row *r = row;
	uint8_t digest[HASH_SIZE];
	char what[64];

	row_digest_generation(digest, r);
	snprintf(what, sizeof what, "key %lld of collection", (long long)r->generation);
	return check_row(arg, PIN_GENERATION, r->collection, r->generation, 0, digest, what, e);
}

static const struct {
	const char *kind;
	enum pin_table table;
} KINDS[] = {
    {"collection", PIN_COLLECTION_SEAL},
    {"period", PIN_PERIOD_SEAL},
    {"envelope", PIN_ENVELOPE_SEAL},
};

static enum rc check_seal(void *arg, const void *row, struct err *e)
{
	const struct seal_row *r = row;
	uint8_t digest[HASH_SIZE];
	char key[32] = "";
	char what[100];

	row_digest_seal(digest, r);
	if (r->generation != 0)
		snprintf(key, sizeof key, "key %lld of ", (long long)r->generation);
	for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
		if (!slice_eq_str(r->kind, KINDS[i].kind))
			continue;
		snprintf(what, sizeof what, "member #%lld's seal of %s%s", (long long)r->member,
		    key, KINDS[i].kind);
		return check_row(
		    arg, KINDS[i].table, r->id, r->generation, r->member, digest, what, e);
	}
	return err_set(e, RC_TAMPER, "a seal of an unknown kind was added to the file");
}

static enum rc check_item(void *arg, const void *row, struct err *e)
{
	const struct item_row *r = row;
	uint8_t digest[HASH_SIZE];
	char what[64];

	row_digest_item(digest, r);
	snprintf(what, sizeof what, "version %lld of item", (long long)r->version);
	return check_row(arg, PIN_ITEM, r->id, r->version, 0, digest, what, e);
}

/* The last piece of an attachment was seen. */
static enum rc check_attachment(struct rows *w, struct err *e)
{
	uint8_t digest[HASH_SIZE];

	if (w->attachment == 0)
		return RC_OK;
	row_digest_final(digest, &w->pieces);
	return check_row(w, PIN_ATTACHMENT, w->attachment, 0, 0, digest, "attachment", e);
}

/* The pieces lie in their order: those of another begin another. */
static enum rc check_chunk(void *arg, const void *row, struct err *e)
{
	const struct chunk_row *r = row;
	struct rows *w = arg;
	int64_t attachment = r->id / STORE_CHUNKS;
	enum rc rc;

	if (attachment != w->attachment || w->next_piece == 0) {
		if ((rc = check_attachment(w, e)) != RC_OK)
			return rc;
		w->attachment = attachment;
		w->next_piece = attachment * STORE_CHUNKS;
		row_digest_chunks(&w->pieces);
	}
	if (attachment < 1 || r->id != w->next_piece)
		return err_set(e, RC_TAMPER,
		    "a piece of attachment #%lld is missing, or in the file twice",
		    (long long)attachment);
	w->next_piece++;
	row_digest_add_chunk(&w->pieces, r);
	return RC_OK;
}

static enum rc find_member(
    struct session *s, const struct pin *pin, uint8_t *digest, struct err *e)
{
	struct member_row row = {0};
	enum rc rc = store_member_get(&row, s->store, pin->a, e);

	row_digest_member(digest, &row);
	member_row_finish(&row);
	return rc;
}

static enum rc find_generation(
    struct session *s, const struct pin *pin, uint8_t *digest, struct err *e)
{
	struct generation_row row = {0};
	enum rc rc = store_generation_get(&row, s->store, pin->a, pin->b, e);

	row_digest_generation(digest, &row);
	generation_row_finish(&row);
	return rc;
}

static enum rc find_item(
    struct session *s, const struct pin *pin, uint8_t *digest, struct err *e)
{
	struct item_row row = {0};
	enum rc rc = store_item_get(&row, s->store, pin->a, pin->b, e);

	row_digest_item(digest, &row);
	item_row_finish(&row);
	return rc;
}

static enum rc find_attachment(
    struct session *s, const struct pin *pin, uint8_t *digest, struct err *e)
{
	return attachment_digest(digest, s, pin->a, e);
}

static enum rc find_seal(
    struct session *s, const struct pin *pin, uint8_t *digest, struct err *e)
{
	struct seal_row row = {0};
	enum rc rc = RC_NOTFOUND;

	for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++)
		if (KINDS[i].table == pin->table)
			rc = store_seal_get(
			    &row, s->store, KINDS[i].kind, pin->a, pin->b, pin->c, e);
	row_digest_seal(digest, &row);
	seal_row_finish(&row);
	return rc;
}

static const struct {
	const char *what;
	enum rc (*find)(
	    struct session *s, const struct pin *pin, uint8_t *digest, struct err *e);
} TABLES[] = {
    [PIN_MEMBER] = {"members", find_member},
    [PIN_GENERATION] = {"collection keys", find_generation},
    [PIN_COLLECTION_SEAL] = {"seals of collections", find_seal},
    [PIN_PERIOD_SEAL] = {"seals of periods", find_seal},
    [PIN_ENVELOPE_SEAL] = {"seals of envelopes", find_seal},
    [PIN_ITEM] = {"items", find_item},
    [PIN_ATTACHMENT] = {"attachments", find_attachment},
};

/* A row that is there twice, by a doctored index, must not stand in for another. */
static enum rc find_missing(void *arg, const struct pin *pin, struct err *e)
{
	uint8_t digest[HASH_SIZE];
	enum rc rc;

	if (is_zero(pin->digest, HASH_SIZE))
		return RC_OK;
	rc = TABLES[pin->table].find(arg, pin, digest, e);
	if (rc == RC_NOTFOUND || (rc == RC_OK && memcmp(digest, pin->digest, HASH_SIZE) != 0))
		return err_set(e, RC_TAMPER, "a row of the %s is missing (#%lld, %lld, %lld)",
		    TABLES[pin->table].what, (long long)pin->a, (long long)pin->b,
		    (long long)pin->c);
	return rc;
}

static enum rc walk_rows(struct rows *w, struct err *e)
{
	struct store *store = w->session->store;
	enum rc rc;

	if ((rc = store_member_each(store, check_member, w, e)) != RC_OK ||
	    (rc = store_generation_each(store, check_generation, w, e)) != RC_OK ||
	    (rc = store_seal_each(store, check_seal, w, e)) != RC_OK ||
	    (rc = store_item_each(store, check_item, w, e)) != RC_OK ||
	    (rc = store_chunk_each(store, check_chunk, w, e)) != RC_OK)
		return rc;
	return check_attachment(w, e);
}

/* Each row is on the log, and there are more than that. */
static enum rc find_twice(struct session *s, struct err *e)
{
	struct rows w = {.session = s};
	enum rc rc;

	if ((rc = pins_new(&w.seen, e)) != RC_OK)
		return rc;
	if ((rc = walk_rows(&w, e)) == RC_OK)
		rc = err_set(e, RC_TAMPER, "the file has more rows than the log");
	pins_free(w.seen);
	return rc;
}

static enum rc check_table(struct rows *w, enum pin_table table, struct err *e)
{
	struct session *s = w->session;
	int64_t want;
	enum rc rc;

	if ((rc = pins_each(s->replay->pins, table, find_missing, s, e)) != RC_OK ||
	    (rc = pins_count(&want, s->replay->pins, table, e)) != RC_OK)
		return rc;
	if (want != w->counts[table])
		return find_twice(s, e);
	return RC_OK;
}

enum rc verify_rows(struct session *s, struct err *e)
{
	struct rows w = {.session = s};
	enum rc rc = walk_rows(&w, e);

	for (int table = PIN_MEMBER; table <= PIN_ATTACHMENT && rc == RC_OK; table++)
		rc = check_table(&w, (enum pin_table)table, e);
	return rc;
}
