/*
 * content_codec: a content as bytes, in the two encodings that a vault keeps.
 */
#include "base/codec.h"
#include "vault/content.h"

/*
 * The two encodings, in terms of base/codec.h:
 *
 *   overview   u8 1 | title | type | username | u32 count, urls | u32 count, tags
 *              | u32 count, fields: label | u8 kind | value
 *   secret     u8 1 | u32 count | the value of each hidden field, in order
 *
 * In the overview a hidden field has an empty value, and an attachment the
 * first FILE_SHOWN bytes of its own. The count in the secret is the number of
 * hidden fields in the overview that it belongs to.
 */
enum {
	FORMAT = 1,
	TEXT_BYTES = 4,                           /* the least that a text takes */
	FIELD_BYTES = TEXT_BYTES + 1 + TEXT_BYTES /* the least that a field takes */
};

static void put_texts(struct buf *out, const struct slice *array, size_t n)
{
	put_u32(out, (uint32_t)n);
	for (size_t i = 0; i < n; i++)
		put_slice(out, array[i]);
}

/* Of an attachment everybody who sees the item may know which one it is, and its size. */
static struct slice shown(const struct field *f)
{
	if (f->kind == FIELD_FILE && f->value.n >= FILE_SHOWN)
		return slice_of(f->value.p, FILE_SHOWN);
	return field_is_secret(f) ? slice_of(NULL, 0) : f->value;
}

void content_put_overview(struct buf *out, const struct content *c)
{
	put_u8(out, FORMAT);
	put_slice(out, c->title);
	put_slice(out, c->type);
	put_slice(out, c->username);
	put_texts(out, c->urls, c->n_urls);
	put_texts(out, c->tags, c->n_tags);
	put_u32(out, (uint32_t)c->n_fields);
	for (size_t i = 0; i < c->n_fields; i++) {
		const struct field *f = &c->fields[i];

		put_slice(out, f->label);
		put_u8(out, (uint8_t)f->kind);
		put_slice(out, shown(f));
	}
}

static size_t count_hidden(const struct content *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n_fields; i++)
		n += field_is_secret(&c->fields[i]);
	return n;
}

void content_put_secret(struct buf *out, const struct content *c)
{
	put_u8(out, FORMAT);
	put_u32(out, (uint32_t)count_hidden(c));
	for (size_t i = 0; i < c->n_fields; i++)
		if (field_is_secret(&c->fields[i]))
			put_slice(out, c->fields[i].value);
}

static void get_fields(struct content *c, struct dec *d)
{
	uint32_t n = get_count(d, FIELD_BYTES);

	for (uint32_t i = 0; i < n && !d->bad; i++) {
		struct slice label = get_bytes(d);
		uint8_t kind = get_u8(d);
		struct slice value = get_bytes(d);

		if (kind > FIELD_FILE ||
		    (kind != FIELD_PLAIN && value.n != (kind == FIELD_FILE ? FILE_SHOWN : 0)))
			d->bad = true;
		else
			content_add_field(c, label, (enum field_kind)kind, value);
	}
}

static bool get_overview(struct content *c, struct slice overview)
{
	struct dec d;
	uint32_t n;

	dec_init(&d, overview);
	if (get_u8(&d) != FORMAT)
		return false;
	c->title = get_bytes(&d);
	c->type = get_bytes(&d);
	c->username = get_bytes(&d);
	n = get_count(&d, TEXT_BYTES);
	for (uint32_t i = 0; i < n && !d.bad; i++)
		content_add_url(c, get_bytes(&d));
	n = get_count(&d, TEXT_BYTES);
	for (uint32_t i = 0; i < n && !d.bad; i++)
		content_add_tag(c, get_bytes(&d));
	get_fields(c, &d);
	return dec_end(&d) && !c->failed;
}

/* What the overview has of an attachment must be of the one in the secret. */
static bool get_value(struct field *f, struct dec *d)
{
	const struct slice value = get_bytes(d);
	const bool same =
	    f->kind != FIELD_FILE ||
	    (value.n == FILE_VALUE && slice_eq(f->value, slice_of(value.p, FILE_SHOWN)));

	f->value = value;
	return same;
}

static bool get_secret(struct content *c, struct slice secret)
{
	struct dec d;

	dec_init(&d, secret);
	if (get_u8(&d) != FORMAT || get_count(&d, TEXT_BYTES) != count_hidden(c))
		return false;
	for (size_t i = 0; i < c->n_fields; i++)
		if (field_is_secret(&c->fields[i]) && !get_value(&c->fields[i], &d))
			return false;
	return dec_end(&d);
}

bool content_get(struct content *c, struct slice overview, struct slice secret)
{
	bool failed;

	*c = (struct content){0};
	if (get_overview(c, overview) && (secret.p == NULL || get_secret(c, secret)))
		return true;
	failed = c->failed;
	content_finish(c);
	c->failed = failed;
	return false;
}
