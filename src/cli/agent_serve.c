/*
 * agent_serve: the agent at work.
 *
 * One loop for all clients, none of which is waited for: a request is read as
 * it comes, and an answer that a client does not take is not sent again.
 */
#include "agent_int.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/codec.h"
#include "crypto/secret.h"
#include "vault/roster.h"

enum {
	CLIENTS = 32,
	TICK_MS = 1000,         /* how often it looks whether it has to end */
	QUIET_MS = 100,         /* nobody asks: what was learned goes to the disk */
	ENDED_MS = 1,           /* so it does where the command that recorded it has ended */
	REQUEST_MS = 10 * 1000, /* a request that takes longer is given up */
	PIECE = 64 * 1024,      /* of a request that is read */
	FIXED = 3               /* descriptors before those of the clients */
};

struct client {
	int fd;       /* -1: free */
	bool outside; /* who may lock a private one, and no more */
	struct buf in;
	int64_t since_ms; /* when the request began, or was answered */
	struct keeper_client signed_for;
};

struct serving {
	struct agent *a;
	struct agent_life life;
	struct client clients[CLIENTS];
	int signals;
};

static void drop(struct client *c)
{
	if (c->fd >= 0)
		close(c->fd);
	buf_finish(&c->in);
	*c = (struct client){.fd = -1};
}

/* A place for one more; where all are taken, that of who was quiet for longest. */
static void admit(struct serving *s, int fd, bool outside)
{
	struct client *c = &s->clients[0];

	if (!agent_peer_is_own(fd, NULL)) {
		close(fd);
		return;
	}
	for (size_t i = 0; i < CLIENTS && c->fd >= 0; i++)
		if (s->clients[i].fd < 0 || s->clients[i].since_ms < c->since_ms)
			c = &s->clients[i];
	drop(c);
	c->fd = fd;
	c->outside = outside;
	c->since_ms = clock_running_ms();
}

/* requests */

static void put_status(struct buf *answer, const struct serving *s)
{
	const struct session *session = keeper_session(s->a->keeper);
	int64_t left = agent_life_left_ms(&s->life);

	put_u8(answer, RC_OK);
	put_i64(answer, s->a->idle_ms);
	put_i64(answer, left > 0 ? left : 0);
	put_i64(answer, session_me(session)->id);
	put_str(answer, session_council(session));
	put_str(answer, session_me(session)->name);
}

/* The keys are gone before anybody is told that they are. */
static void lock(struct buf *answer, struct serving *s)
{
	put_status(answer, s);
	agent_life_save_last(&s->life);
	keeper_free(s->a->keeper);
	s->a->keeper = NULL;
	s->life.over = true;
}

static void reply(struct client *c, const struct buf *answer)
{
	uint8_t room[AGENT_LENGTH + KEEPER_ANSWER];
	struct buf b;

	buf_init_fixed(&b, room, sizeof room);
	put_slice(&b, buf_slice(answer));
	if (send(c->fd, room, b.n, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)b.n)
		drop(c);
	wipe(room, sizeof room);
}

static void answer(struct serving *s, struct client *c)
{
	struct slice request = slice_after(buf_slice(&c->in), AGENT_LENGTH);
	uint8_t room[KEEPER_ANSWER];
	struct buf b;

	buf_init_fixed(&b, room, sizeof room);
	if (request.n == 1 && request.p[0] == AGENT_STATUS) {
		put_status(&b, s);
	} else if (request.n == 1 && request.p[0] == AGENT_LOCK) {
		lock(&b, s);
	} else if (c->outside) {
		drop(c);
		return;
	} else {
		s->life.used_ms = clock_running_ms();
		s->life.recorded = false;
		keeper_answer(&b, s->a->keeper, &c->signed_for, request);
	}
	buf_finish(&c->in);
	c->since_ms = clock_running_ms();
	reply(c, &b);
	wipe(room, sizeof room);
}

/* How many bytes of the request are still to come; none if it is too long. */
static bool wanted(size_t *n, const struct client *c)
{
	struct dec d;
	uint32_t length;

	*n = AGENT_LENGTH - c->in.n;
	if (c->in.n < AGENT_LENGTH)
		return true;
	dec_init(&d, buf_slice(&c->in));
	length = get_u32(&d);
	*n = AGENT_LENGTH + length - c->in.n;
	return length <= AGENT_REQUEST;
}

/* Take what is there of one request, and no more. */
static void take(struct serving *s, struct client *c)
{
	size_t n;
	ssize_t got = 1;

	if (c->in.n == 0)
		c->since_ms = clock_running_ms();
	while (wanted(&n, c) && n > 0 && got > 0) {
		size_t piece = n < PIECE ? n : PIECE;
		uint8_t *p = buf_extend(&c->in, piece);

		if (p == NULL) {
			got = 0;
			break;
		}
		got = recv(c->fd, p, piece, MSG_DONTWAIT);
		c->in.n -= piece - (got > 0 ? (size_t)got : 0);
	}
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got > 0 && n == 0) {
		answer(s, c);
	} else {
		s->life.recorded |= c->signed_for.seq != 0;
		drop(c);
	}
}

static void drop_slow(struct serving *s)
{
	int64_t now = clock_running_ms();

	for (size_t i = 0; i < CLIENTS; i++)
		if (s->clients[i].in.n > 0 && now - s->clients[i].since_ms > REQUEST_MS)
			drop(&s->clients[i]);
}

/* the loop */

static void take_new(struct serving *s, const struct pollfd *fixed)
{
	bool closed = false;
	int fd;

	if (fixed[0].revents != 0)
		s->life.over = true;
	if (fixed[1].revents != 0 &&
	    (fd = accept4(s->a->listener, NULL, NULL, SOCK_CLOEXEC)) >= 0)
		admit(s, fd, s->a->control >= 0);
	if (fixed[2].revents != 0) {
		fd = agent_line_take(s->a->control, &closed);
		s->life.over |= closed;
		if (fd >= 0)
			admit(s, fd, false);
	}
}

static int patience_ms(const struct serving *s)
{
	if (s->life.recorded)
		return ENDED_MS;
	return keeper_owes(s->a->keeper) ? QUIET_MS : TICK_MS;
}

static void turn(struct serving *s)
{
	struct pollfd p[FIXED + CLIENTS] = {{.fd = s->signals, .events = POLLIN},
	    {.fd = s->a->listener, .events = POLLIN}, {.fd = s->a->control, .events = POLLIN}};
	int n;

	for (size_t i = 0; i < CLIENTS; i++)
		p[FIXED + i] = (struct pollfd){.fd = s->clients[i].fd, .events = POLLIN};
	n = poll(p, FIXED + CLIENTS, patience_ms(s));
	agent_life_check(&s->life);
	if (n < 0 || s->life.over)
		return;
	agent_life_save(&s->life, n == 0);
	for (size_t i = 0; i < CLIENTS && !s->life.over; i++)
		if (p[FIXED + i].revents != 0)
			take(s, &s->clients[i]);
	drop_slow(s);
	if (!s->life.over)
		take_new(s, p);
}

static int take_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void finish(struct serving *s)
{
	if (s->a->keeper != NULL)
		agent_life_save_last(&s->life);
	keeper_free(s->a->keeper);
	s->a->keeper = NULL;
	if (s->a->listener >= 0 && agent_life_socket(&s->life))
		(void)unlinkat(s->a->folder, s->a->name, 0);
	for (size_t i = 0; i < CLIENTS; i++)
		drop(&s->clients[i]);
	wipe_stack();
}

void agent_serve(struct agent *a)
{
	struct serving s = {.a = a, .signals = take_signals()};

	agent_life_begin(&s.life, a);
	s.life.over |= s.signals < 0;
	for (size_t i = 0; i < CLIENTS; i++)
		s.clients[i].fd = -1;
	while (!s.life.over)
		turn(&s);
	finish(&s);
	close(s.signals);
}
