/*
 * unseal_sticks: exports that lie on what is plugged in.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "choice.h"
#include "unseal.h"

/*
 * A stick is /media/STICK, /media/USER/STICK, /run/media/USER/STICK or /mnt/STICK,
 * and the export is in it or in a folder of it.
 */
static const char PLACES[] = "/media:/run/media:/mnt";

enum { DEPTH = 4, FOUND_MAX = 20, LOOK_MAX = 20000, MENTIONED = 3 };

struct export
{
	char *path;
	int64_t time_ms;
};

struct found {
	struct export exports[FOUND_MAX];
	size_t n;
	size_t looked; /* entries of folders; a network drive may have many */
};

static void found_finish(struct found *f)
{
	while (f->n > 0)
		free(f->exports[--f->n].path);
}

/* The first lines of an age file to one X25519 recipient (C2SP age, header). */
static bool is_export(int folder, const char *name, int64_t *time_ms)
{
	static const char HEAD[] = "age-encryption.org/v1\n-> X25519 ";
	const size_t n = sizeof HEAD - 1;
	char head[sizeof HEAD];
	struct stat st;
	bool is = false;
	int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && read(fd, head, n) == (ssize_t)n) {
		is = memcmp(head, HEAD, n) == 0;
		*time_ms = (int64_t)st.st_mtim.tv_sec * 1000;
	}
	close(fd);
	return is;
}

static bool is_named_so(const char *name)
{
	size_t n = strlen(name);

	return n > 4 && strcasecmp(name + n - 4, ".age") == 0;
}

/* Newest first. */
static void add(struct found *f, char *path, int64_t time_ms)
{
	size_t i = f->n;

	if (path == NULL || f->n == FOUND_MAX) {
		free(path);
		return;
	}
	for (; i > 0 && f->exports[i - 1].time_ms < time_ms; i--)
		f->exports[i] = f->exports[i - 1];
	f->exports[i] = (struct export){path, time_ms};
	f->n++;
}

static void look(struct found *f, const char *path, int depth);

static void look_at(struct found *f, int folder, const char *path, const char *name, int depth)
{
	char *inner = file_join(path, name);
	int64_t time_ms;

	if (inner == NULL)
		return;
	if (is_named_so(name) && is_export(folder, name, &time_ms)) {
		add(f, inner, time_ms);
		return;
	}
	if (depth > 1)
		look(f, inner, depth - 1);
	free(inner);
}

/* What cannot be opened, or is no folder, has nothing to offer. */
static void look(struct found *f, const char *path, int depth)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;

	if (folder == NULL) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while (f->looked < LOOK_MAX && (entry = readdir(folder)) != NULL) {
		f->looked++;
		if (entry->d_name[0] != '.')
			look_at(f, fd, path, entry->d_name, depth);
	}
	closedir(folder);
}

static void find_exports(struct found *f)
{
	const char *places = getenv("STRONGROOM_MEDIA");
	char path[512];

	*f = (struct found){0};
	for (const char *p = places == NULL ? PLACES : places; *p != '\0';) {
		size_t n = strcspn(p, ":");

		if (snprintf(path, sizeof path, "%.*s", (int)n, p) < (int)sizeof path && n > 0)
			look(f, path, DEPTH);
		p += n + (p[n] == ':');
	}
}

static enum rc choose(const char **path, const struct found *f, struct app *app, struct err *e)
{
	char when[CLOCK_TEXT];
	size_t n;
	enum rc rc;

	term_say(app, "There is no vault on this computer. What can be opened with the words "
		      "of the sheets "
		      "is an export:\n\n");
	for (size_t i = 0; i < f->n; i++) {
		clock_local(when, f->exports[i].time_ms);
		term_say(app, "  %zu  %s, %s\n", i + 1, f->exports[i].path, when);
	}
	rc = choice_ask(&n, app, "\nWhich one? Type its number (0: none of them): ", f->n, e);
	if (rc != RC_OK)
		return rc;
	if (n == 0 || n == CHOICE_NONE)
		return err_set(e, RC_INTR, "no export was chosen; nothing was opened");
	*path = f->exports[n - 1].path;
	return RC_OK;
}

enum rc unseal_look(struct app *app, struct err *e)
{
	struct found f;
	const char *path = NULL;
	enum rc rc = RC_NOTFOUND;

	find_exports(&f);
	if (f.n == 0)
		err_set(e, rc,
		    "there is no vault at %s, and no export was found on a stick. Plug in the "
		    "stick "
		    "that lies with the envelope, wait until it is there, and start again; or "
		    "name "
		    "the file: strongroom unseal FILE",
		    app->vault_path);
	else if (!term_open(app))
		err_set(e, rc,
		    "there is no vault at %s, but an export: strongroom unseal \"%s\"",
		    app->vault_path, f.exports[0].path);
	else if ((rc = choose(&path, &f, app, e)) == RC_OK)
		rc = unseal_file(app, path, e);
	found_finish(&f);
	return rc;
}

void unseal_mention_exports(struct app *app)
{
	struct found f;

	find_exports(&f);
	for (size_t i = 0; i < f.n && i < MENTIONED; i++)
		out_note(app,
		    "An export lies in %s as well. The vault is newer, and is opened; for the "
		    "export: strongroom unseal \"%s\"",
		    f.exports[i].path, f.exports[i].path);
	found_finish(&f);
}
