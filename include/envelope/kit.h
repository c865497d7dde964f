/*
 * kit: what lies beside the export for somebody who has no strongroom.
 *
 * The page is one HTML file that opens the export in a browser, without a
 * network; it is built from contrib/kit and may be left out of a build. Because
 * a page that was swapped could steal the words that are typed into it, its
 * SHA-256 is recorded with the envelope and printed on the sheets.
 */
#ifndef STRONGROOM_ENVELOPE_KIT_H
#define STRONGROOM_ENVELOPE_KIT_H

#include "base/buf.h"

/* Names of the files. */
#define KIT_EXPORT "council.age"
#define KIT_PAGE "OPEN.html"
#define KIT_README "READ-ME-FIRST.txt"

/* The page; false if this build has none. */
bool kit_page(struct slice *page);

/* Its SHA-256, 32 bytes; NULL if this build has none. */
const uint8_t *kit_page_hash(void);

/* What the text beside the export tells; the texts are made safe for one line. */
struct kit_readme {
	struct slice council;
	struct slice date; /* of the export, as it shall be read: "21 Nov 2026" */
	int64_t serial;    /* of the envelope */
	unsigned need;     /* sheets */
	bool page;         /* the page is beside it */
};

/* How it begins. */
#define KIT_README_FIRST "READ ME FIRST\r\n"

/* Append it, with the line ends of Windows. */
void kit_readme(struct buf *out, const struct kit_readme *r);

#endif
