/*
 * attachment_read: files that items carry, out of the vault again.
 */
#include "attachment_int.h"

#include "base/codec.h"
#include "crypto/box.h"
#include "crypto/secret.h"

static bool parse(struct attached *a, struct slice value)
{
	struct dec d;

	if (value.n != FILE_VALUE)
		return false;
	dec_init(&d, slice_of(value.p, FILE_SHOWN));
	*a = (struct attached){
	    .id = get_i64(&d), .size = get_i64(&d), .key = value.p + FILE_SHOWN};
	return dec_end(&d) && a->size <= ATTACHMENT_MAX &&
	       a->id <= INT64_MAX / STORE_CHUNKS - 1;
}

int64_t attachment_size(const struct field *f)
{
	struct dec d;

	dec_init(&d, slice_of(f->value.p, f->value.n < FILE_SHOWN ? 0 : FILE_SHOWN));
	get_i64(&d);
	return get_i64(&d);
}

static enum rc missing(int64_t id, struct err *e)
{
	return err_set(e, RC_TAMPER,
	    "attachment #%lld is not whole: a part of it is missing; fetch it from the last "
	    "backup",
	    (long long)id);
}

enum rc attachment_digest(
    uint8_t digest[HASH_SIZE], struct session *s, int64_t id, struct err *e)
{
	struct row_digest d;
	struct err none;
	int64_t n;
	enum rc rc = RC_OK;

	row_digest_chunks(&d);
	for (n = 0; n < STORE_CHUNKS; n++) {
		struct chunk_row row = {0};

		if ((rc = store_chunk_get(&row, s->store, id * STORE_CHUNKS + n, &none)) !=
		    RC_OK)
			break;
		row_digest_add_chunk(&d, &row);
		chunk_row_finish(&row);
	}
	row_digest_final(digest, &d);
	if (rc == RC_NOTFOUND && n > 0)
		return RC_OK;
	return rc == RC_OK ? RC_OK : err_set(e, rc, "%s", none.text);
}

/* In a transaction of its own, unless there is one. */
static enum rc begin(bool *own, struct session *s, struct err *e)
{
	*own = !store_in_transaction(s->store);
	return *own ? store_begin_read(s->store, e) : RC_OK;
}

static void end(bool own, struct session *s)
{
	if (own)
		store_rollback(s->store);
}

static enum rc check_pinned(struct session *s, const struct attached *a, struct err *e)
{
	uint8_t digest[HASH_SIZE];
	bool own;
	enum rc rc;

	if ((rc = begin(&own, s, e)) != RC_OK)
		return rc;
	rc = attachment_digest(digest, s, a->id, e);
	end(own, s);
	if (rc == RC_NOTFOUND)
		return missing(a->id, e);
	return rc == RC_OK
		   ? session_pinned(s, PIN_ATTACHMENT, a->id, 0, 0, digest, "attachment", e)
		   : rc;
}

/* Only while the row is read is anybody kept from writing. */
static enum rc load_piece(struct chunk_row *row, struct session *s, const struct attached *a,
    int64_t number, struct err *e)
{
	bool own;
	enum rc rc;

	if ((rc = begin(&own, s, e)) != RC_OK)
		return rc;
	rc = store_chunk_get(row, s->store, a->id * STORE_CHUNKS + number, e);
	end(own, s);
	return rc == RC_NOTFOUND ? missing(a->id, e) : rc;
}

/* The pieces are those that the log has, so one that does not open is its author's. */
static enum rc open_piece(struct secret *plain, struct session *s, const struct attached *a,
    int64_t number, struct err *e)
{
	const struct box_place at = attachment_place(s, a, number);
	struct chunk_row row = {0};
	enum rc rc = load_piece(&row, s, a, number, e);

	if (rc != RC_OK)
		return rc;
	if (box_plain_size(row.box) != attachment_piece_size(a, number) ||
	    !box_open(plain->p, a->key, &at, row.box))
		rc = err_set(e, RC_TAMPER,
		    "attachment #%lld does not open with the key that its item has for it; "
		    "whoever attached it has to do so again",
		    (long long)a->id);
	chunk_row_finish(&row);
	return rc;
}

enum rc attachment_read(
    struct session *s, const struct field *f, attachment_piece *each, void *arg, struct err *e)
{
	struct secret *plain;
	struct attached a;
	enum rc rc;

	if (!parse(&a, f->value))
		return err_set(e, RC_TAMPER,
		    "the attachment %.*s is not one that this program "
		    "wrote; remove it with \"strongroom detach\"",
		    SLICE_ARG(f->label));
	if ((rc = check_pinned(s, &a, e)) != RC_OK)
		return rc;
	if ((plain = secret_new(ATTACHMENT_CHUNK)) == NULL)
		return err_nomem(e);
	for (int64_t i = 0; i < attachment_pieces(a.size) && rc == RC_OK; i++)
		if ((rc = open_piece(plain, s, &a, i, e)) == RC_OK)
			rc = each(arg, slice_of(plain->p, attachment_piece_size(&a, i)), e);
	secret_free(plain);
	return rc;
}

static enum rc drop(void *arg, struct slice piece, struct err *e)
{
	(void)arg;
	(void)piece;
	(void)e;
	return RC_OK;
}

enum rc attachment_check(struct session *s, const struct field *f, struct err *e)
{
	return attachment_read(s, f, drop, NULL, e);
}
