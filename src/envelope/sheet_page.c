/* sheet_page: what a sheet says, in the order in which it is read. */
#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#include "base/text.h"
#include "base/words.h"
#include "sheet_int.h"

enum {
	NAME_COLUMNS = 80, /* longest council, holder or date that is shown whole */
	PLACE_COLUMNS = 160,
	PIECE = 20, /* characters of the key */
	GROUP = 4   /* digits of a hash */
};

static const char WHAT[] = "The words on this sheet open the passwords of the council.";

static const char WHEN[] =
    "Only in an emergency: the clerk cannot act, and the council needs its passwords. "
    "Have a second person with you. Write down who opened it, when and why.";

static const char ASKED[] =
    "When it asks for the sheet words, type them in the order of their numbers. The first "
    "four letters of each are enough.";

static const char ELSEWHERE[] =
    "Disconnect it from the internet. Open the file OPEN.html on the stick with a web "
    "browser, and type the words there.";

static const char COMPARE[] =
    "If somebody may have changed the stick, first compare its SHA-256, all 64 "
    "digits (Windows: certutil -hashfile OPEN.html SHA256; Linux: sha256sum OPEN.html):";

static const char AGE[] =
    "The program age (age-encryption.org) opens the export with this key. Save it as one "
    "line, without blanks, in a file, KEYFILE; delete that file afterwards.";

static const char AFTERWARDS[] =
    "Lock the sheets away. Tell all members, and report to the next meeting. Change every "
    "password that was read. Have a new envelope made.";

static const char KEEP[] =
    "Words inside the envelope; the stick outside, in the safe: alone it opens nothing. "
    "Sign here and across the seal:";

/* A block without a text as yet: what is added to page->text next is its own. */
static struct block *begin(struct sheet_page *page, enum block_kind kind, const char *label)
{
	struct block *b = &page->blocks[page->n];

	*b = (struct block){.kind = kind, .label = label, .at = page->text.n};
	if (page->n + 1 < BLOCKS_MAX)
		page->n++;
	else
		page->text.failed = true;
	return b;
}

static void end(struct sheet_page *page, struct block *b)
{
	b->n = page->text.n - b->at;
}

static void say(struct sheet_page *page, enum block_kind kind, const char *text)
{
	struct block *b = begin(page, kind, NULL);

	buf_add_str(&page->text, text);
	end(page, b);
}

/* Somebody else's text: made safe, and cut to so many columns. */
static void add_safe(struct buf *out, struct slice text, size_t columns)
{
	struct buf safe = {0};
	struct slice all;

	text_safe(&safe, text, false);
	all = buf_slice(&safe);
	if (text_fit(all, columns) == all.n) {
		buf_add_slice(out, all);
	} else {
		buf_add(out, all.p, text_fit(all, columns - 3));
		buf_add_str(out, "...");
	}
	out->failed |= !buf_ok(&safe);
	buf_finish(&safe);
}

static void field(struct sheet_page *page, const char *label, struct slice text, size_t columns)
{
	struct block *b = begin(page, BLOCK_FIELD, label);

	add_safe(&page->text, text, columns);
	end(page, b);
}

struct slice sheet_next_piece(struct slice *text)
{
	const uint8_t *blank = text->n > 0 ? memchr(text->p, ' ', text->n) : NULL;
	struct slice piece = *text;

	if (blank == NULL) {
		*text = slice_of(NULL, 0);
		return piece;
	}
	piece.n = (size_t)(blank - text->p);
	*text = slice_after(*text, piece.n + 1);
	return piece;
}

/* The next word of what somebody gave, spelled in full; NULL at the end. */
static const char *next_word(struct slice *text)
{
	size_t n = 0;
	int value;

	while (text->n > 0 && isspace(text->p[0]))
		*text = slice_after(*text, 1);
	while (n < text->n && !isspace(text->p[n]))
		n++;
	value = n > 0 ? words_find(slice_of(text->p, n)) : -1;
	*text = slice_after(*text, n);
	return value < 0 ? NULL : words_get((unsigned)value);
}

static void words(struct sheet_page *page, struct slice text)
{
	struct block *b = begin(page, BLOCK_WORDS, NULL);
	const char *word;

	while ((word = next_word(&text)) != NULL) {
		if (page->text.n > b->at)
			buf_add_char(&page->text, ' ');
		buf_add_str(&page->text, word);
	}
	end(page, b);
}

/* The first piece of a key is AGE-SECRET-KEY-1. */
static void key(struct sheet_page *page, struct slice text)
{
	struct block *b = begin(page, BLOCK_PIECES, NULL);
	size_t n = strlen("AGE-SECRET-KEY-1");

	while (text.n > 0) {
		n = n < text.n ? n : text.n;
		buf_add(&page->text, text.p, n);
		text = slice_after(text, n);
		if (text.n > 0)
			buf_add_char(&page->text, ' ');
		n = PIECE;
	}
	end(page, b);
}

static void hash(struct sheet_page *page, struct slice bytes)
{
	struct block *b = begin(page, BLOCK_PIECES, NULL);

	for (size_t i = 0; i < bytes.n; i++) {
		if (i > 0 && i % (GROUP / 2) == 0)
			buf_add_char(&page->text, ' ');
		buf_printf(&page->text, "%02x", bytes.p[i]);
	}
	end(page, b);
}

static void head(struct sheet_page *page, const struct sheet *s)
{
	struct block *b = begin(page, BLOCK_TITLE, NULL);

	buf_printf(&page->text, "Emergency sheet %u of %u", s->number, s->of);
	end(page, b);
	say(page, BLOCK_WARNING, "Secret: never copy or send it");
	say(page, BLOCK_TEXT, WHAT);
	field(page, "Council", s->council, NAME_COLUMNS);
	field(page, "Holder", s->holder, NAME_COLUMNS);
	b = begin(page, BLOCK_FIELD, "Envelope");
	buf_printf(&page->text, "number %u, made on ", s->serial);
	add_safe(&page->text, s->date, NAME_COLUMNS / 2);
	end(page, b);
}

static void needed(struct sheet_page *page, const struct sheet *s)
{
	struct block *b;

	say(page, BLOCK_HEADING, "When to open");
	say(page, BLOCK_TEXT, WHEN);
	say(page, BLOCK_HEADING, "What you need");
	b = begin(page, BLOCK_FIELD, "Sheets");
	buf_printf(&page->text, "%u of %u needed: %s", s->need, s->of,
	    s->need == 1 ? "this one opens everything"
			 : "ask the other holders; one alone opens nothing");
	end(page, b);
	field(page, "Stick with the export", s->export_at, PLACE_COLUMNS);
	field(page, "Computer and log-in", s->computer, PLACE_COLUMNS);
	say(page, BLOCK_HEADING, "The sheet words, to be read along the rows");
	words(page, s->words);
}

static void steps(struct sheet_page *page, const struct sheet *s)
{
	say(page, BLOCK_HEADING, "What to do");
	say(page, BLOCK_STEP, "Switch on the computer and log in.");
	say(page, BLOCK_STEP, "Plug in the stick.");
	say(page, BLOCK_STEP, "Start the program Terminal: a window in which you can type.");
	say(page, BLOCK_STEP, "Type this, then press the key Enter:");
	say(page, BLOCK_COMMAND, "strongroom unseal");
	say(page, BLOCK_STEP, "Answer what it asks. Press Enter after each answer.");
	say(page, BLOCK_STEP, ASKED);
	if (s->need > 1)
		say(page, BLOCK_STEP, "Do the same with the words of each other sheet.");
	if (s->page.n > 0) {
		say(page, BLOCK_HEADING, "On another computer");
		say(page, BLOCK_TEXT, ELSEWHERE);
		say(page, BLOCK_TEXT, COMPARE);
		hash(page, s->page);
	}
	if (s->identity.n > 0) {
		say(page, BLOCK_HEADING, "With another program");
		say(page, BLOCK_TEXT, AGE);
		key(page, s->identity);
		say(page, BLOCK_COMMAND, "age -d -i KEYFILE EXPORT");
	}
}

enum rc sheet_page_make(struct sheet_page *page, const struct sheet *s, struct err *e)
{
	*page = (struct sheet_page){0};
	head(page, s);
	needed(page, s);
	steps(page, s);
	say(page, BLOCK_HEADING, "Afterwards");
	say(page, BLOCK_TEXT, AFTERWARDS);
	say(page, BLOCK_HEADING, "How to keep it");
	say(page, BLOCK_TEXT, KEEP);
	say(page, BLOCK_SIGN, "");
	say(page, BLOCK_SIGN, "");
	return buf_ok(&page->text) ? RC_OK : err_nomem(e);
}

void sheet_page_finish(struct sheet_page *page)
{
	buf_finish(&page->text);
	page->n = 0;
}

struct slice sheet_page_text(const struct sheet_page *page, size_t i)
{
	const struct block *b = &page->blocks[i];

	return slice_of(page->text.p + b->at, b->n);
}
