#include "import_weak_int.h"

#include "password/strength.h"
#include "vault/content.h"
#include "vault/names.h"
#include "vault/policy.h"

enum rc import_weak_look(
    struct import_weak *k, struct session *s, const struct content *c, struct err *e)
{
	const struct field *f = content_field(c, slice_str(LABEL_PASSWORD));
	struct slice names[NAMES_OF_ITEM];
	struct strength found;
	size_t n;
	enum rc rc;

	if (f == NULL || f->value.n == 0)
		return RC_OK;
	if (k->council.n == 0 && (rc = names_of_council(&k->council, s, e)) != RC_OK)
		return rc;
	n = names_of_item(names, buf_slice(&k->council), c);
	rc = strength_check(&found, strength_policy(policy_password(s)), f->value, names, n, e);
	k->n += rc == RC_OK && found.n_faults > 0;
	return rc;
}

void import_weak_finish(struct import_weak *k)
{
	buf_finish(&k->council);
	*k = (struct import_weak){0};
}
