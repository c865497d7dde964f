/*
 * emergency: what an opened envelope may do for thirty minutes, and what nobody
 * may do with it; and that a council is at work again after it.
 */
#include "vault/emergency.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "crypto/random.h"
#include "crypto/seal.h"
#include "crypto/secret.h"
#include "fixture.h"
#include "ledger.h"
#include "period_int.h"
#include "session_int.h"
#include "tap.h"
#include "vault/collection.h"
#include "vault/grant.h"
#include "vault/item.h"
#include "vault/member.h"

/* by hand: what a log may say */

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

/* with the program's own functions */

static struct fixture f;

struct words {
	struct public_keys keys;
	struct secret *sign;
	struct secret *seal;
	struct secret *seed;
};

static void make_words(struct words *w)
{
	uint8_t seed[32];

	w->sign = secret_new(SIGN_SECRET);
	w->seal = secret_new(SEAL_KEY);
	w->seed = secret_new(32);
	random_bytes(w->seed->p, 32);
	random_bytes(seed, sizeof seed);
	sign_keys(w->keys.sign, w->sign->p, seed);
	random_bytes(seed, sizeof seed);
	seal_keys(w->keys.seal, w->seal->p, seed);
}

static void free_words(struct words *w)
{
	secret_free(w->sign);
	secret_free(w->seal);
	secret_free(w->seed);
}

static void make_envelope(const struct words *w)
{
	static const char *const HOLDERS[] = {"Chair"};
	struct emergency m = {.keys = w->keys,
	    .export_seed = w->seed,
	    .holders = HOLDERS,
	    .n_holders = 1,
	    .need = 1};
	uint8_t unused[SIGN_SECRET];
	struct session *s = fixture_begin(&f, 1);
	struct err e;

	sign_keys(m.export_sign, unused, w->seed->p);
	must(emergency_create(s, &m, &e), &e, "envelope");
	fixture_end(s);
}

static struct session *with_words(const struct words *w)
{
	struct session *s;
	struct err e;

	must(session_open(&s, &f.options, &e), &e, "open");
	must(session_learn(s, 0, &e), &e, "learn");
	must(session_unlock_envelope(s, &w->keys, w->sign, w->seal, &e), &e, "words");
	emergency_lend_seed(s, w->seed);
	return s;
}

/* Opened, and in its next transaction. */
static struct session *opened(const struct words *w)
{
	struct session *s = with_words(w);
	struct err e;

	must(session_begin(s, &e), &e, "begin");
	must(emergency_record_open(s, "the clerk is gone", NULL, &e), &e, "open");
	must(session_commit(s, &e), &e, "commit");
	must(session_begin(s, &e), &e, "begin");
	return s;
}

static int64_t appoint(struct session *s, const char *name)
{
	struct secret *first = fixture_secret("first passphrase of a new clerk");
	struct err e;
	int64_t id;

	is_int(member_add(&id, s, name, ROLE_CLERK, first, &CHEAP, &e), RC_OK, "appointed");
	secret_free(first);
	return id;
}

static void change(int64_t id)
{
	struct secret *first = fixture_secret("first passphrase of a new clerk");
	struct secret *own = fixture_passphrase(id);
	struct session *s;
	struct err e;

	must(fixture_try(&s, &f, id, "first passphrase of a new clerk", &e), &e, "first");
	must(member_change_passphrase(s, first, own, &e), &e, "change");
	session_close(s);
	secret_free(first);
	secret_free(own);
}

/* A clerk at work: reads, writes, signs exports, and reads the log from now on. */
static void works(int64_t id, size_t from)
{
	static int times;
	struct session *s = fixture_begin(&f, id);
	char title[40];
	struct period_keys keys;
	struct secret *seed;
	struct item it = {0};
	struct err e;
	size_t n = 0;

	ok(!roster_collection(session_roster(s), 1)->exposed &&
		!roster_collection(session_roster(s), 1)->orphaned,
	    "at the first work the collection gets a key that no slip opens");
	is_int(item_find(&it, s, "Bank", &e), RC_OK, "an item is found");
	is_int(item_reveal(&it, s, "password", NULL, &e), RC_OK, "revealed");
	item_finish(&it);
	is_int(emergency_export_seed(&seed, s, &e), RC_OK, "exports can be signed");
	secret_free(seed);
	must(period_open_keys(&keys, s, &e), &e, "periods");
	for (size_t i = 0; i < keys.n; i++)
		n += keys.keys[i] != NULL;
	is_int((long long)(keys.n - n), (long long)from,
	    "the log is read from the opening on, and not from before");
	ok(period_key(&keys, (int64_t)keys.n) != NULL &&
		!session_roster(s)->periods[keys.n - 1].by_envelope,
	    "in a period that no words lead to");
	period_keys_finish(&keys);
	must(session_commit(s, &e), &e, "commit");
	snprintf(title, sizeof title, "Written by the new clerk, %d", ++times);
	fixture_item(s, 1, title);
	session_close(s);
}

/* The sole clerk leaves in anger, and a new one starts. */
static void test_new_clerk(bool leave_first)
{
	struct words w;
	struct session *s;
	struct err e;
	int64_t id;
	int64_t generation;
	size_t periods;

	fixture_init(&f);
	s = fixture_create(&f);
	fixture_item(s, 1, "Bank");
	fixture_item(s, fixture_collection(s, "Private", false), "Appraisal");
	periods = session_roster(s)->n_periods;
	session_close(s);
	make_words(&w);
	make_envelope(&w);
	s = opened(&w);
	generation = roster_collection(session_roster(s), 1)->generation;
	if (leave_first)
		is_int(member_leave(s, 1, &e), RC_OK, "the clerk leaves");
	id = appoint(s, "New Clerk");
	if (!leave_first)
		is_int(member_leave(s, 1, &e), RC_OK, "the clerk leaves");
	is_int(roster_collection(session_roster(s), 1)->generation, generation + 1,
	    "the envelope makes the key that the clerk does not know");
	ok(roster_grant(session_roster(s), 1, id)->edit, "which the new one gets, with edit");
	ok(roster_collection(session_roster(s), 2)->orphaned &&
		roster_grant(session_roster(s), 2, id) == NULL,
	    "what was private is not among it");
	is_int(session_commit(s, &e), RC_OK, "all of it is recorded");
	session_close(s);
	change(id);
	/* The period that the leaving began had no reader. */
	works(id, periods + leave_first);
	free_words(&w);
	fixture_finish(&f);
}

/* A chair who reads the log gives the new clerk what came before. */
static void test_older_log(void)
{
	struct words w;
	struct session *s;
	struct err e;
	int64_t chair;
	int64_t id;
	size_t periods;

	fixture_init(&f);
	s = fixture_create(&f);
	fixture_item(s, 1, "Bank");
	chair = fixture_member(&f, s, "Chair", ROLE_CHAIR);
	periods = session_roster(s)->n_periods;
	session_close(s);
	make_words(&w);
	make_envelope(&w);
	s = opened(&w);
	id = appoint(s, "New Clerk");
	is_int(session_commit(s, &e), RC_OK, "a clerk is appointed");
	session_close(s);

	s = fixture_begin(&f, chair);
	is_int(grant_log(s, id, &e), RC_REFUSED, "no log for a first passphrase");
	session_close(s);
	change(id);
	s = fixture_begin(&f, chair);
	is_int(grant_log(s, id, &e), RC_OK, "the chair gives the older periods");
	is_int(grant_log(s, id, &e), RC_EXISTS, "once");
	must(session_commit(s, &e), &e, "commit");
	session_close(s);
	works(id, 0);

	s = opened(&w);
	{
		struct secret *first = fixture_secret("first passphrase of a new clerk");

		is_int(member_reset(s, id, first, &CHEAP, &e), RC_OK, "the new clerk forgets");
		is_int(member_reset(s, chair, first, &CHEAP, &e), RC_REFUSED,
		    "the chair's passphrase is not for the envelope");
		secret_free(first);
	}
	periods = session_roster(s)->n_periods - 1;
	is_int(session_commit(s, &e), RC_OK, "a reset is recorded");
	session_close(s);
	is_int(fixture_try(&s, &f, id, NULL, &e), RC_AUTH, "the old passphrase is none");
	change(id);
	works(id, periods);
	s = fixture_begin(&f, chair);
	is_int(grant_log(s, id, &e), RC_OK, "the chair gives the older periods once more");
	must(session_commit(s, &e), &e, "commit");
	session_close(s);
	works(id, 0);
	free_words(&w);
	fixture_finish(&f);
}

/* Only who still has the words, and only in time. */
static void test_resume(void)
{
	struct words w;
	struct session *s;
	struct err e;
	int64_t size;

	fixture_init(&f);
	s = fixture_create(&f);
	fixture_item(s, 1, "Bank");
	session_close(s);
	make_words(&w);
	make_envelope(&w);
	s = with_words(&w);
	emergency_resume(s);
	size = session_size(s);
	is_int(session_begin(s, &e), RC_REFUSED, "an envelope that was not opened");
	ok(has_text(&e, "open it first") && has_text(&e, "audit log"), "what to do is said");
	is_int((long long)session_size(s), size + 1, "and that it was tried is recorded");
	is_int(session_note_unlock(s, &e), RC_OK, "once");
	is_int((long long)session_size(s), size + 1, "only");
	session_close(s);

	s = opened(&w);
	session_close(s);
	s = with_words(&w);
	emergency_resume(s);
	size = session_size(s);
	is_int(session_begin(s, &e), RC_OK, "one that was opened goes on");
	is_int((long long)session_size(s), size + 1, "and the unlock is recorded");
	is_int(session_require(s, RIGHT_ADMINISTER, ACT_POLICY_SET, "set a policy", &e),
	    RC_REFUSED, "but not to set a policy");
	session_close(s);
	free_words(&w);
	fixture_finish(&f);
}

/* Two clerks hold what is private; one leaves by the envelope, the other is away. */
static void test_other_keeper(void)
{
	struct words w;
	struct session *s;
	struct err e;
	int64_t other;
	int64_t private;

	fixture_init(&f);
	s = fixture_create(&f);
	private = fixture_collection(s, "Private", false);
	fixture_item(s, private, "Appraisal");
	other = fixture_member(&f, s, "Other Clerk", ROLE_CLERK);
	fixture_grant(s, private, other, true);
	session_close(s);
	make_words(&w);
	make_envelope(&w);
	s = opened(&w);
	is_int(member_leave(s, 1, &e), RC_OK, "one of two clerks leaves");
	ok(roster_collection(session_roster(s), private)->orphaned, "and nobody writes");
	must(session_commit(s, &e), &e, "commit");
	session_close(s);
	s = fixture_begin(&f, other);
	ok(!roster_collection(session_roster(s), private)->orphaned,
	    "until the other is at work");
	must(session_commit(s, &e), &e, "commit");
	fixture_item(s, private, "Another");
	session_close(s);
	free_words(&w);
	fixture_finish(&f);
}

/* The only clerk who held it left before: the envelope makes the key, for a deputy too. */
static void test_orphan(void)
{
	struct secret *first = fixture_secret("first passphrase of a deputy");
	struct words w;
	struct session *s;
	struct err e;
	int64_t other;
	int64_t chair;
	int64_t id;
	size_t periods;

	fixture_init(&f);
	s = fixture_create(&f);
	fixture_item(s, 1, "Bank");
	chair = fixture_member(&f, s, "Chair", ROLE_CHAIR);
	other = fixture_member(&f, s, "Other Clerk", ROLE_CLERK);
	session_close(s);
	make_words(&w);
	make_envelope(&w);
	s = fixture_begin(&f, other);
	must(member_leave(s, 1, &e), &e, "leave");
	ok(roster_collection(session_roster(s), 1)->orphaned, "nobody is left to write");
	must(session_commit(s, &e), &e, "commit");
	session_close(s);
	s = opened(&w);
	is_int(member_add(&id, s, "Deputy", ROLE_DEPUTY, first, &CHEAP, &e), RC_OK,
	    "a deputy is appointed");
	ok(!roster_collection(session_roster(s), 1)->orphaned, "and can write");
	must(session_commit(s, &e), &e, "commit");
	periods = session_roster(s)->n_periods;
	session_close(s);
	s = fixture_begin(&f, chair);
	ok(session_roster(s)->n_periods == periods + 1 &&
		!session_roster(s)->periods[periods].by_envelope,
	    "the next reader at work begins a period that no words lead to");
	session_close(s);
	secret_free(first);
	free_words(&w);
	fixture_finish(&f);
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
	test_new_clerk(true);
	test_new_clerk(false);
	test_older_log();
	test_resume();
	test_other_keeper();
	test_orphan();
	return tap_done();
}
