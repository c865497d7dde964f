/*
 * What is remembered never goes back for want of memory: whoever knows less
 * must not write over what another program of the member has written since.
 */
#include <limits.h>

#include "crypto/secret.h"
#include "faultmem.h"
#include "fixture.h"
#include "ledger.h"
#include "tap.h"
#include "vault/remember.h"

static struct fixture f;

static int64_t remembered(struct remember *m)
{
	struct replay *r = NULL;
	struct err e;
	int64_t size;

	must(remember_load(&r, m, &e), &e, "load");
	size = replay_size(r);
	replay_free(r);
	return size;
}

/* The older state is saved, and number at of its requests for memory refused. */
static enum rc save(struct remember *m, struct replay *older, const struct secret *key, long at)
{
	struct err e;
	enum rc rc;

	faultmem_arm(at, false);
	rc = remember_save(m, older, key, &e);
	faultmem_disarm();
	return rc;
}

static void sweep(struct remember *m, struct replay *older, const struct secret *key)
{
	const int64_t size = remembered(m);
	const enum rc whole = save(m, older, key, LONG_MAX);
	const long asked = faultmem_count();
	long refused = 0;
	long back = 0;

	for (long at = 1; at <= asked; at++) {
		refused += save(m, older, key, at) == RC_FAIL;
		back += remembered(m) < size;
	}
	ok(whole == RC_OK && refused > 0, "memory is asked for %ld times, refused %ld times",
	    asked, refused);
	is_int(back, 0, "what was remembered stays, whichever is refused");
}

int main(void)
{
	struct secret *key;
	struct replay *older;
	struct remember *m;
	struct ledger l;
	struct err e;

	faultmem_register();
	fixture_init(&f);
	ledger_init(&l);
	key = fixture_secret("0123456789abcdef0123456789abcdef");
	must(remember_new(&m, f.state, l.replay->vault_id, CLERK, &e), &e, "remember_new");
	must(remember_save(m, l.replay, key, &e), &e, "save");
	must(remember_load(&older, m, &e), &e, "load");
	ledger_add(
	    &l, &(struct entry){.actor = CLERK, .action = ACT_AUDIT_VIEW, .kind = SUB_NONE});
	must(remember_save(m, l.replay, key, &e), &e, "save");
	sweep(m, older, key);
	replay_free(older);
	remember_free(m);
	secret_free(key);
	ledger_finish(&l);
	fixture_finish(&f);
	return tap_done();
}
