/* json_value: values that many documents have in them. */
#include "app.h"

#include "base/clock.h"
#include "base/text.h"
#include "vault/collection.h"

json_t *json_slice(struct slice s)
{
	json_t *j = json_stringn(s.n > 0 ? (const char *)s.p : "", s.n);
	struct buf safe = {0};

	if (j != NULL || text_valid(s))
		return j;
	text_safe(&safe, s, true);
	j = json_stringn((const char *)safe.p, safe.n);
	buf_finish(&safe);
	return j;
}

json_t *json_time(int64_t ms)
{
	char text[CLOCK_TEXT];

	clock_rfc3339(text, ms);
	return json_string(text);
}

json_t *json_member_name(const struct app *app, int64_t id)
{
	const struct member *m = roster_member(session_roster(app->session), id);

	return m == NULL ? json_null() : json_string(m->name);
}

json_t *json_collection_name(struct app *app, int64_t id)
{
	struct buf name = {0};
	json_t *j;

	if (collection_name(&name, app->session, id, NULL) != RC_OK)
		j = json_null();
	else
		j = json_slice(buf_slice(&name));
	buf_finish(&name);
	return j;
}
