#include "json_entry_int.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "archive_int.h"
#include "base/list.h"
#include "crypto/encode.h"
#include "crypto/secret.h"
#include "csv_odd_int.h"
#include "transfer/json.h"

void json_entry_finish(struct json_entry *en)
{
	content_finish(&en->c);
	buf_finish(&en->lost);
	buf_finish(&en->title);
	json_decref(en->made);
	free(en->files);
	*en = (struct json_entry){0};
}

void json_entry_lose(struct json_entry *en, const char *what, size_t count)
{
	buf_add_str(&en->lost, en->lost.n > 0 ? ", " : "left behind: ");
	buf_add_str(&en->lost, what);
	if (count > 0)
		buf_printf(&en->lost, " (%zu)", count);
}

/* A name out of the file may be anything, also the end of a sentence. */
void json_entry_lose_named(struct json_entry *en, const char *name)
{
	json_entry_lose(en, "\"", 0);
	buf_add_str(&en->lost, name);
	buf_add_char(&en->lost, '"');
}

json_t *json_entry_member(
    struct json_entry *en, const json_t *object, const char *name, json_type type)
{
	json_t *value = json_object_get(object, name);

	if (value == NULL || json_is_null(value))
		return NULL;
	if (json_typeof(value) == type)
		return value;
	json_entry_lose(en, name, 0);
	buf_add_str(&en->lost, ", which is not of the usual kind");
	return NULL;
}

struct slice json_entry_string(const json_t *string)
{
	return slice_of(json_string_value(string), json_string_length(string));
}

struct slice json_entry_text(struct json_entry *en, const json_t *object, const char *name)
{
	return json_entry_string(json_entry_member(en, object, name, JSON_STRING));
}

static struct slice own(struct json_entry *en, json_t *text)
{
	if (en->made == NULL)
		en->made = json_array();
	if (text == NULL || json_array_append_new(en->made, text) != 0) {
		en->c.failed = true;
		return slice_of(NULL, 0);
	}
	return json_entry_string(text);
}

struct slice json_entry_keep(struct json_entry *en, struct slice text)
{
	return own(en, json_stringn((const char *)text.p, text.n));
}

struct slice json_entry_say(struct json_entry *en, const char *fmt, ...)
{
	json_t *text;
	va_list ap;

	va_start(ap, fmt);
	text = json_vsprintf(fmt, ap);
	va_end(ap);
	return own(en, text);
}

void json_entry_field(struct json_entry *en, const json_t *object, const char *name,
    const char *label, enum field_kind kind)
{
	struct slice value = json_entry_text(en, object, name);

	if (value.n > 0)
		content_add_field(&en->c, slice_str(label), kind, value);
}

void json_entry_fields(
    struct json_entry *en, const json_t *object, const struct json_part *table)
{
	for (; table->name != NULL; table++)
		json_entry_field(en, object, table->name, table->label, table->kind);
}

static bool is_in(const struct json_part *table, const char *name)
{
	for (; table->name != NULL; table++)
		if (strcmp(table->name, name) == 0)
			return true;
	return false;
}

/* Zero and false are how programs write that there is nothing. */
static bool says_anything(const json_t *value)
{
	return json_array_size(value) > 0 || json_object_size(value) > 0 ||
	       json_is_true(value) || (json_is_number(value) && json_number_value(value) != 0);
}

void json_entry_rest(struct json_entry *en, json_t *object, const struct json_part *table)
{
	const char *name;
	json_t *value;

	json_object_foreach(object, name, value)
	{
		if (is_in(table, name))
			continue;
		if (json_string_length(value) > 0)
			content_add_field(
			    &en->c, slice_str(name), FIELD_SECRET, json_entry_string(value));
		else if (says_anything(value))
			json_entry_lose_named(en, name);
	}
}

struct json_file {
	int64_t i;         /* in the archive; ARCHIVE_NONE: it is this text */
	struct slice text; /* base64 */
	struct slice name;
};

static void attach(struct json_entry *en, const struct json_file *f)
{
	struct json_file *more =
	    list_room(en->files, en->n_files, &en->cap_files, sizeof *more);

	if (more == NULL) {
		en->c.failed = true;
		return;
	}
	en->files = more;
	more[en->n_files++] = *f;
}

void json_entry_attach(struct json_entry *en, int64_t i, struct slice name)
{
	if (i == ARCHIVE_NONE || en->archive == NULL)
		json_entry_lose(en, "an attachment that is not in the file", 0);
	else {
		archive_take(en->archive, i);
		attach(en, &(struct json_file){.i = i, .name = name});
	}
}

void json_entry_attach_text(struct json_entry *en, struct slice base64, struct slice name)
{
	attach(en, &(struct json_file){.i = ARCHIVE_NONE, .text = base64, .name = name});
}

static enum rc decode(struct buf *bytes, struct slice text, struct err *why)
{
	if (base64_decode(bytes, text, true) && bytes->n <= PARSE_ATTACHMENT_MAX)
		return RC_OK;
	if (!buf_ok(bytes))
		return err_nomem(why);
	return err_set(
	    why, RC_INPUT, "left behind: an attachment that is damaged or too large");
}

static enum rc give_file(struct json_entry *en, const struct parse_sink *sink, long number,
    const struct json_file *f, struct err *e)
{
	struct buf bytes = {0};
	struct err why = {0};
	enum rc rc = f->i == ARCHIVE_NONE
			 ? decode(&bytes, f->text, &why)
			 : archive_read(&bytes, en->archive, f->i, PARSE_ATTACHMENT_MAX, &why);

	if (rc == RC_OK)
		rc = sink->file(sink->arg, f->name, buf_slice(&bytes), e);
	else if (rc == RC_INPUT) {
		parse_problem(sink, number, en->c.title, why.text);
		rc = RC_OK;
	} else {
		rc = err_nomem(e);
	}
	buf_finish(&bytes);
	return rc;
}

/* Texts that have no place as they are. */
static void settle(struct json_entry *en)
{
	struct buf note = {0};

	csv_odd_settle(&en->c, &en->folders, &en->title, &note);
	if (note.n > 0 && en->lost.n > 0)
		buf_add_str(&en->lost, "; ");
	buf_add_slice(&en->lost, buf_slice(&note));
	if (!buf_ok(&note) || !buf_ok(&en->title))
		en->c.failed = true;
	buf_finish(&note);
}

enum rc json_entry_hand_out(
    struct json_entry *en, const struct parse_sink *sink, long number, struct err *e)
{
	const struct parse_entry at = {.line = number, .folders = en->folders};
	bool taken;
	enum rc rc;

	if (sink->file == NULL && en->n_files > 0)
		json_entry_lose(en, "attachments", en->n_files);
	settle(en);
	if (!buf_ok(&en->lost))
		return err_nomem(e);
	rc = parse_hand_out(
	    &taken, sink, &en->c, &at, en->lost.n > 0 ? buf_cstr(&en->lost) : NULL, e);
	for (size_t i = 0; rc == RC_OK && taken && sink->file != NULL && i < en->n_files; i++)
		rc = give_file(en, sink, number, &en->files[i], e);
	return rc;
}

/* jansson's own texts quote the file, so only the line is passed on. */
enum rc json_entry_load(json_t **tree, struct slice text, struct err *e)
{
	json_error_t error = {0};
	enum rc rc = RC_OK;

	if (text.n > JSON_ENTRY_MAX)
		return err_set(e, RC_INPUT,
		    "the list of entries in the file is too large: at most %d MiB can be read",
		    JSON_ENTRY_MAX >> 20);
	json_use_wiped_memory();
	*tree = json_loadb(
	    (const char *)text.p, text.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
	if (*tree == NULL && json_ran_out())
		rc = err_nomem(e);
	else if (*tree == NULL)
		rc = err_set(e, RC_INPUT,
		    "the file is not well-formed JSON: the fault is on line %d; export it "
		    "again",
		    error.line);
	wipe(&error, sizeof error);
	return rc;
}
