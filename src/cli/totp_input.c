#include "totp_input.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/list.h"
#include "base/text.h"
#include "choice.h"
#include "crypto/secret.h"
#include "password/migration.h"
#include "password/otpauth.h"

/* The accounts of an export that codes can be made of. */
struct accounts {
	struct otpauth *list;
	size_t n;
	size_t cap;
	size_t unusable;
};

static void accounts_finish(struct accounts *a)
{
	while (a->n > 0)
		otpauth_finish(&a->list[--a->n]);
	free(a->list);
}

/* The account is handed out as a loan; its parts are taken from it. */
static enum rc keep(void *arg, const struct otpauth *o, const char *why, struct err *e)
{
	struct accounts *a = arg;
	struct otpauth *list;
	struct otpauth *to;

	if (why != NULL) {
		a->unusable++;
		return RC_OK;
	}
	if ((list = list_room(a->list, a->n, &a->cap, sizeof *list)) == NULL)
		return err_nomem(e);
	a->list = list;
	to = &list[a->n++];
	*to = (struct otpauth){.hash = o->hash, .digits = o->digits, .period = o->period};
	to->key = secret_copy(o->key->p, o->key->n);
	buf_add_slice(&to->issuer, buf_slice(&o->issuer));
	buf_add_slice(&to->account, buf_slice(&o->account));
	return to->key != NULL && buf_ok(&to->issuer) && buf_ok(&to->account) ? RC_OK
									      : err_nomem(e);
}

/* "Issuer: account" */
static void put_name(struct buf *out, const struct otpauth *o)
{
	text_safe(out, buf_slice(&o->issuer), false);
	if (o->issuer.n > 0 && o->account.n > 0)
		buf_add_str(out, ": ");
	text_safe(out, buf_slice(&o->account), false);
	if (o->issuer.n + o->account.n == 0)
		buf_add_str(out, "(without a name)");
}

static bool is_called(const struct otpauth *o, const char *name)
{
	struct buf own = {0};
	bool has;

	put_name(&own, o);
	has = buf_cstr(&own) != NULL && strcasestr(buf_cstr(&own), name) != NULL;
	buf_finish(&own);
	return has;
}

static enum rc choose_called(
    size_t *i, const struct accounts *a, const char *name, struct err *e)
{
	size_t fit = 0;

	for (size_t k = 0; k < a->n; k++)
		if (is_called(&a->list[k], name)) {
			*i = k;
			fit++;
		}
	if (fit == 1)
		return RC_OK;
	return err_set(e, fit == 0 ? RC_NOTFOUND : RC_USAGE,
	    "%s account in this export is called \"%s\"; give more of its name with --account",
	    fit == 0 ? "no" : "more than one", name);
}

static enum rc choose_asked(size_t *i, struct app *app, const struct accounts *a, struct err *e)
{
	struct buf b = {0};
	size_t number = CHOICE_NONE;
	enum rc rc;

	for (size_t k = 0; k < a->n; k++) {
		buf_printf(&b, "%4zu  ", k + 1);
		put_name(&b, &a->list[k]);
		buf_add_char(&b, '\n');
		term_say(app, "%s", buf_cstr(&b) != NULL ? buf_cstr(&b) : "");
		buf_clear(&b);
	}
	buf_finish(&b);
	if ((rc = choice_ask(&number, app, "Which of them is it? ", a->n, e)) != RC_OK)
		return rc;
	if (number == 0 || number == CHOICE_NONE)
		return err_set(e, RC_INTR, "none was chosen; nothing was changed");
	*i = number - 1;
	return RC_OK;
}

static enum rc choose(size_t *i, struct app *app, const struct accounts *a, struct err *e)
{
	const char *name = args_value(&app->args, "account");

	*i = 0;
	if (name != NULL)
		return choose_called(i, a, name, e);
	if (a->n == 1)
		return RC_OK;
	if (a->n == 0)
		return err_set(e, RC_INPUT,
		    "this export of Google Authenticator has no account that goes by the time; "
		    "export the right one again");
	if (!term_open(app))
		return err_set(e, RC_USAGE,
		    "this export has %zu accounts; say which one is meant with --account NAME",
		    a->n);
	return choose_asked(i, app, a, e);
}

static enum rc take_from_export(
    struct otpauth *o, struct app *app, struct slice text, struct err *e)
{
	struct migration_batch batch;
	struct accounts a = {0};
	size_t i;
	enum rc rc = migration_read(&batch, text, keep, &a, e);

	if (rc == RC_OK && batch.of > 1)
		out_note(app,
		    "This is code %u of the %u of that export; an account that is not in it is "
		    "in another.",
		    batch.number, batch.of);
	if (rc == RC_OK && (rc = choose(&i, app, &a, e)) == RC_OK) {
		*o = a.list[i];
		a.list[i] = (struct otpauth){0};
	}
	accounts_finish(&a);
	return rc;
}

/*
 * A secret that was broken into lines would be taken for a shorter one. What has
 * come is looked at; what may come later is not waited for.
 */
static enum rc nothing_follows(int fd, struct err *e)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	uint8_t c;

	while (poll(&p, 1, 0) == 1 && read(fd, &c, 1) == 1)
		if (c != '\n' && c != '\r' && c != ' ')
			return err_set(e, RC_INPUT,
			    "there is more than one line; give one address or one secret, in "
			    "one line; \"strongroom import\" takes a list of addresses");
	return RC_OK;
}

static enum rc read_line(struct secret **text, int fd, const char *option, struct err *e)
{
	enum rc rc = input_line_fd(text, fd, option, e);

	if (rc == RC_OK && (rc = nothing_follows(fd, e)) != RC_OK)
		secret_free(*text);
	return rc;
}

static enum rc read_text(struct secret **text, struct app *app, struct err *e)
{
	int64_t fd = STDIN_FILENO;
	enum rc rc = args_number(&fd, &app->args, "totp-fd", 0, 65535, e);

	if (rc != RC_OK)
		return rc;
	if (args_has(&app->args, "totp-fd"))
		return read_line(text, (int)fd, "totp-fd", e);
	if (!isatty(STDIN_FILENO))
		return read_line(text, STDIN_FILENO, "set", e);
	return term_secret(text, app,
	    "The otpauth address, or the secret that the website shows beside its QR code "
	    "(nothing shows): ",
	    e);
}

enum rc totp_input(struct otpauth *o, struct app *app, struct err *e)
{
	struct secret *text;
	enum rc rc = read_text(&text, app, e);

	if (rc != RC_OK)
		return rc;
	if (migration_is(secret_slice(text)))
		rc = take_from_export(o, app, secret_slice(text), e);
	else
		rc = otpauth_parse(o, secret_slice(text), e);
	secret_free(text);
	return rc;
}
