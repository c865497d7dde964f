/*
 * keeper: what somebody would ask who has got at the socket, and is refused.
 */
#include <stdio.h>
#include <string.h>

#include "base/codec.h"
#include "crypto/secret.h"
#include "keeper_int.h"
#include "kept.h"
#include "ledger.h"
#include "session_int.h"
#include "tap.h"
#include "vault/row.h"

static struct fixture f;
static struct kept k;
static const struct session *log_of; /* as the keeper has it */
static int64_t chair;
static int64_t councillor;
static uint8_t other_vault[VAULT_ID] = {1, 2, 3};

static struct record good(void)
{
	return kept_record(log_of);
}

/* Ask for a signature of bytes; true if there is one, which has to be of just these. */
static enum rc sign_bytes(struct buf *out, struct slice bytes)
{
	struct buf request = {0};
	enum rc rc;

	put_u8(&request, KEEPER_RECORD);
	put_slice(&request, bytes);
	rc = kept_ask(out, &k, &request);
	if (rc == RC_OK)
		ok(out->n == SIGN_SIZE && sign_check(out->p, bytes, log_of->me->keys.sign),
		    "the signature is of those bytes");
	buf_finish(&request);
	return rc;
}

static enum rc sign(const struct record *r)
{
	struct buf bytes = {0};
	struct buf out = {0};
	enum rc rc;

	kept_put_record(&bytes, r, log_of->vault_id);
	rc = sign_bytes(&out, buf_slice(&bytes));
	buf_finish(&bytes);
	buf_finish(&out);
	return rc;
}

static void refused(const struct record *r, enum rc want, const char *name)
{
	k.client = (struct keeper_client){0};
	is_int(sign(r), want, name);
}

static void test_place(void)
{
	struct record r = good();

	refused(&r, RC_OK, "a reveal at the end of the log is signed");
	r.seq++;
	refused(&r, RC_REFUSED, "one that leaves a record out is not");
	r.seq -= 2;
	refused(&r, RC_REFUSED, "nor one in the place of the last");
	r = good();
	r.prev[3] ^= 1;
	refused(&r, RC_REFUSED, "nor one that follows another log");
	r = good();
	r.actor = chair;
	refused(&r, RC_REFUSED, "nor one of another member");
	r.actor = 0;
	refused(&r, RC_REFUSED, "nor one of nobody");
	r = good();
	r.time_ms += 10 * 60 * 1000;
	refused(&r, RC_REFUSED, "nor one of later");
	r.time_ms -= 20 * 60 * 1000;
	refused(&r, RC_REFUSED, "nor one of before");
}

/* What was signed, and is not committed, can be continued by the same client only. */
static void test_pending(void)
{
	struct record first = good();
	struct record next = good();
	struct buf bytes = {0};
	struct buf out = {0};

	k.client = (struct keeper_client){0};
	kept_put_record(&bytes, &first, log_of->vault_id);
	is_int(
	    sign_bytes(&out, buf_slice(&bytes)), RC_OK, "the first of a transaction is signed");
	next.seq++;
	record_leaf(next.prev, buf_slice(&bytes), out.p);
	is_int(sign(&next), RC_OK, "and the second, which follows it");
	refused(&next, RC_REFUSED, "but not for another client");
	k.client = (struct keeper_client){0};
	is_int(sign(&first), RC_OK, "it can begin again");
	{
		struct session *s = fixture_open(&f, chair);

		must(session_note_unlock(s, NULL), NULL, "unlock");
		session_close(s);
	}
	must(keeper_watch(k.keeper, NULL), NULL, "watch");
	is_int(sign(&next), RC_REFUSED, "and not go on once the log has");
	buf_finish(&bytes);
	buf_finish(&out);
}

static void test_actions(void)
{
	static const enum action NEVER[] = {ACT_VAULT_CREATE, ACT_UNLOCK, ACT_UNLOCK_FAILED,
	    ACT_COLLECTION_SET, ACT_GRANT_REMOVE, ACT_MEMBER_ADD, ACT_MEMBER_LEAVE,
	    ACT_MEMBER_REKEY, ACT_PASSPHRASE_CHANGE, ACT_ENVELOPE_CREATE, ACT_ENVELOPE_OPEN,
	    ACT_ENVELOPE_WITHDRAW, ACT_ENVELOPE_SEEN, ACT_ENVELOPE_DRILL, ACT_ENVELOPE_HANDOVER,
	    ACT_ENVELOPE_REPORTED, ACT_EXPORT, ACT_BACKUP_RESTORE, ACT_POLICY_SET};
	struct record r;
	char name[80];

	for (size_t i = 0; i < sizeof NEVER / sizeof NEVER[0]; i++) {
		r = good();
		r.action = NEVER[i];
		snprintf(name, sizeof name, "%s is not signed", action_name(NEVER[i]));
		refused(&r, RC_AUTH, name);
		r.outcome = OUT_FAILED;
		refused(&r, RC_AUTH, "nor as one that failed");
	}
	r = good();
	r.outcome = OUT_FAILED;
	refused(&r, RC_AUTH, "nor is a reveal that failed, for there is no such thing");
	r = good();
	r.action = ACT_MEMBER_ADD;
	r.outcome = OUT_REFUSED;
	refused(&r, RC_OK, "that it was refused is");
}

static void give(enum subject kind, int64_t id, int64_t generation, int64_t member, bool edit,
    enum rc want, const char *name)
{
	struct record r = good();

	r.action = ACT_GRANT_ADD;
	r.subject_kind = kind;
	r.subject = id;
	r.version = generation;
	r.digest[0] = 1;
	r.public = pub_grant(member, edit);
	refused(&r, want, name);
}

static void test_grants(void)
{
	struct record r;

	give(SUB_COLLECTION, 1, 2, 1, true, RC_OK,
	    "a new key for who has the old one is signed");
	give(SUB_COLLECTION, 1, 1, 1, true, RC_AUTH, "but not the same one again");
	give(SUB_COLLECTION, 1, 2, councillor, false, RC_OK, "also for another");
	give(SUB_COLLECTION, 1, 2, councillor, true, RC_AUTH, "but not with more rights");
	give(SUB_COLLECTION, 1, 2, chair, false, RC_AUTH, "nor for who has none");
	give(SUB_COLLECTION, 1, 2, 99, false, RC_AUTH, "nor for nobody");
	give(SUB_COLLECTION, 2, 1, 1, true, RC_OK, "a collection of one's own can be made");
	give(SUB_COLLECTION, 2, 1, chair, false, RC_AUTH, "but not for another");
	give(SUB_PERIOD, 2, 0, chair, false, RC_OK, "a period is for who may read the log");
	give(SUB_PERIOD, 2, 0, councillor, false, RC_AUTH, "and nobody else");
	give(SUB_ENVELOPE, 1, 0, 1, false, RC_AUTH,
	    "the key that signs exports is not given out");
	r = good();
	r.action = ACT_GRANT_ADD;
	refused(&r, RC_AUTH, "nor is what does not say to whom");
}

static void test_bytes(void)
{
	const struct record r = good();
	struct buf bytes = {0};
	struct buf longer = {0};
	struct buf out = {0};
	size_t signed_cuts = 0;

	kept_put_record(&bytes, &r, log_of->vault_id);
	for (size_t n = 0; n < bytes.n; n++)
		signed_cuts += sign_bytes(&out, slice_of(bytes.p, n)) == RC_OK;
	is_int((long long)signed_cuts, 0, "no part of a record is signed");
	buf_add_slice(&longer, buf_slice(&bytes));
	buf_add_char(&longer, '\0');
	is_int(sign_bytes(&out, buf_slice(&longer)), RC_INPUT, "nor one with more behind it");
	buf_clear(&longer);
	kept_put_record(&longer, &r, other_vault);
	is_int(sign_bytes(&out, buf_slice(&longer)), RC_INPUT, "nor one of another vault");
	bytes.p[0] ^= 1;
	is_int(sign_bytes(&out, buf_slice(&bytes)), RC_INPUT, "nor what is no record");
	buf_finish(&bytes);
	buf_finish(&longer);
	buf_finish(&out);
}

static enum rc note(int64_t size, const uint8_t root[HASH_SIZE])
{
	struct buf request = {0};
	struct buf out = {0};
	enum rc rc;

	put_u8(&request, KEEPER_NOTE);
	put_i64(&request, size);
	buf_add(&request, root, HASH_SIZE);
	rc = kept_ask(&out, &k, &request);
	buf_finish(&request);
	buf_finish(&out);
	return rc;
}

static void test_notes(void)
{
	int64_t size = replay_size(log_of->replay);
	uint8_t root[HASH_SIZE];

	merkle_root(root, &log_of->replay->merkle);
	is_int(note(size, root), RC_OK, "the checkpoint of the log is signed");
	is_int(note(size + 1, root), RC_REFUSED, "not that of a longer one");
	is_int(note(size - 1, root), RC_BUSY, "nor that of an earlier one");
	root[5] ^= 1;
	is_int(note(size, root), RC_REFUSED, "nor that of another one");
}

static enum rc open_seal(const char *kind, int64_t id, int64_t generation, struct slice sealed)
{
	struct buf request = {0};
	struct buf out = {0};
	enum rc rc;

	put_u8(&request, KEEPER_SEAL);
	put_str(&request, kind);
	put_i64(&request, id);
	put_i64(&request, generation);
	put_slice(&request, sealed);
	rc = kept_ask(&out, &k, &request);
	buf_finish(&request);
	buf_finish(&out);
	return rc;
}

static void test_seals(void)
{
	struct seal_row own = {0}, theirs = {0};
	uint8_t made[SEAL_SIZE];
	const uint8_t key[SEAL_KEY] = {7};
	struct err e;

	must(store_seal_get(&own, log_of->store, "collection", 1, 1, 1, &e), &e, "own");
	must(store_seal_get(&theirs, log_of->store, "collection", 1, 1, councillor, &e), &e,
	    "theirs");
	is_int(
	    open_seal("collection", 1, 1, own.sealed), RC_OK, "what is on the log is opened");
	is_int(open_seal("collection", 1, 1, theirs.sealed), RC_REFUSED, "not another's");
	is_int(
	    open_seal("collection", 1, 2, own.sealed), RC_REFUSED, "nor as another generation");
	is_int(
	    open_seal("collection", 2, 1, own.sealed), RC_REFUSED, "nor of another collection");
	is_int(open_seal("period", 1, 0, own.sealed), RC_REFUSED, "nor as a period");
	is_int(open_seal("member", 1, 0, own.sealed), RC_INPUT, "nor as what is never sealed");
	seal_key(made, key, log_of->me->keys.seal);
	is_int(open_seal("collection", 1, 1, slice_of(made, sizeof made)), RC_REFUSED,
	    "nor what somebody sealed to the member without the log");
	is_int(open_seal("collection", 1, 1, slice_of(made, 0)), RC_REFUSED, "nor nothing");
	seal_row_finish(&own);
	seal_row_finish(&theirs);
}

/* Of the state that a client found, the answer ends with whether it is the member's. */
static uint8_t greet(const uint8_t tag[HASH_SIZE], const uint8_t hash[HASH_SIZE])
{
	struct buf request = {0};
	struct buf out = {0};
	struct stat st;
	uint8_t known;

	must(stat(f.path, &st) == 0 ? RC_OK : RC_IO, NULL, "stat");
	put_u8(&request, KEEPER_HELLO);
	put_u64(&request, st.st_dev);
	put_u64(&request, st.st_ino);
	buf_add(&request, hash, HASH_SIZE);
	buf_add(&request, tag, HASH_SIZE);
	is_int(kept_ask(&out, &k, &request), RC_OK, "who asks who is there is told");
	is_int((long long)out.n, 8 + VAULT_ID + SIGN_PUBLIC + SEAL_KEY + 1, "and no more");
	known = out.p[out.n - 1];
	buf_finish(&request);
	buf_finish(&out);
	return known;
}

static void test_state(void)
{
	uint8_t hash[HASH_SIZE], tag[HASH_SIZE];

	ok(remember_tag(hash, tag, log_of->remember), "there is a state");
	is_int(greet(tag, hash), 1, "of the member's own state it says that it is");
	hash[0] ^= 1;
	is_int(greet(tag, hash), 0, "not of one that was altered");
	is_int(greet(hash, hash), 0, "of a wrong tag it says no more than that it is wrong");
}

static void test_nonsense(void)
{
	struct buf request = {0};
	struct buf out = {0};
	int understood = 0;

	is_int(kept_ask(&out, &k, &request), RC_INPUT, "nothing is no request");
	for (int what = 0; what < 256; what++) {
		buf_clear(&request);
		put_u8(&request, (uint8_t)what);
		understood += kept_ask(&out, &k, &request) == RC_OK;
		buf_add(&request, other_vault, 5);
		understood += kept_ask(&out, &k, &request) == RC_OK;
	}
	is_int(understood, 0, "nor is a first byte with too little behind it");
	buf_finish(&request);
	buf_finish(&out);
}

int main(void)
{
	struct session *s;

	fixture_init(&f);
	s = fixture_create(&f);
	fixture_item(s, 1, "Bank");
	chair = fixture_member(&f, s, "Cyd Chair", ROLE_CHAIR);
	councillor = fixture_member(&f, s, "Cora Councillor", ROLE_COUNCILLOR);
	fixture_grant(s, 1, councillor, false);
	session_close(s);
	kept_init(&k, &f, 1);
	log_of = keeper_session(k.keeper);
	test_place();
	test_pending();
	test_actions();
	test_grants();
	test_bytes();
	test_notes();
	test_seals();
	test_state();
	test_nonsense();
	kept_finish(&k);
	fixture_finish(&f);
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
