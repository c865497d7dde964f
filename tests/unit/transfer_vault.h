/*
 * transfer_vault: a vault with an envelope, items and people, for the tests of transfer.
 */
#ifndef STRONGROOM_TESTS_TRANSFER_VAULT_H
#define STRONGROOM_TESTS_TRANSFER_VAULT_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "crypto/secret.h"
#include "envelope/keys.h"
#include "tap.h"
#include "transfer/export.h"
#include "transfer/import.h"
#include "transfer/parse.h"
#include "vault/collection.h"
#include "vault/content.h"
#include "vault/emergency.h"
#include "vault/grant.h"
#include "vault/item.h"
#include "vault/member.h"
#include "vault/session.h"

struct tv {
	char dir[64];
	char vault[80];
	char state[80];
	struct session_options options;
	struct session *session; /* of the clerk, member 1 */
	struct secret *passphrase;
	struct kdf_cost cost;
};

/* Import a text of the format, or of the one that it shows. */
static inline enum rc tv_import(struct import_report *report, struct session *s,
    struct slice file, const char *format, const struct import_options *options, struct err *e)
{
	struct parse_source *source = NULL;
	enum rc rc = parse_open(&source, file, &(struct parse_options){.format = format}, e);

	*report = (struct import_report){0};
	if (rc == RC_OK)
		rc = import_items(report, s, source, options, e);
	parse_close(source);
	return rc;
}

static inline struct secret *tv_secret(const char *text)
{
	return secret_copy(text, strlen(text));
}

/* What a test stands on: without it there is nothing to test. */
static inline void tv_must(enum rc rc, const struct err *e, const char *what)
{
	if (rc == RC_OK)
		return;
	ok(false, "%s: %s (%d)", what, e->text, (int)rc);
	(void)tap_done();
	exit(1);
}

static inline void tv_init(struct tv *f)
{
	struct err e = {0};

	*f = (struct tv){.cost = {19 * 1024, 2, 1}};
	snprintf(f->dir, sizeof f->dir, "/tmp/strongroom-test-XXXXXX");
	if (mkdtemp(f->dir) == NULL)
		abort();
	snprintf(f->vault, sizeof f->vault, "%s/vault.db", f->dir);
	snprintf(f->state, sizeof f->state, "%s/state", f->dir);
	f->options.path = f->vault;
	f->options.state_dir = f->state;
	f->passphrase = tv_secret("correct horse battery staple");
	tv_must(session_create(&f->session, &f->options, "Ashby Parish Council", "Jane Clerk",
		    "General", f->passphrase, &f->cost, &e),
	    &e, "a vault is made");
}

static inline int tv_unlink(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

static inline void tv_finish(struct tv *f)
{
	session_close(f->session);
	secret_free(f->passphrase);
	nftw(f->dir, tv_unlink, 8, FTW_DEPTH | FTW_PHYS);
}

/* Open the vault anew as a member. */
static inline struct session *tv_open(struct tv *f, int64_t member, const char *passphrase)
{
	struct secret *p = tv_secret(passphrase);
	struct session *s;
	struct err e = {0};

	tv_must(session_open(&s, &f->options, &e), &e, "the vault is opened");
	tv_must(session_learn(s, member, &e), &e, "the log is learned");
	tv_must(session_unlock(s, p, &e), &e, "the vault is unlocked");
	secret_free(p);
	return s;
}

/* After a failure a session is of no more use. */
static inline void tv_reopen(struct tv *f)
{
	session_close(f->session);
	f->session = tv_open(f, 1, "correct horse battery staple");
}

/* A member who has changed the first passphrase to "the own passphrase". */
static inline int64_t tv_member(struct tv *f, const char *name, enum role role)
{
	struct secret *first = tv_secret("the first passphrase");
	struct secret *own = tv_secret("the own passphrase");
	struct session *s;
	struct err e = {0};
	int64_t id;

	tv_must(session_begin(f->session, &e), &e, "begin");
	tv_must(member_add(&id, f->session, name, role, first, &f->cost, &e), &e, "a member");
	tv_must(session_commit(f->session, &e), &e, "commit");
	s = tv_open(f, id, "the first passphrase");
	tv_must(member_change_passphrase(s, first, own, &e), &e, "a passphrase");
	session_close(s);
	secret_free(first);
	secret_free(own);
	return id;
}

static inline int64_t tv_collection(struct tv *f, const char *name, bool sealed)
{
	struct err e = {0};
	int64_t id;

	tv_must(session_begin(f->session, &e), &e, "begin");
	tv_must(collection_add(&id, f->session, name, sealed, &e), &e, "a collection");
	tv_must(session_commit(f->session, &e), &e, "commit");
	return id;
}

static inline int64_t tv_item(struct tv *f, int64_t collection, const struct content *c)
{
	struct err e = {0};
	int64_t id;

	tv_must(session_begin(f->session, &e), &e, "begin");
	tv_must(item_add(&id, f->session, collection, c, NULL, &e), &e, "an item");
	tv_must(session_commit(f->session, &e), &e, "commit");
	return id;
}

static inline int64_t tv_login(
    struct tv *f, int64_t collection, const char *title, const char *password)
{
	struct content c = {.title = slice_str(title), .type = slice_str("login")};
	int64_t id;

	content_add_field(&c, slice_str(LABEL_PASSWORD), FIELD_SECRET, slice_str(password));
	id = tv_item(f, collection, &c);
	content_finish(&c);
	return id;
}

/* An envelope of one sheet; the keys belong to the caller. */
static inline struct envelope_keys *tv_envelope(struct tv *f)
{
	static const char *const holders[] = {"The chair"};
	struct emergency m = {.holders = holders, .n_holders = 1, .need = 1};
	struct secret *secret = tv_secret("sixteen bytes!!!");
	struct envelope_keys *keys = NULL;
	struct err e = {0};

	tv_must(envelope_keys_derive(&keys, secret, &e), &e, "keys");
	export_emergency(&m, keys);
	tv_must(session_begin(f->session, &e), &e, "begin");
	tv_must(emergency_create(f->session, &m, &e), &e, "an envelope");
	tv_must(session_commit(f->session, &e), &e, "commit");
	secret_free(secret);
	return keys;
}

static inline void tv_read(struct buf *out, const char *path)
{
	struct err e = {0};

	tv_must(file_read(out, path, 1 << 24, &e), &e, path);
}

/*
 * A content as a text to compare:
 *
 *   login "title"
 *   user "…", url "…", tag "…", each on a line
 *   plain|secret|notes|totp "label" "value"
 */
static inline void tv_describe(struct buf *b, const struct content *c)
{
	static const char *const kinds[] = {"plain", "secret", "notes", "totp"};

	buf_printf(b, "%.*s \"%.*s\"\n", SLICE_ARG(c->type), SLICE_ARG(c->title));
	if (c->username.n > 0)
		buf_printf(b, "user \"%.*s\"\n", SLICE_ARG(c->username));
	for (size_t i = 0; i < c->n_urls; i++)
		buf_printf(b, "url \"%.*s\"\n", SLICE_ARG(c->urls[i]));
	for (size_t i = 0; i < c->n_tags; i++)
		buf_printf(b, "tag \"%.*s\"\n", SLICE_ARG(c->tags[i]));
	for (size_t i = 0; i < c->n_fields; i++)
		buf_printf(b, "%s \"%.*s\" \"%.*s\"\n", kinds[c->fields[i].kind],
		    SLICE_ARG(c->fields[i].label), SLICE_ARG(c->fields[i].value));
}

/* The item of that title, found, revealed and opened as a person would. */
static inline void tv_show(struct buf *b, struct session *s, const char *title)
{
	struct item it = {0};
	struct err e = {0};

	tv_must(session_begin(s, &e), &e, "begin");
	tv_must(item_find(&it, s, title, &e), &e, title);
	tv_must(item_reveal(&it, s, NULL, NULL, &e), &e, "reveal");
	tv_must(session_commit(s, &e), &e, "commit");
	tv_must(item_open(&it, s, &e), &e, "open");
	tv_describe(b, &it.content);
	item_finish(&it);
}

#endif
