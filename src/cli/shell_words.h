/*
 * shell_words: a typed line, taken apart into words as other shells do.
 *
 * Blanks part words; '…' takes everything as it is; within "…" a backslash makes
 * " and \ ordinary, outside of quotes any character. Nothing is ever expanded:
 * no variables, no patterns, no commands.
 */
#ifndef STRONGROOM_CLI_SHELL_WORDS_H
#define STRONGROOM_CLI_SHELL_WORDS_H

#include "args.h"
#include "base/buf.h"

struct shell_words {
	char *words[ARGS_MAX]; /* each wiped when it is freed; ended by NULL */
	size_t n;
	size_t last;   /* where the last word begins in the line; its end if there is none */
	char quote;    /* that is still open at the end; 0: none */
	bool unclosed; /* the line ends within quotes, or with a lone backslash */
	bool has_last; /* the line ends within a word, and not with a blank */
};

/* RC_USAGE if there are too many words, or a NUL; to be finished in any case. */
MUST_CHECK enum rc shell_words_split(struct shell_words *w, struct slice line, struct err *e);
void shell_words_finish(struct shell_words *w);

/* Without the name of the program, which hints have in front. */
void shell_words_drop_program(struct shell_words *w);

/*
 * Append a word in such a form that it is split back into itself: as it is, if
 * that will do, else within the quote that is open, or "; end: closed again.
 */
void shell_words_quote(struct buf *out, const char *word, char quote, bool end);

#endif
