#include <ctype.h>
#include <string.h>
#include <zxcvbn.h>

#include "crypto/foreign.h"
#include "crypto/secret.h"
#include "password/strength.h"
#include "strength_int.h"

enum { WORD_MIN = 3 /* letters */, KNOWN_MIN = 4 };

static bool is_letter(uint8_t c)
{
	return c >= 0x80 || isalpha(c) != 0;
}

/* What one or two characters spell is chance. */
static void note_match(struct strength_parts *p, const ZxcMatch_t *m)
{
	if (m->Length < WORD_MIN)
		return;
	switch ((int)m->Type & ~MULTIPLE_MATCH) {
	case USER_MATCH:
	case USER_LEET_MATCH:
		p->name = true;
		break;
	case DICTIONARY_MATCH:
	case DICT_LEET_MATCH:
		p->common = true;
		break;
	case REPEATS_MATCH:
	case SEQUENCE_MATCH:
	case SPATIAL_MATCH:
		p->pattern = true;
		break;
	case DATE_MATCH:
	case YEAR_MATCH:
		p->date = true;
		break;
	default:
		return;
	}
	p->pattern = p->pattern || ((int)m->Type & MULTIPLE_MATCH) != 0;
	if (m->Length >= KNOWN_MIN)
		p->known += (size_t)m->Length;
}

static unsigned count_matched_words(const ZxcMatch_t *m)
{
	unsigned n = 0;

	for (; m != NULL; m = m->Next) {
		int type = (int)m->Type & ~MULTIPLE_MATCH;

		n += m->Length >= WORD_MIN && type >= DICTIONARY_MATCH &&
		     type <= USER_LEET_MATCH;
	}
	return n;
}

/* A word begins behind what is no letter, and with a capital behind a small letter. */
static void count_words(struct strength_parts *p, struct slice s)
{
	bool apart = true;
	size_t run = 0;

	for (size_t i = 0; i < s.n; i++) {
		bool split = i > 0 && isupper(s.p[i]) != 0 && islower(s.p[i - 1]) != 0;

		p->characters += (s.p[i] & 0xC0) != 0x80;
		if (!is_letter(s.p[i])) {
			apart = apart || isdigit(s.p[i]) == 0;
			run = 0;
			continue;
		}
		run = split ? 1 : run + 1;
		apart = apart && !split;
		if (run != WORD_MIN)
			continue;
		p->words++;
		p->joined += apart;
		apart = false;
	}
}

enum rc strength_take_apart(struct strength_parts *p, struct slice password,
    const struct strength_names *names, struct err *e)
{
	size_t n = password.n < STRENGTH_BYTES ? password.n : STRENGTH_BYTES;
	struct secret *text = secret_new(n + 1);
	ZxcMatch_t *found = NULL;
	unsigned matched;

	*p = (struct strength_parts){.bytes = n};
	if (text == NULL)
		return err_nomem(e);
	memcpy(text->p, password.p, n);
	foreign_begin();
	p->bits = ZxcvbnMatch((const char *)text->p, names->list, &found);
	for (const ZxcMatch_t *m = found; m != NULL; m = m->Next)
		note_match(p, m);
	matched = count_matched_words(found);
	ZxcvbnFreeInfo(found);
	foreign_end();
	count_words(p, slice_of(text->p, n));
	if (matched > p->words)
		p->words = matched;
	secret_free(text);
	return RC_OK;
}
