/*
 * item_write: new versions of items, and the record of each.
 */
#include <stdio.h>

#include "base/clock.h"
#include "base/codec.h"
#include "crypto/secret.h"
#include "item_int.h"
#include "vault/row.h"

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

/* What a record says of an item; what is NULL is left out. */
struct change {
	enum action action;
	int64_t id;
	int64_t version;
	int64_t collection;
	const struct content *content;
	int64_t updated_ms;
	const char *reason;
	const char *fields;   /* of a reveal */
	const char *from;     /* of a move: the name of the collection before */
	const char *to;       /* and of the new one */
	const char *restored; /* which version came back */
	bool secret;          /* the credential is another than before */
};

static void note(struct draft *d, struct detail *details, const char *key, const char *text)
{
	if (text != NULL)
		details[d->n_details++] = (struct detail){key, slice_str(text)};
}

static enum rc append(struct session *s, const struct change *ch, int64_t generation,
    const uint8_t *digest, struct err *e)
{
	const struct public_item p = {
	    .collection = ch->collection, .generation = generation, .secret = ch->secret};
	struct detail details[6] = {{"title", ch->content->title}};
	struct draft d = {.action = ch->action,
	    .kind = SUB_ITEM,
	    .subject = ch->id,
	    .version = ch->version,
	    .digest = digest,
	    .details = details,
	    .n_details = 1};
	struct buf public = {0};
	enum rc rc;

	note(&d, details, "fields", ch->fields);
	note(&d, details, "from", ch->from);
	note(&d, details, "to", ch->to);
	note(&d, details, "restored", ch->restored);
	note(&d, details, "reason", ch->reason);
	if (ch->action != ACT_ITEM_REVEAL)
		public_put_item(&public, &p);
	d.public = buf_slice(&public);
	rc = buf_ok(&public) ? audit_append(s, &d, e) : err_nomem(e);
	buf_finish(&public);
	return rc;
}

/* The two boxes of a version, whose places and keys *row tells. */
static enum rc seal_boxes(struct buf *overview, struct buf *secret, const struct session *s,
    const struct change *ch, const struct item_row *row, const struct secret *ck, struct err *e)
{
	const struct box_place at_overview = item_place(s, "overview", row);
	const struct box_place at_secret = item_place(s, "secret", row);
	uint8_t key[ITEM_KEY];
	struct buf plain = {0};
	enum rc rc;

	put_plain(&plain, ch->content, ch->updated_ms);
	item_key(key, ck, "overview", row->id, row->version);
	box_seal(overview, key, &at_overview, buf_slice(&plain));
	item_key(key, ck, "secret", row->id, row->version);
	rc = seal_secret(secret, ch->content, key, &at_secret, e);
	if (rc == RC_OK && (!buf_ok(&plain) || !buf_ok(overview)))
		rc = err_nomem(e);
	wipe(key, sizeof key);
	buf_finish(&plain);
	return rc;
}

/* One version, under the newest key of its collection, and its record. */
static enum rc write_version(struct session *s, const struct change *ch, struct err *e)
{
	const struct collection *in = roster_collection(&s->replay->roster, ch->collection);
	struct item_row row = {.id = ch->id,
	    .version = ch->version,
	    .collection = ch->collection,
	    .generation = in == NULL ? 0 : in->generation};
	uint8_t title[TITLE_HASH];
	uint8_t digest[HASH_SIZE];
	const struct secret *ck;
	struct buf overview = {0};
	struct buf secret = {0};
	enum rc rc;

	if ((rc = collection_key(&ck, s, ch->collection, 0, e)) != RC_OK ||
	    (rc = item_title_hash(title, ck, ch->content->title, e)) != RC_OK ||
	    (rc = seal_boxes(&overview, &secret, s, ch, &row, ck, e)) != RC_OK)
		goto out;
	row.title = slice_of(title, sizeof title);
	row.overview = buf_slice(&overview);
	row.secret = buf_slice(&secret);
	row_digest_item(digest, &row);
	if ((rc = append(s, ch, row.generation, digest, e)) == RC_OK)
		rc = store_item_put(s->store, &row, e);
out:
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
	return write_version(s,
	    &(struct change){.action = ACT_ITEM_ADD,
		.secret = true,
		.id = *id,
		.version = 1,
		.collection = collection,
		.content = c,
		.updated_ms = clock_ms(),
		.reason = reason},
	    e);
}

/* No other item of the collection may have the title. */
static enum rc check_title(struct session *s, int64_t collection, struct slice title,
    int64_t except, const char *advice, struct err *e)
{
	int64_t other;
	enum rc rc = item_by_title(&other, s, collection, title, e);

	if (rc == RC_NOTFOUND || (rc == RC_OK && other == except))
		return RC_OK;
	if (rc != RC_OK)
		return rc;
	return err_set(e, RC_EXISTS,
	    "there is an item \"%.*s\" in that collection already (#%lld); %s",
	    SLICE_ARG(title), (long long)other, advice);
}

static const char CHOOSE[] = "choose another title, or change it with \"strongroom edit\"";

enum rc item_add(int64_t *id, struct session *s, int64_t collection, const struct content *c,
    const char *reason, struct err *e)
{
	enum rc rc;

	if ((rc = content_check(c, e)) != RC_OK ||
	    (rc = check_title(s, collection, c->title, 0, CHOOSE, e)) != RC_OK)
		return rc;
	return item_add_new(id, s, collection, c, reason, e);
}

enum rc item_edit(struct session *s, const struct item *it, const struct content *c,
    const char *reason, struct err *e)
{
	enum rc rc;

	if ((rc = content_check(c, e)) != RC_OK ||
	    (rc = check_title(s, it->collection, c->title, it->id, CHOOSE, e)) != RC_OK)
		return rc;
	return write_version(s,
	    &(struct change){.action = ACT_ITEM_EDIT,
		.secret = !content_eq_credential(c, &it->content),
		.id = it->id,
		.version = it->version + 1,
		.collection = it->collection,
		.content = c,
		.updated_ms = clock_ms(),
		.reason = reason},
	    e);
}

enum rc item_rekey(struct session *s, struct item *it, struct err *e)
{
	enum rc rc;

	/* What opens for nobody gains nothing from a new key. */
	if ((rc = item_open_unseen(it, s, e)) != RC_OK)
		return it->unreadable ? RC_OK : rc;
	return write_version(s,
	    &(struct change){.action = ACT_ITEM_REKEY,
		.id = it->id,
		.version = it->version,
		.collection = it->collection,
		.content = &it->content,
		.updated_ms = it->updated_ms},
	    e);
}

enum rc item_remove(struct session *s, const struct item *it, const char *reason, struct err *e)
{
	return append(s,
	    &(struct change){.action = ACT_ITEM_REMOVE,
		.id = it->id,
		.version = it->version + 1,
		.collection = it->collection,
		.content = &it->content,
		.reason = reason},
	    roster_collection(&s->replay->roster, it->collection)->generation, NULL, e);
}

enum rc item_reveal(
    struct item *it, struct session *s, const char *fields, const char *reason, struct err *e)
{
	enum rc rc = append(s,
	    &(struct change){.action = ACT_ITEM_REVEAL,
		.id = it->id,
		.version = it->version,
		.content = &it->content,
		.fields = fields,
		.reason = reason},
	    0, NULL, e);

	if (rc == RC_OK)
		it->reveal_seq = replay_size(s->replay);
	return rc;
}

static enum rc move_named(struct session *s, const struct item *it, int64_t collection,
    const char *from, const char *to, const char *reason, struct err *e)
{
	if (from == NULL || to == NULL)
		return err_nomem(e);
	return write_version(s,
	    &(struct change){.action = ACT_ITEM_MOVE,
		.id = it->id,
		.version = it->version + 1,
		.collection = collection,
		.content = &it->content,
		.updated_ms = it->updated_ms,
		.from = from,
		.to = to,
		.reason = reason},
	    e);
}

enum rc item_move(
    struct session *s, struct item *it, int64_t collection, const char *reason, struct err *e)
{
	struct buf from = {0};
	struct buf to = {0};
	enum rc rc;

	if (it->collection == collection)
		return err_set(e, RC_EXISTS,
		    "\"%.*s\" (#%lld) is in that collection already; nothing was moved",
		    SLICE_ARG(it->content.title), (long long)it->id);
	if ((rc = item_open_unseen(it, s, e)) != RC_OK ||
	    (rc = check_title(s, collection, it->content.title, 0,
		 "nothing was moved; give one of them another title with \"strongroom edit "
		 "ITEM --title TITLE\", then move it",
		 e)) != RC_OK ||
	    (rc = collection_name(&from, s, it->collection, e)) != RC_OK ||
	    (rc = collection_name(&to, s, collection, e)) != RC_OK)
		goto out;
	rc = move_named(s, it, collection, buf_cstr(&from), buf_cstr(&to), reason, e);
out:
	buf_finish(&from);
	buf_finish(&to);
	return rc;
}

enum rc item_restore(int64_t *version, int64_t *collection, struct session *s, struct item *old,
    const char *reason, struct err *e)
{
	struct pin now;
	char restored[32];
	enum rc rc;

	if ((rc = pins_item(&now, s->replay->pins, old->id, e)) != RC_OK)
		return rc;
	if (old->version == now.b)
		return err_set(e, RC_EXISTS,
		    "version %lld is the newest already; nothing was restored",
		    (long long)now.b);
	rc = item_open_unseen(old, s, e);
	if (old->unreadable)
		return err_set(e, RC_TAMPER,
		    "version %lld of item #%lld opens for nobody; \"strongroom history "
		    "'#%lld'\" "
		    "lists the others",
		    (long long)old->version, (long long)old->id, (long long)old->id);
	if (rc != RC_OK ||
	    (rc = check_title(s, now.c, old->content.title, old->id,
		 "give that one another title first, with \"strongroom edit ITEM --title "
		 "TITLE\"",
		 e)) != RC_OK)
		return rc;
	*version = now.b + 1;
	*collection = now.c;
	snprintf(restored, sizeof restored, "version %lld", (long long)old->version);
	return write_version(s,
	    &(struct change){.action = ACT_ITEM_RESTORE,
		.secret = true,
		.id = old->id,
		.version = *version,
		.collection = now.c,
		.content = &old->content,
		.updated_ms = clock_ms(),
		.restored = restored,
		.reason = reason},
	    e);
}
