#include "little_endian_int.h"

struct slice little_endian_bytes(struct little_endian *d, uint64_t n)
{
	struct slice s;

	if (d->bad || n > d->left.n) {
		d->bad = true;
		return slice_of(NULL, 0);
	}
	s = slice_of(d->left.p, (size_t)n);
	d->left = slice_after(d->left, (size_t)n);
	return s;
}

uint64_t little_endian_number(struct little_endian *d, size_t n)
{
	struct slice s = little_endian_bytes(d, n);
	uint64_t v = 0;

	for (size_t i = s.n; i > 0; i--)
		v = v << 8 | s.p[i - 1];
	return v;
}

void little_endian_put(uint8_t *out, uint64_t v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)(v >> 8 * i);
}
