#include "shell_read.h"

#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "base/text.h"
#include "crypto/secret.h"
#include "shell_complete.h"
#include "shell_signals.h"
#include "watch.h"

enum { HISTORY = 200, SHOWN = 100, KILLS = 10, CTRL_U = 'U' & 0x1f };

/* What readline hands its functions is nothing, so that what they need stands here. */
static const struct shell_reader *reader;
static struct buf *taken; /* where a line goes */
static bool finished;
static enum shell_read outcome;
static char shown[BUFSIZ]; /* what stdio has of what is shown */

/* completion */

static void replace(const struct shell_place *at, const struct shell_matches *m)
{
	const bool one = m->n == 1;
	const char *first = m->list[0];
	const bool goes_on = m->common > 0 && strchr("/=", first[m->common - 1]) != NULL;
	const bool whole = one && !goes_on;
	char *common = strndup(first, m->common);
	struct buf text = {0};

	if (common == NULL)
		return;
	if (at->raw)
		buf_add_str(&text, common);
	else
		shell_words_quote(&text, common, at->quote, whole);
	if (whole && !at->raw)
		buf_add_char(&text, ' ');
	if (buf_cstr(&text) != NULL) {
		rl_begin_undo_group();
		rl_delete_text((int)at->from, rl_point);
		rl_point = (int)at->from;
		rl_insert_text(buf_cstr(&text));
		rl_end_undo_group();
	}
	buf_finish(&text);
	free(common);
}

/* What there is to choose from, made safe, below the line. */
static void show(const struct shell_matches *m)
{
	const size_t n = m->n < SHOWN ? m->n : SHOWN;
	char **list = calloc(n + 2, sizeof *list);
	size_t widest = 0;

	for (size_t i = 0; list != NULL && i < n; i++) {
		struct buf safe = {0};

		text_safe(&safe, slice_str(m->list[i]), false);
		if (text_width(buf_slice(&safe)) > widest)
			widest = text_width(buf_slice(&safe));
		list[i + 1] = strdup(buf_cstr(&safe) == NULL ? "" : buf_cstr(&safe));
		buf_finish(&safe);
	}
	rl_crlf();
	if (list != NULL)
		rl_display_match_list(list, (int)n, (int)widest);
	if (m->n > n)
		fprintf(rl_outstream, "and %zu more; type a little more of it\n", m->n - n);
	for (size_t i = 0; list != NULL && i < n; i++)
		free(list[i + 1]);
	free(list);
	rl_forced_update_display();
}

static int complete(int count, int key)
{
	struct shell_matches m = {0};
	struct shell_place at = {0};
	size_t typed;

	(void)count;
	(void)key;
	if (!reader->complete(
		&m, &at, slice_of(rl_line_buffer, (size_t)rl_point), reader->arg) ||
	    m.n == 0) {
		rl_ding();
		shell_matches_finish(&m);
		return 0;
	}
	typed = (size_t)rl_point - at.from;
	if (m.n == 1 || m.common + (at.quote != 0) > typed)
		replace(&at, &m);
	else
		show(&m);
	shell_matches_finish(&m);
	return 0;
}

/* Whatever other key asks for completion, names of files and of users are not offered. */
static char **nothing(const char *text, int start, int end)
{
	(void)text;
	(void)start;
	(void)end;
	rl_attempted_completion_over = 1;
	return NULL;
}

/* lines */

/* As readline wants it: line belongs to this. */
static void take(char *line)
{
	rl_callback_handler_remove();
	finished = true;
	outcome = line == NULL ? READ_END : READ_LINE;
	if (line == NULL)
		return;
	buf_add_str(taken, line);
	explicit_bzero(line, strlen(line));
	free(line);
}

static void end(enum shell_read how)
{
	finished = true;
	outcome = how;
	rl_free_line_state();
	rl_callback_sigcleanup();
	rl_callback_handler_remove();
}

static void stop(void)
{
	rl_deprep_terminal();
	shell_signals_stop();
	(void)shell_signals_take(SIGCONT);
	rl_prep_terminal(1);
	rl_forced_update_display();
}

static void signalled(void)
{
	if (shell_signals_end() != 0) {
		end(READ_SIGNAL);
		return;
	}
	if (shell_signals_take(SIGINT)) {
		end(READ_CANCEL);
		return;
	}
	if (shell_signals_take(SIGTSTP))
		stop();
	if (shell_signals_take(SIGWINCH))
		rl_resize_terminal();
	/* Whoever stopped it from outside may have set other modes. */
	if (shell_signals_take(SIGCONT)) {
		rl_prep_terminal(1);
		fputs("\n", rl_outstream);
		rl_forced_update_display();
	}
	(void)shell_signals_take(SIGCHLD);
}

static void wait_for_key(void)
{
	const int64_t left = watch_left_ms(reader->watch);

	if (left == 0 || reader->locked(reader->arg)) {
		end(left == 0 ? READ_IDLE : READ_LOCKED);
		return;
	}
	switch (shell_signals_wait(STDIN_FILENO, left)) {
	case WAIT_READY:
		/* It may have slept while it waited, and been woken by that key. */
		if (watch_left_ms(reader->watch) == 0)
			return;
		watch_key(reader->watch);
		rl_callback_read_char();
		return;
	case WAIT_SIGNAL:
		signalled();
		return;
	case WAIT_TIME:
		return;
	}
}

enum shell_read shell_read_line(struct buf *line, const char *prompt)
{
	taken = line;
	finished = false;
	rl_callback_handler_install(prompt, take);
	while (!finished)
		wait_for_key();
	/* The cursor still stands behind what was typed. */
	if (outcome != READ_LINE)
		fputs("\n", rl_outstream);
	fflush(rl_outstream);
	taken = NULL;
	return outcome;
}

/* Text is UTF-8 whatever the settings say; else letters would be counted by bytes. */
static void use_utf8(void)
{
	if (setlocale(LC_CTYPE, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		(void)setlocale(LC_CTYPE, "C.UTF-8");
}

void shell_read_start(const struct shell_reader *r)
{
	reader = r;
	use_utf8();
	(void)setvbuf(stdout, shown, _IOLBF, sizeof shown);
	rl_readline_name = "strongroom";
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_change_environment = 0;
	if (r->plain)
		rl_terminal_name = "dumb";
	rl_attempted_completion_function = nothing;
	rl_initialize();
	if (r->plain)
		(void)rl_variable_bind("enable-bracketed-paste", "off");
	/* Its pager would wait for a key for ever. */
	(void)rl_variable_bind("page-completions", "off");
	(void)rl_bind_key_in_map('\t', complete, emacs_standard_keymap);
	(void)rl_bind_key_in_map('\t', complete, vi_insertion_keymap);
	using_history();
	stifle_history(HISTORY);
}

void shell_read_keep(const char *line)
{
	const HIST_ENTRY *last =
	    history_length > 0 ? history_get(history_base + history_length - 1) : NULL;

	if (last == NULL || strcmp(last->line, line) != 0)
		add_history(line);
}

/* forgetting */

static void forget_history(void)
{
	while (history_length > 0) {
		HIST_ENTRY *h = remove_history(0);

		if (h == NULL)
			return;
		explicit_bzero(h->line, strlen(h->line));
		free_history_entry(h);
	}
}

static void ignore(char *line)
{
	free(line);
}

static ssize_t swallow(void *cookie, const char *text, size_t n)
{
	(void)cookie;
	(void)text;
	return (ssize_t)n;
}

/* As if that were typed; false if it cannot be. */
static bool type(int from, int to, const char *text, size_t n)
{
	struct pollfd p = {.fd = from, .events = POLLIN};

	if (write(to, text, n) != (ssize_t)n)
		return false;
	while (poll(&p, 1, 0) > 0)
		rl_callback_read_char();
	return true;
}

/*
 * Readline has what was typed in more places than it has names for: what is
 * shown, what was shown before, what was cut out. All are written over when as
 * much is typed and cut out again, which nobody sees. What is cut out goes to
 * that before, unless a key was read between the two.
 */
static void type_over(int from, int to)
{
	enum { COLUMNS = 200 };
	static const char CUT[] = {CTRL_U};
	char text[COLUMNS];

	memset(text, ' ', COLUMNS);
	rl_callback_handler_install("", ignore);
	for (int i = 0; i < KILLS; i++)
		if (!type(from, to, text, sizeof text) || !type(from, to, CUT, sizeof CUT))
			break;
	rl_callback_handler_remove();
}

/* In the place of the terminal, so that what is typed there meanwhile stays there. */
static void type_over_unseen(int from, int to)
{
	FILE *const in = rl_instream;
	FILE *const out = rl_outstream;
	FILE *source = fdopen(from, "r");
	FILE *nowhere = fopencookie(NULL, "w", (cookie_io_functions_t){.write = swallow});

	if (source != NULL && nowhere != NULL) {
		rl_instream = source;
		rl_outstream = nowhere;
		type_over(from, to);
		rl_instream = in;
		rl_outstream = out;
	}
	if (nowhere != NULL)
		fclose(nowhere);
	if (source != NULL)
		fclose(source);
	else
		close(from);
}

void shell_read_forget(bool all)
{
	int ends[2];

	if (all)
		forget_history();
	if (pipe2(ends, O_CLOEXEC) != 0)
		return;
	type_over_unseen(ends[0], ends[1]);
	close(ends[1]);
	fflush(stdout);
	explicit_bzero(shown, sizeof shown);
	explicit_bzero(rl_line_buffer, malloc_usable_size(rl_line_buffer));
	wipe_stack();
}
