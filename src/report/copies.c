#include "report/copies.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/list.h"
#include "crypto/encode.h"
#include "vault/audit.h"
#include "vault/roster.h"

struct reading {
	struct copies *copies;
	const struct roster *roster;
	int64_t *changed; /* for each item from 1: its last change in a sealed collection */
	bool *sealed;     /* was it in one after its last record? */
};

/* the seals */

static struct slice value(const struct audit_entry *entry, const char *key)
{
	for (size_t i = 0; i < entry->n_details; i++)
		if (slice_eq_str(entry->details[i].key, key))
			return entry->details[i].value;
	return slice_of(NULL, 0);
}

static void copy_finish(struct copy *c)
{
	buf_finish(&c->path);
	buf_finish(&c->digest);
}

/* Of the same path only the last one lies there. */
static void forget(struct copies *c, struct slice path)
{
	for (size_t i = 0; i < c->n; i++) {
		if (!slice_eq(buf_slice(&c->list[i].path), path))
			continue;
		copy_finish(&c->list[i]);
		c->n--;
		memmove(&c->list[i], &c->list[i + 1], (c->n - i) * sizeof *c->list);
	}
}

static enum rc add_seal(void *arg, const struct audit_entry *entry, struct err *e)
{
	struct reading *q = arg;
	const struct record *r = &entry->record;
	struct slice path = value(entry, "path");
	struct copy *more;

	if (r->outcome != OUT_OK || r->subject != q->roster->envelope.serial || path.n == 0)
		return RC_OK;
	forget(q->copies, path);
	more = list_room(q->copies->list, q->copies->n, &q->copies->cap, sizeof *more);
	if (more == NULL)
		return err_nomem(e);
	q->copies->list = more;
	more += q->copies->n++;
	*more = (struct copy){.seq = r->seq, .sealed_ms = r->time_ms, .member = r->actor};
	buf_add_slice(&more->path, path);
	buf_add_slice(&more->digest, value(entry, "sha256"));
	return buf_cstr(&more->path) == NULL || buf_cstr(&more->digest) == NULL ? err_nomem(e)
										: RC_OK;
}

/* what was changed since */

static bool is_change(enum action a)
{
	return a == ACT_ITEM_ADD || a == ACT_ITEM_EDIT || a == ACT_ITEM_MOVE ||
	       a == ACT_ITEM_REMOVE || a == ACT_ITEM_RESTORE;
}

static enum rc note_change(void *arg, const struct audit_entry *entry, struct err *e)
{
	struct reading *q = arg;
	const struct record *r = &entry->record;
	const struct collection *c;
	struct public_item p;
	bool before;

	(void)e;
	if (r->outcome != OUT_OK || !is_change(r->action) || !public_get_item(&p, r->public) ||
	    r->subject > q->roster->items ||
	    (c = roster_collection(q->roster, p.collection)) == NULL)
		return RC_OK;
	/* One that was moved out of a sealed collection is in older exports. */
	before = q->sealed[r->subject];
	q->sealed[r->subject] = c->sealed;
	if (before || c->sealed)
		q->changed[r->subject] = r->seq;
	return RC_OK;
}

static enum rc count_changes(struct reading *q, struct session *s, struct err *e)
{
	const struct audit_filter all = {.bare = true};
	size_t items = (size_t)q->roster->items + 1;
	enum rc rc;

	q->changed = calloc(items, sizeof *q->changed);
	q->sealed = calloc(items, sizeof *q->sealed);
	if (q->changed == NULL || q->sealed == NULL)
		return err_nomem(e);
	if ((rc = audit_read(s, &all, note_change, q, e)) != RC_OK)
		return rc;
	for (size_t i = 0; i < q->copies->n; i++) {
		struct copy *c = &q->copies->list[i];

		c->fresh = c->seq > q->roster->envelope.changed_seq;
		for (size_t k = 1; k < items; k++)
			c->items += q->changed[k] > c->seq;
	}
	return RC_OK;
}

/* the files */

static void add_piece(void *arg, const void *p, size_t n)
{
	sha256_add(arg, slice_of(p, n));
}

static enum rc look(struct copy *c, struct err *e)
{
	uint8_t digest[HASH_SIZE];
	struct sha256 there;
	struct buf hex = {0};
	enum rc rc;

	sha256_init(&there);
	rc = file_each((const char *)c->path.p, add_piece, &there, NULL);
	sha256_final(&there, digest);
	hex_encode(&hex, digest, sizeof digest);
	if (rc != RC_OK)
		c->file = rc == RC_NOTFOUND ? COPY_GONE : COPY_UNREADABLE;
	else
		c->file =
		    slice_eq(buf_slice(&hex), buf_slice(&c->digest)) ? COPY_SAME : COPY_OTHER;
	rc = buf_ok(&hex) ? RC_OK : err_nomem(e);
	buf_finish(&hex);
	return rc;
}

enum rc copies_read(struct copies *c, struct session *s, struct err *e)
{
	const struct audit_filter seals = {.action = ACT_ENVELOPE_SEAL};
	struct reading q = {.copies = c, .roster = session_roster(s)};
	enum rc rc;

	*c = (struct copies){0};
	rc = audit_read(s, &seals, add_seal, &q, e);
	if (rc == RC_OK)
		rc = count_changes(&q, s, e);
	for (size_t i = 0; i < c->n && rc == RC_OK; i++)
		rc = look(&c->list[i], e);
	free(q.changed);
	free(q.sealed);
	return rc;
}

void copies_finish(struct copies *c)
{
	for (size_t i = 0; i < c->n; i++)
		copy_finish(&c->list[i]);
	free(c->list);
	*c = (struct copies){0};
}
