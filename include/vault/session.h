/*
 * session: one member at work in one vault.
 *
 * A session opens the file, learns from the log (or from what this computer
 * remembers of it) who may do what, opens the member's keys, and then does its
 * work in transactions. The order that keeps the promise "no record, no
 * reveal" is in here: begin, learn new records, check, append, commit,
 * remember, read the own record back; only then may a secret be decrypted.
 */
#ifndef STRONGROOM_VAULT_SESSION_H
#define STRONGROOM_VAULT_SESSION_H

#include "crypto/kdf.h"
#include "vault/record.h"

struct secret;
struct session;
struct replay;
struct roster;
struct member;

/* Where somebody is and why, for the sealed detail of a record. */
struct detail {
	const char *key;
	struct slice value;
};

enum { DETAILS_MAX = 24 };

struct session_options {
	const char *path;            /* of the vault */
	const char *state_dir;       /* of what is remembered */
	const struct detail *origin; /* host, user, terminal …; goes into every record */
	size_t n_origin;
	/* Told what the user should know though the work goes on; may be NULL. */
	void (*warn)(void *arg, const char *text);
	void *arg;
};

/*
 * Open the vault. RC_NOTFOUND, RC_INPUT, RC_TAMPER, RC_IO as store_open; also
 * RC_TAMPER if another vault was at this path before. o stays the caller's and
 * must outlive the session.
 */
MUST_CHECK enum rc session_open(
    struct session **s, const struct session_options *o, struct err *e);

/* Close; wipes all keys. Accepts NULL. */
void session_close(struct session *s);

/* RC_INPUT unless a council may be called so. */
MUST_CHECK enum rc session_check_council(struct slice name, struct err *e);

/*
 * A new vault with its founder, first period and first collection, left open
 * and unlocked. The passphrase is the founder's own.
 */
MUST_CHECK enum rc session_create(struct session **s, const struct session_options *o,
    const char *council, const char *founder, const char *collection,
    const struct secret *passphrase, const struct kdf_cost *cost, struct err *e);

/*
 * The member who is meant: by name, unambiguous part of it or "#ID". With
 * name NULL: the only one, or the one last used at this path. *id is 0 if
 * that does not tell. RC_NOTFOUND if there is no such member; *id is 0 then.
 */
MUST_CHECK enum rc session_find_member(
    int64_t *id, struct session *s, const char *name, struct err *e);

/*
 * Learn the state of the vault, for member id if not 0, and check the member's
 * row against the log. RC_TAMPER for every fault in it. After this the roster
 * can be asked.
 */
MUST_CHECK enum rc session_learn(struct session *s, int64_t id, struct err *e);

/*
 * Open the keys of the member that session_learn was called for. On RC_AUTH
 * the attempt is on the log, and the answer has waited its time.
 */
MUST_CHECK enum rc session_unlock(
    struct session *s, const struct secret *passphrase, struct err *e);

/*
 * The same through whoever keeps the keys (identity.h), who recorded the unlock.
 * RC_NOTFOUND if those are not the keys of this member, or not for this file:
 * the session is as it was then. line->arg must outlive the session.
 */
struct keeper_line;
MUST_CHECK enum rc session_unlock_kept(
    struct session *s, const struct keeper_line *line, struct err *e);

/*
 * Take the keys out of an unlocked session, which can only be closed then, and
 * put them into another, that has learned for the same member and takes them
 * over in any case. The unlock was recorded by the first.
 */
struct identity;
struct identity *session_give_keys(struct session *s);
MUST_CHECK enum rc session_take_keys(struct session *s, struct identity *me, struct err *e);

/*
 * Put on the log that somebody came with sheets of another envelope; why says of
 * which, and is the beginning of the sentence. RC_INPUT. Before any unlock only.
 */
MUST_CHECK enum rc session_refuse_envelope(struct session *s, const char *why, struct err *e);

/* Be the emergency member. RC_INPUT if the keys are not of this envelope. */
struct public_keys;
MUST_CHECK enum rc session_unlock_envelope(struct session *s, const struct public_keys *keys,
    const struct secret *sign, const struct secret *seal, struct err *e);

/* Does the member know only a first passphrase? Then only it can be changed. */
bool session_must_change(const struct session *s);

/*
 * A transaction. begin waits for other programs, takes in what they recorded,
 * and records the unlock if this is the first one. commit makes it durable,
 * remembers it and reads the last own record back: when it returns RC_OK,
 * what was recorded may be given out. After any failure the session can only
 * be closed.
 */
MUST_CHECK enum rc session_begin(struct session *s, struct err *e);
MUST_CHECK enum rc session_commit(struct session *s, struct err *e);
void session_abort(struct session *s);

/*
 * End a transaction as its command came out: commit on RC_OK. Otherwise why
 * is the command's error; if no more than the unlock was recorded that is
 * kept, with a record of the refusal on RC_REFUSED; else all is undone. Returns why, unless the
 * record could not be kept.
 */
MUST_CHECK enum rc session_end(struct session *s, enum rc why, struct err *e);

/*
 * Record the unlock of a session whose command failed before its transaction;
 * does nothing where it is recorded.
 */
MUST_CHECK enum rc session_note_unlock(struct session *s, struct err *e);

/*
 * Record that something was refused, and commit. The text of *e becomes the
 * refusal. Returns RC_REFUSED, or why it could not be recorded.
 */
MUST_CHECK enum rc session_refuse(struct session *s, enum action action, enum subject kind,
    int64_t subject, const char *asked, struct err *e, const char *fmt, ...) PRINTF_LIKE(7, 8);

/* Check a right of the member; if it is missing, session_refuse. */
enum right;
MUST_CHECK enum rc session_require(
    struct session *s, int right, enum action action, const char *what, struct err *e);

/* Tell the user, if the options say how. */
void session_warn(const struct session *s, const char *text);

const struct roster *session_roster(const struct session *s);
const struct member *session_me(const struct session *s);
int64_t session_size(const struct session *s);
const uint8_t *session_leaf(const struct session *s);
const uint8_t *session_vault_id(const struct session *s);
const char *session_council(const struct session *s);
const char *session_path(const struct session *s);
/*
 * RC_USAGE if path is the vault, or a name beside it that SQLite takes for
 * the vault's; what is to be written there, for the text: "the backup".
 */
MUST_CHECK enum rc session_check_name(
    const struct session *s, const char *path, const char *what, struct err *e);
/* What SQLite adds to the name of a vault for its own files; ends with NULL. */
extern const char *const SESSION_BESIDE[];
/* Was the log compared with what this computer remembered? */
bool session_compared(const struct session *s);

/* The name of a member, as the log has it. Appended to *out. */
MUST_CHECK enum rc session_member_name(
    struct buf *out, struct session *s, int64_t id, struct err *e);

#endif
