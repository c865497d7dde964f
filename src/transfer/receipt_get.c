/*
 * receipt_get: a receipt, read from its text.
 *
 * Lines are taken by their names, and then the whole is written again: what is
 * not the same to the byte is refused. So nothing can stand in a receipt that
 * is not signed, and nothing twice or in another order.
 */
#include "receipt_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "crypto/encode.h"
#include "vault/checkpoint.h"

static enum rc no_receipt(struct err *e)
{
	return err_set(e, RC_INPUT,
	    "this is no receipt, or was altered or cut since it was written; take the file "
	    "that strongroom wrote, and not a text that was copied from it");
}

/* Is that the name of the line? *value is what stands behind it. */
static bool is_line(struct slice *value, struct slice line, const char *name)
{
	size_t n = strlen(name);

	if (line.n <= RECEIPT_COLUMNS || memcmp(line.p, name, n) != 0)
		return false;
	for (size_t i = n; i < RECEIPT_COLUMNS; i++)
		if (line.p[i] != ' ')
			return false;
	*value = slice_after(line, RECEIPT_COLUMNS);
	return true;
}

/* Digits at the front of *s, which are taken away; 0 if there are none, or too many. */
static int64_t take_number(struct slice *s)
{
	int64_t v = 0;
	size_t n = 0;

	while (n < s->n && n < 18 && s->p[n] >= '0' && s->p[n] <= '9')
		v = v * 10 + (s->p[n++] - '0');
	*s = slice_after(*s, n);
	return v;
}

static bool take_text(struct slice *s, const char *text)
{
	size_t n = strlen(text);

	if (s->n < n || memcmp(s->p, text, n) != 0)
		return false;
	*s = slice_after(*s, n);
	return true;
}

static bool take_time(int64_t *ms, struct slice *s)
{
	enum { LENGTH = sizeof "2026-11-21T09:30:00Z" - 1 };
	char text[LENGTH + 1] = "";

	if (s->n < LENGTH)
		return false;
	memcpy(text, s->p, LENGTH);
	*s = slice_after(*s, LENGTH);
	return clock_parse_rfc3339(ms, text);
}

static void take_shown(struct receipt *r, struct slice s)
{
	struct public_shown p = {0};

	if (!take_time(&p.time_ms, &s))
		return;
	if (take_text(&s, " item ")) {
		p.item = take_number(&s);
		if (!take_text(&s, " version "))
			return;
		p.version = take_number(&s);
	}
	if (public_shown_count(buf_slice(&r->shown)) < RECEIPT_SHOWN_MAX)
		public_shown_put(&r->shown, &p);
}

static enum rc take_note(struct receipt *r, struct slice line, struct err *e)
{
	struct slice value;

	for (size_t i = 0; i < RECEIPT_NOTES; i++) {
		if (r->notes[i] != NULL ||
		    !is_line(&value, line, receipt_note_name((enum receipt_note)i)))
			continue;
		if (value.n > RECEIPT_NOTE_MAX || !text_valid_line(value))
			return RC_OK;
		r->notes[i] = strndup((const char *)value.p, value.n);
		return r->notes[i] == NULL ? err_nomem(e) : RC_OK;
	}
	return RC_OK;
}

static void take_signature(struct receipt *r, struct slice text)
{
	struct buf sig = {0};

	if (base64_decode(&sig, text, true) && sig.n == SIGN_SIZE)
		memcpy(r->public.sig, sig.p, SIGN_SIZE);
	buf_finish(&sig);
}

/* What cannot be read is left out here, and missed when it is written again. */
static enum rc take_line(struct receipt *r, struct slice line, struct err *e)
{
	struct public_receipt *p = &r->public;
	struct slice v;

	if (is_line(&v, line, "vault"))
		(void)!hex_decode(r->vault_id, sizeof r->vault_id, v);
	else if (is_line(&v, line, "envelope"))
		r->serial = take_number(&v);
	else if (is_line(&v, line, "records"))
		p->size = take_number(&v);
	else if (is_line(&v, line, "leaf"))
		(void)!hex_decode(p->leaf, sizeof p->leaf, v);
	else if (is_line(&v, line, "receipt"))
		(void)!hex_decode(p->id, sizeof p->id, v);
	else if (is_line(&v, line, "opened"))
		(void)!take_time(&p->opened_ms, &v);
	else if (is_line(&v, line, "shown"))
		take_shown(r, v);
	else if (is_line(&v, line, "signature"))
		take_signature(r, v);
	else
		return take_note(r, line, e);
	return RC_OK;
}

static enum rc take_lines(struct receipt *r, struct slice text, struct err *e)
{
	enum rc rc = RC_OK;

	while (text.n > 0 && rc == RC_OK)
		rc = take_line(r, slice_line(&text), e);
	return rc == RC_OK && !buf_ok(&r->shown) ? err_nomem(e) : rc;
}

static enum rc is_whole(const struct receipt *r, struct slice text, struct err *e)
{
	struct public_receipt p;
	struct buf bytes = {0};
	struct buf again = {0};
	enum rc rc = RC_OK;

	p = receipt_public(r);
	public_put_receipt(&bytes, &p);
	receipt_put(&again, r);
	if (!buf_ok(&bytes) || !buf_ok(&again))
		rc = err_nomem(e);
	else if (r->serial == 0 || r->notes[RECEIPT_SALT] == NULL ||
		 !slice_eq(buf_slice(&again), text) ||
		 !public_get_receipt(&p, buf_slice(&bytes)))
		rc = no_receipt(e);
	buf_finish(&bytes);
	buf_finish(&again);
	return rc;
}

enum rc receipt_get(struct receipt *r, struct slice text, struct err *e)
{
	struct buf unix_lines = {0};
	enum rc rc;

	*r = (struct receipt){0};
	if (text.n > RECEIPT_MAX)
		return no_receipt(e);
	buf_add_slice(&unix_lines, text);
	if (!buf_ok(&unix_lines))
		return err_nomem(e);
	checkpoint_unix_lines(&unix_lines);
	if ((rc = take_lines(r, buf_slice(&unix_lines), e)) == RC_OK &&
	    (rc = is_whole(r, buf_slice(&unix_lines), e)) == RC_OK)
		rc = receipt_hash_notes(r, e);
	buf_finish(&unix_lines);
	return rc;
}
