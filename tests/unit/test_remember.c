/*
 * remember: what this computer has seen of a vault, and what it is worth when
 * the vault or the memory itself is not what it was.
 */
#include "vault/remember.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/secret.h"
#include "fixture.h"
#include "ledger.h"
#include "tap.h"
#include "vault/audit.h"
#include "vault/item.h"

static struct fixture f;

/* What another program does before pages are opened to be read, if that is set. */
static void (*meanwhile)(void);

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);

int __wrap_open(const char *path, int flags, ...)
{
	void (*run)(void) = meanwhile;
	mode_t mode = 0;
	va_list ap;

	va_start(ap, flags);
	if ((flags & O_CREAT) != 0)
		mode = va_arg(ap, mode_t);
	va_end(ap);
	if (run != NULL && strstr(path, "/pages.") != NULL) {
		meanwhile = NULL;
		run();
	}
	return __real_open(path, flags, mode);
}

/* The same vault seen from another computer. */
static void elsewhere(struct fixture *other)
{
	*other = f;
	snprintf(other->state, sizeof other->state, "%s/elsewhere", f.dir);
	other->options.path = other->path;
	other->options.state_dir = other->state;
	other->options.arg = other;
	other->warnings = 0;
}

/* the file by itself */

static struct remember *open_memory(const struct ledger *l)
{
	struct remember *m;
	struct err e;

	must(remember_new(&m, f.state, l->replay->vault_id, CLERK, &e), &e, "remember_new");
	return m;
}

static int64_t remembered(const struct ledger *l, const struct secret *key, bool *genuine)
{
	struct remember *m = open_memory(l);
	struct replay *r = NULL;
	struct err e;
	int64_t size = 0;

	*genuine = false;
	if (remember_load(&r, m, &e) == RC_OK) {
		size = replay_size(r);
		*genuine = remember_check(m, key);
	}
	replay_free(r);
	remember_free(m);
	return size;
}

static bool exists(const struct ledger *l)
{
	struct remember *m = open_memory(l);
	struct replay *r = NULL;
	struct err e;
	bool found;

	(void)!remember_load(&r, m, &e);
	found = remember_exists(m);
	replay_free(r);
	remember_free(m);
	return found;
}

/* "Never seen" and "damaged" are told apart. */
static void test_exists(void)
{
	struct ledger l;
	struct remember *m;
	struct secret *key;
	char path[256];
	bool genuine;
	struct err e;

	ledger_init(&l);
	key = fixture_secret("0123456789abcdef0123456789abcdef");
	fixture_forget(&f);
	ok(!exists(&l), "there is nothing at first");
	m = open_memory(&l);
	must(remember_save(m, l.replay, key, &e), &e, "save");
	remember_free(m);
	ok(exists(&l), "there is something once it was saved");
	fixture_state_file(path, sizeof path, &f, CLERK, "state");
	fixture_poke(path, 3, 0x55);
	ok(remembered(&l, key, &genuine) == 0 && exists(&l), "also if it is damaged");
	if (truncate(path, 0) != 0)
		ok(false, "truncate");
	ok(remembered(&l, key, &genuine) == 0 && exists(&l), "or empty");
	fixture_forget(&f);
	secret_free(key);
	ledger_finish(&l);
}

struct seen {
	int members;
	int64_t size;
	uint8_t leaf[HASH_SIZE];
};

static enum rc take_seen(void *arg, const struct replay *known, struct err *e)
{
	struct seen *seen = arg;

	(void)e;
	seen->members++;
	seen->size = replay_size(known);
	memcpy(seen->leaf, known->leaf, HASH_SIZE);
	return RC_OK;
}

static void test_file(void)
{
	struct ledger l;
	struct remember *m;
	struct secret *key;
	struct replay *older;
	struct seen seen = {0};
	bool genuine;
	struct err e;

	ledger_init(&l);
	key = fixture_secret("0123456789abcdef0123456789abcdef");
	is_int(remembered(&l, key, &genuine), 0, "nothing is remembered at first");
	m = open_memory(&l);
	must(remember_save(m, l.replay, key, &e), &e, "save");
	is_int(remembered(&l, key, &genuine), replay_size(l.replay), "then what was saved");
	ok(genuine, "with a good MAC");
	remembered(&l, l.who[CHAIR]->mac, &genuine);
	ok(!genuine, "which another key does not make");

	/* What was replayed up to here is older once there is more. */
	must(remember_load(&older, m, &e), &e, "load");
	ledger_add(
	    &l, &(struct entry){.actor = CLERK, .action = ACT_AUDIT_VIEW, .kind = SUB_NONE});
	ledger_add(&l, &(struct entry){.actor = EDITOR,
			   .action = ACT_ITEM_ADD,
			   .kind = SUB_ITEM,
			   .subject = PRIVATE_ITEM + 1,
			   .version = 1,
			   .row = true,
			   .public = pub_item(SHARED, 1)});
	must(remember_save(m, l.replay, key, &e), &e, "save");
	is_int(remembered(&l, key, &genuine), replay_size(l.replay), "more is saved");
	must(remember_save(m, older, key, &e), &e, "save");
	is_int(remembered(&l, key, &genuine), replay_size(l.replay), "less is not");
	must(remember_each(f.state, l.replay->vault_id, take_seen, &seen, &e), &e, "each");
	ok(seen.members == 1 && seen.size == replay_size(l.replay),
	    "what each member has seen can be read without a key");
	is_mem(seen.leaf, l.replay->leaf, HASH_SIZE, "and the newest leaf of it");
	must(remember_each(f.state, seen.leaf, take_seen, &seen, &e), &e, "each");
	is_int(seen.members, 1, "but not of another vault");
	replay_free(older);
	remember_free(m);
	remember_free(NULL);
	secret_free(key);
	ledger_finish(&l);
}

static struct {
	struct ledger l;
	struct secret *key;
} writer;

/* One that has learned everything by itself writes new pages, and removes those of before. */
static void write_anew(void)
{
	struct remember *m = open_memory(&writer.l);
	struct err e;

	must(remember_save(m, writer.l.replay, writer.key, &e), &e, "save");
	remember_free(m);
}

static void test_written_meanwhile(void)
{
	bool genuine;

	fixture_forget(&f);
	ledger_init(&writer.l);
	writer.key = fixture_secret("0123456789abcdef0123456789abcdef");
	write_anew();
	meanwhile = write_anew;
	is_int(remembered(&writer.l, writer.key, &genuine), replay_size(writer.l.replay),
	    "a state that is written while it is read is no damaged one");
	ok(meanwhile == NULL && genuine, "it was, and is read whole");
	secret_free(writer.key);
	ledger_finish(&writer.l);
	fixture_forget(&f);
}

static void test_place(void)
{
	static const uint8_t id[VAULT_ID] = {7};
	uint8_t got[VAULT_ID];
	int64_t member;
	struct err e;

	is_int(remember_place(got, &member, f.state, "/a", &e), RC_NOTFOUND, "no place yet");
	must(remember_set_place(f.state, "/a", id, 3, &e), &e, "set_place");
	must(remember_place(got, &member, f.state, "/a", &e), &e, "place");
	ok(memcmp(got, id, VAULT_ID) == 0 && member == 3, "a place and who was there");
	is_int(remember_place(got, &member, f.state, "/a/", &e), RC_NOTFOUND, "another path");
	fixture_forget(&f);
}

/* the vault and the memory */

static void commit(struct session *s)
{
	struct err e;

	must(session_begin(s, &e), &e, "begin");
	must(session_commit(s, &e), &e, "commit");
}

/* Unlock; 1 compared, 0 not, or minus the error. */
static int unlock(struct fixture *at, int64_t member, bool keep, struct err *e)
{
	struct session *s;
	enum rc rc = fixture_try(&s, at, member, NULL, e);
	int compared;

	if (rc != RC_OK)
		return -(int)rc;
	compared = session_compared(s);
	if (keep)
		commit(s);
	session_close(s);
	return compared;
}

static void test_computers(void)
{
	struct fixture other;
	struct err e;

	elsewhere(&other);
	f.warnings = 0;
	is_int(unlock(&f, 1, true, &e), 1, "the founder's computer has seen the vault");
	is_int(f.warnings, 0, "and says nothing");
	is_int(unlock(&other, 1, false, &e), 0, "another has not");
	ok(other.warnings == 1 && strstr(other.warned, "not compared") != NULL, "and says so");
	is_int(unlock(&other, 1, true, &e), 0, "not even the second time");
	is_int(unlock(&other, 1, true, &e), 1, "but after something was recorded there");
	is_int(unlock(&f, 1, false, &e), 1, "a vault that went on elsewhere is fine");
	is_int(unlock(&f, 2, false, &e), 1, "so is a member who was here before");
	fixture_copy(other.state, f.state);
	is_int(unlock(&f, 1, false, &e), 1, "and a memory that is older");
}

static void test_older(void)
{
	struct fixture other;
	struct audit_report report;
	struct session *s;
	struct err e;

	elsewhere(&other);
	fixture_save(&f, "older");
	is_int(unlock(&f, 1, true, &e), 1, "one more record");
	fixture_save(&f, "newer");
	fixture_restore(&f, "older");
	is_int(unlock(&f, 1, false, &e), -RC_TAMPER, "an older copy put back");
	ok(has_text(&e, "older copy"), "and what it is");
	must(session_open(&s, &f.options, &e), &e, "open");
	ok(audit_verify(&report, s, &e) == RC_TAMPER &&
		strstr(report.problem, "older copy") != NULL,
	    "verify sees it without a passphrase");
	is_int(report.first_bad, report.records + 1, "and where it ends");
	session_close(s);

	/* Somebody goes on in the older copy: its end is as long, then longer. */
	for (int i = 0; i < 3; i++) {
		unlock(&other, 2, true, &e);
		is_int(unlock(&f, 1, false, &e), -RC_TAMPER, "an older copy that went on");
		ok(has_text(&e, "went on in another copy"), "and what it is");
	}
	must(session_open(&s, &f.options, &e), &e, "open");
	is_int(audit_verify(&report, s, &e), RC_TAMPER, "verify sees it too");
	session_close(s);

	fixture_restore(&f, "newer");
	fixture_sql(&f, "DELETE FROM audit_detail WHERE seq=(SELECT max(seq) FROM audit);"
			"DELETE FROM audit WHERE seq=(SELECT max(seq) FROM audit)");
	is_int(unlock(&f, 1, false, &e), -RC_TAMPER, "a record cut off");
	fixture_restore(&f, "newer");
	fixture_flip(&f, "audit", "time_ms", "seq=(SELECT max(seq) FROM audit)");
	is_int(unlock(&f, 1, false, &e), -RC_TAMPER, "a record altered");
	fixture_restore(&f, "newer");
	is_int(unlock(&f, 1, false, &e), 1, "the true one is still taken");
}

static void test_swapped(void)
{
	struct fixture strange;
	struct session *s = NULL;
	struct err e;

	elsewhere(&strange);
	fixture_forget(&strange);
	fixture_save(&f, "good");
	unlink(f.path);
	/* Made where nothing is remembered, then put in the place. */
	session_close(fixture_create(&strange));
	is_int(session_open(&s, &f.options, &e), RC_TAMPER, "another vault at the same path");
	ok(has_text(&e, "Do not type your passphrase"), "is told before any passphrase");
	fixture_restore(&f, "good");
	must(session_open(&s, &f.options, &e), &e, "open");
	session_close(s);
}

/* Memory with a byte changed counts as none: everything works, but says so. */
static void test_damaged_state(void)
{
	char path[256];
	long size;
	int wrong = 0;
	struct err e;

	fixture_state_file(path, sizeof path, &f, 1, "state");
	size = fixture_size(path);
	for (long at = 0; at < size; at += 7) {
		int warned = f.warnings;
		int got;

		fixture_poke(path, at, 0x11);
		got = unlock(&f, 1, false, &e);
		if (got != 0 || f.warnings != warned + 1) {
			tap_note("byte %ld: %d, %s", at, got, got < 0 ? e.text : "");
			wrong++;
		}
		fixture_poke(path, at, 0x11);
	}
	is_int(wrong, 0, "no byte of the state can be changed unnoticed, or does harm");
	is_int(unlock(&f, 1, false, &e), 1, "as it was, it is believed");
	for (long at = 0; at < size; at += 97) {
		char sql[600];

		snprintf(sql, sizeof sql, "%s.keep", path);
		fixture_copy(path, sql);
		if (truncate(path, at) != 0)
			ok(false, "truncate");
		wrong += unlock(&f, 1, false, &e) != 0;
		fixture_copy(sql, path);
		unlink(sql);
	}
	is_int(wrong, 0, "nor one that is cut short");
}

/* A page is read late: it is refused with advice, or it was not needed. */
static void test_damaged_pages(void)
{
	char path[256];
	char folder[256];
	char name[32];
	long size;
	int refused = 0;
	int wrong = 0;
	struct err e;

	for (int n = 1; n < 20; n++) {
		snprintf(name, sizeof name, "pages.%d", n);
		fixture_state_file(path, sizeof path, &f, 1, name);
		if (access(path, F_OK) == 0)
			break;
	}
	size = fixture_size(path);
	snprintf(folder, sizeof folder, "remove the folder %.*s and",
	    (int)(strrchr(path, '/') - path), path);
	for (long at = 0; at < size; at += 7) {
		int got;

		fixture_poke(path, at, 0x11);
		got = unlock(&f, 1, false, &e);
		refused += got == -RC_TAMPER && strstr(e.text, folder) != NULL;
		wrong += got != 1 && got != -RC_TAMPER;
		fixture_poke(path, at, 0x11);
	}
	ok(refused > 0 && wrong == 0, "a damaged page is refused, with what to do (%d)",
	    refused);
	unlink(path);
	is_int(unlock(&f, 1, false, &e), 0, "pages that are gone were never seen");
	is_int(unlock(&f, 1, true, &e), 0, "and are made again");
	is_int(unlock(&f, 1, true, &e), 1, "for the next time");
}

static void test_foreign_state(void)
{
	char mine[256];
	char theirs[256];
	struct err e;

	fixture_state_file(mine, sizeof mine, &f, 1, ".");
	fixture_state_file(theirs, sizeof theirs, &f, 2, ".");
	fixture_copy(theirs, mine);
	is_int(unlock(&f, 1, true, &e), 0, "another member's memory is not one's own");
	is_int(unlock(&f, 1, true, &e), 1, "and is replaced");
}

static void test_no_room(void)
{
	struct fixture other;
	struct err e;
	FILE *file;

	elsewhere(&other);
	fixture_forget(&other);
	file = fopen(other.state, "w");
	fclose(file);
	is_int(unlock(&other, 1, true, &e), 0, "a computer that cannot remember still works");
	ok(strstr(other.warned, "cannot remember") != NULL, "and says so");
	unlink(other.state);
}

/* A program that was stopped before it could remove the pages of before. */
static void test_left_pages(void)
{
	char state[256];
	char path[256];
	struct session *s;
	struct err e;

	fixture_state_file(state, sizeof state, &f, 1, "state");
	fixture_state_file(path, sizeof path, &f, 1, "pages.77");
	fixture_copy(state, path);
	s = fixture_open(&f, 1);
	must(session_note_unlock(s, &e), &e, "unlock");
	session_close(s);
	ok(access(path, F_OK) != 0, "pages that nothing points at are removed");
}

int main(void)
{
	struct session *s;

	fixture_init(&f);
	test_exists();
	test_file();
	test_written_meanwhile();
	test_place();
	fixture_forget(&f);
	s = fixture_create(&f);
	fixture_item(s, 1, "Bank");
	fixture_member(&f, s, "Chair", ROLE_CHAIR);
	session_close(s);
	test_computers();
	test_older();
	test_swapped();
	test_damaged_state();
	test_left_pages();
	test_damaged_pages();
	test_foreign_state();
	test_no_room();
	fixture_finish(&f);
	return tap_done();
}
