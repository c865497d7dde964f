/* import_export: the sealed export of a vault, taken into one, or into a new one. */
#include "import_cli.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "crypto/secret.h"
#include "opened.h"

bool import_is_export(const char *file)
{
	static const char FIRST[] = "age-encryption.org/v";
	static const char ARMOR[] = "-----BEGIN AGE ENCRY";
	char got[sizeof FIRST - 1];
	int fd = open(file, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	bool is = false;
	struct stat st;

	if (fd < 0)
		return false;
	/* A pipe is read once, by who wants all of it. */
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    read(fd, got, sizeof got) == (ssize_t)sizeof got)
		is = memcmp(got, FIRST, sizeof got) == 0 || memcmp(got, ARMOR, sizeof got) == 0;
	close(fd);
	return is;
}

static bool vault_is_there(const struct app *app)
{
	struct stat st;

	return lstat(app->vault_path, &st) == 0;
}

enum rc import_check_export(struct app *app, struct err *e)
{
	const struct args *a = &app->args;
	enum rc rc;

	if (args_has(a, "format") || args_has(a, "map"))
		return err_set(e, RC_USAGE,
		    "this is the sealed export of a vault, of which --format and --map say "
		    "nothing; leave them out");
	if ((rc = app_prepare(app, false, e)) != RC_OK || vault_is_there(app))
		return rc;
	if (args_has(a, "dry-run") || (!args_has(a, "new-passphrase-fd") && !term_open(app)))
		return err_set(e, RC_NOTFOUND,
		    "there is no vault at %s; to start a new one from the export, say so with "
		    "--member NAME and --new-passphrase-fd N",
		    app->vault_path);
	if (args_has(a, "collection"))
		return err_set(e, RC_USAGE,
		    "there is no vault at %s; a new one gets the collections of the export, so "
		    "leave --collection out",
		    app->vault_path);
	app->making = true;
	return RC_OK;
}

/* Whose vault it was is the answer, unless another is given. */
static enum rc ask_council(
    const char **council, struct app *app, const char *before, struct err *e)
{
	struct buf prompt = {0};
	struct secret *line;
	enum rc rc;

	*council = args_value(&app->args, "council");
	if (*council != NULL || args_has(&app->args, "new-passphrase-fd"))
		goto out;
	buf_printf(&prompt, "Name of the council (Return for \"%s\"): ", before);
	if (buf_cstr(&prompt) == NULL)
		return err_nomem(e);
	if ((rc = term_line(&line, app, buf_cstr(&prompt), e)) != RC_OK) {
		buf_finish(&prompt);
		return rc;
	}
	if (line->n > 0) {
		app->asked[app->n_asked] = secret_new(line->n + 1);
		if (app->asked[app->n_asked] != NULL) {
			memcpy(app->asked[app->n_asked]->p, line->p, line->n);
			*council = (const char *)app->asked[app->n_asked++]->p;
		}
	}
	secret_free(line);
	buf_finish(&prompt);
out:
	if (*council == NULL)
		*council = before;
	return RC_OK;
}

static enum rc make_vault(struct app *app, const struct unseal_info *info, struct err *e)
{
	struct founding f = {
	    .collection = info->n_collections > 0 ? info->collections[0] : "General",
	    .passphrase_fd = "new-passphrase-fd"};
	enum rc rc;

	out_note(app, "There is no vault at %s: a new one is made.", app->vault_path);
	if ((rc = ask_council(&f.council, app, info->council, e)) != RC_OK)
		return rc;
	return app_found(app, &f, e);
}

static enum rc report(struct app *app, const struct import_report *r, const struct opening *o,
    const char *file, struct err *e)
{
	struct buf hex = {0};
	json_t *j = import_document(r);
	enum rc rc = RC_OK;

	json_vault_id(&hex, app);
	json_object_set_new(j, "receipt", o->path == NULL ? json_null() : json_string(o->path));
	json_object_set_new(j, "vault_id", json_slice(buf_slice(&hex)));
	buf_finish(&hex);
	if (app->json)
		return out_json(j, e);
	json_decref(j);
	import_say(app, r, file);
	if (app->making)
		out_note(app,
		    "The vault is at %s.\nWhat next: \"strongroom envelope create\" for a new "
		    "sealed envelope, \"strongroom member add\" for the others.",
		    session_path(app->session));
	return rc;
}

/* The receipt comes before anything is taken out, and says that all was. */
static enum rc take(struct app *app, struct opened *o, const char *file, struct err *e)
{
	const struct import_options options = {
	    .collection = args_value(&app->args, "collection"),
	    .file = text_valid(slice_str(file)) ? file : NULL,
	    .dry_run = args_has(&app->args, "dry-run")};
	struct import_report r = {0};
	enum rc rc;

	if ((rc = opening_show(&o->opening, NULL, e)) != RC_OK)
		return rc;
	rc = import_export(&r, app->session, buf_slice(&o->plain), &o->info, &options, e);
	if (rc == RC_OK)
		rc = report(app, &r, &o->opening, file, e);
	import_report_finish(&r);
	return rc;
}

enum rc import_from_export(struct app *app, const char *file, struct err *e)
{
	struct opened o = {0};
	enum rc rc;

	if ((rc = opened_decrypt(&o, app, file, e)) != RC_OK ||
	    (rc = opened_check(&o, e)) != RC_OK ||
	    (rc = opened_begin(&o, app, file, "taken into a vault", e)) != RC_OK)
		goto out;
	if (app->making && (rc = make_vault(app, &o.info, e)) != RC_OK)
		goto out;
	if ((rc = take(app, &o, file, e)) == RC_OK && o.opening.path != NULL)
		out_note(app,
		    "The receipt %s is of the vault that the export is of. If that one is "
		    "still "
		    "there, merge it there with \"strongroom audit merge\"; if not, keep it "
		    "with "
		    "the minutes.",
		    o.opening.path);
out:
	opened_finish(&o);
	return rc;
}
