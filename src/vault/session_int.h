/*
 * session_int: a session from the inside, for the files of this layer.
 */
#ifndef STRONGROOM_VAULT_SESSION_INT_H
#define STRONGROOM_VAULT_SESSION_INT_H

#include "store/store.h"
#include "vault/identity.h"
#include "vault/remember.h"
#include "vault/replay.h"
#include "vault/session.h"

/* A collection key that was opened in this session. */
struct held_key {
	int64_t collection;
	int64_t generation;
	struct secret *key;
	struct buf name; /* of the collection, once it was asked for; never empty then */
};

/* A seal of the member's own that was tried. */
struct tried_seal {
	int64_t collection;
	int64_t generation;
	bool opens;
	struct secret *key; /* that it opened to, until somebody wants it */
};

/* What was remembered of backups that were put back, to tell what is new. */
struct known {
	struct roster restores; /* nothing but those */
	int64_t size;           /* of the log that was remembered */
	int64_t opened_ms;      /* an opening that no meeting was told of; 0: none */
	int64_t opened_serial;
};

struct spool;

struct session {
	const struct session_options *options;
	struct store *store;
	struct replay *replay;
	struct remember *remember;
	struct identity *me;
	int64_t member; /* whom session_learn was called for; 0: nobody */
	uint8_t vault_id[VAULT_ID];
	bool compared;    /* the replay began with what was remembered */
	struct err doubt; /* why the log is not the remembered one; rc 0: it is */
	struct known known;
	bool broken;
	bool unlock_recorded;
	bool to_open; /* by the envelope, whose next record is the opening */
	const struct secret *export_seed; /* lent by who has the words; else NULL */
	bool clock_told;   /* that a record is of the future, or this clock wrong */
	enum action doing; /* what the command was last asked a right for */
	int64_t own;       /* own records so far */
	int64_t opening;   /* of these, before the command of this transaction */
	struct spool *spool; /* what becomes rows at the end of the transaction; NULL: nothing */
	struct held_key *keys;
	size_t n_keys, cap_keys;
	struct tried_seal *tried;
	size_t n_tried, cap_tried;
	/* A failure of the disk while a seal was tried: nothing is recorded after it. */
	struct err failed;
};

/* What failed before, and was not said where it happened. */
MUST_CHECK enum rc session_check_failed(const struct session *s, struct err *e);

/* What a record is to say; the rest follows from the session. */
struct draft {
	enum action action;
	enum outcome outcome; /* 0: ok */
	enum subject kind;
	int64_t subject;
	int64_t version;
	const uint8_t *digest; /* HASH_SIZE bytes, or NULL for none */
	struct slice public;
	const struct detail *details;
	size_t n_details;
};

/* Append a record within the transaction. */
MUST_CHECK enum rc audit_append(struct session *s, const struct draft *d, struct err *e);

/* A session over a store that is open, which becomes the session's, or is closed on failure. */
MUST_CHECK enum rc session_over(
    struct session **s, struct store *store, const struct session_options *o, struct err *e);

/* Be the member whom session_learn was called for, with the seed that the passphrase opened. */
MUST_CHECK enum rc session_become(struct session *s, const struct secret *seed, struct err *e);

/* Tell that the envelope was opened, unless a meeting was told of it. */
MUST_CHECK enum rc session_say_opened(struct session *s, struct err *e);

/* The newest record that is known must be in the file, unchanged. */
MUST_CHECK enum rc session_check_head(struct session *s, struct err *e);
/*
 * The leaf of what a record says, whatever the file has for it: two files with
 * the same one have the same records up to there, if one of them was proved.
 * RC_NOTFOUND if there is no such record.
 */
MUST_CHECK enum rc session_leaf_at(
    uint8_t leaf[HASH_SIZE], struct session *s, int64_t seq, struct err *e);

/* Forget what was learned, and replay the log from its first record. */
MUST_CHECK enum rc session_learn_anew(struct session *s, struct err *e);

/* The row of the member whom session_learn was called for; to be finished. */
MUST_CHECK enum rc session_own_row(struct member_row *row, struct session *s, struct err *e);

/*
 * Replay the whole log into the session's replay, which is empty, giving each
 * record afterwards to each (unless NULL). All cores check the signatures
 * meanwhile; where one is bad, the log is read once more, signature by
 * signature, up to its first fault. So each may see a record again, but RC_OK
 * follows only on a single reading. *bad is the record at which it ended, 0 on
 * RC_OK.
 */
MUST_CHECK enum rc session_replay(
    int64_t *bad, struct session *s, store_each *each, void *arg, struct err *e);

/*
 * Replay the log once more, outside a transaction, as far as it was verified: each
 * gets every record, with the roster after it. RC_TAMPER if it is another one.
 */
typedef enum rc retraced(
    void *arg, const struct roster *after, const struct record *rec, struct err *e);
MUST_CHECK enum rc session_retrace(
    struct session *s, retraced *each, void *arg, struct err *e);

/* Take in what was recorded since; the newest known one must still be there. */
MUST_CHECK enum rc session_catch_up(struct session *s, struct err *e);

/*
 * Compare a row's digest with the log's. RC_TAMPER, naming it by what, if it
 * is another, and also if the log knows no such row.
 */
MUST_CHECK enum rc session_pinned(struct session *s, enum pin_table table, int64_t a, int64_t b,
    int64_t c, const uint8_t digest[HASH_SIZE], const char *what, struct err *e);

/* RC_TAMPER if the row has another name than the log. */
MUST_CHECK enum rc session_check_named(
    const struct session *s, const struct member_row *row, struct err *e);

/* A member's row that the log pins, with the name of the log; to be finished by the caller. */
MUST_CHECK enum rc session_member_row(
    struct member_row *row, struct session *s, int64_t id, struct err *e);

/*
 * A key of 32 bytes sealed to a member (a collection's, a period's, the
 * seal-signing key), as a row with its record: action is ACT_GRANT_ADD, or
 * ACT_MEMBER_REKEY for one's own.
 */
MUST_CHECK enum rc sealed_write(struct session *s, enum action action, enum subject kind,
    int64_t id, int64_t generation, int64_t member, bool edit, const struct secret *key,
    struct err *e);

/* Is what the log has sealed to the member this very key, to the keys of now? */
MUST_CHECK enum rc sealed_same(bool *same, struct session *s, enum subject kind, int64_t id,
    int64_t generation, int64_t member, const struct secret *key, struct err *e);

/*
 * The key that was sealed to this session's member. RC_NOTFOUND if none was;
 * RC_TAMPER if it is not the one on the log; RC_INPUT if it is, but whoever
 * sealed it sealed what does not open.
 */
MUST_CHECK enum rc sealed_read(struct secret **key, struct session *s, enum subject kind,
    int64_t id, int64_t generation, struct err *e);

/* Seal again, to the member's own new key, all that was sealed to the old one. */
MUST_CHECK enum rc sealed_renew(struct session *s, const struct identity *old, struct err *e);

/* Seal everything of a role (the log's periods, the seal-signing key) to a member. */
MUST_CHECK enum rc sealed_role(struct session *s, int64_t member, struct err *e);

/* "#7", and nothing else. */
bool parse_id(int64_t *id, const char *text);

#endif
