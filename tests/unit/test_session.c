/*
 * session: unlocking, transactions, and the order that keeps the promise
 * "no record, no reveal".
 */
#include "vault/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "crypto/secret.h"
#include "fixture.h"
#include "session_int.h"
#include "tap.h"
#include "vault/audit.h"
#include "vault/collection.h"
#include "vault/grant.h"
#include "vault/item.h"
#include "vault/member.h"
#include "vault/policy.h"
#include "vault/row.h"

static struct fixture f;

static int64_t records(void)
{
	return fixture_int(&f, "SELECT max(seq) FROM audit");
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* creating */

static void test_create(void)
{
	struct secret *passphrase = fixture_passphrase(1);
	struct kdf_cost low = CHEAP;
	struct secret *weak = fixture_secret("seven77");
	struct session *s;
	struct err e;

	is_int(session_create(&s, &f.options, "", "Ada", "General", passphrase, &CHEAP, &e),
	    RC_INPUT, "a council without a name");
	is_int(session_create(&s, &f.options, COUNCIL, "#1", "General", passphrase, &CHEAP, &e),
	    RC_INPUT, "a member called by a number");
	is_int(session_create(&s, &f.options, COUNCIL, "Ada", "General", weak, &CHEAP, &e),
	    RC_INPUT, "a short passphrase");
	low.mem_kib--;
	is_int(session_create(&s, &f.options, COUNCIL, "Ada", "General", passphrase, &low, &e),
	    RC_INPUT, "a cost that is too low");
	is_int(session_create(&s, &f.options, COUNCIL, "Ada", "a/b", passphrase, &CHEAP, &e),
	    RC_INPUT, "a collection's name with a slash");
	ok(access(f.path, F_OK) != 0, "none of them leaves a file behind");
	session_close(fixture_create(&f));
	is_int(
	    session_create(&s, &f.options, COUNCIL, "Ada", "General", passphrase, &CHEAP, &e),
	    RC_EXISTS, "a vault where there is one");
	session_close(NULL);
	secret_free(passphrase);
	secret_free(weak);
}

static void test_new_vault(void)
{
	struct session *s = fixture_open(&f, 1);
	struct buf name = {0};
	struct err e;

	is_str(session_council(s), COUNCIL, "the council");
	is_int(session_me(s)->role, ROLE_CLERK, "the founder is a clerk");
	ok(!session_must_change(s), "with a passphrase of their own");
	must(session_member_name(&name, s, 1, &e), &e, "name");
	is_str(buf_cstr(&name), FOUNDER, "by name");
	is_str(
	    roster_policy(session_roster(s), "kdf"), "m=19456,t=2,p=1", "the cost is a policy");
	is_int(session_size(s), records(), "the log is learned to its end");
	buf_finish(&name);
	session_close(s);
}

/* finding a member */

static void test_find_member(void)
{
	struct session *s;
	struct err e;
	int64_t id;

	must(session_open(&s, &f.options, &e), &e, "open");
	is_int(session_find_member(&id, s, NULL, &e) + id, 1, "the only one");
	session_close(s);
	s = fixture_open(&f, 1);
	is_int(fixture_member(&f, s, "Béatrice Chair", ROLE_CHAIR), 2, "a second");
	is_int(fixture_member(&f, s, "Ada Councillor", ROLE_COUNCILLOR), 3, "and a third");
	is_int(session_find_member(&id, s, "béatrice", &e) + id, 2, "a part in another case");
	is_int(session_find_member(&id, s, "ADA CLERK", &e) + id, 1, "the whole name");
	is_int(session_find_member(&id, s, "Ada", &e), RC_USAGE, "two of that name");
	is_int(session_find_member(&id, s, "Zoe", &e), RC_NOTFOUND, "nobody");
	is_int(session_find_member(&id, s, "", &e), RC_USAGE, "no name");
	is_int(session_find_member(&id, s, "#3", &e) + id, 3, "by number");
	is_int(session_find_member(&id, s, "#4", &e) + id, RC_NOTFOUND, "no such number");
	is_int(session_find_member(&id, s, "#3x", &e) + id, RC_NOTFOUND, "no number");
	is_int(session_find_member(&id, s, "#99999999999999999999", &e) + id, RC_NOTFOUND,
	    "a number that is too large");
	is_int(session_find_member(&id, s, "\xFF", &e), RC_NOTFOUND, "no text");
	must(session_begin(s, &e), &e, "begin");
	is_int(member_add(&id, s, "ada clerk", ROLE_AUDITOR, NULL, &CHEAP, &e), RC_EXISTS,
	    "no two of the same name in any case");
	session_close(s);
}

/* Names swapped in the file must not send a grant to the wrong person. */
static void test_swapped_names(void)
{
	struct session *s;
	struct err e;
	int64_t id;

	fixture_save(&f, "good");
	s = fixture_open(&f, 1);
	fixture_sql(&f, "UPDATE member SET name='x' WHERE id=2;"
			"UPDATE member SET name='Béatrice Chair' WHERE id=3;"
			"UPDATE member SET name='Ada Councillor' WHERE id=2");
	is_int(session_find_member(&id, s, "Béatrice", &e), RC_TAMPER, "swapped names");
	is_int(session_find_member(&id, s, "#3", &e), RC_TAMPER, "by number too");
	session_close(s);
	fixture_restore(&f, "good");
	s = fixture_open(&f, 1);
	fixture_sql(&f,
	    "INSERT INTO member SELECT 9, 'Mallory', mem_kib, passes, lanes, salt, seed "
	    "FROM member WHERE id=3");
	is_int(session_find_member(&id, s, "Mallory", &e), RC_NOTFOUND, "a planted member");
	is_int(session_find_member(&id, s, "#9", &e), RC_NOTFOUND, "by number too");
	must(session_begin(s, &e), &e, "begin");
	is_int(grant_add(s, 1, 9, true, &e), RC_NOTFOUND, "is granted nothing");
	is_int(grant_log(s, 9, &e), RC_NOTFOUND, "nor the log");
	session_close(s);
	fixture_restore(&f, "good");
}

/*
 * A member signs for a row that bears another name: what this program never
 * would, but one with the member's keys can.
 */
static void plant_name(int64_t member, const char *sql, struct slice name)
{
	struct session *s = fixture_open(&f, member);
	struct member_row row = {0};
	uint8_t digest[HASH_SIZE];
	struct err e;

	must(session_begin(s, &e), &e, "begin");
	must(session_member_row(&row, s, member, &e), &e, "row");
	row.name = name;
	row_digest_member(digest, &row);
	must(audit_append(s,
		 &(struct draft){.action = ACT_PASSPHRASE_CHANGE,
		     .kind = SUB_MEMBER,
		     .subject = member,
		     .digest = digest},
		 &e),
	    &e, "append");
	must(session_commit(s, &e), &e, "commit");
	member_row_finish(&row);
	session_close(s);
	fixture_sql(&f, sql);
}

/* Whoever uses the row is told; everybody else works on, with the right names. */
static void check_planted(const char *what)
{
	struct audit_report report;
	struct buf name = {0};
	struct session *s;
	struct err e = {0};
	int64_t id;

	is_int(fixture_try(&s, &f, 3, NULL, &e), RC_TAMPER, what);
	ok(has_text(&e, "member #3") && has_text(&e, "Ada Councillor"), "and whose");
	must(session_open(&s, &f.options, &e), &e, "open");
	is_int(audit_verify(&report, s, &e), RC_TAMPER, "verifying finds it");
	ok(has_text(&e, "member #3"), "and whose");
	session_close(s);
	s = fixture_open(&f, 1);
	must(session_member_name(&name, s, 3, &e), &e, "name");
	is_str(buf_cstr(&name), "Ada Councillor", "the name is that of the log");
	is_int(session_find_member(&id, s, "Béatrice", &e) + id, 2, "others are found");
	is_int(session_find_member(&id, s, "Ada Councillor", &e), RC_TAMPER, "this one not");
	is_int(session_find_member(&id, s, "#3", &e), RC_TAMPER, "nor by number");
	session_close(s);
	buf_finish(&name);
	fixture_restore(&f, "good");
	fixture_forget(&f);
}

static void test_planted_names(void)
{
	plant_name(3, "UPDATE member SET name='Béatrice Chair' WHERE id=3",
	    slice_str("Béatrice Chair"));
	check_planted("a name that is another's");
	plant_name(3, "UPDATE member SET name=CAST(x'ff41' AS TEXT) WHERE id=3",
	    slice_str("\xFF\x41"));
	check_planted("a name that is no text");
}

/* The newest record is compared in full, not but for the hash beside it. */
static void test_head(void)
{
	struct session *s;
	struct err e;

	s = fixture_open(&f, 1);
	fixture_flip(&f, "audit", "leaf", "seq=(SELECT max(seq) FROM audit)");
	is_int(session_begin(s, &e), RC_TAMPER, "another leaf hash of the newest record");
	ok(has_text(&e, "is not the one"), "and why");
	session_close(s);
	fixture_restore(&f, "good");
	fixture_forget(&f);
}

static void test_ahead(void)
{
	struct session *s = fixture_open(&f, 1);
	int64_t time_ms = s->replay->time_ms;
	int before = f.warnings;
	struct err e;

	s->replay->time_ms = time_ms + 23 * 60 * 60 * (int64_t)1000;
	must(session_begin(s, &e), &e, "begin");
	is_int(f.warnings, before, "a record of less than a day ahead is let pass");
	s->replay->time_ms = time_ms + 25 * 60 * 60 * (int64_t)1000;
	must(audit_record_view(s, &e), &e, "view");
	must(audit_record_view(s, &e), &e, "view");
	is_int(f.warnings, before + 1, "one of more is told of, once");
	ok(strstr(f.warned, "in the future") != NULL, "and what it may be");
	session_abort(s);
	session_close(s);
}

/* unlocking */

static void test_wrong_passphrase(void)
{
	int64_t before = records();
	struct session *s;
	struct err e;
	double start = now();

	is_int(fixture_try(&s, &f, 2, "not the passphrase", &e), RC_AUTH, "a wrong passphrase");
	ok(now() - start >= 1.0, "is answered after a second");
	ok(has_text(&e, "audit log"), "and says that it is recorded");
	is_int(records(), before + 1, "as it is");
	is_int(
	    fixture_int(&f, "SELECT count(*) FROM audit WHERE seq=(SELECT max(seq) FROM audit) "
			    "AND action='unlock.failed' AND outcome='failed' AND actor=0 AND "
			    "subject=2 AND digest=zeroblob(32) AND sig=zeroblob(64)"),
	    1, "by nobody, about the member");
	start = now();
	is_int(fixture_try(&s, &f, 2, "again not the passphrase", &e), RC_AUTH, "again");
	ok(now() - start >= 2.0, "after two seconds");
	s = fixture_open(&f, 2);
	must(session_begin(s, &e), &e, "begin");
	must(session_commit(s, &e), &e, "commit");
	is_int(session_me(s)->failures, 0, "a success ends it");
	session_close(s);
	is_int(fixture_try(&s, &f, 9, NULL, &e), RC_TAMPER, "nobody of that number");
}

static void test_row(void)
{
	static const char *const CHANGES[] = {"mem_kib=mem_kib-1", "passes=1", "passes=2000000",
	    "lanes=2", "mem_kib=99999999999", "salt=zeroblob(16)", "salt=zeroblob(5)",
	    "seed=zeroblob(105)", "seed=x''", "name='Ada'"};
	int64_t before = records();
	struct session *s;
	struct err e;

	for (size_t i = 0; i < sizeof CHANGES / sizeof CHANGES[0]; i++) {
		char sql[128];

		snprintf(sql, sizeof sql, "UPDATE member SET %s WHERE id=2", CHANGES[i]);
		fixture_sql(&f, sql);
		is_int(fixture_try(&s, &f, 2, NULL, &e), RC_TAMPER, CHANGES[i]);
		ok(has_text(&e, "member #2"), "and whose row it is");
		fixture_forget(&f);
		is_int(fixture_try(&s, &f, 2, NULL, &e), RC_TAMPER, "without memory too");
		fixture_restore(&f, "good");
	}
	fixture_sql(&f, "DELETE FROM member WHERE id=2");
	is_int(fixture_try(&s, &f, 2, NULL, &e), RC_TAMPER, "a row that is gone");
	fixture_restore(&f, "good");
	is_int(records(), before, "nothing of it is recorded");
}

/* A row that changes between the learning and the passphrase. */
static void test_row_later(void)
{
	struct secret *p = fixture_passphrase(2);
	struct secret *new = fixture_secret("a passphrase set meanwhile");
	struct session *s;
	struct session *other;
	struct err e;

	must(session_open(&s, &f.options, &e), &e, "open");
	must(session_learn(s, 2, &e), &e, "learn");
	other = fixture_open(&f, 2);
	must(member_change_passphrase(other, p, new, &e), &e, "change");
	session_close(other);
	is_int(session_unlock(s, new, &e), RC_OK,
	    "a passphrase changed meanwhile is the right one");
	session_close(s);
	is_int(fixture_try(&s, &f, 2, "a passphrase set meanwhile", &e), RC_OK, "and stays so");
	must(member_change_passphrase(s, new, p, &e), &e, "change");
	session_close(s);
	must(session_open(&s, &f.options, &e), &e, "open");
	must(session_learn(s, 2, &e), &e, "learn");
	fixture_save(&f, "now");
	fixture_sql(&f, "UPDATE member SET passes=passes+1 WHERE id=2");
	is_int(session_unlock(s, p, &e), RC_TAMPER, "a cost changed meanwhile is noticed");
	session_close(s);
	fixture_restore(&f, "now");
	secret_free(p);
	secret_free(new);
}

static void test_normal_forms(void)
{
	struct secret *old = fixture_passphrase(3);
	struct secret *nfc = fixture_secret("caf\xC3\xA9 \xC3\x85ngstr\xC3\xB6m");
	struct session *s = fixture_open(&f, 3);
	struct err e;

	must(member_change_passphrase(s, old, nfc, &e), &e, "change");
	session_close(s);
	is_int(fixture_try(&s, &f, 3, "cafe\xCC\x81 A\xCC\x8Angstro\xCC\x88m", &e), RC_OK,
	    "a passphrase set in NFC and typed in NFD");
	must(member_change_passphrase(s, nfc, old, &e), &e, "change");
	session_close(s);
	secret_free(old);
	secret_free(nfc);
}

static void test_change(void)
{
	struct secret *p = fixture_passphrase(3);
	struct secret *other = fixture_secret("another passphrase");
	struct secret *bad = fixture_secret("bad\x01passphrase");
	struct session *s = fixture_open(&f, 3);
	int64_t before = records();
	struct err e;

	is_int(member_change_passphrase(s, p, p, &e), RC_INPUT, "the same passphrase again");
	is_int(member_change_passphrase(s, p, bad, &e), RC_INPUT, "one that cannot be typed");
	is_int(member_change_passphrase(s, other, bad, &e), RC_INPUT, "and again");
	is_int(records(), before, "change nothing");
	is_int(member_change_passphrase(s, other, other, &e), RC_INPUT,
	    "nor does a wrong old one");
	session_close(s);
	s = fixture_open(&f, 3);
	is_int(member_change_passphrase(s, other, bad, &e), RC_INPUT, "twice");
	session_close(s);
	secret_free(p);
	secret_free(other);
	secret_free(bad);
}

/* the order of a reveal */

static const char *password(const struct item *it, char out[64])
{
	const struct field *p = content_field(&it->content, slice_str(LABEL_PASSWORD));

	snprintf(out, 64, "%.*s", p == NULL ? 0 : (int)p->value.n,
	    p == NULL || p->value.n == 0 ? "" : (const char *)p->value.p);
	return out;
}

static void test_reveal(void)
{
	struct session *s = fixture_open(&f, 1);
	struct item it = {0};
	char text[64];
	struct err e;
	int64_t id = fixture_item(s, 1, "Bank");

	must(session_begin(s, &e), &e, "begin");
	must(item_get(&it, s, id, &e), &e, "get");
	is_str(password(&it, text), "", "an item has no secret before it is opened");
	is_int(item_open(&it, s, &e), RC_REFUSED, "nor without a record");
	must(item_reveal(&it, s, "password", NULL, &e), &e, "reveal");
	is_int(item_open(&it, s, &e), RC_REFUSED, "nor with one that is not committed");
	ok(has_text(&e, "no record"), "and why");
	must(session_commit(s, &e), &e, "commit");
	must(item_open(&it, s, &e), &e, "open");
	is_str(password(&it, text), "correct horse", "but then");
	is_int(item_open(&it, s, &e), RC_OK, "as often as needed");
	item_finish(&it);

	must(session_begin(s, &e), &e, "begin");
	must(item_get(&it, s, id, &e), &e, "get");
	must(session_commit(s, &e), &e, "commit");
	is_int(
	    item_open(&it, s, &e), RC_REFUSED, "the record of another time is not this one's");
	item_finish(&it);

	must(session_begin(s, &e), &e, "begin");
	must(item_get(&it, s, id, &e), &e, "get");
	must(item_reveal(&it, s, "password", NULL, &e), &e, "reveal");
	session_abort(s);
	is_int(item_open(&it, s, &e), RC_REFUSED, "a record that was undone");
	is_int(session_begin(s, &e), RC_FAIL, "ends the session");
	item_finish(&it);
	session_close(s);

	/* The commit fails: another program has broken in. */
	s = fixture_open(&f, 1);
	must(session_begin(s, &e), &e, "begin");
	must(item_get(&it, s, id, &e), &e, "get");
	must(item_reveal(&it, s, "password", NULL, &e), &e, "reveal");
	store_rollback(s->store);
	ok(session_commit(s, &e) != RC_OK, "a commit that fails");
	is_int(item_open(&it, s, &e), RC_REFUSED, "gives nothing out");
	item_finish(&it);
	session_close(s);
}

/* ends of transactions */

static void test_ends(void)
{
	struct session *s = fixture_open(&f, 1);
	int64_t before = records();
	struct item it;
	struct err e;
	int64_t id;

	must(session_begin(s, &e), &e, "begin");
	is_int(s->own, 1, "the first transaction records the unlock");
	is_int(item_get(&it, s, 99, &e), RC_NOTFOUND, "nothing found");
	is_int(session_end(s, RC_NOTFOUND, &e), RC_NOTFOUND, "the command's error is kept");
	is_int(records(), before + 1, "and so is the unlock");

	must(session_begin(s, &e), &e, "begin");
	is_int(s->own, 1, "the second does not");
	must(collection_add(&id, s, "Half", true, &e), &e, "collection");
	is_int(session_end(s, RC_USAGE, &e), RC_USAGE, "a command that fails after a record");
	is_int(records(), before + 1, "leaves none");
	session_close(s);

	/* One record in a later transaction of the session is not the unlock. */
	s = fixture_open(&f, 1);
	must(session_begin(s, &e), &e, "begin");
	must(session_commit(s, &e), &e, "commit");
	before = records();
	must(session_begin(s, &e), &e, "begin");
	must(policy_set(s, "half", "done", &e), &e, "policy");
	is_int(session_end(s, RC_EXISTS, &e), RC_EXISTS, "so it is undone");
	is_int(records(), before, "too");
	session_close(s);

	s = fixture_open(&f, 1);
	must(session_begin(s, &e), &e, "begin");
	is_int(session_end(s, RC_OK, &e), RC_OK, "an end that is a commit");
	is_int(session_end(s, RC_USAGE, &e), RC_USAGE, "an end without a beginning");
	session_close(s);
}

static void test_refuse(void)
{
	struct session *s = fixture_open(&f, 3);
	int64_t before = records();
	struct item it = {0};
	struct err e;

	must(session_begin(s, &e), &e, "begin");
	is_int(item_find(&it, s, "#1", &e), RC_REFUSED, "an item that was not granted");
	is_int(records(), before + 2, "the unlock and the refusal are recorded");
	is_int(session_end(s, RC_REFUSED, &e), RC_REFUSED, "and the command ends");
	must(session_begin(s, &e), &e, "begin");
	is_int(session_require(s, RIGHT_ADMINISTER, ACT_MEMBER_ADD, "add members", &e),
	    RC_REFUSED, "a right that is missing");
	ok(has_text(&e, "councillor"), "and whose");
	is_int(session_end(s, RC_REFUSED, &e), RC_REFUSED, "ends in the same way");
	is_int(records(), before + 3, "one record more");
	must(session_begin(s, &e), &e, "begin");
	is_int(session_require(s, RIGHT_REVEAL, ACT_MEMBER_ADD, "reveal", &e), RC_OK,
	    "a right that is there");
	session_close(s);
}

/* A member who knows only a first passphrase. */
static void test_first(void)
{
	struct session *s = fixture_open(&f, 1);
	int64_t id = fixture_first(s, "Newcomer", ROLE_CLERK);
	struct item it = {0};
	struct audit_filter all = {0};
	struct buf name = {0};
	int64_t before;
	struct err e;

	session_close(s);
	must(fixture_try(&s, &f, id, "first passphrase of Newcomer", &e), &e, "unlock");
	ok(session_must_change(s), "has to change it");
	before = records();
	must(session_begin(s, &e), &e, "begin");
	is_int(s->own, 0, "records no unlock");
	is_int(item_find(&it, s, "Bank", &e), RC_NOTFOUND, "finds no item");
	is_int(item_get(&it, s, 1, &e), RC_REFUSED, "gets none");
	is_int(collection_name(&name, s, 1, &e), RC_REFUSED, "learns no name");
	is_int(audit_read(s, &all, NULL, NULL, &e), RC_AUTH, "reads no log");
	is_int(policy_set(s, "kdf", "m=1", &e), RC_TAMPER, "and signs nothing");
	session_close(s);
	is_int(records(), before, "nothing is recorded");
	buf_finish(&name);
}

/* two programs at once */

enum { EACH = 100 };

static void append_many(int64_t member)
{
	struct session *s = fixture_open(&f, member);
	struct err e;

	for (int i = 0; i < EACH; i++) {
		must(session_begin(s, &e), &e, "begin");
		must(audit_record_view(s, &e), &e, "view");
		must(session_commit(s, &e), &e, "commit");
	}
	session_close(s);
}

static void test_two_programs(void)
{
	static const int64_t MEMBERS[] = {1, 2};
	int64_t before = records();
	struct session *s;
	int bad = 0;

	fflush(stdout);
	for (size_t i = 0; i < 2; i++)
		if (fork() == 0) {
			append_many(MEMBERS[i]);
			_exit(0);
		}
	for (size_t i = 0; i < 2; i++) {
		int status;

		wait(&status);
		bad += status != 0;
	}
	is_int(bad, 0, "two programs append at once");
	is_int(records(), before + 2 * EACH + 2, "and nothing is lost");
	fixture_sound(&f, "in one chain");
	s = fixture_open(&f, 1);
	ok(session_compared(s), "that both remember");
	session_close(s);
}

/* The newest record that this computer remembers is compared with it in all its columns. */
static void test_head_columns(void)
{
	static const char *const CHANGES[] = {"version=-1", "version=version+1", "period=-5",
	    "subject=-1", "actor=-1", "time_ms=-1", "time_ms=time_ms+1", "sig=x''",
	    "sig=zeroblob(64)", "leaf=zeroblob(32)", "action='unlock.failed'"};
	struct err e;

	session_close(fixture_open(&f, 2));
	fixture_save(&f, "head");
	for (size_t i = 0; i < sizeof CHANGES / sizeof CHANGES[0]; i++) {
		char sql[128];

		snprintf(sql, sizeof sql,
		    "UPDATE audit SET %s WHERE seq=(SELECT max(seq) FROM audit)", CHANGES[i]);
		fixture_sql(&f, sql);
		is_int(fixture_try(&(struct session *){NULL}, &f, 2, NULL, &e), RC_TAMPER,
		    CHANGES[i]);
		ok(has_text(&e, "record "), "and it is the record: %s", e.text);
		fixture_restore(&f, "head");
	}
}

int main(void)
{
	size_t live;

	fixture_init(&f);
	live = secret_live();
	test_create();
	test_new_vault();
	test_find_member();
	test_swapped_names();
	test_planted_names();
	test_head();
	test_ahead();
	test_wrong_passphrase();
	fixture_save(&f, "good");
	test_head_columns();
	test_row();
	test_row_later();
	test_normal_forms();
	test_change();
	test_reveal();
	test_ends();
	test_refuse();
	test_first();
	test_two_programs();
	is_int((long long)secret_live(), (long long)live, "no secret is left in memory");
	fixture_finish(&f);
	return tap_done();
}
