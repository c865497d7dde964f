#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "envelope/age.h"
#include "tap.h"

/* What stands for the texts of two keys, and for pieces of the first. */
#define ONE "\x01"
#define TWO "\x02"
#define LEFT "\x03"  /* its first 30 characters */
#define RIGHT "\x04" /* the others */
#define SMALL "\x05" /* the first one in small letters */
#define COMMENT "# created: 2026-11-21T09:30:00Z\n# public key: age1zvk\n"

enum { KEYS = 2, LEFT_N = 30 };

static struct secret *texts[KEYS];

/* clang-format off */
static const struct {
	const char *name;
	const char *keys; /* which ones come out, or NULL */
	const char *says;
	const char *text;
} cases[] = {
{"one", "1", "", ONE},
{"one and a line feed", "1", "", ONE "\n"},
{"one as age-keygen writes it", "1", "", COMMENT ONE "\n"},
{"two", "12", "", ONE "\n" TWO "\n"},
{"two, the last without a line feed", "21", "", TWO "\n" ONE},
{"two with comments and empty lines", "12", "", COMMENT "\n" ONE "\n\n# another\n" TWO "\n\n"},
{"two with CR LF", "12", "", ONE "\r\n" TWO "\r\n"},
{"two with blanks around", "12", "", "  " ONE " \n\t" TWO "\t\n"},
{"the same twice", "11", "", ONE "\n" ONE "\n"},
{"small letters", "12", "", SMALL "\n" TWO "\n"},
{"one over two lines", "1", "", LEFT "\n" RIGHT "\n"},
{"one over two lines, with a comment between", "1", "", LEFT "\n# from paper\n " RIGHT},
{"one in groups on a line", "1", "", LEFT " " RIGHT},
{"a comment without a line feed", "1", "", ONE "\n# end"},
{"nothing", NULL, "no key in what was given", ""},
{"empty lines", NULL, "no key in what was given", "\n \n\r\n"},
{"comments", NULL, "no key in what was given", COMMENT},
{"one over two lines, and another", NULL, "line 1 of the keys", LEFT "\n" RIGHT "\n" TWO "\n"},
{"another, and one over two lines", NULL, "line 2 of the keys", TWO "\n" LEFT "\n" RIGHT "\n"},
{"a word behind", NULL, "line 2 of the keys", ONE "\nhello\n"},
{"a word before", NULL, "line 3 of the keys", "# x\n\nhello\n" ONE "\n"},
{"two on a line", NULL, "line 1 of the keys", ONE ONE "\n"},
{"two on a line with a blank", NULL, "line 1 of the keys", ONE " " TWO "\n"},
{"a blank before a comment", NULL, "line 2 of the keys", ONE "\n # no comment\n"},
{"half of one", NULL, "checksum", LEFT},
{"a plugin", NULL, "line 2 of the keys is the key of a plugin", ONE "\nAGE-PLUGIN-YUBIKEY-1QQPQQQ\n"},
{"a plugin alone", NULL, "line 1 of the keys is the key of a plugin", "AGE-PLUGIN-YUBIKEY-1QQPQQQ\n"},
{"a post-quantum key", NULL, "line 1 of the keys is a post-quantum key", "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW\n"},
{"a recipient", NULL, "line 2 of the keys is a public recipient", "\nage1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj\n"},
{"a key of ssh", NULL, "line 1 of the keys is a key of ssh", "ssh-ed25519 AAAAC3Nza jo@example\n"},
{"a private key of ssh", NULL, "line 1 of the keys begins another kind", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n"},
{"keys that are encrypted", NULL, "line 1 of the keys shows that the keys are encrypted", "age-encryption.org/v1\n-> scrypt\n"},
{"keys that are armored", NULL, "line 1 of the keys shows that the keys are encrypted", "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n"},
};
/* clang-format on */

static void make_keys(void)
{
	for (int i = 0; i < KEYS; i++) {
		struct secret *key = secret_new(AGE_KEY);

		memset(key->p, 0x42 + i, AGE_KEY);
		if (age_identity_encode(&texts[i], key, NULL) != RC_OK)
			abort();
		secret_free(key);
	}
}

static void add(struct buf *b, char c)
{
	struct slice one = secret_slice(texts[0]);

	if (c == *ONE || c == *TWO)
		buf_add_slice(b, secret_slice(texts[c == *TWO]));
	else if (c == *LEFT)
		buf_add(b, one.p, LEFT_N);
	else if (c == *RIGHT)
		buf_add_slice(b, slice_after(one, LEFT_N));
	else if (c == *SMALL)
		for (size_t i = 0; i < one.n; i++)
			buf_add_char(b, (char)(one.p[i] | (one.p[i] >= 'A' ? 0x20 : 0)));
	else
		buf_add_char(b, c);
}

static bool are(const struct age_identities *list, const char *keys)
{
	if (list->n != strlen(keys))
		return false;
	for (size_t i = 0; i < list->n; i++)
		if (list->keys[i]->p[0] != 0x42 + (keys[i] - '1') ||
		    list->keys[i]->p[AGE_KEY - 1] != list->keys[i]->p[0])
			return false;
	return true;
}

static void test_case(size_t i)
{
	struct age_identities list;
	struct buf b = {0};
	struct err e = {0};
	enum rc rc;

	for (const char *c = cases[i].text; *c != '\0'; c++)
		add(&b, *c);
	rc = age_identities_decode(&list, buf_slice(&b), &e);
	if (cases[i].keys != NULL)
		ok(rc == RC_OK && are(&list, cases[i].keys), "%s: %s", cases[i].name, e.text);
	else
		ok(rc == RC_INPUT && list.n == 0 && strstr(e.text, cases[i].says) != NULL,
		    "%s: '%s'", cases[i].name, e.text);
	age_identities_finish(&list);
	buf_finish(&b);
}

static void test_many(void)
{
	struct age_identities list;
	struct buf b = {0};
	struct err e = {0};

	for (int i = 0; i < AGE_IDENTITIES_MAX; i++) {
		buf_add_slice(&b, secret_slice(texts[i % KEYS]));
		buf_add_char(&b, '\n');
	}
	is_int(age_identities_decode(&list, buf_slice(&b), &e), RC_OK, "a hundred");
	is_int((long long)list.n, AGE_IDENTITIES_MAX, "all of them");
	age_identities_finish(&list);
	buf_add_slice(&b, secret_slice(texts[0]));
	is_int(age_identities_decode(&list, buf_slice(&b), &e), RC_INPUT, "and one more");
	ok(list.n == 0 && strstr(e.text, "more than 100 keys") != NULL, "it says so: %s",
	    e.text);
	buf_finish(&b);
}

int main(void)
{
	struct err e;

	if (crypto_init(&e) != RC_OK)
		return 1;
	make_keys();
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		test_case(i);
	test_many();
	for (int i = 0; i < KEYS; i++)
		secret_free(texts[i]);
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
