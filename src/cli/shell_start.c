/*
 * shell_start: the first steps of somebody who has no vault here.
 */
#include "shell_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "choice.h"
#include "crypto/secret.h"
#include "path.h"
#include "setup.h"

enum { OPEN_ENVELOPE = 1, ELSEWHERE, SET_UP, TRIES = 3 };

/* A path that is typed, in memory for as long as the command runs; empty: NULL. */
static enum rc ask_path(const char **path, struct app *app, const char *prompt, struct err *e)
{
	enum rc rc = app_ask(path, app, prompt, e);

	if (rc == RC_OK)
		return path_typed(path, app, slice_str(*path), e);
	if (rc != RC_USAGE)
		return rc;
	*path = NULL;
	return RC_OK;
}

static bool is_vault(const char *path)
{
	static const char HEAD[] = "SQLite format 3"; /* with its NUL: fileformat2, 1.2 */
	char head[sizeof HEAD] = "";
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	bool is;

	if (fd < 0)
		return false;
	is = read(fd, head, sizeof head) == (ssize_t)sizeof head &&
	     memcmp(head, HEAD, sizeof head) == 0;
	close(fd);
	return is;
}

/* The command in the place of this one, by its words. */
static enum rc go_on_with(
    struct app *app, const char *word, const char *argument, struct err *e)
{
	const struct args own = app->args;
	enum rc rc;

	for (const struct command *c = COMMANDS; c->name != NULL; c++)
		if (strcmp(c->name, word) == 0)
			app->args.command = c;
	if (argument != NULL)
		app->args.words[app->args.n_words++] = argument;
	rc = cli_command(app, e);
	app->args = own;
	return rc;
}

static enum rc open_envelope(struct app *app, struct err *e)
{
	const char *path;
	enum rc rc;

	term_say(app, "The envelope opens an export, which lies on a stick beside it, or the "
		      "vault itself.\n");
	rc = ask_path(
	    &path, app, "The file of either (Enter alone: look on what is plugged in): ", e);
	if (rc != RC_OK)
		return rc;
	if (path == NULL || !is_vault(path))
		return go_on_with(app, "unseal", path, e);
	if ((rc = args_answer(&app->args, "vault", path, e)) != RC_OK)
		return rc;
	return go_on_with(app, "unseal", NULL, e);
}

/* Where it is; a folder is asked for the name that a vault has by itself. */
static enum rc find_vault(char **found, struct app *app, struct err *e)
{
	const char *path;
	struct stat st;
	enum rc rc;

	for (int i = 0; i < TRIES; i++) {
		if ((rc = ask_path(&path, app, "Its file, with the whole path: ", e)) != RC_OK)
			return rc;
		if (path == NULL)
			return err_set(e, RC_INTR, "no vault was named; nothing was opened");
		*found = stat(path, &st) == 0 && S_ISDIR(st.st_mode)
			     ? file_join(path, "vault.db")
			     : strdup(path);
		if (*found == NULL)
			return err_nomem(e);
		if (is_vault(*found))
			return RC_OK;
		term_say(app, "There is no vault at %s.\n", *found);
		free(*found);
		*found = NULL;
	}
	return err_set(e, RC_NOTFOUND,
	    "no vault was found; whoever set it up knows where it is, and \"strongroom "
	    "status\" says it there");
}

static enum rc elsewhere(char **vault, struct app *app, struct err *e)
{
	char *found = NULL;
	enum rc rc;

	if ((rc = find_vault(&found, app, e)) != RC_OK)
		goto out;
	if ((*vault = realpath(found, NULL)) == NULL) {
		rc = err_errno(e, RC_IO, "the vault %s cannot be reached", found);
		goto out;
	}
	term_say(app,
	    "\nTo have it opened from now on, put this line at the end of the file .profile in "
	    "your home\nfolder, and log in again:\n\n    export STRONGROOM_VAULT=\"%s\"\n\n",
	    *vault);
	rc = args_answer(&app->args, "vault", *vault, e);
out:
	free(found);
	return rc;
}

static enum rc choose(size_t *n, struct app *app, struct err *e)
{
	term_say(app,
	    "There is no vault at %s.\n\n"
	    "  1  open the sealed envelope: in an emergency, with its sheets\n"
	    "  2  the vault is elsewhere: in another folder, or on another disk\n"
	    "  3  set up a new vault\n"
	    "  0  end\n\n",
	    app->vault_path);
	return choice_ask(n, app, "What is to be done? Type its number: ", SET_UP, e);
}

enum rc shell_start(bool *ended, char **vault, struct app *app, struct err *e)
{
	size_t n;
	enum rc rc;

	*ended = false;
	if ((rc = app_prepare(app, false, e)) != RC_OK)
		return rc;
	if (access(app->vault_path, F_OK) == 0 || errno != ENOENT)
		return RC_OK;
	if ((rc = choose(&n, app, e)) != RC_OK)
		return rc;
	*ended = n != ELSEWHERE && n != SET_UP;
	if (n == OPEN_ENVELOPE)
		return open_envelope(app, e);
	if (n == ELSEWHERE)
		return elsewhere(vault, app, e);
	if (n == SET_UP)
		return go_on_with(app, "init", NULL, e);
	return RC_OK;
}
