#include "transfer/export.h"

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "crypto/encode.h"
#include "envelope/age.h"
#include "transfer/import.h"
#include "transfer/parse.h"
#include "transfer/unseal.h"
#include "transfer_vault.h"
#include "vault/audit.h"

static struct tv f;
static struct envelope_keys *keys;
static char export_path[100];

static void read_export(struct buf *plain)
{
	const struct secret *const identity[] = {keys->identity};
	struct err e = {0};

	tv_must(unseal_read(plain, export_path,
		    &(struct age_keys){.identities = identity, .count = 1}, &e),
	    &e, "unseal");
}

static void seals(long long items, long long total, const char *left_out, const char *name)
{
	struct export_report report;
	struct err e = {0};

	ok(export_seal(&report, f.session, export_path, &e) == RC_OK, "%s: %s", name, e.text);
	is_int(report.items, items, "… so many items");
	is_int(report.total, total, "… of so many");
	is_str(report.left_out == NULL ? "" : report.left_out, left_out, "… what is left out");
	export_report_finish(&report);
}

/* After it the session is open anew. */
static void fails(const char *path, enum rc want, const char *part, const char *name)
{
	struct export_report report;
	struct err e = {0};

	is_int(export_seal(&report, f.session, path, &e), want, name);
	ok(strstr(e.text, part) != NULL, "… and says so: %s", e.text);
	ok(report.items == 0 && report.left_out == NULL, "… the report is empty");
	export_report_finish(&report);
	tv_reopen(&f);
}

/* round trip */

struct listing {
	struct buf text;
	size_t n;
};

static enum rc on_item(
    void *arg, const struct content *c, const struct parse_entry *at, struct err *e)
{
	struct listing *l = arg;

	(void)at;
	(void)e;
	l->n++;
	tv_describe(&l->text, c);
	return RC_OK;
}

static void on_problem(void *arg, long line, const char *message)
{
	struct listing *l = arg;

	buf_printf(&l->text, "PROBLEM %ld %s\n", line, message);
}

static void list_export(struct listing *l)
{
	const struct parse_sink sink = {.item = on_item, .problem = on_problem, .arg = l};
	struct buf plain = {0};
	struct err e = {0};

	*l = (struct listing){0};
	read_export(&plain);
	tv_must(unseal_items(buf_slice(&plain), &sink, &e), &e, "items");
	buf_finish(&plain);
}

static void has(const struct listing *l, const char *want, const char *name)
{
	bool found = memmem(l->text.p, l->text.n, want, strlen(want)) != NULL;

	if (!ok(found, "%s", name))
		tap_note("not there: %s in:\n%.*s", want, SLICE_ARG(buf_slice(&l->text)));
}

static void add_rich_items(int64_t collection)
{
	static const char odd[] = "\x01\x1f\x7f \t\r\n \"\\/ \xE2\x80\xA8 £ 🔑";
	struct content c = {
	    .title = slice_str("Office \"laptop\""),
	    .type = slice_str("device"),
	    .username = slice_str("clerk"),
	};

	content_add_url(&c, slice_str("https://one.example"));
	content_add_url(&c, slice_str("https://two.example"));
	content_add_tag(&c, slice_str("IT"));
	content_add_tag(&c, slice_str("Office/Desk"));
	content_add_field(&c, slice_str("password"), FIELD_SECRET, slice_str("first"));
	content_add_field(&c, slice_str("Serial"), FIELD_PLAIN, slice_str("4711"));
	content_add_field(&c, slice_str("PIN"), FIELD_SECRET, slice_str(odd));
	content_add_field(&c, slice_str("totp"), FIELD_TOTP, slice_str("JBSWY3DPEHPK3PXP"));
	content_add_field(&c, slice_str("notes"), FIELD_NOTES, slice_str("line\nline"));
	content_add_field(&c, slice_str("notes"), FIELD_NOTES, slice_str("more"));
	(void)tv_item(&f, collection, &c);
	content_finish(&c);

	c = (struct content){.title = slice_str("Bank"), .type = slice_str("login")};
	content_add_field(&c, slice_str("password"), FIELD_SECRET, slice_str(""));
	content_add_field(&c, slice_str("Password"), FIELD_SECRET, slice_str("second"));
	content_add_field(&c, slice_str("password"), FIELD_PLAIN, slice_str("third"));
	content_add_field(&c, slice_str("code"), FIELD_TOTP, slice_str("GEZDGNBV"));
	(void)tv_item(&f, collection, &c);
	content_finish(&c);

	c = (struct content){.title = slice_str("Old card"), .type = slice_str("card")};
	content_add_field(&c, slice_str("number"), FIELD_SECRET, slice_str("4000"));
	content_add_field(&c, slice_str("number"), FIELD_SECRET, slice_str("5000"));
	content_add_field(&c, slice_str("brand"), FIELD_SECRET, slice_str("not plain"));
	(void)tv_item(&f, collection, &c);
	content_finish(&c);
}

static void import_fixture(void)
{
	const struct import_options options = {0};
	struct import_report report;
	struct buf file = {0};
	struct err e = {0};

	tv_read(&file, TEST_DATA "/import-bitwarden.json");
	tv_must(
	    tv_import(&report, f.session, buf_slice(&file), NULL, &options, &e), &e, "import");
	import_report_finish(&report);
	buf_finish(&file);
}

static void test_round_trip(void)
{
	struct listing l;

	list_export(&l);
	is_int((long long)l.n, 11, "every item comes back");
	ok(memmem(l.text.p, l.text.n, "PROBLEM", 7) == NULL, "nothing is left behind");
	has(&l,
	    "login \"HSBC – Current account\"\n"
	    "user \"clerk@stoke-poges.example\"\n"
	    "url \"https://www.business.hsbc.uk/en-gb/login?next=%2F\"\n"
	    "url \"https://hsbc.co.uk\"\n"
	    "url \"androidapp://uk.co.hsbc.hsbcukbusiness\"\n"
	    "tag \"General\"\ntag \"Finance/Bank\"\n"
	    "secret \"password\" \" päss \\ \"word\" — 🔑 \"\n"
	    "totp \"totp\" \"otpauth://totp/HSBC:clerk?secret=JBSWY3DPEHPK3PXP&issuer=HSBC\"\n"
	    "notes \"notes\" \"First line, with \"quotes\"\nSecond line: £5,000 "
	    "limit\r\n\tthird, after a tab\n\"\n"
	    "plain \"Sort code\" \"40-12-34\"\n"
	    "secret \"Memorable word\" \"Ça «bien» sûr\"\n"
	    "plain \"Two people sign\" \"true\"\n"
	    "plain \"Customer\" \"linked to user name\"\n"
	    "plain \"field\" \"unnamed\"\n"
	    "secret \"Secret of a new kind\" \"hush\"\n",
	    "a login");
	has(&l,
	    "card \"Council debit card\"\ntag \"General\"\n"
	    "plain \"cardholder name\" \"Mrs A. Clerk\"\nplain \"brand\" \"Visa\"\n"
	    "secret \"number\" \"4000 0566 5566 5556\"\nplain \"expiry month\" \"4\"\n"
	    "plain \"expiry year\" \"2029\"\nsecret \"code\" \"042\"\n",
	    "a card");
	has(&l, "identity \"Chair\"\nuser \"zoe\"\ntag \"General\"\nplain \"title\" \"Cllr\"\n",
	    "an identity");
	has(&l, "secret \"licence number\" \"OBRIE 710123 Z99\"\n", "… to its last member");
	has(&l,
	    "ssh-key \"Web server\"\ntag \"General\"\n"
	    "secret \"private key\" \"-----BEGIN OPENSSH PRIVATE KEY-----\n"
	    "b3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n\"\n",
	    "an SSH key");
	has(&l,
	    "note \"Alarm\"\ntag \"General\"\ntag \"Bâtiment\"\n"
	    "notes \"notes\" \"Code 4711 then ENTER\"\n",
	    "a note");
	buf_finish(&l.text);
}

static void test_odd_items(void)
{
	struct listing l;

	list_export(&l);
	has(&l,
	    "device \"Office \"laptop\"\"\nuser \"clerk\"\n"
	    "url \"https://one.example\"\nurl \"https://two.example\"\n"
	    "tag \"Finance\"\ntag \"IT\"\ntag \"Office/Desk\"\n"
	    "notes \"notes\" \"line\nline\"\nsecret \"password\" \"first\"\n"
	    "plain \"Serial\" \"4711\"\n"
	    "secret \"PIN\" \"\x01\x1f\x7f \t\r\n \"\\/ \xE2\x80\xA8 £ 🔑\"\n"
	    "secret \"totp\" \"JBSWY3DPEHPK3PXP\"\nsecret \"notes\" \"more\"\n",
	    "an item of another type comes back as that");
	has(&l,
	    "login \"Bank\"\ntag \"Finance\"\nsecret \"password\" \"\"\n"
	    "secret \"Password\" \"second\"\nplain \"password\" \"third\"\n"
	    "secret \"code\" \"GEZDGNBV\"\n",
	    "fields that are called like others are kept apart");
	has(&l,
	    "card \"Old card\"\ntag \"Finance\"\nsecret \"number\" \"4000\"\n"
	    "secret \"number\" \"5000\"\nsecret \"brand\" \"not plain\"\n",
	    "a member that is there twice, or hidden otherwise, is kept");
	buf_finish(&l.text);
}

static void test_private(void)
{
	struct buf plain = {0};
	char tail[20];

	read_export(&plain);
	ok(memmem(plain.p, plain.n, "Personnel", 9) == NULL,
	    "the name of a private collection is not in the export");
	ok(memmem(plain.p, plain.n, "Payroll", 7) == NULL, "… nor the title of an item of it");
	ok(memmem(plain.p, plain.n, "paydaypass", 10) == NULL, "… nor its password");
	ok(memmem(plain.p, plain.n, "\"encrypted\": false,\n  \"folders\": [\n    {\n", 40) !=
		NULL,
	    "the document is indented");
	snprintf(tail, sizeof tail, "%.4s", (const char *)plain.p + plain.n - 4);
	is_str(tail, "\"\n}\n", "its last line but one is the signature");
	buf_finish(&plain);
}

/* A program of others must be able to open the export. */
static void test_age(void)
{
	struct secret *identity;
	struct buf plain = {0};
	struct buf theirs = {0};
	char path[100];
	char out[100];
	char command[400];
	struct err e = {0};

	if (system("age --version >/dev/null 2>&1") != 0) {
		tap_skip("age opens the export", "age is not installed");
		return;
	}
	snprintf(path, sizeof path, "%s/key", f.dir);
	snprintf(out, sizeof out, "%s/out", f.dir);
	tv_must(age_identity_encode(&identity, keys->identity, &e), &e, "identity");
	tv_must(file_write(path, identity->p, identity->n, &e), &e, "identity");
	secret_free(identity);
	snprintf(command, sizeof command, "age -d -i %s -o %s %s", path, out, export_path);
	is_int(system(command), 0, "age opens the export");
	read_export(&plain);
	tv_read(&theirs, out);
	ok(slice_eq(buf_slice(&plain), buf_slice(&theirs)), "… and finds the same in it");
	buf_finish(&plain);
	buf_finish(&theirs);
}

/* The signature as the manual describes it, made anew. */
static void test_signature(void)
{
	static const char head[] = "  \"signature\": \"";
	uint8_t message[19 + HASH_SIZE] = "strongroom seal v1";
	struct unseal_info info;
	struct buf plain = {0};
	struct buf sig = {0};
	struct buf hex = {0};
	const uint8_t *line;
	struct err e = {0};

	read_export(&plain);
	line = memmem(plain.p, plain.n, head, strlen(head));
	ok(line != NULL && line[-1] == '\n' && line[-2] == ',', "the signature has its line");
	if (line == NULL)
		return;
	sha256(message + 19, slice_of(plain.p, (size_t)(line - plain.p)));
	ok(base64_decode(&sig, slice_of(line + strlen(head), 88), true) && sig.n == SIGN_SIZE &&
		sign_check(sig.p, slice_of(message, sizeof message), keys->seal_public),
	    "… and is that of the envelope over all before it");
	is_int(unseal_check(&info, buf_slice(&plain), keys->seal_public, &e), RC_OK,
	    "the export checks");
	ok(info.genuine, "… as genuine");
	is_str(info.council, "Ashby Parish Council", "… the council");
	hex_encode(&hex, session_vault_id(f.session), VAULT_ID);
	is_str(info.vault_id, buf_cstr(&hex), "… the vault");
	is_int(info.serial, 1, "… the envelope");
	is_int(info.size, session_size(f.session) - 1, "… the log before its own record");
	buf_clear(&hex);
	buf_finish(&sig);
	unseal_info_finish(&info);
	buf_finish(&hex);
	buf_finish(&plain);
}

static enum rc on_seal(void *arg, const struct audit_entry *entry, struct err *e)
{
	struct buf *list = arg;

	(void)e;
	buf_clear(list);
	for (size_t i = 0; i < entry->n_details && i < DETAILS_MAX; i++)
		if (slice_eq_str(entry->details[i].key, "items"))
			buf_add_slice(list, entry->details[i].value);
	return RC_OK;
}

static void test_record(void)
{
	const struct audit_filter filter = {.action = ACT_ENVELOPE_SEAL};
	struct buf list = {0};
	struct err e = {0};

	is_int(audit_read(f.session, &filter, on_seal, &list, &e), RC_OK, "the log is read");
	is_str(buf_cstr(&list), "1:1 2:1 3:1 4:1 5:1 6:1 7:1 8:1 9:1 10:1 11:1",
	    "the record names items and versions");
	buf_finish(&list);
}

static size_t files_in_dir(void)
{
	DIR *d = opendir(f.dir);
	size_t n = 0;

	while (d != NULL && readdir(d) != NULL)
		n++;
	if (d != NULL)
		closedir(d);
	return n;
}

/* The disk is full halfway: what was there stays, and nothing is recorded. */
static void test_full_disk(void)
{
	struct rlimit limit;
	struct rlimit small;
	struct export_report report;
	struct buf before = {0};
	struct buf after = {0};
	struct err e = {0};
	size_t n = files_in_dir();
	long long size = session_size(f.session);

	tv_read(&before, export_path);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &limit);
	small = limit;
	small.rlim_cur = 200 * 1024;
	setrlimit(RLIMIT_FSIZE, &small);
	is_int(export_seal(&report, f.session, export_path, &e), RC_IO, "a full disk");
	setrlimit(RLIMIT_FSIZE, &limit);
	ok(strstr(e.text, export_path) != NULL, "… names the file: %s", e.text);
	export_report_finish(&report);
	tv_read(&after, export_path);
	ok(slice_eq(buf_slice(&before), buf_slice(&after)), "… the old export is untouched");
	tv_reopen(&f);
	is_int(session_size(f.session), size, "… nothing is recorded");
	is_int((long long)files_in_dir(), (long long)n, "… no temporary file stays");
	buf_finish(&before);
	buf_finish(&after);
}

static void add_large_item(void)
{
	struct content c = {.title = slice_str("Minutes"), .type = slice_str("note")};
	struct buf text = {0};

	while (text.n < 500 * 1024)
		buf_add_str(&text, "Resolved: that the grass be cut. ");
	content_add_field(&c, slice_str(LABEL_NOTES), FIELD_NOTES, buf_slice(&text));
	(void)tv_item(&f, 1, &c);
	content_finish(&c);
	buf_finish(&text);
}

static enum rc count_incident(void *arg, const struct audit_entry *entry, struct err *e)
{
	int *n = arg;

	(void)e;
	if (entry->record.action == ACT_ENVELOPE_SEAL && entry->record.outcome == OUT_REFUSED)
		++*n;
	return RC_OK;
}

static int refusals(void)
{
	const struct audit_filter filter = {.incidents = true};
	struct err e = {0};
	int n = 0;

	tv_must(audit_read(f.session, &filter, count_incident, &n, &e), &e, "the log");
	return n;
}

static void test_refusals(void)
{
	int64_t chair = tv_member(&f, "Carl Chair", ROLE_CHAIR);
	int64_t clerk = tv_member(&f, "Second Clerk", ROLE_CLERK);
	struct session *s = tv_open(&f, chair, "the own passphrase");
	struct export_report report;
	struct err e = {0};
	int64_t id;

	is_int(export_seal(&report, s, export_path, &e), RC_REFUSED, "a chair seals nothing");
	session_close(s);
	tv_reopen(&f);
	is_int(refusals(), 1, "… and it is on the log");

	s = tv_open(&f, clerk, "the own passphrase");
	tv_must(session_begin(s, &e), &e, "begin");
	tv_must(collection_add(&id, s, "Hers", false, &e), &e, "a private collection");
	tv_must(session_commit(s, &e), &e, "commit");
	f.session = (session_close(f.session), s);
	(void)tv_login(&f, id, "Hers alone", "x");
	tv_reopen(&f);
	seals(12, 14, "Personnel (1), #4 (1)", "a collection of another clerk");

	s = tv_open(&f, clerk, "the own passphrase");
	tv_must(session_begin(s, &e), &e, "begin");
	tv_must(collection_set(s, id, true, &e), &e, "sealed");
	tv_must(session_commit(s, &e), &e, "commit");
	session_close(s);
	tv_reopen(&f);
	fails(
	    export_path, RC_REFUSED, "#4", "a sealed collection that the clerk does not hold");
	is_int(refusals(), 2, "… and it is on the log");
}

int main(void)
{
	struct audit_report audit;
	struct err e = {0};
	int64_t finance;
	int64_t personnel;

	tv_must(crypto_init(&e), &e, "crypto");
	tv_init(&f);
	snprintf(export_path, sizeof export_path, "%s/export.age", f.dir);
	fails(export_path, RC_NOTFOUND, "envelope create", "a vault without an envelope");
	keys = tv_envelope(&f);
	seals(0, 0, "", "an empty vault");
	import_fixture();
	finance = tv_collection(&f, "Finance", true);
	personnel = tv_collection(&f, "Personnel", false);
	add_rich_items(finance);
	(void)tv_login(&f, personnel, "Payroll", "paydaypass");
	seals(11, 12, "Personnel (1)", "an export of three collections");
	test_round_trip();
	test_odd_items();
	test_private();
	test_age();
	test_signature();
	test_record();
	fails(f.vault, RC_USAGE, "the vault itself", "in the place of the vault");
	fails("/nonexistent/export", RC_IO, "/nonexistent", "in a directory that is not there");
	add_large_item();
	test_full_disk();
	test_refusals();
	is_int(audit_verify(&audit, f.session, &e), RC_OK, "the vault verifies");
	envelope_keys_free(keys);
	tv_finish(&f);
	return tap_done();
}
