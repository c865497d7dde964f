#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/codec.h"
#include "crypto/secret.h"
#include "parse_pass_int.h"
#include "transfer/parse.h"
#include "transfer/pass.h"
#include "vault/content.h"

extern char **environ;

enum { ALL_MAX = 64 << 20, OUTPUT = 1 /* of gpg */ };

struct reading {
	struct buf *out;
	struct secret *text; /* of one file */
	size_t root;         /* bytes of the path that are the folder's own */
	size_t files;
	size_t opened;
};

/* gpg's answer, as far as it fits; longer is no password. */
static bool read_answer(struct secret *to, size_t *n, int fd)
{
	ssize_t got;

	for (*n = 0; *n < to->n; *n += (size_t)got) {
		do
			got = read(fd, to->p + *n, to->n - *n);
		while (got < 0 && errno == EINTR);
		if (got <= 0)
			return got == 0;
	}
	return false;
}

static bool ended_well(pid_t child)
{
	int status = 1;

	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* The arguments name a file and say nothing else. RC_NOTFOUND: there is no gpg. */
static enum rc run_gpg(bool *good, size_t *n, struct secret *to, char *path, struct err *e)
{
	static char gpg[] = "gpg";
	static char quiet[] = "--quiet";
	static char batch[] = "--batch";
	static char decrypt[] = "--decrypt";
	static char end[] = "--";
	char *argv[] = {gpg, quiet, batch, decrypt, end, path, NULL};
	posix_spawn_file_actions_t actions;
	int ends[2];
	pid_t child;
	int failed;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_errno(e, RC_FAIL, "gpg cannot be run");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], OUTPUT);
	failed = posix_spawnp(&child, "gpg", &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	if (failed == 0) {
		*good = read_answer(to, n, ends[0]);
		close(ends[0]);
		*good = ended_well(child) && *good;
		return RC_OK;
	}
	close(ends[0]);
	return err_set(e, RC_NOTFOUND,
	    "gpg, which decrypts this folder, cannot be run; install the package gnupg");
}

static bool is_entry(const FTSENT *f)
{
	const size_t n = strlen(f->fts_name);

	return f->fts_info == FTS_F && n > 4 && strcmp(f->fts_name + n - 4, ".gpg") == 0;
}

static enum rc take(struct reading *r, const FTSENT *f, struct err *e)
{
	size_t n = 0;
	bool good = false;
	enum rc rc = run_gpg(&good, &n, r->text, f->fts_path, e);

	if (rc != RC_OK)
		return rc;
	r->files++;
	r->opened += good;
	put_slice(r->out, slice_of(f->fts_path + r->root, f->fts_pathlen - r->root - 4));
	put_u8(r->out, good);
	put_bytes(r->out, r->text->p, good ? n : 0);
	wipe(r->text->p, n);
	if (!buf_ok(r->out))
		return err_nomem(e);
	if (r->out->n > ALL_MAX)
		return err_set(e, RC_INPUT, "the folder holds more than %d MiB", ALL_MAX >> 20);
	return RC_OK;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* Its own matters, .git and the like, begin with a dot. */
static enum rc walk(struct reading *r, FTS *fts, struct err *e)
{
	FTSENT *f;
	enum rc rc = RC_OK;

	while (rc == RC_OK && (f = fts_read(fts)) != NULL) {
		if (f->fts_level > 0 && f->fts_name[0] == '.')
			fts_set(fts, f, FTS_SKIP);
		else if (is_entry(f))
			rc = take(r, f, e);
	}
	return rc;
}

enum rc pass_read(struct buf *out, const char *folder, struct err *e)
{
	char *const paths[] = {(char *)(uintptr_t)folder, NULL};
	struct reading r = {.out = out, .text = secret_new(FIELD_MAX)};
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	enum rc rc;

	r.root = strlen(folder);
	while (r.root > 1 && folder[r.root - 1] == '/')
		r.root--;
	r.root++;
	buf_add(out, PASS_MAGIC, PASS_MAGIC_SIZE);
	if (fts == NULL || r.text == NULL)
		rc = err_nomem(e);
	else
		rc = walk(&r, fts, e);
	if (rc == RC_OK && r.files == 0)
		rc = err_set(e, RC_INPUT,
		    "there is no file of pass, NAME.gpg, in the folder %s; name the folder "
		    "that "
		    "has them, such as ~/.password-store",
		    folder);
	else if (rc == RC_OK && r.opened == 0)
		rc = err_set(e, RC_INPUT,
		    "gpg could decrypt none of the files in %s; import it on the computer that "
		    "has "
		    "the key, as \"gpg --list-secret-keys\" shows it",
		    folder);
	if (fts != NULL)
		fts_close(fts);
	secret_free(r.text);
	return rc;
}
