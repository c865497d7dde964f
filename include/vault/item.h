/*
 * item: logins, notes, devices: what a collection holds.
 *
 * An item is opened in two steps. Its overview (title, user name, addresses,
 * tags, plain fields) opens with the collection key. Its secret opens only
 * after item_reveal was recorded and the transaction committed.
 */
#ifndef STRONGROOM_VAULT_ITEM_H
#define STRONGROOM_VAULT_ITEM_H

#include "vault/content.h"
#include "vault/session.h"

struct secret;

struct item {
	int64_t id;
	int64_t version;
	int64_t collection;
	int64_t generation;
	int64_t custodian;
	int64_t updated_ms;
	bool unreadable;        /* its author sealed what opens for nobody; it can be removed */
	struct content content; /* hidden values are empty until item_open */
	/* private */
	struct buf overview;   /* decrypted; content points into it */
	struct buf sealed;     /* the secret as it lies in the row */
	struct secret *secret; /* decrypted */
	int64_t reveal_seq;    /* of the record that allows opening it; 0: none */
};

void item_finish(struct item *it);

/*
 * The item that is meant: "#ID", "COLLECTION/TITLE", its title, or an
 * unambiguous part of it; among what the member can open. RC_NOTFOUND,
 * RC_USAGE if several fit (naming some), RC_REFUSED (and it is on the log) for
 * what was not granted. To be finished by the caller on RC_OK.
 */
MUST_CHECK enum rc item_find(
    struct item *it, struct session *s, const char *text, struct err *e);

/* One item by its id, its newest version; RC_NOTFOUND, RC_REFUSED (not recorded). */
MUST_CHECK enum rc item_get(struct item *it, struct session *s, int64_t id, struct err *e);

/* In which collection an item is, or was when it was removed; RC_NOTFOUND. */
MUST_CHECK enum rc item_collection(
    int64_t *collection, struct session *s, int64_t id, struct err *e);

/*
 * Every item that is not removed, of one collection or (0) of all that the
 * member can open, with its overview, in the order of ids. RC_TAMPER if a row
 * is missing or altered. An item belongs to the walk.
 */
typedef enum rc item_each(void *arg, struct item *it, struct err *e);
MUST_CHECK enum rc item_walk(
    struct session *s, int64_t collection, item_each *each, void *arg, struct err *e);

/* The item of exactly that title in a collection; RC_NOTFOUND if there is none. */
MUST_CHECK enum rc item_by_title(
    int64_t *id, struct session *s, int64_t collection, struct slice title, struct err *e);

/* Add, within a transaction. RC_EXISTS if the collection has the title already. */
MUST_CHECK enum rc item_add(int64_t *id, struct session *s, int64_t collection,
    const struct content *c, const char *reason, struct err *e);

/* The same without looking for the title, for who has looked himself. */
MUST_CHECK enum rc item_add_new(int64_t *id, struct session *s, int64_t collection,
    const struct content *c, const char *reason, struct err *e);

/* A new version with that content; RC_EXISTS as above. */
MUST_CHECK enum rc item_edit(struct session *s, const struct item *it, const struct content *c,
    const char *reason, struct err *e);

MUST_CHECK enum rc item_remove(
    struct session *s, const struct item *it, const char *reason, struct err *e);

/*
 * Record, within a transaction, that the item's secret is given out, or its
 * hidden fields of the labels in fields. Nothing is decrypted by it.
 */
MUST_CHECK enum rc item_reveal(
    struct item *it, struct session *s, const char *fields, const char *reason, struct err *e);

/*
 * Decrypt the secret of an item whose reveal is recorded and committed;
 * RC_REFUSED if it is not. The content then has all values.
 */
MUST_CHECK enum rc item_open(struct item *it, struct session *s, struct err *e);

/*
 * Decrypt it to encrypt it again (an edit, a new key), or to compare it, which
 * gives nothing out and leaves no record of its own.
 */
MUST_CHECK enum rc item_open_unseen(struct item *it, struct session *s, struct err *e);

/*
 * A new version in another collection, under the newest key of that one. The
 * content stays as it was, and so does the time of its last change.
 * RC_EXISTS if it is there already, or another item of that title is.
 */
MUST_CHECK enum rc item_move(
    struct session *s, struct item *it, int64_t collection, const char *reason, struct err *e);

/*
 * A new version with the content of an older one, where the item is or was
 * when it was removed: *collection, whose holders can open it then, also if the
 * older one lies in another. RC_EXISTS if the older one is the newest, or the title
 * is taken; RC_TAMPER if it opens for nobody.
 */
MUST_CHECK enum rc item_restore(int64_t *version, int64_t *collection, struct session *s,
    struct item *old, const char *reason, struct err *e);

/* Encrypt the newest version again under the newest key of its collection. */
MUST_CHECK enum rc item_rekey(struct session *s, struct item *it, struct err *e);

#endif
