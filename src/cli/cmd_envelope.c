/* envelope: make the means of an emergency, and print its sheet. */
#include "envelope.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/words.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "envelope/age.h"
#include "envelope/keys.h"
#include "envelope/sheet.h"
#include "envelope/slip39.h"
#include "transfer/export.h"
#include "vault/emergency.h"

enum { SHEET_WORDS = 20, ASKED_BACK = 2, TRIES = 3 };

/* All that is secret about an envelope while it is made. */
struct making {
	struct envelope_keys *keys;
	struct secret *words;    /* of the one sheet */
	struct secret *identity; /* AGE-SECRET-KEY-1… */
	struct buf recipient;    /* age1… */
	struct emergency emergency;
	struct sheet sheet;
	char date[64];
	const char *holders[1];
	int64_t serial;
};

static void making_finish(struct making *m)
{
	envelope_keys_free(m->keys);
	secret_free(m->words);
	secret_free(m->identity);
	buf_finish(&m->recipient);
}

static enum rc make(struct making *m, struct err *e)
{
	struct secret *secret = secret_new(ENVELOPE_SECRET);
	enum rc rc;

	if (secret == NULL)
		return err_nomem(e);
	random_bytes(secret->p, secret->n);
	if ((rc = envelope_keys_derive(&m->keys, secret, e)) == RC_OK &&
	    (rc = slip39_split(&m->words, 1, 1, secret_slice(secret), slice_of(NULL, 0), e)) ==
		RC_OK)
		rc = age_identity_encode(&m->identity, m->keys->identity, e);
	secret_free(secret);
	if (rc != RC_OK)
		return rc;
	age_recipient_encode(&m->recipient, m->keys->recipient);
	export_emergency(&m->emergency, m->keys);
	return buf_cstr(&m->recipient) == NULL ? err_nomem(e) : RC_OK;
}

static enum rc today(char *out, size_t n, struct err *e)
{
	time_t now = time(NULL);
	struct tm tm;

	if (localtime_r(&now, &tm) == NULL || strftime(out, n, "%e %B %Y", &tm) == 0)
		return err_set(e, RC_FAIL, "the date of this computer cannot be read");
	return RC_OK;
}

/* What stands on the sheet, over what belongs to m. */
static enum rc sheet(struct making *m, const struct app *app, struct err *e)
{
	const char *at = args_value(&app->args, "export-at");
	enum rc rc = today(m->date, sizeof m->date, e);

	m->sheet = (struct sheet){.council = slice_str(session_council(app->session)),
	    .holder = slice_str(m->holders[0]),
	    .date = slice_str(m->date[0] == ' ' ? m->date + 1 : m->date),
	    .export_at = slice_str(at == NULL ? "" : at),
	    .recipient = buf_slice(&m->recipient),
	    .words = secret_slice(m->words),
	    .identity = secret_slice(m->identity),
	    .serial = (unsigned)m->serial,
	    .number = 1,
	    .of = 1,
	    .need = 1};
	return rc;
}

/* Word number n of the sheet, from 0. */
static struct slice nth_word(const struct secret *words, size_t n)
{
	struct slice s = secret_slice(words);

	for (;;) {
		const uint8_t *blank = memchr(s.p, ' ', s.n);
		size_t len = blank == NULL ? s.n : (size_t)(blank - s.p);

		if (n-- == 0)
			return slice_of(s.p, len);
		s = slice_of(s.p + len + 1, s.n - len - 1);
	}
}

static enum rc ask_back_one(struct app *app, const struct making *m, size_t n, struct err *e)
{
	struct slice want = nth_word(m->words, n);
	struct secret *line;
	char prompt[120];
	bool right;
	enum rc rc;

	snprintf(prompt, sizeof prompt,
	    "Type word %zu of the sheet (a sheet word, not your passphrase): ", n + 1);
	for (int i = 0; i < TRIES; i++) {
		if ((rc = term_secret(&line, app, prompt, e)) != RC_OK)
			return rc;
		right = words_find(secret_slice(line)) >= 0 &&
			words_find(secret_slice(line)) == words_find(want);
		secret_free(line);
		if (right)
			return RC_OK;
		term_say(app, "That is not word %zu. Look at the sheet again.\n", n + 1);
	}
	return err_set(e, RC_INPUT,
	    "the words did not agree, so no envelope was made; destroy the sheet and start "
	    "again");
}

/* Proof that the sheet can be read, before anything depends on it. */
static enum rc ask_back(struct app *app, const struct making *m, struct err *e)
{
	size_t first = random_below(SHEET_WORDS);
	size_t second = (first + 1 + random_below(SHEET_WORDS - 1)) % SHEET_WORDS;
	enum rc rc;

	term_say(app, "\nNow show that the sheet can be read.\n");
	if ((rc = ask_back_one(app, m, first, e)) != RC_OK)
		return rc;
	return ask_back_one(app, m, second, e);
}

static enum rc print_sheet(struct app *app, const struct making *m, struct err *e)
{
	return envelope_print(app, &m->sheet, 1, e);
}

/*
 * The sheet is printed before the commit, for a sheet of nothing does no harm,
 * and an envelope whose sheet was lost could not be opened. At a terminal it
 * has been printed and read back already.
 */
static enum rc record(struct app *app, struct making *m, bool printed, struct err *e)
{
	enum rc rc;

	rc = session_require(
	    app->session, RIGHT_ADMINISTER, ACT_ENVELOPE_CREATE, "make an envelope", e);
	if (rc != RC_OK)
		return rc;
	if (session_roster(app->session)->envelope.serial + 1 != m->serial)
		return err_set(e, RC_BUSY,
		    "somebody else made an envelope in the meantime; destroy this sheet and "
		    "start again");
	if ((rc = emergency_create(app->session, &m->emergency, e)) != RC_OK)
		return rc;
	return printed ? RC_OK : print_sheet(app, m, e);
}

static enum rc make_and_print(struct app *app, struct making *m, struct err *e)
{
	bool person = !app->json && term_open(app);
	enum rc rc;

	m->serial = session_roster(app->session)->envelope.serial + 1;
	if ((rc = sheet(m, app, e)) != RC_OK)
		return rc;
	if (person &&
	    ((rc = print_sheet(app, m, e)) != RC_OK || (rc = ask_back(app, m, e)) != RC_OK))
		return rc;
	if ((rc = session_begin(app->session, e)) != RC_OK ||
	    (rc = session_end(app->session, record(app, m, person, e), e)) != RC_OK)
		return rc;
	out_note(app,
	    "Envelope number %lld is made, and any older one is void.\n"
	    "Put the sheet into an envelope, seal it, and give it to %s.\n"
	    "Next: \"strongroom seal FILE\" writes the export that it opens; do so again after "
	    "each change.\nThe words were on this screen: clear it, and close the window.",
	    (long long)m->serial, m->holders[0]);
	return RC_OK;
}

enum rc check_envelope_create(struct app *app, struct err *e)
{
	const char *holder;
	int64_t need = 1;
	enum rc rc;

	if (args_nth(&app->args, "holder", 1) != NULL)
		return err_set(e, RC_USAGE,
		    "this version makes envelopes of one sheet: give one --holder");
	rc = app_option(&holder, app, "holder",
	    "Who is to keep the sealed envelope (such as Cllr Shah): ", e);
	return rc == RC_OK ? args_number(&need, &app->args, "need", 1, 1, e) : rc;
}

enum rc cmd_envelope_create(struct app *app, struct err *e)
{
	struct making m = {0};
	enum rc rc;

	m.holders[0] = args_value(&app->args, "holder");
	m.emergency.holders = m.holders;
	m.emergency.n_holders = 1;
	m.emergency.need = 1;
	m.emergency.export_at = args_value(&app->args, "export-at");
	if (!roster_may(session_me(app->session), RIGHT_ADMINISTER)) {
		if ((rc = session_begin(app->session, e)) == RC_OK)
			rc = session_require(app->session, RIGHT_ADMINISTER,
			    ACT_ENVELOPE_CREATE, "make an envelope", e);
	} else if ((rc = make(&m, e)) == RC_OK) {
		rc = make_and_print(app, &m, e);
	}
	making_finish(&m);
	return rc;
}
