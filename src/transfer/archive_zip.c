/*
 * archive_zip: archives as libzip reads them. Who only looks into one that is open
 * already does not need that library.
 */
#include "archive_zip_int.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "crypto/foreign.h"

enum { PIECE = 64 << 10 };

static enum rc damaged(struct err *e)
{
	return err_set(e, RC_INPUT,
	    "the file is a damaged .zip archive; export it again, or copy it again");
}

static enum rc open_source(struct archive *a, struct slice file, struct err *e)
{
	zip_error_t why;
	zip_source_t *source;
	enum rc rc = RC_OK;

	zip_error_init(&why);
	source = zip_source_buffer_create(file.p, file.n, 0, &why);
	if (source == NULL) {
		rc = err_nomem(e);
	} else if ((a->zip = zip_open_from_source(source, ZIP_RDONLY, &why)) == NULL) {
		rc = zip_error_code_zip(&why) == ZIP_ER_MEMORY ? err_nomem(e) : damaged(e);
		zip_source_free(source);
	}
	zip_error_fini(&why);
	return rc;
}

static void close_zip(struct archive *a)
{
	foreign_begin();
	if (a->zip != NULL)
		zip_discard(a->zip);
	foreign_end();
}

static int64_t find(const struct archive *a, const char *name)
{
	return zip_name_locate(a->zip, name, 0);
}

static const char *name_of(const struct archive *a, int64_t i)
{
	return zip_get_name(a->zip, (zip_uint64_t)i, 0);
}

static enum rc too_large(size_t max, struct err *e)
{
	return err_set(e, RC_INPUT,
	    "a file in the archive is too large when it is unpacked: at most %zu MiB can be "
	    "read of this one, and %d MiB of all together",
	    max >> 20, ARCHIVE_ALL_MAX >> 20);
}

/* The sizes that the archive tells may be lies, so what comes is counted. */
static enum rc read_all(
    struct buf *out, struct archive *a, zip_file_t *f, size_t max, struct err *e)
{
	size_t had = out->n;
	zip_int64_t got;

	for (;;) {
		uint8_t *room = buf_extend(out, PIECE);

		if (room == NULL)
			return err_nomem(e);
		got = zip_fread(f, room, PIECE);
		out->n -= PIECE - (size_t)(got > 0 ? got : 0);
		if (got <= 0)
			break;
		if (out->n - had > max || (uint64_t)got > a->left)
			return too_large(max, e);
		a->left -= (uint64_t)got;
	}
	if (got == 0)
		return RC_OK;
	return zip_error_code_zip(zip_file_get_error(f)) == ZIP_ER_MEMORY ? err_nomem(e)
									  : damaged(e);
}

static enum rc cannot_open(const struct archive *a, struct err *e)
{
	switch (zip_error_code_zip(zip_get_error(a->zip))) {
	case ZIP_ER_MEMORY:
		return err_nomem(e);
	case ZIP_ER_NOPASSWD:
	case ZIP_ER_ENCRNOTSUPP:
		return err_set(e, RC_INPUT,
		    "a file in the archive is encrypted by a program for archives; unpack it "
		    "with that program, and import what was in it");
	default:
		return damaged(e);
	}
}

static enum rc read_file(
    struct buf *out, struct archive *a, int64_t i, size_t max, struct err *e)
{
	zip_file_t *f;
	enum rc rc;

	foreign_begin();
	if ((f = zip_fopen_index(a->zip, (zip_uint64_t)i, 0)) == NULL) {
		rc = cannot_open(a, e);
	} else {
		rc = read_all(out, a, f, max, e);
		zip_fclose(f);
	}
	foreign_end();
	return rc;
}

static const struct archive_way LIBZIP = {
    .close = close_zip, .find = find, .name = name_of, .read = read_file};

enum rc archive_open(struct archive **out, struct slice file, struct err *e)
{
	struct archive *a = calloc(1, sizeof *a);
	int64_t n = 0;
	enum rc rc;

	if (a == NULL)
		return err_nomem(e);
	a->way = &LIBZIP;
	foreign_begin();
	a->left = ARCHIVE_ALL_MAX;
	rc = archive_is(file) ? open_source(a, file, e) : damaged(e);
	if (rc == RC_OK && (n = zip_get_num_entries(a->zip, 0)) > ARCHIVE_FILES_MAX)
		rc = err_set(e, RC_INPUT,
		    "the archive has %lld files in it; at most %d can be read", (long long)n,
		    ARCHIVE_FILES_MAX);
	foreign_end();
	if (rc == RC_OK && (a->taken = calloc((size_t)n + 1, sizeof *a->taken)) == NULL)
		rc = err_nomem(e);
	if (rc == RC_OK)
		*out = a;
	else
		archive_close(a);
	return rc;
}
