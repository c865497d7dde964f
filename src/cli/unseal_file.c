/* unseal_file: open an export by itself, with what is on the sheets. */
#include "unseal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file_new.h"
#include "crypto/secret.h"
#include "opened.h"
#include "unsealed.h"

/* --out */

/* Of any age file and any size: without the words there is no receipt. */
static enum rc copy_only(struct app *app, const char *file, const char *out, struct err *e)
{
	struct opener o;
	enum rc rc;

	if ((rc = opener_init(&o, app, e)) != RC_OK)
		goto out;
	rc = unseal_copy(file, out, &o.age, e);
	term_unhush();
	if (rc == RC_OK)
		out_note(app,
		    "Decrypted into %s, without a receipt. It holds every password in clear.",
		    out);
out:
	opener_finish(&o);
	return rc;
}

/* All that is in it is given out at once, and that is what the receipt says. */
static enum rc write_copy(struct app *app, const char *file, const char *out, struct err *e)
{
	struct opened o = {0};
	struct err why;
	enum rc rc;

	if ((rc = unseal_check_out(file, out, e)) != RC_OK)
		goto out;
	if ((rc = opened_decrypt(&o, app, file, e)) != RC_OK)
		goto out;
	if (opened_check(&o, &why) != RC_OK)
		out_warn(app, "there is no receipt of this: the file was opened, but is no "
			      "genuine export "
			      "of a vault");
	else if ((rc = opened_begin(&o, app, file, NULL, e)) != RC_OK ||
		 (rc = opening_show(&o.opening, NULL, e)) != RC_OK)
		goto out;
	if ((rc = file_new_over(out, o.plain.p, o.plain.n, e)) != RC_OK)
		goto out;
	out_note(app, "Decrypted into %s. It holds every password in clear.", out);
	opening_say_end(&o.opening);
out:
	opened_finish(&o);
	return rc;
}

/* showing */

static bool has_file(const json_t *items)
{
	const json_t *one;
	const json_t *f;
	size_t i;
	size_t k;

	json_array_foreach(items, i, one)
	{
		json_array_foreach(json_object_get(one, "fields"), k, f)
		{
			if (json_object_get(f, "size") != NULL)
				return true;
		}
	}
	return false;
}

static enum rc print(struct app *app, const struct opening *o, json_t *items, struct err *e)
{
	if (!app->json) {
		if (has_file(items))
			out_note(app,
			    "What is in an attachment: OPEN.html of the rescue kit "
			    "gives it, or \"strongroom import FILE\" where there is no "
			    "vault.");
		return unseal_print(app, items, e);
	}
	return out_json(json_pack("{s:o,s:o}", "items", items, "receipt",
			    o->path == NULL ? json_null() : json_string(o->path)),
	    e);
}

/* On the receipt first; only then is anything looked up that is secret. */
static enum rc show(
    struct opening *o, const struct unsealed *u, const bool *wanted, struct err *e)
{
	json_t *items;
	enum rc rc;

	if ((rc = opening_show(o, wanted, e)) != RC_OK ||
	    (rc = unsealed_open(&items, u, wanted, e)) != RC_OK)
		return rc;
	return print(o->app, o, items, e);
}

static bool *new_wanted(const struct unsealed *u)
{
	return calloc(u->info->n_items + 1, sizeof(bool));
}

static enum rc show_only(struct opening *o, const struct unsealed *u, struct err *e)
{
	bool *wanted = new_wanted(u);
	const char *text;
	enum rc rc = wanted == NULL ? err_nomem(e) : RC_OK;

	for (size_t i = 0; rc == RC_OK && (text = args_nth(&o->app->args, "only", i)) != NULL;
	     i++)
		rc = unsealed_find(u, wanted, text, e);
	if (rc == RC_OK)
		rc = show(o, u, wanted, e);
	free(wanted);
	return rc;
}

static enum rc show_one(
    struct opening *o, const struct unsealed *u, const char *text, struct err *e)
{
	bool *wanted = new_wanted(u);
	struct err why;
	enum rc rc;

	if (wanted == NULL)
		return err_nomem(e);
	if ((rc = unsealed_find(u, wanted, text, &why)) == RC_OK)
		rc = show(o, u, wanted, e);
	else if (rc == RC_FAIL)
		rc = err_nomem(e);
	else {
		term_say(o->app, "No: %s.\n", why.text);
		rc = RC_OK;
	}
	free(wanted);
	return rc;
}

static enum rc obey(
    struct opening *o, const struct unsealed *u, const char *text, struct err *e)
{
	if (strcmp(text, "all") == 0)
		return show(o, u, NULL, e);
	if (strncmp(text, "find ", 5) == 0)
		return unsealed_print(u, text + 5, "Nothing found.", e);
	return show_one(o, u, text, e);
}

/* The end of the input ends it as an empty line does; a signal does not. */
static enum rc converse(struct opening *o, const struct unsealed *u, struct err *e)
{
	struct secret *line;
	enum rc rc = RC_OK;

	term_say(o->app,
	    "\nType the number or the title of an item to see what is secret in it, \"find "
	    "WORD\" to look for one, \"all\" to see all, or nothing to end. Each is put on the "
	    "receipt first.\n");
	while (rc == RC_OK) {
		struct buf text = {0};
		bool end;

		if ((rc = term_line(&line, o->app, "Show: ", e)) != RC_OK)
			return rc == RC_INTR && o->app->signal == 0 ? RC_OK : rc;
		buf_add_slice(&text, secret_slice(line));
		secret_free(line);
		end = text.n == 0 || slice_eq_str(buf_slice(&text), "q");
		if (!end)
			rc = buf_cstr(&text) == NULL ? err_nomem(e)
						     : obey(o, u, buf_cstr(&text), e);
		buf_finish(&text);
		if (end)
			break;
	}
	return rc;
}

/* Whoever sits there sees titles first; a script gets what it asked for. */
static enum rc show_items(struct opening *o, const struct unsealed *u, struct err *e)
{
	struct app *app = o->app;
	enum rc rc;

	if (args_has(&app->args, "titles"))
		return app->json ? print(app, o, unsealed_rows(u), e)
				 : unsealed_print(u, "", "The export holds no items.", e);
	if (args_has(&app->args, "only"))
		return show_only(o, u, e);
	if (app->json || !isatty(STDOUT_FILENO) || !term_open(app))
		return show(o, u, NULL, e);
	if ((rc = unsealed_print(u, "", "The export holds no items.", e)) != RC_OK)
		return rc;
	return converse(o, u, e);
}

static enum rc open_items(struct app *app, const char *file, struct err *e)
{
	struct opened o = {0};
	struct unsealed u = {0};
	enum rc rc;

	if ((rc = opened_decrypt(&o, app, file, e)) != RC_OK ||
	    (rc = opened_check(&o, e)) != RC_OK ||
	    (rc = unsealed_read(&u, app, buf_slice(&o.plain), &o.info, e)) != RC_OK ||
	    (rc = opened_begin(&o, app, file, NULL, e)) != RC_OK)
		goto out;
	rc = show_items(&o.opening, &u, e);
	opening_say_end(&o.opening);
out:
	unsealed_finish(&u);
	opened_finish(&o);
	return rc;
}

/* Before anything is asked. */
static enum rc check_options(struct app *app, struct err *e)
{
	const struct args *a = &app->args;

	if (args_has(a, "reset"))
		return err_set(e, RC_USAGE, "--reset goes with the vault, not with a file");
	if (args_has(a, "titles") + args_has(a, "only") + args_has(a, "out") > 1)
		return err_set(e, RC_USAGE, "give one of --titles, --only and --out");
	if (args_has(a, "words-fd") && args_value(a, "reason") == NULL && !term_open(app))
		return err_set(e, RC_USAGE,
		    "--reason is missing: the receipt of the opening says why the export was "
		    "opened");
	if (args_has(a, "out") && strcmp(args_value(a, "out"), "-") == 0)
		return err_set(e, RC_USAGE,
		    "what is decrypted is written to a file, never to standard output; give "
		    "its name (\"./-\" if it is to be called so)");
	return RC_OK;
}

enum rc unseal_file(struct app *app, const char *file, struct err *e)
{
	const char *out = args_value(&app->args, "out");
	enum rc rc;

	if (strcmp(file, "-") == 0)
		file = "/dev/stdin";
	if ((rc = check_options(app, e)) != RC_OK || (rc = app_prepare(app, false, e)) != RC_OK)
		return rc;
	if (out == NULL)
		return open_items(app, file, e);
	if (args_has(&app->args, "identity-fd") || args_has(&app->args, "file-passphrase-fd"))
		return copy_only(app, file, out, e);
	return write_copy(app, file, out, e);
}
