/*
 * restore: a backup that was put back in the place of a later vault.
 *
 * A log never gets shorter, but for one reason: a clerk of the backup signs a
 * record behind its last one that names the newest head that was known. A
 * computer that has seen more than the backup holds takes the restored log if
 * it has seen no more than that, once, and tells its member.
 */
#ifndef STRONGROOM_VAULT_RESTORE_H
#define STRONGROOM_VAULT_RESTORE_H

#include "vault/replay.h"
#include "vault/session.h"

/* The newest record of a log. */
struct head {
	int64_t size;
	uint8_t leaf[HASH_SIZE];
	int64_t time_ms; /* the latest known; 0: not known */
	bool hearsay;    /* a person gave it, and nothing here proves it */
	/* An opening of the envelope in that log that no meeting was told of; 0: none. */
	int64_t opened_ms;
	int64_t opened_serial;
};

/*
 * The restore in log by which what is known of the log otherwise may be given
 * up, or NULL. That is one which known has never taken over, put back to
 * before the head of known and naming that head or a later one, by somebody
 * who with the same key is a clerk to known as well.
 */
const struct restore *restore_excuses(const struct replay *log, const struct replay *known);

/*
 * Where the log holds a restore that known has not taken over, and yet does
 * not agree with known: say in *e what it lacks, and how to go on.
 */
void restore_explain(struct err *e, const struct replay *log, const struct replay *known);

/*
 * Let r, which takes the place of known, know all restores that known took
 * over: none of them is to excuse anything again.
 */
MUST_CHECK enum rc restore_carry(struct replay *r, const struct replay *known, struct err *e);

/* Has t a record of that restore? */
bool restore_known(const struct roster *t, const struct restore *r);

/*
 * The newest of the log of s and of all that its restores name, but for hearsay,
 * into *h, if that is newer than what is there.
 */
void restore_newest_of(struct head *h, const struct session *s);

/*
 * The same of what this computer remembers for the member of s, who has
 * unlocked: only if the member's own key made it. state_dir: where, for a
 * backup is opened as one that was never seen.
 */
MUST_CHECK enum rc restore_remembered(
    struct head *h, struct session *s, const char *state_dir, struct err *e);

/*
 * The newest head that any member's memory here has, without proof, if it is
 * newer than what is in *h.
 */
MUST_CHECK enum rc restore_rumoured(
    struct head *h, const struct session *s, const char *state_dir, struct err *e);

/*
 * Append the record of a restore to the backup that s has unlocked, durable
 * on return; h is the newest head that is known, of this log or of the one
 * that is given up. Nothing is remembered. file: the backup, for the detail.
 * RC_REFUSED, RC_AUTH as restore_check_right.
 */
MUST_CHECK enum rc restore_record(
    struct session *s, const struct head *h, const char *file, struct err *e);

/*
 * RC_REFUSED unless the member whom session_learn was called for may put a
 * backup back; RC_AUTH on a first passphrase.
 */
MUST_CHECK enum rc restore_check_right(const struct session *s, struct err *e);

#endif
