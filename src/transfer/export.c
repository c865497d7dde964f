#include "transfer/export.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "bitwarden_text_int.h"
#include "crypto/encode.h"
#include "crypto/secret.h"
#include "envelope/age.h"
#include "envelope/keys.h"
#include "export_file_int.h"
#include "export_list_int.h"
#include "file_text_int.h"
#include "json_text_int.h"
#include "seal_line_int.h"
#include "vault/collection.h"
#include "vault/emergency.h"
#include "vault/policy.h"

enum { FORMAT = 1, FILES_MAX = 8 << 20 /* bytes of all attachments in it */ };

/* The document on its way: text → hash and age → file. Text holds one item. */
struct writer {
	struct session *session;
	struct export_report *report;
	struct export_file file;
	struct age_writer *age;
	struct sha256 hash;
	struct buf text;
	struct json_text json;
	struct buf list;    /* "ID:VERSION …", for the record */
	struct buf origins; /* of export_list */
	struct buf skipped; /* "#ID, …": what cannot be exported */
	int64_t files_left; /* bytes of attachments that it can still take */
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

/* the document */

static enum rc flush(void *arg, struct err *e)
{
	struct writer *w = arg;
	enum rc rc;

	if (!buf_ok(&w->text) || !buf_ok(&w->list) || !buf_ok(&w->origins))
		return err_nomem(e);
	sha256_add(&w->hash, buf_slice(&w->text));
	rc = age_write(w->age, w->text.p, w->text.n, e);
	buf_clear(&w->text);
	return rc;
}

static enum rc put_folders(struct writer *w, struct err *e)
{
	const struct roster *t = session_roster(w->session);
	char id[BITWARDEN_ID];
	enum rc rc = RC_OK;

	json_text_open(&w->json, "folders", '[');
	for (size_t i = 0; i < t->n_collections && rc == RC_OK; i++) {
		struct buf name = {0};

		if (!t->collections[i].sealed)
			continue;
		rc = collection_name(&name, w->session, t->collections[i].id, e);
		bitwarden_text_id(
		    id, session_vault_id(w->session), "folder", t->collections[i].id);
		json_text_open(&w->json, NULL, '{');
		json_text_string(&w->json, "id", slice_str(id));
		json_text_string(&w->json, "name", buf_slice(&name));
		json_text_close(&w->json, '}');
		buf_finish(&name);
	}
	json_text_close(&w->json, ']');
	return rc;
}

/*
 * Whoever may edit could plant an item that opens for nobody, or that no other
 * program would take. It must not keep the rest out of the envelope.
 */
static enum rc skip(struct writer *w, const struct item *it, struct err *e)
{
	buf_printf(&w->skipped, "%s#%lld, which does not open or is malformed",
	    w->skipped.n > 0 ? ", " : "", (long long)it->id);
	return buf_ok(&w->skipped) ? RC_OK : err_nomem(e);
}

/*
 * Small ones, such as recovery codes: every change writes the whole export, often
 * to a stick. The others are named.
 */
static enum rc put_files(struct writer *w, const struct item *it, struct err *e)
{
	size_t without = 0;
	enum rc rc = file_text_json(
	    &w->json, flush, w, w->session, &it->content, &w->files_left, &without, e);

	if (without > 0)
		buf_printf(&w->skipped,
		    "%s%zu of the attachments of #%lld, for want of room "
		    "or because they do not open",
		    w->skipped.n > 0 ? ", " : "", without, (long long)it->id);
	return rc == RC_OK && !buf_ok(&w->skipped) ? err_nomem(e) : rc;
}

static enum rc put_item(void *arg, struct item *it, struct err *e)
{
	struct writer *w = arg;
	const uint8_t *vault = session_vault_id(w->session);
	char id[BITWARDEN_ID];
	char folder[BITWARDEN_ID];
	enum rc rc;

	if (!roster_collection(session_roster(w->session), it->collection)->sealed)
		return RC_OK;
	if ((rc = item_open_unseen(it, w->session, e)) != RC_OK)
		return it->unreadable ? skip(w, it, e) : rc;
	if (content_check(&it->content, NULL) != RC_OK)
		return skip(w, it, e);
	bitwarden_text_id(id, vault, "item", it->id);
	bitwarden_text_id(folder, vault, "folder", it->collection);
	bitwarden_text_item(&w->json, &it->content,
	    &(struct bitwarden_place){
		.id = id, .folder = folder, .updated_ms = it->updated_ms});
	if ((rc = put_files(w, it, e)) != RC_OK)
		return rc;
	bitwarden_text_end(&w->json);
	export_list_add(&w->origins, it, id, w->report->items == 0);
	buf_printf(&w->list, "%s%lld:%lld", w->list.n > 0 ? " " : "", (long long)it->id,
	    (long long)it->version);
	w->report->items++;
	return flush(w, e);
}

static void put_hex(struct json_text *t, const char *name, const uint8_t *p, size_t n)
{
	struct buf hex = {0};

	hex_encode(&hex, p, n);
	if (buf_ok(&hex))
		json_text_string(t, name, buf_slice(&hex));
	else
		t->out->failed = true;
	buf_finish(&hex);
}

static void put_origin(struct json_text *t, const struct session *s, const struct buf *items)
{
	char now[CLOCK_TEXT];

	clock_rfc3339(now, clock_ms());
	json_text_open(t, "strongroom", '{');
	json_text_number(t, "format", FORMAT);
	json_text_string(t, "council", slice_str(session_council(s)));
	put_hex(t, "vault_id", session_vault_id(s), VAULT_ID);
	json_text_number(t, "serial", session_roster(s)->envelope.serial);
	json_text_number(t, "size", session_size(s));
	put_hex(t, "leaf", session_leaf(s), HASH_SIZE);
	json_text_string(t, "time", slice_str(now));
	export_list_put(t, items);
	json_text_close(t, '}');
}

static enum rc put_signature(struct writer *w, const struct secret *seed, struct err *e)
{
	uint8_t public_key[SIGN_PUBLIC];
	uint8_t hash[HASH_SIZE];
	struct secret *key;
	enum rc rc;

	buf_add_str(&w->text, ",\n");
	if ((rc = flush(w, e)) != RC_OK)
		return rc;
	if ((key = secret_new(SIGN_SECRET)) == NULL)
		return err_nomem(e);
	sign_keys(public_key, key->p, seed->p);
	sha256_final(&w->hash, hash);
	seal_line_put(&w->text, hash, key->p);
	secret_free(key);
	if (memcmp(public_key, session_roster(w->session)->envelope.export_sign, SIGN_PUBLIC) !=
	    0)
		return err_set(e, RC_TAMPER,
		    "the key that signs exports is not the one that the log recorded");
	if (!buf_ok(&w->text))
		return err_nomem(e);
	rc = age_write(w->age, w->text.p, w->text.n, e);
	return rc == RC_OK ? age_close(w->age, e) : rc;
}

static enum rc put_document(struct writer *w, const struct secret *seed, struct err *e)
{
	enum rc rc;

	json_text_open(&w->json, NULL, '{');
	json_text_word(&w->json, "encrypted", "false");
	if ((rc = put_folders(w, e)) != RC_OK)
		return rc;
	json_text_open(&w->json, "items", '[');
	if ((rc = item_walk(w->session, 0, put_item, w, e)) != RC_OK)
		return rc;
	json_text_close(&w->json, ']');
	put_origin(&w->json, w->session, &w->origins);
	return put_signature(w, seed, e);
}

static enum rc record(struct writer *w, struct err *e)
{
	const char *list = buf_cstr(&w->list);

	if (list == NULL)
		return err_nomem(e);
	return emergency_record_seal(w->session,
	    &(struct sealed_export){.items = list,
		.path = w->file.path,
		.digest = w->file.digest,
		.elsewhere = !export_file_is(&w->file, policy_seal_path(w->session))},
	    e);
}

static enum rc write_file(
    struct writer *w, const char *path, const struct secret *seed, struct err *e)
{
	const struct age_sink sink = {.write = export_file_write, .arg = &w->file};
	enum rc rc;

	if ((rc = export_file_open(&w->file, path, e)) != RC_OK ||
	    (rc = age_writer_new(&w->age, session_roster(w->session)->envelope.recipient, 1,
		 sink, e)) != RC_OK ||
	    (rc = put_document(w, seed, e)) != RC_OK ||
	    (rc = export_file_prove(&w->file, e)) != RC_OK || (rc = record(w, e)) != RC_OK)
		goto out;
	rc = export_file_commit(&w->file, e);
out:
	age_writer_free(w->age);
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
	struct export_report *report = w->report;
	struct session *s = w->session;
	const struct roster *t = session_roster(s);
	struct buf out = {0};
	enum rc rc = RC_OK;

	for (size_t i = 0; i < t->n_collections && rc == RC_OK; i++) {
		const struct collection *c = &t->collections[i];

		report->total += c->items;
		if (!c->sealed && c->items > 0)
			rc = put_left_out(&out, s, c, e);
	}
	if (w->skipped.n > 0) {
		buf_add_str(&out, out.n > 0 ? ", " : "");
		buf_add_slice(&out, buf_slice(&w->skipped));
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
	struct writer w = {.session = s, .report = report};
	struct secret *seed = NULL;
	enum rc rc;

	*report = (struct export_report){0};
	w.json.out = &w.text;
	w.files_left = FILES_MAX;
	sha256_init(&w.hash);
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
	wipe(&w.hash, sizeof w.hash);
	buf_finish(&w.text);
	buf_finish(&w.list);
	buf_finish(&w.origins);
	buf_finish(&w.skipped);
	return rc;
}
