#include "ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "fixture.h"
#include "store/store.h"

static struct identity *make_identity(int64_t member)
{
	struct secret *seed = identity_seed();
	struct identity *i;
	struct err e;

	must(identity_new(&i, member, seed, &e), &e, "identity_new");
	secret_free(seed);
	return i;
}

/* public parts */

/* Each kind keeps one buffer, released and filled anew. */
static struct slice keep(char *kept, size_t size, struct buf *b)
{
	size_t n = b->n;

	if (!buf_ok(b) || n > size)
		abort();
	memcpy(kept, b->p, n);
	buf_finish(b);
	return slice_of(kept, n);
}

static struct slice put_item(const struct public_item *p)
{
	static char kept[64];
	struct buf b = {0};

	public_put_item(&b, p);
	return keep(kept, sizeof kept, &b);
}

struct slice pub_item(int64_t collection, int64_t generation)
{
	return put_item(
	    &(struct public_item){.collection = collection, .generation = generation});
}

struct slice pub_attachment(int64_t collection)
{
	static uint8_t kept[8];
	struct buf b;

	buf_init_fixed(&b, kept, sizeof kept);
	public_put_attachment(&b, collection);
	return buf_slice(&b);
}

struct slice pub_changed(int64_t collection, int64_t generation)
{
	return put_item(&(struct public_item){
	    .collection = collection, .generation = generation, .secret = true});
}

struct slice pub_grant(int64_t member, bool edit)
{
	const struct public_grant p = {.member = member, .edit = edit};
	static char kept[64];
	struct buf b = {0};

	public_put_grant(&b, &p);
	return keep(kept, sizeof kept, &b);
}

struct slice pub_revoked(int64_t member)
{
	static char kept[64];
	struct buf b = {0};

	public_put_revoked(&b, member);
	return keep(kept, sizeof kept, &b);
}

struct slice pub_collection(bool sealed)
{
	const struct public_collection p = {.sealed = sealed};
	static char kept[64];
	struct buf b = {0};

	public_put_collection(&b, &p);
	return keep(kept, sizeof kept, &b);
}

struct slice pub_sealed(bool sealed)
{
	static char kept[8];
	struct buf b = {0};

	public_put_sealed(&b, sealed);
	return keep(kept, sizeof kept, &b);
}

struct slice pub_keys(const struct identity *i)
{
	static char kept[128];
	struct buf b = {0};

	public_put_keys(&b, &i->keys);
	return keep(kept, sizeof kept, &b);
}

struct slice pub_reset(const struct identity *i, bool must_change)
{
	const struct public_reset p = {.keys = i->keys, .must_change = must_change};
	static char kept[128];
	struct buf b = {0};

	public_put_reset(&b, &p);
	return keep(kept, sizeof kept, &b);
}

static struct slice put_member(const struct public_member *p)
{
	static char kept[512];
	struct buf b = {0};

	public_put_member(&b, p);
	return keep(kept, sizeof kept, &b);
}

struct slice pub_member(const char *role, bool must_change, const struct identity *i)
{
	static unsigned n;
	char name[32];

	snprintf(name, sizeof name, "Member %u", ++n);
	return put_member(&(struct public_member){.role = slice_str(role),
	    .must_change = must_change,
	    .keys = i->keys,
	    .name = slice_str(name)});
}

struct slice pub_named(struct slice name, const struct identity *i)
{
	return put_member(&(struct public_member){.role = slice_str("councillor"),
	    .must_change = true,
	    .keys = i->keys,
	    .name = name});
}

struct slice pub_period(int64_t quarter)
{
	const struct public_period p = {.quarter = quarter};
	static char kept[64];
	struct buf b = {0};

	public_put_period(&b, &p);
	return keep(kept, sizeof kept, &b);
}

struct slice pub_sheet(uint8_t number, const char *holder)
{
	const struct public_sheet p = {.number = number, .holder = slice_str(holder)};
	static char kept[256];
	struct buf b = {0};

	public_put_sheet(&b, &p);
	return keep(kept, sizeof kept, &b);
}

struct slice pub_sheets(const uint8_t *numbers)
{
	struct public_sheets p = {0};
	static char kept[64];
	struct buf b = {0};

	while (numbers[p.n] != 0) {
		p.numbers[p.n] = numbers[p.n];
		p.n++;
	}
	public_put_sheets(&b, &p);
	return keep(kept, sizeof kept, &b);
}

struct slice pub_receipt(struct public_receipt *p, const struct ledger *l, int64_t serial,
    const struct identity *signer)
{
	static char kept[1024];
	struct buf b = {0};

	public_receipt_bytes(&b, p, l->replay->vault_id, serial);
	sign_make(p->sig, buf_slice(&b), signer->sign->p);
	buf_clear(&b);
	public_put_receipt(&b, p);
	return keep(kept, sizeof kept, &b);
}

struct slice pub_policy(const char *name, const char *value)
{
	const struct public_policy p = {.name = slice_str(name), .value = slice_str(value)};
	static char kept[256];
	struct buf b = {0};

	public_put_policy(&b, &p);
	return keep(kept, sizeof kept, &b);
}

struct slice pub_restore(int64_t size, const uint8_t leaf[HASH_SIZE])
{
	struct public_restore p = {.size = size};
	static char kept[64];
	struct buf b = {0};

	memcpy(p.leaf, leaf, sizeof p.leaf);
	public_put_restore(&b, &p);
	return keep(kept, sizeof kept, &b);
}

struct slice pub_envelope(int64_t member, const struct identity *i)
{
	const struct public_envelope p = {.member = member,
	    .keys = i->keys,
	    .need = 1,
	    .holders = {slice_str("Chair")},
	    .n_holders = 1};
	static char kept[512];
	struct buf b = {0};

	public_put_envelope(&b, &p);
	return keep(kept, sizeof kept, &b);
}

/* signing */

static void fill(struct record *r, const struct ledger *l, const struct entry *en)
{
	*r = (struct record){.seq = replay_size(l->replay) + 1,
	    .time_ms = en->time_ms == 0 ? l->time_ms : en->time_ms,
	    .actor = en->actor,
	    .action = en->action,
	    .outcome = en->outcome == OUT_UNKNOWN ? OUT_OK : en->outcome,
	    .subject_kind = en->kind,
	    .subject = en->subject,
	    .version = en->version,
	    .public = en->public,
	    .period = en->period == 0 ? (int64_t)l->replay->roster.n_periods : en->period};
	memcpy(r->prev, l->replay->leaf, HASH_SIZE);
	r->prev[0] ^= en->astray;
	if (en->row)
		random_bytes(r->digest, HASH_SIZE);
}

enum rc ledger_try(struct ledger *l, const struct entry *en, struct err *e)
{
	const struct identity *signer = en->signer != NULL ? en->signer : l->who[en->actor];
	uint8_t leaf[HASH_SIZE];
	struct audit_row row;
	struct record r;
	struct buf bytes = {0};
	enum rc rc;

	fill(&r, l, en);
	record_row(&row, &r, leaf);
	if (en->word != NULL)
		row.action = slice_str(en->word);
	record_bytes(&bytes, &row, l->replay->vault_id);
	if (signer != NULL)
		sign_make(r.sig, buf_slice(&bytes), signer->sign->p);
	record_leaf(leaf, buf_slice(&bytes), r.sig);
	rc = replay_apply(l->replay, &row, false, e);
	buf_finish(&bytes);
	l->time_ms += 1000;
	return rc;
}

void ledger_add(struct ledger *l, const struct entry *en)
{
	struct err e;

	must(ledger_try(l, en, &e), &e, action_name(en->action));
}

/* the world */

/* Record 1 tells the vault's identity, which its own signature covers. */
static void found(struct ledger *l)
{
	struct public_vault p = {.council = slice_str("Council"),
	    .role = slice_str("clerk"),
	    .keys = l->who[CLERK]->keys,
	    .name = slice_str("Ada Clerk")};
	struct buf b = {0};

	public_put_vault(&b, &p);
	replay_vault_id(l->replay->vault_id, &p);
	ledger_add(l, &(struct entry){.actor = CLERK,
			  .action = ACT_VAULT_CREATE,
			  .kind = SUB_MEMBER,
			  .subject = CLERK,
			  .row = true,
			  .public = buf_slice(&b)});
	buf_finish(&b);
}

static void add_grant(
    struct ledger *l, enum subject kind, int64_t id, int64_t version, int64_t member, bool edit)
{
	ledger_add(l, &(struct entry){.actor = CLERK,
			  .action = ACT_GRANT_ADD,
			  .kind = kind,
			  .subject = id,
			  .version = version,
			  .row = true,
			  .public = pub_grant(member, edit)});
}

static void add_collection(struct ledger *l, int64_t id, bool sealed)
{
	ledger_add(l, &(struct entry){.actor = CLERK,
			  .action = ACT_COLLECTION_ADD,
			  .kind = SUB_COLLECTION,
			  .subject = id,
			  .version = 1,
			  .row = true,
			  .public = pub_collection(sealed)});
	add_grant(l, SUB_COLLECTION, id, 1, CLERK, true);
}

static void rekey(struct ledger *l, enum who who)
{
	struct identity *own = make_identity(who);

	ledger_add(l, &(struct entry){.actor = who,
			  .action = ACT_MEMBER_REKEY,
			  .kind = SUB_MEMBER,
			  .subject = who,
			  .row = true,
			  .public = pub_keys(own)});
	identity_free(l->who[who]);
	l->who[who] = own;
}

static void add_member(struct ledger *l, enum who who, const char *role)
{
	l->who[who] = make_identity(who);
	ledger_add(l, &(struct entry){.actor = CLERK,
			  .action = ACT_MEMBER_ADD,
			  .kind = SUB_MEMBER,
			  .subject = who,
			  .row = true,
			  .public = pub_member(role, true, l->who[who])});
	if (roster_may(roster_member(&l->replay->roster, who), RIGHT_READ_LOG))
		add_grant(l, SUB_PERIOD, 1, 0, who, false);
	if (who != NEW)
		rekey(l, who);
}

static void add_envelope(struct ledger *l)
{
	l->who[EMERGENCY] = make_identity(EMERGENCY);
	ledger_add(l, &(struct entry){.actor = CLERK,
			  .action = ACT_ENVELOPE_CREATE,
			  .kind = SUB_ENVELOPE,
			  .subject = 1,
			  .public = pub_envelope(EMERGENCY, l->who[EMERGENCY])});
	add_grant(l, SUB_ENVELOPE, 1, 0, CLERK, false);
	add_grant(l, SUB_ENVELOPE, 1, 0, SECOND, false);
	add_grant(l, SUB_COLLECTION, SHARED, 1, EMERGENCY, false);
}

static void add_item(struct ledger *l, int64_t id, int64_t collection)
{
	ledger_add(l, &(struct entry){.actor = CLERK,
			  .action = ACT_ITEM_ADD,
			  .kind = SUB_ITEM,
			  .subject = id,
			  .version = 1,
			  .row = true,
			  .public = pub_item(collection, 1)});
}

void ledger_init(struct ledger *l)
{
	struct err e;

	must(crypto_init(&e), &e, "crypto_init");
	*l = (struct ledger){.time_ms = clock_ms() - 60 * 60 * (int64_t)1000};
	must(replay_new(&l->replay, &e), &e, "replay_new");
	l->who[CLERK] = make_identity(CLERK);
	found(l);
	ledger_add(l, &(struct entry){.actor = CLERK,
			  .action = ACT_PERIOD_CREATE,
			  .kind = SUB_PERIOD,
			  .subject = 1,
			  .public = pub_period(clock_quarter(l->time_ms))});
	add_grant(l, SUB_PERIOD, 1, 0, CLERK, false);
	add_collection(l, SHARED, true);
	add_collection(l, PRIVATE, false);
	add_member(l, CHAIR, "chair");
	add_member(l, EDITOR, "councillor");
	add_member(l, READER, "councillor");
	add_member(l, OUTSIDER, "councillor");
	add_member(l, AUDITOR, "auditor");
	add_member(l, SECOND, "clerk");
	add_member(l, NEW, "councillor");
	add_grant(l, SUB_COLLECTION, SHARED, 1, CHAIR, false);
	add_grant(l, SUB_COLLECTION, SHARED, 1, EDITOR, true);
	add_grant(l, SUB_COLLECTION, SHARED, 1, READER, false);
	add_envelope(l);
	add_item(l, SHARED_ITEM, SHARED);
	add_item(l, PRIVATE_ITEM, PRIVATE);
	must(replay_check(l->replay, &e), &e, "replay_check");
}

void ledger_finish(struct ledger *l)
{
	replay_free(l->replay);
	for (size_t i = 0; i < sizeof l->who / sizeof l->who[0]; i++)
		identity_free(l->who[i]);
}
