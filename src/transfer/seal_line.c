#include "seal_line_int.h"

#include <string.h>

#include "crypto/encode.h"

static const char CONTEXT[] = "strongroom seal v1"; /* signed with its NUL */
static const char HEAD[] = "  \"signature\": \"";
static const char TAIL[] = "\"\n}\n";

enum {
	BASE64 = 88, /* characters of SIGN_SIZE bytes, with padding */
	HEAD_N = sizeof HEAD - 1,
	TAIL_N = sizeof TAIL - 1,
	MESSAGE_N = sizeof CONTEXT + HASH_SIZE
};

_Static_assert(HEAD_N + BASE64 + TAIL_N == (int)SEAL_LINE, "the width of the line");

static struct slice message(uint8_t out[MESSAGE_N], const uint8_t hash[HASH_SIZE])
{
	memcpy(out, CONTEXT, sizeof CONTEXT);
	memcpy(out + sizeof CONTEXT, hash, HASH_SIZE);
	return slice_of(out, MESSAGE_N);
}

void seal_line_put(
    struct buf *out, const uint8_t hash[HASH_SIZE], const uint8_t secret_key[SIGN_SECRET])
{
	uint8_t bytes[MESSAGE_N];
	uint8_t sig[SIGN_SIZE];

	sign_make(sig, message(bytes, hash), secret_key);
	buf_add_str(out, HEAD);
	base64_encode(out, sig, sizeof sig, true);
	buf_add_str(out, TAIL);
}

bool seal_line_get(struct slice *body, uint8_t sig[SIGN_SIZE], struct slice document)
{
	struct buf b = {0};
	const uint8_t *line;
	bool good;

	if (document.n < SEAL_LINE)
		return false;
	line = document.p + document.n - SEAL_LINE;
	good = memcmp(line, HEAD, HEAD_N) == 0 &&
	       memcmp(line + HEAD_N + BASE64, TAIL, TAIL_N) == 0 &&
	       base64_decode(&b, slice_of(line + HEAD_N, BASE64), true) && b.n == SIGN_SIZE;
	if (good) {
		memcpy(sig, b.p, SIGN_SIZE);
		*body = slice_of(document.p, document.n - SEAL_LINE);
	}
	buf_finish(&b);
	return good;
}

bool seal_line_check(const uint8_t hash[HASH_SIZE], const uint8_t sig[SIGN_SIZE],
    const uint8_t public_key[SIGN_PUBLIC])
{
	uint8_t bytes[MESSAGE_N];

	return sign_check(sig, message(bytes, hash), public_key);
}
