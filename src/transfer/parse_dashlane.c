/*
 * parse_dashlane: an archive of Dashlane, which has a CSV file for each kind of
 * entry.
 */
#include <stdio.h>
#include <string.h>

#include "archive_int.h"
#include "base/text.h"
#include "charset_int.h"
#include "csv_format_int.h"
#include "parse_json_int.h"

static const struct {
	const char *file;
	const char *format;
} FILES[] = {{"credentials.csv", "dashlane"}, {"securenotes.csv", "dashlane-notes"},
    {"payments.csv", "dashlane-payments"}, {"ids.csv", "dashlane-ids"},
    {"personalInfo.csv", "dashlane-personal"}, {"wifi.csv", "dashlane-wifi"}};

enum { N_FILES = sizeof FILES / sizeof FILES[0], FILE_MAX = 64 << 20 };

/* One file of the archive on its way to the sink. */
struct giving {
	const struct parse_sink *sink;
	const char *file;
	size_t n; /* entries of all files */
};

static void count(void *arg, size_t n)
{
	struct giving *g = arg;

	g->n += n;
}

static enum rc no_item(
    void *arg, const struct content *c, const struct parse_entry *at, struct err *e)
{
	(void)arg;
	(void)c;
	(void)at;
	(void)e;
	return RC_OK;
}

static void no_problem(void *arg, long line, const char *message)
{
	(void)arg;
	(void)line;
	(void)message;
}

static enum rc on_item(
    void *arg, const struct content *c, const struct parse_entry *at, struct err *e)
{
	const struct giving *g = arg;

	return g->sink->item(g->sink->arg, c, at, e);
}

/* A line is one of the file, so that has to be said. */
static void on_problem(void *arg, long line, const char *message)
{
	const struct giving *g = arg;
	struct buf b = {0};

	buf_printf(&b, "%s: %s", g->file, message);
	g->sink->problem(g->sink->arg, line,
	    buf_cstr(&b) != NULL ? buf_cstr(&b) : "a problem; out of memory");
	buf_finish(&b);
}

static enum rc read_csv(
    const struct parse_sink *own, struct archive *a, int64_t at, size_t i, struct err *e)
{
	struct buf bytes = {0};
	struct charset text = {0};
	struct err why = {0};
	enum rc rc = archive_read(&bytes, a, at, FILE_MAX, e);

	/* A kind of which there are no entries may be an empty file. */
	if (rc != RC_OK || bytes.n == 0)
		goto out;
	if ((rc = charset_read(&text, buf_slice(&bytes), &why)) == RC_OK)
		rc = parse_csv(own, &text, csv_format_named(FILES[i].format), &why);
	if (rc != RC_OK)
		rc = err_set(e, rc, "%s: %s", FILES[i].file, why.text);
out:
	charset_finish(&text);
	buf_finish(&bytes);
	return rc;
}

static enum rc read_all(
    struct giving *g, const struct parse_sink *own, struct archive *a, struct err *e)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < N_FILES; i++) {
		int64_t at = archive_find(a, FILES[i].file);

		g->file = FILES[i].file;
		if (at != ARCHIVE_NONE)
			rc = read_csv(own, a, at, i, e);
	}
	return rc;
}

static bool is_known(const char *name)
{
	for (size_t i = 0; i < N_FILES; i++)
		if (strcmp(FILES[i].file, name) == 0)
			return true;
	return false;
}

static void report_others(const struct parse_sink *sink, const struct archive *a)
{
	const char *name;

	for (int64_t i = 0; (name = archive_name(a, i)) != NULL; i++)
		if (!is_known(name) && !archive_is_beside(a, i))
			parse_problem(sink, 1, slice_str(name),
			    "left behind: this file of the archive is not known");
}

bool parse_dashlane_fits(const struct parse_input *in)
{
	for (size_t i = 0; i < N_FILES; i++)
		if (parse_json_in_archive(in, FILES[i].file))
			return true;
	return false;
}

/* All files are seen to be sound before an entry is handed out. */
enum rc parse_dashlane(
    const struct parse_sink *sink, const struct parse_input *in, struct err *e)
{
	struct giving g = {.sink = sink};
	const struct parse_sink counting = {
	    .entries = count, .item = no_item, .problem = no_problem, .arg = &g};
	const struct parse_sink own = {.item = on_item, .problem = on_problem, .arg = &g};
	struct archive *a = NULL;
	enum rc rc;

	if ((rc = archive_open(&a, in->file, e)) != RC_OK ||
	    (rc = read_all(&g, &counting, a, e)) != RC_OK)
		goto out;
	if (sink->entries != NULL)
		sink->entries(sink->arg, g.n);
	report_others(sink, a);
	rc = read_all(&g, &own, a, e);
out:
	archive_close(a);
	return rc;
}
