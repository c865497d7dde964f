#include "fixture.h"
#include "session_int.h"
#include "tap.h"

#include <dirent.h>
#include <ftw.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "crypto/secret.h"
#include "vault/audit.h"
#include "vault/collection.h"
#include "vault/grant.h"
#include "vault/item.h"
#include "vault/member.h"

const struct kdf_cost CHEAP = {.mem_kib = KDF_MEM_MIN, .passes = KDF_PASSES_MIN, .lanes = 1};

static void bail(const char *what, const char *why)
{
	printf("Bail out! %s: %s\n", what, why);
	fflush(stdout);
	_exit(99);
}

void must(enum rc rc, const struct err *e, const char *what)
{
	if (rc != RC_OK)
		bail(what, e->text);
}

bool has_text(const struct err *e, const char *part)
{
	if (strstr(e->text, part) != NULL)
		return true;
	printf("# \"%s\" is not in: %s\n", part, e->text);
	return false;
}

static void take_warning(void *arg, const char *text)
{
	struct fixture *f = arg;

	f->warnings++;
	snprintf(f->warned, sizeof f->warned, "%s", text);
}

void fixture_init(struct fixture *f)
{
	struct err e;

	must(crypto_init(&e), &e, "crypto_init");
	*f = (struct fixture){0};
	snprintf(f->dir, sizeof f->dir, "/tmp/strongroom-test.XXXXXX");
	if (mkdtemp(f->dir) == NULL)
		bail("mkdtemp", f->dir);
	snprintf(f->path, sizeof f->path, "%s/vault.db", f->dir);
	snprintf(f->state, sizeof f->state, "%s/state", f->dir);
	f->options = (struct session_options){
	    .path = f->path, .state_dir = f->state, .warn = take_warning, .arg = f};
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void fixture_remove(const char *path)
{
	(void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void fixture_finish(struct fixture *f)
{
	fixture_remove(f->dir);
}

struct secret *fixture_secret(const char *text)
{
	struct secret *s = secret_copy(text, strlen(text));

	if (s == NULL)
		bail("secret", "no memory");
	return s;
}

struct secret *fixture_passphrase(int64_t member)
{
	char text[64];

	snprintf(text, sizeof text, "passphrase of member %lld", (long long)member);
	return fixture_secret(text);
}

struct session *fixture_create(struct fixture *f)
{
	struct secret *passphrase = fixture_passphrase(1);
	struct session *s;
	struct err e;

	must(session_create(
		 &s, &f->options, COUNCIL, FOUNDER, FIRST_COLLECTION, passphrase, &CHEAP, &e),
	    &e, "session_create");
	secret_free(passphrase);
	return s;
}

enum rc fixture_try(struct session **out, struct fixture *f, int64_t member,
    const char *passphrase, struct err *e)
{
	struct secret *p =
	    passphrase == NULL ? fixture_passphrase(member) : fixture_secret(passphrase);
	struct session *s = NULL;
	enum rc rc;

	*out = NULL;
	if ((rc = session_open(&s, &f->options, e)) == RC_OK &&
	    (rc = session_learn(s, member, e)) == RC_OK)
		rc = session_unlock(s, p, e);
	secret_free(p);
	if (rc == RC_OK)
		*out = s;
	else
		session_close(s);
	return rc;
}

struct session *fixture_open(struct fixture *f, int64_t member)
{
	struct session *s;
	struct err e;

	must(fixture_try(&s, f, member, NULL, &e), &e, "unlock");
	return s;
}

struct session *fixture_begin(struct fixture *f, int64_t member)
{
	struct session *s = fixture_open(f, member);
	struct err e;

	must(session_begin(s, &e), &e, "begin");
	return s;
}

void fixture_end(struct session *s)
{
	struct err e;

	if (store_in_transaction(s->store))
		must(session_commit(s, &e), &e, "commit");
	session_close(s);
}

void fixture_sound(struct fixture *f, const char *name)
{
	struct audit_report report;
	struct session *s;
	struct err e;

	must(session_open(&s, &f->options, &e), &e, "open");
	is_int(audit_verify(&report, s, &e), RC_OK, name);
	session_close(s);
}

int64_t fixture_first(struct session *clerk, const char *name, enum role role)
{
	char text[128];
	struct secret *first;
	struct err e;
	int64_t id;

	snprintf(text, sizeof text, "first passphrase of %s", name);
	first = fixture_secret(text);
	must(session_begin(clerk, &e), &e, "begin");
	must(member_add(&id, clerk, name, role, first, &CHEAP, &e), &e, "member_add");
	must(session_commit(clerk, &e), &e, "commit");
	secret_free(first);
	return id;
}

void fixture_change(struct fixture *f, int64_t id, const char *name)
{
	struct secret *own = fixture_passphrase(id);
	char first[128];
	struct secret *old;
	struct session *s;
	struct err e;

	snprintf(first, sizeof first, "first passphrase of %s", name);
	old = fixture_secret(first);
	must(fixture_try(&s, f, id, first, &e), &e, "first unlock");
	must(member_change_passphrase(s, old, own, &e), &e, "change of passphrase");
	session_close(s);
	secret_free(old);
	secret_free(own);
}

int64_t fixture_member(
    struct fixture *f, struct session *clerk, const char *name, enum role role)
{
	int64_t id = fixture_first(clerk, name, role);

	fixture_change(f, id, name);
	return id;
}

void fixture_content(struct content *c, const char *title, const char *password)
{
	*c = (struct content){.title = slice_str(title),
	    .type = slice_str("login"),
	    .username = slice_str("clerk@example.org")};
	content_add_field(c, slice_str(LABEL_PASSWORD), FIELD_SECRET, slice_str(password));
}

int64_t fixture_item(struct session *s, int64_t collection, const char *title)
{
	struct content c;
	struct err e;
	int64_t id;

	fixture_content(&c, title, "correct horse");
	must(session_begin(s, &e), &e, "begin");
	must(item_add(&id, s, collection, &c, NULL, &e), &e, "item_add");
	must(session_commit(s, &e), &e, "commit");
	content_finish(&c);
	return id;
}

int64_t fixture_collection(struct session *s, const char *name, bool sealed)
{
	struct err e;
	int64_t id;

	must(session_begin(s, &e), &e, "begin");
	must(collection_add(&id, s, name, sealed, &e), &e, "collection_add");
	must(session_commit(s, &e), &e, "commit");
	return id;
}

void fixture_grant(struct session *s, int64_t collection, int64_t member, bool edit)
{
	struct err e;

	must(session_begin(s, &e), &e, "begin");
	must(grant_add(s, collection, member, edit, &e), &e, "grant_add");
	must(session_commit(s, &e), &e, "commit");
}

/* behind the program's back */

static sqlite3 *raw_open(const struct fixture *f)
{
	sqlite3 *db = NULL;

	if (sqlite3_open_v2(f->path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		bail("raw open", f->path);
	sqlite3_busy_timeout(db, 5000);
	return db;
}

static void raw_exec(sqlite3 *db, const char *sql)
{
	char *why = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		bail(sql, why == NULL ? "?" : why);
}

enum { TRIGGERS = 3 };

/* Take the triggers out, keeping their text. */
static int take_triggers(sqlite3 *db, char *kept[TRIGGERS])
{
	sqlite3_stmt *q;
	char drop[128];
	char names[TRIGGERS][64];
	int n = 0;

	sqlite3_prepare_v2(
	    db, "SELECT name, sql FROM sqlite_schema WHERE type='trigger'", -1, &q, NULL);
	while (n < TRIGGERS && sqlite3_step(q) == SQLITE_ROW) {
		snprintf(names[n], sizeof names[n], "%s", sqlite3_column_text(q, 0));
		kept[n++] = strdup((const char *)sqlite3_column_text(q, 1));
	}
	sqlite3_finalize(q);
	for (int i = 0; i < n; i++) {
		snprintf(drop, sizeof drop, "DROP TRIGGER %.63s", names[i]);
		raw_exec(db, drop);
	}
	return n;
}

static void give_triggers(sqlite3 *db, char *kept[TRIGGERS], int n)
{
	for (int i = 0; i < n; i++) {
		raw_exec(db, kept[i]);
		free(kept[i]);
	}
}

void fixture_sql(const struct fixture *f, const char *sql)
{
	sqlite3 *db = raw_open(f);
	char *kept[TRIGGERS];
	int n = take_triggers(db, kept);

	raw_exec(db, sql);
	give_triggers(db, kept, n);
	sqlite3_close(db);
}

static sqlite3 *schema_open(const struct fixture *f)
{
	sqlite3 *db = raw_open(f);

	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
	raw_exec(db, "PRAGMA writable_schema=ON");
	return db;
}

/* Put together and run; for the schema, which is text. */
static void schema_exec(const struct fixture *f, char *sql)
{
	sqlite3 *db = schema_open(f);

	raw_exec(db, sql);
	sqlite3_free(sql);
	sqlite3_close(db);
}

void fixture_schema(const struct fixture *f, const char *sql)
{
	schema_exec(f, sqlite3_mprintf("%s", sql));
}

void fixture_doctor(const struct fixture *f, const char *index, const char *constraint,
    const char *before, const char *behind)
{
	const char *gone = constraint == NULL ? "" : constraint;
	char *insert;
	char *table;
	sqlite3_stmt *q;
	sqlite3 *db;

	fixture_sql(f, before);
	db = raw_open(f);
	sqlite3_prepare_v2(db,
	    "SELECT format('INSERT INTO sqlite_schema VALUES(%Q,%Q,%Q,%d,%Q)', i.type, i.name, "
	    "i.tbl_name, i.rootpage, i.sql), format('UPDATE sqlite_schema SET sql=%Q WHERE "
	    "type=''table'' AND name=%Q', t.sql, t.name) FROM sqlite_schema i, sqlite_schema t "
	    "WHERE i.name=? AND t.type='table' AND t.name=i.tbl_name",
	    -1, &q, NULL);
	sqlite3_bind_text(q, 1, index, -1, SQLITE_STATIC);
	if (sqlite3_step(q) != SQLITE_ROW)
		bail(index, "no such index");
	insert = sqlite3_mprintf("%s", sqlite3_column_text(q, 0));
	table = sqlite3_mprintf("%s", sqlite3_column_text(q, 1));
	sqlite3_finalize(q);
	sqlite3_close(db);
	schema_exec(f,
	    sqlite3_mprintf("DELETE FROM sqlite_schema WHERE name=%Q; UPDATE sqlite_schema SET "
			    "sql=replace(sql, %Q, '') WHERE type='table'",
		index, gone));
	fixture_sql(f, behind);
	schema_exec(f, table);
	schema_exec(f, insert);
}

int64_t fixture_int(const struct fixture *f, const char *sql)
{
	sqlite3 *db = raw_open(f);
	sqlite3_stmt *q = NULL;
	int64_t v;

	if (sqlite3_prepare_v2(db, sql, -1, &q, NULL) != SQLITE_OK ||
	    sqlite3_step(q) != SQLITE_ROW)
		bail(sql, sqlite3_errmsg(db));
	v = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	sqlite3_close(db);
	return v;
}

static void bind_flipped(sqlite3_stmt *set, sqlite3_stmt *get)
{
	int type = sqlite3_column_type(get, 0);
	int n = sqlite3_column_bytes(get, 0);
	unsigned char *copy;

	if (type == SQLITE_INTEGER) {
		sqlite3_bind_int64(set, 1, sqlite3_column_int64(get, 0) ^ 1);
		return;
	}
	copy = calloc(1, (size_t)n + 1);
	if (n > 0)
		memcpy(copy, sqlite3_column_blob(get, 0), (size_t)n);
	copy[n / 2] ^= 1;
	if (type == SQLITE_TEXT)
		sqlite3_bind_text(set, 1, (const char *)copy, n, SQLITE_TRANSIENT);
	else
		sqlite3_bind_blob(set, 1, copy, n > 0 ? n : 1, SQLITE_TRANSIENT);
	free(copy);
}

void fixture_flip(
    const struct fixture *f, const char *table, const char *column, const char *where)
{
	sqlite3 *db = raw_open(f);
	char *kept[TRIGGERS];
	int n = take_triggers(db, kept);
	sqlite3_stmt *get = NULL;
	sqlite3_stmt *set = NULL;
	char *sql = sqlite3_mprintf("SELECT %s, rowid FROM %s WHERE %s", column, table, where);

	if (sqlite3_prepare_v2(db, sql, -1, &get, NULL) != SQLITE_OK ||
	    sqlite3_step(get) != SQLITE_ROW)
		bail(sql, sqlite3_errmsg(db));
	sqlite3_free(sql);
	sql = sqlite3_mprintf("UPDATE %s SET %s=? WHERE rowid=?", table, column);
	if (sqlite3_prepare_v2(db, sql, -1, &set, NULL) != SQLITE_OK)
		bail(sql, sqlite3_errmsg(db));
	bind_flipped(set, get);
	sqlite3_bind_int64(set, 2, sqlite3_column_int64(get, 1));
	sqlite3_finalize(get);
	if (sqlite3_step(set) != SQLITE_DONE || sqlite3_changes(db) != 1)
		bail(sql, sqlite3_errmsg(db));
	sqlite3_finalize(set);
	sqlite3_free(sql);
	give_triggers(db, kept, n);
	sqlite3_close(db);
}

/*
 * In a process of its own: closing a descriptor of the vault would drop the
 * locks that SQLite holds on it in this one.
 */
void fixture_copy(const char *from, const char *to)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		execlp("cp", "cp", "-aT", from, to, (char *)NULL);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
		bail("copy", from);
}

static void beside(char *out, size_t size, const struct fixture *f, const char *name)
{
	snprintf(out, size, "%s/%s", f->dir, name);
}

void fixture_save(const struct fixture *f, const char *name)
{
	char to[160];

	beside(to, sizeof to, f, name);
	fixture_copy(f->path, to);
}

void fixture_restore(const struct fixture *f, const char *name)
{
	char from[160];

	beside(from, sizeof from, f, name);
	fixture_copy(from, f->path);
}

void fixture_poke(const char *path, long at, unsigned char mask)
{
	FILE *file = fopen(path, "r+b");
	int c;

	if (file == NULL || fseek(file, at, SEEK_SET) != 0 || (c = fgetc(file)) == EOF ||
	    fseek(file, at, SEEK_SET) != 0 || fputc(c ^ mask, file) == EOF || fclose(file) != 0)
		bail("poke", path);
}

long fixture_size(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		bail("stat", path);
	return (long)st.st_size;
}

void fixture_forget(const struct fixture *f)
{
	fixture_remove(f->state);
}

void fixture_state_file(
    char *out, size_t size, const struct fixture *f, int64_t member, const char *name)
{
	DIR *d = opendir(f->state);
	struct dirent *entry;
	char end[32];
	bool found = false;

	snprintf(end, sizeof end, "-%lld", (long long)member);
	while (d != NULL && (entry = readdir(d)) != NULL) {
		const char *dash = strchr(entry->d_name, '-');

		if (dash == NULL || strcmp(dash, end) != 0)
			continue;
		snprintf(out, size, "%s/%s/%s", f->state, entry->d_name, name);
		found = true;
	}
	if (!found)
		bail("state", "none of that member");
	closedir(d);
}
