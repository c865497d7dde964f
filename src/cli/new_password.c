#include "new_password.h"

#include "advice.h"
#include "choice.h"
#include "crypto/secret.h"
#include "item_input.h"

/* A weak one is told while another is as easily typed. */
static enum rc check_strength(
    bool *good, struct app *app, const char *title, const struct secret *typed, struct err *e)
{
	struct content c = {.title = slice_str(title)};
	struct buf why = {0};
	enum rc rc = RC_OK;

	*good = true;
	content_add_field(&c, slice_str(LABEL_PASSWORD), FIELD_SECRET, secret_slice(typed));
	advice_faults(&why, app, &c);
	if (buf_cstr(&why) != NULL && why.n > 0) {
		term_say(app, "That is a weak password: it %s.\n", buf_cstr(&why));
		rc = choice_yes(
		    good, app, "Use it all the same? (yes, or Enter for another) ", e);
	}
	buf_finish(&why);
	content_finish(&c);
	return rc;
}

/* One attempt; *good stays false if another is wanted. */
static enum rc ask_once(
    struct secret **out, bool *good, struct app *app, const char *title, struct err *e)
{
	struct secret *typed;
	enum rc rc;

	*good = false;
	if ((rc = term_secret(&typed, app,
		 "New password (nothing shows; Enter has one made): ", e)) != RC_OK)
		return rc;
	if ((rc = wrong_words_check(app, typed, e)) == RC_INPUT) {
		term_say(app, "No: %s.\n", e->text);
		rc = RC_OK;
	} else if (rc == RC_OK && typed->n == 0) {
		*good = true;
	} else if (rc == RC_OK) {
		rc = check_strength(good, app, title, typed, e);
	}
	if (rc == RC_OK && *good && typed->n > 0) {
		*out = typed;
		typed = NULL;
	}
	secret_free(typed);
	return rc;
}

enum rc new_password(struct secret **out, struct app *app, const char *title, struct err *e)
{
	bool good = args_has(&app->args, "generate");
	enum rc rc = RC_OK;

	*out = NULL;
	while (rc == RC_OK && !good)
		rc = ask_once(out, &good, app, title, e);
	if (rc != RC_OK || *out != NULL)
		return rc;
	if ((rc = item_make_password(out, args_value(&app->args, "generate"), e)) == RC_OK)
		term_say(app, "A new password was made.\n");
	return rc;
}
