/* roster: roles and rights, growing lists, and its bytes. */
#include "vault/roster.h"

#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "fixture.h"
#include "tap.h"

static void test_names(void)
{
	is_int(role_of(slice_str("clerk")), ROLE_CLERK, "clerk");
	is_int(role_of(slice_str("auditor")), ROLE_AUDITOR, "auditor");
	is_int(role_of(slice_str("emergency")), ROLE_NONE, "the envelope is not a person");
	is_int(role_of(slice_str("")), ROLE_NONE, "no name is no role");
	is_int(role_of(slice_str("Clerk")), ROLE_NONE, "nor is another case");
	for (int r = ROLE_CLERK; r < ROLE_EMERGENCY; r++)
		is_int(role_of(slice_str(role_name((enum role)r))), r, "a name and back");
}

/* Rows: role; columns: administer, write, reveal, read log, seal, care. DESIGN's table. */
static void test_rights(void)
{
	static const bool MAY[ROLE_COUNT][6] = {
	    [ROLE_CLERK] = {true, true, true, true, true, true},
	    [ROLE_DEPUTY] = {false, true, true, true, true, true},
	    [ROLE_CHAIR] = {false, false, true, true, false, true},
	    [ROLE_COUNCILLOR] = {false, true, true, false, false, false},
	    [ROLE_AUDITOR] = {false, false, false, true, false, false},
	    [ROLE_EMERGENCY] = {false, false, true, false, false, false},
	};

	for (int role = ROLE_NONE; role < ROLE_COUNT; role++)
		for (int right = RIGHT_ADMINISTER; right <= RIGHT_CARE; right++) {
			struct member m = {.id = 1, .role = (enum role)role, .active = true};

			ok(roster_may(&m, (enum right)right) == MAY[role][right],
			    "role %d, right %d", role, right);
			m.active = false;
			ok(!roster_may(&m, (enum right)right), "and none once inactive");
		}
}

static void test_log_grant(void)
{
	struct member m = {.role = ROLE_COUNCILLOR, .active = true, .log = true};

	ok(roster_may(&m, RIGHT_READ_LOG), "a councillor who was granted the log reads it");
	ok(!roster_may(&m, RIGHT_ADMINISTER), "and no more than that");
	ok(roster_may_hold(&m, true) && roster_may_hold(&m, false),
	    "holds grants of both kinds");
	m.role = ROLE_CHAIR;
	ok(roster_may_hold(&m, false) && !roster_may_hold(&m, true), "a chair does not edit");
	m.role = ROLE_AUDITOR;
	ok(!roster_may_hold(&m, false), "an auditor holds none");
}

enum { MANY = 50 };

static void fill(struct roster *r)
{
	struct err e;

	for (uint8_t i = 0; i < MANY; i++) {
		struct member m = {.id = i + 1,
		    .role = ROLE_COUNCILLOR,
		    .active = i % 2 == 0,
		    .must_change = i % 3 == 0,
		    .log = i % 5 == 0,
		    .failures = i,
		    .reset = 40 + i,
		    .keys = {.sign = {i}, .seal = {(uint8_t)~i}}};
		const struct period p = {
		    .quarter = 20260 + i, .key = {i}, .by_envelope = i % 2 == 1};
		const struct grant g = {
		    .collection = i + 1, .member = i + 1, .generation = 1, .edit = true};
		const uint8_t commitment[COMMITMENT] = {i};
		char name[2] = {(char)('A' + i), '\0'};

		must(roster_add_member(r, &m, slice_str(name), &e), &e, "member");
		must(roster_add_period(r, &p, &e), &e, "period");
		must(roster_add_collection(r, i % 2 == 0, commitment, &e), &e, "collection");
		for (uint8_t k = 0; k < i; k++)
			must(roster_add_generation(roster_collection(r, i + 1), commitment, &e),
			    &e, "generation");
		must(roster_set_grant(r, &g, &e), &e, "grant");
		must(roster_set_policy(r, &(struct policy){.set_ms = i, .actor = 1},
			 slice_str(name), slice_str("x"), &e),
		    &e, "policy");
		must(roster_add_restore(r,
			 &(struct restore){.seq = i + 1,
			     .time_ms = 5 + i,
			     .actor = 1,
			     .sig = {i},
			     .size = 9 + i,
			     .leaf = {(uint8_t)~i}},
			 &e),
		    &e, "restore");
		must(roster_add_old_sheets(r,
			 &(struct old_sheets){.serial = i, .sheet_id = 7u + i, .void_ms = 3},
			 &e),
		    &e, "old sheets");
		must(roster_add_revealed(r,
			 &(struct revealed){.item = i,
			     .version = 2,
			     .time_ms = 9,
			     .serial = 1,
			     .done = i % 2 == 0},
			 &e),
		    &e, "revealed");
		r->collections[i].items = i;
		r->collections[i].orphaned = i % 4 == 0;
		r->collections[i].exposed = i % 3 == 0;
		r->collections[i].broken_ms = 21;
		r->members[i].failures = 22;
		r->members[i].unseen = 23;
		r->members[i].unseen_ms = 24;
		r->members[i].unlocked_ms = 28;
		r->members[i].added_ms = 25;
		r->members[i].left_ms = 26;
	}
	r->items = MANY * MANY;
	r->attachments = 31;
	r->period_stale = true;
	r->envelope = (struct envelope){.serial = 2,
	    .member = 3,
	    .need = 1,
	    .holders = strdup("A\nB"),
	    .created_ms = 4,
	    .sealed_ms = 5,
	    .sealed_seq = 6,
	    .kept_seq = 28,
	    .changed_seq = 7,
	    .changed_ms = 27,
	    .opened_ms = 8,
	    .opened_serial = 9,
	    .opened_clock_ms = 20,
	    .sheet_id = 10,
	    .page = {11},
	    .n_holders = 2,
	    .maker = 12,
	    .seen_ms = {13, 14},
	    .taken_ms = {18, 19},
	    .drilled_ms = 15,
	    .withdrawn = true,
	    .unreported_ms = 16,
	    .unreported_serial = 17};
}

static void test_lists(void)
{
	struct roster r = {0};
	struct err e;
	const struct grant again = {.collection = 4, .member = 4, .generation = 2};
	int64_t id;

	ok(roster_member(&r, 1) == NULL && roster_member(&r, 0) == NULL, "nobody in no roster");
	fill(&r);
	is_int(roster_member(&r, MANY)->id, MANY, "the last member");
	ok(roster_member(&r, MANY + 1) == NULL && roster_member(&r, 0) == NULL &&
		roster_member(&r, -1) == NULL,
	    "nobody beyond, at nought, or below");
	ok(roster_collection(&r, MANY + 1) == NULL && roster_period(&r, MANY + 1) == NULL,
	    "nor other things");
	is_int(roster_collection(&r, 9)->generation, 9, "generations are counted");
	must(roster_set_grant(&r, &again, &e), &e, "grant");
	is_int((long long)r.n_grants, MANY, "a grant again is the same grant");
	ok(!roster_grant(&r, 4, 4)->edit, "changed");
	roster_remove_grant(&r, 4, 4);
	ok(roster_grant(&r, 4, 4) == NULL && roster_collection(&r, 4)->stale,
	    "a grant that goes leaves its key stale");
	roster_remove_grant(&r, 5, 4);
	ok(!roster_collection(&r, 5)->stale, "one that there is not, does not");
	is_str(roster_policy(&r, "C"), "x", "a policy");
	must(roster_set_policy(&r, &(struct policy){.set_ms = 7, .actor = 2}, slice_str("C"),
		 slice_str(""), &e),
	    &e, "policy");
	is_str(roster_policy(&r, "C"), "", "is replaced");
	ok(roster_policy_find(&r, "C")->set_ms == 7 && roster_policy_find(&r, "C")->actor == 2,
	    "with when and by whom");
	ok(roster_policy(&r, "none") == NULL, "no such policy");
	is_int(roster_named(&id, &r, slice_str("c"), &e) + id, 3, "a member by name");
	is_int(roster_named(&id, &r, slice_str("ab"), &e), RC_NOTFOUND, "no such name");
	roster_finish(&r);
}

static void test_bytes(void)
{
	struct roster r = {0};
	struct roster back;
	struct buf b = {0};
	struct buf again = {0};
	struct dec d;
	struct err e;

	fill(&r);
	roster_put(&b, &r);
	dec_init(&d, buf_slice(&b));
	must(roster_get(&back, &d, &e), &e, "roster_get");
	ok(dec_end(&d), "a roster is read to its end");
	roster_put(&again, &back);
	ok(slice_eq(buf_slice(&b), buf_slice(&again)), "and is the same");
	is_str(back.envelope.holders, "A\nB", "with the holders");
	is_str(roster_member(&back, 3)->name, "C", "the names");
	is_int(back.envelope.opened_ms + back.envelope.opened_serial +
		   back.envelope.opened_clock_ms,
	    37, "and the times of the envelope");
	ok(roster_period(&back, 2)->by_envelope && !roster_period(&back, 3)->by_envelope,
	    "and who began a period");
	is_int(roster_member(&back, 3)->reset, 42, "and when a member had new keys");
	ok(back.members[2].failures == 22 && back.members[2].unseen == 23 &&
		back.members[2].unseen_ms == 24 && back.members[2].added_ms == 25 &&
		back.members[2].left_ms == 26 && back.members[2].unlocked_ms == 28,
	    "what was noted of each");
	ok(back.collections[2].broken_ms == 21 && back.envelope.changed_ms == 27 &&
		back.policies[2].set_ms == 2 && back.policies[2].actor == 1,
	    "and since when it is so");
	is_int(back.envelope.seen_ms[1] + back.envelope.taken_ms[1] +
		   back.envelope.unreported_serial,
	    50, "and of what follows an opening");
	ok(roster_revealed(&back, 3) != NULL && !roster_revealed(&back, 3)->done &&
		roster_revealed(&back, 4)->done && roster_revealed(&back, MANY) == NULL,
	    "and what was given out");
	roster_finish(&back);
	for (size_t k = 0; k < b.n; k += 3) {
		uint8_t *cut = malloc(k + 1);

		memcpy(cut, b.p, k);
		dec_init(&d, slice_of(cut, k));
		if (roster_get(&back, &d, &e) == RC_OK)
			roster_finish(&back);
		if (dec_end(&d))
			ok(false, "a roster of %zu bytes was taken", k);
		free(cut);
	}
	roster_finish(&r);
	buf_finish(&b);
	buf_finish(&again);
}

/* A roster with this text and the second byte of it changed: true if it is taken. */
static bool taken(const char *text, char second)
{
	struct roster r = {.envelope = {.holders = strdup("a holder")}};
	const struct member m = {.id = 1, .role = ROLE_CLERK};
	struct roster back;
	struct buf b = {0};
	struct dec d;
	struct err e;
	uint8_t *at;
	bool whole;

	must(roster_add_member(&r, &m, slice_str("a member"), &e), &e, "member");
	must(roster_set_policy(&r, &(struct policy){.set_ms = 9, .actor = 1},
		 slice_str("a policy"), slice_str("a value"), &e),
	    &e, "policy");
	roster_put(&b, &r);
	at = memmem(b.p, b.n, text, strlen(text));
	if (at == NULL)
		abort();
	at[1] = (uint8_t)second;
	dec_init(&d, buf_slice(&b));
	must(roster_get(&back, &d, &e), &e, "roster_get");
	whole = dec_end(&d);
	roster_finish(&back);
	roster_finish(&r);
	buf_finish(&b);
	return whole;
}

/* Such a text would end there, and two names could be the same. */
static void test_texts(void)
{
	static const char *const TEXTS[] = {"a member", "a policy", "a value", "a holder"};

	for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
		ok(taken(TEXTS[i], '-'), "another text for \"%s\"", TEXTS[i]);
		ok(!taken(TEXTS[i], '\0'), "none with a NUL in it");
	}
}

int main(void)
{
	test_names();
	test_rights();
	test_log_grant();
	test_lists();
	test_bytes();
	test_texts();
	return tap_done();
}
