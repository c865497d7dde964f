#include "crypto/breach_hash.h"

#include "base/buf.h"
#include "base/text.h"
#include "crypto/foreign.h"
#include "gcrypt_int.h"

enum { SURROGATES = 0x10000 };

/* The character at *p, which is part of well-formed UTF-8; *p is behind it then. */
static uint32_t next_character(const uint8_t **p)
{
	uint32_t c = *(*p)++;
	unsigned more = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : c >= 0xC0 ? 1 : 0;

	if (more > 0)
		c &= 0x3FU >> more;
	while (more-- > 0)
		c = c << 6 | (*(*p)++ & 0x3FU);
	return c;
}

static void put_unit(struct buf *out, uint32_t unit)
{
	const uint8_t bytes[2] = {(uint8_t)unit, (uint8_t)(unit >> 8)};

	buf_add(out, bytes, sizeof bytes);
}

static void put_utf16(struct buf *out, struct slice text)
{
	const uint8_t *p = text.p;

	while (p < text.p + text.n) {
		uint32_t c = next_character(&p);

		if (c < SURROGATES) {
			put_unit(out, c);
		} else {
			put_unit(out, 0xD800 | (c - SURROGATES) >> 10);
			put_unit(out, 0xDC00 | (c & 0x3FF));
		}
	}
}

static enum rc hash(uint8_t *out, int algorithm, struct slice data, struct err *e)
{
	enum rc rc = gcrypt_start(e);

	if (rc != RC_OK)
		return rc;
	foreign_begin();
	gcry_md_hash_buffer(algorithm, out, data.p, data.n);
	foreign_end();
	return RC_OK;
}

enum rc breach_hash(uint8_t *out, size_t size, struct slice password, struct err *e)
{
	struct buf wide = {0};
	enum rc rc;

	if (size == BREACH_SHA1)
		return hash(out, GCRY_MD_SHA1, password, e);
	if (!text_valid(password))
		return err_set(e, RC_INPUT, "the password is not UTF-8");
	put_utf16(&wide, password);
	rc = buf_ok(&wide) ? hash(out, GCRY_MD_MD4, buf_slice(&wide), e) : err_nomem(e);
	buf_finish(&wide);
	return rc;
}
