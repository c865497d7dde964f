/* items: adding, finding, changing; and rows that are not what was recorded. */
#include "vault/item.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "session_int.h"
#include "tap.h"
#include "vault/audit.h"
#include "vault/collection.h"

static struct fixture f;

static int64_t find(struct session *s, const char *text, enum rc want)
{
	struct item it = {0};
	struct err e = {0};
	int64_t id;
	enum rc rc;

	must(session_begin(s, &e), &e, "begin");
	rc = item_find(&it, s, text, &e);
	id = rc == RC_OK ? it.id : 0;
	ok(rc == want, "\"%s\" answers %d: %s", text, want, rc == RC_OK ? "" : e.text);
	item_finish(&it);
	if (rc == RC_OK || store_in_transaction(s->store))
		must(session_commit(s, &e), &e, "commit");
	return id;
}

/* daily work */

static void test_find(void)
{
	struct session *s = fixture_create(&f);
	int64_t bank = fixture_item(s, 1, "Unity Trust Bank");
	int64_t hmrc = fixture_item(s, 1, "HMRC PAYE");
	int64_t vat = fixture_item(s, 1, "HMRC VAT");
	int64_t cafe = fixture_item(s, 1,
	    "Caf\xC3\xA9 Stra\xC3\x9F"
	    "e");
	int64_t slash = fixture_item(s, 1, "General/odd");
	int64_t number = fixture_item(s, 1, "#99 bus");

	is_int(find(s, "Unity Trust Bank", RC_OK), bank, "a whole title");
	is_int(find(s, "unity TRUST bank", RC_OK), bank, "in any case");
	is_int(find(s, "trust", RC_OK), bank, "a part");
	is_int(find(s, "hmrc paye", RC_OK), hmrc, "a title though a part fits two");
	is_int(find(s, "HMRC", RC_USAGE), 0, "a part that fits two");
	is_int(find(s, "nothing", RC_NOTFOUND), 0, "no part");
	is_int(find(s, "General/HMRC VAT", RC_OK), vat, "with its collection");
	is_int(find(s, "general/vat", RC_OK), vat, "and a part of the title");
	is_int(find(s, "General/nothing", RC_NOTFOUND), 0, "nothing in it");
	is_int(find(s, "Else/HMRC VAT", RC_NOTFOUND), 0, "no such collection");
	is_int(find(s, "General/odd", RC_OK), slash, "a title with a slash");
	is_int(find(s, "CAFE\xCC\x81 STRASSE", RC_OK), cafe, "folded and normalised");
	is_int(find(s, "#1", RC_OK), bank, "by number");
	is_int(find(s, "#999", RC_NOTFOUND), 0, "no such number");
	is_int(find(s, "#99 bus", RC_NOTFOUND), 0, "what begins like a number is one");
	is_int(find(s, "99 bus", RC_OK), number, "a part helps");
	is_int(find(s, "#99999999999999999999999", RC_NOTFOUND), 0, "a number too large");
	is_int(find(s, "", RC_INPUT), 0, "nothing asked");
	is_int(find(s, "\xC3", RC_INPUT), 0, "no text");
	session_close(s);
}

static void test_write(void)
{
	struct session *s = fixture_open(&f, 1);
	struct item it = {0};
	struct content c;
	struct err e;
	int64_t id;

	must(session_begin(s, &e), &e, "begin");
	fixture_content(&c, "HMRC paye", "x");
	is_int(item_add(&id, s, 1, &c, NULL, &e), RC_EXISTS,
	    "a title that is there in another case");
	is_int(item_add(&id, s, 9, &c, NULL, &e), RC_REFUSED, "a collection that there is not");
	is_int(item_add_new(&id, s, 9, &c, NULL, &e), RC_REFUSED, "unlooked for too");
	content_finish(&c);
	fixture_content(&c, "", "x");
	is_int(item_add(&id, s, 1, &c, NULL, &e), RC_INPUT, "no title");
	content_finish(&c);

	must(item_find(&it, s, "Unity", &e), &e, "find");
	fixture_content(&c, "HMRC VAT", "x");
	is_int(item_edit(s, &it, &c, NULL, &e), RC_EXISTS, "an edit to another's title");
	c.title = slice_str("UNITY trust bank");
	is_int(
	    item_edit(s, &it, &c, "why not", &e), RC_OK, "one's own in another case is fine");
	item_finish(&it);
	must(item_find(&it, s, "Unity", &e), &e, "find");
	ok(it.version == 2 && slice_eq_str(it.content.title, "UNITY trust bank"),
	    "a second version");
	must(item_remove(s, &it, NULL, &e), &e, "remove");
	item_finish(&it);
	is_int(item_get(&it, s, 1, &e), RC_NOTFOUND, "a removed item is gone");
	is_int(item_find(&it, s, "Unity", &e), RC_NOTFOUND, "from the search too");
	is_int(item_add(&id, s, 1, &c, NULL, &e), RC_OK, "and leaves its title free");
	content_finish(&c);
	must(session_commit(s, &e), &e, "commit");
	session_close(s);
}

/* rows that are not what was recorded */

static enum rc verify(struct err *e)
{
	struct audit_report report;
	struct session *s;
	enum rc rc;

	if ((rc = session_open(&s, &f.options, e)) != RC_OK)
		return rc;
	rc = audit_verify(&report, s, e);
	if (report.ok != (rc == RC_OK))
		rc = RC_FAIL;
	session_close(s);
	return rc;
}

/* What finding and getting the item say in a fresh session. */
static void look(int64_t id, const char *title, enum rc *got, enum rc *found, struct err *e)
{
	struct session *s = fixture_open(&f, 1);
	struct item it = {0};
	struct err begin;

	must(session_begin(s, &begin), &begin, "begin");
	*got = item_get(&it, s, id, e);
	item_finish(&it);
	*found = item_find(&it, s, title, e);
	item_finish(&it);
	session_close(s);
}

static void tampered(const char *what)
{
	enum rc got;
	enum rc found;
	struct err e = {0};

	look(2, "HMRC PAYE", &got, &found, &e);
	ok(got == RC_TAMPER && found == RC_TAMPER && verify(&e) == RC_TAMPER,
	    "%s: get %d, find %d; %s", what, got, found, e.text);
	fixture_restore(&f, "good");
}

static void test_tamper(void)
{
	static const char *const COLUMNS[] = {
	    "collection", "generation", "custodian", "title", "overview", "secret"};
	struct err e;
	enum rc got;
	enum rc found;

	fixture_save(&f, "good");
	is_int(verify(&e), RC_OK, "the vault as it was made");
	for (size_t i = 0; i < sizeof COLUMNS / sizeof COLUMNS[0]; i++) {
		fixture_flip(&f, "item", COLUMNS[i], "id=2");
		tampered(COLUMNS[i]);
	}
	fixture_sql(&f, "UPDATE item SET id=77 WHERE id=2");
	tampered("id");
	fixture_sql(&f, "UPDATE item SET version=5 WHERE id=2");
	tampered("version");
	fixture_sql(&f, "DELETE FROM item WHERE id=2");
	tampered("a row that is gone");
	fixture_sql(&f, "UPDATE item SET id=-1 WHERE id=2; UPDATE item SET id=2 WHERE id=3;"
			"UPDATE item SET id=3 WHERE id=-1");
	tampered("two rows in each other's place");
	fixture_sql(&f, "UPDATE item SET (overview, secret) = "
			"(SELECT overview, secret FROM item WHERE id=3) WHERE id=2");
	tampered("the content of another row");
	fixture_sql(&f, "UPDATE item SET overview=x'', secret=x'' WHERE id=2");
	tampered("nothing in a row");

	fixture_sql(&f,
	    "INSERT INTO item SELECT 99, version, collection, generation, custodian, "
	    "title, overview, secret FROM item WHERE id=3");
	is_int(verify(&e), RC_TAMPER, "a row without a record");
	ok(has_text(&e, "without this program"), "and what it is");
	look(99, "HMRC PAYE", &got, &found, &e);
	ok(got == RC_NOTFOUND && found == RC_OK, "it is not seen by others");
	fixture_restore(&f, "good");
}

/* The version before, under the number of the newest; and its true row again. */
static void test_older_version(void)
{
	struct session *s = fixture_open(&f, 1);
	struct item it = {0};
	struct content c;
	struct err e;

	must(session_begin(s, &e), &e, "begin");
	must(item_get(&it, s, 2, &e), &e, "get");
	fixture_content(&c, "HMRC PAYE", "a new password");
	must(item_edit(s, &it, &c, NULL, &e), &e, "edit");
	must(session_commit(s, &e), &e, "commit");
	content_finish(&c);
	item_finish(&it);
	session_close(s);
	fixture_save(&f, "good");
	fixture_sql(&f, "DELETE FROM item WHERE id=2 AND version=2;"
			"UPDATE item SET version=2 WHERE id=2");
	tampered("an older version under the newer number");
	fixture_sql(&f, "DELETE FROM item WHERE id=2 AND version=2");
	tampered("only the older version left");
	fixture_sql(&f,
	    "UPDATE item SET overview=(SELECT overview FROM item WHERE id=2 AND version=1),"
	    "secret=(SELECT secret FROM item WHERE id=2 AND version=1) WHERE id=2");
	tampered("an older content put back");
}

/* indexes that lie */

static void test_doctored(void)
{
	static const char BACK[] = "INSERT INTO item SELECT * FROM hold; DROP TABLE hold";
	static const char AWAY[] = "CREATE TABLE hold AS SELECT * FROM item; DELETE FROM item";
	struct session *s;
	struct err e;
	int64_t id;

	fixture_doctor(&f, "item_title", NULL, AWAY, BACK);
	s = fixture_open(&f, 1);
	must(session_begin(s, &e), &e, "begin");
	is_int(item_by_title(&id, s, 1, slice_str("hmrc vat"), &e), RC_OK,
	    "an index that is empty");
	is_int(id, 3, "hides nothing");
	is_int(store_check(s->store, &e), RC_TAMPER, "and SQLite's own check sees it");
	session_close(s);
	fixture_restore(&f, "good");

	fixture_doctor(&f, "sqlite_autoindex_item_1", ", PRIMARY KEY(id, version)", AWAY, BACK);
	tampered("an index of keys that is empty");
}

/* Of two items of one title, the index hides one: it must not choose. */
static void test_hidden_twin(void)
{
	struct session *s = fixture_open(&f, 1);
	int64_t other = fixture_collection(s, "Other", false);
	int64_t twin = fixture_item(s, other, "HMRC VAT");
	char before[200];
	char behind[200];
	struct err e;

	is_int(find(s, "HMRC VAT", RC_USAGE), 0, "two of one title");
	session_close(s);
	fixture_save(&f, "twins");
	snprintf(before, sizeof before,
	    "CREATE TABLE hold AS SELECT title FROM item WHERE id=%lld;"
	    "UPDATE item SET title=zeroblob(16) WHERE id=%lld",
	    (long long)twin, (long long)twin);
	snprintf(behind, sizeof behind,
	    "UPDATE item SET title=(SELECT title FROM hold) WHERE id=%lld; DROP TABLE hold",
	    (long long)twin);
	fixture_doctor(&f, "item_title", NULL, before, behind);
	s = fixture_open(&f, 1);
	is_int(find(s, "HMRC VAT", RC_USAGE), 0, "one of which the index hides");
	session_close(s);
	is_int(verify(&e), RC_TAMPER, "as the check of the whole vault finds");
	ok(has_text(&e, "item_title"), "and where");
	fixture_restore(&f, "twins");
	fixture_forget(&f);
}

/* With its collection, a title is found without a look at any other item. */
static void test_in_collection(void)
{
	struct session *s;
	int64_t inner;
	int64_t slash;
	int64_t altered;
	char where[64];

	fixture_restore(&f, "good");
	fixture_forget(&f);
	s = fixture_open(&f, 1);
	inner = fixture_item(s, 1, "dull");
	slash = fixture_item(s, 1, "General/dull");
	altered = fixture_item(s, fixture_collection(s, "Other", false), "Altered");
	is_int(find(s, "General/dull", RC_OK), inner, "the collection comes before a slash");
	is_int(find(s, "General/dull", RC_OK), inner, "whose name is opened once, and kept");
	is_int(find(s, "general/GENERAL/dull", RC_OK), slash, "in a title of it, too");
	session_close(s);
	snprintf(where, sizeof where, "id=%lld", (long long)altered);
	fixture_flip(&f, "item", "overview", where);
	s = fixture_open(&f, 1);
	is_int(find(s, "General/HMRC VAT", RC_OK), 3, "where another item is altered");
	session_close(s);
	s = fixture_open(&f, 1);
	is_int(find(s, "General/nothing", RC_TAMPER), 0, "which a miss has to look at");
	session_close(s);
}

/* walks */

static enum rc add_version(void *arg, struct item *it, struct err *e)
{
	struct session *s = arg;

	return item_edit(s, it, &it->content, NULL, e);
}

static enum rc count(void *arg, struct item *it, struct err *e)
{
	(void)it;
	(void)e;
	++*(int *)arg;
	return RC_OK;
}

static void test_walk(void)
{
	struct session *s = fixture_open(&f, 1);
	struct err e;
	int n = 0;
	int after = 0;

	for (int i = 0; i < 70; i++) {
		char title[32];

		snprintf(title, sizeof title, "Item %d", i);
		if (i % 35 == 0)
			must(session_begin(s, &e), &e, "begin");
		struct content c;
		int64_t id;

		fixture_content(&c, title, "x");
		must(item_add_new(&id, s, 1, &c, NULL, &e), &e, "add");
		content_finish(&c);
		if (i % 35 == 34)
			must(session_commit(s, &e), &e, "commit");
	}
	must(session_begin(s, &e), &e, "begin");
	must(item_walk(s, 1, count, &n, &e), &e, "walk");
	must(item_walk(s, 1, add_version, s, &e), &e, "a walk that writes");
	must(item_walk(s, 1, count, &after, &e), &e, "walk");
	must(session_commit(s, &e), &e, "commit");
	is_int(n, session_roster(s)->collections[0].items, "a walk sees every item");
	is_int(after, n, "once, whatever is written meanwhile");
	session_close(s);
	is_int(verify(&e), RC_OK, "and all is well");
}

int main(void)
{
	fixture_init(&f);
	test_find();
	test_write();
	test_tamper();
	test_older_version();
	test_doctored();
	test_hidden_twin();
	test_walk();
	test_in_collection();
	fixture_finish(&f);
	return tap_done();
}
