#include "import_file.h"

#include "base/file.h"
#include "crypto/secret.h"
#include "import_delete.h"
#include "transfer/pass.h"

enum { TRIES = 3, KEY_FILE_MAX = 64 << 20 };

static enum rc given_keys(
    struct import_file *f, struct app *app, struct parse_options *how, struct err *e)
{
	const char *key_file = args_value(&app->args, "key-file");
	enum rc rc = RC_OK;

	if (args_has(&app->args, "file-passphrase-fd"))
		rc = input_line(&f->passphrase, app, "file-passphrase-fd", e);
	if (rc == RC_OK && key_file != NULL) {
		rc = file_read(&f->key_file, key_file, KEY_FILE_MAX, e);
		/* An empty one is one all the same. */
		how->key_file =
		    f->key_file.p != NULL ? buf_slice(&f->key_file) : slice_of("", 0);
	}
	how->passphrase = f->passphrase;
	return rc;
}

/* A person may mistype; a script is told at once. */
static enum rc try_passphrases(
    struct import_file *f, struct app *app, struct parse_options *how, struct err *e)
{
	const bool script = args_has(&app->args, "file-passphrase-fd");
	enum rc rc = parse_open(&f->source, buf_slice(&f->content), how, e);

	if (rc == RC_AUTH && !script)
		term_hush(app);
	for (int i = 0; rc == RC_AUTH && !script && i < TRIES && term_open(app); i++) {
		if (i > 0)
			term_say(app, "No: %s.\n", e->text);
		secret_free(f->passphrase);
		f->passphrase = NULL;
		rc = term_secret(&f->passphrase, app,
		    "Passphrase of the file (nothing shows while you type): ", e);
		how->passphrase = f->passphrase;
		if (rc == RC_OK)
			rc = parse_open(&f->source, buf_slice(&f->content), how, e);
	}
	term_unhush();
	return rc;
}

enum rc import_file_open(struct import_file *f, struct app *app, const char *path,
    struct parse_options how, struct err *e)
{
	struct stat st;
	enum rc rc;

	*f = (struct import_file){.path = path};
	if (!import_may_delete(&f->was, path))
		f->was = (struct stat){0};
	f->is_folder = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
	rc = f->is_folder ? pass_read(&f->content, path, e)
			  : file_read(&f->content, path, PARSE_FILE_MAX, e);
	if (rc != RC_OK || (rc = given_keys(f, app, &how, e)) != RC_OK)
		return rc;
	return try_passphrases(f, app, &how, e);
}

void import_file_close(struct import_file *f)
{
	parse_close(f->source);
	secret_free(f->passphrase);
	buf_finish(&f->key_file);
	buf_finish(&f->content);
	*f = (struct import_file){0};
}
