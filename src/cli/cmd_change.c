/*
 * change: a new password for a website, in steps that can be broken off anywhere.
 *
 * The new one is kept beside the old one before anybody is told of either, and
 * takes its place when the website has accepted it.
 */
#include "commands.h"
#include "crypto/secret.h"
#include "give.h"
#include "item_input.h"
#include "new_password.h"
#include "vault/grant.h"

struct change {
	struct app *app;
	struct give give;
	int64_t id;
	bool goes_on;         /* with a password that waits */
	struct secret *typed; /* or made */
	struct item it;       /* with both */
};

/* Within a transaction, the item as it is, which the member may change. */
static enum rc get(struct item *it, const struct change *ch, struct err *e)
{
	struct session *s = ch->app->session;
	enum rc rc = item_get(it, s, ch->id, e);

	return rc != RC_OK
		   ? rc
		   : grant_require_edit(s, it->collection, ACT_ITEM_EDIT, SUB_ITEM, it->id, e);
}

static enum rc find(struct change *ch, struct err *e)
{
	const char *text = args_word(&ch->app->args, 0);
	struct item it = {0};
	enum rc rc;

	if ((rc = item_to_edit(&it, ch->app, text, e)) != RC_OK)
		goto out;
	ch->id = it.id;
	ch->goes_on = content_pending(&it.content) != NULL;
	if (content_field(&it.content, slice_str(LABEL_PASSWORD)) == NULL)
		rc = err_set(e, RC_USAGE,
		    "\"%.*s\" has no password to change; \"strongroom edit '#%lld'\" gives it "
		    "one",
		    SLICE_ARG(it.content.title), (long long)it.id);
	else
		give_say_where(ch->app, &it);
out:
	item_finish(&it);
	return rc;
}

/* its two places in the vault */

/* Within a transaction: it becomes the password, or (accepted false) goes. */
static enum rc settle(struct change *ch, bool accepted, struct err *e)
{
	const struct slice given = content_pending(&ch->it.content)->value;
	const struct field *waits;
	struct content c = {0};
	struct item it = {0};
	enum rc rc;

	if ((rc = get(&it, ch, e)) != RC_OK ||
	    (rc = item_open_unseen(&it, ch->app->session, e)) != RC_OK)
		goto out;
	waits = content_pending(&it.content);
	if (waits == NULL || waits->value.n != given.n ||
	    !equal_ct(waits->value.p, given.p, given.n)) {
		rc = err_set(e, RC_BUSY,
		    "somebody changed the item in the meantime, so nothing was settled; "
		    "\"strongroom history '#%lld'\" says who",
		    (long long)ch->id);
		goto out;
	}
	content_copy(&c, &it.content);
	if (accepted)
		content_set_field(&c, slice_str(LABEL_PASSWORD), FIELD_SECRET, waits->value);
	item_set_field(&c, slice_str(LABEL_PENDING), FIELD_SECRET, slice_of(NULL, 0));
	rc = item_edit(ch->app->session, &it, &c, args_value(&ch->app->args, "reason"), e);
out:
	content_finish(&c);
	item_finish(&it);
	return rc;
}

static enum rc check_new(const struct change *ch, struct item *it, struct err *e)
{
	const struct field *old = content_field(&it->content, slice_str(LABEL_PASSWORD));
	const struct slice typed = secret_slice(ch->typed);

	if (content_pending(&it->content) != NULL || old == NULL)
		return err_set(e, RC_BUSY,
		    "somebody else changed the item in the meantime, and nothing was kept; see "
		    "\"strongroom show '#%lld'\"",
		    (long long)ch->id);
	if (old->value.n == typed.n && equal_ct(old->value.p, typed.p, typed.n))
		return item_same(ch->app, it, true,
		    "that is the password which it has already; nothing was changed", e);
	return RC_OK;
}

/* Within a transaction: beside the old one, before either is given out. */
static enum rc keep_both(struct change *ch, struct err *e)
{
	struct content c = {0};
	struct item it = {0};
	enum rc rc;

	if ((rc = get(&it, ch, e)) != RC_OK ||
	    (rc = item_open_unseen(&it, ch->app->session, e)) != RC_OK)
		goto out;
	if ((rc = check_new(ch, &it, e)) != RC_OK)
		goto out;
	content_copy(&c, &it.content);
	content_set_field(&c, slice_str(LABEL_PENDING), FIELD_SECRET, secret_slice(ch->typed));
	rc = item_edit(ch->app->session, &it, &c, args_value(&ch->app->args, "reason"), e);
out:
	content_finish(&c);
	item_finish(&it);
	return rc;
}

static enum rc record(struct change *ch, struct err *e)
{
	enum rc rc;

	if ((!ch->goes_on && (rc = keep_both(ch, e)) != RC_OK) ||
	    (rc = get(&ch->it, ch, e)) != RC_OK)
		return rc;
	return item_reveal(&ch->it, ch->app->session, LABEL_PASSWORD ", " LABEL_PENDING,
	    args_value(&ch->app->args, "reason"), e);
}

/* the conversation */

enum took { LATER, TOOK, DID_NOT };

static enum rc ask_took(enum took *took, struct app *app, struct err *e)
{
	for (;;) {
		struct secret *line;
		struct slice s;
		enum rc rc = term_line(&line, app,
		    "Did the website accept it? (yes, no, or Enter: I cannot say yet) ", e);
		bool good = true;

		if (rc != RC_OK)
			return rc;
		s = secret_slice(line);
		if (slice_eq_str(s, "yes") || slice_eq_str(s, "Yes") || slice_eq_str(s, "YES"))
			*took = TOOK;
		else if (slice_eq_str(s, "no") || slice_eq_str(s, "No") ||
			 slice_eq_str(s, "NO"))
			*took = DID_NOT;
		else if (s.n == 0)
			*took = LATER;
		else
			good = false;
		secret_free(line);
		if (good)
			return RC_OK;
		term_say(app, "Type yes or no, or press Enter alone.\n");
	}
}

static enum rc give_both(struct change *ch, struct err *e)
{
	const struct content *c = &ch->it.content;
	const struct field *old = content_field(c, slice_str(LABEL_PASSWORD));
	enum rc rc;

	if ((rc = give_value(&ch->give, "password as it is", old->value, e)) != RC_OK)
		return rc;
	return give_value(&ch->give, "new password", content_pending(c)->value, e);
}

static enum rc finish(struct change *ch, enum took took, struct err *e)
{
	const long long id = (long long)ch->id;
	enum rc rc;

	if (took == LATER) {
		out_pending(ch->app, &ch->it);
		return RC_OK;
	}
	if ((rc = session_begin(ch->app->session, e)) != RC_OK ||
	    (rc = session_end(ch->app->session, settle(ch, took == TOOK, e), e)) != RC_OK)
		return rc;
	if (took == TOOK)
		out_note(ch->app,
		    "The new password is the password of \"%.*s\" (#%lld). The old one is kept "
		    "with its older versions.",
		    SLICE_ARG(ch->it.content.title), id);
	else
		out_note(ch->app,
		    "The password stays as it was. To try another: strongroom change '#%lld'",
		    id);
	return RC_OK;
}

static enum rc talk(struct change *ch, struct err *e)
{
	enum took took;
	enum rc rc;

	if (ch->goes_on)
		term_say(ch->app,
		    "A new password was made before, and the change was broken off: it goes on "
		    "with that one.\n");
	if ((rc = give_both(ch, e)) == RC_OK)
		rc = ask_took(&took, ch->app, e);
	if (rc == RC_OK)
		return finish(ch, took, e);
	give_clear(&ch->give);
	return rc != RC_INTR
		   ? rc
		   : err_set(e, rc,
			 "the change was broken off; both passwords are kept, and \"strongroom "
			 "change '#%lld'\" goes on with it",
			 (long long)ch->id);
}

enum rc cmd_change(struct app *app, struct err *e)
{
	struct change ch = {.app = app, .give = {.app = app}};
	struct session *s = app->session;
	enum rc rc;

	if ((rc = give_check(app, "change", "\"strongroom edit ITEM --generate\"", e)) !=
		RC_OK ||
	    (rc = session_begin(s, e)) != RC_OK ||
	    (rc = session_end(s, find(&ch, e), e)) != RC_OK ||
	    (!ch.goes_on &&
		(rc = new_password(&ch.typed, app, args_word(&app->args, 0), e)) != RC_OK) ||
	    (rc = session_begin(s, e)) != RC_OK ||
	    (rc = session_end(s, record(&ch, e), e)) != RC_OK ||
	    (rc = item_open(&ch.it, s, e)) != RC_OK)
		goto out;
	rc = talk(&ch, e);
out:
	secret_free(ch.typed);
	item_finish(&ch.it);
	return rc;
}
