/* term_passphrase: a new passphrase, asked for at the terminal. */
#include "app.h"

#include <stdio.h>

#include "crypto/secret.h"
#include "password/generate.h"
#include "vault/identity.h"

enum { TRIES = 3 };

static enum rc offer_words(struct app *app, struct err *e)
{
	struct generate_spec spec;
	struct secret *words;
	enum rc rc;

	if ((rc = generate_parse(&spec, GENERATE_PASSPHRASE, e)) != RC_OK)
		return rc;
	if (generate_make(&words, &spec) != RC_OK)
		return err_nomem(e);
	term_say(app,
	    "A good passphrase is six words that a machine has chosen. For example:\n\n    "
	    "%.*s\n\n"
	    "Write it down until you know it, and keep the paper where you keep your bank "
	    "card.\n",
	    SLICE_ARG(secret_slice(words)));
	secret_free(words);
	return RC_OK;
}

/* RC_OK with *out NULL: try again. */
static enum rc ask_twice(struct secret **out, struct app *app, const char *whose, struct err *e)
{
	struct secret *first = NULL;
	struct secret *second = NULL;
	struct err why;
	char prompt[256];
	enum rc rc;

	*out = NULL;
	snprintf(prompt, sizeof prompt,
	    "New passphrase for %.150s (nothing shows while you type): ", whose);
	if ((rc = term_secret(&first, app, prompt, e)) != RC_OK)
		return rc;
	if (wrong_words_check(app, first, &why) != RC_OK ||
	    identity_check_passphrase(first, &why) != RC_OK) {
		term_say(app, "No: %s.\n", why.text);
		goto out;
	}
	if ((rc = term_secret(&second, app, "The same again: ", e)) != RC_OK)
		goto out;
	if (!slice_eq(secret_slice(first), secret_slice(second))) {
		term_say(app, "The two were not the same. Once more.\n");
		goto out;
	}
	*out = first;
	first = NULL;
out:
	secret_free(first);
	secret_free(second);
	return rc;
}

enum rc term_new_passphrase(
    struct secret **passphrase, struct app *app, const char *whose, struct err *e)
{
	enum rc rc;

	if (!term_open(app))
		return err_set(e, RC_AUTH,
		    "a new passphrase is needed, and %s; give it through a descriptor, as with "
		    "--passphrase-fd (see \"strongroom help\")",
		    term_missing(app));
	if ((rc = offer_words(app, e)) != RC_OK)
		return rc;
	for (int i = 0; i < TRIES; i++)
		if ((rc = ask_twice(passphrase, app, whose, e)) != RC_OK || *passphrase != NULL)
			return rc;
	return err_set(e, RC_INPUT, "no passphrase was set; try again");
}
