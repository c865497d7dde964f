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
