/*
 * term: asking, at the terminal or through a descriptor.
 */
#ifndef STRONGROOM_CLI_TERM_H
#define STRONGROOM_CLI_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct app;
struct secret;

/* term.c: the terminal */
bool term_open(struct app *app);
/* Why it could not be opened. */
const char *term_missing(const struct app *app);
void term_close(struct app *app);
/*
 * Where fmt is one line, what is put into it stays on that. Nothing controls the
 * terminal.
 */
void term_say(struct app *app, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* How wide the terminal is; 0 if it can, or by --plain shall, only show lines. */
size_t term_columns(const struct app *app);
/* Take back what was shown last on the line, so many columns. */
void term_erase(struct app *app, size_t columns);
/* What was typed ahead does not count. */
void term_forget_typed(struct app *app);

/* term_read.c: what is typed there */
/*
 * A line with echo. RC_AUTH if there is no terminal, RC_INTR at its end, or on a
 * signal: app->signal is set then, and takes its effect when the command is over.
 * Words of a sheet, and check words, are not taken: RC_INPUT after a few times.
 * RC_INTR also when app->until_ms is over.
 */
MUST_CHECK enum rc term_line(
    struct secret **line, struct app *app, const char *prompt, struct err *e);
/* The same where check words are asked for. */
MUST_CHECK enum rc term_check_words(
    struct secret **line, struct app *app, const char *prompt, struct err *e);
/* A line without echo. */
MUST_CHECK enum rc term_secret(
    struct secret **line, struct app *app, const char *prompt, struct err *e);
/*
 * Keys one by one, none of which the terminal shows. show puts on the screen what
 * is asked, once more after a stop; hide takes off it what must not stay, at the
 * end and before a stop; key takes a byte, and is true when that was the last.
 */
struct term_keys {
	void (*show)(void *arg);
	void (*hide)(void *arg);
	bool (*key)(void *arg, uint8_t byte);
	void *arg;
};
/* RC_INTR as above. */
MUST_CHECK enum rc term_keys(struct app *app, const struct term_keys *keys, struct err *e);
/* Is the time over in which answers are waited for? */
bool term_over(const struct app *app);

/* term_hush.c */
/*
 * From here on nothing that is typed shows, a question for a secret included;
 * after term_unhush it does, and what was typed and not asked for is thrown
 * away. For what takes its time with a passphrase. Where there is no terminal,
 * nothing happens.
 */
void term_hush(struct app *app);
void term_unhush(void);

/* term_passphrase.c */
/* A new passphrase, typed twice; six words are offered. */
MUST_CHECK enum rc term_new_passphrase(
    struct secret **passphrase, struct app *app, const char *whose, struct err *e);

/* wrong_words.c */
/* RC_INPUT, saying what it is, if text is sheet words or check words, not a passphrase. */
MUST_CHECK enum rc wrong_words_check(
    const struct app *app, const struct secret *text, struct err *e);
/* The same for a title, a name, a reason: three such words and nothing else. */
MUST_CHECK enum rc wrong_words_text(
    const struct app *app, const struct secret *text, struct err *e);
/* The same where check words are asked for: only a whole sheet is wrong there. */
MUST_CHECK enum rc wrong_words_public(const struct secret *text, struct err *e);

/* input.c: secrets from descriptors */
/* One line of the descriptor that the option names; RC_INPUT if it has none. */
MUST_CHECK enum rc input_line(
    struct secret **line, struct app *app, const char *option, struct err *e);
MUST_CHECK enum rc input_line_fd(
    struct secret **line, int fd, const char *option, struct err *e);
/* Everything up to the end; a single line feed at the end does not count. */
MUST_CHECK enum rc input_all(
    struct secret **text, struct app *app, const char *option, struct err *e);

#endif
