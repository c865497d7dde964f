/* worklist: each line comes when there is something to do, and goes by doing it. */
#include "report/worklist.h"

#include "collection_int.h"
#include "period_int.h"
#include "session_int.h"
#include "transfer_vault.h"
#include "vault/audit.h"
#include "vault/policy.h"

static const int64_t DAY = (int64_t)24 * 60 * 60 * 1000;

static struct tv f;
static struct envelope_keys *keys;
static int64_t now; /* later than every record of a test, until it says otherwise */

/* the list */

static void begin(struct session *s)
{
	struct err e = {0};

	tv_must(session_begin(s, &e), &e, "begin");
}

static void commit(struct session *s)
{
	struct err e = {0};

	tv_must(session_commit(s, &e), &e, "commit");
}

static void make(struct worklist *w, struct session *s)
{
	struct err e = {0};

	tv_must(worklist_make(w, s, now, true, &e), &e, "a worklist");
}

/* All keys, each with how many can do it: "envelope.create/1 …". */
static void keys_are(struct session *s, const char *want, const char *name)
{
	struct worklist w;
	struct buf b = {0};

	make(&w, s);
	for (size_t i = 0; i < w.n; i++)
		buf_printf(&b, "%s%s/%zu", i == 0 ? "" : " ", w.lines[i].texts[WORK_KEY],
		    w.lines[i].n_who);
	is_str(buf_cstr(&b), want, name);
	buf_finish(&b);
	worklist_finish(&w);
}

/* Some text of the line with that key. */
static void says(const char *key, enum work_text which, const char *want)
{
	const struct work *line;
	struct worklist w;

	make(&w, f.session);
	line = worklist_find(&w, key);
	is_str(line == NULL ? "(no such line)" : line->texts[which], want, key);
	worklist_finish(&w);
}

static int64_t since(const char *key)
{
	const struct work *line;
	struct worklist w;
	int64_t ms;

	make(&w, f.session);
	line = worklist_find(&w, key);
	ms = line == NULL ? -1 : line->since_ms;
	worklist_finish(&w);
	return ms;
}

/* what happens in the vault */

/* What somebody else did is heard of with the next transaction. */
static void catch_up(void)
{
	begin(f.session);
	commit(f.session);
}

static void record(
    enum action action, enum subject kind, int64_t subject, const struct buf *public)
{
	struct err e = {0};

	begin(f.session);
	tv_must(audit_append(f.session,
		    &(struct draft){.action = action,
			.kind = kind,
			.subject = subject,
			.public = public == NULL ? slice_of(NULL, 0) : buf_slice(public)},
		    &e),
	    &e, action_name(action));
	commit(f.session);
}

static void drill(void)
{
	const struct public_sheets p = {.numbers = {1, 2}, .n = 2};
	struct buf public = {0};

	public_put_sheets(&public, &p);
	record(ACT_ENVELOPE_DRILL, SUB_ENVELOPE, session_roster(f.session)->envelope.serial,
	    &public);
	buf_finish(&public);
}

/* With the new key that a collection needs then. */
static void withdraw(void)
{
	struct err e = {0};

	begin(f.session);
	tv_must(audit_append(f.session,
		    &(struct draft){.action = ACT_ENVELOPE_WITHDRAW,
			.kind = SUB_ENVELOPE,
			.subject = session_roster(f.session)->envelope.serial},
		    &e),
	    &e, "withdraw");
	tv_must(collection_rekey(f.session, 1, &e), &e, "a new key");
	commit(f.session);
}

static void sheet(enum action action, uint8_t number, const char *holder)
{
	const struct public_sheet p = {.number = number, .holder = slice_str(holder)};
	struct buf public = {0};

	public_put_sheet(&public, &p);
	record(action, SUB_ENVELOPE, session_roster(f.session)->envelope.serial, &public);
	buf_finish(&public);
}

/* Of two sheets, by whoever works in s. */
static void envelope_by(struct session *s)
{
	static const char *const holders[] = {"Cllr Shah (Chair)", "Ann, the solicitor"};
	struct emergency m = {.holders = holders, .n_holders = 2, .need = 2};
	struct secret *secret = tv_secret("sixteen bytes!!!");
	struct err e = {0};

	envelope_keys_free(keys);
	keys = NULL;
	secret->p[0] = (uint8_t)(secret->p[0] + session_roster(s)->envelope.serial);
	tv_must(envelope_keys_derive(&keys, secret, &e), &e, "keys");
	export_emergency(&m, keys);
	begin(s);
	tv_must(emergency_create(s, &m, &e), &e, "an envelope");
	commit(s);
	secret_free(secret);
}

static void seal(void)
{
	struct export_report r;
	char path[100];
	struct err e = {0};

	snprintf(path, sizeof path, "%s/export.age", f.dir);
	tv_must(export_seal(&r, f.session, path, &e), &e, "seal");
	export_report_finish(&r);
}

/* Open the envelope, and give an item out. */
static void open_envelope(int64_t item)
{
	struct public_keys public;
	struct session *s;
	struct item it = {0};
	struct err e = {0};

	memcpy(public.sign, keys->sign_public, sizeof public.sign);
	memcpy(public.seal, keys->open_public, sizeof public.seal);
	tv_must(session_open(&s, &f.options, &e), &e, "open");
	tv_must(session_learn(s, 0, &e), &e, "learn");
	tv_must(session_unlock_envelope(s, &public, keys->sign_secret, keys->open_secret, &e),
	    &e, "the envelope's keys");
	begin(s);
	tv_must(emergency_record_open(s, "a test", NULL, &e), &e, "an opening");
	tv_must(item_get(&it, s, item, &e), &e, "an item");
	tv_must(item_reveal(&it, s, "all", NULL, &e), &e, "a reveal");
	commit(s);
	item_finish(&it);
	session_close(s);
	catch_up();
}

static void edit(int64_t id, const char *password)
{
	struct content c = {.title = slice_str("Bank"), .type = slice_str("login")};
	struct item it = {0};
	struct err e = {0};

	content_add_field(&c, slice_str(LABEL_PASSWORD), FIELD_SECRET, slice_str(password));
	begin(f.session);
	tv_must(item_get(&it, f.session, id, &e), &e, "get");
	tv_must(item_open_unseen(&it, f.session, &e), &e, "open");
	tv_must(item_edit(f.session, &it, &c, NULL, &e), &e, "edit");
	commit(f.session);
	item_finish(&it);
	content_finish(&c);
}

static int64_t member(const char *name, enum role role)
{
	int64_t id = tv_member(&f, name, role);

	catch_up();
	return id;
}

static void leave(int64_t id)
{
	struct err e = {0};

	begin(f.session);
	tv_must(member_leave(f.session, id, &e), &e, "leave");
	commit(f.session);
}

static void grant(int64_t collection, int64_t member, bool edits)
{
	struct err e = {0};

	begin(f.session);
	tv_must(grant_add(f.session, collection, member, edits, &e), &e, "grant");
	commit(f.session);
}

/* A vault with an envelope and its export, in which nothing has to be done. */
static void start(void)
{
	tv_init(&f);
	now = session_roster(f.session)->members[0].added_ms + DAY;
	envelope_by(f.session);
	seal();
	keys_are(f.session, "", "nothing has to be done");
}

static void stop(void)
{
	envelope_keys_free(keys);
	keys = NULL;
	tv_finish(&f);
}

/* the tests */

static void test_first(void)
{
	tv_init(&f);
	now = session_roster(f.session)->members[0].added_ms + DAY;
	keys_are(f.session, "envelope.create/1", "a new vault has no envelope");
	says("envelope.create", WORK_WHAT, "Make an envelope");
	is_int(since("envelope.create"), session_roster(f.session)->members[0].added_ms,
	    "since it was made");
	envelope_by(f.session);
	keys_are(f.session, "envelope.seal/1", "which then has nothing to open");
	says("envelope.seal", WORK_COMMAND, "strongroom seal FILE");
	says("envelope.seal", WORK_WHY, "The envelope has nothing to open yet.");
	seal();
	keys_are(f.session, "", "and then all is well");
	stop();
}

static void test_stale_export(void)
{
	char path[100];
	struct err e = {0};
	int64_t changed;

	start();
	tv_login(&f, 1, "Bank", "p");
	changed = session_roster(f.session)->envelope.changed_ms;
	keys_are(f.session, "envelope.seal/1", "a change makes the export old");
	is_int(since("envelope.seal"), changed, "since that change");
	edit(1, "q");
	is_int(since("envelope.seal"), changed, "the first one");
	begin(f.session);
	tv_must(policy_set(f.session, POLICY_SEAL_PATH, "/media/x.age", &e), &e, "policy");
	commit(f.session);
	says("envelope.seal", WORK_COMMAND, "strongroom seal");
	seal();
	keys_are(f.session, "envelope.seal/1", "sealing elsewhere does not");
	begin(f.session);
	tv_must(policy_set(f.session, POLICY_SEAL_PATH, "", &e), &e, "policy");
	commit(f.session);
	keys_are(f.session, "", "unless no place is named");
	begin(f.session);
	snprintf(path, sizeof path, "%s/export.age", f.dir);
	tv_must(policy_set(f.session, POLICY_SEAL_PATH, path, &e), &e, "policy");
	commit(f.session);
	keys_are(f.session, "envelope.seal/1", "what is there is not known to be an export");
	seal();
	keys_are(f.session, "", "sealing there ticks it off");
	tv_login(&f, tv_collection(&f, "Personnel", false), "Letter", "p");
	keys_are(f.session, "", "what is private does not matter");
	stop();
}

/* Who may do a thing, but does not hold what it needs, cannot do it. */
static void test_who(void)
{
	struct worklist w;
	int64_t clerk;
	int64_t deputy;

	start();
	clerk = member("Second Clerk", ROLE_CLERK);
	deputy = member("Dep Uty", ROLE_DEPUTY);
	tv_login(&f, 1, "Bank", "p");
	keys_are(f.session, "envelope.seal/1", "a clerk without the collection cannot seal it");
	grant(1, clerk, false);
	keys_are(f.session, "envelope.seal/2", "one with it can");
	grant(1, deputy, false);
	keys_are(f.session, "envelope.seal/3", "and a deputy");
	withdraw();
	keys_are(f.session, "envelope.create/2", "who makes no envelope");
	says("envelope.create", WORK_WHY,
	    "The last one was withdrawn, so nobody could get in without the clerk.");
	make(&w, f.session);
	ok(work_can(&w.lines[0], 1) && !work_can(&w.lines[0], deputy), "each is asked for");
	is_int((long long)worklist_count(&w, 1), 1, "the clerk can do one thing");
	is_int((long long)worklist_count(&w, deputy), 0, "the deputy none");
	worklist_finish(&w);
	envelope_by(f.session);
	seal();
	keys_are(f.session, "", "a new one ticks off that the last was withdrawn");
	stop();
}

static void test_opened(void)
{
	struct worklist w;
	struct err e = {0};
	int64_t opened;

	start();
	tv_login(&f, 1, "Bank", "p");
	tv_login(&f, 1, "HMRC", "p");
	seal();
	(void)member("Chair", ROLE_CHAIR);
	seal();
	open_envelope(1);
	opened = session_roster(f.session)->envelope.opened_ms;
	keys_are(f.session, "envelope.create/1 item.change.1/1 envelope.report/2",
	    "an opening leaves three things to do");
	is_int(since("envelope.create"), opened, "since then");
	is_int(since("envelope.report"), opened, "all of them");
	says("item.change.1", WORK_WHAT, "Change the credential \"Bank\" (#1)");
	says("item.change.1", WORK_COMMAND, "strongroom edit '#1' --generate");
	make(&w, f.session);
	ok(worklist_find(&w, "2") == &w.lines[1], "a line is found by its number");
	ok(worklist_find(&w, "4") == NULL && worklist_find(&w, "0") == NULL &&
		worklist_find(&w, "2x") == NULL && worklist_find(&w, "") == NULL,
	    "and nothing by any other");
	worklist_finish(&w);
	tv_must(worklist_make(&w, f.session, now, false, &e), &e, "without titles");
	is_str(w.lines[1].texts[WORK_WHAT], "Change the credential #1",
	    "without titles nothing is opened");
	worklist_finish(&w);
	edit(1, "another");
	seal();
	keys_are(f.session, "envelope.create/1 envelope.report/2", "the credential is changed");
	record(ACT_ENVELOPE_REPORTED, SUB_ENVELOPE, 1, NULL);
	keys_are(f.session, "envelope.create/1", "it is reported");
	envelope_by(f.session);
	seal();
	keys_are(f.session, "", "and the next envelope is made");
	stop();
}

/* The order of doing it must not matter: what an old envelope gave out is still known. */
static void test_envelope_first(void)
{
	struct err e = {0};

	start();
	tv_login(&f, 1, "Bank", "p");
	seal();
	open_envelope(1);
	envelope_by(f.session);
	seal();
	keys_are(f.session, "item.change.1/1 envelope.report/1",
	    "a new envelope alone does not tick off the rest");
	begin(f.session);
	is_int(emergency_record_done(f.session, 1, "Minute 26/88", &e), RC_OK,
	    "the council lets it be");
	commit(f.session);
	keys_are(f.session, "envelope.report/1", "which ticks it off");
	begin(f.session);
	is_int(emergency_record_done(f.session, 1, "again", &e), RC_NOTFOUND, "but only once");
	is_int(emergency_record_done(f.session, 2, "none", &e), RC_NOTFOUND,
	    "and only what was given out");
	commit(f.session);
	stop();
}

/* A receipt that was merged tells of an opening, but the envelope never came to the vault. */
static void test_receipt(void)
{
	struct receipt_state state = {.serial = 1};
	struct roster *t;
	struct err e = {0};

	start();
	tv_login(&f, 1, "Bank", "p");
	seal();
	t = (struct roster *)session_roster(f.session);
	state.opened_ms = now - DAY;
	tv_must(roster_set_receipt(t, &state, &e), &e, "receipt");
	t->envelope.unreported_ms = now - DAY;
	t->envelope.unreported_serial = 1;
	keys_are(f.session, "envelope.create/1 envelope.report/1", "its words are known");
	is_int(since("envelope.create"), now - DAY, "since then");
	t->envelope.unreported_ms = t->envelope.unreported_serial = 0;
	keys_are(f.session, "envelope.create/1", "and stay so when it is reported");
	t->receipts[0].serial = 0;
	keys_are(f.session, "", "but not by one before it");
	stop();
}

/* What has no password is not given one. */
static void test_note(void)
{
	struct content c = {.title = slice_str("Alarm"), .type = slice_str("note")};
	struct session *s;
	int64_t chair;

	start();
	chair = member("Chair", ROLE_CHAIR);
	content_add_field(&c, slice_str("notes"), FIELD_NOTES, slice_str("1234"));
	(void)tv_item(&f, 1, &c);
	content_finish(&c);
	seal();
	open_envelope(1);
	says("item.change.1", WORK_COMMAND, "strongroom edit '#1'");
	s = tv_open(&f, chair, "the own passphrase");
	keys_are(s, "envelope.create/1 item.change.1/1 envelope.report/2",
	    "who cannot open an item sees the line");
	{
		struct worklist w;

		make(&w, s);
		is_str(w.lines[1].texts[WORK_WHAT], "Change the credential #1",
		    "without the title");
		worklist_finish(&w);
	}
	session_close(s);
	stop();
}

static void test_maker_left(void)
{
	struct session *s;
	int64_t second;

	start();
	second = member("Second Clerk", ROLE_CLERK);
	grant(1, second, true);
	s = tv_open(&f, second, "the own passphrase");
	envelope_by(s);
	session_close(s);
	catch_up();
	seal();
	keys_are(f.session, "", "a second clerk made the envelope");
	leave(second);
	keys_are(f.session, "envelope.create/1", "and leaves");
	says("envelope.create", WORK_WHY, "Whoever made it has seen its words, and has left.");
	is_int(since("envelope.create"),
	    roster_member(session_roster(f.session), second)->left_ms, "since then");
	envelope_by(f.session);
	seal();
	keys_are(f.session, "", "a new one ticks it off");
	stop();
}

static void test_yearly(void)
{
	int64_t made;

	start();
	made = session_roster(f.session)->envelope.created_ms;
	now = made + 365 * DAY;
	keys_are(f.session, "", "after a year to the moment");
	now++;
	keys_are(f.session, "sheet.seen.1/1 sheet.seen.2/1 envelope.drill/1",
	    "each sheet has to be seen, and a drill to be held");
	is_int(since("sheet.seen.1"), made + 365 * DAY, "since a year after it was made");
	says("sheet.seen.2", WORK_COMMAND, "strongroom envelope seen 2");
	says("sheet.seen.2", WORK_WHY,
	    "Nobody has noted for a year that the seal of Ann, the solicitor is unbroken.");
	/* Records are of the clock of this computer. */
	now = made + 10 * DAY;
	sheet(ACT_ENVELOPE_SEEN, 2, "");
	now = session_roster(f.session)->envelope.seen_ms[1] + 365 * DAY;
	keys_are(f.session, "sheet.seen.1/1 envelope.drill/1", "one sheet was seen");
	sheet(ACT_ENVELOPE_HANDOVER, 1, "Cllr Dunn");
	now = session_roster(f.session)->envelope.seen_ms[0] + 365 * DAY;
	keys_are(f.session, "sheet.seen.2/1 envelope.drill/1", "the other handed over");
	drill();
	now = session_roster(f.session)->envelope.drilled_ms + 1;
	keys_are(f.session, "sheet.seen.1/1 sheet.seen.2/1", "a drill opens their envelopes");
	is_int(since("sheet.seen.1"), now - 1, "since then");
	says("sheet.seen.1", WORK_WHY,
	    "Nobody has noted since the drill that the seal of Cllr Dunn is unbroken.");
	sheet(ACT_ENVELOPE_SEEN, 1, "");
	sheet(ACT_ENVELOPE_SEEN, 2, "");
	keys_are(f.session, "", "all was done");
	now = session_roster(f.session)->envelope.seen_ms[1] + 366 * DAY;
	keys_are(f.session, "sheet.seen.1/1 sheet.seen.2/1 envelope.drill/1", "another year");
	withdraw();
	keys_are(f.session, "envelope.create/1", "a void one is not looked after");
	stop();
}

static void test_handover(void)
{
	int64_t shah;
	int64_t an;

	start();
	an = member("An", ROLE_COUNCILLOR);
	leave(an);
	keys_are(f.session, "", "a name that begins another word is nobody's");
	leave(member("hah (Chair)", ROLE_COUNCILLOR));
	keys_are(f.session, "", "nor is one that ends it");
	shah = member("Cllr Shah", ROLE_CHAIR);
	keys_are(f.session, "", "who keeps a sheet is there");
	leave(shah);
	keys_are(f.session, "sheet.handover.1/1", "and leaves");
	is_int(since("sheet.handover.1"),
	    roster_member(session_roster(f.session), shah)->left_ms, "since then");
	says("sheet.handover.1", WORK_WHY,
	    "It is kept by Cllr Shah (Chair), and Cllr Shah has left.");
	sheet(ACT_ENVELOPE_HANDOVER, 1, "Cllr Dunn");
	keys_are(f.session, "", "handing it over ticks it off");
	stop();
}

static void test_passphrases(void)
{
	struct secret *first = tv_secret("the first passphrase");
	struct secret *own = tv_secret("the own passphrase");
	struct secret *wrong = tv_secret("quite another one");
	struct session *s;
	struct err e = {0};
	int64_t id;

	start();
	begin(f.session);
	tv_must(member_add(&id, f.session, "Cllr Price", ROLE_COUNCILLOR, first, &f.cost, &e),
	    &e, "a member");
	commit(f.session);
	grant(1, id, true);
	keys_are(f.session, "member.passphrase.3/1", "a first passphrase has to be changed");
	is_int(since("member.passphrase.3"),
	    roster_member(session_roster(f.session), id)->added_ms, "since it was given");
	s = tv_open(&f, id, "the first passphrase");
	tv_must(member_change_passphrase(s, first, own, &e), &e, "a passphrase");
	keys_are(s, "collection.exposed.1/1", "then the collection needs a new key");
	session_close(s);
	catch_up();
	keys_are(f.session, "", "which the next command of the clerk gives it");
	for (int i = 0; i < 2; i++) {
		tv_must(session_open(&s, &f.options, &e), &e, "open");
		tv_must(session_learn(s, id, &e), &e, "learn");
		is_int(session_unlock(s, wrong, &e), RC_AUTH, "a wrong passphrase");
		session_close(s);
		catch_up();
		keys_are(f.session, "member.failures.3/1", "has to be looked at");
		if (i == 0) {
			s = tv_open(&f, id, "the own passphrase");
			begin(s);
			commit(s);
			keys_are(s, "", "unless a right one follows");
			session_close(s);
		}
	}
	is_int(since("member.failures.3"),
	    roster_member(session_roster(f.session), id)->unseen_ms, "since the first");
	begin(f.session);
	tv_must(audit_record_view(f.session, &e), &e, "a look");
	commit(f.session);
	keys_are(f.session, "", "whoever reads the log has seen it");
	is_int(roster_member(session_roster(f.session), id)->failures, 1,
	    "though it still delays the next");
	secret_free(first);
	secret_free(own);
	secret_free(wrong);
	stop();
}

/* The only clerk who kept a collection has left. */
static void test_orphaned(void)
{
	struct session *s;
	int64_t second;
	int64_t own;
	struct err e = {0};

	start();
	second = member("Second Clerk", ROLE_CLERK);
	s = tv_open(&f, second, "the own passphrase");
	begin(s);
	tv_must(collection_add(&own, s, "Own", true, &e), &e, "a collection");
	commit(s);
	session_close(s);
	catch_up();
	begin(f.session);
	tv_must(audit_append(f.session,
		    &(struct draft){
			.action = ACT_MEMBER_LEAVE, .kind = SUB_MEMBER, .subject = second},
		    &e),
	    &e, "leave");
	tv_must(period_create(f.session, &e), &e, "a period");
	commit(f.session);
	keys_are(f.session, "collection.orphaned.2/0", "nobody can change it");
	is_int(since("collection.orphaned.2"),
	    roster_member(session_roster(f.session), second)->left_ms, "since then");
	says("collection.orphaned.2", WORK_COMMAND, "strongroom unseal --reason TEXT");
	stop();
}

int main(void)
{
	struct err e;

	if (crypto_init(&e) != RC_OK)
		return 1;
	test_first();
	test_stale_export();
	test_who();
	test_opened();
	test_envelope_first();
	test_receipt();
	test_note();
	test_maker_left();
	test_yearly();
	test_handover();
	test_passphrases();
	test_orphaned();
	return tap_done();
}
