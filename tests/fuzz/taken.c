#include "taken.h"

#include "base/text.h"
#include "fuzz.h"
#include "vault/content.h"

static void on_entries(void *arg, size_t n)
{
	struct taken *t = arg;

	fuzz_must(!t->announced && t->calls == 0);
	t->announced = true;
	t->expected = n;
	t->calls++;
}

/* It can be kept, and comes back as it was. */
static enum rc on_item(
    void *arg, const struct content *c, const struct parse_entry *at, struct err *e)
{
	struct taken *t = arg;
	struct buf overview = {0};
	struct buf secret = {0};
	struct content again;

	t->calls++;
	t->items++;
	fuzz_must(at->line >= 1 && at->folders <= c->n_tags && content_check(c, e) == RC_OK);
	content_put_overview(&overview, c);
	content_put_secret(&secret, c);
	fuzz_must(content_get(&again, buf_slice(&overview), buf_slice(&secret)));
	fuzz_must(content_eq(c, &again));
	buf_add_slice(t->result, buf_slice(&overview));
	buf_add_slice(t->result, buf_slice(&secret));
	content_finish(&again);
	buf_finish(&overview);
	buf_finish(&secret);
	return RC_OK;
}

static enum rc on_file(void *arg, struct slice name, struct slice bytes, struct err *e)
{
	struct taken *t = arg;

	(void)e;
	fuzz_must(t->items > 0 && text_valid_line(name) && name.n > 0);
	fuzz_must(bytes.n <= PARSE_ATTACHMENT_MAX);
	t->calls++;
	buf_add_slice(t->result, name);
	buf_add_slice(t->result, bytes);
	return RC_OK;
}

static void on_problem(void *arg, long line, const char *message)
{
	struct taken *t = arg;

	t->calls++;
	fuzz_must(line >= 1);
	fuzz_sentence(message);
	buf_add_str(t->result, message);
}

struct parse_sink taken_sink(struct taken *t)
{
	return (struct parse_sink){.entries = on_entries,
	    .item = on_item,
	    .file = on_file,
	    .problem = on_problem,
	    .arg = t};
}

void taken_check(const struct taken *t, enum rc rc)
{
	fuzz_must(rc == RC_OK || t->calls == 0);
	fuzz_must(!t->announced || t->items <= t->expected);
}
