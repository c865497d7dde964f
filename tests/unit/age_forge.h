/*
 * age_forge: age files out of templates, valid or not, and what reading them
 * says.
 *
 * A template is text in which some control characters stand for what has to be
 * computed. Everything is as a forger could make it: under a right MAC unless
 * the template spoils that.
 */
#ifndef STRONGROOM_TESTS_AGE_FORGE_H
#define STRONGROOM_TESTS_AGE_FORGE_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "age_int.h"
#include "base/file.h"
#include "crypto/encode.h"
#include "crypto/kdf.h"
#include "crypto/secret.h"
#include "crypto/x25519.h"
#include "tap.h"

/* base64 of 32 bytes: a stanza for us, a second one, one for somebody else */
#define SHARE "\x01"
#define BODY "\x02"
#define SHARE2 "\x03"
#define BODY2 "\x04"
#define SHAREO "\x05"
#define BODYO "\x06"
/* a body for SHARE2 with another file key */
#define BODYX "\x0b"
/* base64: a stanza for the passphrase "password" with a work factor of 10 */
#define SALT "\x07"
#define SBODY "\x0e"
/* bodies of file keys of 15 and 17 bytes */
#define BODY15 "\x17"
#define BODY17 "\x18"
#define SBODY15 "\x19"
#define SBODY17 "\x1a"
/* base64: the MAC of what is before, up to the last "---" */
#define MAC "\x0f"
/* bytes: the nonce and chunks, of 64 KiB, of "some" or of nothing, final (END) or not */
#define NONCE "\x10"
#define FULL "\x11"
#define FULLEND "\x12"
#define SOME "\x13"
#define SOMEEND "\x14"
#define NONE "\x15"
#define NONEEND "\x16"
/* alterations of what is before */
#define ODD "\x1b"   /* the last character of base64 gets a bit that does not count */
#define FLIP "\x1c"  /* the last byte gets another bit */
#define CUT "\x1d"   /* the last byte is missing */
#define OTHER "\x1e" /* the last 43 characters begin with another letter */

enum { FORGE_TEXT = 44, FORGE_PLAIN = 4 * AGE_CHUNK };

static const uint8_t forge_file_key[17] = "file key of tests";
static struct secret *forge_identity[2]; /* ours, somebody else's */
static uint8_t forge_recipient[2][AGE_KEY];
static struct secret *forge_passphrase;

struct forge {
	struct buf *file;
	struct buf plain; /* what is in all its chunks */
	uint8_t counter;
};

static inline void forge_init(void)
{
	for (int i = 0; i < 2; i++) {
		if ((forge_identity[i] = secret_new(AGE_KEY)) == NULL)
			abort();
		memset(forge_identity[i]->p, 0x42 + i, AGE_KEY);
		x25519_base(forge_recipient[i], forge_identity[i]->p);
	}
	forge_passphrase = secret_copy("password", 8);
}

static inline void forge_finish(void)
{
	secret_free(forge_identity[0]);
	secret_free(forge_identity[1]);
	secret_free(forge_passphrase);
}

/* n bytes of the file key; 0: sixteen of another one. */
static inline void forge_wrap(struct buf *out, const uint8_t key[AEAD_KEY], size_t n)
{
	static const uint8_t zeros[AEAD_NONCE];
	uint8_t body[17 + AEAD_TAG];

	aead_seal(body, forge_file_key + (n == 0), n == 0 ? AGE_FILE_KEY : n, zeros, key);
	base64_encode(out, body, (n == 0 ? AGE_FILE_KEY : n) + AEAD_TAG, false);
}

/* The share of an ephemeral key, or the body that goes with it. */
static inline void forge_x25519(
    struct buf *out, uint8_t ephemeral, const uint8_t *recipient, bool share, size_t n)
{
	/* Clamping clears the lowest three bits. */
	const uint8_t secret[X25519_SIZE] = {(uint8_t)(ephemeral << 3)};
	uint8_t salt[2 * X25519_SIZE];
	uint8_t shared[X25519_SIZE];
	uint8_t key[AEAD_KEY];

	x25519_base(salt, secret);
	memcpy(salt + X25519_SIZE, recipient, X25519_SIZE);
	if (!x25519(shared, secret, recipient))
		abort();
	hkdf_sha256(key, sizeof key, slice_of(shared, sizeof shared),
	    slice_of(salt, sizeof salt), slice_str("age-encryption.org/v1/X25519"));
	if (share)
		base64_encode(out, salt, X25519_SIZE, false);
	else
		forge_wrap(out, key, n);
}

static inline void forge_scrypt(struct buf *out, size_t n)
{
	struct secret *key;

	if (kdf_scrypt(&key, secret_slice(forge_passphrase),
		slice_str("age-encryption.org/v1/scrypt0123456789abcdef"), 10, NULL) != RC_OK)
		abort();
	forge_wrap(out, key->p, n);
	secret_free(key);
}

static inline void forge_mac(struct buf *out)
{
	uint8_t mac[HASH_SIZE];
	size_t n = out->n;

	while (n > 3 && memcmp(out->p + n - 3, "---", 3) != 0)
		n--;
	age_header_mac(mac, slice_of(out->p, n), forge_file_key);
	base64_encode(out, mac, sizeof mac, false);
}

static inline void forge_chunk(struct forge *f, const char *text, size_t n, bool final)
{
	static const uint8_t nonce[AGE_NONCE] = "nonce of payload";
	uint8_t key[AEAD_KEY];
	uint8_t at[AEAD_NONCE];

	age_payload_key(key, forge_file_key, nonce);
	age_chunk_nonce(at, f->counter++, final);
	aead_seal(buf_extend(f->file, n + AEAD_TAG), (const uint8_t *)text, n, at, key);
	buf_add(&f->plain, text, n);
}

static inline void forge_full(struct forge *f, bool final)
{
	char *text = malloc(AGE_CHUNK);

	if (text == NULL)
		abort();
	memset(text, 'a' + f->counter, AGE_CHUNK);
	forge_chunk(f, text, AGE_CHUNK, final);
	free(text);
}

static inline void forge_alter(struct buf *b, char how)
{
	static const char letters[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint8_t *last = &b->p[b->n - 1];

	if (how == *ODD)
		*last = (uint8_t)strchr(letters, *last)[1];
	else if (how == *FLIP)
		*last ^= 1;
	else if (how == *CUT)
		b->n--;
	else
		b->p[b->n - 43] = b->p[b->n - 43] == 'A' ? 'B' : 'A';
}

/* What belongs to a stanza; false if the character stands for something else. */
static inline bool forge_stanza(struct buf *out, char c)
{
	static const struct {
		const char *code;
		uint8_t ephemeral; /* 0: of scrypt */
		uint8_t whose;
		bool share;
		uint8_t key_n;
	} parts[] = {{SHARE, 1, 0, true, 0}, {BODY, 1, 0, false, 16}, {SHARE2, 2, 0, true, 0},
	    {BODY2, 2, 0, false, 16}, {BODYX, 2, 0, false, 0}, {SHAREO, 3, 1, true, 0},
	    {BODYO, 3, 1, false, 16}, {BODY15, 1, 0, false, 15}, {BODY17, 1, 0, false, 17},
	    {SBODY, 0, 0, false, 16}, {SBODY15, 0, 0, false, 15}, {SBODY17, 0, 0, false, 17}};

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		if (*parts[i].code != c)
			continue;
		if (parts[i].ephemeral == 0)
			forge_scrypt(out, parts[i].key_n);
		else
			forge_x25519(out, parts[i].ephemeral, forge_recipient[parts[i].whose],
			    parts[i].share, parts[i].key_n);
		return true;
	}
	return false;
}

/* The same of the payload. */
static inline bool forge_payload(struct forge *f, char c)
{
	if (c == *NONCE)
		buf_add(f->file, "nonce of payload", AGE_NONCE);
	else if (c == *FULL || c == *FULLEND)
		forge_full(f, c == *FULLEND);
	else if (c == *SOME || c == *SOMEEND)
		forge_chunk(f, "some", 4, c == *SOMEEND);
	else if (c == *NONE || c == *NONEEND)
		forge_chunk(f, "", 0, c == *NONEEND);
	else
		return false;
	return true;
}

static inline void forge_add(struct forge *f, char c)
{
	if (forge_stanza(f->file, c) || forge_payload(f, c))
		return;
	if (c == *SALT)
		base64_encode(f->file, "0123456789abcdef", AGE_SALT, false);
	else if (c == *MAC)
		forge_mac(f->file);
	else if (c == *ODD || c == *FLIP || c == *CUT || c == *OTHER)
		forge_alter(f->file, c);
	else
		buf_add_char(f->file, c);
}

/* Append the file of a template to *file, and what is in its chunks to *plain. */
static inline void forge_file(struct buf *file, struct buf *plain, const char *template)
{
	struct forge f = {.file = file};

	for (; *template != '\0'; template ++)
		forge_add(&f, *template);
	if (!buf_ok(file) || !buf_ok(&f.plain))
		abort();
	buf_add_slice(plain, buf_slice(&f.plain));
	buf_finish(&f.plain);
}

/* What a file is, in the classes of the published test vectors of age. */
enum forge_class { FINE, ARMOR, HEADER, NO_MATCH, BAD_MAC, PAYLOAD, UNCLEAR };

static inline bool forge_begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static inline enum forge_class forge_class(enum rc rc, const char *text)
{
	if (rc == RC_OK)
		return FINE;
	if (rc != RC_INPUT)
		return UNCLEAR;
	if (forge_begins(text, "the armor of the file "))
		return ARMOR;
	if (forge_begins(text, "the header of the file was altered"))
		return BAD_MAC;
	if (forge_begins(text, "the header of the file "))
		return HEADER;
	if (forge_begins(text, "the payload of the file "))
		return PAYLOAD;
	return strstr(text, " this file: ") != NULL ? NO_MATCH : UNCLEAR;
}

/* A source that gives at most step bytes at a time. */
struct forge_feed {
	struct slice rest;
	size_t step;
};

static inline enum rc forge_give(void *arg, void *p, size_t n, size_t *got, struct err *e)
{
	struct forge_feed *f = arg;

	(void)e;
	*got = n < f->rest.n ? n : f->rest.n;
	*got = *got < f->step ? *got : f->step;
	if (*got > 0)
		memcpy(p, f->rest.p, *got);
	f->rest = slice_after(f->rest, *got);
	return RC_OK;
}

static inline enum rc forge_take(void *arg, const void *p, size_t n, struct err *e)
{
	buf_add(arg, p, n);
	return buf_ok(arg) ? RC_OK : err_nomem(e);
}

/*
 * Read a file with our key (k, K), somebody else's (o), both of them (2), the
 * passphrase (p), a wrong one (q), key and passphrase (b), or nothing.
 */
static inline enum rc forge_read(
    struct buf *plain, struct slice file, char with, size_t step, struct err *e)
{
	const struct secret *const ours[] = {forge_identity[0]};
	const struct secret *const both[] = {forge_identity[1], forge_identity[0]};
	struct forge_feed feed = {file, step};
	struct secret *wrong = secret_copy("passwore", 8);
	struct age_keys keys = {0};
	enum rc rc;

	keys.identities = with == 'o' || with == '2' ? both : ours;
	keys.count = with == '2' ? 2 : with != 'p' && with != 'q' && with != '-';
	keys.passphrase = with == 'p' || with == 'b' ? forge_passphrase : NULL;
	keys.passphrase = with == 'q' ? wrong : keys.passphrase;
	rc = age_read((struct age_source){forge_give, &feed},
	    (struct age_sink){forge_take, plain}, &keys, e);
	secret_free(wrong);
	return rc;
}

/* The program age, which takes or refuses the same files. */
static inline int forge_run(const char *const *args)
{
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		int null = open("/dev/null", O_RDWR);

		if (dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0)
			_exit(126);
		execvp(args[0], (char *const *)(const void *)args);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static char forge_folder[] = "/tmp/test-age-XXXXXX";
static char forge_path[64];
static char forge_key[64];

/* False if the program is not there. */
static inline bool forge_age_start(void)
{
	static const char *const version[] = {"age", "--version", NULL};
	struct secret *text;

	if (mkdtemp(forge_folder) == NULL ||
	    age_identity_encode(&text, forge_identity[0], NULL) != RC_OK)
		abort();
	snprintf(forge_path, sizeof forge_path, "%s/file", forge_folder);
	snprintf(forge_key, sizeof forge_key, "%s/key", forge_folder);
	if (file_write(forge_key, text->p, text->n, NULL) != RC_OK)
		abort();
	secret_free(text);
	return forge_run(version) == 0;
}

static inline bool forge_age_takes(struct slice file)
{
	const char *const args[] = {"age", "-d", "-i", forge_key, forge_path, NULL};

	if (file_write(forge_path, file.p, file.n, NULL) != RC_OK)
		abort();
	return forge_run(args) == 0;
}

static inline void forge_age_end(void)
{
	unlink(forge_path);
	unlink(forge_key);
	rmdir(forge_folder);
}

#endif
