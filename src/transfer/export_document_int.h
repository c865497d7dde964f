/*
 * export_document: what an export says, from the text to the age file.
 */
#ifndef STRONGROOM_TRANSFER_EXPORT_DOCUMENT_INT_H
#define STRONGROOM_TRANSFER_EXPORT_DOCUMENT_INT_H

#include <stdint.h>

#include "base/buf.h"
#include "crypto/hash.h"
#include "json_text_int.h"

struct age_writer;
struct export_report;
struct secret;
struct session;

/* On its way: text → hash and age. Text holds one item. */
struct export_document {
	struct session *session;
	struct export_report *report;
	struct age_writer *age; /* where it goes; the caller's */
	struct sha256 hash;
	struct buf text;
	struct json_text json;
	struct buf list;    /* "ID:VERSION …", for the record */
	struct buf origins; /* of export_list */
	struct buf skipped; /* "#ID, …": what cannot be exported */
	int64_t files_left; /* bytes of attachments that it can still take */
};

void export_document_init(
    struct export_document *d, struct session *s, struct export_report *report);

/*
 * All of it, signed with the key of that seed, and the end of the age file.
 * report->items counts what is in it. RC_TAMPER if that key is not the recorded one.
 */
MUST_CHECK enum rc export_document_put(
    struct export_document *d, const struct secret *seed, struct err *e);

void export_document_finish(struct export_document *d);

#endif
