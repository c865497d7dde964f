/*
 * flip: every byte of a small vault altered, one at a time.
 *
 * Either it is refused, with a sentence, or all that the vault tells is what
 * it told before. What audit_verify refuses may still open for a member who
 * asks for something else in the file, but then nothing altered is given out.
 *
 * In its short form each run takes every STRIDE-th byte, from the offset that
 * STRONGROOM_SEED gives, with one of the two alterations. With STRONGROOM_LONG=1
 * every byte is altered in both ways.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crypto/secret.h"
#include "image.h"
#include "sample.h"
#include "session_int.h"
#include "tap.h"
#include "vault/audit.h"
#include "whole.h"

enum { STRIDE = 61, ITEMS = 3, HANG_SECONDS = 20, SHOWN = 10 };

static struct sample sample;
static struct whole good;
static struct {
	long tried;
	long identical;
	long refused;
	long late;    /* by reading, where audit_verify had found nothing */
	long partial; /* by audit_verify, where a member gets sound answers */
	long wrong;
} counts;

static void wrong(size_t at, uint8_t mask, const char *what, const char *why)
{
	if (counts.wrong++ < SHOWN)
		tap_note("byte %zu ^ 0x%02x: %s: %s", at, mask, what, why);
}

/* A refusal says that the file is to blame, and why. */
static void check_refusal(size_t at, uint8_t mask, enum rc rc, const struct err *e)
{
	if ((rc != RC_TAMPER && rc != RC_INPUT) || e->text[0] == '\0')
		wrong(at, mask, "not a refusal", e->text);
}

static bool verify(size_t at, uint8_t mask)
{
	struct audit_report report = {0};
	struct session *s;
	struct err e = {0};
	enum rc rc = image_open(&s, buf_slice(&sample.bytes), &sample.f.options, &e);

	if (rc == RC_OK) {
		rc = audit_verify(&report, s, &e);
		session_close(s);
		if (report.ok != (rc == RC_OK))
			wrong(at, mask, "the report differs", report.problem);
	}
	if (rc != RC_OK)
		check_refusal(at, mask, rc, &e);
	return rc == RC_OK;
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

static bool ask(struct whole *w, struct err *e, enum rc *rc)
{
	struct session *s;

	*rc = image_unlock(&s, buf_slice(&sample.bytes), &sample.f.options, 1, sample.seed, e);
	if (*rc != RC_OK)
		return false;
	whole_read(w, s, ITEMS);
	remember_elsewhere(s);
	whole_reveal(w, s, ITEMS);
	session_close(s);
	return true;
}

static void check_answers(size_t at, uint8_t mask, bool verified, const struct whole *w)
{
	const struct part *altered = whole_altered(&good, w, verified);
	const struct part *refused = whole_refused(w);

	if (altered != NULL)
		wrong(at, mask, "altered, and yet given out", altered->name);
	if (refused != NULL)
		check_refusal(at, mask, refused->rc, &refused->e);
	if (w->n != good.n)
		wrong(at, mask, "not as many answers", "");
	if (!verified)
		counts.partial++;
	else if (refused != NULL)
		counts.late++;
	else
		counts.identical++;
}

static void flip(size_t at, uint8_t mask)
{
	struct whole w = {0};
	struct err e = {0};
	bool verified;
	enum rc rc;

	/* A hang ends the program, and so the test. */
	alarm(HANG_SECONDS);
	sample.bytes.p[at] ^= mask;
	verified = verify(at, mask);
	if (ask(&w, &e, &rc)) {
		check_answers(at, mask, verified, &w);
	} else {
		check_refusal(at, mask, rc, &e);
		counts.late += verified;
		counts.refused += !verified;
	}
	sample.bytes.p[at] ^= mask;
	whole_finish(&w);
	counts.tried++;
}

/* One bit, a different one from byte to byte. */
static uint8_t one_bit(size_t at)
{
	return (uint8_t)(1u << (at * 5 + at / 8) % 8);
}

static void test_unaltered(void)
{
	struct err e = {0};
	enum rc rc;

	ok(verify(0, 0), "the vault as it is, is sound");
	ok(ask(&good, &e, &rc) && whole_refused(&good) == NULL, "and answers all");
	for (size_t i = 0; i < good.n; i++)
		if (good.parts[i].rc != RC_OK)
			tap_note("%s: %s", good.parts[i].name, good.parts[i].e.text);
}

static void test_flips(void)
{
	const char *seed = getenv("STRONGROOM_SEED");
	bool complete = getenv("STRONGROOM_LONG") != NULL;
	size_t stride = complete ? 1 : STRIDE;
	size_t offset = (seed == NULL ? 0 : strtoul(seed, NULL, 10)) % stride;

	tap_note("%zu bytes, from byte %zu (STRONGROOM_SEED=%s), every %zu", sample.bytes.n,
	    offset, seed == NULL ? "0" : seed, stride);
	for (size_t at = offset; at < sample.bytes.n; at += stride) {
		if (complete || (at / stride) % 2 == 0)
			flip(at, one_bit(at));
		if (complete || (at / stride) % 2 == 1)
			flip(at, 0xFF);
	}
	alarm(0);
	tap_note("%ld alterations: %ld refused at once, %ld by audit verify with sound answers "
		 "to a member, %ld where they are read, %ld without any effect",
	    counts.tried, counts.refused, counts.partial, counts.late, counts.identical);
	is_int(counts.wrong, 0, "refused, or nothing else than before is told");
	ok(counts.refused > 0 && counts.partial > 0 && counts.identical > 0,
	    "each of these happened");
}

int main(void)
{
	sample_init(&sample);
	test_unaltered();
	test_flips();
	whole_finish(&good);
	sample_finish(&sample);
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
