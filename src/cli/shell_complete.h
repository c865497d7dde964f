/*
 * shell_complete: what the word that is being typed may become.
 */
#ifndef STRONGROOM_CLI_SHELL_COMPLETE_H
#define STRONGROOM_CLI_SHELL_COMPLETE_H

#include "shell_names.h"
#include "shell_words.h"

struct shell_matches {
	char **list; /* whole words, not quoted */
	size_t n;
	size_t cap;
	size_t common; /* bytes that all begin with; whole characters */
};

/*
 * All that fit behind what was typed: commands, their options, and by the usage
 * of the command titles, members, collections or files. *m is to be finished in
 * any case.
 */
MUST_CHECK enum rc shell_complete(struct shell_matches *m, const struct shell_words *w,
    const struct shell_names *names, struct err *e);
/* The same of one word, which is a name of that kind. */
MUST_CHECK enum rc shell_complete_name(struct shell_matches *m, const char *begun,
    const struct shell_names *names, enum shell_name kind, struct err *e);
void shell_matches_finish(struct shell_matches *m);

/* The words that the shell itself knows, beside the commands; ended by NULL. */
extern const char *const SHELL_OWN[];

#endif
