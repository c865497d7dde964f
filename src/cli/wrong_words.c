/*
 * wrong_words: one kind of words given where another is wanted.
 *
 * A passphrase and the words of a sheet are secret, check words are public.
 * Whoever confuses them is told before harm is done.
 *
 * Three words of the list or more, and nothing else, are hardly a title, a name
 * or a reason; who means them gives them with the command. A passphrase may well
 * consist of such words: 508 of the 7,776 that are offered are on the list, so
 * that all six of a good one are in one of 13 million. Only what is as long as
 * most of a sheet is none.
 */
#include "app.h"

#include <string.h>

#include "crypto/secret.h"
#include "envelope/sheet_set.h"
#include "vault/checkpoint.h"

enum { TEXT_WORDS = 3, PASSPHRASE_WORDS = 15, VAULT_WORDS = 8 };

static bool is_sheet(struct slice text)
{
	struct slip39_info info;

	return slip39_check(&info, text, NULL) == RC_OK;
}

/* Are those, of which there are as many, the eight of the vault? */
static bool is_vault(const struct app *app, const uint16_t *values)
{
	uint16_t own[VAULT_WORDS] = {0};
	struct buf words = {0};
	bool same = false;

	if (app->session != NULL) {
		app_check_words(&words, app);
		same = sheet_words_in(own, VAULT_WORDS, buf_slice(&words)) == VAULT_WORDS &&
		       memcmp(own, values, sizeof own) == 0;
	}
	buf_finish(&words);
	return same;
}

/* RC_OK if fewer than most words of the list are all there is. */
static enum rc check(const struct app *app, const struct secret *secret, size_t most,
    const char *instead, struct err *e)
{
	struct slice text = secret_slice(secret);
	uint16_t values[CHECKPOINT_WORDS] = {0};
	size_t n = sheet_words_in(values, CHECKPOINT_WORDS, text);
	enum rc rc = RC_OK;

	if (n == VAULT_WORDS && is_vault(app, values))
		rc = err_set(e, RC_INPUT,
		    "those are the check words of the vault, which anybody may know, not %s",
		    instead);
	else if (n == CHECKPOINT_WORDS && checkpoint_words_fit(values))
		rc = err_set(e, RC_INPUT,
		    "those are the check words of a checkpoint, which stand in the minutes, "
		    "not %s",
		    instead);
	else if (n >= most)
		rc = err_set(e, RC_INPUT,
		    "those %s words of a sheet, which belong into the sealed envelope, not %s; "
		    "\"strongroom unseal\" asks for them",
		    is_sheet(text) ? "are the" : "look like the", instead);
	wipe(values, sizeof values);
	return rc;
}

enum rc wrong_words_check(const struct app *app, const struct secret *text, struct err *e)
{
	return check(app, text, PASSPHRASE_WORDS, "a passphrase", e);
}

enum rc wrong_words_text(const struct app *app, const struct secret *text, struct err *e)
{
	return check(app, text, TEXT_WORDS,
	    "what is asked for here (if they are meant so, give them with the command)", e);
}

enum rc wrong_words_public(const struct secret *text, struct err *e)
{
	if (!is_sheet(secret_slice(text)))
		return RC_OK;
	return err_set(e, RC_INPUT,
	    "those are the words of a sheet, which are secret, not check words; clear the "
	    "screen");
}
