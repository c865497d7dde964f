#include "world.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/codec.h"
#include "fuzz.h"
#include "store/store.h"

void world_keep(struct world *w, struct replay *r)
{
	*w = (struct world){.pages = memfd_create("pages", MFD_CLOEXEC)};
	fuzz_must(w->pages >= 0);
	replay_put(&w->state, r);
	w->replay.n = w->state.n;
	fuzz_must(pins_write(r->pins, w->pages, 0, true, NULL) == RC_OK);
	pins_put_directory(&w->state, r->pins);
	fuzz_must(buf_ok(&w->state));
	w->replay.p = w->state.p;
}

struct replay *world_again(const struct world *w)
{
	struct replay *r;
	struct pins *pins;
	struct dec d;

	fuzz_must(replay_new(&r, NULL) == RC_OK);
	dec_init(&d, buf_slice(&w->state));
	fuzz_must(replay_get(r, &d, NULL) == RC_OK);
	fuzz_must(pins_get_directory(&pins, &d, dup(w->pages), "FOLDER", NULL) == RC_OK);
	fuzz_must(dec_end(&d));
	pins_free(r->pins);
	r->pins = pins;
	return r;
}

/* public parts */

static void put_people(struct buf *out, uint8_t which, struct slice *feed)
{
	static const char *const ROLES[] = {
	    "clerk", "deputy", "chair", "councillor", "auditor", "provider", "emergency"};
	const char *role = ROLES[feed_u8(feed) % (sizeof ROLES / sizeof ROLES[0])];
	uint8_t bits = feed_u8(feed);
	struct public_member m = {
	    .role = slice_str(role), .until = bits >> 1, .must_change = bits & 1};
	struct public_envelope v = {.member = bits % 16, .need = bits >> 4, .n_holders = 1};

	memset(&m.keys, feed_u8(feed), sizeof m.keys);
	m.name = feed_text(feed);
	v.keys = m.keys;
	v.holders[0] = m.name;
	if (which == 0)
		public_put_keys(out, &m.keys);
	else if (which == 1)
		public_put_member(out, &m);
	else
		public_put_envelope(out, &v);
}

static void put_things(struct buf *out, uint8_t which, struct slice *feed)
{
	uint8_t a = feed_u8(feed);
	uint8_t b = feed_u8(feed);
	struct public_policy policy;

	if (which == 3)
		public_put_collection(out, &(struct public_collection){.sealed = a & 1});
	else if (which == 4)
		public_put_sealed(out, a & 1);
	else if (which == 5)
		public_put_grant(out, &(struct public_grant){.member = a % 16, .edit = b & 1});
	else if (which == 6)
		public_put_revoked(out, a % 16);
	else if (which == 7)
		public_put_item(
		    out, &(struct public_item){.collection = a % 8, .generation = b % 8});
	else if (which == 8)
		public_put_period(out, &(struct public_period){.quarter = 20260 + a});
	else {
		policy.name = feed_text(feed);
		policy.value = feed_text(feed);
		public_put_policy(out, &policy);
	}
}

enum { ANY_BYTES = 10, KINDS = 12 };

static void put_public(struct buf *out, struct slice *feed)
{
	uint8_t which = feed_u8(feed) % KINDS;

	if (which < 3)
		put_people(out, which, feed);
	else if (which < ANY_BYTES)
		put_things(out, which, feed);
	else if (which == ANY_BYTES)
		buf_add_slice(out, feed_text(feed));
}

/* records */

enum { ACTORS = 16 };

static void fill(struct record *rec, const struct replay *r, struct slice *feed)
{
	*rec = (struct record){.seq = replay_size(r) + 1};
	rec->time_ms = r->time_ms + feed_u16(feed) * (int64_t)1000;
	rec->actor = feed_u8(feed) % ACTORS;
	rec->action = 1 + feed_u8(feed) % (ACT_COUNT - 1);
	rec->outcome = 1 + feed_u8(feed) % (OUT_COUNT - 1);
	rec->subject_kind = 1 + feed_u8(feed) % (SUB_COUNT - 1);
	rec->subject = feed_u8(feed) % 16;
	rec->version = feed_u8(feed) % 8;
	rec->period = feed_u8(feed);
	if (rec->period % 8 != 7)
		rec->period = (int64_t)r->roster.n_periods;
	memcpy(rec->prev, r->leaf, HASH_SIZE);
	memset(rec->digest, feed_u8(feed), HASH_SIZE);
}

struct next world_next(struct slice feed)
{
	struct next n;

	(void)feed_u16(&feed);
	n.actor = feed_u8(&feed) % ACTORS;
	n.action = 1 + feed_u8(&feed) % (ACT_COUNT - 1);
	n.outcome = 1 + feed_u8(&feed) % (OUT_COUNT - 1);
	return n;
}

/* As fill and put_public take it apart. */
void world_put(struct buf *feed, const struct entry *en)
{
	const enum outcome outcome = en->outcome == OUT_UNKNOWN ? OUT_OK : en->outcome;
	const uint8_t fields[] = {0, 1, (uint8_t)en->actor, (uint8_t)(en->action - 1),
	    (uint8_t)(outcome - 1), (uint8_t)(en->kind - 1), (uint8_t)en->subject,
	    (uint8_t)en->version, 0, en->row, ANY_BYTES, (uint8_t)en->public.n};

	fuzz_must(en->public.n <= UINT8_MAX);
	buf_add(feed, fields, sizeof fields);
	buf_add_slice(feed, en->public);
	buf_add_char(feed, 0);
	fuzz_must(buf_ok(feed));
}

enum rc world_apply(struct replay *r, struct slice *feed, struct err *e)
{
	struct buf public = {0};
	struct buf bytes = {0};
	uint8_t leaf[HASH_SIZE];
	struct audit_row row;
	struct record rec;
	bool own;
	enum rc rc;

	fill(&rec, r, feed);
	put_public(&public, feed);
	rec.public = buf_slice(&public);
	own = feed_u8(feed) % 8 != 7;
	if (own && rec.actor != 0)
		memset(rec.sig, 1, sizeof rec.sig);
	record_row(&row, &rec, leaf);
	record_bytes(&bytes, &row, r->vault_id);
	fuzz_must(buf_ok(&bytes) && buf_ok(&public));
	record_leaf(leaf, buf_slice(&bytes), rec.sig);
	rc = replay_apply(r, &row, own, e);
	fuzz_must(own || rec.actor == 0 || rc != RC_OK);
	buf_finish(&public);
	buf_finish(&bytes);
	return rc;
}
