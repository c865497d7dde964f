#include "attachment_int.h"

#include <stdio.h>
#include <string.h>

#include "base/codec.h"
#include "crypto/box.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "spool_int.h"

_Static_assert(ATTACHMENT_MAX / ATTACHMENT_CHUNK == STORE_CHUNKS, "as many pieces as fit");

/* An empty file has one piece, so that there is a row to pin. */
int64_t attachment_pieces(int64_t size)
{
	return size == 0 ? 1 : (size + ATTACHMENT_CHUNK - 1) / ATTACHMENT_CHUNK;
}

size_t attachment_piece_size(const struct attached *a, int64_t number)
{
	int64_t left = a->size - number * ATTACHMENT_CHUNK;

	return left < ATTACHMENT_CHUNK ? (size_t)left : ATTACHMENT_CHUNK;
}

/* The size is bound in, so that no piece can be the last but the last. */
struct box_place attachment_place(
    const struct session *s, const struct attached *a, int64_t number)
{
	return (struct box_place){.purpose = "attachment",
	    .vault_id = s->vault_id,
	    .kind = "chunk",
	    .id = a->id,
	    .version = number,
	    .generation = a->size};
}

/* writing */

static enum rc short_read(const struct attachment_source *from, struct err *e)
{
	return err_set(e, RC_INPUT,
	    "the file %.*s was changed while it was read; nothing was kept, try again",
	    SLICE_ARG(from->name));
}

static enum rc read_exactly(
    const struct attachment_source *from, uint8_t *p, size_t n, struct err *e)
{
	size_t got = 0;
	enum rc rc = from->read(from->arg, p, n, &got, e);

	return rc != RC_OK || got == n ? rc : short_read(from, e);
}

static enum rc check_end(const struct attachment_source *from, struct err *e)
{
	uint8_t more;
	size_t got = 0;
	enum rc rc = from->read(from->arg, &more, 1, &got, e);

	wipe(&more, sizeof more);
	return rc != RC_OK || got == 0 ? rc : short_read(from, e);
}

static enum rc write_piece(struct row_digest *digest, struct session *s,
    const struct attached *a, int64_t number, struct slice plain, struct err *e)
{
	const struct box_place at = attachment_place(s, a, number);
	struct chunk_row row = {.id = a->id * STORE_CHUNKS + number};
	struct buf box = {0};
	enum rc rc;

	box_seal(&box, a->key, &at, plain);
	row.box = buf_slice(&box);
	row_digest_add_chunk(digest, &row);
	rc = buf_ok(&box) ? spool_add(&s->spool, store_path(s->store), &row, e) : err_nomem(e);
	buf_finish(&box);
	return rc;
}

static enum rc write_pieces(uint8_t digest[HASH_SIZE], struct session *s,
    const struct attached *a, const struct attachment_source *from, struct err *e)
{
	struct secret *plain = secret_new(ATTACHMENT_CHUNK);
	struct row_digest d;
	enum rc rc = RC_OK;

	if (plain == NULL)
		return err_nomem(e);
	row_digest_chunks(&d);
	for (int64_t i = 0; i < attachment_pieces(a->size) && rc == RC_OK; i++) {
		size_t n = attachment_piece_size(a, i);

		if ((rc = read_exactly(from, plain->p, n, e)) == RC_OK)
			rc = write_piece(&d, s, a, i, slice_of(plain->p, n), e);
	}
	row_digest_final(digest, &d);
	secret_free(plain);
	return rc == RC_OK ? check_end(from, e) : rc;
}

static enum rc record(struct session *s, const struct attached *a, int64_t collection,
    const uint8_t *digest, const struct attachment_source *from, const char *reason,
    struct err *e)
{
	struct detail details[4] = {{"title", from->title}, {"file", from->name}};
	struct draft d = {.action = ACT_ATTACHMENT_ADD,
	    .kind = SUB_ATTACHMENT,
	    .subject = a->id,
	    .digest = digest,
	    .details = details,
	    .n_details = 3};
	char size[32];
	struct buf public = {0};
	enum rc rc;

	snprintf(size, sizeof size, "%lld bytes", (long long)a->size);
	details[2] = (struct detail){"size", slice_str(size)};
	if (reason != NULL)
		details[d.n_details++] = (struct detail){"reason", slice_str(reason)};
	public_put_attachment(&public, collection);
	d.public = buf_slice(&public);
	rc = buf_ok(&public) ? audit_append(s, &d, e) : err_nomem(e);
	buf_finish(&public);
	return rc;
}

static void put_value(uint8_t value[FILE_VALUE], const struct attached *a)
{
	struct buf b;

	buf_init_fixed(&b, value, FILE_SHOWN);
	put_i64(&b, a->id);
	put_i64(&b, a->size);
	random_bytes(value + FILE_SHOWN, BOX_KEY);
}

enum rc attachment_add(uint8_t value[FILE_VALUE], struct session *s, int64_t collection,
    const struct attachment_source *from, const char *reason, struct err *e)
{
	const struct attached a = {.id = s->replay->roster.attachments + 1,
	    .size = from->size,
	    .key = value + FILE_SHOWN};
	uint8_t digest[HASH_SIZE];
	enum rc rc;

	if (from->size > ATTACHMENT_MAX)
		return err_set(e, RC_INPUT,
		    "the file %.*s has %lld bytes; an attachment has at most %d (16 MiB)",
		    SLICE_ARG(from->name), (long long)from->size, ATTACHMENT_MAX);
	put_value(value, &a);
	if ((rc = write_pieces(digest, s, &a, from, e)) != RC_OK)
		return rc;
	return record(s, &a, collection, digest, from, reason, e);
}

static enum rc read_memory(void *arg, uint8_t *p, size_t n, size_t *got, struct err *e)
{
	struct slice *rest = arg;

	(void)e;
	*got = n < rest->n ? n : rest->n;
	if (*got > 0)
		memcpy(p, rest->p, *got);
	*rest = slice_after(*rest, *got);
	return RC_OK;
}

enum rc attachment_add_bytes(uint8_t value[FILE_VALUE], struct session *s, int64_t collection,
    struct slice title, struct slice name, struct slice bytes, struct err *e)
{
	const struct attachment_source from = {.name = name,
	    .title = title,
	    .size = (int64_t)bytes.n,
	    .read = read_memory,
	    .arg = &bytes};

	return attachment_add(value, s, collection, &from, NULL, e);
}

/* reading */
