/*
 * restore: a backup that was put back, and everything that only looks like it.
 *
 * Member 1 is the clerk, member 2 the chair; each has a computer of its own,
 * which remembers what it has seen.
 */
#include "vault/restore.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crypto/encode.h"
#include "crypto/secret.h"
#include "fixture.h"
#include "ledger.h"
#include "session_int.h"
#include "tap.h"
#include "transfer/backup.h"
#include "vault/audit.h"
#include "vault/grant.h"

static struct fixture f;
static struct fixture chair; /* the same vault, from the chair's computer */

static const char *at(const char *name)
{
	static char path[4][160];
	static unsigned next;
	char *p = path[next++ % 4];

	snprintf(p, sizeof path[0], "%s/%s", f.dir, name);
	return p;
}

/* Work: one record by an unlock each time. */
static void use(struct fixture *on, int64_t member, int times)
{
	struct err e;

	for (int i = 0; i < times; i++) {
		struct session *s = fixture_open(on, member);

		must(session_begin(s, &e), &e, "begin");
		must(session_commit(s, &e), &e, "commit");
		session_close(s);
	}
}

static enum rc try(struct fixture *on, int64_t member, struct err *e)
{
	struct session *s;
	enum rc rc;

	on->warnings = 0;
	on->warned[0] = '\0';
	rc = fixture_try(&s, on, member, NULL, e);
	session_close(s);
	return rc;
}

static int64_t records(void)
{
	return fixture_int(&f, "SELECT max(seq) FROM audit");
}

static void make_backup(const char *name)
{
	struct backup_report report;
	struct session *s = fixture_open(&f, 1);
	struct err e;

	must(backup_write(&report, s, at(name), &e), &e, "backup_write");
	session_close(s);
}

/* Put it back, by a member with a passphrase, as far as that goes. */
static enum rc put_back_by(const char *name, int64_t member, const char *passphrase,
    const struct head *given, struct restore_plan *plan, struct err *e)
{
	struct secret *p =
	    passphrase == NULL ? fixture_passphrase(member) : fixture_secret(passphrase);
	struct restoring *r = NULL;
	const char *kept;
	enum rc rc;

	if ((rc = backup_restore_begin(&r, &f.options, at(name), e)) == RC_OK &&
	    (rc = session_learn(backup_session(r), member, e)) == RC_OK &&
	    (rc = session_unlock(backup_session(r), p, e)) == RC_OK &&
	    (rc = backup_restore_plan(plan, r, given, e)) == RC_OK)
		rc = backup_restore_finish(&kept, r, e);
	backup_restore_free(r);
	secret_free(p);
	return rc;
}

static struct restore_plan put_back(const char *name)
{
	const struct head none = {0};
	struct restore_plan plan;
	struct err e;

	must(put_back_by(name, 1, NULL, &none, &plan, &e), &e, "put back");
	return plan;
}

/* A vault of two members whose computers have seen the same, and a backup of it. */
static void start(void)
{
	struct session *s;

	fixture_finish(&f);
	fixture_init(&f);
	chair = f;
	snprintf(chair.state, sizeof chair.state, "%s/chair", f.dir);
	chair.options.state_dir = chair.state;
	chair.options.path = chair.path;
	chair.options.arg = &chair;
	f.options.path = f.path;
	f.options.state_dir = f.state;
	s = fixture_create(&f);
	fixture_member(&f, s, "Chair", ROLE_CHAIR);
	session_close(s);
	use(&chair, 2, 1);
	make_backup("backup");
}

static void refused(struct fixture *on, int64_t member, const char *text, const char *what)
{
	struct err e = {0};

	is_int(try(on, member, &e), RC_TAMPER, what);
	ok(has_text(&e, text), "and why");
}

static void verdict(enum rc want, const struct fixture *on, const char *what)
{
	struct audit_report report;
	struct session *s;
	struct err e;

	must(session_open(&s, &on->options, &e), &e, "open");
	is_int(audit_verify(&report, s, &e), want, what);
	session_close(s);
}

/* what is right */

static void test_accepted(void)
{
	struct restore_plan plan;
	int64_t before;
	struct err e;

	start();
	before = records();
	use(&f, 1, 2);
	use(&chair, 2, 3);
	plan = put_back("backup");
	is_int(plan.backup.records, before, "the backup holds what there was then");
	is_int(plan.newest.size, before + 5, "the newest head is that of the vault");
	ok(plan.there && plan.problem == NULL, "which was whole");
	is_int(records(), before + 1, "the restored log has one record more than the backup");

	is_int(try(&f, 1, &e), RC_OK, "the clerk who put it back can go on");
	ok(f.warnings == 1 && strstr(f.warned, "put back") != NULL, "and is told");
	is_int(try(&chair, 2, &e), RC_OK, "so can a member whose computer has seen more");
	ok(chair.warnings == 1 && strstr(chair.warned, "was put back") != NULL &&
		strstr(chair.warned, FOUNDER) != NULL,
	    "who is told by whom");
	verdict(RC_OK, &chair, "a check without a key takes it too");
	use(&chair, 2, 1);
	is_int(try(&chair, 2, &e), RC_OK, "once it was taken over");
	is_int(chair.warnings, 0, "nothing is said any more");
	verdict(RC_OK, &chair, "and it is sound");
	/* What this computer knows went down, and then up again. */
	use(&chair, 2, 8);
	verdict(RC_OK, &f, "on the other computer too");
}

/* Nothing was done since: nothing is lost, and that is said. */
static void test_nothing_lost(void)
{
	struct restore_plan plan;
	struct err e;

	start();
	unlink(f.path);
	plan = put_back("backup");
	is_int(plan.newest.size, plan.backup.records, "its own head is the newest known");
	ok(!plan.there, "and no vault was there");
	is_int(try(&chair, 2, &e), RC_OK, "a member who saw no more");
	ok(strstr(chair.warned, "was put back") != NULL &&
		strstr(chair.warned, "Nothing that was known of is gone") != NULL,
	    "is told so");
}

/* The vault is gone: what the clerk's own computer has seen is named. */
static void test_gone(void)
{
	struct restore_plan plan;
	struct err e;

	start();
	use(&chair, 2, 2);
	use(&f, 1, 1);
	unlink(f.path);
	plan = put_back("backup");
	is_int(plan.newest.size, plan.backup.records + 3, "what this computer remembers");
	is_int(try(&chair, 2, &e), RC_OK, "covers what another has seen");
}

static void test_damaged(void)
{
	struct restore_plan plan;
	struct err e;

	start();
	use(&f, 1, 3);
	fixture_flip(&f, "audit", "time_ms", "seq=(SELECT max(seq) FROM audit)");
	plan = put_back("backup");
	ok(plan.problem != NULL && plan.there, "a vault that is damaged");
	is_int(plan.newest.size, plan.backup.records + 3, "gives way to what is remembered");
	is_int(try(&f, 1, &e), RC_OK, "and its successor is taken");
}

/* what only looks like it */

/* (i) */
static void test_no_record(void)
{
	start();
	use(&chair, 2, 2);
	fixture_copy(at("backup"), f.path);
	refused(&chair, 2, "older copy", "the backup without a record");
	verdict(RC_TAMPER, &chair, "to a check without a key as well");
	use(&f, 1, 1);
	refused(&chair, 2, "older copy", "nor does an unlock of the clerk's make it right");
}

/* (ii) */
static void test_cut_again(void)
{
	start();
	use(&chair, 2, 4);
	put_back("backup");
	fixture_save(&f, "restored");
	use(&chair, 2, 2);
	fixture_restore(&f, "restored");
	refused(&chair, 2, "older copy", "the restored log, cut behind the restore");
	verdict(RC_TAMPER, &chair, "also without a key");
	fixture_copy(at("backup"), f.path);
	refused(&chair, 2, "older copy", "and cut before it");
}

/* (iv): the branch that was taken over is longer than the place of the restore. */
static void test_once(void)
{
	struct restore_plan plan;

	start();
	use(&chair, 2, 20);
	plan = put_back("backup");
	fixture_save(&f, "restored");
	use(&chair, 2, 3);
	use(&f, 1, 3);
	ok(records() > plan.backup.records + 1 && records() < plan.newest.size,
	    "by its size alone the new branch would be excused");
	fixture_restore(&f, "restored");
	refused(&chair, 2, "older copy", "a restore excuses only who has not taken it over");
	refused(&f, 1, "older copy", "not even who put it back");
}

/* (iii) */
static void test_seen_more(void)
{
	struct head given = {0};
	struct restore_plan plan;
	char hex[2 * HASH_SIZE + 16];
	const char *seen;
	struct err e;

	start();
	use(&f, 1, 1);
	fixture_save(&f, "known");
	use(&chair, 2, 3);
	/* The clerk's computer does not know of the last three, nor does the file. */
	fixture_restore(&f, "known");
	plan = put_back("backup");
	is_int(try(&chair, 2, &e), RC_TAMPER, "a computer that has seen more than is named");
	ok(has_text(&e, "does not cover") && has_text(&e, "--seen "), "and what to do");
	verdict(RC_TAMPER, &chair, "also without a key");

	seen = strstr(e.text, "--seen ");
	snprintf(hex, sizeof hex, "%.*s", (int)sizeof hex - 1, seen + strlen("--seen "));
	given.size = strtoll(hex, NULL, 10);
	is_int(given.size, plan.newest.size + 3, "it names its own head");
	ok(hex_decode(given.leaf, HASH_SIZE, slice_of(strchr(hex, ':') + 1, 2 * HASH_SIZE)),
	    "with its leaf");
	must(put_back_by("backup", 1, NULL, &given, &plan, &e), &e, "put back again");
	is_int(try(&chair, 2, &e), RC_OK, "put back again by that, it can go on");
	is_int(try(&f, 1, &e), RC_OK, "as can the clerk");
}

/* (iii): as many records, but others. */
static void test_other_leaf(void)
{
	struct err e;

	start();
	fixture_save(&f, "same");
	use(&f, 1, 3);
	fixture_save(&f, "theirs");
	fixture_restore(&f, "same");
	use(&chair, 2, 3);
	fixture_restore(&f, "theirs");
	put_back("backup");
	is_int(try(&chair, 2, &e), RC_TAMPER, "another record at the size that is named");
	ok(has_text(&e, "does not cover"), "and why");
}

/* (v) */
static void test_old_branch(void)
{
	start();
	use(&chair, 2, 6);
	fixture_save(&f, "old");
	put_back("backup");
	use(&chair, 2, 1);
	use(&f, 1, 1);
	fixture_restore(&f, "old");
	refused(&chair, 2, "not the one", "the old branch, once the restore was taken over");
	refused(&f, 1, "not the one", "for nobody");
	verdict(RC_TAMPER, &chair, "also without a key");
}

/* Two restores, and a member who was away for both. */
static void test_twice(void)
{
	struct restore_plan plan;
	struct err e;

	start();
	use(&chair, 2, 9);
	put_back("backup");
	use(&f, 1, 2);
	plan = put_back("backup");
	is_int(plan.newest.size, plan.backup.records + 9,
	    "the second names what the first gave up, which is more than came since");
	is_int(try(&chair, 2, &e), RC_OK, "a member who saw neither");
	is_int(try(&f, 1, &e), RC_OK, "and one who saw the first");
	start();
	use(&chair, 2, 2);
	put_back("backup");
	use(&f, 1, 4);
	make_backup("second");
	use(&f, 1, 2);
	put_back("second");
	is_int(try(&chair, 2, &e), RC_OK, "one after the other");
	is_int(chair.warnings, 2, "both are told");
}

/* Memory that is not genuine excuses nothing and is named by nobody. */
static void test_forged_memory(void)
{
	struct restore_plan plan;
	char path[256];
	struct err e;

	start();
	use(&f, 1, 3);
	unlink(f.path);
	fixture_state_file(path, sizeof path, &f, 1, "state");
	fixture_poke(path, fixture_size(path) - 1, 1);
	plan = put_back("backup");
	is_int(plan.newest.size, plan.backup.records,
	    "what the clerk's own key has not made is not named");
	is_int(plan.rumoured.size, plan.backup.records + 3, "but it is said");
	is_int(try(&f, 1, &e), RC_OK, "and what it is worth is known at the unlock");
	ok(strstr(f.warned, "damaged or altered") != NULL, "where it counts as none");
}

/* who may */

static void test_who(void)
{
	const struct head none = {0};
	struct restore_plan plan;
	struct session *s;
	char before[128];
	struct err e;

	start();
	snprintf(before, sizeof before, "%s", at("before"));
	fixture_copy(f.path, before);
	is_int(put_back_by("backup", 2, NULL, &none, &plan, &e), RC_REFUSED, "not the chair");
	ok(has_text(&e, "chair"), "and why");
	is_int(put_back_by("backup", 1, "a wrong passphrase", &none, &plan, &e), RC_AUTH,
	    "nor who does not know the passphrase");
	is_int(records(), fixture_int(&f, "SELECT count(*) FROM audit"), "nothing changed");
	s = fixture_open(&f, 1);
	fixture_first(s, "New Clerk", ROLE_CLERK);
	session_close(s);
	make_backup("with a new clerk");
	is_int(put_back_by(
		   "with a new clerk", 3, "first passphrase of New Clerk", &none, &plan, &e),
	    RC_AUTH, "nor a clerk with a first passphrase");
	ok(access(at("with a new clerk"), F_OK) == 0, "the backup stays where it is");
}

/* What a member's computer asks of who put it back: a ledger by hand. */
static enum rc restored_by(enum who by, struct ledger *l, int64_t size, const uint8_t *leaf)
{
	const struct entry en = {.actor = by,
	    .action = ACT_BACKUP_RESTORE,
	    .kind = SUB_NONE,
	    .public = pub_restore(size, leaf)};
	struct err e;

	return ledger_try(l, &en, &e);
}

static void note(struct ledger *l)
{
	ledger_add(
	    l, &(struct entry){.actor = CLERK, .action = ACT_AUDIT_VIEW, .kind = SUB_NONE});
}

/* A ledger makes its own keys: as if it were the same member in both. */
static void same_keys(struct replay *known, const struct ledger *l, int64_t who)
{
	memcpy(
	    roster_member(&known->roster, who)->keys.sign, l->who[who]->keys.sign, SIGN_PUBLIC);
}

/* A later state of a log, with the members as they are by then. */
static void test_no_clerk_any_more(void)
{
	struct ledger l;
	struct ledger later;
	struct replay *known;
	struct replay saved;

	ledger_init(&l);
	ledger_init(&later);
	for (int i = 0; i < 4; i++)
		note(&later);
	known = later.replay;
	is_int(restored_by(SECOND, &l, replay_size(known), known->leaf), RC_OK,
	    "a restore by a clerk");
	ok(restore_excuses(l.replay, known) == NULL,
	    "is not taken where the member of that number has another key");
	saved = *known;
	same_keys(known, &l, SECOND);
	ok(restore_excuses(l.replay, known) != NULL, "with the same key it is");
	roster_member(&known->roster, SECOND)->role = ROLE_COUNCILLOR;
	ok(restore_excuses(l.replay, known) == NULL,
	    "unless that is no clerk any more to who knows better");
	roster_member(&known->roster, SECOND)->role = ROLE_CLERK;
	roster_member(&known->roster, SECOND)->active = false;
	ok(restore_excuses(l.replay, known) == NULL, "or has left");
	roster_member(&known->roster, SECOND)->active = true;
	roster_member(&known->roster, SECOND)->must_change = true;
	ok(restore_excuses(l.replay, known) == NULL, "or has only a first passphrase");
	roster_member(&known->roster, SECOND)->must_change = false;
	ok(restore_excuses(l.replay, known) != NULL, "as before");

	known->merkle.size--;
	ok(restore_excuses(l.replay, known) != NULL, "who has seen less than is named");
	must(roster_add_restore(&known->roster, &(struct restore){.seq = 3}, NULL), NULL,
	    "roster");
	ok(restore_excuses(l.replay, known) != NULL, "also after another restore");
	known->merkle.size = (uint64_t)l.replay->roster.restores[0].seq - 1;
	ok(restore_excuses(l.replay, known) != NULL, "which may come before the place");
	known->roster.restores[0].time_ms = l.replay->roster.restores[0].time_ms + 1;
	ok(restore_excuses(l.replay, known) == NULL, "but not if the other is later");
	known->merkle.size = saved.merkle.size + 1;
	ok(restore_excuses(l.replay, known) == NULL, "who has seen more than is named");
	known->merkle.size = (uint64_t)l.replay->roster.restores[0].seq - 1;
	known->roster.n_restores = 0;
	ok(restore_excuses(l.replay, known) == NULL, "who has seen no more than the backup");
	known->merkle.size = saved.merkle.size;
	ok(restore_excuses(l.replay, known) != NULL, "as before");
	must(roster_add_restore(&known->past, &l.replay->roster.restores[0], NULL), NULL,
	    "roster");
	ok(restore_excuses(l.replay, known) == NULL, "who took it over before another");
	roster_finish(&known->past);
	/* What was changed by hand, as it was; but the list is still to be freed. */
	saved.roster.restores = known->roster.restores;
	saved.roster.cap_restores = known->roster.cap_restores;
	*known = saved;
	ledger_finish(&later);
	ledger_finish(&l);
}

/* The file of one member, and two programs that write it. */
static void test_remembered_save(void)
{
	struct ledger l;
	struct ledger later;
	struct remember *m;
	struct replay *back = NULL;
	struct secret *key = fixture_secret("0123456789abcdef0123456789abcdef");
	struct err e;

	fixture_forget(&f);
	ledger_init(&l);
	ledger_init(&later);
	memcpy(later.replay->vault_id, l.replay->vault_id, VAULT_ID);
	note(&later);
	note(&later);
	same_keys(later.replay, &l, CLERK);
	must(remember_new(&m, f.state, l.replay->vault_id, CLERK, &e), &e, "remember_new");
	must(remember_save(m, later.replay, key, &e), &e, "save");
	is_int(restored_by(CLERK, &l, replay_size(later.replay), later.replay->leaf), RC_OK,
	    "a restore");
	must(remember_save(m, l.replay, key, &e), &e, "save");
	must(remember_load(&back, m, &e), &e, "load");
	is_int(replay_size(back), replay_size(l.replay), "lets what is remembered go down");
	replay_free(back);
	back = NULL;
	must(remember_save(m, later.replay, key, &e), &e, "save");
	must(remember_load(&back, m, &e), &e, "load");
	is_int(replay_size(back), replay_size(l.replay),
	    "and the old branch, though longer, does not come back");
	replay_free(back);
	remember_free(m);
	secret_free(key);
	ledger_finish(&later);
	ledger_finish(&l);
}

/* A program that learned nothing of a restore does not forget it for another. */
static void test_remembered_past(void)
{
	struct ledger l;
	struct remember *m;
	struct replay *back = NULL;
	struct secret *key = fixture_secret("0123456789abcdef0123456789abcdef");
	struct err e;

	fixture_forget(&f);
	ledger_init(&l);
	must(remember_new(&m, f.state, l.replay->vault_id, CLERK, &e), &e, "remember_new");
	must(roster_add_restore(&l.replay->past, &(struct restore){.seq = 7}, &e), &e, "add");
	must(remember_save(m, l.replay, key, &e), &e, "save");
	roster_finish(&l.replay->past);
	note(&l);
	must(remember_save(m, l.replay, key, &e), &e, "save");
	must(remember_load(&back, m, &e), &e, "load");
	is_int(replay_size(back), replay_size(l.replay), "the newer state");
	ok(back->past.n_restores == 1 && back->past.restores[0].seq == 7,
	    "has the restores of the older one");
	replay_free(back);
	remember_free(m);
	secret_free(key);
	ledger_finish(&l);
}

/* taken over once */

/* The same backup twice, and then the copy in which the first restore is the newest. */
static void test_replayed(void)
{
	start();
	use(&f, 1, 2);
	use(&chair, 2, 9);
	put_back("backup");
	use(&f, 1, 1);
	use(&chair, 2, 1);
	fixture_save(&f, "first");
	put_back("backup");
	use(&chair, 2, 3);
	use(&f, 1, 2);
	fixture_save(&f, "second");
	fixture_restore(&f, "first");
	refused(&chair, 2, "older copy", "a restore that another took the place of");
	refused(&f, 1, "older copy", "also for who put it back");
	verdict(RC_TAMPER, &chair, "and without a key");
	fixture_restore(&f, "second");
	use(&chair, 2, 1);
	fixture_save(&f, "more");
	fixture_restore(&f, "first");
	refused(&chair, 2, "older copy", "nor is that forgotten");
}

/* The same, for somebody who saw only the second. */
static void test_replayed_unseen(void)
{
	start();
	use(&f, 1, 9);
	put_back("backup");
	use(&f, 1, 1);
	fixture_save(&f, "first");
	put_back("backup");
	use(&chair, 2, 3);
	fixture_restore(&f, "first");
	refused(&chair, 2, "an older copy, or the clock", "a restore from before another");
}

/* A wrong backup and then a right one, while one member went on from the wrong one. */
static void test_two_branches(void)
{
	struct head given = {0};
	struct restore_plan plan;
	struct err e;

	for (int further = 0; further < 2; further++) {
		start();
		use(&f, 1, 2);
		if (further == 1)
			use(&f, 1, 8);
		make_backup("right");
		use(&f, 1, 9);
		put_back("backup");
		use(&chair, 2, 6);
		given.size = records();
		is_int(put_back_by("right", 1, NULL, &given, &plan, &e), RC_USAGE,
		    "its head is not to be given");
		ok(has_text(&e, "covered already"), "for it is named anyway");
		plan = put_back("right");
		ok(plan.newest.size > given.size, "what the other has seen is more");
		is_int(try(&chair, 2, &e), RC_OK, "the one goes on");
		is_int(try(&f, 1, &e), RC_OK, "and the other");
	}
}

static void test_hearsay(void)
{
	struct head given = {.leaf = {7}};
	struct restore_plan plan;
	int64_t known;
	struct err e;

	start();
	use(&f, 1, 3);
	known = records();
	given.size = known + 100001;
	is_int(put_back_by("backup", 1, NULL, &given, &plan, &e), RC_USAGE,
	    "a number far beyond what is known");
	ok(has_text(&e, "100000"), "and what the limit is");
	given.size = known + 100000;
	must(put_back_by("backup", 1, NULL, &given, &plan, &e), &e, "put back");
	is_int(plan.newest.size, given.size, "one within it is named");
	use(&f, 1, 1);
	plan = put_back("backup");
	ok(plan.newest.size <= known && !plan.newest.hearsay,
	    "but not by the next, for nobody has proved it");
}

/* Somebody who was never here before. */
static void test_told_anew(void)
{
	struct err e;

	start();
	put_back("backup");
	snprintf(chair.state, sizeof chair.state, "%s/new", f.dir);
	is_int(try(&chair, 2, &e), RC_OK, "a member on a new computer");
	is_int(chair.warnings, 2, "hears of the restore beside that nothing was compared");
}

/* places */

static void test_places(void)
{
	struct restoring *r = NULL;
	struct fixture strange;
	struct err e;

	start();
	is_int(backup_restore_begin(&r, &f.options, at("none"), &e), RC_NOTFOUND, "no backup");
	is_int(backup_restore_begin(&r, &f.options, f.path, &e), RC_USAGE, "the vault itself");
	fixture_copy(at("backup"), at("bad"));
	fixture_poke(at("bad"), fixture_size(at("bad")) - 10, 0x55);
	is_int(backup_restore_begin(&r, &f.options, at("bad"), &e), RC_TAMPER,
	    "a backup that is not whole");
	fixture_init(&strange);
	session_close(fixture_create(&strange));
	is_int(backup_restore_begin(&r, &strange.options, at("backup"), &e), RC_EXISTS,
	    "another vault in the place");
	ok(has_text(&e, "another one"), "and that it is one");
	unlink(strange.path);
	ok(symlink(f.path, strange.path) == 0 &&
		backup_restore_begin(&r, &strange.options, at("backup"), &e) == RC_EXISTS,
	    "a link in the place");
	fixture_finish(&strange);
}

/* Between the question and the answer somebody uses the vault. */
static void test_used_meanwhile(void)
{
	const struct head none = {0};
	struct secret *p = fixture_passphrase(1);
	struct restoring *r = NULL;
	struct restore_plan plan;
	const char *kept;
	int64_t before;
	struct err e;

	start();
	must(backup_restore_begin(&r, &f.options, at("backup"), &e), &e, "begin");
	must(session_learn(backup_session(r), 1, &e), &e, "learn");
	must(session_unlock(backup_session(r), p, &e), &e, "unlock");
	must(backup_restore_plan(&plan, r, &none, &e), &e, "plan");
	use(&chair, 2, 1);
	before = records();
	is_int(backup_restore_finish(&kept, r, &e), RC_BUSY, "a vault that was used meanwhile");
	backup_restore_free(r);
	is_int(records(), before, "stays");
	secret_free(p);
}

int main(void)
{
	fixture_init(&f);
	test_accepted();
	test_nothing_lost();
	test_gone();
	test_damaged();
	test_no_record();
	test_cut_again();
	test_once();
	test_seen_more();
	test_other_leaf();
	test_old_branch();
	test_twice();
	test_forged_memory();
	test_who();
	test_no_clerk_any_more();
	test_remembered_save();
	test_remembered_past();
	test_replayed();
	test_replayed_unseen();
	test_two_branches();
	test_hearsay();
	test_told_anew();
	test_places();
	test_used_meanwhile();
	fixture_finish(&f);
	return tap_done();
}
