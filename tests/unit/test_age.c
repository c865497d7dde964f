#include "envelope/age.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "age_int.h"
#include "base/file.h"
#include "crypto/aead.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "crypto/x25519.h"
#include "tap.h"

enum { CHUNK = 65536, SEALED = CHUNK + AEAD_TAG, KEYS = 3 };

static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 131072, 200000};
enum { SIZES = sizeof sizes / sizeof sizes[0], LARGEST = 200000 };

static uint8_t plain[LARGEST];
static struct secret *identity[KEYS];
static uint8_t recipient[KEYS][AGE_KEY];

static void setup(void)
{
	random_bytes(plain, sizeof plain);
	for (size_t i = 0; i < KEYS; i++) {
		identity[i] = secret_new(AGE_KEY);
		random_bytes(identity[i]->p, AGE_KEY);
		x25519_base(recipient[i], identity[i]->p);
	}
}

static enum rc to_buf(void *arg, const void *p, size_t n, struct err *e)
{
	buf_add(arg, p, n);
	return buf_ok(arg) ? RC_OK : err_nomem(e);
}

/* A source that gives at most step bytes at a time. */
struct feed {
	struct slice rest;
	size_t step;
	bool broken; /* fails where it would end */
};

static enum rc from_feed(void *arg, void *p, size_t n, size_t *got, struct err *e)
{
	struct feed *f = arg;

	if (f->rest.n == 0 && f->broken)
		return err_set(e, RC_IO, "the stick was pulled out");
	*got = n < f->rest.n ? n : f->rest.n;
	*got = *got < f->step ? *got : f->step;
	if (*got > 0)
		memcpy(p, f->rest.p, *got);
	f->rest = slice_of(f->rest.p + *got, f->rest.n - *got);
	return RC_OK;
}

/* Open file with identity i into *out. */
static enum rc open_with(
    struct buf *out, struct slice file, size_t i, size_t step, struct err *e)
{
	struct feed f = {.rest = file, .step = step};
	const struct secret *one = identity[i];

	return age_read((struct age_source){from_feed, &f}, (struct age_sink){to_buf, out},
	    &(struct age_keys){.identities = &one, .count = 1}, e);
}

/* Write n bytes of plain in pieces of step bytes to the first count recipients. */
static void seal(struct buf *out, size_t n, size_t count, size_t step)
{
	struct age_writer *w = NULL;

	if (age_writer_new(&w, recipient[0], count, (struct age_sink){to_buf, out}, NULL) !=
	    RC_OK)
		abort();
	for (size_t at = 0; at < n; at += step)
		if (age_write(w, plain + at, n - at < step ? n - at : step, NULL) != RC_OK)
			abort();
	if (age_close(w, NULL) != RC_OK)
		abort();
	age_writer_free(w);
}

static size_t header_size(const struct buf *file)
{
	const uint8_t *mac = memmem(file->p, file->n, "\n--- ", 5);

	return (size_t)(mac - file->p) + 5 + 43 + 1;
}

static bool same(const struct buf *b, size_t n)
{
	return b->n == n && (n == 0 || memcmp(b->p, plain, n) == 0);
}

static void test_round_trip(void)
{
	static const size_t steps[] = {1 << 20, 1000, 65536};

	for (size_t i = 0; i < SIZES; i++)
		for (size_t k = 0; k < 3; k++) {
			struct buf file = {0};
			struct buf back = {0};
			struct err e = {0};
			size_t sealed;

			seal(&file, sizes[i], 1, steps[k]);
			is_int(open_with(&back, buf_slice(&file), 0, steps[2 - k], &e), RC_OK,
			    "opened");
			ok(same(&back, sizes[i]), "%zu bytes come back (%s)", sizes[i], e.text);
			sealed =
			    sizes[i] +
			    AEAD_TAG * (sizes[i] == 0 ? 1 : (sizes[i] + CHUNK - 1) / CHUNK);
			is_int((long long)file.n, (long long)(header_size(&file) + 16 + sealed),
			    "with no empty last chunk");
			buf_finish(&file);
			buf_finish(&back);
		}
}

static void test_several_recipients(void)
{
	struct buf file = {0};
	struct buf back = {0};
	struct err e = {0};
	const struct secret *both[] = {identity[2], identity[1]};
	struct feed f = {.step = 1};

	seal(&file, 5, 2, 5);
	is_int(open_with(&back, buf_slice(&file), 0, 1, NULL), RC_OK, "the first opens it");
	is_int(open_with(&back, buf_slice(&file), 1, 1, NULL), RC_OK, "the second opens it");
	ok(back.n == 10, "both in full");
	buf_clear(&back);
	is_int(open_with(&back, buf_slice(&file), 2, 1, &e), RC_INPUT, "a third does not");
	ok(strstr(e.text, "does not open this file") != NULL, "it says so: %s", e.text);
	ok(back.n == 0, "nothing is given out");
	f.rest = buf_slice(&file);
	is_int(age_read((struct age_source){from_feed, &f}, (struct age_sink){to_buf, &back},
		   &(struct age_keys){.identities = both, .count = 2}, NULL),
	    RC_OK, "one of two identities is enough");
	ok(same(&back, 5), "and gives all");
	buf_finish(&file);
	buf_finish(&back);
}

/* Refused with this in the sentence, after giving out so many bytes at most. */
static void refused(struct slice file, const char *why, size_t given, const char *name)
{
	struct buf back = {0};
	struct err e = {0};

	is_int(open_with(&back, file, 0, 4096, &e), RC_INPUT, name);
	ok(strstr(e.text, why) != NULL, "%s: it says '%s'", name, e.text);
	ok(back.n == given && same(&back, given), "%s: %zu bytes given out", name, back.n);
	buf_finish(&back);
}

static void test_tampered_header(void)
{
	struct buf file = {0};
	int wrong = 0;
	size_t end;
	size_t at;

	seal(&file, 100, 2, 100);
	end = header_size(&file) + 16;
	for (size_t i = 0; i < end; i++)
		for (unsigned bit = 0; bit < 8; bit++) {
			struct buf back = {0};

			file.p[i] ^= (uint8_t)(1U << bit);
			wrong += open_with(&back, buf_slice(&file), 0, 4096, NULL) != RC_INPUT;
			wrong += back.n != 0;
			file.p[i] ^= (uint8_t)(1U << bit);
			buf_finish(&back);
		}
	is_int(wrong, 0, "no bit of header and nonce can be changed");
	for (size_t n = 0; n < file.n; n++) {
		struct buf back = {0};

		wrong += open_with(&back, slice_of(file.p, n), 0, 4096, NULL) != RC_INPUT;
		wrong += back.n != 0;
		buf_finish(&back);
	}
	is_int(wrong, 0, "a short file cannot be cut anywhere");
	refused(slice_of(file.p, header_size(&file) - 1), "header of the file is truncated", 0,
	    "cut header");
	refused(slice_of(file.p, header_size(&file)), "truncated", 0, "header alone");
	at = header_size(&file) - 10;
	file.p[at] = file.p[at] == 'a' ? 'b' : 'a';
	refused(buf_slice(&file), "check value (HMAC) is wrong", 0, "another MAC");
	buf_finish(&file);
}

static void test_tampered_payload(void)
{
	struct buf file = {0};
	size_t start;

	seal(&file, LARGEST, 1, LARGEST);
	start = header_size(&file) + 16;
	for (size_t chunk = 0; chunk < 4; chunk++) {
		size_t at = start + chunk * SEALED;
		size_t n = chunk < 3 ? SEALED : file.n - at;
		const size_t places[] = {at, at + n / 2, at + n - AEAD_TAG - 1, at + n - 1};

		for (size_t i = 0; i < 4; i++) {
			file.p[places[i]] ^= 0x80;
			refused(buf_slice(&file), "altered", chunk * CHUNK, "a flipped bit");
			file.p[places[i]] ^= 0x80;
		}
	}
	buf_finish(&file);
}

static void test_truncated(void)
{
	struct buf file = {0};
	size_t start;

	seal(&file, LARGEST, 1, LARGEST);
	start = header_size(&file) + 16;
	refused(slice_of(file.p, start - 16), "nonce is missing", 0, "cut at its nonce");
	refused(slice_of(file.p, start - 1), "nonce is missing", 0, "cut in its nonce");
	for (size_t chunk = 0; chunk < 4; chunk++) {
		size_t at = start + chunk * SEALED;
		size_t given = chunk > 0 ? (chunk - 1) * CHUNK : 0;

		refused(slice_of(file.p, at), "truncated", given, "cut between chunks");
		refused(
		    slice_of(file.p, at + 1), "truncated", chunk * CHUNK, "cut behind a byte");
		refused(slice_of(file.p, at + 15), "truncated", chunk * CHUNK, "cut in a tag");
		refused(slice_of(file.p, at + 16), "truncated", chunk * CHUNK,
		    "cut behind 16 bytes");
		if (at > start)
			refused(
			    slice_of(file.p, at - 1), "truncated", given, "cut before a chunk");
	}
	refused(slice_of(file.p, file.n - 1), "truncated", 3 * CHUNK, "the last byte cut");
	buf_finish(&file);
}

static void test_trailing(void)
{
	for (size_t i = 0; i < SIZES; i++) {
		struct buf file = {0};
		size_t whole = sizes[i] / CHUNK * CHUNK;
		bool full = sizes[i] > 0 && whole == sizes[i];

		seal(&file, sizes[i], 1, LARGEST);
		buf_add_char(&file, '\n');
		refused(buf_slice(&file), full ? "trailing data" : "added to",
		    full ? whole - CHUNK : whole, "a byte behind the end");
		buf_finish(&file);
	}
}

/* Chunks in another order, left out, or given twice. */
static void test_order(void)
{
	struct buf file = {0};
	struct buf other = {0};
	size_t start;

	seal(&file, LARGEST, 1, LARGEST);
	start = header_size(&file) + 16;
	buf_add(&other, file.p, start);
	buf_add(&other, file.p + start + SEALED, SEALED);
	buf_add(&other, file.p + start, SEALED);
	buf_add(&other, file.p + start + 2 * SEALED, file.n - start - 2 * SEALED);
	refused(buf_slice(&other), "altered in chunk 1", 0, "two chunks exchanged");
	buf_clear(&other);
	buf_add(&other, file.p, start + SEALED);
	buf_add(&other, file.p + start + 2 * SEALED, file.n - start - 2 * SEALED);
	refused(buf_slice(&other), "altered in chunk 2", CHUNK, "a chunk left out");
	buf_clear(&other);
	buf_add(&other, file.p, start + SEALED);
	buf_add(&other, file.p + start, file.n - start);
	refused(buf_slice(&other), "altered in chunk 2", CHUNK, "a chunk twice");
	buf_finish(&file);
	buf_finish(&other);
}

#define V1 "age-encryption.org/v1\n"
#define C64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void test_other_files(void)
{
	struct buf big = {0};

	buf_add_str(&big, V1);
	while (big.n < 3 << 20)
		buf_add_str(&big, "-> a\n\n");
	refused(buf_slice(&big), "larger than 1 MiB", 0, "a header without an end");
	big.n = strlen(V1) + (1 << 20) / 6 * 6;
	buf_add_str(&big, "---\n");
	refused(buf_slice(&big), "larger than 1 MiB", 0, "a header that ends a little late");
	buf_finish(&big);
}

static void parse_refused(const char *text, const char *why)
{
	struct age_header h;
	struct err e = {0};

	is_int(age_header_parse(&h, slice_str(text), &e), RC_INPUT, why);
	ok(strstr(e.text, why) != NULL, "it says so: %s", e.text);
}

/* Also what a caller that looked for the end of the header does not give it. */
static void test_header_parse(void)
{
	static const char stanza[] = V1 "-> a\n\n";
	char text[200];

	parse_refused("", "line 1: the version");
	parse_refused("age-encryption.org/v", "line 1: the version");
	parse_refused("age-encryption.org/v2\n-> a\n\n---\n", "line 1: the version");
	snprintf(text, sizeof text, "%s--- %.43s", stanza, C64);
	parse_refused(text, "the last line");
	snprintf(text, sizeof text, "%s--- %.43s\n\n", stanza, C64);
	parse_refused(text, "the last line");
	snprintf(text, sizeof text, "%s--- %.42s!\n", stanza, C64);
	parse_refused(text, "the check value is not in canonical base64");
	snprintf(text, sizeof text, "%s--- %.42sb\n", stanza, C64);
	parse_refused(text, "the check value is not in canonical base64");
}

static enum rc full_disk(void *arg, const void *p, size_t n, struct err *e)
{
	size_t *room = arg;

	(void)p;
	if (n > *room)
		return err_set(e, RC_IO, "the disk is full");
	*room -= n;
	return RC_OK;
}

/* Every write of the sink fails once. */
static void test_sink_fails(void)
{
	struct buf file = {0};
	int wrong = 0;

	seal(&file, LARGEST, 1, LARGEST);
	for (size_t room = 0; room < file.n; room += 40) {
		struct age_writer *w = NULL;
		size_t left = room;
		struct err e = {0};
		enum rc rc;

		rc = age_writer_new(
		    &w, recipient[0], 1, (struct age_sink){full_disk, &left}, &e);
		if (rc == RC_OK)
			rc = age_write(w, plain, LARGEST, &e);
		if (rc == RC_OK)
			rc = age_close(w, &e);
		wrong += rc != RC_IO;
		/* What failed cannot be made to look whole. */
		if (w != NULL)
			wrong += age_close(w, NULL) == RC_OK ||
				 age_write(w, plain, 1, NULL) == RC_OK;
		age_writer_free(w);
		room += room > 1000 ? 20000 : 0;
	}
	is_int(wrong, 0, "a failing sink stops the writer");
	wrong = 0;
	for (size_t room = 0; room < LARGEST; room += CHUNK) {
		struct feed f = {.rest = buf_slice(&file), .step = CHUNK};
		const struct secret *one = identity[0];
		size_t left = room;

		wrong += age_read((struct age_source){from_feed, &f},
			     (struct age_sink){full_disk, &left},
			     &(struct age_keys){.identities = &one, .count = 1}, NULL) != RC_IO;
	}
	is_int(wrong, 0, "a failing sink stops the reader");
	buf_finish(&file);
}

static void test_source_fails(void)
{
	struct buf file = {0};
	struct buf back = {0};
	const struct secret *one = identity[0];
	int wrong = 0;

	seal(&file, CHUNK + 1, 1, LARGEST);
	for (size_t n = 0; n < file.n; n += n < 400 ? 1 : 9999) {
		struct feed f = {.rest = slice_of(file.p, n), .step = CHUNK, .broken = true};

		wrong += age_read((struct age_source){from_feed, &f},
			     (struct age_sink){to_buf, &back},
			     &(struct age_keys){.identities = &one, .count = 1}, NULL) != RC_IO;
	}
	is_int(wrong, 0, "a failing source stops the reader");
	ok(back.n % CHUNK == 0, "which gave out whole chunks only");
	buf_finish(&file);
	buf_finish(&back);
}

static void test_writer_refusals(void)
{
	struct age_writer *w = NULL;
	struct buf out = {0};
	static const uint8_t zero[AGE_KEY];

	is_int(age_writer_new(&w, recipient[0], 0, (struct age_sink){to_buf, &out}, NULL),
	    RC_INPUT, "no recipient");
	is_int(age_writer_new(&w, zero, 1, (struct age_sink){to_buf, &out}, NULL), RC_INPUT,
	    "a recipient of low order");
	is_int(age_writer_new_passphrase(
		   &w, identity[0], 0, (struct age_sink){to_buf, &out}, NULL),
	    RC_INPUT, "a work factor of 0");
	is_int(age_writer_new_passphrase(
		   &w, identity[0], AGE_WORK_MAX + 1, (struct age_sink){to_buf, &out}, NULL),
	    RC_INPUT, "one that the reader would refuse");
	ok(w == NULL && out.n == 0, "nothing was written");
	age_writer_free(NULL);
	buf_finish(&out);
}

/* C2SP age.md, "The X25519 recipient type". */
static void test_texts(void)
{
	static const char secret_text[] =
	    "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
	static const char public_text[] =
	    "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
	struct secret *key = NULL;
	struct secret *text = NULL;
	struct buf b = {0};
	uint8_t point[AGE_KEY];
	uint8_t back[AGE_KEY];

	is_int(age_identity_decode(&key, slice_str(secret_text), NULL), RC_OK,
	    "an identity is read");
	x25519_base(point, key->p);
	age_recipient_encode(&b, point);
	is_str(buf_cstr(&b), public_text, "its recipient");
	is_int(age_recipient_decode(back, slice_str(public_text), NULL), RC_OK,
	    "a recipient is read");
	is_mem(back, point, sizeof back, "the same");
	is_int(age_identity_encode(&text, key, NULL), RC_OK, "an identity is written");
	is_int((long long)text->n, AGE_IDENTITY_TEXT, "of the right length");
	is_mem(text->p, secret_text, AGE_IDENTITY_TEXT, "the same, in capitals");
	buf_finish(&b);
	secret_free(key);
	secret_free(text);
}

static void test_identity_forms(void)
{
	static const char *const fine[] = {
	    "# created: 2026-11-21T09:30:00Z\n# public key: age1zvk\n"
	    "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX\n",
	    "  AGE-SECRET-KEY-1\r\n GFPYYSJZGFPYYSJZGFPY\n "
	    "YSJZGFPYYSJZGFPYYSJZ\n\tGFPYYSJZGFPQ4EGAEX ",
	    "age-secret-key-1gfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpq4egaex"};
	static const struct {
		const char *text;
		const char *why;
	} bad[] = {
	    {"AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEY",
		"checksum"},
	    {"AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAE",
		"checksum"},
	    {"age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",
		"public recipient"},
	    {"A12UEL5L", "not the key of an envelope"},
	    {"", "not complete"},
	    {"# nothing", "not complete"},
	    {"Age-secret-key-1gfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpq4egaex",
		"capital and small"},
	    {"AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEXX",
		"too long"},
	};

	for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++) {
		struct secret *key = NULL;

		is_int(age_identity_decode(&key, slice_str(fine[i]), NULL), RC_OK,
		    "a form of identity");
		ok(key->p[0] == 0x42 && key->p[31] == 0x42, "is read");
		secret_free(key);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct secret *key = NULL;
		struct err e = {0};

		is_int(age_identity_decode(&key, slice_str(bad[i].text), &e), RC_INPUT,
		    bad[i].why);
		ok(key == NULL && strstr(e.text, bad[i].why) != NULL, "it says so: %s", e.text);
	}
}

static void test_recipient_refusals(void)
{
	uint8_t key[AGE_KEY];

	is_int(
	    age_recipient_decode(key, slice_str("a12uel5l"), NULL), RC_INPUT, "another prefix");
	is_int(age_recipient_decode(key,
		   slice_str("age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwk"),
		   NULL),
	    RC_INPUT, "a wrong letter");
}

/* The program age, in a directory of its own. */
static char folder[] = "/tmp/test-age-XXXXXX";

static char *in_folder(const char *name)
{
	char *path = file_join(folder, name);

	if (path == NULL)
		abort();
	return path;
}

static void put_file(const char *name, const void *p, size_t n)
{
	char *path = in_folder(name);

	if (file_write(path, p, n, NULL) != RC_OK)
		abort();
	free(path);
}

static void get_file(struct buf *out, const char *name)
{
	char *path = in_folder(name);

	if (file_read(out, path, 1 << 20, NULL) != RC_OK)
		tap_note("%s cannot be read", path);
	free(path);
}

/* Run age in the folder; its exit status. */
static int run_age(const char *const *args)
{
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		int null = open("/dev/null", O_RDWR);

		if (chdir(folder) != 0 || dup2(null, STDERR_FILENO) < 0 ||
		    dup2(null, STDIN_FILENO) < 0)
			_exit(126);
		execvp("age", (char *const *)(const void *)args);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void age_opens_ours(size_t n)
{
	static const char *const args[] = {
	    "age", "-d", "-i", "key", "-o", "out", "in.age", NULL};
	struct buf file = {0};
	struct buf back = {0};

	seal(&file, n, KEYS, 5000);
	put_file("in.age", file.p, file.n);
	is_int(run_age(args), 0, "age opens what was written here");
	get_file(&back, "out");
	ok(same(&back, n), "%zu bytes", n);
	buf_finish(&file);
	buf_finish(&back);
}

static void we_open_theirs(size_t n, const char *to)
{
	const char *const args[] = {"age", "-r", to, "-o", "out.age", "in", NULL};
	struct buf file = {0};
	struct buf back = {0};
	struct err e = {0};

	put_file("in", plain, n);
	is_int(run_age(args), 0, "age writes a file");
	get_file(&file, "out.age");
	is_int(open_with(&back, buf_slice(&file), 0, 777, &e), RC_OK, "it is opened here");
	ok(same(&back, n), "%zu bytes %s", n, e.text);
	buf_finish(&file);
	buf_finish(&back);
}

static void open_armored(size_t n, const char *to)
{
	const char *const args[] = {"age", "-a", "-r", to, "-o", "armored.age", "in", NULL};
	struct buf file = {0};
	struct buf back = {0};
	struct err e = {0};

	put_file("in", plain, n);
	is_int(run_age(args), 0, "age writes an armored file");
	get_file(&file, "armored.age");
	is_int(open_with(&back, buf_slice(&file), 0, 777, &e), RC_OK, "it is opened here");
	ok(same(&back, n), "%zu bytes %s", n, e.text);
	buf_finish(&file);
	buf_finish(&back);
}

static void remove_folder(void)
{
	static const char *const names[] = {
	    "key", "in", "out", "in.age", "out.age", "armored.age"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		char *path = in_folder(names[i]);

		unlink(path);
		free(path);
	}
	ok(rmdir(folder) == 0, "nothing else was left in the folder");
}

static void test_interop(void)
{
	static const char *const version[] = {"age", "--version", NULL};
	struct secret *text = NULL;
	struct buf to = {0};

	if (mkdtemp(folder) == NULL)
		abort();
	if (run_age(version) != 0) {
		tap_skip("the program age", "it is not installed");
	} else {
		if (age_identity_encode(&text, identity[0], NULL) != RC_OK)
			abort();
		put_file("key", text->p, text->n);
		age_recipient_encode(&to, recipient[0]);
		for (size_t i = 0; i < SIZES; i++) {
			age_opens_ours(sizes[i]);
			we_open_theirs(sizes[i], buf_cstr(&to));
			open_armored(sizes[i], buf_cstr(&to));
		}
		secret_free(text);
		buf_finish(&to);
	}
	remove_folder();
}

int main(void)
{
	struct err e;

	if (crypto_init(&e) != RC_OK)
		return 1;
	setup();
	test_round_trip();
	test_several_recipients();
	test_tampered_header();
	test_tampered_payload();
	test_truncated();
	test_trailing();
	test_order();
	test_other_files();
	test_header_parse();
	test_sink_fails();
	test_source_fails();
	test_writer_refusals();
	test_texts();
	test_identity_forms();
	test_recipient_refusals();
	test_interop();
	for (size_t i = 0; i < KEYS; i++)
		secret_free(identity[i]);
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
