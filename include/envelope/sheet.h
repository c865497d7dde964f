/*
 * sheet: the pages that go into the sealed envelope.
 *
 * One side of A4 a sheet: the words, the key where one sheet is enough, and
 * what to do with them for somebody who has never seen a terminal. Every kind
 * says the same in the same order.
 */
#ifndef STRONGROOM_ENVELOPE_SHEET_H
#define STRONGROOM_ENVELOPE_SHEET_H

#include "base/buf.h"

enum {
	SHEET_COLUMNS = 76, /* of the text form */
	SHEET_LINES = 60,
	SHEET_PAGE = 32 /* bytes of the SHA-256 of the rescue kit's page */
};

enum sheet_kind { SHEET_TEXT, SHEET_HTML, SHEET_PDF };

/* Texts are made safe and cut to their place. */
struct sheet {
	struct slice council;
	struct slice holder;
	struct slice date;      /* as it shall be read: "21 November 2026" */
	struct slice export_at; /* where the export is kept; empty: a line to fill in */
	struct slice computer;  /* which one, and whose log-in; empty: as above */
	struct slice recipient; /* age1… */
	struct slice words;     /* secret */
	struct slice identity;  /* secret: AGE-SECRET-KEY-1…; empty where need > 1 */
	struct slice page;      /* SHA-256 of the kit's OPEN.html; empty: no kit */
	unsigned serial;        /* of the envelope */
	unsigned number;        /* of this sheet */
	unsigned of;
	unsigned need;
};

/* The kind that name stands for: "text", "html" or "pdf"; false: none. */
bool sheet_kind_find(enum sheet_kind *kind, const char *name);

/*
 * Append all n sheets of an envelope to *out, which holds a secret then: text
 * with a form feed between two pages, or one document of HTML or PDF. Words,
 * numbers, identity and recipient of each are compared first, so that no sheet
 * is printed that would not open: RC_FAIL, and nothing is appended.
 */
MUST_CHECK enum rc sheet_write(
    struct buf *out, const struct sheet *sheets, size_t n, enum sheet_kind kind, struct err *e);

#endif
