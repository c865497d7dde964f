#include "clear_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/file_new.h"
#include "base/list.h"
#include "password/otpauth.h"
#include "vault/audit.h"
#include "vault/collection.h"

static const struct clear_writer *const WRITERS[CLEAR_COUNT] = {
    [CLEAR_BITWARDEN] = &clear_bitwarden,
    [CLEAR_KEEPASSXC] = &clear_keepassxc,
    [CLEAR_KEEPASS] = &clear_keepass,
};

enum clear_format clear_format_of(const char *name)
{
	enum clear_format f = CLEAR_BITWARDEN;

	while (f < CLEAR_COUNT && strcmp(name, WRITERS[f]->name) != 0)
		f++;
	return f;
}

void clear_report_finish(struct clear_report *r)
{
	free(r->left_out);
	free(r->lost);
	*r = (struct clear_report){0};
}

enum rc clear_flush(void *arg, struct err *e)
{
	struct clear *w = arg;
	enum rc rc;

	if (!buf_ok(&w->text) || !buf_ok(&w->lost))
		return err_nomem(e);
	rc = w->file != NULL ? file_new_write(w->file, w->text.p, w->text.n, e)
			     : file_write_fd(w->options->fd, w->text.p, w->text.n, e);
	buf_clear(&w->text);
	return rc;
}

void clear_lose(struct clear *w, const struct item *it, const char *what)
{
	buf_printf(&w->lost, "%s#%lld: %s", w->lost.n > 0 ? "\n" : "", (long long)it->id, what);
}

void clear_lose_files(struct clear *w, const struct item *it, const char *what)
{
	for (size_t i = 0; i < it->content.n_fields; i++)
		if (it->content.fields[i].kind == FIELD_FILE) {
			clear_lose(w, it, what);
			return;
		}
}

const struct field *clear_field(
    const struct content *c, const char *label, enum field_kind kind)
{
	for (size_t i = 0; i < c->n_fields; i++)
		if (c->fields[i].kind == kind && slice_eq_str(c->fields[i].label, label))
			return &c->fields[i];
	return NULL;
}

struct slice clear_value(const struct field *f)
{
	return f == NULL ? slice_of(NULL, 0) : f->value;
}

void clear_totp(struct buf *out, struct slice value)
{
	struct otpauth o;
	struct err none;

	if (otpauth_parse(&o, value, &none) != RC_OK) {
		buf_add_slice(out, value);
		return;
	}
	otpauth_put(out, &o);
	otpauth_finish(&o);
}

/* what is recorded */

static enum rc keep(void *arg, struct item *it, struct err *e)
{
	struct clear *w = arg;
	struct item *more = list_room(w->items, w->n, &w->cap, sizeof *more);

	if (more == NULL)
		return err_nomem(e);
	w->items = more;
	more[w->n++] = *it;
	*it = (struct item){0};
	return RC_OK;
}

/* Groups of the file follow each other, in the order of the collections. */
static enum rc choose(struct clear *w, struct err *e)
{
	const struct roster *t = session_roster(w->session);
	const char *name = w->options->collection;
	int64_t only = 0;
	enum rc rc = RC_OK;

	if (name != NULL && (rc = collection_find(&only, w->session, name, true, e)) != RC_OK)
		return rc;
	for (size_t i = 0; i < t->n_collections && rc == RC_OK; i++) {
		const struct collection *c = &t->collections[i];

		if (only != 0 && c->id != only)
			continue;
		w->report->total += c->items;
		if (collection_granted(w->session, c->id))
			rc = item_walk(w->session, c->id, keep, w, e);
	}
	return rc;
}

static enum rc leave_out(struct clear *w, struct buf *out, struct err *e)
{
	const struct roster *t = session_roster(w->session);

	for (size_t i = 0; w->options->collection == NULL && i < t->n_collections; i++) {
		const struct collection *c = &t->collections[i];

		if (c->items > 0 && !collection_granted(w->session, c->id))
			buf_printf(out, "%scollection #%lld (%lld)", out->n > 0 ? ", " : "",
			    (long long)c->id, (long long)c->items);
	}
	return buf_ok(out) ? RC_OK : err_nomem(e);
}

static enum rc record(struct clear *w, struct err *e)
{
	const struct clear_options *o = w->options;
	struct detail details[5] = {{"format", slice_str(WRITERS[o->format]->name)}};
	char items[64];
	size_t n = 1;
	enum rc rc;

	snprintf(items, sizeof items, "%zu of %lld", w->n, (long long)w->report->total);
	details[n++] = (struct detail){"items", slice_str(items)};
	details[n++] = (struct detail){"file", slice_str(o->path == NULL ? "-" : o->path)};
	if (o->collection != NULL)
		details[n++] = (struct detail){"collection", slice_str(o->collection)};
	if (o->reason != NULL)
		details[n++] = (struct detail){"reason", slice_str(o->reason)};
	rc = audit_record_export(w->session, details, n, e);
	for (size_t i = 0; i < w->n && rc == RC_OK; i++)
		rc = item_reveal(&w->items[i], w->session, "all", o->reason, e);
	return rc;
}

static enum rc prepare(struct clear *w, struct err *e)
{
	const struct clear_options *o = w->options;
	enum rc rc;

	if ((rc = session_require(w->session, RIGHT_REVEAL, ACT_EXPORT, "export items", e)) !=
		RC_OK ||
	    (o->path != NULL &&
		(rc = session_check_name(w->session, o->path, "the export", e)) != RC_OK) ||
	    (rc = choose(w, e)) != RC_OK)
		return rc;
	/* Where it goes is tried before anything is recorded. */
	if (o->path != NULL && (rc = file_new_open(&w->file, o->path, e)) != RC_OK)
		return rc;
	return record(w, e);
}

/* what is written */

static enum rc skip(struct buf *left_out, const struct item *it, struct err *e)
{
	buf_printf(left_out, "%s#%lld, which does not open or is malformed",
	    left_out->n > 0 ? ", " : "", (long long)it->id);
	return buf_ok(left_out) ? RC_OK : err_nomem(e);
}

static enum rc put_item(struct clear *w, struct item *it, struct buf *left_out, struct err *e)
{
	enum rc rc = item_open(it, w->session, e);

	if (rc != RC_OK)
		return it->unreadable ? skip(left_out, it, e) : rc;
	if (content_check(&it->content, NULL) != RC_OK)
		return skip(left_out, it, e);
	if ((rc = WRITERS[w->options->format]->item(w, it, e)) != RC_OK)
		return rc;
	w->report->items++;
	return clear_flush(w, e);
}

static enum rc put_document(struct clear *w, struct buf *left_out, struct err *e)
{
	const struct clear_writer *to = WRITERS[w->options->format];
	enum rc rc = to->begin(w, e);

	for (size_t i = 0; i < w->n && rc == RC_OK; i++) {
		rc = put_item(w, &w->items[i], left_out, e);
		item_finish(&w->items[i]);
	}
	if (rc == RC_OK && (rc = to->end(w, e)) == RC_OK)
		rc = clear_flush(w, e);
	return rc;
}

static enum rc take_text(char **out, struct buf *text, struct err *e)
{
	const char *s = buf_cstr(text);

	*out = NULL;
	if (s == NULL)
		return err_nomem(e);
	if (text->n > 0 && (*out = strdup(s)) == NULL)
		return err_nomem(e);
	return RC_OK;
}

static enum rc write_all(struct clear *w, struct err *e)
{
	struct buf left_out = {0};
	struct file_new *file;
	enum rc rc;

	if ((rc = leave_out(w, &left_out, e)) != RC_OK ||
	    (rc = put_document(w, &left_out, e)) != RC_OK ||
	    (rc = take_text(&w->report->left_out, &left_out, e)) != RC_OK ||
	    (rc = take_text(&w->report->lost, &w->lost, e)) != RC_OK || w->file == NULL)
		goto out;
	file = w->file;
	w->file = NULL;
	rc = file_new_commit(file, e);
out:
	buf_finish(&left_out);
	return rc;
}

enum rc clear_export(struct clear_report *report, struct session *s,
    const struct clear_options *options, struct err *e)
{
	struct clear w = {.session = s, .options = options, .report = report};
	enum rc rc;

	*report = (struct clear_report){0};
	w.json.out = &w.text;
	if ((rc = session_begin(s, e)) == RC_OK &&
	    (rc = session_end(s, prepare(&w, e), e)) == RC_OK)
		rc = write_all(&w, e);
	if (rc != RC_OK)
		clear_report_finish(report);
	file_new_abort(w.file);
	for (size_t i = 0; i < w.n; i++)
		item_finish(&w.items[i]);
	free(w.items);
	buf_finish(&w.text);
	buf_finish(&w.lost);
	return rc;
}
