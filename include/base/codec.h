/*
 * codec: the one way in which values become bytes and back.
 *
 * Integers are big-endian and of fixed width. Strings of bytes carry a length
 * of four bytes before them. There are no optional parts and no padding, so a
 * value has exactly one encoding. strongroom-vault(5) describes it.
 */
#ifndef STRONGROOM_BASE_CODEC_H
#define STRONGROOM_BASE_CODEC_H

#include "base/buf.h"

void put_u8(struct buf *b, uint8_t v);
void put_u32(struct buf *b, uint32_t v);
void put_u64(struct buf *b, uint64_t v);
/* Signed values are never negative here; a negative one makes b fail. */
void put_i64(struct buf *b, int64_t v);
/* Length, then bytes. */
void put_bytes(struct buf *b, const void *p, size_t n);
void put_slice(struct buf *b, struct slice s);
void put_str(struct buf *b, const char *s);

/*
 * A reader. Faults stick: after one, every read gives zero or an empty slice,
 * and dec_end tells. Slices point into the bytes that are read.
 */
struct dec {
	const uint8_t *p;
	size_t n;
	bool bad;
};

void dec_init(struct dec *d, struct slice s);
uint8_t get_u8(struct dec *d);
uint32_t get_u32(struct dec *d);
uint64_t get_u64(struct dec *d);
/* A value over INT64_MAX is a fault. */
int64_t get_i64(struct dec *d);
struct slice get_bytes(struct dec *d);
/* Exactly n bytes into out, which is zeroed on a fault. */
void get_raw(struct dec *d, void *out, size_t n);
/* A count of things that take at least each bytes: more cannot follow. */
uint32_t get_count(struct dec *d, size_t each);

/* True if everything was read, nothing is left, and there was no fault. */
bool dec_end(const struct dec *d);

#endif
