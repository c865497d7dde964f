/*
 * record: every column of every record is signed, in a real file; and the
 * bytes that are signed are those of the format.
 */
#include "vault/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/encode.h"
#include "fixture.h"
#include "store/store.h"
#include "tap.h"
#include "vault/audit.h"
#include "vault/grant.h"
#include "vault/item.h"

static struct fixture f;

static void test_words(void)
{
	for (int a = ACT_UNKNOWN + 1; a < ACT_COUNT; a++)
		is_int(action_of(slice_str(action_name((enum action)a))), a,
		    action_name((enum action)a));
	is_int(action_of(slice_str("")), ACT_UNKNOWN, "no word");
	is_int(action_of(slice_str("unlock ")), ACT_UNKNOWN, "nor a longer one");
	is_str(outcome_name(OUT_REFUSED), "refused", "an outcome");
	is_str(subject_name(SUB_ENVELOPE), "envelope", "a subject");
}

/* A record whose bytes are written out here once, by the format's rule. */
static void test_bytes(void)
{
	static const uint8_t vault_id[VAULT_ID] = {
	    0xA0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0xAF};
	static const char WANT[] =
	    "7374726f6e67726f6f6d2061756469742076 3100"
	    "00000010 a00102030405060708090a0b0c0d0eaf"
	    "0000000000000003"
	    "00000020 1100000000000000000000000000000000000000000000000000000000000000"
	    "0000018bcfe56800"
	    "0000000000000007"
	    "00000006 756e6c6f636b 00000002 6f6b 00000006 6d656d626572"
	    "0000000000000009 000000000000000b"
	    "00000020 2200000000000000000000000000000000000000000000000000000000000000"
	    "00000003 616263"
	    "000000000000000d"
	    "00000020 3300000000000000000000000000000000000000000000000000000000000000";
	const struct record r = {.seq = 3,
	    .prev = {0x11},
	    .time_ms = 1700000000000,
	    .actor = 7,
	    .action = ACT_UNLOCK,
	    .outcome = OUT_OK,
	    .subject_kind = SUB_MEMBER,
	    .subject = 9,
	    .version = 11,
	    .digest = {0x22},
	    .public = slice_str("abc"),
	    .period = 13,
	    .detail_hash = {0x33}};
	char want[sizeof WANT];
	uint8_t leaf[HASH_SIZE] = {0};
	struct audit_row row;
	struct record back;
	struct buf bytes = {0};
	struct buf hex = {0};
	struct err e;
	size_t n = 0;

	for (const char *p = WANT; *p != '\0'; p++)
		if (*p != ' ')
			want[n++] = *p;
	want[n] = '\0';
	record_row(&row, &r, leaf);
	record_bytes(&bytes, &row, vault_id);
	hex_encode(&hex, bytes.p, bytes.n);
	is_str(buf_cstr(&hex), want, "the bytes of a record");
	must(record_read(&back, &row, &e), &e, "record_read");
	ok(back.seq == 3 && back.actor == 7 && back.action == ACT_UNLOCK &&
		back.version == 11 && memcmp(back.prev, r.prev, HASH_SIZE) == 0 &&
		slice_eq_str(back.public, "abc"),
	    "a record and its row");
	buf_finish(&bytes);
	buf_finish(&hex);
}

static void test_shape(void)
{
	static const uint8_t bytes[65] = {0};
	const struct record r = {
	    .seq = 1, .action = ACT_UNLOCK, .outcome = OUT_OK, .subject_kind = SUB_NONE};
	const uint8_t leaf[HASH_SIZE] = {0};
	struct slice audit_row_field;
	struct audit_row row;
	struct record back;
	struct err e;

	for (int i = 0; i < 10; i++) {
		record_row(&row, &r, leaf);
		audit_row_field = slice_of(bytes, i % 2 ? 31 : 65);
		switch (i / 2) {
		case 0:
			row.prev = audit_row_field;
			break;
		case 1:
			row.digest = audit_row_field;
			break;
		case 2:
			row.detail_hash = audit_row_field;
			break;
		case 3:
			row.sig = audit_row_field;
			break;
		default:
			row.leaf = audit_row_field;
			break;
		}
		is_int(record_read(&back, &row, &e), RC_TAMPER, "a hash of a wrong length");
	}
	record_row(&row, &r, leaf);
	row.action = slice_str("something.new");
	ok(record_read(&back, &row, &e) == RC_OK && back.action == ACT_UNKNOWN,
	    "a word that is not known");
	ok(is_zero(bytes, sizeof bytes) && !is_zero((const uint8_t *)"\0\1", 2),
	    "zero is zero");
}

/* The columns are signed, but none of them is negative. */
static void test_numbers(void)
{
	static const int64_t past_time_max = 253402300800000;
	const struct record r = {
	    .seq = 1, .action = ACT_UNLOCK, .outcome = OUT_OK, .subject_kind = SUB_NONE};
	const uint8_t leaf[HASH_SIZE] = {0};
	struct audit_row row;
	struct record back;
	struct err e;
	int64_t *const fields[] = {&row.seq, &row.seq, &row.time_ms, &row.time_ms, &row.actor,
	    &row.subject, &row.version, &row.period};
	const int64_t values[] = {0, -1, -1, past_time_max, -1, -1, -1, -1};

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		record_row(&row, &r, leaf);
		is_int(record_read(&back, &row, &e), RC_OK, "as it is");
		*fields[i] = values[i];
		is_int(record_read(&back, &row, &e), RC_TAMPER, "a number of a wrong form");
	}
	record_row(&row, &r, leaf);
	row.time_ms = past_time_max - 1;
	is_int(record_read(&back, &row, &e), RC_OK, "the last time that can be written");
}

/* Something of each kind of record that one clerk can make. */
static void make_log(void)
{
	struct session *s = fixture_create(&f);
	struct item it = {0};
	struct err e;
	int64_t other;

	fixture_item(s, 1, "Bank");
	other = fixture_member(&f, s, "Chair", ROLE_CHAIR);
	fixture_grant(s, 1, other, false);
	must(session_begin(s, &e), &e, "begin");
	must(item_find(&it, s, "Bank", &e), &e, "find");
	must(item_reveal(&it, s, "password", "to pay", &e), &e, "reveal");
	must(item_edit(s, &it, &it.content, NULL, &e), &e, "edit");
	must(audit_record_view(s, &e), &e, "view");
	must(session_commit(s, &e), &e, "commit");
	item_finish(&it);
	must(session_begin(s, &e), &e, "begin");
	must(grant_remove(s, 1, other, &e), &e, "revoke");
	must(session_commit(s, &e), &e, "commit");
	session_close(s);
	/* An unsigned one at the end. */
	is_int(fixture_try(&s, &f, 1, "not the passphrase", &e), RC_AUTH, "a wrong passphrase");
}

/* The log of the file, replayed from record 1 by a program that knows nothing. */
static enum rc learn(struct err *e)
{
	struct session *s;
	enum rc rc;

	fixture_forget(&f);
	if ((rc = session_open(&s, &f.options, e)) != RC_OK)
		return rc;
	rc = session_learn(s, 0, e);
	session_close(s);
	return rc;
}

static bool names(const struct err *e, int64_t seq)
{
	char name[32];
	const char *at;

	snprintf(name, sizeof name, "record %lld", (long long)seq);
	at = strstr(e->text, name);
	return at != NULL && (at[strlen(name)] < '0' || at[strlen(name)] > '9');
}

static void test_columns(void)
{
	static const char *const COLUMNS[] = {"seq", "prev", "time_ms", "actor", "action",
	    "outcome", "subject_kind", "subject", "version", "digest", "public", "period",
	    "detail_hash", "sig", "leaf"};
	int64_t records = fixture_int(&f, "SELECT max(seq) FROM audit");
	char where[64];
	struct err e;

	fixture_save(&f, "good");
	is_int(learn(&e), RC_OK, "the log as it was made");
	for (int64_t seq = 1; seq <= records; seq++)
		for (size_t i = 0; i < sizeof COLUMNS / sizeof COLUMNS[0]; i++) {
			bool number = i == 0;
			enum rc rc;

			fixture_restore(&f, "good");
			snprintf(where, sizeof where, "seq=%lld", (long long)seq);
			/* A seq of another record cannot be taken: put it beyond. */
			if (number) {
				char sql[160];

				snprintf(sql, sizeof sql,
				    "UPDATE audit SET seq=seq+1000 WHERE %s", where);
				fixture_sql(&f, sql);
			} else {
				fixture_flip(&f, "audit", COLUMNS[i], where);
			}
			rc = learn(&e);
			ok(rc == RC_TAMPER && names(&e, seq), "%s of record %lld: %s",
			    COLUMNS[i], (long long)seq, e.text);
		}
	fixture_restore(&f, "good");
}

static void broken(const char *sql, int64_t first_bad, const char *name)
{
	struct audit_report report;
	struct session *s;
	struct err e;

	fixture_restore(&f, "good");
	fixture_sql(&f, sql);
	is_int(learn(&e), RC_TAMPER, name);
	ok(names(&e, first_bad), "and which: %s", e.text);
	must(session_open(&s, &f.options, &e), &e, "open");
	ok(audit_verify(&report, s, &e) == RC_TAMPER && report.first_bad == first_bad,
	    "so says verify: %lld", (long long)report.first_bad);
	session_close(s);
}

static void test_order(void)
{
	broken("DELETE FROM audit WHERE seq=7", 7, "a record that is gone");
	broken("UPDATE audit SET seq=-seq WHERE seq IN (8,9);"
	       "UPDATE audit SET seq=9 WHERE seq=-8; UPDATE audit SET seq=8 WHERE seq=-9",
	    8, "two records in another order");
	broken("DELETE FROM audit WHERE seq=7; UPDATE audit SET seq=seq-1 WHERE seq>7", 7,
	    "records that closed up");
	broken("UPDATE audit SET time_ms=-5 WHERE seq=6", 6, "a time below nought");
	broken("INSERT INTO audit SELECT seq+1, prev, time_ms, actor, action, outcome, "
	       "subject_kind, subject, version, digest, public, period, detail_hash, sig, leaf "
	       "FROM audit ORDER BY seq DESC LIMIT 1",
	    fixture_int(&f, "SELECT max(seq)+1 FROM audit"), "a record that is there twice");
}

int main(void)
{
	fixture_init(&f);
	test_words();
	test_bytes();
	test_shape();
	test_numbers();
	make_log();
	test_columns();
	test_order();
	fixture_finish(&f);
	return tap_done();
}
