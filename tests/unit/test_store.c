/*
 * store: a file of exactly format 1, rows in and out, and the hands that
 * reach into it from elsewhere.
 */
#include "store/store.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "fixture.h"
#include "tap.h"

static struct fixture f;

static struct store *open_it(void)
{
	struct store *s;
	struct err e;

	must(store_open(&s, f.path, &e), &e, "store_open");
	return s;
}

/* A file of format 1 without any rows. */
static void create_empty(void)
{
	struct store *s;
	struct err e;

	(void)unlink(f.path);
	must(store_create(&s, f.path, &e), &e, "store_create");
	must(store_commit(s, &e), &e, "store_commit");
	store_close(s);
}

static void refused(enum rc want, const char *text, const char *name)
{
	struct store *s = NULL;
	struct err e = {0};

	is_int(store_open(&s, f.path, &e), want, name);
	ok(has_text(&e, text), "and says \"%s\"", text);
	if (e.rc == RC_OK)
		store_close(s);
}

/* making and opening */

static void test_create(void)
{
	struct store *s;
	struct stat st;
	struct err e;

	must(store_create(&s, f.path, &e), &e, "store_create");
	ok(stat(f.path, &st) == 0 && (st.st_mode & 0777) == 0600, "a new file is its owner's");
	is_str(store_path(s), f.path, "under its own path");
	ok(store_in_transaction(s), "open in a transaction");
	store_discard(s);
	ok(access(f.path, F_OK) != 0, "and gone when given up");

	must(store_create(&s, f.path, &e), &e, "store_create");
	store_close(s);
	is_int(fixture_size(f.path), 0, "nothing is in it before the commit");
	must(store_create(&s, f.path, &e), &e, "an empty file is used");
	must(store_commit(s, &e), &e, "commit");
	store_close(s);
	is_int(store_create(&s, f.path, &e), RC_EXISTS, "one with something in it is not");
	is_int(store_create(&s, "/nonexistent/vault.db", &e), RC_NOTFOUND, "no such folder");
	s = open_it();
	must(store_check(s, &e), &e, "store_check");
	ok(true, "SQLite finds it whole");
	store_close(s);
	store_close(NULL);
}

static void test_places(void)
{
	char link[160];
	struct store *s;
	struct err e;

	snprintf(link, sizeof link, "%s/link", f.dir);
	is_int(store_open(&s, link, &e), RC_NOTFOUND, "no such file");
	ok(symlink(f.path, link) == 0 && store_open(&s, link, &e) == RC_IO, "a link");
	ok(has_text(&e, "symbolic link"), "and that it is one");
	unlink(link);
	is_int(store_open(&s, f.dir, &e), RC_INPUT, "a folder");
	ok(mkfifo(link, 0600) == 0 && store_open(&s, link, &e) == RC_INPUT, "a pipe");
	is_int(store_open(&s, "/dev/null", &e), RC_INPUT, "a device");
	unlink(link);
	memset(link, 'x', sizeof link);
	link[0] = '/';
	link[sizeof link - 1] = '\0';
	is_int(store_open(&s, link, &e), RC_NOTFOUND, "a name of nothing");
	char too_long[5000];
	memset(too_long, 'x', sizeof too_long);
	too_long[0] = '/';
	too_long[sizeof too_long - 1] = '\0';
	is_int(store_open(&s, too_long, &e), RC_IO, "a name that is too long");
}

static void write_file(const char *text, size_t n)
{
	int fd = open(f.path, O_WRONLY | O_TRUNC | O_CREAT, 0600);

	if (fd < 0 || write(fd, text, n) != (ssize_t)n)
		ok(false, "write");
	close(fd);
}

static void test_headers(void)
{
	char zeros[4096] = {0};

	write_file("", 0);
	refused(RC_INPUT, "not a vault", "an empty file");
	write_file("Hello", 5);
	refused(RC_INPUT, "not a vault: see whether", "a text");
	write_file(zeros, sizeof zeros);
	refused(RC_INPUT, "not a vault", "a file of zeros");
	unlink(f.path);

	create_empty();
	fixture_schema(&f, "PRAGMA application_id=1");
	refused(RC_INPUT, "not a vault", "a database of another program");
	create_empty();
	fixture_schema(&f, "PRAGMA user_version=2");
	refused(RC_INPUT, "format 2", "a vault of a later format");
	create_empty();
	fixture_poke(f.path, 18, 1 ^ 2);
	refused(RC_TAMPER, "write-ahead log", "a header that asks for a log ahead (write)");
	create_empty();
	fixture_poke(f.path, 19, 1 ^ 2);
	refused(RC_TAMPER, "write-ahead log", "a header that asks for a log ahead (read)");
	create_empty();
	fixture_poke(f.path, 16, 0x10);
	refused(RC_INPUT, "not a vault", "a page size that does not fit");
	create_empty();
	if (truncate(f.path, 4096) != 0)
		ok(false, "truncate");
	refused(RC_TAMPER, "damaged", "a file cut short");
}

/* Every bit of the first page, where the header and the schema lie. */
static void test_first_page(void)
{
	struct store *s;
	struct err e;
	int refusals = 0;
	int opened = 0;

	create_empty();
	fixture_save(&f, "good");
	for (long at = 0; at < 4096; at += 11) {
		fixture_restore(&f, "good");
		fixture_poke(f.path, at, 0x20);
		if (store_open(&s, f.path, &e) == RC_OK) {
			opened++;
			store_close(s);
		} else {
			refusals += e.rc == RC_TAMPER || e.rc == RC_INPUT;
		}
	}
	/* Free space and counters may differ; every text of the schema may not. */
	ok(refusals > 150 && refusals + opened == 373,
	    "%d bits of the first page are refused, %d do not matter", refusals, opened);
	fixture_restore(&f, "good");
}

/* the schema */

static void altered(const char *sql, const char *what)
{
	create_empty();
	fixture_schema(&f, sql);
	refused(RC_TAMPER, "altered", what);
}

static void test_schema(void)
{
	altered("CREATE TABLE more(x)", "one more table");
	altered("CREATE VIEW v AS SELECT 1", "a view");
	altered("CREATE INDEX i ON item(collection)", "one more index");
	altered(
	    "CREATE TRIGGER t AFTER INSERT ON audit BEGIN SELECT 1; END", "one more trigger");
	altered("CREATE TRIGGER t BEFORE INSERT ON audit BEGIN SELECT RAISE(IGNORE); END",
	    "a trigger that swallows records");
	altered("DROP TRIGGER audit_no_update", "a trigger that is gone");
	altered("DROP TRIGGER audit_append; CREATE TRIGGER audit_append BEFORE INSERT ON audit "
		"BEGIN SELECT RAISE(IGNORE); END",
	    "a trigger of the same name that does something else");
	altered("DROP INDEX item_title", "an index that is gone");
	altered("DROP INDEX item_title; CREATE INDEX item_title ON item(id)",
	    "an index of the same name on something else");
	altered("ALTER TABLE item ADD COLUMN more", "one more column");
	altered("DROP TABLE audit_detail", "a table that is gone");
	altered(
	    "UPDATE sqlite_schema SET sql=sql||' ' WHERE name='item_title'", "a blank more");
	altered("UPDATE sqlite_schema SET sql=CAST(CAST(sql AS BLOB)||x'00'||CAST('x' AS BLOB) "
		"AS TEXT) WHERE name='item_title'",
	    "something behind a NUL");
	altered("INSERT INTO sqlite_schema SELECT * FROM sqlite_schema WHERE "
		"name='sqlite_autoindex_item_1'",
	    "an index that is there twice");
	altered("UPDATE sqlite_schema SET tbl_name='seal' WHERE name='sqlite_autoindex_item_1'",
	    "an index that is said to be another table's");
	altered("ANALYZE", "statistics, which steer how a query is run");
}

/* An open store notices what another program did since. */
static void test_schema_later(void)
{
	struct store *s;
	struct err e;

	create_empty();
	s = open_it();
	must(store_begin_write(s, &e), &e, "begin");
	store_rollback(s);
	fixture_schema(
	    &f, "CREATE TRIGGER t BEFORE INSERT ON audit BEGIN SELECT RAISE(IGNORE); END");
	is_int(store_begin_write(s, &e), RC_TAMPER, "a trigger planted later stops a write");
	is_int(store_begin_read(s, &e), RC_TAMPER, "and a read");
	ok(!store_in_transaction(s), "and leaves no transaction behind");
	store_close(s);
}

/* Between one look at a journal and the next, somebody may put another there. */
static void test_guard(void)
{
	const int flags = SQLITE_OPEN_READONLY;
	struct store *s;
	sqlite3_vfs *vfs;
	sqlite3_file *file;

	create_empty();
	s = open_it();
	vfs = sqlite3_vfs_find("strongroom");
	file = calloc(1, (size_t)vfs->szOsFile);

	is_int(vfs->xOpen(vfs, f.path, file, flags | SQLITE_OPEN_SUPER_JOURNAL, NULL),
	    SQLITE_CANTOPEN, "what a journal names for its super-journal is not opened");
	is_int(vfs->xOpen(vfs, f.path, file, flags | SQLITE_OPEN_MAIN_JOURNAL, NULL), SQLITE_OK,
	    "a journal is");
	file->pMethods->xClose(file);
	free(file);
	store_close(s);
}

/* rows */

static const uint8_t HASH[32] = {1, 2, 3};
static const uint8_t SIG[64] = {4, 5, 6};

static struct audit_row record(int64_t seq)
{
	return (struct audit_row){.seq = seq,
	    .time_ms = 1000 + seq,
	    .actor = 2,
	    .subject = 3,
	    .version = 4,
	    .period = 5,
	    .prev = slice_of(HASH, 32),
	    .action = slice_str("unlock"),
	    .outcome = slice_str("ok"),
	    .subject_kind = slice_str("member"),
	    .digest = slice_of(HASH, 32),
	    .public = slice_of(NULL, 0),
	    .detail_hash = slice_of(HASH, 32),
	    .sig = slice_of(SIG, 64),
	    .leaf = slice_of(HASH, 32)};
}

static enum rc append(struct store *s, int64_t seq, struct err *e)
{
	const struct audit_row r = record(seq);

	return store_audit_append(s, &r, e);
}

static void test_audit(void)
{
	struct audit_row got;
	struct store *s;
	struct err e;
	int64_t last;

	create_empty();
	s = open_it();
	must(store_begin_write(s, &e), &e, "begin");
	must(store_audit_last(&last, s, &e), &e, "last");
	is_int(last, 0, "no record");
	is_int(append(s, 2, &e), RC_TAMPER, "records begin at 1");
	is_int(append(s, 1, &e), RC_OK, "the first");
	is_int(append(s, 1, &e), RC_TAMPER, "is not replaced");
	is_int(append(s, 3, &e), RC_TAMPER, "nor is one left out");
	is_int(append(s, 2, &e), RC_OK, "the second");
	must(store_commit(s, &e), &e, "commit");
	must(store_audit_get(&got, s, 2, &e), &e, "get");
	ok(got.seq == 2 && got.time_ms == 1002 && got.actor == 2 && got.subject == 3 &&
		got.version == 4 && got.period == 5 && slice_eq_str(got.action, "unlock") &&
		slice_eq_str(got.outcome, "ok") && slice_eq_str(got.subject_kind, "member") &&
		got.public.n == 0 && slice_eq(got.sig, slice_of(SIG, 64)) &&
		slice_eq(got.leaf, slice_of(HASH, 32)),
	    "every column comes back");
	audit_row_finish(&got);
	is_int(store_audit_get(&got, s, 3, &e), RC_NOTFOUND, "there is no third");
	store_close(s);
}

/* Even another program has to drop the triggers, which is noticed. */
static void test_append_only(void)
{
	static const char *const TRIES[] = {"UPDATE audit SET actor=9",
	    "DELETE FROM audit WHERE seq=2",
	    "REPLACE INTO audit SELECT * FROM audit WHERE seq=1",
	    ("INSERT INTO audit SELECT seq+5, prev, time_ms, actor, action, outcome, "
	     "subject_kind, "
	     "subject, version, digest, public, period, detail_hash, sig, leaf FROM audit")};

	for (size_t i = 0; i < sizeof TRIES / sizeof TRIES[0]; i++) {
		sqlite3 *db;

		sqlite3_open(f.path, &db);
		sqlite3_exec(db, "PRAGMA recursive_triggers=ON", NULL, NULL, NULL);
		is_int(
		    sqlite3_exec(db, TRIES[i], NULL, NULL, NULL), SQLITE_CONSTRAINT, TRIES[i]);
		sqlite3_close(db);
	}
}

static void put_all(struct store *s, const char *text)
{
	const struct member_row member = {.id = 1,
	    .mem_kib = 2,
	    .passes = 3,
	    .lanes = 4,
	    .name = slice_str(text),
	    .salt = slice_str("salt"),
	    .seed = slice_str("seed")};
	const struct generation_row generation = {
	    .collection = 1, .generation = 2, .name = slice_str(text)};
	const struct seal_row seal = {.kind = slice_str("collection"),
	    .id = 1,
	    .generation = 2,
	    .member = 3,
	    .sealed = slice_str(text)};
	const struct item_row item = {.id = 1,
	    .version = 2,
	    .collection = 3,
	    .generation = 4,
	    .custodian = 5,
	    .title = slice_str("title"),
	    .overview = slice_str(text),
	    .secret = slice_str("secret")};
	struct err e;

	must(store_member_put(s, &member, &e), &e, "member");
	must(store_generation_put(s, &generation, &e), &e, "generation");
	must(store_seal_put(s, &seal, &e), &e, "seal");
	must(store_item_put(s, &item, &e), &e, "item");
}

static void check_all(struct store *s, const char *text)
{
	struct member_row member;
	struct generation_row generation;
	struct seal_row seal;
	struct item_row item;
	struct err e;

	must(store_member_get(&member, s, 1, &e), &e, "member");
	must(store_generation_get(&generation, s, 1, 2, &e), &e, "generation");
	must(store_seal_get(&seal, s, "collection", 1, 2, 3, &e), &e, "seal");
	must(store_item_get(&item, s, 1, 2, &e), &e, "item");
	ok(slice_eq_str(member.name, text) && member.mem_kib == 2 && member.passes == 3 &&
		member.lanes == 4 && slice_eq_str(member.seed, "seed"),
	    "member: %s", text);
	ok(slice_eq_str(generation.name, text) && generation.previous.n == 0, "generation: %s",
	    text);
	ok(slice_eq_str(seal.sealed, text) && slice_eq_str(seal.kind, "collection"), "seal: %s",
	    text);
	ok(slice_eq_str(item.overview, text) && slice_eq_str(item.secret, "secret") &&
		item.custodian == 5,
	    "item: %s", text);
	member_row_finish(&member);
	generation_row_finish(&generation);
	seal_row_finish(&seal);
	item_row_finish(&item);
}

static void test_rows(void)
{
	struct item_row item;
	struct seal_row seal;
	struct store *s;
	struct err e;

	create_empty();
	s = open_it();
	must(store_begin_write(s, &e), &e, "begin");
	put_all(s, "first");
	check_all(s, "first");
	put_all(s, "second, longer than the first");
	check_all(s, "second, longer than the first");
	must(store_commit(s, &e), &e, "commit");
	must(store_begin_write(s, &e), &e, "begin");
	put_all(s, "");
	store_rollback(s);
	check_all(s, "second, longer than the first");
	is_int(store_item_get(&item, s, 1, 3, &e), RC_NOTFOUND, "no such version");
	is_int(store_seal_get(&seal, s, "period", 1, 2, 3, &e), RC_NOTFOUND, "no such kind");
	is_int(
	    fixture_int(&f, "SELECT count(*) FROM item"), 1, "a row was replaced, not added");
	store_close(s);
}

static enum rc count(void *arg, const void *row, struct err *e)
{
	(void)row;
	(void)e;
	++*(int *)arg;
	return RC_OK;
}

static enum rc stop(void *arg, const void *row, struct err *e)
{
	(void)row;
	++*(int *)arg;
	return err_set(e, RC_INTR, "stopped");
}

static enum rc count_key(void *arg, int64_t id, int64_t version, struct err *e)
{
	(void)e;
	*(int64_t *)arg += 100 * id + version;
	return RC_OK;
}

static void test_walks(void)
{
	struct store *s = open_it();
	struct err e;
	int64_t keys = 0;
	int n = 0;

	must(store_begin_write(s, &e), &e, "begin");
	for (int64_t seq = 1; seq <= 5; seq++)
		must(append(s, seq, &e), &e, "append");
	must(store_detail_append(
		 s, &(struct detail_row){.seq = 1, .sealed = slice_str("x")}, &e),
	    &e, "detail");
	is_int(store_detail_append(s, &(struct detail_row){.seq = 1}, &e), RC_TAMPER,
	    "a detail is not replaced");
	must(store_audit_each(s, 3, count, &n, &e), &e, "walk");
	is_int(n, 3, "records from the third on");
	n = 0;
	is_int(store_audit_each(s, 1, stop, &n, &e), RC_INTR, "a walk can be ended");
	is_int(n, 1, "at once");
	n = 0;
	must(store_detail_each(s, count, &n, &e), &e, "walk");
	must(store_member_each(s, count, &n, &e), &e, "walk");
	must(store_generation_each(s, count, &n, &e), &e, "walk");
	must(store_seal_each(s, count, &n, &e), &e, "walk");
	must(store_item_each(s, count, &n, &e), &e, "walk");
	is_int(n, 5, "one row in each of the others");
	must(store_item_by_title(s, slice_str("title"), count_key, &keys, &e), &e, "by title");
	is_int(keys, 102, "an item by the hash of its title");
	store_rollback(s);
	store_close(s);
}

static void test_locks(void)
{
	struct store *a;
	struct store *b;
	struct err e;

	create_empty();
	a = open_it();
	b = open_it();
	must(store_begin_write(a, &e), &e, "begin");
	is_int(store_begin_write(b, &e), RC_BUSY, "one writer at a time");
	ok(has_text(&e, "another program"), "and why");
	must(store_commit(a, &e), &e, "commit");
	is_int(store_begin_write(b, &e), RC_OK, "then the other");
	store_close(b);
	is_int(store_begin_write(a, &e), RC_OK, "closing ends its transaction");
	store_close(a);
}

/* An agent has to read while the records of an import are written, or it signs no more. */
static void test_reading_meanwhile(void)
{
	enum { MILLION = 1000 * 1000 };
	struct chunk_row row = {.box = {calloc(1, MILLION), MILLION}};
	struct store *a;
	struct store *b;
	struct err e;

	create_empty();
	a = open_it();
	b = open_it();
	must(store_begin_write(a, &e), &e, "begin");
	for (row.id = 1; row.id <= 20; row.id++)
		must(store_chunk_append(a, &row, &e), &e, "append");
	is_int(store_begin_read(b, &e), RC_OK,
	    "a program that has written 20 MB and goes on "
	    "keeps nobody from reading");
	store_close(b);
	store_close(a);
	free((void *)row.box.p);
}

/* Another file under the name, or none: nothing more is done to the one that was opened. */
static void test_replaced(void)
{
	struct store *s;
	struct err e;
	char aside[160];

	snprintf(aside, sizeof aside, "%s/aside", f.dir);
	create_empty();
	s = open_it();
	fixture_save(&f, "copy");
	ok(rename(f.path, aside) == 0, "renamed away while it is open");
	is_int(store_begin_write(s, &e), RC_TAMPER, "a file that is gone is not written");
	ok(has_text(&e, "replaced or taken away") && has_text(&e, "start again"), "and why");
	ok(!store_in_transaction(s), "and no transaction is left behind");
	is_int(store_begin_read(s, &e), RC_TAMPER, "nor read");
	fixture_restore(&f, "copy");
	is_int(store_begin_write(s, &e), RC_TAMPER, "nor is one written under another's name");
	is_int(store_begin_read(s, &e), RC_TAMPER, "nor read");
	ok(rename(aside, f.path) == 0, "put back");
	is_int(store_begin_write(s, &e), RC_OK, "the file that was opened can be written");
	store_close(s);
}

static void test_copy(void)
{
	char copy[160];
	struct store *s;
	struct store *t;
	struct store *c;
	struct err e;

	snprintf(copy, sizeof copy, "%s/copy.db", f.dir);
	create_empty();
	s = open_it();
	must(store_begin_write(s, &e), &e, "begin");
	put_all(s, "copied");
	must(store_commit(s, &e), &e, "commit");
	must(file_write(copy, "", 0, &e), &e, "file_write");
	must(store_begin_read(s, &e), &e, "begin");
	t = open_it();
	/* A writer that began later: its rows are no part of what is copied. */
	must(store_begin_write(t, &e), &e, "begin");
	put_all(t, "later");
	must(store_copy(s, copy, &e), &e, "store_copy");
	store_rollback(s);
	must(store_commit(t, &e), &e, "commit");
	must(store_open(&c, copy, &e), &e, "open the copy");
	check_all(c, "copied");
	is_int(store_check(c, &e), RC_OK, "the copy is whole");
	store_close(c);
	is_int(store_copy(s, f.dir, &e), RC_IO, "a folder cannot be written");
	store_close(t);
	store_close(s);
}

static void test_alone(void)
{
	struct store *a = open_it();
	struct store *b = open_it();
	struct err e;

	must(store_begin_alone(a, &e), &e, "begin");
	is_int(store_begin_read(b, &e), RC_BUSY, "alone is without readers");
	store_rollback(a);
	is_int(store_begin_read(b, &e), RC_OK, "until the end");
	store_close(b);
	store_close(a);
}

static void test_read_only(void)
{
	const bool root = geteuid() == 0;
	struct store *s = open_it();
	struct err e;

	is_int(store_check_writable(s, &e), RC_OK, "a file that can be written");
	store_close(s);
	/* Root may write everything: be nobody for a while. */
	if (chmod(f.path, 0444) != 0 || chmod(f.dir, 0755) != 0 ||
	    (root && seteuid(65534) != 0))
		ok(false, "chmod");
	s = open_it();
	is_int(store_check_writable(s, &e), RC_IO, "a file that cannot");
	ok(has_text(&e, "cannot be written by this user"), "and that this is so");
	ok(strstr(e.text, "not an error") == NULL, "without a word of SQLite's");
	store_close(s);
	if ((root && seteuid(0) != 0) || chmod(f.path, 0600) != 0 || chmod(f.dir, 0700) != 0)
		ok(false, "chmod");
}

/* An empty file somebody made beforehand is used only if nobody else holds it. */
static void test_adopt(void)
{
	char second[160];
	struct store *s;
	struct stat st;
	struct err e;

	unlink(f.path);
	write_file("", 0);
	chmod(f.path, 0666);
	must(store_create(&s, f.path, &e), &e, "store_create");
	ok(stat(f.path, &st) == 0 && (st.st_mode & 0777) == 0600,
	    "an empty file that is used is closed to others");
	store_discard(s);

	write_file("", 0);
	snprintf(second, sizeof second, "%s/second", f.dir);
	ok(link(f.path, second) == 0 && store_create(&s, f.path, &e) == RC_EXISTS,
	    "not one with a second name");
	unlink(f.path);
	ok(symlink(second, f.path) == 0 && store_create(&s, f.path, &e) == RC_EXISTS,
	    "nor a link to one");
	unlink(f.path);
	unlink(second);
	ok(mkfifo(f.path, 0600) == 0 && store_create(&s, f.path, &e) == RC_EXISTS,
	    "nor a pipe");
	unlink(f.path);
	if (geteuid() != 0) {
		tap_skip("nor one of another user", "only root can make one");
		return;
	}
	write_file("", 0);
	ok(chown(f.path, 65534, 65534) == 0 && store_create(&s, f.path, &e) == RC_EXISTS,
	    "nor one of another user");
	unlink(f.path);
}

/* As if the power had failed while a vault was made: pages are there, and their journal. */
static void make_half(void)
{
	static const char sql[] = "PRAGMA cache_size=1; BEGIN; CREATE TABLE t (x);"
				  "INSERT INTO t VALUES (zeroblob(200000))";
	pid_t pid = fork();
	sqlite3 *db;

	if (pid == 0) {
		if (sqlite3_open(f.path, &db) == SQLITE_OK)
			sqlite3_exec(db, sql, NULL, NULL, NULL);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
}

static void test_unfinished(void)
{
	struct store *s;
	struct err e;

	unlink(f.path);
	make_half();
	ok(fixture_size(f.path) > 0, "a vault that was only begun");
	is_int(store_open(&s, f.path, &e), RC_INPUT, "is none");
	is_int(store_create(&s, f.path, &e), RC_OK, "and is made again");
	store_discard(s);
}

static enum rc put_item(const void *secret, size_t n, struct err *e)
{
	const struct item_row item = {.id = 1,
	    .version = 1,
	    .collection = 1,
	    .generation = 1,
	    .custodian = 1,
	    .title = slice_str("title"),
	    .overview = slice_str("overview"),
	    .secret = slice_of(secret, n)};
	struct store *s = open_it();
	enum rc rc;

	must(store_begin_write(s, e), e, "begin");
	if ((rc = store_item_put(s, &item, e)) == RC_OK)
		must(store_commit(s, e), e, "commit");
	store_close(s);
	return rc;
}

static void test_large(void)
{
	enum { MILLION = 1000 * 1000 };
	char *much = calloc(21, MILLION);
	struct item_row row;
	struct store *s;
	struct err e;

	create_empty();
	is_int(put_item(much, 19 * MILLION, &e), RC_OK, "an item of 19 MB");
	is_int(put_item(much, 21 * MILLION, &e), RC_INPUT, "one of 21 MB is too much");
	ok(has_text(&e, "20 MB"), "and says what is not");
	free(much);
	fixture_sql(&f, "UPDATE item SET secret=zeroblob(300000000)");
	s = open_it();
	must(store_begin_read(s, &e), &e, "begin");
	is_int(store_item_get(&row, s, 1, 1, &e), RC_TAMPER,
	    "a row larger than any is not taken into memory");
	ok(has_text(&e, "larger than any"), "and why");
	store_close(s);
}

static bool in_file(const char *text)
{
	struct buf b = {0};
	struct err e;
	bool found;

	must(file_read(&b, f.path, 64 << 20, &e), &e, "file_read");
	found = memmem(b.p, b.n, text, strlen(text)) != NULL;
	buf_finish(&b);
	return found;
}

/* What was replaced is gone from the file: an old key, or an old password. */
static void test_erased(void)
{
	enum { LARGE = 10000, MARK = 16 };
	char *large = calloc(1, LARGE);
	struct store *s;
	struct err e;

	create_empty();
	s = open_it();
	must(store_begin_write(s, &e), &e, "begin");
	put_all(s, "the old sealed bytes, which are longer than the new, so that these do not "
		   "happen to lie just where those were");
	must(store_commit(s, &e), &e, "commit");
	ok(in_file("the old sealed bytes"), "a row is in the file");
	must(store_begin_write(s, &e), &e, "begin");
	put_all(s, "new");
	must(store_commit(s, &e), &e, "commit");
	ok(!in_file("the old sealed bytes"), "one that was replaced is not");
	store_close(s);

	/* Pages of its own, which are free afterwards. */
	memset(large, 'x', LARGE);
	memcpy(large + LARGE - MARK, "the old secret..", MARK);
	must(put_item(large, LARGE, &e), &e, "put");
	ok(in_file("the old secret.."), "a row of several pages is in the file");
	must(put_item("new", 3, &e), &e, "put");
	ok(!in_file("the old secret.."), "nor is that once it was replaced");
	free(large);
}

int main(void)
{
	fixture_init(&f);
	test_create();
	test_places();
	test_headers();
	test_first_page();
	test_schema();
	test_schema_later();
	test_guard();
	test_audit();
	test_append_only();
	test_rows();
	test_walks();
	test_locks();
	test_reading_meanwhile();
	test_replaced();
	test_copy();
	test_alone();
	test_read_only();
	test_adopt();
	test_unfinished();
	test_large();
	test_erased();
	fixture_finish(&f);
	return tap_done();
}
