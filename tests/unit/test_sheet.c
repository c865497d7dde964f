#include "envelope/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/words.h"
#include "crypto/secret.h"
#include "envelope/age.h"
#include "envelope/keys.h"
#include "envelope/slip39.h"
#include "tap.h"

enum { MOST = 3 };

/* Everything that a sheet is made of. */
struct parts {
	struct secret *shares[MOST];
	struct envelope_keys *keys;
	struct secret *identity;
	struct buf recipient;
	struct sheet sheet;
};

static void need_ok(enum rc rc)
{
	if (rc != RC_OK)
		abort();
}

static void setup(struct parts *p, unsigned need, unsigned of)
{
	struct secret *secret = secret_copy("0123456789abcdef", 16);

	*p = (struct parts){0};
	need_ok(
	    slip39_split(p->shares, need, of, secret_slice(secret), slice_of(NULL, 0), NULL));
	need_ok(envelope_keys_derive(&p->keys, secret, NULL));
	need_ok(age_identity_encode(&p->identity, p->keys->identity, NULL));
	age_recipient_encode(&p->recipient, p->keys->recipient);
	p->sheet = (struct sheet){.council = slice_str("Little Snoring Parish Council"),
	    .holder = slice_str("Ann Archer, chair"),
	    .date = slice_str("21 November 2026"),
	    .export_at = slice_str("the safe in the parish office, the red stick"),
	    .recipient = buf_slice(&p->recipient),
	    .words = secret_slice(p->shares[0]),
	    .identity = need == 1 ? secret_slice(p->identity) : slice_of(NULL, 0),
	    .serial = 7,
	    .number = 1,
	    .of = of,
	    .need = need};
	secret_free(secret);
}

static void teardown(struct parts *p)
{
	for (size_t i = 0; i < MOST; i++)
		secret_free(p->shares[i]);
	envelope_keys_free(p->keys);
	secret_free(p->identity);
	buf_finish(&p->recipient);
}

/* The longest line in columns; *count gets the lines. */
static size_t widest(const struct buf *b, size_t *count)
{
	struct slice rest = buf_slice(b);
	size_t most = 0;

	for (*count = 0; rest.n > 0; ++*count) {
		const uint8_t *lf = memchr(rest.p, '\n', rest.n);
		size_t n = lf == NULL ? rest.n : (size_t)(lf - rest.p);
		size_t width = text_width(slice_of(rest.p, n));

		most = width > most ? width : most;
		rest = slice_of(rest.p + n + (lf != NULL), rest.n - n - (lf != NULL));
	}
	return most;
}

static void check_size(const struct buf *b, const char *name)
{
	size_t count;
	size_t most = widest(b, &count);

	ok(most > 0 && most <= SHEET_COLUMNS, "%s: %zu columns", name, most);
	ok(count > 0 && count <= SHEET_LINES, "%s: %zu lines", name, count);
}

static bool has(struct buf *b, const char *text)
{
	const char *s = buf_cstr(b);

	return s != NULL && strstr(s, text) != NULL;
}

/* Read the words back off the paper, as the holder would. */
static void words_of(struct buf *out, struct buf *page)
{
	const char *at = strstr(buf_cstr(page), "THE SHEET WORDS");
	char word[16];
	int number;
	int used;

	at = strchr(at, '\n');
	for (int i = 1; sscanf(at, "%d %15s%n", &number, word, &used) == 2 && number == i;
	     i++) {
		buf_printf(out, "%s ", word);
		at += used;
	}
}

static void test_single(void)
{
	struct parts p;
	struct buf page = {0};
	struct buf typed = {0};
	struct secret *identity = NULL;
	struct secret *secret = NULL;
	struct slice words;
	const char *key;

	setup(&p, 1, 1);
	is_int(sheet_write(&page, &p.sheet, NULL), RC_OK, "a single sheet is printed");
	if (getenv("SHOW_SHEET") != NULL)
		fprintf(stderr, "%s", buf_cstr(&page));
	check_size(&page, "single sheet");
	ok(has(&page, "Little Snoring Parish Council\n"), "it names the council");
	ok(has(&page, "Ann Archer, chair\n"), "it names the holder");
	ok(has(&page, "number 7, made on 21 November 2026\n"), "it has serial and date");
	ok(has(&page, "1 of 1 needed"), "it says how many are needed");
	ok(has(&page, "here: the safe in the parish office, the red stick\n"),
	    "it says where the export is");
	ok(has(&page, "strongroom unseal FILE\n") && has(&page, "age -d -i KEYFILE FILE\n"),
	    "it has both commands");
	ok(has(&page, "the sheet inside the envelope") && has(&page, "alone it opens nothing"),
	    "it says what is kept where");
	words_of(&typed, &page);
	words = buf_slice(&typed);
	is_int(slip39_recover(&secret, &words, 1, slice_of(NULL, 0), NULL), RC_OK,
	    "the numbered words give the secret");
	is_mem(secret->p, "0123456789abcdef", 16, "which is the right one");
	key = strstr(buf_cstr(&page), "AGE-SECRET-KEY-1");
	is_int(age_identity_decode(
		   &identity, slice_of(key, (size_t)(strstr(key, "\n\n") - key)), NULL),
	    RC_OK, "the pieces of the key are read as one");
	is_mem(identity->p, p.keys->identity->p, AGE_KEY, "which is the right one, too");
	secret_free(secret);
	secret_free(identity);
	buf_finish(&typed);
	buf_finish(&page);
	teardown(&p);
}

static void test_several(void)
{
	struct parts p;
	struct buf page = {0};

	setup(&p, 2, 3);
	p.sheet.words = secret_slice(p.shares[2]);
	p.sheet.number = 3;
	is_int(sheet_write(&page, &p.sheet, NULL), RC_OK, "a sheet of three is printed");
	if (getenv("SHOW_SHEET") != NULL)
		fprintf(stderr, "%s", buf_cstr(&page));
	check_size(&page, "sheet of three");
	ok(has(&page, "3 of 3; 2 of 3 needed"), "it says its number and the need");
	ok(has(&page, "Any 2 of the 3 sheets"), "it says that others are needed");
	ok(!has(&page, "AGE-SECRET-KEY") && !has(&page, "age -d"), "it has no key");
	buf_finish(&page);
	teardown(&p);
}

/* A long secret, long names and wide letters still fit on the page. */
static void test_crowded(void)
{
	struct parts p;
	struct buf page = {0};
	struct buf name = {0};
	struct secret *words = NULL;
	uint8_t secret[SLIP39_LONG] = {1};

	setup(&p, 1, 1);
	for (int i = 0; i < 60; i++)
		buf_add_str(&name,
		    i % 3 ? "\xC3\xA4rger und " : "\xE6\x9D\x91\xE5\xBD\xB9\xE5\xA0\xB4");
	need_ok(slip39_split(
	    &words, 1, 1, slice_of(secret, sizeof secret), slice_of(NULL, 0), NULL));
	p.sheet.words = secret_slice(words);
	p.sheet.council = p.sheet.holder = p.sheet.date = p.sheet.export_at = buf_slice(&name);
	is_int(sheet_write(&page, &p.sheet, NULL), RC_OK, "a crowded sheet is printed");
	check_size(&page, "crowded sheet");
	ok(has(&page, "...\n"), "what was cut is marked");
	buf_finish(&page);
	buf_finish(&name);
	secret_free(words);
	teardown(&p);
}

static void test_untrusted(void)
{
	struct parts p;
	struct buf page = {0};

	setup(&p, 1, 1);
	p.sheet.council = slice_str("Bad\x1b[2J\nWords 1 abandon");
	p.sheet.export_at = slice_str("");
	is_int(sheet_write(&page, &p.sheet, NULL), RC_OK, "odd names do not stop it");
	check_size(&page, "odd sheet");
	ok(!has(&page, "\x1b") && !has(&page, "\nWords"), "a name cannot forge lines");
	ok(has(&page, "It lies here: ______"), "an unknown place is a line to fill in");
	buf_finish(&page);
	teardown(&p);
}

static void refused(const struct sheet *s, const char *name)
{
	struct buf page = {0};
	struct err e = {0};

	is_int(sheet_write(&page, s, &e), RC_FAIL, name);
	ok(page.n == 0 && strstr(e.text, "not printed") != NULL, "%s: nothing is printed",
	    name);
	buf_finish(&page);
}

static void test_refusals(void)
{
	struct parts p;
	struct parts other;
	struct sheet s;
	uint8_t key[AGE_KEY] = {9};
	struct buf text = {0};

	setup(&p, 1, 1);
	setup(&other, 2, 3);
	age_recipient_encode(&text, key);
	s = p.sheet;
	s.words.n -= 5;
	refused(&s, "a torn word");
	s = p.sheet;
	s.words = other.sheet.words;
	refused(&s, "words of another need");
	s = other.sheet;
	s.number = 2;
	refused(&s, "a wrong number");
	s = p.sheet;
	s.identity.n--;
	refused(&s, "a torn key");
	s = p.sheet;
	s.recipient = buf_slice(&text);
	refused(&s, "a key of another recipient");
	s = other.sheet;
	s.identity = p.sheet.identity;
	refused(&s, "a key where it is not enough");
	s = p.sheet;
	s.recipient.n--;
	refused(&s, "a torn recipient");
	buf_finish(&text);
	teardown(&p);
	teardown(&other);
}

int main(void)
{
	struct err e;

	if (crypto_init(&e) != RC_OK)
		return 1;
	test_single();
	test_several();
	test_crowded();
	test_untrusted();
	test_refusals();
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
