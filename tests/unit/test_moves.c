/*
 * moves: which records of a move or a restore make a log invalid. Everybody's
 * keys are at hand, so each record is well signed.
 */
#include <string.h>

#include "fixture.h"
#include "ledger.h"
#include "tap.h"

static const char NO_RIGHT[] = "its actor had no right to do this";
static const char MALFORMED[] = "what it says in clear is malformed";

/* A record about an item, in the first generation of a collection. */
static struct entry about(
    enum action action, enum who actor, int64_t item, int64_t version, int64_t collection)
{
	return (struct entry){.actor = actor,
	    .action = action,
	    .kind = SUB_ITEM,
	    .subject = item,
	    .version = version,
	    .row = action != ACT_ITEM_REMOVE && action != ACT_ITEM_REVEAL,
	    .public = action == ACT_ITEM_REVEAL ? slice_of(NULL, 0) : pub_item(collection, 1)};
}

static struct entry move(enum who actor, int64_t item, int64_t version, int64_t to)
{
	return about(ACT_ITEM_MOVE, actor, item, version, to);
}

static struct entry restore(enum who actor, int64_t item, int64_t version, int64_t in)
{
	return about(ACT_ITEM_RESTORE, actor, item, version, in);
}

static void grant(struct ledger *l, int64_t collection, int64_t version, enum who to, bool edit)
{
	ledger_add(l, &(struct entry){.actor = CLERK,
			  .action = ACT_GRANT_ADD,
			  .kind = SUB_COLLECTION,
			  .subject = collection,
			  .version = version,
			  .row = true,
			  .public = pub_grant(to, edit)});
}

static void rekey(struct ledger *l, int64_t collection, bool sealed)
{
	ledger_add(l, &(struct entry){.actor = CLERK,
			  .action = ACT_COLLECTION_REKEY,
			  .kind = SUB_COLLECTION,
			  .subject = collection,
			  .version = 2,
			  .row = true,
			  .public = pub_collection(sealed)});
}

/* The record is refused, and why contains the text; the world ends with it. */
static void refuse(struct ledger *l, const struct entry *en, const char *why, const char *name)
{
	struct err e = {0};

	is_int(ledger_try(l, en, &e), RC_TAMPER, name);
	ok(has_text(&e, why), "and why: %s", why);
	ledger_finish(l);
}

/*
 * In a world of its own, l, which comes first, for a public part lasts until the
 * next; the rest changes the entry, en.
 */
#define REFUSED(world, make, why, name, ...)                                                   \
	do {                                                                                   \
		world(&l);                                                                     \
		en = make;                                                                     \
		__VA_ARGS__;                                                                   \
		refuse(&l, &en, (why), (name));                                                \
	} while (0)

static int64_t items(const struct ledger *l, int64_t collection)
{
	return roster_collection(&l->replay->roster, collection)->items;
}

/* The worlds: the editor may read the private collection too. */
static void reading(struct ledger *l)
{
	ledger_init(l);
	grant(l, PRIVATE, 1, EDITOR, false);
}

/* The shared item was removed. */
static void removed(struct ledger *l)
{
	struct entry en;

	ledger_init(l);
	en = about(ACT_ITEM_REMOVE, EDITOR, SHARED_ITEM, 2, SHARED);
	ledger_add(l, &en);
}

/* The shared item is in the private collection, which an outsider reads. */
static void moved(struct ledger *l)
{
	struct entry en;

	ledger_init(l);
	grant(l, PRIVATE, 1, OUTSIDER, false);
	en = move(CLERK, SHARED_ITEM, 2, PRIVATE);
	ledger_add(l, &en);
}

/* Neither side alone may take or give, whatever is held on the other. */
static void test_one_side(void)
{
	struct entry en;
	struct ledger l;
	struct err e;

	REFUSED(ledger_init, move(EDITOR, SHARED_ITEM, 2, PRIVATE), NO_RIGHT,
	    "to where nothing is granted");
	REFUSED(ledger_init, move(EDITOR, PRIVATE_ITEM, 2, SHARED), NO_RIGHT,
	    "from where nothing is granted");
	REFUSED(reading, move(EDITOR, SHARED_ITEM, 2, PRIVATE), NO_RIGHT,
	    "to what may only be read");
	REFUSED(reading, move(EDITOR, PRIVATE_ITEM, 2, SHARED), NO_RIGHT,
	    "from what may only be read");
	REFUSED(ledger_init, move(READER, SHARED_ITEM, 2, SHARED), NO_RIGHT,
	    "within what may only be read");

	ledger_init(&l);
	grant(&l, PRIVATE, 1, EDITOR, true);
	en = move(EDITOR, SHARED_ITEM, 2, PRIVATE);
	is_int(ledger_try(&l, &en, &e), RC_OK, "with edit in both it is taken");
	ledger_finish(&l);
}

static void test_shape(void)
{
	struct entry en;
	struct ledger l;

	REFUSED(ledger_init, move(CLERK, SHARED_ITEM, 2, SHARED), "to where it is",
	    "to the same collection");
	REFUSED(
	    ledger_init, move(CLERK, SHARED_ITEM, 2, 9), "not the newest", "to no collection");
	REFUSED(ledger_init, move(CLERK, 99, 1, PRIVATE), MALFORMED, "of no item");
	REFUSED(ledger_init, move(CLERK, SHARED_ITEM, 1, PRIVATE), "next version",
	    "over the version that is there");
	REFUSED(ledger_init, move(CLERK, SHARED_ITEM, 3, PRIVATE), "next version",
	    "to a version that jumps");
	REFUSED(ledger_init, move(CLERK, SHARED_ITEM, 2, PRIVATE), MALFORMED, "without a row",
	    en.row = false);
	REFUSED(ledger_init, move(CLERK, SHARED_ITEM, 2, PRIVATE), MALFORMED,
	    "that does not say where to", en.public.n--);
	REFUSED(removed, move(CLERK, SHARED_ITEM, 3, PRIVATE), "was removed",
	    "of an item that was removed");
}

/* The key of the new collection has to be one that only its holders have. */
static void test_keys(void)
{
	struct entry en;
	struct ledger l;
	struct err e;

	ledger_init(&l);
	grant(&l, PRIVATE, 1, READER, false);
	ledger_add(&l, &(struct entry){.actor = CLERK,
			   .action = ACT_GRANT_REMOVE,
			   .kind = SUB_COLLECTION,
			   .subject = PRIVATE,
			   .version = 1,
			   .public = pub_revoked(READER)});
	en = move(CLERK, SHARED_ITEM, 2, PRIVATE);
	refuse(&l, &en, "lost the right", "to a key that somebody took along");

	ledger_init(&l);
	rekey(&l, PRIVATE, false);
	en = move(CLERK, SHARED_ITEM, 2, PRIVATE);
	refuse(&l, &en, "not the newest", "to an older key");

	ledger_init(&l);
	ledger_add(&l, &(struct entry){.actor = CLERK,
			   .action = ACT_ENVELOPE_CREATE,
			   .kind = SUB_ENVELOPE,
			   .subject = 2,
			   .public = pub_envelope(WHO_COUNT, l.who[CLERK])});
	rekey(&l, SHARED, true);
	grant(&l, SHARED, 2, CLERK, true);
	en = move(CLERK, PRIVATE_ITEM, 2, SHARED);
	en.public = pub_item(SHARED, 2);
	refuse(&l, &en, "the envelope would not open", "out of the envelope's reach");

	/* Nothing is written under the key that the item leaves. */
	ledger_init(&l);
	ledger_add(&l, &(struct entry){.actor = CLERK,
			   .action = ACT_GRANT_REMOVE,
			   .kind = SUB_COLLECTION,
			   .subject = SHARED,
			   .version = 1,
			   .public = pub_revoked(READER)});
	en = move(CLERK, SHARED_ITEM, 2, PRIVATE);
	is_int(ledger_try(&l, &en, &e), RC_OK, "from a key that somebody took along");
	ledger_finish(&l);
}

static void changed(int64_t item, int64_t to, const char *name)
{
	struct entry en;
	struct ledger l;

	ledger_init(&l);
	en = move(CLERK, item, 2, to);
	ledger_add(&l, &en);
	is_int(l.replay->roster.envelope.changed_seq, replay_size(l.replay), name);
	is_int(items(&l, SHARED), to == SHARED ? 2 : 0, "the items of one are counted");
	is_int(items(&l, PRIVATE), to == SHARED ? 0 : 2, "and of the other");
	ledger_finish(&l);
}

static void test_marks(void)
{
	struct entry en;
	struct ledger l;

	changed(SHARED_ITEM, PRIVATE, "what leaves the envelope is a change for it");
	changed(PRIVATE_ITEM, SHARED, "and what comes to it");
	ledger_init(&l);
	ledger_add(&l, &(struct entry){.actor = CLERK,
			   .action = ACT_COLLECTION_ADD,
			   .kind = SUB_COLLECTION,
			   .subject = 3,
			   .version = 1,
			   .row = true,
			   .public = pub_collection(false)});
	grant(&l, 3, 1, CLERK, true);
	en = move(CLERK, PRIVATE_ITEM, 2, 3);
	ledger_add(&l, &en);
	ok(l.replay->roster.envelope.changed_seq < replay_size(l.replay),
	    "between private ones it is none");
	ledger_finish(&l);
}

static void test_afterwards(void)
{
	struct entry en;
	struct ledger l;
	struct err e;

	REFUSED(moved, about(ACT_ITEM_EDIT, EDITOR, SHARED_ITEM, 3, SHARED), "no such item",
	    "an edit where it was");
	REFUSED(moved, about(ACT_ITEM_REMOVE, EDITOR, SHARED_ITEM, 3, SHARED), "no such item",
	    "a removal where it was");
	REFUSED(moved, restore(EDITOR, SHARED_ITEM, 3, SHARED), "no such item",
	    "a restore where it was");
	REFUSED(moved, about(ACT_ITEM_REKEY, CLERK, SHARED_ITEM, 2, SHARED), "newest version",
	    "a new key where it was");
	REFUSED(moved, about(ACT_ITEM_REVEAL, CHAIR, SHARED_ITEM, 2, 0), NO_RIGHT,
	    "a reveal by who holds the old one alone");
	REFUSED(moved, about(ACT_ITEM_REVEAL, OUTSIDER, SHARED_ITEM, 1, 0), NO_RIGHT,
	    "a reveal of the older by who holds the new one alone");
	moved(&l);
	en = about(ACT_ITEM_REVEAL, OUTSIDER, SHARED_ITEM, 2, 0);
	is_int(ledger_try(&l, &en, &e), RC_OK, "and of the newer");
	en = about(ACT_ITEM_REVEAL, CHAIR, SHARED_ITEM, 1, 0);
	is_int(ledger_try(&l, &en, &e), RC_OK, "what was granted before stays granted");
	en = about(ACT_ITEM_EDIT, CLERK, SHARED_ITEM, 3, PRIVATE);
	is_int(ledger_try(&l, &en, &e), RC_OK, "an edit where it is");
	en = move(CLERK, SHARED_ITEM, 4, SHARED);
	is_int(ledger_try(&l, &en, &e), RC_OK, "and back it goes");
	is_int(items(&l, SHARED) * 10 + items(&l, PRIVATE), 11, "one here, one there");
	ledger_finish(&l);
}

static void test_restore(void)
{
	struct entry en;
	struct ledger l;
	struct err e;

	REFUSED(removed, restore(CLERK, SHARED_ITEM, 2, SHARED), "next version",
	    "a restore over the removal");
	REFUSED(removed, restore(CLERK, SHARED_ITEM, 3, PRIVATE), "no such item",
	    "in another collection");
	REFUSED(removed, restore(READER, SHARED_ITEM, 3, SHARED), NO_RIGHT, "by a reader");
	REFUSED(removed, restore(CLERK, 99, 1, SHARED), MALFORMED, "of no item");
	REFUSED(removed, restore(CLERK, SHARED_ITEM, 3, SHARED), MALFORMED, "without a row",
	    en.row = false);

	removed(&l);
	en = restore(EDITOR, SHARED_ITEM, 3, SHARED);
	is_int(ledger_try(&l, &en, &e), RC_OK, "after a removal");
	is_int(items(&l, SHARED), 1, "it counts again");
	is_int(l.replay->roster.envelope.changed_seq, replay_size(l.replay),
	    "for the envelope too");
	en = restore(EDITOR, SHARED_ITEM, 4, SHARED);
	is_int(ledger_try(&l, &en, &e), RC_OK, "and without one");
	is_int(items(&l, SHARED), 1, "it counts once");
	en = about(ACT_ITEM_EDIT, EDITOR, SHARED_ITEM, 5, SHARED);
	is_int(ledger_try(&l, &en, &e), RC_OK, "an edit may follow");
	ledger_finish(&l);
}

int main(void)
{
	test_one_side();
	test_shape();
	test_keys();
	test_marks();
	test_afterwards();
	test_restore();
	return tap_done();
}
