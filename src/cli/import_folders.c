#include "import_folders.h"

#include <string.h>

#include "crypto/secret.h"

static enum rc by_options(struct folders *f, const struct args *a, struct err *e)
{
	const char *name;
	enum rc rc = RC_OK;

	if (args_has(a, "only"))
		folders_want_none(f);
	for (size_t i = 0; rc == RC_OK && (name = args_nth(a, "only", i)) != NULL; i++)
		rc = folders_want(f, name, true, e);
	for (size_t i = 0; rc == RC_OK && (name = args_nth(a, "skip", i)) != NULL; i++)
		rc = folders_want(f, name, false, e);
	return rc;
}

/* A person thinks of the outermost folder and all that is in it. */
static size_t outermost(const char *path)
{
	return strcspn(path, "/");
}

static bool is_below(const struct folder *f, const struct folder *first)
{
	size_t n = outermost(first->fold);

	return outermost(f->fold) == n && strncmp(f->fold, first->fold, n) == 0;
}

static bool asked_before(const struct folders *f, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (is_below(&f->list[i], &f->list[k]))
			return true;
	return false;
}

static size_t groups(const struct folders *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++)
		n += !asked_before(f, i);
	return n;
}

static size_t entries_below(const struct folders *f, const struct folder *first)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++)
		if (is_below(&f->list[i], first))
			n += f->list[i].entries;
	return n;
}

static void say_titles(struct app *app, const struct folders *f, const struct folder *first)
{
	for (size_t i = 0; i < f->n; i++)
		if (is_below(&f->list[i], first))
			term_say(app, "    %s\n", f->list[i].titles);
}

static bool is_answer(struct slice s, const char *word)
{
	return s.n > 0 && s.n <= strlen(word) && strncasecmp((const char *)s.p, word, s.n) == 0;
}

/* "y" or "n"; "?" shows what is in it, and anything else asks once more. */
static enum rc ask(bool *wanted, struct app *app, const struct folders *f,
    const struct folder *first, struct err *e)
{
	size_t n = entries_below(f, first);

	for (;;) {
		struct secret *line;
		bool yes;
		bool no;
		enum rc rc;

		if (first->name[0] == '\0')
			term_say(app, "Outside of any folder: %zu %s.", n,
			    n == 1 ? "entry" : "entries");
		else
			term_say(app, "Folder \"%.*s\": %zu %s.", (int)outermost(first->name),
			    first->name, n, n == 1 ? "entry" : "entries");
		if ((rc = term_line(&line, app, " Are they the council's? [y/n/?] ", e)) !=
		    RC_OK)
			return rc;
		yes = is_answer(secret_slice(line), "yes");
		no = is_answer(secret_slice(line), "no");
		secret_free(line);
		*wanted = yes;
		if (yes || no)
			return RC_OK;
		say_titles(app, f, first);
		term_say(app, "Type y to take them, n to leave them out.\n");
	}
}

static enum rc by_answers(struct folders *f, struct app *app, struct err *e)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < f->n && rc == RC_OK; i++) {
		bool wanted;

		if (asked_before(f, i) || (rc = ask(&wanted, app, f, &f->list[i], e)) != RC_OK)
			continue;
		for (size_t k = i; k < f->n; k++)
			if (is_below(&f->list[k], &f->list[i]))
				f->list[k].wanted = wanted;
	}
	return rc;
}

enum rc import_choose_folders(
    struct folders *f, struct app *app, const struct parse_source *s, struct err *e)
{
	const struct args *a = &app->args;
	enum rc rc;

	if ((rc = folders_read(f, s, e)) != RC_OK)
		return rc;
	if (args_has(a, "only") || args_has(a, "skip"))
		return by_options(f, a, e);
	/* What is all in one place is what was meant. */
	if (groups(f) < 2 || args_has(a, "dry-run") || !term_open(app))
		return RC_OK;
	return by_answers(f, app, e);
}

void import_list_folders(const struct app *app, const struct folders *f)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct folder *in = &f->list[i];

		out_note(app, "%s%s%s: %zu %s%s",
		    in->name[0] != '\0' ? "Folder \"" : "In no folder", in->name,
		    in->name[0] != '\0' ? "\"" : "", in->entries,
		    in->entries == 1 ? "entry" : "entries", in->wanted ? "" : ", left out");
	}
}
