/* unseal_vault: open the vault with the envelope, on the record. */
#include "unseal.h"

#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "envelope/keys.h"
#include "vault/emergency.h"

struct opening {
	struct app *app;
	struct item *items;
	size_t n, cap;
};

static void opening_finish(struct opening *r)
{
	for (size_t i = 0; i < r->n; i++)
		item_finish(&r->items[i]);
	free(r->items);
}

/* Record first; the item is kept as it lies in the file. */
static enum rc record_item(void *arg, struct item *it, struct err *e)
{
	struct opening *r = arg;
	struct item *more = list_room(r->items, r->n, &r->cap, sizeof *more);
	enum rc rc;

	if (more == NULL)
		return err_nomem(e);
	r->items = more;
	if ((rc = item_reveal(it, r->app->session, "all", NULL, e)) != RC_OK)
		return rc;
	more[r->n++] = *it;
	*it = (struct item){0};
	return RC_OK;
}

static enum rc record_opening(struct opening *r, const char *reason, struct err *e)
{
	struct buf present = {0};
	const char *name;
	const char *names = NULL;
	enum rc rc;

	for (size_t i = 0; (name = args_nth(&r->app->args, "present", i)) != NULL; i++) {
		buf_add_str(&present, i > 0 ? ", " : "");
		buf_add_str(&present, name);
	}
	if (present.n > 0)
		names = buf_cstr(&present);
	rc = emergency_record_open(r->app->session, reason, names, e);
	buf_finish(&present);
	if (rc != RC_OK)
		return rc;
	return item_walk(r->app->session, 0, record_item, r, e);
}

/* One bad item must not keep the others shut in an emergency. */
static enum rc note_unreadable(const struct app *app, const struct err *e)
{
	out_warn(app, "%s", e->text);
	return RC_OK;
}

/* One secret at a time; what is shown has been on the log since the commit. */
static enum rc open_items(struct opening *r, json_t *items, struct err *e)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < r->n && rc == RC_OK; i++) {
		rc = item_open(&r->items[i], r->app->session, e);
		if (rc == RC_OK)
			json_array_append_new(
			    items, json_item(r->app, &r->items[i], true, true));
		else if (r->items[i].unreadable)
			rc = note_unreadable(r->app, e);
		item_finish(&r->items[i]);
	}
	return rc;
}

static enum rc be_envelope(struct app *app, struct err *e)
{
	struct envelope_keys *k = NULL;
	struct public_keys keys;
	enum rc rc;

	if ((rc = sheet_input(&k, app, e)) == RC_OK) {
		memcpy(keys.sign, k->sign_public, sizeof keys.sign);
		memcpy(keys.seal, k->open_public, sizeof keys.seal);
		rc = session_unlock_envelope(
		    app->session, &keys, k->sign_secret, k->open_secret, e);
	}
	envelope_keys_free(k);
	return rc;
}

enum rc unseal_vault(struct app *app, struct err *e)
{
	struct opening r = {.app = app};
	json_t *items = json_array();
	const char *reason;
	enum rc rc;

	if (args_has(&app->args, "identity-fd") || args_has(&app->args, "out")) {
		rc = err_set(e, RC_USAGE,
		    "--identity-fd and --out go with the file of an export: strongroom unseal "
		    "FILE");
		goto out;
	}
	if ((rc = app_open(app, e)) != RC_OK ||
	    (rc = session_learn(app->session, 0, e)) != RC_OK ||
	    (rc = app_option(&reason, app, "reason", "Why is the envelope opened? ", e)) !=
		RC_OK ||
	    (rc = be_envelope(app, e)) != RC_OK ||
	    (rc = session_begin(app->session, e)) != RC_OK)
		goto out;
	if ((rc = session_end(app->session, record_opening(&r, reason, e), e)) != RC_OK ||
	    (rc = open_items(&r, items, e)) != RC_OK)
		goto out;
	out_note(app, "The envelope is open, and that is on the audit log for every member to "
		      "see. Report it to all members and to the next meeting, change what was "
		      "read, and make a new envelope.");
	rc = unseal_print(app, json_incref(items), e);
out:
	opening_finish(&r);
	json_decref(items);
	return rc;
}
