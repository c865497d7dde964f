/*
 * opener: what opens an age file: words, keys, or a passphrase.
 *
 * What descriptors give is read first. What is typed is asked for only when the
 * header has shown that the file is whole so far, and which of them it needs.
 */
#include "unseal.h"

#include "crypto/secret.h"
#include "envelope/keys.h"

static enum rc ask_passphrase(struct opener *o, struct err *e)
{
	struct app *app = o->app;
	enum rc rc;

	if (args_has(&app->args, "identity-fd") || args_has(&app->args, "words-fd"))
		return err_set(e, RC_INPUT,
		    "no key and no words open this file: it is protected with a passphrase; "
		    "give that with --file-passphrase-fd N");
	if (!term_open(app))
		return err_set(e, RC_AUTH,
		    "this file is protected with a passphrase, and %s; give it with "
		    "--file-passphrase-fd N",
		    term_missing(app));
	/* Until it is seen whether it opens the file. */
	term_hush(app);
	rc = term_secret(
	    &o->passphrase, app, "Passphrase of the file (nothing shows while you type): ", e);
	return rc != RC_OK ? rc : wrong_words_check(app, o->passphrase, e);
}

static enum rc get_words(struct opener *o, struct err *e)
{
	enum rc rc;

	if ((rc = sheet_input_export(&o->keys, o->app, e)) != RC_OK)
		return rc;
	o->list[0] = o->keys->identity;
	o->age.count = 1;
	return RC_OK;
}

static enum rc ask_words(struct opener *o, struct err *e)
{
	if (args_has(&o->app->args, "file-passphrase-fd"))
		return err_set(e, RC_INPUT,
		    "no passphrase opens this file: it was sealed to the holder of a key; give "
		    "the words of the sheets, or the key with --identity-fd N");
	return get_words(o, e);
}

static enum rc ask(struct age_keys *keys, enum age_need need, struct err *e)
{
	struct opener *o = keys->arg;
	enum rc rc;

	if (need == AGE_NEED_IDENTITY)
		return ask_words(o, e);
	rc = ask_passphrase(o, e);
	keys->passphrase = o->passphrase;
	return rc;
}

static enum rc get_identities(struct opener *o, struct err *e)
{
	struct secret *text;
	enum rc rc;

	if ((rc = input_all(&text, o->app, "identity-fd", e)) != RC_OK)
		return rc;
	rc = age_identities_decode(&o->identities, secret_slice(text), e);
	secret_free(text);
	for (size_t i = 0; i < o->identities.n; i++)
		o->list[i] = o->identities.keys[i];
	o->age.count = o->identities.n;
	return rc;
}

enum rc opener_init(struct opener *o, struct app *app, struct err *e)
{
	bool words = args_has(&app->args, "words-fd");
	bool identities = args_has(&app->args, "identity-fd");
	enum rc rc = RC_OK;

	*o = (struct opener){.app = app};
	o->age = (struct age_keys){.identities = o->list, .ask = ask, .arg = o};
	if (words && identities)
		return err_set(
		    e, RC_USAGE, "give either --words-fd or --identity-fd, not both");
	if (words)
		rc = get_words(o, e);
	else if (identities)
		rc = get_identities(o, e);
	if (rc == RC_OK && args_has(&app->args, "file-passphrase-fd"))
		rc = input_line(&o->passphrase, app, "file-passphrase-fd", e);
	o->age.passphrase = o->passphrase;
	return rc;
}

void opener_finish(struct opener *o)
{
	age_identities_finish(&o->identities);
	envelope_keys_free(o->keys);
	secret_free(o->passphrase);
}
