/*
 * store: the vault file, a SQLite database.
 *
 * One function a query. A store knows no keys and decides nothing: it keeps and
 * gives back ciphertext, and whoever asks checks what comes back against the
 * audit table. What the store does guarantee is that the file has exactly the
 * schema of format 1 in every transaction, and that a commit is durable.
 */
#ifndef STRONGROOM_STORE_STORE_H
#define STRONGROOM_STORE_STORE_H

#include "base/buf.h"

struct store;

/*
 * Make a new, empty vault file at path, mode 0600. On RC_OK *s is open in a
 * write transaction: nothing is in the file until store_commit.
 * RC_EXISTS if there is a file of that name, unless it is empty, this user's
 * and has no other name: then it is used, and its mode set.
 */
MUST_CHECK enum rc store_create(struct store **s, const char *path, struct err *e);

/*
 * Open the vault file at path; a symbolic link is not followed.
 * RC_NOTFOUND: no such file. RC_INPUT: not a vault, or of a later format.
 * RC_TAMPER: its header or its schema is not that of format 1.
 */
MUST_CHECK enum rc store_open(struct store **s, const char *path, struct err *e);

/* Close, undoing a transaction that is open. Accepts NULL. */
void store_close(struct store *s);

/* Close a store that store_create made and remove its file. */
void store_discard(struct store *s);

/* The full path of the file, which lives as long as the store. */
const char *store_path(const struct store *s);

/* Is the file out of other users' reach? Not on file systems without modes. */
bool store_is_private(const struct store *s);

/* RC_IO, with the reason, if this user cannot write the file. */
MUST_CHECK enum rc store_check_writable(struct store *s, struct err *e);

/*
 * Begin a transaction that may write (waits up to five seconds for other
 * programs, then RC_BUSY) or only read. Either compares the schema, and makes
 * sure that the file at the path is still the one that was opened: RC_TAMPER.
 */
MUST_CHECK enum rc store_begin_write(struct store *s, struct err *e);
MUST_CHECK enum rc store_begin_read(struct store *s, struct err *e);

/* The same to read, but from the file, not from what was kept in memory of it. */
MUST_CHECK enum rc store_begin_fresh(struct store *s, struct err *e);

/* The same, and keep everybody else out until its end, readers too. */
MUST_CHECK enum rc store_begin_alone(struct store *s, struct err *e);

/*
 * Much is to come that nobody has to read or sign meanwhile: write it from here
 * on as it comes, and keep others from reading, rather than hold it in memory.
 */
MUST_CHECK enum rc store_write_early(struct store *s, struct err *e);

/* Commit, durable on return. On failure the transaction is undone. */
MUST_CHECK enum rc store_commit(struct store *s, struct err *e);

/* Undo, or end a transaction that only read. */
void store_rollback(struct store *s);

bool store_in_transaction(const struct store *s);

/* SQLite's own check of the whole file; RC_TAMPER with its first finding. */
MUST_CHECK enum rc store_check(struct store *s, struct err *e);

/*
 * Copy the whole file to the empty one at path, durable on return. Within a
 * transaction that reads, it is the state which that sees.
 */
MUST_CHECK enum rc store_copy(struct store *s, const char *path, struct err *e);

/*
 * Rows. The slices of a row that was read point into its own memory; _finish
 * gives it back. In a row to be written they point where the caller likes.
 */

/* One record of the audit table: strongroom-vault(5), AUDIT TABLE. */
struct audit_row {
	int64_t seq;
	int64_t time_ms;
	int64_t actor;
	int64_t subject;
	int64_t version;
	int64_t period;
	struct slice prev;
	struct slice action;
	struct slice outcome;
	struct slice subject_kind;
	struct slice digest;
	struct slice public;
	struct slice detail_hash;
	struct slice sig;
	struct slice leaf;
	struct buf own;
};

struct detail_row {
	int64_t seq;
	struct slice sealed;
	struct buf own;
};

struct member_row {
	int64_t id;
	int64_t mem_kib;
	int64_t passes;
	int64_t lanes;
	struct slice name;
	struct slice salt;
	struct slice seed; /* box */
	struct buf own;
};

/* One generation of a collection's key. */
struct generation_row {
	int64_t collection;
	int64_t generation;
	struct slice name;     /* box of the collection's name */
	struct slice previous; /* box of the key before; empty in generation 1 */
	struct buf own;
};

/* A key sealed to a member. */
struct seal_row {
	struct slice kind; /* "collection", "period" or "envelope" */
	int64_t id;
	int64_t generation; /* of a collection; else 0 */
	int64_t member;
	struct slice sealed;
	struct buf own;
};

struct item_row {
	int64_t id;
	int64_t version;
	int64_t collection;
	int64_t generation;
	int64_t custodian;
	struct slice title;    /* keyed hash of the title */
	struct slice overview; /* box */
	struct slice secret;   /* box */
	struct buf own;
};

/* A piece of an attachment. */
struct chunk_row {
	int64_t id; /* of the attachment, times STORE_CHUNKS, plus the number of the piece */
	struct slice box;
	struct buf own;
};

enum { STORE_CHUNKS = 64 }; /* pieces of an attachment, at most */

void audit_row_finish(struct audit_row *r);
void detail_row_finish(struct detail_row *r);
void member_row_finish(struct member_row *r);
void generation_row_finish(struct generation_row *r);
void seal_row_finish(struct seal_row *r);
void item_row_finish(struct item_row *r);
void chunk_row_finish(struct chunk_row *r);

/* Append a record; the triggers refuse any but the next seq. */
MUST_CHECK enum rc store_audit_append(
    struct store *s, const struct audit_row *r, struct err *e);
MUST_CHECK enum rc store_detail_append(
    struct store *s, const struct detail_row *r, struct err *e);

/* Insert a piece; one of that id must not be there. */
MUST_CHECK enum rc store_chunk_append(
    struct store *s, const struct chunk_row *r, struct err *e);

/*
 * Insert the row, or replace the one with the same key. RC_INPUT if the row has
 * more than 20 MB; one in the file that has is RC_TAMPER when it is read.
 */
MUST_CHECK enum rc store_member_put(struct store *s, const struct member_row *r, struct err *e);
MUST_CHECK enum rc store_generation_put(
    struct store *s, const struct generation_row *r, struct err *e);
MUST_CHECK enum rc store_seal_put(struct store *s, const struct seal_row *r, struct err *e);
MUST_CHECK enum rc store_item_put(struct store *s, const struct item_row *r, struct err *e);

/* One row by its key; RC_NOTFOUND if there is none. *r is to be finished on RC_OK. */
MUST_CHECK enum rc store_audit_get(
    struct audit_row *r, struct store *s, int64_t seq, struct err *e);
MUST_CHECK enum rc store_detail_get(
    struct detail_row *r, struct store *s, int64_t seq, struct err *e);
MUST_CHECK enum rc store_member_get(
    struct member_row *r, struct store *s, int64_t id, struct err *e);
MUST_CHECK enum rc store_generation_get(struct generation_row *r, struct store *s,
    int64_t collection, int64_t generation, struct err *e);
MUST_CHECK enum rc store_seal_get(struct seal_row *r, struct store *s, const char *kind,
    int64_t id, int64_t generation, int64_t member, struct err *e);
MUST_CHECK enum rc store_item_get(
    struct item_row *r, struct store *s, int64_t id, int64_t version, struct err *e);
MUST_CHECK enum rc store_chunk_get(
    struct chunk_row *r, struct store *s, int64_t id, struct err *e);

/* The highest seq, 0 if there is no record. */
MUST_CHECK enum rc store_audit_last(int64_t *seq, struct store *s, struct err *e);

/*
 * Every row of a table (of the audit table from a seq on, and in its order),
 * one at a time. row is a const struct audit_row *, detail_row * and so on; it
 * belongs to the walk. Anything but RC_OK from each ends the walk and is
 * returned. each may read, but not write, the same table.
 */
typedef enum rc store_each(void *arg, const void *row, struct err *e);

MUST_CHECK enum rc store_audit_each(
    struct store *s, int64_t from, store_each *each, void *arg, struct err *e);
MUST_CHECK enum rc store_detail_each(
    struct store *s, store_each *each, void *arg, struct err *e);
MUST_CHECK enum rc store_member_each(
    struct store *s, store_each *each, void *arg, struct err *e);
MUST_CHECK enum rc store_generation_each(
    struct store *s, store_each *each, void *arg, struct err *e);
MUST_CHECK enum rc store_seal_each(struct store *s, store_each *each, void *arg, struct err *e);
MUST_CHECK enum rc store_item_each(struct store *s, store_each *each, void *arg, struct err *e);
/* In the order of their ids. */
MUST_CHECK enum rc store_chunk_each(
    struct store *s, store_each *each, void *arg, struct err *e);

/*
 * Items whose title hash is the given one, by the index: a hint, for the index
 * can lie. Calls each with id and version.
 */
MUST_CHECK enum rc store_item_by_title(struct store *s, struct slice title,
    enum rc (*each)(void *arg, int64_t id, int64_t version, struct err *e), void *arg,
    struct err *e);

#endif
