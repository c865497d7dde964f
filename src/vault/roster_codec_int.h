/*
 * roster_codec_int: the parts of a roster as bytes.
 */
#ifndef STRONGROOM_VAULT_ROSTER_CODEC_INT_H
#define STRONGROOM_VAULT_ROSTER_CODEC_INT_H

#include "vault/roster.h"

struct dec;

/* A text of the roster; a fault of d if it has a NUL in it, at which it would end. */
struct slice roster_get_text(struct dec *d);

/* What roster_put and roster_get end with: envelopes, and what was opened by them. */
void roster_put_envelopes(struct buf *out, const struct roster *r);
MUST_CHECK enum rc roster_get_envelopes(struct roster *r, struct dec *d, struct err *e);

#endif
