/*
 * sign_queue: the answer of checking one after the other, however many threads
 * there are.
 */
#include "crypto/sign_queue.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "tap.h"

enum { MANY = 1000, LONG = 40 * 1024 };

/* Of sign_queue.c: threads that there are at most, and messages that then wait. */
enum { THREADS_MOST = 32, WAITING_MOST = (2 * THREADS_MOST + 1) * 64 };

/* In the way of the real one: how many were made, and how many may be. */
static size_t made;
static size_t allowed = SIZE_MAX;
static bool unmasked; /* one would have taken signals */

static bool is_masked(void)
{
	sigset_t set;

	pthread_sigmask(SIG_SETMASK, NULL, &set);
	return sigismember(&set, SIGINT) == 1 && sigismember(&set, SIGTSTP) == 1;
}

int pthread_create(
    pthread_t *thread, const pthread_attr_t *attr, void *(*run)(void *), void *arg)
{
	int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

	if (made == allowed)
		return EAGAIN;
	unmasked |= !is_masked();
	made++;
	*(void **)&real = dlsym(RTLD_NEXT, "pthread_create");
	return real(thread, attr, run, arg);
}

static uint8_t public_key[SIGN_PUBLIC];
static uint8_t secret_key[SIGN_SECRET];
static uint8_t sigs[MANY][SIGN_SIZE];

/* The message of a number; every 100th is a long one. */
static struct slice message(size_t i)
{
	static uint8_t bytes[LONG];

	memset(bytes, (int)(i % 251), sizeof bytes);
	memcpy(bytes, &i, sizeof i);
	return slice_of(bytes, i % 100 == 99 ? LONG : i % 100 + sizeof i);
}

/* Check n of them, of which one (from 0; none: n) is bad; were all added? */
static bool run(bool *added, size_t n, size_t bad)
{
	struct sign_queue *q = sign_queue_new();
	bool good;

	*added = true;
	made = 0;
	for (size_t i = 0; i < n; i++) {
		uint8_t sig[SIGN_SIZE];

		memcpy(sig, sigs[i % MANY], sizeof sig);
		sig[40] ^= i == bad;
		if (!sign_queue_add(q, sig, message(i % MANY), public_key))
			*added = false;
		memset(sig, 0, sizeof sig);
	}
	good = sign_queue_wait(q);
	sign_queue_free(q);
	return good;
}

static void test_answers(const char *how)
{
	static const size_t AT[] = {0, 1, 63, 64, 98, 99, 100, 500, MANY - 1};
	bool added;

	ok(run(&added, 0, 0), "%s: none at all are good", how);
	ok(run(&added, 1, 1) && added, "%s: one good one", how);
	ok(!run(&added, 1, 0), "%s: one bad one", how);
	ok(run(&added, MANY, MANY) && added, "%s: many good ones", how);
	for (size_t i = 0; i < sizeof AT / sizeof AT[0]; i++)
		ok(!run(&added, MANY, AT[i]), "%s: number %zu of many is bad", how, AT[i]);
	ok(!run(&added, WAITING_MOST + MANY, 0) && !added,
	    "%s: a bad one is told before the end", how);
}

static void test_again(void)
{
	struct sign_queue *q = sign_queue_new();
	bool good = true;

	for (size_t i = 0; i < MANY; i++) {
		good = good && sign_queue_add(q, sigs[i], message(i), public_key);
		if (i % 300 == 0)
			good = sign_queue_wait(q) && good;
	}
	ok(good && sign_queue_wait(q), "it goes on after a wait");
	ok(!sign_queue_add(q, sigs[0], slice_of(message(99).p, LONG), public_key),
	    "a long one is answered at once");
	ok(!sign_queue_wait(q), "and not forgotten");
	sign_queue_free(q);
	q = sign_queue_new();
	for (size_t i = 0; i < MANY; i++)
		good = good && sign_queue_add(q, sigs[i], message(i), public_key);
	sign_queue_free(q);
	ok(good, "it can be given up half-way");
	sign_queue_free(NULL);
}

static size_t threads(void)
{
	cpu_set_t set;
	int cores = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;

	return cores < THREADS_MOST ? (size_t)cores : THREADS_MOST;
}

static void test_one_core(void)
{
	cpu_set_t all;
	cpu_set_t one;
	bool added;

	if (sched_getaffinity(0, sizeof all, &all) != 0) {
		tap_skip("one core", "its cores cannot be asked for");
		return;
	}
	CPU_ZERO(&one);
	for (size_t i = 0; i < CPU_SETSIZE && CPU_COUNT(&one) == 0; i++)
		if (CPU_ISSET(i, &all))
			CPU_SET(i, &one);
	sched_setaffinity(0, sizeof one, &one);
	ok(run(&added, MANY, MANY) && made == 0, "on one core there are no threads");
	sched_setaffinity(0, sizeof all, &all);
}

int main(void)
{
	static const uint8_t seed[SIGN_SEED] = {7};
	bool added;

	if (crypto_init(NULL) != RC_OK)
		return 1;
	sign_keys(public_key, secret_key, seed);
	for (size_t i = 0; i < MANY; i++)
		sign_make(sigs[i], message(i), secret_key);
	test_answers("threads");
	ok(run(&added, 64, 64) && made == 0, "few start no thread");
	if (threads() > 1)
		ok(run(&added, MANY, MANY) && made == threads(), "many start one a core");
	else
		tap_skip("threads", "there is one core");
	ok(!unmasked, "none of which takes signals");
	ok(!is_masked(), "as the caller does");
	test_again();
	test_one_core();
	allowed = 1;
	test_answers("one thread");
	allowed = 0;
	test_answers("no thread to be had");
	return tap_done();
}
