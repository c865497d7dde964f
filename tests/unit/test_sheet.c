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
#include "sheets.h"
#include "tap.h"

static void need_ok(enum rc rc)
{
	if (rc != RC_OK)
		abort();
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
static void words_of(struct buf *out, const char *text)
{
	const char *at = strchr(strstr(text, "THE SHEET WORDS"), '\n');
	char word[16];
	int number;
	int used;

	for (int i = 1; sscanf(at, "%d %15s%n", &number, word, &used) == 2 && number == i;
	     i++) {
		buf_printf(out, "%s ", word);
		at += used;
	}
}

static void test_single(void)
{
	struct sheets p;
	struct buf page = {0};
	struct buf typed = {0};
	struct secret *identity = NULL;
	struct secret *secret = NULL;
	struct slice words;
	const char *key;

	sheets_init(&p, 1, 1);
	is_int(sheet_write(&page, p.sheet, 1, SHEET_TEXT, NULL), RC_OK,
	    "a single sheet is printed");
	check_size(&page, "single sheet");
	ok(has(&page, "Council: Little Snoring Parish Council\n"), "it names the council");
	ok(has(&page, "Holder: Ann Archer, chair\n"), "it names the holder");
	ok(has(&page, "number 7, made on 21 November 2026\n"), "it has serial and date");
	ok(has(&page, "1 of 1 needed"), "it says how many are needed");
	ok(has(&page, "export: the safe in the parish office, the red stick\n"),
	    "it says where the export is");
	ok(has(&page, "strongroom unseal\n") && has(&page, "age -d -i KEYFILE EXPORT\n"),
	    "it has both commands");
	ok(has(&page, "Words inside the envelope") && has(&page, "it opens\n  nothing"),
	    "it says what is kept where");
	words_of(&typed, buf_cstr(&page));
	words = buf_slice(&typed);
	is_int(slip39_recover(&secret, &words, 1, slice_of(NULL, 0), NULL), RC_OK,
	    "the numbered words give the secret");
	is_mem(secret->p, "0123456789abcdef", 16, "which is the right one");
	key = strstr(buf_cstr(&page), "AGE-SECRET-KEY-1");
	is_int(age_identity_decode(
		   &identity, slice_of(key, (size_t)(strstr(key, "age -d") - key)), NULL),
	    RC_OK, "the pieces of the key are read as one");
	is_mem(identity->p, p.keys->identity->p, AGE_KEY, "which is the right one, too");
	secret_free(secret);
	secret_free(identity);
	buf_finish(&typed);
	buf_finish(&page);
	sheets_finish(&p);
}

static void test_several(void)
{
	struct sheets p;
	struct buf page = {0};
	char *second;

	sheets_init(&p, 2, 3);
	is_int(sheet_write(&page, &p.sheet[2], 1, SHEET_TEXT, NULL), RC_OK,
	    "a sheet of three is printed");
	check_size(&page, "sheet of three");
	ok(has(&page, "SHEET 3 OF 3") && has(&page, "2 of 3 needed"),
	    "it says its number and the need");
	ok(has(&page, "ask the other holders"), "it says that others are needed");
	ok(!has(&page, "AGE-SECRET-KEY") && !has(&page, "age -d"), "it has no key");
	buf_clear(&page);
	is_int(sheet_write(&page, p.sheet, 3, SHEET_TEXT, NULL), RC_OK, "all are printed");
	second = strchr(buf_cstr(&page), '\f');
	ok(second != NULL && strncmp(second + 1, "EMERGENCY SHEET 2 OF 3", 22) == 0,
	    "the second begins on a page of its own");
	ok(second != NULL && strchr(strchr(second + 1, '\f') + 1, '\f') == NULL,
	    "and none behind the last");
	buf_finish(&page);
	sheets_finish(&p);
}

/* A long secret, long names and wide letters still fit on the page. */
static void test_crowded(void)
{
	struct sheets p;
	struct buf page = {0};
	struct buf name = {0};
	struct secret *words = NULL;
	uint8_t secret[SLIP39_LONG] = {1};

	sheets_init(&p, 1, 1);
	for (int i = 0; i < 60; i++)
		buf_add_str(&name,
		    i % 3 ? "\xC3\xA4rger und " : "\xE6\x9D\x91\xE5\xBD\xB9\xE5\xA0\xB4");
	need_ok(slip39_split(
	    &words, 1, 1, slice_of(secret, sizeof secret), slice_of(NULL, 0), NULL));
	p.sheet[0].words = secret_slice(words);
	p.sheet[0].council = p.sheet[0].holder = p.sheet[0].date = p.sheet[0].export_at =
	    p.sheet[0].computer = buf_slice(&name);
	is_int(sheet_write(&page, p.sheet, 1, SHEET_TEXT, NULL), RC_OK,
	    "a crowded sheet is printed");
	check_size(&page, "crowded sheet");
	ok(has(&page, "...\n"), "what was cut is marked");
	buf_finish(&page);
	buf_finish(&name);
	secret_free(words);
	sheets_finish(&p);
}

static void test_untrusted(void)
{
	struct sheets p;
	struct buf page = {0};

	sheets_init(&p, 1, 1);
	p.sheet[0].council = slice_str("Bad\x1b[2J\nWords 1 abandon");
	p.sheet[0].export_at = slice_str("");
	is_int(sheet_write(&page, p.sheet, 1, SHEET_TEXT, NULL), RC_OK,
	    "odd names do not stop it");
	check_size(&page, "odd sheet");
	ok(!has(&page, "\x1b") && !has(&page, "\nWords"), "a name cannot forge lines");
	ok(has(&page, "Stick with the export: ______"),
	    "an unknown place is a line to fill in");
	buf_finish(&page);
	sheets_finish(&p);
}

static void refused(const struct sheet *s, const char *name)
{
	struct buf page = {0};
	struct err e = {0};

	is_int(sheet_write(&page, s, 1, SHEET_TEXT, &e), RC_FAIL, name);
	ok(page.n == 0 && strstr(e.text, "not printed") != NULL, "%s: nothing is printed",
	    name);
	buf_finish(&page);
}

static void test_refusals(void)
{
	struct sheets p;
	struct sheets other;
	struct sheet s;
	uint8_t key[AGE_KEY] = {9};
	struct buf text = {0};

	sheets_init(&p, 1, 1);
	sheets_init(&other, 2, 3);
	age_recipient_encode(&text, key);
	s = p.sheet[0];
	s.words.n -= 5;
	refused(&s, "a torn word");
	s = p.sheet[0];
	s.words = other.sheet[0].words;
	refused(&s, "words of another need");
	s = other.sheet[0];
	s.number = 2;
	refused(&s, "a wrong number");
	s = p.sheet[0];
	s.identity.n--;
	refused(&s, "a torn key");
	s = p.sheet[0];
	s.recipient = buf_slice(&text);
	refused(&s, "a key of another recipient");
	s = other.sheet[0];
	s.identity = p.sheet[0].identity;
	refused(&s, "a key where it is not enough");
	s = p.sheet[0];
	s.recipient.n--;
	refused(&s, "a torn recipient");
	buf_finish(&text);
	sheets_finish(&p);
	sheets_finish(&other);
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
