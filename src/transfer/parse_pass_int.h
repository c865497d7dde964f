/*
 * parse_pass: the entries that pass_read found.
 *
 * The magic, then of each: its path below the folder, without ".gpg" | u8 1 if it
 * was decrypted | its text; by base/codec.h.
 */
#ifndef STRONGROOM_TRANSFER_PARSE_PASS_INT_H
#define STRONGROOM_TRANSFER_PARSE_PASS_INT_H

#include "parse_int.h"

#define PASS_MAGIC "strongroom pass\0"
enum { PASS_MAGIC_SIZE = sizeof PASS_MAGIC - 1 };

bool parse_pass_fits(const struct parse_input *in);
MUST_CHECK enum rc parse_pass(
    const struct parse_sink *sink, const struct parse_input *in, struct err *e);

#endif
