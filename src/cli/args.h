/*
 * args: the command line, taken apart by tables.
 */
#ifndef STRONGROOM_CLI_ARGS_H
#define STRONGROOM_CLI_ARGS_H

#include "base/err.h"
#include "base/slice.h"

/*
 * One option. value NULL: it takes none; in brackets, as "[SPEC]": it may take
 * one, then only as --name=VALUE.
 */
struct option_spec {
	const char *name; /* without "--" */
	char letter;      /* 0: none */
	const char *value;
	const char *help;
};

struct command;

enum { ARGS_MAX = 256 };

struct args {
	const struct command *command; /* NULL: none was given */
	const char *noun;              /* where help is asked about all that go with it */
	bool before;                   /* while parsing: the command is still to come */
	const char *first;             /* the word that was taken for a command */
	const char *words[ARGS_MAX];   /* what is no option, after the command */
	size_t n_words;
	struct {
		const struct option_spec *spec;
		const char *value;
		bool before; /* the command */
	} options[ARGS_MAX];
	size_t n_options;
};

/* args.c: taking it apart */
/* RC_USAGE, with a sentence, for what cannot be understood. */
MUST_CHECK enum rc args_parse(struct args *a, int argc, char **argv, struct err *e);

/* Take an answer as if it had been given as that option. */
MUST_CHECK enum rc args_answer(
    struct args *a, const char *name, const char *value, struct err *e);

/*
 * The option that takes the word behind it as its value; NULL if that word is none
 * of the command of *a, or takes no value.
 */
const struct option_spec *args_option(const struct args *a, const char *word);

/* Was it given, as an option of GLOBAL_OPTIONS and not as one of the command? */
bool args_has_global(const struct args *a, const char *name);

/* The name of the command that this word is another name of, or the word. */
const char *args_alias(const char *word);

/* The options that every command takes. */
extern const struct option_spec GLOBAL_OPTIONS[];

/* args_value.c: what was given */
/* Was the option given? */
bool args_has(const struct args *a, const char *name);

/* The value of the last of that name; NULL if it was not given. */
const char *args_value(const struct args *a, const char *name);

/* The same, only where it stands before the command, or only behind it. */
const char *args_value_at(const struct args *a, const char *name, bool before);

/* The value of number i of that name, NULL past the last. */
const char *args_nth(const struct args *a, const char *name, size_t i);

/* A word by its number, or NULL. */
const char *args_word(const struct args *a, size_t i);

/* A number of an option: *v stays as it is if the option was not given. */
MUST_CHECK enum rc args_number(int64_t *v, const struct args *a, const char *name, int64_t low,
    int64_t high, struct err *e);

/* A whole text as a number of at least 1. */
MUST_CHECK enum rc args_positive(int64_t *v, const char *text, struct err *e);

/* args_suggest.c: what may have been meant */
/* Is what was typed so near the first word of a name that it is likely meant? */
bool args_near(const char *typed, const char *name);

/* The same of a command, which other programs may call by that word. */
bool args_likely(const char *typed, const char *name);

/* Is it the first word of commands of two, as "audit"? */
bool args_noun(const char *word);

/* RC_USAGE: there is no such command, and the one that was likely meant. */
MUST_CHECK enum rc args_unknown(const char *first, const char *second, struct err *e);

#endif
