#include "import_int.h"

#include <string.h>

#include "base/list.h"
#include "parse_int.h"
#include "titles_int.h"
#include "transfer/folders.h"
#include "transfer/import.h"
#include "transfer/parse.h"
#include "vault/content.h"

static void on_entries(void *arg, size_t n)
{
	struct import_work *w = arg;

	w->report->read = n;
}

/* What is left behind of an entry that nobody wants is nobody's loss. */
static void on_problem(void *arg, long line, const char *message)
{
	struct import_work *w = arg;
	struct import_report *r = w->report;
	struct import_problem *more =
	    list_room(r->problems, r->n_problems, &r->cap_problems, sizeof *more);

	if (line == w->left_out)
		return;
	if (more == NULL) {
		w->failed = true;
		return;
	}
	r->problems = more;
	if ((more[r->n_problems].message = strdup(message)) == NULL) {
		w->failed = true;
		return;
	}
	more[r->n_problems++].line = line;
}

static enum rc add_new(struct import_work *w, const struct content *c, struct err *e)
{
	enum rc rc = import_weak_look(&w->weak, w->session, c, e);

	w->report->added++;
	w->report->weak = w->weak.n;
	return rc;
}

/* What an item that is there already has not would be gone with the file. */
static void note_missing(struct import_work *w, long line, const char *what, struct slice names)
{
	const struct parse_sink sink = {.problem = on_problem, .arg = w};
	struct buf message = {0};

	buf_add_str(&message, "there already, so not taken: ");
	buf_add_str(&message, what);
	buf_add_slice(&message, names);
	buf_add_str(&message, "; add it by hand, or rename the entry and import it again");
	if (buf_cstr(&message) != NULL)
		parse_problem(&sink, line, buf_slice(&w->title), buf_cstr(&message));
	else
		w->failed = true;
	buf_finish(&message);
}

static enum rc note_same(struct import_work *w, const struct content *c, long line,
    const struct buf *more, struct err *e)
{
	w->report->duplicates++;
	w->same = line;
	buf_clear(&w->title);
	buf_add_slice(&w->title, c->title);
	if (!buf_ok(&w->title))
		return err_nomem(e);
	if (more->n > 0)
		note_missing(w, line, "", buf_slice(more));
	return RC_OK;
}

static enum rc place_item(
    void *arg, const struct content *c, const struct parse_entry *at, struct err *e)
{
	struct import_work *w = arg;
	struct buf missing = {0};
	uint32_t *more;
	uint32_t number;
	enum rc rc;

	w->same = 0;
	import_keep_finish(&w->keep);
	w->left_out = folders_take(w->options->folders, c, at) ? 0 : at->line;
	if (w->left_out != 0) {
		w->report->left_out++;
		return RC_OK;
	}
	more = list_room(w->numbers, w->n_numbers, &w->cap_numbers, sizeof *more);
	if (more == NULL)
		return err_nomem(e);
	w->numbers = more;
	if ((rc = titles_place(&number, &missing, w->titles, c, e)) != RC_OK)
		goto out;
	more[w->n_numbers++] = number;
	if (number == TITLES_SAME)
		rc = note_same(w, c, at->line, &missing, e);
	else if (number != TITLES_NO_ROOM)
		rc = add_new(w, c, e);
	else
		on_problem(w, at->line,
		    "skipped: another item has the same title, which is too long to have a "
		    "number behind it");
out:
	buf_finish(&missing);
	return rc;
}

/* It is read once more when its entry is added, and gets the same name then. */
static enum rc see_file(void *arg, struct slice name, struct slice bytes, struct err *e)
{
	struct import_work *w = arg;
	struct import_keep *k = &w->keep;
	const size_t before = k->names.n;
	bool known;
	enum rc rc;

	if (w->left_out != 0)
		return RC_OK;
	if ((rc = import_keep_name(k, name, e)) != RC_OK)
		return rc;
	k->n++;
	name = slice_str((const char *)k->names.p + before);
	rc = titles_file(&known, w->titles, name, bytes.n, e);
	if (rc == RC_OK && w->same != 0 && !known)
		note_missing(w, w->same, "the attachment ", name);
	return rc;
}

enum rc import_examine(struct import_work *w, struct err *e)
{
	const struct parse_sink sink = {.entries = on_entries,
	    .item = place_item,
	    .file = see_file,
	    .problem = on_problem,
	    .arg = w};
	enum rc rc;

	if ((rc = titles_new(&w->titles, w->session, w->collection, w->export != NULL, e)) ==
	    RC_OK)
		rc = import_read(w, &sink, e);
	import_keep_finish(&w->keep);
	if (rc != RC_OK)
		return rc;
	return w->failed ? err_nomem(e) : RC_OK;
}
