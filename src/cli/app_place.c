/* app_place: where the vault is, and where the user sits. */
#include "app.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

/*
 * The user's entry, where the file has one: whatever else the system may ask
 * takes its time, and every command wants to know.
 */
static const struct passwd *own_entry(void)
{
	FILE *file = fopen("/etc/passwd", "re");
	const struct passwd *pw = NULL;

	while (file != NULL && (pw = fgetpwent(file)) != NULL && pw->pw_uid != getuid())
		;
	if (file != NULL)
		fclose(file);
	return pw != NULL ? pw : getpwuid(getuid());
}

const char *app_home(void)
{
	const char *home = getenv("HOME");
	const struct passwd *pw;

	if (home != NULL && home[0] != '\0')
		return home;
	pw = own_entry();
	return pw == NULL ? "/nonexistent" : pw->pw_dir;
}

/* "$VARIABLE/strongroom", or under the home directory; NULL if neither. */
static char *own_dir(const char *variable, const char *in_home)
{
	const char *base = getenv(variable);
	char *path = NULL;

	if (base != NULL && base[0] == '/')
		return asprintf(&path, "%s/strongroom", base) < 0 ? NULL : path;
	return asprintf(&path, "%s/%s/strongroom", app_home(), in_home) < 0 ? NULL : path;
}

static const char SHARED_VAULT[] = "/var/lib/strongroom/vault.db";

/* The place of the vault, in the order that the manual gives. Only the personal one is ever
 * made unasked. */
static char *vault_path(const struct app *app, bool making)
{
	const char *given = args_value(&app->args, "vault");
	char *dir;
	char *path;

	if (given == NULL)
		given = getenv("STRONGROOM_VAULT");
	if (given != NULL && given[0] != '\0')
		return strdup(given);
	if ((dir = own_dir("XDG_DATA_HOME", ".local/share")) == NULL)
		return NULL;
	path = file_join(dir, "vault.db");
	if (making && path != NULL)
		(void)!file_mkdirs(dir, NULL);
	free(dir);
	if (!making && path != NULL && access(path, F_OK) != 0 &&
	    access(SHARED_VAULT, F_OK) == 0) {
		free(path);
		return strdup(SHARED_VAULT);
	}
	return path;
}

void app_origin(struct app *app, const char *key, const char *value)
{
	size_t i = app->options.n_origin;

	if (value == NULL || value[0] == '\0' || i == ORIGIN_MAX)
		return;
	snprintf(app->origin_text[i], ORIGIN_TEXT, "%s", value);
	app->origin[i] = (struct detail){key, slice_str(app->origin_text[i])};
	app->options.n_origin++;
}

/* Where the user sits: it goes into the detail of every record. */
static void find_origin(struct app *app)
{
	const struct passwd *pw = own_entry();
	const char *ssh = getenv("SSH_CLIENT");
	char host[ORIGIN_TEXT] = "";

	(void)gethostname(host, sizeof host - 1);
	app_origin(app, "host", host);
	app_origin(app, "user", pw == NULL ? NULL : pw->pw_name);
	app_origin(app, "terminal", ttyname(STDERR_FILENO));
	app_origin(app, "ssh", ssh);
}

static void warn(void *arg, const char *text)
{
	out_warn(arg, "%s", text);
}

enum rc app_prepare(struct app *app, bool making, struct err *e)
{
	free(app->vault_path);
	free(app->state_dir);
	app->vault_path = vault_path(app, making);
	app->state_dir = own_dir("XDG_STATE_HOME", ".local/state");
	if (app->vault_path == NULL || app->state_dir == NULL)
		return err_nomem(e);
	app->options = (struct session_options){.path = app->vault_path,
	    .state_dir = app->state_dir,
	    .origin = app->origin,
	    .warn = warn,
	    .arg = app};
	find_origin(app);
	return RC_OK;
}
