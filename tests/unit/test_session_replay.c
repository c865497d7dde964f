/*
 * session_replay: all cores check the signatures, and still the first fault of
 * the log is the one that is named, of whatever kind it and those after it are.
 */
#include <stdio.h>
#include <string.h>

#include "crypto/secret.h"
#include "fixture.h"
#include "session_int.h"
#include "tap.h"
#include "vault/audit.h"

/* Enough to fill several batches of sign_queue. */
enum { RECORDS = 300 };

static struct fixture f;
static int64_t first; /* of the records that add_records wrote */
static int64_t last;

/* One more unlock of the founder, signed with that key, behind everybody's back. */
static void append(
    struct session *s, uint8_t prev[HASH_SIZE], int64_t seq, const uint8_t key[SIGN_SECRET])
{
	const struct detail_row detail = {.seq = seq, .sealed = slice_str("sealed")};
	struct record r = {.seq = seq,
	    .time_ms = 1000,
	    .actor = 1,
	    .action = ACT_UNLOCK,
	    .outcome = OUT_OK,
	    .subject_kind = SUB_MEMBER,
	    .subject = 1,
	    .period = (int64_t)session_roster(s)->n_periods};
	struct audit_row row;
	struct buf bytes = {0};
	struct err e;

	memcpy(r.prev, prev, HASH_SIZE);
	sha256(r.detail_hash, detail.sealed);
	record_row(&row, &r, prev);
	record_bytes(&bytes, &row, session_vault_id(s));
	sign_make(r.sig, buf_slice(&bytes), key);
	record_leaf(prev, buf_slice(&bytes), r.sig);
	must(store_audit_append(s->store, &row, &e), &e, "append");
	must(store_detail_append(s->store, &detail, &e), &e, "detail");
	buf_finish(&bytes);
}

/* A sound log, or one in which somebody else signed for the founder once (0: never). */
static void add_records(int64_t forged)
{
	struct session *s = fixture_open(&f, 1);
	uint8_t prev[HASH_SIZE];
	uint8_t seed[SIGN_SEED] = {3};
	uint8_t public_key[SIGN_PUBLIC];
	uint8_t other[SIGN_SECRET];
	struct err e;

	sign_keys(public_key, other, seed);
	first = session_size(s) + 1;
	last = session_size(s) + RECORDS;
	memcpy(prev, session_leaf(s), HASH_SIZE);
	must(store_begin_write(s->store, &e), &e, "begin");
	for (int64_t seq = first; seq <= last; seq++)
		append(s, prev, seq, seq == first + forged ? other : s->me->sign->p);
	must(store_commit(s->store, &e), &e, "commit");
	session_close(s);
	fixture_forget(&f);
}

static bool names(const struct err *e, int64_t seq)
{
	char text[64];

	snprintf(text, sizeof text, "record %lld", (long long)seq);
	return has_text(e, text);
}

static enum rc learn(struct err *e)
{
	struct session *s;
	enum rc rc;

	if ((rc = session_open(&s, &f.options, e)) != RC_OK)
		return rc;
	rc = session_learn(s, 1, e);
	session_close(s);
	return rc;
}

/* Both readers of the whole log name that record, and what is wrong with it. */
static void found(int64_t seq, const char *what, bool by_learning, const char *name)
{
	struct audit_report report;
	struct session *s;
	struct err e = {0};

	if (by_learning)
		ok(learn(&e) == RC_TAMPER && names(&e, seq) && has_text(&e, what),
		    "%s, learned: %s", name, e.text);
	must(session_open(&s, &f.options, &e), &e, "open");
	ok(audit_verify(&report, s, &e) == RC_TAMPER && names(&e, seq) && has_text(&e, what),
	    "%s, verified: %s", name, e.text);
	is_int(report.first_bad, seq, "so says the report");
	session_close(s);
	is_int(report.records, seq - (strstr(what, "detail") == NULL), "which ends there");
	fixture_restore(&f, "good");
}

static void flip(const char *table, const char *column, int64_t seq)
{
	char where[64];

	snprintf(where, sizeof where, "seq=%lld", (long long)seq);
	fixture_flip(&f, table, column, where);
}

static const char SIGNATURE[] = "its signature is not that of its actor";

static void test_one(void)
{
	const int64_t at[] = {2, 50, first + 64, last - 1, last};

	for (size_t i = 0; i < sizeof at / sizeof at[0]; i++) {
		flip("audit", "sig", at[i]);
		found(at[i], SIGNATURE, true, "a bad signature");
	}
	flip("audit", "sig", 1);
	found(1, SIGNATURE, true, "the first record's");
}

/* Two faults, of which the second shows before the first. */
static void test_two(void)
{
	const int64_t a = first + 20;
	const int64_t b = first + 30;
	const int64_t far = last - 10;

	flip("audit", "sig", a);
	flip("audit", "sig", far);
	found(a, SIGNATURE, true, "two bad signatures");
	flip("audit", "sig", a);
	flip("audit", "prev", b);
	found(a, SIGNATURE, true, "a broken chain soon after a bad signature");
	flip("audit", "sig", a);
	flip("audit", "prev", far);
	found(a, SIGNATURE, true, "a broken chain long after a bad signature");
	flip("audit", "prev", a);
	flip("audit", "sig", b);
	found(a, "does not follow", true, "a broken chain before a bad signature");
	flip("audit", "sig", a);
	flip("audit_detail", "sealed", b);
	found(a, SIGNATURE, true, "an altered detail after a bad signature");
	flip("audit_detail", "sealed", a);
	flip("audit", "sig", b);
	found(a, "the detail of record", false, "an altered detail before a bad signature");
	flip("audit", "leaf", a);
	flip("audit", "sig", b);
	found(a, "its leaf hash", true, "a leaf before a bad signature");
	flip("audit", "leaf", a);
	flip("audit", "sig", a);
	found(a, SIGNATURE, true, "a bad signature and a bad leaf");
}

/* The chain goes on from the forged record, and all that follows is properly signed. */
static void test_forged(void)
{
	static const int64_t AT[] = {1, 63, 64, 150, RECORDS - 2, RECORDS - 1};

	for (size_t i = 0; i < sizeof AT / sizeof AT[0]; i++) {
		fixture_restore(&f, "new");
		fixture_forget(&f);
		add_records(AT[i]);
		found(first + AT[i], SIGNATURE, true, "a record that somebody else signed");
	}
}

/* What was learned beyond the bad signature is not kept. */
static void test_nothing_kept(void)
{
	struct session *s;
	struct secret *passphrase = fixture_passphrase(1);
	struct audit_report report;
	struct err e;

	flip("audit", "sig", first + 5);
	must(session_open(&s, &f.options, &e), &e, "open");
	is_int(session_learn(s, 1, &e), RC_TAMPER, "a log with a bad signature");
	is_int(session_size(s), first + 4, "is known up to it");
	is_int(session_unlock(s, passphrase, &e), RC_TAMPER, "does not unlock");
	is_int(session_begin(s, &e), RC_TAMPER, "nor is anything written to it");
	session_close(s);
	must(session_open(&s, &f.options, &e), &e, "open");
	is_int(audit_verify(&report, s, &e), RC_TAMPER, "nor verifies");
	is_int(session_size(s), first + 4, "further than that");
	is_mem(report.leaf, session_leaf(s), HASH_SIZE, "whose leaf is told");
	session_close(s);
	secret_free(passphrase);
	fixture_restore(&f, "good");
}

int main(void)
{
	struct audit_report report;
	struct session *s;
	struct err e;

	fixture_init(&f);
	s = fixture_create(&f);
	fixture_item(s, 1, "Bank");
	session_close(s);
	fixture_save(&f, "new");
	add_records(-1);
	fixture_save(&f, "good");
	must(session_open(&s, &f.options, &e), &e, "open");
	is_int(audit_verify(&report, s, &e), RC_OK, "a sound log of many records");
	is_int(report.records, last, "to its end");
	session_close(s);
	is_int(learn(&e), RC_OK, "and learned");
	test_one();
	test_two();
	test_nothing_kept();
	test_forged();
	fixture_finish(&f);
	return tap_done();
}
