/*
 * receipt: the text that an opening leaves, and what is taken for one.
 */
#include "transfer/receipt.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "tap.h"

static struct secret *key;
static uint8_t public_key[SIGN_PUBLIC];

static void must(enum rc rc)
{
	if (rc != RC_OK)
		abort();
}

static struct receipt make(size_t items)
{
	struct receipt r = {.vault_id = {0xab}, .serial = 2, .public = {.size = 17}};

	must(receipt_begin(&r, 1795000000123, NULL));
	must(receipt_set_note(&r, RECEIPT_COUNCIL, "Ashby Parish Council", NULL));
	must(receipt_set_note(&r, RECEIPT_REASON, "the clerk\nis \033[31mill", NULL));
	must(receipt_set_note(&r, RECEIPT_PRESENT, "", NULL));
	for (size_t i = 0; i < items; i++)
		must(receipt_show(&r, 1795000001999, (int64_t)i, i == 0 ? 0 : 3, NULL));
	must(receipt_sign(&r, key, NULL));
	return r;
}

static bool signed_well(const struct receipt *r)
{
	struct public_receipt p = receipt_public(r);
	struct buf b = {0};
	bool good;

	public_receipt_bytes(&b, &p, r->vault_id, r->serial);
	good = sign_check(p.sig, buf_slice(&b), public_key);
	buf_finish(&b);
	return good;
}

/* The text of one, to be changed. */
static struct buf text_of(size_t items)
{
	struct receipt r = make(items);
	struct buf b = {0};

	receipt_put(&b, &r);
	receipt_finish(&r);
	return b;
}

static enum rc get(struct receipt *r, struct slice text)
{
	struct err e = {0};

	return receipt_get(r, text, &e);
}

static void test_text(void)
{
	struct receipt r;
	struct buf b = text_of(3);

	is_int(get(&r, buf_slice(&b)), RC_OK, "a receipt is read");
	is_int(r.serial, 2, "the envelope");
	is_int(r.public.size, 17, "the log");
	is_int(r.public.opened_ms, 1795000000000, "the time, in whole seconds");
	is_int(r.vault_id[0], 0xab, "the vault");
	is_str(r.notes[RECEIPT_COUNCIL], "Ashby Parish Council", "the council");
	ok(strchr(r.notes[RECEIPT_REASON], '\n') == NULL &&
		strchr(r.notes[RECEIPT_REASON], '\033') == NULL,
	    "a reason is one line, and safe");
	ok(r.notes[RECEIPT_PRESENT] == NULL, "what is empty is not said");
	is_int((long long)public_shown_count(buf_slice(&r.shown)), 3, "what was shown");
	is_int(public_shown_at(buf_slice(&r.shown), 0).item, 0, "everything");
	is_int(public_shown_at(buf_slice(&r.shown), 2).item, 2, "an item");
	is_int(public_shown_at(buf_slice(&r.shown), 2).version, 3, "in a version");
	ok(signed_well(&r), "the signature is good, after reading too");
	r.public.rest[0] ^= 1;
	ok(!signed_well(&r), "and covers the notes");
	receipt_finish(&r);
	buf_finish(&b);
}

static void test_windows(void)
{
	struct buf b = text_of(1);
	struct buf lines = {0};
	struct receipt r;

	for (size_t i = 0; i < b.n; i++) {
		if (b.p[i] == '\n')
			buf_add_char(&lines, '\r');
		buf_add_char(&lines, (char)b.p[i]);
	}
	is_int(get(&r, buf_slice(&lines)), RC_OK, "line ends of Windows do no harm");
	ok(signed_well(&r), "not even to the signature");
	receipt_finish(&r);
	buf_finish(&lines);
	buf_finish(&b);
}

/* Refused as malformed, or its signature does not fit: never taken for good. */
static void test_altered(void)
{
	struct buf b = text_of(2);
	struct receipt r;
	size_t missed = 0;

	for (size_t i = 0; i < b.n; i++) {
		b.p[i] ^= 1;
		missed += get(&r, buf_slice(&b)) == RC_OK && signed_well(&r);
		receipt_finish(&r);
		b.p[i] ^= 1;
	}
	is_int((long long)missed, 0, "a bit that is changed anywhere is noticed");
	for (size_t n = 0; n < b.n; n++) {
		missed += get(&r, slice_of(b.p, n)) != RC_INPUT;
		receipt_finish(&r);
	}
	is_int((long long)missed, 0, "an end that is missing is noticed");
	buf_add_char(&b, '\n');
	is_int(get(&r, buf_slice(&b)), RC_INPUT, "something behind it too");
	receipt_finish(&r);
	buf_finish(&b);
}

/* A line put in before the one that begins like that. */
static void with_line(const char *before, const char *line)
{
	struct buf b = text_of(2);
	struct buf out = {0};
	struct receipt r;
	const uint8_t *at = memmem(b.p, b.n, before, strlen(before));

	if (at == NULL)
		abort();
	buf_add(&out, b.p, (size_t)(at - b.p));
	buf_add_str(&out, line);
	buf_add(&out, at, b.n - (size_t)(at - b.p));
	is_int(get(&r, buf_slice(&out)), RC_INPUT, line);
	receipt_finish(&r);
	buf_finish(&out);
	buf_finish(&b);
}

/* What has to be there: the line that begins so is taken away. */
static void without_line(const char *name)
{
	struct buf b = text_of(2);
	struct buf out = {0};
	struct receipt r;
	const uint8_t *at = memmem(b.p, b.n, name, strlen(name));
	const uint8_t *end = at == NULL ? NULL : memchr(at, '\n', b.n - (size_t)(at - b.p));

	if (end == NULL)
		abort();
	buf_add(&out, b.p, (size_t)(at - b.p));
	buf_add(&out, end + 1, b.n - (size_t)(end + 1 - b.p));
	is_int(get(&r, buf_slice(&out)), RC_INPUT, name);
	receipt_finish(&r);
	buf_finish(&out);
	buf_finish(&b);
}

static void test_lines(void)
{
	with_line("vault ", "And this is not signed.\n");
	with_line("salt ", "reason      twice\n");
	with_line("council ", "present     out of order\n");
	with_line("signature ", "shown       2026-11-21T09:30:00Z item 0 version 0\n");
	with_line("signature ", "shown       2026-11-21T09:30:00Z item 07 version 1\n");
	with_line("signature ", "shown       2026-11-21T09:30:00Z item 99999999999999999999 "
				"version 1\n");
	with_line("signature ", "shown       2026-02-30T09:30:00Z all\n");
	with_line("vault ", "vault       00\n");
	with_line("salt ", "present     \n");
	without_line("salt        ");
	without_line("vault       ");
	without_line("signature   ");
}

static void test_limits(void)
{
	struct receipt r = make(0);
	struct receipt again;
	struct buf b = {0};
	char text[3000];
	enum rc rc = RC_OK;

	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	must(receipt_set_note(&r, RECEIPT_PRESENT, text, NULL));
	is_int((long long)strlen(r.notes[RECEIPT_PRESENT]), RECEIPT_NOTE_MAX,
	    "a long note is cut");
	for (int64_t i = 1; i <= RECEIPT_SHOWN_MAX && rc == RC_OK; i++)
		rc = receipt_show(&r, 1795000001000, i, 1, NULL);
	is_int(rc, RC_OK, "as many lines as are allowed");
	is_int(receipt_show(&r, 1795000001000, 1, 1, NULL), RC_INPUT, "and no more");
	must(receipt_sign(&r, key, NULL));
	receipt_put(&b, &r);
	is_int(get(&again, buf_slice(&b)), RC_OK, "they are read again");
	receipt_finish(&again);
	is_int(get(&again, slice_of(NULL, 0)), RC_INPUT, "nothing is no receipt");
	receipt_finish(&again);
	receipt_finish(&r);
	buf_finish(&b);
}

/* Two openings are never taken for one another, nor is their reason guessed. */
static void test_random(void)
{
	struct receipt a = make(0);
	struct receipt b = make(0);

	ok(memcmp(a.public.id, b.public.id, RECEIPT_ID) != 0, "each has a number of its own");
	ok(memcmp(a.public.rest, b.public.rest, HASH_SIZE) != 0,
	    "the hash of the same notes is another");
	receipt_finish(&a);
	receipt_finish(&b);
}

int main(void)
{
	uint8_t seed[SIGN_SEED] = {1};

	must(crypto_init(NULL));
	key = secret_new(SIGN_SECRET);
	sign_keys(public_key, key->p, seed);
	test_text();
	test_windows();
	test_altered();
	test_lines();
	test_limits();
	test_random();
	secret_free(key);
	return tap_done();
}
