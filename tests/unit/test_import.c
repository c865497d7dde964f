#include "transfer/import.h"

#include "transfer_vault.h"
#include "vault/audit.h"

static struct tv f;

/* Import a text; *report is the caller's to finish. */
static enum rc run(struct import_report *report, const char *text, bool dry_run, struct err *e)
{
	const struct import_options options = {.file = "export.csv", .dry_run = dry_run};

	return tv_import(report, f.session, slice_str(text), NULL, &options, e);
}

static void imports(
    const char *text, size_t read, size_t added, size_t duplicates, const char *name)
{
	struct import_report report;
	struct err e = {0};

	is_int(run(&report, text, false, &e), RC_OK, name);
	is_int((long long)report.read, (long long)read, "… so many are read");
	is_int((long long)report.added, (long long)added, "… so many are added");
	is_int((long long)report.duplicates, (long long)duplicates, "… so many are there");
	import_report_finish(&report);
}

static long long items(void)
{
	return session_roster(f.session)->collections[0].items;
}

static void shows(const char *title, const char *want)
{
	struct buf b = {0};

	tv_show(&b, f.session, title);
	is_str(buf_cstr(&b), want, title);
	buf_finish(&b);
}

#define HEADER "url,username,password,extra,name,grouping,fav\n"

static void load(struct buf *file, const char *name)
{
	char path[400];

	snprintf(path, sizeof path, "%s/%s", TEST_DATA, name);
	tv_read(file, path);
}

static void import_fixture(struct import_report *report, const char *name, bool dry_run)
{
	const struct import_options options = {
	    .collection = "General", .file = name, .dry_run = dry_run};
	struct buf file = {0};
	struct err e = {0};

	load(&file, name);
	ok(tv_import(report, f.session, buf_slice(&file), NULL, &options, &e) == RC_OK,
	    "%s is imported: %s", name, e.text);
	buf_finish(&file);
}

static void test_bitwarden(void)
{
	struct import_report report;
	long long before = session_size(f.session);

	import_fixture(&report, "import-bitwarden.json", true);
	is_int((long long)report.added, 8, "a dry run says how many would be added");
	is_int((long long)report.n_problems, 5, "… and the problems");
	is_int(session_size(f.session), before, "… and records nothing");
	is_int(items(), 0, "… and adds nothing");
	import_report_finish(&report);

	import_fixture(&report, "import-bitwarden.json", false);
	is_int((long long)report.read, 9, "all entries are read");
	is_int((long long)report.added, 8, "all but a bad one are added");
	is_int((long long)report.duplicates, 0, "none was there");
	is_int((long long)report.n_problems, 5, "what is left behind is said");
	is_int(report.problems[3].line, 8, "… with the number of the entry");
	is_str(report.problems[3].message,
	    "\"broken\": skipped: the field password is not valid UTF-8", "… and why");
	is_int(
	    session_size(f.session), before + 1 + 8, "one record each, and one of the import");
	import_report_finish(&report);

	import_fixture(&report, "import-bitwarden.json", false);
	is_int((long long)report.added, 0, "a second time nothing is added");
	is_int((long long)report.duplicates, 8, "… for all are there");
	import_report_finish(&report);
	is_int(items(), 8, "the collection has each once");

	before = session_size(f.session);
	import_fixture(&report, "import-bitwarden.json", true);
	is_int(session_size(f.session), before + 1,
	    "a dry run that compares secrets is recorded, for it says which are right");
	import_report_finish(&report);
}

static void test_values(void)
{
	shows("HSBC – Current account",
	    "login \"HSBC – Current account\"\n"
	    "user \"clerk@stoke-poges.example\"\n"
	    "url \"https://www.business.hsbc.uk/en-gb/login?next=%2F\"\n"
	    "url \"https://hsbc.co.uk\"\n"
	    "url \"androidapp://uk.co.hsbc.hsbcukbusiness\"\n"
	    "tag \"Finance/Bank\"\n"
	    "secret \"password\" \" päss \\ \"word\" — 🔑 \"\n"
	    "totp \"totp\" \"otpauth://totp/HSBC:clerk?secret=JBSWY3DPEHPK3PXP&issuer=HSBC\"\n"
	    "notes \"notes\" \"First line, with \"quotes\"\nSecond line: £5,000 "
	    "limit\r\n\tthird, after a tab\n\"\n"
	    "plain \"Sort code\" \"40-12-34\"\n"
	    "secret \"Memorable word\" \"Ça «bien» sûr\"\n"
	    "plain \"Two people sign\" \"true\"\n"
	    "plain \"Customer\" \"linked to user name\"\n"
	    "plain \"field\" \"unnamed\"\n"
	    "secret \"Secret of a new kind\" \"hush\"\n");
	shows("Alarm", "note \"Alarm\"\ntag \"Bâtiment\"\n"
		       "notes \"notes\" \"Code 4711 then ENTER\"\n");
}

static void test_lastpass(void)
{
	struct import_report report;

	import_fixture(&report, "import-lastpass.csv", false);
	is_int((long long)report.added, 6, "a CSV file is imported");
	import_report_finish(&report);
	shows("Website – admin",
	    "login \"Website – admin\"\n"
	    "user \"clerk@example.org\"\n"
	    "url \"https://www.example.org/login?a=1&amp;b=2\"\n"
	    "tag \"Work/Email/Ümlaut\"\n"
	    "secret \"password\" \" pa,ss \"word\" \"\n"
	    "totp \"totp\" \"JBSWY3DPEHPK3PXP\"\n"
	    "notes \"notes\" \"Line one\r\nLine \"two\"\r\n\r\n  four  \"\n");
	import_fixture(&report, "import-lastpass.csv", false);
	is_int((long long)report.added, 0, "… and once only");
	import_report_finish(&report);
}

static void test_duplicates(void)
{
	imports(HEADER "https://a.example,ann,one,,Bank,,\n"
		       "https://a.example,ann,two,,Bank,,\n"
		       "https://a.example,ann,one,other notes,BANK,Folder,\n"
		       "https://b.example,ann,one,,bank,,\n"
		       "http://sn,,,text,Bank,,\n"
		       "http://sn,,,text,Bank,,\n",
	    6, 4, 2, "a login is the same by title, user, URL and password; a note by all");
	shows("Bank", "login \"Bank\"\nuser \"ann\"\nurl \"https://a.example\"\n"
		      "secret \"password\" \"one\"\n");
	shows("Bank (2)", "login \"Bank (2)\"\nuser \"ann\"\nurl \"https://a.example\"\n"
			  "secret \"password\" \"two\"\n");
	shows("bank (3)", "login \"bank (3)\"\nuser \"ann\"\nurl \"https://b.example\"\n"
			  "secret \"password\" \"one\"\n");
	shows("Bank (4)", "note \"Bank (4)\"\nnotes \"notes\" \"text\"\n");
	tv_reopen(&f);
	imports(HEADER "https://b.example,ann,one,,bank,,\n"
		       "http://sn,,,text,Bank,,\n"
		       "https://a.example,ann,two,,Bank,,\n"
		       "https://a.example,ann,one,,Bank,,\n",
	    4, 0, 4, "items that were given a number are known again");
	imports(HEADER "https://a.example,bob,one,,Bank,,\n", 1, 1, 0, "another user name");
	shows("Bank (5)", "login \"Bank (5)\"\nuser \"bob\"\nurl \"https://a.example\"\n"
			  "secret \"password\" \"one\"\n");
}

/* The problems that an import reports, of a text. */
static void complains(const char *text, size_t n, const char *about, const char *name)
{
	struct import_report report;

	is_int(run(&report, text, false, NULL), RC_OK, name);
	is_int((long long)report.n_problems, (long long)n, "… with so many complaints");
	for (size_t i = 0; i < report.n_problems; i++)
		ok(strstr(report.problems[i].message, about) != NULL, "… %s",
		    report.problems[i].message);
	import_report_finish(&report);
}

/* What a login that is there already has beyond that, and what is left behind, is no secret. */
static void test_alike(void)
{
	static const char other[] = "\"Alike\": there already, so not taken: notes;";

	complains(HEADER "https://alike.example,ann,one,notes,Alike,,\n"
			 "https://alike.example,ann,one,notes,Alike,Folder,\n"
			 "https://alike.example,ann,one,other notes,ALIKE,,\n",
	    1, "\"ALIKE\": there already, so not taken: notes;",
	    "a login that is there with other notes");
	complains(HEADER "https://alike.example,ann,one,notes,Alike,,\n", 0, other,
	    "one that is the same in all");
	tv_reopen(&f);
	complains(HEADER "https://alike.example,ann,one,notes,Alike,,\n", 0, other,
	    "… also with what is in the vault");
	complains(HEADER "https://alike.example,ann,one,,Alike,,\n"
			 "https://alike.example,ann,one,more,Alike,,\n",
	    1, other, "one that has less, and one that has more");
}

/* A title that ends in a number of its own, and a gap among the numbers. */
static void test_numbers(void)
{
	struct item it = {0};
	struct err e = {0};

	imports(HEADER ",u,one,,Minutes (2019),,\n"
		       ",u,two,,Minutes,,\n"
		       ",u,three,,Minutes,,\n"
		       ",u,four,,Minutes (2),,\n"
		       ",u,five,,Minutes (2019),,\n",
	    5, 5, 0, "titles with numbers of their own");
	shows("Minutes (2)",
	    "login \"Minutes (2)\"\nuser \"u\"\nsecret \"password\" \"three\"\n");
	shows("Minutes (2) (2)",
	    "login \"Minutes (2) (2)\"\nuser \"u\"\nsecret \"password\" \"four\"\n");
	shows("Minutes (2019) (2)",
	    "login \"Minutes (2019) (2)\"\nuser \"u\"\nsecret \"password\" \"five\"\n");
	imports(HEADER ",u,six,,Minutes,,\n", 1, 1, 0, "the next free number is taken");
	tv_must(session_begin(f.session, &e), &e, "begin");
	tv_must(item_find(&it, f.session, "Minutes (2)", &e), &e, "Minutes (2)");
	tv_must(item_remove(f.session, &it, NULL, &e), &e, "remove");
	tv_must(session_commit(f.session, &e), &e, "commit");
	item_finish(&it);
	imports(HEADER ",u,six,,Minutes,,\n,u,four,,Minutes (2),,\n", 2, 0, 2,
	    "items behind a gap are known again");
	imports(HEADER ",u,seven,,Minutes,,\n", 1, 1, 0, "the gap is filled");
	shows("Minutes (2)",
	    "login \"Minutes (2)\"\nuser \"u\"\nsecret \"password\" \"seven\"\n");
}

static void test_long_title(void)
{
	char file[2400];
	char title[TITLE_MAX + 1];
	struct import_report report;
	struct err e = {0};

	memset(title, 'x', TITLE_MAX);
	title[TITLE_MAX] = '\0';
	snprintf(file, sizeof file, HEADER ",u,one,,%s,,\n,u,two,,%s,,\n", title, title);
	is_int(run(&report, file, false, &e), RC_OK, "two items of the longest title");
	is_int((long long)report.added, 1, "… of which one is added");
	is_int((long long)report.n_problems, 1, "… and one reported");
	is_int(report.n_problems == 1 ? report.problems[0].line : 0, 3, "… with its line");
	import_report_finish(&report);
}

/* What must add nothing, and record nothing but the unlock. */
static void fails(const char *text, const char *format, enum rc want, const char *name)
{
	struct import_report report;
	struct err e = {0};
	long long before;
	long long n = items();

	tv_reopen(&f);
	before = session_size(f.session);
	is_int(tv_import(&report, f.session, slice_str(text), format,
		   &(struct import_options){0}, &e),
	    want, name);
	ok(report.read == 0 && report.n_problems == 0, "… the report is empty");
	session_close(f.session);
	f.session = tv_open(&f, 1, "correct horse battery staple");
	ok(session_size(f.session) <= before + 1, "… nothing but an unlock is recorded");
	is_int(items(), n, "… nothing is added");
	import_report_finish(&report);
}

static void test_malformed(void)
{
	fails(HEADER ",u,p,,Good,,\n,u,\"p,,Bad,,\n", NULL, RC_INPUT, "an open quote");
	fails("{\"encrypted\":false,\"items\":[{\"name\":\"Good\"},", NULL, RC_INPUT,
	    "a file that ends too early");
	fails("{\"encrypted\":true,\"items\":[]}", NULL, RC_INPUT, "an encrypted file");
	fails("name\n", NULL, RC_INPUT, "an unknown kind of file");
	fails(HEADER, "wallet", RC_USAGE, "an unknown format");
}

static size_t n_incidents;

static enum rc on_incident(void *arg, const struct audit_entry *entry, struct err *e)
{
	struct record *last = arg;

	(void)e;
	*last = entry->record;
	n_incidents++;
	return RC_OK;
}

static struct record last_incident(void)
{
	const struct audit_filter filter = {.incidents = true};
	struct record last = {0};
	struct err e = {0};

	n_incidents = 0;
	tv_reopen(&f);
	tv_must(audit_read(f.session, &filter, on_incident, &last, &e), &e, "the log");
	return last;
}

static void refuses(int64_t member, const char *collection, const char *name)
{
	struct session *s = tv_open(&f, member, "the own passphrase");
	struct import_report report;
	struct err e = {0};

	is_int(tv_import(&report, s, slice_str(HEADER ",u,p,,Theirs,,\n"), NULL,
		   &(struct import_options){.collection = collection}, &e),
	    RC_REFUSED, name);
	ok(strstr(e.text, "; the attempt is on the audit log") != NULL, "… and says so: %s",
	    e.text);
	import_report_finish(&report);
	session_close(s);
}

static void test_refusals(void)
{
	struct session *s;
	struct import_report report;
	struct record last;
	struct err e = {0};
	int64_t councillor = tv_member(&f, "Ann Councillor", ROLE_COUNCILLOR);
	int64_t chair = tv_member(&f, "Carl Chair", ROLE_CHAIR);
	long long n = items();

	tv_must(session_begin(f.session, &e), &e, "begin");
	tv_must(grant_add(f.session, 1, councillor, false, &e), &e, "a grant");
	tv_must(session_commit(f.session, &e), &e, "commit");

	refuses(councillor, "General", "a councillor without edit");
	last = last_incident();
	is_int(last.action, ACT_IMPORT, "the refusal is on the log as an import");
	is_int(last.subject_kind, SUB_COLLECTION, "… into a collection");
	is_int(last.subject, 1, "… of that number");
	is_int(last.actor, councillor, "… by the councillor");
	refuses(councillor, NULL, "one who has no collection to import into");
	last = last_incident();
	is_int(last.subject_kind, SUB_NONE, "… recorded too");
	refuses(chair, "General", "a chair, who writes nothing");
	is_int(last_incident().actor, chair, "… recorded too");
	is_int((long long)n_incidents, 3, "each refusal is one incident");
	is_int(items(), n, "nothing was added");

	/* A session goes on after a refusal, and the next one is recorded as well. */
	s = tv_open(&f, councillor, "the own passphrase");
	for (int i = 0; i < 2; i++) {
		is_int(tv_import(&report, s, slice_str(HEADER), NULL,
			   &(struct import_options){.collection = "#1"}, &e),
		    RC_REFUSED, "refused twice in one session");
		import_report_finish(&report);
	}
	session_close(s);
	(void)last_incident();
	is_int((long long)n_incidents, 5, "… and both are on the log");
}

/* Without a name it is the first collection in which the member may write. */
static void test_usual_collection(void)
{
	int64_t web = tv_collection(&f, "Web", true);
	int64_t member = tv_member(&f, "Wendy Web", ROLE_COUNCILLOR);
	struct import_report report;
	struct session *s;
	struct err e = {0};

	tv_must(session_begin(f.session, &e), &e, "begin");
	tv_must(grant_add(f.session, 1, member, false, &e), &e, "a grant");
	tv_must(grant_add(f.session, web, member, true, &e), &e, "a grant");
	tv_must(session_commit(f.session, &e), &e, "commit");
	s = tv_open(&f, member, "the own passphrase");
	is_int(tv_import(&report, s, slice_str(HEADER ",u,p,,Mine,,\n"), "lastpass",
		   &(struct import_options){0}, &e),
	    RC_OK, "a councillor with edit imports");
	is_int(session_roster(s)->collections[web - 1].items, 1, "… where that is granted");
	import_report_finish(&report);
	session_close(s);
	tv_reopen(&f);
}

int main(void)
{
	struct audit_report audit;
	struct err e = {0};

	tv_must(crypto_init(&e), &e, "crypto");
	tv_init(&f);
	test_bitwarden();
	test_values();
	test_lastpass();
	test_duplicates();
	test_alike();
	test_numbers();
	test_long_title();
	test_malformed();
	test_refusals();
	test_usual_collection();
	is_int(audit_verify(&audit, f.session, &e), RC_OK, "the vault verifies");
	tv_finish(&f);
	return tap_done();
}
