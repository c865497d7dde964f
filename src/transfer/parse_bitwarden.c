#include "bitwarden_int.h"
#include "transfer/json.h"

/* The table of formats, which could say more, is not there for who only reads our own export.
 */
enum rc bitwarden_unknown(struct err *e)
{
	return err_set(e, RC_INPUT,
	    "this JSON is of an unknown kind: it is no export of Bitwarden, 1Password or "
	    "Proton Pass; from another program export .csv and import that, if need be with "
	    "--map title=NAME,username=NAME,password=NAME,url=NAME, which says what its "
	    "columns are called; from an authenticator app, a text of otpauth:// addresses");
}

struct items {
	const struct parse_sink *sink;
	struct bitwarden_file file;
	size_t n;
	size_t typed; /* those that have a number as their type */
};

/*
 * Other programs, such as Enpass, have an array of this name too. What is said of
 * encryption shows Bitwarden, but in its older exports that is missing.
 */
static bool is_foreign(const json_t *root, const struct items *w)
{
	return json_object_get(root, "encrypted") == NULL && w->n > 0 && w->typed == 0;
}

static enum rc check_export(const json_t *root, const struct items *w, struct err *e)
{
	if (json_is_true(json_object_get(root, "encrypted")))
		return err_set(e, RC_INPUT,
		    "this export is encrypted for one Bitwarden account and opens nowhere "
		    "else; in Bitwarden choose \"Export vault\" with the format \".json\", or "
		    "\".json (Encrypted)\" and \"Password protected\"");
	if (json_object_get(root, "items") == NULL || is_foreign(root, w))
		return bitwarden_unknown(e);
	return RC_OK;
}

/* Ids are looked up once an item, so a map, not a search. */
static bool add_names(json_t *names, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *id = json_object_get(json_array_get(list, i), "id");
		json_t *name = json_object_get(json_array_get(list, i), "name");

		if (json_is_string(id) && json_is_string(name) &&
		    json_object_set_nocheck(names, json_string_value(id), name) != 0)
			return false;
	}
	return true;
}

static enum rc count(void *arg, json_t *item, long number, struct err *e)
{
	struct items *w = arg;

	(void)e;
	w->n = (size_t)number;
	w->typed += json_is_integer(json_object_get(item, "type"));
	return RC_OK;
}

static enum rc hand_out(void *arg, json_t *item, long number, struct err *e)
{
	const struct items *w = arg;

	return bitwarden_item(w->sink, item, &w->file, number, e);
}

/* The file is seen to be sound, and its folders known, before an item is handed out. */
enum rc parse_bitwarden(
    const struct parse_sink *sink, struct slice text, struct archive *archive, struct err *e)
{
	struct items w = {.sink = sink, .file = {.archive = archive}};
	json_t *root = NULL;
	json_t *again = NULL;
	json_t *names = NULL;
	enum rc rc;

	json_use_wiped_memory();
	if ((rc = bitwarden_walk(&root, &(struct bitwarden_walk){count, &w}, text, e)) !=
		RC_OK ||
	    (rc = check_export(root, &w, e)) != RC_OK)
		goto out;
	names = json_object();
	if (names == NULL || !add_names(names, json_object_get(root, "folders")) ||
	    !add_names(names, json_object_get(root, "collections"))) {
		rc = err_nomem(e);
		goto out;
	}
	if (sink->entries != NULL)
		sink->entries(sink->arg, w.n);
	w.file.names = names;
	rc = bitwarden_walk(&again, &(struct bitwarden_walk){hand_out, &w}, text, e);
out:
	json_decref(again);
	json_decref(names);
	json_decref(root);
	return rc;
}
