/*
 * buf: bytes that grow.
 *
 * Memory that a buffer gives back is wiped first, on growth too, so text that
 * was decrypted may pass through one. Failures stick: after one, every further
 * call does nothing, and buf_ok tells once at the end.
 */
#ifndef STRONGROOM_BASE_BUF_H
#define STRONGROOM_BASE_BUF_H

#include "base/err.h"
#include "base/slice.h"

struct buf {
	uint8_t *p;
	size_t n; /* bytes in use; with a fixed buffer, bytes wanted so far */
	size_t cap;
	bool fixed;  /* p belongs to the caller and does not grow */
	bool failed; /* out of memory, or more than the fixed memory holds */
};

/* An empty buffer on the heap; {0} is the same. */
void buf_init(struct buf *b);

/*
 * A buffer over memory of the caller's, which stays the caller's. With p NULL
 * and cap 0 it only counts: write once, read b->n, allocate, write again.
 */
void buf_init_fixed(struct buf *b, void *p, size_t cap);

/* Wipe and release (a fixed buffer is left as it is); b is empty afterwards. */
void buf_finish(struct buf *b);

/* Wipe what is held and forget it, keeping the memory. */
void buf_clear(struct buf *b);

void buf_add(struct buf *b, const void *p, size_t n);
void buf_add_str(struct buf *b, const char *s);
void buf_add_slice(struct buf *b, struct slice s);
void buf_add_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Room for n more bytes, whose content is undefined; NULL on failure. */
uint8_t *buf_extend(struct buf *b, size_t n);

/* What is held, with a NUL behind it that does not count; NULL on failure. */
const char *buf_cstr(struct buf *b);

struct slice buf_slice(const struct buf *b);
bool buf_ok(const struct buf *b);

#endif
