/*
 * content_eq: whether two contents say the same.
 */
#include "crypto/secret.h"
#include "vault/content.h"

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
