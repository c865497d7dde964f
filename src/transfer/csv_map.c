#include "csv_map_int.h"

#include <stdlib.h>

#include "csv_int.h"

static const struct {
	const char *word;
	enum csv_meaning meaning;
	bool many; /* several columns may say it */
} WORDS[] = {{"title", CSV_TITLE, false}, {"username", CSV_USERNAME, false},
    {"password", CSV_PASSWORD, false}, {"url", CSV_URL, true}, {"notes", CSV_NOTES, false},
    {"totp", CSV_TOTP, false}, {"folder", CSV_FOLDER, true}, {"tag", CSV_TAG, true},
    {"field", CSV_PLAIN, true}, {"ignore", CSV_IGNORED, true}};

enum { N_WORDS = sizeof WORDS / sizeof WORDS[0] };

static enum rc not_understood(struct err *e)
{
	return err_set(e, RC_USAGE,
	    "a map of columns is written as title=NAME,username=NAME, and so on with password, "
	    "url, notes, totp, folder, tag, field and ignore; NAME is that of a column of the "
	    "file, or #3 for the third; a pair with a comma in it stands in quotes");
}

static enum rc add_column(
    struct csv_map *m, size_t n, struct slice word, struct slice name, struct err *e)
{
	for (size_t i = 0; i < N_WORDS; i++) {
		if (!slice_eq_str(word, WORDS[i].word))
			continue;
		for (size_t j = 0; j < n && !WORDS[i].many; j++)
			if (m->columns[j].meaning == WORDS[i].meaning)
				return err_set(e, RC_USAGE,
				    "the map names two columns for %s, which can only be one",
				    WORDS[i].word);
		m->columns[n] = (struct csv_column){.name = name, .meaning = WORDS[i].meaning};
		return RC_OK;
	}
	return not_understood(e);
}

static enum rc add_pair(struct csv_map *m, size_t n, struct slice pair, struct err *e)
{
	size_t i = 0;

	while (i < pair.n && pair.p[i] != '=')
		i++;
	if (i + 1 >= pair.n)
		return not_understood(e);
	return add_column(
	    m, n, slice_of(pair.p, i), slice_of(pair.p + i + 1, pair.n - i - 1), e);
}

/* Then there is no name that could stand in a header. */
static bool all_numbered(const struct csv_column *columns)
{
	for (; columns->name.n > 0; columns++)
		if (!csv_column_numbered(columns))
			return false;
	return true;
}

enum rc csv_map_read(struct csv_map *m, const char *text, struct err *e)
{
	struct csv row;
	enum rc rc = RC_OK;

	*m = (struct csv_map){0};
	csv_init(&row, slice_str(text), ',');
	if (!csv_next(&row) || row.rest.n > 0) {
		rc = buf_ok(&row.text) ? not_understood(e) : err_nomem(e);
	} else if ((m->columns = calloc(row.n + 1, sizeof *m->columns)) == NULL) {
		rc = err_nomem(e);
	} else {
		for (size_t i = 0; i < row.n && rc == RC_OK; i++)
			rc = add_pair(m, i, csv_cell(&row, i), e);
		m->text = row.text;
		row.text = (struct buf){0};
		m->format = (struct csv_format){.name = "csv",
		    .program = "another program",
		    .columns = m->columns,
		    .headerless = all_numbered(m->columns)};
	}
	csv_finish(&row);
	return rc;
}

void csv_map_finish(struct csv_map *m)
{
	free(m->columns);
	buf_finish(&m->text);
	*m = (struct csv_map){0};
}
