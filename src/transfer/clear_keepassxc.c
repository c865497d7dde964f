/*
 * clear_keepassxc: the CSV of KeePassXC, each collection a group.
 *
 * Every value is exact: one that begins with an equals sign, which a spreadsheet
 * would take for a formula, is a password that begins so. What has no column
 * goes below the notes, a line each, and attachments are left out.
 */
#include "base/clock.h"
#include "clear_int.h"
#include "vault/collection.h"

/* RFC 4180, 2: what is in quotes may be anything, a quote is written twice. */
static void put_cell(struct buf *out, struct slice value, bool last)
{
	buf_add_char(out, '"');
	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] == '"')
			buf_add_char(out, '"');
		buf_add_char(out, (char)value.p[i]);
	}
	buf_add_str(out, last ? "\"\n" : "\",");
}

static enum rc begin(struct clear *w, struct err *e)
{
	(void)e;
	buf_add_str(&w->text, "\"Group\",\"Title\",\"Username\",\"Password\",\"URL\","
			      "\"Notes\",\"TOTP\",\"Icon\",\"Last Modified\",\"Created\"\n");
	return RC_OK;
}

static void put_line(struct buf *out, struct slice label, struct slice value)
{
	buf_add_str(out, out->n > 0 ? "\n" : "");
	buf_add_slice(out, label);
	buf_add_str(out, ": ");
	buf_add_slice(out, value);
}

/* The notes, and below them what has no column. */
static void put_notes(struct buf *out, const struct content *c)
{
	const struct field *notes = clear_field(c, LABEL_NOTES, FIELD_NOTES);
	const struct field *password = clear_field(c, LABEL_PASSWORD, FIELD_SECRET);
	const struct field *totp = clear_field(c, LABEL_TOTP, FIELD_TOTP);

	buf_add_slice(out, clear_value(notes));
	if (!slice_eq_str(c->type, "login"))
		put_line(out, slice_str("type"), c->type);
	for (size_t i = 1; i < c->n_urls; i++)
		put_line(out, slice_str("url"), c->urls[i]);
	for (size_t i = 0; i < c->n_tags; i++)
		put_line(out, slice_str("tag"), c->tags[i]);
	for (size_t i = 0; i < c->n_fields; i++) {
		const struct field *f = &c->fields[i];

		if (f != notes && f != password && f != totp && f->kind != FIELD_FILE)
			put_line(out, f->label, f->value);
	}
}

static void put_row(struct clear *w, const struct item *it, struct slice group)
{
	const struct content *c = &it->content;
	const struct field *totp = clear_field(c, LABEL_TOTP, FIELD_TOTP);
	char updated[CLOCK_TEXT];
	struct buf notes = {0};
	struct buf code = {0};

	put_notes(&notes, c);
	if (totp != NULL && totp->value.n > 0)
		clear_totp(&code, totp->value);
	clock_rfc3339(updated, it->updated_ms);
	put_cell(&w->text, group, false);
	put_cell(&w->text, c->title, false);
	put_cell(&w->text, c->username, false);
	put_cell(&w->text, clear_value(clear_field(c, LABEL_PASSWORD, FIELD_SECRET)), false);
	put_cell(&w->text, c->n_urls > 0 ? c->urls[0] : slice_of(NULL, 0), false);
	put_cell(&w->text, buf_slice(&notes), false);
	put_cell(&w->text, buf_slice(&code), false);
	put_cell(&w->text, slice_str("0"), false);
	put_cell(&w->text, slice_str(updated), false);
	put_cell(&w->text, slice_str(updated), true);
	if (!buf_ok(&notes) || !buf_ok(&code))
		w->text.failed = true;
	buf_finish(&notes);
	buf_finish(&code);
}

static enum rc put_item(struct clear *w, const struct item *it, struct err *e)
{
	struct buf group = {0};
	enum rc rc = collection_name(&group, w->session, it->collection, e);

	if (rc == RC_OK)
		put_row(w, it, buf_slice(&group));
	buf_finish(&group);
	clear_lose_files(w, it, "its attachments");
	return rc;
}

static enum rc end(struct clear *w, struct err *e)
{
	(void)w;
	(void)e;
	return RC_OK;
}

const struct clear_writer clear_keepassxc = {
    .name = "keepassxc", .begin = begin, .item = put_item, .end = end};
