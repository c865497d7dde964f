#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "tap.h"

static void test_growth(void)
{
	struct buf b;
	uint8_t *at;
	bool same = true;

	buf_init(&b);
	for (unsigned i = 0; i < 5000; i++)
		buf_printf(&b, "%04u", i);
	is_int((long long)b.n, 20000, "it grows");
	for (unsigned i = 0; i < 5000; i++) {
		char four[5];

		snprintf(four, sizeof four, "%04u", i);
		same = same && memcmp(b.p + 4 * (size_t)i, four, 4) == 0;
	}
	ok(same, "and keeps what it holds");
	buf_clear(&b);
	is_int((long long)b.n, 0, "cleared");
	buf_add_str(&b, "one");
	buf_add_char(&b, ' ');
	buf_add_slice(&b, slice_str("two"));
	buf_add(&b, NULL, 0);
	is_str(buf_cstr(&b), "one two", "text from pieces");
	is_int((long long)b.n, 7, "the NUL does not count");
	if ((at = buf_extend(&b, 2)) != NULL)
		memcpy(at, "!!", 2);
	ok(slice_eq_str(buf_slice(&b), "one two!!"), "room to write into");
	buf_finish(&b);
	ok(b.p == NULL && b.n == 0 && buf_ok(&b), "finished, it is empty");
	is_str(buf_cstr(&b), "", "an empty one is an empty string");
	buf_finish(&b);
}

static void test_wiping(void)
{
	static const uint8_t zeros[64];
	struct buf b = {0};
	uint8_t mine[16] = "fixed";

	buf_add_str(&b, "the secret words");
	buf_clear(&b);
	is_mem(b.p, zeros, 16, "clearing wipes");
	buf_finish(&b);
	buf_init_fixed(&b, mine, sizeof mine);
	buf_add_str(&b, "a secret");
	buf_clear(&b);
	is_mem(mine, zeros, 8, "memory of the caller's as well");
	buf_add_str(&b, "result");
	buf_finish(&b);
	is_mem(mine, "result", 6, "finishing leaves it to him");
}

static void test_fixed(void)
{
	struct buf b;
	uint8_t mine[4];

	buf_init_fixed(&b, mine, sizeof mine);
	buf_add(&b, "abcd", 4);
	ok(buf_ok(&b), "all of fixed memory may be used");
	is_mem(mine, "abcd", 4, "and is written");
	buf_add_char(&b, 'e');
	ok(!buf_ok(&b), "one byte more fails");
	is_int((long long)b.n, 5, "and is counted");
	is_mem(mine, "abcd", 4, "what fitted is whole");
	is_int((long long)buf_slice(&b).n, 0, "a failed one gives nothing out");
	buf_init_fixed(&b, NULL, 0);
	buf_add_str(&b, "12345");
	buf_add_char(&b, '6');
	is_int((long long)b.n, 6, "without memory it counts");
	buf_finish(&b);
}

static void test_failure(void)
{
	struct buf b = {0};
	char big[1100];

	memset(big, 'x', sizeof big - 1);
	big[sizeof big - 1] = '\0';
	buf_add_str(&b, "kept");
	buf_printf(&b, "%s", big);
	ok(!buf_ok(&b), "printf of more than 1,023 bytes fails");
	buf_add_str(&b, "more");
	is_int((long long)b.n, 4, "and nothing is added afterwards");
	ok(buf_cstr(&b) == NULL, "nor given out");
	buf_clear(&b);
	ok(buf_ok(&b), "until it is cleared");
	buf_add_str(&b, "x");
	ok(buf_extend(&b, SIZE_MAX) == NULL && !buf_ok(&b), "an impossible size fails");
	buf_finish(&b);
}

int main(void)
{
	test_growth();
	test_wiping();
	test_fixed();
	test_failure();
	return tap_done();
}
