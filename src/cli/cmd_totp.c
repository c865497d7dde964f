/* totp: the one-time code of an item, and what it is made of. */
#include "clipboard.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "commands.h"
#include "crypto/secret.h"
#include "item_input.h"
#include "password/otpauth.h"
#include "password/totp.h"
#include "totp_input.h"
#include "totp_item.h"

struct totp {
	struct app *app;
	struct item it;
	struct slice label; /* of the field */
	char code[TOTP_CODE];
	unsigned left;
	struct otpauth set; /* with --set */
	struct buf address; /* of it */
};

static void finish(struct totp *t)
{
	item_finish(&t->it);
	if (t->set.key != NULL)
		otpauth_finish(&t->set);
	buf_finish(&t->address);
	wipe(t->code, sizeof t->code);
}

static json_t *document(const struct totp *t)
{
	return json_pack("{s:I,s:o,s:o,s:s,s:i}", "id", (json_int_t)t->it.id, "title",
	    json_slice(t->it.content.title), "field", json_slice(t->label), "code", t->code,
	    "seconds_left", (int)t->left);
}

static enum rc give_out(struct totp *t, struct err *e)
{
	struct buf b = {0};
	enum rc rc;

	if (args_has(&t->app->args, "copy"))
		return clipboard_put(t->app, slice_str(t->code), CLIPBOARD_SECONDS, e);
	if (t->app->json)
		return out_json(document(t), e);
	buf_add_str(&b, t->code);
	/* Into a pipe it goes as it is, as other values do. */
	if (isatty(STDOUT_FILENO))
		buf_add_char(&b, '\n');
	if ((rc = out_write(&b, e)) == RC_OK)
		out_note(t->app, "Good for %u second%s.", t->left, t->left == 1 ? "" : "s");
	buf_finish(&b);
	return rc;
}

static enum rc show_code(struct totp *t, struct err *e)
{
	struct app *app = t->app;
	const struct field *f;
	enum rc rc;

	if (args_has(&app->args, "copy") && (rc = clipboard_check(app, e)) != RC_OK)
		return rc;
	if ((rc = session_begin(app->session, e)) != RC_OK ||
	    (rc = session_end(app->session,
		 totp_item_reveal(&t->it, app,
		     args_has(&app->args, "copy") ? "a code, to the clipboard" : "a code", e),
		 e)) != RC_OK ||
	    (rc = item_open(&t->it, app->session, e)) != RC_OK)
		return rc;
	f = totp_item_field(app, &t->it.content);
	t->label = f->label;
	if ((rc = totp_code(t->code, &t->left, f->value, clock_ms(), e)) != RC_OK)
		return rc;
	return give_out(t, e);
}

/* Within a transaction: the item, with that as its field. */
static enum rc save(struct totp *t, struct err *e)
{
	struct session *s = t->app->session;
	struct content c = {0};
	const struct field *f;
	enum rc rc;

	if ((rc = item_to_edit(&t->it, t->app, args_word(&t->app->args, 0), e)) != RC_OK ||
	    (rc = item_open_unseen(&t->it, s, e)) != RC_OK)
		return rc;
	/* A bare secret has the names of the item, for whoever scans it from there. */
	if (t->set.issuer.n + t->set.account.n == 0) {
		buf_add_slice(&t->set.issuer, t->it.content.title);
		buf_add_slice(&t->set.account, t->it.content.username);
	}
	f = totp_item_field(t->app, &t->it.content);
	t->label = f != NULL ? f->label : slice_str(LABEL_TOTP);
	otpauth_put(&t->address, &t->set);
	content_copy(&c, &t->it.content);
	content_set_field(&c, t->label, FIELD_TOTP, buf_slice(&t->address));
	if (!buf_ok(&t->address))
		rc = err_nomem(e);
	else if (content_eq(&c, &t->it.content))
		rc = item_same(t->app, &t->it, true,
		    "the item has that already; no new version was made", e);
	else
		rc = item_edit(s, &t->it, &c, args_value(&t->app->args, "reason"), e);
	content_finish(&c);
	return rc;
}

static enum rc say_set(const struct totp *t, struct err *e)
{
	const struct item *it = &t->it;
	json_t *j;

	if (t->app->json) {
		j = document(t);
		json_object_set_new(j, "version", json_integer(it->version + 1));
		json_object_set_new(j, "issuer", json_slice(buf_slice(&t->set.issuer)));
		json_object_set_new(j, "account", json_slice(buf_slice(&t->set.account)));
		return out_json(j, e);
	}
	out_note(t->app, "\"%.*s\" (#%lld) makes the codes of %.*s%s%.*s now.",
	    SLICE_ARG(it->content.title), (long long)it->id,
	    SLICE_ARG(buf_slice(&t->set.issuer)),
	    t->set.issuer.n > 0 && t->set.account.n > 0 ? ", " : "",
	    SLICE_ARG(buf_slice(&t->set.account)));
	out_note(t->app,
	    "For the website to try: %s, good for %u second%s. \"strongroom totp\" gives the "
	    "next.",
	    t->code, t->left, t->left == 1 ? "" : "s");
	return RC_OK;
}

/* Nobody types a secret for an item that is not there, or that they may not change. */
static enum rc may_set(struct app *app, struct err *e)
{
	struct item it = {0};
	enum rc rc = session_begin(app->session, e);

	if (rc != RC_OK)
		return rc;
	rc = item_to_edit(&it, app, args_word(&app->args, 0), e);
	item_finish(&it);
	return session_end(app->session, rc, e);
}

static enum rc set(struct totp *t, struct err *e)
{
	enum rc rc;

	if ((rc = may_set(t->app, e)) != RC_OK ||
	    (rc = totp_input(&t->set, t->app, e)) != RC_OK ||
	    (rc = totp_at(t->code, &t->left, &t->set, clock_ms(), e)) != RC_OK ||
	    (rc = session_begin(t->app->session, e)) != RC_OK ||
	    (rc = session_end(t->app->session, save(t, e), e)) != RC_OK)
		return rc;
	return say_set(t, e);
}

enum rc check_totp(struct app *app, struct err *e)
{
	const bool set = args_has(&app->args, "set");

	if (set && args_has(&app->args, "copy"))
		return err_set(e, RC_USAGE,
		    "--set takes what codes are made of, and --copy gives a code; give one of "
		    "them");
	if (set && args_has(&app->args, "field"))
		return err_set(e, RC_USAGE,
		    "--set needs no --field: an item has one thing that makes codes, and that "
		    "is "
		    "set");
	if (!set && (args_has(&app->args, "totp-fd") || args_has(&app->args, "account")))
		return err_set(e, RC_USAGE,
		    "--totp-fd and --account say what to make codes of; that goes with --set");
	return RC_OK;
}

enum rc cmd_totp(struct app *app, struct err *e)
{
	struct totp t = {.app = app};
	enum rc rc = args_has(&app->args, "set") ? set(&t, e) : show_code(&t, e);

	finish(&t);
	return rc;
}
