/* health: which passwords should be changed, and why. */
#include "app.h"

#include <stdio.h>
#include <string.h>

#include "report/health.h"

static json_t *row(const struct health_finding *f)
{
	return json_pack("{s:I,s:s,s:s,s:s,s:s}", "id", (json_int_t)f->item, "title", f->title,
	    "finding", health_name(f->kind), "why", f->why, "command", f->command);
}

static json_t *rows(const struct health *h)
{
	json_t *list = json_array();

	for (size_t i = 0; i < h->n; i++)
		if (json_array_append_new(list, row(&h->list[i])) != 0) {
			json_decref(list);
			return NULL;
		}
	return list;
}

static enum rc print_json(const struct health *h, bool stolen, struct err *e)
{
	return out_json(
	    json_pack("{s:I,s:I,s:I,s:b,s:o}", "items", (json_int_t)h->items, "passwords",
		(json_int_t)h->passwords, "unreadable", (json_int_t)h->unreadable,
		"compared_with_stolen", stolen, "findings", rows(h)),
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

/* What mends several findings is said once, behind the last of them. */
static void put_item(struct buf *b, const struct health_finding *f, size_t n)
{
	put_title(b, f);
	buf_add_char(b, '\n');
	for (size_t i = 0; i < n; i++) {
		buf_printf(b, "    %s: ", health_name(f[i].kind));
		out_safe(b, f[i].why);
		if (i + 1 == n || strcmp(f[i + 1].command, f[i].command) != 0)
			buf_printf(b, "\n        %s", f[i].command);
		buf_add_char(b, '\n');
	}
	buf_add_char(b, '\n');
}

/* These may be many, and all the same is to be said of them: a line each. */
static void put_without_second(struct buf *b, const struct health_finding *f, size_t n)
{
	buf_printf(b, "%s: %s\n", health_name(f->kind), f->why);
	for (size_t i = 0; i < n; i++) {
		buf_add_str(b, "    ");
		put_title(b, &f[i]);
		buf_printf(b, ": %s\n", f[i].command);
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
		put_item(&b, &h->list[i], count_same(h, i));
	if (i < h->n)
		put_without_second(&b, &h->list[i], h->n - i);
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
		rc = app->json ? print_json(&h, stolen != NULL, e)
			       : print(app, &h, stolen != NULL, e);
	health_finish(&h);
	return rc;
}
