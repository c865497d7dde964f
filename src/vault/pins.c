#include "vault/pins.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/file.h"
#include "base/list.h"

/* Rows whose first key differs only in these low bits share a page. */
enum { PAGE_BITS = 6, PIN_BYTES = 1 + 3 * 8 + HASH_SIZE, PAGE_MAX = 64 * 1024 * 1024 };

struct page {
	enum pin_table table;
	int64_t number; /* first key >> PAGE_BITS */
	struct pin *pins;
	size_t n;
	size_t cap;
	bool loaded;
	bool dirty;
	uint64_t offset;
	uint32_t size;
	uint8_t hash[HASH_SIZE];
};

struct pins {
	struct page *pages; /* by table, then number */
	size_t n;
	size_t cap;
	int fd;
	char *folder; /* of fd, for messages; NULL: all pages are in memory */
};

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

/* Where the page is, or would be. */
static size_t page_at(const struct pins *p, enum pin_table table, int64_t number)
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
	size_t at = page_at(p, table, number);

	if (at == p->n || p->pages[at].table != table || p->pages[at].number != number)
		return NULL;
	return &p->pages[at];
}

static struct page *page_make(struct pins *p, enum pin_table table, int64_t number)
{
	size_t at = page_at(p, table, number);
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
static int pin_order(const struct pin *x, int64_t a, int64_t b, int64_t c)
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

		if (pin_order(&g->pins[mid], a, b, c) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void put_page(struct buf *out, const struct page *g)
{
	for (size_t i = 0; i < g->n; i++) {
		const struct pin *x = &g->pins[i];

		put_u8(out, (uint8_t)x->table);
		put_i64(out, x->a);
		put_i64(out, x->b);
		put_i64(out, x->c);
		buf_add(out, x->digest, HASH_SIZE);
	}
}

/* Into g->pins, which has room for them. */
static bool parse_page(struct page *g, struct slice bytes)
{
	size_t n = bytes.n / PIN_BYTES;
	struct dec d;

	g->cap = n;
	dec_init(&d, bytes);
	for (g->n = 0; g->n < n; g->n++) {
		struct pin *x = &g->pins[g->n];

		x->table = (enum pin_table)get_u8(&d);
		x->a = get_i64(&d);
		x->b = get_i64(&d);
		x->c = get_i64(&d);
		get_raw(&d, x->digest, HASH_SIZE);
		/* The directory may be another's: then the pages are not where they belong. */
		if (x->table != g->table || x->a >> PAGE_BITS != g->number ||
		    (g->n > 0 && pin_order(x - 1, x->a, x->b, x->c) >= 0))
			d.bad = true;
	}
	return n > 0 && dec_end(&d);
}

static enum rc load(struct pins *p, struct page *g, struct err *e)
{
	uint8_t hash[HASH_SIZE];
	struct buf b = {0};
	uint8_t *at;
	ssize_t got;
	enum rc rc = RC_OK;

	if (g->loaded)
		return RC_OK;
	g->pins = calloc(g->size / PIN_BYTES + 1, sizeof *g->pins);
	if (g->pins == NULL || (at = buf_extend(&b, g->size)) == NULL) {
		rc = err_nomem(e);
		goto out;
	}
	got = pread(p->fd, at, g->size, (off_t)g->offset);
	if (got < 0) {
		rc = err_errno(
		    e, RC_IO, "cannot read what this computer remembers in %s", p->folder);
		goto out;
	}
	memset(at + got, 0, g->size - (size_t)got);
	blake2b(hash, sizeof hash, buf_slice(&b));
	if (memcmp(hash, g->hash, sizeof hash) != 0 || !parse_page(g, buf_slice(&b)))
		rc = err_set(e, RC_TAMPER,
		    "what this computer remembers of this vault is damaged; remove the folder "
		    "%s and try again (that loses only what this computer remembered of this "
		    "vault)",
		    p->folder);
	else
		g->loaded = true;
out:
	if (rc != RC_OK) {
		free(g->pins);
		g->pins = NULL;
		g->n = g->cap = 0;
	}
	buf_finish(&b);
	return rc;
}

enum rc pins_set(struct pins *p, const struct pin *pin, struct err *e)
{
	struct page *g = page_find(p, pin->table, pin->a >> PAGE_BITS);
	struct pin *more;
	size_t at;
	enum rc rc;

	if (g == NULL && (g = page_make(p, pin->table, pin->a >> PAGE_BITS)) == NULL)
		return err_nomem(e);
	if ((rc = load(p, g, e)) != RC_OK)
		return rc;
	g->dirty = true;
	at = pin_at(g, pin->a, pin->b, pin->c);
	if (at == g->n || pin_order(&g->pins[at], pin->a, pin->b, pin->c) != 0) {
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
	if ((rc = load(p, g, e)) != RC_OK)
		return rc;
	at = pin_at(g, a, b, c);
	if (at == g->n || pin_order(&g->pins[at], a, b, c) != 0)
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
	if ((rc = load(p, g, e)) != RC_OK)
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
	while ((i = page_at(p, table, number)) < p->n && p->pages[i].table == table) {
		number = p->pages[i].number;
		if ((rc = load(p, &p->pages[i], e)) != RC_OK)
			return rc;
		for (size_t k = 0; k < p->pages[i].n; k++) {
			struct pin pin = p->pages[i].pins[k];

			if ((rc = each(arg, &pin, e)) != RC_OK)
				return rc;
			i = page_at(p, table, number);
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

enum rc pins_write(struct pins *p, int fd, uint64_t offset, bool all, struct err *e)
{
	struct buf b = {0};
	enum rc rc = RC_OK;

	for (size_t i = 0; i < p->n && rc == RC_OK; i++) {
		struct page *g = &p->pages[i];
		size_t start = b.n;

		if (!all && !g->dirty)
			continue;
		if ((rc = load(p, g, e)) != RC_OK)
			break;
		put_page(&b, g);
		if (!buf_ok(&b) || b.n - start > PAGE_MAX) {
			rc = err_nomem(e);
			break;
		}
		g->offset = offset + start;
		g->size = (uint32_t)(b.n - start);
		blake2b(g->hash, HASH_SIZE, slice_of(b.p + start, g->size));
		g->dirty = false;
	}
	if (rc == RC_OK && b.n > 0)
		rc = file_write_fd(fd, b.p, b.n, e);
	for (size_t i = 0; i < p->n && rc != RC_OK; i++)
		p->pages[i].dirty |= p->pages[i].loaded;
	buf_finish(&b);
	return rc;
}

void pins_put_directory(struct buf *out, const struct pins *p)
{
	put_u32(out, (uint32_t)p->n);
	for (size_t i = 0; i < p->n; i++) {
		const struct page *g = &p->pages[i];

		put_u8(out, (uint8_t)g->table);
		put_i64(out, g->number);
		put_u64(out, g->offset);
		put_u32(out, g->size);
		buf_add(out, g->hash, HASH_SIZE);
	}
}

bool pins_dirty(const struct pins *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->pages[i].dirty)
			return true;
	return false;
}

uint64_t pins_size(const struct pins *p)
{
	uint64_t size = 0;

	for (size_t i = 0; i < p->n; i++)
		size += p->pages[i].size;
	return size;
}

enum rc pins_get_directory(
    struct pins **out, struct dec *d, int fd, const char *folder, struct err *e)
{
	enum { ENTRY = 1 + 8 + 8 + 4 + HASH_SIZE };
	uint32_t n = get_count(d, ENTRY);
	struct pins *p = NULL;
	enum rc rc;

	if ((rc = pins_new(&p, e)) != RC_OK) {
		if (fd >= 0)
			close(fd);
		return rc;
	}
	p->fd = fd;
	p->pages = calloc(n + 1, sizeof *p->pages);
	p->folder = strdup(folder);
	if (p->pages == NULL || p->folder == NULL) {
		pins_free(p);
		return err_nomem(e);
	}
	p->cap = n + 1;
	for (; p->n < n; p->n++) {
		struct page *g = &p->pages[p->n];

		g->table = (enum pin_table)get_u8(d);
		g->number = get_i64(d);
		g->offset = get_u64(d);
		g->size = get_u32(d);
		get_raw(d, g->hash, HASH_SIZE);
		if (g->size > PAGE_MAX || g->offset > INT64_MAX ||
		    g->number > INT64_MAX >> PAGE_BITS ||
		    page_at(p, g->table, g->number) != p->n)
			d->bad = true;
	}
	*out = p;
	return RC_OK;
}
