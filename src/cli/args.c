#include "args.h"

#include <stdio.h>
#include <string.h>

#include "app.h"
#include "base/text.h"

const struct option_spec GLOBAL_OPTIONS[] = {
    {"vault", 0, "FILE", "the vault file"},
    {"member", 0, "NAME", "who is asking: a name, part of it, or #ID"},
    {"passphrase-fd", 0, "N", "read the member's passphrase from descriptor N"},
    {"words-fd", 0, "N", "read the words of the sheets from descriptor N, for the envelope"},
    {"json", 0, NULL, "write one JSON document"},
    {"plain", 0, NULL, "plain text, without colour or boxes"},
    {"no-input", 0, NULL, "never ask: fail instead"},
    {"quiet", 'q', NULL, "no messages, only results and errors"},
    {"version", 'V', NULL, "the version of this program"},
    {"help", 'h', NULL, "help"},
    {NULL, 0, NULL, NULL},
};

static const struct option_spec *find_in(
    const struct option_spec *list, const char *name, size_t n, char letter)
{
	for (; list != NULL && list->name != NULL; list++) {
		if (letter != 0 && list->letter == letter)
			return list;
		if (letter == 0 && strlen(list->name) == n && memcmp(list->name, name, n) == 0)
			return list;
	}
	return NULL;
}

static const struct option_spec *find(
    const struct args *a, const char *name, size_t n, char letter)
{
	const struct option_spec *global = find_in(GLOBAL_OPTIONS, name, n, letter);
	const struct option_spec *own =
	    a->command == NULL ? NULL : find_in(a->command->options, name, n, letter);

	/* Behind a command, one of its own takes the place of a global one. */
	return global == NULL || (own != NULL && !a->before) ? own : global;
}

static enum rc add_option(
    struct args *a, const struct option_spec *o, const char *value, struct err *e)
{
	if (a->n_options == ARGS_MAX)
		return err_set(e, RC_USAGE, "too many options");
	a->options[a->n_options].spec = o;
	a->options[a->n_options].before = a->before;
	a->options[a->n_options++].value = value;
	return RC_OK;
}

static bool takes_next(const struct option_spec *o)
{
	return o->value != NULL && o->value[0] != '[';
}

/* "--name", "--name=value", "--name value"; *used counts the arguments taken. */
static enum rc long_option(
    struct args *a, int argc, char **argv, int at, int *used, struct err *e)
{
	const char *name = argv[at] + 2;
	const char *equals = strchr(name, '=');
	size_t n = equals == NULL ? strlen(name) : (size_t)(equals - name);
	const struct option_spec *o = find(a, name, n, 0);

	*used = 1;
	if (o == NULL)
		return err_set(e, RC_USAGE,
		    "unknown option --%.*s; see \"strongroom help%s%s\"", (int)n, name,
		    a->command ? " " : "", a->command ? a->command->name : "");
	if (equals != NULL && o->value == NULL)
		return err_set(e, RC_USAGE, "the option --%s takes no value", o->name);
	if (equals != NULL)
		return add_option(a, o, equals + 1, e);
	if (!takes_next(o))
		return add_option(a, o, NULL, e);
	if (at + 1 >= argc)
		return err_set(e, RC_USAGE, "the option --%s needs a value: --%s %s", o->name,
		    o->name, o->value);
	*used = 2;
	return add_option(a, o, argv[at + 1], e);
}

/* "-q", "-uVALUE", "-u VALUE", "-qh" */
static enum rc short_options(
    struct args *a, int argc, char **argv, int at, int *used, struct err *e)
{
	enum rc rc = RC_OK;

	*used = 1;
	for (const char *p = argv[at] + 1; *p != '\0' && rc == RC_OK; p++) {
		const struct option_spec *o = find(a, NULL, 0, *p);

		if (o == NULL)
			return err_set(e, RC_USAGE,
			    "unknown option -%c; see \"strongroom help%s%s\"", *p,
			    a->command ? " " : "", a->command ? a->command->name : "");
		if (!takes_next(o)) {
			rc = add_option(a, o, NULL, e);
			continue;
		}
		if (p[1] != '\0')
			return add_option(a, o, p + 1, e);
		if (at + 1 >= argc)
			return err_set(e, RC_USAGE, "the option -%c needs a value: -%c %s", *p,
			    *p, o->value);
		*used = 2;
		return add_option(a, o, argv[at + 1], e);
	}
	return rc;
}

/*
 * Before the command is known, whether an option takes the next argument: a
 * name means the same in every command that has it.
 */
static bool may_take_next(const char *argument)
{
	bool is_long = argument[1] == '-';
	const char *name = argument + 2;
	char letter = is_long ? 0 : argument[strlen(argument) - 1];
	const struct option_spec *o;

	if (is_long && strchr(argument, '=') != NULL)
		return false;
	if (!is_long && strlen(argument) != 2)
		return false;
	o = find_in(GLOBAL_OPTIONS, name, strlen(name), letter);
	for (const struct command *c = COMMANDS; o == NULL && c->name != NULL; c++)
		o = find_in(c->options, name, strlen(name), letter);
	return o != NULL && takes_next(o);
}

/* Where the command stands: the first word that is no option and no value of one. */
static int command_at(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (argv[i][0] != '-' || argv[i][1] == '\0')
			return i;
		if (strcmp(argv[i], "--") == 0)
			return i + 1 < argc ? i + 1 : 0;
		if (may_take_next(argv[i]))
			i++;
	}
	return 0;
}

/* Other names that people type; help and the manual know one. */
const char *args_alias(const char *word)
{
	return word != NULL && strcmp(word, "clip") == 0 ? "copy" : word;
}

/* The command of two words is tried first; *used counts the words. */
static const struct command *find_command(const char *first, const char *second, int *used)
{
	char both[64];

	if (second != NULL) {
		snprintf(both, sizeof both, "%s %s", first, second);
		for (const struct command *c = COMMANDS; c->name != NULL; c++)
			if (strcmp(c->name, both) == 0) {
				*used = 2;
				return c;
			}
	}
	*used = 1;
	first = args_alias(first);
	for (const struct command *c = COMMANDS; c->name != NULL; c++)
		if (strcmp(c->name, first) == 0)
			return c;
	*used = 0;
	return NULL;
}

static enum rc add_word(struct args *a, const char *word, struct err *e)
{
	if (a->n_words == ARGS_MAX)
		return err_set(e, RC_USAGE, "too many arguments");
	a->words[a->n_words++] = word;
	return RC_OK;
}

/* What is kept or printed later is UTF-8; only the name of a file may be any bytes. */
static enum rc check_text(const struct args *a, struct err *e)
{
	bool files = a->command != NULL && strstr(a->command->args, "FILE") != NULL;

	for (size_t i = 0; i < a->n_words && !files; i++)
		if (!text_valid(slice_str(a->words[i])))
			return err_set(e, RC_INPUT,
			    "\"%s\" is not UTF-8 text; check the language settings of the "
			    "terminal",
			    a->words[i]);
	for (size_t i = 0; i < a->n_options; i++) {
		const struct option_spec *o = a->options[i].spec;

		if (a->options[i].value != NULL && strcmp(o->value, "FILE") != 0 &&
		    !text_valid(slice_str(a->options[i].value)))
			return err_set(e, RC_INPUT,
			    "the value of --%s is not UTF-8 text; check the language settings "
			    "of the terminal",
			    o->name);
	}
	return RC_OK;
}

/*
 * The command whose first word stands at argv[at]. Options may come between
 * its two words, so every word behind it is tried as the second.
 */
static const struct command *command_of(int argc, char **argv, int at, int *second)
{
	const struct command *c;
	int used;

	for (int i = at + 1; i < argc; i++) {
		c = find_command(argv[at], argv[i], &used);
		if (used == 2) {
			*second = i;
			return c;
		}
	}
	*second = 0;
	return find_command(argv[at], NULL, &used);
}

static bool asks_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}

/* A slip in an option makes its value look like the command. */
static enum rc check_before(struct args *a, int argc, char **argv, int command, struct err *e)
{
	int used = 0;
	enum rc rc = RC_OK;

	for (int i = 1; i < command && rc == RC_OK; i += used) {
		used = 1;
		if (strncmp(argv[i], "--", 2) == 0)
			rc = long_option(a, argc, argv, i, &used, e);
		else if (argv[i][0] == '-')
			rc = short_options(a, argc, argv, i, &used, e);
	}
	return rc;
}

static enum rc unknown(struct args *a, int argc, char **argv, int command, struct err *e)
{
	const char *next = command + 1 < argc ? argv[command + 1] : NULL;
	enum rc rc = check_before(a, argc, argv, command, e);

	return rc != RC_OK ? rc : args_unknown(a->first, next, e);
}

enum rc args_parse(struct args *a, int argc, char **argv, struct err *e)
{
	int command = command_at(argc, argv);
	int second = 0;
	bool ended = false;
	int used = 0;
	enum rc rc = RC_OK;

	*a = (struct args){0};
	if (command != 0) {
		a->first = argv[command];
		a->command = command_of(argc, argv, command, &second);
		if (a->command == NULL && args_noun(a->first) && asks_help(argc, argv))
			a->noun = a->first;
		else if (a->command == NULL)
			return unknown(a, argc, argv, command, e);
	}
	for (int i = 1; i < argc && rc == RC_OK; i += used) {
		used = 1;
		a->before = i < command;
		if (i == command || (second != 0 && i == second))
			continue;
		if (!ended && strcmp(argv[i], "--") == 0)
			ended = true;
		else if (!ended && strncmp(argv[i], "--", 2) == 0)
			rc = long_option(a, argc, argv, i, &used, e);
		else if (!ended && argv[i][0] == '-' && argv[i][1] != '\0')
			rc = short_options(a, argc, argv, i, &used, e);
		else
			rc = add_word(a, argv[i], e);
	}
	return rc == RC_OK ? check_text(a, e) : rc;
}

const struct option_spec *args_option(const struct args *a, const char *word)
{
	const bool is_long = word[0] == '-' && word[1] == '-';
	const struct option_spec *o = NULL;

	if (is_long)
		o = find(a, word + 2, strlen(word + 2), 0);
	else if (word[0] == '-' && word[1] != '\0' && word[2] == '\0')
		o = find(a, NULL, 0, word[1]);
	return o != NULL && takes_next(o) ? o : NULL;
}

bool args_has_global(const struct args *a, const char *name)
{
	for (size_t i = 0; i < a->n_options; i++)
		if (a->options[i].spec == find_in(GLOBAL_OPTIONS, name, strlen(name), 0))
			return true;
	return false;
}

enum rc args_answer(struct args *a, const char *name, const char *value, struct err *e)
{
	return add_option(a, find(a, name, strlen(name), 0), value, e);
}
