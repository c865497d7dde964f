#include "transfer/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "import_keep_int.h"
#include "import_weak_int.h"
#include "parse_int.h"
#include "titles_int.h"
#include "transfer/folders.h"
#include "transfer/parse.h"
#include "transfer/unseal.h"
#include "vault/audit.h"
#include "vault/collection.h"
#include "vault/grant.h"
#include "vault/item.h"

void import_report_finish(struct import_report *r)
{
	for (size_t i = 0; i < r->n_problems; i++)
		free(r->problems[i].message);
	free(r->problems);
	*r = (struct import_report){0};
}

/*
 * The file is parsed twice: the record of the import comes before those of its
 * items and says how many there are, and only one item is held at a time.
 */
struct work {
	const struct import_options *options;
	const struct unseal_info *export; /* NULL: a file of another program */
	const char *from;  /* the collection of the export that is taken; NULL: all */
	bool first;        /* of several times that the export is gone through */
	struct slice file; /* the decrypted export */
	const struct parse_source *source; /* else */
	struct session *session;
	int64_t collection;
	struct import_report *report;
	struct titles *titles;
	uint32_t *numbers; /* what titles_place said of each item in turn */
	size_t n_numbers, cap_numbers;
	size_t next; /* the number to take, when items are added */
	struct import_weak weak;
	struct import_keep keep;
	long left_out;    /* the line of the last entry, if it was not wanted */
	long same;        /* the same, if it is there already */
	struct buf title; /* of that entry */
	bool failed;      /* out of memory for a problem */
};

/* reading the file */

static void on_entries(void *arg, size_t n)
{
	struct work *w = arg;

	w->report->read = n;
}

/* What is left behind of an entry that nobody wants is nobody's loss. */
static void on_problem(void *arg, long line, const char *message)
{
	struct work *w = arg;
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

static enum rc add_new(struct work *w, const struct content *c, struct err *e)
{
	enum rc rc = import_weak_look(&w->weak, w->session, c, e);

	w->report->added++;
	w->report->weak = w->weak.n;
	return rc;
}

/* What an item that is there already has not would be gone with the file. */
static void note_missing(struct work *w, long line, const char *what, struct slice names)
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

static enum rc note_same(
    struct work *w, const struct content *c, long line, const struct buf *more, struct err *e)
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
	struct work *w = arg;
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
	struct work *w = arg;
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

/* Only what was in one collection, and without the tag that says so. */
struct part {
	const struct work *work;
	const struct parse_sink *sink;
	bool taken; /* the item that was handed out last */
};

static bool is_from(const struct work *w, const struct content *c)
{
	if (c->n_tags == 0)
		return w->first;
	return slice_eq_str(c->tags[0], w->from);
}

static enum rc part_item(
    void *arg, const struct content *c, const struct parse_entry *at, struct err *e)
{
	struct part *p = arg;
	struct content here = *c;

	p->taken = is_from(p->work, c);
	if (!p->taken)
		return RC_OK;
	if (here.n_tags > 0) {
		here.tags++;
		here.n_tags--;
	}
	return p->sink->item(p->sink->arg, &here, at, e);
}

static enum rc part_file(void *arg, struct slice name, struct slice bytes, struct err *e)
{
	const struct part *p = arg;

	return p->taken ? p->sink->file(p->sink->arg, name, bytes, e) : RC_OK;
}

static void part_entries(void *arg, size_t n)
{
	const struct part *p = arg;

	if (p->sink->entries != NULL)
		p->sink->entries(p->sink->arg, n);
}

/* What is wrong with the file is said once. */
static void part_problem(void *arg, long line, const char *message)
{
	const struct part *p = arg;

	if (p->work->first)
		p->sink->problem(p->sink->arg, line, message);
}

static enum rc read_export(const struct work *w, const struct parse_sink *sink, struct err *e)
{
	struct part p = {.work = w, .sink = sink};
	const struct parse_sink own = {.entries = part_entries,
	    .item = part_item,
	    .file = part_file,
	    .problem = part_problem,
	    .arg = &p};

	return unseal_items(w->file, w->from == NULL ? sink : &own, e);
}

static enum rc read_file(const struct work *w, const struct parse_sink *sink, struct err *e)
{
	if (w->export != NULL)
		return read_export(w, sink, e);
	return parse_read(sink, w->source, e);
}

static enum rc examine(struct work *w, struct err *e)
{
	const struct parse_sink sink = {.entries = on_entries,
	    .item = place_item,
	    .file = see_file,
	    .problem = on_problem,
	    .arg = w};
	enum rc rc;

	if ((rc = titles_new(&w->titles, w->session, w->collection, w->export != NULL, e)) ==
	    RC_OK)
		rc = read_file(w, &sink, e);
	import_keep_finish(&w->keep);
	if (rc != RC_OK)
		return rc;
	return w->failed ? err_nomem(e) : RC_OK;
}

/* adding */

static void told_already(void *arg, long line, const char *message)
{
	(void)arg;
	(void)line;
	(void)message;
}

static enum rc add_item(
    void *arg, const struct content *c, const struct parse_entry *at, struct err *e)
{
	struct work *w = arg;
	struct buf title = {0};
	uint32_t number;
	enum rc rc;

	if ((rc = import_keep_add(&w->keep, w->session, w->collection, e)) != RC_OK ||
	    !folders_take(w->options->folders, c, at))
		return rc;
	if (w->next >= w->n_numbers)
		return err_set(e, RC_FAIL, "the file did not read the same twice");
	number = w->numbers[w->next++];
	if (number == TITLES_SAME || number == TITLES_NO_ROOM)
		return RC_OK;
	titles_put(&title, c->title, number);
	rc =
	    buf_ok(&title) ? import_keep_item(&w->keep, c, buf_slice(&title), e) : err_nomem(e);
	buf_finish(&title);
	return rc;
}

static enum rc add_file(void *arg, struct slice name, struct slice bytes, struct err *e)
{
	struct work *w = arg;

	return import_keep_file(&w->keep, w->session, w->collection, name, bytes, e);
}

static const char *format_of(const struct work *w)
{
	return w->export != NULL ? "export of a vault" : parse_source_format(w->source);
}

static enum rc record(const struct work *w, struct err *e)
{
	const struct import_report *r = w->report;
	struct detail details[8];
	struct buf name = {0};
	char read[24];
	char added[24];
	char duplicates[24];
	char problems[24];
	size_t n = 0;
	enum rc rc;

	if ((rc = collection_name(&name, w->session, w->collection, e)) != RC_OK)
		goto out;
	snprintf(read, sizeof read, "%zu", r->read);
	snprintf(added, sizeof added, "%zu", w->options->dry_run ? 0 : r->added);
	snprintf(duplicates, sizeof duplicates, "%zu", r->duplicates);
	snprintf(problems, sizeof problems, "%zu", r->n_problems);
	if (w->options->file != NULL)
		details[n++] = (struct detail){"file", slice_str(w->options->file)};
	details[n++] = (struct detail){"format", slice_str(format_of(w))};
	details[n++] = (struct detail){"collection", buf_slice(&name)};
	details[n++] = (struct detail){"read", slice_str(read)};
	details[n++] = (struct detail){"added", slice_str(added)};
	details[n++] = (struct detail){"duplicates", slice_str(duplicates)};
	details[n++] = (struct detail){"problems", slice_str(problems)};
	if (w->options->dry_run)
		details[n++] = (struct detail){"dry run", slice_str("yes")};
	rc = audit_record_import(w->session, details, n, e);
out:
	buf_finish(&name);
	return rc;
}

static enum rc add_all(struct work *w, struct err *e)
{
	const struct parse_sink sink = {
	    .item = add_item, .file = add_file, .problem = told_already, .arg = w};
	enum rc rc;

	if ((rc = record(w, e)) == RC_OK && (rc = read_file(w, &sink, e)) == RC_OK)
		rc = import_keep_add(&w->keep, w->session, w->collection, e);
	import_keep_finish(&w->keep);
	return rc;
}

/*
 * What the options ask for, into the collection at hand. A dry run that compared
 * secrets is recorded too: a file of guesses would be told which one is right.
 */
static enum rc take(struct work *w, struct err *e)
{
	enum rc rc;

	if ((rc = examine(w, e)) == RC_OK && !w->options->dry_run)
		rc = add_all(w, e);
	else if (rc == RC_OK && titles_compared(w->titles))
		rc = record(w, e);
	titles_free(w->titles);
	w->titles = NULL;
	w->n_numbers = w->next = 0;
	w->left_out = 0;
	return rc;
}

static enum rc take_all(struct work *w, struct err *e)
{
	enum rc rc = grant_to_write(
	    &w->collection, w->session, w->options->collection, ACT_IMPORT, "import", e);

	return rc == RC_OK ? take(w, e) : rc;
}

/* The collection that the member can open and that is called just so; 0: none. */
static enum rc find_collection(int64_t *id, struct session *s, const char *name, struct err *e)
{
	const size_t n = session_roster(s)->n_collections;
	enum rc rc = RC_OK;
	bool is = false;

	for (*id = 1; (size_t)*id <= n && rc == RC_OK && !is; ++*id) {
		struct buf own = {0};

		if (!collection_granted(s, *id))
			continue;
		if ((rc = collection_name(&own, s, *id, e)) == RC_OK)
			is = slice_eq_str(buf_slice(&own), name);
		buf_finish(&own);
	}
	*id = is ? *id - 1 : 0;
	return rc;
}

static enum rc make_collection(struct work *w, struct err *e)
{
	enum rc rc;

	rc = session_require(w->session, RIGHT_ADMINISTER, ACT_COLLECTION_ADD,
	    "make the collections of the export; name one with --collection", e);
	if (rc != RC_OK)
		return rc;
	if (w->options->dry_run) {
		w->collection = TITLES_OF_NONE;
		return RC_OK;
	}
	return collection_add(&w->collection, w->session, w->from, true, e);
}

static enum rc take_part(struct work *w, struct err *e)
{
	enum rc rc;

	if ((rc = find_collection(&w->collection, w->session, w->from, e)) != RC_OK)
		return rc;
	if (w->collection == 0)
		rc = make_collection(w, e);
	else
		rc = grant_require_edit(
		    w->session, w->collection, ACT_IMPORT, SUB_COLLECTION, w->collection, e);
	return rc == RC_OK ? take(w, e) : rc;
}

static enum rc take_parts(struct work *w, struct err *e)
{
	enum rc rc = session_require(w->session, RIGHT_WRITE, ACT_IMPORT, "import", e);

	for (size_t i = 0; i < w->export->n_collections && rc == RC_OK; i++) {
		w->from = w->export->collections[i];
		w->first = i == 0;
		rc = take_part(w, e);
	}
	return rc;
}

static enum rc import(struct work *w, struct err *e)
{
	bool parts = w->export != NULL && w->options->collection == NULL;
	enum rc rc;

	*w->report = (struct import_report){0};
	if ((rc = session_begin(w->session, e)) != RC_OK)
		return rc;
	rc = parts ? take_parts(w, e) : take_all(w, e);
	rc = session_end(w->session, rc, e);
	if (rc != RC_OK)
		import_report_finish(w->report);
	titles_free(w->titles);
	free(w->numbers);
	buf_finish(&w->title);
	import_weak_finish(&w->weak);
	return rc;
}

enum rc import_items(struct import_report *report, struct session *s,
    const struct parse_source *source, const struct import_options *options, struct err *e)
{
	struct work w = {.options = options, .source = source, .session = s, .report = report};

	return import(&w, e);
}

enum rc import_export(struct import_report *report, struct session *s, struct slice plain,
    const struct unseal_info *info, const struct import_options *options, struct err *e)
{
	struct work w = {
	    .options = options, .export = info, .file = plain, .session = s, .report = report};

	return import(&w, e);
}
