/*
 * err: how a function says that something went wrong.
 *
 * Every function that can fail returns an enum rc. Functions that touch the
 * world also take a struct err, filled once, where the fault is found, with a
 * sentence for a person: what happened, to what, and what to do next.
 */
#ifndef STRONGROOM_BASE_ERR_H
#define STRONGROOM_BASE_ERR_H

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

/* The values are the exit status of the program: strongroom(1), EXIT STATUS. */
enum rc {
	RC_OK = 0,
	RC_FAIL = 1,     /* anything without a value of its own, memory included */
	RC_USAGE = 2,    /* the command line is wrong */
	RC_NOTFOUND = 3, /* no such vault, member, collection or item */
	RC_AUTH = 4,     /* passphrase wrong, missing, or must be changed */
	RC_REFUSED = 5,  /* the member has no right to this */
	RC_TAMPER = 6,   /* altered, truncated, replaced or rolled back */
	RC_BUSY = 7,     /* another program holds the vault */
	RC_EXISTS = 8,   /* there is one already */
	RC_INPUT = 9,    /* not a vault, a later format, malformed input, wrong words */
	RC_IO = 10,      /* disk or file error */
	RC_INTR = 130    /* interrupted */
};

enum { ERR_TEXT = 600 };

struct err {
	enum rc rc;
	char text[ERR_TEXT];
};

/*
 * Record rc and a sentence in *e (which may be NULL) and return rc. Control
 * characters that came in through an argument are replaced, so the text is
 * UTF-8 and safe for a terminal; one that is too long ends in an ellipsis.
 * Nothing secret may be passed.
 */
enum rc err_set(struct err *e, enum rc rc, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* The same, and append ": " and the text of errno. */
enum rc err_errno(struct err *e, enum rc rc, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* Out of memory: sets the usual sentence and returns RC_FAIL. */
enum rc err_nomem(struct err *e);

#endif
