/*
 * Records and their public parts: one encoding each, and no other is read.
 *
 * Input: which part, then its bytes; or the fields of a row.
 */
#include <string.h>

#include "fuzz.h"
#include "store/store.h"
#include "vault/public.h"
#include "vault/record.h"

enum { ROW = 11, RESTORE, PARTS };

/* In the order of the numbers by which an input says what it is. */
static const char *const NAMES[PARTS] = {"keys", "collection", "sealed", "grant", "revoked",
    "item", "period", "vault", "member", "envelope", "policy", "row", "restore"};

static unsigned ways[PARTS];

/* All that is put into *b is a seed of that kind. */
static void seed(struct buf *b, uint8_t which)
{
	struct buf input = {0};

	buf_add_char(&input, (char)which);
	buf_add_slice(&input, buf_slice(b));
	fuzz_seed(buf_slice(&input));
	buf_finish(&input);
	buf_finish(b);
}

static void seed_simple(void)
{
	const struct public_period period = {.quarter = 20261};
	const struct public_restore restore = {.size = 9};
	const struct public_keys keys = {{1}, {2}};
	struct buf b = {0};

	public_put_keys(&b, &keys);
	seed(&b, 0);
	public_put_collection(&b, &(struct public_collection){.sealed = true});
	seed(&b, 1);
	public_put_sealed(&b, true);
	seed(&b, 2);
	public_put_grant(&b, &(struct public_grant){.member = 2, .edit = true});
	seed(&b, 3);
	public_put_revoked(&b, 2);
	seed(&b, 4);
	public_put_item(&b, &(struct public_item){.collection = 1, .generation = 2});
	seed(&b, 5);
	public_put_period(&b, &period);
	seed(&b, 6);
	public_put_restore(&b, &restore);
	seed(&b, RESTORE);
}

static void seed_texts(void)
{
	const struct slice name = slice_str("Ada Clerk");
	const struct slice role = slice_str("clerk");
	const struct public_vault vault = {
	    .council = slice_str("Council"), .role = role, .name = name};
	const struct public_member member = {.role = role, .name = name, .must_change = true};
	const struct public_envelope envelope = {
	    .member = 3, .need = 2, .holders = {name, slice_str("Bob Chair")}, .n_holders = 2};
	const struct public_policy policy = {slice_str("kdf"), slice_str("m=1")};
	struct buf b = {0};

	public_put_vault(&b, &vault);
	seed(&b, 7);
	public_put_member(&b, &member);
	seed(&b, 8);
	public_put_envelope(&b, &envelope);
	seed(&b, 9);
	public_put_policy(&b, &policy);
	seed(&b, 10);
}

/* As fill takes it apart. */
static void seed_row(void)
{
	static const uint8_t numbers[8] = {[7] = 5};
	const uint8_t rest[] = {1, 1, 1, ACT_ITEM_REVEAL, OUT_OK, SUB_ITEM};
	const size_t sizes[] = {HASH_SIZE, HASH_SIZE, HASH_SIZE, SIGN_SIZE, HASH_SIZE};
	struct buf b = {0};

	for (int i = 0; i < 3; i++)
		buf_add(&b, numbers, sizeof numbers);
	buf_add(&b, rest, sizeof rest);
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		buf_add_char(&b, 0);
		memset(buf_extend(&b, sizes[i]), 1, sizes[i]);
	}
	buf_add_str(&b, "public");
	seed(&b, ROW);
}

void fuzz_init(void)
{
	for (size_t i = 0; i < PARTS; i++)
		ways[i] = fuzz_way(NAMES[i]);
	seed_simple();
	seed_texts();
	seed_row();
}

/* True, with the encoding of what was read in *again, if the bytes are that part. */
static bool simple_part(struct buf *again, uint8_t which, struct slice s)
{
	struct public_keys keys;
	struct public_collection collection;
	struct public_grant grant;
	struct public_item item;
	struct public_period period;
	struct public_restore restore;
	int64_t member;
	bool sealed;
	bool read;

	if (which == 0 && (read = public_get_keys(&keys, s)))
		public_put_keys(again, &keys);
	else if (which == 1 && (read = public_get_collection(&collection, s)))
		public_put_collection(again, &collection);
	else if (which == 2 && (read = public_get_sealed(&sealed, s)))
		public_put_sealed(again, sealed);
	else if (which == 3 && (read = public_get_grant(&grant, s)))
		public_put_grant(again, &grant);
	else if (which == 4 && (read = public_get_revoked(&member, s)))
		public_put_revoked(again, member);
	else if (which == 5 && (read = public_get_item(&item, s)))
		public_put_item(again, &item);
	else if (which == 6 && (read = public_get_period(&period, s)))
		public_put_period(again, &period);
	else if (which == RESTORE && (read = public_get_restore(&restore, s)))
		public_put_restore(again, &restore);
	else
		return false;
	return read;
}

static bool part_of_texts(struct buf *again, uint8_t which, struct slice s)
{
	struct public_vault vault;
	struct public_member member;
	struct public_envelope envelope;
	struct public_policy policy;

	if (which == 7 && public_get_vault(&vault, s))
		public_put_vault(again, &vault);
	else if (which == 8 && public_get_member(&member, s))
		public_put_member(again, &member);
	else if (which == 9 && public_get_envelope(&envelope, s))
		public_put_envelope(again, &envelope);
	else if (which == 10 && public_get_policy(&policy, s))
		public_put_policy(again, &policy);
	else
		return false;
	return true;
}

/* A word from the tables, or one that is in none. */
static struct slice word(struct slice *feed, const char *(*name)(unsigned), unsigned count)
{
	unsigned n = feed_u8(feed);

	return n > 0 && n < count ? slice_str(name(n)) : feed_text(feed);
}

static const char *action(unsigned n)
{
	return action_name((enum action)n);
}

static const char *outcome(unsigned n)
{
	return outcome_name((enum outcome)n);
}

static const char *subject(unsigned n)
{
	return subject_name((enum subject)n);
}

/* Of its right length, but for one in eight. */
static struct slice field(struct slice *feed, size_t n)
{
	return feed_bytes(feed, feed_u8(feed) % 8 == 7 ? n - 1 : n);
}

static void fill(struct audit_row *row, struct slice *feed)
{
	*row = (struct audit_row){0};
	row->seq = (int64_t)feed_u64(feed);
	row->time_ms = (int64_t)feed_u64(feed);
	row->actor = (int64_t)feed_u64(feed);
	row->subject = (int8_t)feed_u8(feed);
	row->version = (int8_t)feed_u8(feed);
	row->period = (int8_t)feed_u8(feed);
	row->action = word(feed, action, ACT_COUNT);
	row->outcome = word(feed, outcome, OUT_COUNT);
	row->subject_kind = word(feed, subject, SUB_COUNT);
	row->prev = field(feed, HASH_SIZE);
	row->digest = field(feed, HASH_SIZE);
	row->detail_hash = field(feed, HASH_SIZE);
	row->sig = field(feed, SIGN_SIZE);
	row->leaf = field(feed, HASH_SIZE);
	row->public = *feed;
}

/* A record that is understood has its bytes again as a row. */
static void check_again(const struct record *r, const struct audit_row *row)
{
	static const uint8_t vault_id[VAULT_ID] = {1};
	struct buf bytes = {0};
	struct buf again = {0};
	const uint8_t leaf[HASH_SIZE] = {0};
	struct audit_row second;

	record_row(&second, r, leaf);
	record_bytes(&bytes, row, vault_id);
	record_bytes(&again, &second, vault_id);
	fuzz_must(buf_ok(&bytes) && slice_eq(buf_slice(&bytes), buf_slice(&again)));
	fuzz_must(slice_eq(second.sig, row->sig));
	buf_finish(&bytes);
	buf_finish(&again);
}

static void one_row(struct buf *result, struct slice feed)
{
	struct audit_row row;
	struct record r;
	struct err e;
	enum rc rc;

	fill(&row, &feed);
	rc = record_read(&r, &row, &e);
	fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_TAMPER));
	if (rc != RC_OK)
		return;
	fuzz_must(r.seq > 0 && r.time_ms >= 0 && r.actor >= 0 && r.subject >= 0);
	fuzz_must(r.version >= 0 && r.period >= 0);
	if (r.action != ACT_UNKNOWN && r.outcome != OUT_UNKNOWN &&
	    r.subject_kind != SUB_UNKNOWN) {
		fuzz_accept(ways[ROW]);
		check_again(&r, &row);
	}
}

void fuzz_one(struct buf *result, struct slice input)
{
	uint8_t which = feed_u8(&input) % PARTS;
	struct buf again = {0};
	bool read;

	if (which == ROW) {
		one_row(result, input);
		return;
	}
	read = simple_part(&again, which, input) || part_of_texts(&again, which, input);
	if (read) {
		fuzz_accept(ways[which]);
		fuzz_must(buf_ok(&again) && slice_eq(buf_slice(&again), input));
	}
	buf_add_char(result, read);
	buf_finish(&again);
}
