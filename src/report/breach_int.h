/*
 * breach_int: the lines of a list of stolen passwords.
 */
#ifndef STRONGROOM_REPORT_BREACH_INT_H
#define STRONGROOM_REPORT_BREACH_INT_H

#include <sys/types.h>

#include "base/slice.h"
#include "crypto/breach_hash.h"
#include "report/breach.h"

/*
 * A line has 40 digits, a colon, at most 18 more (fewer than 2^63), CR and LF. A
 * block is as much as a disk reads at once, and holds some ninety of them.
 */
enum { BREACH_COUNT = 18, BREACH_BLOCK = 4096 };

struct breach {
	int fd;
	off_t size;  /* of the list: of the file, but for empty lines at its end */
	size_t hash; /* bytes */
	char *path;
};

struct breach_line {
	off_t start;
	off_t end; /* where the next one starts */
	uint8_t hash[BREACH_MAX];
	int64_t count;
};

/* Lines of a part of the file, one after the other. */
struct breach_block {
	off_t at;
	size_t used;
	struct slice text;
	uint8_t bytes[BREACH_BLOCK];
};

#define BREACH_GET                                                                             \
	"get the list \"ordered by hash\", as the PwnedPasswordsDownloader of "                \
	"haveibeenpwned.com writes it into a single file"

/* RC_INPUT. Where it is so is not said: a place near a hash tells much of it. */
enum rc breach_malformed(const struct breach *b, struct err *e);
enum rc breach_unordered(const struct breach *b, struct err *e);
enum rc breach_cut_off(const struct breach *b, struct err *e);

/* begins: a line begins at the offset; else the one in which it lies is passed over. */
MUST_CHECK enum rc breach_read(
    struct breach_block *k, const struct breach *b, off_t at, bool begins, struct err *e);

/* The next line that is in the block whole; *found false: there is no more. */
MUST_CHECK enum rc breach_next(struct breach_line *l, bool *found, struct breach_block *k,
    const struct breach *b, struct err *e);

#endif
