/*
 * clear_bitwarden: an unencrypted Bitwarden export, each collection a folder.
 *
 * Attachments are in a member of the item that Bitwarden passes over, and
 * this program reads.
 */
#include "bitwarden_text_int.h"
#include "clear_int.h"
#include "file_text_int.h"
#include "vault/collection.h"

static bool is_used(const struct clear *w, int64_t collection)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->items[i].collection == collection)
			return true;
	return false;
}

static enum rc put_folder(struct clear *w, int64_t collection, struct err *e)
{
	char id[BITWARDEN_ID];
	struct buf name = {0};
	enum rc rc;

	if ((rc = collection_name(&name, w->session, collection, e)) == RC_OK) {
		bitwarden_text_id(id, session_vault_id(w->session), "folder", collection);
		json_text_open(&w->json, NULL, '{');
		json_text_string(&w->json, "id", slice_str(id));
		json_text_string(&w->json, "name", buf_slice(&name));
		json_text_close(&w->json, '}');
	}
	buf_finish(&name);
	return rc;
}

static enum rc begin(struct clear *w, struct err *e)
{
	const struct roster *t = session_roster(w->session);
	enum rc rc = RC_OK;

	json_text_open(&w->json, NULL, '{');
	json_text_word(&w->json, "encrypted", "false");
	json_text_open(&w->json, "folders", '[');
	for (size_t i = 0; i < t->n_collections && rc == RC_OK; i++)
		if (is_used(w, t->collections[i].id))
			rc = put_folder(w, t->collections[i].id, e);
	json_text_close(&w->json, ']');
	json_text_open(&w->json, "items", '[');
	return rc;
}

static enum rc put_item(struct clear *w, const struct item *it, struct err *e)
{
	const uint8_t *vault = session_vault_id(w->session);
	char id[BITWARDEN_ID];
	char folder[BITWARDEN_ID];
	int64_t all = INT64_MAX;
	size_t without = 0;
	enum rc rc;

	bitwarden_text_id(id, vault, "item", it->id);
	bitwarden_text_id(folder, vault, "folder", it->collection);
	bitwarden_text_item(&w->json, &it->content,
	    &(struct bitwarden_place){
		.id = id, .folder = folder, .updated_ms = it->updated_ms});
	rc = file_text_json(
	    &w->json, clear_flush, w, w->session, &it->content, &all, &without, e);
	if (without > 0)
		clear_lose(w, it, "an attachment that does not open");
	clear_lose_files(w, it,
	    "its attachments, if Bitwarden reads the file; \"strongroom import\" takes them");
	bitwarden_text_end(&w->json);
	return rc;
}

static enum rc end(struct clear *w, struct err *e)
{
	(void)e;
	json_text_close(&w->json, ']');
	json_text_close(&w->json, '}');
	buf_add_char(&w->text, '\n');
	return RC_OK;
}

const struct clear_writer clear_bitwarden = {
    .name = "bitwarden", .begin = begin, .item = put_item, .end = end};
