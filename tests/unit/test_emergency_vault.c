/*
 * emergency: that a council is at work again after its envelope was opened.
 */
#include "vault/emergency.h"

#include <stdio.h>

#include "crypto/random.h"
#include "crypto/seal.h"
#include "crypto/secret.h"
#include "fixture.h"
#include "period_int.h"
#include "tap.h"
#include "vault/grant.h"
#include "vault/item.h"
#include "vault/member.h"
#include "vault/session.h"

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
	test_new_clerk(true);
	test_new_clerk(false);
	test_older_log();
	test_resume();
	test_other_keeper();
	test_orphan();
	return tap_done();
}
