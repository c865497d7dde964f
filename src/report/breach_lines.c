/*
 * breach_lines: the lines of a list of stolen passwords, wherever one begins to read.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "breach_int.h"
#include "crypto/encode.h"

enum rc breach_malformed(const struct breach *b, struct err *e)
{
	return err_set(e, RC_INPUT,
	    "%s is no list of stolen passwords: not every line is a hash, a colon and a "
	    "number; " BREACH_GET,
	    b->path);
}

enum rc breach_unordered(const struct breach *b, struct err *e)
{
	return err_set(e, RC_INPUT,
	    "the list %s is not in the order of its hashes, so that nothing can be found in "
	    "it; " BREACH_GET,
	    b->path);
}

enum rc breach_cut_off(const struct breach *b, struct err *e)
{
	return err_set(e, RC_INPUT,
	    "the list %s is cut off: it ends before the greatest hashes, so that not all that "
	    "was stolen would be found; " BREACH_GET,
	    b->path);
}

/* Fewer bytes than the block has only at the end of the list. */
static enum rc fill(struct breach_block *k, const struct breach *b, struct err *e)
{
	const off_t left = b->size - k->at;
	const size_t want = left < (off_t)sizeof k->bytes ? (size_t)left : sizeof k->bytes;
	size_t have = 0;
	ssize_t r = 1;

	while (have < want && r != 0) {
		r = pread(b->fd, k->bytes + have, want - have, k->at + (off_t)have);
		if (r < 0 && errno != EINTR)
			return err_errno(e, RC_IO, "%s cannot be read", b->path);
		have += r > 0 ? (size_t)r : 0;
	}
	k->text = slice_of(k->bytes, have);
	return RC_OK;
}

/* Does the file end with the block? */
static bool is_last(const struct breach_block *k, const struct breach *b)
{
	return k->at + (off_t)k->text.n >= b->size;
}

enum rc breach_read(
    struct breach_block *k, const struct breach *b, off_t at, bool begins, struct err *e)
{
	const uint8_t *feed;
	enum rc rc;

	k->at = at;
	k->used = 0;
	if ((rc = fill(k, b, e)) != RC_OK || begins)
		return rc;
	feed = memchr(k->text.p, '\n', k->text.n);
	k->used = feed == NULL ? k->text.n : (size_t)(feed - k->text.p) + 1;
	return RC_OK;
}

/* The number in the text; -1 if it is none. */
static int64_t number(struct slice text)
{
	int64_t n = 0;

	if (text.n == 0 || text.n > BREACH_COUNT)
		return -1;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return -1;
		n = n * 10 + (text.p[i] - '0');
	}
	return n;
}

/* The hash and the number of a line without its end. */
static bool parse(struct breach_line *l, struct slice text, size_t hash)
{
	if (text.n > 0 && text.p[text.n - 1] == '\r')
		text.n--;
	if (text.n <= 2 * hash || text.p[2 * hash] != ':' ||
	    !hex_decode(l->hash, hash, slice_of(text.p, 2 * hash)))
		return false;
	l->count = number(slice_after(text, 2 * hash + 1));
	return l->count >= 0;
}

enum rc breach_next(struct breach_line *l, bool *found, struct breach_block *k,
    const struct breach *b, struct err *e)
{
	struct slice rest = slice_after(k->text, k->used);
	const uint8_t *feed = rest.n == 0 ? NULL : memchr(rest.p, '\n', rest.n);

	*found = false;
	/* The last line of a file needs no line feed; that of a block may be cut. */
	if (rest.n == 0 || (feed == NULL && !is_last(k, b)))
		return RC_OK;
	l->start = k->at + (off_t)k->used;
	if (!parse(
		l, slice_of(rest.p, feed == NULL ? rest.n : (size_t)(feed - rest.p)), b->hash))
		return breach_malformed(b, e);
	k->used += feed == NULL ? rest.n : (size_t)(feed - rest.p) + 1;
	l->end = k->at + (off_t)k->used;
	*found = true;
	return RC_OK;
}
