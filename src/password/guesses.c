#include "password/guesses.h"

#include <stdio.h>

/*
 * A trillion a second is what a few graphics cards try where the website
 * scrambled its passwords with a plain hash such as MD5 or NTLM. A hundred an
 * hour is what the authors of zxcvbn take for a website that slows guessing down.
 */
static const double STOLEN = 1e12; /* guesses a second */
static const double ONLINE = 100.0 / 3600;

static const double YEAR = 365.25 * 24 * 3600;

/* On average half of all have to be tried. */
static double seconds(double bits, double rate)
{
	double n = 0.5;

	for (; bits >= 1; bits--)
		n *= 2;
	/* Between two powers a parabola is never off by more than three in a thousand. */
	return n * (1 + bits * (0.6565 + 0.3435 * bits)) / rate;
}

/* Two digits are more than is known. */
static double rounded(double x)
{
	double step = 1;

	while (x / step >= 100)
		step *= 10;
	return (double)(long long)(x / step + 0.5) * step;
}

static void put_number(struct buf *out, double x)
{
	long long n = (long long)x;

	if (n >= 1000)
		buf_printf(out, "%lld,%03lld", n / 1000, n % 1000);
	else
		buf_printf(out, "%lld", n);
}

static void put_time(struct buf *out, double s)
{
	static const struct {
		double seconds;
		const char *name;
		double most; /* of them, before the next unit is named */
	} UNITS[] = {{1, "second", 100}, {60, "minute", 100}, {3600, "hour", 48},
	    {24 * 3600, "day", 700}, {365.25 * 24 * 3600, "year", 1e6}};

	if (s < 1) {
		buf_add_str(out, "less than a second");
		return;
	}
	for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++) {
		double n = rounded(s / UNITS[i].seconds);

		if (n >= UNITS[i].most)
			continue;
		buf_add_str(out, "about ");
		put_number(out, n);
		buf_printf(out, " %s%s", UNITS[i].name, n == 1 ? "" : "s");
		return;
	}
	buf_add_str(out, "millions of years");
}

void guesses_say(struct buf *out, double bits)
{
	double stolen = seconds(bits, STOLEN);

	buf_printf(out,
	    "%.1f bits: somebody who stole it in scrambled form, and tries a trillion guesses "
	    "a second, would need ",
	    bits);
	put_time(out, stolen);
	buf_add_str(out, " on average.");
	if (stolen >= YEAR)
		return;
	buf_add_str(out, " At a website that takes a hundred guesses an hour it would be ");
	put_time(out, seconds(bits, ONLINE));
	buf_add_str(out, seconds(bits, ONLINE) < YEAR
			     ? ": that is too short for anything; ask for more."
			     : ": use it there, not for a file or a vault.");
}
