#include "paper.h"

#include <string.h>

#include "crypto/random.h"
#include "crypto/secret.h"
#include "fixture.h"

static const char *const HOLDERS[] = {"Cllr Shah", "Cllr Price", "Cllr Dunn"};

void paper_init(struct paper *p, size_t sheets, unsigned need)
{
	struct secret *seed = identity_seed();
	uint8_t secret_key[SIGN_SECRET];
	struct err e;

	*p = (struct paper){.export_seed = identity_seed()};
	must(identity_new(&p->keys, 0, seed, &e), &e, "identity_new");
	p->emergency = (struct emergency){.keys = p->keys->keys,
	    .export_seed = p->export_seed,
	    .holders = HOLDERS,
	    .n_holders = sheets,
	    .need = (uint8_t)need};
	random_bytes(p->emergency.recipient, sizeof p->emergency.recipient);
	sign_keys(p->emergency.export_sign, secret_key, p->export_seed->p);
	wipe(secret_key, sizeof secret_key);
	secret_free(seed);
}

void paper_finish(struct paper *p)
{
	identity_free(p->keys);
	secret_free(p->export_seed);
}

void paper_make(struct paper *p, struct session *s)
{
	struct err e;

	must(session_begin(s, &e), &e, "begin");
	must(emergency_create(s, &p->emergency, &e), &e, "emergency_create");
	must(session_commit(s, &e), &e, "commit");
}
