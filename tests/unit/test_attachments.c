/*
 * attachments: files of every size in and out, and that not a byte of one is
 * given out that the log does not have.
 */
#include "vault/attachment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "fixture.h"
#include "paper.h"
#include "session_int.h"
#include "tap.h"
#include "transfer/export.h"
#include "vault/grant.h"
#include "vault/item.h"

enum { MOST = ATTACHMENT_MAX, BIG = 3 * ATTACHMENT_CHUNK + 17 };

static struct fixture f;
static uint8_t file[MOST + 1];

/* No piece is like another. */
static void fill(void)
{
	uint32_t x = 1;

	for (size_t i = 0; i < sizeof file; i++) {
		x = x * 1664525 + 1013904223;
		file[i] = (uint8_t)(x >> 24);
	}
}

/* Item 1 with one attachment of so many bytes, in a transaction of its own. */
static enum rc attach(
    struct session *s, int64_t item, const char *name, size_t n, struct err *e)
{
	uint8_t value[FILE_VALUE] = {0};
	struct item it = {0};
	enum rc rc;

	if ((rc = session_begin(s, e)) != RC_OK || (rc = item_get(&it, s, item, e)) != RC_OK ||
	    (rc = item_open_unseen(&it, s, e)) != RC_OK ||
	    (rc = attachment_add_bytes(value, s, it.collection, it.content.title,
		 slice_str(name), slice_of(file, n), e)) != RC_OK)
		goto out;
	content_add_field(
	    &it.content, slice_str(name), FIELD_FILE, slice_of(value, sizeof value));
	rc = item_edit(s, &it, &it.content, NULL, e);
out:
	rc = session_end(s, rc, e);
	wipe(value, sizeof value);
	item_finish(&it);
	return rc;
}

struct got {
	size_t n;
	size_t pieces;
	bool same;
};

static enum rc take(void *arg, struct slice piece, struct err *e)
{
	struct got *got = arg;

	(void)e;
	got->same &= piece.n == 0 || memcmp(file + got->n, piece.p, piece.n) == 0;
	got->n += piece.n;
	got->pieces++;
	return RC_OK;
}

static enum rc read_it(
    struct got *got, struct session *s, int64_t item, const char *name, struct err *e)
{
	struct item it = {0};
	enum rc rc;

	*got = (struct got){.same = true};
	must(session_begin(s, e), e, "begin");
	must(item_get(&it, s, item, e), e, "get");
	must(item_reveal(&it, s, name, NULL, e), e, "reveal");
	must(session_commit(s, e), e, "commit");
	must(item_open(&it, s, e), e, "open");
	rc = attachment_read(s, content_file(&it.content, slice_str(name)), take, got, e);
	item_finish(&it);
	return rc;
}

static void test_sizes(void)
{
	static const struct {
		size_t n;
		size_t pieces;
	} SIZES[] = {{0, 1}, {1, 1}, {ATTACHMENT_CHUNK - 1, 1}, {ATTACHMENT_CHUNK, 1},
	    {ATTACHMENT_CHUNK + 1, 2}, {BIG, 4}, {MOST, 64}};
	struct session *s = fixture_open(&f, 1);
	struct got got;
	struct err e;
	char name[32];

	for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
		snprintf(name, sizeof name, "%zu bytes", SIZES[i].n);
		must(attach(s, 1, name, SIZES[i].n, &e), &e, "attach");
		must(read_it(&got, s, 1, name, &e), &e, "read");
		ok(got.same && got.n == SIZES[i].n && got.pieces == SIZES[i].pieces,
		    "%s come back as they were", name);
	}
	is_int(attach(s, 1, "too large", MOST + 1, &e), RC_INPUT, "a byte more than may be");
	ok(has_text(&e, "16 MiB"), "is told how much may be");
	session_close(s);
}

/* A source that ends early, or does not end. */
struct odd {
	size_t left;
};

static enum rc read_odd(void *arg, uint8_t *p, size_t n, size_t *got, struct err *e)
{
	struct odd *o = arg;

	(void)e;
	*got = n < o->left ? n : o->left;
	o->left -= *got;
	memset(p, 'x', *got);
	return RC_OK;
}

static void odd_source(size_t has, int64_t size, const char *what)
{
	struct session *s = fixture_begin(&f, 1);
	struct odd o = {has};
	const struct attachment_source from = {
	    .name = slice_str("odd"), .size = size, .read = read_odd, .arg = &o};
	uint8_t value[FILE_VALUE];
	struct err e;

	is_int(attachment_add(value, s, 1, &from, NULL, &e), RC_INPUT, what);
	ok(has_text(&e, "changed while it was read"), "is told");
	session_abort(s);
	session_close(s);
}

static void test_sources(void)
{
	odd_source(99, 100, "a file that became shorter");
	odd_source(101, 100, "a file that became longer");
	odd_source(0, 1, "a file that became empty");
	odd_source(ATTACHMENT_CHUNK + 1, ATTACHMENT_CHUNK, "one that grew by a piece");
}

static void test_masked(void)
{
	struct session *s = fixture_begin(&f, 1);
	struct item it = {0};
	const struct field *field;
	struct err e;

	must(item_get(&it, s, 1, &e), &e, "get");
	field = content_file(&it.content, slice_str("1 bytes"));
	ok(field->kind == FIELD_FILE && attachment_size(field) == 1,
	    "name and size are seen before the item is opened");
	is_int(attachment_read(s, field, take, NULL, &e), RC_TAMPER,
	    "the file cannot be read then");
	item_finish(&it);
	session_abort(s);
	session_close(s);
}

/* In the way of the program, and on a copy of the vault. */
static void altered(const char *sql, const char *why, const char *what)
{
	struct session *s = fixture_open(&f, 1);
	struct got got;
	struct err e = {0};

	fixture_save(&f, "whole");
	fixture_sql(&f, sql);
	is_int(read_it(&got, s, 2, "big", &e), RC_TAMPER, what);
	ok(got.pieces == 0, "and nothing of it is given out");
	ok(has_text(&e, why), "and why: %s", why);
	session_close(s);
	fixture_restore(&f, "whole");
	fixture_forget(&f);
}

static void test_altered(void)
{
	static const char NOT_IT[] = "not the one that the log recorded";
	struct session *s = fixture_open(&f, 1);
	char sql[300];
	struct err e;
	int64_t id;

	(void)fixture_item(s, 1, "Second");
	must(attach(s, 2, "big", BIG, &e), &e, "attach");
	must(attach(s, 2, "other", BIG, &e), &e, "attach");
	id = session_roster(s)->attachments - 1;
	session_close(s);
#define ALTERED(why, what, ...)                                                                \
	do {                                                                                   \
		snprintf(sql, sizeof sql, __VA_ARGS__);                                        \
		altered(sql, why, what);                                                       \
	} while (0)
	ALTERED(NOT_IT, "the last piece gone", "DELETE FROM chunk WHERE id=%lld",
	    64 * (long long)id + 3);
	ALTERED(NOT_IT, "one in the middle gone", "DELETE FROM chunk WHERE id=%lld",
	    64 * (long long)id + 1);
	ALTERED(
	    "missing", "the first gone", "DELETE FROM chunk WHERE id=%lld", 64 * (long long)id);
	ALTERED(NOT_IT, "a piece too many",
	    "INSERT INTO chunk SELECT id+1, box FROM chunk WHERE id=%lld",
	    64 * (long long)id + 3);
	ALTERED(NOT_IT, "two swapped",
	    "UPDATE chunk SET id=-1 WHERE id=%lld; UPDATE chunk SET id=%lld WHERE id=%lld; "
	    "UPDATE chunk SET id=%lld WHERE id=-1",
	    64 * (long long)id, 64 * (long long)id, 64 * (long long)id + 1,
	    64 * (long long)id + 1);
	ALTERED(NOT_IT, "a piece of another",
	    "UPDATE chunk SET box=(SELECT box FROM chunk WHERE id=%lld) WHERE id=%lld",
	    64 * (long long)id + 64, 64 * (long long)id);
	ALTERED(NOT_IT, "a byte more",
	    "UPDATE chunk SET box=CAST(box || x'00' AS BLOB) WHERE id=%lld",
	    64 * (long long)id + 2);
#undef ALTERED
}

/* Who signs a wrong box for another's key is found by reading, not by the log. */
static void test_wrong_value(void)
{
	struct session *s = fixture_open(&f, 1);
	uint8_t value[FILE_VALUE];
	struct field field = {.label = slice_str("x"), .kind = FIELD_FILE};
	struct item it = {0};
	struct err e;

	must(session_begin(s, &e), &e, "begin");
	must(item_get(&it, s, 2, &e), &e, "get");
	must(item_open_unseen(&it, s, &e), &e, "open");
	memcpy(value, content_file(&it.content, slice_str("big"))->value.p, FILE_VALUE);
	session_abort(s);
	field.value = slice_of(value, sizeof value);
	value[FILE_VALUE - 1] ^= 1;
	is_int(attachment_check(s, &field, &e), RC_TAMPER, "another key");
	ok(has_text(&e, "does not open"), "opens nothing");
	value[FILE_VALUE - 1] ^= 1;
	value[FILE_SHOWN - 1] ^= 1;
	is_int(attachment_check(s, &field, &e), RC_TAMPER, "another size");
	value[FILE_SHOWN - 1] ^= 1;
	value[7] ^= 1;
	is_int(attachment_check(s, &field, &e), RC_TAMPER, "another attachment");
	value[7] ^= 1;
	is_int(attachment_check(s, &field, &e), RC_OK, "the value itself");
	value[0] = 0x7F;
	is_int(attachment_check(s, &field, &e), RC_TAMPER, "a number that cannot be");
	wipe(value, sizeof value);
	item_finish(&it);
	session_close(s);
}

/* Moved, under a new key, and in an older version that comes back. */
static void test_lasting(void)
{
	struct session *s = fixture_open(&f, 1);
	int64_t other = fixture_collection(s, "Other", false);
	int64_t member = fixture_member(&f, s, "Cora", ROLE_COUNCILLOR);
	struct item it = {0};
	struct got got;
	struct err e;

	must(session_begin(s, &e), &e, "begin");
	must(item_get(&it, s, 2, &e), &e, "get");
	must(item_move(s, &it, other, NULL, &e), &e, "move");
	must(session_commit(s, &e), &e, "commit");
	item_finish(&it);
	must(read_it(&got, s, 2, "big", &e), &e, "read");
	ok(got.same && got.n == BIG, "a file of an item that was moved");
	fixture_grant(s, other, member, false);
	must(session_begin(s, &e), &e, "begin");
	must(grant_remove(s, other, member, &e), &e, "revoke");
	must(session_commit(s, &e), &e, "commit");
	must(read_it(&got, s, 2, "big", &e), &e, "read");
	ok(got.same && got.n == BIG, "a file under a new key of the collection");
	session_close(s);
}

/* A member who reads and does not edit. */
static void test_rights(void)
{
	struct session *s = fixture_open(&f, 1);
	int64_t member = fixture_member(&f, s, "Dan", ROLE_COUNCILLOR);
	struct got got;
	struct err e;

	fixture_grant(s, 1, member, false);
	session_close(s);
	s = fixture_open(&f, member);
	must(read_it(&got, s, 1, "1 bytes", &e), &e, "read");
	ok(got.same && got.n == 1, "who was granted the collection reads the file");
	is_int(attach(s, 1, "mine", 5, &e), RC_TAMPER, "and cannot attach one");
	ok(has_text(&e, "no right"), "for the right is missing");
	session_close(s);
}

static void test_hidden(void)
{
	struct session *s = fixture_open(&f, 1);
	struct err e;
	char path[200];

	memcpy(file, "A RECOVERY CODE THAT STANDS NOWHERE IN CLEAR", 44);
	must(attach(s, 1, "UNHEARD-OF NAME.pdf", 1000, &e), &e, "attach");
	session_close(s);
	snprintf(path, sizeof path, "! grep -qaE 'A RECOVERY CODE|UNHEARD-OF' %s", f.path);
	is_int(system(path), 0, "neither bytes nor name of a file stand in the vault");
}

/* What an author made so that it opens for nobody keeps nobody from sealing. */
static void test_planted(void)
{
	struct session *s = fixture_open(&f, 1);
	uint8_t value[FILE_VALUE] = {0};
	struct export_report report = {0};
	struct item it = {0};
	struct paper paper;
	char path[120];
	struct err e;

	paper_init(&paper, 1, 1);
	paper_make(&paper, s);
	value[7] = 99;
	must(session_begin(s, &e), &e, "begin");
	must(item_get(&it, s, 1, &e), &e, "get");
	must(item_open_unseen(&it, s, &e), &e, "open");
	content_add_field(
	    &it.content, slice_str("planted"), FIELD_FILE, slice_of(value, sizeof value));
	must(item_edit(s, &it, &it.content, NULL, &e), &e, "edit");
	must(session_commit(s, &e), &e, "commit");
	snprintf(path, sizeof path, "%s/export.age", f.dir);
	is_int(export_seal(&report, s, path, &e), RC_OK, "an attachment that is none");
	ok(report.left_out != NULL && strstr(report.left_out, "attachments of #1") != NULL,
	    "is named, and the rest is sealed");
	export_report_finish(&report);
	item_finish(&it);
	session_close(s);
	paper_finish(&paper);
}

int main(void)
{
	fill();
	fixture_init(&f);
	session_close(fixture_create(&f));
	{
		struct session *s = fixture_open(&f, 1);

		(void)fixture_item(s, 1, "Bank");
		session_close(s);
	}
	test_sizes();
	test_sources();
	test_masked();
	test_altered();
	test_wrong_value();
	test_lasting();
	test_rights();
	test_hidden();
	test_planted();
	fixture_finish(&f);
	return tap_done();
}
