#include "title_search_int.h"

#include <string.h>

#include "base/text.h"

enum { NAMED = 5 /* items that an error names */ };

enum rc title_search_init(struct title_search *q, const char *text, bool whole, struct err *e)
{
	*q = (struct title_search){.text = text, .whole = whole};
	return text_fold(&q->folded, slice_str(text), e);
}

void title_search_finish(struct title_search *q)
{
	buf_finish(&q->folded);
	buf_finish(&q->names);
}

static bool contains(struct slice text, struct slice part)
{
	return part.n == 0 || memmem(text.p, text.n, part.p, part.n) != NULL;
}

static void name(struct title_search *q, const struct item *it, bool removed)
{
	buf_printf(&q->names, "%s#%lld \"", q->n > 1 ? ", " : "", (long long)it->id);
	buf_add_slice(&q->names, it->content.title);
	buf_add_str(&q->names, removed ? "\" (removed)" : "\"");
}

enum rc title_search_match(
    struct title_search *q, const struct item *it, bool removed, struct err *e)
{
	struct buf fold = {0};
	enum rc rc = text_fold(&fold, it->content.title, e);
	bool hit = false;

	if (rc == RC_OK)
		hit = q->whole ? slice_eq(buf_slice(&fold), buf_slice(&q->folded))
			       : contains(buf_slice(&fold), buf_slice(&q->folded));
	if (hit) {
		q->found = it->id;
		if (q->n++ < NAMED)
			name(q, it, removed);
	}
	buf_finish(&fold);
	return rc;
}

enum rc title_search_found(int64_t *id, struct title_search *q, struct err *e)
{
	const char *names;

	*id = q->n == 1 ? q->found : 0;
	if (q->n <= 1)
		return RC_OK;
	names = buf_cstr(&q->names);
	return err_set(e, RC_USAGE, "\"%s\" fits %zu items: %s%s; say which, by its number",
	    q->text, q->n, names ? names : "", q->n > NAMED ? " …" : "");
}
