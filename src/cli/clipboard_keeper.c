/*
 * clipboard_keeper: the process that is left behind for as long as the secret is
 * on the clipboard.
 *
 * Once it is there, it knows only a hash of the secret under a key of its own, to
 * see whether the clipboard still holds it.
 */
#include "clipboard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/codec.h"
#include "base/file.h"
#include "clipboard_int.h"
#include "crypto/hash.h"
#include "crypto/random.h"
#include "crypto/secret.h"

enum { JOB_MAX = FIELD_MAX + 8192, KEY = 32 };

struct keeper {
	const struct clipboard_way *way;
	pid_t server; /* 0: none, or not any more */
	size_t n;     /* bytes of the value */
	uint8_t key[KEY];
	uint8_t hash[HASH_SIZE];
};

static bool told_to_end;

static void hash_of(const struct keeper *k, uint8_t hash[HASH_SIZE], struct slice value)
{
	blake2b_keyed(hash, HASH_SIZE, k->key, value);
}

/* Is what was put there on the clipboard? False also where it cannot be read. */
static bool holds(const struct keeper *k)
{
	uint8_t hash[HASH_SIZE];
	struct secret *there;
	bool same;

	if (clipboard_read(&there, k->way->paste, k->n, k->way->patience_s) != RC_OK)
		return false;
	hash_of(k, hash, secret_slice(there));
	secret_free(there);
	same = equal_ct(hash, k->hash, HASH_SIZE);
	wipe(hash, sizeof hash);
	return same;
}

static bool served(struct keeper *k)
{
	int status;

	if (k->server > 0 && clipboard_ended(k->server, &status, 0))
		k->server = 0;
	return k->server > 0;
}

/* A clipboard that cannot be read, but is served, is taken to have it. */
static bool arrived(struct keeper *k)
{
	const int64_t until = clock_running_ms() + (int64_t)k->way->patience_s * 1000;

	do {
		if (holds(k))
			return true;
	} while (served(k) && clock_running_ms() < until);
	return k->server > 0;
}

static bool write_terminal(struct slice value)
{
	struct buf sequence = {0};
	bool done;

	clipboard_osc(&sequence, value);
	done = buf_ok(&sequence) &&
	       file_write_fd(CLIPBOARD_TTY, sequence.p, sequence.n, NULL) == RC_OK;
	buf_finish(&sequence);
	return done;
}

/* Programs that keep the clipboard have it when they end. */
static bool run(const char *const *argv, struct slice in, unsigned patience_s)
{
	int status = 0;
	pid_t pid;

	if (clipboard_feed(&pid, argv, in, patience_s) != RC_OK)
		return false;
	if (clipboard_ended(pid, &status, patience_s))
		return status == 0;
	clipboard_end(pid);
	return false;
}

static bool put(struct keeper *k, struct slice value)
{
	const struct clipboard_way *way = k->way;

	if (way->copy[0] == NULL)
		return value.n <= CLIPBOARD_OSC_MAX && write_terminal(value);
	if (!way->serves)
		return run(way->copy, value, way->patience_s);
	if (clipboard_feed(&k->server, way->copy, value, way->patience_s) != RC_OK)
		return false;
	if (arrived(k))
		return true;
	if (k->server > 0)
		clipboard_end(k->server);
	return false;
}

/*
 * What a desktop remembered of a program that ended is put in the place of
 * nothing: so there is an empty text for it to remember.
 */
static void overwrite(const struct keeper *k)
{
	const int64_t until = clock_running_ms() + 1000;
	pid_t pid;

	if (clipboard_feed(&pid, k->way->copy, slice_of(NULL, 0), k->way->patience_s) != RC_OK)
		return;
	while (holds(k) && clock_running_ms() < until)
		;
	clipboard_end(pid);
}

static void clear(struct keeper *k)
{
	if (k->way->copy[0] == NULL) {
		(void)write_terminal(slice_of(NULL, 0));
		return;
	}
	/* While it is served it is what was put there; anybody else's would have ended that. */
	if (k->server > 0 && served(k))
		clipboard_end(k->server);
	if (!holds(k))
		return;
	if (k->way->serves)
		overwrite(k);
	else
		(void)run(k->way->clear, slice_of(NULL, 0), k->way->patience_s);
}

static void signals(sigset_t *ours)
{
	static const int END[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGCHLD};

	sigemptyset(ours);
	for (size_t i = 0; i < sizeof END / sizeof END[0]; i++)
		sigaddset(ours, END[i]);
	sigprocmask(SIG_BLOCK, ours, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* A signal that ends the keeper, or its terminal closed. */
static bool told(const sigset_t *ours, const struct timespec *wait)
{
	struct pollfd tty = {.fd = CLIPBOARD_TTY};
	const int sig = sigtimedwait(ours, NULL, wait);

	told_to_end |= sig > 0 && sig != SIGCHLD;
	return told_to_end ||
	       (poll(&tty, 1, 0) > 0 && (tty.revents & (POLLHUP | POLLERR)) != 0);
}

/*
 * Until it is time, or something else is on the clipboard. In steps, for a wait
 * goes by a clock that stands still while the computer sleeps.
 */
static void wait_for(struct keeper *k, unsigned seconds, const sigset_t *ours)
{
	const int64_t until = clock_running_ms() + (int64_t)seconds * 1000;
	int64_t left;

	while ((left = until - clock_running_ms()) > 0) {
		const struct timespec step = {
		    .tv_sec = left >= 1000, .tv_nsec = left >= 1000 ? 0 : left * 1000000};

		if (told(ours, &step))
			return;
		if (k->server > 0 && !served(k) && !holds(k))
			return;
	}
}

/*
 * There is one keeper: the one before is told to end, which clears what it has
 * put there. The lock says who that is, and that he lives (fcntl(2), F_GETLK).
 */
static void replace(const char *place, const sigset_t *ours)
{
	const int64_t until = clock_running_ms() + 5000;
	const struct timespec step = {.tv_nsec = 20000000};
	const int fd = open(place, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	while (fd >= 0 && clock_running_ms() < until) {
		struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

		if (fcntl(fd, F_SETLK, &lock) == 0)
			return; /* and stay locked until the end */
		if (fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK && lock.l_pid > 1)
			kill(lock.l_pid, SIGTERM);
		(void)told(ours, &step);
	}
}

static bool get_job(struct clipboard_job *job, struct buf *place, struct slice s)
{
	struct dec d;

	dec_init(&d, s);
	job->way = get_u32(&d);
	job->seconds = get_u32(&d);
	buf_add_slice(place, get_bytes(&d));
	job->value = get_bytes(&d);
	return dec_end(&d) && clipboard_way(job->way) != NULL && buf_cstr(place) != NULL;
}

static bool begin(struct keeper *k, unsigned *seconds, const sigset_t *ours)
{
	struct clipboard_job job = {0};
	struct buf text = {0};
	struct buf place = {0};
	bool there = false;

	if (file_read_fd(&text, CLIPBOARD_JOB, JOB_MAX, NULL) == RC_OK &&
	    get_job(&job, &place, buf_slice(&text))) {
		replace(buf_cstr(&place), ours);
		k->way = clipboard_way(job.way);
		k->n = job.value.n;
		random_bytes(k->key, KEY);
		hash_of(k, k->hash, job.value);
		there = (!k->way->fills_tmp || clipboard_private_tmp()) && put(k, job.value);
		*seconds = job.seconds;
	}
	buf_finish(&text);
	buf_finish(&place);
	wipe_stack();
	return there;
}

bool clipboard_is_keeper(char *const *argv)
{
	return argv[0] != NULL && strcmp(argv[0], CLIPBOARD_KEEPER) == 0;
}

int clipboard_keep(void)
{
	struct keeper k = {0};
	unsigned seconds = 0;
	sigset_t ours;
	bool there;

	signals(&ours);
	for (int fd = CLIPBOARD_JOB; fd <= CLIPBOARD_TTY; fd++)
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	there = begin(&k, &seconds, &ours);
	close(CLIPBOARD_JOB);
	(void)!write(CLIPBOARD_TOLD, there ? "y" : "n", 1);
	close(CLIPBOARD_TOLD);
	if (there) {
		wait_for(&k, seconds, &ours);
		clear(&k);
	}
	wipe(&k, sizeof k);
	return there ? 0 : RC_FAIL;
}
