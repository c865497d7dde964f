#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "crypto/secret.h"
#include "tap.h"
#include "transfer/parse.h"
#include "vault/content.h"

enum { MUTATIONS = 3000 };

struct count {
	size_t calls; /* of any function of the sink */
	size_t broken;
};

static enum rc on_item(
    void *arg, const struct content *c, const struct parse_entry *at, struct err *e)
{
	struct count *n = arg;

	n->calls++;
	n->broken += content_check(c, e) != RC_OK || at->line < 1;
	return RC_OK;
}

static void on_problem(void *arg, long line, const char *message)
{
	struct count *n = arg;

	n->calls++;
	n->broken += line < 1 || message[0] == '\0';
}

/* Memory of just that size, so that a read beyond it is found. */
static enum rc parse(struct count *n, struct slice file, const char *format)
{
	struct parse_sink sink = {.item = on_item, .problem = on_problem, .arg = n};
	uint8_t *copy = malloc(file.n > 0 ? file.n : 1);
	enum rc rc;

	if (copy == NULL)
		abort();
	if (file.n > 0)
		memcpy(copy, file.p, file.n);
	*n = (struct count){0};
	rc = parse_file(
	    &sink, slice_of(copy, file.n), &(struct parse_options){.format = format}, NULL);
	free(copy);
	return rc;
}

static bool is_answer(enum rc rc, const struct count *n)
{
	return n->broken == 0 && (rc == RC_OK || (rc == RC_INPUT && n->calls == 0));
}

static void test_truncations(struct slice file, const char *format, const char *name)
{
	bool good = true;
	size_t accepted = 0;

	for (size_t i = 0; i < file.n; i++) {
		struct count n;
		enum rc rc = parse(&n, slice_of(file.p, i), format);

		good = good && is_answer(rc, &n);
		accepted += rc == RC_OK;
	}
	ok(good, "%s: a result, or an error and nothing handed out, at each length", name);
	if (strcmp(format, "bitwarden") == 0)
		is_int(
		    (long long)accepted, 0, "no part of a JSON file is taken for a whole one");
}

/* Numerical Recipes' generator: the same mutations in every run. */
static uint32_t next(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

static void mutate(struct buf *out, struct slice file, uint32_t *state)
{
	static const char likely[] = "\",;\t\r\n\\{}[]:0e-\xEF\xBB\xBF\xFF";
	size_t at = next(state) % file.n;
	size_t n = next(state) % 8;

	if (n > file.n - at)
		n = file.n - at;
	buf_add(out, file.p, at);
	switch (next(state) % 4) {
	case 0: /* leave some out */
		at += n;
		break;
	case 1: /* twice the same */
		buf_add(out, file.p + at, n);
		break;
	case 2: /* any byte */
		buf_add_char(out, (char)next(state));
		at++;
		break;
	default: /* a byte with a meaning */
		buf_add_char(out, likely[next(state) % (sizeof likely - 1)]);
		break;
	}
	buf_add(out, file.p + at, file.n - at);
}

static void test_mutations(struct slice file, const char *name)
{
	uint32_t state = 20261121;
	bool good = true;
	size_t accepted = 0;

	for (int i = 0; i < MUTATIONS; i++) {
		struct buf once = {0};
		struct buf twice = {0};
		struct count n;
		enum rc rc;

		mutate(&once, file, &state);
		mutate(&twice, buf_slice(&once), &state);
		rc = parse(&n, buf_slice(&twice), NULL);
		good = good && is_answer(rc, &n);
		accepted += rc == RC_OK;
		buf_finish(&once);
		buf_finish(&twice);
	}
	ok(good, "%s: a result or an error for each of %d mutations", name, MUTATIONS);
	ok(accepted > 0 && accepted < MUTATIONS, "%s: some are read, some refused (%zu, %zu)",
	    name, accepted, MUTATIONS - accepted);
}

static void test_file(const char *name, const char *format)
{
	struct buf file = {0};
	struct count n;
	char path[400];

	snprintf(path, sizeof path, "%s/%s", TEST_DATA, name);
	if (file_read(&file, path, 1 << 20, NULL) != RC_OK ||
	    parse(&n, buf_slice(&file), format) != RC_OK || n.calls == 0) {
		ok(false, "%s is read", name);
	} else {
		test_truncations(buf_slice(&file), format, name);
		test_mutations(buf_slice(&file), name);
	}
	buf_finish(&file);
}

static void test_extremes(void)
{
	struct buf b = {0};
	struct count n;

	for (int i = 0; i < 100000; i++)
		buf_add_char(&b, '[');
	is_int(parse(&n, buf_slice(&b), NULL), RC_INPUT, "brackets without end");
	buf_clear(&b);
	buf_add_str(&b, "url,username,password,extra,name,grouping\nu");
	for (int i = 0; i < 100000; i++)
		buf_add_char(&b, ',');
	is_int(parse(&n, buf_slice(&b), NULL), RC_OK, "a row of 100,001 columns");
	is_int((long long)n.calls, 1, "is a problem");
	buf_clear(&b);
	buf_add_str(&b, "url,username,password,extra,name,grouping");
	for (int i = 0; i < 100; i++)
		buf_add_char(&b, ',');
	is_int(parse(&n, buf_slice(&b), NULL), RC_INPUT, "a header of 106 columns");
	buf_finish(&b);
	is_int(parse(&n, slice_of(NULL, 0), "bitwarden"), RC_INPUT, "no bytes as JSON");
	is_int(parse(&n, slice_of(NULL, 0), "lastpass"), RC_INPUT, "no bytes as CSV");
}

/* The bytes are not read: a file of that size is refused before. */
static void test_size(void)
{
	struct count n = {0};
	struct parse_sink sink = {.item = on_item, .problem = on_problem, .arg = &n};
	uint8_t byte = '{';

	is_int(parse_file(&sink, slice_of(&byte, (size_t)PARSE_FILE_MAX + 1),
		   &(struct parse_options){0}, NULL),
	    RC_INPUT, "a file over the limit");
}

int main(void)
{
	if (crypto_init(NULL) != RC_OK)
		return 1;
	test_file("import-bitwarden.json", "bitwarden");
	test_file("import-bitwarden-organisation.json", "bitwarden");
	test_file("import-lastpass.csv", "lastpass");
	test_file("import-bitwarden.csv", "bitwarden-csv");
	test_file("import-keepass.csv", "keepass");
	test_file("import-keepassxc-spreadsheet.csv", "keepassxc");
	test_extremes();
	test_size();
	is_int((long long)secret_live(), 0, "no secret is left");
	return tap_done();
}
