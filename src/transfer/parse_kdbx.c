/* The encrypted file of KeePass, opened and read. */
#include "crypto/secret.h"
#include "inflate_int.h"
#include "kdbx_int.h"
#include "keepass_int.h"
#include "little_endian_int.h"
#include "parse_int.h"
#include "transfer/parse.h"

static void put_inner(struct buf *out, uint8_t field, struct slice value)
{
	uint8_t size[4];

	little_endian_put(size, value.n, sizeof size);
	buf_add(out, &field, 1);
	buf_add(out, size, sizeof size);
	buf_add_slice(out, value);
}

/* Before 4.0 there is no inner header: so that both are read alike, it is made. */
static void put_inner_header(struct buf *out, const struct kdbx_header *h)
{
	uint8_t number[4];
	uint8_t hash[HASH_SIZE];

	little_endian_put(number, h->stream, sizeof number);
	sha256(hash, h->bytes);
	put_inner(out, KDBX_INNER_STREAM, slice_of(number, sizeof number));
	put_inner(out, KDBX_INNER_KEY, h->stream_key);
	put_inner(out, KDBX_INNER_HASH, slice_of(hash, sizeof hash));
	put_inner(out, KDBX_INNER_END, slice_of(NULL, 0));
}

static enum rc open_payload(struct buf *plain, const struct kdbx_header *h,
    const struct kdbx_keys *k, const struct parse_options *o, struct err *e)
{
	struct buf packed = {0};
	enum rc rc;

	if (!h->compressed)
		return kdbx_blocks_open(plain, h, k, o, e);
	if ((rc = kdbx_blocks_open(&packed, h, k, o, e)) == RC_OK)
		rc = buf_ok(&packed)
			 ? inflate_gzip(plain, buf_slice(&packed), PARSE_FILE_MAX, e)
			 : err_nomem(e);
	buf_finish(&packed);
	return rc;
}

bool parse_kdbx_fits(const struct parse_input *in)
{
	return kdbx_is(in->file);
}

enum rc parse_kdbx_open(struct buf *plain, const struct parse_input *in,
    const struct parse_options *o, struct err *e)
{
	struct kdbx_header h;
	struct kdbx_keys k = {0};
	enum rc rc;

	if ((rc = kdbx_header_read(&h, in->file, e)) != RC_OK ||
	    (rc = kdbx_keys_derive(&k, &h, o, e)) != RC_OK)
		goto out;
	if (h.major < 4)
		put_inner_header(plain, &h);
	rc = open_payload(plain, &h, &k, o, e);
	if (rc == RC_OK && !buf_ok(plain))
		rc = err_nomem(e);
out:
	kdbx_keys_finish(&k);
	wipe_stack();
	return rc;
}

/* The inner header, into the model; what is left of d is the XML then. */
static enum rc read_inner(struct keepass *k, struct little_endian *d, struct err *e)
{
	uint32_t stream = 0;
	struct slice key = {0};
	uint64_t field;

	do {
		struct slice value;

		field = little_endian_number(d, 1);
		value = little_endian_bytes(d, little_endian_number(d, 4));
		if (d->bad)
			return kdbx_damaged(e);
		if (field == KDBX_INNER_STREAM && value.n == 4) {
			struct little_endian n = {.left = value};
			stream = (uint32_t)little_endian_number(&n, 4);
		} else if (field == KDBX_INNER_KEY) {
			key = value;
		} else if (field == KDBX_INNER_HASH) {
			k->header_hash = value;
		} else if (field == KDBX_INNER_BINARY && value.n > 0) {
			/* One byte of flags, which concern memory only. */
			keepass_add_binary(k, k->n_binaries, slice_after(value, 1));
			k->numbered_ahead = true;
		}
	} while (field != KDBX_INNER_END);
	return keepass_set_stream(k, stream, key, e);
}

enum rc parse_kdbx_read(
    const struct parse_sink *sink, const struct parse_input *in, struct err *e)
{
	struct little_endian d = {.left = in->file};
	struct keepass k = {0};
	enum rc rc;

	if ((rc = read_inner(&k, &d, e)) == RC_OK &&
	    (rc = keepass_xml_read(&k, d.left, e)) == RC_OK)
		rc = keepass_hand_out(sink, &k, e);
	keepass_finish(&k);
	return rc;
}

/* KeePass XML has nothing in front, and hides nothing. */
bool parse_keepass_xml_fits(const struct parse_input *in)
{
	return keepass_xml_is(in->file);
}

enum rc parse_keepass_xml_read(
    const struct parse_sink *sink, const struct parse_input *in, struct err *e)
{
	struct keepass k = {0};
	enum rc rc;

	if ((rc = keepass_xml_read(&k, in->file, e)) == RC_OK)
		rc = keepass_hand_out(sink, &k, e);
	keepass_finish(&k);
	return rc;
}
