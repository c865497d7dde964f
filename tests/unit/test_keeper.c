/*
 * keeper: work goes through it as through the keys themselves, and it ends when
 * the member or the file is not the one any more.
 */
#include "vault/keeper.h"

#include <stdio.h>
#include <unistd.h>

#include "base/codec.h"
#include "crypto/secret.h"
#include "keeper_int.h"
#include "kept.h"
#include "session_int.h"
#include "tap.h"
#include "vault/checkpoint.h"
#include "vault/collection.h"
#include "vault/item.h"
#include "vault/member.h"
#include "vault/witness.h"

static struct fixture f;
static struct kept k;
static int64_t chair;
static int64_t second; /* a clerk */

static void reveals(void)
{
	struct session *s = kept_open(&k);
	struct item it = {0};
	struct err e;
	int64_t before = session_size(s);

	must(session_begin(s, &e), &e, "begin");
	must(item_get(&it, s, 1, &e), &e, "item_get");
	must(item_reveal(&it, s, "password", NULL, &e), &e, "reveal");
	must(session_commit(s, &e), &e, "commit");
	must(item_open(&it, s, &e), &e, "open");
	is_int(session_size(s), before + 1, "a reveal is one record, and the unlock none");
	ok(session_compared(s), "what is remembered is known to be the member's");
	item_finish(&it);
	session_close(s);
}

static void writes(void)
{
	struct session *s = kept_open(&k);
	int64_t id = fixture_item(s, 1, "Through the keeper");
	int64_t made = fixture_collection(s, "New", true);

	ok(id > 0 && made > 1, "items and collections can be made");
	ok(collection_granted(s, made), "and opened");
	session_close(s);
	s = fixture_open(&f, 1);
	ok(session_roster(s)->n_collections == 2, "which others see, who replay the log");
	session_close(s);
}

static void checkpoints(void)
{
	struct session *s = kept_open(&k);
	struct buf note = {0};
	struct checkpoint c;
	struct checkpoint_signature sig;
	struct slice lines;
	struct buf name = {0};
	bool valid = false;
	struct err e;

	must(witness_note(&note, s, &e), &e, "note");
	must(checkpoint_parse(&c, buf_slice(&note), &e), &e, "parse");
	lines = c.signatures;
	checkpoint_signer(&name, s->vault_id, 1);
	ok(checkpoint_signature(&sig, &lines) &&
		checkpoint_signed_by(
		    &valid, &sig, &c, buf_cstr(&name), session_me(s)->keys.sign) &&
		valid,
	    "a note has the member's signature");
	buf_finish(&name);
	buf_finish(&note);
	session_close(s);
}

static void remembers(void)
{
	struct session *s = kept_open(&k);
	struct remember *m;
	struct replay *seen;
	struct err e;

	fixture_item(s, 1, "Remembered");
	must(keeper_catch_up(k.keeper, &e), &e, "catch up");
	ok(keeper_owes(k.keeper), "what was committed is to be remembered");
	must(keeper_save(k.keeper, &e), &e, "save");
	ok(!keeper_owes(k.keeper), "and is then");
	must(remember_new(&m, f.state, s->vault_id, 1, &e), &e, "remember_new");
	must(remember_load(&seen, m, &e), &e, "load");
	is_int(replay_size(seen), session_size(s), "to the last record");
	replay_free(seen);
	remember_free(m);
	session_close(s);
	s = fixture_open(&f, 1);
	ok(session_compared(s), "with the tag of the member");
	session_close(s);
}

/* What another program recorded since the keeper looked is no reason to refuse. */
static void goes_on(void)
{
	struct session *s = kept_open(&k);
	struct session *other = fixture_open(&f, 1);
	struct item it = {0};
	struct err e;

	fixture_item(other, 1, "Meanwhile");
	session_close(other);
	must(session_begin(s, &e), &e, "begin");
	must(item_get(&it, s, 1, &e), &e, "item_get");
	is_int(session_end(s, item_reveal(&it, s, "password", NULL, &e), &e), RC_OK,
	    "a record is signed that follows what the keeper has not seen yet");
	item_finish(&it);
	session_close(s);
}

/* Somebody else's state, or one that was altered, counts as none. */
static void state_of_another(void)
{
	char path[300];
	struct session *s;

	fixture_state_file(path, sizeof path, &f, 1, "state");
	fixture_poke(path, fixture_size(path) - 1, 1);
	s = kept_open(&k);
	ok(!session_compared(s), "a state that was altered is not compared with");
	session_close(s);
	must(keeper_save(k.keeper, NULL), NULL, "save");
	s = kept_open(&k);
	ok(session_compared(s), "the keeper writes the right one");
	session_close(s);
}

static void only_its_own(void)
{
	struct session *s = NULL;
	char copy[120];
	struct err e;

	is_int(kept_try(&s, &k, chair, &e), RC_NOTFOUND, "it is not another member's");
	snprintf(copy, sizeof copy, "%s/copy.db", f.dir);
	fixture_copy(f.path, copy);
	f.options.path = copy;
	is_int(kept_try(&s, &k, 1, &e), RC_NOTFOUND, "nor that of a copy of the file");
	f.options.path = f.path;
	unlink(copy);
}

/* Whatever listens on the socket: it hands on all but what a signature is. */
static enum rc forge(void *arg, struct slice request, struct buf *answer, struct err *e)
{
	const enum rc rc = k.line.ask(k.line.arg, request, answer, e);

	if (request.p[0] == KEEPER_RECORD || request.p[0] == KEEPER_NOTE)
		answer->p[answer->n - 1] ^= 1;
	(void)arg;
	return rc;
}

static void bad_signature(void)
{
	const struct keeper_line line = {.ask = forge};
	struct buf note = {0};
	struct session *s;
	struct item it = {0};
	struct err e;
	int64_t before;

	must(session_open(&s, &f.options, &e), &e, "open");
	must(session_learn(s, 1, &e), &e, "learn");
	must(session_unlock_kept(s, &line, &e), &e, "unlock");
	before = session_size(s);
	is_int(witness_note(&note, s, &e), RC_FAIL,
	    "a note is not given out with a bad signature");
	must(session_begin(s, &e), &e, "begin");
	must(item_get(&it, s, 1, &e), &e, "item_get");
	is_int(session_end(s, item_reveal(&it, s, "password", NULL, &e), &e), RC_FAIL,
	    "a signature of an agent is checked before it is on the log");
	ok(has_text(&e, "not this member's"), "and who gave it is told (%s)", e.text);
	item_finish(&it);
	session_close(s);
	buf_finish(&note);
	s = fixture_open(&f, 1);
	is_int(session_size(s), before, "the log is as it was");
	session_close(s);
}

static void over(enum rc want, const char *text, const char *name)
{
	struct buf out = {0};
	struct buf hello = {0};
	struct err e;
	enum rc rc = keeper_watch(k.keeper, &e);

	ok(rc == want && has_text(&e, text), "%s (%s)", name, rc == RC_OK ? "is kept" : e.text);
	put_u8(&hello, KEEPER_HELLO);
	put_u64(&hello, 0);
	is_int(kept_ask(&out, &k, &hello), want, "nor is anything answered then");
	buf_finish(&hello);
	buf_finish(&out);
	kept_finish(&k);
}

static void test_leaving(void)
{
	struct session *s;
	struct err e;
	int64_t id;

	s = fixture_open(&f, 1);
	id = fixture_member(&f, s, "Short Stay", ROLE_COUNCILLOR);
	session_close(s);
	kept_init(&k, &f, id);
	is_int(keeper_watch(k.keeper, &e), RC_OK, "a keeper is watched");
	s = fixture_begin(&f, second);
	must(member_leave(s, id, &e), &e, "leave");
	fixture_end(s);
	is_int(
	    keeper_watch(k.keeper, NULL), RC_NOTFOUND, "it ends, if nobody wants to know why");
	over(RC_NOTFOUND, "has left", "the keys of a member who has left are not kept");
}

static void test_passphrase(void)
{
	struct secret *old = fixture_passphrase(chair);
	struct secret *new = fixture_secret("another passphrase of the chair");
	struct session *s;
	struct err e;

	kept_init(&k, &f, chair);
	s = fixture_open(&f, chair);
	must(member_change_passphrase(s, old, new, &e), &e, "change");
	session_close(s);
	over(RC_NOTFOUND, "passphrase", "nor where the passphrase was changed");
	secret_free(old);
	secret_free(new);
}

static void test_file(void)
{
	char kept[120];
	struct session *s;

	snprintf(kept, sizeof kept, "%s/kept.db", f.dir);
	kept_init(&k, &f, 1);
	fixture_copy(f.path, kept);
	rename(kept, f.path);
	over(RC_NOTFOUND, "another file", "nor where the file was replaced");
	fixture_save(&f, "older.db");
	kept_init(&k, &f, 1);
	s = kept_open(&k);
	fixture_item(s, 1, "Lost");
	session_close(s);
	rename(f.path, kept);
	over(RC_NOTFOUND, "cannot look", "nor where it is gone");
	rename(kept, f.path);
}

/* In place, as a sync service might write it. */
static void test_older(void)
{
	kept_init(&k, &f, 1);
	fixture_sql(&f, "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)");
	over(RC_TAMPER, "older copy", "nor where the log is not what it was");
}

int main(void)
{
	struct session *s;

	fixture_init(&f);
	s = fixture_create(&f);
	fixture_item(s, 1, "Bank");
	chair = fixture_member(&f, s, "Cyd Chair", ROLE_CHAIR);
	second = fixture_member(&f, s, "Bea Clerk", ROLE_CLERK);
	session_close(s);
	kept_init(&k, &f, 1);
	reveals();
	writes();
	checkpoints();
	remembers();
	goes_on();
	state_of_another();
	only_its_own();
	bad_signature();
	kept_finish(&k);
	test_leaving();
	test_passphrase();
	test_file();
	test_older();
	fixture_finish(&f);
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
