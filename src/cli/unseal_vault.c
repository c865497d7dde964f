/* unseal_vault: open the vault with the envelope, on the record. */
#include "unseal.h"

#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "base/text.h"
#include "crypto/secret.h"
#include "envelope/keys.h"
#include "vault/emergency.h"

/* Items as they lie in the file; each is opened when it is its turn. */
struct opening {
	struct app *app;
	bool titles;   /* nothing is given out */
	bool attached; /* an item has a file */
	struct item *items;
	size_t n, cap;
};

static void opening_finish(struct opening *r)
{
	for (size_t i = 0; i < r->n; i++)
		item_finish(&r->items[i]);
	free(r->items);
}

/* Record first. */
static enum rc take_item(void *arg, struct item *it, struct err *e)
{
	struct opening *r = arg;
	struct item *more = list_room(r->items, r->n, &r->cap, sizeof *more);
	enum rc rc;

	if (more == NULL)
		return err_nomem(e);
	r->items = more;
	if (!r->titles && (rc = item_reveal(it, r->app->session, "all", NULL, e)) != RC_OK)
		return rc;
	more[r->n++] = *it;
	*it = (struct item){0};
	return RC_OK;
}

/* Those of --only, or all. */
static enum rc take_items(struct opening *r, struct err *e)
{
	const char *name;
	enum rc rc = RC_OK;

	if (!args_has(&r->app->args, "only"))
		return item_walk(r->app->session, 0, take_item, r, e);
	for (size_t i = 0; (name = args_nth(&r->app->args, "only", i)) != NULL && rc == RC_OK;
	     i++) {
		struct item it = {0};

		if ((rc = item_find(&it, r->app->session, name, e)) == RC_OK)
			rc = take_item(r, &it, e);
		item_finish(&it);
	}
	return rc;
}

/* One bad item must not keep the others shut in an emergency. */
static enum rc note_unreadable(const struct app *app, const struct err *e)
{
	out_warn(app, "%s", e->text);
	return RC_OK;
}

static bool has_file(const struct item *it)
{
	for (size_t i = 0; i < it->content.n_fields; i++)
		if (it->content.fields[i].kind == FIELD_FILE)
			return true;
	return false;
}

/* One secret at a time; what is shown has been on the log since the commit. */
static enum rc open_items(struct opening *r, json_t *items, struct err *e)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < r->n && rc == RC_OK; i++) {
		if (!r->titles)
			rc = item_open(&r->items[i], r->app->session, e);
		r->attached |= rc == RC_OK && has_file(&r->items[i]);
		if (rc == RC_OK)
			json_array_append_new(
			    items, json_item(r->app, &r->items[i], true, !r->titles));
		else if (r->items[i].unreadable)
			rc = note_unreadable(r->app, e);
		item_finish(&r->items[i]);
	}
	return rc;
}

static enum rc print_items(struct opening *r, struct err *e)
{
	json_t *items = json_array();
	enum rc rc = open_items(r, items, e);

	if (rc != RC_OK) {
		json_decref(items);
		return rc;
	}
	if ((rc = unseal_print(r->app, items, e)) == RC_OK && r->attached)
		out_note(r->app,
		    "What is in an attachment: \"strongroom --member envelope save ITEM NAME\" "
		    "writes it to a file.");
	return rc;
}

enum rc unseal_show_all(struct app *app, struct err *e)
{
	struct opening r = {.app = app};
	enum rc rc;

	if ((rc = session_begin(app->session, e)) == RC_OK &&
	    (rc = session_end(app->session, take_items(&r, e), e)) == RC_OK)
		rc = print_items(&r, e);
	opening_finish(&r);
	return rc;
}

/* who and why */

static enum rc check_line(const char *text, const char *what, struct err *e)
{
	if (text_valid_line(slice_str(text)))
		return RC_OK;
	return err_set(e, RC_INPUT,
	    "the %s has characters that are no text; type it once more, in plain letters",
	    what);
}

/* Whoever presses Enter alone is asked once more. */
static enum rc ask_reason(const char **reason, struct app *app, struct err *e)
{
	enum { TRIES = 3 };
	enum rc rc = RC_USAGE;

	for (int i = 0; i < TRIES && rc == RC_USAGE; i++) {
		if (i > 0)
			term_say(
			    app, "A reason is needed, such as: the clerk is in hospital.\n");
		rc = app_option(reason, app, "reason",
		    "Why is the envelope opened? It goes on the audit log: ", e);
		if (!term_open(app))
			break;
	}
	return rc == RC_OK ? check_line(*reason, "reason", e) : rc;
}

static void add_name(struct buf *present, const char *name)
{
	buf_add_str(present, present->n > 0 ? ", " : "");
	buf_add_str(present, name);
}

/* At a terminal, one name a line. */
static enum rc ask_present(struct buf *present, struct app *app, struct err *e)
{
	const char *prompt = "Who is there with you? A name, or Enter alone if nobody is: ";
	struct secret *line;
	bool end = false;
	enum rc rc;

	while (!end) {
		if ((rc = term_line(&line, app, prompt, e)) != RC_OK)
			return rc;
		end = line->n == 0;
		if (!end && text_valid_line(secret_slice(line))) {
			buf_add_str(present, present->n > 0 ? ", " : "");
			buf_add_slice(present, secret_slice(line));
			prompt = "Who else? A name, or Enter alone if that is all: ";
		}
		secret_free(line);
	}
	return RC_OK;
}

static enum rc get_present(struct buf *present, struct app *app, struct err *e)
{
	const char *name;
	enum rc rc;

	for (size_t i = 0; (name = args_nth(&app->args, "present", i)) != NULL; i++) {
		if ((rc = check_line(name, "name of who is present", e)) != RC_OK)
			return rc;
		add_name(present, name);
	}
	if (present->n > 0 || args_has(&app->args, "words-fd") || !term_open(app))
		return RC_OK;
	return ask_present(present, app, e);
}

/* A person goes on from the titles; a script gets what it asks for, and that is it. */
static bool is_person(struct app *app)
{
	static const char *const OF_SCRIPTS[] = {"words-fd", "titles", "only", "reset"};

	for (size_t i = 0; i < sizeof OF_SCRIPTS / sizeof OF_SCRIPTS[0]; i++)
		if (args_has(&app->args, OF_SCRIPTS[i]))
			return false;
	return !app->json && term_open(app);
}

static enum rc record(
    struct opening *r, const char *reason, struct buf *present, bool talk, struct err *e)
{
	const char *names = present->n > 0 ? buf_cstr(present) : NULL;
	enum rc rc = emergency_record_open(r->app->session, reason, names, e);

	return rc == RC_OK && !talk ? take_items(r, e) : rc;
}

static enum rc open_and_show(
    struct app *app, const char *reason, struct buf *present, bool talk, struct err *e)
{
	struct opening r = {.app = app, .titles = args_has(&app->args, "titles")};
	enum rc rc;

	if ((rc = session_begin(app->session, e)) != RC_OK ||
	    (rc = session_end(app->session, record(&r, reason, present, talk, e), e)) != RC_OK)
		goto out;
	out_note(app, "The envelope is open, and that is on the audit log for every member to "
		      "see.");
	if (talk)
		rc = unseal_talk(app, reason, e);
	else if ((rc = print_items(&r, e)) == RC_OK)
		unseal_first_hour(app, false);
out:
	opening_finish(&r);
	return rc;
}

static enum rc check_options(const struct app *app, struct err *e)
{
	if (args_has(&app->args, "identity-fd") || args_has(&app->args, "out") ||
	    args_has(&app->args, "file-passphrase-fd") || args_has(&app->args, "receipt"))
		return err_set(e, RC_USAGE,
		    "--identity-fd, --file-passphrase-fd, --receipt and --out go with the file "
		    "of "
		    "an export: strongroom unseal FILE");
	if (args_has(&app->args, "reset") &&
	    (args_has(&app->args, "titles") || args_has(&app->args, "only")))
		return err_set(
		    e, RC_USAGE, "--reset shows no items: leave --titles and --only out");
	return RC_OK;
}

enum rc unseal_vault(struct app *app, struct err *e)
{
	struct buf present = {0};
	const char *reason = NULL;
	bool talk = is_person(app);
	enum rc rc;

	if ((rc = check_options(app, e)) != RC_OK)
		return rc;
	if ((rc = app_open(app, e)) == RC_NOTFOUND)
		return unseal_look(app, e);
	if (rc != RC_OK || (rc = session_learn(app->session, 0, e)) != RC_OK)
		return rc;
	if (args_has(&app->args, "reset") && emergency_session_left_ms(app->session) >= 0)
		return unseal_reset(app, NULL, NULL, e);
	unseal_mention_exports(app);
	if ((rc = ask_reason(&reason, app, e)) == RC_OK &&
	    (rc = get_present(&present, app, e)) == RC_OK)
		rc = args_has(&app->args, "reset")
			 ? unseal_reset(
			       app, reason, present.n > 0 ? buf_cstr(&present) : NULL, e)
		     : (rc = app_be_envelope(app, e)) == RC_OK
			 ? open_and_show(app, reason, &present, talk, e)
			 : rc;
	buf_finish(&present);
	return rc;
}
