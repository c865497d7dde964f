#include "vault/names.h"

#include "vault/collection.h"
#include "vault/content.h"
#include "vault/roster.h"
#include "vault/session.h"

static void add_members(struct buf *out, const struct roster *t)
{
	for (size_t i = 0; i < t->n_members; i++) {
		if (t->members[i].role == ROLE_EMERGENCY)
			continue;
		buf_add_str(out, t->members[i].name);
		buf_add_char(out, '\n');
	}
}

enum rc names_of_council(struct buf *out, struct session *s, struct err *e)
{
	const struct roster *t = session_roster(s);
	enum rc rc = RC_OK;

	buf_add_str(out, session_council(s));
	buf_add_char(out, '\n');
	add_members(out, t);
	for (size_t i = 0; i < t->n_collections && rc == RC_OK; i++) {
		if (!collection_granted(s, t->collections[i].id))
			continue;
		rc = collection_name(out, s, t->collections[i].id, e);
		buf_add_char(out, '\n');
	}
	return rc == RC_OK && !buf_ok(out) ? err_nomem(e) : rc;
}

size_t names_of_item(
    struct slice out[NAMES_OF_ITEM], struct slice council, const struct content *c)
{
	size_t n = 0;

	out[n++] = council;
	out[n++] = c->title;
	out[n++] = c->username;
	for (size_t i = 0; i < c->n_urls && n < NAMES_OF_ITEM; i++)
		out[n++] = c->urls[i];
	return n;
}
