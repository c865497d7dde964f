#include "vault/remember.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/file.h"
#include "crypto/encode.h"
#include "crypto/secret.h"
#include "vault/restore.h"

enum {
	MAC = 32,
	STATE_MAX = 256 * 1024 * 1024,
	PLACE_MAX = 4096,
	SLACK = 1024 * 1024 /* of pages that nothing points at any more */
};

static const char MAGIC[] = "strongroom state 8";

struct remember {
	char *dir;
	char *state; /* path */
	int64_t member;
	bool exists;      /* there was a state, good or not, when it was loaded */
	uint64_t pages;   /* number of the file of pages that was loaded; 0: none */
	struct buf bytes; /* of the state that was loaded, MAC included */
};

/* "DIR/HEX", and "DIR/HEX-SUFFIX" if there is one. */
static char *folder(const char *dir, const void *id, size_t n, const char *suffix)
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
	if ((m->dir = folder(dir, vault_id, VAULT_ID, suffix)) == NULL ||
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

static char *pages_path(const struct remember *m, uint64_t number)
{
	char *path;

	return asprintf(&path, "%s/pages.%" PRIu64, m->dir, number) < 0 ? NULL : path;
}

/* Head of the state file: enough to compare without reading the rest. */
struct state_head {
	uint64_t pages;
	int64_t size;
	uint8_t leaf[HASH_SIZE];
};

static bool get_head(struct state_head *h, struct dec *d)
{
	if (!slice_eq_str(get_bytes(d), MAGIC))
		return false;
	h->pages = get_u64(d);
	h->size = get_i64(d);
	get_raw(d, h->leaf, HASH_SIZE);
	return !d->bad;
}

static enum rc parse(struct replay **out, struct remember *m, struct err *e)
{
	struct slice body = slice_of(m->bytes.p, m->bytes.n - MAC);
	struct replay *r = NULL;
	struct pins *pins = NULL;
	struct state_head head;
	struct dec d;
	char *path;
	int fd;
	enum rc rc;

	dec_init(&d, body);
	if (!get_head(&head, &d))
		return RC_NOTFOUND;
	if ((rc = replay_new(&r, e)) != RC_OK)
		return rc;
	if ((rc = replay_get(r, &d, e)) != RC_OK)
		goto out;
	if ((path = pages_path(m, head.pages)) == NULL) {
		rc = err_nomem(e);
		goto out;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	free(path);
	if ((rc = pins_get_directory(&pins, &d, fd, m->dir, e)) != RC_OK)
		goto out;
	pins_free(r->pins);
	r->pins = pins;
	if (!dec_end(&d) || fd < 0 || replay_size(r) != head.size ||
	    memcmp(r->leaf, head.leaf, HASH_SIZE) != 0) {
		rc = RC_NOTFOUND;
		goto out;
	}
	m->pages = head.pages;
	*out = r;
	r = NULL;
out:
	replay_free(r);
	return rc;
}

enum rc remember_load(struct replay **r, struct remember *m, struct err *e)
{
	enum rc rc;

	buf_clear(&m->bytes);
	rc = file_read(&m->bytes, m->state, STATE_MAX, e);
	m->exists = access(m->state, F_OK) == 0;
	if (rc == RC_OK) {
		if (m->bytes.n > MAC)
			rc = parse(r, m, e);
		else
			rc = RC_NOTFOUND;
	}
	if (rc == RC_NOTFOUND || rc == RC_INPUT || rc == RC_IO)
		return err_set(e, RC_NOTFOUND, "nothing is remembered of this vault");
	return rc;
}

bool remember_exists(const struct remember *m)
{
	return m->exists;
}

/* Of the hash of the body, so that whoever has the key need not see all of it. */
static void mac(uint8_t out[MAC], const struct secret *key, const uint8_t hash[HASH_SIZE])
{
	blake2b_keyed(out, MAC, key->p, slice_of(hash, HASH_SIZE));
}

static bool split(uint8_t hash[HASH_SIZE], uint8_t tag[MAC], const struct buf *b)
{
	if (b->n <= MAC)
		return false;
	blake2b(hash, HASH_SIZE, slice_of(b->p, b->n - MAC));
	memcpy(tag, b->p + b->n - MAC, MAC);
	return true;
}

bool remember_genuine(
    const uint8_t hash[HASH_SIZE], const uint8_t tag[HASH_SIZE], const struct secret *mac_key)
{
	uint8_t want[MAC];

	mac(want, mac_key, hash);
	return equal_ct(want, tag, MAC);
}

static bool check_bytes(const struct buf *b, const struct secret *key)
{
	uint8_t hash[HASH_SIZE];
	uint8_t tag[MAC];

	return split(hash, tag, b) && remember_genuine(hash, tag, key);
}

bool remember_check(const struct remember *m, const struct secret *mac_key)
{
	return check_bytes(&m->bytes, mac_key);
}

bool remember_tag(uint8_t hash[HASH_SIZE], uint8_t tag[HASH_SIZE], const struct remember *m)
{
	return split(hash, tag, &m->bytes);
}

/* The log as it stands in the bytes of a state, without pins; NULL if it does not. */
static struct replay *parse_seen(const struct buf *b)
{
	struct replay *seen = NULL;
	struct state_head head;
	struct dec d;

	dec_init(&d, buf_slice(b));
	if (!get_head(&head, &d) || replay_new(&seen, NULL) != RC_OK)
		return NULL;
	if (replay_get(seen, &d, NULL) == RC_OK && !d.bad && replay_size(seen) == head.size &&
	    memcmp(seen->leaf, head.leaf, HASH_SIZE) == 0)
		return seen;
	replay_free(seen);
	return NULL;
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
	struct state_head head;
	struct buf b = {0};
	enum rc rc = RC_OK;
	struct dec d;

	if (file_read(&b, m->state, STATE_MAX, NULL) == RC_OK && check_bytes(&b, key)) {
		dec_init(&d, buf_slice(&b));
		if (get_head(&head, &d))
			*pages = head.pages;
		seen = parse_seen(&b);
		*ahead = seen != NULL && !supersedes(r, seen);
		if (seen != NULL && !*ahead)
			rc = restore_carry(r, seen, e);
	}
	replay_free(seen);
	buf_finish(&b);
	return rc;
}

/* A new name has to be durable before the state can speak of it. */
static bool sync_folder(const struct remember *m)
{
	int fd = open(m->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* Some file systems cannot sync a folder. */
	bool done = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP);

	if (fd >= 0)
		close(fd);
	return done;
}

/* Append what changed to the file of pages in use, or write a new one whole. */
static enum rc write_pages(
    struct remember *m, struct replay *r, uint64_t current, struct err *e)
{
	bool fresh = m->pages == 0 || m->pages != current;
	uint64_t number = m->pages;
	char *path = NULL;
	int fd = -1;
	off_t end = 0;
	enum rc rc = RC_OK;

	if (!fresh && !pins_dirty(r->pins))
		return RC_OK;
	for (;;) {
		if (fresh)
			number = (current > m->pages ? current : m->pages) + 1;
		free(path);
		if ((path = pages_path(m, number)) == NULL)
			return err_nomem(e);
		fd = open(path,
		    O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | (fresh ? O_TRUNC : 0), 0600);
		if (fd < 0 || (end = lseek(fd, 0, SEEK_END)) < 0) {
			rc = err_errno(e, RC_IO, "cannot write %s", path);
			goto out;
		}
		if (fresh || (uint64_t)end <= 2 * pins_size(r->pins) + SLACK)
			break;
		close(fd);
		fresh = true;
	}
	if ((rc = pins_write(r->pins, fd, (uint64_t)end, fresh, e)) != RC_OK)
		goto out;
	if (fdatasync(fd) != 0 || (fresh && !sync_folder(m)))
		rc = err_errno(e, RC_IO, "cannot write %s", path);
	else
		m->pages = number;
out:
	/* Where the pages lie is not certain then: the next time, a new file. */
	if (rc != RC_OK)
		m->pages = 0;
	if (fd >= 0)
		close(fd);
	free(path);
	return rc;
}

static enum rc write_state(
    struct remember *m, const struct replay *r, const struct secret *key, struct err *e)
{
	struct buf b = {0};
	uint8_t hash[HASH_SIZE];
	uint8_t tag[MAC];
	enum rc rc;

	put_str(&b, MAGIC);
	put_u64(&b, m->pages);
	put_i64(&b, replay_size(r));
	buf_add(&b, r->leaf, HASH_SIZE);
	replay_put(&b, r);
	pins_put_directory(&b, r->pins);
	if (buf_ok(&b)) {
		blake2b(hash, sizeof hash, buf_slice(&b));
		mac(tag, key, hash);
		buf_add(&b, tag, MAC);
	}
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

/* One file of pages is in use; a program that was stopped may have left another. */
static void drop_other_pages(const struct remember *m)
{
	DIR *all = opendir(m->dir);
	struct dirent *entry;
	char used[32];

	snprintf(used, sizeof used, "pages.%" PRIu64, m->pages);
	while (all != NULL && (entry = readdir(all)) != NULL)
		if (strncmp(entry->d_name, "pages.", 6) == 0 &&
		    strcmp(entry->d_name, used) != 0)
			(void)unlinkat(dirfd(all), entry->d_name, 0);
	if (all != NULL)
		closedir(all);
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
	if ((rc = write_pages(m, r, current, e)) != RC_OK ||
	    (rc = write_state(m, r, mac_key, e)) != RC_OK)
		goto out;
	drop_other_pages(m);
out:
	close(lock);
	return rc;
}

/* The note of a path lies under a hash of it. */
static char *place_path(const char *dir, const char *path)
{
	uint8_t hash[VAULT_ID];

	blake2b(hash, sizeof hash, slice_str(path));
	return folder(dir, hash, sizeof hash, ".place");
}

enum rc remember_place(uint8_t vault_id[VAULT_ID], int64_t *member, const char *dir,
    const char *path, struct err *e)
{
	char *file = place_path(dir, path);
	struct buf b = {0};
	struct dec d;
	enum rc rc;

	if (file == NULL)
		return err_nomem(e);
	rc = file_read(&b, file, PLACE_MAX, e);
	if (rc == RC_OK) {
		dec_init(&d, buf_slice(&b));
		get_raw(&d, vault_id, VAULT_ID);
		*member = get_i64(&d);
		rc = dec_end(&d) ? RC_OK : RC_NOTFOUND;
	} else {
		rc = RC_NOTFOUND;
	}
	buf_finish(&b);
	free(file);
	return rc;
}

enum rc remember_set_place(const char *dir, const char *path, const uint8_t vault_id[VAULT_ID],
    int64_t member, struct err *e)
{
	uint8_t known[VAULT_ID];
	int64_t last;
	char *file;
	struct buf b = {0};
	enum rc rc;

	if (remember_place(known, &last, dir, path, NULL) == RC_OK && last == member &&
	    memcmp(known, vault_id, VAULT_ID) == 0)
		return RC_OK;
	if ((file = place_path(dir, path)) == NULL)
		return err_nomem(e);
	buf_add(&b, vault_id, VAULT_ID);
	put_i64(&b, member);
	rc = file_mkdirs(dir, e);
	if (rc == RC_OK)
		rc = buf_ok(&b) ? file_write(file, b.p, b.n, e) : err_nomem(e);
	buf_finish(&b);
	free(file);
	return rc;
}

/* The log of a state file, its MAC unchecked; NULL if there is none. */
static struct replay *read_seen(const char *dir, const char *name)
{
	struct replay *seen = NULL;
	struct buf b = {0};
	char *path;

	if (asprintf(&path, "%s/%s/state", dir, name) < 0)
		return NULL;
	if (file_read(&b, path, STATE_MAX, NULL) == RC_OK)
		seen = parse_seen(&b);
	buf_finish(&b);
	free(path);
	return seen;
}

enum rc remember_each(const char *dir, const uint8_t vault_id[VAULT_ID], remember_seen *each,
    void *arg, struct err *e)
{
	char *prefix = folder("", vault_id, VAULT_ID, "-");
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
