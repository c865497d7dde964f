/* seal: write the export that the envelope opens, alone or with the rescue kit. */
#include "app.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "commands.h"
#include "crypto/encode.h"
#include "envelope/kit.h"
#include "transfer/export_kit.h"
#include "vault/check.h"
#include "vault/policy.h"

/*
 * The export is what matters most, and is written whatever somebody may have
 * sealed to the envelope in the vault; but that is no time to be silent.
 */
static void warn_if_wrong(const struct app *app)
{
	struct check_envelope found;
	struct err why;

	if (check_envelope(&found, app->session, &why) != RC_OK)
		out_warn(app, "%s", why.text);
}

enum rc check_seal(struct app *app, struct err *e)
{
	const char *file = args_word(&app->args, 0);
	const char *kit = args_value(&app->args, "kit");

	if (file != NULL && kit != NULL)
		return err_set(e, RC_USAGE,
		    "the export goes into a file or, with --kit, into a folder, not both");
	if (kit != NULL && kit[0] == '\0')
		return err_set(
		    e, RC_USAGE, "the folder behind --kit is missing; give its name");
	return RC_OK;
}

/*
 * The file that was named, or else that of the policy. NULL for a kit, which
 * is asked for where neither is.
 */
static enum rc choose(char **file, struct app *app, struct err *e)
{
	const char *kit = args_value(&app->args, "kit");
	const char *name = args_word(&app->args, 0);

	*file = NULL;
	if (kit != NULL)
		return RC_OK;
	if (name == NULL)
		name = policy_seal_path(app->session);
	/* A policy is of the session, which may read another one. */
	if (name != NULL)
		return (*file = strdup(name)) == NULL ? err_nomem(e) : RC_OK;
	if (!term_open(app))
		return err_set(e, RC_USAGE,
		    "the name of a file is missing, and no policy seal.path gives one; give "
		    "it, or --kit and that of a folder");
	return app_option(&kit, app, "kit", "Folder for the rescue kit: ", e);
}

static json_t *json_report(const struct export_report *r)
{
	return json_pack("{s:I,s:I,s:o}", "items", (json_int_t)r->items, "total",
	    (json_int_t)r->total, "left_out",
	    r->left_out == NULL ? json_null() : json_string(r->left_out));
}

static void note_report(const struct app *app, const struct export_report *r, const char *where)
{
	out_note(app,
	    "Sealed %lld of %lld items into %s%s%s.\n"
	    "Keep it where the sheet says; alone it opens nothing.",
	    (long long)r->items, (long long)r->total, where,
	    r->left_out == NULL ? "" : "; not: ", r->left_out == NULL ? "" : r->left_out);
}

static bool is_same_file(const char *a, const char *b)
{
	struct stat of_a;
	struct stat of_b;

	return stat(a, &of_a) == 0 && stat(b, &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
	       of_a.st_ino == of_b.st_ino;
}

/* What every change refreshes is another file: that one is as old as it was. */
static void note_policy(const struct app *app, const char *where)
{
	const char *path = policy_seal_path(app->session);

	if (path != NULL && !is_same_file(path, where))
		out_note(app,
		    "That of the policy seal.path, %s, was not written: \"strongroom seal\" "
		    "does "
		    "that.",
		    path);
}

static enum rc seal_file(struct app *app, const char *file, struct err *e)
{
	struct export_report r = {0};
	enum rc rc = export_seal(&r, app->session, file, e);

	if (rc == RC_OK)
		refresh_kit(app, file);
	if (rc == RC_OK && app->json) {
		json_t *doc = json_report(&r);

		(void)json_object_set_new(doc, "file", json_slice(slice_str(file)));
		rc = out_json(doc, e);
	}
	if (rc == RC_OK && !app->json) {
		note_report(app, &r, file);
		note_policy(app, file);
	}
	export_report_finish(&r);
	return rc;
}

/* the kit */

static const char *hex(struct buf *b, const uint8_t hash[HASH_SIZE])
{
	const char *text;

	buf_clear(b);
	hex_encode(b, hash, HASH_SIZE);
	text = buf_cstr(b);
	return text == NULL ? "" : text;
}

static json_t *json_hash(const uint8_t hash[HASH_SIZE])
{
	static const uint8_t none[HASH_SIZE];
	struct buf b = {0};
	json_t *j =
	    memcmp(hash, none, HASH_SIZE) == 0 ? json_null() : json_string(hex(&b, hash));

	buf_finish(&b);
	return j;
}

static enum rc print_json(const struct kit_report *r, struct err *e)
{
	static const char *const pages[] = {
	    [KIT_STATE_NONE] = "none",
	    [KIT_STATE_SHEETS] = "of the sheets",
	    [KIT_STATE_OTHER] = "another than of the sheets",
	    [KIT_STATE_UNNAMED] = "not on the sheets",
	};
	json_t *doc = json_report(&r->export);

	(void)json_object_set_new(doc, "page", json_string(pages[r->page]));
	(void)json_object_set_new(doc, "page_sha256", json_hash(r->hash));
	(void)json_object_set_new(doc, "sheets_sha256", json_hash(r->named));
	(void)json_object_set_new(doc, "replaced", json_boolean(r->foreign));
	return out_json(doc, e);
}

/* Somebody may have put it there so that words are typed into it. */
static void note_foreign(const struct app *app, const struct kit_report *r)
{
	static const uint8_t none[HASH_SIZE];
	struct buf b = {0};
	struct buf aside = {0};

	if (r->aside != NULL) {
		buf_add_str(&aside, "It is called ");
		out_safe(&aside, r->aside);
		buf_add_str(&aside, " now: do not open it.");
	} else {
		buf_add_str(&aside, "It was replaced.");
	}
	out_warn(app,
	    "The %s that was there is neither this program's nor the one that the sheets name "
	    "(its SHA-256: %s). %s If nobody can say where it came from, somebody may have "
	    "swapped it to steal the words: find out who had the stick.",
	    KIT_PAGE,
	    memcmp(r->had, none, sizeof none) == 0 ? "not to be had, it is no ordinary file"
						   : hex(&b, r->had),
	    buf_cstr(&aside));
	buf_finish(&aside);
	buf_finish(&b);
}

static void note_page(const struct app *app, const struct kit_report *r)
{
	struct buf has = {0};
	struct buf named = {0};

	if (r->foreign)
		note_foreign(app, r);
	if (r->page == KIT_STATE_NONE)
		out_note(app,
		    "This build of the program has no page for a browser, so there is no %s: "
		    "the export opens with strongroom or age.",
		    KIT_PAGE);
	else if (r->page == KIT_STATE_UNNAMED)
		out_warn(app,
		    "The sheets do not name the page %s (its SHA-256: %s), so nobody can check "
		    "it against them. Write that number on each sheet's envelope, or make a "
		    "new "
		    "envelope.",
		    KIT_PAGE, hex(&has, r->hash));
	else if (r->page == KIT_STATE_OTHER)
		out_warn(app,
		    "The sheets name another page: on them is the SHA-256 %s, that of %s is "
		    "%s. "
		    "Put the page of an older kit back, or make a new envelope.",
		    hex(&named, r->named), KIT_PAGE, hex(&has, r->hash));
	else if (r->kept)
		out_note(app, "%s is the page that the sheets name, and was kept.", KIT_PAGE);
	buf_finish(&named);
	buf_finish(&has);
}

static enum rc seal_kit(struct app *app, const char *dir, struct err *e)
{
	struct kit_report r = {0};
	char *file = file_join(dir, KIT_EXPORT);
	enum rc rc = export_kit(&r, app->session, dir, e);

	if (rc == RC_OK && app->json) {
		rc = print_json(&r, e);
	} else if (rc == RC_OK) {
		note_report(app, &r.export, dir);
		note_page(app, &r);
		note_policy(app, file == NULL ? dir : file);
	}
	kit_report_finish(&r);
	free(file);
	return rc;
}

enum rc cmd_seal(struct app *app, struct err *e)
{
	char *file;
	enum rc rc;

	if ((rc = choose(&file, app, e)) != RC_OK)
		return rc;
	rc = file != NULL ? seal_file(app, file, e)
			  : seal_kit(app, args_value(&app->args, "kit"), e);
	free(file);
	if (rc == RC_OK)
		warn_if_wrong(app);
	return rc;
}
