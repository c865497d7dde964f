/*
 * export_kit: the rescue kit, a folder with the export, the page that opens it
 * in a browser, and a text that says how.
 */
#ifndef STRONGROOM_TRANSFER_EXPORT_KIT_H
#define STRONGROOM_TRANSFER_EXPORT_KIT_H

#include <stdbool.h>

#include "crypto/hash.h"
#include "transfer/export.h"

enum kit_state {
	KIT_STATE_NONE,    /* there is no page: this build has none */
	KIT_STATE_SHEETS,  /* it is the one that the sheets name */
	KIT_STATE_OTHER,   /* the sheets name another one */
	KIT_STATE_UNNAMED, /* the sheets name none */
};

struct kit_report {
	struct export_report export;
	enum kit_state page;
	uint8_t hash[HASH_SIZE];  /* SHA-256 of the page that is there */
	uint8_t named[HASH_SIZE]; /* of the one that the sheets name; zero: none */
	bool kept;              /* the page of the sheets was there, and is not this build's */
	bool foreign;           /* what had its name was neither, and has gone from there */
	uint8_t had[HASH_SIZE]; /* SHA-256 of that; zero if it could not be read */
	char *aside;            /* where that is now; NULL: written over */
};

void kit_report_finish(struct kit_report *r);

/*
 * Write the kit into dir, which is made if only the last part of its name is
 * missing. The export comes first, for it is what counts, and as export_seal
 * does it; each file appears whole or not at all.
 *
 * A page that the sheets name stays, so that the number on paper goes on being
 * right. Any other is not left under the name: somebody may have swapped it.
 *
 * RC as export_seal; after RC_IO the export may be there and the rest not,
 * which the text tells. *report is to be finished by the caller.
 */
MUST_CHECK enum rc export_kit(
    struct kit_report *report, struct session *s, const char *dir, struct err *e);

/*
 * After export_seal at path: if that is the export of a kit, the text beside it
 * is made anew, so that it tells of this envelope and this export. RC_IO.
 */
MUST_CHECK enum rc export_kit_renew(const struct session *s, const char *path, struct err *e);

#endif
