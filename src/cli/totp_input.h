/*
 * totp_input: what gives one-time codes, as a person or a script hands it over: an
 * otpauth address, the export of Google Authenticator, or a secret in base32.
 */
#ifndef STRONGROOM_CLI_TOTP_INPUT_H
#define STRONGROOM_CLI_TOTP_INPUT_H

#include "app.h"

struct otpauth;

/*
 * Read one, by --totp-fd, from standard input if that is no terminal, or typed
 * without echo. Of several accounts in an export the one of --account, or that is
 * chosen at the terminal. *o is finished by the caller on RC_OK.
 */
MUST_CHECK enum rc totp_input(struct otpauth *o, struct app *app, struct err *e);

#endif
