#include "kept.h"

#include <string.h>

#include "base/clock.h"
#include "crypto/secret.h"
#include "session_int.h"

static enum rc ask(void *arg, struct slice request, struct buf *answer, struct err *e)
{
	struct kept *k = arg;

	(void)e;
	keeper_answer(answer, k->keeper, &k->client, request);
	return RC_OK;
}

void kept_init(struct kept *k, struct fixture *f, int64_t member)
{
	struct session *s = fixture_open(f, member);
	struct identity *me;
	struct err e;

	*k = (struct kept){.f = f, .line = {.ask = ask, .arg = k}};
	must(session_note_unlock(s, &e), &e, "unlock");
	me = session_give_keys(s);
	session_close(s);
	must(keeper_new(&k->keeper, me, &f->options, &e), &e, "keeper_new");
}

void kept_finish(struct kept *k)
{
	keeper_free(k->keeper);
	k->keeper = NULL;
}

enum rc kept_try(struct session **out, struct kept *k, int64_t member, struct err *e)
{
	struct session *s;
	enum rc rc;

	must(session_open(&s, &k->f->options, e), e, "open");
	must(session_learn(s, member, e), e, "learn");
	if ((rc = session_unlock_kept(s, &k->line, e)) == RC_OK)
		*out = s;
	else
		session_close(s);
	return rc;
}

struct session *kept_open(struct kept *k)
{
	struct session *s;
	struct err e;

	must(kept_try(&s, k, session_me(keeper_session(k->keeper))->id, &e), &e, "kept_try");
	return s;
}

enum rc kept_ask(struct buf *out, struct kept *k, const struct buf *request)
{
	uint8_t room[KEEPER_ANSWER];
	struct buf answer;
	enum rc rc;

	buf_clear(out);
	buf_init_fixed(&answer, room, sizeof room);
	keeper_answer(&answer, k->keeper, &k->client, buf_slice(request));
	rc = (enum rc)room[0];
	buf_add(out, room + 1, answer.n - 1);
	wipe(room, sizeof room);
	return rc;
}

struct record kept_record(const struct session *log)
{
	struct record r = {.seq = replay_size(log->replay) + 1,
	    .time_ms = clock_ms(),
	    .actor = 1,
	    .action = ACT_ITEM_REVEAL,
	    .outcome = OUT_OK,
	    .subject_kind = SUB_ITEM,
	    .subject = 1,
	    .version = 1,
	    .period = 1};

	memcpy(r.prev, log->replay->leaf, HASH_SIZE);
	return r;
}

void kept_put_record(struct buf *bytes, const struct record *r, const uint8_t *vault_id)
{
	static const uint8_t leaf[HASH_SIZE];
	struct audit_row row;

	record_row(&row, r, leaf);
	record_bytes(bytes, &row, vault_id);
}
