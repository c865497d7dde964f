/*
 * memscan: what a program still has in its memory at the moment it ends.
 *
 *     memscan REPORT NEEDLES COMMAND [ARGUMENTS…]
 *
 * Runs the command under ptrace(2) and stops it in PTRACE_EVENT_EXIT: it has
 * done all that it will do, and its memory is still there. Everything that it
 * could have written to is searched, pages without any right too, for each
 * needle and for every eight bytes of one.
 *
 * A line of NEEDLES is "name hex" or "name =text". A line of the REPORT is
 * "seen NAME" for one that was found while the program ran, at a system call
 * of WATCHED: without it, nothing found at the end means nothing; and
 * "left NAME …" for each piece that was found at the end; "wrote NAME …" for
 * each that was in what the program wrote, with the file; "used CALL …" for a
 * way out that is not looked into. The exit status is
 * the command's, or 128 and the signal; 125 if memscan itself fails.
 *
 * What the program itself has made can be looked for too: the shell command in
 * $MEMSCAN_HOOK is run when the program has stopped, and NEEDLES read again.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "needles.h"

enum {
	BLOCK = 1 << 20,
	SCANS = 150, /* while it runs */
	LINES = 8    /* of the report about one needle */
};

/* At these, memory is looked at while the program runs. */
static const long WATCHED[] = {SYS_munmap, SYS_write, SYS_pwrite64, SYS_fsync, SYS_fdatasync};

/* The ways out of a process: from a buffer, from several, and others. */
static const struct {
	long nr;
	const char *name;
	enum { BUFFER, VECTOR, MESSAGE, OTHER } kind;
} OUT[] = {
    {SYS_write, "write", BUFFER},
    {SYS_pwrite64, "pwrite64", BUFFER},
    {SYS_sendto, "sendto", BUFFER},
    {SYS_writev, "writev", VECTOR},
    {SYS_pwritev, "pwritev", VECTOR},
    {SYS_pwritev2, "pwritev2", VECTOR},
    {SYS_sendmsg, "sendmsg", MESSAGE},
    {SYS_sendmmsg, "sendmmsg", OTHER},
    {SYS_sendfile, "sendfile", OTHER},
    {SYS_splice, "splice", OTHER},
    {SYS_vmsplice, "vmsplice", OTHER},
    {SYS_process_vm_writev, "process_vm_writev", OTHER},
    {SYS_io_uring_setup, "io_uring_setup", OTHER},
    {SYS_execve, "execve", OTHER},
    {SYS_execveat, "execveat", OTHER},
};

static FILE *report;

/* When the search is made. */
enum when { RUNNING, WRITING, ENDING };

static void found(struct needle *n, size_t from, size_t len, uint64_t address,
    const char *place, enum when when)
{
	if (when == WRITING) {
		fprintf(report, "wrote %s: bytes %zu to %zu of %zu, %s\n", n->name, from,
		    from + len, n->n, place);
	} else if (when == RUNNING) {
		if (!n->seen)
			fprintf(report, "seen %s\n", n->name);
		n->seen = true;
	} else if (n->reported++ < LINES) {
		fprintf(report, "left %s: bytes %zu to %zu of %zu, at %" PRIx64 " %s\n",
		    n->name, from, from + len, n->n, address, place);
	}
}

/* The library whose memory is searched: what is there as in its file, nobody has put there. */
static struct {
	int fd; /* -1: none */
	uint64_t from;
	uint64_t offset;
} library = {.fd = -1};

static bool is_of_library(const uint8_t *p, size_t n, uint64_t address)
{
	static uint8_t was[BLOCK];
	off_t at = (off_t)(library.offset + (address - library.from));

	return library.fd >= 0 && n <= sizeof was &&
	       pread(library.fd, was, n, at) == (ssize_t)n && memcmp(p, was, n) == 0;
}

static void search(
    const uint8_t *p, size_t n, uint64_t address, const char *place, enum when when)
{
	for (size_t i = 0; i + NEEDLE_PIECE <= n;) {
		struct needle *needle = NULL;
		size_t from = 0;
		size_t len = needles_match(&needle, &from, p + i, n - i);

		if (len > 0 && !is_of_library(p + i, len, address + i))
			found(needle, from, len, address + i, place, when);
		i += len > 0 ? len : 1;
	}
}

/* Blocks overlap, so that nothing hides between two. */
static void scan_range(int mem, uint64_t from, uint64_t to, const char *place, enum when when)
{
	static uint8_t block[BLOCK];

	while (from < to) {
		size_t n = to - from < BLOCK ? (size_t)(to - from) : (size_t)BLOCK;
		ssize_t got = pread(mem, block, n, (off_t)from);

		if (got <= 0) { /* a page that cannot be read */
			from += 4096;
			continue;
		}
		search(block, (size_t)got, from, place, when);
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

static void scan(pid_t pid, int mem, enum when when)
{
	char path[64];
	char *line = NULL;
	size_t cap = 0;
	FILE *maps;

	snprintf(path, sizeof path, "/proc/%d/maps", (int)pid);
	if ((maps = fopen(path, "r")) == NULL)
		needles_fail(path);
	while (getline(&line, &cap, maps) > 0) {
		uint64_t from;
		uint64_t to;
		char rights[8];
		char place[256] = "(no name)";

		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %7s %" SCNx64 " %*s %*s %255[^\n]",
			&from, &to, rights, &library.offset, place) < 4 ||
		    strncmp(place, "[v", 2) == 0)
			continue;
		if (!could_hold(rights, place))
			continue;
		library.from = from;
		if (place[0] == '/' && strstr(place, ".so") != NULL)
			library.fd = open(place, O_RDONLY | O_CLOEXEC);
		scan_range(mem, from, to, place, when);
		if (library.fd >= 0)
			close(library.fd);
		library.fd = -1;
	}
	free(line);
	fclose(maps);
}

static bool all_seen(void)
{
	for (size_t i = 0; i < needles_count(); i++)
		if (!needles_get(i)->seen)
			return false;
	return true;
}

/* Only needles that have just been read are new; what was seen is in the report. */
static void at_end(pid_t pid, int mem, const char *path)
{
	const char *hook = getenv("MEMSCAN_HOOK");

	if (hook != NULL) {
		if (system(hook) != 0)
			needles_fail(hook);
		needles_read(path);
	}
	scan(pid, mem, ENDING);
}

static void place_of(char *place, size_t size, pid_t pid, const char *call, uint64_t fd)
{
	char link[64];
	char path[200] = "?";
	ssize_t n;

	snprintf(link, sizeof link, "/proc/%d/fd/%d", (int)pid, (int)fd);
	if ((n = readlink(link, path, sizeof path - 1)) > 0)
		path[n] = '\0';
	snprintf(place, size, "%s %s", call, path);
}

static void search_vector(int mem, uint64_t at, uint64_t count, const char *place)
{
	struct iovec v;

	for (uint64_t i = 0; i < count; i++)
		if (pread(mem, &v, sizeof v, (off_t)(at + i * sizeof v)) == sizeof v)
			scan_range(mem, (uintptr_t)v.iov_base,
			    (uintptr_t)v.iov_base + v.iov_len, place, WRITING);
}

static void search_message(int mem, uint64_t at, const char *place)
{
	struct msghdr m;

	if (pread(mem, &m, sizeof m, (off_t)at) == sizeof m)
		search_vector(mem, (uintptr_t)m.msg_iov, m.msg_iovlen, place);
}

/* Does the daily program become the one that has every library? */
static bool becomes_more(int mem, uint64_t at)
{
	static const char NAME[] = "/strongroom-more";
	char path[4096] = "";
	ssize_t n = pread(mem, path, sizeof path - 1, (off_t)at);
	size_t len = n > 0 ? strlen(path) : 0;

	return len >= sizeof NAME && strcmp(path + len - (sizeof NAME - 1), NAME) == 0;
}

/* What is about to leave the process. */
static void look_at_output(pid_t pid, int mem, const struct __ptrace_syscall_info *info)
{
	const uint64_t *args = (const uint64_t *)info->entry.args;
	char place[256];

	for (size_t i = 0; i < sizeof OUT / sizeof OUT[0]; i++) {
		if ((long)info->entry.nr != OUT[i].nr)
			continue;
		if (OUT[i].nr == SYS_execve && becomes_more(mem, args[0])) {
			scan(pid, mem, ENDING);
			continue;
		}
		place_of(place, sizeof place, pid, OUT[i].name, args[0]);
		if (OUT[i].kind == BUFFER)
			scan_range(mem, args[1], args[1] + args[2], place, WRITING);
		else if (OUT[i].kind == VECTOR)
			search_vector(mem, args[1], args[2], place);
		else if (OUT[i].kind == MESSAGE)
			search_message(mem, args[1], place);
		else
			fprintf(report, "used %s\n", place);
	}
	/* Memory that is a file is a way out, too. */
	if ((long)info->entry.nr == SYS_mmap && (args[3] & MAP_SHARED) != 0 &&
	    (args[2] & PROT_WRITE) != 0 && (args[3] & MAP_ANONYMOUS) == 0) {
		place_of(place, sizeof place, pid, "mmap", args[4]);
		fprintf(report, "used %s\n", place);
	}
}

static bool watched(long nr)
{
	for (size_t i = 0; i < sizeof WATCHED / sizeof WATCHED[0]; i++)
		if (nr == WATCHED[i])
			return true;
	return false;
}

/* Before a system call, or after it. */
static void at_call(pid_t pid, int mem)
{
	static int scans;
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info) <= 0 ||
	    info.op != PTRACE_SYSCALL_INFO_ENTRY)
		return;
	look_at_output(pid, mem, &info);
	if (scans < SCANS && !all_seen() && watched((long)info.entry.nr)) {
		scans++;
		scan(pid, mem, RUNNING);
	}
}

static pid_t start(char **argv)
{
	const long options = PTRACE_O_TRACEEXIT | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE |
			     PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
	int status;
	pid_t pid = fork();

	if (pid < 0)
		needles_fail("fork");
	if (pid == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
			needles_fail("ptrace");
		execvp(argv[0], argv);
		needles_fail(argv[0]);
	}
	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		needles_fail("the command does not start");
	if (ptrace(PTRACE_SETOPTIONS, pid, NULL, (void *)options) != 0)
		needles_fail("ptrace");
	return pid;
}

/* Before it shuts out whoever is not root. */
static int open_memory(pid_t pid)
{
	char path[64];
	int mem;

	snprintf(path, sizeof path, "/proc/%d/mem", (int)pid);
	if ((mem = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		needles_fail(path);
	return mem;
}

/* What is to be told the program that stopped: the signal, or nothing. */
static int stopped(pid_t pid, pid_t main_pid, int *mem, int status, const char *path)
{
	int sig = WSTOPSIG(status);

	if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXEC << 8)) {
		close(*mem);
		*mem = open_memory(pid);
		return 0;
	}

	if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8)) {
		if (pid == main_pid)
			at_end(pid, *mem, path);
		return 0;
	}
	if (sig == (SIGTRAP | 0x80)) {
		at_call(pid, *mem);
		return 0;
	}
	if (status >> 16 != 0 || (pid != main_pid && sig == SIGSTOP))
		return 0;
	return sig;
}

int main(int argc, char **argv)
{
	pid_t main_pid;
	pid_t pid;
	int status;
	int mem;

	if (argc < 4) {
		fprintf(stderr, "usage: memscan REPORT NEEDLES COMMAND [ARGUMENTS…]\n");
		return NEEDLES_FAILED;
	}
	if ((report = fopen(argv[1], "we")) == NULL)
		needles_fail(argv[1]);
	needles_read(argv[2]);
	main_pid = start(argv + 3);
	mem = open_memory(main_pid);
	/* Ctrl-C is for the program. */
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	ptrace(PTRACE_SYSCALL, main_pid, NULL, NULL);
	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		if (WIFSTOPPED(status)) {
			long sig = stopped(pid, main_pid, &mem, status, argv[2]);

			ptrace(PTRACE_SYSCALL, pid, NULL, (void *)sig);
		} else if (pid == main_pid) {
			break;
		}
	}
	if (fclose(report) != 0)
		needles_fail(argv[1]);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
