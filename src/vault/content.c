#include "vault/content.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

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
