/* envelope: make the means of an emergency, and print its sheets. */
#include "envelope.h"

#include <time.h>

#include "commands.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "envelope/age.h"
#include "envelope/keys.h"
#include "envelope/kit.h"
#include "envelope/sheet.h"
#include "envelope/slip39.h"
#include "transfer/export.h"
#include "vault/emergency.h"
#include "vault/policy.h"

/* All that is secret about an envelope while it is made. */
struct making {
	struct envelope_keys *keys;
	struct secret *words[SLIP39_SHARES]; /* of each sheet */
	struct secret *identity;             /* AGE-SECRET-KEY-1… */
	struct buf recipient;                /* age1… */
	struct emergency emergency;
	struct sheet sheets[SLIP39_SHARES];
	const char *holders[SLIP39_SHARES];
	size_t n;
	unsigned need;
	int64_t serial;
	char date[64];
};

static void making_init(struct making *m, const struct app *app)
{
	*m = (struct making){.need = envelope_need(app)};
	for (const char *holder;
	     m->n < SLIP39_SHARES && (holder = args_nth(&app->args, "holder", m->n)) != NULL;)
		m->holders[m->n++] = holder;
	m->emergency = (struct emergency){.holders = m->holders,
	    .n_holders = m->n,
	    .need = (uint8_t)m->need,
	    .export_at = args_value(&app->args, "export-at")};
}

static void making_finish(struct making *m)
{
	envelope_keys_free(m->keys);
	for (size_t i = 0; i < m->n; i++)
		secret_free(m->words[i]);
	secret_free(m->identity);
	buf_finish(&m->recipient);
}

static enum rc make(struct making *m, struct err *e)
{
	struct slip39_info info;
	struct secret *secret = secret_new(ENVELOPE_SECRET);
	enum rc rc;

	if (secret == NULL)
		return err_nomem(e);
	random_bytes(secret->p, secret->n);
	if ((rc = envelope_keys_derive(&m->keys, secret, e)) == RC_OK &&
	    (rc = slip39_split(m->words, m->need, (unsigned)m->n, secret_slice(secret),
		 slice_of(NULL, 0), e)) == RC_OK)
		rc = age_identity_encode(&m->identity, m->keys->identity, e);
	secret_free(secret);
	if (rc != RC_OK)
		return rc;
	if ((rc = slip39_check(&info, secret_slice(m->words[0]), e)) != RC_OK)
		return rc;
	m->emergency.sheet_id = info.id;
	age_recipient_encode(&m->recipient, m->keys->recipient);
	export_emergency(&m->emergency, m->keys);
	m->emergency.page = kit_page_hash();
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

/* What stands on the sheets, over what belongs to m. */
static enum rc lay_out(struct making *m, const struct app *app, struct err *e)
{
	const char *at = args_value(&app->args, "export-at");
	enum rc rc = today(m->date, sizeof m->date, e);

	for (size_t i = 0; i < m->n && rc == RC_OK; i++)
		m->sheets[i] =
		    (struct sheet){.council = slice_str(session_council(app->session)),
			.holder = slice_str(m->holders[i]),
			.date = slice_str(m->date[0] == ' ' ? m->date + 1 : m->date),
			.export_at = slice_str(at == NULL ? "" : at),
			.computer = slice_str(args_value(&app->args, "computer")),
			.recipient = buf_slice(&m->recipient),
			.words = secret_slice(m->words[i]),
			/* The key opens alone, so it stands only where one sheet may. */
			.identity = secret_slice(m->need == 1 ? m->identity : NULL),
			.page = slice_of(
			    m->emergency.page, m->emergency.page == NULL ? 0 : SHEET_PAGE),
			.serial = (unsigned)m->serial,
			.number = (unsigned)i + 1,
			.of = (unsigned)m->n,
			.need = m->need};
	return rc;
}

/*
 * The sheets are printed before the commit, for a sheet of nothing does no harm,
 * and an envelope whose sheets were lost could not be opened. At a terminal
 * they have been printed and read back already.
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
		    "somebody else made an envelope in the meantime; destroy what was printed "
		    "and start again");
	if ((rc = emergency_create(app->session, &m->emergency, e)) != RC_OK)
		return rc;
	return printed ? RC_OK : envelope_print(app, m->sheets, m->n, e);
}

/* With a policy the export is written before the command ends, which is said then. */
static void say_how_to_seal(const struct app *app)
{
	if (policy_seal_path(app->session) == NULL)
		out_note(app,
		    "Next: \"strongroom seal --kit FOLDER\" writes the export that it opens, "
		    "and "
		    "a page that opens it in any browser, to a stick. Do so again after each "
		    "change, or have it done: \"strongroom policy set seal.path=FILE\".");
}

static void say_what_next(const struct app *app, const struct making *m)
{
	struct buf holders = {0};

	for (size_t i = 0; i < m->n; i++) {
		if (i > 0)
			buf_add_str(&holders, i + 1 < m->n ? ", " : " and ");
		buf_add_str(&holders, m->holders[i]);
	}
	out_note(app, "Envelope number %lld is made, and any older one is void.",
	    (long long)m->serial);
	if (m->n == 1)
		out_note(app, "Put the sheet into an envelope, seal it, and give it to %s.",
		    m->holders[0]);
	else
		out_note(app,
		    "Put each sheet into an envelope of its own, seal it, and give it to its "
		    "holder: %s. Any %u of the %zu sheets open it together; fewer open "
		    "nothing.",
		    buf_cstr(&holders) == NULL ? "" : buf_cstr(&holders), m->need, m->n);
	buf_finish(&holders);
	say_how_to_seal(app);
	if (envelope_on_screen(app))
		out_note(app, "The words were on this screen: clear it, and close the window.");
}

static enum rc make_and_print(struct app *app, struct making *m, struct err *e)
{
	bool person = !app->json && term_open(app);
	enum rc rc;

	m->serial = session_roster(app->session)->envelope.serial + 1;
	if ((rc = lay_out(m, app, e)) != RC_OK)
		return rc;
	if (person && ((rc = envelope_print(app, m->sheets, m->n, e)) != RC_OK ||
			  (rc = envelope_ask(app, m->sheets, m->n, e)) != RC_OK))
		return rc;
	if ((rc = session_begin(app->session, e)) != RC_OK ||
	    (rc = session_end(app->session, record(app, m, person, e), e)) != RC_OK)
		return rc;
	say_what_next(app, m);
	return RC_OK;
}

enum rc check_envelope_create(struct app *app, struct err *e)
{
	enum rc rc;

	if ((rc = envelope_print_check(app, e)) != RC_OK)
		return rc;
	return envelope_holders(app, e);
}

enum rc cmd_envelope_create(struct app *app, struct err *e)
{
	struct making m;
	enum rc rc;

	making_init(&m, app);
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
