#include "vault/item.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/codec.h"
#include "base/text.h"
#include "crypto/secret.h"
#include "item_int.h"
#include "vault/row.h"

enum { ITEM_KEY = 32, UPDATED = 8 /* bytes of time before the overview */ };

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
static void item_key(uint8_t out[ITEM_KEY], const struct secret *ck, const char *purpose,
    int64_t id, int64_t version)
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

static struct box_place place(
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
	    "--item #%lld\" shows who wrote it; remove it",
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
	const struct box_place at = place(s, "overview", row);
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
		return unreadable(it);
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
	const struct box_place at = place(s, "secret", &row);
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

/* writing */

static void put_plain(struct buf *out, const struct content *c, int64_t updated_ms)
{
	put_i64(out, updated_ms);
	content_put_overview(out, c);
}

static enum rc seal_secret(struct buf *out, const struct content *c, const uint8_t *key,
    const struct box_place *at, struct err *e)
{
	struct secret *plain;
	struct buf b;

	buf_init_fixed(&b, NULL, 0);
	content_put_secret(&b, c);
	if ((plain = secret_new(b.n)) == NULL)
		return err_nomem(e);
	buf_init_fixed(&b, plain->p, plain->n);
	content_put_secret(&b, c);
	if (buf_ok(&b))
		box_seal(out, key, at, secret_slice(plain));
	secret_free(plain);
	return buf_ok(&b) && buf_ok(out) ? RC_OK : err_nomem(e);
}

static enum rc append(struct session *s, enum action action, const struct item_row *row,
    const uint8_t *digest, const struct content *c, const char *fields, const char *reason,
    struct err *e)
{
	const struct public_item p = {
	    .collection = row->collection, .generation = row->generation};
	struct detail details[3];
	struct draft d = {.action = action,
	    .kind = SUB_ITEM,
	    .subject = row->id,
	    .version = row->version,
	    .digest = digest,
	    .details = details};
	struct buf public = {0};
	enum rc rc;

	details[d.n_details++] = (struct detail){"title", c->title};
	if (fields != NULL)
		details[d.n_details++] = (struct detail){"fields", slice_str(fields)};
	if (reason != NULL)
		details[d.n_details++] = (struct detail){"reason", slice_str(reason)};
	if (action != ACT_ITEM_REVEAL)
		public_put_item(&public, &p);
	d.public = buf_slice(&public);
	rc = buf_ok(&public) ? audit_append(s, &d, e) : err_nomem(e);
	buf_finish(&public);
	return rc;
}

/* One version, under the newest key of its collection, and its record. */
static enum rc write_version(struct session *s, enum action action, int64_t id, int64_t version,
    int64_t collection, const struct content *c, int64_t updated_ms, const char *reason,
    struct err *e)
{
	const struct collection *in = roster_collection(&s->replay->roster, collection);
	struct item_row row = {.id = id,
	    .version = version,
	    .collection = collection,
	    .generation = in == NULL ? 0 : in->generation};
	const struct box_place at_overview = place(s, "overview", &row);
	const struct box_place at_secret = place(s, "secret", &row);
	uint8_t title[TITLE_HASH];
	uint8_t digest[HASH_SIZE];
	uint8_t key[ITEM_KEY];
	const struct secret *ck;
	struct buf plain = {0};
	struct buf overview = {0};
	struct buf secret = {0};
	enum rc rc;

	if ((rc = collection_key(&ck, s, collection, 0, e)) != RC_OK ||
	    (rc = item_title_hash(title, ck, c->title, e)) != RC_OK)
		return rc;
	put_plain(&plain, c, updated_ms);
	item_key(key, ck, "overview", id, version);
	box_seal(&overview, key, &at_overview, buf_slice(&plain));
	item_key(key, ck, "secret", id, version);
	if ((rc = seal_secret(&secret, c, key, &at_secret, e)) != RC_OK)
		goto out;
	if (!buf_ok(&plain) || !buf_ok(&overview)) {
		rc = err_nomem(e);
		goto out;
	}
	row.title = slice_of(title, sizeof title);
	row.overview = buf_slice(&overview);
	row.secret = buf_slice(&secret);
	row_digest_item(digest, &row);
	if ((rc = append(s, action, &row, digest, c, NULL, reason, e)) == RC_OK)
		rc = store_item_put(s->store, &row, e);
out:
	wipe(key, sizeof key);
	buf_finish(&plain);
	buf_finish(&overview);
	buf_finish(&secret);
	return rc;
}

enum rc item_add_new(int64_t *id, struct session *s, int64_t collection,
    const struct content *c, const char *reason, struct err *e)
{
	enum rc rc;

	if ((rc = content_check(c, e)) != RC_OK)
		return rc;
	*id = s->replay->roster.items + 1;
	return write_version(s, ACT_ITEM_ADD, *id, 1, collection, c, clock_ms(), reason, e);
}

/* No other item of the collection may have the title. */
static enum rc check_title(
    struct session *s, int64_t collection, struct slice title, int64_t except, struct err *e)
{
	int64_t other;
	enum rc rc = item_by_title(&other, s, collection, title, e);

	if (rc == RC_NOTFOUND || (rc == RC_OK && other == except))
		return RC_OK;
	if (rc != RC_OK)
		return rc;
	return err_set(e, RC_EXISTS,
	    "there is an item \"%.*s\" in that collection already (#%lld); choose another "
	    "title, or change it with \"strongroom edit\"",
	    SLICE_ARG(title), (long long)other);
}

enum rc item_add(int64_t *id, struct session *s, int64_t collection, const struct content *c,
    const char *reason, struct err *e)
{
	enum rc rc;

	if ((rc = content_check(c, e)) != RC_OK ||
	    (rc = check_title(s, collection, c->title, 0, e)) != RC_OK)
		return rc;
	return item_add_new(id, s, collection, c, reason, e);
}

enum rc item_edit(struct session *s, const struct item *it, const struct content *c,
    const char *reason, struct err *e)
{
	enum rc rc;

	if ((rc = content_check(c, e)) != RC_OK ||
	    (rc = check_title(s, it->collection, c->title, it->id, e)) != RC_OK)
		return rc;
	return write_version(s, ACT_ITEM_EDIT, it->id, it->version + 1, it->collection, c,
	    clock_ms(), reason, e);
}

enum rc item_rekey(struct session *s, struct item *it, struct err *e)
{
	enum rc rc;

	/* What opens for nobody gains nothing from a new key. */
	if ((rc = item_open_unseen(it, s, e)) != RC_OK)
		return it->unreadable ? RC_OK : rc;
	return write_version(s, ACT_ITEM_REKEY, it->id, it->version, it->collection,
	    &it->content, it->updated_ms, NULL, e);
}

enum rc item_remove(struct session *s, const struct item *it, const char *reason, struct err *e)
{
	const struct item_row row = {.id = it->id,
	    .version = it->version + 1,
	    .collection = it->collection,
	    .generation = roster_collection(&s->replay->roster, it->collection)->generation};

	return append(s, ACT_ITEM_REMOVE, &row, NULL, &it->content, NULL, reason, e);
}

enum rc item_reveal(
    struct item *it, struct session *s, const char *fields, const char *reason, struct err *e)
{
	const struct item_row row = {.id = it->id, .version = it->version};
	enum rc rc = append(s, ACT_ITEM_REVEAL, &row, NULL, &it->content, fields, reason, e);

	if (rc == RC_OK)
		it->reveal_seq = replay_size(s->replay);
	return rc;
}
