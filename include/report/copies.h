/*
 * copies: where exports for the envelope lie, and how old each is.
 *
 * Every seal is on the log with the path of its file and what was written, so
 * each copy can be looked at later. Nothing is opened for that.
 */
#ifndef STRONGROOM_REPORT_COPIES_H
#define STRONGROOM_REPORT_COPIES_H

#include "base/buf.h"

struct session;

/* What is at the path. */
enum copy_file {
	COPY_SAME,      /* the file as it was written */
	COPY_OTHER,     /* another one */
	COPY_GONE,      /* nothing: the stick may be elsewhere */
	COPY_UNREADABLE /* something that cannot be read */
};

struct copy {
	struct buf path;   /* ends with a NUL that does not count */
	struct buf digest; /* SHA-256 in hexadecimal, likewise */
	int64_t seq;       /* of the record */
	int64_t sealed_ms;
	int64_t member; /* who sealed it */
	bool fresh;
	int64_t items; /* so many in it, or to be in it, were changed since */
	enum copy_file file;
};

struct copies {
	struct copy *list; /* one for each path, in the order of the last seals */
	size_t n, cap;
};

/*
 * The copies for the envelope that there is, as far as the member can read the
 * details of the log: without any key of it, none. *c is to be finished by the
 * caller, also after a failure.
 */
MUST_CHECK enum rc copies_read(struct copies *c, struct session *s, struct err *e);
void copies_finish(struct copies *c);

#endif
