#include "base/codec.h"

#include <string.h>

static void put_int(struct buf *b, uint64_t v, size_t width)
{
	uint8_t bytes[8];

	for (size_t i = 0; i < width; i++)
		bytes[i] = (uint8_t)(v >> (8 * (width - 1 - i)));
	buf_add(b, bytes, width);
}

void put_u8(struct buf *b, uint8_t v)
{
	put_int(b, v, 1);
}

void put_u32(struct buf *b, uint32_t v)
{
	put_int(b, v, 4);
}

void put_u64(struct buf *b, uint64_t v)
{
	put_int(b, v, 8);
}

void put_i64(struct buf *b, int64_t v)
{
	if (v < 0)
		b->failed = true;
	put_int(b, (uint64_t)v, 8);
}

void put_bytes(struct buf *b, const void *p, size_t n)
{
	if (n > UINT32_MAX)
		b->failed = true;
	put_u32(b, (uint32_t)n);
	buf_add(b, p, n);
}

void put_slice(struct buf *b, struct slice s)
{
	put_bytes(b, s.p, s.n);
}

void put_str(struct buf *b, const char *s)
{
	put_bytes(b, s, strlen(s));
}

void dec_init(struct dec *d, struct slice s)
{
	*d = (struct dec){.p = s.p, .n = s.n};
}

/* The next n bytes, or NULL once something was wrong. */
static const uint8_t *take(struct dec *d, size_t n)
{
	const uint8_t *at = d->p;

	if (d->bad || n > d->n) {
		d->bad = true;
		return NULL;
	}
	if (n != 0) {
		d->p += n;
		d->n -= n;
	}
	return at;
}

static uint64_t get_int(struct dec *d, size_t width)
{
	const uint8_t *at = take(d, width);
	uint64_t v = 0;

	if (at == NULL)
		return 0;
	for (size_t i = 0; i < width; i++)
		v = v << 8 | at[i];
	return v;
}

uint8_t get_u8(struct dec *d)
{
	return (uint8_t)get_int(d, 1);
}

uint32_t get_u32(struct dec *d)
{
	return (uint32_t)get_int(d, 4);
}

uint64_t get_u64(struct dec *d)
{
	return get_int(d, 8);
}

int64_t get_i64(struct dec *d)
{
	uint64_t v = get_int(d, 8);

	if (v > INT64_MAX) {
		d->bad = true;
		return 0;
	}
	return (int64_t)v;
}

struct slice get_bytes(struct dec *d)
{
	uint32_t n = get_u32(d);
	const uint8_t *at = take(d, n);

	return at == NULL ? slice_of(NULL, 0) : slice_of(at, n);
}

void get_raw(struct dec *d, void *out, size_t n)
{
	const uint8_t *at = take(d, n);

	if (at == NULL)
		memset(out, 0, n);
	else if (n != 0)
		memcpy(out, at, n);
}

uint32_t get_count(struct dec *d, size_t each)
{
	uint32_t n = get_u32(d);

	if (n > d->n / each) {
		d->bad = true;
		return 0;
	}
	return n;
}

bool dec_end(const struct dec *d)
{
	return !d->bad && d->n == 0;
}
