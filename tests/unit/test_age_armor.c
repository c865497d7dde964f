/*
 * Every way in which the armor of an age file can be right or wrong, one a line:
 * its name, which file is in it, what has to come of it, and the text. In
 * capitals where the program age 1.1.1 differs: it takes no white space before,
 * a byte less behind, and an empty last line.
 */
#include <ctype.h>

#include "age_forge.h"

/* What stands for the lines of base64 of the file. */
#define ALL "\x01"   /* all of them, each with a line feed */
#define FIRST "\x02" /* the first one, without */
#define REST "\x03"  /* all but the first, each with a line feed */
#define MOST "\x04"  /* all but the last two, each with a line feed */
#define LAST2 "\x05" /* the last but one, without */
#define LAST "\x06"  /* the last one, without */
#define HALF "\x07"  /* the first half of the first line */
#define HALF2 "\x0e" /* the second half of it */
/* 1,000 line feeds, and 1,020 blanks and a line feed */
#define LINES "\x0f"
#define BLANKS "\x10"
#define LETTERS "\x11" /* 5,000 of them */

#define BEGIN AGE_ARMOR_BEGIN "\n"
#define STOP AGE_ARMOR_END "\n"

/* clang-format off */
static const struct vector {
	const char *name;
	char in; /* the last line: s with "=", d with "==", f full, n short with none; x: no age file */
	enum forge_class is;
	const char *says;
	const char *text;
} vectors[] = {
{"as it should be, one =", 's', FINE, "", BEGIN ALL STOP},
{"as it should be, two =", 'd', FINE, "", BEGIN ALL STOP},
{"as it should be, no =", 'n', FINE, "", BEGIN ALL STOP},
{"a full last line", 'f', FINE, "", BEGIN ALL STOP},
{"no line feed at the end", 's', FINE, "", BEGIN ALL AGE_ARMOR_END},
{"CR LF", 's', FINE, "", "\r" BEGIN ALL STOP},
{"CR LF, and a full last line", 'f', FINE, "", "\r" BEGIN ALL STOP},
{"CR LF on some lines", 's', FINE, "", AGE_ARMOR_BEGIN "\r\n" FIRST "\r\n" REST AGE_ARMOR_END "\r\n"},
{"CR at the end", 's', FINE, "", BEGIN ALL AGE_ARMOR_END "\r"},
{"white space before and behind", 'S', FINE, "", "\n\r   \t\n" BEGIN ALL STOP "\n\r   \t\n"},
{"a vertical tab and a form feed", 'S', FINE, "", "\v\n\f\n" BEGIN ALL STOP "\v\f"},
{"1,000 lines before", 'S', FINE, "", LINES BEGIN ALL STOP},
{"1,000 lines behind", 's', FINE, "", BEGIN ALL STOP LINES},
{"1,021 bytes of blanks before", 'S', FINE, "", BLANKS BEGIN ALL STOP},
{"1,024 bytes before", 'S', FINE, "", BLANKS "\n\n\n" BEGIN ALL STOP},
{"1,025 bytes before", 's', ARMOR, "1024 bytes of white space stand before", BLANKS "\n\n\n\n" BEGIN ALL STOP},
{"2,000 lines before", 's', ARMOR, "1024 bytes of white space stand before", LINES LINES BEGIN ALL STOP},
{"1,024 bytes behind", 'S', FINE, "", BEGIN ALL STOP BLANKS "\n\n\n"},
{"1,025 bytes behind", 's', ARMOR, "1024 bytes of white space stand behind", BEGIN ALL STOP BLANKS "\n\n\n\n"},
{"6,000 lines behind", 's', ARMOR, "1024 bytes of white space stand behind", BEGIN ALL STOP LINES LINES LINES LINES LINES LINES},
/* what is around it */
{"a line before", 's', ARMOR, "line 1: the first line", "garbage\n" BEGIN ALL STOP},
{"a line behind", 's', ARMOR, "behind its last line", BEGIN ALL STOP "garbage\n"},
{"a letter behind white space", 's', ARMOR, "behind its last line", BEGIN ALL STOP "\n\n x"},
{"a NUL byte behind", 'z', ARMOR, "behind its last line", BEGIN ALL STOP},
{"a letter 5,000 bytes behind", 's', ARMOR, "behind its last line", BEGIN ALL STOP "x" LINES LINES LINES LINES LINES},
{"two of them", 's', ARMOR, "behind its last line", BEGIN ALL STOP BEGIN ALL STOP},
{"a file that is not armored before", 's', HEADER, "line 2: it should begin", "age-encryption.org/v1\n" BEGIN ALL STOP},
/* the first line */
{"a blank before the first line", 's', ARMOR, "line 1: the first line", " " BEGIN ALL STOP},
{"a blank behind the first line", 's', ARMOR, "line 1: the first line", AGE_ARMOR_BEGIN " \n" ALL STOP},
{"blanks within its dashes", 's', ARMOR, "line 1: the first line", "----- BEGIN AGE ENCRYPTED FILE -----\n" ALL STOP},
{"small letters", 's', ARMOR, "line 1: the first line", "-----begin age encrypted file-----\n" ALL "-----end age encrypted file-----\n"},
{"small letters of the label", 's', ARMOR, "line 1: the first line", "-----BEGIN age encrypted file-----\n" ALL "-----END age encrypted file-----\n"},
{"another label", 's', ARMOR, "line 1: the first line", "-----BEGIN AGE ENCRYPTED MESSAGE-----\n" ALL "-----END AGE ENCRYPTED MESSAGE-----\n"},
{"the label of PGP", 's', ARMOR, "line 1: the first line", "-----BEGIN PGP MESSAGE-----\n" ALL "-----END PGP MESSAGE-----\n"},
{"four dashes", 's', ARMOR, "line 1: the first line", "----BEGIN AGE ENCRYPTED FILE----\n" ALL STOP},
{"six dashes", 's', ARMOR, "line 1: the first line", "-" BEGIN ALL STOP},
{"no line feed behind it", 's', ARMOR, "line 1: the first line", AGE_ARMOR_BEGIN ALL STOP},
{"the first line alone", 's', ARMOR, "truncated", BEGIN},
{"the first line twice", 's', ARMOR, "line 2: the line is not", BEGIN BEGIN ALL STOP},
{"the first line without its end", 's', ARMOR, "truncated", AGE_ARMOR_BEGIN},
{"half of the first line", 's', ARMOR, "line 1: the first line", "-----BEGIN AGE ENC"},
{"headers", 's', ARMOR, "line 2: the line is not in canonical", BEGIN "Headers: no\nOther: no\n\n" ALL STOP},
{"one header", 's', ARMOR, "line 2: the line is not in canonical", BEGIN "Comment: x\n" ALL STOP},
/* the lines */
{"nothing in it", 's', HEADER, "not an age file", BEGIN STOP},
{"an empty line in it", 's', ARMOR, "line 2: the line is empty", BEGIN "\n" STOP},
{"an empty line at the start", 's', ARMOR, "line 2: the line is empty", BEGIN "\n" ALL STOP},
{"an empty line in the middle", 's', ARMOR, "line 3: the line is empty", BEGIN FIRST "\n\n" REST STOP},
{"an empty line behind a short one", 's', ARMOR, "the line is not -----END", BEGIN ALL "\n" STOP},
{"an empty line behind a full one", 'F', ARMOR, "the line is empty", BEGIN ALL "\n" STOP},
{"a line of white space in the middle", 's', ARMOR, "line 3: the line is not in canonical", BEGIN FIRST "\n \n" REST STOP},
{"CR alone on a line", 's', ARMOR, "line 3: the line is empty", BEGIN FIRST "\n\r\n" REST STOP},
{"a blank behind a line", 's', ARMOR, "the line is longer", BEGIN MOST LAST2 " \n" LAST "\n" STOP},
{"a tab behind a line", 's', ARMOR, "the line is longer", BEGIN MOST LAST2 "\t\n" LAST "\n" STOP},
{"a blank before a line", 's', ARMOR, "the line is longer", BEGIN MOST " " LAST2 "\n" LAST "\n" STOP},
{"a blank behind the last line", 's', ARMOR, "not in canonical", BEGIN MOST LAST2 "\n" LAST " \n" STOP},
{"a blank before the last line", 's', ARMOR, "not in canonical", BEGIN MOST LAST2 "\n " LAST "\n" STOP},
{"CR twice", 's', ARMOR, "the line is longer", BEGIN FIRST "\r\r\n" REST STOP},
{"CR within a line", 's', ARMOR, "line 2: the line is longer", BEGIN HALF "\r" HALF2 "\n" REST STOP},
{"CR alone between lines", 's', ARMOR, "longer", BEGIN FIRST "\r" REST STOP},
{"a line that is too long", 's', ARMOR, "line 2: the line is longer", BEGIN FIRST REST STOP},
{"one that is much too long", 's', ARMOR, "line 2: the line is longer", BEGIN LETTERS "\n" REST STOP},
{"a line that is too short", 's', ARMOR, "line 3: the line is not -----END", BEGIN HALF "\n" HALF2 "\n" REST STOP},
{"a shorter line before the last", 's', ARMOR, "the line is not -----END", BEGIN MOST "aaaa\n" LAST2 "\n" LAST "\n" STOP},
{"a character that is none", 's', ARMOR, "line 2: the line is not in canonical", BEGIN "****************************************************************\n" REST STOP},
{"one on the last line", 's', ARMOR, "not in canonical", BEGIN MOST LAST2 "\n*" LAST CUT "\n" STOP},
{"letters of base64url", 's', ARMOR, "not in canonical", BEGIN ALL CUT CUT "-_\n" STOP},
{"a byte over 7F", 's', ARMOR, "not in canonical", BEGIN MOST LAST2 "\n\xAF" LAST CUT "\n" STOP},
/* the padding */
{"no padding, of one", 's', ARMOR, "not in canonical", BEGIN ALL CUT CUT "\n" STOP},
{"no padding, of two", 'd', ARMOR, "not in canonical", BEGIN ALL CUT CUT CUT "\n" STOP},
{"half of the padding", 'd', ARMOR, "not in canonical", BEGIN ALL CUT CUT "\n" STOP},
{"padding of one too many", 's', ARMOR, "not in canonical", BEGIN ALL CUT "=\n" STOP},
{"padding where none belongs", 'n', ARMOR, "not in canonical", BEGIN ALL CUT "=\n" STOP},
{"padding behind a full line", 'f', ARMOR, "longer", BEGIN ALL CUT "=\n" STOP},
{"padding on a line of its own", 'd', ARMOR, "not in canonical", BEGIN ALL CUT CUT "\n=\n" STOP},
{"bits that do not count, of one", 's', ARMOR, "not in canonical", BEGIN ALL CUT CUT ODD "=\n" STOP},
{"bits that do not count, of two", 'd', ARMOR, "not in canonical", BEGIN ALL CUT CUT CUT ODD "==\n" STOP},
{"a checksum as PGP has it", 's', ARMOR, "the line is not -----END", BEGIN ALL "=aaaa\n" STOP},
{"one behind a full line", 'f', ARMOR, "not in canonical", BEGIN ALL "=aaaa\n" STOP},
/* the last line */
{"no last line", 's', ARMOR, "truncated", BEGIN ALL},
{"no last line behind a full one", 'f', ARMOR, "truncated", BEGIN ALL},
{"half of the last line", 's', ARMOR, "the line is not -----END", BEGIN ALL "-----END AGE ENC"},
{"the last line without a dash", 's', ARMOR, "the line is not -----END", BEGIN ALL STOP CUT CUT "\n"},
{"a blank before the last line of all", 's', ARMOR, "the line is not -----END", BEGIN ALL " " STOP},
{"a blank behind the last line of all", 's', ARMOR, "the line is not -----END", BEGIN ALL AGE_ARMOR_END " \n"},
{"the same behind a full line", 'f', ARMOR, "the line is not -----END", BEGIN ALL AGE_ARMOR_END " \n"},
{"blanks within its dashes, at the end", 's', ARMOR, "the line is not -----END", BEGIN ALL "----- END AGE ENCRYPTED FILE -----\n"},
{"another label at the end", 's', ARMOR, "the line is not -----END", BEGIN ALL "-----END AGE FILE-----\n"},
{"the last line behind the base64", 's', ARMOR, "longer", BEGIN MOST LAST2 AGE_ARMOR_END "\n"},
{"the first line for the last", 's', ARMOR, "the line is not -----END", BEGIN ALL BEGIN},
/* what is in it */
{"another file in it", 'x', HEADER, "not an age file", BEGIN ALL STOP},
{"the first lines of the file are missing", 's', HEADER, "not an age file", BEGIN REST STOP},
{"the last lines of the file are missing", 'f', HEADER, "truncated", BEGIN MOST STOP},
};
/* clang-format on */

enum { VECTORS = sizeof vectors / sizeof vectors[0], COLUMNS = 64, LINE_BYTES = 48 };

/* A file of which the last line is like that. */
static void make_file(struct buf *file, struct buf *plain, char in)
{
	const size_t wanted = in == 'f' ? 0 : in == 'd' ? 1 : in == 'n' ? 3 : 2;
	struct forge f = {.file = file};
	char text[LINE_BYTES] = "";
	size_t n = 0;

	forge_file(file, plain,
	    "age-encryption.org/v1\n-> X25519 " SHARE "\n" BODY "\n--- " MAC "\n" NONCE);
	while ((file->n + AEAD_TAG + n) % LINE_BYTES != wanted)
		text[n++] = 'x';
	forge_chunk(&f, text, n, true);
	buf_add_slice(plain, buf_slice(&f.plain));
	buf_finish(&f.plain);
	if (in == 'x') {
		buf_clear(file);
		buf_add_str(file, "This is a letter, and nobody has encrypted it.");
	}
}

static void add_lines(struct buf *text, const struct buf *lines, size_t from, size_t to)
{
	for (size_t at = from; at < to; at += COLUMNS) {
		buf_add(text, lines->p + at, to - at < COLUMNS ? to - at : COLUMNS);
		buf_add_char(text, '\n');
	}
}

static void drop_line_feed(struct buf *text)
{
	text->n -= text->p[text->n - 1] == '\n';
}

/* lines is the base64 of the file without line feeds. */
static void add(struct buf *text, const struct buf *lines, char c)
{
	size_t last = (lines->n - 1) / COLUMNS * COLUMNS;

	if (c == *ALL)
		add_lines(text, lines, 0, lines->n);
	else if (c == *REST)
		add_lines(text, lines, COLUMNS, lines->n);
	else if (c == *MOST)
		add_lines(text, lines, 0, last - COLUMNS);
	else if (c == *FIRST)
		buf_add(text, lines->p, COLUMNS);
	else if (c == *LAST2)
		buf_add(text, lines->p + last - COLUMNS, COLUMNS);
	else if (c == *LAST)
		buf_add(text, lines->p + last, lines->n - last);
	else if (c == *HALF || c == *HALF2)
		buf_add(text, lines->p + (c == *HALF ? 0 : COLUMNS / 2), COLUMNS / 2);
	else if (c == *LINES)
		memset(buf_extend(text, 1000), '\n', 1000);
	else if (c == *LETTERS)
		memset(buf_extend(text, 5000), 'a', 5000);
	else if (c == *BLANKS)
		buf_printf(text, "%1020s\n", "");
	else if (c == *CUT && text->p[text->n - 1] == '\n')
		drop_line_feed(text);
	else if (c == *CUT || c == *ODD)
		forge_alter(text, c);
	else
		buf_add_char(text, c);
}

static void with_cr(struct buf *text)
{
	struct buf out = {0};

	for (size_t i = 0; i < text->n; i++) {
		if (text->p[i] == '\n')
			buf_add_char(&out, '\r');
		buf_add_char(&out, (char)text->p[i]);
	}
	buf_finish(text);
	*text = out;
}

static void make_text(struct buf *text, const struct vector *v, const struct buf *file)
{
	struct buf lines = {0};
	bool cr = v->text[0] == '\r';

	base64_encode(&lines, file->p, file->n, true);
	for (const char *c = v->text + cr; *c != '\0'; c++)
		add(text, &lines, *c);
	if (cr)
		with_cr(text);
	if (v->in == 'z')
		buf_add_char(text, '\0');
	buf_finish(&lines);
}

static void judge(
    const struct vector *v, const struct buf *text, const struct buf *plain, size_t step)
{
	struct buf back = {0};
	struct err e = {0};
	enum rc rc = forge_read(&back, buf_slice(text), 'k', step, &e);
	bool given = rc == RC_OK ? slice_eq(buf_slice(&back), buf_slice(plain)) : back.n == 0;

	ok(forge_class(rc, e.text) == v->is && strstr(e.text, v->says) != NULL && given,
	    "%s, by %zu: '%s'", v->name, step, e.text);
	buf_finish(&back);
}

static void test_vector(const struct vector *v, bool with_age)
{
	struct buf file = {0};
	struct buf plain = {0};
	struct buf text = {0};

	make_file(&file, &plain, (char)tolower(v->in));
	make_text(&text, v, &file);
	judge(v, &text, &plain, 1);
	judge(v, &text, &plain, 4096);
	judge(v, &text, &plain, 1 << 20);
	if (with_age && islower(v->in))
		ok(forge_age_takes(buf_slice(&text)) == (v->is == FINE), "age agrees: %s",
		    v->name);
	buf_finish(&file);
	buf_finish(&plain);
	buf_finish(&text);
}

/* the writer */

static enum rc write_armored(
    struct age_armor_writer *w, struct slice file, size_t step, struct err *e)
{
	struct age_sink sink = age_armor_writer_sink(w);
	enum rc rc = RC_OK;

	while (file.n > 0 && rc == RC_OK) {
		size_t n = file.n < step ? file.n : step;

		rc = sink.write(sink.arg, file.p, n, e);
		file = slice_after(file, n);
	}
	return rc == RC_OK ? age_armor_writer_close(w, e) : rc;
}

/* As the first four vectors have it, in pieces of any size. */
static void test_writer(void)
{
	for (size_t i = 0; i < 4; i++)
		for (size_t step = 1; step < 200; step += 7) {
			struct buf file = {0};
			struct buf plain = {0};
			struct buf want = {0};
			struct buf text = {0};
			struct age_armor_writer *w =
			    age_armor_writer_new((struct age_sink){forge_take, &text});

			make_file(&file, &plain, vectors[i].in);
			make_text(&want, &vectors[i], &file);
			ok(write_armored(w, buf_slice(&file), step, NULL) == RC_OK &&
				slice_eq(buf_slice(&text), buf_slice(&want)),
			    "written by %zu: %s", step, vectors[i].name);
			age_armor_writer_free(w);
			buf_finish(&file);
			buf_finish(&plain);
			buf_finish(&want);
			buf_finish(&text);
		}
}

static enum rc full_disk(void *arg, const void *p, size_t n, struct err *e)
{
	size_t *room = arg;

	(void)p;
	if (n > *room)
		return err_set(e, RC_IO, "the disk is full");
	*room -= n;
	return RC_OK;
}

static void test_writer_fails(void)
{
	struct age_armor_writer *w = age_armor_writer_new((struct age_sink){full_disk, NULL});
	uint8_t bytes[1000] = {0};
	int wrong = 0;

	is_int(age_armor_writer_close(w, NULL), RC_FAIL, "nothing was written");
	age_armor_writer_free(w);
	age_armor_writer_free(NULL);
	for (size_t room = 0; room < 1430; room += 10) {
		size_t left = room;
		struct age_sink sink;

		w = age_armor_writer_new((struct age_sink){full_disk, &left});
		sink = age_armor_writer_sink(w);
		wrong += write_armored(w, slice_of(bytes, sizeof bytes), 99, NULL) != RC_IO;
		/* What failed cannot be made to look whole. */
		left = 1 << 20;
		wrong += sink.write(sink.arg, bytes, 1, NULL) != RC_FAIL;
		wrong += age_armor_writer_close(w, NULL) != RC_FAIL;
		age_armor_writer_free(w);
	}
	is_int(wrong, 0, "a failing sink stops the writer for good");
}

static enum rc broken(void *arg, void *p, size_t n, size_t *got, struct err *e)
{
	struct forge_feed *f = arg;

	if (f->rest.n == 0)
		return err_set(e, RC_IO, "the stick was pulled out");
	return forge_give(arg, p, n, got, e);
}

/* Wherever the source fails, that is what is said. */
static void test_source_fails(void)
{
	const struct secret *const keys[] = {forge_identity[0]};
	struct buf file = {0};
	struct buf plain = {0};
	struct buf text = {0};
	int wrong = 0;

	make_file(&file, &plain, 's');
	make_text(&text, &vectors[0], &file);
	for (size_t n = 0; n <= text.n; n++) {
		struct forge_feed feed = {slice_of(text.p, n), 5};
		struct age_keys with = {.identities = keys, .count = 1};
		struct buf back = {0};

		wrong += age_read((struct age_source){broken, &feed},
			     (struct age_sink){forge_take, &back}, &with, NULL) != RC_IO ||
			 back.n > 0;
		buf_finish(&back);
	}
	is_int(wrong, 0, "a failing source stops the reader");
	buf_finish(&file);
	buf_finish(&plain);
	buf_finish(&text);
}

/* No bit can be changed, but for one of the line feeds in white space or a CR. */
static void test_every_bit(void)
{
	struct buf file = {0};
	struct buf plain = {0};
	struct buf text = {0};
	int wrong = 0;

	make_file(&file, &plain, 's');
	make_text(&text, &vectors[0], &file);
	for (size_t i = 0; i + 1 < text.n; i++)
		for (unsigned bit = 0; bit < 8; bit++) {
			struct buf back = {0};

			text.p[i] ^= (uint8_t)(1U << bit);
			wrong +=
			    forge_read(&back, buf_slice(&text), 'k', 4096, NULL) != RC_INPUT;
			wrong += back.n != 0;
			text.p[i] ^= (uint8_t)(1U << bit);
			buf_finish(&back);
		}
	is_int(wrong, 0, "no bit of an armored file can be changed");
	for (size_t n = 0; n + 1 < text.n; n++) {
		struct buf back = {0};

		wrong += forge_read(&back, slice_of(text.p, n), 'k', 4096, NULL) != RC_INPUT;
		wrong += back.n != 0;
		buf_finish(&back);
	}
	is_int(wrong, 0, "nor can it be cut anywhere");
	buf_finish(&file);
	buf_finish(&plain);
	buf_finish(&text);
}

int main(void)
{
	struct err e;
	bool with_age;

	if (crypto_init(&e) != RC_OK)
		return 1;
	forge_init();
	with_age = forge_age_start();
	for (size_t i = 0; i < VECTORS; i++)
		test_vector(&vectors[i], with_age);
	forge_age_end();
	test_writer();
	test_writer_fails();
	test_source_fails();
	test_every_bit();
	forge_finish();
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
