#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "tap.h"

static void put_all(struct buf *b)
{
	put_u8(b, 0xAB);
	put_u32(b, 0x03040506);
	put_u64(b, 0x0708090A0B0C0D0E);
	put_i64(b, INT64_MAX);
	put_bytes(b, "xyz", 3);
	put_slice(b, slice_of(NULL, 0));
	put_str(b, "ok");
	buf_add(b, "raw", 3);
}

/* True if each value is as put_all wrote it. */
static bool get_all(struct dec *d)
{
	char raw[3];
	bool good = get_u8(d) == 0xAB;

	good = get_u32(d) == 0x03040506 && good;
	good = get_u64(d) == 0x0708090A0B0C0D0E && good;
	good = get_i64(d) == INT64_MAX && good;
	good = slice_eq_str(get_bytes(d), "xyz") && good;
	good = get_bytes(d).n == 0 && good;
	good = slice_eq_str(get_bytes(d), "ok") && good;
	get_raw(d, raw, sizeof raw);
	return memcmp(raw, "raw", 3) == 0 && good;
}

static void test_bytes(void)
{
	struct buf b = {0};
	struct dec d;
	uint8_t want[100];
	size_t n = tap_hex(want, sizeof want,
	    "ab03040506"
	    "0708090a0b0c0d0e7fffffffffffffff0000000378797a00000000000000026f6b726177");

	put_all(&b);
	is_int((long long)b.n, (long long)n, "the length of the encoding");
	is_mem(b.p, want, n, "big-endian, lengths of four bytes");
	dec_init(&d, buf_slice(&b));
	ok(get_all(&d), "every value comes back");
	ok(dec_end(&d), "and that is all");
	buf_add_char(&b, 0);
	dec_init(&d, buf_slice(&b));
	ok(get_all(&d) && !dec_end(&d), "a byte too many is seen");
	buf_finish(&b);
}

static void test_truncation(void)
{
	struct buf b = {0};
	bool seen = true;

	put_all(&b);
	for (size_t n = 0; n < b.n; n++) {
		uint8_t *copy = malloc(n > 0 ? n : 1);
		struct dec d;

		if (copy == NULL)
			abort();
		memcpy(copy, b.p, n);
		dec_init(&d, slice_of(copy, n));
		seen = !get_all(&d) && !dec_end(&d) && seen;
		free(copy);
	}
	ok(seen, "a cut encoding is seen at each length");
	buf_finish(&b);
}

static void test_faults(void)
{
	static const uint8_t huge[] = {0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3};
	static const uint8_t three[] = {0, 0, 0, 3, 1, 2, 3, 4, 5, 6};
	struct buf b = {0};
	struct dec d;
	uint8_t raw[4] = {9, 9, 9, 9};

	dec_init(&d, slice_of(huge, sizeof huge));
	is_int((long long)get_bytes(&d).n, 0, "a length beyond the end gives nothing");
	is_int(get_u8(&d), 0, "and faults stick");
	ok(!dec_end(&d), "to the end");
	dec_init(&d, slice_of(huge, 3));
	get_raw(&d, raw, sizeof raw);
	is_mem(raw, "\0\0\0\0", 4, "raw bytes that are not there are zeroed");
	dec_init(&d, slice_of(three, sizeof three));
	is_int(get_count(&d, 2), 3, "three things of two bytes can follow");
	dec_init(&d, slice_of(three, sizeof three));
	is_int(get_count(&d, 3), 0, "three of three bytes cannot");
	ok(!dec_end(&d), "which is a fault");
	dec_init(&d, slice_of("\x80\0\0\0\0\0\0\0", 8));
	is_int(get_i64(&d), 0, "a signed value over the limit");
	ok(!dec_end(&d), "is a fault");
	put_i64(&b, -1);
	ok(!buf_ok(&b), "a negative value cannot be written");
	buf_finish(&b);
}

int main(void)
{
	test_bytes();
	test_truncation();
	test_faults();
	return tap_done();
}
