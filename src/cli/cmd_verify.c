/* verify: everything that can be checked with the member's keys. */
#include "app.h"

#include "vault/audit.h"
#include "vault/check.h"

static enum rc report(
    struct app *app, const struct audit_report *r, const struct check_counts *n, struct err *e)
{
	if (app->json)
		return out_json(
		    json_pack("{s:b,s:I,s:I,s:I}", "ok", 1, "records", (json_int_t)r->records,
			"items", (json_int_t)n->items, "unopened", (json_int_t)n->unopened),
		    e);
	out_note(app,
	    "All is sound: the database, %lld records of the audit log, and every row that it "
	    "names.\n"
	    "%lld versions of items open with your keys%s.",
	    (long long)r->records, (long long)n->items,
	    n->unopened > 0 ? "; others are not yours to open" : "");
	return RC_OK;
}

enum rc cmd_verify(struct app *app, struct err *e)
{
	struct check_counts n = {0};
	struct audit_report r;
	enum rc rc;

	if ((rc = app_record_unlock(app, e)) != RC_OK ||
	    (rc = audit_verify(&r, app->session, e)) != RC_OK ||
	    (rc = check_items(&n, app->session, e)) != RC_OK ||
	    (rc = check_seals(app->session, e)) != RC_OK)
		return rc;
	return report(app, &r, &n, e);
}
