#include "base/words.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"

/* SLIP-39: no two words share their first four letters. */
enum { PREFIX = 4, LONGEST = 8 };

/* Generated from data/slip39-words.txt, in alphabetical order. */
extern const char words_slip39[WORDS_COUNT][LONGEST + 1];

const char *words_get(unsigned value)
{
	return words_slip39[value % WORDS_COUNT];
}

/* Lower case into low; false if it is longer than any word with a letter too many. */
static bool lower(char low[LONGEST + 2], struct slice word)
{
	memset(low, 0, LONGEST + 2);
	for (size_t i = 0; i < word.n && i <= LONGEST; i++)
		low[i] = (char)tolower(word.p[i]);
	return word.n <= LONGEST + 1;
}

int words_find(struct slice word)
{
	char low[LONGEST + 2];
	int lo = 0;
	int hi = WORDS_COUNT - 1;
	int found = -1;

	if (!lower(low, word))
		return -1;
	while (lo <= hi && found < 0) {
		int mid = (lo + hi) / 2;
		int order = strncmp(low, words_slip39[mid], PREFIX);

		if (order == 0)
			found = mid;
		else if (order < 0)
			hi = mid - 1;
		else
			lo = mid + 1;
	}
	if (found >= 0 && word.n > PREFIX && strcmp(low, words_slip39[found]) != 0)
		found = -1;
	explicit_bzero(low, sizeof low);
	return found;
}

unsigned words_beginning(unsigned *first, struct slice letters)
{
	char low[LONGEST + 2];
	unsigned count = 0;

	if (!lower(low, letters))
		return 0;
	for (unsigned i = WORDS_COUNT; i-- > 0;) {
		if (strncmp(low, words_slip39[i], letters.n) != 0)
			continue;
		*first = i;
		count++;
	}
	explicit_bzero(low, sizeof low);
	return count;
}

/* Are they equal but for one letter, or two neighbours that changed places? */
static bool one_slip(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	if (*a == '\0' || *b == '\0')
		return strlen(a) + strlen(b) <= 1;
	return strcmp(a + 1, b + 1) == 0 || strcmp(a + 1, b) == 0 || strcmp(a, b + 1) == 0 ||
	       (a[0] == b[1] && a[1] == b[0] && strcmp(a + 2, b + 2) == 0);
}

bool words_near(unsigned value, struct slice typed)
{
	const char *word = words_get(value);
	char low[LONGEST + 2];
	char begin[PREFIX + 1] = {0};
	bool near = false;

	if (lower(low, typed)) {
		memcpy(begin, word, PREFIX);
		near = one_slip(low, word) || (typed.n <= PREFIX && one_slip(low, begin));
	}
	explicit_bzero(low, sizeof low);
	return near;
}

void words_of_hash(struct buf *out, const uint8_t *hash, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		unsigned bit = i * 10;
		unsigned two = (unsigned)hash[bit / 8] << 8 | hash[bit / 8 + 1];

		if (i > 0)
			buf_add_char(out, ' ');
		buf_add_str(out, words_get(two >> (6 - bit % 8) & 0x3FF));
	}
}
