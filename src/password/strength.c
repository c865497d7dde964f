#include "password/strength.h"

#include <ctype.h>
#include <string.h>

#include "strength_int.h"

enum {
	CHARACTERS_MIN = 8,
	NCSC_WORDS = 3,
	REMPSTONE_WORDS = 4,
	THREE_WORDS_BITS = 38 /* of the large list of the EFF, at random */
};

/* How a policy wants a password to look; the fault, or NULL. */
struct strength_form {
	const char *(*check)(const struct strength_parts *p);
};

static const char *check_length(const struct strength_parts *p)
{
	return p->characters < CHARACTERS_MIN ? "is shorter than eight characters" : NULL;
}

/* What is as hard to guess as three random words is as good. */
static const char *check_ncsc(const struct strength_parts *p)
{
	if (p->words >= NCSC_WORDS || p->bits >= THREE_WORDS_BITS)
		return NULL;
	return "is neither three random words, as in the policy, nor as hard to guess as those";
}

/* Random characters spell no words. */
static bool looks_random(const struct strength_parts *p)
{
	return p->known * 2 <= p->bytes;
}

static const char *check_rempstone(const struct strength_parts *p)
{
	const char *fault = check_length(p);

	if (fault != NULL || looks_random(p) || p->joined >= REMPSTONE_WORDS)
		return fault;
	if (p->words >= REMPSTONE_WORDS)
		return "has words that run into each other, while the policy wants a character "
		       "between them that is neither letter nor digit";
	return "is neither eight random letters, numbers or symbols nor four random words "
	       "joined with other characters, as in the policy";
}

static const struct strength_form LENGTH = {check_length};
static const struct strength_form NCSC = {check_ncsc};
static const struct strength_form REMPSTONE = {check_rempstone};

/*
 * How often it can be guessed: 2^33 guesses are what zxcvbn calls very
 * unguessable. Of passwords made by the specs "ncsc" and "random:8" none in a
 * thousand and one in a hundred seem easier than 2^28.
 */
static const struct strength_policy POLICIES[] = {
    {"default", "--generate", 33, &LENGTH},
    {"ncsc", "--generate=ncsc", 28, &NCSC},
    {"rempstone", "--generate=rempstone", 28, &REMPSTONE},
    {"strong", "--generate", 60, &LENGTH},
};

const struct strength_policy *strength_policy(const char *name)
{
	if (name == NULL || name[0] == '\0')
		return &POLICIES[0];
	for (size_t i = 0; i < sizeof POLICIES / sizeof POLICIES[0]; i++)
		if (strcmp(POLICIES[i].name, name) == 0)
			return &POLICIES[i];
	return NULL;
}

static void fault(struct strength *out, bool is, const char *text)
{
	if (is)
		out->faults[out->n_faults++] = text;
}

static void explain(struct strength *out, const struct strength_parts *p, bool example)
{
	bool reason = example || p->name || p->common || p->pattern || p->date;

	fault(out, example,
	    "contains an example from advice on passwords, which every guesser tries");
	fault(out, p->name && !example,
	    "contains a name that somebody who knows the council would try first");
	fault(out, p->common, "contains words or passwords that many people choose");
	fault(out, p->pattern, "contains a pattern, such as abcd, 1234, aaaa or qwerty");
	fault(out, p->date, "contains a year or a date");
	fault(out, !reason, "is too short to keep a guesser out");
}

void strength_say(struct buf *out, const struct strength *s)
{
	for (size_t i = 0; i < s->n_faults; i++) {
		if (i > 0)
			buf_add_str(out, i + 1 < s->n_faults ? ", " : " and ");
		buf_add_str(out, s->faults[i]);
	}
}

/* In the policy of a council, in advice of the NCSC, in a cartoon: known to every guesser. */
static const char *const EXAMPLES[] = {
    "purplecandleriver", "coffeetrainfish", "correcthorsebatterystaple"};

enum { N_EXAMPLES = sizeof EXAMPLES / sizeof EXAMPLES[0] };

/* Its letters alone count, of either case. */
static bool begins_with(struct slice s, const char *example)
{
	for (size_t i = 0; i < s.n && *example != '\0'; i++)
		if (isalpha(s.p[i]) != 0 && tolower(s.p[i]) != *example++)
			return false;
	return *example == '\0';
}

static bool has_example(struct slice s)
{
	if (s.n > STRENGTH_BYTES)
		s.n = STRENGTH_BYTES;
	for (; s.n > 0; s = slice_of(s.p + 1, s.n - 1))
		for (size_t k = 0; k < N_EXAMPLES; k++)
			if (begins_with(s, EXAMPLES[k]))
				return true;
	return false;
}

enum rc strength_check(struct strength *out, const struct strength_policy *policy,
    struct slice password, const struct slice *names, size_t n_names, struct err *e)
{
	const bool example = has_example(password);
	struct strength_names words = {0};
	struct strength_parts p;
	const char *form;
	enum rc rc;

	*out = (struct strength){0};
	for (size_t i = 0; i < N_EXAMPLES; i++)
		strength_names_add(&words, slice_str(EXAMPLES[i]));
	for (size_t i = 0; i < n_names; i++)
		strength_names_add(&words, names[i]);
	if ((rc = strength_names_list(&words, e)) != RC_OK ||
	    (rc = strength_take_apart(&p, password, &words, e)) != RC_OK)
		goto out;
	out->bits = p.bits;
	form = policy->form->check(&p);
	fault(out, form != NULL, form);
	out->weak = example || p.bits < policy->bits;
	if (out->weak)
		explain(out, &p, example);
out:
	strength_names_finish(&words);
	return rc;
}
