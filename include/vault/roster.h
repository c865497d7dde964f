/*
 * roster: who is a member, who may do what, and what there is.
 *
 * All of it is learned by replaying the log in order, and from nothing else.
 */
#ifndef STRONGROOM_VAULT_ROSTER_H
#define STRONGROOM_VAULT_ROSTER_H

#include "crypto/box.h"
#include "vault/public.h"
#include "vault/public_receipt.h"

enum role {
	ROLE_NONE,
	ROLE_CLERK,
	ROLE_DEPUTY,
	ROLE_CHAIR,
	ROLE_COUNCILLOR,
	ROLE_AUDITOR,
	ROLE_EMERGENCY, /* the means in the envelope, not a person */
	ROLE_COUNT
};

const char *role_name(enum role r);
/* ROLE_NONE if there is no such role, or if it is not one for people. */
enum role role_of(struct slice name);

enum { MEMBER_NAME_MAX = 200 };

enum right {
	RIGHT_ADMINISTER, /* members, collections, grants, policy, envelope */
	RIGHT_WRITE,      /* items, in collections granted with edit */
	RIGHT_REVEAL,     /* what is granted */
	RIGHT_READ_LOG,
	RIGHT_SEAL,
	RIGHT_CARE /* for the envelope and what follows an opening */
};

struct member {
	int64_t id;
	char *name;
	enum role role;
	bool active;
	bool must_change;  /* knows only a first passphrase: may sign nothing but its change */
	bool log;          /* a councillor who was granted the log */
	int64_t reset;     /* periods so far when somebody else gave the member new keys */
	uint32_t failures; /* failed unlocks since the last one that worked */
	uint32_t unseen;   /* of these, since somebody last looked at the log */
	int64_t unseen_ms; /* the first of those */
	int64_t unlocked_ms; /* the last unlock that worked; 0: none yet */
	int64_t added_ms;
	int64_t left_ms; /* 0: not yet */
	struct public_keys keys;
};

struct grant {
	int64_t collection;
	int64_t member;
	int64_t generation; /* the newest one sealed to the member */
	bool edit;
};

struct collection {
	int64_t id;
	bool sealed;
	bool exposed; /* its key was sealed to a first passphrase that has been changed since */
	bool stale;   /* somebody lost a grant since this generation was made */
	/*
	 * The same, by a member leaving when no clerk was left to make the next
	 * generation: nothing can be written until one holds the collection.
	 */
	bool orphaned;
	int64_t broken_ms; /* since when it is exposed or orphaned */
	int64_t generation;
	int64_t items;                      /* not counting removed ones */
	uint8_t (*commitments)[COMMITMENT]; /* of generations 1, 2, … */
	size_t cap;
};

struct period {
	int64_t quarter;
	uint8_t key[SEAL_KEY];
	bool by_envelope; /* so that whoever had the words may know the key */
};

struct policy {
	char *name;
	char *value;
	int64_t set_ms;
	int64_t actor;
};

struct envelope {
	int64_t serial; /* 0: none yet */
	int64_t member;
	uint8_t recipient[32];
	uint8_t export_sign[SIGN_PUBLIC];
	uint8_t need;
	uint32_t sheet_id;       /* of the set of sheets (SLIP-39) */
	uint8_t page[HASH_SIZE]; /* SHA-256 of the page in the rescue kit; zero: none */
	char *holders;           /* one a line */
	size_t n_holders;
	int64_t maker; /* the member who has seen the words */
	int64_t created_ms;
	int64_t seen_ms[ENVELOPE_SHEETS]; /* when each was last seen unbroken; 0: never */
	/* When each was taken out for a drill, and not seen sealed since; 0: it was not. */
	int64_t taken_ms[ENVELOPE_SHEETS];
	int64_t drilled_ms; /* the last drill; 0: none */
	bool withdrawn;     /* void, with no other in its place */
	int64_t sealed_ms;  /* the last export; 0: none */
	int64_t sealed_seq;
	int64_t kept_seq;      /* the last export where the policy has it; 0: none */
	int64_t changed_seq;   /* the last change to what it should hold */
	int64_t changed_ms;    /* the first one since the last export */
	int64_t opened_ms;     /* the last opening of any envelope; 0: none */
	int64_t opened_serial; /* of which */
	/* By the clock of the computer, whatever the log says; 0: not in this log. */
	int64_t opened_clock_ms;
	int64_t unreported_ms; /* the last one that no meeting was told of; 0: none */
	int64_t unreported_serial;
	int64_t unreported_seq; /* of the record that says so */
};

/*
 * The version of a record of a seal that is not where the policy seal.path has
 * the export; else it is 0.
 */
enum { SEAL_ELSEWHERE = 1 };

/* An envelope that opens nothing any more, so that its sheets can be told apart. */
struct old_sheets {
	int64_t serial;
	uint32_t sheet_id;
	int64_t void_ms; /* since when */
};

/* An item whose secret was given out by opening an envelope. */
struct revealed {
	int64_t item;
	int64_t version;
	int64_t time_ms;
	int64_t serial; /* of the envelope */
	bool done;      /* changed, removed or ticked off since, and not brought back */
};

/*
 * A backup that was put back: the record that says so, which follows the last
 * one of the backup, and the newest head that was known of what came after.
 */
struct restore {
	int64_t seq;
	int64_t time_ms;
	int64_t actor;
	uint8_t key[SIGN_PUBLIC]; /* by which the actor signed it */
	uint8_t sig[SIGN_SIZE];   /* of the record: no other has the same */
	int64_t size;
	uint8_t leaf[HASH_SIZE];
	bool hearsay; /* that head was given by a person, and not proved */
};

/* An opening without the vault, as its receipt said when it was merged. */
struct receipt_state {
	uint8_t id[RECEIPT_ID];
	int64_t serial;
	int64_t opened_ms;
	uint8_t rest[HASH_SIZE];
	size_t shown;            /* how many lines of it the log has */
	uint8_t hash[HASH_SIZE]; /* SHA-256 of these */
};

struct roster {
	struct member *members; /* member id is at id - 1 */
	size_t n_members, cap_members;
	struct collection *collections; /* likewise */
	size_t n_collections, cap_collections;
	struct period *periods; /* likewise */
	size_t n_periods, cap_periods;
	bool period_stale; /* somebody has its newest key who may not read the log any more */
	struct grant *grants;
	size_t n_grants, cap_grants;
	struct policy *policies;
	size_t n_policies, cap_policies;
	struct restore *restores; /* in the order of the log */
	size_t n_restores, cap_restores;
	struct old_sheets *old_sheets; /* in the order of their serials */
	size_t n_old_sheets, cap_old_sheets;
	struct revealed *revealed; /* one for each item, in the order of their ids */
	size_t n_revealed, cap_revealed;
	struct receipt_state *receipts;
	size_t n_receipts, cap_receipts;
	struct envelope envelope;
	int64_t items;       /* ids given out */
	int64_t attachments; /* likewise */
};

void roster_finish(struct roster *r);

/* NULL if there is none. */
struct member *roster_member(const struct roster *r, int64_t id);
struct collection *roster_collection(const struct roster *r, int64_t id);
const struct period *roster_period(const struct roster *r, int64_t id);
struct grant *roster_grant(const struct roster *r, int64_t collection, int64_t member);
/* A clerk at work, other than one, who holds a collection; 0 if there is none. */
int64_t roster_keeper(const struct roster *r, int64_t collection, int64_t except);
/* By name in any case, people and envelopes; RC_NOTFOUND if nobody is called so. */
MUST_CHECK enum rc roster_named(
    int64_t *id, const struct roster *r, struct slice name, struct err *e);
const char *roster_policy(const struct roster *r, const char *name);
/* With since when and by whom it is so; NULL if it was never set. */
const struct policy *roster_policy_find(const struct roster *r, const char *name);

/* RC_INPUT unless a person may be called so; a #ID or the envelope is not meant then. */
MUST_CHECK enum rc roster_check_name(struct slice name, struct err *e);

bool roster_may(const struct member *m, enum right right);
/* May this member hold such a grant at all? */
bool roster_may_hold(const struct member *m, bool edit);

/* Changes; RC_FAIL if memory ran out. */
/* The name is copied; the one in *m does not count. */
MUST_CHECK enum rc roster_add_member(
    struct roster *r, const struct member *m, struct slice name, struct err *e);
MUST_CHECK enum rc roster_add_collection(
    struct roster *r, bool sealed, const uint8_t commitment[COMMITMENT], struct err *e);
MUST_CHECK enum rc roster_add_generation(
    struct collection *c, const uint8_t commitment[COMMITMENT], struct err *e);
MUST_CHECK enum rc roster_add_period(struct roster *r, const struct period *p, struct err *e);
MUST_CHECK enum rc roster_set_grant(struct roster *r, const struct grant *g, struct err *e);
/* Its texts are copied; those in *p do not count. */
MUST_CHECK enum rc roster_set_policy(struct roster *r, const struct policy *p,
    struct slice name, struct slice value, struct err *e);
MUST_CHECK enum rc roster_add_restore(
    struct roster *r, const struct restore *restore, struct err *e);
MUST_CHECK enum rc roster_add_old_sheets(
    struct roster *r, const struct old_sheets *old, struct err *e);
/* An opening gave out a version of an item: what was done before does not count. */
MUST_CHECK enum rc roster_add_revealed(
    struct roster *r, const struct revealed *revealed, struct err *e);
/* NULL if no opening gave the item out. */
struct revealed *roster_revealed(const struct roster *r, int64_t item);
/* The envelope has no member, no words and no grant from then on. */
MUST_CHECK enum rc roster_void_envelope(struct roster *r, int64_t time_ms, struct err *e);
/* Is there an envelope that opens the vault? */
bool roster_has_envelope(const struct roster *r);
/* Take a grant away and mark the collection's generation as stale. */
void roster_remove_grant(struct roster *r, int64_t collection, int64_t member);
/* The member is none any more, by the record of actor: takes every grant away. */
void roster_leave(
    struct roster *r, struct member *m, const struct member *actor, int64_t time_ms);
/* The member gets new keys, to which nothing is sealed yet: likewise. */
void roster_reset(
    struct roster *r, struct member *m, const struct public_keys *keys, int64_t time_ms);
/*
 * Has the envelope an export to be written: the last one is older than the
 * last change, or else that at the place that the policy seal.path names?
 */
bool roster_seal_is_due(const struct roster *r);
/* What the envelope opens was changed. */
void roster_changed(struct roster *r, int64_t seq, int64_t time_ms);

/* The member that the envelope of that serial made; NULL if there was none. */
const struct member *roster_envelope_member(const struct roster *r, int64_t serial);
/* Was the newest envelope opened, with the vault or, as a receipt says, without? */
bool roster_was_opened(const struct roster *r);
/* Has the log as many lines of this receipt, or more? */
bool roster_receipt_is_known(const struct roster *r, const struct public_receipt *p);
/*
 * Is it a new receipt, or one that has all that the log knows of it, and more?
 * *known is how many lines that is.
 */
MUST_CHECK bool roster_receipt_goes_on(
    size_t *known, const struct roster *r, const struct public_receipt *p, int64_t serial);
MUST_CHECK enum rc roster_add_receipt(
    struct roster *r, const struct public_receipt *p, int64_t serial, struct err *e);
MUST_CHECK enum rc roster_set_receipt(
    struct roster *r, const struct receipt_state *state, struct err *e);

/* For the remembered state. */
void roster_put(struct buf *out, const struct roster *r);
struct dec;
MUST_CHECK enum rc roster_get(struct roster *r, struct dec *d, struct err *e);

#endif
