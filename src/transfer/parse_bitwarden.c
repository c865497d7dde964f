#include "bitwarden_int.h"
#include "crypto/secret.h"
#include "transfer/json.h"

/* jansson's own texts quote the file, so only the line is passed on. */
static enum rc load(json_t **root, struct slice file, struct err *e)
{
	json_error_t error = {0};
	enum rc rc = RC_OK;

	*root = json_loadb(
	    (const char *)file.p, file.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
	if (*root != NULL)
		return RC_OK;
	if (json_ran_out())
		rc = err_nomem(e);
	else if (json_error_code(&error) == json_error_premature_end_of_input)
		rc = err_set(e, RC_INPUT,
		    "the file ends too early, on line %d; it was cut off: export it again",
		    error.line);
	else
		rc = err_set(e, RC_INPUT,
		    "the file is not well-formed JSON: the fault is on line %d; export it "
		    "again",
		    error.line);
	wipe(&error, sizeof error);
	return rc;
}

static enum rc check_export(const json_t *root, struct err *e)
{
	if (json_is_true(json_object_get(root, "passwordProtected")))
		return err_set(e, RC_INPUT,
		    "this export is protected by a password of its own and cannot be read; in "
		    "Bitwarden choose \"Export vault\" with the format \".json\", not \".json "
		    "(Encrypted)\", import that file and delete it afterwards");
	if (json_is_true(json_object_get(root, "encrypted")))
		return err_set(e, RC_INPUT,
		    "this export is encrypted for one Bitwarden account and opens nowhere "
		    "else; in Bitwarden choose \"Export vault\" with the format \".json\", not "
		    "\".json (Encrypted)\", import that file and delete it afterwards");
	if (!json_is_array(json_object_get(root, "items")))
		return parse_unknown(e);
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

static enum rc hand_out(
    const struct parse_sink *sink, const json_t *root, const json_t *names, struct err *e)
{
	const json_t *items = json_object_get(root, "items");
	size_t n = json_array_size(items);
	enum rc rc = RC_OK;

	if (sink->entries != NULL)
		sink->entries(sink->arg, n);
	for (size_t i = 0; i < n && rc == RC_OK; i++)
		rc = bitwarden_item(sink, json_array_get(items, i), names, (long)i + 1, e);
	return rc;
}

enum rc parse_bitwarden(const struct parse_sink *sink, struct slice file, struct err *e)
{
	json_t *root = NULL;
	json_t *names = NULL;
	enum rc rc;

	json_use_wiped_memory();
	if ((rc = load(&root, file, e)) != RC_OK || (rc = check_export(root, e)) != RC_OK)
		goto out;
	names = json_object();
	if (names == NULL || !add_names(names, json_object_get(root, "folders")) ||
	    !add_names(names, json_object_get(root, "collections"))) {
		rc = err_nomem(e);
		goto out;
	}
	rc = hand_out(sink, root, names, e);
out:
	json_decref(names);
	json_decref(root);
	return rc;
}
