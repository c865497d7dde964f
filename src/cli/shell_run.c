/*
 * shell_run: commands in processes of their own.
 *
 * A child is forked with nothing but the line to the agent, so that what it
 * decrypts is gone with it. It stays in the group of the shell: Ctrl-C, Ctrl-Z and
 * a closed terminal reach both.
 */
#include "shell_int.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "agent.h"
#include "base/file.h"
#include "shell_signals.h"

enum { NAMES_MOST = 64 << 20 };

enum { GLOBALS = 8, LINE = GLOBALS + ARGS_MAX + 1 };

/* What was said with the shell is said with every command. */
static int globals(char **argv, const struct shell *s)
{
	static char program[] = "strongroom", vault[] = "--vault", member[] = "--member",
		    plain[] = "--plain", json[] = "--json", quiet[] = "--quiet";
	const struct app *app = s->app;
	int argc = 0;

	argv[argc++] = program;
	argv[argc++] = vault;
	argv[argc++] = app->vault_path;
	argv[argc++] = member;
	argv[argc++] = (char *)s->who;
	if (args_has_global(&app->args, "plain"))
		argv[argc++] = plain;
	if (app->json)
		argv[argc++] = json;
	if (app->quiet)
		argv[argc++] = quiet;
	return argc;
}

/* The whole command line, ended by NULL; argv has room for LINE. */
static int command_line(char **argv, const struct shell *s, char *const *words, size_t n)
{
	int argc = globals(argv, s);

	for (size_t i = 0; i < n; i++)
		argv[argc++] = words[i];
	argv[argc] = NULL;
	return argc;
}

static int run_command(const struct shell *s, char *const *words, size_t n)
{
	struct app app = {
	    .tty = -1, .agent_fd = s->agent_fd, .agent_line = -1, .watch = s->watch};
	char *argv[LINE];

	return cli_run(&app, command_line(argv, s, words, n), argv);
}

/*
 * Until the child has ended; what ends the shell ends the child first. A child
 * that stops, once the terminal is as it was, has the shell stop too.
 */
static int wait_for(pid_t pid)
{
	int status;

	for (;;) {
		const int ends = shell_signals_end();
		pid_t got;

		if (ends != 0)
			kill(pid, ends);
		got = waitpid(pid, &status, (ends == 0 ? WNOHANG : 0) | WUNTRACED);
		if (got < 0 && errno != EINTR)
			return -1;
		if (got == pid && !WIFSTOPPED(status))
			return status;
		if (got == pid) {
			shell_signals_stop();
			kill(pid, SIGCONT);
		}
		for (const int *sig =
			 (const int[]){SIGINT, SIGTSTP, SIGCONT, SIGWINCH, SIGCHLD, 0};
		     *sig != 0; sig++)
			(void)shell_signals_take(*sig);
		if (got == 0)
			(void)shell_signals_wait(-1, INT64_MAX);
	}
}

int shell_run(struct shell *s, char *const *words, size_t n)
{
	struct termios modes;
	const bool known = tcgetattr(s->app->tty, &modes) == 0;
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		shell_signals_unwatch();
		exit(run_command(s, words, n));
	}
	if (pid > 0)
		status = wait_for(pid);
	/* One that was killed may have left them as they were for a passphrase. */
	if (known)
		(void)tcsetattr(s->app->tty, TCSADRAIN, &modes);
	return status;
}

/* names */

static enum rc put_names(int fd, const struct shell *s, struct err *e)
{
	struct app app = {.tty = -1,
	    .agent_fd = s->agent_fd,
	    .agent_line = -1,
	    .quiet = true,
	    .no_input = true};
	char words[] = "ls";
	char *argv[LINE];
	struct buf names = {0};
	enum rc rc;

	if ((rc = args_parse(
		 &app.args, command_line(argv, s, (char *[]){words}, 1), argv, e)) == RC_OK &&
	    (rc = agent_unlock(&app, e)) == RC_OK &&
	    (rc = shell_names_put(&names, &app, e)) == RC_OK)
		rc = file_write_fd(fd, names.p, names.n, e);
	buf_finish(&names);
	cli_finish(&app);
	return rc;
}

/* In the child; what it would warn of has been said, or will be, by a command. */
static int names_child(int fd, const struct shell *s)
{
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	struct err e;

	shell_signals_unwatch();
	if (nowhere >= 0)
		dup2(nowhere, STDERR_FILENO);
	return (int)put_names(fd, s, &e);
}

static void read_names(struct shell *s)
{
	struct buf text = {0};
	int ends[2];
	bool whole;
	pid_t pid;

	shell_names_finish(&s->names);
	if (pipe2(ends, O_CLOEXEC) != 0)
		return;
	if ((pid = fork()) == 0)
		exit(names_child(ends[1], s));
	close(ends[1]);
	whole = pid > 0 && file_read_fd(&text, ends[0], NAMES_MOST, NULL) == RC_OK;
	if (pid > 0 && wait_for(pid) == 0 && whole)
		(void)shell_names_take(&s->names, buf_slice(&text));
	close(ends[0]);
	buf_finish(&text);
}

/* What changes a vault changes its file. */
void shell_learn_names(struct shell *s)
{
	struct stat st;

	if (stat(s->app->vault_path, &st) != 0)
		return;
	if (s->names.text.n > 0 && st.st_size == s->stamp.size && st.st_ino == s->stamp.inode &&
	    memcmp(&st.st_mtim, &s->stamp.changed, sizeof st.st_mtim) == 0)
		return;
	s->stamp.size = st.st_size;
	s->stamp.inode = st.st_ino;
	s->stamp.changed = st.st_mtim;
	read_names(s);
}
