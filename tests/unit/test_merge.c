/*
 * merge: which records of a receipt replay takes, and what they change.
 */
#include <string.h>

#include "fixture.h"
#include "ledger.h"
#include "tap.h"
#include "vault/roster.h"

enum { OPENED = 1700000000 };

/* A receipt to sign: what it shows lies beside it. */
struct draft_receipt {
	struct public_receipt p;
	struct buf shown;
	int64_t serial;
	enum who signer;
};

static struct draft_receipt draft(uint8_t id)
{
	return (struct draft_receipt){
	    .p = {.id = {id}, .size = 3, .opened_ms = OPENED, .rest = {7}},
	    .serial = 1,
	    .signer = EMERGENCY};
}

static void show_at(struct draft_receipt *d, int64_t time_ms, int64_t item, int64_t version)
{
	public_shown_put(&d->shown,
	    &(struct public_shown){.time_ms = time_ms, .item = item, .version = version});
	d->p.shown = buf_slice(&d->shown);
}

static void show(struct draft_receipt *d, int64_t item, int64_t version)
{
	show_at(d, OPENED + 5, item, version);
}

static enum rc merge_by(struct ledger *l, struct draft_receipt *d, enum who actor)
{
	struct entry en = {.actor = actor,
	    .action = ACT_AUDIT_MERGE,
	    .kind = SUB_ENVELOPE,
	    .subject = d->serial};
	struct err e;

	en.public = pub_receipt(&d->p, l, d->serial, l->who[d->signer]);
	return ledger_try(l, &en, &e);
}

/* In a world of its own, since a refusal leaves a replay of no use. */
static void refused(struct draft_receipt *d, const char *name)
{
	struct ledger l;

	ledger_init(&l);
	is_int(merge_by(&l, d, CLERK), RC_TAMPER, name);
	ledger_finish(&l);
	buf_finish(&d->shown);
}

static void test_rights(void)
{
	static const bool MAY[WHO_COUNT] = {
	    [CLERK] = true, [CHAIR] = true, [AUDITOR] = true, [SECOND] = true};

	for (int who = CLERK; who < WHO_COUNT; who++) {
		struct draft_receipt d = draft(1);
		struct ledger l;

		ledger_init(&l);
		is_int(merge_by(&l, &d, (enum who)who), MAY[who] ? RC_OK : RC_TAMPER,
		    "who may read the log may merge");
		ledger_finish(&l);
	}
}

static void test_refused(void)
{
	struct draft_receipt d = draft(1);

	d.signer = CLERK;
	refused(&d, "signed by the clerk");
	d = draft(1);
	d.serial = 2;
	refused(&d, "of an envelope that there was not");
	d = draft(1);
	d.serial = 0;
	refused(&d, "of no envelope");
	d = draft(1);
	d.p.opened_ms = 0;
	refused(&d, "opened at no time");
	d = draft(1);
	d.p.size = 0;
	refused(&d, "of a log without a record");
	d = draft(1);
	d.p.size = 1000;
	refused(&d, "of a log that is longer");
	d = draft(1);
	d.p.opened_ms = INT64_MAX;
	refused(&d, "opened after all time");
	d = draft(1);
	show_at(&d, INT64_MAX, SHARED_ITEM, 1);
	refused(&d, "shown after all time");
	d = draft(1);
	show(&d, 0, 1);
	refused(&d, "a version of no item");
	d = draft(1);
	show(&d, SHARED_ITEM, 0);
	refused(&d, "an item in no version");
}

/* Every byte of it is signed, or refused for its form. */
static void test_bytes(void)
{
	struct draft_receipt d = draft(1);
	struct entry en = {
	    .actor = CLERK, .action = ACT_AUDIT_MERGE, .kind = SUB_ENVELOPE, .subject = 1};
	struct ledger l;
	struct err e;
	size_t n;
	size_t missed = 0;

	show(&d, SHARED_ITEM, 1);
	ledger_init(&l);
	n = pub_receipt(&d.p, &l, 1, l.who[EMERGENCY]).n;
	for (size_t i = 0; i < n; i++) {
		uint8_t bytes[512];

		ledger_finish(&l);
		ledger_init(&l);
		en.public = pub_receipt(&d.p, &l, 1, l.who[EMERGENCY]);
		memcpy(bytes, en.public.p, n);
		bytes[i] ^= 1;
		en.public = slice_of(bytes, n);
		missed += ledger_try(&l, &en, &e) != RC_TAMPER;
	}
	is_int((long long)missed, 0, "a bit that is changed anywhere is noticed");
	ledger_finish(&l);
	buf_finish(&d.shown);
}

static void test_effect(void)
{
	struct draft_receipt d = draft(1);
	const struct revealed *v;
	const struct roster *t;
	struct ledger l;

	ledger_init(&l);
	t = &l.replay->roster;
	show(&d, 0, 0);
	show(&d, SHARED_ITEM, 1);
	show(&d, 4000, 1);
	ok(!roster_was_opened(t), "the envelope was not opened");
	is_int(merge_by(&l, &d, AUDITOR), RC_OK, "a receipt");
	ok(roster_was_opened(t), "now it was");
	is_int(t->envelope.unreported_ms, OPENED, "every member is told when");
	is_int(t->envelope.unreported_serial, 1, "… and of which envelope");
	is_int(t->envelope.opened_ms, 0, "but it may not act");
	v = roster_revealed(t, SHARED_ITEM);
	ok(v != NULL && !v->done && v->version == 1 && v->time_ms == OPENED + 5 &&
		v->serial == 1,
	    "what was shown has to be changed");
	is_int((long long)t->n_revealed, 1, "what there is not does not count");
	ledger_finish(&l);
	buf_finish(&d.shown);
}

static void write_item(struct ledger *l, enum action action, int64_t version)
{
	ledger_add(l, &(struct entry){.actor = CLERK,
			  .action = action,
			  .kind = SUB_ITEM,
			  .subject = SHARED_ITEM,
			  .version = version,
			  .row = action != ACT_ITEM_REMOVE,
			  .public = pub_changed(SHARED, 1)});
}

static void test_done(void)
{
	struct draft_receipt d = draft(1);
	struct draft_receipt other = draft(2);
	struct ledger l;

	ledger_init(&l);
	show(&d, SHARED_ITEM, 1);
	show(&other, SHARED_ITEM, 1);
	is_int(merge_by(&l, &d, CLERK), RC_OK, "a receipt");
	write_item(&l, ACT_ITEM_EDIT, 2);
	ok(roster_revealed(&l.replay->roster, SHARED_ITEM)->done, "the password is changed");
	is_int(merge_by(&l, &other, CLERK), RC_OK, "another receipt of the old one");
	ok(roster_revealed(&l.replay->roster, SHARED_ITEM)->done, "… changes nothing");
	other.p.id[0] = 3;
	buf_clear(&other.shown);
	show(&other, SHARED_ITEM, 2);
	is_int(merge_by(&l, &other, CLERK), RC_OK, "a receipt of the new one");
	ok(!roster_revealed(&l.replay->roster, SHARED_ITEM)->done, "… does");
	ledger_finish(&l);

	ledger_init(&l);
	write_item(&l, ACT_ITEM_REMOVE, 2);
	is_int(merge_by(&l, &d, CLERK), RC_OK, "a receipt of an item that was removed since");
	ok(roster_revealed(&l.replay->roster, SHARED_ITEM)->done, "… which is done with");
	ledger_finish(&l);
	buf_finish(&d.shown);
	buf_finish(&other.shown);
}

/* Whoever has the words could otherwise hide every later opening behind a high version. */
static void test_ahead(void)
{
	struct draft_receipt d = draft(1);
	struct draft_receipt other = draft(2);
	struct ledger l;

	ledger_init(&l);
	show(&d, SHARED_ITEM, 1000);
	is_int(merge_by(&l, &d, CLERK), RC_OK, "a receipt of a version that there is not");
	ok(roster_revealed(&l.replay->roster, SHARED_ITEM)->version == 1,
	    "… stands for the newest one");
	write_item(&l, ACT_ITEM_EDIT, 2);
	ok(roster_revealed(&l.replay->roster, SHARED_ITEM)->done, "the password is changed");
	show(&other, SHARED_ITEM, 2);
	is_int(merge_by(&l, &other, CLERK), RC_OK, "a receipt of the new one");
	ok(!roster_revealed(&l.replay->roster, SHARED_ITEM)->done, "… has to be changed again");
	ledger_finish(&l);
	buf_finish(&d.shown);
	buf_finish(&other.shown);
}

static enum rc merge_longer(void (*change)(struct draft_receipt *d), size_t lines)
{
	struct draft_receipt d = draft(1);
	struct ledger l;
	enum rc rc;

	ledger_init(&l);
	show(&d, SHARED_ITEM, 1);
	show(&d, PRIVATE_ITEM, 1);
	is_int(merge_by(&l, &d, CLERK), RC_OK, "two lines");
	buf_clear(&d.shown);
	for (size_t i = 0; i < lines; i++)
		show(&d, i == 0 ? SHARED_ITEM : PRIVATE_ITEM, 1);
	d.p.shown = buf_slice(&d.shown);
	change(&d);
	rc = merge_by(&l, &d, CHAIR);
	ledger_finish(&l);
	buf_finish(&d.shown);
	return rc;
}

static void as_it_is(struct draft_receipt *d)
{
	(void)d;
}

static void other_first(struct draft_receipt *d)
{
	d->shown.p[15] ^= 3;
}

static void other_notes(struct draft_receipt *d)
{
	d->p.rest[0] ^= 1;
}

static void other_time(struct draft_receipt *d)
{
	d->p.opened_ms++;
}

static void test_longer(void)
{
	is_int(merge_longer(as_it_is, 3), RC_OK, "one line more");
	is_int(merge_longer(as_it_is, 2), RC_TAMPER, "the same again");
	is_int(merge_longer(as_it_is, 1), RC_TAMPER, "fewer");
	is_int(merge_longer(other_first, 3), RC_TAMPER, "longer, but otherwise begun");
	is_int(merge_longer(other_notes, 3), RC_TAMPER, "longer, with other notes");
	is_int(merge_longer(other_time, 3), RC_TAMPER, "longer, opened at another time");
}

/* The receipt of an envelope that is void by now, and the other way round. */
static void test_old_envelope(void)
{
	struct draft_receipt d = draft(1);
	struct ledger l;

	ledger_init(&l);
	ledger_add(&l, &(struct entry){.actor = CLERK,
			   .action = ACT_ENVELOPE_CREATE,
			   .kind = SUB_ENVELOPE,
			   .subject = 2,
			   .public = pub_envelope(WHO_COUNT, l.who[CHAIR])});
	is_int(merge_by(&l, &d, CLERK), RC_OK, "the receipt of an older envelope");
	ok(!roster_was_opened(&l.replay->roster), "… is none of the new one");
	is_int(l.replay->roster.envelope.unreported_serial, 1, "… but told");
	d = draft(2);
	d.serial = 2;
	d.signer = CHAIR;
	is_int(merge_by(&l, &d, CLERK), RC_OK, "the receipt of the new one");
	ok(roster_was_opened(&l.replay->roster), "… is");
	d = draft(3);
	d.serial = 2;
	is_int(merge_by(&l, &d, CLERK), RC_TAMPER, "signed by the older one");
	ledger_finish(&l);
}

/* After a restore the log knows nothing of what was given up. */
static void test_restored(void)
{
	struct draft_receipt d = draft(1);
	struct ledger l;

	ledger_init(&l);
	ledger_add(&l, &(struct entry){.actor = CLERK,
			   .action = ACT_BACKUP_RESTORE,
			   .kind = SUB_NONE,
			   .public = pub_restore(replay_size(l.replay), l.replay->leaf)});
	d.p.size = 1000;
	is_int(merge_by(&l, &d, CLERK), RC_OK, "of a record that was given up");
	ledger_finish(&l);
}

int main(void)
{
	test_rights();
	test_refused();
	test_bytes();
	test_effect();
	test_done();
	test_ahead();
	test_longer();
	test_old_envelope();
	test_restored();
	return tap_done();
}
