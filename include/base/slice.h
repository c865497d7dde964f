/*
 * slice: a view of bytes that somebody else owns.
 */
#ifndef STRONGROOM_BASE_SLICE_H
#define STRONGROOM_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slice {
	const uint8_t *p;
	size_t n;
};

/* A view of the string s, without its NUL; of nothing when s is NULL. */
struct slice slice_str(const char *s);

/* A view of n bytes at p. */
struct slice slice_of(const void *p, size_t n);

/* What is behind the first n bytes of s, which has as many at least. */
struct slice slice_after(struct slice s, size_t n);

/* The first line of *rest, without its line feed, if it has one; *rest goes on behind. */
struct slice slice_line(struct slice *rest);

/* Equal length and bytes. Not in constant time: for public data only. */
bool slice_eq(struct slice a, struct slice b);
bool slice_eq_str(struct slice a, const char *s);

/* For printf's "%.*s": SLICE_ARG(x) gives the two arguments. */
#define SLICE_ARG(s) (int)(s).n, (const char *)(s).p

#endif
