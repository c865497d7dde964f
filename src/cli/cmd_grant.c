/* grant, revoke: who may open which collection. */
#include "app.h"

#include <string.h>

#include "commands.h"
#include "vault/collection.h"
#include "vault/grant.h"

static enum rc find_both(struct app *app, int64_t *collection, int64_t *member, struct err *e)
{
	enum rc rc;

	if ((rc = app_member(member, app, args_word(&app->args, 1), e)) != RC_OK)
		return rc;
	return collection_find(collection, app->session, args_word(&app->args, 0), true, e);
}

/* Whoever reads the log by role may be given its older parts by any other reader. */
static enum rc grant_the_log(struct app *app, struct err *e)
{
	const struct roster *t = session_roster(app->session);
	bool reader = roster_may(session_me(app->session), RIGHT_READ_LOG);
	int64_t member;
	enum rc rc;

	if ((rc = session_require(app->session, reader ? RIGHT_READ_LOG : RIGHT_ADMINISTER,
		 ACT_GRANT_ADD, "grant", e)) != RC_OK)
		return rc;
	if ((rc = app_member(&member, app, args_word(&app->args, 0), e)) != RC_OK)
		return rc;
	if (!roster_may(roster_member(t, member), RIGHT_READ_LOG) &&
	    (rc = session_require(app->session, RIGHT_ADMINISTER, ACT_GRANT_ADD, "grant", e)) !=
		RC_OK)
		return rc;
	return grant_log(app->session, member, e);
}

static enum rc grant(struct app *app, struct err *e)
{
	const struct grant *g;
	int64_t collection;
	int64_t member;
	enum rc rc;

	if (args_has(&app->args, "log"))
		return grant_the_log(app, e);
	rc = session_require(app->session, RIGHT_ADMINISTER, ACT_GRANT_ADD, "grant", e);
	if (rc != RC_OK)
		return rc;
	if ((rc = find_both(app, &collection, &member, e)) != RC_OK)
		return rc;
	g = roster_grant(session_roster(app->session), collection, member);
	if (g != NULL && g->edit && !args_has(&app->args, "edit"))
		return err_set(e, RC_EXISTS,
		    "that member holds this grant already, and with the right to edit; to take "
		    "that away, revoke the grant and give it anew");
	return grant_add(app->session, collection, member, args_has(&app->args, "edit"), e);
}

/* A collection and a member, or with --log only the member; asked for if missing. */
enum rc check_grant(struct app *app, struct err *e)
{
	const bool log = args_has(&app->args, "log");
	static const char *const PROMPTS[] = {"Collection: ", "Member: "};
	const bool gives = strcmp(app->args.command->name, "grant") == 0;
	const size_t want = log ? 1 : 2;
	enum rc rc = RC_OK;

	if (app->args.n_words > want || (app->args.n_words < want && !term_open(app)))
		return err_set(e, RC_USAGE, "the usage is: strongroom %s %s%s",
		    app->args.command->name, log ? "--log MEMBER" : "COLLECTION MEMBER",
		    log || !gives ? "" : " [--edit]");
	while (app->args.n_words < want && rc == RC_OK) {
		rc = app_ask(&app->args.words[app->args.n_words], app,
		    PROMPTS[log ? 1 : app->args.n_words], e);
		app->args.n_words++;
	}
	return rc;
}

/* Whom a number or a part of a name meant, so that a slip is seen. */
static const char *whole_name(struct app *app, size_t word)
{
	const char *typed = args_word(&app->args, word);
	int64_t id;
	struct err e;

	if (app_member(&id, app, typed, &e) != RC_OK)
		return typed;
	return roster_member(session_roster(app->session), id)->name;
}

enum rc cmd_grant(struct app *app, struct err *e)
{
	bool log = args_has(&app->args, "log");
	enum rc rc;

	if ((rc = session_begin(app->session, e)) != RC_OK)
		return rc;
	if ((rc = session_end(app->session, grant(app, e), e)) != RC_OK)
		return rc;
	if (app->json)
		return out_json(json_pack("{s:b}", "granted", 1), e);
	if (log)
		out_note(app, "%s may read the audit log now.", whole_name(app, 0));
	else
		out_note(app, "%s may open \"%s\"%s now.", whole_name(app, 1),
		    args_word(&app->args, 0),
		    args_has(&app->args, "edit") ? " and change it" : "");
	return RC_OK;
}

static enum rc revoke(struct app *app, struct err *e)
{
	int64_t collection;
	int64_t member;
	enum rc rc;

	rc = session_require(app->session, RIGHT_ADMINISTER, ACT_GRANT_REMOVE, "revoke", e);
	if (rc != RC_OK)
		return rc;
	if (args_has(&app->args, "log")) {
		rc = app_member(&member, app, args_word(&app->args, 0), e);
		return rc == RC_OK ? grant_log_remove(app->session, member, e) : rc;
	}
	if ((rc = find_both(app, &collection, &member, e)) != RC_OK)
		return rc;
	return grant_remove(app->session, collection, member, e);
}

enum rc cmd_revoke(struct app *app, struct err *e)
{
	enum rc rc;

	if ((rc = session_begin(app->session, e)) != RC_OK)
		return rc;
	if ((rc = session_end(app->session, revoke(app, e), e)) != RC_OK)
		return rc;
	if (app->json)
		return out_json(json_pack("{s:b}", "revoked", 1), e);
	if (args_has(&app->args, "log"))
		out_note(app,
		    "%s can read nothing of the audit log that is recorded from now on.",
		    whole_name(app, 0));
	else
		out_note(app,
		    "%s can open nothing in \"%s\" that is added or changed from now on; "
		    "everything in it was encrypted under a new key.\n"
		    "Passwords that were known before stay known: change those that matter.",
		    whole_name(app, 1), args_word(&app->args, 0));
	return RC_OK;
}
