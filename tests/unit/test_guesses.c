#include <string.h>

#include "password/guesses.h"
#include "tap.h"

static void says(double bits, const char *part)
{
	struct buf b = {0};
	const char *text;

	guesses_say(&b, bits);
	text = buf_cstr(&b);
	ok(text != NULL && strstr(text, part) != NULL, "%.1f bits: %s (%s)", bits, part,
	    text == NULL ? "" : text);
	buf_finish(&b);
}

/*
 * 2^(bits - 1) guesses, a trillion or 1/36 a second. By hand: 2^37.8 is 2.4e11,
 * a quarter of a second or 270,000 years; 2^63 is 9.2e18, 107 days; 2^69 is
 * 5.9e20, 19 years; 2^76.5 is 1.07e23, 3,400 years.
 */
int main(void)
{
	says(0, "about 18 seconds: that is too short for anything");
	says(20.6, "days: that is too short");
	says(20.8, "days: use it there");
	says(10, "0 bits: ");
	says(38.8, "38.8 bits: ");
	says(38.8, "would need less than a second on average");
	says(38.8, "it would be about 270,000 years");
	says(41, "about 1 second on");
	says(47, "about 70 seconds on");
	says(50, "about 9 minutes on");
	says(55, "about 5 hours on");
	says(64, "about 110 days on");
	says(64, "not for a file");
	says(70, "about 19 years on average.");
	says(77.5, "about 3,400 years on");
	says(90, "millions of years on");
	says(800, "millions of years on");
	return tap_done();
}
