#include "transfer/export.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "envelope/age.h"
#include "envelope/keys.h"
#include "export_document_int.h"
#include "export_file_int.h"
#include "vault/collection.h"
#include "vault/emergency.h"
#include "vault/policy.h"

/* The document on its way to its file. */
struct writer {
	struct export_document doc;
	struct export_file file;
};

void export_report_finish(struct export_report *r)
{
	free(r->left_out);
	*r = (struct export_report){0};
}

void export_emergency(struct emergency *m, const struct envelope_keys *k)
{
	memcpy(m->keys.sign, k->sign_public, sizeof m->keys.sign);
	memcpy(m->keys.seal, k->open_public, sizeof m->keys.seal);
	memcpy(m->recipient, k->recipient, sizeof m->recipient);
	memcpy(m->export_sign, k->seal_public, sizeof m->export_sign);
	m->export_seed = k->seal_seed;
}

/* the file */

static enum rc record(struct writer *w, struct err *e)
{
	const char *list = buf_cstr(&w->doc.list);

	if (list == NULL)
		return err_nomem(e);
	return emergency_record_seal(w->doc.session,
	    &(struct sealed_export){.items = list,
		.path = w->file.path,
		.digest = w->file.digest,
		.elsewhere = !export_file_is(&w->file, policy_seal_path(w->doc.session))},
	    e);
}

static enum rc write_file(
    struct writer *w, const char *path, const struct secret *seed, struct err *e)
{
	const struct age_sink sink = {.write = export_file_write, .arg = &w->file};
	enum rc rc;

	if ((rc = export_file_open(&w->file, path, e)) != RC_OK ||
	    (rc = age_writer_new(&w->doc.age,
		 session_roster(w->doc.session)->envelope.recipient, 1, sink, e)) != RC_OK ||
	    (rc = export_document_put(&w->doc, seed, e)) != RC_OK ||
	    (rc = export_file_prove(&w->file, e)) != RC_OK || (rc = record(w, e)) != RC_OK)
		goto out;
	rc = export_file_commit(&w->file, e);
out:
	age_writer_free(w->doc.age);
	export_file_finish(&w->file);
	return rc;
}

/* what is said about it */

static enum rc put_left_out(
    struct buf *out, struct session *s, const struct collection *c, struct err *e)
{
	enum rc rc = RC_OK;

	if (out->n > 0)
		buf_add_str(out, ", ");
	if (collection_granted(s, c->id))
		rc = collection_name(out, s, c->id, e);
	else
		buf_printf(out, "#%lld", (long long)c->id);
	buf_printf(out, " (%lld)", (long long)c->items);
	return rc;
}

static enum rc describe(const struct writer *w, struct err *e)
{
	struct export_report *report = w->doc.report;
	struct session *s = w->doc.session;
	const struct roster *t = session_roster(s);
	struct buf out = {0};
	enum rc rc = RC_OK;

	for (size_t i = 0; i < t->n_collections && rc == RC_OK; i++) {
		const struct collection *c = &t->collections[i];

		report->total += c->items;
		if (!c->sealed && c->items > 0)
			rc = put_left_out(&out, s, c, e);
	}
	if (w->doc.skipped.n > 0) {
		buf_add_str(&out, out.n > 0 ? ", " : "");
		buf_add_slice(&out, buf_slice(&w->doc.skipped));
	}
	if (rc == RC_OK && out.n > 0) {
		const char *text = buf_cstr(&out);

		report->left_out = text == NULL ? NULL : strdup(text);
		if (report->left_out == NULL)
			rc = err_nomem(e);
	}
	buf_finish(&out);
	return rc;
}

/* the transaction */

static enum rc hold(struct secret **seed, struct session *s, struct err *e)
{
	enum rc rc = emergency_export_seed(seed, s, e);

	return rc == RC_OK ? emergency_check_holds(s, e) : rc;
}

static enum rc take_seed(struct secret **seed, struct session *s, struct err *e)
{
	struct err why = {0};
	enum rc rc = hold(seed, s, &why);

	if (rc == RC_REFUSED)
		return session_refuse(s, ACT_ENVELOPE_SEAL, SUB_ENVELOPE,
		    session_roster(s)->envelope.serial, "seal", e, "%s", why.text);
	return rc == RC_OK ? RC_OK : err_set(e, rc, "%s", why.text);
}

enum rc export_may(struct session *s, const char *path, struct err *e)
{
	const struct member *me = session_me(s);
	struct secret *seed = NULL;
	enum rc rc;

	if (!roster_may(me, RIGHT_SEAL))
		return err_set(e, RC_REFUSED, "a member with the role %s may not seal",
		    role_name(me->role));
	if ((rc = hold(&seed, s, e)) == RC_OK)
		rc = export_file_check(s, path, e);
	secret_free(seed);
	return rc;
}

enum rc export_seal(
    struct export_report *report, struct session *s, const char *path, struct err *e)
{
	struct writer w = {0};
	struct secret *seed = NULL;
	enum rc rc;

	*report = (struct export_report){0};
	export_document_init(&w.doc, s, report);
	if ((rc = session_begin(s, e)) != RC_OK)
		goto out;
	if ((rc = session_require(s, RIGHT_SEAL, ACT_ENVELOPE_SEAL, "seal", e)) == RC_OK &&
	    (rc = take_seed(&seed, s, e)) == RC_OK &&
	    (rc = export_file_check(s, path, e)) == RC_OK &&
	    (rc = write_file(&w, path, seed, e)) == RC_OK)
		rc = describe(&w, e);
	rc = session_end(s, rc, e);
out:
	if (rc != RC_OK)
		export_report_finish(report);
	secret_free(seed);
	export_document_finish(&w.doc);
	return rc;
}
