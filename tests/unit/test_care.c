/*
 * care: what a log may say of the sheets, and by whom; records made by hand.
 */
#include "vault/care.h"

#include <string.h>

#include "crypto/secret.h"
#include "fixture.h"
#include "ledger.h"
#include "tap.h"
#include "vault/check.h"
#include "vault/policy.h"

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
	return tap_done();
}
