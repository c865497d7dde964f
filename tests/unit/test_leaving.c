/*
 * leaving: a member who is gone signs nothing, holds nothing, and knows no key
 * that is still in use; and what becomes of a collection that only one kept.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "crypto/secret.h"
#include "fixture.h"
#include "ledger.h"
#include "session_int.h"
#include "tap.h"
#include "vault/audit.h"
#include "vault/collection.h"
#include "vault/grant.h"
#include "vault/item.h"
#include "vault/member.h"

/* by hand: what a log may say */

static enum rc leave(struct ledger *l, enum who actor, int64_t who, struct err *e)
{
	return ledger_try(l,
	    &(struct entry){
		.actor = actor, .action = ACT_MEMBER_LEAVE, .kind = SUB_MEMBER, .subject = who},
	    e);
}

static void refused(enum rc rc, const struct err *e, const char *why, const char *name)
{
	is_int(rc, RC_TAMPER, name);
	ok(has_text(e, why), "and why: %s", why);
}

static void test_rule(void)
{
	struct ledger l;
	struct err e;

	ledger_init(&l);
	refused(leave(&l, CLERK, CLERK, &e), &e, "their own leaving", "one's own leaving");
	refused(leave(&l, CLERK, EMERGENCY, &e), &e, "malformed", "the envelope's");
	refused(leave(&l, CLERK, WHO_COUNT, &e), &e, "malformed", "nobody's");
	is_int(leave(&l, SECOND, OUTSIDER, &e), RC_OK, "another clerk's word is enough");
	refused(leave(&l, CLERK, OUTSIDER, &e), &e, "malformed", "nobody leaves twice");
	refused(ledger_try(&l,
		    &(struct entry){.actor = OUTSIDER,
			.action = ACT_UNLOCK,
			.kind = SUB_MEMBER,
			.subject = OUTSIDER},
		    &e),
	    &e, "not an active member", "who has left signs nothing");
	is_int(replay_check(l.replay, &e), RC_OK,
	    "nothing has to be replaced for who had nothing");
	ledger_finish(&l);
}

static enum rc try_write(struct ledger *l, enum who actor, struct err *e)
{
	return ledger_try(l,
	    &(struct entry){.actor = actor,
		.action = ACT_ITEM_EDIT,
		.kind = SUB_ITEM,
		.subject = SHARED_ITEM,
		.version = 2,
		.row = true,
		.public = pub_item(SHARED, 1)},
	    e);
}

/* Another clerk may hold the key; then the log must go on with a new one. */
static void test_stale(void)
{
	struct ledger l;
	struct err e;

	ledger_init(&l);
	is_int(leave(&l, SECOND, EDITOR, &e), RC_OK, "an editor leaves");
	refused(replay_check(l.replay, &e), &e, "no new key", "the collection needs a new key");
	refused(
	    try_write(&l, CLERK, &e), &e, "who lost the right", "and takes no write before");
	ok(roster_grant(&l.replay->roster, SHARED, EDITOR) == NULL, "the grant is gone");
	ledger_finish(&l);
}

/* The only clerk who held it: nobody can make the next key, so nothing is written. */
static void test_orphaned(void)
{
	struct ledger l;
	struct err e;

	ledger_init(&l);
	is_int(leave(&l, SECOND, CLERK, &e), RC_OK, "the clerk leaves");
	ok(l.replay->roster.collections[SHARED - 1].orphaned, "the collection is orphaned");
	ok(!l.replay->roster.collections[SHARED - 1].stale, "which is no fault of the log");
	refused(try_write(&l, EDITOR, &e), &e, "who lost the right", "it takes no write");
	ledger_finish(&l);
}

static void test_readers(void)
{
	struct ledger l;
	struct err e;

	ledger_init(&l);
	is_int(leave(&l, CLERK, AUDITOR, &e), RC_OK, "an auditor leaves");
	refused(replay_check(l.replay, &e), &e, "no new period", "the log needs a new period");
	ledger_finish(&l);

	ledger_init(&l);
	ledger_add(&l, &(struct entry){.actor = CLERK,
			   .action = ACT_GRANT_ADD,
			   .kind = SUB_PERIOD,
			   .subject = 1,
			   .row = true,
			   .public = pub_grant(READER, false)});
	for (int who = READER; who <= OUTSIDER; who++) {
		struct entry en = {.actor = CLERK,
		    .action = ACT_GRANT_REMOVE,
		    .kind = SUB_PERIOD,
		    .subject = 1,
		    .public = pub_revoked(who)};

		if (who == OUTSIDER)
			refused(ledger_try(&l, &en, &e), &e, "that there is not",
			    "the log cannot be taken from who has it not");
		else
			is_int(ledger_try(&l, &en, &e), RC_OK, "and from who has, it can");
	}
	refused(
	    replay_check(l.replay, &e), &e, "no new period", "which needs a new period too");
	ledger_finish(&l);
}

/* with the program's own functions */

static struct fixture f;

static int64_t generation(const struct session *s, int64_t collection)
{
	return roster_collection(session_roster(s), collection)->generation;
}

static void test_leave(int64_t councillor, int64_t auditor)
{
	struct session *s = fixture_begin(&f, 1);
	int64_t before = generation(s, 1);
	size_t periods = session_roster(s)->n_periods;
	struct session *gone;
	struct err e;

	is_int(member_leave(s, 1, &e), RC_REFUSED, "nobody leaves by themselves");
	is_int(member_leave(s, 99, &e), RC_NOTFOUND, "nor does nobody");
	is_int(member_leave(s, councillor, &e), RC_OK, "a councillor leaves");
	is_int(member_leave(s, councillor, &e), RC_EXISTS, "once");
	is_int(generation(s, 1), before + 1, "what they held has a new key");
	is_int((long long)session_roster(s)->n_periods, (long long)periods,
	    "the log goes on in its period, which they could not read");
	is_int(member_leave(s, auditor, &e), RC_OK, "an auditor leaves");
	is_int((long long)session_roster(s)->n_periods, (long long)periods + 1,
	    "the log goes on in a new period");
	fixture_end(s);
	is_int(fixture_try(&gone, &f, councillor, NULL, &e), RC_REFUSED, "who left stays out");
	ok(has_text(&e, "has left"), "and is told why");
	session_close(gone);
	is_int(fixture_int(&f, "SELECT count(*) FROM audit WHERE action = 'unlock.failed'"), 1,
	    "the attempt is on the log");
}

/* A clerk without the key cannot let the one with it go uncounted. */
static void test_keeper(int64_t second)
{
	struct session *s = fixture_begin(&f, 1);
	int64_t member;
	int64_t only;
	int64_t new;
	struct err e;

	must(collection_add(&only, s, "Only mine", false, &e), &e, "collection");
	fixture_end(s);
	s = fixture_open(&f, 1);
	member = fixture_member(&f, s, "Cllr Kept", ROLE_COUNCILLOR);
	fixture_grant(s, only, member, true);
	new = fixture_first(s, "New Clerk", ROLE_CLERK);
	fixture_grant(s, only, new, true);
	session_close(s);
	s = fixture_begin(&f, second);
	is_int(member_leave(s, member, &e), RC_REFUSED, "a key that this clerk cannot replace");
	ok(has_text(&e, "revoke that grant first") && has_text(&e, FOUNDER), "and who can");
	is_int(member_leave(s, 1, &e), RC_OK, "the one who keeps it may go");
	ok(roster_collection(session_roster(s), only)->orphaned, "and leaves it orphaned");
	fixture_end(s);
	s = fixture_begin(&f, member);
	is_int(grant_require_edit(s, only, ACT_ITEM_ADD, SUB_COLLECTION, only, &e), RC_REFUSED,
	    "where nothing can be changed");
	ok(has_text(&e, "has left"), "and why");
	session_close(s);

	/* One who had only a first passphrase was nobody to rely on; now that is changed. */
	fixture_change(&f, new, "New Clerk");
	s = fixture_begin(&f, new);
	ok(!roster_collection(session_roster(s), only)->orphaned, "a clerk who holds it");
	is_int(generation(s, only), 2, "gives it a new key");
	fixture_end(s);
}

int main(void)
{
	struct session *s;
	int64_t councillor, auditor, second;

	test_rule();
	test_stale();
	test_orphaned();
	test_readers();
	fixture_init(&f);
	s = fixture_create(&f);
	fixture_item(s, 1, "Bank");
	councillor = fixture_member(&f, s, "Cllr Price", ROLE_COUNCILLOR);
	auditor = fixture_member(&f, s, "Olive", ROLE_AUDITOR);
	second = fixture_member(&f, s, "Next Clerk", ROLE_CLERK);
	fixture_grant(s, 1, councillor, true);
	fixture_grant(s, 1, second, true);
	session_close(s);
	test_leave(councillor, auditor);
	test_keeper(second);
	fixture_sound(&f, "the vault is sound after all that");
	fixture_finish(&f);
	return tap_done();
}
