#include "import_int.h"

#include "transfer/parse.h"
#include "transfer/unseal.h"
#include "vault/content.h"

/* Only what was in one collection, and without the tag that says so. */
struct part {
	const struct import_work *work;
	const struct parse_sink *sink;
	bool taken; /* the item that was handed out last */
};

static bool is_from(const struct import_work *w, const struct content *c)
{
	if (c->n_tags == 0)
		return w->first;
	return slice_eq_str(c->tags[0], w->from);
}

static enum rc part_item(
    void *arg, const struct content *c, const struct parse_entry *at, struct err *e)
{
	struct part *p = arg;
	struct content here = *c;

	p->taken = is_from(p->work, c);
	if (!p->taken)
		return RC_OK;
	if (here.n_tags > 0) {
		here.tags++;
		here.n_tags--;
	}
	return p->sink->item(p->sink->arg, &here, at, e);
}

static enum rc part_file(void *arg, struct slice name, struct slice bytes, struct err *e)
{
	const struct part *p = arg;

	return p->taken ? p->sink->file(p->sink->arg, name, bytes, e) : RC_OK;
}

static void part_entries(void *arg, size_t n)
{
	const struct part *p = arg;

	if (p->sink->entries != NULL)
		p->sink->entries(p->sink->arg, n);
}

/* What is wrong with the file is said once. */
static void part_problem(void *arg, long line, const char *message)
{
	const struct part *p = arg;

	if (p->work->first)
		p->sink->problem(p->sink->arg, line, message);
}

static enum rc read_export(
    const struct import_work *w, const struct parse_sink *sink, struct err *e)
{
	struct part p = {.work = w, .sink = sink};
	const struct parse_sink own = {.entries = part_entries,
	    .item = part_item,
	    .file = part_file,
	    .problem = part_problem,
	    .arg = &p};

	return unseal_items(w->file, w->from == NULL ? sink : &own, e);
}

enum rc import_read(const struct import_work *w, const struct parse_sink *sink, struct err *e)
{
	if (w->export != NULL)
		return read_export(w, sink, e);
	return parse_read(sink, w->source, e);
}
