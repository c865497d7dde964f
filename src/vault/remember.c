#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/file.h"
#include "crypto/encode.h"
#include "crypto/secret.h"
#include "remember_int.h"
#include "vault/restore.h"

char *remember_path(const char *dir, const void *id, size_t n, const char *suffix)
{
	struct buf hex = {0};
	const char *text;
	char *path = NULL;

	hex_encode(&hex, id, n);
	text = buf_cstr(&hex);
	if (text != NULL && asprintf(&path, "%s/%s%s", dir, text, suffix) < 0)
		path = NULL;
	buf_finish(&hex);
	return path;
}

enum rc remember_new(struct remember **out, const char *dir, const uint8_t vault_id[VAULT_ID],
    int64_t member, struct err *e)
{
	struct remember *m = calloc(1, sizeof *m);
	char suffix[32];

	if (m == NULL)
		return err_nomem(e);
	snprintf(suffix, sizeof suffix, "-%" PRId64, member);
	m->member = member;
	if ((m->dir = remember_path(dir, vault_id, VAULT_ID, suffix)) == NULL ||
	    (m->state = file_join(m->dir, "state")) == NULL) {
		remember_free(m);
		return err_nomem(e);
	}
	*out = m;
	return RC_OK;
}

void remember_free(struct remember *m)
{
	if (m == NULL)
		return;
	buf_finish(&m->bytes);
	free(m->dir);
	free(m->state);
	free(m);
}

static enum rc parse(struct replay **out, struct remember *m, struct err *e)
{
	struct replay *r = NULL;
	struct pins *pins = NULL;
	uint64_t pages;
	struct dec d;
	int fd;
	enum rc rc;

	dec_init(&d, slice_of(m->bytes.p, m->bytes.n - STATE_MAC));
	if ((rc = state_get(&r, &pages, &d, e)) != RC_OK)
		return rc;
	if ((rc = pages_open(&fd, m, pages, e)) != RC_OK ||
	    (rc = pins_get_directory(&pins, &d, fd, m->dir, e)) != RC_OK)
		goto out;
	pins_free(r->pins);
	r->pins = pins;
	if (!dec_end(&d) || fd < 0) {
		rc = RC_NOTFOUND;
		goto out;
	}
	m->pages = pages;
	*out = r;
	r = NULL;
out:
	replay_free(r);
	return rc;
}

static enum rc load(struct replay **r, struct remember *m, struct err *e)
{
	enum rc rc;

	buf_clear(&m->bytes);
	rc = file_read(&m->bytes, m->state, STATE_MAX, e);
	m->exists = access(m->state, F_OK) == 0;
	if (rc != RC_OK)
		return rc;
	return m->bytes.n > STATE_MAC ? parse(r, m, e) : RC_NOTFOUND;
}

/* Another program may have put both anew between a look at the state and one at its pages. */
enum rc remember_load(struct replay **r, struct remember *m, struct err *e)
{
	enum { TIMES = 4 };
	enum rc rc = load(r, m, e);

	for (int i = 1; i < TIMES && rc == RC_NOTFOUND && m->exists; i++)
		rc = load(r, m, e);
	if (rc == RC_NOTFOUND || rc == RC_INPUT || rc == RC_IO)
		return err_set(e, RC_NOTFOUND, "nothing is remembered of this vault");
	return rc;
}

bool remember_exists(const struct remember *m)
{
	return m->exists;
}

bool remember_check(const struct remember *m, const struct secret *mac_key)
{
	return state_genuine(&m->bytes, mac_key);
}

bool remember_tag(uint8_t hash[HASH_SIZE], uint8_t tag[HASH_SIZE], const struct remember *m)
{
	return state_tag(hash, tag, &m->bytes);
}

/* May r take the place of what another program of this member has written? */
static bool supersedes(const struct replay *r, const struct replay *seen)
{
	if (restore_excuses(r, seen) != NULL)
		return true;
	for (size_t i = 0; i < seen->roster.n_restores; i++)
		if (!restore_known(&r->roster, &seen->roster.restores[i]))
			return false;
	return replay_size(r) >= replay_size(seen);
}

/*
 * What is on disk at this moment, if it is ours: the number of its pages, and
 * whether it knows more than r. If not, r gets the restores that it knew.
 */
static enum rc on_disk(uint64_t *pages, bool *ahead, const struct remember *m, struct replay *r,
    const struct secret *key, struct err *e)
{
	struct replay *seen = NULL;
	struct buf b = {0};
	struct dec d;
	enum rc rc = file_read(&b, m->state, STATE_MAX, e);

	if (rc == RC_OK && state_genuine(&b, key)) {
		dec_init(&d, buf_slice(&b));
		rc = state_get(&seen, pages, &d, e);
	}
	if (seen != NULL) {
		*ahead = !supersedes(r, seen);
		if (!*ahead)
			rc = restore_carry(r, seen, e);
	}
	replay_free(seen);
	buf_finish(&b);
	/* What cannot be read is replaced; for want of memory it may be more than r. */
	return rc == RC_FAIL ? rc : RC_OK;
}

static enum rc write_state(
    const struct remember *m, const struct replay *r, const struct secret *key, struct err *e)
{
	struct buf b = {0};
	enum rc rc;

	state_put(&b, m->pages, r, key);
	rc = buf_ok(&b) ? file_write(m->state, b.p, b.n, e) : err_nomem(e);
	buf_finish(&b);
	return rc;
}

/* One program of this member at a time; -1 if the folder cannot be used. */
static int lock_folder(const struct remember *m, struct err *e)
{
	char *path;
	int fd;

	if (file_mkdirs(m->dir, e) != RC_OK)
		return -1;
	if ((path = file_join(m->dir, "lock")) == NULL) {
		err_nomem(e);
		return -1;
	}
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd >= 0 && flock(fd, LOCK_EX) != 0) {
		close(fd);
		fd = -1;
	}
	if (fd < 0)
		err_errno(e, RC_IO, "cannot use the folder %s", m->dir);
	free(path);
	return fd;
}

enum rc remember_save(
    struct remember *m, struct replay *r, const struct secret *mac_key, struct err *e)
{
	uint64_t current = 0;
	bool ahead = false;
	int lock = lock_folder(m, e);
	enum rc rc = RC_OK;

	if (lock < 0)
		return RC_IO;
	if ((rc = on_disk(&current, &ahead, m, r, mac_key, e)) != RC_OK || ahead)
		goto out;
	if ((rc = pages_write(m, r, current, e)) != RC_OK ||
	    (rc = write_state(m, r, mac_key, e)) != RC_OK)
		goto out;
	pages_drop_others(m);
out:
	close(lock);
	return rc;
}

/* The log of a state file, its MAC unchecked; NULL if there is none. */
static struct replay *read_seen(const char *dir, const char *name)
{
	struct replay *seen = NULL;
	struct buf b = {0};
	uint64_t pages;
	struct dec d;
	char *path;

	if (asprintf(&path, "%s/%s/state", dir, name) < 0)
		return NULL;
	if (file_read(&b, path, STATE_MAX, NULL) == RC_OK) {
		dec_init(&d, buf_slice(&b));
		(void)!state_get(&seen, &pages, &d, NULL);
	}
	buf_finish(&b);
	free(path);
	return seen;
}

enum rc remember_each(const char *dir, const uint8_t vault_id[VAULT_ID], remember_seen *each,
    void *arg, struct err *e)
{
	char *prefix = remember_path("", vault_id, VAULT_ID, "-");
	DIR *all = opendir(dir);
	struct dirent *entry;
	enum rc rc = prefix == NULL ? err_nomem(e) : RC_OK;

	while (rc == RC_OK && all != NULL && (entry = readdir(all)) != NULL) {
		struct replay *seen;

		if (strncmp(entry->d_name, prefix + 1, strlen(prefix + 1)) != 0 ||
		    (seen = read_seen(dir, entry->d_name)) == NULL)
			continue;
		if (memcmp(seen->vault_id, vault_id, VAULT_ID) == 0)
			rc = each(arg, seen, e);
		replay_free(seen);
	}
	if (all != NULL)
		closedir(all);
	free(prefix);
	return rc;
}
