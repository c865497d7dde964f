/*
 * health_look: every item opened once, and what is kept of it.
 */
#include <string.h>
#include <strings.h>

#include "base/list.h"
#include "crypto/breach_hash.h"
#include "crypto/hash.h"
#include "crypto/secret.h"
#include "health_int.h"
#include "report/breach.h"
#include "vault/audit.h"
#include "vault/names.h"
#include "vault/roster.h"

/* The plain field that says which telephone or key holds it. */
static const char SECOND_FACTOR[] = "second factor";

/* Only a login is asked for one. */
static bool has_second(const struct content *c, bool password)
{
	if (!password || !slice_eq_str(c->type, "login"))
		return true;
	for (size_t i = 0; i < c->n_fields; i++)
		if (c->fields[i].kind == FIELD_TOTP && c->fields[i].value.n > 0)
			return true;
	return content_field(c, slice_str(SECOND_FACTOR)) != NULL;
}

static enum rc keep_digest(
    struct health_work *w, struct health_item *x, struct slice password, struct err *e)
{
	size_t size;

	if (w->breach == NULL)
		return RC_OK;
	size = breach_size(w->breach);
	x->digest = w->n_digests++;
	if (w->n_digests * size > w->digests->n)
		return err_set(e, RC_FAIL, "there are more items than were counted");
	return breach_hash(w->digests->p + x->digest * size, size, password, e);
}

static enum rc look_at(
    struct health_work *w, struct health_item *x, const struct content *c, struct err *e)
{
	const struct field *f = content_field(c, slice_str(LABEL_PASSWORD));
	struct slice names[NAMES_OF_ITEM];
	size_t n = names_of_item(names, buf_slice(&w->council), c);
	enum rc rc;

	x->password = f != NULL && f->value.n > 0;
	x->pending = content_pending(c) != NULL;
	x->second = has_second(c, x->password);
	if (!x->password)
		return RC_OK;
	w->health->passwords++;
	blake2b_keyed(x->same, sizeof x->same, w->key->p, f->value);
	if ((rc = keep_digest(w, x, f->value, e)) != RC_OK)
		return rc;
	return strength_check(&x->strength, w->policy, f->value, names, n, e);
}

static enum rc take(void *arg, struct item *it, struct err *e)
{
	struct health_work *w = arg;
	struct health *h = w->health;
	struct health_item x = {.id = it->id, .collection = it->collection};
	struct health_item *more;
	enum rc rc;

	/* Whoever may edit could plant one that opens for nobody. */
	if ((rc = item_open_unseen(it, w->session, e)) != RC_OK) {
		h->unreadable += it->unreadable;
		return it->unreadable ? RC_OK : rc;
	}
	if ((rc = look_at(w, &x, &it->content, e)) != RC_OK)
		return rc;
	if ((more = list_room(w->items, w->n, &w->cap, sizeof *more)) == NULL)
		return err_nomem(e);
	w->items = more;
	x.title = h->text.n;
	buf_add_slice(&h->text, it->content.title);
	buf_add_char(&h->text, '\0');
	buf_printf(&w->record, "%s%lld:%lld", w->n > 0 ? " " : "", (long long)it->id,
	    (long long)it->version);
	w->items[w->n++] = x;
	h->items = w->n;
	if (w->options->progress != NULL)
		w->options->progress(w->options->arg, w->n, w->all);
	return buf_ok(&h->text) ? RC_OK : err_nomem(e);
}

enum rc health_look(struct health_work *w, struct err *e)
{
	const char *record;
	enum rc rc;

	if ((rc = session_require(
		 w->session, RIGHT_REVEAL, ACT_HEALTH, "check passwords", e)) != RC_OK ||
	    (rc = names_of_council(&w->council, w->session, e)) != RC_OK ||
	    (rc = item_walk(w->session, 0, take, w, e)) != RC_OK)
		return rc;
	record = buf_cstr(&w->record);
	return record == NULL ? err_nomem(e)
			      : audit_record_health(w->session, record, w->options->stolen, e);
}
