#include <stdlib.h>

#include "fixture.h"
#include "tap.h"
#include "vault/collection.h"
#include "vault/departed.h"
#include "vault/grant.h"
#include "vault/item.h"
#include "vault/member.h"

static struct fixture f;

/* Who knows item id and can open it no more; the session stays open. */
static struct departed ask(struct session *s, int64_t id)
{
	struct departed *list = NULL;
	struct departed d = {0};
	struct err e = {0};
	size_t n = 0;

	must(departed_read(&list, &n, s, &e), &e, "departed");
	is_int((long long)n, session_roster(s)->items, "there is a line for each item");
	if (id <= (int64_t)n)
		d = list[id - 1];
	free(list);
	return d;
}

static void is_departed(
    struct session *s, int64_t id, int64_t member, bool others, const char *name)
{
	struct departed d = ask(s, id);

	ok(d.member == member && d.others == others, "%s (%lld%s)", name, (long long)d.member,
	    d.others ? " and others" : "");
	ok((d.until_ms > 0) == (member != 0), "and until when");
}

static void edit(struct session *s, int64_t id, const char *title, const char *password)
{
	struct content c;
	struct item it = {0};
	struct err e = {0};

	fixture_content(&c, title, password);
	must(session_begin(s, &e), &e, "begin");
	must(item_get(&it, s, id, &e), &e, "get");
	must(item_open_unseen(&it, s, &e), &e, "open");
	must(item_edit(s, &it, &c, NULL, &e), &e, "edit");
	must(session_commit(s, &e), &e, "commit");
	item_finish(&it);
	content_finish(&c);
}

static void revoke(struct session *s, int64_t collection, int64_t member)
{
	struct err e = {0};

	must(session_begin(s, &e), &e, "begin");
	must(grant_remove(s, collection, member, &e), &e, "revoke");
	must(session_commit(s, &e), &e, "commit");
}

static void move(struct session *s, int64_t id, int64_t collection)
{
	struct item it = {0};
	struct err e = {0};

	must(session_begin(s, &e), &e, "begin");
	must(item_get(&it, s, id, &e), &e, "get");
	must(item_move(s, &it, collection, NULL, &e), &e, "move");
	must(session_commit(s, &e), &e, "commit");
	item_finish(&it);
}

int main(void)
{
	struct session *s;
	int64_t one, two, ann, bob, other;

	fixture_init(&f);
	s = fixture_create(&f);
	ann = fixture_member(&f, s, "Ann", ROLE_COUNCILLOR);
	bob = fixture_member(&f, s, "Bob", ROLE_COUNCILLOR);
	session_close(s);
	s = fixture_open(&f, 1);
	is_int((long long)session_roster(s)->items, 0, "no item yet");
	one = fixture_item(s, 1, "One");
	is_departed(s, one, 0, false, "nobody else ever held it");
	fixture_grant(s, 1, ann, false);
	two = fixture_item(s, 1, "Two");
	is_departed(s, one, 0, false, "who holds it is there still");
	revoke(s, 1, ann);
	is_departed(s, one, ann, false, "a grant that was taken back");
	is_departed(s, two, ann, false, "of an item that came after the grant, too");
	edit(s, one, "One", "another");
	is_departed(s, one, 0, false, "a new password");
	edit(s, two, "Two of them", "secret");
	fixture_grant(s, 1, bob, false);
	fixture_grant(s, 1, ann, false);
	revoke(s, 1, ann);
	is_departed(s, one, ann, false, "granted and taken back again");
	edit(s, one, "One", "yet another");
	revoke(s, 1, bob);
	is_departed(s, one, bob, false, "only since the password came");
	edit(s, one, "One and all", "yet another");
	is_departed(s, one, bob, false, "a new title changes nothing");

	other = fixture_collection(s, "Other", false);
	edit(s, two, "Two", "once more");
	is_departed(s, two, 0, false, "nobody");
	fixture_grant(s, 1, ann, false);
	fixture_grant(s, 1, bob, false);
	move(s, two, other);
	is_departed(s, two, bob, true, "moved away from two who could open it");
	fixture_grant(s, other, bob, false);
	is_departed(s, two, ann, false, "one of whom can there as well");
	fixture_grant(s, other, ann, false);
	is_departed(s, two, 0, false, "and then both");
	edit(s, two, "Two", "last of all");
	revoke(s, 1, ann);
	revoke(s, other, ann);
	is_departed(s, two, ann, false, "who held two collections, and holds none");
	two = fixture_item(s, 1, "Three");
	move(s, two, fixture_collection(s, "Third", false));
	edit(s, two, "Three", "came after the move");
	is_departed(s, two, 0, false, "who held where it was before its password came");
	session_close(s);
	fixture_finish(&f);
	return tap_done();
}
