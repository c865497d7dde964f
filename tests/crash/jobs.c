#include "jobs.h"

#include <stdio.h>
#include <string.h>

#include "crypto/secret.h"
#include "envelope/keys.h"
#include "faultmem.h"
#include "transfer/export.h"
#include "transfer/import.h"
#include "transfer/parse.h"
#include "vault/attachment.h"
#include "vault/collection.h"
#include "vault/emergency.h"
#include "vault/grant.h"
#include "vault/item.h"
#include "vault/member.h"

enum { IMPORTED = 20 };

const char *job_name(enum job j)
{
	static const char *const NAMES[] = {"add", "edit", "attach", "reveal", "revoke",
	    "import", "seal", "passphrase", "member add", "first passphrase", "init"};

	return NAMES[j];
}

const char *job_export(const struct fixture *f)
{
	static char path[128];

	snprintf(path, sizeof path, "%s/council.age", f->dir);
	return path;
}

/* the jobs, within a transaction */

static enum rc add(struct session *s, struct err *e)
{
	struct content c;
	int64_t id;
	enum rc rc;

	fixture_content(&c, "Added", "a new password");
	rc = item_add(&id, s, 1, &c, "a reason", e);
	content_finish(&c);
	return rc;
}

static enum rc edit(struct session *s, struct err *e)
{
	struct item it = {0};
	enum rc rc;

	if ((rc = item_get(&it, s, 1, e)) != RC_OK ||
	    (rc = item_open_unseen(&it, s, e)) != RC_OK)
		goto out;
	content_set_field(&it.content, slice_str(LABEL_PASSWORD), FIELD_SECRET,
	    slice_str("an edited password"));
	rc = item_edit(s, &it, &it.content, NULL, e);
out:
	item_finish(&it);
	return rc;
}

static enum rc attach(struct session *s, struct err *e)
{
	static uint8_t bytes[ATTACHMENT_CHUNK + 1]; /* two pieces */
	uint8_t value[FILE_VALUE];
	struct item it = {0};
	enum rc rc;

	if ((rc = item_get(&it, s, 1, e)) != RC_OK ||
	    (rc = item_open_unseen(&it, s, e)) != RC_OK ||
	    (rc = attachment_add_bytes(value, s, it.collection, it.content.title,
		 slice_str("codes.txt"), slice_of(bytes, sizeof bytes), e)) != RC_OK)
		goto out;
	content_add_field(
	    &it.content, slice_str("codes.txt"), FIELD_FILE, slice_of(value, sizeof value));
	rc = item_edit(s, &it, &it.content, NULL, e);
out:
	wipe(value, sizeof value);
	item_finish(&it);
	return rc;
}

static enum rc member(struct session *s, struct err *e)
{
	struct secret *first =
	    secret_copy("the first passphrase", strlen("the first passphrase"));
	int64_t id;
	enum rc rc;

	if (first == NULL)
		return err_nomem(e);
	rc = member_add(&id, s, "Ed Added", ROLE_COUNCILLOR, first, &CHEAP, e);
	secret_free(first);
	return rc;
}

static enum rc in_transaction(enum job j, struct session *s, struct err *e)
{
	switch (j) {
	case JOB_ADD:
		return add(s, e);
	case JOB_EDIT:
		return edit(s, e);
	case JOB_ATTACH:
		return attach(s, e);
	case JOB_REVOKE:
		return grant_remove(s, 1, READER, e);
	default:
		return member(s, e);
	}
}

/* those with one of their own */

/* The value leaves the program only here. */
static void give_out(struct result *r, struct session *s, const struct item *it)
{
	const struct field *f = content_field(&it->content, slice_str(LABEL_PASSWORD));

	snprintf(r->value, sizeof r->value, "%.*s", SLICE_ARG(f->value));
	for (size_t i = 0; i < HASH_SIZE; i++)
		snprintf(r->leaf + 2 * i, 3, "%02X", session_leaf(s)[i]);
	r->seq = it->reveal_seq;
	r->revealed = true;
}

static enum rc reveal(struct result *r, struct session *s, struct err *e)
{
	struct item it = {0};
	enum rc rc;

	if ((rc = session_begin(s, e)) != RC_OK)
		return rc;
	if ((rc = item_get(&it, s, 2, e)) == RC_OK)
		rc = item_reveal(&it, s, LABEL_PASSWORD, NULL, e);
	if ((rc = session_end(s, rc, e)) != RC_OK || (rc = item_open(&it, s, e)) != RC_OK)
		goto out;
	give_out(r, s, &it);
out:
	item_finish(&it);
	return rc;
}

static enum rc import(struct session *s, struct err *e)
{
	const struct import_options options = {.file = "logins.json"};
	struct import_report report;
	struct parse_source *source = NULL;
	struct buf file = {0};
	enum rc rc;

	buf_add_str(&file, "{\"encrypted\":false,\"items\":[");
	for (int i = 0; i < IMPORTED; i++)
		buf_printf(&file,
		    "%s{\"type\":1,\"name\":\"Imported %d\",\"login\":{\"password\":\"p%d\"}}",
		    i == 0 ? "" : ",", i, i);
	buf_add_str(&file, "]}");
	rc = buf_ok(&file)
		 ? parse_open(&source, buf_slice(&file), &(struct parse_options){0}, e)
		 : err_nomem(e);
	if (rc == RC_OK && (rc = import_items(&report, s, source, &options, e)) == RC_OK)
		import_report_finish(&report);
	parse_close(source);
	buf_finish(&file);
	return rc;
}

static enum rc change_passphrase(
    struct session *s, const char *old, const char *new, struct err *e)
{
	struct secret *current = secret_copy(old, strlen(old));
	struct secret *next = secret_copy(new, strlen(new));
	enum rc rc = current == NULL || next == NULL
			 ? err_nomem(e)
			 : member_change_passphrase(s, current, next, e);

	secret_free(current);
	secret_free(next);
	return rc;
}

static enum rc with_session(
    struct result *r, enum job j, struct fixture *f, struct session *s, struct err *e)
{
	struct export_report report;
	enum rc rc;

	switch (j) {
	case JOB_REVEAL:
		return reveal(r, s, e);
	case JOB_IMPORT:
		return import(s, e);
	case JOB_SEAL:
		if ((rc = export_seal(&report, s, job_export(f), e)) == RC_OK)
			export_report_finish(&report);
		return rc;
	case JOB_PASSPHRASE:
		return change_passphrase(s, "passphrase of member 1", NEW_PASSPHRASE, e);
	case JOB_FIRST:
		return change_passphrase(s, FIRST_PASSPHRASE, "passphrase of member 4", e);
	default:
		if ((rc = session_begin(s, e)) != RC_OK)
			return rc;
		return session_end(s, in_transaction(j, s, e), e);
	}
}

/* A session without the fixture's helpers, which end the program when memory does. */
static enum rc open_session(
    struct session **out, struct fixture *f, int64_t who, const char *text, struct err *e)
{
	struct secret *passphrase = secret_copy(text, strlen(text));
	struct session *s = NULL;
	enum rc rc;

	if (passphrase == NULL)
		return err_nomem(e);
	if ((rc = session_open(&s, &f->options, e)) == RC_OK &&
	    (rc = session_learn(s, who, e)) == RC_OK)
		rc = session_unlock(s, passphrase, e);
	secret_free(passphrase);
	*out = s;
	return rc;
}

static enum rc init(struct fixture *f, struct err *e)
{
	struct secret *passphrase =
	    secret_copy("passphrase of member 1", strlen("passphrase of member 1"));
	struct session *s = NULL;
	enum rc rc;

	if (passphrase == NULL)
		return err_nomem(e);
	rc = session_create(
	    &s, &f->options, COUNCIL, FOUNDER, FIRST_COLLECTION, passphrase, &CHEAP, e);
	secret_free(passphrase);
	session_close(s);
	return rc;
}

enum rc job_run(struct result *r, enum job j, struct fixture *f, struct err *e)
{
	struct session *s = NULL;
	enum rc rc;

	if (j == JOB_INIT)
		return init(f, e);
	rc = j == JOB_FIRST ? open_session(&s, f, NEWCOMER, FIRST_PASSPHRASE, e)
			    : open_session(&s, f, CLERK, "passphrase of member 1", e);
	r->opening = faultmem_count();
	if (rc == RC_OK)
		rc = with_session(r, j, f, s, e);
	session_close(s);
	return rc;
}

/* what they begin with */

static struct envelope_keys *make_envelope(struct session *s)
{
	static const char *const HOLDERS[] = {"The chair"};
	struct emergency m = {.holders = HOLDERS, .n_holders = 1, .need = 1};
	struct secret *secret = fixture_secret("sixteen bytes!!!");
	struct envelope_keys *keys;
	struct err e;

	must(envelope_keys_derive(&keys, secret, &e), &e, "keys");
	export_emergency(&m, keys);
	must(session_begin(s, &e), &e, "begin");
	must(emergency_create(s, &m, &e), &e, "an envelope");
	must(session_commit(s, &e), &e, "commit");
	secret_free(secret);
	return keys;
}

struct envelope_keys *jobs_prepare(struct fixture *f)
{
	struct session *s = fixture_create(f);
	struct export_report report;
	struct envelope_keys *keys;
	struct err e;

	(void)fixture_member(f, s, "Bert Chair", ROLE_CHAIR);
	(void)fixture_member(f, s, "Carol Reader", ROLE_COUNCILLOR);
	(void)fixture_first(s, "Dora New", ROLE_AUDITOR);
	fixture_grant(s, 1, 2, false);
	fixture_grant(s, 1, READER, true);
	keys = make_envelope(s);
	(void)fixture_item(s, 1, "Bank");
	(void)fixture_item(s, 1, "Printer");
	must(export_seal(&report, s, job_export(f), &e), &e, "seal");
	export_report_finish(&report);
	for (int i = 0; i < 6; i++) {
		char title[16];

		snprintf(title, sizeof title, "Item %d", i);
		(void)fixture_item(s, 1, title);
	}
	session_close(s);
	return keys;
}
