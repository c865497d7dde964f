/*
 * clear: what a member can open, as a file that another program reads.
 *
 * In clear, so that who leaves this program can: every item is on the log as
 * revealed, in one transaction with a record of the export, before the first
 * of them is decrypted.
 */
#ifndef STRONGROOM_TRANSFER_CLEAR_H
#define STRONGROOM_TRANSFER_CLEAR_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct session;

enum clear_format {
	CLEAR_BITWARDEN, /* unencrypted JSON */
	CLEAR_KEEPASSXC, /* CSV */
	CLEAR_KEEPASS,   /* KeePass 2 XML */
	CLEAR_COUNT
};

/* CLEAR_COUNT if there is none of that name. */
enum clear_format clear_format_of(const char *name);

struct clear_options {
	enum clear_format format;
	const char *path;       /* of a new file; NULL: to fd */
	int fd;                 /* that somebody reads */
	const char *collection; /* name or "#ID"; NULL: all that were granted */
	const char *reason;     /* may be NULL */
};

struct clear_report {
	int64_t items;  /* in the file */
	int64_t total;  /* in the vault, or in the collection */
	char *left_out; /* "#3 (17), #7, which does not open"; NULL if nothing was */
	char *lost;     /* what the format has no place for, a line each; NULL: nothing */
};

void clear_report_finish(struct clear_report *r);

/*
 * RC_REFUSED, on the log, to who may not reveal; RC_EXISTS if there is a file at
 * path, RC_USAGE if that is the vault's; RC_NOTFOUND without the collection.
 * On failure there is no file. *report, empty after a failure, is to be
 * finished by the caller.
 */
MUST_CHECK enum rc clear_export(struct clear_report *report, struct session *s,
    const struct clear_options *options, struct err *e);

#endif
