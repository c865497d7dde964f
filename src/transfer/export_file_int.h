/*
 * export_file: the file of an export, which takes the place of an older one
 * only when it is durable and was read back.
 */
#ifndef STRONGROOM_TRANSFER_EXPORT_FILE_INT_H
#define STRONGROOM_TRANSFER_EXPORT_FILE_INT_H

#include "base/err.h"
#include "crypto/hash.h"

struct file_out;
struct session;

struct export_file {
	struct file_out *out;
	char *path; /* from the root, so that it can be found again from any folder */
	struct sha256 written;
	uint8_t digest[HASH_SIZE]; /* SHA-256 of all of it, after _proved */
};

/*
 * May an export be put at path? RC_USAGE if the vault itself uses that name;
 * RC_EXISTS if there is something that is no earlier export.
 */
MUST_CHECK enum rc export_file_check(const struct session *s, const char *path, struct err *e);

/* Is there a file, and no link to one, that begins with that text? */
enum { EXPORT_FILE_BEGINS = 32 }; /* bytes of the text at most */
bool export_file_begins(const char *path, const char *with);

/* To be finished by the caller, also after a failure. */
MUST_CHECK enum rc export_file_open(struct export_file *f, const char *path, struct err *e);
/* Is path, which may be NULL for any, another way to say where it is? */
bool export_file_is(const struct export_file *f, const char *path);
/* As a sink of envelope/age.h; arg is the file. */
MUST_CHECK enum rc export_file_write(void *arg, const void *p, size_t n, struct err *e);
/* Make it durable, and compare what can be read of it with what was written; RC_IO. */
MUST_CHECK enum rc export_file_prove(struct export_file *f, struct err *e);
/* Only after _prove: put it in its place. */
MUST_CHECK enum rc export_file_commit(struct export_file *f, struct err *e);
/* What was not committed is removed. */
void export_file_finish(struct export_file *f);

#endif
