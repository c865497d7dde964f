#include "transfer/unseal.h"

#include <sys/stat.h>

#include "base/clock.h"
#include "envelope/age.h"
#include "transfer/parse.h"
#include "transfer_vault.h"

static struct tv f;
static struct envelope_keys *keys;
static char export_path[100];
static char other_path[100];
static struct buf document; /* the decrypted export */

static enum rc read_at(struct buf *plain, const char *path, struct err *e)
{
	const struct secret *const identity[] = {keys->identity};

	return unseal_read(
	    plain, path, &(struct age_keys){.identities = identity, .count = 1}, e);
}

static enum rc check(struct slice plain, const uint8_t *key)
{
	struct unseal_info info;
	struct err e = {0};
	enum rc rc = unseal_check(&info, plain, key, &e);

	unseal_info_finish(&info);
	return rc;
}

static enum rc on_item(
    void *arg, const struct content *c, const struct parse_entry *at, struct err *e)
{
	struct buf *b = arg;

	(void)at;
	(void)e;
	tv_describe(b, c);
	return RC_OK;
}

static void on_problem(void *arg, long line, const char *message)
{
	struct buf *b = arg;

	buf_printf(b, "PROBLEM %ld %s\n", line, message);
}

static enum rc list(struct buf *b, struct slice plain)
{
	const struct parse_sink sink = {.item = on_item, .problem = on_problem, .arg = b};
	struct err e = {0};

	return unseal_items(plain, &sink, &e);
}

/* what is said of it */

static void test_info(void)
{
	struct unseal_info info;
	struct buf b = {0};
	struct err e = {0};
	int64_t age;

	is_int(unseal_check(&info, buf_slice(&document), NULL, &e), RC_OK,
	    "an export can be read without the key that checks it");
	ok(!info.genuine, "… and is not called genuine");
	is_str(info.council, "Ashby Parish Council", "… the council");
	is_int((long long)strlen(info.vault_id), 32, "… the vault");
	is_int(info.serial, 1, "… the envelope");
	age = clock_ms() - info.time_ms;
	ok(age >= 0 && age < 600 * 1000, "… and the time");
	unseal_info_finish(&info);
	is_int(list(&b, buf_slice(&document)), RC_OK, "its items are read");
	is_str(buf_cstr(&b),
	    "login \"HMRC\"\ntag \"General\"\nsecret \"password\" \"tax\"\n"
	    "login \"Bank\"\ntag \"General\"\nsecret \"password\" \"money\"\n",
	    "… and are those of the vault");
	buf_finish(&b);
}

/* A bit anywhere, in each byte another one. */
static void test_altered(void)
{
	struct secret *other = tv_secret("another sixteen!");
	struct envelope_keys *others = NULL;
	size_t missed = 0;
	struct err e = {0};

	is_int(check(buf_slice(&document), keys->seal_public), RC_OK, "the export is genuine");
	for (size_t i = 0; i < document.n; i++) {
		document.p[i] ^= (uint8_t)(1u << i % 8);
		if (check(buf_slice(&document), keys->seal_public) != RC_TAMPER)
			missed++;
		document.p[i] ^= (uint8_t)(1u << i % 8);
	}
	is_int((long long)missed, 0, "a bit that is changed anywhere is noticed");
	for (size_t n = 0; n < document.n; n++)
		if (check(slice_of(document.p, n), keys->seal_public) != RC_TAMPER)
			missed++;
	is_int((long long)missed, 0, "an end that is missing is noticed");
	secret_truncate(other, ENVELOPE_SECRET);
	tv_must(envelope_keys_derive(&others, other, &e), &e, "keys");
	is_int(check(buf_slice(&document), others->seal_public), RC_TAMPER,
	    "the export of another envelope is not genuine");
	envelope_keys_free(others);
	secret_free(other);
}

/* the file */

static void put_file(const char *path, struct slice bytes)
{
	struct err e = {0};

	tv_must(file_write(path, bytes.p, bytes.n, &e), &e, path);
}

static enum rc to_buf(void *arg, const void *p, size_t n, struct err *e)
{
	(void)e;
	buf_add(arg, p, n);
	return RC_OK;
}

/* An age file of anything at other_path. */
static void encrypt(struct slice plain)
{
	struct buf b = {0};
	struct age_writer *w;
	struct err e = {0};

	tv_must(age_writer_new(
		    &w, keys->recipient, 1, (struct age_sink){.write = to_buf, .arg = &b}, &e),
	    &e, "age");
	tv_must(age_write(w, plain.p, plain.n, &e), &e, "age");
	tv_must(age_close(w, &e), &e, "age");
	age_writer_free(w);
	put_file(other_path, buf_slice(&b));
	buf_finish(&b);
}

static void copy_fails(const char *path, const char *name)
{
	const struct secret *const identity[] = {keys->identity};
	char out[100];
	struct err e = {0};

	snprintf(out, sizeof out, "%s/copy", f.dir);
	put_file(out, slice_str("what was there"));
	is_int(
	    unseal_copy(path, out, &(struct age_keys){.identities = identity, .count = 1}, &e),
	    RC_INPUT, name);
	{
		struct buf b = {0};

		tv_read(&b, out);
		is_str(buf_cstr(&b), "what was there", "… what was there stays");
		buf_finish(&b);
	}
	unlink(out);
	is_int(
	    unseal_copy(path, out, &(struct age_keys){.identities = identity, .count = 1}, &e),
	    RC_INPUT, name);
	ok(access(out, F_OK) != 0, "… and no new file comes");
}

/* Every chunk of a long file is given to the sink before the fault is found. */
static void test_damaged_file(void)
{
	struct buf file = {0};
	struct buf plain = {0};
	struct buf large = {0};
	struct err e = {0};
	size_t given = 0;

	while (large.n < 200 * 1024)
		buf_add_str(&large, "a secret that must not be given out ");
	encrypt(buf_slice(&large));
	tv_read(&file, other_path);
	is_int(read_at(&plain, other_path, &e), RC_OK, "a long file is read");
	is_int((long long)plain.n, (long long)large.n, "… whole");
	for (size_t n = 0; n < file.n; n += n < 300 ? 7 : 9001) {
		put_file(other_path, slice_of(file.p, n));
		if (read_at(&plain, other_path, &e) != RC_INPUT || plain.n != 0)
			given++;
	}
	is_int((long long)given, 0, "a truncated file is refused, and nothing given out");
	put_file(other_path, slice_of(file.p, file.n - 1));
	is_int(read_at(&plain, other_path, &e), RC_INPUT, "even by its last byte");
	copy_fails(other_path, "a truncated file is not copied");
	file.p[file.n - 100] ^= 1;
	put_file(other_path, buf_slice(&file));
	is_int(read_at(&plain, other_path, &e), RC_INPUT, "an altered file is refused");
	is_int((long long)plain.n, 0, "… and nothing given out");
	copy_fails(other_path, "an altered file is not copied");
	buf_finish(&file);
	buf_finish(&plain);
	buf_finish(&large);
}

static void test_wrong_key(void)
{
	struct secret *other = tv_secret("thirty-two bytes of another key!");
	const struct secret *const wrong[] = {other};
	const struct secret *const both[] = {other, keys->identity};
	struct buf plain = {0};
	struct err e = {0};

	is_int(unseal_read(&plain, export_path,
		   &(struct age_keys){.identities = wrong, .count = 1}, &e),
	    RC_INPUT, "another key");
	is_int((long long)plain.n, 0, "… gives nothing out");
	is_int(unseal_read(
		   &plain, export_path, &(struct age_keys){.identities = both, .count = 2}, &e),
	    RC_OK, "one key of two fits");
	is_int(read_at(&plain, "/nonexistent", &e), RC_NOTFOUND, "no such file");
	is_int((long long)plain.n, 0, "… what was read before is gone");
	is_int(read_at(&plain, f.dir, &e), RC_IO, "a directory is no file");
	buf_finish(&plain);
	secret_free(other);
}

static void test_copy(void)
{
	const struct secret *const identity[] = {keys->identity};
	struct buf b = {0};
	struct stat st;
	char out[100];
	struct err e = {0};

	snprintf(out, sizeof out, "%s/copy", f.dir);
	is_int(unseal_copy(export_path, out,
		   &(struct age_keys){.identities = identity, .count = 1}, &e),
	    RC_OK, "a copy is written");
	tv_read(&b, out);
	ok(slice_eq(buf_slice(&b), buf_slice(&document)), "… of what is in the export");
	ok(stat(out, &st) == 0 && (st.st_mode & 0777) == 0600, "… for its owner alone");
	is_int(unseal_copy(export_path, export_path,
		   &(struct age_keys){.identities = identity, .count = 1}, &e),
	    RC_USAGE, "not over the export itself");
	is_int(unlink(out), 0, "the copy can go");
	ok(symlink(export_path, out) == 0, "a link to the export");
	is_int(unseal_copy(export_path, out,
		   &(struct age_keys){.identities = identity, .count = 1}, &e),
	    RC_USAGE, "not over a link to it either");
	buf_clear(&b);
	is_int(read_at(&b, export_path, &e), RC_OK, "the export is there still");
	unlink(out);
	buf_finish(&b);
}

/* what is no export */

static void test_other_files(void)
{
	const struct secret *const identity[] = {keys->identity};
	struct buf fixture = {0};
	struct buf b = {0};
	char out[100];
	struct err e = {0};

	tv_read(&fixture, TEST_DATA "/import-bitwarden.json");
	encrypt(buf_slice(&fixture));
	is_int(read_at(&b, other_path, &e), RC_OK, "an export of Bitwarden, in age, decrypts");
	is_int(check(buf_slice(&b), keys->seal_public), RC_TAMPER, "… has no signature");
	is_int(check(buf_slice(&b), NULL), RC_INPUT, "… and is no export of a vault");
	is_int(list(&b, buf_slice(&fixture)), RC_INPUT, "… and has no items");
	snprintf(out, sizeof out, "%s/copy", f.dir);
	is_int(unseal_copy(
		   other_path, out, &(struct age_keys){.identities = identity, .count = 1}, &e),
	    RC_OK, "… but can be copied");
	unlink(out);
	encrypt(slice_str(""));
	buf_clear(&b);
	is_int(read_at(&b, other_path, &e), RC_OK, "an empty file decrypts");
	is_int(check(buf_slice(&b), NULL), RC_INPUT, "… and is no export");
	is_int(check(buf_slice(&b), keys->seal_public), RC_TAMPER, "… and has no signature");
	buf_finish(&fixture);
	buf_finish(&b);
}

#define ID "\"vault_id\":\"0123456789abcdef0123456789abcdef\","
#define LEAF "\"leaf\":\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\","
#define TIME LEAF "\"time\":\"2026-11-21T09:30:00Z\""

/* Documents that nobody signed, so anything may be in them. */
static void test_hostile(void)
{
	static const struct {
		const char *origin;
		enum rc want;
	} cases[] = {
	    {"{\"format\":1,\"council\":\"A\"," ID "\"serial\":1,\"size\":2," TIME "}", RC_OK},
	    {"{\"format\":2,\"council\":\"A\"," ID "\"serial\":1,\"size\":2," TIME "}",
		RC_INPUT},
	    {"{\"format\":1,\"council\":7," ID "\"serial\":1,\"size\":2," TIME "}", RC_INPUT},
	    {"{\"format\":1,\"council\":\"A\",\"vault_id\":\"0123\",\"serial\":1,\"size\":"
	     "2," TIME "}",
		RC_INPUT},
	    {"{\"format\":1,\"council\":\"A\"," ID "\"serial\":1,\"size\":2,"
	     "\"time\":\"2026-11-21T09:30:00Z\"}",
		RC_INPUT},
	    {"{\"format\":1,\"council\":\"A\"," ID "\"serial\":0,\"size\":2," TIME "}",
		RC_INPUT},
	    {"{\"format\":1,\"council\":\"A\"," ID "\"serial\":1,\"size\":-2," TIME "}",
		RC_INPUT},
	    {"{\"format\":1,\"council\":\"A\"," ID "\"serial\":1,\"size\":\"2\"," TIME "}",
		RC_INPUT},
	    {"{\"format\":1,\"council\":\"A\"," ID "\"serial\":1,\"size\":2," LEAF
	     "\"time\":\"noon\"}",
		RC_INPUT},
	    {"{\"format\":1}", RC_INPUT},
	    {"[]", RC_INPUT},
	    {"null", RC_INPUT},
	    {"{\"format\":1,\"format\":1}", RC_INPUT},
	};
	char text[600];

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		snprintf(text, sizeof text,
		    "{\"encrypted\":false,\"items\":[],\"strongroom\":%s}", cases[i].origin);
		is_int(check(slice_str(text), NULL), cases[i].want, cases[i].origin);
	}
	is_int(check(slice_str("[1,2]"), NULL), RC_INPUT, "an array");
	is_int(check(slice_str("{\"strongroom\":"), NULL), RC_INPUT, "half a document");
}

int main(void)
{
	struct export_report report;
	struct err e = {0};

	tv_must(crypto_init(&e), &e, "crypto");
	tv_init(&f);
	snprintf(export_path, sizeof export_path, "%s/export.age", f.dir);
	snprintf(other_path, sizeof other_path, "%s/other.age", f.dir);
	keys = tv_envelope(&f);
	(void)tv_login(&f, 1, "HMRC", "tax");
	(void)tv_login(&f, 1, "Bank", "money");
	tv_must(export_seal(&report, f.session, export_path, &e), &e, "seal");
	export_report_finish(&report);
	tv_must(read_at(&document, export_path, &e), &e, "unseal");
	test_info();
	test_altered();
	test_damaged_file();
	test_wrong_key();
	test_copy();
	test_other_files();
	test_hostile();
	buf_finish(&document);
	envelope_keys_free(keys);
	tv_finish(&f);
	return tap_done();
}
