#include "report/breach.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "breach_int.h"

enum { SAMPLES = 256, ESTIMATES = 8, LONG_LIST = 16 << 20 /* bytes */ };

/* opening */

/* The digits before the first colon tell which hash it is. */
static enum rc tell_hash(struct breach *b, struct err *e)
{
	struct breach_block k;
	const uint8_t *colon;
	enum rc rc = breach_read(&k, b, 0, true, e);

	if (rc != RC_OK)
		return rc;
	colon = memchr(k.text.p, ':', k.text.n);
	b->hash = colon == NULL ? 0 : (size_t)(colon - k.text.p) / 2;
	return b->hash == BREACH_SHA1 || b->hash == BREACH_NT ? RC_OK
							      : breach_malformed(b, e);
}

/* One that is ordered by number shows it soon. */
static enum rc check_order(const struct breach *b, struct err *e)
{
	uint8_t before[BREACH_MAX] = {0};
	enum rc rc = RC_OK;

	for (int i = 0; i < SAMPLES && rc == RC_OK; i++) {
		struct breach_block k;
		struct breach_line l;
		bool found;

		if ((rc = breach_read(&k, b, b->size / SAMPLES * i, i == 0, e)) != RC_OK ||
		    (rc = breach_next(&l, &found, &k, b, e)) != RC_OK || !found)
			continue;
		if (memcmp(l.hash, before, b->hash) < 0)
			rc = breach_unordered(b, e);
		memcpy(before, l.hash, b->hash);
	}
	return rc;
}

/*
 * Hashes are spread evenly, so a long list ends with the greatest: one that does
 * not was cut off, and says nothing of most passwords behind its end.
 */
static enum rc check_end(const struct breach *b, struct err *e)
{
	struct breach_line last = {0};
	struct breach_block k;
	bool found = true;
	enum rc rc;

	if (b->size < LONG_LIST)
		return RC_OK;
	rc = breach_read(&k, b, b->size - BREACH_BLOCK, false, e);
	while (rc == RC_OK && found)
		rc = breach_next(&last, &found, &k, b, e);
	if (rc == RC_INPUT || (rc == RC_OK && last.hash[0] != 0xFF))
		rc = breach_cut_off(b, e);
	return rc;
}

/* What joins and edits files leaves empty lines at their end: the list ends before them. */
static enum rc leave_out_end(struct breach *b, struct err *e)
{
	off_t at = b->size > BREACH_BLOCK ? b->size - BREACH_BLOCK : 0;
	struct breach_block k;
	size_t n;
	enum rc rc = breach_read(&k, b, at, true, e);

	if (rc != RC_OK)
		return rc;
	n = k.text.n;
	while (n > 0 && (k.text.p[n - 1] == '\n' || k.text.p[n - 1] == '\r'))
		n--;
	if (n > 0)
		b->size = at + (off_t)n;
	return RC_OK;
}

static enum rc open_file(struct breach *b, struct err *e)
{
	struct stat st;

	b->fd = open(b->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (b->fd < 0 && errno == ENOENT)
		return err_set(e, RC_NOTFOUND, "there is no file %s", b->path);
	if (b->fd < 0 || fstat(b->fd, &st) != 0)
		return err_errno(e, RC_IO, "%s cannot be opened", b->path);
	if (!S_ISREG(st.st_mode))
		return err_set(e, RC_INPUT, "%s is no ordinary file; " BREACH_GET, b->path);
	b->size = st.st_size;
	(void)posix_fadvise(b->fd, 0, 0, POSIX_FADV_RANDOM);
	return RC_OK;
}

enum rc breach_open(struct breach **out, const char *path, struct err *e)
{
	struct breach *b = calloc(1, sizeof *b);
	enum rc rc;

	*out = NULL;
	if (b == NULL)
		return err_nomem(e);
	b->fd = -1;
	if ((b->path = strdup(path)) == NULL) {
		rc = err_nomem(e);
		goto out;
	}
	if ((rc = open_file(b, e)) != RC_OK || (rc = leave_out_end(b, e)) != RC_OK ||
	    (rc = tell_hash(b, e)) != RC_OK || (rc = check_order(b, e)) != RC_OK ||
	    (rc = check_end(b, e)) != RC_OK)
		goto out;
	*out = b;
	b = NULL;
out:
	breach_close(b);
	return rc;
}

void breach_close(struct breach *b)
{
	if (b == NULL)
		return;
	if (b->fd >= 0)
		close(b->fd);
	free(b->path);
	free(b);
}

size_t breach_size(const struct breach *b)
{
	return b->hash;
}

/* finding */

/* Where it may begin: from the first offset on, before the second; and between which hashes. */
struct range {
	off_t low; /* a line begins there, or the file ends */
	off_t high;
	uint8_t above[BREACH_MAX];
	uint8_t below[BREACH_MAX];
};

/* The first eight bytes as a number. */
static double leading(const uint8_t *hash)
{
	double x = 0;

	for (int i = 0; i < 8; i++)
		x = x * 256 + hash[i];
	return x;
}

/*
 * Hashes are spread evenly, so that a place can be told from the hash itself: a
 * few reads find it, where halving 40 GB takes some twenty. A list that is not
 * even is halved after some estimates.
 */
static off_t choose(const struct range *r, const uint8_t *hash, int round)
{
	double above = leading(r->above);
	double part = (leading(hash) - above) / (leading(r->below) - above + 1);
	off_t at;

	if (round >= ESTIMATES)
		part = 0.5;
	at = r->low + (off_t)((double)(r->high - r->low) * part) - BREACH_BLOCK / 2;
	if (at > r->high - BREACH_BLOCK)
		at = r->high - BREACH_BLOCK;
	return at > r->low ? at : r->low;
}

/*
 * What the lines of a block say: that it is there, that it cannot be (*done), or
 * in which part of the range it has to be.
 */
static enum rc look(int64_t *count, bool *done, struct range *r, struct breach_block *k,
    const struct breach *b, const uint8_t *hash, struct err *e)
{
	bool smaller = k->at == r->low; /* all lines before the next one */
	struct breach_line l;
	bool found;
	enum rc rc;

	while ((rc = breach_next(&l, &found, k, b, e)) == RC_OK && found && l.start < r->high) {
		int order = memcmp(l.hash, hash, b->hash);

		if (memcmp(l.hash, r->above, b->hash) < 0 ||
		    memcmp(l.hash, r->below, b->hash) > 0)
			return breach_unordered(b, e);
		if (order == 0)
			*count = l.count;
		*done = order == 0 || (order > 0 && smaller);
		if (order > 0)
			memcpy(r->below, l.hash, b->hash);
		if (order >= 0)
			break;
		memcpy(r->above, l.hash, b->hash);
		r->low = l.end;
		smaller = true;
	}
	/* A line that begins at the offset itself was passed over. */
	if (!smaller)
		r->high = k->at + 1;
	return rc;
}

enum rc breach_find(int64_t *count, struct breach *b, const uint8_t *hash, struct err *e)
{
	struct range r = {.high = b->size};
	bool done = false;
	enum rc rc = RC_OK;

	*count = 0;
	memset(r.below, 0xFF, sizeof r.below);
	for (int round = 0; r.low < r.high && rc == RC_OK && !done; round++) {
		off_t at = choose(&r, hash, round);
		off_t low = r.low;
		struct breach_block k;

		if ((rc = breach_read(&k, b, at, at == low, e)) == RC_OK)
			rc = look(count, &done, &r, &k, b, hash, e);
		/* Of a file that was cut short meanwhile there is nothing to go on with. */
		if (rc == RC_OK && !done && at == low && r.low == low)
			rc = breach_malformed(b, e);
	}
	return rc;
}
