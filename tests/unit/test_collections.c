/* collections: keys by generation, grants, seals, and what a revoke takes away. */
#include "vault/collection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "collection_int.h"
#include "crypto/box.h"
#include "crypto/hash.h"
#include "crypto/seal.h"
#include "crypto/secret.h"
#include "fixture.h"
#include "session_int.h"
#include "tap.h"
#include "vault/audit.h"
#include "vault/check.h"
#include "vault/grant.h"
#include "vault/item.h"
#include "vault/row.h"

static struct fixture f;
static int64_t chair, councillor, auditor, second;

static void test_add(void)
{
	static const char *const BAD[] = {"", "#1", "a/b", "a\nb", "\xFF"};
	struct session *s = fixture_begin(&f, 1);
	struct err e;
	int64_t id;
	int64_t found;

	for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++)
		is_int(
		    collection_add(&id, s, BAD[i], true, &e), RC_INPUT, "a name that is none");
	is_int(collection_add(&id, s, "GENERAL", true, &e), RC_EXISTS,
	    "one that is taken, in any case");
	is_int(collection_add(&id, s, "Personnel", false, &e), RC_OK, "a private one");
	is_int(id, 2, "is the second");
	ok(roster_grant(session_roster(s), id, 1)->edit, "granted to its maker, with edit");
	is_int(collection_find(&found, s, "personnel", true, &e) + found, 2, "found by name");
	is_int(collection_find(&found, s, "#2", true, &e) + found, 2, "and by number");
	is_int(collection_find(&found, s, "#3", true, &e), RC_NOTFOUND, "no such number");
	is_int(collection_find(&found, s, "#2x", true, &e), RC_NOTFOUND, "no number");
	is_int(collection_find(&found, s, "Else", true, &e), RC_NOTFOUND, "no such name");
	fixture_end(s);
	s = fixture_begin(&f, councillor);
	is_int(
	    collection_find(&found, s, "#2", true, &e), RC_REFUSED, "not granted, by number");
	must(session_begin(s, &e), &e, "begin");
	is_int(collection_find(&found, s, "Personnel", true, &e), RC_REFUSED, "by name");
	must(session_begin(s, &e), &e, "begin");
	is_int(collection_find(&found, s, "No such thing", true, &e), RC_REFUSED,
	    "and one that there is not looks the same");
	session_close(s);
}

static void test_grant(void)
{
	struct session *s = fixture_begin(&f, 1);
	struct err e;

	is_int(grant_add(s, 1, auditor, false, &e), RC_REFUSED, "an auditor holds no grant");
	is_int(grant_add(s, 1, chair, true, &e), RC_REFUSED, "a chair does not edit");
	is_int(grant_add(s, 1, chair, false, &e), RC_OK, "but reads");
	is_int(grant_add(s, 1, chair, false, &e), RC_EXISTS, "once");
	is_int(grant_add(s, 1, councillor, false, &e), RC_OK, "a councillor reads");
	is_int(grant_add(s, 1, councillor, true, &e), RC_OK, "and then edits");
	is_int(grant_add(s, 9, councillor, true, &e), RC_REFUSED, "a collection that is none");
	is_int(grant_remove(s, 2, councillor, &e), RC_NOTFOUND, "a grant that is none");
	is_int(grant_remove(s, 1, 1, &e), RC_REFUSED, "the last clerk's stays");
	is_int(grant_log(s, chair, &e), RC_EXISTS, "a chair reads the log already");
	is_int(grant_log(s, councillor, &e), RC_OK, "a councillor may be let");
	fixture_end(s);
	s = fixture_begin(&f, second);
	is_int(grant_add(s, 1, second, true, &e), RC_REFUSED,
	    "a clerk without the key grants nothing");
	session_close(s);
	s = fixture_begin(&f, councillor);
	is_int(grant_add(s, 2, councillor, true, &e), RC_REFUSED, "nor does a councillor");
	is_int(audit_record_view(s, &e), RC_OK, "who may look at the log");
	fixture_end(s);
	s = fixture_begin(&f, 1);
	must(check_seals(s, &e), &e, "check_seals");
	ok(true, "every seal opens what it should");
	session_close(s);
}

/* revoking */

/* All that a councillor could carry away: own keys, and every key they held. */
struct loot {
	uint8_t seal_public[SEAL_KEY];
	uint8_t seal_secret[SEAL_KEY];
	uint8_t ck[SEAL_KEY];
	int64_t generation;
};

static void carry_away(struct loot *loot)
{
	struct session *s = fixture_open(&f, councillor);
	const struct secret *key;
	struct err e;

	must(collection_key(&key, s, 1, 0, &e), &e, "key");
	memcpy(loot->ck, key->p, SEAL_KEY);
	memcpy(loot->seal_public, s->me->keys.seal, SEAL_KEY);
	memcpy(loot->seal_secret, s->me->seal->p, SEAL_KEY);
	loot->generation = roster_collection(session_roster(s), 1)->generation;
	session_close(s);
}

static enum rc try_seal(void *arg, const void *row, struct err *e)
{
	const struct loot *loot = arg;
	const struct seal_row *r = row;
	uint8_t key[SEAL_KEY];

	if (slice_eq_str(r->kind, "collection") && r->generation > loot->generation &&
	    r->sealed.n == SEAL_SIZE &&
	    seal_key_open(key, r->sealed.p, loot->seal_public, loot->seal_secret))
		return err_set(e, RC_FAIL, "a seal of the new key opened");
	return RC_OK;
}

/* The derived keys of an item, as item.c makes them. */
static void item_key(
    uint8_t key[BOX_KEY], const uint8_t *ck, const char *purpose, int64_t id, int64_t version)
{
	uint8_t message[64];
	struct buf b;

	buf_init_fixed(&b, message, sizeof message);
	put_str(&b, purpose);
	put_i64(&b, id);
	put_i64(&b, version);
	if (strcmp(purpose, "secret") == 0)
		put_bytes(&b, NULL, 0);
	blake2b_keyed(key, BOX_KEY, ck, slice_of(message, b.n));
}

static bool opens(const struct loot *loot, const struct item_row *row, const uint8_t *vault_id,
    const char *purpose)
{
	const struct box_place at = {.purpose = purpose,
	    .vault_id = vault_id,
	    .kind = "item",
	    .id = row->id,
	    .version = row->version,
	    .generation = row->generation};
	struct slice box = strcmp(purpose, "secret") == 0 ? row->secret : row->overview;
	uint8_t *plain = malloc(box.n);
	uint8_t key[BOX_KEY];
	bool good;

	item_key(key, loot->ck, purpose, row->id, row->version);
	good = box_open(plain, key, &at, box);
	free(plain);
	return good;
}

static void check_item(
    const struct loot *loot, struct session *s, int64_t id, bool want, const char *name)
{
	struct item_row row;
	struct err e;

	must(store_item_get(&row, s->store, id, 1, &e), &e, "row");
	ok(opens(loot, &row, session_vault_id(s), "overview") == want &&
		opens(loot, &row, session_vault_id(s), "secret") == want,
	    "%s %s with the old keys", name, want ? "opens" : "does not open");
	item_row_finish(&row);
}

static bool opens_generation(const struct loot *loot, struct session *s, const char *purpose)
{
	struct generation_row row;
	struct box_place at = {.purpose = purpose,
	    .vault_id = session_vault_id(s),
	    .kind = "generation",
	    .id = 1,
	    .generation = loot->generation + 1};
	uint8_t plain[256];
	bool good;
	struct err e;

	must(store_generation_get(&row, s->store, 1, loot->generation + 1, &e), &e, "row");
	good = box_open(plain, loot->ck, &at,
	    strcmp(purpose, "previous key") == 0 ? row.previous : row.name);
	generation_row_finish(&row);
	return good;
}

static void test_revoke(void)
{
	struct session *s = fixture_open(&f, 1);
	int64_t before = fixture_item(s, 1, "Before");
	int64_t after;
	struct loot loot;
	const struct secret *key;
	struct item it = {0};
	struct seal_row row;
	struct err e;

	carry_away(&loot);
	check_item(&loot, s, before, true, "an item");
	must(session_begin(s, &e), &e, "begin");
	is_int(grant_remove(s, 1, councillor, &e), RC_OK, "a grant is taken back");
	must(session_commit(s, &e), &e, "commit");
	after = fixture_item(s, 1, "After");
	check_item(&loot, s, after, false, "an item added after it");
	check_item(&loot, s, before, false, "one that was there, as it is now,");
	is_int(store_seal_each(s->store, try_seal, &loot, &e), RC_OK, "no new seal opens");
	is_int(store_seal_get(
		   &row, s->store, "collection", 1, loot.generation + 1, councillor, &e),
	    RC_NOTFOUND, "the member has none");
	ok(!opens_generation(&loot, s, "previous key") &&
		!opens_generation(&loot, s, "collection name"),
	    "nor does the row of the new key");
	session_close(s);
	s = fixture_begin(&f, councillor);
	is_int(collection_key(&key, s, 1, 0, &e), RC_REFUSED, "the program gives them nothing");
	session_close(s);
	s = fixture_begin(&f, chair);
	is_int(item_find(&it, s, "After", &e), RC_OK, "others go on as before");
	item_finish(&it);
	must(check_seals(s, &e), &e, "seals");
	session_close(s);
	wipe(&loot, sizeof loot);
}

/* An old version, under the key of an old generation. */
static void test_generations(void)
{
	struct session *s = fixture_begin(&f, 1);
	const struct secret *first;
	const struct secret *newest;
	struct buf name = {0};
	struct err e;

	is_int(
	    collection_key(&first, s, 1, 1, &e), RC_OK, "the first key opens from the newest");
	is_int(collection_key(&newest, s, 1, 0, &e), RC_OK, "which is another");
	ok(!equal_ct(first->p, newest->p, SEAL_KEY), "indeed");
	is_int(collection_key(&newest, s, 1, 99, &e), RC_TAMPER, "there is no 99th");
	must(collection_name(&name, s, 1, &e), &e, "name");
	is_str(buf_cstr(&name), FIRST_COLLECTION, "the name is kept");
	buf_finish(&name);
	session_close(s);
}

/* rows that are not what was recorded */

static void tampered(const char *sql, const char *name)
{
	struct audit_report report;
	struct session *s;
	struct item it = {0};
	struct err e = {0};
	struct err v = {0};
	enum rc rc;

	fixture_save(&f, "good");
	fixture_sql(&f, sql);
	s = fixture_begin(&f, chair);
	rc = item_find(&it, s, "After", &e);
	item_finish(&it);
	session_close(s);
	must(session_open(&s, &f.options, &v), &v, "open");
	ok(rc == RC_TAMPER && audit_verify(&report, s, &v) == RC_TAMPER, "%s: %s; %s", name,
	    e.text, v.text);
	session_close(s);
	fixture_restore(&f, "good");
}

static void test_tamper(void)
{
	char swap[400];

	snprintf(swap, sizeof swap,
	    "UPDATE seal SET sealed=(SELECT sealed FROM seal WHERE kind='collection' AND "
	    "generation=1 AND member=%lld) WHERE kind='collection' AND id=1 AND generation=2 "
	    "AND "
	    "member=%lld",
	    (long long)chair, (long long)chair);
	tampered(swap, "the seal of an older key");
	snprintf(swap, sizeof swap,
	    "UPDATE seal SET sealed=(SELECT sealed FROM seal WHERE kind='collection' AND id=1 "
	    "AND "
	    "generation=2 AND member=1) WHERE kind='collection' AND id=1 AND generation=2 AND "
	    "member=%lld",
	    (long long)chair);
	tampered(swap, "the seal of another member");
	tampered("UPDATE seal SET sealed=zeroblob(80) WHERE kind='collection'", "no seal");
	tampered("UPDATE seal SET sealed=x'' WHERE kind='collection'", "an empty seal");
	tampered(
	    "DELETE FROM seal WHERE kind='collection' AND generation=2", "seals that are gone");
	tampered("UPDATE item SET generation=1 WHERE generation=2", "items of an older key");
}

/* A clerk who seals another key, and signs that it is the one. */
static void test_wrong_key(void)
{
	struct secret *wrong = secret_new(SEAL_KEY);
	struct session *s = fixture_begin(&f, 1);
	const struct secret *key;
	struct err e;

	fixture_save(&f, "good");
	must(sealed_write(s, ACT_GRANT_ADD, SUB_COLLECTION, 1, 2, chair, false, wrong, &e), &e,
	    "sealed_write");
	is_int(check_seals(s, &e), RC_TAMPER,
	    "a seal of a wrong key is found by who has the right one");
	fixture_end(s);
	s = fixture_begin(&f, chair);
	is_int(collection_key(&key, s, 1, 0, &e), RC_TAMPER, "and not taken by who gets it");
	ok(has_text(&e, "commits to"), "and why");
	session_close(s);
	fixture_restore(&f, "good");
	fixture_forget(&f);
	secret_free(wrong);
}

/* An item that its author, who may edit, sealed so that it opens for nobody. */
static int64_t plant_item(struct session *s, bool overview)
{
	const int64_t id = session_roster(s)->items + 1;
	const struct collection *c = roster_collection(session_roster(s), 1);
	const struct public_item p = {.collection = 1, .generation = c->generation};
	struct item_row row = {
	    .id = id, .version = 1, .collection = 1, .generation = c->generation};
	struct buf public = {0};
	uint8_t digest[HASH_SIZE];
	struct item_row other;
	struct err e;

	/* The boxes of another item open in its own place only. */
	must(store_item_get(&other, s->store, 1, 1, &e), &e, "row");
	row.title = other.title;
	row.overview = overview ? slice_str("noise") : other.overview;
	row.secret = other.secret;
	row_digest_item(digest, &row);
	public_put_item(&public, &p);
	must(audit_append(s,
		 &(struct draft){.action = ACT_ITEM_ADD,
		     .kind = SUB_ITEM,
		     .subject = id,
		     .version = 1,
		     .digest = digest,
		     .public = buf_slice(&public)},
		 &e),
	    &e, "append");
	must(store_item_put(s->store, &row, &e), &e, "put");
	item_row_finish(&other);
	buf_finish(&public);
	return id;
}

static void test_unreadable(void)
{
	struct session *s = fixture_open(&f, 1);
	struct item it = {0};
	int64_t generation;
	int64_t id[2];
	struct err e;

	fixture_grant(s, 1, councillor, true);
	session_close(s);
	s = fixture_begin(&f, councillor);
	id[0] = plant_item(s, true);
	id[1] = plant_item(s, false);
	fixture_end(s);
	s = fixture_begin(&f, 1);
	generation = roster_collection(session_roster(s), 1)->generation;
	is_int(grant_remove(s, 1, councillor, &e), RC_OK,
	    "items that open for nobody keep no grant from being taken back");
	is_int(roster_collection(session_roster(s), 1)->generation, generation + 1,
	    "nor a new key from being made");
	is_int(item_find(&it, s, "After", &e), RC_OK, "nor others from being found");
	item_finish(&it);
	for (size_t i = 0; i < 2; i++) {
		must(item_get(&it, s, id[i], &e), &e, "get");
		is_int(item_open_unseen(&it, s, &e), RC_TAMPER, "they are not opened");
		is_int(item_open_unseen(&it, s, &e), RC_TAMPER, "however often it is tried");
		is_int(item_remove(s, &it, "noise", &e), RC_OK, "but removed");
		item_finish(&it);
	}
	fixture_end(s);
	fixture_sound(&f, "and the vault is sound");
}

static enum rc count(void *arg, const struct audit_entry *entry, struct err *e)
{
	(void)e;
	*(int *)arg += entry->opened ? 1 : 0;
	*(int *)arg += entry->fault != NULL ? 1000 : 0;
	return RC_OK;
}

/* A clerk who seals a wrong key of every period to another reader. */
static void test_wrong_period(void)
{
	struct secret *wrong = secret_new(SEAL_KEY);
	struct session *s = fixture_begin(&f, second);
	const struct audit_filter all = {0};
	int opened = 0;
	struct err e;

	for (size_t i = 1; i <= session_roster(s)->n_periods; i++)
		must(sealed_write(
			 s, ACT_GRANT_ADD, SUB_PERIOD, (int64_t)i, 0, 1, false, wrong, &e),
		    &e, "sealed_write");
	fixture_end(s);
	s = fixture_open(&f, 1);
	is_int(audit_read(s, &all, count, &opened, &e), RC_OK, "leaves the log to be read");
	is_int(opened, 0, "without the details of its period");
	session_close(s);
	s = fixture_open(&f, auditor);
	is_int(audit_read(s, &all, count, &opened, &e), RC_OK, "which others");
	ok(opened > 0 && opened < 1000, "still open");
	session_close(s);
	secret_free(wrong);
}

static void setup(void)
{
	struct session *s = fixture_create(&f);

	chair = fixture_member(&f, s, "Chair", ROLE_CHAIR);
	councillor = fixture_member(&f, s, "Councillor", ROLE_COUNCILLOR);
	auditor = fixture_member(&f, s, "Auditor", ROLE_AUDITOR);
	second = fixture_member(&f, s, "Second", ROLE_CLERK);
	session_close(s);
}

int main(void)
{
	size_t live;

	fixture_init(&f);
	live = secret_live();
	setup();
	test_add();
	test_grant();
	test_revoke();
	test_generations();
	test_tamper();
	test_wrong_key();
	test_unreadable();
	test_wrong_period();
	is_int((long long)secret_live(), (long long)live, "no secret is left in memory");
	fixture_finish(&f);
	return tap_done();
}
