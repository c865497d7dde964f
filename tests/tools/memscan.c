/*
 * memscan: what a program still has in its memory at the moment it ends.
 *
 *     memscan REPORT NEEDLES COMMAND [ARGUMENTS…]
 *
 * Runs the command under ptrace(2) and stops it in PTRACE_EVENT_EXIT: it has
 * done all that it will do, and its memory is still there. Everything that it
 * could have written to is searched, pages without any right too, for each
 * needle and for every fragment of FRAGMENT bytes of one.
 *
 * A line of NEEDLES is "name hex" or "name =text". A line of the REPORT is
 * "seen NAME" for one that was found while the program ran, at a system call
 * of WATCHED: without it, nothing found at the end means nothing; and
 * "left NAME …" for each piece that was found at the end. The exit status is
 * the command's, or 128 and the signal; 125 if memscan itself fails.
 *
 * What the program itself has made can be looked for too: the shell command in
 * $MEMSCAN_HOOK is run when the program has stopped, and NEEDLES read again.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	FRAGMENT = 8,
	NEEDLES = 512,
	BUCKETS = 1 << 16,
	BLOCK = 1 << 20,
	SCANS = 150, /* while it runs */
	LINES = 8,   /* of the report about one needle */
	FAILED = 125
};

/* Large memory is given back, or something leaves the process. */
static const long WATCHED[] = {SYS_munmap, SYS_write, SYS_pwrite64, SYS_fsync, SYS_fdatasync};

struct needle {
	char name[64];
	uint8_t *p;
	size_t n;
	bool seen;
	int reported;
};

struct piece {
	uint64_t bytes;
	int needle;
	size_t at;
	int next; /* of this bucket, -1: none */
};

static struct needle needles[NEEDLES];
static int n_needles;
static struct piece *pieces;
static int n_pieces;
static int cap_pieces;
static int buckets[BUCKETS];
static FILE *report;

static void fail(const char *what)
{
	fprintf(stderr, "memscan: %s: %s\n", what, strerror(errno));
	exit(FAILED);
}

static unsigned bucket(uint64_t v)
{
	return (unsigned)((v * UINT64_C(0x9E3779B97F4A7C15)) >> 48);
}

/* A run of zeros, or the like, is anywhere. */
static bool telling(const uint8_t *p)
{
	int distinct = 0;

	for (int i = 0; i < FRAGMENT; i++)
		distinct += memchr(p, p[i], (size_t)i) == NULL;
	return distinct >= 4;
}

static void add_pieces(int needle)
{
	const struct needle *n = &needles[needle];

	for (size_t at = 0; at + FRAGMENT <= n->n; at++) {
		struct piece *p;

		if (!telling(n->p + at))
			continue;
		if (n_pieces == cap_pieces) {
			cap_pieces = cap_pieces == 0 ? 1024 : 2 * cap_pieces;
			pieces = realloc(pieces, (size_t)cap_pieces * sizeof *pieces);
			if (pieces == NULL)
				fail("memory");
		}
		p = &pieces[n_pieces];
		*p = (struct piece){.needle = needle, .at = at};
		memcpy(&p->bytes, n->p + at, FRAGMENT);
		p->next = buckets[bucket(p->bytes)];
		buckets[bucket(p->bytes)] = n_pieces++;
	}
}

static void from_hex(struct needle *n, const char *hex)
{
	for (; isxdigit((unsigned char)hex[0]) && isxdigit((unsigned char)hex[1]); hex += 2) {
		unsigned v;

		sscanf(hex, "%2x", &v);
		n->p[n->n++] = (uint8_t)v;
	}
}

static void read_needles(const char *path)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0;

	if (f == NULL)
		fail(path);
	memset(buckets, -1, sizeof buckets);
	n_needles = n_pieces = 0;
	while (n_needles < NEEDLES && getline(&line, &cap, f) > 0) {
		struct needle *n = &needles[n_needles];
		char *value = strchr(line, ' ');

		line[strcspn(line, "\n")] = '\0';
		if (value == NULL)
			continue;
		*value++ = '\0';
		free(n->p);
		*n = (struct needle){0};
		snprintf(n->name, sizeof n->name, "%s", line);
		if ((n->p = calloc(1, strlen(value) + 1)) == NULL)
			fail("memory");
		if (*value == '=')
			memcpy(n->p, value + 1, n->n = strlen(value + 1));
		else
			from_hex(n, value);
		if (n->n < FRAGMENT) {
			errno = EINVAL;
			fail(n->name);
		}
		add_pieces(n_needles++);
	}
	free(line);
	fclose(f);
}

/* The piece at p that goes on furthest in its needle; its length, or 0. */
static size_t match(int *needle, size_t *from, const uint8_t *p, size_t room)
{
	size_t best = 0;
	uint64_t v;

	memcpy(&v, p, FRAGMENT);
	for (int i = buckets[bucket(v)]; i >= 0; i = pieces[i].next) {
		const struct piece *x = &pieces[i];
		const struct needle *n = &needles[x->needle];
		size_t len = FRAGMENT;

		if (x->bytes != v)
			continue;
		while (len < room && x->at + len < n->n && p[len] == n->p[x->at + len])
			len++;
		if (len > best) {
			best = len;
			*needle = x->needle;
			*from = x->at;
		}
	}
	return best;
}

static void found(
    int needle, size_t from, size_t len, uint64_t address, const char *place, bool end)
{
	struct needle *n = &needles[needle];

	if (!end) {
		if (!n->seen)
			fprintf(report, "seen %s\n", n->name);
		n->seen = true;
	} else if (n->reported++ < LINES) {
		fprintf(report, "left %s: bytes %zu to %zu of %zu, at %" PRIx64 " %s\n",
		    n->name, from, from + len, n->n, address, place);
	}
}

static void search(const uint8_t *p, size_t n, uint64_t address, const char *place, bool end)
{
	for (size_t i = 0; i + FRAGMENT <= n;) {
		int needle = 0;
		size_t from = 0;
		size_t len = match(&needle, &from, p + i, n - i);

		if (len > 0)
			found(needle, from, len, address + i, place, end);
		i += len > 0 ? len : 1;
	}
}

/* Blocks overlap, so that nothing hides between two. */
static void scan_range(int mem, uint64_t from, uint64_t to, const char *place, bool end)
{
	static uint8_t block[BLOCK];

	while (from < to) {
		size_t n = to - from < BLOCK ? (size_t)(to - from) : (size_t)BLOCK;
		ssize_t got = pread(mem, block, n, (off_t)from);

		if (got <= 0) { /* a page that cannot be read */
			from += 4096;
			continue;
		}
		search(block, (size_t)got, from, place, end);
		if (from + (size_t)got >= to)
			break;
		from += (size_t)got > 4096 ? (size_t)got - 4096 : (size_t)got;
	}
}

/* What only repeats a file cannot hold what was learned since. */
static bool could_hold(const char *rights, const char *place)
{
	return rights[1] == 'w' || place[0] != '/';
}

static void scan(pid_t pid, int mem, bool end)
{
	char path[64];
	char *line = NULL;
	size_t cap = 0;
	FILE *maps;

	snprintf(path, sizeof path, "/proc/%d/maps", (int)pid);
	if ((maps = fopen(path, "r")) == NULL)
		fail(path);
	while (getline(&line, &cap, maps) > 0) {
		uint64_t from;
		uint64_t to;
		char rights[8];
		char place[256] = "(no name)";

		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %7s %*s %*s %*s %255[^\n]", &from,
			&to, rights, place) < 3 ||
		    strncmp(place, "[v", 2) == 0)
			continue;
		if (could_hold(rights, place))
			scan_range(mem, from, to, place, end);
	}
	free(line);
	fclose(maps);
}

static bool all_seen(void)
{
	for (int i = 0; i < n_needles; i++)
		if (!needles[i].seen)
			return false;
	return true;
}

/* Only needles that have just been read are new; what was seen is in the report. */
static void at_end(pid_t pid, int mem, const char *path)
{
	const char *hook = getenv("MEMSCAN_HOOK");

	if (hook != NULL) {
		if (system(hook) != 0)
			fail(hook);
		read_needles(path);
	}
	scan(pid, mem, true);
}

/* Is it about to enter one of the watched system calls? */
static bool watched(pid_t pid)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info) <= 0 ||
	    info.op != PTRACE_SYSCALL_INFO_ENTRY)
		return false;
	for (size_t i = 0; i < sizeof WATCHED / sizeof WATCHED[0]; i++)
		if ((long)info.entry.nr == WATCHED[i])
			return true;
	return false;
}

static pid_t start(char **argv)
{
	const long options = PTRACE_O_TRACEEXIT | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE |
			     PTRACE_O_EXITKILL;
	int status;
	pid_t pid = fork();

	if (pid < 0)
		fail("fork");
	if (pid == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
			fail("ptrace");
		execvp(argv[0], argv);
		fail(argv[0]);
	}
	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		fail("the command does not start");
	if (ptrace(PTRACE_SETOPTIONS, pid, NULL, (void *)options) != 0)
		fail("ptrace");
	return pid;
}

/* What is to be told the program that stopped: the signal, or nothing. */
static int stopped(pid_t pid, pid_t main_pid, int mem, int status, const char *path)
{
	static int scans;
	int sig = WSTOPSIG(status);

	if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8)) {
		if (pid == main_pid)
			at_end(pid, mem, path);
		return 0;
	}
	if (sig == (SIGTRAP | 0x80)) {
		if (scans < SCANS && !all_seen() && watched(pid)) {
			scans++;
			scan(pid, mem, false);
		}
		return 0;
	}
	if (status >> 16 != 0 || (pid != main_pid && sig == SIGSTOP))
		return 0;
	return sig;
}

int main(int argc, char **argv)
{
	char path[64];
	pid_t main_pid;
	pid_t pid;
	int status;
	int mem;

	if (argc < 4) {
		fprintf(stderr, "usage: memscan REPORT NEEDLES COMMAND [ARGUMENTS…]\n");
		return FAILED;
	}
	if ((report = fopen(argv[1], "we")) == NULL)
		fail(argv[1]);
	read_needles(argv[2]);
	main_pid = start(argv + 3);
	/* Before it shuts out whoever is not root. */
	snprintf(path, sizeof path, "/proc/%d/mem", (int)main_pid);
	if ((mem = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		fail(path);
	/* Ctrl-C is for the program. */
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	ptrace(PTRACE_SYSCALL, main_pid, NULL, NULL);
	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		if (WIFSTOPPED(status)) {
			long sig = stopped(pid, main_pid, mem, status, argv[2]);

			ptrace(PTRACE_SYSCALL, pid, NULL, (void *)sig);
		} else if (pid == main_pid) {
			break;
		}
	}
	if (fclose(report) != 0)
		fail(argv[1]);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
