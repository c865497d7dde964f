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

/* What mends several findings is said once, behind the last of them. */
static void put_finding(
    struct buf *b, const struct health *h, const struct health_finding *f, bool last)
{
	if (f == h->list || f[-1].item != f->item) {
		buf_add_str(b, f == h->list ? "" : "\n");
		out_safe(b, f->title);
		buf_printf(b, " (#%lld)\n", (long long)f->item);
	}
	buf_printf(b, "    %s: ", health_name(f->kind));
	out_safe(b, f->why);
	if (last || f[1].item != f->item || strcmp(f[1].command, f->command) != 0)
		buf_printf(b, "\n        %s", f->command);
	buf_add_char(b, '\n');
}

static enum rc print(struct app *app, const struct health *h, bool stolen, struct err *e)
{
	struct buf b = {0};
	enum rc rc;

	for (size_t i = 0; i < h->n; i++)
		put_finding(&b, h, &h->list[i], i + 1 == h->n);
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
