/* pins: keeping digests in order, and pages on disk that are read when asked for. */
#include "vault/pins.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/file.h"
#include "fixture.h"
#include "tap.h"

enum { ITEMS = 300, VERSIONS = 3 };

static struct pin make(enum pin_table table, int64_t a, int64_t b, int64_t c)
{
	struct pin p = {.table = table, .a = a, .b = b, .c = c};

	memset(p.digest, (int)(1 + (a * 7 + b * 3 + c) % 250), HASH_SIZE);
	return p;
}

static void set(struct pins *p, struct pin pin)
{
	struct err e;

	must(pins_set(p, &pin, &e), &e, "pins_set");
}

static struct pins *fresh(void)
{
	struct pins *p;
	struct err e;

	must(pins_new(&p, &e), &e, "pins_new");
	return p;
}

/* Backwards, so that every insertion moves what is there. */
static void fill(struct pins *p)
{
	for (int64_t a = ITEMS; a >= 1; a--)
		for (int64_t b = VERSIONS; b >= 1; b--)
			set(p, make(PIN_ITEM, a, b, 1 + a % 5));
	for (int64_t a = 40; a >= 1; a--)
		set(p, make(PIN_COLLECTION_SEAL, 1, 1 + a % 4, a));
	set(p, make(PIN_MEMBER, 1, 0, 0));
}

static bool is_pin(struct pins *p, struct pin want)
{
	struct pin got;
	struct err e;

	return pins_get(&got, p, want.table, want.a, want.b, want.c, &e) == RC_OK &&
	       got.c == want.c && memcmp(got.digest, want.digest, HASH_SIZE) == 0;
}

static bool all_there(struct pins *p)
{
	for (int64_t a = 1; a <= ITEMS; a++)
		for (int64_t b = 1; b <= VERSIONS; b++)
			if (!is_pin(p, make(PIN_ITEM, a, b, 1 + a % 5)))
				return false;
	for (int64_t a = 1; a <= 40; a++)
		if (!is_pin(p, make(PIN_COLLECTION_SEAL, 1, 1 + a % 4, a)))
			return false;
	return is_pin(p, make(PIN_MEMBER, 1, 0, 0));
}

static void test_memory(void)
{
	struct pins *p = fresh();
	struct pin got;
	struct pin gone = {.table = PIN_ITEM, .a = 7, .b = VERSIONS + 1, .c = 3};
	struct err e;
	int64_t n;

	is_int(pins_get(&got, p, PIN_ITEM, 1, 1, 0, &e), RC_NOTFOUND, "nothing in no pins");
	is_int(pins_item(&got, p, 1, &e), RC_NOTFOUND, "no item in no pins");
	fill(p);
	ok(all_there(p), "every pin is found");
	is_int(pins_get(&got, p, PIN_ITEM, 1, VERSIONS + 1, 0, &e), RC_NOTFOUND,
	    "no such version");
	is_int(pins_get(&got, p, PIN_ITEM, ITEMS + 1, 1, 0, &e), RC_NOTFOUND, "no such item");
	is_int(pins_get(&got, p, PIN_COLLECTION_SEAL, 1, 1, 39, &e), RC_NOTFOUND,
	    "a seal of another generation is another row");
	is_int(pins_item(&got, p, 64, &e), RC_OK, "the newest of an item at a page's start");
	is_int(got.b, VERSIONS, "is its last version");
	set(p, gone);
	is_int(pins_item(&got, p, 7, &e), RC_OK, "a removed item");
	is_int(got.b, VERSIONS + 1, "has a version without a row");
	must(pins_count(&n, p, PIN_ITEM, &e), &e, "count");
	is_int(n, (long long)ITEMS * VERSIONS, "which is not counted");
	pins_free(p);
	pins_free(NULL);
}

struct order {
	struct pin last;
	bool sorted;
	int n;
	struct pins *more; /* to add to during the walk; or NULL */
};

static enum rc check_order(void *arg, const struct pin *pin, struct err *e)
{
	struct order *o = arg;

	(void)e;
	if (o->n++ > 0 && (pin->a < o->last.a || (pin->a == o->last.a && pin->b <= o->last.b)))
		o->sorted = false;
	o->last = *pin;
	if (o->more != NULL && pin->b == VERSIONS) {
		set(o->more, make(PIN_ITEM, pin->a, VERSIONS + 1, 1 + pin->a % 5));
		set(o->more, make(PIN_GENERATION, 64 * pin->a, 1, 0));
	}
	/* The walk's pin must not have moved under its reader. */
	o->sorted &= memcmp(pin, &o->last, sizeof *pin) == 0;
	return RC_OK;
}

static void test_walk(void)
{
	struct pins *p = fresh();
	struct order o = {.sorted = true};
	struct err e;

	fill(p);
	must(pins_each(p, PIN_ITEM, check_order, &o, &e), &e, "walk");
	is_int(o.n, ITEMS * VERSIONS, "a walk sees every pin of its table");
	ok(o.sorted, "in order");
	o = (struct order){.sorted = true, .more = p};
	must(pins_each(p, PIN_ITEM, check_order, &o, &e), &e, "walk");
	is_int(o.n, ITEMS * (VERSIONS + 1), "pins added during a walk are seen too");
	ok(o.sorted, "and move nothing under it");
	pins_free(p);
}

/* on disk */

static char path[] = "/tmp/strongroom-pins.XXXXXX";

static struct pins *reopen(const struct buf *directory)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct pins *p;
	struct dec d;
	struct err e;

	dec_init(&d, buf_slice(directory));
	must(pins_get_directory(&p, &d, fd, "/the/folder", &e), &e, "directory");
	ok(dec_end(&d), "the directory is read to its end");
	return p;
}

static void store(struct pins *p, int fd, bool all, struct buf *directory)
{
	struct err e;
	off_t end = lseek(fd, 0, SEEK_END);

	must(pins_write(p, fd, (uint64_t)end, all, &e), &e, "pins_write");
	buf_clear(directory);
	pins_put_directory(directory, p);
}

static void test_disk(int fd, struct buf *directory)
{
	struct pins *p = fresh();
	struct err e;
	off_t whole;
	int64_t n;

	fill(p);
	ok(pins_dirty(p), "new pins are not on disk");
	store(p, fd, true, directory);
	ok(!pins_dirty(p), "written pins are");
	whole = lseek(fd, 0, SEEK_END);
	is_int((long long)pins_size(p), whole, "the directory points at all that was written");
	pins_free(p);

	p = reopen(directory);
	ok(all_there(p), "every pin comes back");
	ok(!pins_dirty(p), "looking changes nothing");
	set(p, make(PIN_ITEM, 1, VERSIONS + 1, 2));
	ok(pins_dirty(p), "a change is to be written");
	store(p, fd, false, directory);
	ok(lseek(fd, 0, SEEK_END) - whole < whole / 2, "only its page is");
	pins_free(p);

	p = reopen(directory);
	ok(all_there(p) && is_pin(p, make(PIN_ITEM, 1, VERSIONS + 1, 2)),
	    "old and new pages make one whole");
	must(pins_count(&n, p, PIN_ITEM, &e), &e, "count");
	is_int(n, ITEMS * VERSIONS + 1, "with the right count");
	pins_free(p);
}

/* A page is read when it is asked for: damage elsewhere is not noticed. */
static void test_lazy(struct buf *directory)
{
	struct pins *p;
	struct pin got;
	struct err e;

	/* The pages lie in the order of their tables: the member's is the first. */
	fixture_poke(path, 30, 0x40);
	p = reopen(directory);
	is_int(pins_get(&got, p, PIN_ITEM, 130, 2, 0, &e), RC_OK, "a page that is whole");
	is_int(pins_get(&got, p, PIN_MEMBER, 1, 0, 0, &e), RC_TAMPER, "a page that is not");
	ok(has_text(&e, "what this computer remembers"), "and what it is");
	ok(has_text(&e, "remove the folder /the/folder and"), "which folder to remove");
	ok(has_text(&e, "loses only"), "and what that loses");
	is_int(pins_get(&got, p, PIN_MEMBER, 1, 0, 0, &e), RC_TAMPER, "again");
	pins_free(p);
	fixture_poke(path, 30, 0x40);
}

static void test_short(struct buf *directory)
{
	struct pins *p;
	struct pin got;
	struct err e;

	p = reopen(directory);
	if (truncate(path, 100) != 0)
		ok(false, "truncate");
	is_int(
	    pins_get(&got, p, PIN_ITEM, 130, 2, 0, &e), RC_TAMPER, "a file that is cut short");
	pins_free(p);
}

static void test_failed_write(void)
{
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
	struct pins *p = fresh();
	struct err e;

	fill(p);
	is_int(pins_write(p, full, 0, true, &e), RC_IO, "a full disk");
	ok(pins_dirty(p), "leaves the pins to be written again");
	close(full);
	pins_free(p);
}

/* No directory makes it crash, whatever is in it. */
static void test_directories(const struct buf *good)
{
	struct pins *p;
	struct pin got;
	struct dec d;
	struct err e;
	int64_t n;
	int refused = 0;

	for (size_t at = 0; at < good->n; at++) {
		uint8_t *copy = malloc(good->n);

		memcpy(copy, good->p, good->n);
		copy[at] ^= 0x81;
		dec_init(&d, slice_of(copy, good->n));
		must(pins_get_directory(&p, &d, open("/dev/null", O_RDONLY), "", &e), &e,
		    "directory");
		refused += d.bad;
		if (!d.bad)
			refused += pins_item(&got, p, 5, &e) != RC_OK &&
				   pins_count(&n, p, PIN_ITEM, &e) != RC_OK;
		pins_free(p);
		free(copy);
	}
	ok(refused > 0, "%d directories with bits changed are refused", refused);
}

/* pages that are not where they belong */

enum { FIRST = 65 }; /* the second row of the second page */

static void put_pin(struct buf *out, const struct pin *x)
{
	put_u8(out, (uint8_t)x->table);
	put_i64(out, x->a);
	put_i64(out, x->b);
	put_i64(out, x->c);
	buf_add(out, x->digest, HASH_SIZE);
}

/* One page, which the directory says is page 1 of the items. */
static void put_page_directory(struct buf *out, struct slice page)
{
	uint8_t hash[HASH_SIZE];

	blake2b(hash, sizeof hash, page);
	put_u32(out, 1);
	put_u8(out, PIN_ITEM);
	put_i64(out, 1);
	put_u64(out, 0);
	put_u32(out, (uint32_t)page.n);
	buf_add(out, hash, sizeof hash);
}

/* Reading a page of n pins, then more bytes. */
static enum rc try_page(const struct pin *pins, size_t n, size_t more)
{
	struct buf page = {0};
	struct buf directory = {0};
	struct pins *p;
	struct err e;
	int64_t count;
	enum rc rc;

	for (size_t i = 0; i < n; i++)
		put_pin(&page, &pins[i]);
	for (size_t i = 0; i < more; i++)
		put_u8(&page, 0);
	must(file_write(path, page.p, page.n, &e), &e, "page");
	put_page_directory(&directory, buf_slice(&page));
	p = reopen(&directory);
	rc = pins_count(&count, p, PIN_ITEM, &e);
	ok(rc != RC_OK || count == (int64_t)n, "all of its pins or none");
	pins_free(p);
	buf_finish(&page);
	buf_finish(&directory);
	return rc;
}

/* The hashes fit: these are what somebody wrote who can write the directory, too. */
static void test_pages(void)
{
	const struct pin x = make(PIN_ITEM, FIRST, 1, 1);
	const struct pin y = make(PIN_ITEM, FIRST, 2, 1);
	const struct pin seal = make(PIN_PERIOD_SEAL, FIRST, 2, 1);
	const struct pin far = make(PIN_ITEM, FIRST + 64, 2, 1);

	is_int(try_page((struct pin[]){x, y}, 2, 0), RC_OK, "a page that is where it belongs");
	is_int(try_page((struct pin[]){x, seal}, 2, 0), RC_TAMPER, "a pin of another table");
	is_int(try_page((struct pin[]){x, far}, 2, 0), RC_TAMPER, "a pin of another page");
	is_int(try_page((struct pin[]){y, x}, 2, 0), RC_TAMPER, "pins out of order");
	is_int(try_page((struct pin[]){x, x}, 2, 0), RC_TAMPER, "a pin twice");
	is_int(try_page((struct pin[]){x, y}, 2, 1), RC_TAMPER, "a byte more");
	is_int(try_page(NULL, 0, 1), RC_TAMPER, "no pin");
	is_int(try_page(NULL, 0, 0), RC_TAMPER, "nothing at all");
}

/*
 * No file has such a place, and asking for it is no fault of the disk; and no
 * page is that large, whatever memory there is.
 */
static void directory_refused(size_t at, uint8_t byte, const char *name)
{
	struct buf directory = {0};
	struct pins *p;
	struct dec d;
	struct err e;

	put_page_directory(&directory, slice_str("page"));
	directory.p[at] = byte;
	dec_init(&d, buf_slice(&directory));
	must(pins_get_directory(&p, &d, open("/dev/null", O_RDONLY), "", &e), &e, "directory");
	ok(!dec_end(&d), "%s", name);
	pins_free(p);
	buf_finish(&directory);
}

int main(void)
{
	struct buf directory = {0};
	int fd = mkstemp(path);

	test_memory();
	test_walk();
	test_disk(fd, &directory);
	test_lazy(&directory);
	test_short(&directory);
	test_failed_write();
	test_directories(&directory);
	test_pages();
	directory_refused(4 + 1 + 8, 0x80, "a page that lies beyond the end of any file");
	directory_refused(4 + 1 + 8 + 8, 0x80, "a page of two thousand million bytes");
	buf_finish(&directory);
	close(fd);
	unlink(path);
	return tap_done();
}
