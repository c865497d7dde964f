#include "crypto/sign_queue.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/*
 * Jobs travel in batches, so that a lock is taken once for many of them, and
 * few jobs start no thread at all.
 */
enum {
	JOBS = 64,
	BYTES = 32 * 1024, /* of messages in a batch */
	THREADS_MOST = 32,
	SLOTS_MOST = 2 * THREADS_MOST + 1,
	STACK = 256 * 1024
};

struct job {
	uint8_t sig[SIGN_SIZE];
	uint8_t public_key[SIGN_PUBLIC];
	size_t at; /* of the message in the batch's bytes */
	size_t n;
};

struct batch {
	struct job jobs[JOBS];
	uint8_t bytes[BYTES];
	size_t n;
	size_t used;
	bool busy; /* handed over, and not yet checked */
};

struct sign_queue {
	pthread_mutex_t lock; /* over everything but the batch that is being filled */
	pthread_cond_t work;
	pthread_cond_t done;
	pthread_t threads[THREADS_MOST];
	size_t n_threads;
	bool started;
	bool ending;
	bool bad;
	size_t filled; /* batches handed over */
	size_t taken;  /* of these, by a thread */
	struct batch *slots[SLOTS_MOST];
	size_t n_slots; /* a ring; one until there are threads */
};

struct sign_queue *sign_queue_new(void)
{
	struct sign_queue *q = calloc(1, sizeof *q);

	if (q == NULL || (q->slots[0] = calloc(1, sizeof *q->slots[0])) == NULL) {
		free(q);
		return NULL;
	}
	q->n_slots = 1;
	pthread_mutex_init(&q->lock, NULL);
	pthread_cond_init(&q->work, NULL);
	pthread_cond_init(&q->done, NULL);
	return q;
}

void sign_queue_free(struct sign_queue *q)
{
	if (q == NULL)
		return;
	pthread_mutex_lock(&q->lock);
	q->ending = true;
	pthread_cond_broadcast(&q->work);
	pthread_mutex_unlock(&q->lock);
	for (size_t i = 0; i < q->n_threads; i++)
		pthread_join(q->threads[i], NULL);
	pthread_mutex_destroy(&q->lock);
	pthread_cond_destroy(&q->work);
	pthread_cond_destroy(&q->done);
	for (size_t i = 0; i < q->n_slots; i++)
		free(q->slots[i]);
	free(q);
}

/* Check all of a batch, and make it an empty one. */
static bool check(struct batch *b)
{
	bool good = true;

	for (size_t i = 0; i < b->n && good; i++)
		good = sign_check(b->jobs[i].sig,
		    slice_of(b->bytes + b->jobs[i].at, b->jobs[i].n), b->jobs[i].public_key);
	b->n = b->used = 0;
	return good;
}

static void *work(void *arg)
{
	struct sign_queue *q = arg;

	pthread_mutex_lock(&q->lock);
	while (!q->ending) {
		struct batch *b;
		bool good;

		if (q->taken == q->filled) {
			pthread_cond_wait(&q->work, &q->lock);
			continue;
		}
		b = q->slots[q->taken++ % q->n_slots];
		pthread_mutex_unlock(&q->lock);
		good = check(b);
		pthread_mutex_lock(&q->lock);
		q->bad |= !good;
		b->busy = false;
		pthread_cond_signal(&q->done);
	}
	pthread_mutex_unlock(&q->lock);
	return NULL;
}

static size_t cores(void)
{
	cpu_set_t set;
	int n;

	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return 1;
	n = CPU_COUNT(&set);
	return n > THREADS_MOST ? THREADS_MOST : (size_t)n;
}

/* Slots for so many threads, so that the caller fills one while others wait. */
static bool make_slots(struct sign_queue *q, size_t n)
{
	for (; q->n_slots < n; q->n_slots++)
		if ((q->slots[q->n_slots] = calloc(1, sizeof *q->slots[0])) == NULL)
			return false;
	return true;
}

/*
 * One thread a core: the caller mostly waits for them. No signal is handled in
 * these. As many as can be had; without any, the caller checks everything.
 */
static void start(struct sign_queue *q)
{
	size_t n = cores();
	pthread_attr_t attr;
	sigset_t all;
	sigset_t before;

	q->started = true;
	if (n == 1 || !make_slots(q, 2 * n + 1))
		return;
	sigfillset(&all);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (
	    q->n_threads < n && pthread_create(&q->threads[q->n_threads], &attr, work, q) == 0)
		q->n_threads++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
}

static struct batch *filling(const struct sign_queue *q)
{
	return q->slots[q->filled % q->n_slots];
}

/* The batch at hand to a thread; the next one may have to be waited for. */
static void hand_over(struct sign_queue *q)
{
	pthread_mutex_lock(&q->lock);
	filling(q)->busy = true;
	q->filled++;
	pthread_cond_signal(&q->work);
	while (filling(q)->busy)
		pthread_cond_wait(&q->done, &q->lock);
	pthread_mutex_unlock(&q->lock);
}

static void flush(struct sign_queue *q)
{
	if (q->n_threads > 0)
		hand_over(q);
	else
		q->bad |= !check(filling(q));
}

/* Is everything good so far, good included? */
static bool so_far(struct sign_queue *q, bool good)
{
	pthread_mutex_lock(&q->lock);
	q->bad |= !good;
	good = !q->bad;
	pthread_mutex_unlock(&q->lock);
	return good;
}

static void put(struct batch *b, const uint8_t sig[SIGN_SIZE], struct slice message,
    const uint8_t public_key[SIGN_PUBLIC])
{
	struct job *j = &b->jobs[b->n++];

	memcpy(j->sig, sig, SIGN_SIZE);
	memcpy(j->public_key, public_key, SIGN_PUBLIC);
	j->at = b->used;
	j->n = message.n;
	if (message.n > 0)
		memcpy(b->bytes + b->used, message.p, message.n);
	b->used += message.n;
}

bool sign_queue_add(struct sign_queue *q, const uint8_t sig[SIGN_SIZE], struct slice message,
    const uint8_t public_key[SIGN_PUBLIC])
{
	/* No batch has room for it, and it is too rare to need one. */
	if (message.n > BYTES)
		return so_far(q, sign_check(sig, message, public_key));
	if (filling(q)->n == JOBS || filling(q)->used + message.n > BYTES) {
		if (!q->started)
			start(q);
		flush(q);
	}
	put(filling(q), sig, message, public_key);
	return so_far(q, true);
}

static bool all_checked(const struct sign_queue *q)
{
	for (size_t i = 0; i < q->n_slots; i++)
		if (q->slots[i]->busy)
			return false;
	return true;
}

bool sign_queue_wait(struct sign_queue *q)
{
	bool good;

	flush(q);
	pthread_mutex_lock(&q->lock);
	while (!all_checked(q))
		pthread_cond_wait(&q->done, &q->lock);
	good = !q->bad;
	pthread_mutex_unlock(&q->lock);
	return good;
}
