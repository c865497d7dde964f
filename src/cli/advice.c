#include "advice.h"

#include "password/strength.h"
#include "vault/names.h"
#include "vault/policy.h"

void advice_faults(struct buf *out, struct app *app, const struct content *c)
{
	const struct strength_policy *policy = strength_policy(policy_password(app->session));
	const struct field *f = content_field(c, slice_str(LABEL_PASSWORD));
	struct slice names[NAMES_OF_ITEM];
	struct buf council = {0};
	struct strength s = {0};
	size_t n;

	if (policy == NULL || f == NULL || f->value.n == 0)
		return;
	if (names_of_council(&council, app->session, NULL) == RC_OK) {
		n = names_of_item(names, buf_slice(&council), c);
		if (strength_check(&s, policy, f->value, names, n, NULL) == RC_OK)
			strength_say(out, &s);
	}
	buf_finish(&council);
}

void advise_password(struct app *app, const struct content *c, int64_t id, const char *command)
{
	const char *decided = policy_password(app->session);
	const struct strength_policy *policy = strength_policy(decided);
	struct buf why = {0};

	advice_faults(&why, app, c);
	if (why.n > 0 && buf_cstr(&why) != NULL)
		out_warn(app,
		    "The password of \"%.*s\" is %s: it %s. It was kept all the same, for some "
		    "websites take no other; \"strongroom %s '#%lld' %s\" makes a "
		    "better one.",
		    SLICE_ARG(c->title),
		    decided == NULL || decided[0] == '\0'
			? "weak"
			: "not as the council's policy wants it",
		    buf_cstr(&why), command, (long long)id, policy->generate);
	buf_finish(&why);
}
