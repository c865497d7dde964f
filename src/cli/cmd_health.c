/* health: which passwords should be changed, and why. */
#include "app.h"

#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "report/health.h"

static bool is_own(const struct app *app, const struct health_finding *f)
{
	return health_can_mend(session_roster(app->session), f, session_me(app->session));
}

static json_t *names(const struct app *app, const struct health_finding *f)
{
	const struct roster *t = session_roster(app->session);
	json_t *list = json_array();

	for (size_t i = 0; i < t->n_members; i++)
		if (health_can_mend(t, f, &t->members[i]))
			json_array_append_new(list, json_string(t->members[i].name));
	return list;
}

static json_t *row(const struct app *app, const struct health_finding *f)
{
	return json_pack("{s:I,s:o,s:s,s:o,s:o,s:s,s:b}", "id", (json_int_t)f->item, "title",
	    json_slice(slice_str(f->title)), "finding", health_name(f->kind), "why",
	    json_slice(slice_str(f->why)), "who", names(app, f), "command", f->command, "yours",
	    is_own(app, f));
}

static json_t *rows(const struct app *app, const struct health *h)
{
	json_t *list = json_array();

	for (size_t i = 0; i < h->n; i++)
		if (json_array_append_new(list, row(app, &h->list[i])) != 0) {
			json_decref(list);
			return NULL;
		}
	return list;
}

static enum rc print_json(
    const struct app *app, const struct health *h, bool stolen, struct err *e)
{
	return out_json(
	    json_pack("{s:I,s:I,s:I,s:b,s:o}", "items", (json_int_t)h->items, "passwords",
		(json_int_t)h->passwords, "unreadable", (json_int_t)h->unreadable,
		"compared_with_stolen", stolen, "findings", rows(app, h)),
	    e);
}

static void note_what_else(const struct app *app, const struct health *h, bool stolen)
{
	if (h->items == 0 && h->unreadable == 0) {
		out_note(app, "There is no item that you can open, so nothing was looked at.");
		return;
	}
	out_note(app, "%zu item%s looked at, %zu with a password; %s.", h->items,
	    h->items == 1 ? "" : "s", h->passwords,
	    h->n == 0 ? "nothing was found that should be changed" : "the worst come first");
	if (h->unreadable > 0)
		out_note(app,
		    "%zu more did not open; \"strongroom verify\" says whose they are.",
		    h->unreadable);
	if (!stolen && h->passwords > 0)
		out_note(app, "Whether any was stolen elsewhere was not checked; --pwned FILE "
			      "does, with the list of haveibeenpwned.com on this computer.");
}

static void put_title(struct buf *b, const struct health_finding *f)
{
	out_safe(b, f->title);
	buf_printf(b, " (#%lld)", (long long)f->item);
}

/* Who may not mend it herself is told whom to ask. */
static void put_command(struct buf *b, const struct app *app, const struct health_finding *f)
{
	json_t *who = is_own(app, f) ? NULL : names(app, f);
	const size_t n = json_array_size(who);

	for (size_t i = 0; i < n; i++) {
		buf_add_str(b, i == 0 ? "for " : i + 1 < n ? ", " : " or ");
		out_safe(b, json_string_value(json_array_get(who, i)));
	}
	buf_add_str(b, n > 0         ? ": "
		       : who != NULL ? "for nobody yet, until a clerk grants it with --edit: "
				     : "");
	buf_add_str(b, f->command);
	json_decref(who);
}

/* What mends several findings is said once, behind the last of them. */
static void put_item(
    struct buf *b, const struct app *app, const struct health_finding *f, size_t n)
{
	put_title(b, f);
	buf_add_char(b, '\n');
	for (size_t i = 0; i < n; i++) {
		buf_printf(b, "    %s: ", health_name(f[i].kind));
		out_safe(b, f[i].why);
		if (i + 1 == n || strcmp(f[i + 1].command, f[i].command) != 0) {
			buf_add_str(b, "\n        ");
			put_command(b, app, &f[i]);
		}
		buf_add_char(b, '\n');
	}
	buf_add_char(b, '\n');
}

/* These may be many, and all the same is to be said of them: a line each. */
static void put_without_second(
    struct buf *b, const struct app *app, const struct health_finding *f, size_t n)
{
	buf_printf(b, "%s: %s\n", health_name(f->kind), f->why);
	for (size_t i = 0; i < n; i++) {
		buf_add_str(b, "    ");
		put_title(b, &f[i]);
		buf_add_str(b, ": ");
		put_command(b, app, &f[i]);
		buf_add_char(b, '\n');
	}
}

/* How many findings are about the item of the one at i. */
static size_t count_same(const struct health *h, size_t i)
{
	size_t n = 1;

	while (i + n < h->n && h->list[i + n].item == h->list[i].item)
		n++;
	return n;
}

static enum rc print(struct app *app, const struct health *h, bool stolen, struct err *e)
{
	struct buf b = {0};
	size_t i = 0;
	enum rc rc;

	/* The worst come first, so those without a second factor alone come last. */
	for (; i < h->n && h->list[i].kind != HEALTH_SECOND; i += count_same(h, i))
		put_item(&b, app, &h->list[i], count_same(h, i));
	if (i < h->n)
		put_without_second(&b, app, &h->list[i], h->n - i);
	rc = buf_ok(&b) ? out_write(&b, e) : err_nomem(e);
	buf_finish(&b);
	if (rc == RC_OK)
		note_what_else(app, h, stolen);
	return rc;
}

/* On the terminal alone, and there only where it takes a while. */
enum { STEP = 100, WIDTH = 24 };

static void show(void *arg, size_t done, size_t all)
{
	struct app *app = arg;
	char text[64];

	if (done > STEP && done % STEP == 1)
		term_erase(app, WIDTH);
	if (done % STEP != 0 || done == all)
		return;
	snprintf(text, sizeof text, "%zu of %zu", done, all);
	term_say(app, "%-*s", WIDTH, text);
}

enum rc cmd_health(struct app *app, struct err *e)
{
	const char *stolen = args_value(&app->args, "pwned");
	struct health_options o = {.stolen = stolen, .arg = app};
	struct health h = {0};
	enum rc rc;

	if (!app->json && !app->quiet && term_columns(app) > 0 && term_open(app))
		o.progress = show;
	if ((rc = health_check(&h, app->session, &o, e)) == RC_OK)
		rc = app->json ? print_json(app, &h, stolen != NULL, e)
			       : print(app, &h, stolen != NULL, e);
	health_finish(&h);
	return rc;
}
