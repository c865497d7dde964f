#include "vault/item.h"

#include <string.h>

#include "base/codec.h"
#include "base/text.h"
#include "crypto/secret.h"
#include "item_int.h"
#include "vault/row.h"

enum { UPDATED = 8 /* bytes of time before the overview */ };

void item_finish(struct item *it)
{
	content_finish(&it->content);
	buf_finish(&it->overview);
	buf_finish(&it->sealed);
	secret_free(it->secret);
	*it = (struct item){0};
}

/* keys and places */

/* The custodian's share is empty in a vault without a custodian key. */
void item_key(uint8_t out[ITEM_KEY], const struct secret *ck, const char *purpose, int64_t id,
    int64_t version)
{
	uint8_t message[64];
	struct buf b;

	buf_init_fixed(&b, message, sizeof message);
	put_str(&b, purpose);
	put_i64(&b, id);
	put_i64(&b, version);
	if (strcmp(purpose, "secret") == 0)
		put_bytes(&b, NULL, 0);
	blake2b_keyed(out, ITEM_KEY, ck->p, slice_of(message, b.n));
}

struct box_place item_place(
    const struct session *s, const char *purpose, const struct item_row *row)
{
	return (struct box_place){.purpose = purpose,
	    .vault_id = s->vault_id,
	    .kind = "item",
	    .id = row->id,
	    .version = row->version,
	    .generation = row->generation,
	    .custodian = row->custodian};
}

enum rc item_title_hash(
    uint8_t out[TITLE_HASH], const struct secret *ck, struct slice title, struct err *e)
{
	uint8_t key[ITEM_KEY];
	struct buf fold = {0};
	enum rc rc;

	blake2b_keyed(key, sizeof key, ck->p, slice_str("title index"));
	if ((rc = text_fold(&fold, title, e)) == RC_OK)
		blake2b_keyed(out, TITLE_HASH, key, buf_slice(&fold));
	wipe(key, sizeof key);
	buf_finish(&fold);
	return rc;
}

/* reading */

static enum rc damaged(const struct item_row *row, struct err *e)
{
	return err_set(e, RC_TAMPER,
	    "item #%lld does not open with the key of its collection; \"strongroom audit log "
	    "--item '#%lld'\" shows who wrote it; remove it",
	    (long long)row->id, (long long)row->id);
}

/*
 * The row is the one that its author signed, but it opens for nobody. It is
 * shown, so that it can be removed, and must not stand in the way of the rest:
 * whoever may edit could keep a collection from ever getting a new key.
 */
static enum rc unreadable(struct item *it)
{
	content_finish(&it->content);
	it->content.title = slice_str("(does not open)");
	it->content.type = slice_str("note");
	it->unreadable = true;
	return RC_OK;
}

static enum rc open_overview(
    struct item *it, struct session *s, const struct item_row *row, struct err *e)
{
	const struct box_place at = item_place(s, "overview", row);
	const struct secret *ck;
	uint8_t key[ITEM_KEY];
	uint8_t *plain;
	struct dec d;
	bool good;
	enum rc rc;

	if ((rc = collection_key(&ck, s, row->collection, row->generation, e)) != RC_OK)
		return rc;
	if ((plain = buf_extend(&it->overview, box_plain_size(row->overview))) == NULL)
		return err_nomem(e);
	item_key(key, ck, "overview", row->id, row->version);
	good = box_open(plain, key, &at, row->overview);
	wipe(key, sizeof key);
	if (!good || it->overview.n < UPDATED)
		return unreadable(it);
	dec_init(&d, slice_of(it->overview.p, UPDATED));
	it->updated_ms = get_i64(&d);
	if (!content_get(&it->content,
		slice_of(it->overview.p + UPDATED, it->overview.n - UPDATED),
		slice_of(NULL, 0)))
		return it->content.failed ? err_nomem(e) : unreadable(it);
	return RC_OK;
}

enum rc item_load(struct item *it, struct session *s, const struct pin *pin, struct err *e)
{
	struct item_row row = {0};
	uint8_t digest[HASH_SIZE];
	enum rc rc = store_item_get(&row, s->store, pin->a, pin->b, e);

	if (rc == RC_NOTFOUND)
		return err_set(
		    e, RC_TAMPER, "the row of item #%lld is missing", (long long)pin->a);
	if (rc != RC_OK)
		return rc;
	*it = (struct item){.id = row.id,
	    .version = row.version,
	    .collection = row.collection,
	    .generation = row.generation,
	    .custodian = row.custodian};
	row_digest_item(digest, &row);
	rc = session_pinned(s, PIN_ITEM, pin->a, pin->b, 0, digest, "item", e);
	if (rc == RC_OK && row.collection != pin->c)
		rc = damaged(&row, e);
	if (rc == RC_OK)
		rc = open_overview(it, s, &row, e);
	buf_add_slice(&it->sealed, row.secret);
	if (rc == RC_OK && !buf_ok(&it->sealed))
		rc = err_nomem(e);
	item_row_finish(&row);
	if (rc != RC_OK)
		item_finish(it);
	return rc;
}

enum rc item_get(struct item *it, struct session *s, int64_t id, struct err *e)
{
	struct pin pin;
	enum rc rc = pins_item(&pin, s->replay->pins, id, e);

	if (rc == RC_NOTFOUND || (rc == RC_OK && is_zero(pin.digest, HASH_SIZE)))
		return err_set(e, RC_NOTFOUND, "there is no item #%lld", (long long)id);
	if (rc != RC_OK)
		return rc;
	if (!collection_granted(s, pin.c))
		return err_set(
		    e, RC_REFUSED, "item #%lld was not granted to you", (long long)id);
	return item_load(it, s, &pin, e);
}

enum rc item_collection(int64_t *collection, struct session *s, int64_t id, struct err *e)
{
	struct pin pin;
	enum rc rc = pins_item(&pin, s->replay->pins, id, e);

	if (rc == RC_OK)
		*collection = pin.c;
	return rc;
}

struct walk {
	struct session *session;
	int64_t collection;
	item_each *each;
	void *arg;
	struct pin last; /* the newest version so far of the item at hand */
};

static enum rc visit(struct walk *w, struct err *e)
{
	struct item it = {0};
	enum rc rc;

	if (w->last.a == 0 || is_zero(w->last.digest, HASH_SIZE) ||
	    (w->collection != 0 && w->last.c != w->collection) ||
	    !collection_granted(w->session, w->last.c))
		return RC_OK;
	if ((rc = item_load(&it, w->session, &w->last, e)) != RC_OK)
		return rc;
	rc = w->each(w->arg, &it, e);
	item_finish(&it);
	return rc;
}

static enum rc walk_pin(void *arg, const struct pin *pin, struct err *e)
{
	struct walk *w = arg;
	struct pin last = w->last;
	enum rc rc = RC_OK;

	if (pin->a != last.a)
		rc = visit(w, e);
	w->last = *pin;
	return rc;
}

enum rc item_walk(
    struct session *s, int64_t collection, item_each *each, void *arg, struct err *e)
{
	struct walk w = {.session = s, .collection = collection, .each = each, .arg = arg};
	enum rc rc = pins_each(s->replay->pins, PIN_ITEM, walk_pin, &w, e);

	return rc == RC_OK ? visit(&w, e) : rc;
}

static enum rc open_secret(struct item *it, struct session *s, struct err *e)
{
	const struct item_row row = {.id = it->id,
	    .version = it->version,
	    .generation = it->generation,
	    .custodian = it->custodian};
	const struct box_place at = item_place(s, "secret", &row);
	const struct secret *ck;
	struct content c;
	uint8_t key[ITEM_KEY];
	bool good;
	enum rc rc;

	if (it->unreadable)
		return damaged(&row, e);
	if (it->secret != NULL)
		return RC_OK;
	if ((rc = collection_key(&ck, s, it->collection, it->generation, e)) != RC_OK)
		return rc;
	if ((it->secret = secret_new(box_plain_size(buf_slice(&it->sealed)))) == NULL)
		return err_nomem(e);
	item_key(key, ck, "secret", it->id, it->version);
	good = box_open(it->secret->p, key, &at, buf_slice(&it->sealed));
	wipe(key, sizeof key);
	if (!good ||
	    !content_get(&c, slice_of(it->overview.p + UPDATED, it->overview.n - UPDATED),
		secret_slice(it->secret))) {
		secret_free(it->secret);
		it->secret = NULL;
		if (good && c.failed)
			return err_nomem(e);
		it->unreadable = true;
		return damaged(&row, e);
	}
	content_finish(&it->content);
	it->content = c;
	return RC_OK;
}

enum rc item_open(struct item *it, struct session *s, struct err *e)
{
	if (it->reveal_seq == 0 || s->broken || it->reveal_seq > replay_size(s->replay))
		return err_set(e, RC_REFUSED, "item #%lld cannot be opened: no record was made",
		    (long long)it->id);
	return open_secret(it, s, e);
}

enum rc item_open_unseen(struct item *it, struct session *s, struct err *e)
{
	return open_secret(it, s, e);
}
