#include "crypto/secret.h"

#include <errno.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * The arena: locked chunks of slots, each as large as the largest key. The
 * chunks are never given back before the process ends; their slots are wiped.
 */
enum { SLOT = 64, SLOTS = 512 };

struct chunk {
	struct chunk *next;
	uint8_t *memory;
	bool used[SLOTS];
};

static struct chunk *arena;
static size_t live;
static bool unlocked;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

enum rc crypto_init(struct err *e)
{
	if (sodium_init() < 0)
		return err_set(e, RC_FAIL, "the cryptographic library does not start");
	return RC_OK;
}

/* sodium_malloc locks what it gives, but does not say when it could not. */
static uint8_t *locked_memory(size_t n)
{
	uint8_t *p = sodium_malloc(n);

	if (p != NULL && n > 0 && mlock(p, n) != 0)
		unlocked = true;
	return p;
}

/* A child has the arena, but not its locks: mlock(2). No other thread is in there yet. */
static void lock_in_child(void)
{
	for (struct chunk *c = arena; c != NULL; c = c->next)
		if (mlock(c->memory, (size_t)SLOT * SLOTS) != 0)
			unlocked = true;
}

static struct chunk *chunk_add(void)
{
	struct chunk *c;

	if (arena == NULL && pthread_atfork(NULL, NULL, lock_in_child) != 0)
		return NULL;
	if ((c = calloc(1, sizeof *c)) == NULL)
		return NULL;
	if ((c->memory = locked_memory((size_t)SLOT * SLOTS)) == NULL) {
		free(c);
		return NULL;
	}
	c->next = arena;
	arena = c;
	return c;
}

static uint8_t *slot_take(void)
{
	struct chunk *c;

	for (c = arena; c != NULL; c = c->next)
		for (size_t i = 0; i < SLOTS; i++)
			if (!c->used[i]) {
				c->used[i] = true;
				return c->memory + i * SLOT;
			}
	if ((c = chunk_add()) == NULL)
		return NULL;
	c->used[0] = true;
	return c->memory;
}

static void slot_give(uint8_t *p)
{
	sodium_memzero(p, SLOT);
	for (struct chunk *c = arena; c != NULL; c = c->next)
		if (p >= c->memory && p < c->memory + (size_t)SLOT * SLOTS)
			c->used[(size_t)(p - c->memory) / SLOT] = false;
}

/* Whether memory of this size comes from the arena is fixed when it is made. */
struct owned {
	struct secret s;
	bool slot;
};

struct secret *secret_new(size_t n)
{
	struct owned *o = calloc(1, sizeof *o);

	if (o == NULL)
		return NULL;
	o->slot = n <= SLOT;
	pthread_mutex_lock(&lock);
	o->s.p = o->slot ? slot_take() : locked_memory(n);
	if (o->s.p != NULL)
		live++;
	pthread_mutex_unlock(&lock);
	if (o->s.p == NULL) {
		free(o);
		return NULL;
	}
	memset(o->s.p, 0, o->slot ? SLOT : n);
	o->s.n = n;
	return &o->s;
}

struct secret *secret_copy(const void *p, size_t n)
{
	struct secret *s = secret_new(n);

	if (s != NULL && n > 0)
		memcpy(s->p, p, n);
	return s;
}

void secret_free(struct secret *s)
{
	struct owned *o = (struct owned *)(void *)s;

	if (s == NULL)
		return;
	pthread_mutex_lock(&lock);
	if (o->slot)
		slot_give(s->p);
	else
		sodium_free(s->p);
	live--;
	pthread_mutex_unlock(&lock);
	free(o);
}

struct slice secret_slice(const struct secret *s)
{
	return s == NULL ? slice_of(NULL, 0) : slice_of(s->p, s->n);
}

void secret_truncate(struct secret *s, size_t n)
{
	if (n < s->n) {
		sodium_memzero(s->p + n, s->n - n);
		s->n = n;
	}
}

size_t secret_live(void)
{
	size_t n;

	pthread_mutex_lock(&lock);
	n = live;
	pthread_mutex_unlock(&lock);
	return n;
}

bool secret_is_locked(void)
{
	bool all;

	pthread_mutex_lock(&lock);
	all = !unlocked;
	pthread_mutex_unlock(&lock);
	return all;
}

void secret_lock_again(void)
{
	pthread_mutex_lock(&lock);
	for (struct chunk *c = arena; c != NULL; c = c->next)
		if (mlock(c->memory, (size_t)SLOT * SLOTS) != 0)
			unlocked = true;
	pthread_mutex_unlock(&lock);
}

void wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

/* As much as Linux gives to a program at its start, and ten times what is used. */
enum { STACK_FAR = 128 * 1024, STACK_NEAR = 16 * 1024 };

/*
 * A page that is not in memory was never used, or was swapped out: it is given
 * back, which costs less than to fetch and overwrite it. Beyond the end of the
 * stack there is none.
 */
static void wipe_page(uint8_t *page, size_t n)
{
	unsigned char there = 1;

	if (mincore(page, n, &there) != 0 && errno == ENOMEM)
		return;
	if ((there & 1) != 0 || madvise(page, n, MADV_DONTNEED) != 0)
		sodium_memzero(page, n);
}

/* What lies so far down that no function called from here needs it. */
__attribute__((noinline)) static void wipe_far(void)
{
	const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	const uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	const uintptr_t end = (here - STACK_NEAR / 2) / page * page;

	for (uintptr_t at = end - STACK_FAR; at < end; at += page)
		wipe_page((uint8_t *)at, page);
}

__attribute__((noinline)) static void wipe_near(void)
{
	uint8_t below[STACK_NEAR];

	sodium_memzero(below, sizeof below);
}

void wipe_stack(void)
{
	wipe_far();
	wipe_near();
}

bool equal_ct(const void *a, const void *b, size_t n)
{
	return sodium_memcmp(a, b, n) == 0;
}
