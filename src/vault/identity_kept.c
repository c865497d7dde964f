/*
 * identity_kept: an identity whose keys somebody else has, who is asked.
 */
#include "vault/identity.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/codec.h"
#include "crypto/secret.h"
#include "identity_int.h"
#include "keeper_int.h"
#include "store/store.h"
#include "vault/remember.h"

/* One that is not ours would become the exit status of the program. */
static bool is_status(unsigned code)
{
	return code <= RC_IO || code == RC_INTR;
}

/* Ask, and read the values of the answer into out, n bytes in all. */
static enum rc ask(
    void *out, size_t n, const struct identity *i, const struct buf *request, struct err *e)
{
	uint8_t room[KEEPER_ANSWER];
	struct buf answer;
	struct dec d;
	uint8_t code;
	enum rc rc;

	if (!buf_ok(request))
		return err_nomem(e);
	buf_init_fixed(&answer, room, sizeof room);
	if ((rc = i->keeper.ask(i->keeper.arg, buf_slice(request), &answer, e)) != RC_OK)
		goto out;
	dec_init(&d, buf_slice(&answer));
	code = get_u8(&d);
	rc = (enum rc)code;
	if (!buf_ok(&answer) || d.bad || !is_status(code)) {
		rc = err_set(e, RC_FAIL, "the agent gave no answer that makes sense");
	} else if (rc != RC_OK) {
		rc = err_set(e, rc, "%.*s", (int)d.n, (const char *)d.p);
	} else {
		get_raw(&d, out, n);
		if (!dec_end(&d))
			rc = err_set(e, RC_FAIL, "the agent gave no answer that makes sense");
	}
out:
	wipe(room, sizeof room);
	return rc;
}

static void begin(struct buf *b, enum keeper_request what)
{
	*b = (struct buf){0};
	put_u8(b, (uint8_t)what);
}

/* Who is it, of what, and does it know that state? */
static enum rc greet(
    struct identity *i, const uint8_t vault_id[VAULT_ID], const struct stat *st, struct err *e)
{
	uint8_t values[8 + VAULT_ID + SIGN_PUBLIC + SEAL_KEY + 1];
	uint8_t of[VAULT_ID];
	int64_t member;
	struct buf request;
	struct dec d;
	enum rc rc;

	begin(&request, KEEPER_HELLO);
	put_u64(&request, st->st_dev);
	put_u64(&request, st->st_ino);
	buf_add(&request, i->state, sizeof i->state);
	rc = ask(values, sizeof values, i, &request, e);
	buf_finish(&request);
	/* One that ended at this moment is as good as none. */
	if (rc == RC_FAIL)
		return RC_NOTFOUND;
	if (rc != RC_OK)
		return rc;
	dec_init(&d, slice_of(values, sizeof values));
	member = get_i64(&d);
	get_raw(&d, of, sizeof of);
	if (member != i->member || memcmp(of, vault_id, VAULT_ID) != 0)
		return err_set(e, RC_NOTFOUND, "the agent is another member's");
	get_raw(&d, i->keys.sign, SIGN_PUBLIC);
	get_raw(&d, i->keys.seal, SEAL_KEY);
	if (get_u8(&d) != 1)
		memset(i->state, 0, sizeof i->state);
	return RC_OK;
}

enum rc identity_kept(struct identity **out, const uint8_t vault_id[VAULT_ID], int64_t member,
    const char *path, const struct remember *m, const struct keeper_line *line, struct err *e)
{
	struct identity *i;
	struct stat st;
	enum rc rc;

	if (stat(path, &st) != 0)
		return err_errno(e, RC_IO, "cannot look at %s", path);
	if ((i = calloc(1, sizeof *i)) == NULL)
		return err_nomem(e);
	i->member = member;
	i->keeper = *line;
	(void)remember_tag(i->state, i->state + HASH_SIZE, m);
	if ((rc = greet(i, vault_id, &st, e)) == RC_OK)
		*out = i;
	else
		identity_free(i);
	return rc;
}

/* Whoever answers may be anything that listens; what it says is written for good. */
static enum rc check_signature(
    const uint8_t sig[SIGN_SIZE], const struct identity *i, struct slice bytes, struct err *e)
{
	if (sign_check(sig, bytes, i->keys.sign))
		return RC_OK;
	return err_set(e, RC_FAIL,
	    "the agent gave a signature that is not this member's, and nothing was recorded; "
	    "end it with \"strongroom lock\", and run the command again");
}

enum rc identity_ask_record(
    uint8_t sig[SIGN_SIZE], const struct identity *i, struct slice bytes, struct err *e)
{
	struct buf request;
	enum rc rc;

	begin(&request, KEEPER_RECORD);
	put_slice(&request, bytes);
	rc = ask(sig, SIGN_SIZE, i, &request, e);
	buf_finish(&request);
	return rc == RC_OK ? check_signature(sig, i, bytes, e) : rc;
}

enum rc identity_ask_note(uint8_t sig[SIGN_SIZE], const struct identity *i, int64_t size,
    const uint8_t root[HASH_SIZE], struct slice text, struct err *e)
{
	struct buf request;
	enum rc rc;

	begin(&request, KEEPER_NOTE);
	put_i64(&request, size);
	buf_add(&request, root, HASH_SIZE);
	rc = ask(sig, SIGN_SIZE, i, &request, e);
	buf_finish(&request);
	return rc == RC_OK ? check_signature(sig, i, text, e) : rc;
}

enum rc identity_ask_seal(
    struct secret *key, const struct identity *i, const struct seal_row *row, struct err *e)
{
	struct buf request;
	enum rc rc;

	begin(&request, KEEPER_SEAL);
	put_slice(&request, row->kind);
	put_i64(&request, row->id);
	put_i64(&request, row->generation);
	put_slice(&request, row->sealed);
	rc = ask(key->p, key->n, i, &request, e);
	buf_finish(&request);
	return rc;
}
