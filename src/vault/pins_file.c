/*
 * pins_file: pages of pins in a file, and the directory that says where each lies.
 */
#include "pins_int.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/file.h"

enum { PIN_BYTES = 1 + 3 * 8 + HASH_SIZE, PAGE_MAX = 64 * 1024 * 1024 };

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
		    (g->n > 0 && pins_order(x - 1, x->a, x->b, x->c) >= 0))
			d.bad = true;
	}
	return n > 0 && dec_end(&d);
}

enum rc pins_load(struct pins *p, struct page *g, struct err *e)
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

enum rc pins_write(struct pins *p, int fd, uint64_t offset, bool all, struct err *e)
{
	struct buf b = {0};
	enum rc rc = RC_OK;

	for (size_t i = 0; i < p->n && rc == RC_OK; i++) {
		struct page *g = &p->pages[i];
		size_t start = b.n;

		if (!all && !g->dirty)
			continue;
		if ((rc = pins_load(p, g, e)) != RC_OK)
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
		    pins_page_at(p, g->table, g->number) != p->n)
			d->bad = true;
	}
	*out = p;
	return RC_OK;
}
