/*
 * unseal_int: what reading an export is made of.
 */
#ifndef STRONGROOM_TRANSFER_UNSEAL_INT_H
#define STRONGROOM_TRANSFER_UNSEAL_INT_H

#include "transfer/unseal.h"

/* Of which vault it is, and what its items are there; *info is empty before. */
MUST_CHECK enum rc unseal_info_read(
    struct unseal_info *info, struct slice plain, struct err *e);

#endif
