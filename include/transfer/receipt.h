/*
 * receipt: what is left behind when an export is opened without the vault.
 *
 * A text that people can read, signed by the envelope, whose sheets are needed
 * to open the export with this program. It says who opened it, when, why, and
 * which items were shown, by the numbers that the vault gave them: no title
 * and no secret. Later it is merged into the log. strongroom-vault(5), RECEIPT.
 */
#ifndef STRONGROOM_TRANSFER_RECEIPT_H
#define STRONGROOM_TRANSFER_RECEIPT_H

#include "vault/public_receipt.h"

struct secret;

enum { RECEIPT_MAX = 16 << 20 /* bytes */, RECEIPT_NOTE_MAX = 1000 };

/* What the vault keeps for the readers of its log. */
enum receipt_note {
	RECEIPT_COUNCIL,
	RECEIPT_SEALED, /* when the export was */
	RECEIPT_HOST,
	RECEIPT_USER,
	RECEIPT_TERMINAL,
	RECEIPT_SSH,
	RECEIPT_REASON,
	RECEIPT_PRESENT,
	RECEIPT_SALT, /* so that the hash of all these tells nobody what they are */
	RECEIPT_NOTES
};

struct receipt {
	uint8_t vault_id[VAULT_ID];
	int64_t serial;               /* of the envelope */
	struct public_receipt public; /* but for what is shown, which is below */
	struct buf shown;             /* of public_shown_put */
	char *notes[RECEIPT_NOTES];   /* NULL: not said */
};

void receipt_finish(struct receipt *r);

/* How a note is called in the receipt, and in the detail of the record. */
const char *receipt_note_name(enum receipt_note note);

/*
 * Say something, made safe for a terminal and cut at RECEIPT_NOTE_MAX bytes.
 * NULL and an empty text say nothing.
 */
MUST_CHECK enum rc receipt_set_note(
    struct receipt *r, enum receipt_note note, const char *text, struct err *e);

/* A new opening: its time, its id and its salt. Times are of whole seconds. */
MUST_CHECK enum rc receipt_begin(struct receipt *r, int64_t now_ms, struct err *e);

/* Something more is about to be shown. RC_INPUT if it is too much for a receipt. */
MUST_CHECK enum rc receipt_show(
    struct receipt *r, int64_t now_ms, int64_t item, int64_t version, struct err *e);

/* Sign it as it is, with the signing key of the envelope. */
MUST_CHECK enum rc receipt_sign(struct receipt *r, const struct secret *key, struct err *e);

/* The public part of its record; the slice in it points into r. */
struct public_receipt receipt_public(const struct receipt *r);

/* Append the text. */
void receipt_put(struct buf *out, const struct receipt *r);

/*
 * Read one: RC_INPUT if it is not, to the byte, what receipt_put writes (but
 * for line ends, which may be those of any system). Whether the signature is
 * good is for who knows the key. To be finished by the caller in any case.
 */
MUST_CHECK enum rc receipt_get(struct receipt *r, struct slice text, struct err *e);

#endif
