/*
 * tap: the Test Anything Protocol (version 12) for unit tests in C.
 */
#ifndef STRONGROOM_TESTS_TAP_H
#define STRONGROOM_TESTS_TAP_H

#include <stdbool.h>
#include <stddef.h>

/* One test point; returns passed. */
bool tap_ok(bool passed, const char *file, int line, const char *name, ...)
    __attribute__((format(printf, 4, 5)));

/* Compare and, where they differ, show both. */
bool tap_is_int(long long got, long long want, const char *file, int line, const char *name);
bool tap_is_str(
    const char *got, const char *want, const char *file, int line, const char *name);
bool tap_is_mem(
    const void *got, const void *want, size_t n, const char *file, int line, const char *name);

void tap_skip(const char *name, const char *why);

/* A line for the reader of the output. */
void tap_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Print the plan; the value to return from main. */
int tap_done(void);

/* Bytes from hexadecimal into out; the count. Aborts on bad input. */
size_t tap_hex(unsigned char *out, size_t cap, const char *hex);

#define ok(passed, ...) tap_ok((passed), __FILE__, __LINE__, __VA_ARGS__)
#define is_int(got, want, name) tap_is_int((got), (want), __FILE__, __LINE__, (name))
#define is_str(got, want, name) tap_is_str((got), (want), __FILE__, __LINE__, (name))
#define is_mem(got, want, n, name) tap_is_mem((got), (want), (n), __FILE__, __LINE__, (name))

#endif
