/*
 * keepass_bytes: bytes that stand as base64 in the XML of KeePass.
 */
#include <string.h>

#include "crypto/encode.h"
#include "inflate_int.h"
#include "keepass_int.h"
#include "parse_int.h"

static enum rc damaged(struct err *e)
{
	return err_set(e, RC_INPUT,
	    "the KeePass XML is damaged: what ought to be base64 is none; export it again");
}

/* .NET, which writes these files, allows blanks in it. */
enum rc keepass_decode(struct buf *out, struct slice text, struct err *e)
{
	struct buf squeezed = {0};
	bool good;

	for (size_t i = 0; i < text.n; i++)
		if (memchr(" \t\r\n", text.p[i], 4) == NULL)
			buf_add(&squeezed, &text.p[i], 1);
	good = buf_ok(&squeezed) && base64_decode(out, buf_slice(&squeezed), true);
	buf_finish(&squeezed);
	if (!good && !buf_ok(out))
		return err_nomem(e);
	return good ? RC_OK : damaged(e);
}

enum rc keepass_reveal(struct buf *out, struct keepass *k, struct slice text, struct err *e)
{
	enum rc rc = keepass_decode(out, text, e);

	if (rc == RC_OK && out->n > 0)
		cipher_stream_xor(&k->stream, out->p, out->n);
	return rc;
}

enum rc keepass_decompress(struct keepass *k, struct buf *data, struct err *e)
{
	struct buf whole = {0};
	enum rc rc = inflate_gzip(&whole, buf_slice(data), PARSE_FILE_MAX - k->binary_bytes, e);

	k->binary_bytes += rc == RC_OK ? whole.n : 0;
	buf_finish(data);
	*data = whole;
	return rc;
}

enum rc keepass_check_header(const struct keepass *k, struct slice text, struct err *e)
{
	struct buf hash = {0};
	enum rc rc = RC_OK;

	if (k->header_hash.n > 0 && text.n > 0) {
		rc = keepass_decode(&hash, text, e);
		if (rc == RC_OK && !slice_eq(buf_slice(&hash), k->header_hash))
			rc = err_set(e, RC_INPUT,
			    "the header of the KeePass file is not the one that it was saved "
			    "with: it is damaged, or was altered; take another copy of it");
	}
	buf_finish(&hash);
	return rc;
}
