/*
 * Requests to the keeper of a member's keys, by whoever reaches the socket.
 *
 * The vault is made anew in each process, so what is valid is made here. Input:
 * requests, each a length of two bytes and as many bytes.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/codec.h"
#include "crypto/secret.h"
#include "fuzz.h"
#include "keeper_int.h"
#include "kept.h"
#include "session_int.h"

enum { REQUESTS = 8, WAYS = KEEPER_SEAL + 1 };

static struct fixture f;
static struct kept k;
static const struct session *log_of;
static uint8_t collection_key[SEAL_KEY]; /* the only ones that are sealed to the member */
static uint8_t period_key[SEAL_KEY];
static unsigned ways[WAYS];

static void remove_all(void)
{
	kept_finish(&k);
	fixture_finish(&f);
}

static void add_request(struct buf *input, const struct buf *request)
{
	fuzz_must(buf_ok(request));
	put_u8(input, (uint8_t)(request->n >> 8));
	put_u8(input, (uint8_t)request->n);
	buf_add_slice(input, buf_slice(request));
}

static void seed_hello(struct buf *r)
{
	uint8_t hash[HASH_SIZE], tag[HASH_SIZE];
	struct stat st;

	fuzz_must(stat(f.path, &st) == 0);
	put_u8(r, KEEPER_HELLO);
	put_u64(r, st.st_dev);
	put_u64(r, st.st_ino);
	fuzz_must(remember_tag(hash, tag, log_of->remember));
	buf_add(r, hash, sizeof hash);
	buf_add(r, tag, sizeof tag);
}

static void seed_record(struct buf *r)
{
	const struct record rec = kept_record(log_of);
	struct buf bytes = {0};

	kept_put_record(&bytes, &rec, log_of->vault_id);
	put_u8(r, KEEPER_RECORD);
	put_slice(r, buf_slice(&bytes));
	buf_finish(&bytes);
}

static void seed_note(struct buf *r)
{
	uint8_t root[HASH_SIZE];

	merkle_root(root, &log_of->replay->merkle);
	put_u8(r, KEEPER_NOTE);
	put_i64(r, replay_size(log_of->replay));
	buf_add(r, root, sizeof root);
}

static void seed_seal(
    struct buf *r, const char *kind, int64_t generation, uint8_t key[SEAL_KEY])
{
	struct seal_row row = {0};
	struct secret *open;
	struct err e;

	must(store_seal_get(&row, log_of->store, kind, 1, generation, 1, &e), &e, "seal");
	must(identity_open_seal(&open, log_of->me, &row, &e), &e, "open");
	memcpy(key, open->p, SEAL_KEY);
	secret_free(open);
	put_u8(r, KEEPER_SEAL);
	put_str(r, kind);
	put_i64(r, 1);
	put_i64(r, generation);
	put_slice(r, row.sealed);
	seal_row_finish(&row);
}

static void seed_period(struct buf *r)
{
	seed_seal(r, "period", 0, period_key);
}

static void seed_collection(struct buf *r)
{
	seed_seal(r, "collection", 1, collection_key);
}

static void seeds(void)
{
	static void (*const each[])(struct buf *) = {
	    seed_hello, seed_record, seed_note, seed_period, seed_collection};
	struct buf all = {0};

	for (size_t i = 0; i < sizeof each / sizeof each[0]; i++) {
		struct buf request = {0}, input = {0};

		each[i](&request);
		add_request(&input, &request);
		add_request(&all, &request);
		fuzz_seed(buf_slice(&input));
		buf_finish(&input);
		buf_finish(&request);
	}
	fuzz_seed(buf_slice(&all));
	buf_finish(&all);
}

void fuzz_init(void)
{
	static const char *const NAMES[WAYS] = {
	    NULL, "who is there", "a signed record", "a signed checkpoint", "an opened seal"};

	for (size_t i = 1; i < WAYS; i++)
		ways[i] = fuzz_way(NAMES[i]);
	fixture_init(&f);
	(void)atexit(remove_all);
	{
		struct session *s = fixture_create(&f);

		fixture_item(s, 1, "Bank");
		session_close(s);
	}
	kept_init(&k, &f, 1);
	log_of = keeper_session(k.keeper);
	seeds();
}

/* Whatever was signed has to be a record of the member, at a place where it may stand. */
static void check_record(struct slice request, const struct buf *out)
{
	struct record r;
	struct slice bytes;
	struct dec d;

	dec_init(&d, slice_after(request, 1));
	bytes = get_bytes(&d);
	fuzz_must(dec_end(&d) && record_parse(&r, bytes, log_of->vault_id));
	fuzz_must(r.actor == 1 && r.seq > replay_size(log_of->replay));
	fuzz_must(r.outcome == OUT_REFUSED || keeper_may_sign(log_of, &r, NULL) == RC_OK);
	fuzz_must(out->n == SIGN_SIZE && sign_check(out->p, bytes, log_of->me->keys.sign));
}

static void check(struct slice request, const struct buf *out)
{
	fuzz_accept(ways[request.p[0]]);
	if (request.p[0] == KEEPER_RECORD)
		check_record(request, out);
	if (request.p[0] == KEEPER_SEAL)
		fuzz_must(
		    out->n == SEAL_KEY && (memcmp(out->p, collection_key, SEAL_KEY) == 0 ||
					      memcmp(out->p, period_key, SEAL_KEY) == 0));
}

void fuzz_one(struct buf *result, struct slice input)
{
	struct slice feed = input;

	k.client = (struct keeper_client){0};
	for (int i = 0; i < REQUESTS && feed.n > 0; i++) {
		size_t n = feed_u16(&feed);
		struct slice bytes = feed_bytes(&feed, n);
		struct buf request = {0}, out = {0};
		struct err e = {0};
		enum rc rc;

		buf_add_slice(&request, bytes);
		rc = kept_ask(&out, &k, &request);
		if (rc == RC_OK)
			check(bytes, &out);
		else
			err_set(&e, rc, "%.*s", SLICE_ARG(buf_slice(&out)));
		fuzz_answer(result, rc, &e,
		    FUZZ_RC(RC_OK) | FUZZ_RC(RC_INPUT) | FUZZ_RC(RC_REFUSED) |
			FUZZ_RC(RC_AUTH) | FUZZ_RC(RC_BUSY) | FUZZ_RC(RC_NOTFOUND));
		buf_add_slice(result, buf_slice(&out));
		buf_finish(&request);
		buf_finish(&out);
	}
	fuzz_must(keeper_watch(k.keeper, NULL) == RC_OK);
}
