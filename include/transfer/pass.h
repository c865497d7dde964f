/*
 * pass: the folder in which pass (passwordstore.org) and gopass keep passwords.
 *
 * Each file NAME.gpg is decrypted once, by the program gpg and its agent, which
 * asks for a passphrase itself where it needs one.
 */
#ifndef STRONGROOM_TRANSFER_PASS_H
#define STRONGROOM_TRANSFER_PASS_H

#include "base/buf.h"

/*
 * Append all that is in the folder, in a form that parse_open knows. Links are
 * not followed. RC_NOTFOUND if there is no such folder or no gpg, RC_INPUT if
 * no file of the folder could be decrypted, or it has none or too much.
 */
MUST_CHECK enum rc pass_read(struct buf *out, const char *folder, struct err *e);

#endif
