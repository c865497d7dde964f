/*
 * import_file: the file that is imported, and what opens it.
 */
#ifndef STRONGROOM_CLI_IMPORT_FILE_H
#define STRONGROOM_CLI_IMPORT_FILE_H

#include <sys/stat.h>

#include "app.h"
#include "base/buf.h"
#include "transfer/parse.h"

struct import_file {
	struct parse_source *source;
	const char *path;
	struct stat was; /* all zero if it is no file that could be deleted */
	bool is_folder;  /* of pass, which is encrypted as it was before */
	/* private */
	struct buf content;
	struct buf key_file;
	struct secret *passphrase;
};

/*
 * Read a file and open it. The passphrase of one that is protected is that of
 * --file-passphrase-fd, or is asked for at the terminal. Errors as parse_open
 * and file_read; *f is to be closed by the caller in any case.
 */
MUST_CHECK enum rc import_file_open(struct import_file *f, struct app *app, const char *path,
    struct parse_options how, struct err *e);

void import_file_close(struct import_file *f);

#endif
