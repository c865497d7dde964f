#include "give.h"

#include <stdio.h>

#include "base/clock.h"
#include "clipboard.h"
#include "crypto/secret.h"
#include "password/totp.h"

enum {
	ANSWER_MS = 5 * 60 * 1000, /* who has gone leaves a password behind */
	SHOWN_MAX = 1500,          /* bytes; what can be read off a screen */
	CODE_SECONDS = 5           /* less is too little to type it in */
};

enum rc give_check(struct app *app, const char *what, const char *instead, struct err *e)
{
	if (!app->json && term_open(app))
		return RC_OK;
	return err_set(e, RC_USAGE,
	    "%s gives one value after the other to a person at a terminal; in a script use %s",
	    what, instead);
}

/* An answer, unless none comes for too long. */
static enum rc ask(struct secret **line, struct app *app, const char *prompt, struct err *e)
{
	const int64_t until = app->until_ms;
	const int64_t latest = clock_running_ms() + ANSWER_MS;
	enum rc rc;

	if (until == 0 || until > latest)
		app->until_ms = latest;
	rc = term_line(line, app, prompt, e);
	app->until_ms = until;
	return rc;
}

enum answer { GIVE, SHOW, SKIP };

static enum rc ask_how(enum answer *answer, struct app *app, const char *what, struct err *e)
{
	char prompt[200];

	snprintf(prompt, sizeof prompt,
	    "The %s (Enter: to the clipboard, s: show it, n: not this): ", what);
	for (;;) {
		struct secret *line;
		enum rc rc = ask(&line, app, prompt, e);
		bool good = true;

		if (rc != RC_OK)
			return rc;
		if (line->n == 0)
			*answer = GIVE;
		else if (line->n == 1 && (line->p[0] == 's' || line->p[0] == 'S'))
			*answer = SHOW;
		else if (line->n == 1 && (line->p[0] == 'n' || line->p[0] == 'N'))
			*answer = SKIP;
		else
			good = false;
		secret_free(line);
		if (good)
			return RC_OK;
		term_say(app, "Press Enter, or type s or n and press Enter.\n");
	}
}

/* False if there is no clipboard, which is told. */
static bool to_clipboard(struct give *g, struct slice value)
{
	struct err e;

	if (clipboard_put(g->app, value, CLIPBOARD_SECONDS, &e) != RC_OK) {
		term_say(
		    g->app, "That did not work: %s. Type s to have it shown here.\n", e.text);
		return false;
	}
	g->until_ms = clock_running_ms() + CLIPBOARD_SECONDS * 1000;
	return true;
}

/* Is that value done with? */
static bool hand_over(struct give *g, enum answer answer, struct slice value)
{
	if (answer == GIVE)
		return to_clipboard(g, value);
	if (answer == SHOW && value.n > SHOWN_MAX)
		term_say(
		    g->app, "It is too long to be shown here; \"strongroom show\" does.\n");
	else if (answer == SHOW)
		term_say(g->app, "%s%.*s%s", "    ", SLICE_ARG(value), "\n");
	return true;
}

enum rc give_value(struct give *g, const char *what, struct slice value, struct err *e)
{
	enum answer answer;
	bool done = false;
	enum rc rc = RC_OK;

	while (rc == RC_OK && !done)
		if ((rc = ask_how(&answer, g->app, what, e)) == RC_OK)
			done = hand_over(g, answer, value);
	return rc;
}

void give_clear(struct give *g)
{
	if (clock_running_ms() < g->until_ms && !clipboard_clear(g->app))
		term_say(
		    g->app, "The clipboard may hold what was given for some seconds more.\n");
}

/* Whatever is typed meanwhile does not end it; Ctrl-C does. */
static enum rc wait_for(struct app *app, unsigned seconds, struct err *e)
{
	const int64_t until = app->until_ms;
	struct secret *line;
	char said[80];
	bool over;
	enum rc rc;

	snprintf(said, sizeof said, "The next code comes in %u second%s … ", seconds,
	    seconds == 1 ? "" : "s");
	app->until_ms = clock_running_ms() + (int64_t)seconds * 1000;
	while ((rc = term_secret(&line, app, said, e)) == RC_OK)
		secret_free(line);
	over = app->signal == 0 && term_over(app);
	app->until_ms = until;
	return over ? RC_OK : rc;
}

/* One that can still be typed in. */
static enum rc fresh_code(
    char code[TOTP_CODE], unsigned *left, struct app *app, struct slice totp, struct err *e)
{
	enum rc rc = totp_code(code, left, totp, clock_ms(), e);

	if (rc != RC_OK || *left >= CODE_SECONDS)
		return rc;
	if ((rc = wait_for(app, *left, e)) != RC_OK)
		return rc;
	return totp_code(code, left, totp, clock_ms(), e);
}

enum rc give_code(struct give *g, struct slice totp, struct err *e)
{
	struct app *app = g->app;
	char code[TOTP_CODE] = "";
	enum answer answer;
	unsigned left;
	bool done = false;
	enum rc rc = RC_OK;

	while (rc == RC_OK && !done) {
		if ((rc = ask_how(&answer, app, "one-time code", e)) != RC_OK ||
		    answer == SKIP || (rc = fresh_code(code, &left, app, totp, e)) != RC_OK)
			break;
		done = hand_over(g, answer, slice_str(code));
		if (done)
			term_say(app, "    It is good for %u seconds.\n", left);
	}
	wipe(code, sizeof code);
	return rc;
}

void give_say_where(struct app *app, const struct item *it)
{
	const struct content *c = &it->content;

	term_say(app, "%.*s  (#%lld)\n", SLICE_ARG(c->title), (long long)it->id);
	for (size_t i = 0; i < c->n_urls; i++)
		term_say(app, "  %.*s\n", SLICE_ARG(c->urls[i]));
	term_say(app,
	    c->n_urls > 0
		? "Compare that address with what the browser shows, letter by letter.\n"
		: "It has no address to compare: see that you are where you mean to be.\n");
}
