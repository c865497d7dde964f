#include "parse_json_int.h"

#include <stdio.h>
#include <string.h>

#include "archive_int.h"
#include "base/buf.h"
#include "charset_int.h"
#include "json_entry_int.h"

bool parse_json_in_archive(const struct parse_input *in, const char *name)
{
	struct archive *a = NULL;
	bool is = false;

	if (archive_is(in->file) && archive_open(&a, in->file, NULL) == RC_OK)
		is = archive_find(a, name) != ARCHIVE_NONE;
	archive_close(a);
	return is;
}

static struct slice behind_blanks(const struct parse_input *in)
{
	struct slice s = in->text != NULL ? in->text->text : slice_of(NULL, 0);
	size_t i = 0;

	while (i < s.n && memchr(" \t\r\n", s.p[i], 4) != NULL)
		i++;
	return slice_after(s, i);
}

bool parse_json_is(const struct parse_input *in)
{
	struct slice s = behind_blanks(in);

	return s.n > 0 && (s.p[0] == '{' || s.p[0] == '[');
}

/* What comes first tells the programs apart: each begins with a few short members. */
bool parse_json_has(const struct parse_input *in, const char *name)
{
	enum { BEGINNING = 300 };
	struct slice s = behind_blanks(in);
	char quoted[40];

	if (s.n == 0 || s.p[0] != '{')
		return false;
	if (s.n > BEGINNING)
		s.n = BEGINNING;
	snprintf(quoted, sizeof quoted, "\"%s\"", name);
	return memmem(s.p, s.n, quoted, strlen(quoted)) != NULL;
}

/* RFC 8259, 8.1: JSON is UTF-8, so nothing else is assumed. */
static enum rc text_of_file(struct parse_json *j, const struct parse_input *in, struct err *e)
{
	if (in->text == NULL)
		return parse_unknown(e);
	if (in->text->guessed_line > 0)
		return err_set(e, RC_INPUT, "line %ld is not UTF-8 text; export the file again",
		    in->text->guessed_line);
	j->text = in->text->text;
	return RC_OK;
}

static enum rc text_in_archive(
    struct parse_json *j, const struct parse_input *in, const char *name, struct err *e)
{
	static const char MARK[] = "\xEF\xBB\xBF";
	int64_t i;
	enum rc rc;

	if ((rc = archive_open(&j->archive, in->file, e)) != RC_OK)
		return rc;
	if ((i = archive_find(j->archive, name)) == ARCHIVE_NONE)
		return parse_unknown(e);
	if ((rc = archive_read(&j->unpacked, j->archive, i, JSON_ENTRY_MAX, e)) != RC_OK)
		return rc;
	j->text = buf_slice(&j->unpacked);
	if (j->text.n >= 3 && memcmp(j->text.p, MARK, 3) == 0)
		j->text = slice_after(j->text, 3);
	return RC_OK;
}

enum rc parse_json_text(
    struct parse_json *j, const struct parse_input *in, const char *name, struct err *e)
{
	*j = (struct parse_json){0};
	if (archive_is(in->file))
		return text_in_archive(j, in, name, e);
	return text_of_file(j, in, e);
}

enum rc parse_json_open(
    struct parse_json *j, const struct parse_input *in, const char *name, struct err *e)
{
	enum rc rc = parse_json_text(j, in, name, e);

	return rc == RC_OK ? json_entry_load(&j->tree, j->text, e) : rc;
}

void parse_json_note_left(const struct parse_sink *sink, const struct parse_json *j,
    const char *prefix, const char *mark)
{
	int64_t i = 0;

	if (j->archive == NULL)
		return;
	for (; (i = archive_next(j->archive, i, prefix)) != ARCHIVE_NONE; i++) {
		const char *name = archive_name(j->archive, i);

		if (!archive_taken(j->archive, i) &&
		    strstr(name + strlen(prefix), mark) != NULL)
			parse_problem(sink, 1, slice_str(name),
			    "left behind: this file of the archive belongs to no entry");
	}
}

void parse_json_finish(struct parse_json *j)
{
	json_decref(j->tree);
	buf_finish(&j->unpacked);
	archive_close(j->archive);
	*j = (struct parse_json){0};
}
