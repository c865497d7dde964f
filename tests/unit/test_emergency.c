/*
 * emergency: what an opened envelope may do for thirty minutes, and what nobody
 * may do with it; records made by hand.
 */
#include "vault/emergency.h"

#include <string.h>

#include "base/clock.h"
#include "crypto/secret.h"
#include "fixture.h"
#include "ledger.h"
#include "tap.h"

static const char NO_RIGHT[] = "its actor had no right to do this";

enum { MINUTE = 60 * 1000 };

static void open_it(struct ledger *l)
{
	ledger_add(l, &(struct entry){.actor = EMERGENCY,
			  .action = ACT_ENVELOPE_OPEN,
			  .kind = SUB_ENVELOPE,
			  .subject = 1});
}

/* Not opened, opened, and opened half an hour ago. */
enum { SHUT, OPEN, OVER, WORLDS };

static const char *const WHEN[WORLDS] = {"shut", "open", "over"};

static void world(struct ledger *l, int when)
{
	ledger_init(l);
	if (when != SHUT)
		open_it(l);
	if (when == OVER)
		l->time_ms += 31 * MINUTE;
}

static void try_it(
    struct ledger *l, const struct entry *en, int when, bool may, const char *name)
{
	struct err e = {0};
	enum rc rc = ledger_try(l, en, &e);

	may = may && when == OPEN;
	ok(rc == (may ? RC_OK : RC_TAMPER) && (may || has_text(&e, NO_RIGHT)),
	    "%s, %s: %s (%s)", name, WHEN[when], may ? "taken" : "refused", e.text);
	ledger_finish(l);
}

/* A record by the envelope, in each of the worlds; "may" is for the open one. */
#define ENVELOPE(may, name, ...)                                                               \
	do {                                                                                   \
		for (int when = 0; when < WORLDS; when++) {                                    \
			struct ledger l;                                                       \
			struct entry en;                                                       \
			world(&l, when);                                                       \
			en = (struct entry){.actor = EMERGENCY, __VA_ARGS__};                  \
			try_it(&l, &en, when, (may), (name));                                  \
		}                                                                              \
	} while (0)

static void test_may(void)
{
	ENVELOPE(
	    true, "an unlock", .action = ACT_UNLOCK, .kind = SUB_MEMBER, .subject = EMERGENCY);
	ENVELOPE(true, "a reveal", .action = ACT_ITEM_REVEAL, .kind = SUB_ITEM,
	    .subject = SHARED_ITEM, .version = 1);
	ENVELOPE(true, "a new clerk", .action = ACT_MEMBER_ADD, .kind = SUB_MEMBER,
	    .subject = WHO_COUNT, .row = true,
	    .public = pub_member("clerk", true, l.who[CLERK]));
	ENVELOPE(true, "a new deputy", .action = ACT_MEMBER_ADD, .kind = SUB_MEMBER,
	    .subject = WHO_COUNT, .row = true,
	    .public = pub_member("deputy", true, l.who[CLERK]));
	ENVELOPE(true, "the clerk leaves", .action = ACT_MEMBER_LEAVE, .kind = SUB_MEMBER,
	    .subject = CLERK);
	ENVELOPE(true, "the clerk's reset", .action = ACT_MEMBER_REKEY, .kind = SUB_MEMBER,
	    .subject = CLERK, .row = true, .public = pub_reset(l.who[CLERK], true));
	ENVELOPE(true, "a grant", .action = ACT_GRANT_ADD, .kind = SUB_COLLECTION,
	    .subject = SHARED, .version = 1, .row = true, .public = pub_grant(SECOND, true));
	ENVELOPE(true, "the seal-signing key", .action = ACT_GRANT_ADD, .kind = SUB_ENVELOPE,
	    .subject = 1, .row = true, .public = pub_grant(SECOND, false));
	ENVELOPE(true, "a new key", .action = ACT_COLLECTION_REKEY, .kind = SUB_COLLECTION,
	    .subject = SHARED, .version = 2, .row = true, .public = pub_collection(true));
	ENVELOPE(true, "an item under it", .action = ACT_ITEM_REKEY, .kind = SUB_ITEM,
	    .subject = SHARED_ITEM, .version = 1, .row = true, .public = pub_item(SHARED, 1));
	ENVELOPE(true, "a new period", .action = ACT_PERIOD_CREATE, .kind = SUB_PERIOD,
	    .subject = 2, .public = pub_period(clock_quarter(l.time_ms)));
}

static void test_people(void)
{
	static const char *const OTHERS[] = {"chair", "councillor", "auditor"};

	for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++)
		ENVELOPE(false, OTHERS[i], .action = ACT_MEMBER_ADD, .kind = SUB_MEMBER,
		    .subject = WHO_COUNT, .row = true,
		    .public = pub_member(OTHERS[i], true, l.who[CLERK]));
	for (int who = CHAIR; who <= AUDITOR; who++)
		ENVELOPE(false, "a reset of who is no clerk", .action = ACT_MEMBER_REKEY,
		    .kind = SUB_MEMBER, .subject = who, .row = true,
		    .public = pub_reset(l.who[CLERK], true));
	ENVELOPE(false, "its own keys", .action = ACT_MEMBER_REKEY, .kind = SUB_MEMBER,
	    .subject = EMERGENCY, .row = true, .public = pub_keys(l.who[CLERK]));
	ENVELOPE(false, "its own seals", .action = ACT_MEMBER_REKEY, .kind = SUB_COLLECTION,
	    .subject = SHARED, .version = 1, .row = true,
	    .public = pub_grant(EMERGENCY, false));
	ENVELOPE(false, "what it does not hold", .action = ACT_GRANT_ADD,
	    .kind = SUB_COLLECTION, .subject = PRIVATE, .version = 1, .row = true,
	    .public = pub_grant(SECOND, true));
	ENVELOPE(false, "a key of the log that it never had", .action = ACT_GRANT_ADD,
	    .kind = SUB_PERIOD, .subject = 1, .row = true, .public = pub_grant(SECOND, false));
	ENVELOPE(false, "the log to a councillor", .action = ACT_GRANT_ADD, .kind = SUB_PERIOD,
	    .subject = 1, .row = true, .public = pub_grant(READER, false));
	ENVELOPE(false, "a grant taken away", .action = ACT_GRANT_REMOVE,
	    .kind = SUB_COLLECTION, .subject = SHARED, .version = 1,
	    .public = pub_revoked(READER));
}

static void test_may_not(void)
{
	ENVELOPE(false, "a policy", .action = ACT_POLICY_SET, .kind = SUB_NONE,
	    .public = pub_policy("kdf", "m=1"));
	ENVELOPE(false, "a collection", .action = ACT_COLLECTION_ADD, .kind = SUB_COLLECTION,
	    .subject = PRIVATE + 1, .version = 1, .row = true, .public = pub_collection(true));
	ENVELOPE(false, "one made private", .action = ACT_COLLECTION_SET,
	    .kind = SUB_COLLECTION, .subject = SHARED, .version = 1,
	    .public = pub_sealed(false));
	ENVELOPE(false, "an edit", .action = ACT_ITEM_EDIT, .kind = SUB_ITEM,
	    .subject = SHARED_ITEM, .version = 2, .row = true, .public = pub_item(SHARED, 1));
	ENVELOPE(false, "an item", .action = ACT_ITEM_ADD, .kind = SUB_ITEM,
	    .subject = PRIVATE_ITEM + 1, .version = 1, .row = true,
	    .public = pub_item(SHARED, 1));
	ENVELOPE(false, "a removal", .action = ACT_ITEM_REMOVE, .kind = SUB_ITEM,
	    .subject = SHARED_ITEM, .version = 2, .public = pub_item(SHARED, 1));
	ENVELOPE(false, "another envelope", .action = ACT_ENVELOPE_CREATE, .kind = SUB_ENVELOPE,
	    .subject = 2, .public = pub_envelope(WHO_COUNT, l.who[CLERK]));
	ENVELOPE(false, "an export", .action = ACT_ENVELOPE_SEAL, .kind = SUB_ENVELOPE,
	    .subject = 1);
	ENVELOPE(false, "its own report", .action = ACT_ENVELOPE_REPORTED, .kind = SUB_ENVELOPE,
	    .subject = 1);
	ENVELOPE(false, "its own withdrawal", .action = ACT_ENVELOPE_WITHDRAW,
	    .kind = SUB_ENVELOPE, .subject = 1);
	ENVELOPE(false, "a credential let be", .action = ACT_WORKLIST_DONE, .kind = SUB_ITEM,
	    .subject = SHARED_ITEM, .version = 1);
	ENVELOPE(false, "the log", .action = ACT_AUDIT_VIEW, .kind = SUB_NONE);
	ENVELOPE(false, "a checkpoint", .action = ACT_AUDIT_CHECKPOINT, .kind = SUB_NONE);
	ENVELOPE(false, "a backup", .action = ACT_BACKUP, .kind = SUB_NONE);
	ENVELOPE(false, "an import", .action = ACT_IMPORT, .kind = SUB_NONE);
	ENVELOPE(false, "a health check", .action = ACT_HEALTH, .kind = SUB_NONE);
	ENVELOPE(false, "a passphrase", .action = ACT_PASSPHRASE_CHANGE, .kind = SUB_MEMBER,
	    .subject = EMERGENCY, .row = true);
}

static enum rc reveal_at(struct ledger *l, int64_t time_ms, struct err *e)
{
	return ledger_try(l,
	    &(struct entry){.actor = EMERGENCY,
		.action = ACT_ITEM_REVEAL,
		.kind = SUB_ITEM,
		.subject = SHARED_ITEM,
		.version = 1,
		.time_ms = time_ms},
	    e);
}

/* Where a record of the future stands in the log, the latest time stands still. */
static void test_clock_ahead(void)
{
	struct ledger l;
	struct err e;
	int64_t opened;

	ledger_init(&l);
	ledger_add(&l, &(struct entry){.actor = CHAIR,
			   .action = ACT_UNLOCK,
			   .kind = SUB_MEMBER,
			   .subject = CHAIR,
			   .time_ms = l.time_ms + 100000 * (int64_t)MINUTE});
	opened = l.time_ms;
	open_it(&l);
	is_int(reveal_at(&l, opened + 29 * MINUTE, &e), RC_OK,
	    "after a record of the future the envelope is open for half an hour");
	is_int(reveal_at(&l, opened + 31 * MINUTE, &e), RC_TAMPER, "and no longer");
	ledger_finish(&l);
}

/* The key of a period that it began itself goes to the readers of the log alone. */
static void test_own_period(void)
{
	struct ledger l;
	struct err e;
	struct entry en = {.actor = EMERGENCY,
	    .action = ACT_GRANT_ADD,
	    .kind = SUB_PERIOD,
	    .subject = 2,
	    .row = true};

	ledger_init(&l);
	open_it(&l);
	ledger_add(&l, &(struct entry){.actor = EMERGENCY,
			   .action = ACT_PERIOD_CREATE,
			   .kind = SUB_PERIOD,
			   .subject = 2,
			   .public = pub_period(clock_quarter(l.time_ms))});
	en.public = pub_grant(AUDITOR, false);
	is_int(ledger_try(&l, &en, &e), RC_OK, "the auditor gets the key of the new period");
	is_int(ledger_try(&l, &en, &e), RC_TAMPER, "once");
	ledger_finish(&l);

	ledger_init(&l);
	open_it(&l);
	ledger_add(&l, &(struct entry){.actor = EMERGENCY,
			   .action = ACT_PERIOD_CREATE,
			   .kind = SUB_PERIOD,
			   .subject = 2,
			   .public = pub_period(clock_quarter(l.time_ms))});
	en.public = pub_grant(READER, false);
	is_int(ledger_try(&l, &en, &e), RC_TAMPER, "a councillor gets none");
	ok(has_text(&e, NO_RIGHT), "for want of a right");
	ledger_finish(&l);

	ledger_init(&l);
	open_it(&l);
	ledger_add(&l, &(struct entry){.actor = EMERGENCY,
			   .action = ACT_MEMBER_ADD,
			   .kind = SUB_MEMBER,
			   .subject = WHO_COUNT,
			   .row = true,
			   .public = pub_member("clerk", true, l.who[CLERK])});
	en.subject = 1;
	en.public = pub_grant(WHO_COUNT, false);
	is_int(ledger_try(&l, &en, &e), RC_TAMPER,
	    "and nobody a key that only a reader of the log has");
	ledger_finish(&l);
}

static void test_left(void)
{
	struct envelope v = {
	    .serial = 2, .opened_serial = 2, .opened_ms = 1000, .opened_clock_ms = 500};

	is_int(emergency_left_ms(&v, 1000, 500), OPEN_MS, "half an hour from the opening");
	is_int(emergency_left_ms(&v, 1000, 1000 + OPEN_MS), -1, "by the clock");
	is_int(emergency_left_ms(&v, 1001 + OPEN_MS, 600), -1, "by the log");
	is_int(emergency_left_ms(&v, 1000 + OPEN_MS, 600), 0, "to the end");
	v.withdrawn = true;
	is_int(emergency_left_ms(&v, 1000, 500), -1, "not of one that was withdrawn");
	v = (struct envelope){.serial = 2, .opened_serial = 1, .opened_ms = 1000};
	is_int(emergency_left_ms(&v, 1000, 500), -1, "nor of the one before");
	is_int(emergency_left_ms(&(struct envelope){0}, 0, 0), -1, "nor of none");
}

/* What was sealed to keys that a member has no longer is made again by any reader. */
static void test_reseal(void)
{
	struct ledger l;
	struct err e;
	const struct member *m;
	struct entry en = {.actor = CHAIR,
	    .action = ACT_GRANT_ADD,
	    .kind = SUB_PERIOD,
	    .subject = 1,
	    .row = true};

	ledger_init(&l);
	en.public = pub_grant(SECOND, false);
	is_int(ledger_try(&l, &en, &e), RC_TAMPER, "a reader replaces nobody's key of the log");
	ledger_finish(&l);

	ledger_init(&l);
	ledger_add(&l, &(struct entry){.actor = CLERK,
			   .action = ACT_MEMBER_REKEY,
			   .kind = SUB_MEMBER,
			   .subject = EDITOR,
			   .row = true,
			   .public = pub_reset(l.who[CHAIR], true)});
	m = roster_member(&l.replay->roster, EDITOR);
	ok(m->must_change && memcmp(&m->keys, &l.who[CHAIR]->keys, sizeof m->keys) == 0,
	    "a reset gives new keys, which a first passphrase opens");
	ok(roster_grant(&l.replay->roster, SHARED, EDITOR) == NULL &&
		roster_collection(&l.replay->roster, SHARED)->exposed &&
		!roster_collection(&l.replay->roster, SHARED)->stale,
	    "what was granted is to be granted anew, and to get another key");
	is_int(replay_check(l.replay, &e), RC_OK, "and the log is whole");
	is_int(ledger_try(&l,
		   &(struct entry){.actor = EDITOR,
		       .action = ACT_UNLOCK,
		       .kind = SUB_MEMBER,
		       .subject = EDITOR},
		   &e),
	    RC_TAMPER, "the old keys sign nothing");
	ledger_finish(&l);

	ledger_init(&l);
	ledger_add(&l, &(struct entry){.actor = CLERK,
			   .action = ACT_MEMBER_REKEY,
			   .kind = SUB_MEMBER,
			   .subject = SECOND,
			   .row = true,
			   .public = pub_reset(l.who[SECOND], true)});
	en.public = pub_grant(SECOND, false);
	is_int(ledger_try(&l, &en, &e), RC_OK, "but after a reset it does");
	ledger_finish(&l);
}

/* Nobody waits for who is not there, and nothing is written under a known key. */
static void test_leave(void)
{
	struct ledger l;
	struct err e;
	const struct roster *t;

	ledger_init(&l);
	t = &l.replay->roster;
	ledger_add(&l, &(struct entry){.actor = CLERK,
			   .action = ACT_GRANT_ADD,
			   .kind = SUB_COLLECTION,
			   .subject = PRIVATE,
			   .version = 1,
			   .row = true,
			   .public = pub_grant(SECOND, true)});
	open_it(&l);
	ledger_add(&l, &(struct entry){.actor = EMERGENCY,
			   .action = ACT_MEMBER_LEAVE,
			   .kind = SUB_MEMBER,
			   .subject = CLERK});
	ok(t->collections[SHARED - 1].stale && !t->collections[SHARED - 1].orphaned,
	    "what the envelope holds needs a new key at once");
	ok(t->collections[PRIVATE - 1].orphaned && !t->collections[PRIVATE - 1].stale,
	    "what it does not hold takes no write until the other clerk is at work");
	is_int(replay_check(l.replay, &e), RC_TAMPER, "so the log is not whole yet");
	ledger_finish(&l);
}

int main(void)
{
	struct err e;

	must(crypto_init(&e), &e, "crypto_init");
	test_may();
	test_people();
	test_may_not();
	test_clock_ahead();
	test_own_period();
	test_left();
	test_reseal();
	test_leave();
	return tap_done();
}
