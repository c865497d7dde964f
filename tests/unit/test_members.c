/*
 * members: adding them, and how a first passphrase, which the clerk knew,
 * becomes worthless; and the emergency member, who is an envelope.
 */
#include "vault/member.h"
#include "vault/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/random.h"
#include "crypto/seal.h"
#include "crypto/secret.h"
#include "fixture.h"
#include "session_int.h"
#include "tap.h"
#include "vault/audit.h"
#include "vault/collection.h"
#include "vault/emergency.h"
#include "vault/grant.h"
#include "vault/item.h"

static struct fixture f;

static void test_names(void)
{
	static const char *const BAD[] = {"", "#2", "-x", "a\nb", "\xC3\x28"};
	char long_name[MEMBER_NAME_MAX + 2];
	struct err e;

	for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++)
		is_int(member_check_name(BAD[i], &e), RC_INPUT, "a name that is none");
	memset(long_name, 'x', sizeof long_name);
	long_name[MEMBER_NAME_MAX + 1] = '\0';
	is_int(member_check_name(long_name, &e), RC_INPUT, "a name that is too long");
	long_name[MEMBER_NAME_MAX] = '\0';
	is_int(member_check_name(long_name, &e), RC_OK, "the longest");
}

static void test_cost(void)
{
	const struct kdf_cost high = {.mem_kib = 65536, .passes = 4, .lanes = 2};
	struct session *s = fixture_begin(&f, 1);
	char text[KDF_TEXT];
	struct err e;

	is_int(member_kdf_cost(s).mem_kib, CHEAP.mem_kib, "the policy's cost");
	member_kdf_text(text, &high);
	must(policy_set(s, "kdf", text, &e), &e, "policy");
	ok(member_kdf_cost(s).mem_kib == 65536 && member_kdf_cost(s).lanes == 2,
	    "a new policy");
	must(policy_set(s, "kdf", "m=1,t=1,p=1", &e), &e, "policy");
	ok(member_kdf_cost(s).mem_kib >= 256 * 1024, "one that is too low is not followed");
	must(policy_set(s, "kdf", "nonsense", &e), &e, "policy");
	ok(member_kdf_cost(s).mem_kib >= 256 * 1024, "nor one that is none");
	session_close(s);
}

/* first passphrases */

/* What the clerk can keep who printed the slip: the identity that it gives. */
static struct identity *from_slip(int64_t member, const char *slip)
{
	struct secret *passphrase = fixture_secret(slip);
	struct session *s;
	struct secret *seed;
	struct identity *i;
	struct member_row row;
	struct err e;

	must(session_open(&s, &f.options, &e), &e, "open");
	must(store_member_get(&row, s->store, member, &e), &e, "row");
	must(identity_unlock(&seed, &row, passphrase, session_vault_id(s), &e), &e, "unlock");
	must(identity_new(&i, member, seed, &e), &e, "identity");
	member_row_finish(&row);
	secret_free(seed);
	secret_free(passphrase);
	session_close(s);
	return i;
}

struct count {
	const struct identity *keys;
	int opened;
	int seals;
};

static enum rc try_seal(void *arg, const void *row, struct err *e)
{
	struct count *c = arg;
	const struct seal_row *r = row;
	uint8_t key[SEAL_KEY];

	(void)e;
	if (r->member != c->keys->member)
		return RC_OK;
	c->seals++;
	c->opened += r->sealed.n == SEAL_SIZE &&
		     seal_key_open(key, r->sealed.p, c->keys->keys.seal, c->keys->seal->p);
	wipe(key, sizeof key);
	return RC_OK;
}

static struct count count_seals(const struct identity *keys)
{
	struct count c = {.keys = keys};
	struct session *s;
	struct err e;

	must(session_open(&s, &f.options, &e), &e, "open");
	must(store_seal_each(s->store, try_seal, &c, &e), &e, "walk");
	session_close(s);
	return c;
}

static void change(int64_t id, const char *slip)
{
	struct secret *first = fixture_secret(slip);
	struct secret *own = fixture_passphrase(id);
	struct session *s;
	struct err e;

	must(fixture_try(&s, &f, id, slip, &e), &e, "unlock");
	must(member_change_passphrase(s, first, own, &e), &e, "change");
	ok(!session_must_change(s), "the first passphrase is changed");
	must(session_begin(s, &e), &e, "begin");
	must(session_commit(s, &e), &e, "commit");
	session_close(s);
	secret_free(first);
	secret_free(own);
}

/* A record by the member, signed with the keys of the slip, put into the file. */
static void sign_with_slip(const struct identity *old)
{
	struct session *s = fixture_open(&f, old->member);
	const struct draft d = {
	    .action = ACT_UNLOCK, .kind = SUB_MEMBER, .subject = old->member};
	struct err e;

	must(store_begin_write(s->store, &e), &e, "begin");
	must(session_catch_up(s, &e), &e, "catch up");
	memcpy(s->me->sign->p, old->sign->p, old->sign->n);
	must(audit_append(s, &d, &e), &e, "append");
	must(store_commit(s->store, &e), &e, "commit");
	session_close(s);
}

static void test_first_passphrase(void)
{
	static const char SLIP[] = "first passphrase of Newcomer";
	struct session *s = fixture_open(&f, 1);
	int64_t id = fixture_first(s, "Newcomer", ROLE_CLERK);
	struct identity *old;
	struct count before;
	struct count after;
	struct item it = {0};
	const long long periods = (long long)session_roster(s)->n_periods;
	struct err e;

	session_close(s);
	old = from_slip(id, SLIP);
	before = count_seals(old);
	ok(before.seals == 1 && before.opened == 1, "the slip opens what is sealed: %d of %d",
	    before.opened, before.seals);
	change(id, SLIP);
	after = count_seals(old);
	ok(after.seals == 2 && after.opened == 0, "but nothing after the change: %d of %d",
	    after.opened, after.seals);
	is_int(fixture_try(&s, &f, id, SLIP, &e), RC_AUTH, "nor is it the passphrase");
	s = fixture_begin(&f, id);
	is_int((long long)session_roster(s)->n_periods, periods + 1, "a new period begins");
	fixture_end(s);
	s = fixture_open(&f, 1);
	fixture_grant(s, 1, id, true);
	session_close(s);
	s = fixture_begin(&f, id);
	is_int(item_find(&it, s, "Bank", &e), RC_OK, "and grants can be made");
	item_finish(&it);
	fixture_end(s);
	/* Later seals go to the new keys. */
	s = fixture_open(&f, 1);
	fixture_grant(s, fixture_collection(s, "Later", false), id, false);
	session_close(s);
	after = count_seals(old);
	ok(after.seals == 4 && after.opened == 0, "and a later grant is not sealed to the old");

	fixture_save(&f, "good");
	sign_with_slip(old);
	is_int(fixture_try(&s, &f, 1, NULL, &e), RC_TAMPER, "a record signed with the slip");
	ok(has_text(&e, "its signature is not that of its actor"), "makes the log invalid");
	fixture_restore(&f, "good");
	identity_free(old);
}

/* What was sealed to a first passphrase gets a new key once that is changed. */
static void test_exposed(void)
{
	struct session *s = fixture_open(&f, 1);
	int64_t id = fixture_first(s, "Not Yet", ROLE_COUNCILLOR);
	long long periods = (long long)session_roster(s)->n_periods;
	long long generation;
	struct err e;

	must(session_begin(s, &e), &e, "begin");
	is_int(grant_log(s, id, &e), RC_REFUSED, "no log to a first passphrase");
	ok(has_text(&e, "Not Yet") && has_text(&e, "strongroom passphrase"), "and what to do");
	must(grant_add(s, 1, id, false, &e), &e, "a collection is granted at once");
	must(session_commit(s, &e), &e, "commit");
	generation = roster_collection(session_roster(s), 1)->generation;
	ok(!roster_collection(session_roster(s), 1)->exposed,
	    "as yet nobody else could open it");
	session_close(s);
	change(id, "first passphrase of Not Yet");
	s = fixture_open(&f, 1);
	is_int((long long)session_roster(s)->n_periods, periods,
	    "who does not read the log begins no period");
	ok(roster_collection(session_roster(s), 1)->exposed, "the key is known to be exposed");
	must(session_begin(s, &e), &e, "the next clerk begins");
	must(session_commit(s, &e), &e, "commit");
	is_int(roster_collection(session_roster(s), 1)->generation, generation + 1,
	    "which gives the collection a new key");
	ok(!roster_collection(session_roster(s), 1)->exposed, "that is not exposed");
	ok(roster_grant(session_roster(s), 1, id) != NULL, "and is sealed to the member, too");
	must(session_begin(s, &e), &e, "begin again");
	is_int(grant_log(s, id, &e), RC_OK, "the log can be granted now");
	must(session_commit(s, &e), &e, "commit");
	is_int(roster_collection(session_roster(s), 1)->generation, generation + 1,
	    "it is done once");
	session_close(s);
}

/* Who does not read the log is sealed no period. */
static void test_roles(void)
{
	static const struct {
		const char *name;
		enum role role;
		int seals; /* of each period */
	} CASES[] = {{"A chair", ROLE_CHAIR, 1}, {"An auditor", ROLE_AUDITOR, 1},
	    {"A councillor", ROLE_COUNCILLOR, 0}};
	struct session *s = fixture_open(&f, 1);
	const int periods = (int)session_roster(s)->n_periods;

	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		int64_t id = fixture_first(s, CASES[i].name, CASES[i].role);
		char slip[64];
		struct identity *keys;
		struct count c;

		snprintf(slip, sizeof slip, "first passphrase of %s", CASES[i].name);
		keys = from_slip(id, slip);
		c = count_seals(keys);
		ok(c.seals == CASES[i].seals * periods && c.opened == c.seals, "%s: %d seals",
		    CASES[i].name, c.seals);
		identity_free(keys);
	}
	session_close(s);
}

/* the envelope */

struct envelope_keys {
	struct public_keys keys;
	struct secret *sign;
	struct secret *seal;
	struct secret *export_seed;
};

static void make_keys(struct envelope_keys *k)
{
	uint8_t seed[32];

	k->sign = secret_new(SIGN_SECRET);
	k->seal = secret_new(SEAL_KEY);
	k->export_seed = identity_seed();
	random_bytes(seed, sizeof seed);
	sign_keys(k->keys.sign, k->sign->p, seed);
	random_bytes(seed, sizeof seed);
	seal_keys(k->keys.seal, k->seal->p, seed);
}

static void free_keys(struct envelope_keys *k)
{
	secret_free(k->sign);
	secret_free(k->seal);
	secret_free(k->export_seed);
}

static enum rc create(struct session *s, const struct envelope_keys *k, struct err *e)
{
	static const char *const HOLDERS[] = {"Chair"};
	struct emergency m = {.keys = k->keys,
	    .export_seed = k->export_seed,
	    .holders = HOLDERS,
	    .n_holders = 1,
	    .need = 1};
	uint8_t secret_key[SIGN_SECRET];

	sign_keys(m.export_sign, secret_key, k->export_seed->p);
	return emergency_create(s, &m, e);
}

static enum rc open_with(struct session **s, const struct envelope_keys *k, struct err *e)
{
	enum rc rc;

	must(session_open(s, &f.options, e), e, "open");
	must(session_learn(*s, 0, e), e, "learn");
	rc = session_unlock_envelope(*s, &k->keys, k->sign, k->seal, e);
	if (rc != RC_OK)
		session_close(*s);
	return rc;
}

static void reveal(struct session *s, const char *title, bool opened)
{
	struct item it = {0};
	struct err e;

	must(item_find(&it, s, title, &e), &e, "find");
	if (opened) {
		is_int(
		    item_reveal(&it, s, "password", NULL, &e), RC_OK, "a reveal is recorded");
		must(session_commit(s, &e), &e, "commit");
		is_int(item_open(&it, s, &e), RC_OK, "and gives the secret");
		ok(slice_eq_str(content_field(&it.content, slice_str("password"))->value,
		       "correct horse"),
		    "as it is");
	} else {
		is_int(item_reveal(&it, s, "password", NULL, &e), RC_TAMPER,
		    "no reveal before the opening is recorded");
	}
	item_finish(&it);
}

static void test_open(const struct envelope_keys *k, int64_t private)
{
	struct session *s;
	struct item it = {0};
	char number[32];
	struct err e;

	is_int(open_with(&s, k, &e), RC_OK, "the envelope is a member");
	must(session_begin(s, &e), &e, "begin");
	reveal(s, "Bank", false);
	session_close(s);
	must(open_with(&s, k, &e), &e, "open");
	must(session_begin(s, &e), &e, "begin");
	must(emergency_record_open(s, "the clerk is ill", NULL, &e), &e, "record");
	reveal(s, "Bank", true);
	must(session_begin(s, &e), &e, "begin");
	snprintf(number, sizeof number, "#%lld", (long long)private);
	is_int(item_find(&it, s, number, &e), RC_REFUSED, "what is private stays shut");
	ok(has_text(&e, "audit log"), "and the attempt is recorded");
	session_close(s);
}

/* An older copy is told of, though it is not refused: it may be all there is. */
static void test_older_copy(const struct envelope_keys *k)
{
	struct session *s;
	struct err e;

	fixture_save(&f, "newer");
	fixture_restore(&f, "older");
	f.warned[0] = '\0';
	is_int(open_with(&s, k, &e), RC_OK, "an envelope opens an older copy");
	ok(strstr(f.warned, "older copy") != NULL, "and says that it is one");
	session_close(s);
	fixture_restore(&f, "newer");
}

static void test_envelope(void)
{
	struct envelope_keys first;
	struct envelope_keys new;
	struct secret *seed;
	struct session *s = fixture_open(&f, 1);
	int64_t private = fixture_item(s, fixture_collection(s, "Private", false), "Appraisal");
	int64_t generation;
	struct err e;

	make_keys(&first);
	make_keys(&new);
	must(session_begin(s, &e), &e, "begin");
	is_int(emergency_export_seed(&seed, s, &e), RC_NOTFOUND, "no envelope yet");
	is_int(create(s, &first, &e), RC_OK, "an envelope");
	must(session_commit(s, &e), &e, "commit");
	must(emergency_export_seed(&seed, s, &e), &e, "seed");
	is_mem(seed->p, first.export_seed->p, 32, "the clerk has the key that signs exports");
	secret_free(seed);
	test_open(&first, private);

	/* A new one: what the old could open has another key. */
	must(session_begin(s, &e), &e, "begin");
	generation = roster_collection(session_roster(s), 1)->generation;
	is_int(create(s, &new, &e), RC_OK, "another envelope");
	must(session_commit(s, &e), &e, "commit");
	is_int(roster_collection(session_roster(s), 1)->generation, generation + 1,
	    "gives the sealed collection a new key");
	is_int(
	    open_with(&(struct session *){NULL}, &first, &e), RC_INPUT, "the old one is void");
	ok(has_text(&e, "another envelope"), "and why");
	test_open(&new, private);
	session_close(s);
	fixture_save(&f, "older");
	s = fixture_open(&f, 1);
	fixture_item(s, 1, "Since then");
	session_close(s);
	test_older_copy(&new);
	free_keys(&first);
	free_keys(&new);
}

/* Only who holds every sealed collection makes an envelope for them. */
static void test_envelope_refused(void)
{
	struct envelope_keys k;
	struct session *s = fixture_open(&f, 1);
	int64_t id = fixture_member(&f, s, "Deputising", ROLE_CLERK);
	struct err e;

	session_close(s);
	make_keys(&k);
	s = fixture_begin(&f, id);
	is_int(emergency_check_holds(s, &e), RC_REFUSED, "a clerk without a sealed collection");
	is_int(create(s, &k, &e), RC_REFUSED, "makes no envelope");
	session_close(s);
	free_keys(&k);
}

int main(void)
{
	struct session *s;
	size_t live;

	fixture_init(&f);
	live = secret_live();
	s = fixture_create(&f);
	fixture_item(s, 1, "Bank");
	session_close(s);
	test_names();
	test_cost();
	test_first_passphrase();
	test_exposed();
	test_roles();
	test_envelope();
	test_envelope_refused();
	fixture_sound(&f, "the vault is sound after all that");
	is_int((long long)secret_live(), (long long)live, "no secret is left in memory");
	fixture_finish(&f);
	return tap_done();
}
