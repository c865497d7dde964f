/*
 * json_entry: an entry of a JSON export on its way to a content.
 *
 * Texts point into the tree, which has to outlive the entry.
 */
#ifndef STRONGROOM_TRANSFER_JSON_ENTRY_INT_H
#define STRONGROOM_TRANSFER_JSON_ENTRY_INT_H

#include <jansson.h>
#include <stdint.h>

#include "parse_int.h"
#include "vault/content.h"

struct json_entry {
	struct content c;
	size_t folders;          /* of the tags, the first ones */
	struct buf lost;         /* what is left behind, as a list for a person */
	struct buf title;        /* if it is not that of the file */
	json_t *made;            /* texts that were made on the way */
	struct archive *archive; /* in which its attachments are; may be NULL */
	struct json_file *files; /* its attachments */
	size_t n_files, cap_files;
};

/* Members of one object that become fields. Tables of them end with a name of NULL. */
struct json_part {
	const char *name;
	const char *label;
	enum field_kind kind;
};

void json_entry_finish(struct json_entry *en);

/* Note that something is left behind; count 0: it is not said how many. */
void json_entry_lose(struct json_entry *en, const char *what, size_t count);
/* The same of what the file calls so, which may be anything. */
void json_entry_lose_named(struct json_entry *en, const char *name);

/* A member that is neither absent nor null, of the given type; else NULL, and noted. */
json_t *json_entry_member(
    struct json_entry *en, const json_t *object, const char *name, json_type type);
struct slice json_entry_text(struct json_entry *en, const json_t *object, const char *name);

/* The text of a JSON string; of nothing if it is none. */
struct slice json_entry_string(const json_t *string);

/* A text that is made here, which lives as long as the entry. */
struct slice json_entry_say(struct json_entry *en, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* The same of bytes that are UTF-8. */
struct slice json_entry_keep(struct json_entry *en, struct slice text);

/* A field with the text that a member has; none if it is empty or absent. */
void json_entry_field(struct json_entry *en, const json_t *object, const char *name,
    const char *label, enum field_kind kind);

void json_entry_fields(
    struct json_entry *en, const json_t *object, const struct json_part *table);

/*
 * Members that the table has not, for programs add some from time to time, and
 * nobody knows what is in them: a text becomes a hidden field of the
 * member's name, anything else is noted.
 */
void json_entry_rest(struct json_entry *en, json_t *object, const struct json_part *table);

/*
 * Attach a file of the archive, under that name. ARCHIVE_NONE: it ought to be
 * there and is not.
 */
void json_entry_attach(struct json_entry *en, int64_t i, struct slice name);
/* Attach what a member has as base64. */
void json_entry_attach_text(struct json_entry *en, struct slice base64, struct slice name);

/*
 * Check it and hand it out, as parse_hand_out, with its attachments. One that
 * cannot be read is reported.
 */
MUST_CHECK enum rc json_entry_hand_out(
    struct json_entry *en, const struct parse_sink *sink, long number, struct err *e);

/*
 * Read a whole JSON text of an export, of at most JSON_ENTRY_MAX bytes, for its
 * tree takes a multiple of them. RC_INPUT, naming the line of a fault.
 */
enum { JSON_ENTRY_MAX = 64 << 20 };
MUST_CHECK enum rc json_entry_load(json_t **tree, struct slice text, struct err *e);

#endif
