/*
 * fixture: a vault in a folder of its own, and hands that break into it.
 *
 * What a test takes for granted ends the program with "Bail out!" when it
 * fails, so that tests can be written as if it could not.
 */
#ifndef STRONGROOM_TESTS_FIXTURE_H
#define STRONGROOM_TESTS_FIXTURE_H

#include "crypto/kdf.h"
#include "vault/content.h"
#include "vault/roster.h"
#include "vault/session.h"

struct secret;

/* The least that Argon2id may cost. */
extern const struct kdf_cost CHEAP;

#define FOUNDER "Ada Clerk"
#define COUNCIL "Little Test Parish Council"
#define FIRST_COLLECTION "General"

struct fixture {
	char dir[64];
	char path[96];  /* of the vault */
	char state[96]; /* of what is remembered */
	struct session_options options;
	int warnings;
	char warned[ERR_TEXT]; /* the last one */
};

/* End the program unless rc is RC_OK. */
void must(enum rc rc, const struct err *e, const char *what);

/* Make the folder; no vault yet. */
void fixture_init(struct fixture *f);
/* Remove it with all that is in it. */
void fixture_finish(struct fixture *f);
/* Remove a folder with all that is in it. */
void fixture_remove(const char *path);

/* The passphrase of a member, "passphrase of member N"; to be freed. */
struct secret *fixture_passphrase(int64_t member);
struct secret *fixture_secret(const char *text);

/* A vault with its founder (member 1) and first collection (1), sealed. */
struct session *fixture_create(struct fixture *f);

/* Open, learn and unlock; with the passphrase given, or the member's (NULL). */
enum rc fixture_try(struct session **s, struct fixture *f, int64_t member,
    const char *passphrase, struct err *e);
/* The same, which has to work. */
struct session *fixture_open(struct fixture *f, int64_t member);

/* The same, with a transaction begun; and its commit, if it is open still, and the end. */
struct session *fixture_begin(struct fixture *f, int64_t member);
void fixture_end(struct session *s);

/* A test of this name: the log and every row are whole, which nobody needs to unlock for. */
void fixture_sound(struct fixture *f, const char *name);

/*
 * Add a member, by an open session of a clerk, who is not in a transaction,
 * and have the first passphrase changed to fixture_passphrase.
 */
int64_t fixture_member(
    struct fixture *f, struct session *clerk, const char *name, enum role role);
/* Only add; the first passphrase is "first passphrase of NAME". */
int64_t fixture_first(struct session *clerk, const char *name, enum role role);
/* And then have it changed to fixture_passphrase. */
void fixture_change(struct fixture *f, int64_t id, const char *name);

/* One transaction each, by an open session. */
int64_t fixture_item(struct session *s, int64_t collection, const char *title);
int64_t fixture_collection(struct session *s, const char *name, bool sealed);
void fixture_grant(struct session *s, int64_t collection, int64_t member, bool edit);

/* A login with that title, the user name "clerk@example.org" and a password. */
void fixture_content(struct content *c, const char *title, const char *password);

/*
 * Run SQL on the file, behind the back of the program: without its authorizer,
 * and with the triggers of the audit table out of the way for the time.
 */
void fixture_sql(const struct fixture *f, const char *sql);
/* Likewise, but the triggers stay, and the schema may be written. */
void fixture_schema(const struct fixture *f, const char *sql);
/*
 * Make an index lie: run "before", then "behind" while the file has no such
 * index (nor the constraint that it stands for, unless that is NULL), and put
 * the index back as it was.
 */
void fixture_doctor(const struct fixture *f, const char *index, const char *constraint,
    const char *before, const char *behind);
/* The integer that a query answers. */
int64_t fixture_int(const struct fixture *f, const char *sql);
/* Change one bit of a column of the row where "where" holds. */
void fixture_flip(
    const struct fixture *f, const char *table, const char *column, const char *where);

/* The files beside the vault: a copy under another name, and back. */
void fixture_copy(const char *from, const char *to);
void fixture_save(const struct fixture *f, const char *name);
void fixture_restore(const struct fixture *f, const char *name);
/* Change one byte of a file. */
void fixture_poke(const char *path, long at, unsigned char mask);
long fixture_size(const char *path);

/* Forget everything that this computer remembers. */
void fixture_forget(const struct fixture *f);
/* The path of the state file of a member, or of another file of that folder. */
void fixture_state_file(
    char *out, size_t size, const struct fixture *f, int64_t member, const char *name);

bool has_text(const struct err *e, const char *part);

#endif
