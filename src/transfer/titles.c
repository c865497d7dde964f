#include "titles_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "base/list.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "hash_map_int.h"
#include "titles_print_int.h"
#include "vault/item.h"

enum { DIGITS_MAX = 9 };

struct entry {
	int64_t item; /* 0: of this import */
	bool printed;
	uint8_t print[TITLES_PRINT]; /* of its content without the title */
};

/*
 * Everything that is called TITLE or "TITLE (N)". An item "TITLE (N)" is in
 * two groups, for somebody may have given it that title himself.
 */
struct group {
	uint8_t name[HASH_MAP_KEY]; /* of the title */
	uint32_t next;              /* the number to try first */
	bool taken;                 /* an item has this very title */
	uint32_t *entries;
	size_t n_entries, cap_entries;
	size_t n_known; /* of these, whose contents are among the known ones */
};

struct titles {
	struct session *session;
	bool exact;    /* a login is the same only with all that is in it */
	bool compared; /* a secret of the vault was opened */
	uint8_t key[TITLES_KEY];
	struct entry *entries;
	size_t n_entries, cap_entries;
	struct group *groups;
	size_t n_groups, cap_groups;
	struct hash_map names;      /* index + 1 of a group */
	struct hash_map known;      /* 1 for each content that a group was found to have */
	struct hash_map parts;      /* 1 for each part of a content that was looked at */
	uint8_t last[TITLES_PRINT]; /* of the content that was placed last */
};

void titles_free(struct titles *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->n_groups; i++)
		free(t->groups[i].entries);
	free(t->groups);
	free(t->entries);
	hash_map_finish(&t->names);
	hash_map_finish(&t->known);
	hash_map_finish(&t->parts);
	wipe(t->key, sizeof t->key);
	free(t);
}

/* groups */

/* The group of a folded title, made if need be; NULL if memory ran out. */
static struct group *group_of(struct titles *t, struct slice folded)
{
	uint8_t name[HASH_MAP_KEY];
	struct group *more;
	uint32_t *number;

	blake2b_keyed(name, sizeof name, t->key, folded);
	if ((more = list_room(t->groups, t->n_groups, &t->cap_groups, sizeof *more)) == NULL)
		return NULL;
	t->groups = more;
	if ((number = hash_map_at(&t->names, name)) == NULL)
		return NULL;
	if (*number != 0)
		return &more[*number - 1];
	more[t->n_groups] = (struct group){.next = 2};
	memcpy(more[t->n_groups].name, name, sizeof name);
	*number = (uint32_t)++t->n_groups;
	return &more[t->n_groups - 1];
}

/* TITLE of "TITLE (N)", or nothing. */
static struct slice without_number(struct slice title)
{
	size_t i = title.n;
	size_t digits;

	if (i == 0 || title.p[--i] != ')')
		return slice_of(NULL, 0);
	while (i > 0 && title.p[i - 1] >= '0' && title.p[i - 1] <= '9')
		i--;
	digits = title.n - 1 - i;
	if (digits == 0 || digits > DIGITS_MAX || title.p[i] == '0' || i < 3 ||
	    memcmp(title.p + i - 2, " (", 2) != 0)
		return slice_of(NULL, 0);
	return slice_of(title.p, i - 2);
}

static bool join(struct titles *t, struct slice folded, uint32_t entry, bool itself)
{
	struct group *g = group_of(t, folded);
	uint32_t *more;

	if (g == NULL ||
	    (more = list_room(g->entries, g->n_entries, &g->cap_entries, sizeof *more)) == NULL)
		return false;
	g->entries = more;
	more[g->n_entries++] = entry;
	g->taken = g->taken || itself;
	return true;
}

static enum rc add(
    struct titles *t, struct slice folded, const struct entry *entry, struct err *e)
{
	struct entry *more = list_room(t->entries, t->n_entries, &t->cap_entries, sizeof *more);
	struct slice base = without_number(folded);

	if (more == NULL)
		return err_nomem(e);
	t->entries = more;
	more[t->n_entries++] = *entry;
	if (!join(t, folded, (uint32_t)t->n_entries - 1, true) ||
	    (base.n > 0 && !join(t, base, (uint32_t)t->n_entries - 1, false)))
		return err_nomem(e);
	return RC_OK;
}

static enum rc add_item(void *arg, struct item *it, struct err *e)
{
	const struct entry entry = {.item = it->id};
	struct buf fold = {0};
	enum rc rc;

	if ((rc = text_fold(&fold, it->content.title, e)) == RC_OK)
		rc = add(arg, buf_slice(&fold), &entry, e);
	buf_finish(&fold);
	return rc;
}

enum rc titles_new(
    struct titles **out, struct session *s, int64_t collection, bool exact, struct err *e)
{
	struct titles *t = calloc(1, sizeof *t);
	enum rc rc;

	if (t == NULL)
		return err_nomem(e);
	t->session = s;
	t->exact = exact;
	random_bytes(t->key, sizeof t->key);
	if (collection == TITLES_OF_NONE) {
		*out = t;
		return RC_OK;
	}
	if ((rc = item_walk(s, collection, add_item, t, e)) != RC_OK) {
		titles_free(t);
		return rc;
	}
	*out = t;
	return RC_OK;
}

bool titles_compared(const struct titles *t)
{
	return t->compared;
}

/* contents */

static enum rc look(
    uint8_t print[TITLES_PRINT], struct titles *t, const struct content *c, struct err *e)
{
	enum rc rc = titles_print(print, t->key, t->exact, c, e);

	return rc == RC_OK ? titles_parts_add(&t->parts, t->key, print, c, e) : rc;
}

static enum rc print_item(struct titles *t, struct entry *entry, struct err *e)
{
	struct item it = {0};
	enum rc rc;

	if (entry->printed)
		return RC_OK;
	if ((rc = item_get(&it, t->session, entry->item, e)) != RC_OK)
		return rc;
	t->compared = true;
	rc = item_open_unseen(&it, t->session, e);
	if (rc == RC_OK || it.unreadable)
		rc = look(entry->print, t, &it.content, e);
	item_finish(&it);
	entry->printed = rc == RC_OK;
	return rc;
}

/* What a group is known by to have a content. */
static void known_key(uint8_t key[HASH_MAP_KEY], const struct titles *t, const struct group *g,
    const uint8_t print[TITLES_PRINT])
{
	uint8_t both[HASH_MAP_KEY + TITLES_PRINT];

	memcpy(both, g->name, HASH_MAP_KEY);
	memcpy(both + HASH_MAP_KEY, print, TITLES_PRINT);
	blake2b_keyed(key, HASH_MAP_KEY, t->key, slice_of(both, sizeof both));
}

/* Take the content of the group's next entry in among those that are known. */
static enum rc learn(struct titles *t, struct group *g, struct err *e)
{
	struct entry *entry = &t->entries[g->entries[g->n_known]];
	uint8_t key[HASH_MAP_KEY];
	uint32_t *number;
	enum rc rc;

	if ((rc = print_item(t, entry, e)) != RC_OK)
		return rc;
	known_key(key, t, g, entry->print);
	if ((number = hash_map_at(&t->known, key)) == NULL)
		return err_nomem(e);
	*number = 1;
	g->n_known++;
	return RC_OK;
}

static enum rc find(bool *found, struct titles *t, struct group *g,
    const uint8_t print[TITLES_PRINT], struct err *e)
{
	uint8_t key[HASH_MAP_KEY];
	enum rc rc = RC_OK;

	known_key(key, t, g, print);
	while (rc == RC_OK && hash_map_get(&t->known, key) == 0 && g->n_known < g->n_entries)
		rc = learn(t, g, e);
	*found = hash_map_get(&t->known, key) != 0;
	return rc;
}

/* numbers */

void titles_put(struct buf *out, struct slice title, uint32_t number)
{
	buf_add_slice(out, title);
	if (number > TITLES_FREE)
		buf_printf(out, " (%u)", (unsigned)number);
}

/* The first number that is free; *title becomes the folded title with it. */
static enum rc free_number(
    uint32_t *number, struct buf *title, struct titles *t, struct slice folded, struct err *e)
{
	const struct group *g = group_of(t, folded);
	uint32_t n = g == NULL || !g->taken ? TITLES_FREE : g->next;
	struct group *own;

	for (; g != NULL; n++) {
		buf_clear(title);
		titles_put(title, folded, n);
		if (!buf_ok(title))
			break;
		g = group_of(t, buf_slice(title));
		if (g == NULL || !g->taken)
			break;
	}
	if (g == NULL || !buf_ok(title) || (own = group_of(t, folded)) == NULL)
		return err_nomem(e);
	if (n > TITLES_FREE)
		own->next = n;
	*number = n;
	return RC_OK;
}

static bool fits(struct slice title, uint32_t number)
{
	struct buf b = {0};
	bool yes;

	titles_put(&b, title, number);
	yes = b.n <= TITLE_MAX;
	buf_finish(&b);
	return yes;
}

enum rc titles_place(uint32_t *number, struct buf *more, struct titles *t,
    const struct content *c, struct err *e)
{
	struct entry entry = {.printed = true};
	struct buf fold = {0};
	struct buf title = {0};
	struct group *g;
	bool found;
	enum rc rc;

	if ((rc = text_fold(&fold, c->title, e)) != RC_OK ||
	    (rc = titles_print(entry.print, t->key, t->exact, c, e)) != RC_OK)
		goto out;
	if ((g = group_of(t, buf_slice(&fold))) == NULL) {
		rc = err_nomem(e);
		goto out;
	}
	if ((rc = find(&found, t, g, entry.print, e)) != RC_OK)
		goto out;
	memcpy(t->last, entry.print, sizeof t->last);
	if (found) {
		*number = TITLES_SAME;
		rc = titles_parts_missing(more, &t->parts, t->key, entry.print, c, e);
		goto out;
	}
	if ((rc = free_number(number, &title, t, buf_slice(&fold), e)) != RC_OK)
		goto out;
	if (*number > TITLES_FREE && !fits(c->title, *number))
		*number = TITLES_NO_ROOM;
	else if ((rc = titles_parts_add(&t->parts, t->key, entry.print, c, e)) == RC_OK)
		rc = add(t, buf_slice(&title), &entry, e);
out:
	buf_finish(&fold);
	buf_finish(&title);
	return rc;
}

enum rc titles_file(
    bool *known, struct titles *t, struct slice name, uint64_t size, struct err *e)
{
	return titles_parts_file(known, &t->parts, t->key, t->last, name, size, e);
}
