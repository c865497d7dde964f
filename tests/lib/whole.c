#include "whole.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "crypto/secret.h"
#include "item_int.h"
#include "vault/attachment.h"
#include "vault/audit.h"

enum { VERSIONS = 3 };

static struct part *add_part(struct whole *w, bool row, const char *name)
{
	struct part *p = &w->parts[w->n++];

	if (w->n > WHOLE_PARTS)
		abort();
	*p = (struct part){.row = row};
	snprintf(p->name, sizeof p->name, "%s", name);
	return p;
}

/* That there is nothing is an answer, too. */
static void end_part(struct part *p, enum rc rc)
{
	p->rc = rc;
	if (rc == RC_NOTFOUND) {
		p->rc = RC_OK;
		put_str(&p->bytes, "nothing");
	}
}

void whole_finish(struct whole *w)
{
	for (size_t i = 0; i < w->n; i++)
		buf_finish(&w->parts[i].bytes);
	w->n = 0;
}

/* rows */

static enum rc put_audit(void *arg, const void *row, struct err *e)
{
	const struct audit_row *r = row;
	struct buf *b = arg;
	const int64_t ints[] = {
	    r->seq, r->time_ms, r->actor, r->subject, r->version, r->period};
	const struct slice texts[] = {r->prev, r->action, r->outcome, r->subject_kind,
	    r->digest, r->public, r->detail_hash, r->sig, r->leaf};

	(void)e;
	buf_add(b, ints, sizeof ints);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		put_slice(b, texts[i]);
	return RC_OK;
}

static enum rc put_detail(void *arg, const void *row, struct err *e)
{
	const struct detail_row *r = row;

	(void)e;
	buf_add(arg, &r->seq, sizeof r->seq);
	put_slice(arg, r->sealed);
	return RC_OK;
}

static enum rc put_member(void *arg, const void *row, struct err *e)
{
	const struct member_row *r = row;
	const int64_t ints[] = {r->id, r->mem_kib, r->passes, r->lanes};

	(void)e;
	buf_add(arg, ints, sizeof ints);
	put_slice(arg, r->name);
	put_slice(arg, r->salt);
	put_slice(arg, r->seed);
	return RC_OK;
}

static enum rc put_generation(void *arg, const void *row, struct err *e)
{
	const struct generation_row *r = row;
	const int64_t ints[] = {r->collection, r->generation};

	(void)e;
	buf_add(arg, ints, sizeof ints);
	put_slice(arg, r->name);
	put_slice(arg, r->previous);
	return RC_OK;
}

static enum rc put_seal(void *arg, const void *row, struct err *e)
{
	const struct seal_row *r = row;
	const int64_t ints[] = {r->id, r->generation, r->member};

	(void)e;
	buf_add(arg, ints, sizeof ints);
	put_slice(arg, r->kind);
	put_slice(arg, r->sealed);
	return RC_OK;
}

static enum rc put_item(void *arg, const void *row, struct err *e)
{
	const struct item_row *r = row;
	const int64_t ints[] = {r->id, r->version, r->collection, r->generation, r->custodian};

	(void)e;
	buf_add(arg, ints, sizeof ints);
	put_slice(arg, r->title);
	put_slice(arg, r->overview);
	put_slice(arg, r->secret);
	return RC_OK;
}

static enum rc put_chunk(void *arg, const void *row, struct err *e)
{
	const struct chunk_row *r = row;

	(void)e;
	buf_add(arg, &r->id, sizeof r->id);
	put_slice(arg, r->box);
	return RC_OK;
}

static void read_rows(struct whole *w, struct store *s)
{
	struct part *p = add_part(w, true, "rows of audit");

	end_part(p, store_audit_each(s, 1, put_audit, &p->bytes, &p->e));
	p = add_part(w, true, "rows of audit_detail");
	end_part(p, store_detail_each(s, put_detail, &p->bytes, &p->e));
	p = add_part(w, true, "rows of member");
	end_part(p, store_member_each(s, put_member, &p->bytes, &p->e));
	p = add_part(w, true, "rows of generation");
	end_part(p, store_generation_each(s, put_generation, &p->bytes, &p->e));
	p = add_part(w, true, "rows of seal");
	end_part(p, store_seal_each(s, put_seal, &p->bytes, &p->e));
	p = add_part(w, true, "rows of item");
	end_part(p, store_item_each(s, put_item, &p->bytes, &p->e));
	p = add_part(w, true, "rows of chunk");
	end_part(p, store_chunk_each(s, put_chunk, &p->bytes, &p->e));
}

/* answers */

static void put_content(struct buf *b, const struct item *it)
{
	put_i64(b, it->collection);
	put_i64(b, it->updated_ms);
	put_u8(b, it->unreadable);
	content_put_overview(b, &it->content);
	content_put_secret(b, &it->content);
}

static enum rc put_piece(void *arg, struct slice piece, struct err *e)
{
	(void)e;
	buf_add_slice(arg, piece);
	return RC_OK;
}

static enum rc put_files(
    struct buf *b, struct session *s, const struct content *c, struct err *e)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < c->n_fields && rc == RC_OK; i++)
		if (c->fields[i].kind == FIELD_FILE)
			rc = attachment_read(s, &c->fields[i], put_piece, b, e);
	return rc;
}

static void read_version(struct whole *w, struct session *s, int64_t id, int64_t version)
{
	struct item it = {0};
	struct part *p;
	struct pin pin;
	char name[40];

	snprintf(
	    name, sizeof name, "item %lld, version %lld", (long long)id, (long long)version);
	p = add_part(w, false, name);
	p->rc = pins_get(&pin, s->replay->pins, PIN_ITEM, id, version, 0, &p->e);
	if (p->rc == RC_OK && !is_zero(pin.digest, HASH_SIZE) &&
	    (p->rc = item_load(&it, s, &pin, &p->e)) == RC_OK &&
	    (p->rc = item_open_unseen(&it, s, &p->e)) == RC_OK) {
		put_content(&p->bytes, &it);
		p->rc = put_files(&p->bytes, s, &it.content, &p->e);
	}
	end_part(p, p->rc);
	item_finish(&it);
}

static void read_title(
    struct whole *w, struct session *s, int64_t collection, const char *title)
{
	struct part *p;
	char name[40];
	int64_t id;

	snprintf(name, sizeof name, "title %s", title);
	p = add_part(w, false, name);
	p->rc = item_by_title(&id, s, collection, slice_str(title), &p->e);
	if (p->rc == RC_OK)
		put_i64(&p->bytes, id);
	end_part(p, p->rc);
}

static void read_names(struct whole *w, struct session *s)
{
	for (size_t i = 1; i <= session_roster(s)->n_collections; i++) {
		struct part *p = add_part(w, false, "name of a collection");

		end_part(p, collection_name(&p->bytes, s, (int64_t)i, &p->e));
	}
}

static enum rc put_entry(void *arg, const struct audit_entry *entry, struct err *e)
{
	const struct record *r = &entry->record;
	const int64_t ints[] = {r->seq, r->time_ms, r->actor, r->action, r->outcome,
	    r->subject_kind, r->subject, r->version, r->period, entry->opened,
	    entry->fault != NULL};

	(void)e;
	buf_add(arg, ints, sizeof ints);
	for (size_t i = 0; i < entry->n_details; i++) {
		put_slice(arg, entry->details[i].key);
		put_slice(arg, entry->details[i].value);
	}
	return RC_OK;
}

static void read_log(struct whole *w, struct session *s)
{
	const struct audit_filter all = {0};
	struct part *p = add_part(w, false, "log");

	end_part(p, audit_read(s, &all, put_entry, &p->bytes, &p->e));
}

void whole_read(struct whole *w, struct session *s, int64_t items)
{
	read_rows(w, s->store);
	replay_put(&add_part(w, false, "roster")->bytes, s->replay);
	read_names(w, s);
	for (int64_t id = 1; id <= items; id++)
		for (int64_t version = 1; version <= VERSIONS; version++)
			read_version(w, s, id, version);
	read_title(w, s, 1, "bank");
	read_title(w, s, 1, "Website");
	read_title(w, s, 2, "Payroll");
	read_log(w, s);
}

static enum rc reveal(struct part *p, struct session *s, struct item *it, int64_t id)
{
	enum rc rc;

	if ((rc = session_begin(s, &p->e)) == RC_OK &&
	    (rc = item_get(it, s, id, &p->e)) == RC_OK)
		rc = item_reveal(it, s, "password", NULL, &p->e);
	rc = session_end(s, rc, &p->e);
	return rc == RC_OK ? item_open(it, s, &p->e) : rc;
}

void whole_reveal(struct whole *w, struct session *s, int64_t items)
{
	const struct part *before = NULL;

	for (int64_t id = 1; id <= items; id++) {
		struct part *p = add_part(w, false, "an item that is revealed");
		struct item it = {0};

		/* After a failure a session can only be closed. */
		if (before != NULL && before->rc != RC_OK) {
			p->e = before->e;
			p->rc = before->rc;
		} else if ((p->rc = reveal(p, s, &it, id)) == RC_OK) {
			put_content(&p->bytes, &it);
		}
		end_part(p, p->rc);
		item_finish(&it);
		before = p;
	}
}

/* comparing */

const struct part *whole_altered(const struct whole *a, const struct whole *b, bool rows)
{
	for (size_t i = 0; i < a->n && i < b->n; i++) {
		const struct part *p = &a->parts[i];
		const struct part *q = &b->parts[i];

		if ((rows || !p->row) && p->rc == RC_OK && q->rc == RC_OK &&
		    !slice_eq(buf_slice(&p->bytes), buf_slice(&q->bytes)))
			return q;
	}
	return NULL;
}

const struct part *whole_refused(const struct whole *w)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->parts[i].rc != RC_OK)
			return &w->parts[i];
	return NULL;
}
