#include "vault/witness.h"

#include <string.h>

#include "base/clock.h"
#include "base/words.h"
#include "crypto/secret.h"
#include "session_int.h"

/* The text of an error is short, and one restore explains it. */
enum { RESTORES_SHOWN = 100 };

/* making */

enum rc witness_record(struct session *s, const char *minute, struct err *e)
{
	const struct detail detail = {"minute", slice_str(minute)};
	const struct draft d = {.action = ACT_AUDIT_CHECKPOINT,
	    .kind = SUB_NONE,
	    .details = &detail,
	    .n_details = minute == NULL ? 0 : 1};

	return audit_append(s, &d, e);
}

void witness_state(
    int64_t *size, uint8_t root[HASH_SIZE], struct buf *words, const struct session *s)
{
	*size = replay_size(s->replay);
	merkle_root(root, &s->replay->merkle);
	checkpoint_words(words, s->vault_id, *size, root);
}

enum rc witness_note(struct buf *out, const struct session *s, struct err *e)
{
	uint8_t root[HASH_SIZE];

	merkle_root(root, &s->replay->merkle);
	return identity_sign_note(out, s->me, s->vault_id, replay_size(s->replay), root, e);
}

void witness_key(struct buf *out, const struct session *s)
{
	struct buf name = {0};

	checkpoint_signer(&name, s->vault_id, s->member);
	if (buf_cstr(&name) != NULL)
		checkpoint_key(out, buf_cstr(&name), s->me->keys.sign);
	buf_finish(&name);
}

/* comparing */

struct comparing {
	struct session *session;
	const struct checkpoint *c;
	struct witness_report *report;
	struct replay *replay;
	uint8_t root[HASH_SIZE]; /* of the first c->size records */
};

void witness_report_finish(struct witness_report *r)
{
	buf_finish(&r->signers);
	buf_finish(&r->unknown);
}

static void add_name(struct buf *list, struct slice name)
{
	buf_add_slice(list, name);
	buf_add_char(list, '\n');
}

/* Whose it is, by the keys that members had at that point of the log; 0: nobody's. */
static enum rc find_signer(int64_t *id, bool *valid, const struct comparing *q,
    const struct checkpoint_signature *sig, struct err *e)
{
	const struct roster *t = &q->replay->roster;
	enum rc rc = RC_OK;

	*id = 0;
	for (size_t i = 0; i < t->n_members && *id == 0 && rc == RC_OK; i++) {
		const struct member *m = &t->members[i];
		struct buf name = {0};

		checkpoint_signer(&name, q->session->vault_id, m->id);
		if (buf_cstr(&name) == NULL)
			rc = err_nomem(e);
		else if (checkpoint_signed_by(valid, sig, q->c, buf_cstr(&name), m->keys.sign))
			*id = m->id;
		buf_finish(&name);
	}
	return rc;
}

static enum rc check_signatures(struct comparing *q, struct err *e)
{
	struct slice lines = q->c->signatures;
	struct checkpoint_signature sig;
	bool valid = false;
	int64_t id;
	enum rc rc;

	while (checkpoint_signature(&sig, &lines)) {
		if ((rc = find_signer(&id, &valid, q, &sig, e)) != RC_OK)
			return rc;
		if (id == 0) {
			add_name(&q->report->unknown, sig.name);
			continue;
		}
		if (!valid)
			return err_set(e, RC_TAMPER,
			    "the signature of %s under the checkpoint is not good: it was "
			    "altered, or is a forgery",
			    roster_member(&q->replay->roster, id)->name);
		add_name(&q->report->signers,
		    slice_str(roster_member(&q->replay->roster, id)->name));
	}
	return RC_OK;
}

/*
 * The log was proved just before, so only its chain is followed here: what
 * leads to the leaf that was proved is what was proved.
 */
static enum rc take_record(void *arg, const void *row, struct err *e)
{
	struct comparing *q = arg;
	enum rc rc;

	if (replay_size(q->replay) == replay_size(q->session->replay))
		return RC_OK;
	if ((rc = replay_apply(q->replay, row, true, e)) != RC_OK)
		return rc;
	if (replay_size(q->replay) != q->c->size)
		return RC_OK;
	merkle_root(q->root, &q->replay->merkle);
	return q->c->note ? check_signatures(q, e) : RC_OK;
}

static enum rc replay_to(struct comparing *q, struct err *e)
{
	enum rc rc;

	if ((rc = replay_new(&q->replay, e)) != RC_OK)
		return rc;
	if ((rc = store_begin_read(q->session->store, e)) == RC_OK)
		rc = store_audit_each(q->session->store, 1, take_record, q, e);
	store_rollback(q->session->store);
	if (rc == RC_OK &&
	    (replay_size(q->replay) != replay_size(q->session->replay) ||
		memcmp(q->replay->leaf, q->session->replay->leaf, HASH_SIZE) != 0))
		rc = err_set(e, RC_TAMPER, "the log was altered while it was looked at");
	replay_free(q->replay);
	return rc;
}

/* A backup that was put back dropped what the checkpoint was made of; that is no excuse. */
static void put_restores(struct buf *b, const struct comparing *q)
{
	const struct roster *t = &q->session->replay->roster;
	char when[CLOCK_TEXT];

	for (size_t i = 0; i < t->n_restores; i++) {
		const struct restore *r = &t->restores[i];

		if (r->seq > q->c->size || b->n > RESTORES_SHOWN)
			break;
		clock_local(when, r->time_ms);
		buf_printf(b, "; %.60s put a backup back on %s, to record %lld",
		    roster_member(t, r->actor)->name, when, (long long)r->seq - 1);
	}
}

static enum rc rewritten(const struct comparing *q, struct err *e)
{
	const struct checkpoint *c = q->c;
	struct buf b = {0};

	put_restores(&b, q);
	err_set(e, RC_TAMPER,
	    "the first %lld records are not those of the checkpoint: the log was rewritten at "
	    "or before record %lld%s%.*s",
	    (long long)c->size, (long long)c->size,
	    c->note ? "" : ", or it is not that number of records, or not that vault",
	    SLICE_ARG(buf_slice(&b)));
	buf_finish(&b);
	return RC_TAMPER;
}

static uint16_t word_at(struct slice *words)
{
	size_t n = 0;
	int value;

	while (n < words->n && words->p[n] != ' ')
		n++;
	value = words_find(slice_of(words->p, n));
	n += n < words->n ? 1 : 0;
	*words = slice_of(words->p + n, words->n - n);
	return (uint16_t)value;
}

/* Which words differ from the log's: one that does is a slip of the pen, all are not. */
static enum rc mistyped(const struct checkpoint *c, struct slice words, struct err *e)
{
	int differ = 0;
	int at = 0;
	uint16_t want = 0;

	for (int i = 0; i < CHECKPOINT_WORDS; i++) {
		uint16_t value = word_at(&words);

		if (value != c->words[i]) {
			differ++;
			at = i;
			want = value;
		}
	}
	if (differ == 1)
		return err_set(e, RC_INPUT,
		    "check word %d is \"%s\", which does not fit the others; the log has "
		    "\"%s\" "
		    "there: compare it with the minutes",
		    at + 1, words_get(c->words[at]), words_get(want));
	return err_set(e, RC_INPUT,
	    "the last of the check words does not fit the others: a word is wrong, or out of "
	    "its place; compare them with the minutes");
}

static enum rc compare_words(const struct comparing *q, struct err *e)
{
	const struct checkpoint *c = q->c;
	struct buf b = {0};
	struct slice words;
	bool same = true;
	enum rc rc = RC_OK;

	checkpoint_words(&b, q->session->vault_id, c->size, q->root);
	words = buf_slice(&b);
	for (int i = 0; i < CHECKPOINT_WORDS; i++)
		same &= word_at(&words) == c->words[i];
	if (!buf_ok(&b))
		rc = err_nomem(e);
	else if (!same)
		rc = checkpoint_words_fit(c->words) ? rewritten(q, e)
						    : mistyped(c, buf_slice(&b), e);
	buf_finish(&b);
	return rc;
}

static enum rc too_short(const struct comparing *q, struct err *e)
{
	struct buf b = {0};

	put_restores(&b, q);
	err_set(e, RC_TAMPER,
	    "the checkpoint is of %lld records, but the log ends at record %lld: its end was "
	    "cut off, or the vault file is an older copy%.*s",
	    (long long)q->c->size, (long long)replay_size(q->session->replay),
	    SLICE_ARG(buf_slice(&b)));
	buf_finish(&b);
	return RC_TAMPER;
}

static bool is_ours(const struct checkpoint *c, const struct session *s)
{
	struct buf signer = {0};
	bool ours;

	/* The name of a signer is the origin, a slash and a number. */
	checkpoint_signer(&signer, s->vault_id, 0);
	ours =
	    buf_ok(&signer) && slice_eq(c->origin, slice_of(signer.p, signer.n - strlen("/0")));
	buf_finish(&signer);
	return ours;
}

bool witness_is_note(struct slice text, const struct session *s)
{
	struct checkpoint c;

	return checkpoint_parse(&c, text, NULL) == RC_OK && c.note && is_ours(&c, s);
}

static enum rc check_origin(const struct comparing *q, struct err *e)
{
	if (is_ours(q->c, q->session))
		return RC_OK;
	return err_set(e, RC_TAMPER, "the checkpoint is of another log, \"%.*s\"",
	    q->c->origin.n > 100 ? 100 : (int)q->c->origin.n, (const char *)q->c->origin.p);
}

enum rc witness_compare(
    struct witness_report *r, struct session *s, const struct checkpoint *c, struct err *e)
{
	struct comparing q = {.session = s, .c = c, .report = r};
	enum rc rc;

	*r = (struct witness_report){0};
	if (c->note && (rc = check_origin(&q, e)) != RC_OK)
		return rc;
	if (c->size > replay_size(s->replay)) {
		if (!c->note && !checkpoint_words_fit(c->words))
			return mistyped(c, slice_of(NULL, 0), e);
		return too_short(&q, e);
	}
	if ((rc = replay_to(&q, e)) != RC_OK)
		return rc;
	if (!c->note)
		return compare_words(&q, e);
	if (memcmp(q.root, c->root, HASH_SIZE) != 0)
		return rewritten(&q, e);
	return buf_ok(&r->signers) && buf_ok(&r->unknown) ? RC_OK : err_nomem(e);
}
