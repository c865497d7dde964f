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

static void test_twice(void)
{
	enum { MANY = 3000 };
	struct timespec from;
	struct timespec to;

	clock_gettime(CLOCK_MONOTONIC, &from);
	imports(MANY, SOME_ALIKE, false, MANY, "many items");
	tv_reopen(&f);
	imports(MANY, SOME_ALIKE, false, 0, "many items again");
	clock_gettime(CLOCK_MONOTONIC, &to);
	tap_note("%d items twice: %ld s", MANY, (long)(to.tv_sec - from.tv_sec));
	ok(to.tv_sec - from.tv_sec < 60, "… in reasonable time");
}

/* Processor time of a dry run. */
static double dry_seconds(int n, enum titles titles)
{
	clock_t from = clock();

	imports(n, titles, true, n, "a dry run of many entries");
	return (double)(clock() - from) / CLOCKS_PER_SEC;
}

/* Were each compared with all before it, one title would take many times as long. */
static void test_one_title(void)
{
	enum { MANY = 10000, MOST = 5 };
	double each = dry_seconds(MANY, NONE_ALIKE);
	double one = dry_seconds(MANY, ALL_ALIKE);

	tap_note("titles of their own: %.2f s; one title: %.2f s", each, one);
	ok(one < MOST * each, "many entries of one title take no longer than of many titles");
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
