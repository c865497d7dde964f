#include "transfer/import.h"

#include <stdio.h>
#include <stdlib.h>

#include "import_int.h"
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
	struct import_work *w = arg;
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
	struct import_work *w = arg;

	return import_keep_file(&w->keep, w->session, w->collection, name, bytes, e);
}

static const char *format_of(const struct import_work *w)
{
	return w->export != NULL ? "export of a vault" : parse_source_format(w->source);
}

static enum rc record(const struct import_work *w, struct err *e)
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

static enum rc add_all(struct import_work *w, struct err *e)
{
	const struct parse_sink sink = {
	    .item = add_item, .file = add_file, .problem = told_already, .arg = w};
	enum rc rc;

	if ((rc = record(w, e)) == RC_OK && (rc = import_read(w, &sink, e)) == RC_OK)
		rc = import_keep_add(&w->keep, w->session, w->collection, e);
	import_keep_finish(&w->keep);
	return rc;
}

/*
 * What the options ask for, into the collection at hand. A dry run that compared
 * secrets is recorded too: a file of guesses would be told which one is right.
 */
static enum rc take(struct import_work *w, struct err *e)
{
	enum rc rc;

	if ((rc = import_examine(w, e)) == RC_OK && !w->options->dry_run)
		rc = add_all(w, e);
	else if (rc == RC_OK && titles_compared(w->titles))
		rc = record(w, e);
	titles_free(w->titles);
	w->titles = NULL;
	w->n_numbers = w->next = 0;
	w->left_out = 0;
	return rc;
}

static enum rc take_all(struct import_work *w, struct err *e)
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

static enum rc make_collection(struct import_work *w, struct err *e)
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

static enum rc take_part(struct import_work *w, struct err *e)
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

static enum rc take_parts(struct import_work *w, struct err *e)
{
	enum rc rc = session_require(w->session, RIGHT_WRITE, ACT_IMPORT, "import", e);

	for (size_t i = 0; i < w->export->n_collections && rc == RC_OK; i++) {
		w->from = w->export->collections[i];
		w->first = i == 0;
		rc = take_part(w, e);
	}
	return rc;
}

static enum rc import(struct import_work *w, struct err *e)
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
	struct import_work w = {
	    .options = options, .source = source, .session = s, .report = report};

	return import(&w, e);
}

enum rc import_export(struct import_report *report, struct session *s, struct slice plain,
    const struct unseal_info *info, const struct import_options *options, struct err *e)
{
	struct import_work w = {
	    .options = options, .export = info, .file = plain, .session = s, .report = report};

	return import(&w, e);
}
