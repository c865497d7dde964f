/* versions: moved, restored and removed items, and what the log says of them. */
#include "vault/version.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "fixture.h"
#include "item_int.h"
#include "tap.h"
#include "vault/audit.h"
#include "vault/collection.h"
#include "vault/grant.h"
#include "vault/history.h"
#include "vault/row.h"
#include "vault/secret_versions.h"

static struct fixture f;
/* One holds the first collection alone, one the second; the auditor none. */
static int64_t first, second, auditor;
static int64_t office, bank, staff;

static void setup(void)
{
	struct session *s = fixture_create(&f);

	first = fixture_member(&f, s, "First", ROLE_COUNCILLOR);
	second = fixture_member(&f, s, "Second", ROLE_COUNCILLOR);
	auditor = fixture_member(&f, s, "Auditor", ROLE_AUDITOR);
	office = fixture_collection(s, "Office", false);
	fixture_grant(s, 1, first, true);
	fixture_grant(s, office, second, true);
	bank = fixture_item(s, 1, "Bank");
	staff = fixture_item(s, 1, "Staff");
	session_close(s);
}

/* moving */

static void can_get(int64_t member, int64_t version, enum rc want, const char *name)
{
	struct session *s = fixture_begin(&f, member);
	struct item it = {0};
	struct err e;

	is_int(version_get(&it, s, bank, version, &e), want, name);
	if (want == RC_OK)
		is_int(item_open_unseen(&it, s, &e), RC_OK, "with its secret");
	item_finish(&it);
	fixture_end(s);
}

/* The box itself, with the key that the holder of another collection has. */
static void test_other_key(void)
{
	struct session *s = fixture_begin(&f, first);
	struct item_row row = {0};
	struct box_place at;
	const struct secret *ck;
	uint8_t key[ITEM_KEY];
	uint8_t *plain;
	struct err e;

	must(collection_key(&ck, s, 1, 0, &e), &e, "key");
	must(store_item_get(&row, s->store, bank, 2, &e), &e, "row");
	plain = malloc(box_plain_size(row.overview) + 1);
	at = item_place(s, "overview", &row);
	item_key(key, ck, "overview", bank, 2);
	ok(!box_open(plain, key, &at, row.overview),
	    "the key of the old collection does not open the new version");
	free(plain);
	item_row_finish(&row);
	fixture_end(s);
}

static void test_move(void)
{
	struct session *s = fixture_begin(&f, 1);
	struct item it = {0};
	struct item to = {0};
	int64_t updated;
	struct err e;

	must(item_find(&it, s, "Bank", &e), &e, "find");
	updated = it.updated_ms;
	is_int(item_move(s, &it, 1, NULL, &e), RC_EXISTS, "to where it is");
	ok(has_text(&e, "is in that collection already"), "and why");
	is_int(item_move(s, &it, office, "why", &e), RC_OK, "to another collection");
	must(item_find(&to, s, "Office/Bank", &e), &e, "find");
	ok(to.id == bank && to.version == 2 && to.updated_ms == updated, "a version more");
	must(item_open_unseen(&to, s, &e), &e, "open");
	ok(content_eq(&it.content, &to.content), "of the same content");
	item_finish(&it);
	item_finish(&to);
	is_int(item_find(&it, s, "General/Bank", &e), RC_NOTFOUND, "gone from where it was");
	fixture_end(s);
	can_get(first, 1, RC_OK, "who holds the old one alone opens the older version");
	can_get(first, 2, RC_REFUSED, "and not the newer");
	can_get(second, 2, RC_OK, "who holds the new one alone opens the newer");
	can_get(second, 1, RC_REFUSED, "and not the older");
	can_get(1, 1, RC_OK, "who holds both opens both");
	test_other_key();
}

static void test_move_title(void)
{
	struct session *s = fixture_open(&f, 1);
	struct item it = {0};
	struct err e;

	fixture_item(s, office, "STAFF");
	must(session_begin(s, &e), &e, "begin");
	must(item_find(&it, s, "General/Staff", &e), &e, "find");
	is_int(item_move(s, &it, office, NULL, &e), RC_EXISTS,
	    "to where the title is taken, in any case");
	ok(has_text(&e, "--title"), "and what to do");
	item_finish(&it);
	must(item_get(&it, s, staff, &e), &e, "get");
	is_int(it.version * 10 + it.collection, 11, "nothing was moved");
	item_finish(&it);
	fixture_end(s);
}

/* finding */

static void find(int64_t member, const char *text, bool to_restore, enum rc want, int64_t id)
{
	struct session *s = fixture_begin(&f, member);
	struct err e = {0};
	int64_t found = 0;
	enum rc rc = version_find(&found, s, text, to_restore, &e);

	ok(rc == want && (rc != RC_OK || found == id), "\"%s\" to %s: %d, #%lld (%s)", text,
	    to_restore ? "restore" : "look", rc, (long long)found, rc == RC_OK ? "" : e.text);
	fixture_end(s);
}

static void remove_item(struct session *s, int64_t id)
{
	struct item it = {0};
	struct err e;

	must(session_begin(s, &e), &e, "begin");
	must(item_get(&it, s, id, &e), &e, "get");
	must(item_remove(s, &it, NULL, &e), &e, "remove");
	must(session_commit(s, &e), &e, "commit");
	item_finish(&it);
}

static void test_find(void)
{
	struct session *s = fixture_open(&f, 1);
	int64_t old = fixture_item(s, 1, "Website");
	int64_t other;
	int64_t live;

	remove_item(s, old);
	live = fixture_item(s, 1, "Website builder");
	session_close(s);
	find(1, "Website", false, RC_OK, old);
	find(1, "website", true, RC_OK, old);
	find(1, "builder", false, RC_OK, live);
	find(1, "Web", false, RC_OK, live);
	find(1, "General/website", true, RC_OK, old);
	find(1, "Office/website", true, RC_NOTFOUND, 0);
	find(1, "Nothing", false, RC_NOTFOUND, 0);
	find(1, "", false, RC_INPUT, 0);
	find(second, "Website", false, RC_NOTFOUND, 0);
	find(second, "#2", false, RC_REFUSED, 0);
	find(second, "General/Website", false, RC_REFUSED, 0);
	find(auditor, "Website", false, RC_NOTFOUND, 0);
	find(auditor, "#1", false, RC_OK, 1);
	find(auditor, "#1", true, RC_REFUSED, 0);
	find(1, "#1x", false, RC_NOTFOUND, 0);
	find(1, "#99", false, RC_NOTFOUND, 0);

	s = fixture_open(&f, 1);
	other = fixture_item(s, 1, "Website");
	session_close(s);
	find(1, "Website", false, RC_OK, other);
	find(1, "Website", true, RC_OK, old);
	s = fixture_open(&f, 1);
	remove_item(s, other);
	session_close(s);
	find(1, "Website", false, RC_USAGE, 0);
}

/* restoring */

static enum rc restore(int64_t member, int64_t id, int64_t version, struct err *e)
{
	struct session *s = fixture_begin(&f, member);
	struct item old = {0};
	int64_t made = 0;
	int64_t in = 0;
	enum rc rc = version_to_restore(&old, s, id, version, e);

	if (rc == RC_OK)
		rc = item_restore(&made, &in, s, &old, NULL, e);
	item_finish(&old);
	fixture_end(s);
	return rc;
}

static void edit(int64_t id, const char *title, const char *password)
{
	struct session *s = fixture_begin(&f, 1);
	struct item it = {0};
	struct content c;
	struct err e;

	must(item_get(&it, s, id, &e), &e, "get");
	fixture_content(&c, title, password);
	must(item_edit(s, &it, &c, NULL, &e), &e, "edit");
	content_finish(&c);
	item_finish(&it);
	fixture_end(s);
}

static bool has_password(int64_t id, int64_t version, const char *password)
{
	struct session *s = fixture_begin(&f, 1);
	struct item it = {0};
	struct err e;
	bool same;

	must(item_get(&it, s, id, &e), &e, "get");
	must(item_open_unseen(&it, s, &e), &e, "open");
	same = it.version == version &&
	       slice_eq_str(content_field(&it.content, slice_str("password"))->value, password);
	item_finish(&it);
	fixture_end(s);
	return same;
}

static void test_restore(void)
{
	struct session *s = fixture_open(&f, 1);
	int64_t id = fixture_item(s, 1, "Router");
	int64_t taken;
	struct err e;

	session_close(s);
	is_int(restore(1, id, 0, &e), RC_NOTFOUND, "nothing older");
	edit(id, "Router", "two");
	edit(id, "Router", "three");
	is_int(restore(1, id, 3, &e), RC_EXISTS, "the newest");
	is_int(restore(1, id, 4, &e), RC_NOTFOUND, "none");
	is_int(restore(1, id, 0, &e), RC_OK, "the one before");
	ok(has_password(id, 4, "two"), "comes back as a new version");
	is_int(restore(1, id, 3, &e), RC_OK, "one by its number");
	ok(has_password(id, 5, "three"), "comes back too");
	is_int(restore(second, id, 2, &e), RC_REFUSED, "not by who may not change it");

	s = fixture_open(&f, 1);
	remove_item(s, id);
	session_close(s);
	is_int(restore(1, id, 6, &e), RC_NOTFOUND, "the removal");
	ok(has_text(&e, "removal"), "is no version to restore");
	s = fixture_open(&f, 1);
	taken = fixture_item(s, 1, "router");
	session_close(s);
	is_int(restore(1, id, 0, &e), RC_EXISTS, "not over another of its title");
	ok(has_text(&e, "--title"), "and what to do");
	edit(taken, "Other router", "x");
	is_int(restore(first, id, 0, &e), RC_OK, "after its removal");
	ok(has_password(id, 7, "three"), "the last before it");
	find(1, "General/Router", false, RC_OK, id);
}

/* Version 1 of the moved item lies where the second member holds nothing. */
static void test_restore_moved(void)
{
	struct err e;

	is_int(restore(second, bank, 1, &e), RC_REFUSED, "a version that was not granted");
	ok(has_text(&e, "on the audit log"), "which is recorded");
	is_int(restore(second, bank, 0, &e), RC_REFUSED, "also where it is the only one");
	is_int(restore(first, bank, 1, &e), RC_REFUSED, "nor by who holds only that one");
	is_int(restore(1, bank, 0, &e), RC_USAGE, "by default none of another collection");
	ok(has_text(&e, "--version 1"), "and how to say which");
	is_int(restore(1, bank, 1, &e), RC_OK, "who holds both may, by its number");
}

/* A version that opens for nobody, as its author made it. */
static void plant(int64_t id, int64_t version)
{
	struct session *s = fixture_begin(&f, first);
	const int64_t generation = roster_collection(session_roster(s), 1)->generation;
	const struct public_item p = {.collection = 1, .generation = generation};
	struct item_row row = {.id = id,
	    .version = version,
	    .collection = 1,
	    .generation = generation,
	    .title = slice_of("0123456789abcdef", TITLE_HASH),
	    .overview = slice_str("noise"),
	    .secret = slice_str("noise")};
	struct buf public = {0};
	uint8_t digest[HASH_SIZE];
	struct err e;

	row_digest_item(digest, &row);
	public_put_item(&public, &p);
	must(audit_append(s,
		 &(struct draft){.action = ACT_ITEM_EDIT,
		     .kind = SUB_ITEM,
		     .subject = id,
		     .version = version,
		     .digest = digest,
		     .public = buf_slice(&public)},
		 &e),
	    &e, "append");
	must(store_item_put(s->store, &row, &e), &e, "put");
	buf_finish(&public);
	fixture_end(s);
}

static void test_unreadable(void)
{
	struct session *s = fixture_open(&f, 1);
	int64_t id = fixture_item(s, 1, "Spoilt");
	struct item it = {0};
	struct err e;

	session_close(s);
	plant(id, 2);
	s = fixture_begin(&f, 1);
	must(item_get(&it, s, id, &e), &e, "get");
	is_int(item_move(s, &it, office, NULL, &e), RC_TAMPER, "what does not open stays");
	item_finish(&it);
	fixture_end(s);
	is_int(restore(1, id, 0, &e), RC_OK, "the version before it comes back");
	is_int(restore(1, id, 2, &e), RC_TAMPER, "it does not");
	ok(has_text(&e, "version 2") && has_text(&e, "opens for nobody"), "and why");
}

/* what the log says */

static void step(const struct history *h, size_t i, int64_t version, enum action action,
    int64_t member, int64_t collection, int64_t from)
{
	const struct history_step *x = &h->steps[i];

	ok(i < h->n && x->version == version && x->action == action && x->member == member &&
		x->collection == collection && x->from == from,
	    "step %zu: %s", i, action_name(action));
}

static void test_history(void)
{
	struct session *s = fixture_open(&f, auditor);
	struct history h;
	struct err e;

	must(history_read(&h, s, bank, &e), &e, "history");
	is_int((long long)h.n, 3, "three steps");
	step(&h, 0, 1, ACT_ITEM_ADD, 1, 1, 0);
	step(&h, 1, 2, ACT_ITEM_MOVE, 1, office, 1);
	step(&h, 2, 3, ACT_ITEM_RESTORE, 1, office, 0);
	history_finish(&h);
	must(history_read(&h, s, 99, &e), &e, "history");
	is_int((long long)h.n, 0, "none of no item");
	history_finish(&h);
	session_close(s);
}

static void reveal(int64_t member, int64_t id)
{
	struct session *s = fixture_begin(&f, member);
	struct item it = {0};
	struct err e;

	must(item_get(&it, s, id, &e), &e, "get");
	must(item_reveal(&it, s, "password", NULL, &e), &e, "reveal");
	item_finish(&it);
	fixture_end(s);
}

static const struct access_span *span(const struct access *a, int64_t member)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->spans[i].member == member)
			return &a->spans[i];
	return NULL;
}

static void who(struct access *a, int64_t id)
{
	struct session *s = fixture_begin(&f, 1);
	struct secret_versions v;
	struct err e;

	must(secret_versions_read(&v, s, id, &e), &e, "versions");
	must(session_commit(s, &e), &e, "commit");
	must(access_read(a, s, id, &v, &e), &e, "access");
	secret_versions_finish(&v);
	session_close(s);
}

static void test_access(void)
{
	struct session *s = fixture_open(&f, 1);
	int64_t id = fixture_item(s, 1, "Alarm");
	struct item it = {0};
	struct access a;
	struct err e;

	session_close(s);
	reveal(first, id);
	edit(id, "Alarm", "new");
	who(&a, id);
	ok(a.version == 2 && a.member == 1 && a.collection == 1 && a.n == 2,
	    "since the edit, two could");
	ok(span(&a, 1) != NULL && span(&a, first) != NULL, "the holders");
	ok(span(&a, first)->n_reveals == 0, "what was revealed before does not count");
	ok(!span(&a, first)->over && span(&a, first)->since_ms < a.changed_ms,
	    "a grant counts from when it was made");
	access_finish(&a);

	reveal(first, id);
	reveal(first, id);
	s = fixture_begin(&f, first);
	must(version_get(&it, s, id, 1, &e), &e, "get");
	must(item_reveal(&it, s, "password", NULL, &e), &e, "reveal");
	item_finish(&it);
	fixture_end(s);
	s = fixture_begin(&f, 1);
	must(item_get(&it, s, id, &e), &e, "get");
	must(item_move(s, &it, office, NULL, &e), &e, "move");
	item_finish(&it);
	fixture_end(s);
	reveal(second, id);
	who(&a, id);
	ok(a.version == 2 && a.collection == office, "a move is no change of what it says");
	is_int((long long)a.n, 3, "all who could");
	ok(span(&a, first)->over && span(&a, first)->n_reveals == 2,
	    "until the move, and not of an older version");
	ok(!span(&a, second)->over && span(&a, second)->n_reveals == 1, "and from then on");
	ok(!span(&a, 1)->over, "who holds both is there without a break");
	access_finish(&a);

	s = fixture_begin(&f, 1);
	must(grant_remove(s, office, second, &e), &e, "revoke");
	fixture_end(s);
	who(&a, id);
	ok(span(&a, second)->over && a.version == 2, "a revoke ends it, and is no change");
	access_finish(&a);
	s = fixture_open(&f, 1);
	fixture_grant(s, office, second, false);
	session_close(s);
	who(&a, id);
	is_int((long long)a.n, 4, "a grant anew is another time");
	access_finish(&a);

	s = fixture_open(&f, 1);
	remove_item(s, id);
	session_close(s);
	who(&a, id);
	ok(a.collection == 0 && span(&a, 1)->over, "a removal ends all");
	access_finish(&a);
	is_int(restore(1, id, 2, &e), RC_OK, "restored");
	who(&a, id);
	ok(a.version == 2 && a.n == 6, "a restore brings back who knows it");
	ok(span(&a, 1)->over && span(&a, first)->n_reveals == 2, "from when it was there");
	access_finish(&a);
}

/* The log is changed between the unlock and the reading. */
static void tampered(const char *sql, const char *name)
{
	struct session *s = fixture_open(&f, 1);
	const struct secret_versions v = {0};
	struct history h;
	struct access a;
	struct err e;

	fixture_sql(&f, sql);
	is_int(history_read(&h, s, bank, &e), RC_TAMPER, name);
	session_close(s);
	fixture_restore(&f, "good");
	s = fixture_open(&f, 1);
	fixture_sql(&f, sql);
	is_int(access_read(&a, s, bank, &v, &e), RC_TAMPER, name);
	session_close(s);
	fixture_restore(&f, "good");
}

static void test_tamper(void)
{
	fixture_save(&f, "good");
	tampered("UPDATE audit SET time_ms=time_ms+1 WHERE action='item.move'",
	    "a record that was altered");
	tampered("DELETE FROM audit WHERE seq > 20; DELETE FROM audit_detail WHERE seq > 20",
	    "a log that was cut");
}

int main(void)
{
	size_t live;

	fixture_init(&f);
	live = secret_live();
	setup();
	test_move();
	test_move_title();
	test_find();
	test_restore();
	test_restore_moved();
	test_unreadable();
	test_history();
	test_access();
	test_tamper();
	fixture_sound(&f, "and the vault is sound");
	is_int((long long)secret_live(), (long long)live, "no secret is left in memory");
	fixture_finish(&f);
	return tap_done();
}
