/*
 * wrong_words: one kind of words given where another is wanted.
 *
 * A passphrase and the words of a sheet are secret, check words are public.
 * Whoever confuses them is told before harm is done.
 */
#include "app.h"

#include "crypto/secret.h"
#include "envelope/slip39.h"

static bool is_sheet(const struct secret *text)
{
	struct slip39_info info;

	return slip39_check(&info, secret_slice(text), NULL) == RC_OK;
}

enum rc wrong_words_check(const struct app *app, const struct secret *text, struct err *e)
{
	struct buf words = {0};
	bool check_words = false;

	if (is_sheet(text))
		return err_set(e, RC_INPUT,
		    "those are the words of a sheet, which belong into the sealed envelope, "
		    "not a passphrase; \"strongroom unseal\" asks for them");
	if (app->session != NULL) {
		app_check_words(&words, app);
		check_words = slice_eq(buf_slice(&words), secret_slice(text));
		buf_finish(&words);
	}
	if (check_words)
		return err_set(e, RC_INPUT,
		    "those are the check words of the vault, which anybody may know, not a "
		    "passphrase");
	return RC_OK;
}
