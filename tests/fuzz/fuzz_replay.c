/*
 * A log that goes on with any records, as if somebody had signed them.
 *
 * Input: records, one after the other; see world.c. The first that is refused
 * is the last.
 */
#include "base/clock.h"
#include "base/codec.h"
#include "fuzz.h"
#include "world.h"

enum { RECORDS = 64 };

static struct world world;

/* By action: one that is taken. The first record of a vault has no second. */
static unsigned ways[ACT_COUNT];
static unsigned incident;

static void seed(const struct entry *en, struct slice public)
{
	struct entry whole = *en;
	struct buf input = {0};

	whole.public = public;
	world_put(&input, &whole);
	fuzz_seed(buf_slice(&input));
	buf_finish(&input);
}

#define SEED(what, public, ...)                                                                \
	seed(&(struct entry){.actor = CLERK, .action = (what), __VA_ARGS__}, (public))

static const struct slice none;

/* After the envelope was opened and gave out an item, what comes of that. */
static void seed_opened(
    enum who actor, enum action action, enum subject kind, int64_t subject, int64_t version)
{
	const struct entry steps[] = {{.actor = EMERGENCY,
					  .action = ACT_ENVELOPE_OPEN,
					  .kind = SUB_ENVELOPE,
					  .subject = 1},
	    {.actor = EMERGENCY,
		.action = ACT_ITEM_REVEAL,
		.kind = SUB_ITEM,
		.subject = SHARED_ITEM,
		.version = 1},
	    {.actor = actor,
		.action = action,
		.kind = kind,
		.subject = subject,
		.version = version}};
	struct buf input = {0};

	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
		world_put(&input, &steps[i]);
	fuzz_seed(buf_slice(&input));
	buf_finish(&input);
}

static void seed_care(void)
{
	SEED(ACT_ENVELOPE_SEEN, pub_sheet(1, ""), .kind = SUB_ENVELOPE, .subject = 1);
	SEED(ACT_ENVELOPE_HANDOVER, pub_sheet(1, "Vice-chair"), .kind = SUB_ENVELOPE,
	    .subject = 1);
	SEED(ACT_ENVELOPE_DRILL, pub_sheets((const uint8_t[]){1, 0}), .kind = SUB_ENVELOPE,
	    .subject = 1);
	SEED(ACT_ENVELOPE_WITHDRAW, none, .kind = SUB_ENVELOPE, .subject = 1);
	seed_opened(CHAIR, ACT_ENVELOPE_REPORTED, SUB_ENVELOPE, 1, 0);
	seed_opened(CHAIR, ACT_WORKLIST_DONE, SUB_ITEM, SHARED_ITEM, 1);
	seed_opened(EMERGENCY, ACT_MEMBER_LEAVE, SUB_MEMBER, CLERK, 0);
}

static void seed_items(void)
{
	const struct slice shared = pub_item(SHARED, 1);

	SEED(ACT_ITEM_ADD, shared, .kind = SUB_ITEM, .subject = PRIVATE_ITEM + 1, .version = 1,
	    .row = true);
	SEED(ACT_ITEM_EDIT, shared, .kind = SUB_ITEM, .subject = SHARED_ITEM, .version = 2,
	    .row = true);
	SEED(ACT_ITEM_REMOVE, shared, .kind = SUB_ITEM, .subject = SHARED_ITEM, .version = 2);
	SEED(ACT_ITEM_RESTORE, shared, .kind = SUB_ITEM, .subject = SHARED_ITEM, .version = 2,
	    .row = true);
	SEED(ACT_ITEM_REKEY, shared, .kind = SUB_ITEM, .subject = SHARED_ITEM, .version = 1,
	    .row = true);
	SEED(ACT_ITEM_REVEAL, none, .kind = SUB_ITEM, .subject = SHARED_ITEM, .version = 1);
	SEED(ACT_ITEM_REFUSED, none, .kind = SUB_ITEM, .subject = PRIVATE_ITEM,
	    .outcome = OUT_REFUSED);
	SEED(ACT_ITEM_MOVE, pub_item(PRIVATE, 1), .kind = SUB_ITEM, .subject = SHARED_ITEM,
	    .version = 2, .row = true);
	SEED(ACT_ATTACHMENT_ADD, pub_attachment(SHARED), .kind = SUB_ATTACHMENT, .subject = 1,
	    .row = true);
}

static void seed_collections(void)
{
	const struct slice sealed = pub_collection(true);

	SEED(ACT_COLLECTION_ADD, sealed, .kind = SUB_COLLECTION, .subject = PRIVATE + 1,
	    .version = 1, .row = true);
	SEED(ACT_COLLECTION_REKEY, sealed, .kind = SUB_COLLECTION, .subject = SHARED,
	    .version = 2, .row = true);
	SEED(ACT_COLLECTION_SET, pub_sealed(false), .kind = SUB_COLLECTION, .subject = SHARED,
	    .version = 1);
	SEED(ACT_GRANT_ADD, pub_grant(OUTSIDER, true), .kind = SUB_COLLECTION,
	    .subject = SHARED, .version = 1, .row = true);
	SEED(ACT_GRANT_REMOVE, pub_revoked(READER), .kind = SUB_COLLECTION, .subject = SHARED,
	    .version = 1);
}

static void seed_people(const struct ledger *l)
{
	const struct identity *clerk = l->who[CLERK];

	SEED(ACT_MEMBER_ADD, pub_member("councillor", true, clerk), .kind = SUB_MEMBER,
	    .subject = WHO_COUNT, .row = true);
	SEED(ACT_MEMBER_LEAVE, none, .kind = SUB_MEMBER, .subject = OUTSIDER);
	SEED(ACT_MEMBER_REKEY, pub_keys(clerk), .kind = SUB_MEMBER, .subject = CLERK,
	    .row = true);
	SEED(ACT_MEMBER_REKEY, pub_reset(clerk, true), .kind = SUB_MEMBER, .subject = OUTSIDER,
	    .row = true);
	SEED(ACT_PASSPHRASE_CHANGE, none, .kind = SUB_MEMBER, .subject = CLERK, .row = true);
	SEED(ACT_UNLOCK, none, .kind = SUB_MEMBER, .subject = CLERK);
	seed(&(struct entry){.action = ACT_UNLOCK_FAILED,
		 .outcome = OUT_FAILED,
		 .kind = SUB_MEMBER,
		 .subject = CLERK},
	    none);
}

static void seed_receipt(const struct ledger *l)
{
	struct public_receipt p = {.size = 1, .opened_ms = 1};
	struct buf shown = {0};

	public_shown_put(
	    &shown, &(struct public_shown){.time_ms = 1, .item = SHARED_ITEM, .version = 1});
	p.shown = buf_slice(&shown);
	SEED(ACT_AUDIT_MERGE, pub_receipt(&p, l, 1, l->who[EMERGENCY]), .kind = SUB_ENVELOPE,
	    .subject = 1);
	buf_finish(&shown);
}

static void seed_vault(const struct ledger *l)
{
	const struct entry open = {.actor = EMERGENCY,
	    .action = ACT_ENVELOPE_OPEN,
	    .kind = SUB_ENVELOPE,
	    .subject = 1};

	seed(&open, none);
	SEED(ACT_ENVELOPE_CREATE, pub_envelope(WHO_COUNT, l->who[CLERK]), .kind = SUB_ENVELOPE,
	    .subject = 2);
	SEED(ACT_ENVELOPE_SEAL, none, .kind = SUB_ENVELOPE, .subject = 1);
	SEED(ACT_PERIOD_CREATE, pub_period(clock_quarter(l->time_ms)), .kind = SUB_PERIOD,
	    .subject = 2);
	SEED(ACT_BACKUP_RESTORE, pub_restore(replay_size(l->replay), l->replay->leaf),
	    .kind = SUB_NONE);
	SEED(ACT_POLICY_SET, pub_policy("kdf", "m=1"), .kind = SUB_NONE);
	SEED(ACT_IMPORT, none, .kind = SUB_NONE);
	SEED(ACT_EXPORT, none, .kind = SUB_NONE);
	SEED(ACT_HEALTH, none, .kind = SUB_NONE);
	SEED(ACT_BACKUP, none, .kind = SUB_NONE);
	SEED(ACT_AUDIT_VIEW, none, .kind = SUB_NONE);
	SEED(ACT_AUDIT_CHECKPOINT, none, .kind = SUB_NONE);
	seed_receipt(l);
}

void fuzz_init(void)
{
	struct ledger l;

	incident = fuzz_way("an incident");
	for (enum action a = ACT_VAULT_CREATE + 1; a < ACT_COUNT; a++)
		ways[a] = fuzz_way(action_name(a));
	ledger_init(&l);
	world_keep(&world, l.replay);
	seed_items();
	seed_collections();
	seed_people(&l);
	seed_vault(&l);
	seed_care();
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
		put_i64(out, t->policies[i].set_ms);
		put_i64(out, t->policies[i].actor);
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

static bool may_administer(const struct replay *r, struct slice feed)
{
	const struct member *m = roster_member(&r->roster, world_next(feed).actor);

	return m != NULL && (roster_may(m, RIGHT_ADMINISTER) || m->role == ROLE_EMERGENCY);
}

/* Two actions are incidents in themselves; of the others these say only that. */
static unsigned way_of(const struct next *next)
{
	if (next->outcome == OUT_OK || next->action == ACT_ITEM_REFUSED ||
	    next->action == ACT_UNLOCK_FAILED)
		return ways[next->action];
	return incident;
}

static enum rc one_record(struct buf *result, struct replay *r, struct slice *feed)
{
	const bool administers = may_administer(r, *feed);
	const struct next next = world_next(*feed);
	const int64_t size = replay_size(r);
	struct buf before = {0};
	struct buf after = {0};
	struct err e;
	enum rc rc;

	put_authority(&before, &r->roster);
	rc = world_apply(r, feed, &e);
	fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_TAMPER) | FUZZ_RC(RC_INPUT));
	if (rc == RC_OK) {
		fuzz_accept(way_of(&next));
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
