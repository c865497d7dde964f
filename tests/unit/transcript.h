/*
 * transcript: what a parser hands out, as a text to compare.
 */
#ifndef STRONGROOM_TESTS_TRANSCRIPT_H
#define STRONGROOM_TESTS_TRANSCRIPT_H

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "tap.h"
#include "transfer/parse.h"
#include "vault/content.h"

/* What is said of a row with too few cells. */
#define LEFT_OUT                                                                               \
	"; a spreadsheet leaves out empty ones at the end: write something into the last "     \
	"column, or import the file as it was exported"

/*
 *   ITEM 1 login "title"
 *   user "…", url "…", tag "…", each on a line
 *   plain|secret|notes|totp "label" "value"
 *   FILE "name" "bytes", if the sink takes files
 *   PROBLEM 2 message
 *
 * Control characters and backslashes are written as in C.
 */
struct transcript {
	struct buf text;
	size_t entries; /* as announced */
	size_t items;   /* handed out */
	size_t problems;
	size_t skipped; /* of the problems: entries that are left out */
	enum rc answer; /* what the sink returns for an item */
};

static inline void quote(struct buf *b, const char *label, struct slice s)
{
	buf_printf(b, "%s\"", label);
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\n')
			buf_add_str(b, "\\n");
		else if (s.p[i] == '\r')
			buf_add_str(b, "\\r");
		else if (s.p[i] == '\t')
			buf_add_str(b, "\\t");
		else if (s.p[i] == '\\')
			buf_add_str(b, "\\\\");
		else
			buf_add(b, &s.p[i], 1);
	buf_add_char(b, '"');
}

static inline enum rc on_item(
    void *arg, const struct content *c, const struct parse_entry *at, struct err *e)
{
	static const char *const kinds[] = {"plain ", "secret ", "notes ", "totp "};
	struct transcript *t = arg;
	struct buf *b = &t->text;

	t->items++;
	buf_printf(b, "ITEM %ld %.*s", at->line, SLICE_ARG(c->type));
	quote(b, " ", c->title);
	if (c->username.n > 0)
		quote(b, "\nuser ", c->username);
	for (size_t i = 0; i < c->n_urls; i++)
		quote(b, "\nurl ", c->urls[i]);
	for (size_t i = 0; i < c->n_tags; i++)
		quote(b, "\ntag ", c->tags[i]);
	for (size_t i = 0; i < c->n_fields; i++) {
		buf_add_char(b, '\n');
		quote(b, kinds[c->fields[i].kind], c->fields[i].label);
		quote(b, " ", c->fields[i].value);
	}
	buf_add_char(b, '\n');
	return t->answer == RC_OK ? RC_OK : err_set(e, t->answer, "the sink has had enough");
}

static inline enum rc on_file(void *arg, struct slice name, struct slice bytes, struct err *e)
{
	struct transcript *t = arg;

	(void)e;
	quote(&t->text, "FILE ", name);
	quote(&t->text, " ", bytes);
	buf_add_char(&t->text, '\n');
	return RC_OK;
}

static inline void on_problem(void *arg, long line, const char *message)
{
	struct transcript *t = arg;

	t->problems++;
	t->skipped += strstr(message, "skipped: ") != NULL;
	buf_printf(&t->text, "PROBLEM %ld ", line);
	buf_add_str(&t->text, message);
	buf_add_char(&t->text, '\n');
}

static inline void on_entries(void *arg, size_t n)
{
	struct transcript *t = arg;

	t->entries = n;
}

static inline struct parse_sink sink_of(struct transcript *t)
{
	*t = (struct transcript){.answer = t->answer};
	return (struct parse_sink){
	    .entries = on_entries, .item = on_item, .problem = on_problem, .arg = t};
}

/* One that takes files, too. */
static inline struct parse_sink sink_with_files(struct transcript *t)
{
	struct parse_sink sink = sink_of(t);

	sink.file = on_file;
	return sink;
}

static inline enum rc parse(
    struct transcript *t, struct slice file, const char *format, struct err *e)
{
	struct parse_sink sink = sink_of(t);

	return parse_file(&sink, file, &(struct parse_options){.format = format}, e);
}

/* What the content of a file shows it to be; "" if nothing. */
static inline void shown_format(char out[40], struct slice file)
{
	struct parse_source *s = NULL;

	out[0] = '\0';
	if (parse_open(&s, file, &(struct parse_options){0}, NULL) == RC_OK &&
	    strcmp(parse_source_format(s), "csv") != 0)
		snprintf(out, 40, "%s", parse_source_format(s));
	parse_close(s);
}

static inline void parse_fixture(struct transcript *t, const char *name, const char *format)
{
	struct buf file = {0};
	struct err e = {0};
	char path[400];

	snprintf(path, sizeof path, "%s/%s", TEST_DATA, name);
	if (file_read(&file, path, 1 << 20, &e) != RC_OK ||
	    parse(t, buf_slice(&file), format, &e) != RC_OK)
		ok(false, "%s is read: %s", name, e.text);
	buf_finish(&file);
}

/* Parse a text; want is the transcript. */
static inline void reads(const char *file, const char *want, const char *name)
{
	struct transcript t = {0};
	struct err e = {0};

	is_int(parse(&t, slice_str(file), NULL, &e), RC_OK, name);
	is_str(buf_cstr(&t.text), want, name);
	buf_finish(&t.text);
}

/* Parse a text; want is the transcript, format what it is taken for. */
static inline void takes(
    const char *format, const char *file, const char *want, const char *name)
{
	struct transcript t = {0};
	struct err e = {0};
	char shown[40];

	is_int(parse(&t, slice_str(file), NULL, &e), RC_OK, name);
	is_str(buf_cstr(&t.text), want, e.rc == RC_OK ? name : e.text);
	is_int((long long)t.entries, (long long)(t.items + t.skipped), "… each is counted");
	shown_format(shown, slice_str(file));
	is_str(shown, format, "… and the format is recognised");
	buf_finish(&t.text);
}

/* Parse a text that is refused; the sentence has both words, the sink nothing. */
static inline void refuses(
    const char *file, const char *format, enum rc rc, const char *word, const char *name)
{
	struct transcript t = {0};
	struct err e = {0};

	is_int(parse(&t, slice_str(file), format, &e), rc, name);
	ok(strstr(e.text, word) != NULL, "%s: the reason has '%s': %s", name, word, e.text);
	ok(strstr(e.text, "hunter2") == NULL, "%s: the reason quotes no secret", name);
	ok(t.items == 0 && t.problems == 0, "%s: nothing is handed out", name);
	buf_finish(&t.text);
}

#endif
