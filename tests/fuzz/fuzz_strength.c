/*
 * What is said of a password. Input: which policy, a name, and the password.
 */
#include <string.h>

#include "fuzz.h"
#include "password/strength.h"
#include "vault/policy.h"

static unsigned faulty;
static unsigned faultless;

void fuzz_init(void)
{
	faulty = fuzz_way("one that falls short");
	faultless = fuzz_way("one that does not");
	fuzz_seed(slice_str("\1\5Ashbyashby1894"));
	fuzz_seed(slice_str("\2\1kq7zWvxpjTm2"));
}

void fuzz_one(struct buf *result, struct slice input)
{
	const struct strength_policy *policy =
	    strength_policy(POLICY_PASSWORDS[feed_u8(&input) % 4]);
	struct slice name = feed_text(&input);
	struct buf said = {0};
	struct strength s;

	if (input.n == 0 || memchr(input.p, '\0', input.n) != NULL)
		return;
	fuzz_must(strength_check(&s, policy, input, &name, 1, NULL) == RC_OK);
	fuzz_must(s.n_faults <= STRENGTH_FAULTS && s.bits >= 0);
	fuzz_must(!s.weak || s.n_faults > 0);
	strength_say(&said, &s);
	if (s.n_faults > 0)
		fuzz_sentence(buf_cstr(&said));
	fuzz_accept(s.n_faults > 0 ? faulty : faultless);
	buf_add_slice(result, buf_slice(&said));
	buf_finish(&said);
}
