/*
 * receipt_int: what writing and reading a receipt share.
 */
#ifndef STRONGROOM_TRANSFER_RECEIPT_INT_H
#define STRONGROOM_TRANSFER_RECEIPT_INT_H

#include "transfer/receipt.h"

enum { RECEIPT_COLUMNS = 12 /* that the name of a line takes */ };

/* Fill in the hash of the notes. */
MUST_CHECK enum rc receipt_hash_notes(struct receipt *r, struct err *e);

#endif
