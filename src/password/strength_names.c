#include <ctype.h>
#include <stdlib.h>

#include "base/slice.h"
#include "strength_int.h"

/* Beyond these the estimate gains nothing, but takes longer. */
enum { WORDS_MAX = 1000, LETTERS_MIN = 3, LETTERS_MAX = 40 };

/* In every address, so that they say nothing about a council. */
static const char *const COMMON[] = {"http", "https", "www", "com", "org", "gov"};

static bool is_letter(uint8_t c)
{
	return c >= 0x80 || isalnum(c) != 0;
}

static bool is_common(const char *word)
{
	for (size_t i = 0; i < sizeof COMMON / sizeof COMMON[0]; i++)
		if (slice_eq_str(slice_str(word), COMMON[i]))
			return true;
	return false;
}

static void add_word(struct strength_names *names, struct slice word)
{
	char lower[LETTERS_MAX + 1] = {0};

	if (word.n < LETTERS_MIN || word.n > LETTERS_MAX || names->n >= WORDS_MAX)
		return;
	for (size_t i = 0; i < word.n; i++)
		lower[i] = (char)tolower(word.p[i]);
	if (is_common(lower))
		return;
	buf_add(&names->text, lower, word.n + 1);
	names->n++;
}

void strength_names_add(struct strength_names *names, struct slice text)
{
	size_t start = 0;

	for (size_t i = 0; i <= text.n; i++) {
		if (i < text.n && is_letter(text.p[i]))
			continue;
		add_word(names, slice_of(text.p + start, i - start));
		start = i + 1;
	}
}

enum rc strength_names_list(struct strength_names *names, struct err *e)
{
	const char *p = (const char *)names->text.p;

	names->list = calloc(names->n + 1, sizeof *names->list);
	if (names->list == NULL || !buf_ok(&names->text))
		return err_nomem(e);
	for (size_t i = 0; i < names->n; i++) {
		names->list[i] = p;
		p += slice_str(p).n + 1;
	}
	return RC_OK;
}

void strength_names_finish(struct strength_names *names)
{
	free(names->list);
	buf_finish(&names->text);
	*names = (struct strength_names){0};
}
