#include "titles_int.h"

#include <string.h>

#include "base/text.h"

enum { NAMED = 5 /* items that an error names */ };

enum rc titles_init(struct titles *q, const char *text, bool whole, struct err *e)
{
	*q = (struct titles){.text = text, .whole = whole};
	return text_fold(&q->folded, slice_str(text), e);
}

void titles_finish(struct titles *q)
{
	buf_finish(&q->folded);
	buf_finish(&q->names);
}

static bool contains(struct slice text, struct slice part)
{
	return part.n == 0 || memmem(text.p, text.n, part.p, part.n) != NULL;
}

static void name(struct titles *q, const struct item *it, bool removed)
{
	buf_printf(&q->names, "%s#%lld \"", q->n > 1 ? ", " : "", (long long)it->id);
	buf_add_slice(&q->names, it->content.title);
	buf_add_str(&q->names, removed ? "\" (removed)" : "\"");
}

enum rc titles_match(struct titles *q, const struct item *it, bool removed, struct err *e)
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

enum rc titles_found(int64_t *id, struct titles *q, struct err *e)
{
	const char *names;

	*id = q->n == 1 ? q->found : 0;
	if (q->n <= 1)
		return RC_OK;
	names = buf_cstr(&q->names);
	return err_set(e, RC_USAGE, "\"%s\" fits %zu items: %s%s; say which, by its number",
	    q->text, q->n, names ? names : "", q->n > NAMED ? " …" : "");
}
