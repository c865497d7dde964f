#include "crypto/encode.h"

#include <sodium.h>

void hex_encode(struct buf *out, const void *p, size_t n)
{
	/* sodium_bin2hex writes a NUL behind the text: make room, then drop it. */
	uint8_t *at = buf_extend(out, 2 * n + 1);

	if (at == NULL)
		return;
	sodium_bin2hex((char *)at, 2 * n + 1, p, n);
	out->n--;
}

static int variant(bool pad)
{
	return pad ? sodium_base64_VARIANT_ORIGINAL : sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
}

void base64_encode(struct buf *out, const void *p, size_t n, bool pad)
{
	size_t size = sodium_base64_encoded_len(n, variant(pad));
	uint8_t *at = buf_extend(out, size);

	if (at == NULL)
		return;
	sodium_bin2base64((char *)at, size, p, n, variant(pad));
	out->n--;
}

/* libsodium 1.0.18 takes every byte over 0x7F for "/". */
static bool ascii(struct slice text)
{
	uint8_t all = 0;

	for (size_t i = 0; i < text.n; i++)
		all |= text.p[i];
	return all < 0x80;
}

/* Otherwise, with no characters to ignore and no end pointer, it is strict. */
bool base64_decode(struct buf *out, struct slice text, bool pad)
{
	size_t start = out->n;
	size_t cap = text.n / 4 * 3 + 3;
	uint8_t *at = buf_extend(out, cap);
	size_t got;

	if (at == NULL)
		return false;
	if (!ascii(text) || sodium_base642bin(at, cap, (const char *)text.p, text.n, NULL, &got,
				NULL, variant(pad)) != 0) {
		out->n = start;
		return false;
	}
	out->n = start + got;
	return true;
}

bool hex_decode(void *out, size_t n, struct slice text)
{
	size_t got = 0;

	return sodium_hex2bin(out, n, (const char *)text.p, text.n, NULL, &got, NULL) == 0 &&
	       got == n;
}

/* RFC 4648, 6: A … Z are 0 to 25, and 2 … 7 the rest. */
static char digit32(unsigned value)
{
	return (char)(value < 26 ? 'A' + value : '2' + value - 26);
}

void base32_encode(struct buf *out, const void *p, size_t n)
{
	const uint8_t *bytes = p;
	uint32_t held = 0;
	unsigned bits = 0;

	for (size_t i = 0; i < n; i++) {
		held = held << 8 | bytes[i];
		for (bits += 8; bits >= 5; bits -= 5)
			buf_add_char(out, digit32(held >> (bits - 5) & 31));
	}
	if (bits > 0)
		buf_add_char(out, digit32(held << (5 - bits) & 31));
}

/* The value of a digit, or -1. */
static int value32(uint8_t c)
{
	if (c >= 'a' && c <= 'z')
		c = (uint8_t)(c - 'a' + 'A');
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

static bool between_digits(uint8_t c)
{
	return c == ' ' || c == '-' || (c >= '\t' && c <= '\r');
}

bool base32_decode(struct buf *out, struct slice text)
{
	const size_t start = out->n;
	uint32_t held = 0;
	unsigned bits = 0;
	bool padded = false;

	for (size_t i = 0; i < text.n; i++) {
		const uint8_t c = text.p[i];
		const int value = value32(c);

		if (between_digits(c))
			continue;
		padded |= c == '=';
		if (padded ? c != '=' : value < 0) {
			out->n = start;
			return false;
		}
		if (padded)
			continue;
		held = held << 5 | (uint32_t)value;
		bits += 5;
		if (bits >= 8)
			buf_add_char(out, (char)(held >> (bits -= 8) & 0xFF));
	}
	return true;
}
