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

int words_find(struct slice word)
{
	char low[LONGEST + 1] = {0};
	int lo = 0;
	int hi = WORDS_COUNT - 1;
	int found = -1;

	if (word.n > LONGEST)
		return -1;
	for (size_t i = 0; i < word.n; i++)
		low[i] = (char)tolower(word.p[i]);
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
