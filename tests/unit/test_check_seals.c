/*
 * check_seals: a clerk who seals what opens nothing, with a record that is well
 * signed, is named by everybody who holds the right key.
 */
#include "vault/check.h"

#include <stdio.h>
#include <string.h>

#include "crypto/secret.h"
#include "emergency_int.h"
#include "fixture.h"
#include "paper.h"
#include "session_int.h"
#include "tap.h"
#include "vault/grant.h"

static struct fixture f;
static struct paper paper;
static int64_t bob; /* a second clerk, who holds the first collection */
static int64_t chair;
static int64_t secretive; /* a sealed collection that bob does not hold */

static enum rc check(struct check_envelope *found, int64_t member, struct err *e)
{
	struct session *s = fixture_open(&f, member);
	enum rc rc;

	must(session_note_unlock(s, e), e, "unlock");
	if ((rc = check_own_seals(s, e)) == RC_OK)
		rc = check_envelope(found, s, e);
	if (rc == RC_OK)
		rc = check_seals(s, e);
	session_close(s);
	return rc;
}

static void counts(const struct check_envelope *c, int64_t opens, int64_t unknown, bool held,
    int64_t signers, int64_t without, const char *name)
{
	ok(c->sealed == 2 && c->opens == opens && c->unknown == unknown && c->held == held &&
		c->signers == signers && c->without == without,
	    "%s (%lld + %lld of %lld; %d, %lld, %lld)", name, (long long)c->opens,
	    (long long)c->unknown, (long long)c->sealed, c->held, (long long)c->signers,
	    (long long)c->without);
}

static void test_sound(void)
{
	struct check_envelope c;
	struct err e;

	must(check(&c, 1, &e), &e, "check");
	counts(&c, 2, 0, true, 2, 0, "all of a clerk's seals are right");
	must(check(&c, bob, &e), &e, "check");
	counts(&c, 1, 1, true, 2, 0, "what was not granted is not known");
	must(check(&c, chair, &e), &e, "check");
	counts(&c, 1, 1, false, 0, 0, "nor is the key that signs exports to a chair");
}

/* One wrong seal by a clerk, who signs for it; a member looks. */
static void wrong(enum subject kind, int64_t id, int64_t to, int64_t by, int64_t who,
    const char *why, const char *name)
{
	struct secret *noise = identity_seed();
	struct session *s = fixture_begin(&f, by);
	const struct collection *c = roster_collection(session_roster(s), id);
	char record[64];
	struct check_envelope found;
	struct err e = {0};

	must(sealed_write(s, ACT_GRANT_ADD, kind, id,
		 kind == SUB_COLLECTION ? c->generation : 0, to, false, noise, &e),
	    &e, "sealed_write");
	snprintf(record, sizeof record, "in record %lld", (long long)session_size(s));
	fixture_end(s);
	secret_free(noise);
	is_int(check(&found, who, &e), RC_TAMPER, name);
	ok(has_text(&e, why), "and says so: %s", e.text);
	ok(has_text(&e, by == bob ? "Bob" : FOUNDER), "who did it");
	ok(has_text(&e, record), "and where that is signed");
	fixture_restore(&f, "good");
	fixture_forget(&f);
}

static void test_wrong(void)
{
	const int64_t envelope = 5;

	wrong(SUB_COLLECTION, 1, envelope, bob, 1, "would open 1 of the 2 sealed collections",
	    "a clerk who seals noise to the envelope, found by another");
	wrong(SUB_COLLECTION, 1, envelope, bob, chair,
	    "would open 0 of the 1 sealed collections", "found by the chair");
	wrong(SUB_COLLECTION, 1, chair, bob, 1, "sealed to Chair",
	    "who seals noise to the chair");
	wrong(SUB_COLLECTION, 1, 1, bob, 1, "sealed to " FOUNDER,
	    "who seals noise to another clerk, found by that one");
	wrong(SUB_PERIOD, 1, chair, bob, chair, "not the key of period #1",
	    "who seals noise to the chair for a key of the log");
	wrong(SUB_ENVELOPE, 1, bob, 1, bob, "sealed to Bob",
	    "who seals another export key to a clerk, found by that one");
	wrong(SUB_ENVELOPE, 1, bob, 1, 1, "not the key that signs exports",
	    "or by one who has the right one");
}

static enum rc count_item(void *arg, struct item *it, struct err *e)
{
	(void)it;
	(void)e;
	++*(int *)arg;
	return RC_OK;
}

static void seal_noise(int64_t to)
{
	struct secret *noise = identity_seed();
	struct session *s = fixture_begin(&f, bob);
	const int64_t generation = roster_collection(session_roster(s), 1)->generation;
	struct err e;

	must(
	    sealed_write(s, ACT_GRANT_ADD, SUB_COLLECTION, 1, generation, to, false, noise, &e),
	    &e, "sealed_write");
	fixture_end(s);
	secret_free(noise);
}

/* Who cannot open one collection opens the others, and is told. */
static void test_left_out(void)
{
	struct session *s = fixture_open(&f, 1);
	int64_t joined = fixture_first(s, "Late", ROLE_COUNCILLOR);
	struct err e;
	int n = 0;

	fixture_grant(s, 1, joined, false);
	session_close(s);
	seal_noise(1);
	fixture_change(&f, joined, "Late");
	f.warnings = 0;
	s = fixture_open(&f, 1);
	is_int(session_begin(s, &e), RC_OK,
	    "a collection that should get a new key, and does not open, stops nobody");
	is_int(item_walk(s, 0, count_item, &n, &e), RC_OK, "nor a list");
	is_int(n, 1, "of what does open");
	is_int(session_commit(s, &e), RC_OK, "and all that is done");
	ok(strstr(f.warned, "does not open collection #1") != NULL, "but it is told: %s",
	    f.warned);
	ok(f.warnings == 1, "once");
	session_close(s);
	fixture_restore(&f, "good");
	fixture_forget(&f);
}

/* One collection that a clerk spoilt must not make the envelope of no use. */
static void test_envelope_left_out(void)
{
	struct session *s;
	struct err e;
	int n = 0;

	seal_noise(5);
	must(session_open(&s, &f.options, &e), &e, "open");
	must(session_learn(s, 0, &e), &e, "learn");
	must(session_unlock_envelope(
		 s, &paper.keys->keys, paper.keys->sign, paper.keys->seal, &e),
	    &e, "words");
	must(session_begin(s, &e), &e, "begin");
	must(emergency_record_open(s, "flood", NULL, &e), &e, "open");
	is_int(item_walk(s, 0, count_item, &n, &e), RC_OK, "an opening shows");
	is_int(n, 1, "what it opens");
	is_int(emergency_give_all(s, bob, &e), RC_OK, "and gives to a clerk");
	is_int(session_commit(s, &e), RC_OK, "what it has");
	session_close(s);
	fixture_restore(&f, "good");
	fixture_forget(&f);
}

/* Who was sealed a wrong key signs no export with it. */
static void test_seed(void)
{
	struct secret *noise = identity_seed();
	struct secret *seed = NULL;
	struct session *s = fixture_begin(&f, 1);
	struct err e;

	must(sealed_write(s, ACT_GRANT_ADD, SUB_ENVELOPE, 1, 0, bob, false, noise, &e), &e,
	    "sealed_write");
	fixture_end(s);
	secret_free(noise);
	s = fixture_begin(&f, bob);
	is_int(emergency_export_seed(&seed, s, &e), RC_TAMPER, "a wrong key is not used");
	ok(seed == NULL && has_text(&e, "not the one that signs exports"), "and why");
	session_close(s);
	fixture_restore(&f, "good");
	fixture_forget(&f);
}

/* Another row than the log's, though it would be the right seal. */
static void test_altered(void)
{
	struct check_envelope found;
	struct session *s = fixture_open(&f, 1);
	struct err e;

	fixture_flip(&f, "seal", "sealed", "kind='collection' AND id=1 AND member=5");
	is_int(check_envelope(&found, s, &e), RC_TAMPER, "a row that was altered");
	ok(has_text(&e, "not the one that the log recorded"), "is nobody's record: %s", e.text);
	fixture_sql(&f, "DELETE FROM seal WHERE kind='collection' AND id=1 AND member=5");
	is_int(check_envelope(&found, s, &e), RC_TAMPER, "a row that is gone");
	ok(has_text(&e, "is missing"), "is said to be: %s", e.text);
	session_close(s);
	fixture_restore(&f, "good");
	fixture_forget(&f);
}

/* The seal is still the one of a first passphrase: nobody sealed anything wrong. */
static void test_old_keys(void)
{
	struct check_envelope found;
	struct identity *other;
	struct secret *seed = identity_seed();
	struct session *s;
	struct buf public = {0};
	uint8_t digest[HASH_SIZE] = {1};
	struct err e;

	must(identity_new(&other, bob, seed, &e), &e, "identity_new");
	public_put_keys(&public, &other->keys);
	s = fixture_begin(&f, bob);
	must(audit_append(s,
		 &(struct draft){.action = ACT_MEMBER_REKEY,
		     .kind = SUB_MEMBER,
		     .subject = bob,
		     .digest = digest,
		     .public = buf_slice(&public)},
		 &e),
	    &e, "rekey");
	must(store_commit(s->store, &e), &e, "commit");
	session_close(s);
	s = fixture_open(&f, 1);
	is_int(check_envelope(&found, s, &e), RC_OK, "a seal of older keys is none");
	counts(&found, 2, 0, true, 1, 1, "whose member has no key to sign with");
	session_close(s);
	buf_finish(&public);
	identity_free(other);
	secret_free(seed);
	fixture_restore(&f, "good");
	fixture_forget(&f);
}

int main(void)
{
	struct check_envelope found;
	struct session *s;
	struct err e;

	fixture_init(&f);
	s = fixture_create(&f);
	must(check_envelope(&found, s, &e), &e, "check_envelope");
	ok(found.sealed == 0 && !found.held, "without an envelope there is nothing to check");
	bob = fixture_member(&f, s, "Bob", ROLE_CLERK);
	chair = fixture_member(&f, s, "Chair", ROLE_CHAIR);
	fixture_member(&f, s, "Reader", ROLE_COUNCILLOR);
	fixture_grant(s, 1, bob, true);
	fixture_grant(s, 1, chair, false);
	fixture_item(s, 1, "Bank");
	secretive = fixture_collection(s, "Cemetery", true);
	fixture_item(s, secretive, "Graves");
	paper_init(&paper, 1, 1);
	paper_make(&paper, s);
	session_close(s);
	fixture_save(&f, "good");
	fixture_forget(&f);
	test_sound();
	test_wrong();
	test_left_out();
	test_envelope_left_out();
	test_seed();
	test_altered();
	test_old_keys();
	paper_finish(&paper);
	fixture_finish(&f);
	return tap_done();
}
