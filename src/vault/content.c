#include "vault/content.h"

#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "base/text.h"
#include "crypto/secret.h"

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

void content_finish(struct content *c)
{
	free(c->urls);
	free(c->tags);
	free(c->fields);
	*c = (struct content){0};
}

/* Arrays grow when their length reaches a power of two. NULL: out of memory. */
static void *room_for_one(void *array, size_t n, size_t size)
{
	size_t cap = n == 0 ? 1 : 2 * n;

	if ((n & (n - 1)) != 0)
		return array;
	if (n > SIZE_MAX / 2 / size)
		return NULL;
	return realloc(array, cap * size);
}

static void add_text(struct content *c, struct slice **array, size_t *n, struct slice s)
{
	struct slice *grown = room_for_one(*array, *n, sizeof **array);

	if (grown == NULL) {
		c->failed = true;
		return;
	}
	*array = grown;
	grown[(*n)++] = s;
}

void content_add_url(struct content *c, struct slice url)
{
	add_text(c, &c->urls, &c->n_urls, url);
}

void content_add_tag(struct content *c, struct slice tag)
{
	add_text(c, &c->tags, &c->n_tags, tag);
}

void content_add_field(
    struct content *c, struct slice label, enum field_kind kind, struct slice value)
{
	struct field *grown = room_for_one(c->fields, c->n_fields, sizeof *grown);

	if (grown == NULL) {
		c->failed = true;
		return;
	}
	c->fields = grown;
	grown[c->n_fields++] = (struct field){.label = label, .kind = kind, .value = value};
}

/* Equal without regard to case. A label that is not UTF-8 equals only itself. */
static bool label_is(struct slice a, struct slice b)
{
	struct buf fold_a = {0};
	struct buf fold_b = {0};
	bool same = slice_eq(a, b);

	if (!same && text_fold(&fold_a, a, NULL) == RC_OK &&
	    text_fold(&fold_b, b, NULL) == RC_OK)
		same = slice_eq(buf_slice(&fold_a), buf_slice(&fold_b));
	buf_finish(&fold_a);
	buf_finish(&fold_b);
	return same;
}

void content_set_field(
    struct content *c, struct slice label, enum field_kind kind, struct slice value)
{
	for (size_t i = 0; i < c->n_fields; i++)
		if (c->fields[i].kind == kind && label_is(c->fields[i].label, label)) {
			c->fields[i].value = value;
			return;
		}
	content_add_field(c, label, kind, value);
}

static const struct field *find(const struct content *c, struct slice label, bool file)
{
	for (size_t i = 0; i < c->n_fields; i++)
		if ((c->fields[i].kind == FIELD_FILE) == file &&
		    label_is(c->fields[i].label, label))
			return &c->fields[i];
	return NULL;
}

/* A file may have any name, also that of a field. */
const struct field *content_field(const struct content *c, struct slice label)
{
	return find(c, label, false);
}

const struct field *content_file(const struct content *c, struct slice label)
{
	return find(c, label, true);
}

void content_copy(struct content *to, const struct content *from)
{
	*to = (struct content){
	    .title = from->title, .type = from->type, .username = from->username};
	for (size_t i = 0; i < from->n_urls; i++)
		content_add_url(to, from->urls[i]);
	for (size_t i = 0; i < from->n_tags; i++)
		content_add_tag(to, from->tags[i]);
	for (size_t i = 0; i < from->n_fields; i++)
		content_add_field(
		    to, from->fields[i].label, from->fields[i].kind, from->fields[i].value);
}

void content_drop_field(struct content *c, size_t i)
{
	memmove(c->fields + i, c->fields + i + 1, (--c->n_fields - i) * sizeof *c->fields);
}

const struct field *content_pending(const struct content *c)
{
	for (size_t i = 0; i < c->n_fields; i++)
		if (c->fields[i].kind == FIELD_SECRET &&
		    label_is(c->fields[i].label, slice_str(LABEL_PENDING)))
			return &c->fields[i];
	return NULL;
}

bool field_is_secret(const struct field *f)
{
	return f->kind != FIELD_PLAIN;
}

static enum rc check_size(const char *what, struct slice s, size_t max, struct err *e)
{
	if (s.n > max)
		return err_set(e, RC_INPUT, "the %s has %zu bytes; at most %zu can be kept",
		    what, s.n, max);
	return RC_OK;
}

static enum rc check_line(const char *what, struct slice s, size_t max, struct err *e)
{
	enum rc rc;

	if ((rc = check_size(what, s, max, e)) != RC_OK)
		return rc;
	if (!text_valid(s))
		return err_set(e, RC_INPUT, "the %s is not valid UTF-8", what);
	if (!text_valid_line(s))
		return err_set(e, RC_INPUT,
		    "the %s has a line break or another control character in it", what);
	return RC_OK;
}

static enum rc check_name(const char *what, struct slice s, struct err *e)
{
	if (s.n == 0)
		return err_set(e, RC_INPUT, "the %s is empty", what);
	return check_line(what, s, TITLE_MAX, e);
}

/* Not text, but what attachment_add gave. */
static enum rc check_file(const struct field *f, struct err *e)
{
	if (f->value.n != FILE_VALUE)
		return err_set(
		    e, RC_INPUT, "the attachment %.*s is not one", SLICE_ARG(f->label));
	return RC_OK;
}

/* Any text may be a value: a key in a hidden field has several lines. */
static enum rc check_field(const struct field *f, struct err *e)
{
	enum rc rc;

	if ((rc = check_name("label of a field", f->label, e)) != RC_OK)
		return rc;
	if (f->kind > FIELD_FILE)
		return err_set(
		    e, RC_INPUT, "the field %.*s is of an unknown kind", SLICE_ARG(f->label));
	if (f->kind == FIELD_FILE)
		return check_file(f, e);
	if (f->value.n > FIELD_MAX)
		return err_set(e, RC_INPUT,
		    "the field %.*s has %zu bytes; at most %d can be kept", SLICE_ARG(f->label),
		    f->value.n, FIELD_MAX);
	if (!text_valid(f->value))
		return err_set(
		    e, RC_INPUT, "the field %.*s is not valid UTF-8", SLICE_ARG(f->label));
	return RC_OK;
}

enum rc content_check(const struct content *c, struct err *e)
{
	enum rc rc;

	if (c->failed)
		return err_nomem(e);
	if ((rc = check_name("title", c->title, e)) != RC_OK ||
	    (rc = check_name("type", c->type, e)) != RC_OK ||
	    (rc = check_line("user name", c->username, TITLE_MAX, e)) != RC_OK)
		return rc;
	for (size_t i = 0; i < c->n_urls; i++) {
		if (c->urls[i].n == 0)
			return err_set(e, RC_INPUT, "a URL is empty");
		if ((rc = check_line("URL", c->urls[i], FIELD_MAX, e)) != RC_OK)
			return rc;
	}
	for (size_t i = 0; i < c->n_tags; i++)
		if ((rc = check_name("tag", c->tags[i], e)) != RC_OK)
			return rc;
	for (size_t i = 0; i < c->n_fields; i++)
		if ((rc = check_field(&c->fields[i], e)) != RC_OK)
			return rc;
	return RC_OK;
}

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

static bool texts_eq(const struct slice *a, size_t n_a, const struct slice *b, size_t n_b)
{
	if (n_a != n_b)
		return false;
	for (size_t i = 0; i < n_a; i++)
		if (!slice_eq(a[i], b[i]))
			return false;
	return true;
}

static bool field_eq(const struct field *a, const struct field *b)
{
	if (a->kind != b->kind || !slice_eq(a->label, b->label) || a->value.n != b->value.n)
		return false;
	return a->value.n == 0 || equal_ct(a->value.p, b->value.p, a->value.n);
}

/* A password has some value, or it is none. */
static struct slice password(const struct content *c)
{
	for (size_t i = 0; i < c->n_fields; i++)
		if (c->fields[i].kind == FIELD_SECRET &&
		    slice_eq_str(c->fields[i].label, LABEL_PASSWORD))
			return c->fields[i].value;
	return slice_of(NULL, 0);
}

static bool has_field(const struct content *c, const struct field *f)
{
	for (size_t i = 0; i < c->n_fields; i++)
		if (field_eq(&c->fields[i], f))
			return true;
	return false;
}

/* Does a have everything of that kind that b has? */
static bool has_all(const struct content *a, const struct content *b, bool notes)
{
	for (size_t i = 0; i < b->n_fields; i++) {
		const struct field *f = &b->fields[i];

		if (field_is_secret(f) && (f->kind == FIELD_NOTES) == notes && f->value.n > 0 &&
		    !has_field(a, f))
			return false;
	}
	return true;
}

static bool has_other_than_notes(const struct content *c)
{
	for (size_t i = 0; i < c->n_fields; i++)
		if (field_is_secret(&c->fields[i]) && c->fields[i].kind != FIELD_NOTES &&
		    c->fields[i].value.n > 0)
			return true;
	return false;
}

bool content_eq_credential(const struct content *a, const struct content *b)
{
	const struct slice before = password(b);

	if (before.n > 0)
		return slice_eq(password(a), before);
	return has_all(a, b, !has_other_than_notes(b));
}

bool content_eq(const struct content *a, const struct content *b)
{
	if (!slice_eq(a->title, b->title) || !slice_eq(a->type, b->type) ||
	    !slice_eq(a->username, b->username) || a->n_fields != b->n_fields ||
	    !texts_eq(a->urls, a->n_urls, b->urls, b->n_urls) ||
	    !texts_eq(a->tags, a->n_tags, b->tags, b->n_tags))
		return false;
	for (size_t i = 0; i < a->n_fields; i++)
		if (!field_eq(&a->fields[i], &b->fields[i]))
			return false;
	return true;
}
