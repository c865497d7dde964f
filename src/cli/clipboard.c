#include "clipboard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/codec.h"
#include "base/file.h"
#include "clipboard_int.h"

/* What the ways need to be found; a secret is in none of them. */
static const char *const VARIABLES[] = {"PATH", "HOME", "LANG", "LC_ALL", "TERM", "TMUX", "STY",
    "DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "WSL_INTEROP",
    "WSL_DISTRO_NAME"};

enum { N_VARIABLES = sizeof VARIABLES / sizeof VARIABLES[0] };

struct environment {
	char *all[N_VARIABLES + 1];
	size_t n;
};

static void environment_of(struct environment *env)
{
	for (size_t i = 0; i < N_VARIABLES; i++) {
		const char *value = getenv(VARIABLES[i]);

		if (value != NULL &&
		    asprintf(&env->all[env->n], "%s=%s", VARIABLES[i], value) >= 0)
			env->n++;
	}
	env->all[env->n] = NULL;
}

static void environment_finish(struct environment *env)
{
	while (env->n > 0)
		free(env->all[--env->n]);
}

/* The descriptors of the keeper, before they have their numbers. */
struct ends {
	int job;
	int told;
	int tty;
};

static bool place_at(int fd, int number)
{
	return fd >= 0 && dup2(fd, number) == number;
}

/* In the child: nothing that was open here stays so, but what it needs. */
static void become_keeper(const struct ends *given, char *const *env)
{
	char *argv[] = {(char *)(uintptr_t)CLIPBOARD_KEEPER, NULL};
	enum { ABOVE = 10 };
	const int job = fcntl(given->job, F_DUPFD_CLOEXEC, ABOVE);
	const int told = fcntl(given->told, F_DUPFD_CLOEXEC, ABOVE);
	const int tty = given->tty < 0 ? -1 : fcntl(given->tty, F_DUPFD_CLOEXEC, ABOVE);
	const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (!place_at(nothing, fd))
			_exit(RC_FAIL);
	if (setsid() < 0 || !place_at(job, CLIPBOARD_JOB) || !place_at(told, CLIPBOARD_TOLD))
		_exit(RC_FAIL);
	if (!place_at(tty, CLIPBOARD_TTY))
		close(CLIPBOARD_TTY);
	if (close_range(CLIPBOARD_TTY + 1, ~0U, 0) != 0 || chdir("/") != 0)
		_exit(RC_FAIL);
	execve("/proc/self/exe", argv, env);
	_exit(RC_FAIL);
}

static pid_t start_keeper(const struct ends *ends)
{
	struct environment env = {0};
	pid_t pid;

	environment_of(&env);
	pid = fork();
	if (pid == 0)
		become_keeper(ends, env.all);
	environment_finish(&env);
	return pid;
}

/* Does the keeper say that the value is on the clipboard? */
static bool hear(int fd)
{
	enum { PATIENCE_S = 60 };
	const int64_t until = clock_running_ms() + PATIENCE_S * 1000;
	struct pollfd p = {.fd = fd, .events = POLLIN};
	char said = 'n';

	while (clock_running_ms() < until) {
		const int n = poll(&p, 1, 1000);

		if (n > 0 || (n < 0 && errno != EINTR))
			break;
	}
	return (p.revents & POLLIN) != 0 && read(fd, &said, 1) == 1 && said == 'y';
}

/* Send the job and wait for the answer. Both pipes are closed then. */
static bool send_job(int job_fd, int told_fd, const struct clipboard_job *job)
{
	struct buf text = {0};
	bool sent;

	put_u32(&text, job->way);
	put_u32(&text, job->seconds);
	put_slice(&text, job->place);
	put_slice(&text, job->value);
	sent = buf_ok(&text) && file_write_fd(job_fd, text.p, text.n, NULL) == RC_OK;
	buf_finish(&text);
	close(job_fd);
	sent = sent && hear(told_fd);
	close(told_fd);
	return sent;
}

/* One way tried by a keeper of its own. */
static bool try_way(const struct app *app, const struct clipboard_job *job)
{
	int job_fds[2];
	int told_fds[2];
	struct ends ends;
	bool done;
	pid_t pid;

	if (pipe2(job_fds, O_CLOEXEC) != 0)
		return false;
	if (pipe2(told_fds, O_CLOEXEC) != 0) {
		close(job_fds[0]);
		close(job_fds[1]);
		return false;
	}
	ends = (struct ends){job_fds[0], told_fds[1],
	    clipboard_way(job->way)->copy[0] != NULL ? -1
	    : app->tty >= 0                          ? app->tty
						     : STDERR_FILENO};
	pid = start_keeper(&ends);
	close(job_fds[0]);
	close(told_fds[1]);
	done = send_job(job_fds[1], told_fds[0], job);
	if (pid > 0 && !done)
		(void)waitpid(pid, NULL, 0);
	return pid > 0 && done;
}

/* The keeper that this process has started, if it is at work: 0 if there is none. */
static pid_t own_keeper(int place)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	if (fcntl(place, F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK || lock.l_pid <= 1)
		return 0;
	return waitpid(lock.l_pid, NULL, WNOHANG) == 0 ? lock.l_pid : 0;
}

/* One that is told to end clears what it has put there. */
bool clipboard_clear(const struct app *app)
{
	const int64_t until = clock_running_ms() + 5000;
	const struct timespec step = {.tv_nsec = 20000000};
	char *path = file_join(app->state_dir, "clipboard");
	const int place = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	pid_t keeper = -1;

	while (place >= 0 && (keeper = own_keeper(place)) != 0 && clock_running_ms() < until) {
		kill(keeper, SIGTERM);
		nanosleep(&step, NULL);
	}
	if (place >= 0)
		close(place);
	free(path);
	return keeper == 0;
}

static enum rc no_clipboard(struct err *e)
{
	return err_set(e, RC_FAIL,
	    "there is no clipboard to be had here: it takes a desktop with wl-copy and "
	    "wl-paste, "
	    "xclip or xsel installed, Windows, or a terminal; \"strongroom show ITEM -f "
	    "password\" gives the value itself");
}

enum rc clipboard_check(struct app *app, struct err *e)
{
	(void)term_open(app);
	for (size_t i = 0; clipboard_way(i) != NULL; i++)
		if (clipboard_way(i)->there(app))
			return RC_OK;
	return no_clipboard(e);
}

static void say(const struct app *app, const struct clipboard_way *way, unsigned seconds)
{
	const char *when = way->paste[0] != NULL
			       ? "cleared, unless something else was copied in the meantime"
			       : "cleared, whatever it holds then, for it cannot be asked";

	out_note(app, "On the clipboard, by %s, for %u seconds; then it is %s.", way->name,
	    seconds, when);
	out_note(app, "If nothing pastes: %s.", way->advice);
}

enum rc clipboard_put(struct app *app, struct slice value, unsigned seconds, struct err *e)
{
	struct clipboard_job job = {.seconds = seconds, .value = value};
	char *place = file_join(app->state_dir, "clipboard");
	const struct clipboard_way *way;
	enum rc rc = no_clipboard(e);

	if (place == NULL)
		return err_nomem(e);
	job.place = slice_str(place);
	(void)term_open(app);
	for (size_t i = 0; rc != RC_OK && (way = clipboard_way(i)) != NULL; i++) {
		job.way = (uint32_t)i;
		if (!way->there(app))
			continue;
		if (try_way(app, &job)) {
			say(app, way, seconds);
			rc = RC_OK;
		} else {
			out_warn(app, "no clipboard could be reached by %s", way->name);
		}
	}
	free(place);
	return rc;
}
