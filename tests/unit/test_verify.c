/*
 * verify: every row of every table against the log, and reading the log when
 * somebody has put there what nobody can read.
 */
#include "vault/audit.h"

#include <stdio.h>
#include <string.h>

#include "crypto/random.h"
#include "crypto/secret.h"
#include "fixture.h"
#include "session_int.h"
#include "tap.h"
#include "vault/attachment.h"
#include "vault/item.h"

static struct fixture f;

static enum rc verify(struct audit_report *report, struct err *e)
{
	struct session *s;
	enum rc rc;

	*report = (struct audit_report){0};
	if ((rc = session_open(&s, &f.options, e)) != RC_OK)
		return rc;
	rc = audit_verify(report, s, e);
	session_close(s);
	return rc;
}

static void found(const char *what)
{
	struct audit_report report;
	struct err e = {0};
	enum rc rc = verify(&report, &e);

	ok(rc == RC_TAMPER && !report.ok, "%s: %s", what, e.text);
	fixture_restore(&f, "good");
}

static void test_good(void)
{
	struct audit_report report;
	struct err e;

	is_int(verify(&report, &e), RC_OK, "a vault as it was made");
	ok(report.ok && report.first_bad == 0, "is sound");
	is_int(report.records, fixture_int(&f, "SELECT count(*) FROM audit"),
	    "to its last record");
	ok(report.time_ms > 0 && report.problem[0] == '\0', "and has a time, and no problem");
}

/* Every column of every table but the log, in its first and its last row. */
static void test_columns(void)
{
	static const char *const TABLES[][9] = {
	    {"member", "id", "name", "mem_kib", "passes", "lanes", "salt", "seed"},
	    {"generation", "collection", "generation", "name", "previous"},
	    {"seal", "kind", "id", "generation", "member", "sealed"},
	    {"item", "id", "version", "collection", "generation", "custodian", "title",
		"overview", "secret"},
	    {"audit_detail", "seq", "sealed"},
	    {"chunk", "id", "box"},
	};

	for (size_t t = 0; t < sizeof TABLES / sizeof TABLES[0]; t++)
		for (size_t c = 1; c < 9 && TABLES[t][c] != NULL; c++)
			for (int last = 0; last < 2; last++) {
				char where[128];
				char sql[200];

				snprintf(where, sizeof where,
				    "rowid=(SELECT %s(rowid) FROM %s)", last ? "max" : "min",
				    TABLES[t][0]);
				/* A key is moved where no other row is. */
				snprintf(sql, sizeof sql, "UPDATE %s SET %s=%s+1000 WHERE %s",
				    TABLES[t][0], TABLES[t][c], TABLES[t][c], where);
				if (strcmp(TABLES[t][c], "id") == 0 ||
				    strcmp(TABLES[t][c], "seq") == 0 ||
				    strcmp(TABLES[t][c], "collection") == 0 ||
				    strcmp(TABLES[t][c], "generation") == 0 ||
				    strcmp(TABLES[t][c], "member") == 0 ||
				    strcmp(TABLES[t][c], "version") == 0)
					fixture_sql(&f, sql);
				else
					fixture_flip(&f, TABLES[t][0], TABLES[t][c], where);
				snprintf(sql, sizeof sql, "%s.%s, %s row", TABLES[t][0],
				    TABLES[t][c], last ? "last" : "first");
				found(sql);
			}
}

/* Pieces of two attachments: 64 and 65 of the first, 128 of the second. */
static void test_chunks(void)
{
	fixture_sql(&f, "DELETE FROM chunk WHERE id=64");
	found("a first piece that is gone");
	fixture_sql(&f, "DELETE FROM chunk WHERE id=65");
	found("a last piece that is gone");
	fixture_sql(&f, "DELETE FROM chunk WHERE id=128");
	found("an attachment that is gone");
	fixture_sql(&f, "DELETE FROM chunk");
	found("all of them");
	fixture_sql(&f, "INSERT INTO chunk SELECT 66, box FROM chunk WHERE id=65");
	found("a piece too many");
	fixture_sql(&f, "INSERT INTO chunk SELECT 67, box FROM chunk WHERE id=65");
	found("one behind a gap");
	fixture_sql(&f, "INSERT INTO chunk SELECT 63, box FROM chunk WHERE id=64");
	found("one before all");
	fixture_sql(&f, "INSERT INTO chunk SELECT -1, box FROM chunk WHERE id=64");
	found("one with a negative number");
	fixture_sql(&f, "INSERT INTO chunk SELECT 192, box FROM chunk WHERE id=64");
	found("an attachment without a record");
	fixture_sql(&f, "UPDATE chunk SET id=1000 WHERE id=64; UPDATE chunk SET id=64 WHERE "
			"id=65; UPDATE chunk SET id=65 WHERE id=1000");
	found("pieces in each other's place");
	fixture_sql(
	    &f, "UPDATE chunk SET box=(SELECT box FROM chunk WHERE id=128) WHERE id=65");
	found("a piece of another");
}

static void test_rows(void)
{
	fixture_sql(&f, "DELETE FROM member WHERE id=2");
	found("a member that is gone");
	fixture_sql(&f, "DELETE FROM generation WHERE generation=1");
	found("a key that is gone");
	fixture_sql(&f, "DELETE FROM seal WHERE kind='period' AND member=2");
	found("a seal that is gone");
	fixture_sql(&f, "DELETE FROM item WHERE version=1");
	found("an old version that is gone");
	fixture_sql(&f, "DELETE FROM audit_detail WHERE seq=9");
	found("a detail that is gone");
	fixture_sql(&f, "INSERT INTO audit_detail VALUES(100000, x'00')");
	found("a detail without a record");
	fixture_sql(&f,
	    "INSERT INTO seal SELECT 'council', id, generation, member, sealed FROM seal "
	    "LIMIT 1");
	found("a seal of an unknown kind");
	fixture_sql(&f,
	    "INSERT INTO generation SELECT collection, 9, name, previous FROM generation "
	    "LIMIT 1");
	found("a key without a record");
	fixture_sql(&f,
	    "UPDATE seal SET member=-member WHERE kind='period';"
	    "UPDATE seal SET member=CASE member WHEN -1 THEN 2 WHEN -2 THEN 1 ELSE -member END "
	    "WHERE kind='period'");
	found("seals in each other's place");
	fixture_sql(&f,
	    "UPDATE audit_detail SET seq=-seq WHERE seq IN (8,9);"
	    "UPDATE audit_detail SET seq=CASE seq WHEN -8 THEN 9 ELSE 8 END WHERE seq<0");
	found("details in each other's place");
}

/* One row twice instead of two: the count is right, and each is on the log. */
static void test_twice(void)
{
	fixture_doctor(&f, "sqlite_autoindex_seal_1",
	    ", PRIMARY KEY(kind, id, generation, member)", "SELECT 1",
	    "DELETE FROM seal WHERE kind='period' AND member=2;"
	    "INSERT INTO seal SELECT * FROM seal WHERE kind='period' AND member=1");
	found("a row twice in place of another");
}

/* reading */

struct seen {
	int n;
	int opened;
	int faults;
	int64_t fault_seq;
	int64_t last;
};

static enum rc look(void *arg, const struct audit_entry *entry, struct err *e)
{
	struct seen *s = arg;

	(void)e;
	s->n++;
	s->opened += entry->opened;
	s->faults += entry->fault != NULL;
	if (entry->fault != NULL)
		s->fault_seq = entry->record.seq;
	s->last = entry->record.seq;
	return RC_OK;
}

static enum rc read_log(
    struct session *s, const struct audit_filter *filter, struct seen *seen, struct err *e)
{
	*seen = (struct seen){0};
	return audit_read(s, filter, look, seen, e);
}

static void test_read(void)
{
	struct session *s = fixture_open(&f, 1);
	struct audit_filter filter = {0};
	struct seen seen;
	struct err e;
	int64_t all = session_size(s);

	must(read_log(s, &filter, &seen, &e), &e, "read");
	is_int(seen.n, all, "every record is read");
	is_int(seen.opened, all - 2, "and opened, but for the two before the first period");
	filter.action = ACT_ITEM_ADD;
	must(read_log(s, &filter, &seen, &e), &e, "read");
	is_int(seen.n, 1, "those of one action");
	filter = (struct audit_filter){.member = 2};
	must(read_log(s, &filter, &seen, &e), &e, "read");
	ok(seen.n > 1 && seen.n < all, "those about one member");
	filter = (struct audit_filter){.incidents = true};
	must(read_log(s, &filter, &seen, &e), &e, "read");
	is_int(seen.n, 0, "no incident");
	filter = (struct audit_filter){.item = 1};
	must(read_log(s, &filter, &seen, &e), &e, "read");
	is_int(seen.n, 2, "those about one item");
	filter = (struct audit_filter){.since_ms = INT64_MAX};
	must(read_log(s, &filter, &seen, &e), &e, "read");
	is_int(seen.n, 0, "none from the future");
	session_close(s);
}

/* The log changes between what was verified and what is read. */
static void test_changed(void)
{
	struct audit_filter filter = {0};
	struct session *s = fixture_open(&f, 1);
	struct session *other;
	struct seen seen;
	struct err e;
	int64_t all = session_size(s);
	char where[32];

	fixture_flip(&f, "audit", "time_ms", "seq=5");
	is_int(read_log(s, &filter, &seen, &e), RC_TAMPER, "a record altered meanwhile");
	session_close(s);
	fixture_restore(&f, "good");
	s = fixture_open(&f, 1);
	other = fixture_open(&f, 2);
	must(session_begin(other, &e), &e, "begin");
	must(session_commit(other, &e), &e, "commit");
	session_close(other);
	is_int(read_log(s, &filter, &seen, &e), RC_OK, "a record that was added meanwhile");
	is_int(seen.last, all, "waits until it is verified");
	/* The same, with the verified part rewritten below it. */
	snprintf(where, sizeof where, "seq=%lld", (long long)all);
	fixture_flip(&f, "audit", "time_ms", where);
	is_int(read_log(s, &filter, &seen, &e), RC_TAMPER, "does not hide what was altered");
	session_close(s);
	fixture_restore(&f, "good");
	fixture_forget(&f);
}

/* A record whose author sealed nonsense: by nobody, and by a member. */
static void append_nonsense(
    enum action action, enum outcome outcome, const uint8_t *detail, size_t n)
{
	struct session *s = fixture_open(&f, 1);
	struct record r = {.seq = session_size(s) + 1,
	    .time_ms = 1000,
	    .actor = action == ACT_UNLOCK_FAILED ? 0 : 1,
	    .action = action,
	    .outcome = outcome,
	    .subject_kind = SUB_MEMBER,
	    .subject = 1,
	    .period = (int64_t)session_roster(s)->n_periods};
	const struct detail_row detail_row = {.seq = r.seq, .sealed = slice_of(detail, n)};
	struct audit_row row;
	uint8_t leaf[HASH_SIZE];
	struct buf bytes = {0};
	struct err e;

	memcpy(r.prev, session_leaf(s), HASH_SIZE);
	sha256(r.detail_hash, detail_row.sealed);
	record_row(&row, &r, leaf);
	record_bytes(&bytes, &row, session_vault_id(s));
	if (r.actor != 0)
		sign_make(r.sig, buf_slice(&bytes), s->me->sign->p);
	record_leaf(leaf, buf_slice(&bytes), r.sig);
	must(store_begin_write(s->store, &e), &e, "begin");
	must(store_audit_append(s->store, &row, &e), &e, "append");
	must(store_detail_append(s->store, &detail_row, &e), &e, "detail");
	must(store_commit(s->store, &e), &e, "commit");
	buf_finish(&bytes);
	session_close(s);
}

static void check_fault(const char *name)
{
	struct session *s = fixture_open(&f, 1);
	struct audit_filter filter = {0};
	struct seen seen;
	struct err e;

	is_int(read_log(s, &filter, &seen, &e), RC_OK, name);
	ok(seen.faults == 1 && seen.fault_seq == session_size(s) && seen.n == session_size(s),
	    "is told of that record alone");
	session_close(s);
	fixture_restore(&f, "good");
	fixture_forget(&f);
}

static void test_nonsense(void)
{
	struct session *s = fixture_open(&f, 1);
	const struct period *p =
	    roster_period(session_roster(s), (int64_t)session_roster(s)->n_periods);
	struct buf sealed = {0};
	uint8_t noise[100];

	random_bytes(noise, sizeof noise);
	append_nonsense(ACT_UNLOCK_FAILED, OUT_FAILED, noise, sizeof noise);
	check_fault("a detail of noise that nobody signed");
	append_nonsense(ACT_UNLOCK, OUT_OK, noise, 3);
	check_fault("a detail of three bytes that a member signed");
	seal_message(&sealed, slice_of(noise, sizeof noise), p->key);
	append_nonsense(ACT_UNLOCK, OUT_OK, sealed.p, sealed.n);
	check_fault("a detail of noise that opens");
	append_nonsense(ACT_UNLOCK, OUT_OK, NULL, 0);
	check_fault("an empty detail");
	buf_finish(&sealed);
	session_close(s);
}

static void attach(struct session *s, struct item *it, const char *name, size_t n)
{
	static uint8_t bytes[ATTACHMENT_CHUNK + 100];
	uint8_t value[FILE_VALUE];
	struct err e;

	must(attachment_add_bytes(value, s, it->collection, it->content.title, slice_str(name),
		 slice_of(bytes, n), &e),
	    &e, "attach");
	wipe(value, sizeof value);
}

int main(void)
{
	struct session *s;
	struct item it = {0};
	struct err e;

	fixture_init(&f);
	s = fixture_create(&f);
	fixture_item(s, 1, "Bank");
	fixture_member(&f, s, "Chair", ROLE_CHAIR);
	must(session_begin(s, &e), &e, "begin");
	must(item_get(&it, s, 1, &e), &e, "get");
	must(item_edit(s, &it, &it.content, NULL, &e), &e, "edit");
	attach(s, &it, "codes.pdf", ATTACHMENT_CHUNK + 100);
	attach(s, &it, "key.pem", 10);
	must(session_commit(s, &e), &e, "commit");
	item_finish(&it);
	session_close(s);
	fixture_save(&f, "good");
	fixture_forget(&f);
	test_good();
	test_columns();
	test_rows();
	test_chunks();
	test_twice();
	test_read();
	test_changed();
	test_nonsense();
	fixture_finish(&f);
	return tap_done();
}
