#include "receipt_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "crypto/encode.h"
#include "crypto/random.h"
#include "crypto/secret.h"

enum { SECOND = 1000, SALT = 16 };

static const char *const NAMES[RECEIPT_NOTES] = {
    [RECEIPT_COUNCIL] = "council",
    [RECEIPT_SEALED] = "sealed",
    [RECEIPT_HOST] = "opened on",
    [RECEIPT_USER] = "opened by",
    [RECEIPT_TERMINAL] = "opened at",
    [RECEIPT_SSH] = "opened from",
    [RECEIPT_REASON] = "reason",
    [RECEIPT_PRESENT] = "present",
    [RECEIPT_SALT] = PUBLIC_SALT,
};

const char *receipt_note_name(enum receipt_note note)
{
	return NAMES[note];
}

void receipt_finish(struct receipt *r)
{
	for (size_t i = 0; i < RECEIPT_NOTES; i++)
		free(r->notes[i]);
	buf_finish(&r->shown);
	*r = (struct receipt){0};
}

enum rc receipt_set_note(
    struct receipt *r, enum receipt_note note, const char *text, struct err *e)
{
	char safe[RECEIPT_NOTE_MAX + 1];

	if (text == NULL || text[0] == '\0')
		return RC_OK;
	text_safe_str(safe, sizeof safe, slice_str(text), false);
	free(r->notes[note]);
	r->notes[note] = strdup(safe);
	return r->notes[note] == NULL ? err_nomem(e) : RC_OK;
}

static int64_t whole_seconds(int64_t ms)
{
	return ms - ms % SECOND;
}

enum rc receipt_begin(struct receipt *r, int64_t now_ms, struct err *e)
{
	struct buf salt = {0};
	uint8_t bytes[SALT];
	enum rc rc;

	random_bytes(r->public.id, sizeof r->public.id);
	random_bytes(bytes, sizeof bytes);
	r->public.opened_ms = whole_seconds(now_ms);
	hex_encode(&salt, bytes, sizeof bytes);
	rc = buf_cstr(&salt) == NULL ? err_nomem(e)
				     : receipt_set_note(r, RECEIPT_SALT, buf_cstr(&salt), e);
	buf_finish(&salt);
	return rc;
}

enum rc receipt_show(
    struct receipt *r, int64_t now_ms, int64_t item, int64_t version, struct err *e)
{
	if (public_shown_count(buf_slice(&r->shown)) >= RECEIPT_SHOWN_MAX)
		return err_set(
		    e, RC_INPUT, "a receipt holds no more than %d items", RECEIPT_SHOWN_MAX);
	public_shown_put(
	    &r->shown, &(struct public_shown){
			   .time_ms = whole_seconds(now_ms), .item = item, .version = version});
	return buf_ok(&r->shown) ? RC_OK : err_nomem(e);
}

enum rc receipt_hash_notes(struct receipt *r, struct err *e)
{
	struct buf b = {0};

	for (size_t i = 0; i < RECEIPT_NOTES; i++)
		if (r->notes[i] != NULL)
			public_note_put(&b, slice_str(NAMES[i]), slice_str(r->notes[i]));

	if (!buf_ok(&b))
		return err_nomem(e);
	sha256(r->public.rest, buf_slice(&b));
	buf_finish(&b);
	return RC_OK;
}

struct public_receipt receipt_public(const struct receipt *r)
{
	struct public_receipt p = r->public;

	p.shown = buf_slice(&r->shown);
	return p;
}

enum rc receipt_sign(struct receipt *r, const struct secret *key, struct err *e)
{
	struct public_receipt p;
	struct buf b = {0};
	enum rc rc;

	if ((rc = receipt_hash_notes(r, e)) != RC_OK)
		return rc;
	p = receipt_public(r);
	public_receipt_bytes(&b, &p, r->vault_id, r->serial);
	if (buf_ok(&b))
		sign_make(r->public.sig, buf_slice(&b), key->p);
	else
		rc = err_nomem(e);
	buf_finish(&b);
	return rc;
}

/* the text */

static const char HEAD[] =
    "STRONGROOM RECEIPT 1\n"
    "\n"
    "A sealed export was opened, with the words of the envelope, on a computer\n"
    "without the vault. This receipt says by whom, when, why, and what was shown,\n"
    "by the numbers that items have in the vault. It holds no password. Give it to\n"
    "the clerk, or to whoever reviews the audit log, for it belongs into the log:\n"
    "\n"
    "    strongroom audit merge FILE\n"
    "\n";

static void put_name(struct buf *out, const char *name)
{
	buf_printf(out, "%-*s", RECEIPT_COLUMNS, name);
}

static void put_hex(struct buf *out, const char *name, const void *p, size_t n)
{
	put_name(out, name);
	hex_encode(out, p, n);
	buf_add_char(out, '\n');
}

static void put_shown(struct buf *out, const struct public_shown *p)
{
	char when[CLOCK_TEXT];

	clock_rfc3339(when, p->time_ms);
	put_name(out, "shown");
	if (p->item == 0)
		buf_printf(out, "%s all\n", when);
	else
		buf_printf(out, "%s item %lld version %lld\n", when, (long long)p->item,
		    (long long)p->version);
}

void receipt_put(struct buf *out, const struct receipt *r)
{
	const struct public_receipt p = receipt_public(r);
	char when[CLOCK_TEXT];

	clock_rfc3339(when, p.opened_ms);
	buf_add_str(out, HEAD);
	put_hex(out, "vault", r->vault_id, sizeof r->vault_id);
	buf_printf(out, "%-*s%lld\n", RECEIPT_COLUMNS, "envelope", (long long)r->serial);
	buf_printf(out, "%-*s%lld\n", RECEIPT_COLUMNS, "records", (long long)p.size);
	put_hex(out, "leaf", p.leaf, sizeof p.leaf);
	put_hex(out, "receipt", p.id, sizeof p.id);
	buf_printf(out, "%-*s%s\n", RECEIPT_COLUMNS, "opened", when);
	for (size_t i = 0; i < RECEIPT_NOTES; i++)
		if (r->notes[i] != NULL)
			buf_printf(out, "%-*s%s\n", RECEIPT_COLUMNS, NAMES[i], r->notes[i]);
	for (size_t i = 0; i < public_shown_count(p.shown); i++) {
		struct public_shown one = public_shown_at(p.shown, i);

		put_shown(out, &one);
	}
	put_name(out, "signature");
	base64_encode(out, p.sig, sizeof p.sig, true);
	buf_add_char(out, '\n');
}
