/*
 * session_say_int: what whoever has just unlocked the vault is told of its log.
 */
#ifndef STRONGROOM_VAULT_SESSION_SAY_INT_H
#define STRONGROOM_VAULT_SESSION_SAY_INT_H

#include "session_int.h"

/* Never silently: each backup that was put back since this member was here. */
void session_say_put_back(const struct session *s);

/*
 * Unless the log was compared with what this computer remembers: every backup
 * that was put back, why it was not compared, and what somebody can compare with
 * another computer, or with the minutes.
 */
void session_say_not_compared(const struct session *s);

/*
 * To who has the words of the envelope, which has no memory of its own: every
 * backup that was put back, and whether others have seen more on this computer.
 */
void session_say_to_envelope(const struct session *s);

#endif
