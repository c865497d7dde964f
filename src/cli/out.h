/*
 * out: results and messages, and the JSON that they are made from.
 */
#ifndef STRONGROOM_CLI_OUT_H
#define STRONGROOM_CLI_OUT_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

struct agent_status;
struct app;
struct content;
struct field;
struct item;
struct public_receipt;

/* out.c: output */
/* A line of text for people on stderr, unless --quiet; of several only if fmt has them. */
void out_note(const struct app *app, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The same of what is under way; not with --json, where an error may be all that follows. */
void out_progress(const struct app *app, const char *fmt, ...) PRINTF_LIKE(2, 3);
void out_warn(const struct app *app, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* An error, as text or as JSON. */
void out_error(const struct app *app, const struct err *e);
/* Bytes to stdout. RC_IO if they cannot be written. */
MUST_CHECK enum rc out_write(const struct buf *b, struct err *e);
/* The document to stdout, as JSON. Takes it over. */
MUST_CHECK enum rc out_json(json_t *doc, struct err *e);
/* Text made safe for output, on one line or with its lines. */
void out_safe(struct buf *out, const char *text);
void out_safe_lines(struct buf *out, struct slice text);
/* The same in lines that a terminal of 80 columns does not break, each behind so many blanks. */
void out_wrapped(struct buf *out, const char *text, size_t indent);

/* out_table.c */
struct column {
	const char *key;
	const char *heading;
	size_t most; /* columns of the terminal; longer is cut short; 0: 200 */
};
/* An array of objects as JSON or as a table; takes it over. */
MUST_CHECK enum rc out_table(const struct app *app, json_t *rows, const struct column *columns,
    size_t n, const char *none, struct err *e);

/* json_value.c: values of documents */
/*
 * A string of exactly these bytes; what is no UTF-8, as a path or what somebody's
 * own program wrote, as far as it can be shown. NULL if memory ran out.
 */
json_t *json_slice(struct slice s);
json_t *json_time(int64_t ms);
/* A member's or a collection's name; JSON null where it cannot be known. */
json_t *json_member_name(const struct app *app, int64_t id);
json_t *json_collection_name(struct app *app, int64_t id);

/* item_out.c: items */
/* With values true, hidden fields carry their value. */
json_t *json_item(struct app *app, const struct item *it, bool with_fields, bool values);
json_t *json_field(const struct field *f, bool values);
json_t *json_content(const struct content *c, bool values);
/* Say that a new password waits for an answer, if one does. */
void out_pending(const struct app *app, const struct item *it);
/* One item as text for people. */
void out_item(struct buf *out, const json_t *item);

/* cmd_status.c: what others print too */
void json_vault_id(struct buf *hex, const struct app *app);
const char *level_name(void);
const char *level_text(void);
json_t *json_agent(const struct agent_status *st);
/* Backups that were put back: as JSON, and as lines with something in front. */
json_t *json_restores(const struct app *app);
void out_restores(struct buf *out, const struct app *app, const char *before);

/* cmd_worklist.c: what others show of it */
/* The lines as strings; NULL if memory ran out. */
json_t *json_attention(struct app *app);
/* How many of them the member can do, on stderr, if any. */
void note_worklist(const struct app *app);

/* cmd_audit_merge.c */
/* What a receipt says was shown. */
json_t *json_shown(const struct public_receipt *p);

#endif
