/*
 * agent: how one is started, and how a session is unlocked through it.
 */
#include "agent_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app.h"
#include "base/file.h"
#include "crypto/secret.h"

/* starting */

struct starting {
	struct agent agent;
	struct identity *keys;
	int64_t member;
	struct session_options options;
	uint8_t vault_id[VAULT_ID];
	int ready; /* of a pipe: the child writes a struct err when it listens, or cannot */
};

/* Whatever else was open has its other ends in processes that wait for them to close. */
static void close_others(const struct starting *st)
{
	const int keep[] = {st->ready, st->agent.control};
	unsigned from = STDERR_FILENO + 1;

	for (;;) {
		unsigned next = ~0U;

		for (size_t i = 0; i < sizeof keep / sizeof keep[0]; i++)
			if (keep[i] >= 0 && (unsigned)keep[i] >= from &&
			    (unsigned)keep[i] < next)
				next = (unsigned)keep[i];
		if (next == ~0U)
			break;
		if (next > from)
			close_range(from, next - 1, 0);
		from = next + 1;
	}
	close_range(from, ~0U, 0);
}

/* No terminal, no folder that somebody wants to unmount, nothing to write to. */
static void detach(const struct starting *st)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = STDIN_FILENO; null >= 0 && fd <= STDERR_FILENO; fd++)
		(void)dup2(null, fd);
	close_others(st);
	(void)!chdir("/");
	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)prctl(PR_SET_NAME, "sr-agent");
	for (int sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	secret_lock_again();
}

static enum rc be_ready(struct starting *st, struct err *e)
{
	struct agent *a = &st->agent;
	const bool private = a->control >= 0;
	enum rc rc = keeper_new(&a->keeper, st->keys, &st->options, e);

	st->keys = NULL;
	if (rc != RC_OK)
		return rc;
	if ((a->folder = agent_folder(e)) < 0)
		return private ? RC_OK : RC_NOTFOUND;
	if (private)
		agent_name_private(a->name);
	else
		agent_name(a->name, st->vault_id, st->member);
	a->listener = agent_listen(a->folder, a->name, e);
	return a->listener < 0 && !private ? RC_IO : RC_OK;
}

static void count_secrets(void)
{
#ifdef STRONGROOM_COUNT_SECRETS
	if (secret_live() != 0)
		abort();
#endif
}

static void child(struct starting *st)
{
	struct err e = {0};

	detach(st);
	e.rc = be_ready(st, &e);
	(void)!write(st->ready, &e, sizeof e);
	close(st->ready);
	if (e.rc == RC_OK)
		agent_serve(&st->agent);
	else
		keeper_free(st->agent.keeper);
	count_secrets();
	_exit(0);
}

/* Twice, so that it is nobody's child who would have to wait for it. */
static enum rc fork_agent(struct starting *st, int ready, struct err *e)
{
	struct buf b = {0};
	int status;
	pid_t pid = fork();
	enum rc rc;

	if (pid == 0) {
		setsid();
		pid = fork();
		if (pid == 0)
			child(st);
		_exit(pid < 0);
	}
	close(st->ready);
	if (pid < 0)
		return err_errno(e, RC_FAIL, "cannot start the agent");
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	rc = file_read_fd(&b, ready, sizeof *e, e);
	if (rc == RC_OK && b.n != sizeof *e)
		rc = err_set(e, RC_FAIL, "the agent ended while it started; try again");
	if (rc == RC_OK) {
		memcpy(e, b.p, sizeof *e);
		rc = e->rc;
	}
	buf_finish(&b);
	return rc;
}

/* The keys go with the child: nothing of them stays here. */
static enum rc start(int *fd, struct starting *st, bool private, struct err *e)
{
	int ends[2] = {-1, -1};
	int pipes[2];
	enum rc rc;

	if (private && socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return err_errno(e, RC_FAIL, "cannot start the agent");
	if (pipe2(pipes, O_CLOEXEC) != 0) {
		rc = err_errno(e, RC_FAIL, "cannot start the agent");
		goto out;
	}
	st->ready = pipes[1];
	st->agent.control = ends[1];
	rc = fork_agent(st, pipes[0], e);
	close(pipes[0]);
out:
	if (ends[1] >= 0)
		close(ends[1]);
	if (rc != RC_OK && ends[0] >= 0)
		close(ends[0]);
	*fd = rc == RC_OK ? ends[0] : -1;
	return rc;
}

/* One of before makes place: its socket is taken over, and it is told. */
static void end_other(const struct starting *st)
{
	struct agent_status was;
	char name[AGENT_NAME];
	int folder = agent_folder(NULL);
	int line;

	if (folder < 0)
		return;
	agent_name(name, st->vault_id, st->member);
	line = agent_connect(folder, name, NULL, NULL);
	if (line >= 0 && agent_line_status(line, AGENT_LOCK, &was, NULL) == RC_OK)
		(void)agent_line_ended(line);
	if (line >= 0)
		close(line);
	close(folder);
}

/* The vault is open in nobody's hand at the fork, for SQLite must not be carried over. */
enum rc agent_start(
    int *fd, struct app *app, bool private_to_this_process, int64_t idle_ms, struct err *e)
{
	struct starting st = {.agent = {.listener = -1,
				  .control = -1,
				  .folder = -1,
				  .idle_ms = idle_ms,
				  .watch = app->watch},
	    .member = session_me(app->session)->id,
	    .options = {.path = app->vault_path, .state_dir = app->state_dir}};
	enum rc rc;

	/* While the session still has its keys. */
	if (!private_to_this_process && (rc = agent_has_place(e)) != RC_OK)
		return rc;
	memcpy(st.vault_id, session_vault_id(app->session), VAULT_ID);
	st.keys = session_give_keys(app->session);
	session_close(app->session);
	app->session = NULL;
	if (!private_to_this_process)
		end_other(&st);
	rc = start(fd, &st, private_to_this_process, e);
	identity_free(st.keys);
	if (rc != RC_OK)
		return rc;
	app->agent_fd = *fd;
	if ((rc = app_open(app, e)) != RC_OK ||
	    (rc = session_learn(app->session, st.member, e)) != RC_OK)
		return rc;
	return agent_unlock_member(app, st.member, e);
}

/* using */

static int find_line(struct app *app, int64_t member, struct err *e)
{
	char name[AGENT_NAME];
	int folder;
	int line;

	if (app->agent_fd >= 0)
		return agent_line_new(app->agent_fd, e);
	if ((folder = agent_folder(e)) < 0)
		return -1;
	agent_name(name, session_vault_id(app->session), member);
	line = agent_connect(folder, name, NULL, e);
	close(folder);
	return line;
}

static enum rc ask(void *arg, struct slice request, struct buf *answer, struct err *e)
{
	const struct app *app = arg;

	return agent_line_ask(app->agent_line, request, answer, e);
}

enum rc agent_unlock_member(struct app *app, int64_t id, struct err *e)
{
	const struct keeper_line line = {.ask = ask, .arg = app};
	enum rc rc;

	if ((app->agent_line = find_line(app, id, e)) < 0)
		return RC_NOTFOUND;
	rc = session_unlock_kept(app->session, &line, e);
	if (rc == RC_OK)
		app_origin(app, "agent", "yes");
	else
		agent_close(app);
	return rc;
}

enum rc agent_unlock(struct app *app, struct err *e)
{
	int64_t id;
	enum rc rc;

	if ((rc = app_open(app, e)) != RC_OK ||
	    (rc = app_choose_member(&id, app, e)) != RC_OK ||
	    (rc = session_learn(app->session, id, e)) != RC_OK)
		return rc;
	return agent_unlock_member(app, id, e);
}

void agent_close(struct app *app)
{
	if (app->agent_line >= 0)
		close(app->agent_line);
	app->agent_line = -1;
}

enum rc agent_status(struct agent_status *st, struct app *app, struct err *e)
{
	if (app->agent_line < 0)
		return err_set(e, RC_NOTFOUND, "there is no agent");
	return agent_line_status(app->agent_line, AGENT_STATUS, st, e);
}

enum rc agent_status_of(struct agent_status *st, int fd, struct err *e)
{
	int line = agent_line_new(fd, e);
	enum rc rc = RC_NOTFOUND;

	if (line >= 0 && agent_line_status(line, AGENT_STATUS, st, e) == RC_OK)
		rc = RC_OK;
	if (line >= 0)
		close(line);
	return rc;
}
