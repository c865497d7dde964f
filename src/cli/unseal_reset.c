/*
 * unseal_reset: a new first passphrase for a clerk who forgot the own one.
 */
#include "choice.h"
#include "crypto/secret.h"
#include "unseal.h"
#include "vault/collection.h"
#include "vault/emergency.h"
#include "vault/member.h"

/* A collection that the member holds and the envelope cannot give back. */
static void say_lost(struct app *app, const struct collection *c, const struct member *m)
{
	const struct roster *t = session_roster(app->session);
	const int64_t keeper = roster_keeper(t, c->id, m->id);

	if (keeper != 0)
		out_warn(app,
		    "collection #%lld is private, so the envelope cannot give it back to %s; "
		    "%s, "
		    "who holds it, can grant it again",
		    (long long)c->id, m->name, roster_member(t, keeper)->name);
	else
		out_warn(app,
		    "collection #%lld (%lld items) is private, and no other clerk holds it: "
		    "with "
		    "new keys %s can never open it again, even if the old passphrase is "
		    "remembered",
		    (long long)c->id, (long long)c->items, m->name);
}

static bool lose_anything(struct app *app, const struct member *m)
{
	const struct roster *t = session_roster(app->session);
	bool any = false;

	for (size_t i = 0; i < t->n_collections; i++) {
		const struct collection *c = &t->collections[i];

		if (roster_grant(t, c->id, m->id) == NULL ||
		    collection_granted(app->session, c->id))
			continue;
		say_lost(app, c, m);
		any = true;
	}
	return any;
}

/* A person is asked; a script has asked for it. */
static enum rc agree(struct app *app, const struct member *m, struct err *e)
{
	bool yes = true;
	enum rc rc;

	if (!lose_anything(app, m) || args_has(&app->args, "words-fd") || !term_open(app))
		return RC_OK;
	rc = choice_yes(&yes, app, "Type yes to go on, or no to stop: ", e);
	if (rc == RC_OK && !yes)
		return err_set(e, RC_INTR, "nothing was changed");
	return rc;
}

static enum rc reset(struct app *app, int64_t id, const char *reason, const char *present,
    const struct secret *first, struct err *e)
{
	const struct kdf_cost cost = member_kdf_cost(app->session);
	const struct member *m = roster_member(session_roster(app->session), id);
	enum rc rc;

	if (reason != NULL &&
	    (rc = emergency_record_open(app->session, reason, present, e)) != RC_OK)
		return rc;
	if ((rc = member_reset(app->session, id, first, &cost, e)) != RC_OK)
		return rc;
	return member_slip(app, id, m->name, m->role, first, e);
}

enum rc unseal_reset_member(
    struct app *app, int64_t id, const char *reason, const char *present, struct err *e)
{
	struct secret *first = NULL;
	enum rc rc;

	if ((rc = agree(app, roster_member(session_roster(app->session), id), e)) != RC_OK ||
	    (rc = member_first_passphrase(&first, e)) != RC_OK)
		return rc;
	if ((rc = session_begin(app->session, e)) == RC_OK)
		rc = session_end(app->session, reset(app, id, reason, present, first, e), e);
	secret_free(first);
	return rc;
}

enum rc unseal_reset(struct app *app, const char *reason, const char *present, struct err *e)
{
	int64_t id;
	enum rc rc;

	if ((rc = app_member(&id, app, args_value(&app->args, "reset"), e)) != RC_OK ||
	    (rc = app_be_envelope(app, e)) != RC_OK)
		return rc;
	if (reason == NULL)
		emergency_resume(app->session);
	return unseal_reset_member(app, id, reason, present, e);
}
