#include "file_text_int.h"

#include <string.h>

#include "crypto/encode.h"
#include "crypto/secret.h"
#include "vault/attachment.h"

enum { GROUP = 3 /* bytes that make whole letters of base64: RFC 4648, 4 */ };

struct encoding {
	struct buf *out;
	file_text_flush *flush;
	void *arg;
	uint8_t kept[GROUP]; /* what the piece before ended with */
	size_t n;
};

static enum rc add_piece(void *arg, struct slice piece, struct err *e)
{
	struct encoding *en = arg;
	size_t whole;

	while (en->n > 0 && en->n < GROUP && piece.n > 0) {
		en->kept[en->n++] = piece.p[0];
		piece = slice_after(piece, 1);
	}
	if (en->n == GROUP) {
		base64_encode(en->out, en->kept, GROUP, true);
		en->n = 0;
	}
	whole = piece.n - piece.n % GROUP;
	base64_encode(en->out, piece.p, whole, true);
	if (piece.n > whole)
		memcpy(en->kept, piece.p + whole, piece.n - whole);
	if (piece.n > 0)
		en->n += piece.n - whole;
	return en->flush(en->arg, e);
}

enum rc file_text_put(struct buf *out, file_text_flush *flush, void *arg, struct session *s,
    const struct field *f, struct err *e)
{
	struct encoding en = {.out = out, .flush = flush, .arg = arg};
	enum rc rc = attachment_read(s, f, add_piece, &en, e);

	if (rc == RC_OK && en.n > 0)
		base64_encode(out, en.kept, en.n, true);
	wipe(en.kept, sizeof en.kept);
	return rc;
}

/*
 * One that its author made so that it opens for nobody must not keep the rest
 * from being written: so all of it is tried before a part is.
 */
static enum rc put_file(struct json_text *t, file_text_flush *flush, void *arg,
    struct session *s, const struct field *f, int64_t *left, size_t *without, struct err *e)
{
	int64_t size = attachment_size(f);
	enum rc rc = size > *left ? RC_TAMPER : attachment_check(s, f, e);

	if (rc != RC_OK && rc != RC_TAMPER)
		return rc;
	json_text_open(t, NULL, '{');
	json_text_string(t, "fileName", f->label);
	json_text_number(t, "size", (long long)size);
	if (rc == RC_OK) {
		*left -= size;
		json_text_begin_string(t, "data");
		rc = file_text_put(t->out, flush, arg, s, f, e);
		json_text_end_string(t);
	} else {
		++*without;
		rc = RC_OK;
	}
	json_text_close(t, '}');
	return rc;
}

enum rc file_text_json(struct json_text *t, file_text_flush *flush, void *arg,
    struct session *s, const struct content *c, int64_t *left, size_t *without, struct err *e)
{
	bool any = false;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < c->n_fields && rc == RC_OK; i++) {
		if (c->fields[i].kind != FIELD_FILE)
			continue;
		if (!any)
			json_text_open(t, FILE_TEXT_MEMBER, '[');
		any = true;
		rc = put_file(t, flush, arg, s, &c->fields[i], left, without, e);
	}
	if (any)
		json_text_close(t, ']');
	return rc;
}
