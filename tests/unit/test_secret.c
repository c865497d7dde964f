#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crypto/random.h"
#include "crypto/secret.h"
#include "tap.h"

enum { SLOTS = 1500, LARGE = 100000, LOCKED = 64 * 1024 };

static void test_life(void)
{
	static const uint8_t zeros[LARGE];
	struct secret *small = secret_new(32);
	struct secret *large = secret_new(LARGE);
	struct secret *copy = secret_copy("words", 5);

	if (small == NULL || large == NULL || copy == NULL) {
		ok(false, "locked memory is to be had");
		return;
	}
	is_int((long long)secret_live(), 3, "three are alive");
	is_mem(small->p, zeros, 32, "a small one begins as zeros");
	is_mem(large->p, zeros, LARGE, "so does a large one");
	ok(slice_eq_str(secret_slice(copy), "words"), "a copy is one");
	memset(large->p, 'x', LARGE);
	secret_truncate(large, 10);
	is_int((long long)large->n, 10, "cut to ten bytes");
	is_mem(large->p + 10, zeros, LARGE - 10, "the rest is wiped");
	secret_truncate(large, 20);
	is_int((long long)large->n, 10, "cutting never makes longer");
	secret_free(small);
	secret_free(large);
	secret_free(copy);
	secret_free(NULL);
	is_int((long long)secret_slice(NULL).n, 0, "none is an empty view");
	is_int((long long)secret_live(), 0, "none is alive");
}

/* A slot of the arena is given out again after it was wiped. */
static void test_reuse(void)
{
	static const uint8_t zeros[64];
	struct secret *first = secret_new(64);
	uint8_t *at = first->p;
	struct secret *second;

	memset(first->p, 0x55, 64);
	secret_free(first);
	is_mem(at, zeros, 64, "a freed key is wiped at once");
	second = secret_new(10);
	ok(second->p == at, "its place is used again");
	secret_free(second);
}

static void test_many(void)
{
	static struct secret *s[SLOTS];
	bool apart = true;

	for (size_t i = 0; i < SLOTS; i++) {
		s[i] = secret_new(64);
		if (s[i] != NULL)
			memset(s[i]->p, (int)(i % 251), 64);
	}
	is_int((long long)secret_live(), SLOTS, "many keys at once");
	for (size_t i = 0; i < SLOTS; i++)
		for (size_t k = 0; k < 64; k++)
			apart = apart && s[i]->p[k] == i % 251;
	ok(apart, "none overlaps another");
	for (size_t i = 0; i < SLOTS; i++)
		secret_free(s[i]);
	is_int((long long)secret_live(), 0, "all are gone");
}

/* The kernel's own count of what this process has locked. */
static long locked_kib(void)
{
	char line[200];
	long kib = -1;
	FILE *f = fopen("/proc/self/status", "r");

	if (f == NULL)
		return -1;
	while (fgets(line, sizeof line, f) != NULL)
		if (sscanf(line, "VmLck: %ld", &kib) == 1)
			break;
	fclose(f);
	return kib;
}

/*
 * A sanitizer may take mlock away, and a limit (getrlimit, RLIMIT_MEMLOCK) may be
 * low: see first what the call itself does.
 */
static bool can_lock(void)
{
	static char pages[2 * LOCKED];
	long before = locked_kib();
	bool can;

	if (mlock(pages, sizeof pages) != 0)
		return false;
	can = locked_kib() > before;
	munlock(pages, sizeof pages);
	return can;
}

static void test_locked(void)
{
	long before;
	struct secret *s;

	if (!can_lock()) {
		tap_skip("locked memory", "mlock does not lock as much here");
		return;
	}
	before = locked_kib();
	s = secret_new(LOCKED);
	ok(locked_kib() >= before + LOCKED / 1024, "the memory is locked");
	secret_free(s);
	is_int(locked_kib(), before, "until it is freed");
}

static void test_compare(void)
{
	char text[8] = "secret";

	ok(equal_ct("abc", "abc", 3) && !equal_ct("abc", "abd", 3), "comparison");
	ok(equal_ct("abc", "abd", 2), "of so many bytes only");
	wipe(text, 6);
	is_mem(text, "\0\0\0\0\0\0\0", 8, "wiping");
}

static void test_random(void)
{
	uint8_t a[32] = {0};
	uint8_t b[32] = {0};
	unsigned seen = 0;
	bool below = true;

	random_bytes(a, sizeof a);
	random_bytes(b, sizeof b);
	ok(memcmp(a, b, sizeof a) != 0, "random bytes differ");
	for (int i = 0; i < 1000; i++) {
		uint32_t v = random_below(6);

		below = below && v < 6;
		seen |= 1U << v;
	}
	ok(below, "a number is below its bound");
	is_int(seen, 0x3F, "and may be any");
	is_int(random_below(1), 0, "below one there is only zero");
}

/* What a child puts into the arena is no less locked than what its parent does. */
static void test_child(void)
{
	struct secret *s = secret_new(32);
	int status = -1;
	pid_t pid;

	if (!can_lock()) {
		tap_skip("locked in a child", "mlock does nothing here");
		secret_free(s);
		return;
	}
	/* What is larger than a slot and alive is not locked there, and nobody has any. */
	if ((pid = fork()) == 0)
		_exit(locked_kib() > 0 ? 0 : 1);
	ok(waitpid(pid, &status, 0) == pid && status == 0, "locked in a child");
	secret_free(s);
}

int main(void)
{
	if (crypto_init(NULL) != RC_OK)
		return 1;
	test_life();
	test_reuse();
	test_many();
	test_locked();
	test_child();
	test_compare();
	test_random();
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
