/*
 * session_create: a new vault, with its founder.
 */
#include "member_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "period_int.h"
#include "vault/collection.h"
#include "vault/member.h"
#include "vault/policy.h"

static enum rc first_record(struct session *s, const char *council, const char *founder,
    const struct secret *passphrase, const struct secret *seed, const struct kdf_cost *cost,
    struct err *e)
{
	struct public_vault p = {.council = slice_str(council),
	    .role = slice_str(role_name(ROLE_CLERK)),
	    .name = slice_str(founder)};
	struct buf public = {0};
	enum rc rc;

	random_bytes(p.salt, sizeof p.salt);
	p.keys = s->me->keys;
	replay_vault_id(s->vault_id, &p);
	public_put_vault(&public, &p);
	rc = member_write_row(
	    s, ACT_VAULT_CREATE, 1, slice_str(founder), seed, passphrase, cost, &public, e);
	buf_finish(&public);
	return rc;
}

static enum rc fill(struct session *s, const char *council, const char *founder,
    const char *collection, const struct secret *passphrase, const struct kdf_cost *cost,
    struct err *e)
{
	struct secret *seed = identity_seed();
	char kdf[KDF_TEXT];
	int64_t id;
	enum rc rc;

	if (seed == NULL)
		return err_nomem(e);
	member_kdf_text(kdf, cost);
	s->member = 1;
	if ((rc = identity_new(&s->me, 1, seed, e)) != RC_OK ||
	    (rc = replay_new(&s->replay, e)) != RC_OK ||
	    (rc = first_record(s, council, founder, passphrase, seed, cost, e)) != RC_OK ||
	    (rc = period_create(s, e)) != RC_OK ||
	    (rc = policy_set(s, "kdf", kdf, e)) != RC_OK ||
	    (rc = collection_add(&id, s, collection, true, e)) != RC_OK)
		goto out;
	s->unlock_recorded = true;
	s->compared = true;
	rc = remember_new(&s->remember, s->options->state_dir, s->vault_id, 1, e);
out:
	secret_free(seed);
	return rc;
}

enum rc session_check_council(struct slice name, struct err *e)
{
	if (text_valid_name(name) && name.n <= MEMBER_NAME_MAX)
		return RC_OK;
	return err_set(e, RC_INPUT,
	    "the council's name is 1 to %d bytes of text without blanks around it",
	    MEMBER_NAME_MAX);
}

enum rc session_create(struct session **out, const struct session_options *o,
    const char *council, const char *founder, const char *collection,
    const struct secret *passphrase, const struct kdf_cost *cost, struct err *e)
{
	struct session *s = NULL;
	enum rc rc;

	if ((rc = session_check_council(slice_str(council), e)) != RC_OK ||
	    (rc = member_check_name(founder, e)) != RC_OK ||
	    (rc = kdf_check(cost, e)) != RC_OK ||
	    (rc = identity_check_passphrase(passphrase, e)) != RC_OK)
		return rc;
	if ((s = calloc(1, sizeof *s)) == NULL)
		return err_nomem(e);
	s->options = o;
	if ((rc = store_create(&s->store, o->path, e)) != RC_OK)
		goto out;
	if ((rc = fill(s, council, founder, collection, passphrase, cost, e)) != RC_OK ||
	    (rc = session_commit(s, e)) != RC_OK) {
		store_discard(s->store);
		s->store = NULL;
		goto out;
	}
	if (!store_is_private(s->store))
		session_warn(s,
		    "other users of this computer can read the vault file, for its file "
		    "system knows no permissions; it is encrypted all the same");
	*out = s;
	s = NULL;
out:
	session_close(s);
	return rc;
}
