#include "envelope/bech32.h"

#include <string.h>

/* BIP-173: a value of five bits a letter, six letters of checksum. */
static const char LETTERS[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

enum { BITS = 5, VALUES = 32, CHECKSUM = 6 };

static uint32_t check_add(uint32_t sum, uint8_t value)
{
	static const uint32_t generator[BITS] = {
	    0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
	uint32_t top = sum >> 25;

	sum = (sum & 0x1ffffff) << BITS ^ value;
	for (unsigned i = 0; i < BITS; i++)
		sum ^= generator[i] & (0U - (top >> i & 1U));
	return sum;
}

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

/* The prefix counts in lower case, whatever case it is written in. */
static uint32_t check_start(struct slice hrp)
{
	uint32_t sum = 1;

	for (size_t i = 0; i < hrp.n; i++)
		sum = check_add(sum, lower(hrp.p[i]) >> BITS);
	sum = check_add(sum, 0);
	for (size_t i = 0; i < hrp.n; i++)
		sum = check_add(sum, lower(hrp.p[i]) & (VALUES - 1));
	return sum;
}

static void add_value(struct buf *out, uint32_t *sum, unsigned value)
{
	*sum = check_add(*sum, (uint8_t)value);
	buf_add_char(out, LETTERS[value]);
}

void bech32_encode(struct buf *out, const char *hrp, struct slice data)
{
	uint32_t sum = check_start(slice_str(hrp));
	unsigned held = 0;
	unsigned bits = 0;

	buf_add_str(out, hrp);
	buf_add_char(out, '1');
	for (size_t i = 0; i < data.n; i++) {
		held = (held << 8 | data.p[i]) & 0xFFF;
		for (bits += 8; bits >= BITS; bits -= BITS)
			add_value(out, &sum, held >> (bits - BITS) & (VALUES - 1));
	}
	if (bits > 0)
		add_value(out, &sum, held << (BITS - bits) & (VALUES - 1));
	for (unsigned i = 0; i < CHECKSUM; i++)
		sum = check_add(sum, 0);
	sum ^= 1;
	for (unsigned i = 0; i < CHECKSUM; i++)
		buf_add_char(out, LETTERS[sum >> (BITS * (CHECKSUM - 1 - i)) & (VALUES - 1)]);
}

/* The value of a letter, VALUES if it has none. Looks at every letter always. */
static unsigned value_of(uint8_t c)
{
	unsigned value = VALUES;

	for (unsigned i = 0; i < VALUES; i++)
		if (lower(c) == (uint8_t)LETTERS[i])
			value = i;
	return value;
}

static enum rc check_characters(struct slice text, struct err *e)
{
	bool small = false;
	bool capital = false;

	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];

		if (c < 33 || c > 126)
			return err_set(e, RC_INPUT,
			    "character %zu of the key cannot stand in a key", i + 1);
		small = small || (c >= 'a' && c <= 'z');
		capital = capital || (c >= 'A' && c <= 'Z');
	}
	if (small && capital)
		return err_set(e, RC_INPUT,
		    "the key has capital and small letters: write it all in one case");
	return RC_OK;
}

/* Part text at its last "1" and check the sum over both parts. */
static enum rc split(struct slice *hrp, struct slice *values, struct slice text, struct err *e)
{
	const uint8_t *one = text.n > 0 ? memrchr(text.p, '1', text.n) : NULL;
	uint32_t sum;

	if (one == NULL || one == text.p || text.n - (size_t)(one - text.p) - 1 < CHECKSUM)
		return err_set(
		    e, RC_INPUT, "the key is not complete: its beginning or end is missing");
	*hrp = slice_of(text.p, (size_t)(one - text.p));
	*values = slice_of(one + 1, text.n - hrp->n - 1);
	sum = check_start(*hrp);
	for (size_t i = 0; i < values->n; i++) {
		unsigned value = value_of(values->p[i]);

		if (value == VALUES)
			return err_set(e, RC_INPUT,
			    "character %zu of the key is wrong: the letters b, i, o and the "
			    "digit 1 "
			    "do not stand there",
			    hrp->n + 2 + i);
		sum = check_add(sum, (uint8_t)value);
	}
	if (sum != 1)
		return err_set(e, RC_INPUT,
		    "the key does not fit its checksum: a character is wrong, missing or too "
		    "many");
	values->n -= CHECKSUM;
	return RC_OK;
}

/* From five bits to eight: what is left over is under five bits, all zero. */
static void add_bytes(struct buf *data, struct slice values)
{
	unsigned held = 0;
	unsigned bits = 0;

	for (size_t i = 0; i < values.n; i++) {
		held = (held << BITS | value_of(values.p[i])) & 0xFFF;
		bits += BITS;
		if (bits >= 8) {
			bits -= 8;
			buf_add_char(data, (char)(held >> bits & 0xFF));
		}
	}
}

static bool whole_bytes(struct slice values)
{
	size_t over = values.n * BITS % 8;

	if (over >= BITS)
		return false;
	return over == 0 || (value_of(values.p[values.n - 1]) & ((1U << over) - 1)) == 0;
}

enum rc bech32_decode(struct slice *hrp, struct buf *data, struct slice text, struct err *e)
{
	struct slice values = {0};
	enum rc rc;

	if ((rc = check_characters(text, e)) != RC_OK)
		return rc;
	if ((rc = split(hrp, &values, text, e)) != RC_OK)
		return rc;
	if (!whole_bytes(values))
		return err_set(e, RC_INPUT, "the key does not hold whole bytes");
	if (data->fixed && values.n * BITS / 8 > data->cap - data->n)
		return err_set(e, RC_INPUT, "the key is too long");
	add_bytes(data, values);
	return buf_ok(data) ? RC_OK : err_nomem(e);
}
