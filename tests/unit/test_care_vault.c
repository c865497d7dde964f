/*
 * care: what a council does about its sheets, and what its members hear of it.
 */
#include "vault/care.h"

#include <stdio.h>
#include <string.h>

#include "fixture.h"
#include "paper.h"
#include "tap.h"
#include "vault/check.h"
#include "vault/session.h"

static struct fixture f;
static struct paper paper;
static int64_t chair, deputy, auditor, reader;

static void sheet_is(const struct session *s, const char *text, enum rc want, unsigned number)
{
	unsigned got = 0;
	struct err e = {0};
	enum rc rc = care_sheet(&got, s, text, &e);

	ok(rc == want && (rc != RC_OK || got == number), "\"%s\": %s", text,
	    rc == RC_OK ? "a sheet" : e.text);
}

static void test_sheet(void)
{
	struct session *s = fixture_open(&f, 1);
	const struct roster *t = session_roster(s);

	sheet_is(s, "1", RC_OK, 1);
	sheet_is(s, "3", RC_OK, 3);
	sheet_is(s, "0", RC_NOTFOUND, 0);
	sheet_is(s, "4", RC_NOTFOUND, 0);
	sheet_is(s, "4294967297", RC_NOTFOUND, 0);
	sheet_is(s, "99999999999999999999999", RC_NOTFOUND, 0);
	sheet_is(s, "Cllr Price", RC_OK, 2);
	sheet_is(s, "CLLR PRICE", RC_OK, 2);
	sheet_is(s, "dunn", RC_OK, 3);
	sheet_is(s, "Cllr", RC_USAGE, 0);
	sheet_is(s, "Cllr Pric", RC_OK, 2);
	sheet_is(s, "Jones", RC_NOTFOUND, 0);
	sheet_is(s, "", RC_NOTFOUND, 0);
	sheet_is(s, "Cllr Price\nCllr Dunn", RC_NOTFOUND, 0);
	ok(slice_eq_str(care_holder(t, 3), "Cllr Dunn"), "who keeps the last");
	ok(care_holder(t, 0).n == 0 && care_holder(t, 4).n == 0, "nobody keeps the others");
	session_close(s);
}

static void test_hand_on(void)
{
	struct session *s = fixture_begin(&f, chair);
	const struct roster *t = session_roster(s);
	struct err e;

	is_int(care_handover(s, 1, "cllr shah", NULL, &e), RC_EXISTS, "to who has it already");
	is_int(care_handover(s, 1, "Cllr Price", NULL, &e), RC_EXISTS, "to who has another");
	ok(has_text(&e, "keeps sheet 2 already"), "and why: %s", e.text);
	is_int(care_handover(s, 1, "Two\nlines", NULL, &e), RC_INPUT, "to no name");
	is_int(care_handover(s, 1, "", NULL, &e), RC_INPUT, "to nobody");
	is_int(care_handover(s, 1, "Cllr Jones", "26/88", &e), RC_OK, "to the new chair");
	is_str(t->envelope.holders, "Cllr Jones\nCllr Price\nCllr Dunn", "who keeps it then");
	is_int(care_seen(s, 2, NULL, &e), RC_OK, "a seal that was seen");
	ok(t->envelope.seen_ms[1] != 0 && t->envelope.seen_ms[2] == 0, "is that one");
	fixture_end(s);
}

static void drilled(const struct paper *p, bool change_key, bool change_age, bool change_sign,
    enum rc want, const char *name)
{
	const struct public_sheets two = {.numbers = {1, 3}, .n = 2};
	struct session *s = fixture_begin(&f, deputy);
	struct emergency typed = p->emergency;
	struct err e = {0};

	typed.keys.seal[0] ^= change_key;
	typed.recipient[0] ^= change_age;
	typed.export_sign[0] ^= change_sign;
	is_int(session_end(s, care_drill(s, &two, &typed, &e), &e), want, name);
	if (want != RC_OK)
		ok(has_text(&e, "not those of this envelope; the attempt is on the audit log"),
		    "and why: %s", e.text);
	session_close(s);
}

static void test_drilled(void)
{
	const struct public_sheets one = {.numbers = {3}, .n = 1};
	struct session *s;
	struct paper other;
	struct err e;

	paper_init(&other, 3, 2);
	drilled(&other, false, false, false, RC_INPUT, "the words of another envelope");
	drilled(&paper, true, false, false, RC_INPUT, "another key of the member");
	drilled(&paper, false, true, false, RC_INPUT, "another recipient");
	drilled(&paper, false, false, true, RC_INPUT, "another key of exports");
	is_int(fixture_int(&f, "SELECT count(*) FROM audit WHERE action='envelope.drill' AND "
			       "outcome='refused'"),
	    4, "each is on the log");
	s = fixture_begin(&f, chair);
	ok(session_roster(s)->envelope.drilled_ms == 0, "and none is a drill");
	must(care_seen(s, 3, NULL, &e), &e, "seen");
	is_int(care_drill(s, &one, NULL, &e), RC_OK, "one sheet alone");
	ok(session_roster(s)->envelope.drilled_ms == 0, "is none either");
	ok(session_roster(s)->envelope.taken_ms[2] != 0, "but was taken out");
	fixture_end(s);
	drilled(&paper, false, false, false, RC_OK, "the words of the envelope");
	s = fixture_open(&f, 1);
	ok(session_roster(s)->envelope.drilled_ms != 0, "are a drill");
	session_close(s);
	paper_finish(&other);
}

/* That the sheets open nothing is a matter of keys, not of the record alone. */
static void test_withdraw(void)
{
	struct check_envelope found;
	struct session *s = fixture_open(&f, 1);
	const struct roster *t = session_roster(s);
	int64_t generation = roster_collection(t, 1)->generation;
	int64_t member = t->envelope.member;
	struct secret *seed;
	struct session *opened;
	struct err e;
	char sql[200];

	must(session_begin(s, &e), &e, "begin");
	is_int(
	    session_end(s, care_withdraw(s, "a sheet was stolen", &e), &e), RC_OK, "withdrawn");
	is_int(roster_collection(t, 1)->generation, generation + 1,
	    "a sealed collection has a new key");
	is_int(roster_collection(t, 2)->generation, 1, "a private one needs none");
	fixture_item(s, 1, "Written later");
	snprintf(sql, sizeof sql,
	    "SELECT count(*) FROM seal WHERE kind='collection' AND id=1 AND generation>%lld "
	    "AND "
	    "member=%lld",
	    (long long)generation, (long long)member);
	is_int(fixture_int(&f, sql), 0, "which is sealed to no envelope");
	must(check_envelope(&found, s, &e), &e, "check_envelope");
	is_int(found.sealed, 0, "and nothing would be opened by one");
	must(session_begin(s, &e), &e, "begin");
	is_int(care_withdraw(s, NULL, &e), RC_NOTFOUND, "not twice");
	is_int(
	    emergency_export_seed(&seed, s, &e), RC_NOTFOUND, "nor is there an export to sign");
	ok(has_text(&e, "was withdrawn"), "and why: %s", e.text);
	session_close(s);
	must(session_open(&opened, &f.options, &e), &e, "open");
	must(session_learn(opened, 0, &e), &e, "learn");
	is_int(session_unlock_envelope(
		   opened, &paper.keys->keys, paper.keys->sign, paper.keys->seal, &e),
	    RC_NOTFOUND, "the sheets are not asked for");
	session_close(opened);
}

/* A clerk who does not hold a sealed collection could not give it a new key. */
static void test_withdraw_refused(void)
{
	struct session *s = fixture_open(&f, 1);
	int64_t second = fixture_member(&f, s, "Second Clerk", ROLE_CLERK);
	struct err e;

	session_close(s);
	s = fixture_begin(&f, second);
	is_int(session_end(s, care_withdraw(s, NULL, &e), &e), RC_REFUSED,
	    "not by who holds too little");
	is_int(fixture_int(&f, "SELECT count(*) FROM audit WHERE outcome='refused'"), 1,
	    "and that is on the log");
	session_close(s);
	s = fixture_open(&f, 1);
	ok(roster_has_envelope(session_roster(s)), "the envelope is there still");
	session_close(s);
}

/* nobody can miss it */

static void open_envelope(void)
{
	struct session *s;
	struct err e;

	must(session_open(&s, &f.options, &e), &e, "open");
	must(session_learn(s, 0, &e), &e, "learn");
	must(session_unlock_envelope(
		 s, &paper.keys->keys, paper.keys->sign, paper.keys->seal, &e),
	    &e, "unlock");
	must(session_begin(s, &e), &e, "begin");
	must(emergency_record_open(s, "the clerk is ill", "Cllr Price", &e), &e, "open");
	must(session_commit(s, &e), &e, "commit");
	session_close(s);
}

/* What a member hears at the unlock. */
static void hears(int64_t member, int64_t serial, bool reason, const char *name)
{
	char text[100];
	struct session *s;

	f.warnings = 0;
	f.warned[0] = '\0';
	s = fixture_open(&f, member);
	snprintf(
	    text, sizeof text, "the sealed envelope %lld was opened on", (long long)serial);
	ok(f.warnings == (serial != 0) && (serial == 0 || strstr(f.warned, text) != NULL),
	    "%s: %s", name, f.warned);
	ok((strstr(f.warned, "\"the clerk is ill\", in the presence of \"Cllr Price\"") !=
	       NULL) == reason,
	    "%s the reason", reason ? "with" : "without");
	session_close(s);
}

static void all_hear(int64_t serial, const char *name)
{
	static const char *const ROLES[] = {
	    "the clerk", "the chair", "a deputy", "an auditor", "a councillor"};
	const int64_t ids[] = {1, chair, deputy, auditor, reader};
	char text[100];

	for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
		snprintf(text, sizeof text, "%s, %s", ROLES[i], name);
		hears(ids[i], serial, serial != 0 && ids[i] != reader, text);
	}
}

static void test_told(void)
{
	struct session *s;
	struct paper next;
	struct err e;

	all_hear(0, "before it was opened");
	s = fixture_begin(&f, 1);
	is_int(care_reported(s, "26/88", &e), RC_NOTFOUND, "there is nothing to report");
	ok(has_text(&e, "was ever opened"), "and why: %s", e.text);
	fixture_end(s);
	open_envelope();
	all_hear(1, "when it was opened");
	all_hear(1, "again, until it is reported");
	s = fixture_open(&f, 1);
	paper_init(&next, 1, 1);
	paper_make(&next, s);
	session_close(s);
	all_hear(1, "with a new envelope");
	paper_finish(&next);
	s = fixture_begin(&f, chair);
	is_int(care_reported(s, "26/88", &e), RC_OK, "it is reported");
	fixture_end(s);
	all_hear(0, "then");
	s = fixture_begin(&f, chair);
	is_int(care_reported(s, "26/89", &e), RC_NOTFOUND, "once");
	ok(has_text(&e, "reported already"), "and why: %s", e.text);
	fixture_end(s);
}

static void make_vault(void)
{
	struct session *s;

	fixture_init(&f);
	s = fixture_create(&f);
	fixture_item(s, 1, "Bank");
	fixture_collection(s, "Personnel", false);
	chair = fixture_member(&f, s, "Chair", ROLE_CHAIR);
	deputy = fixture_member(&f, s, "Deputy", ROLE_DEPUTY);
	auditor = fixture_member(&f, s, "Auditor", ROLE_AUDITOR);
	reader = fixture_member(&f, s, "Reader", ROLE_COUNCILLOR);
	paper_init(&paper, 3, 2);
	paper_make(&paper, s);
	session_close(s);
	/* So that each has used the vault here, and hears nothing about that. */
	for (int64_t id = 1; id <= reader; id++)
		fixture_end(fixture_begin(&f, id));
	fixture_save(&f, "good");
}

/* A vault as it was made, which this computer remembers as it was then. */
static void start_again(void)
{
	fixture_restore(&f, "good");
	fixture_forget(&f);
	for (int64_t id = 1; id <= reader; id++)
		fixture_end(fixture_begin(&f, id));
}

int main(void)
{
	make_vault();
	test_sheet();
	test_hand_on();
	start_again();
	test_drilled();
	start_again();
	test_withdraw_refused();
	test_withdraw();
	start_again();
	test_told();
	paper_finish(&paper);
	fixture_finish(&f);
	return tap_done();
}
