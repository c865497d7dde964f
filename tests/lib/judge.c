#include "judge.h"

#include "crypto/secret.h"
#include "image.h"
#include "session_int.h"
#include "vault/audit.h"

enum { ITEMS = 3 };

/* A refusal says that the file is to blame, and why. */
static bool is_refusal(enum rc rc, const struct err *e)
{
	return (rc == RC_TAMPER || rc == RC_INPUT) && e->text[0] != '\0';
}

static enum rc verify(const struct judge *j, struct slice bytes, struct err *e)
{
	struct audit_report report = {0};
	struct session *s;
	enum rc rc = image_open(&s, bytes, &j->sample.f.options, e);

	if (rc != RC_OK)
		return rc;
	rc = audit_verify(&report, s, e);
	session_close(s);
	return report.ok == (rc == RC_OK) ? rc : RC_FAIL;
}

/* What is remembered of this session would be in the way of the next. */
static void remember_elsewhere(struct session *s)
{
	struct err e;

	remember_free(s->remember);
	s->remember = NULL;
	must(remember_new(&s->remember, "/dev/null", s->vault_id, s->member, &e), &e,
	    "remember_new");
}

static enum rc ask(struct whole *w, const struct judge *j, struct slice bytes, struct err *e)
{
	struct session *s;
	enum rc rc = image_unlock(&s, bytes, &j->sample.f.options, 1, j->sample.seed, e);

	if (rc != RC_OK)
		return rc;
	whole_read(w, s, ITEMS);
	remember_elsewhere(s);
	whole_reveal(w, s, ITEMS);
	session_close(s);
	return RC_OK;
}

void judge_init(struct judge *j, bool packed)
{
	const struct part *refused;
	struct err e = {0};

	*j = (struct judge){0};
	sample_init(&j->sample, packed);
	must(ask(&j->good, j, buf_slice(&j->sample.bytes), &e), &e, "the sample");
	if ((refused = whole_refused(&j->good)) != NULL)
		must(refused->rc, &refused->e, refused->name);
}

void judge_finish(struct judge *j)
{
	whole_finish(&j->good);
	sample_finish(&j->sample);
}

static enum verdict compare(
    const struct judge *j, const struct whole *w, bool verified, struct err *why)
{
	const struct part *altered = whole_altered(&j->good, w, verified);

	if (w->n != j->good.n) {
		err_set(why, RC_FAIL, "there are not as many answers");
		return WRONG;
	}
	if (altered != NULL) {
		err_set(why, RC_FAIL, "altered, and yet given out: %s", altered->name);
		return WRONG;
	}
	for (size_t i = 0; i < w->n; i++)
		if (w->parts[i].rc != RC_OK && !is_refusal(w->parts[i].rc, &w->parts[i].e)) {
			err_set(why, RC_FAIL, "not a refusal: %s: %s", w->parts[i].name,
			    w->parts[i].e.text);
			return WRONG;
		}
	if (!verified)
		return PARTIAL;
	return whole_refused(w) != NULL ? LATE : IDENTICAL;
}

enum verdict judge(const struct judge *j, struct slice bytes, struct err *why)
{
	struct whole w = {0};
	enum verdict v;
	enum rc verified = verify(j, bytes, why);
	enum rc asked;

	if (verified != RC_OK && !is_refusal(verified, why))
		return WRONG;
	asked = ask(&w, j, bytes, why);
	if (asked == RC_OK)
		v = compare(j, &w, verified == RC_OK, why);
	else if (!is_refusal(asked, why))
		v = WRONG;
	else
		v = verified == RC_OK ? LATE : REFUSED;
	whole_finish(&w);
	return v;
}
