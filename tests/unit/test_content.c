#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "crypto/secret.h"
#include "tap.h"
#include "vault/content.h"

static struct slice s(const char *text)
{
	return slice_str(text);
}

static void fill(struct content *c)
{
	*c = (struct content){
	    .title = s("HSBC – Büro"), .type = s("login"), .username = s("clerk")};
	content_add_url(c, s("https://a.example"));
	content_add_url(c, s("https://b.example"));
	content_add_tag(c, s("Finance/Bank"));
	content_add_field(c, s(LABEL_PASSWORD), FIELD_SECRET, s(" p\xC3\xA4ss "));
	content_add_field(c, s("Sort code"), FIELD_PLAIN, s("40-12-34"));
	content_add_field(c, s(LABEL_NOTES), FIELD_NOTES, s("one\r\ntwo\n"));
	content_add_field(c, s(LABEL_TOTP), FIELD_TOTP, s("JBSWY3DP"));
	content_add_field(c, s("empty"), FIELD_SECRET, s(""));
}

static void encode(const struct content *c, struct buf *overview, struct buf *secret)
{
	content_put_overview(overview, c);
	content_put_secret(secret, c);
}

static void test_round_trip(void)
{
	struct content c;
	struct content back;
	struct buf overview = {0};
	struct buf secret = {0};

	fill(&c);
	encode(&c, &overview, &secret);
	ok(content_get(&back, buf_slice(&overview), buf_slice(&secret)),
	    "both encodings are read");
	ok(content_eq(&c, &back), "and give the same content");
	content_finish(&back);
	ok(content_get(&back, buf_slice(&overview), slice_of(NULL, 0)),
	    "the overview alone too");
	ok(!content_eq(&c, &back), "which is not the same");
	is_int((long long)content_field(&back, s("password"))->value.n, 0,
	    "the password is masked");
	ok(slice_eq_str(content_field(&back, s("sort code"))->value, "40-12-34"),
	    "a plain field is there");
	ok(memmem(overview.p, overview.n, "\xC3\xA4ss", 4) == NULL &&
		memmem(overview.p, overview.n, "one", 3) == NULL &&
		memmem(overview.p, overview.n, "JBSW", 4) == NULL,
	    "no hidden value is in the overview");
	content_finish(&back);
	content_finish(&c);
	ok(c.urls == NULL && c.n_fields == 0 && c.title.p == NULL, "finish leaves it empty");
	buf_finish(&overview);
	buf_finish(&secret);
}

/* An attachment: what the overview shows of it must be of the one in the secret. */
static void test_file(void)
{
	uint8_t value[FILE_VALUE];
	struct content c = {.title = s("T"), .type = s("t")};
	struct content back;
	struct buf overview = {0};
	struct buf secret = {0};
	struct err e;

	for (size_t i = 0; i < sizeof value; i++)
		value[i] = (uint8_t)(200 + i);
	content_add_field(&c, s("codes.pdf"), FIELD_FILE, slice_of(value, sizeof value));
	is_int(content_check(&c, &e), RC_OK, "an attachment may be any bytes");
	encode(&c, &overview, &secret);
	ok(content_get(&back, buf_slice(&overview), slice_of(NULL, 0)), "its overview is read");
	ok(slice_eq(back.fields[0].value, slice_of(value, FILE_SHOWN)),
	    "and has the part shown");
	content_finish(&back);
	ok(memmem(overview.p, overview.n, value + FILE_SHOWN, 8) == NULL, "and not the key");
	ok(content_get(&back, buf_slice(&overview), buf_slice(&secret)) &&
		content_eq(&c, &back),
	    "both give the whole");
	content_finish(&back);
	secret.p[9] ^= 1;
	ok(!content_get(&back, buf_slice(&overview), buf_slice(&secret)),
	    "a secret of another attachment is refused");
	c.fields[0].value.n = FILE_VALUE - 1;
	is_int(content_check(&c, &e), RC_INPUT, "a value that is too short");
	buf_clear(&overview);
	buf_clear(&secret);
	encode(&c, &overview, &secret);
	ok(!content_get(&back, buf_slice(&overview), buf_slice(&secret)), "is not read either");
	content_finish(&c);
	buf_finish(&overview);
	buf_finish(&secret);
}

/* An attachment may have the name of a field, and comes before it here. */
static void test_file_named_so(void)
{
	static const uint8_t value[FILE_VALUE];
	struct content c = {.title = s("T"), .type = s("login")};

	content_add_field(&c, s("password"), FIELD_FILE, slice_of(value, FILE_VALUE));
	ok(content_field(&c, s("password")) == NULL, "a file named so is no password");
	ok(content_file(&c, s("PassWord")) == &c.fields[0], "but an attachment");
	content_add_field(&c, s("password"), FIELD_SECRET, s("x"));
	ok(content_field(&c, s("password")) == &c.fields[1], "the password is found behind it");
	ok(content_file(&c, s("other")) == NULL, "and no attachment of another name");
	content_finish(&c);
}

/* A new password is put into the field of that name in any case, so it is found there. */
static void test_pending(void)
{
	struct content c = {.title = s("T"), .type = s("login")};

	content_add_field(&c, s("New Password"), FIELD_PLAIN, s("shown"));
	ok(content_pending(&c) == NULL, "a plain field is no new password");
	content_add_field(&c, s("New Password"), FIELD_SECRET, s("old"));
	content_set_field(&c, s(LABEL_PENDING), FIELD_SECRET, s("new"));
	ok(content_pending(&c) == &c.fields[1] && slice_eq_str(c.fields[1].value, "new"),
	    "a hidden one in any case is");
	content_finish(&c);
}

static void test_copy(void)
{
	struct content c;
	struct content copy;

	fill(&c);
	content_copy(&copy, &c);
	ok(content_eq(&c, &copy), "a copy says the same");
	content_drop_field(&copy, 1);
	ok(copy.n_fields == c.n_fields - 1 && content_field(&copy, s("sort code")) == NULL &&
		content_field(&copy, s("empty")) != NULL &&
		content_field(&c, s("sort code")) != NULL,
	    "a field is taken off the copy alone");
	content_finish(&copy);
	content_finish(&c);
}

/* The encoding is part of the file format. */
static void test_bytes(void)
{
	static const char overview[] =
	    "01 00000001 54 00000001 74 00000000 00000001 00000001 75"
	    "00000001 00000001 67 00000002 00000001 61 00 00000001 62"
	    "00000001 63 01 00000000";
	static const char secret[] = "01 00000001 00000001 64";
	struct content c = {.title = s("T"), .type = s("t")};
	struct buf b = {0};
	char hex[200] = "";

	content_add_url(&c, s("u"));
	content_add_tag(&c, s("g"));
	content_add_field(&c, s("a"), FIELD_PLAIN, s("b"));
	content_add_field(&c, s("c"), FIELD_SECRET, s("d"));
	for (int round = 0; round < 2; round++) {
		const char *want = round == 0 ? overview : secret;
		size_t n = 0;
		uint8_t bytes[100];

		buf_clear(&b);
		if (round == 0)
			content_put_overview(&b, &c);
		else
			content_put_secret(&b, &c);
		for (const char *p = want; *p != '\0'; p++)
			if (*p != ' ')
				hex[n++] = *p;
		hex[n] = '\0';
		n = tap_hex(bytes, sizeof bytes, hex);
		ok(b.n == n && memcmp(b.p, bytes, n) == 0, "the %s has these bytes",
		    round == 0 ? "overview" : "secret");
	}
	content_finish(&c);
	buf_finish(&b);
}

static bool reads(struct slice overview, struct slice secret)
{
	struct content c;
	bool good = content_get(&c, overview, secret);

	if (!good && (c.title.p != NULL || c.urls != NULL || c.fields != NULL))
		abort();
	content_finish(&c);
	return good;
}

static struct slice copy(struct slice a, size_t n)
{
	uint8_t *p = malloc(n > 0 ? n : 1);

	if (p == NULL)
		abort();
	if (n > 0)
		memcpy(p, a.p, n);
	return slice_of(p, n);
}

static void release(struct slice a)
{
	free((void *)(uintptr_t)a.p);
}

static void test_truncation(struct slice overview, struct slice secret)
{
	bool good = true;

	for (size_t n = 0; n < overview.n; n++) {
		struct slice part = copy(overview, n);

		good = good && !reads(part, secret) && !reads(part, slice_of(NULL, 0));
		release(part);
	}
	ok(good, "a cut overview is refused at each length");
	good = true;
	for (size_t n = 0; n < secret.n; n++) {
		struct slice part = copy(secret, n);

		good = good && !reads(overview, part);
		release(part);
	}
	ok(good, "a cut secret is refused at each length");
}

/* Every byte with every value: an answer, and the same bytes again if it is read. */
static void test_mutation(struct slice overview)
{
	struct slice work = copy(overview, overview.n);
	uint8_t *p = (uint8_t *)(uintptr_t)work.p;
	bool canonical = true;

	for (size_t i = 0; i < work.n; i++) {
		for (unsigned v = 0; v < 256; v++) {
			struct content c;
			struct buf again = {0};

			p[i] = (uint8_t)v;
			if (content_get(&c, work, slice_of(NULL, 0))) {
				content_put_overview(&again, &c);
				canonical = canonical && slice_eq(buf_slice(&again), work);
			}
			content_finish(&c);
			buf_finish(&again);
		}
		p[i] = overview.p[i];
	}
	ok(canonical, "whatever is read has one encoding only");
	release(work);
}

static void test_hostile(void)
{
	static const uint8_t many[] = {
	    1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF};
	struct content c;
	struct buf overview = {0};
	struct buf secret = {0};
	struct buf longer = {0};
	static const uint8_t none[] = {1, 0, 0, 0, 0};

	fill(&c);
	encode(&c, &overview, &secret);
	test_truncation(buf_slice(&overview), buf_slice(&secret));
	test_mutation(buf_slice(&overview));
	ok(!reads(slice_of(many, sizeof many), slice_of(NULL, 0)),
	    "four thousand million URLs");
	ok(!reads(buf_slice(&overview), slice_of(none, sizeof none)),
	    "a secret of another item");
	ok(!reads(buf_slice(&secret), buf_slice(&secret)), "a secret for an overview");
	buf_add_slice(&longer, buf_slice(&overview));
	buf_add_char(&longer, '\0');
	ok(!reads(buf_slice(&longer), buf_slice(&secret)), "a byte behind the overview");
	buf_clear(&longer);
	buf_add_slice(&longer, buf_slice(&secret));
	buf_add_char(&longer, '\0');
	ok(!reads(buf_slice(&overview), buf_slice(&longer)), "a byte behind the secret");
	secret.p[4]--;
	ok(!reads(buf_slice(&overview), buf_slice(&secret)), "a secret whose count is wrong");
	secret.p[4]++;
	ok(reads(buf_slice(&overview), buf_slice(&secret)), "as they were, both are read");
	overview.p[0] = 2;
	ok(!reads(buf_slice(&overview), buf_slice(&secret)), "a later version");
	content_finish(&c);
	buf_finish(&overview);
	buf_finish(&secret);
	buf_finish(&longer);
}

static void test_fields(void)
{
	struct content c;
	struct content other;

	fill(&c);
	fill(&other);
	content_set_field(&c, s("Password"), FIELD_SECRET, s("new"));
	is_int((long long)c.n_fields, 5, "set replaces a field of that label");
	ok(slice_eq_str(content_field(&c, s("PASSWORD"))->value, "new"), "in any case");
	ok(!content_eq(&c, &other), "a changed password is a difference");
	content_set_field(&c, s("password"), FIELD_PLAIN, s("x"));
	is_int((long long)c.n_fields, 6, "set adds a field of another kind");
	content_set_field(&c, s("GRÖSSE"), FIELD_PLAIN, s("1"));
	ok(content_field(&c, s("größe")) != NULL, "folding is that of Unicode");
	ok(content_field(&c, s("\xFF")) == NULL, "a label that is not UTF-8 is not found");
	content_finish(&c);
	for (unsigned i = 0; i < 100; i++)
		content_add_field(&c, s("n"), FIELD_PLAIN, slice_of("abcdefgh", i % 8));
	is_int((long long)c.n_fields, 100, "a hundred fields");
	ok(c.fields[99].value.n == 3 && c.fields[63].value.n == 7, "all in their places");
	content_finish(&c);
	content_add_url(&other, s("https://c.example"));
	fill(&c);
	ok(!content_eq(&c, &other), "one more URL is a difference");
	content_finish(&other);
	content_finish(&c);
}

/* Each value, changed alone, is a difference. */
static void test_differences(void)
{
	struct content a;
	struct content b[9];

	fill(&a);
	for (size_t i = 0; i < sizeof b / sizeof b[0]; i++)
		fill(&b[i]);
	ok(content_eq(&a, &b[0]), "the same values are equal");
	b[0].title = s("HSBC");
	b[1].type = s("note");
	b[2].username = s("Clerk");
	b[3].urls[1] = s("https://c.example");
	b[4].tags[0] = s("Finance/bank");
	b[5].fields[1].label = s("Sort Code");
	b[6].fields[0].value = s(" p\xC3\xA5ss ");
	b[7].fields[0].kind = FIELD_NOTES;
	b[8].fields[4].value = s("x");
	for (size_t i = 0; i < sizeof b / sizeof b[0]; i++) {
		ok(!content_eq(&a, &b[i]), "difference %zu is seen", i);
		content_finish(&b[i]);
	}
	content_finish(&a);
}

static void refused(struct content *c, const char *word)
{
	struct err e = {0};

	ok(content_check(c, &e) == RC_INPUT && strstr(e.text, word) != NULL, "refused: %s: %s",
	    word, e.text);
	content_finish(c);
	fill(c);
}

/* Of a content with two fields, each hidden kind and value as given. */
static bool kept(const struct field before[2], const struct field after[2])
{
	struct content a = {0};
	struct content b = {0};
	bool same;

	for (int i = 0; i < 2; i++) {
		content_add_field(&b, before[i].label, before[i].kind, before[i].value);
		content_add_field(&a, after[i].label, after[i].kind, after[i].value);
	}
	same = content_eq_credential(&a, &b);
	content_finish(&a);
	content_finish(&b);
	return same;
}

static void test_credential(void)
{
	const struct field password = {s(LABEL_PASSWORD), FIELD_SECRET, s("one")};
	const struct field new = {s(LABEL_PASSWORD), FIELD_SECRET, s("two")};
	const struct field none = {s(LABEL_PASSWORD), FIELD_SECRET, s("")};
	const struct field pin = {s("PIN"), FIELD_SECRET, s("1234")};
	const struct field new_pin = {s("PIN"), FIELD_SECRET, s("4321")};
	const struct field notes = {s(LABEL_NOTES), FIELD_NOTES, s("a")};
	const struct field new_notes = {s(LABEL_NOTES), FIELD_NOTES, s("b")};

#define KEPT(b1, b2, a1, a2) kept((struct field[]){b1, b2}, (struct field[]){a1, a2})
	ok(KEPT(password, notes, password, new_notes), "new notes are no new password");
	ok(KEPT(password, pin, password, new_pin), "nor is a new PIN beside it");
	ok(!KEPT(password, notes, new, notes), "a new password is");
	ok(!KEPT(password, notes, none, notes), "so is none any more");
	ok(KEPT(none, pin, new, pin), "where there was none, a PIN that stays is the same");
	ok(!KEPT(pin, notes, new_pin, notes), "a new PIN is not, whatever the notes");
	ok(KEPT(pin, notes, pin, new_notes), "and new notes are no new PIN");
	ok(!KEPT(none, notes, none, new_notes), "where there are only notes, they count");
	ok(KEPT(none, notes, none, notes), "and stay the same");
#undef KEPT
}

static void test_check(void)
{
	static char big[FIELD_MAX + 2];
	struct content c;

	memset(big, 'x', sizeof big - 1);
	fill(&c);
	ok(content_check(&c, NULL) == RC_OK, "an ordinary content is good");
	c.title = slice_of(big, TITLE_MAX);
	content_add_field(&c, s("big"), FIELD_PLAIN, slice_of(big, FIELD_MAX));
	ok(content_check(&c, NULL) == RC_OK, "so are values at their limits");
	c.title = slice_of(big, TITLE_MAX + 1);
	refused(&c, "title has 1001 bytes");
	c.title = s("");
	refused(&c, "title is empty");
	c.title = s("a\nb");
	refused(&c, "line break");
	c.title = s("\xC3");
	refused(&c, "UTF-8");
	c.type = s("");
	refused(&c, "type");
	c.username = s("a\tb");
	refused(&c, "user name");
	content_add_url(&c, s(""));
	refused(&c, "URL");
	content_add_url(&c, s("http://a\x7F"));
	refused(&c, "URL");
	content_add_tag(&c, s(""));
	refused(&c, "tag");
	content_add_field(&c, s(""), FIELD_PLAIN, s("x"));
	refused(&c, "label");
	content_add_field(&c, s("big"), FIELD_NOTES, slice_of(big, FIELD_MAX + 1));
	refused(&c, "field big has 1048577 bytes");
	content_add_field(&c, s("nul"), FIELD_SECRET, slice_of("a\0b", 3));
	refused(&c, "field nul");
	content_add_field(&c, s("odd"), (enum field_kind)9, s("x"));
	refused(&c, "unknown kind");
	c.failed = true;
	ok(content_check(&c, NULL) == RC_FAIL, "memory that ran out is told");
	content_finish(&c);
}

int main(void)
{
	if (crypto_init(NULL) != RC_OK)
		return 1;
	test_round_trip();
	test_file();
	test_file_named_so();
	test_pending();
	test_copy();
	test_bytes();
	test_hostile();
	test_fields();
	test_differences();
	test_credential();
	test_check();
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
