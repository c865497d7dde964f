/*
 * A log that goes on with any records, as if somebody had signed them.
 *
 * Input: records, one after the other; see world.c. The first that is refused
 * is the last.
 */
#include "base/codec.h"
#include "fuzz.h"
#include "ledger.h"
#include "world.h"

enum { RECORDS = 64 };

static struct world world;

void fuzz_init(void)
{
	struct ledger l;

	ledger_init(&l);
	world_keep(&world, l.replay);
	ledger_finish(&l);
}

/* All that a clerk alone decides. */
static void put_authority(struct buf *out, const struct roster *t)
{
	for (size_t i = 0; i < t->n_members; i++) {
		put_u8(out, (uint8_t)t->members[i].role);
		put_u8(out, t->members[i].active);
		put_u8(out, t->members[i].log);
		put_str(out, t->members[i].name);
	}
	for (size_t i = 0; i < t->n_collections; i++) {
		put_u8(out, t->collections[i].sealed);
		put_i64(out, t->collections[i].generation);
	}
	for (size_t i = 0; i < t->n_grants; i++) {
		put_i64(out, t->grants[i].collection);
		put_i64(out, t->grants[i].member);
		put_u8(out, t->grants[i].edit);
	}
	for (size_t i = 0; i < t->n_policies; i++) {
		put_str(out, t->policies[i].name);
		put_str(out, t->policies[i].value);
	}
	put_i64(out, t->envelope.serial);
}

/* What is remembered of it is the same, whoever has learned it. */
static void check_remembered(struct buf *result, const struct replay *r)
{
	struct replay *again = NULL;
	struct buf once = {0};
	struct buf twice = {0};
	struct dec d;

	replay_put(&once, r);
	fuzz_must(replay_new(&again, NULL) == RC_OK);
	dec_init(&d, buf_slice(&once));
	fuzz_must(replay_get(again, &d, NULL) == RC_OK && dec_end(&d));
	replay_put(&twice, again);
	fuzz_must(slice_eq(buf_slice(&once), buf_slice(&twice)));
	buf_add_slice(result, buf_slice(&once));
	replay_free(again);
	buf_finish(&once);
	buf_finish(&twice);
}

/* The actor of the record that is next in the feed: its third byte. */
static bool may_administer(const struct replay *r, struct slice feed)
{
	const struct member *m = feed.n < 3 ? NULL : roster_member(&r->roster, feed.p[2] % 16);

	return m != NULL && (roster_may(m, RIGHT_ADMINISTER) || m->role == ROLE_EMERGENCY);
}

static enum rc one_record(struct buf *result, struct replay *r, struct slice *feed)
{
	const bool administers = may_administer(r, *feed);
	const int64_t size = replay_size(r);
	struct buf before = {0};
	struct buf after = {0};
	struct err e;
	enum rc rc;

	put_authority(&before, &r->roster);
	rc = world_apply(r, feed, &e);
	fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_TAMPER) | FUZZ_RC(RC_INPUT));
	if (rc == RC_OK) {
		put_authority(&after, &r->roster);
		fuzz_must(replay_size(r) == size + 1);
		fuzz_must(administers || slice_eq(buf_slice(&before), buf_slice(&after)));
	}
	buf_finish(&before);
	buf_finish(&after);
	return rc;
}

void fuzz_one(struct buf *result, struct slice input)
{
	struct replay *r = world_again(&world);
	enum rc rc = RC_OK;
	struct err e;

	for (int i = 0; i < RECORDS && input.n > 0 && rc == RC_OK; i++)
		rc = one_record(result, r, &input);
	if (rc == RC_OK) {
		rc = replay_check(r, &e);
		fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_TAMPER));
		check_remembered(result, r);
	}
	replay_free(r);
}
