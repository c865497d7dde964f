/*
 * replay: which records make a log invalid. Everybody's keys are at hand, so
 * each record is well signed unless that is what is tried.
 */
#include "vault/replay.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/codec.h"
#include "fixture.h"
#include "ledger.h"
#include "tap.h"

static const char *const NAMES[WHO_COUNT] = {"nobody", "the clerk", "the chair", "an editor",
    "a reader", "an outsider", "the auditor", "a second clerk", "a new member", "the envelope"};

#define WHO(x) (1u << (x))

static const unsigned PEOPLE = WHO(CLERK) | WHO(CHAIR) | WHO(EDITOR) | WHO(READER) |
			       WHO(OUTSIDER) | WHO(AUDITOR) | WHO(SECOND);
static const unsigned CLERKS = WHO(CLERK) | WHO(SECOND);
static const unsigned HOLDERS = WHO(CLERK) | WHO(CHAIR) | WHO(EDITOR) | WHO(READER);
static const unsigned WRITERS = WHO(CLERK) | WHO(EDITOR);
static const unsigned READERS = WHO(CLERK) | WHO(CHAIR) | WHO(AUDITOR) | WHO(SECOND);

/* A record of each action, as it would be right if its actor were. */
enum template {
	T_UNLOCK,
	T_ITEM_ADD,
	T_ITEM_EDIT,
	T_ITEM_MOVE,
	T_ITEM_REMOVE,
	T_ITEM_RESTORE,
	T_ITEM_REVEAL,
	T_ITEM_REKEY,
	T_ATTACHMENT,
	T_COLLECTION_ADD,
	T_COLLECTION_SET,
	T_COLLECTION_REKEY,
	T_GRANT,
	T_GRANT_LOG,
	T_GRANT_LOG_AGAIN,
	T_GRANT_ENVELOPE,
	T_REVOKE,
	T_MEMBER_ADD,
	T_MEMBER_LEAVE,
	T_MEMBER_REKEY,
	T_MEMBER_RESET,
	T_RESEAL,
	T_PASSPHRASE,
	T_PERIOD,
	T_ENVELOPE,
	T_SEAL,
	T_OPEN,
	T_IMPORT,
	T_EXPORT,
	T_HEALTH,
	T_BACKUP,
	T_RESTORE,
	T_CHECKPOINT,
	T_VIEW,
	T_POLICY,
	T_REFUSED,
	T_FAILED,
	T_CREATE,
	T_COUNT
};

static const struct {
	struct entry entry;
	unsigned allowed;
} TEMPLATES[T_COUNT] = {
    [T_UNLOCK] = {{.action = ACT_UNLOCK, .kind = SUB_MEMBER}, PEOPLE},
    [T_ITEM_ADD] = {{.action = ACT_ITEM_ADD,
			.kind = SUB_ITEM,
			.subject = PRIVATE_ITEM + 1,
			.version = 1,
			.row = true},
	WRITERS},
    [T_ITEM_EDIT] = {{.action = ACT_ITEM_EDIT,
			 .kind = SUB_ITEM,
			 .subject = SHARED_ITEM,
			 .version = 2,
			 .row = true},
	WRITERS},
    [T_ITEM_MOVE] = {{.action = ACT_ITEM_MOVE,
			 .kind = SUB_ITEM,
			 .subject = SHARED_ITEM,
			 .version = 2,
			 .row = true},
	WHO(CLERK)},
    [T_ITEM_RESTORE] = {{.action = ACT_ITEM_RESTORE,
			    .kind = SUB_ITEM,
			    .subject = SHARED_ITEM,
			    .version = 2,
			    .row = true},
	WRITERS},
    [T_ITEM_REMOVE] =
	{{.action = ACT_ITEM_REMOVE, .kind = SUB_ITEM, .subject = SHARED_ITEM, .version = 2},
	    WRITERS},
    [T_ITEM_REVEAL] =
	{{.action = ACT_ITEM_REVEAL, .kind = SUB_ITEM, .subject = SHARED_ITEM, .version = 1},
	    HOLDERS},
    [T_ITEM_REKEY] = {{.action = ACT_ITEM_REKEY,
			  .kind = SUB_ITEM,
			  .subject = SHARED_ITEM,
			  .version = 1,
			  .row = true},
	WHO(CLERK)},
    [T_ATTACHMENT] =
	{{.action = ACT_ATTACHMENT_ADD, .kind = SUB_ATTACHMENT, .subject = 1, .row = true},
	    WRITERS},
    [T_COLLECTION_ADD] = {{.action = ACT_COLLECTION_ADD,
			      .kind = SUB_COLLECTION,
			      .subject = PRIVATE + 1,
			      .version = 1,
			      .row = true},
	CLERKS},
    [T_COLLECTION_SET] = {{.action = ACT_COLLECTION_SET,
			      .kind = SUB_COLLECTION,
			      .subject = SHARED,
			      .version = 1},
	WHO(CLERK)},
    [T_COLLECTION_REKEY] = {{.action = ACT_COLLECTION_REKEY,
				.kind = SUB_COLLECTION,
				.subject = SHARED,
				.version = 2,
				.row = true},
	WHO(CLERK)},
    [T_GRANT] = {{.action = ACT_GRANT_ADD,
		     .kind = SUB_COLLECTION,
		     .subject = SHARED,
		     .version = 1,
		     .row = true},
	WHO(CLERK)},
    [T_GRANT_LOG] = {{.action = ACT_GRANT_ADD, .kind = SUB_PERIOD, .subject = 1, .row = true},
	CLERKS},
    [T_GRANT_LOG_AGAIN] =
	{{.action = ACT_GRANT_ADD, .kind = SUB_PERIOD, .subject = 1, .row = true}, CLERKS},
    [T_GRANT_ENVELOPE] =
	{{.action = ACT_GRANT_ADD, .kind = SUB_ENVELOPE, .subject = 1, .row = true}, CLERKS},
    [T_REVOKE] =
	{{.action = ACT_GRANT_REMOVE, .kind = SUB_COLLECTION, .subject = SHARED, .version = 1},
	    WHO(CLERK)},
    [T_MEMBER_ADD] =
	{{.action = ACT_MEMBER_ADD, .kind = SUB_MEMBER, .subject = WHO_COUNT, .row = true},
	    CLERKS},
    [T_MEMBER_LEAVE] = {{.action = ACT_MEMBER_LEAVE, .kind = SUB_MEMBER, .subject = OUTSIDER},
	CLERKS},
    [T_MEMBER_REKEY] = {{.action = ACT_MEMBER_REKEY, .kind = SUB_MEMBER, .row = true},
	PEOPLE | WHO(NEW)},
    [T_MEMBER_RESET] =
	{{.action = ACT_MEMBER_REKEY, .kind = SUB_MEMBER, .subject = OUTSIDER, .row = true},
	    CLERKS},
    [T_RESEAL] = {{.action = ACT_MEMBER_REKEY,
		      .kind = SUB_COLLECTION,
		      .subject = SHARED,
		      .version = 1,
		      .row = true},
	HOLDERS},
    [T_PASSPHRASE] = {{.action = ACT_PASSPHRASE_CHANGE, .kind = SUB_MEMBER, .row = true},
	PEOPLE},
    [T_PERIOD] = {{.action = ACT_PERIOD_CREATE, .kind = SUB_PERIOD, .subject = 2}, READERS},
    [T_ENVELOPE] = {{.action = ACT_ENVELOPE_CREATE, .kind = SUB_ENVELOPE, .subject = 2},
	CLERKS},
    [T_SEAL] = {{.action = ACT_ENVELOPE_SEAL, .kind = SUB_ENVELOPE, .subject = 1}, CLERKS},
    [T_OPEN] = {{.action = ACT_ENVELOPE_OPEN, .kind = SUB_ENVELOPE, .subject = 1},
	WHO(EMERGENCY)},
    [T_IMPORT] = {{.action = ACT_IMPORT, .kind = SUB_NONE},
	CLERKS | WHO(EDITOR) | WHO(READER) | WHO(OUTSIDER)},
    [T_EXPORT] = {{.action = ACT_EXPORT, .kind = SUB_NONE}, PEOPLE & ~WHO(AUDITOR)},
    [T_HEALTH] = {{.action = ACT_HEALTH, .kind = SUB_NONE},
	CLERKS | WHO(CHAIR) | WHO(EDITOR) | WHO(READER) | WHO(OUTSIDER)},
    [T_BACKUP] = {{.action = ACT_BACKUP, .kind = SUB_NONE}, CLERKS},
    [T_RESTORE] = {{.action = ACT_BACKUP_RESTORE, .kind = SUB_NONE}, CLERKS},
    [T_CHECKPOINT] = {{.action = ACT_AUDIT_CHECKPOINT, .kind = SUB_NONE}, READERS},
    [T_VIEW] = {{.action = ACT_AUDIT_VIEW, .kind = SUB_NONE}, READERS},
    [T_POLICY] = {{.action = ACT_POLICY_SET, .kind = SUB_NONE}, CLERKS},
    [T_REFUSED] = {{.action = ACT_ITEM_REFUSED,
		       .outcome = OUT_REFUSED,
		       .kind = SUB_ITEM,
		       .subject = PRIVATE_ITEM},
	PEOPLE | WHO(EMERGENCY)},
    [T_FAILED] = {{.action = ACT_UNLOCK_FAILED,
		      .outcome = OUT_FAILED,
		      .kind = SUB_MEMBER,
		      .subject = CLERK},
	0},
    [T_CREATE] = {{.action = ACT_VAULT_CREATE, .kind = SUB_MEMBER, .row = true}, 0},
};

/* Which part in clear goes with it; the members' own are about the actor. */
static struct entry make(enum template t, const struct ledger *l, enum who actor)
{
	struct entry en = TEMPLATES[t].entry;

	en.actor = actor;
	if (en.kind == SUB_MEMBER && en.subject == 0)
		en.subject = actor;
	switch (t) {
	case T_ITEM_ADD:
	case T_ITEM_EDIT:
	case T_ITEM_REMOVE:
	case T_ITEM_RESTORE:
	case T_ITEM_REKEY:
		en.public = pub_item(SHARED, 1);
		break;
	case T_ATTACHMENT:
		en.public = pub_attachment(SHARED);
		break;
	case T_ITEM_MOVE:
		en.public = pub_item(PRIVATE, 1);
		break;
	case T_COLLECTION_ADD:
	case T_COLLECTION_REKEY:
		en.public = pub_collection(true);
		break;
	case T_COLLECTION_SET:
		en.public = pub_sealed(false);
		break;
	case T_GRANT:
		en.public = pub_grant(OUTSIDER, true);
		break;
	case T_GRANT_LOG:
		en.public = pub_grant(READER, false);
		break;
	case T_GRANT_LOG_AGAIN:
		en.public = pub_grant(AUDITOR, false);
		break;
	case T_GRANT_ENVELOPE:
		en.public = pub_grant(SECOND, false);
		break;
	case T_REVOKE:
		en.public = pub_revoked(READER);
		break;
	case T_MEMBER_ADD:
		en.public = pub_member("councillor", true, l->who[CLERK]);
		break;
	case T_MEMBER_REKEY:
		en.public = pub_keys(l->who[actor]);
		break;
	case T_MEMBER_RESET:
		en.public = pub_reset(l->who[CLERK], true);
		break;
	case T_RESEAL:
		en.public = pub_grant(actor, false);
		break;
	case T_PERIOD:
		en.public = pub_period(clock_quarter(l->time_ms));
		break;
	case T_ENVELOPE:
		en.public = pub_envelope(WHO_COUNT, l->who[CLERK]);
		break;
	case T_RESTORE:
		en.public = pub_restore(replay_size(l->replay), l->replay->leaf);
		break;
	case T_POLICY:
		en.public = pub_policy("kdf", "m=1");
		break;
	default:
		break;
	}
	return en;
}

static void add(struct ledger *l, enum template t, enum who actor)
{
	const struct entry en = make(t, l, actor);

	ledger_add(l, &en);
}

/* Every action by everybody: exactly those who may. */
static void test_matrix(void)
{
	for (int t = 0; t < T_COUNT; t++)
		for (int who = CLERK; who < WHO_COUNT; who++) {
			bool allowed = (TEMPLATES[t].allowed & WHO(who)) != 0;
			struct ledger l;
			struct entry en;
			struct err e = {0};
			enum rc rc;

			ledger_init(&l);
			en = make((enum template)t, &l, (enum who)who);
			rc = ledger_try(&l, &en, &e);
			ok(rc == (allowed ? RC_OK : RC_TAMPER), "%s by %s: %s (%s)",
			    action_name(en.action), NAMES[who], allowed ? "taken" : "refused",
			    rc == RC_OK ? "" : e.text);
			ledger_finish(&l);
		}
}

/* The record is refused, and why contains the text; the world ends with it. */
static void refuse(struct ledger *l, const struct entry *en, const char *why, const char *name)
{
	struct err e = {0};

	is_int(ledger_try(l, en, &e), RC_TAMPER, name);
	ok(has_text(&e, "record ") && has_text(&e, why), "and why: %s", why);
	ledger_finish(l);
}

/* In a world of its own, one of the templates with something changed. */
#define REFUSED(t, actor, why, name, ...)                                                      \
	do {                                                                                   \
		struct ledger l;                                                               \
		struct entry en;                                                               \
		ledger_init(&l);                                                               \
		en = make((t), &l, (actor));                                                   \
		__VA_ARGS__;                                                                   \
		refuse(&l, &en, (why), (name));                                                \
	} while (0)

static void refused(const struct entry *en, const char *why, const char *name)
{
	struct ledger l;

	ledger_init(&l);
	refuse(&l, en, why, name);
}

static const char MALFORMED[] = "what it says in clear is malformed";
static const char NO_RIGHT[] = "its actor had no right to do this";

static void test_numbers(void)
{
	REFUSED(T_ITEM_ADD, CLERK, MALFORMED, "an item id that leaves a gap", en.subject++);
	REFUSED(T_ITEM_ADD, CLERK, MALFORMED, "an item id that is taken", en.subject--);
	REFUSED(T_ITEM_ADD, CLERK, "next version", "an item that begins at version 2",
	    en.version++);
	REFUSED(T_ITEM_EDIT, CLERK, "next version", "a version that jumps", en.version++);
	REFUSED(T_ITEM_EDIT, CLERK, "next version", "a version that is there", en.version--);
	REFUSED(T_ITEM_EDIT, CLERK, MALFORMED, "an item that there is not", en.subject = 99);
	REFUSED(T_ITEM_REMOVE, CLERK, "next version", "a removal that jumps", en.version += 7);
	REFUSED(T_ITEM_REVEAL, CLERK, MALFORMED, "a version that never was", en.version = 2);
	REFUSED(T_ITEM_REKEY, CLERK, "newest version", "a rekey of no version", en.version = 2);
	REFUSED(T_POLICY, CLERK, "no such policy for passwords",
	    "a policy for passwords that there is not",
	    en.public = pub_policy("password", "ncs"));
	REFUSED(T_ATTACHMENT, CLERK, MALFORMED, "an attachment id with a gap", en.subject++);
	REFUSED(T_ATTACHMENT, CLERK, MALFORMED, "an attachment id that is no id", en.subject--);
	REFUSED(T_ATTACHMENT, CLERK, MALFORMED, "an attachment of a version", en.version = 1);
	REFUSED(T_ATTACHMENT, CLERK, MALFORMED, "an attachment of no collection",
	    en.public = slice_of(NULL, 0));
	REFUSED(T_ATTACHMENT, EDITOR, NO_RIGHT, "an attachment for what was not granted",
	    en.public = pub_attachment(PRIVATE));
	REFUSED(T_ATTACHMENT, CLERK, NO_RIGHT, "an attachment for no collection that there is",
	    en.public = pub_attachment(PRIVATE + 1));
	REFUSED(T_COLLECTION_ADD, CLERK, MALFORMED, "a collection id with a gap", en.subject++);
	REFUSED(T_COLLECTION_ADD, CLERK, MALFORMED, "one that is taken", en.subject = SHARED);
	REFUSED(T_COLLECTION_ADD, CLERK, MALFORMED, "one that begins at generation 2",
	    en.version++);
	REFUSED(T_COLLECTION_REKEY, CLERK, MALFORMED, "a generation that jumps", en.version++);
	REFUSED(
	    T_COLLECTION_REKEY, CLERK, MALFORMED, "one that is there already", en.version--);
	REFUSED(T_COLLECTION_REKEY, CLERK, MALFORMED, "a new key that changes the kind",
	    en.public = pub_collection(false));
	REFUSED(T_GRANT, CLERK, "not the newest", "a grant of a key to come", en.version++);
	REFUSED(T_GRANT, CLERK, "not the newest", "a grant of no collection", en.subject = 9);
	REFUSED(T_REVOKE, CLERK, MALFORMED, "a grant taken from another key", en.version++);
	REFUSED(T_MEMBER_ADD, CLERK, MALFORMED, "a member id with a gap", en.subject++);
	REFUSED(T_MEMBER_ADD, CLERK, MALFORMED, "one that is taken", en.subject = CHAIR);
	REFUSED(T_PERIOD, CLERK, MALFORMED, "a period with a gap", en.subject++);
	REFUSED(T_ENVELOPE, CLERK, MALFORMED, "an envelope with a gap", en.subject++);
	REFUSED(T_SEAL, CLERK, MALFORMED, "a seal of another envelope", en.subject++);
	REFUSED(T_OPEN, EMERGENCY, MALFORMED, "an opening of another envelope", en.subject++);
}

static void test_confusion(void)
{
	REFUSED(T_ITEM_EDIT, CLERK, "no such item in that collection",
	    "an item that changes its collection", en.public = pub_item(PRIVATE, 1));
	REFUSED(T_ITEM_REKEY, CLERK, "newest version", "a rekey in another collection",
	    en.public = pub_item(PRIVATE, 1));
	REFUSED(T_ITEM_EDIT, EDITOR, NO_RIGHT, "a collection that was not granted",
		en.subject = PRIVATE_ITEM;
		en.public = pub_item(PRIVATE, 1));
	REFUSED(T_ITEM_EDIT, EDITOR, "no such item", "an item of another one under one's own",
	    en.subject = PRIVATE_ITEM);
	REFUSED(T_ITEM_REVEAL, EDITOR, NO_RIGHT, "a reveal of what was not granted",
	    en.subject = PRIVATE_ITEM);
	REFUSED(
	    T_ITEM_ADD, CLERK, "not the newest", "no collection", en.public = pub_item(9, 1));
	REFUSED(T_ITEM_ADD, CLERK, "not the newest", "a key to come",
	    en.public = pub_item(SHARED, 2));
	REFUSED(T_UNLOCK, CLERK, MALFORMED, "the unlock of another", en.subject = CHAIR);
	REFUSED(T_PASSPHRASE, CLERK, NO_RIGHT, "the passphrase of another", en.subject = CHAIR);
	REFUSED(T_MEMBER_REKEY, CHAIR, NO_RIGHT, "the keys of another", en.subject = CLERK);
	REFUSED(T_MEMBER_REKEY, CLERK, MALFORMED, "the same by a clerk, who has to say more",
	    en.subject = CHAIR);
	REFUSED(T_MEMBER_RESET, CLERK, MALFORMED, "an own reset", en.subject = CLERK);
	REFUSED(T_MEMBER_RESET, CLERK, MALFORMED, "a reset of nobody", en.subject = WHO_COUNT);
	REFUSED(T_MEMBER_RESET, CLERK, MALFORMED, "of the envelope", en.subject = EMERGENCY);
	REFUSED(T_MEMBER_RESET, CLERK, MALFORMED, "of a version", en.version = 1);
	REFUSED(T_MEMBER_RESET, CLERK, "know the passphrase", "to a passphrase that stays",
	    en.public = pub_reset(l.who[CLERK], false));
	REFUSED(T_MEMBER_RESET, NEW, "only a first passphrase",
	    "a first passphrase that resets another", (void)en);
	REFUSED(T_RESEAL, EDITOR, MALFORMED, "a seal of another",
	    en.public = pub_grant(READER, false));
	REFUSED(
	    T_RESEAL, EDITOR, NO_RIGHT, "a seal that was never granted", en.subject = PRIVATE);
	REFUSED(T_RESEAL, EDITOR, NO_RIGHT, "a seal of the log", en.kind = SUB_PERIOD;
		en.version = 0);
	REFUSED(T_RESEAL, EDITOR, MALFORMED, "a seal of nothing", en.kind = SUB_ITEM);
	REFUSED(T_GRANT, CLERK, MALFORMED, "a grant of an item", en.kind = SUB_ITEM);
	REFUSED(T_GRANT_LOG, CLERK, MALFORMED, "a period that there is not", en.subject = 2);
	REFUSED(T_GRANT_LOG, CLERK, MALFORMED, "a log to be edited",
	    en.public = pub_grant(READER, true));
	REFUSED(T_GRANT_ENVELOPE, CLERK, MALFORMED, "another envelope", en.subject = 2);
	REFUSED(T_VIEW, CLERK, MALFORMED, "a view of a thing", en.kind = SUB_ITEM);
}

static void test_shape(void)
{
	REFUSED(T_ITEM_ADD, CLERK, MALFORMED, "a row without a digest", en.row = false);
	REFUSED(T_UNLOCK, CLERK, MALFORMED, "a digest without a row", en.row = true);
	REFUSED(T_ITEM_REMOVE, CLERK, MALFORMED, "a removal with a row", en.row = true);
	REFUSED(T_REFUSED, CLERK, MALFORMED, "an incident with a row", en.row = true);
	REFUSED(T_REFUSED, CLERK, MALFORMED, "an incident that says more",
	    en.public = pub_item(SHARED, 1));
	REFUSED(T_UNLOCK, CLERK, MALFORMED, "an unlock that says more",
	    en.public = pub_item(SHARED, 1));
	REFUSED(T_ITEM_ADD, CLERK, MALFORMED, "a public part cut short", en.public.n--);
	REFUSED(T_UNLOCK, CLERK, MALFORMED, "an unlock that failed, signed",
	    en.outcome = OUT_FAILED);
	REFUSED(
	    T_ITEM_ADD, CLERK, MALFORMED, "the wrong kind of subject", en.kind = SUB_MEMBER);
	REFUSED(
	    T_UNLOCK, CLERK, "period was not the open one", "a period to come", en.period = 2);
	REFUSED(T_UNLOCK, CLERK, "wrong form", "a time past the year 9999",
	    en.time_ms = 253402300800000);
	REFUSED(T_MEMBER_ADD, CLERK, MALFORMED, "a role that there is not",
	    en.public = pub_member("king", true, l.who[CLERK]));
	REFUSED(T_MEMBER_ADD, CLERK, MALFORMED, "an envelope that is a person",
	    en.public = pub_member("emergency", true, l.who[CLERK]));
	REFUSED(T_MEMBER_ADD, CLERK, "know the passphrase",
	    "a passphrase that stays the clerk's",
	    en.public = pub_member("councillor", false, l.who[CLERK]));
	REFUSED(T_PERIOD, AUDITOR, MALFORMED, "a period that would never end",
	    en.public = pub_period(99994));
	REFUSED(T_ENVELOPE, CLERK, MALFORMED, "an envelope that is a member already",
	    en.public = pub_envelope(CHAIR, l.who[CLERK]));
	REFUSED(T_CREATE, CLERK, "created only once", "a second creation", (void)en);
}

static void test_holding(void)
{
	REFUSED(T_GRANT, CLERK, "cannot hold", "an auditor who opens items",
	    en.public = pub_grant(AUDITOR, false));
	REFUSED(T_GRANT, CLERK, "cannot hold", "a chair who edits",
	    en.public = pub_grant(CHAIR, true));
	REFUSED(T_GRANT, CLERK, "cannot hold", "an envelope that edits",
	    en.public = pub_grant(EMERGENCY, true));
	REFUSED(T_GRANT, CLERK, "private", "an envelope that opens what is private",
		en.subject = PRIVATE;
		en.public = pub_grant(EMERGENCY, false));
	REFUSED(T_GRANT, CLERK, MALFORMED, "a member who is not",
	    en.public = pub_grant(WHO_COUNT, false));
	REFUSED(T_GRANT_LOG, CLERK, NO_RIGHT, "the log for the envelope",
	    en.public = pub_grant(EMERGENCY, false));
	REFUSED(T_GRANT_ENVELOPE, CLERK, "cannot hold", "exports signed by a councillor",
	    en.public = pub_grant(EDITOR, false));
	REFUSED(T_GRANT, EDITOR, NO_RIGHT, "a councillor who grants to himself",
	    en.public = pub_grant(EDITOR, true));
	REFUSED(T_GRANT, SECOND, NO_RIGHT, "a clerk without the key who grants to himself",
	    en.public = pub_grant(SECOND, true));
	REFUSED(T_REVOKE, CLERK, "that there is not", "a grant that there is not",
	    en.public = pub_revoked(OUTSIDER));
}

/* signatures */

static void test_signatures(void)
{
	REFUSED(T_UNLOCK, CLERK, "its signature", "the signature of another",
	    en.signer = l.who[CHAIR]);
	REFUSED(T_UNLOCK, CLERK, "not signed", "an unsigned unlock", en.actor = NOBODY);
	REFUSED(T_REFUSED, CLERK, "not signed", "an unsigned refusal", en.actor = NOBODY);
	REFUSED(
	    T_UNLOCK, CLERK, "does not follow", "a record of another log", en.astray = true);
	REFUSED(T_FAILED, CLERK, "not signed", "a failure that nobody is, but somebody signed",
		en.actor = NOBODY;
		en.signer = l.who[CLERK]);
	refused(
	    &(struct entry){
		.actor = (enum who)WHO_COUNT, .action = ACT_AUDIT_VIEW, .kind = SUB_NONE},
	    "not a member", "an actor who is not");
}

/* Who only has a first passphrase may be granted a collection, but not the log. */
static void test_first_grants(void)
{
	struct ledger l;
	struct entry en;
	struct err e;

	ledger_init(&l);
	en = make(T_GRANT, &l, CLERK);
	en.public = pub_grant(NEW, false);
	is_int(ledger_try(&l, &en, &e), RC_OK, "a collection is granted to a first passphrase");
	ledger_finish(&l);
	ledger_init(&l);
	en = make(T_GRANT_LOG, &l, CLERK);
	en.public = pub_grant(NEW, false);
	refuse(&l, &en, "first passphrase", "the log to a first passphrase");
	ledger_init(&l);
	en = make(T_MEMBER_ADD, &l, CLERK);
	en.public = pub_member("auditor", true, l.who[CLERK]);
	ledger_add(&l, &en);
	en = make(T_GRANT_LOG, &l, CLERK);
	en.public = pub_grant(WHO_COUNT, false);
	is_int(ledger_try(&l, &en, &e), RC_OK, "but an auditor reads the log at once");
	ledger_finish(&l);
}

/* Who is added under that name; why NULL: it is taken. */
static void try_name(struct slice name, const char *why)
{
	struct ledger l;
	struct entry en;
	struct err e = {0};

	ledger_init(&l);
	en = make(T_MEMBER_ADD, &l, CLERK);
	en.public = pub_named(name, l.who[CLERK]);
	if (why != NULL) {
		refuse(&l, &en, why, "a name that is none");
		return;
	}
	is_int(ledger_try(&l, &en, &e), RC_OK, "a name that is one");
	is_str(roster_member(&l.replay->roster, WHO_COUNT)->name,
	    name.p == NULL ? "" : (const char *)name.p, "is kept");
	ledger_finish(&l);
}

static void test_names(void)
{
	char longest[MEMBER_NAME_MAX + 2];

	memset(longest, 'a', sizeof longest);
	longest[MEMBER_NAME_MAX] = '\0';
	try_name(slice_of(longest, MEMBER_NAME_MAX), NULL);
	longest[MEMBER_NAME_MAX] = 'a';
	try_name(slice_of(longest, MEMBER_NAME_MAX + 1), "a member's name is");
	try_name(slice_str("Béa"), NULL);
	try_name(slice_str("A\u200Bda"), "a member's name is");
	try_name(slice_str(" Bea"), "a member's name is");
	try_name(slice_str(""), "a member's name is");
	try_name(slice_str("#2"), "a member's name is");
	try_name(slice_str("Two\nlines"), "a member's name is");
	try_name(slice_str("\xFF"), "a member's name is");
	try_name(slice_str("eNVELOPE"), "a member's name is");
	try_name(slice_str("ada CLERK"), "another member has that name");
}

static void test_first_keys(void)
{
	struct ledger l;
	struct identity *first;
	struct entry en;
	struct err e;

	/* The clerk knew the first passphrase of NEW, and keeps what it gave. */
	ledger_init(&l);
	first = l.who[NEW];
	l.who[NEW] = NULL;
	en = (struct entry){.actor = NEW,
	    .action = ACT_MEMBER_REKEY,
	    .kind = SUB_MEMBER,
	    .subject = NEW,
	    .row = true,
	    .public = pub_keys(l.who[CHAIR]),
	    .signer = first};
	ledger_add(&l, &en);
	en = make(T_UNLOCK, &l, NEW);
	en.signer = l.who[CHAIR];
	ledger_add(&l, &en);
	en = make(T_UNLOCK, &l, NEW);
	en.signer = first;
	is_int(
	    ledger_try(&l, &en, &e), RC_TAMPER, "first keys sign nothing after their change");
	ok(has_text(&e, "its signature"), "and why");
	identity_free(first);
	ledger_finish(&l);
}

static void test_later(void)
{
	struct ledger l;
	struct entry en;
	struct err e;

	ledger_init(&l);
	en = make(T_UNLOCK, &l, CLERK);
	en.word = "item.teleport";
	is_int(ledger_try(&l, &en, &e), RC_INPUT, "a word of a later version");
	ok(has_text(&e, "newer strongroom"), "and what to do");
	ledger_finish(&l);
	ledger_init(&l);
	en = make(T_UNLOCK, &l, CLERK);
	en.word = "item.teleport";
	en.signer = l.who[CHAIR];
	is_int(ledger_try(&l, &en, &e), RC_TAMPER, "is believed only if it is signed");
	ledger_finish(&l);
}

/* keys */

static enum rc try(struct ledger *l, enum template t, enum who actor, struct err *e)
{
	const struct entry en = make(t, l, actor);

	return ledger_try(l, &en, e);
}

static void grant(
    struct ledger *l, int64_t collection, int64_t generation, int64_t to, bool edit)
{
	struct entry en = make(T_GRANT, l, CLERK);

	en.subject = collection;
	en.version = generation;
	en.public = pub_grant(to, edit);
	ledger_add(l, &en);
}

static void test_stale(void)
{
	struct ledger l;
	struct entry en;
	struct err e;

	ledger_init(&l);
	add(&l, T_REVOKE, CLERK);
	is_int(replay_check(l.replay, &e), RC_TAMPER, "a grant taken away needs a new key");
	ok(has_text(&e, "no new key"), "and why");
	is_int(try(&l, T_ITEM_ADD, CLERK, &e), RC_TAMPER, "a write under the old one");
	ok(has_text(&e, "somebody holds who lost"), "and why");
	ledger_finish(&l);

	ledger_init(&l);
	add(&l, T_REVOKE, CLERK);
	add(&l, T_COLLECTION_REKEY, CLERK);
	is_int(replay_check(l.replay, &e), RC_TAMPER, "the new key needs its seals");
	ok(has_text(&e, "no seal of the newest key"), "and why");
	grant(&l, SHARED, 2, CLERK, true);
	grant(&l, SHARED, 2, CHAIR, false);
	grant(&l, SHARED, 2, EDITOR, true);
	is_int(replay_check(l.replay, &e), RC_TAMPER, "the envelope's too");
	grant(&l, SHARED, 2, EMERGENCY, false);
	is_int(replay_check(l.replay, &e), RC_OK, "with all of them it holds");
	is_int(try(&l, T_ITEM_REVEAL, CLERK, &e), RC_OK, "and an old item is still revealed");
	en = make(T_ITEM_ADD, &l, CLERK);
	en.public = pub_item(SHARED, 2);
	is_int(ledger_try(&l, &en, &e), RC_OK, "a write under the new key");
	is_int(try(&l, T_ITEM_EDIT, CLERK, &e), RC_TAMPER, "but none under the old");
	ok(has_text(&e, "not the newest"), "and why");
	ledger_finish(&l);
}

/* A reader who lost the grant is a holder no more, at once. */
static void test_revoked(void)
{
	struct ledger l;
	struct err e;

	ledger_init(&l);
	add(&l, T_ITEM_REVEAL, READER);
	add(&l, T_REVOKE, CLERK);
	is_int(try(&l, T_ITEM_REVEAL, READER, &e), RC_TAMPER, "no reveal without a grant");
	ledger_finish(&l);
}

static void test_removed(void)
{
	static const enum template AFTER[] = {T_ITEM_EDIT, T_ITEM_REMOVE, T_ITEM_REKEY};
	struct ledger l;
	struct entry en;
	struct err e;

	for (size_t i = 0; i < sizeof AFTER / sizeof AFTER[0]; i++) {
		ledger_init(&l);
		add(&l, T_ITEM_REMOVE, EDITOR);
		en = make(AFTER[i], &l, CLERK);
		en.version = AFTER[i] == T_ITEM_REKEY ? 2 : 3;
		is_int(ledger_try(&l, &en, &e), RC_TAMPER, "nothing after a removal");
		ledger_finish(&l);
	}
	ledger_init(&l);
	is_int(roster_collection(&l.replay->roster, SHARED)->items, 1, "one item");
	add(&l, T_ITEM_REMOVE, EDITOR);
	is_int(roster_collection(&l.replay->roster, SHARED)->items, 0, "and none");
	ledger_finish(&l);
}

/* Whoever makes a collection is the first to be granted it, and nobody else. */
static void test_first_grant(void)
{
	struct ledger l;
	struct entry en;
	struct err e;

	ledger_init(&l);
	add(&l, T_COLLECTION_ADD, SECOND);
	en = make(T_GRANT, &l, SECOND);
	en.subject = PRIVATE + 1;
	en.public = pub_grant(EDITOR, true);
	is_int(ledger_try(&l, &en, &e), RC_TAMPER, "the first grant is its maker's own");
	ledger_finish(&l);

	ledger_init(&l);
	add(&l, T_COLLECTION_ADD, SECOND);
	en.public = pub_grant(SECOND, true);
	ledger_add(&l, &en);
	en.public = pub_grant(EDITOR, true);
	is_int(ledger_try(&l, &en, &e), RC_OK, "who then grants it to others");
	en.actor = CLERK;
	is_int(ledger_try(&l, &en, &e), RC_TAMPER, "which another clerk cannot");
	ledger_finish(&l);
}

/* the log's readers */

static void test_readers(void)
{
	struct ledger l;
	struct entry en;
	struct err e;

	ledger_init(&l);
	add(&l, T_PERIOD, CHAIR);
	is_int(
	    replay_check(l.replay, &e), RC_TAMPER, "a period that only its maker could read");
	ok(has_text(&e, "no key of its newest period"), "and why");
	for (int who = CLERK; who <= SECOND; who++) {
		en = make(T_GRANT_LOG, &l, CHAIR);
		en.subject = 2;
		en.public = pub_grant(who, false);
		if (READERS & WHO(who))
			ledger_add(&l, &en);
	}
	is_int(replay_check(l.replay, &e), RC_OK, "holds once all readers have it");
	en = make(T_GRANT_LOG, &l, CHAIR);
	en.subject = 2;
	is_int(ledger_try(&l, &en, &e), RC_TAMPER, "a chair makes nobody a reader");
	ledger_finish(&l);

	ledger_init(&l);
	add(&l, T_GRANT_LOG, CLERK);
	add(&l, T_VIEW, READER);
	ok(true, "a councillor who was given the log may view it");
	is_int(try(&l, T_PERIOD, READER, &e), RC_TAMPER, "but not close its period");
	ledger_finish(&l);
}

/* the envelope */

static const int64_t MINUTE = 60 * 1000;

static enum rc reveal_at(struct ledger *l, int64_t time_ms, struct err *e)
{
	struct entry en = make(T_ITEM_REVEAL, l, EMERGENCY);

	en.time_ms = time_ms;
	return ledger_try(l, &en, e);
}

static int64_t open_envelope(struct ledger *l)
{
	ledger_init(l);
	add(l, T_OPEN, EMERGENCY);
	return l->replay->roster.envelope.opened_ms;
}

static void test_emergency(void)
{
	struct ledger l;
	struct entry en;
	struct err e;
	int64_t opened = open_envelope(&l);

	is_int(reveal_at(&l, opened + 29 * MINUTE, &e), RC_OK, "29 minutes after the opening");
	is_int(reveal_at(&l, opened + 31 * MINUTE, &e), RC_TAMPER, "31 minutes");
	ledger_finish(&l);

	opened = open_envelope(&l);
	en = make(T_UNLOCK, &l, CHAIR);
	en.time_ms = opened + 31 * MINUTE;
	ledger_add(&l, &en);
	is_int(reveal_at(&l, opened + MINUTE, &e), RC_TAMPER, "a clock that was turned back");
	ledger_finish(&l);

	opened = open_envelope(&l);
	en = make(T_UNLOCK, &l, CHAIR);
	en.time_ms = opened + 31 * MINUTE;
	ledger_add(&l, &en);
	en = make(T_OPEN, &l, EMERGENCY);
	en.time_ms = opened + 31 * MINUTE;
	ledger_add(&l, &en);
	is_int(reveal_at(&l, opened + 32 * MINUTE, &e), RC_OK, "it is opened again");
	en = make(T_ITEM_REVEAL, &l, EMERGENCY);
	en.subject = PRIVATE_ITEM;
	is_int(ledger_try(&l, &en, &e), RC_TAMPER, "what is private stays shut");
	ledger_finish(&l);

	open_envelope(&l);
	is_int(
	    try(&l, T_ITEM_EDIT, EMERGENCY, &e), RC_TAMPER, "an open envelope changes nothing");
	ledger_finish(&l);

	/* A clock that was far ahead once does not shut the envelope for good. */
	ledger_init(&l);
	en = make(T_UNLOCK, &l, CHAIR);
	en.time_ms = l.time_ms + 100000 * MINUTE;
	ledger_add(&l, &en);
	add(&l, T_OPEN, EMERGENCY);
	is_int(try(&l, T_ITEM_REVEAL, EMERGENCY, &e), RC_OK, "after a clock that was ahead");
	ledger_finish(&l);
}

/* By the second envelope, which has the clerk's keys here. */
static enum rc by_second(struct ledger *l, enum template t, int64_t subject, struct err *e)
{
	struct entry en = make(t, l, EMERGENCY);

	en.actor = WHO_COUNT;
	en.signer = l->who[CLERK];
	en.subject = subject;
	return ledger_try(l, &en, e);
}

/* The opening stays known, but is not one of the envelope made after it. */
static void test_opened_before(void)
{
	for (int i = 0; i < 2; i++) {
		struct ledger l;
		struct err e;
		int64_t opened = open_envelope(&l);
		const struct envelope *v = &l.replay->roster.envelope;

		add(&l, T_ENVELOPE, CLERK);
		ok(v->serial == 2 && v->opened_ms == opened && v->opened_serial == 1,
		    "a new envelope does not hide that the old one was opened");
		add(&l, T_COLLECTION_REKEY, CLERK);
		grant(&l, SHARED, 2, CLERK, true);
		grant(&l, SHARED, 2, WHO_COUNT, false);
		if (i == 1)
			must(by_second(&l, T_OPEN, 2, &e), &e, "open");
		is_int(by_second(&l, T_ITEM_REVEAL, SHARED_ITEM, &e),
		    i == 1 ? RC_OK : RC_TAMPER, "the new one reveals once it is opened itself");
		ledger_finish(&l);
	}
}

static void edit(struct ledger *l, int64_t version, bool changed)
{
	ledger_add(l, &(struct entry){.actor = CLERK,
			  .action = ACT_ITEM_EDIT,
			  .kind = SUB_ITEM,
			  .subject = SHARED_ITEM,
			  .version = version,
			  .row = true,
			  .public = changed ? pub_changed(SHARED, 1) : pub_item(SHARED, 1)});
}

/* What an opening gave out has to be changed, and nothing less will do. */
static void test_revealed(void)
{
	struct entry done = {.actor = CHAIR,
	    .action = ACT_WORKLIST_DONE,
	    .kind = SUB_ITEM,
	    .subject = SHARED_ITEM,
	    .version = 1};
	const struct revealed *v;
	struct entry en;
	struct ledger l;
	struct err e;

	open_envelope(&l);
	add(&l, T_ITEM_REVEAL, CLERK);
	ok(roster_revealed(&l.replay->roster, SHARED_ITEM) == NULL,
	    "what the clerk reveals is none of it");
	add(&l, T_ITEM_REVEAL, EMERGENCY);
	v = roster_revealed(&l.replay->roster, SHARED_ITEM);
	ok(v != NULL && !v->done && v->version == 1 && v->serial == 1,
	    "what the envelope reveals has to be changed");
	edit(&l, 2, false);
	ok(!v->done, "an edit that leaves the credential alone does not do");
	edit(&l, 3, true);
	ok(v->done, "a new credential does");
	en = make(T_ITEM_RESTORE, &l, CLERK);
	en.version = 4;
	ledger_add(&l, &en);
	ok(!v->done, "an older one that comes back undoes it");
	en = make(T_ITEM_REMOVE, &l, CLERK);
	en.version = 5;
	ledger_add(&l, &en);
	ok(v->done, "and so does removing it");
	is_int(ledger_try(&l, &done, &e), RC_TAMPER, "what is done is not ticked off");
	ledger_finish(&l);

	open_envelope(&l);
	is_int(ledger_try(&l, &done, &e), RC_TAMPER, "nor what was not revealed");
	ledger_finish(&l);
	open_envelope(&l);
	add(&l, T_ITEM_REVEAL, EMERGENCY);
	ledger_add(&l, &done);
	ok(roster_revealed(&l.replay->roster, SHARED_ITEM)->done, "a council may let it be");
	done.actor = EDITOR;
	add(&l, T_ITEM_REVEAL, EMERGENCY);
	ok(!roster_revealed(&l.replay->roster, SHARED_ITEM)->done,
	    "until it is revealed again");
	is_int(ledger_try(&l, &done, &e), RC_TAMPER, "a councillor decides no such thing");
	ledger_finish(&l);
}

static void test_new_envelope(void)
{
	struct ledger l;
	struct entry en;
	struct err e;

	open_envelope(&l);
	add(&l, T_ENVELOPE, CLERK);
	is_int(try(&l, T_ITEM_REVEAL, EMERGENCY, &e), RC_TAMPER, "an old envelope is void");
	ok(has_text(&e, "not an active member"), "and why");
	ledger_finish(&l);

	open_envelope(&l);
	add(&l, T_ENVELOPE, CLERK);
	is_int(try(&l, T_GRANT_ENVELOPE, CLERK, &e), RC_TAMPER, "nothing is sealed for it");
	ledger_finish(&l);

	ledger_init(&l);
	add(&l, T_ENVELOPE, CLERK);
	add(&l, T_COLLECTION_REKEY, CLERK);
	grant(&l, SHARED, 2, CLERK, true);
	en = make(T_ITEM_ADD, &l, CLERK);
	en.public = pub_item(SHARED, 2);
	is_int(ledger_try(&l, &en, &e), RC_TAMPER, "a write that the envelope would not open");
	ok(has_text(&e, "the envelope would not open"), "and why");
	ledger_finish(&l);

	ledger_init(&l);
	add(&l, T_COLLECTION_SET, CLERK);
	is_int(
	    replay_check(l.replay, &e), RC_TAMPER, "private, but the envelope still opens it");
	ledger_finish(&l);
}

/* failed unlocks */

static uint32_t failures(const struct ledger *l, enum who who)
{
	return roster_member(&l->replay->roster, who)->failures;
}

static void test_failures(void)
{
	struct entry en = {.action = ACT_UNLOCK_FAILED,
	    .outcome = OUT_FAILED,
	    .kind = SUB_MEMBER,
	    .subject = CHAIR,
	    .time_ms = 253402300799999};
	struct ledger l;
	struct err e;
	int64_t time_ms;

	ledger_init(&l);
	time_ms = l.replay->time_ms;
	for (int i = 0; i < 200; i++)
		ledger_add(&l, &en);
	is_int(failures(&l, CHAIR), 200, "failures are counted");
	is_int(failures(&l, CLERK), 0, "for that member alone");
	is_int(l.replay->time_ms, time_ms, "their times govern nothing");
	is_int(replay_check(l.replay, &e), RC_OK, "a flood of them leaves the vault sound");
	add(&l, T_UNLOCK, CHAIR);
	is_int(failures(&l, CHAIR), 0, "a success ends it");
	is_int(roster_member(&l.replay->roster, CHAIR)->unlocked_ms, l.replay->time_ms,
	    "and is the last unlock");
	is_int(roster_member(&l.replay->roster, CLERK)->unlocked_ms, 0, "of that member alone");
	roster_member(&l.replay->roster, CHAIR)->failures = UINT32_MAX;
	ledger_add(&l, &en);
	is_int(failures(&l, CHAIR), UINT32_MAX, "and the count does not run over");
	ledger_finish(&l);
	en.subject = WHO_COUNT;
	refused(&en, MALFORMED, "a failure of nobody");
	en.subject = CHAIR;
	en.row = true;
	refused(&en, MALFORMED, "a failure with a row");
	en.row = false;
	en.outcome = OUT_OK;
	refused(&en, MALFORMED, "a failure that worked");
	en.outcome = OUT_REFUSED;
	refused(&en, MALFORMED, "a failure that was refused");
	en.outcome = OUT_FAILED;
	en.kind = SUB_NONE;
	refused(&en, MALFORMED, "a failure of a thing");
}

/* What a restore names: its own head, or a later one. */
static void test_restore(void)
{
	struct ledger l;
	struct entry en = {.actor = CLERK, .action = ACT_BACKUP_RESTORE, .kind = SUB_NONE};
	uint8_t other[HASH_SIZE] = {1};
	int64_t size;
	struct err e;

	ledger_init(&l);
	size = replay_size(l.replay);
	en.public = pub_restore(size - 1, other);
	is_int(ledger_try(&l, &en, &e), RC_TAMPER, "a head before the backup's own");
	ok(has_text(&e, "not later than the backup's"), "and why");
	ledger_finish(&l);
	ledger_init(&l);
	en.public = pub_restore(size, other);
	is_int(ledger_try(&l, &en, &e), RC_TAMPER, "another head of the backup's size");
	ledger_finish(&l);
	ledger_init(&l);
	en.public = pub_restore(size, l.replay->leaf);
	en.subject = 1;
	is_int(ledger_try(&l, &en, &e), RC_TAMPER, "a restore of something");
	ledger_finish(&l);
	ledger_init(&l);
	en.subject = 0;
	en.version = 2;
	en.public = pub_restore(size, l.replay->leaf);
	is_int(ledger_try(&l, &en, &e), RC_TAMPER, "a restore of a version");
	ledger_finish(&l);
	ledger_init(&l);
	en.version = 1;
	en.public = pub_restore(size + 7, other);
	is_int(ledger_try(&l, &en, &e), RC_OK, "a head that somebody gave");
	ok(l.replay->roster.restores[0].hearsay, "is known as such");
	ledger_finish(&l);
	ledger_init(&l);
	en.version = 0;
	en.public = pub_restore(size + 20, other);
	is_int(ledger_try(&l, &en, &e), RC_OK, "a later head");
	ok(l.replay->roster.n_restores == 1 && l.replay->roster.restores[0].seq == size + 1 &&
		l.replay->roster.restores[0].size == size + 20 &&
		l.replay->roster.restores[0].actor == CLERK &&
		!l.replay->roster.restores[0].hearsay &&
		memcmp(l.replay->roster.restores[0].key, l.who[CLERK]->keys.sign,
		    SIGN_PUBLIC) == 0 &&
		memcmp(l.replay->roster.restores[0].leaf, other, HASH_SIZE) == 0,
	    "is what the roster has of it");
	ledger_finish(&l);
}

/* remembering */

static void test_bytes(void)
{
	struct ledger l;
	struct replay *back;
	struct buf b = {0};
	struct buf again = {0};
	struct dec d;
	struct err e;

	ledger_init(&l);
	replay_put(&b, l.replay);
	must(replay_new(&back, &e), &e, "replay_new");
	dec_init(&d, buf_slice(&b));
	must(replay_get(back, &d, &e), &e, "replay_get");
	ok(dec_end(&d) && replay_size(back) == replay_size(l.replay), "a replay is read back");
	replay_put(&again, back);
	ok(slice_eq(buf_slice(&b), buf_slice(&again)), "and is the same");
	replay_free(back);
	replay_free(NULL);
	ledger_finish(&l);
	buf_finish(&b);
	buf_finish(&again);
}

int main(void)
{
	test_matrix();
	test_numbers();
	test_confusion();
	test_shape();
	test_holding();
	test_signatures();
	test_names();
	test_first_grants();
	test_first_keys();
	test_later();
	test_stale();
	test_revoked();
	test_removed();
	test_first_grant();
	test_readers();
	test_emergency();
	test_opened_before();
	test_new_envelope();
	test_revealed();
	test_failures();
	test_restore();
	test_bytes();
	return tap_done();
}
