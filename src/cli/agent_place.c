/*
 * agent_place: the folder of the agents' sockets, and the sockets in it.
 *
 * A name in the folder is reached through the folder's descriptor, so that
 * nothing depends on how long its path is, or on who else can rename in it.
 */
#include "agent_int.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "crypto/encode.h"

/* Both the user's own, and nobody else's to look into. */
static bool is_private(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_uid == geteuid() &&
	       (st.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

static int open_private(int at, const char *path)
{
	int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0 && !is_private(fd)) {
		close(fd);
		return -1;
	}
	return fd;
}

static int runtime_folder(void)
{
	const char *given = getenv("XDG_RUNTIME_DIR");
	char path[32];

	if (given != NULL && given[0] == '/')
		return open_private(AT_FDCWD, given);
	snprintf(path, sizeof path, "/run/user/%u", (unsigned)geteuid());
	return open_private(AT_FDCWD, path);
}

int agent_folder(struct err *e)
{
	int above = runtime_folder();
	int fd = -1;

	if (above >= 0 && (mkdirat(above, "strongroom", 0700) == 0 || errno == EEXIST))
		fd = open_private(above, "strongroom");
	if (above >= 0)
		close(above);
	if (fd < 0)
		err_set(e, RC_NOTFOUND,
		    "there is no folder for the socket of the agent: log in in the usual way, "
		    "or set XDG_RUNTIME_DIR to a folder that only you can open (mode 0700)");
	return fd;
}

enum rc agent_has_place(struct err *e)
{
	int fd = agent_folder(e);

	if (fd < 0)
		return RC_NOTFOUND;
	close(fd);
	return RC_OK;
}

void agent_name(char name[AGENT_NAME], const uint8_t vault_id[VAULT_ID], int64_t member)
{
	struct buf hex = {0};

	hex_encode(&hex, vault_id, VAULT_ID);
	snprintf(name, AGENT_NAME, "%.*s-%" PRId64, SLICE_ARG(buf_slice(&hex)), member);
	buf_finish(&hex);
}

void agent_name_private(char name[AGENT_NAME])
{
	snprintf(name, AGENT_NAME, "shell-%ld", (long)getpid());
}

static bool address(struct sockaddr_un *a, int folder, const char *name)
{
	int n;

	*a = (struct sockaddr_un){.sun_family = AF_UNIX};
	n = snprintf(a->sun_path, sizeof a->sun_path, "/proc/self/fd/%d/%s", folder, name);
	return n > 0 && (size_t)n < sizeof a->sun_path;
}

/* Under a name of its own first, so that whoever listens is never half there. */
int agent_listen(int folder, const char *name, struct err *e)
{
	enum { WAITING = 16 };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_un a;
	char temp[AGENT_NAME + 16];

	snprintf(temp, sizeof temp, "new-%ld", (long)getpid());
	(void)unlinkat(folder, temp, 0);
	if (fd >= 0 && address(&a, folder, temp) &&
	    bind(fd, (const struct sockaddr *)&a, sizeof a) == 0 &&
	    fchmodat(folder, temp, 0600, 0) == 0 && listen(fd, WAITING) == 0 &&
	    renameat(folder, temp, folder, name) == 0)
		return fd;
	err_errno(e, RC_IO, "cannot make the socket of the agent");
	(void)unlinkat(folder, temp, 0);
	if (fd >= 0)
		close(fd);
	return -1;
}

bool agent_peer_is_own(int fd, pid_t *pid)
{
	struct ucred who;
	socklen_t n = sizeof who;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &n) != 0 || who.uid != geteuid())
		return false;
	if (pid != NULL)
		*pid = who.pid;
	return true;
}

/* socket(7): without a time, one who listens and lets nobody in is waited for for ever. */
static bool connect_soon(int fd, const struct sockaddr_un *a)
{
	static const struct timeval soon = {.tv_sec = 3};
	static const struct timeval any_time = {0};

	return setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &soon, sizeof soon) == 0 &&
	       connect(fd, (const struct sockaddr *)a, sizeof *a) == 0 &&
	       setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &any_time, sizeof any_time) == 0;
}

int agent_connect(int folder, const char *name, pid_t *pid, struct err *e)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un a;

	if (fd >= 0 && address(&a, folder, name) && connect_soon(fd, &a) &&
	    agent_peer_is_own(fd, pid))
		return fd;
	if (fd >= 0)
		close(fd);
	err_set(e, RC_NOTFOUND, "there is no agent");
	return -1;
}
