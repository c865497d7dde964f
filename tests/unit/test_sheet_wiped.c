/*
 * What the libraries leave of the sheet words: freed memory and the stack are
 * searched, as whoever got hold of the process would.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crypto/secret.h"
#include "envelope/qr.h"
#include "sheet_int.h"
#include "sheets.h"
#include "tap.h"

enum { LEAST = 6, MOST = 64 * 1024 * 1024, CODE = 177 * 177 };

/* A sanitizer keeps freed memory and a stack of its own. */
#ifdef __SANITIZE_ADDRESS__
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

/* Memory of this process as it is, whoever owns it. */
struct region {
	uint8_t *p;
	size_t n;
};

/* Where that region is. Nothing is allocated, which would overwrite what is looked for. */
static bool region_find(struct region *r, const char *name, unsigned long *from)
{
	int maps = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
	size_t n = 0;
	ssize_t got;
	unsigned long to;
	char *at;

	while ((got = read(maps, r->p + n, MOST - 1 - n)) > 0)
		n += (size_t)got;
	close(maps);
	r->p[n] = '\0';
	if ((at = strstr((char *)r->p, name)) == NULL)
		return false;
	while (at > (char *)r->p && at[-1] != '\n')
		at--;
	if (sscanf(at, "%lx-%lx", from, &to) != 2 || to - *from > MOST)
		return false;
	r->n = to - *from;
	return true;
}

static bool region_read(struct region *r, const char *name)
{
	int mem = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	unsigned long from;
	bool found =
	    region_find(r, name, &from) && pread(mem, r->p, r->n, (off_t)from) == (ssize_t)r->n;

	close(mem);
	return found;
}

/* A word as a PDF has it: UTF-16 in hexadecimal digits. */
static void as_pdf(struct buf *out, struct slice word)
{
	for (size_t i = 0; i < word.n; i++)
		buf_printf(out, "00%02X", word.p[i]);
}

/*
 * Rows of the code that hold data alone (ISO 18004: no pattern crosses them).
 * One of them is 27 bits, which the heap may well hold by chance under some
 * mask; two of them are not.
 */
enum { ROW = 12, ROWS = 2, FROM = 9, TO = 36 };

static bool dark(const struct qr *qr, unsigned x, unsigned y)
{
	return qr->dark[y * qr->width + x] != 0;
}

/* The eight masks, one of which has been laid over the data. */
static bool mask(unsigned which, unsigned x, unsigned y)
{
	switch (which) {
	case 0:
		return (x + y) % 2 == 0;
	case 1:
		return y % 2 == 0;
	case 2:
		return x % 3 == 0;
	case 3:
		return (x + y) % 3 == 0;
	case 4:
		return (y / 2 + x / 3) % 2 == 0;
	case 5:
		return x * y % 2 + x * y % 3 == 0;
	case 6:
		return (x * y % 2 + x * y % 3) % 2 == 0;
	case 7:
		return (x * y % 3 + (x + y) % 2) % 2 == 0;
	default:
		return false; /* as it is */
	}
}

static bool rows_at(const uint8_t *p, const struct qr *qr, unsigned chosen, unsigned tried)
{
	for (unsigned y = ROW; y < ROW + ROWS; y++, p += qr->width)
		for (unsigned x = FROM; x < TO; x++)
			if ((p[x - FROM] & 1) !=
			    (dark(qr, x, y) ^ mask(chosen, x, y) ^ mask(tried, x, y)))
				return false;
	return true;
}

/* The rows, a byte a module, without a mask or under any that was tried. */
static bool code_left(const struct region *r, const struct qr *qr)
{
	for (size_t i = 0; i + (size_t)ROWS * qr->width <= r->n; i++)
		for (unsigned which = 0; which < 9 * 9; which++)
			if (rows_at(r->p + i, qr, which % 9, which / 9))
				return true;
	return false;
}

/* How many of the words, the short ones left out, are in the region. */
static unsigned left_in(const struct region *r, struct slice words)
{
	unsigned n = 0;

	while (words.n > 0) {
		struct slice word = sheet_next_piece(&words);
		struct buf hex = {0};

		if (word.n < LEAST)
			continue;
		as_pdf(&hex, word);
		n += memmem(r->p, r->n, word.p, word.n) != NULL;
		n += memmem(r->p, r->n, hex.p, hex.n) != NULL;
		buf_finish(&hex);
	}
	return n;
}

static void search(struct region *r, const char *name, struct slice words, const char *after)
{
	if (SANITIZED) {
		tap_skip(after, "the sanitizer has memory of its own");
		return;
	}
	ok(region_read(r, name), "%s: %s can be read", after, name);
	ok(left_in(r, words) == 0, "%s: no word is left in %s", after, name);
}

/* The third of its pieces, which no other text has. */
static struct slice piece_of_key(const struct sheet *s)
{
	return slice_of(s->identity.p + 36, 20);
}

static void after(struct region *r, const struct sheet *s, const char *what)
{
	search(r, "[heap]", s->words, what);
	search(r, "[stack]", s->words, what);
	search(r, "[heap]", piece_of_key(s), what);
	search(r, "[stack]", piece_of_key(s), what);
}

/* In memory that is not in the heap, to compare with. */
static void code(struct region *r, const struct sheet *s)
{
	struct qr qr;
	uint8_t *dark;

	is_int(qr_make(&qr, s->words, QR_ON_PAPER, NULL), RC_OK, "a QR code");
	dark = qr.dark;
	qr.dark = r->p + MOST;
	memcpy(qr.dark, dark, (size_t)qr.width * qr.width);
	qr_finish(&(struct qr){.width = qr.width, .dark = dark});
	if (SANITIZED || !region_read(r, "[heap]"))
		tap_skip("QR code", "the sanitizer has memory of its own");
	else
		ok(!code_left(r, &qr), "QR code: no rows are left in the heap");
}

static void print(const struct sheet *sheet, enum sheet_kind kind)
{
	struct buf out = {0};

	is_int(sheet_write(&out, sheet, 1, kind, NULL), RC_OK, "printed");
	buf_finish(&out);
}

/*
 * The words of a sheet are English, as are those of an environment or a path, and
 * these lie in the stack too: so begin again without any.
 */
static void begin_bare(void)
{
	char name[] = "test";
	char *const arguments[] = {name, NULL};
	char *const nothing[] = {NULL};

	if (!SANITIZED && environ[0] != NULL)
		execve("/proc/self/exe", arguments, nothing);
}

int main(void)
{
	struct region r = {.p = malloc(MOST + CODE)}; /* too large to be in the heap itself */
	struct sheets s;
	struct err e;

	begin_bare();
	if (r.p == NULL || crypto_init(&e) != RC_OK)
		return 1;
	sheets_init(&s, 1, 1);
	after(&r, s.sheet, "to begin with");
	code(&r, s.sheet);
	after(&r, s.sheet, "QR code");
	print(s.sheet, SHEET_TEXT);
	after(&r, s.sheet, "text");
	print(s.sheet, SHEET_HTML);
	after(&r, s.sheet, "HTML");
	print(s.sheet, SHEET_PDF);
	after(&r, s.sheet, "PDF");
	sheets_finish(&s);
	free(r.p);
	return tap_done();
}
