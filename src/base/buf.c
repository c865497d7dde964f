#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_init(struct buf *b)
{
	*b = (struct buf){0};
}

void buf_init_fixed(struct buf *b, void *p, size_t cap)
{
	*b = (struct buf){.p = p, .cap = cap, .fixed = true};
}

void buf_finish(struct buf *b)
{
	if (!b->fixed && b->p != NULL) {
		explicit_bzero(b->p, b->cap);
		free(b->p);
	}
	*b = (struct buf){0};
}

void buf_clear(struct buf *b)
{
	if (b->p != NULL)
		explicit_bzero(b->p, b->n < b->cap ? b->n : b->cap);
	b->n = 0;
	b->failed = false;
}

/* realloc would leave the old bytes behind. */
static bool grow(struct buf *b, size_t need)
{
	size_t cap = b->cap < 64 ? 64 : b->cap;
	uint8_t *p;

	while (cap < need) {
		if (cap > SIZE_MAX / 2)
			return false;
		cap *= 2;
	}
	if ((p = malloc(cap)) == NULL)
		return false;
	if (b->p != NULL) {
		memcpy(p, b->p, b->n);
		explicit_bzero(b->p, b->cap);
		free(b->p);
	}
	b->p = p;
	b->cap = cap;
	return true;
}

uint8_t *buf_extend(struct buf *b, size_t n)
{
	uint8_t *at;

	if (n > SIZE_MAX - b->n) {
		b->failed = true;
		return NULL;
	}
	if (b->fixed) {
		if (b->failed || n > b->cap - b->n) {
			b->failed = true;
			b->n += n;
			return NULL;
		}
	} else if (b->failed || ((b->p == NULL || n > b->cap - b->n) && !grow(b, b->n + n))) {
		b->failed = true;
		return NULL;
	}
	at = b->p + b->n;
	b->n += n;
	return at;
}

void buf_add(struct buf *b, const void *p, size_t n)
{
	uint8_t *at;

	if (n != 0 && (at = buf_extend(b, n)) != NULL)
		memcpy(at, p, n);
}

void buf_add_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_add_slice(struct buf *b, struct slice s)
{
	buf_add(b, s.p, s.n);
}

void buf_add_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	char text[1024];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof text)
		b->failed = true;
	else
		buf_add(b, text, (size_t)n);
	explicit_bzero(text, sizeof text);
}

const char *buf_cstr(struct buf *b)
{
	if (b->failed)
		return NULL;
	if (buf_extend(b, 1) == NULL)
		return NULL;
	b->n--;
	b->p[b->n] = '\0';
	return (const char *)b->p;
}

struct slice buf_slice(const struct buf *b)
{
	return slice_of(b->p, b->failed ? 0 : b->n);
}

bool buf_ok(const struct buf *b)
{
	return !b->failed;
}
