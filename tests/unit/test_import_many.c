/*
 * Thousands of items, in a time that a clerk would wait.
 */
#include <time.h>

#include "transfer/import.h"
#include "transfer_vault.h"

static struct tv f;

/* Every other one of one title; all; none. */
enum titles { SOME_ALIKE, ALL_ALIKE, NONE_ALIKE };

static void put_items(struct buf *file, int n, enum titles titles)
{
	buf_add_str(file, "url,username,password,extra,name,grouping,fav\n");
	for (int i = 0; i < n; i++) {
		buf_printf(file, "https://x.example,u%d,p%d,,", i, i);
		if (titles == ALL_ALIKE || (titles == SOME_ALIKE && i % 2 == 0))
			buf_add_str(file, "Same,,\n");
		else
			buf_printf(file, "Title %d,,\n", i);
	}
}

/* Import n items, of which so many have to be new. */
static void imports(int n, enum titles titles, bool dry_run, int added, const char *name)
{
	const struct import_options options = {.file = "export.csv", .dry_run = dry_run};
	struct import_report report;
	struct buf file = {0};
	struct err e = {0};

	put_items(&file, n, titles);
	is_int(
	    tv_import(&report, f.session, buf_slice(&file), NULL, &options, &e), RC_OK, name);
	is_int((long long)report.read, n, "… so many are read");
	is_int((long long)report.added, added, "… so many are new");
	is_int((long long)report.duplicates, n - added, "… so many are there");
	import_report_finish(&report);
	buf_finish(&file);
}

static double processor_seconds(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

/*
 * Does the second take less than so many times the processor time of the first?
 * A neighbour may slow one of them down, but not in each of the rounds.
 */
static bool keeps_up(void (*first)(void), void (*second)(void))
{
	enum { MOST = 5, ROUNDS = 5 };

	for (int i = 0; i < ROUNDS; i++) {
		double from = processor_seconds();
		double between;
		double to;

		first();
		between = processor_seconds();
		second();
		to = processor_seconds();
		tap_note("%.2f s and %.2f s", between - from, to - between);
		if (to - between < MOST * (between - from))
			return true;
	}
	return false;
}

enum { MANY = 3000, MANY_MORE = 10000 };

/* The others have the titles and contents of items that are there. */
static void see_half_new(void)
{
	imports(MANY, NONE_ALIKE, true, MANY / 2, "a dry run of many items, half of them new");
}

static void see_known(void)
{
	imports(MANY, SOME_ALIKE, false, 0, "many items again");
}

static void test_twice(void)
{
	imports(MANY, SOME_ALIKE, false, MANY, "many items");
	tv_reopen(&f);
	ok(keeps_up(see_half_new, see_known),
	    "those that are there take about as long as others");
}

static void see_own_titles(void)
{
	imports(MANY_MORE, NONE_ALIKE, true, MANY_MORE, "a dry run of many entries");
}

static void see_one_title(void)
{
	imports(MANY_MORE, ALL_ALIKE, true, MANY_MORE, "a dry run of many entries");
}

/* Were each compared with all before it, one title would take many times as long. */
static void test_one_title(void)
{
	ok(keeps_up(see_own_titles, see_one_title),
	    "many entries of one title take no longer than of many titles");
}

int main(void)
{
	struct err e = {0};

	tv_must(crypto_init(&e), &e, "crypto");
	tv_init(&f);
	test_one_title();
	test_twice();
	tv_finish(&f);
	return tap_done();
}
