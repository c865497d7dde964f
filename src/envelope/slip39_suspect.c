#include "base/words.h"
#include "crypto/secret.h"
#include "slip39_int.h"

/* Would another word at place i make the sum right? */
static bool replaced(uint16_t *values, size_t count, size_t i)
{
	uint16_t kept = values[i];
	bool fits = false;

	for (uint16_t v = 0; v < WORDS_COUNT && !fits; v++) {
		values[i] = v;
		fits = slip39_values_fit(values, count);
	}
	values[i] = kept;
	return fits;
}

static void swap(uint16_t *values, size_t i)
{
	uint16_t kept = values[i];

	values[i] = values[i + 1];
	values[i + 1] = kept;
}

/* Would it if the words at i and behind it changed places? */
static bool swapped(uint16_t *values, size_t count, size_t i)
{
	bool fits;

	if (i + 1 == count)
		return false;
	swap(values, i);
	fits = slip39_values_fit(values, count);
	swap(values, i);
	return fits;
}

bool slip39_suspect(unsigned *from, unsigned *to, struct slice words)
{
	uint16_t values[SLIP39_WORDS_MOST] = {0};
	bool found = false;
	size_t count;

	if (slip39_values(values, &count, words, NULL) == RC_OK &&
	    !slip39_values_fit(values, count)) {
		for (size_t i = 0; i < count && !found; i++) {
			bool one = replaced(values, count, i);

			found = one || swapped(values, count, i);
			*from = (unsigned)i + 1;
			*to = *from + (one ? 0 : 1);
		}
	}
	wipe(values, sizeof values);
	return found;
}
