/* {REF:P@I:UUID}: a field that is that of another entry. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "crypto/encode.h"
#include "keepass_int.h"
#include "vault/content.h"

enum {
	DEPTH_MAX = 8,       /* references that lead to references */
	WORK_MAX = 20 << 20, /* entries that are looked at, for all together */
	UUID = 16,
	UUID_BASE64 = 24,
	REF_MAX = 1024 /* bytes of a reference */
};

static const char START[] = "{REF:";

static int by_uuid(const void *a, const void *b, void *arg)
{
	const struct keepass *k = arg;
	struct slice x = keepass_text_get(k, k->entries[*(const size_t *)a].uuid);
	struct slice y = keepass_text_get(k, k->entries[*(const size_t *)b].uuid);
	int order = memcmp(x.p, y.p, x.n < y.n ? x.n : y.n);

	return order != 0 ? order : (x.n > y.n) - (x.n < y.n);
}

enum rc keepass_refs_init(struct keepass_refs *r, const struct keepass *k, struct err *e)
{
	*r = (struct keepass_refs){.k = k, .work = WORK_MAX};
	if (k->n_entries == 0)
		return RC_OK;
	if ((r->by_uuid = calloc(k->n_entries, sizeof *r->by_uuid)) == NULL)
		return err_nomem(e);
	for (size_t i = 0; i < k->n_entries; i++)
		r->by_uuid[i] = i;
	qsort_r(r->by_uuid, k->n_entries, sizeof *r->by_uuid, by_uuid, (void *)(uintptr_t)k);
	return RC_OK;
}

void keepass_refs_finish(struct keepass_refs *r)
{
	free(r->by_uuid);
	*r = (struct keepass_refs){0};
}

/* The string that a letter means, or NULL. */
static const char *string_of(uint8_t letter)
{
	switch (letter & ~0x20) {
	case 'T':
		return "Title";
	case 'U':
		return "UserName";
	case 'P':
		return "Password";
	case 'A':
		return "URL";
	case 'N':
		return "Notes";
	default:
		return NULL;
	}
}

static const struct keepass_entry *with_uuid(struct keepass_refs *r, struct slice hex)
{
	const struct keepass *k = r->k;
	uint8_t uuid[UUID];
	struct buf text = {0};
	const struct keepass_entry *found = NULL;
	size_t low = 0;
	size_t high = k->n_entries;

	if (!hex_decode(uuid, UUID, hex))
		return NULL;
	base64_encode(&text, uuid, UUID, true);
	while (low < high && found == NULL && text.n == UUID_BASE64) {
		size_t middle = low + (high - low) / 2;
		const struct keepass_entry *en = &k->entries[r->by_uuid[middle]];
		struct slice own = keepass_text_get(k, en->uuid);
		int order = memcmp(own.p, text.p, own.n < text.n ? own.n : text.n);

		if (order == 0 && own.n == text.n)
			found = en;
		else if (order < 0 || (order == 0 && own.n < text.n))
			low = middle + 1;
		else
			high = middle;
	}
	buf_finish(&text);
	return found;
}

static bool has(
    const struct keepass *k, const struct keepass_entry *en, const char *key, struct slice text)
{
	for (size_t i = 0; i < en->n_strings; i++) {
		const struct keepass_string *s = &k->strings[en->first_string + i];
		struct slice value = keepass_text_get(k, s->value);

		if ((key == NULL || slice_eq_str(keepass_text_get(k, s->key), key)) &&
		    value.n == text.n &&
		    strncasecmp((const char *)value.p, (const char *)text.p, text.n) == 0)
			return true;
	}
	return false;
}

/* By any string where the letter is O. */
static const struct keepass_entry *search(
    struct keepass_refs *r, uint8_t letter, struct slice text)
{
	const char *key = string_of(letter);

	if (key == NULL && (letter & ~0x20) != 'O')
		return NULL;
	for (size_t i = 0; i < r->k->n_entries && r->work > 0; i++, r->work--)
		if (has(r->k, &r->k->entries[i], key, text))
			return &r->k->entries[i];
	return NULL;
}

/* One reference: its length, and what it asks for. */
struct ref {
	struct slice whole;
	uint8_t want;
	uint8_t by;
	struct slice text;
};

/* "{REF:", a letter, "@", a letter, ":", a text without a brace, "}" */
static bool is_ref(struct ref *ref, struct slice s)
{
	const size_t text = sizeof START - 1 + 4;
	const uint8_t *end;

	if (s.n > REF_MAX)
		s.n = REF_MAX;

	if (s.n <= text || strncasecmp((const char *)s.p, START, sizeof START - 1) != 0)
		return false;
	end = memchr(s.p + text, '}', s.n - text);
	if (end == NULL || s.p[text - 3] != '@' || s.p[text - 1] != ':')
		return false;
	*ref = (struct ref){.whole = slice_of(s.p, (size_t)(end - s.p) + 1),
	    .want = s.p[text - 4],
	    .by = s.p[text - 2],
	    .text = slice_of(s.p + text, (size_t)(end - s.p) - text)};
	return true;
}

bool keepass_refers(struct slice value)
{
	struct ref ref;

	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] == '{' && is_ref(&ref, slice_after(value, i)))
			return true;
	return false;
}

static unsigned resolve(
    struct buf *out, struct keepass_refs *r, struct slice value, unsigned depth);

static unsigned lose(struct buf *out, const struct ref *ref)
{
	buf_add_slice(out, ref->whole);
	return KEEPASS_REF_LOST;
}

static unsigned follow(
    struct buf *out, struct keepass_refs *r, const struct ref *ref, unsigned depth)
{
	const char *key = string_of(ref->want);
	const struct keepass_entry *en = NULL;
	const struct keepass_string *s;
	bool by_id = (ref->by & ~0x20) == 'I';

	if (r->work == 0 || key == NULL || depth == DEPTH_MAX || out->n > FIELD_MAX)
		return lose(out, ref);
	r->work--;
	en = by_id ? with_uuid(r, ref->text) : search(r, ref->by, ref->text);
	if (en == NULL)
		return lose(out, ref);
	if ((s = keepass_string_named(r->k, en, key)) == NULL)
		return 0;
	return resolve(out, r, keepass_text_get(r->k, s->value), depth + 1) |
	       (s->hidden || (ref->want & ~0x20) == 'P' ? KEEPASS_REF_HIDDEN : 0);
}

static unsigned resolve(
    struct buf *out, struct keepass_refs *r, struct slice value, unsigned depth)
{
	unsigned said = 0;

	while (value.n > 0) {
		struct ref ref;

		if (value.p[0] != '{' || !is_ref(&ref, value)) {
			buf_add(out, value.p, 1);
			value = slice_after(value, 1);
			continue;
		}
		said |= follow(out, r, &ref, depth);
		value = slice_after(value, ref.whole.n);
	}
	return said;
}

unsigned keepass_resolve(struct buf *out, struct keepass_refs *r, struct slice value)
{
	return resolve(out, r, value, 0);
}
