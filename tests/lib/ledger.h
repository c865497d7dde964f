/*
 * ledger: a log made by hand, in memory, to try what replaying accepts.
 *
 * It holds the keys of everybody, so it can sign what the program never would.
 */
#ifndef STRONGROOM_TESTS_LEDGER_H
#define STRONGROOM_TESTS_LEDGER_H

#include "vault/identity.h"
#include "vault/record.h"
#include "vault/replay.h"

/* The members of the world that ledger_init makes. */
enum who {
	NOBODY,
	CLERK,    /* holds both collections with edit */
	CHAIR,    /* reads collection 1 */
	EDITOR,   /* a councillor, edits collection 1 */
	READER,   /* a councillor, reads collection 1 */
	OUTSIDER, /* a councillor without a grant */
	AUDITOR,
	SECOND,    /* a clerk without a grant */
	NEW,       /* a councillor who knows only a first passphrase */
	EMERGENCY, /* the envelope, not opened */
	WHO_COUNT
};

/* Its collections, items, and the row digest that stands for any row. */
enum { SHARED = 1, PRIVATE = 2, SHARED_ITEM = 1, PRIVATE_ITEM = 2 };

struct ledger {
	struct replay *replay;
	struct identity *who[WHO_COUNT + 4]; /* by member id */
	int64_t time_ms;                     /* of the next record; each takes a second */
};

/* A record to sign; what is left out is as the program would fill it. */
struct entry {
	enum who actor;
	enum action action;
	enum outcome outcome; /* 0: ok */
	enum subject kind;
	int64_t subject;
	int64_t version;
	bool row; /* give it a digest */
	struct slice public;
	int64_t time_ms;               /* 0: the next second */
	int64_t period;                /* 0: the open one */
	const struct identity *signer; /* NULL: the actor */
	const char *word;              /* NULL: the action's own */
	bool astray;                   /* give it another record before it */
};

void ledger_init(struct ledger *l);
void ledger_finish(struct ledger *l);

/* Sign it and replay it. */
enum rc ledger_try(struct ledger *l, const struct entry *en, struct err *e);
/* The same, which has to work. */
void ledger_add(struct ledger *l, const struct entry *en);

/* The public parts, in memory that lasts until the next call of the same. */
struct slice pub_item(int64_t collection, int64_t generation);
/* With another credential than before. */
struct slice pub_changed(int64_t collection, int64_t generation);
struct slice pub_attachment(int64_t collection);
struct slice pub_grant(int64_t member, bool edit);
struct slice pub_revoked(int64_t member);
struct slice pub_collection(bool sealed);
struct slice pub_sealed(bool sealed);
struct slice pub_keys(const struct identity *i);
struct slice pub_reset(const struct identity *i, bool must_change);
/* A member of some name that nobody has, and one of this name. */
struct slice pub_member(const char *role, bool must_change, const struct identity *i);
struct slice pub_named(struct slice name, const struct identity *i);
struct slice pub_period(int64_t quarter);
struct slice pub_sheet(uint8_t number, const char *holder);
/* A list of sheets that ends with 0. */
struct slice pub_sheets(const uint8_t *numbers);
struct slice pub_policy(const char *name, const char *value);
struct slice pub_restore(int64_t size, const uint8_t leaf[HASH_SIZE]);
struct slice pub_envelope(int64_t member, const struct identity *i);
/* Signs it, too, for the envelope of that serial. */
struct slice pub_receipt(struct public_receipt *p, const struct ledger *l, int64_t serial,
    const struct identity *signer);

#endif
