/* checkpoint: what is written is read, what is altered is not taken, whatever the bytes. */
#include "vault/checkpoint.h"

#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "tap.h"

static const uint8_t ID[VAULT_ID] = {0xAB, 0xCD};
static const uint8_t ROOT[HASH_SIZE] = {1, 2, 3};
static uint8_t public_key[SIGN_PUBLIC];
static uint8_t secret_key[SIGN_SECRET];

static void make_note(struct buf *b, const char *signer)
{
	uint8_t sig[SIGN_SIZE];

	checkpoint_text(b, ID, 1204, ROOT);
	sign_make(sig, buf_slice(b), secret_key);
	checkpoint_sign(b, signer, public_key, sig);
}

/* From memory of just that size, so that a sanitizer sees a read beyond it. */
static enum rc parse(struct checkpoint *c, const void *text, size_t n, struct err *e)
{
	uint8_t *copy = malloc(n + 1);
	enum rc rc;

	memcpy(copy, text, n);
	copy[n] = 'x';
	rc = checkpoint_parse(c, slice_of(copy, n), e);
	free(copy);
	return rc;
}

static bool parses(const char *text)
{
	struct checkpoint c;
	struct err e;

	return checkpoint_parse(&c, slice_str(text), &e) == RC_OK;
}

static bool is_refused(const char *text, const char *why)
{
	struct checkpoint c;
	struct err e;

	return checkpoint_parse(&c, slice_str(text), &e) == RC_INPUT && has_text(&e, why);
}

/* A vector made with the formulas of C2SP signed-note by other means. */
static void test_vector(void)
{
	static const uint8_t seed[SIGN_SEED] = {0};
	uint8_t pk[SIGN_PUBLIC];
	uint8_t sk[SIGN_SECRET];
	struct buf key = {0};

	sign_keys(pk, sk, seed);
	checkpoint_key(&key, "strongroom/00/1", pk);
	is_str(buf_cstr(&key),
	    "strongroom/00/1+89b56998+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
	    "a verifier key");
	buf_finish(&key);
}

static void test_note(void)
{
	struct checkpoint_signature s;
	struct checkpoint c;
	struct slice lines;
	struct buf b = {0};
	struct err e;
	bool valid = false;

	make_note(&b, "strongroom/abcd/7");
	must(checkpoint_parse(&c, buf_slice(&b), &e), &e, "parse");
	ok(c.note && c.size == 1204 && memcmp(c.root, ROOT, HASH_SIZE) == 0, "a note is read");
	ok(slice_eq_str(c.origin, "strongroom/abcd0000000000000000000000000000"),
	    "with its origin");
	lines = c.signatures;
	ok(checkpoint_signature(&s, &lines) && slice_eq_str(s.name, "strongroom/abcd/7"),
	    "and its signer");
	ok(checkpoint_signed_by(&valid, &s, &c, "strongroom/abcd/7", public_key) && valid,
	    "whose signature is good");
	ok(!checkpoint_signature(&s, &lines), "there is one");
	lines = c.signatures;
	ok(checkpoint_signature(&s, &lines), "again");
	ok(!checkpoint_signed_by(&valid, &s, &c, "strongroom/abcd/8", public_key),
	    "it is nobody else's");
	public_key[0] ^= 1;
	ok(!checkpoint_signed_by(&valid, &s, &c, "strongroom/abcd/7", public_key),
	    "nor of another key");
	public_key[0] ^= 1;
	s.name = slice_str("strongroom/abcd/8");
	ok(!checkpoint_signed_by(&valid, &s, &c, "strongroom/abcd/7", public_key),
	    "nor under another name with its key");
	s.name = slice_str("strongroom/abcd/7");
	s.sig[0] ^= 1;
	ok(checkpoint_signed_by(&valid, &s, &c, "strongroom/abcd/7", public_key) && !valid,
	    "altered it is not good");
	s.sig[0] ^= 1;
	s.ed25519 = false;
	ok(checkpoint_signed_by(&valid, &s, &c, "strongroom/abcd/7", public_key) && !valid,
	    "nor of another length");
	buf_finish(&b);
}

/* Each byte of the signed text changed: not read, or not signed. */
static void test_altered(void)
{
	struct checkpoint_signature s;
	struct checkpoint c;
	struct slice lines;
	struct buf b = {0};
	struct err e;
	int good = 0;
	bool valid;
	size_t text;

	make_note(&b, "strongroom/abcd/7");
	must(checkpoint_parse(&c, buf_slice(&b), &e), &e, "parse");
	text = c.text.n;
	for (size_t i = 0; i < text; i++) {
		b.p[i] ^= 1;
		if (checkpoint_parse(&c, buf_slice(&b), &e) == RC_OK && c.note) {
			lines = c.signatures;
			while (checkpoint_signature(&s, &lines))
				good += checkpoint_signed_by(
					    &valid, &s, &c, "strongroom/abcd/7", public_key) &&
					valid;
		}
		b.p[i] ^= 1;
	}
	is_int(good, 0, "no byte of the text can be changed under its signature");
	buf_finish(&b);
}

static void test_forms(void)
{
	static const char ROOT64[] = "AQIDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
	struct {
		const char *text;
		bool good;
	} forms[] = {
	    {"a/b\n5\nR\n", true},
	    {"a/b\n5\nR\n\n", true},
	    {"a/b\n5\nR\nextension\n\n", true},
	    {"a/b\n5\nR\n\n\xE2\x80\x94 k AAAAAAA=\n", true},
	    {"a/b\n5\nR", false},
	    {"a/b\n05\nR\n", false},
	    {"a/b\n0\nR\n", false},
	    {"a/b\n-5\nR\n", false},
	    {"a/b\n9999999999999999999\nR\n", false},
	    {"a/b\n5\nAQID\n", false},
	    {"a/b\n5\nR\n\n- k AAAAAAA=\n", false},
	    {"a/b\n5\nR\n\n\xE2\x80\x94 k AAAA\n", false},
	    {"a/b\n5\nR\n\n\xE2\x80\x94 k+k AAAAAAA=\n", false},
	    {"a/b\n5\nR\n\n\xE2\x80\x94  AAAAAAA=\n", false},
	    {"a/b\n5\nR\n\n\xE2\x80\x94 k AAAAAAA\n", false},
	    {"a/b\n5\nR\n\n\xE2\x80\x94 k AAAAAAA=", false},
	    {"a/b\n5\nR\n\n\n", false},
	};

	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		struct buf b = {0};

		for (const char *p = forms[i].text; *p != '\0'; p++)
			if (*p == 'R')
				buf_add_str(&b, ROOT64);
			else
				buf_add_char(&b, *p);
		ok(parses(buf_cstr(&b)) == forms[i].good, "form %zu is %s", i,
		    forms[i].good ? "taken" : "refused");
		buf_finish(&b);
	}
}

static void test_short(void)
{
	struct checkpoint c;
	struct buf words = {0};
	struct buf b = {0};
	char *blank;
	struct err e;

	checkpoint_words(&words, ID, 1204, ROOT);
	buf_printf(&b, "1204 %s", buf_cstr(&words));
	must(checkpoint_parse(&c, buf_slice(&b), &e), &e, "parse");
	ok(!c.note && c.size == 1204 && checkpoint_words_fit(c.words), "number and words");
	c.words[3] ^= 1;
	ok(!checkpoint_words_fit(c.words), "one word wrong does not fit");
	buf_clear(&b);
	buf_printf(&b,
	    "At 7 pm, minute 2026/12: the log has 1204 RECORDS of 3 May; Check\r\nwords: %s. "
	    "Then 5 others.",
	    buf_cstr(&words));
	for (uint8_t *p = memmem(b.p, b.n, "words: ", 7); p < b.p + b.n; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (uint8_t)(*p - 'a' + 'A');
	blank = memchr(b.p + b.n / 2, ' ', b.n / 2);
	*blank = '\n';
	must(checkpoint_parse(&c, buf_slice(&b), &e), &e, "parse");
	ok(c.size == 1204 && checkpoint_words_fit(c.words),
	    "a sentence, in any case and lines");
	buf_clear(&b);
	buf_printf(&b, "12 %.*s", (int)(strrchr(buf_cstr(&words), ' ') - (char *)words.p),
	    (char *)words.p);
	ok(is_refused(buf_cstr(&b), "only 15"), "a word too few");
	ok(is_refused("12 academic acid xyzzy", "check word 3, \"xyzzy\""),
	    "a word that is on no list is named");
	ok(is_refused("academic acid", "no number"), "without a number");
	ok(is_refused("", "no number"), "nothing");
	ok(is_refused("12", "only 0"), "only a number");
	ok(is_refused("\xFF\xFE", "no text"), "what is not text");
	buf_finish(&b);
	buf_finish(&words);
}

/* Every cut and many changed bytes: a result or an error, and no read beyond. */
static void test_total(void)
{
	struct checkpoint_signature s;
	struct checkpoint c;
	struct slice lines;
	struct buf b = {0};
	struct err e;
	int taken = 0;
	char *much;

	make_note(&b, "strongroom/abcd/7");
	for (size_t n = 0; n < b.n; n++)
		taken += parse(&c, b.p, n, &e) == RC_OK && c.signatures.n > 0;
	is_int(taken, 0, "a note that is cut has no signature");
	for (size_t i = 0; i < b.n; i++)
		for (int bit = 0; bit < 8; bit++) {
			b.p[i] ^= (uint8_t)(1 << bit);
			if (checkpoint_parse(&c, buf_slice(&b), &e) == RC_OK && c.note) {
				lines = c.signatures;
				while (checkpoint_signature(&s, &lines))
					taken++;
			}
			b.p[i] ^= (uint8_t)(1 << bit);
		}
	ok(taken > 100, "flipped bits leave most of its form");
	buf_finish(&b);
	much = malloc(CHECKPOINT_MAX + 1);
	memset(much, '7', CHECKPOINT_MAX + 1);
	ok(checkpoint_parse(&c, slice_of(much, CHECKPOINT_MAX + 1), &e) == RC_INPUT &&
		has_text(&e, "too long"),
	    "too much");
	free(much);
}

int main(void)
{
	static const uint8_t seed[SIGN_SEED] = {9};

	sign_keys(public_key, secret_key, seed);
	test_vector();
	test_note();
	test_altered();
	test_forms();
	test_short();
	test_total();
	return tap_done();
}
