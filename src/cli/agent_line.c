/*
 * agent_line: how a command asks an agent.
 *
 * Each command has a line of its own, so that one that is killed in the midst
 * of a request leaves nothing behind for the next. A private agent gets the
 * other end of a new line sent to it.
 */
#include "agent_int.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/codec.h"
#include "crypto/secret.h"

/* The former is longer than a program waits for another to finish writing. */
enum { WAIT_MS = 20 * 1000, END_MS = 3 * 1000, ANSWER = AGENT_LENGTH + KEEPER_ANSWER };

union room {
	struct cmsghdr head;
	char bytes[CMSG_SPACE(sizeof(int))];
};

static bool send_end(int fd, int end)
{
	char byte = 0;
	struct iovec io = {&byte, 1};
	union room room = {0};
	struct msghdr m = {.msg_iov = &io,
	    .msg_iovlen = 1,
	    .msg_control = room.bytes,
	    .msg_controllen = sizeof room.bytes};
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof end);
	memcpy(CMSG_DATA(c), &end, sizeof end);
	return sendmsg(fd, &m, MSG_NOSIGNAL) == 1;
}

int agent_line_new(int fd, struct err *e)
{
	int ends[2];
	bool sent;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
		err_errno(e, RC_FAIL, "cannot ask the agent");
		return -1;
	}
	sent = send_end(fd, ends[1]);
	close(ends[1]);
	if (sent)
		return ends[0];
	close(ends[0]);
	err_set(e, RC_NOTFOUND, "the agent has ended");
	return -1;
}

int agent_line_take(int fd, bool *closed)
{
	char byte;
	struct iovec io = {&byte, 1};
	union room room = {0};
	struct msghdr m = {.msg_iov = &io,
	    .msg_iovlen = 1,
	    .msg_control = room.bytes,
	    .msg_controllen = sizeof room.bytes};
	ssize_t n = recvmsg(fd, &m, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
	struct cmsghdr *c = n > 0 ? CMSG_FIRSTHDR(&m) : NULL;
	int line = -1;

	*closed = n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
	if (c != NULL && c->cmsg_type == SCM_RIGHTS && c->cmsg_len == CMSG_LEN(sizeof line))
		memcpy(&line, CMSG_DATA(c), sizeof line);
	return line;
}

static enum rc gone(struct err *e)
{
	return err_set(e, RC_FAIL,
	    "the agent has ended: the vault is locked. Run the command again, which asks for "
	    "the passphrase, or \"strongroom unlock\" first");
}

/* The length and the request at once, so that the agent is woken once. */
static bool send_request(int line, struct slice request)
{
	uint8_t length[AGENT_LENGTH];
	struct iovec parts[] = {{length, sizeof length}, {(void *)request.p, request.n}};
	struct msghdr m = {.msg_iov = parts, .msg_iovlen = 2};
	struct buf b;

	buf_init_fixed(&b, length, sizeof length);
	put_u32(&b, (uint32_t)request.n);
	while (m.msg_iovlen > 0) {
		ssize_t sent = sendmsg(line, &m, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		for (; m.msg_iovlen > 0 && (size_t)sent >= m.msg_iov->iov_len; m.msg_iovlen--)
			sent -= (ssize_t)m.msg_iov++->iov_len;
		if (m.msg_iovlen > 0) {
			m.msg_iov->iov_base = (uint8_t *)m.msg_iov->iov_base + sent;
			m.msg_iov->iov_len -= (size_t)sent;
		}
	}
	return true;
}

/* Is there something to read before that time? */
static bool wait_for(int line, int64_t until_ms)
{
	struct pollfd p = {.fd = line, .events = POLLIN};
	int64_t left;

	while ((left = until_ms - clock_running_ms()) > 0) {
		int n = poll(&p, 1, (int)left);

		if (n > 0)
			return true;
		if (n < 0 && errno != EINTR)
			return false;
	}
	return false;
}

/* How many bytes an answer has, by those of it that are here; 0: that is not known yet. */
static size_t answer_size(const uint8_t *p, size_t n)
{
	struct dec d;

	dec_init(&d, slice_of(p, AGENT_LENGTH));
	return n < AGENT_LENGTH ? 0 : AGENT_LENGTH + (size_t)get_u32(&d);
}

/* All of one answer, with its length, which comes at once; there is never a second. */
static size_t receive(int line, uint8_t room[ANSWER], int64_t until_ms)
{
	size_t n = 0;
	size_t size = 0;

	while (n == 0 || n != size) {
		ssize_t got;

		if (!wait_for(line, until_ms))
			return 0;
		got = recv(line, room + n, ANSWER - n, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return 0;
		n += (size_t)got;
		size = answer_size(room, n);
		/* More than there is room for, or than it says, is none of an agent's. */
		if (size > ANSWER || (size != 0 && n > size))
			return 0;
	}
	return n;
}

static enum rc ask(
    int line, struct slice request, struct buf *answer, int64_t wait_ms, struct err *e)
{
	uint8_t room[ANSWER];
	size_t n;

	if (request.n > AGENT_REQUEST)
		return err_set(e, RC_FAIL,
		    "this is too much for the agent; lock it with \"strongroom lock\", and run "
		    "the command again");
	if (!send_request(line, request))
		return gone(e);
	n = receive(line, room, clock_running_ms() + wait_ms);
	if (n > 0)
		buf_add(answer, room + AGENT_LENGTH, n - AGENT_LENGTH);
	wipe(room, sizeof room);
	return n > 0 ? RC_OK : gone(e);
}

enum rc agent_line_ask(int line, struct slice request, struct buf *answer, struct err *e)
{
	return ask(line, request, answer, WAIT_MS, e);
}

static void take_text(char *out, size_t size, struct slice s)
{
	size_t n = s.n < size ? s.n : size - 1;

	if (n > 0)
		memcpy(out, s.p, n);
	out[n] = '\0';
}

enum rc agent_line_status(
    int line, enum agent_request what, struct agent_status *st, struct err *e)
{
	uint8_t request = (uint8_t)what;
	uint8_t room[KEEPER_ANSWER];
	struct buf answer;
	struct dec d;
	enum rc rc;

	buf_init_fixed(&answer, room, sizeof room);
	rc =
	    ask(line, slice_of(&request, 1), &answer, what == AGENT_LOCK ? END_MS : WAIT_MS, e);
	if (rc != RC_OK)
		return rc;
	dec_init(&d, buf_slice(&answer));
	rc = (enum rc)get_u8(&d);
	st->idle_ms = get_i64(&d);
	st->left_ms = get_i64(&d);
	st->member = get_i64(&d);
	take_text(st->council, sizeof st->council, get_bytes(&d));
	take_text(st->name, sizeof st->name, get_bytes(&d));
	return rc == RC_OK && dec_end(&d) ? RC_OK : gone(e);
}

bool agent_ended(int fd)
{
	struct pollfd p = {.fd = fd};

	return poll(&p, 1, 0) > 0;
}

bool agent_line_ended(int line)
{
	uint8_t byte;

	return wait_for(line, clock_running_ms() + END_MS) && recv(line, &byte, 1, 0) <= 0;
}
