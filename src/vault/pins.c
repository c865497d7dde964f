#include "pins_int.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/list.h"

enum rc pins_new(struct pins **out, struct err *e)
{
	struct pins *p = calloc(1, sizeof *p);

	if (p == NULL)
		return err_nomem(e);
	p->fd = -1;
	*out = p;
	return RC_OK;
}

void pins_free(struct pins *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->n; i++)
		free(p->pages[i].pins);
	free(p->pages);
	free(p->folder);
	if (p->fd >= 0)
		close(p->fd);
	free(p);
}

static int order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

size_t pins_page_at(const struct pins *p, enum pin_table table, int64_t number)
{
	size_t lo = 0;
	size_t hi = p->n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		int o = order(p->pages[mid].table, table);

		if (o == 0)
			o = order(p->pages[mid].number, number);
		if (o < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static struct page *page_find(const struct pins *p, enum pin_table table, int64_t number)
{
	size_t at = pins_page_at(p, table, number);

	if (at == p->n || p->pages[at].table != table || p->pages[at].number != number)
		return NULL;
	return &p->pages[at];
}

static struct page *page_make(struct pins *p, enum pin_table table, int64_t number)
{
	size_t at = pins_page_at(p, table, number);
	struct page *more = list_room(p->pages, p->n, &p->cap, sizeof *more);

	if (more == NULL)
		return NULL;
	p->pages = more;
	memmove(more + at + 1, more + at, (p->n - at) * sizeof *more);
	more[at] =
	    (struct page){.table = table, .number = number, .loaded = true, .dirty = true};
	p->n++;
	return &more[at];
}

/* An item's collection is told by the pin, not asked for. */
int pins_order(const struct pin *x, int64_t a, int64_t b, int64_t c)
{
	int o = order(x->a, a);

	if (o == 0)
		o = order(x->b, b);
	if (o == 0 && x->table != PIN_ITEM)
		o = order(x->c, c);
	return o;
}

static size_t pin_at(const struct page *g, int64_t a, int64_t b, int64_t c)
{
	size_t lo = 0;
	size_t hi = g->n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (pins_order(&g->pins[mid], a, b, c) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

enum rc pins_set(struct pins *p, const struct pin *pin, struct err *e)
{
	struct page *g = page_find(p, pin->table, pin->a >> PAGE_BITS);
	struct pin *more;
	size_t at;
	enum rc rc;

	if (g == NULL && (g = page_make(p, pin->table, pin->a >> PAGE_BITS)) == NULL)
		return err_nomem(e);
	if ((rc = pins_load(p, g, e)) != RC_OK)
		return rc;
	g->dirty = true;
	at = pin_at(g, pin->a, pin->b, pin->c);
	if (at == g->n || pins_order(&g->pins[at], pin->a, pin->b, pin->c) != 0) {
		if ((more = list_room(g->pins, g->n, &g->cap, sizeof *more)) == NULL)
			return err_nomem(e);
		g->pins = more;
		memmove(more + at + 1, more + at, (g->n - at) * sizeof *more);
		g->n++;
	}
	g->pins[at] = *pin;
	return RC_OK;
}

static enum rc missing(struct err *e)
{
	return err_set(e, RC_NOTFOUND, "the log knows no such row");
}

enum rc pins_get(struct pin *out, struct pins *p, enum pin_table table, int64_t a, int64_t b,
    int64_t c, struct err *e)
{
	struct page *g = page_find(p, table, a >> PAGE_BITS);
	size_t at;
	enum rc rc;

	if (g == NULL)
		return missing(e);
	if ((rc = pins_load(p, g, e)) != RC_OK)
		return rc;
	at = pin_at(g, a, b, c);
	if (at == g->n || pins_order(&g->pins[at], a, b, c) != 0)
		return missing(e);
	*out = g->pins[at];
	return RC_OK;
}

enum rc pins_item(struct pin *out, struct pins *p, int64_t item, struct err *e)
{
	struct page *g = page_find(p, PIN_ITEM, item >> PAGE_BITS);
	size_t at;
	enum rc rc;

	if (g == NULL)
		return missing(e);
	if ((rc = pins_load(p, g, e)) != RC_OK)
		return rc;
	at = pin_at(g, item, INT64_MAX, 0);
	if (at == 0 || g->pins[at - 1].a != item)
		return missing(e);
	*out = g->pins[at - 1];
	return RC_OK;
}

enum rc pins_each(struct pins *p, enum pin_table table,
    enum rc (*each)(void *arg, const struct pin *pin, struct err *e), void *arg, struct err *e)
{
	enum rc rc = RC_OK;

	int64_t number = 0;
	size_t i;

	/* each may set pins, and so move pins and pages: look again after it. */
	while ((i = pins_page_at(p, table, number)) < p->n && p->pages[i].table == table) {
		number = p->pages[i].number;
		if ((rc = pins_load(p, &p->pages[i], e)) != RC_OK)
			return rc;
		for (size_t k = 0; k < p->pages[i].n; k++) {
			struct pin pin = p->pages[i].pins[k];

			if ((rc = each(arg, &pin, e)) != RC_OK)
				return rc;
			i = pins_page_at(p, table, number);
		}
		number++;
	}
	return rc;
}

static enum rc count_one(void *arg, const struct pin *pin, struct err *e)
{
	static const uint8_t none[HASH_SIZE];
	int64_t *n = arg;

	(void)e;
	if (memcmp(pin->digest, none, HASH_SIZE) != 0)
		++*n;
	return RC_OK;
}

enum rc pins_count(int64_t *n, struct pins *p, enum pin_table table, struct err *e)
{
	*n = 0;
	return pins_each(p, table, count_one, n, e);
}
