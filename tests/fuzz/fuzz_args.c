/*
 * The command line, over the table of commands, and the lines of the shell. No
 * command is run.
 *
 * Input: the arguments, each ended by a zero byte.
 */
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "base/text.h"
#include "fuzz.h"
#include "shell_words.h"

enum { ARGUMENTS = 300 };

static unsigned command;
static unsigned option;
static unsigned number;

void fuzz_init(void)
{
	command = fuzz_way("a command");
	option = fuzz_way("an option");
	number = fuzz_way("a number");
}

/* Every argument in memory of its own, so that a read beyond it is found. */
static int split(char **argv, struct slice input)
{
	int n = 0;

	argv[n++] = strdup("strongroom");
	while (input.n > 0 && n < ARGUMENTS) {
		const uint8_t *end = memchr(input.p, '\0', input.n);
		size_t length = end == NULL ? input.n : (size_t)(end - input.p);
		struct slice one = feed_bytes(&input, length);

		argv[n++] = strndup((const char *)one.p, one.n);
		(void)feed_u8(&input);
	}
	for (int i = 0; i < n; i++)
		fuzz_must(argv[i] != NULL);
	argv[n] = NULL;
	return n;
}

static bool given(const char *text, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (text >= argv[i] && text <= argv[i] + strlen(argv[i]))
			return true;
	return false;
}

/* Words and values are what was given; options are of the command, or global. */
static void check_parsed(struct buf *result, const struct args *a, int argc, char **argv)
{
	fuzz_must(a->n_words + a->n_options <= (size_t)argc * ARGS_MAX);
	for (size_t i = 0; i < a->n_words; i++) {
		fuzz_must(given(a->words[i], argc, argv) && args_word(a, i) == a->words[i]);
		buf_add_str(result, a->words[i]);
	}
	fuzz_must(args_word(a, a->n_words) == NULL);
	for (size_t i = 0; i < a->n_options; i++) {
		const struct option_spec *o = a->options[i].spec;

		fuzz_must(args_has(a, o->name));
		fuzz_must(a->options[i].value == NULL ||
			  (o->value != NULL && given(a->options[i].value, argc, argv)));
		buf_add_str(result, o->name);
	}
	buf_add_str(result, a->command == NULL ? "-" : a->command->name);
}

static void check_numbers(struct buf *result, const struct args *a)
{
	for (size_t i = 0; i < a->n_options; i++) {
		const char *name = a->options[i].spec->name;
		int64_t v = 1;
		struct err e;
		enum rc rc;

		if (a->options[i].value == NULL || args_value(a, name) == NULL)
			continue;
		rc = args_number(&v, a, name, 0, 100, &e);
		fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_USAGE));
		fuzz_must(v >= 0 && v <= 100);
		if (rc == RC_OK)
			fuzz_accept(number);
	}
}

static void check_help(const struct command *c)
{
	struct buf help = {0};

	help_text(&help, c);
	fuzz_must(buf_ok(&help) && help.n > 0 && text_valid(buf_slice(&help)));
	buf_finish(&help);
}

/* What is quoted is split back into itself, whatever quote is open. */
static void check_quoted(const char *word)
{
	for (const char *quote = "\"'"; quote[0] != '\0'; quote++) {
		struct buf line = {0};
		struct shell_words w;
		struct err e;

		shell_words_quote(&line, word, quote[1] == '\0' ? '\0' : quote[0], true);
		fuzz_must(shell_words_split(&w, buf_slice(&line), &e) == RC_OK && w.n == 1 &&
			  !w.unclosed && strcmp(w.words[0], word) == 0);
		shell_words_finish(&w);
		buf_finish(&line);
	}
}

/* As a line, as far as it goes. */
static void check_line(struct buf *result, struct slice input)
{
	struct shell_words w;
	struct err e;
	enum rc rc = shell_words_split(&w, input, &e);

	fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_USAGE));
	for (size_t i = 0; i < w.n; i++)
		check_quoted(w.words[i]);
	fuzz_must(w.last <= input.n && w.words[w.n] == NULL);
	shell_words_finish(&w);
}

void fuzz_one(struct buf *result, struct slice input)
{
	char *argv[ARGUMENTS + 1];
	int argc = split(argv, input);
	struct args a;
	struct err e;
	enum rc rc = args_parse(&a, argc, argv, &e);

	check_line(result, input);
	fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_USAGE) | FUZZ_RC(RC_INPUT));
	if (rc == RC_OK) {
		if (a.command != NULL)
			fuzz_accept(command);
		if (a.n_options > 0)
			fuzz_accept(option);
		check_parsed(result, &a, argc, argv);
		check_numbers(result, &a);
		check_help(a.command);
		if (a.command != NULL && a.command->check != NULL) {
			struct app app = {.args = a,
			    .tty = -1,
			    .agent_fd = -1,
			    .agent_line = -1,
			    .no_input = true};

			/* As the program does: no check without the words that it is about. */
			if ((rc = app_ask_words(&app, &e)) == RC_OK)
				rc = a.command->check(&app, &e);
			fuzz_must(rc == RC_OK || e.text[0] != '\0');
		}
	}
	for (int i = 0; i < argc; i++)
		free(argv[i]);
}
