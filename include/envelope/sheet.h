/*
 * sheet: the page that goes into the sealed envelope.
 *
 * Plain text for one side of A4, at most SHEET_COLUMNS wide and SHEET_LINES
 * long: the words, the key where one sheet is enough, and what to do with them
 * for somebody who has never seen a terminal.
 */
#ifndef STRONGROOM_ENVELOPE_SHEET_H
#define STRONGROOM_ENVELOPE_SHEET_H

#include "base/buf.h"

enum { SHEET_COLUMNS = 76, SHEET_LINES = 60 };

/* Texts are made safe and cut to their place; export_at may be empty. */
struct sheet {
	struct slice council;
	struct slice holder;
	struct slice date;      /* as it shall be read: "21 November 2026" */
	struct slice export_at; /* where the export is kept; empty: a line to fill in */
	struct slice recipient; /* age1… */
	struct slice words;     /* secret */
	struct slice identity;  /* secret: AGE-SECRET-KEY-1…; empty where need > 1 */
	unsigned serial;        /* of the envelope */
	unsigned number;        /* of this sheet */
	unsigned of;
	unsigned need;
};

/*
 * Append the page to *out, which holds a secret then. Words, numbers, identity
 * and recipient are compared with each other first, so that no sheet is printed
 * that would not open: RC_FAIL.
 */
MUST_CHECK enum rc sheet_write(struct buf *out, const struct sheet *s, struct err *e);

#endif
