#include "inflate_int.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

#include "transfer/json.h"

enum { PIECE = 64 << 10, GZIP = 16 /* zlib.h: added to the bits of the window */ };

static void *take(void *arg, unsigned n, unsigned size)
{
	(void)arg;
	return calloc(n, size);
}

static void give(void *arg, void *p)
{
	(void)arg;
	json_free_wiped(p);
}

static enum rc damaged(struct err *e)
{
	return err_set(e, RC_INPUT, "what is compressed in the file is damaged or cut off");
}

/* Piece by piece, so that the limit holds before the memory is taken. */
static enum rc inflate_all(struct buf *out, z_stream *z, size_t max, struct err *e)
{
	const size_t start = out->n;
	int said = Z_OK;

	while (said == Z_OK) {
		uint8_t *at = buf_extend(out, PIECE);

		if (at == NULL)
			return err_nomem(e);
		z->next_out = at;
		z->avail_out = PIECE;
		said = inflate(z, Z_NO_FLUSH);
		out->n -= z->avail_out;
		if (out->n - start > max)
			return err_set(e, RC_INPUT,
			    "the file is compressed, and would become larger than %zu MiB",
			    max >> 20);
	}
	if (said == Z_MEM_ERROR)
		return err_nomem(e);
	return said == Z_STREAM_END ? RC_OK : damaged(e);
}

enum rc inflate_gzip(struct buf *out, struct slice compressed, size_t max, struct err *e)
{
	z_stream z = {.zalloc = take, .zfree = give};
	enum rc rc;

	if (compressed.n > UINT_MAX)
		return damaged(e);
	z.next_in = (uint8_t *)(uintptr_t)compressed.p;
	z.avail_in = (unsigned)compressed.n;
	if (inflateInit2(&z, MAX_WBITS + GZIP) != Z_OK)
		return err_nomem(e);
	rc = inflate_all(out, &z, max, e);
	inflateEnd(&z);
	return rc;
}
