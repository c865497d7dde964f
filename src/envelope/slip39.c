#include "envelope/slip39.h"

#include <string.h>

#include "crypto/random.h"
#include "crypto/secret.h"
#include "slip39_int.h"

/*
 * 20,000 iterations in all: the secret is random, so they need not slow down
 * any guessing.
 */
enum { EXPONENT = 1, ID_LIMIT = 1 << 15, GIVEN = SLIP39_SHARES * SLIP39_SHARES };

static enum rc check_numbers(unsigned need, unsigned of, size_t n, struct err *e)
{
	if (n < SLIP39_SHORT || n > SLIP39_MOST || n % 2 != 0)
		return err_set(e, RC_USAGE,
		    "a secret for sheets has an even number of bytes, 16 to 64, not %zu", n);
	if (of < 1 || of > SLIP39_SHARES || need < 1 || need > of)
		return err_set(e, RC_USAGE,
		    "%u of %u sheets is not possible: there are at most 16, and no more are "
		    "needed than there are",
		    need, of);
	if (need == 1 && of > 1)
		return err_set(e, RC_USAGE,
		    "one of several sheets would be enough to open the envelope: need at least "
		    "two, or make a single sheet");
	return RC_OK;
}

static enum rc write_shares(struct secret **shares, const struct slip39_share *set,
    const struct slip39_point *points, unsigned of, struct err *e)
{
	struct slip39_share s = *set;
	enum rc rc = RC_OK;

	for (unsigned i = 0; i < of && rc == RC_OK; i++) {
		s.member = points[i].x;
		memcpy(s.value, points[i].y, s.n);
		if ((shares[i] = slip39_share_write(&s)) == NULL)
			rc = err_nomem(e);
	}
	for (unsigned i = 0; i < of && rc != RC_OK; i++) {
		secret_free(shares[i]);
		shares[i] = NULL;
	}
	wipe(&s, sizeof s);
	return rc;
}

enum rc slip39_split(struct secret **shares, unsigned need, unsigned of, struct slice secret,
    struct slice passphrase, struct err *e)
{
	struct slip39_point points[SLIP39_SHARES] = {0};
	struct slip39_share set = {.extendable = 1,
	    .exponent = EXPONENT,
	    .group_threshold = 1,
	    .group_count = 1,
	    .member_threshold = (uint8_t)need,
	    .n = secret.n};
	enum rc rc;

	if ((rc = check_numbers(need, of, secret.n, e)) != RC_OK)
		return rc;
	memset(shares, 0, of * sizeof(struct secret *));
	set.id = (uint16_t)random_below(ID_LIMIT);
	memcpy(set.value, secret.p, secret.n);
	if ((rc = slip39_encrypt(set.value, set.n, &set, passphrase, e)) != RC_OK)
		goto out;
	slip39_share_out(points, need, of, set.value, set.n);
	rc = write_shares(shares, &set, points, of, e);
out:
	wipe(points, sizeof points);
	wipe(&set, sizeof set);
	return rc;
}

enum rc slip39_check(struct slip39_info *info, struct slice words, struct err *e)
{
	struct slip39_share s;
	enum rc rc;

	if ((rc = slip39_share_read(&s, words, e)) != RC_OK)
		return rc;
	*info = (struct slip39_info){.id = s.id,
	    .number = s.member + 1U,
	    .need = s.member_threshold,
	    .group = s.group + 1U,
	    .groups_need = s.group_threshold,
	    .groups = s.group_count,
	    .size = s.n};
	wipe(&s, sizeof s);
	return RC_OK;
}

static bool same_set(const struct slip39_share *a, const struct slip39_share *b)
{
	return a->id == b->id && a->extendable == b->extendable && a->exponent == b->exponent &&
	       a->group_threshold == b->group_threshold && a->group_count == b->group_count &&
	       a->n == b->n;
}

/* Share i against those before it. */
static enum rc check_share(const struct slip39_share *s, size_t i, struct err *e)
{
	if (!same_set(&s[i], &s[0]))
		return err_set(
		    e, RC_INPUT, "sheet %zu belongs to another envelope than the first", i + 1);
	for (size_t k = 0; k < i; k++) {
		if (s[k].group != s[i].group)
			continue;
		if (s[k].member_threshold != s[i].member_threshold)
			return err_set(e, RC_INPUT, "sheets %zu and %zu do not fit together",
			    k + 1, i + 1);
		if (s[k].member == s[i].member)
			return err_set(
			    e, RC_INPUT, "sheets %zu and %zu are the same one", k + 1, i + 1);
	}
	return RC_OK;
}

static enum rc wrong_count(unsigned got, const struct slip39_share *s, struct err *e)
{
	unsigned need = s->member_threshold;

	if (s->group_count > 1)
		return err_set(e, RC_INPUT, "group %u of this set needs %u sheets, not %u",
		    s->group + 1U, need, got);
	if (got < need)
		return err_set(e, RC_INPUT,
		    "this sheet belongs to a set of which %u sheets are needed, not %u: bring "
		    "the "
		    "others",
		    need, got);
	return err_set(e, RC_INPUT, "%u sheets are needed, not %u: leave some out", need, got);
}

/* All shares of one group; *used tells how many there were. */
static enum rc join_group(struct slip39_point *out, unsigned *used, unsigned group,
    const struct slip39_share *s, size_t count, struct err *e)
{
	struct slip39_point points[SLIP39_SHARES] = {0};
	const struct slip39_share *first = NULL;
	unsigned n = 0;
	enum rc rc = RC_OK;

	/* No two have the same number of sixteen, so they have room. */
	for (size_t i = 0; i < count; i++) {
		if (s[i].group != group)
			continue;
		first = &s[i];
		points[n].x = s[i].member;
		memcpy(points[n++].y, s[i].value, s[i].n);
	}
	*used = n;
	if (n == 0)
		goto out;
	out->x = (uint8_t)group;
	if (n != first->member_threshold)
		rc = wrong_count(n, first, e);
	else if (!slip39_bring_together(out->y, first->n, points, n))
		rc = err_set(
		    e, RC_INPUT, "the sheets do not fit together: one is of another envelope");
out:
	wipe(points, sizeof points);
	return rc;
}

static enum rc join(uint8_t *secret, const struct slip39_share *s, size_t count, struct err *e)
{
	struct slip39_point groups[SLIP39_SHARES] = {0};
	unsigned n = 0;
	enum rc rc = RC_OK;

	for (unsigned g = 0; g < SLIP39_SHARES && rc == RC_OK; g++) {
		unsigned used;

		rc = join_group(&groups[n], &used, g, s, count, e);
		n += used > 0;
	}
	if (rc != RC_OK)
		goto out;
	if (n != s->group_threshold)
		rc = err_set(e, RC_INPUT, "sheets of %u groups are needed, not of %u",
		    s->group_threshold, n);
	else if (!slip39_bring_together(secret, s->n, groups, n))
		rc = err_set(
		    e, RC_INPUT, "the sheets do not fit together: one is of another envelope");
out:
	wipe(groups, sizeof groups);
	return rc;
}

static enum rc read_all(
    struct slip39_share *s, const struct slice *words, size_t count, struct err *e)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < count && rc == RC_OK; i++) {
		rc = slip39_share_read(&s[i], words[i], e);
		if (rc == RC_OK)
			rc = check_share(s, i, e);
	}
	return rc;
}

/* All have the exponent of the first. */
static enum rc check_work(const struct slip39_share *s, struct err *e)
{
	if (s->exponent > SLIP39_EXPONENT_MAX)
		return err_set(e, RC_INPUT,
		    "these words ask for far more computing than any that this program prints "
		    "(iteration exponent %u, at most %u is taken): check that the sheet is the "
		    "right one; if it is of another program, open it with that one",
		    s->exponent, (unsigned)SLIP39_EXPONENT_MAX);
	return RC_OK;
}

enum rc slip39_recover(struct secret **secret, const struct slice *words, size_t count,
    struct slice passphrase, struct err *e)
{
	struct secret *shares;
	struct secret *out = NULL;
	struct slip39_share *s;
	enum rc rc;

	if (count < 1 || count > GIVEN)
		return err_set(e, RC_INPUT, "there are no sheets, or more than any set has");
	if ((shares = secret_new(count * sizeof *s)) == NULL)
		return err_nomem(e);
	s = (struct slip39_share *)(void *)shares->p;
	if ((rc = read_all(s, words, count, e)) != RC_OK || (rc = check_work(s, e)) != RC_OK)
		goto out;
	if ((out = secret_new(s->n)) == NULL) {
		rc = err_nomem(e);
		goto out;
	}
	if ((rc = join(out->p, s, count, e)) != RC_OK)
		goto out;
	if ((rc = slip39_decrypt(out->p, out->n, s, passphrase, e)) != RC_OK)
		goto out;
	*secret = out;
	out = NULL;
out:
	secret_free(out);
	secret_free(shares);
	return rc;
}
