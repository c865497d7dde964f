/*
 * clear_int: one writer for each format of an export in clear.
 */
#ifndef STRONGROOM_TRANSFER_CLEAR_INT_H
#define STRONGROOM_TRANSFER_CLEAR_INT_H

#include "json_text_int.h"
#include "transfer/clear.h"
#include "vault/item.h"

struct file_new;

/* The document on its way: text, which holds no more than one item, → file. */
struct clear {
	struct session *session;
	const struct clear_options *options;
	struct clear_report *report;
	struct file_new *file; /* NULL: the descriptor of the options */
	struct buf text;
	struct json_text json;
	struct buf lost;
	int64_t group; /* the collection whose items are being written; 0: none yet */
	struct item *items;
	size_t n, cap;
};

/* The parts of a document. Each appends to text and may flush. */
struct clear_writer {
	const char *name;
	enum rc (*begin)(struct clear *w, struct err *e);
	/* The item is open, and its content has passed content_check. */
	enum rc (*item)(struct clear *w, const struct item *it, struct err *e);
	enum rc (*end)(struct clear *w, struct err *e);
};

extern const struct clear_writer clear_bitwarden;
extern const struct clear_writer clear_keepassxc;
extern const struct clear_writer clear_keepass;

/* Write what there is of the text, and wipe it. For clear_base64: arg is the struct clear. */
MUST_CHECK enum rc clear_flush(void *arg, struct err *e);

/* Note a thing of an item that the format has no place for. */
void clear_lose(struct clear *w, const struct item *it, const char *what);
/* The same, once, if it has attachments. */
void clear_lose_files(struct clear *w, const struct item *it, const char *what);

/* The first field of that label and kind, which has a place of its own; NULL if none. */
const struct field *clear_field(
    const struct content *c, const char *label, enum field_kind kind);
/* Its value; nothing for NULL. */
struct slice clear_value(const struct field *f);

/* A one-time code as an address, which is the one form that others know. */
void clear_totp(struct buf *out, struct slice value);

#endif
