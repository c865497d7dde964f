#include "import_keep_int.h"

#include <string.h>

#include "vault/attachment.h"
#include "vault/item.h"

void import_keep_finish(struct import_keep *k)
{
	buf_finish(&k->overview);
	buf_finish(&k->secret);
	buf_finish(&k->names);
	buf_finish(&k->folded);
	buf_finish(&k->values);
	*k = (struct import_keep){0};
}

enum rc import_keep_item(
    struct import_keep *k, const struct content *c, struct slice title, struct err *e)
{
	struct content renamed = *c;

	renamed.title = title;
	content_put_overview(&k->overview, &renamed);
	content_put_secret(&k->secret, &renamed);
	return buf_ok(&k->overview) && buf_ok(&k->secret) ? RC_OK : err_nomem(e);
}

static enum rc content_of(struct content *c, const struct import_keep *k, struct err *e)
{
	const uint8_t *value = k->values.p;
	const char *name = (const char *)k->names.p;

	if (!content_get(c, buf_slice(&k->overview), buf_slice(&k->secret)))
		return err_nomem(e);
	for (size_t i = 0; i < k->n; i++) {
		content_add_field(c, slice_str(name), FIELD_FILE, slice_of(value, FILE_VALUE));
		name += strlen(name) + 1;
		value += FILE_VALUE;
	}
	return RC_OK;
}

enum rc import_keep_file(struct import_keep *k, struct session *s, int64_t collection,
    struct slice name, struct slice bytes, struct err *e)
{
	const size_t before = k->names.n;
	struct content c = {0};
	uint8_t *value;
	enum rc rc;

	if (k->overview.n == 0)
		return RC_OK;
	if ((value = buf_extend(&k->values, FILE_VALUE)) == NULL)
		return err_nomem(e);
	if ((rc = import_keep_name(k, name, e)) != RC_OK)
		return rc;
	if (!content_get(&c, buf_slice(&k->overview), slice_of(NULL, 0)))
		return err_nomem(e);
	rc = attachment_add_bytes(value, s, collection, c.title,
	    slice_str((const char *)k->names.p + before), bytes, e);
	content_finish(&c);
	k->n++;
	return rc;
}

enum rc import_keep_add(
    struct import_keep *k, struct session *s, int64_t collection, struct err *e)
{
	struct content c = {0};
	int64_t id;
	enum rc rc = RC_OK;

	if (k->overview.n == 0)
		return RC_OK;
	if ((rc = content_of(&c, k, e)) == RC_OK)
		rc = item_add_new(&id, s, collection, &c, NULL, e);
	content_finish(&c);
	import_keep_finish(k);
	return rc;
}
