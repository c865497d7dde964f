/*
 * care: what a council does about its sheets, who may, and what a log may say of it.
 */
#include "vault/care.h"

#include <stdio.h>
#include <string.h>

#include "crypto/secret.h"
#include "fixture.h"
#include "ledger.h"
#include "paper.h"
#include "session_int.h"
#include "tap.h"
#include "vault/check.h"
#include "vault/policy.h"

/* by hand: what a log may say */

#define WHO(x) (1u << (x))
#define CARERS (WHO(CLERK) | WHO(CHAIR) | WHO(SECOND))
#define CLERKS (WHO(CLERK) | WHO(SECOND))

static const char *const NAMES[WHO_COUNT] = {"nobody", "the clerk", "the chair", "an editor",
    "a reader", "an outsider", "the auditor", "a second clerk", "a new member", "the envelope"};

static struct slice pub_three(const struct ledger *l, uint8_t need, const char *second)
{
	const struct public_envelope p = {.member = WHO_COUNT,
	    .keys = l->who[CLERK]->keys,
	    .need = need,
	    .holders = {slice_str("Shah"), slice_str(second), slice_str("Dunn")},
	    .n_holders = 3};
	static uint8_t kept[512];
	struct buf b;

	buf_init_fixed(&b, kept, sizeof kept);
	public_put_envelope(&b, &p);
	return slice_of(kept, b.n);
}

static struct entry about(enum who actor, enum action action, struct slice public)
{
	return (struct entry){.actor = actor,
	    .action = action,
	    .kind = SUB_ENVELOPE,
	    .subject = 2,
	    .public = public};
}

static struct slice sheets(uint8_t a, uint8_t b)
{
	const uint8_t numbers[] = {a, b, 0};

	return pub_sheets(numbers);
}

/* A second envelope of three sheets, two of which open it; its member has the clerk's keys. */
static void three_sheets(struct ledger *l)
{
	struct entry en;

	ledger_init(l);
	en = about(CLERK, ACT_ENVELOPE_CREATE, pub_three(l, 2, "Price"));
	ledger_add(l, &en);
	ledger_add(l, &(struct entry){.actor = CLERK,
			  .action = ACT_COLLECTION_REKEY,
			  .kind = SUB_COLLECTION,
			  .subject = SHARED,
			  .version = 2,
			  .row = true,
			  .public = pub_collection(true)});
}

static enum rc try(struct ledger *l, struct entry en, struct err *e)
{
	return ledger_try(l, &en, e);
}

static void add(struct ledger *l, struct entry en)
{
	ledger_add(l, &en);
}

static void open_second(struct ledger *l)
{
	struct entry en = about(WHO_COUNT, ACT_ENVELOPE_OPEN, slice_of(NULL, 0));

	en.signer = l->who[CLERK];
	ledger_add(l, &en);
}

static struct entry template(enum action action, enum who actor)
{
	switch (action) {
	case ACT_ENVELOPE_SEEN:
		return about(actor, action, pub_sheet(2, ""));
	case ACT_ENVELOPE_HANDOVER:
		return about(actor, action, pub_sheet(2, "Jones"));
	case ACT_ENVELOPE_DRILL:
		return about(actor, action, sheets(1, 2));
	default:
		return about(actor, action, slice_of(NULL, 0));
	}
}

static const struct {
	enum action action;
	unsigned allowed;
} ACTIONS[] = {{ACT_ENVELOPE_SEEN, CARERS}, {ACT_ENVELOPE_HANDOVER, CARERS},
    {ACT_ENVELOPE_DRILL, CARERS}, {ACT_ENVELOPE_WITHDRAW, CLERKS},
    {ACT_ENVELOPE_REPORTED, CARERS}};

enum { ACTIONS_N = sizeof ACTIONS / sizeof ACTIONS[0] };

/* Each by everybody: exactly those who may. */
static void test_who(void)
{
	for (size_t a = 0; a < ACTIONS_N; a++)
		for (int who = CLERK; who < WHO_COUNT; who++) {
			bool allowed = (ACTIONS[a].allowed & WHO(who)) != 0;
			struct ledger l;
			struct err e = {0};

			three_sheets(&l);
			open_second(&l);
			ok(try(&l, template(ACTIONS[a].action, (enum who)who), &e) ==
				(allowed ? RC_OK : RC_TAMPER),
			    "%s by %s: %s", action_name(ACTIONS[a].action), NAMES[who],
			    allowed ? "taken" : e.text);
			ledger_finish(&l);
		}
}

/* What is not as it has to be; the world stays as it was. */
static void refuse(struct ledger *l, struct entry en, const char *name)
{
	struct err e = {0};

	ok(try(l, en, &e) == RC_TAMPER, "%s: %s", action_name(en.action), name);
	ok(has_text(&e, "what it says in clear is malformed"), "and why");
}

static void test_shape(void)
{
	struct ledger l;
	struct entry en;

	three_sheets(&l);
	open_second(&l);
	for (size_t a = 0; a < ACTIONS_N; a++) {

		en = template(ACTIONS[a].action, CLERK);
		en.subject = 1;
		refuse(&l, en, "of the envelope before");
		en = template(ACTIONS[a].action, CLERK);
		en.subject = 3;
		refuse(&l, en, "of one that is none");
		en = template(ACTIONS[a].action, CLERK);
		en.version = 1;
		refuse(&l, en, "of a version");
		en = template(ACTIONS[a].action, CLERK);
		en.kind = SUB_ITEM;
		refuse(&l, en, "of an item");
		en = template(ACTIONS[a].action, CLERK);
		en.row = true;
		refuse(&l, en, "of a row");
		en = template(ACTIONS[a].action, CLERK);
		en.public = pub_item(1, 1);
		refuse(&l, en, "with something else in clear");
		en = template(ACTIONS[a].action, CLERK);
		en.outcome = OUT_FAILED;
		refuse(&l, en, "of an outcome that is for unlocks");
	}
	ledger_finish(&l);
}

static void test_seen(void)
{
	const struct envelope *v;
	struct ledger l;

	three_sheets(&l);
	v = &l.replay->roster.envelope;
	refuse(&l, about(CHAIR, ACT_ENVELOPE_SEEN, pub_sheet(0, "")), "sheet 0");
	refuse(&l, about(CHAIR, ACT_ENVELOPE_SEEN, pub_sheet(4, "")), "a sheet too many");
	refuse(&l, about(CHAIR, ACT_ENVELOPE_SEEN, pub_sheet(1, "Jones")), "with a new holder");
	ok(v->seen_ms[0] == 0 && v->seen_ms[1] == 0 && v->seen_ms[2] == 0, "none was seen");
	add(&l, about(CHAIR, ACT_ENVELOPE_SEEN, pub_sheet(3, "")));
	ok(v->seen_ms[0] == 0 && v->seen_ms[1] == 0 && v->seen_ms[2] == l.replay->time_ms,
	    "the last one is seen, when the record says");
	ledger_finish(&l);
}

static void test_handover(void)
{
	const struct envelope *v;
	struct ledger l;

	three_sheets(&l);
	v = &l.replay->roster.envelope;
	refuse(&l, about(CHAIR, ACT_ENVELOPE_HANDOVER, pub_sheet(0, "Jones")), "sheet 0");
	refuse(&l, about(CHAIR, ACT_ENVELOPE_HANDOVER, pub_sheet(4, "Jones")), "one too many");
	refuse(&l, about(CHAIR, ACT_ENVELOPE_HANDOVER, pub_sheet(1, "")), "to nobody");
	refuse(
	    &l, about(CHAIR, ACT_ENVELOPE_HANDOVER, pub_sheet(1, "Jones\nAlso")), "two lines");
	refuse(
	    &l, about(CHAIR, ACT_ENVELOPE_HANDOVER, pub_sheet(1, " Jones")), "a blank first");
	is_str(v->holders, "Shah\nPrice\nDunn", "all as it was");
	add(&l, about(CHAIR, ACT_ENVELOPE_HANDOVER, pub_sheet(2, "Jones")));
	is_str(v->holders, "Shah\nJones\nDunn", "one in the middle");
	add(&l, about(CHAIR, ACT_ENVELOPE_HANDOVER, pub_sheet(1, "Ann O'Brien")));
	add(&l, about(CHAIR, ACT_ENVELOPE_HANDOVER, pub_sheet(3, "B")));
	is_str(v->holders, "Ann O'Brien\nJones\nB", "the first, and the last");
	ok(v->seen_ms[1] != 0, "who hands it over has seen it");
	ledger_finish(&l);
}

static void test_drill(void)
{
	static const uint8_t EIGHTEEN[] = {
	    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18};
	uint8_t raw[20] = {18};
	const struct envelope *v;
	struct ledger l;

	three_sheets(&l);
	v = &l.replay->roster.envelope;
	add(&l, about(CHAIR, ACT_ENVELOPE_SEEN, pub_sheet(1, "")));
	add(&l, about(CHAIR, ACT_ENVELOPE_SEEN, pub_sheet(2, "")));
	refuse(&l, about(CHAIR, ACT_ENVELOPE_DRILL, sheets(0, 0)), "no sheet at all");
	refuse(&l, about(CHAIR, ACT_ENVELOPE_DRILL, sheets(1, 4)), "one that there is not");
	refuse(&l, about(CHAIR, ACT_ENVELOPE_DRILL, sheets(2, 1)), "in another order");
	refuse(&l, about(CHAIR, ACT_ENVELOPE_DRILL, sheets(2, 2)), "one twice");
	refuse(&l, about(CHAIR, ACT_ENVELOPE_DRILL, slice_of("\1\0", 2)), "sheet 0");
	memcpy(raw + 1, EIGHTEEN, sizeof EIGHTEEN);
	refuse(
	    &l, about(CHAIR, ACT_ENVELOPE_DRILL, slice_of(raw, 19)), "more than there can be");
	ok(v->drilled_ms == 0 && v->seen_ms[0] != 0, "none of that counts");
	add(&l, about(CHAIR, ACT_ENVELOPE_DRILL, sheets(1, 0)));
	ok(v->drilled_ms == 0, "one sheet of two is no drill");
	ok(v->taken_ms[0] == l.replay->time_ms && v->taken_ms[1] == 0,
	    "but it is out of its envelope");
	add(&l, about(CHAIR, ACT_ENVELOPE_DRILL, sheets(2, 3)));
	ok(v->drilled_ms == l.replay->time_ms && v->taken_ms[1] != 0, "two are");
	add(&l, about(CHAIR, ACT_ENVELOPE_SEEN, pub_sheet(2, "")));
	add(&l, about(CHAIR, ACT_ENVELOPE_HANDOVER, pub_sheet(3, "Jones")));
	ok(v->taken_ms[0] != 0 && v->taken_ms[1] == 0 && v->taken_ms[2] == 0,
	    "until it is seen sealed, or handed over so");
	ledger_finish(&l);
}

static struct entry sealed(int64_t version)
{
	struct entry en = about(CLERK, ACT_ENVELOPE_SEAL, slice_of(NULL, 0));

	en.version = version;
	return en;
}

/* An export counts where the policy has it, and where nothing is decided anywhere. */
static void test_seal_place(void)
{
	struct entry en =
	    about(CLERK, ACT_POLICY_SET, pub_policy(POLICY_SEAL_PATH, "/stick/council.age"));
	struct ledger l;
	const struct roster *t;

	three_sheets(&l);
	t = &l.replay->roster;
	refuse(&l, sealed(2), "at a place of no kind");
	ok(roster_seal_is_due(t), "there is no export yet");
	add(&l, sealed(0));
	ok(!roster_seal_is_due(t), "anywhere will do");
	en.kind = SUB_NONE;
	en.subject = 0;
	add(&l, en);
	ok(roster_seal_is_due(t), "another place has none");
	add(&l, sealed(1));
	ok(roster_seal_is_due(t) && t->envelope.sealed_seq == replay_size(l.replay),
	    "nor by one elsewhere");
	add(&l, sealed(0));
	ok(!roster_seal_is_due(t), "until it is there");
	add(&l, sealed(1));
	ok(!roster_seal_is_due(t), "and another elsewhere takes nothing away");
	ledger_finish(&l);
}

/* Nothing is left of it but its number. */
static void test_withdrawn(void)
{
	const struct roster *t;
	struct ledger l;
	struct entry en;
	struct err e;

	three_sheets(&l);
	add(&l, template(ACT_ENVELOPE_WITHDRAW, CLERK));
	t = &l.replay->roster;
	for (size_t a = 0; a < ACTIONS_N; a++)
		refuse(&l, template(ACTIONS[a].action, CLERK), action_name(ACTIONS[a].action));
	refuse(&l, about(CLERK, ACT_ENVELOPE_SEAL, slice_of(NULL, 0)), "no export");
	en = about(CLERK, ACT_GRANT_ADD, pub_grant(CLERK, false));
	en.row = true;
	refuse(&l, en, "nor its key");
	en = about(WHO_COUNT, ACT_ENVELOPE_OPEN, slice_of(NULL, 0));
	en.signer = l.who[CLERK];
	is_int(try(&l, en, &e), RC_TAMPER, "its sheets open nothing");
	ok(has_text(&e, "not an active member"), "and why");
	is_int(replay_check(l.replay, &e), RC_TAMPER,
	    "but its grants are gone only with a new key");
	ok(!roster_has_envelope(t) && t->n_old_sheets == 2 && t->old_sheets[1].serial == 2,
	    "its sheets are known as old ones");
	en = about(CLERK, ACT_ENVELOPE_CREATE, pub_envelope(WHO_COUNT + 1, l.who[CLERK]));
	en.subject = 3;
	is_int(try(&l, en, &e), RC_OK, "the next one has the next number");
	ok(roster_has_envelope(t) && t->n_old_sheets == 2, "and the old one is old only once");
	ledger_finish(&l);
}

/* Without an envelope a sealed collection needs no seal to one. */
static void test_written_without(void)
{
	struct entry edit = {.actor = CLERK,
	    .action = ACT_ITEM_EDIT,
	    .kind = SUB_ITEM,
	    .subject = SHARED_ITEM,
	    .version = 2,
	    .row = true};
	struct entry en;
	struct ledger l;
	struct err e;

	ledger_init(&l);
	en = template(ACT_ENVELOPE_WITHDRAW, CLERK);
	en.subject = 1;
	ledger_add(&l, &en);
	edit.public = pub_item(SHARED, 1);
	is_int(ledger_try(&l, &edit, &e), RC_TAMPER, "not under a key that the sheets give");
	ok(has_text(&e, "who lost the right"), "and why");
	ledger_add(&l, &(struct entry){.actor = CLERK,
			   .action = ACT_COLLECTION_REKEY,
			   .kind = SUB_COLLECTION,
			   .subject = SHARED,
			   .version = 2,
			   .row = true,
			   .public = pub_collection(true)});
	edit.public = pub_item(SHARED, 2);
	is_int(ledger_try(&l, &edit, &e), RC_OK, "but under a new one");
	ledger_finish(&l);
}

static void test_reported(void)
{
	const struct envelope *v;
	struct ledger l;
	struct entry en;

	three_sheets(&l);
	v = &l.replay->roster.envelope;
	refuse(&l, template(ACT_ENVELOPE_REPORTED, CHAIR), "when none was opened");
	en = template(ACT_ENVELOPE_REPORTED, CHAIR);
	en.subject = 0;
	refuse(&l, en, "nor one that is none");
	open_second(&l);
	ok(v->unreported_ms == l.replay->time_ms && v->unreported_serial == 2, "an opening");
	en = about(CLERK, ACT_ENVELOPE_CREATE, pub_envelope(WHO_COUNT + 1, l.who[CLERK]));
	en.subject = 3;
	ledger_add(&l, &en);
	ok(v->unreported_ms != 0 && v->unreported_serial == 2,
	    "a new envelope does not end that");
	en = template(ACT_ENVELOPE_REPORTED, CHAIR);
	en.subject = 3;
	refuse(&l, en, "nor a report of the new one");
	add(&l, template(ACT_ENVELOPE_REPORTED, CHAIR));
	ok(v->unreported_ms == 0 && v->unreported_serial == 0, "a report does");
	ok(v->opened_ms != 0 && v->opened_serial == 2, "that it was opened stays known");
	refuse(
	    &l, template(ACT_ENVELOPE_REPORTED, CHAIR), "and there is nothing left to report");
	ledger_finish(&l);
}

static struct entry restored(
    const struct ledger *l, int64_t opened_ms, int64_t opened_serial, uint8_t *kept)
{
	struct public_restore p = {.size = replay_size(l->replay),
	    .opened_ms = opened_ms,
	    .opened_serial = opened_serial};
	struct buf b;

	memcpy(p.leaf, l->replay->leaf, sizeof p.leaf);
	buf_init_fixed(&b, kept, 128);
	public_put_restore(&b, &p);
	return (struct entry){.actor = CLERK,
	    .action = ACT_BACKUP_RESTORE,
	    .kind = SUB_NONE,
	    .public = slice_of(kept, b.n)};
}

/* What was opened after the backup was made was opened all the same. */
static void test_restored(void)
{
	const struct envelope *v;
	uint8_t kept[128];
	struct ledger l;
	int64_t opened;

	three_sheets(&l);
	v = &l.replay->roster.envelope;
	refuse(&l, restored(&l, 5, 0, kept), "an opening of no envelope");
	refuse(&l, restored(&l, 0, 5, kept), "an opening at no time");
	refuse(&l, restored(&l, -5, 5, kept), "an opening before all time");
	refuse(&l, restored(&l, INT64_MAX, 5, kept), "an opening after all time");
	add(&l, restored(&l, 0, 0, kept));
	ok(v->unreported_ms == 0, "nothing was opened that is known");
	open_second(&l);
	opened = v->unreported_ms;
	add(&l, restored(&l, opened - 1, 1, kept));
	ok(v->unreported_ms == opened && v->unreported_serial == 2, "an earlier one says less");
	add(&l, restored(&l, opened + 1, 5, kept));
	ok(v->unreported_ms == opened + 1 && v->unreported_serial == 5 &&
		v->unreported_seq == replay_size(l.replay),
	    "a later one has to be reported");
	ledger_finish(&l);
}

/* The words of an envelope stay known, whatever log is put in the place of another. */
static void test_restored_open(void)
{
	const struct envelope *v;
	uint8_t kept[128];
	struct ledger l;
	int64_t now;

	three_sheets(&l);
	v = &l.replay->roster.envelope;
	now = l.replay->time_ms;
	add(&l, restored(&l, now - 1, 1, kept));
	ok(!roster_was_opened(&l.replay->roster), "an older envelope was opened");
	add(&l, restored(&l, now, 2, kept));
	ok(roster_was_opened(&l.replay->roster) && v->opened_ms == now,
	    "this one was, so there has to be a new one");
	add(&l, template(ACT_ENVELOPE_REPORTED, CHAIR));
	ok(roster_was_opened(&l.replay->roster), "also when that was reported");
	ok(emergency_left_ms(v, now, now) < 0 && emergency_left_ms(v, now, 0) < 0,
	    "but it may not act without a record of this log");
	ledger_finish(&l);
}

/* Guessing goes on the log, and says nothing in clear. */
static void test_incident(void)
{
	struct ledger l;
	struct entry en;
	struct err e;

	three_sheets(&l);
	en = about(READER, ACT_ENVELOPE_DRILL, slice_of(NULL, 0));
	en.outcome = OUT_REFUSED;
	is_int(ledger_try(&l, &en, &e), RC_OK, "a drill that failed");
	ok(l.replay->roster.envelope.drilled_ms == 0, "is none");
	en.public = sheets(1, 2);
	refuse(&l, en, "with sheets");
	ledger_finish(&l);
}

static void test_holders(void)
{
	static const char *const WRONG[] = {"", "A\nB", " A", "A\x1b[0m", "A\xff"};
	struct ledger l;

	ledger_init(&l);
	for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++)
		refuse(&l, about(CLERK, ACT_ENVELOPE_CREATE, pub_three(&l, 2, WRONG[i])),
		    "an envelope whose holder has no name");
	for (uint8_t need = 0; need <= 4; need++)
		if (need != 2 && need != 3)
			refuse(&l, about(CLERK, ACT_ENVELOPE_CREATE, pub_three(&l, need, "A")),
			    "three sheets of which so many are needed");
	ledger_finish(&l);
}

/* in a vault */

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
	test_who();
	test_shape();
	test_seen();
	test_handover();
	test_drill();
	test_seal_place();
	test_withdrawn();
	test_written_without();
	test_reported();
	test_restored();
	test_restored_open();
	test_incident();
	test_holders();
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
