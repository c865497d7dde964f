/*
 * worklist_people: the lines about items, collections and members.
 */
#include "worklist_int.h"

#include "vault/item.h"

/* credentials */

static bool may_change(const struct making *m, const struct member *who, const struct work *w)
{
	const struct grant *g = roster_grant(m->roster, w->collection, who->id);

	return g != NULL && g->edit && roster_may(who, RIGHT_WRITE);
}

/* Its title, for who may see it, and whether a password can be made for it. */
static void put_item(const struct making *m, struct work *w)
{
	struct item it = {0};
	struct err e;
	bool known = m->titles && item_get(&it, m->session, w->about, &e) == RC_OK;
	bool login = !known || content_field(&it.content, slice_str(LABEL_PASSWORD)) != NULL;

	buf_add_str(&w->bufs[WORK_WHAT], "Change the credential ");
	if (known)
		buf_printf(&w->bufs[WORK_WHAT], "\"%.*s\" (#%lld)", SLICE_ARG(it.content.title),
		    (long long)w->about);
	else
		buf_printf(&w->bufs[WORK_WHAT], "#%lld", (long long)w->about);
	/* A shell would take # for a remark. */
	buf_printf(&w->bufs[WORK_COMMAND], "strongroom edit '#%lld'%s", (long long)w->about,
	    login ? " --generate" : "");
	if (known)
		item_finish(&it);
}

enum rc work_credentials(struct making *m, struct err *e)
{
	const struct roster *t = m->roster;
	char date[WORK_DATE];
	enum rc rc = RC_OK;

	for (size_t i = 0; i < t->n_revealed && rc == RC_OK; i++) {
		const struct revealed *v = &t->revealed[i];
		struct work *w;

		if (v->done)
			continue;
		if ((w = work_add(m, WORK_CREDENTIAL, v->item, v->time_ms)) == NULL)
			return err_nomem(e);
		work_date(date, v->time_ms);
		buf_printf(&w->bufs[WORK_KEY], "item.change.%lld", (long long)v->item);
		buf_printf(&w->bufs[WORK_WHY], "Opening envelope %lld gave it out on %s.",
		    (long long)v->serial, date);
		put_item(m, w);
		rc = item_collection(&w->collection, m->session, w->about, e);
		if (rc == RC_OK)
			rc = work_who(m, w, may_change, e);
	}
	return rc;
}

/* A new password that nobody has said was taken. */
static enum rc pending(void *arg, struct item *it, struct err *e)
{
	struct making *m = arg;
	char date[WORK_DATE];
	struct work *w;

	if (content_pending(&it->content) == NULL)
		return RC_OK;
	if ((w = work_add(m, WORK_PENDING, it->id, it->updated_ms)) == NULL)
		return err_nomem(e);
	work_date(date, it->updated_ms);
	buf_printf(&w->bufs[WORK_KEY], "item.pending.%lld", (long long)it->id);
	buf_printf(&w->bufs[WORK_WHAT],
	    "Say whether the website took the new password of \"%.*s\" (#%lld)",
	    SLICE_ARG(it->content.title), (long long)it->id);
	buf_printf(&w->bufs[WORK_WHY],
	    "It was made on %s or before, and the change was broken off. Both are kept.", date);
	buf_printf(&w->bufs[WORK_COMMAND], "strongroom change '#%lld'", (long long)it->id);
	w->collection = it->collection;
	return work_who(m, w, may_change, e);
}

/*
 * Only for who looks at the list: it takes a look at every item. One that is
 * altered meanwhile, or does not open, is for others to tell.
 */
enum rc work_pending(struct making *m, struct err *e)
{
	enum rc rc = m->titles ? item_walk(m->session, 0, pending, m, e) : RC_OK;

	return rc == RC_FAIL ? rc : RC_OK;
}

/* collections */

static bool may_renew(const struct making *m, const struct member *who, const struct work *w)
{
	return roster_may(who, RIGHT_ADMINISTER) &&
	       roster_grant(m->roster, w->about, who->id) != NULL;
}

/* Any command of a clerk who holds it gives it a new key. */
static enum rc exposed(struct making *m, const struct collection *c, struct err *e)
{
	struct work *w = work_add(m, WORK_EXPOSED, c->id, c->broken_ms);

	if (w == NULL)
		return err_nomem(e);
	buf_printf(&w->bufs[WORK_KEY], "collection.exposed.%lld", (long long)c->id);
	buf_printf(&w->bufs[WORK_WHAT], "Give collection #%lld a new key", (long long)c->id);
	buf_add_str(&w->bufs[WORK_WHY],
	    "Its key was sealed to a first passphrase, which others may have seen. Any "
	    "command of a clerk who holds it does this.");
	buf_add_str(&w->bufs[WORK_COMMAND], "strongroom status");
	return work_who(m, w, may_renew, e);
}

static enum rc orphaned(struct making *m, const struct collection *c, struct err *e)
{
	struct work *w = work_add(m, WORK_ORPHANED, c->id, c->broken_ms);
	enum rc rc;

	if (w == NULL)
		return err_nomem(e);
	buf_printf(&w->bufs[WORK_KEY], "collection.orphaned.%lld", (long long)c->id);
	buf_printf(&w->bufs[WORK_WHAT], "Find a clerk for collection #%lld", (long long)c->id);
	buf_add_str(&w->bufs[WORK_WHY],
	    "The only clerk who kept it has left, so nothing in it can be changed.");
	if ((rc = work_who(m, w, may_renew, e)) != RC_OK)
		return rc;
	if (w->n_who > 0) {
		buf_add_str(&w->bufs[WORK_COMMAND], "strongroom status");
	} else if (c->sealed) {
		buf_add_str(
		    &w->bufs[WORK_WHY], " The envelope opens it, for a new clerk to hold.");
		buf_add_str(&w->bufs[WORK_COMMAND], "strongroom unseal --reason TEXT");
	} else {
		buf_add_str(&w->bufs[WORK_WHY],
		    " The envelope does not open it: whoever can still read it should add it "
		    "to another collection.");
		buf_add_str(&w->bufs[WORK_COMMAND], "strongroom collection ls");
	}
	return RC_OK;
}

enum rc work_collections(struct making *m, struct err *e)
{
	const struct roster *t = m->roster;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < t->n_collections && rc == RC_OK; i++) {
		if (t->collections[i].orphaned)
			rc = orphaned(m, &t->collections[i], e);
		else if (t->collections[i].exposed)
			rc = exposed(m, &t->collections[i], e);
	}
	return rc;
}

/* members */

static bool may_read(const struct making *m, const struct member *who, const struct work *w)
{
	(void)m;
	(void)w;
	return roster_may(who, RIGHT_READ_LOG);
}

static enum rc failures(struct making *m, const struct member *of, struct err *e)
{
	struct work *w = work_add(m, WORK_FAILURES, of->id, of->unseen_ms);
	char date[WORK_DATE];

	if (w == NULL)
		return err_nomem(e);
	work_date(date, of->unseen_ms);
	buf_printf(&w->bufs[WORK_KEY], "member.failures.%lld", (long long)of->id);
	if (of->role == ROLE_EMERGENCY) {
		buf_add_str(
		    &w->bufs[WORK_WHAT], "Look at the failed attempts to open the envelope");
		buf_printf(&w->bufs[WORK_WHY],
		    "Since %s, %u came to nothing. Ask who keeps the sheets: was that "
		    "somebody else?",
		    date, of->unseen);
	} else {
		buf_printf(&w->bufs[WORK_WHAT], "Look at the failed unlocks of %s", of->name);
		buf_printf(&w->bufs[WORK_WHY],
		    "Since %s, %u came to nothing. Ask %s: was that somebody else?", date,
		    of->unseen, of->name);
	}
	buf_add_str(&w->bufs[WORK_COMMAND], "strongroom audit log --incidents");
	return work_who(m, w, may_read, e);
}

enum rc work_failures(struct making *m, struct err *e)
{
	const struct roster *t = m->roster;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < t->n_members && rc == RC_OK; i++)
		if (t->members[i].unseen > 0)
			rc = failures(m, &t->members[i], e);
	return rc;
}

static enum rc passphrase(struct making *m, const struct member *of, struct err *e)
{
	struct work *w = work_add(m, WORK_PASSPHRASE, of->id, of->added_ms);

	if (w == NULL)
		return err_nomem(e);
	buf_printf(&w->bufs[WORK_KEY], "member.passphrase.%lld", (long long)of->id);
	buf_printf(&w->bufs[WORK_WHAT], "%s: change the first passphrase", of->name);
	buf_add_str(&w->bufs[WORK_WHY], "Others may have seen it.");
	buf_add_str(&w->bufs[WORK_COMMAND], "strongroom passphrase");
	return work_who_one(w, of->id, e);
}

enum rc work_passphrases(struct making *m, struct err *e)
{
	const struct roster *t = m->roster;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < t->n_members && rc == RC_OK; i++)
		if (t->members[i].active && t->members[i].must_change)
			rc = passphrase(m, &t->members[i], e);
	return rc;
}
