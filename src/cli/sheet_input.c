/* sheet_input: what sheets hold, from the terminal or a descriptor. */
#include "unseal.h"

#include "crypto/secret.h"
#include "envelope/keys.h"
#include "envelope/sheet_set.h"
#include "sheet_typing.h"

static enum rc no_words(const struct app *app, struct err *e)
{
	return err_set(e, RC_AUTH,
	    "the words of the sheets are needed, and %s; give them with --words-fd N, one "
	    "sheet a line",
	    term_missing(app));
}

/* Whose sheets they have to be. */
enum owner {
	ANY,
	VAULT,       /* of the envelope of the vault that is open */
	LOCKED_VAULT /* the same, and it is the sheets that are to open it */
};

static enum rc from_descriptor(struct sheet_set *set, struct app *app, struct err *e)
{
	struct secret *text;
	enum rc rc = input_all(&text, app, "words-fd", e);

	if (rc != RC_OK)
		return rc;
	rc = sheet_set_read(set, secret_slice(text), e);
	secret_free(text);
	return rc;
}

/* Who comes to a locked vault with the wrong sheets is on its log, as with a passphrase. */
static enum rc check_owner(
    struct app *app, const struct sheet_set *set, enum owner owner, struct err *e)
{
	struct err why;
	enum rc rc;

	if (owner == ANY || (rc = sheet_of_vault(app, set->info[0].id, &why)) == RC_OK)
		return RC_OK;
	return owner == LOCKED_VAULT ? session_refuse_envelope(app->session, why.text, e)
				     : err_set(e, rc, "%s", why.text);
}

static enum rc get_sheets(
    struct sheet_set *set, struct app *app, enum owner owner, bool one, struct err *e)
{
	enum rc rc;

	if (args_has(&app->args, "words-fd"))
		rc = from_descriptor(set, app, e);
	else
		rc = term_open(app) ? sheet_typing(set, app, owner != ANY, one, e)
				    : no_words(app, e);
	return rc == RC_OK ? check_owner(app, set, owner, e) : rc;
}

static void seen_of(struct sheet_seen *seen, const struct sheet_set *set)
{
	*seen =
	    (struct sheet_seen){.id = set->info[0].id, .need = set->info[0].need, .n = set->n};
	for (size_t i = 0; i < set->n; i++)
		seen->numbers[i] = (uint8_t)set->info[i].number;
}

static enum rc get_keys(
    struct envelope_keys **keys, struct app *app, enum owner owner, struct err *e)
{
	struct sheet_set set = {0};
	struct secret *secret = NULL;
	enum rc rc;

	if ((rc = get_sheets(&set, app, owner, false, e)) == RC_OK &&
	    (rc = sheet_set_recover(&secret, &set, e)) == RC_OK)
		rc = envelope_keys_derive(keys, secret, e);
	sheet_set_finish(&set);
	secret_free(secret);
	return rc;
}

enum rc sheet_input_secret(
    struct secret **secret, struct sheet_seen *seen, struct app *app, bool one, struct err *e)
{
	struct sheet_set set = {0};
	enum rc rc;

	*secret = NULL;
	if ((rc = get_sheets(&set, app, VAULT, one, e)) == RC_OK && sheet_set_enough(&set))
		rc = sheet_set_recover(secret, &set, e);
	if (rc == RC_OK)
		seen_of(seen, &set);
	sheet_set_finish(&set);
	return rc;
}

enum rc sheet_input(struct envelope_keys **keys, struct app *app, struct err *e)
{
	return get_keys(keys, app, LOCKED_VAULT, e);
}

enum rc sheet_input_export(struct envelope_keys **keys, struct app *app, struct err *e)
{
	return get_keys(keys, app, ANY, e);
}
