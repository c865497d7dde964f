/* app_ask: what the arguments do not say, asked for at the terminal. */
#include "app.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "crypto/secret.h"
#include "path.h"

enum rc app_keep_answer(
    const char **answer, struct app *app, const struct secret *line, struct err *e)
{
	struct secret *text;

	if (app->n_asked == sizeof app->asked / sizeof app->asked[0])
		return err_set(
		    e, RC_USAGE, "too many questions; give the arguments with the command");
	/* One byte more, for the NUL. */
	if ((text = secret_new(line->n + 1)) == NULL)
		return err_nomem(e);
	if (line->n > 0)
		memcpy(text->p, line->p, line->n);
	app->asked[app->n_asked++] = text;
	*answer = (const char *)text->p;
	return RC_OK;
}

enum rc app_ask(const char **answer, struct app *app, const char *prompt, struct err *e)
{
	struct secret *line;
	enum rc rc;

	if ((rc = term_line(&line, app, prompt, e)) != RC_OK)
		return rc;
	rc = line->n == 0 ? err_set(e, RC_USAGE, "nothing was typed; nothing was changed")
			  : app_keep_answer(answer, app, line, e);
	secret_free(line);
	return rc;
}

enum rc app_option(
    const char **value, struct app *app, const char *option, const char *prompt, struct err *e)
{
	enum rc rc;

	*value = args_value(&app->args, option);
	if (*value != NULL && (*value)[0] != '\0')
		return RC_OK;
	if (!term_open(app))
		return err_set(e, RC_USAGE, "--%s is missing; see \"strongroom help %s\"",
		    option, app->args.command->name);
	if ((rc = app_ask(value, app, prompt, e)) != RC_OK)
		return rc;
	return args_answer(&app->args, option, *value, e);
}

void app_forget_answers(struct app *app, size_t n)
{
	while (app->n_asked > n)
		secret_free(app->asked[--app->n_asked]);
}

/* "ITEM" is one word that has to be there, "[X]" may be, "X…" is one or more. */
static bool next_name(const char **names, char *name, size_t size, bool *optional)
{
	const char *p = *names;
	size_t n;

	while (*p == ' ')
		p++;
	n = strcspn(p, " ");
	if (n == 0)
		return false;
	snprintf(name, size, "%.*s", (int)n, p);
	*optional = name[0] == '[';
	*names = p + n;
	return true;
}

static bool is_many(const char *names)
{
	return strstr(names, "…") != NULL;
}

static enum rc ask_word(struct app *app, const char *name, struct err *e)
{
	const char *answer;
	char prompt[80];
	enum rc rc;

	/* "ITEM" is asked for as "Item". */
	snprintf(prompt, sizeof prompt, "%.40s: ", name);
	for (char *p = prompt + 1; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	rc = app_ask(&answer, app, prompt, e);
	if (rc == RC_OK && path_is_name(name))
		rc = path_typed(&answer, app, slice_str(answer), e);
	if (rc == RC_OK)
		app->args.words[app->args.n_words++] = answer;
	return rc;
}

/* What names a file, as the program needs it. */
static enum rc take_paths(struct app *app, struct err *e)
{
	const char *names = app->args.command->args;
	char name[64];
	bool optional;
	enum rc rc = path_options(app, e);

	for (size_t i = 0; rc == RC_OK && i < app->args.n_words &&
			   next_name(&names, name, sizeof name, &optional);
	     i++) {
		name[strcspn(name, "]")] = '\0';
		if (path_is_name(name + (optional ? 1 : 0)))
			rc = path_given(&app->args.words[i], app, app->args.words[i], e);
	}
	return rc;
}

/* Most often a title of several words without the quotes that hold them together. */
static enum rc too_many_words(const struct app *app, size_t n, struct err *e)
{
	const struct command *c = app->args.command;
	const bool takes = c->args[0] != '\0';

	return err_set(e, RC_USAGE,
	    "\"%s\" is one word too many; %sthe usage is: strongroom %s%s%s%s",
	    app->args.words[n],
	    takes ? "what has blanks in it goes between quotes, as in \"HMRC VAT\", and " : "",
	    c->name, takes ? " " : "", c->args, c->options != NULL ? " [OPTIONS]" : "");
}

enum rc app_ask_words(struct app *app, struct err *e)
{
	const struct command *c = app->args.command;
	const char *names = c->args;
	char name[64];
	bool optional;
	size_t n = 0;
	enum rc rc;

	while (next_name(&names, name, sizeof name, &optional)) {
		if (n++ < app->args.n_words || optional)
			continue;
		if (!term_open(app))
			return err_set(e, RC_USAGE,
			    "%s is missing; the usage is: strongroom %s %s", name, c->name,
			    c->args);
		if ((rc = ask_word(app, name, e)) != RC_OK)
			return rc;
	}
	if (app->args.n_words > n && !is_many(c->args))
		return too_many_words(app, n, e);
	return take_paths(app, e);
}
