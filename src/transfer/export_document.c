#include "export_document_int.h"

#include <string.h>

#include "base/clock.h"
#include "bitwarden_text_int.h"
#include "crypto/encode.h"
#include "crypto/secret.h"
#include "envelope/age.h"
#include "export_list_int.h"
#include "file_text_int.h"
#include "seal_line_int.h"
#include "transfer/export.h"
#include "vault/collection.h"
#include "vault/emergency.h"

enum { FORMAT = 1, FILES_MAX = 8 << 20 /* bytes of all attachments in it */ };

void export_document_init(
    struct export_document *d, struct session *s, struct export_report *report)
{
	*d = (struct export_document){.session = s, .report = report, .files_left = FILES_MAX};
	d->json.out = &d->text;
	sha256_init(&d->hash);
}

void export_document_finish(struct export_document *d)
{
	wipe(&d->hash, sizeof d->hash);
	buf_finish(&d->text);
	buf_finish(&d->list);
	buf_finish(&d->origins);
	buf_finish(&d->skipped);
}

static enum rc flush(void *arg, struct err *e)
{
	struct export_document *d = arg;
	enum rc rc;

	if (!buf_ok(&d->text) || !buf_ok(&d->list) || !buf_ok(&d->origins))
		return err_nomem(e);
	sha256_add(&d->hash, buf_slice(&d->text));
	rc = age_write(d->age, d->text.p, d->text.n, e);
	buf_clear(&d->text);
	return rc;
}

static enum rc put_folders(struct export_document *d, struct err *e)
{
	const struct roster *t = session_roster(d->session);
	char id[BITWARDEN_ID];
	enum rc rc = RC_OK;

	json_text_open(&d->json, "folders", '[');
	for (size_t i = 0; i < t->n_collections && rc == RC_OK; i++) {
		struct buf name = {0};

		if (!t->collections[i].sealed)
			continue;
		rc = collection_name(&name, d->session, t->collections[i].id, e);
		bitwarden_text_id(
		    id, session_vault_id(d->session), "folder", t->collections[i].id);
		json_text_open(&d->json, NULL, '{');
		json_text_string(&d->json, "id", slice_str(id));
		json_text_string(&d->json, "name", buf_slice(&name));
		json_text_close(&d->json, '}');
		buf_finish(&name);
	}
	json_text_close(&d->json, ']');
	return rc;
}

/*
 * Whoever may edit could plant an item that opens for nobody, or that no other
 * program would take. It must not keep the rest out of the envelope.
 */
static enum rc skip(struct export_document *d, const struct item *it, struct err *e)
{
	buf_printf(&d->skipped, "%s#%lld, which does not open or is malformed",
	    d->skipped.n > 0 ? ", " : "", (long long)it->id);
	return buf_ok(&d->skipped) ? RC_OK : err_nomem(e);
}

/*
 * Small ones, such as recovery codes: every change writes the whole export, often
 * to a stick. The others are named.
 */
static enum rc put_files(struct export_document *d, const struct item *it, struct err *e)
{
	size_t without = 0;
	enum rc rc = file_text_json(
	    &d->json, flush, d, d->session, &it->content, &d->files_left, &without, e);

	if (without > 0)
		buf_printf(&d->skipped,
		    "%s%zu of the attachments of #%lld, for want of room "
		    "or because they do not open",
		    d->skipped.n > 0 ? ", " : "", without, (long long)it->id);
	return rc == RC_OK && !buf_ok(&d->skipped) ? err_nomem(e) : rc;
}

static enum rc put_item(void *arg, struct item *it, struct err *e)
{
	struct export_document *d = arg;
	const uint8_t *vault = session_vault_id(d->session);
	char id[BITWARDEN_ID];
	char folder[BITWARDEN_ID];
	enum rc rc;

	if (!roster_collection(session_roster(d->session), it->collection)->sealed)
		return RC_OK;
	if ((rc = item_open_unseen(it, d->session, e)) != RC_OK)
		return it->unreadable ? skip(d, it, e) : rc;
	if (content_check(&it->content, NULL) != RC_OK)
		return skip(d, it, e);
	bitwarden_text_id(id, vault, "item", it->id);
	bitwarden_text_id(folder, vault, "folder", it->collection);
	bitwarden_text_item(&d->json, &it->content,
	    &(struct bitwarden_place){
		.id = id, .folder = folder, .updated_ms = it->updated_ms});
	if ((rc = put_files(d, it, e)) != RC_OK)
		return rc;
	bitwarden_text_end(&d->json);
	export_list_add(&d->origins, it, id, d->report->items == 0);
	buf_printf(&d->list, "%s%lld:%lld", d->list.n > 0 ? " " : "", (long long)it->id,
	    (long long)it->version);
	d->report->items++;
	return flush(d, e);
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

static enum rc put_signature(
    struct export_document *d, const struct secret *seed, struct err *e)
{
	uint8_t public_key[SIGN_PUBLIC];
	uint8_t hash[HASH_SIZE];
	struct secret *key;
	enum rc rc;

	buf_add_str(&d->text, ",\n");
	if ((rc = flush(d, e)) != RC_OK)
		return rc;
	if ((key = secret_new(SIGN_SECRET)) == NULL)
		return err_nomem(e);
	sign_keys(public_key, key->p, seed->p);
	sha256_final(&d->hash, hash);
	seal_line_put(&d->text, hash, key->p);
	secret_free(key);
	if (memcmp(public_key, session_roster(d->session)->envelope.export_sign, SIGN_PUBLIC) !=
	    0)
		return err_set(e, RC_TAMPER,
		    "the key that signs exports is not the one that the log recorded");
	if (!buf_ok(&d->text))
		return err_nomem(e);
	rc = age_write(d->age, d->text.p, d->text.n, e);
	return rc == RC_OK ? age_close(d->age, e) : rc;
}

enum rc export_document_put(struct export_document *d, const struct secret *seed, struct err *e)
{
	enum rc rc;

	json_text_open(&d->json, NULL, '{');
	json_text_word(&d->json, "encrypted", "false");
	if ((rc = put_folders(d, e)) != RC_OK)
		return rc;
	json_text_open(&d->json, "items", '[');
	if ((rc = item_walk(d->session, 0, put_item, d, e)) != RC_OK)
		return rc;
	json_text_close(&d->json, ']');
	put_origin(&d->json, d->session, &d->origins);
	return put_signature(d, seed, e);
}
