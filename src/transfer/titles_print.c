#include "titles_print_int.h"

#include "base/codec.h"
#include "crypto/hash.h"
#include "hash_map_int.h"
#include "vault/attachment.h"
#include "vault/content.h"

static const struct field *password_of(const struct content *c)
{
	const struct field *f;

	if (!slice_eq_str(c->type, "login"))
		return NULL;
	f = content_field(c, slice_str(LABEL_PASSWORD));
	return f != NULL && field_is_secret(f) && f->value.n > 0 ? f : NULL;
}

/*
 * Attachments come after the item that they belong to, so they are not compared;
 * tags say where it lay, and a folder becomes one.
 */
static void copy_rest(struct content *rest, const struct content *c)
{
	content_copy(rest, c);
	rest->title = slice_of(NULL, 0);
	rest->n_tags = 0;
	for (size_t i = rest->n_fields; i > 0; i--)
		if (rest->fields[i - 1].kind == FIELD_FILE)
			content_drop_field(rest, i - 1);
}

/* Its tags may name another collection that it is in. */
static void put_texts_of(struct buf *b, const struct content *c)
{
	for (size_t i = 0; i < c->n_urls; i++)
		put_slice(b, c->urls[i]);
	for (size_t i = 0; i < c->n_fields; i++)
		if (c->fields[i].kind != FIELD_FILE) {
			put_slice(b, c->fields[i].label);
			put_slice(b, c->fields[i].value);
		}
}

enum rc titles_print(uint8_t print[TITLES_PRINT], const uint8_t key[TITLES_KEY], bool exact,
    const struct content *c, struct err *e)
{
	const struct field *password = password_of(c);
	struct content rest = {0};
	struct buf b = {0};
	enum rc rc = RC_OK;

	put_u8(&b, password != NULL);
	if (password != NULL) {
		put_slice(&b, c->username);
		put_slice(&b, c->n_urls > 0 ? c->urls[0] : slice_of(NULL, 0));
		put_slice(&b, password->value);
		if (exact)
			put_texts_of(&b, c);
	} else {
		copy_rest(&rest, c);
		content_put_overview(&b, &rest);
		content_put_secret(&b, &rest);
	}
	if (buf_ok(&b) && !rest.failed)
		blake2b_keyed(print, TITLES_PRINT, key, buf_slice(&b));
	else
		rc = err_nomem(e);
	content_finish(&rest);
	buf_finish(&b);
	return rc;
}

/* parts */

struct part {
	enum { ADDRESS, FIELD, ATTACHMENT } kind;
	struct slice name;
	struct slice value;
	uint64_t size; /* of an attachment */
};

static enum rc part_key(uint8_t out[HASH_MAP_KEY], const uint8_t key[TITLES_KEY],
    const uint8_t print[TITLES_PRINT], const struct part *p, struct err *e)
{
	struct buf b = {0};
	enum rc rc = RC_OK;

	buf_add(&b, print, TITLES_PRINT);
	put_u8(&b, (uint8_t)p->kind);
	put_slice(&b, p->name);
	put_slice(&b, p->value);
	put_u64(&b, p->size);
	if (buf_ok(&b))
		blake2b_keyed(out, HASH_MAP_KEY, key, buf_slice(&b));
	else
		rc = err_nomem(e);
	buf_finish(&b);
	return rc;
}

/* The addresses come first, then the fields. What kind a field is of does not count. */
static struct part part_at(const struct content *c, size_t i)
{
	const struct field *f;

	if (i < c->n_urls)
		return (struct part){.kind = ADDRESS, .value = c->urls[i]};
	f = &c->fields[i - c->n_urls];
	if (f->kind == FIELD_FILE)
		return (struct part){
		    .kind = ATTACHMENT, .name = f->label, .size = (uint64_t)attachment_size(f)};
	return (struct part){.kind = FIELD, .name = f->label, .value = f->value};
}

static enum rc add(struct hash_map *parts, const uint8_t part[HASH_MAP_KEY], struct err *e)
{
	uint32_t *number = hash_map_at(parts, part);

	if (number == NULL)
		return err_nomem(e);
	*number = 1;
	return RC_OK;
}

enum rc titles_parts_add(struct hash_map *parts, const uint8_t key[TITLES_KEY],
    const uint8_t print[TITLES_PRINT], const struct content *c, struct err *e)
{
	uint8_t own[HASH_MAP_KEY];
	enum rc rc = RC_OK;

	for (size_t i = 0; i < c->n_urls + c->n_fields && rc == RC_OK; i++) {
		const struct part p = part_at(c, i);

		if ((rc = part_key(own, key, print, &p, e)) == RC_OK)
			rc = add(parts, own, e);
	}
	return rc;
}

enum rc titles_parts_missing(struct buf *names, const struct hash_map *parts,
    const uint8_t key[TITLES_KEY], const uint8_t print[TITLES_PRINT], const struct content *c,
    struct err *e)
{
	uint8_t own[HASH_MAP_KEY];
	enum rc rc = RC_OK;

	for (size_t i = 0; i < c->n_urls + c->n_fields && rc == RC_OK; i++) {
		const struct part p = part_at(c, i);

		if ((rc = part_key(own, key, print, &p, e)) != RC_OK ||
		    hash_map_get(parts, own) != 0)
			continue;
		buf_add_str(names, names->n > 0 ? ", " : "");
		buf_add_slice(names, p.kind == ADDRESS ? slice_str("an address") : p.name);
	}
	return rc == RC_OK && !buf_ok(names) ? err_nomem(e) : rc;
}

enum rc titles_parts_file(bool *known, struct hash_map *parts, const uint8_t key[TITLES_KEY],
    const uint8_t print[TITLES_PRINT], struct slice name, uint64_t size, struct err *e)
{
	const struct part p = {.kind = ATTACHMENT, .name = name, .size = size};
	uint8_t own[HASH_MAP_KEY];
	enum rc rc = part_key(own, key, print, &p, e);

	if (rc != RC_OK)
		return rc;
	*known = hash_map_get(parts, own) != 0;
	return add(parts, own, e);
}
