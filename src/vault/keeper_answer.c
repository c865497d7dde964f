/*
 * keeper_answer: what a keeper does for who asks, who is not trusted.
 */
#include <string.h>

#include "base/codec.h"
#include "crypto/secret.h"
#include "keeper_int.h"
#include "replay_int.h"
#include "session_int.h"
#include "vault/checkpoint.h"
#include "vault/row.h"

static enum rc malformed(struct err *e)
{
	return err_set(e, RC_INPUT, "the agent does not understand what it was asked");
}

static enum rc hello(struct buf *out, struct keeper *k, struct dec *d, struct err *e)
{
	const struct session *s = k->session;
	uint64_t device = get_u64(d);
	uint64_t inode = get_u64(d);
	uint8_t hash[HASH_SIZE], tag[HASH_SIZE];
	enum rc rc;

	get_raw(d, hash, sizeof hash);
	get_raw(d, tag, sizeof tag);
	if (!dec_end(d))
		return malformed(e);
	/* A copy has the same name and another log. */
	if (device != k->device || inode != k->inode)
		return err_set(e, RC_NOTFOUND, "the agent is for another file");
	if ((rc = keeper_catch_up(k, e)) != RC_OK)
		return rc;
	put_i64(out, s->member);
	buf_add(out, s->vault_id, VAULT_ID);
	buf_add(out, k->me->keys.sign, SIGN_PUBLIC);
	buf_add(out, k->me->keys.seal, SEAL_KEY);
	put_u8(out, remember_genuine(hash, tag, k->me->mac));
	return RC_OK;
}

static bool follows(const struct replay *log, const struct record *r)
{
	return r->seq == replay_size(log) + 1 && memcmp(r->prev, log->leaf, HASH_SIZE) == 0;
}

/*
 * It has to follow the log, or the record that was signed before it for the
 * same client. Where it follows what is known of the log there is no need to
 * look: if the log went on since, the record has no place there.
 */
static enum rc check_place(
    struct keeper *k, struct keeper_client *who, const struct record *r, struct err *e)
{
	const struct replay *log = k->session->replay;
	enum rc rc;

	if (who->seq != 0 && who->base == replay_size(log) && r->seq == who->seq + 1 &&
	    memcmp(r->prev, who->leaf, HASH_SIZE) == 0)
		return RC_OK;
	if (!follows(log, r) && (rc = keeper_catch_up(k, e)) != RC_OK)
		return rc;
	log = k->session->replay;
	who->base = replay_size(log);
	if (follows(log, r))
		return RC_OK;
	return err_set(e, RC_REFUSED,
	    "the agent signs only what continues the log as it is; lock it with \"strongroom "
	    "lock\", and try again");
}

static enum rc sign_record(
    struct buf *out, struct keeper *k, struct keeper_client *who, struct dec *d, struct err *e)
{
	struct slice bytes = get_bytes(d);
	uint8_t sig[SIGN_SIZE];
	struct record r;
	enum rc rc;

	if (!dec_end(d) || !record_parse(&r, bytes, k->session->vault_id))
		return malformed(e);
	if ((rc = keeper_may_sign(k->session, &r, e)) != RC_OK ||
	    (rc = check_place(k, who, &r, e)) != RC_OK)
		return rc;
	sign_make(sig, bytes, k->me->sign->p);
	who->seq = r.seq;
	record_leaf(who->leaf, bytes, sig);
	buf_add(out, sig, sizeof sig);
	return RC_OK;
}

static enum rc sign_note(struct buf *out, struct keeper *k, struct dec *d, struct err *e)
{
	const struct session *s = k->session;
	uint8_t root[HASH_SIZE], wanted[HASH_SIZE];
	uint8_t sig[SIGN_SIZE];
	struct buf text = {0};
	int64_t size = get_i64(d);
	enum rc rc;

	get_raw(d, wanted, sizeof wanted);
	if (!dec_end(d))
		return malformed(e);
	if ((rc = keeper_catch_up(k, e)) != RC_OK)
		return rc;
	merkle_root(root, &s->replay->merkle);
	if (size < replay_size(s->replay))
		return err_set(e, RC_BUSY,
		    "somebody else used the vault at this moment; run the command again");
	if (size != replay_size(s->replay) || memcmp(root, wanted, HASH_SIZE) != 0)
		return err_set(
		    e, RC_REFUSED, "the agent signs no checkpoint but that of the log");
	checkpoint_text(&text, s->vault_id, size, root);
	if (buf_ok(&text)) {
		sign_make(sig, buf_slice(&text), k->me->sign->p);
		buf_add(out, sig, sizeof sig);
	} else {
		rc = err_nomem(e);
	}
	buf_finish(&text);
	return rc;
}

static enum subject subject_of(struct slice kind)
{
	static const enum subject KINDS[] = {SUB_COLLECTION, SUB_PERIOD, SUB_ENVELOPE};

	for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++)
		if (slice_eq_str(kind, subject_name(KINDS[i])))
			return KINDS[i];
	return SUB_UNKNOWN;
}

/* What another program recorded meanwhile may be what is asked for. */
static enum rc check_pinned(
    struct keeper *k, enum pin_table table, const struct seal_row *row, struct err *e)
{
	uint8_t digest[HASH_SIZE];
	enum rc rc;

	row_digest_seal(digest, row);
	if (session_pinned(k->session, table, row->id, row->generation, row->member, digest,
		"a sealed key", NULL) == RC_OK)
		return RC_OK;
	if ((rc = keeper_catch_up(k, e)) != RC_OK)
		return rc;
	rc = session_pinned(k->session, table, row->id, row->generation, row->member, digest,
	    "a sealed key", e);
	return rc == RC_TAMPER ? err_set(e, RC_REFUSED,
				     "the agent opens only what the log says was sealed to "
				     "this member")
			       : rc;
}

static enum rc open_seal(struct buf *out, struct keeper *k, struct dec *d, struct err *e)
{
	struct seal_row row = {.member = k->session->member, .kind = get_bytes(d)};
	struct secret *key = NULL;
	enum pin_table table;
	enum rc rc;

	row.id = get_i64(d);
	row.generation = get_i64(d);
	row.sealed = get_bytes(d);
	if (!dec_end(d) || !sealed_pin_table(&table, subject_of(row.kind)))
		return malformed(e);
	if ((rc = check_pinned(k, table, &row, e)) == RC_OK &&
	    (rc = identity_open_seal(&key, k->me, &row, e)) == RC_OK)
		buf_add_slice(out, secret_slice(key));
	secret_free(key);
	return rc;
}

static enum rc answer_to(struct buf *out, struct keeper *k, struct keeper_client *who,
    struct slice request, struct err *e)
{
	struct dec d;

	dec_init(&d, request);
	switch (get_u8(&d)) {
	case KEEPER_HELLO:
		return hello(out, k, &d, e);
	case KEEPER_RECORD:
		return sign_record(out, k, who, &d, e);
	case KEEPER_NOTE:
		return sign_note(out, k, &d, e);
	case KEEPER_SEAL:
		return open_seal(out, k, &d, e);
	default:
		return malformed(e);
	}
}

void keeper_answer(
    struct buf *answer, struct keeper *k, struct keeper_client *who, struct slice request)
{
	uint8_t room[KEEPER_ANSWER - 1];
	struct buf values;
	struct stat st;
	struct err e = {0};
	enum rc rc;

	buf_init_fixed(&values, room, sizeof room);
	if (!keeper_is_over(k, &rc, &e) && (rc = keeper_check_file(k, &st, &e)) == RC_OK)
		rc = answer_to(&values, k, who, request, &e);
	put_u8(answer, (uint8_t)rc);
	if (rc == RC_OK)
		buf_add_slice(answer, buf_slice(&values));
	else
		buf_add_str(answer, e.text);
	wipe(room, sizeof room);
}
