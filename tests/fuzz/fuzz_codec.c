/*
 * What was read from bytes gives the same bytes when it is written.
 *
 * Input: a count, as many kinds of values, then the bytes to read them from.
 */
#include "base/codec.h"
#include "fuzz.h"

enum { KINDS = 7 };

static unsigned values;
static unsigned whole;

void fuzz_init(void)
{
	values = fuzz_way("values");
	whole = fuzz_way("values up to the end");
}

static void one_value(struct buf *again, struct dec *d, uint8_t kind)
{
	uint8_t raw[5];
	size_t left = d->n;
	uint32_t n;

	switch (kind % KINDS) {
	case 0:
		put_u8(again, get_u8(d));
		break;
	case 1:
		put_u32(again, get_u32(d));
		break;
	case 2:
		put_u64(again, get_u64(d));
		break;
	case 3:
		put_i64(again, get_i64(d));
		break;
	case 4:
		put_slice(again, get_bytes(d));
		break;
	case 5:
		get_raw(d, raw, sizeof raw);
		buf_add(again, raw, sizeof raw);
		break;
	default:
		n = get_count(d, 1 + kind / KINDS);
		fuzz_must((uint64_t)n * (1 + kind / KINDS) <= left);
		put_u32(again, n);
		break;
	}
}

/* After a fault there is nothing but zeros. */
static void check_stuck(struct dec *d)
{
	uint8_t raw[3] = {1, 1, 1};

	fuzz_must(get_u8(d) == 0 && get_u32(d) == 0 && get_u64(d) == 0 && get_i64(d) == 0);
	fuzz_must(get_bytes(d).n == 0 && get_count(d, 1) == 0 && !dec_end(d));
	get_raw(d, raw, sizeof raw);
	fuzz_must(raw[0] == 0 && raw[1] == 0 && raw[2] == 0);
}

void fuzz_one(struct buf *result, struct slice input)
{
	struct slice kinds = feed_bytes(&input, feed_u8(&input) % 32);
	struct buf again = {0};
	size_t good = 0;
	struct dec d;

	dec_init(&d, input);
	for (size_t i = 0; i < kinds.n && !d.bad; i++) {
		one_value(&again, &d, kinds.p[i]);
		if (!d.bad)
			good = again.n;
	}
	fuzz_must(buf_ok(&again) && good <= input.n);
	fuzz_must(slice_eq(slice_of(again.p, good), slice_of(input.p, good)));
	if (d.bad)
		check_stuck(&d);
	else
		fuzz_must(d.n == input.n - good && dec_end(&d) == (d.n == 0));
	if (good > 0 && !d.bad)
		fuzz_accept(dec_end(&d) ? whole : values);
	buf_add(result, &good, sizeof good);
	buf_finish(&again);
}
