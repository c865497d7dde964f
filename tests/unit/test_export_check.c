/*
 * export_check: an export is tried without being opened.
 */
#include "transfer/export_check.h"

#include "base/file_out.h"
#include "envelope/age.h"
#include "seal_line_int.h"
#include "transfer/unseal.h"
#include "transfer_vault.h"

static struct tv f;
static struct envelope_keys *keys;
static struct envelope_keys *other;
static char path[100];

static enum rc check(
    const struct envelope_keys *open, const struct envelope_keys *sign, struct err *e)
{
	struct export_found found;

	return export_check(&found, path, open->identity, sign->seal_public, e);
}

static void seal(void)
{
	struct export_report report;
	struct err e = {0};

	tv_must(export_seal(&report, f.session, path, &e), &e, "seal");
	export_report_finish(&report);
}

static void read_plain(struct buf *plain)
{
	const struct secret *const identity[] = {keys->identity};
	struct err e = {0};

	tv_must(unseal_read(
		    plain, path, &(struct age_keys){.identities = identity, .count = 1}, &e),
	    &e, "unseal");
}

static enum rc to_file(void *arg, const void *p, size_t n, struct err *e)
{
	return file_out_write(arg, p, n, e);
}

/* What anybody can make who knows the recipient. */
static void encrypt(struct slice plain)
{
	struct file_out *file;
	struct age_writer *w;
	struct err e = {0};

	tv_must(file_out_open(&file, path, &e), &e, "open");
	tv_must(age_writer_new(&w, keys->recipient, 1,
		    (struct age_sink){.write = to_file, .arg = file}, &e),
	    &e, "writer");
	tv_must(age_write(w, plain.p, plain.n, &e), &e, "write");
	tv_must(age_close(w, &e), &e, "close");
	age_writer_free(w);
	tv_must(file_out_commit(file, &e), &e, "commit");
}

static void test_genuine(void)
{
	struct export_found found;
	struct err e = {0};

	seal();
	is_int(export_check(&found, path, keys->identity, keys->seal_public, &e), RC_OK,
	    "an export as it was sealed");
	ok(found.serial == 1 && found.time_ms > 1700000000000 && found.size > 0 &&
		found.size < session_size(f.session),
	    "tells its envelope, its time and the size of the log");
	is_int(check(other, keys, &e), RC_INPUT, "other words do not open it");
	is_int(check(keys, other, &e), RC_TAMPER, "another key did not sign it");
	ok(strstr(e.text, "not genuine") != NULL, "and that is said: %s", e.text);
}

/* Each byte but one as it was, and what is too short for a signature. */
static void test_altered(void)
{
	struct buf plain = {0};
	struct err e = {0};
	bool all = true;

	seal();
	read_plain(&plain);
	for (size_t i = 0; i < plain.n; i += plain.n / 40) {
		plain.p[i] ^= 1;
		encrypt(buf_slice(&plain));
		all = all && check(keys, keys, &e) == RC_TAMPER;
		plain.p[i] ^= 1;
	}
	ok(all, "altered anywhere it is not genuine");
	encrypt(slice_of(plain.p, plain.n - 1));
	is_int(check(keys, keys, &e), RC_TAMPER, "nor without its last byte");
	encrypt(slice_of(plain.p + plain.n - 100, 100));
	is_int(check(keys, keys, &e), RC_TAMPER, "nor is the end alone");
	encrypt(slice_of(plain.p + plain.n - 108, 108));
	is_int(check(keys, keys, &e), RC_TAMPER, "nor the signature alone");
	encrypt(slice_of(NULL, 0));
	is_int(check(keys, keys, &e), RC_TAMPER, "nor nothing");
	encrypt(buf_slice(&plain));
	is_int(check(keys, keys, &e), RC_OK, "as it was it is");
	buf_finish(&plain);
}

static void test_file(void)
{
	struct export_found found;
	struct err e = {0};

	seal();
	if (truncate(path, 700) != 0)
		abort();
	is_int(check(keys, keys, &e), RC_INPUT, "what is cut short does not open to its end");
	is_int(
	    export_check(&found, "/nonexistent/x.age", keys->identity, keys->seal_public, &e),
	    RC_NOTFOUND, "no file");
	is_int(export_check(&found, f.vault, keys->identity, keys->seal_public, &e), RC_INPUT,
	    "no export");
}

/* A document that was signed as it should be, with so many blanks before all that matters. */
static void make_document(struct buf *b, size_t blanks)
{
	uint8_t hash[HASH_SIZE];

	buf_add_char(b, '{');
	for (size_t i = 0; i < blanks; i++)
		buf_add_char(b, ' ');
	buf_add_str(b, "\n  \"folders\": [\n  ],\n  \"strongroom\": {\n    \"serial\": 7,\n    "
		       "\"size\": 99,\n    \"time\": \"2026-11-22T04:00:00Z\"\n  },\n");
	sha256(hash, buf_slice(b));
	seal_line_put(b, hash, keys->seal_secret->p);
}

/* Age gives pieces of 64 KiB: their border passes over everything that is looked for. */
static void test_pieces(void)
{
	enum { PIECE = 65536, ALL = 320 };
	struct export_found found;
	struct err e = {0};
	int good = 0;

	for (int i = 0; i < ALL; i++) {
		struct buf b = {0};

		make_document(&b, PIECE - (size_t)i);
		encrypt(buf_slice(&b));
		buf_finish(&b);
		good += export_check(&found, path, keys->identity, keys->seal_public, &e) ==
			    RC_OK &&
			found.serial == 7 && found.size == 99 && found.time_ms == 1795320000000;
	}
	ok(good == ALL, "wherever a piece ends (%d of %d): %s", good, ALL, e.text);
}

int main(void)
{
	struct secret *secret;
	struct err e = {0};

	if (crypto_init(NULL) != RC_OK)
		return 1;
	tv_init(&f);
	snprintf(path, sizeof path, "%s/x.age", f.dir);
	tv_login(&f, 1, "Bank", "s3cret");
	keys = tv_envelope(&f);
	secret = tv_secret("other 16 bytes!!");
	tv_must(envelope_keys_derive(&other, secret, &e), &e, "keys");
	secret_free(secret);
	test_genuine();
	test_altered();
	test_file();
	test_pieces();
	envelope_keys_free(keys);
	envelope_keys_free(other);
	tv_finish(&f);
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
