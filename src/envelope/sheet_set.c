#include "envelope/sheet_set.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "base/words.h"
#include "crypto/secret.h"
#include "envelope/keys.h"

void sheet_set_finish(struct sheet_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		secret_free(set->words[i]);
	*set = (struct sheet_set){0};
}

/* Is it of the same envelope as the first, and not one of those before? */
static enum rc check_fits(
    const struct sheet_set *set, const struct slip39_info *info, struct err *e)
{
	if (set->n == 0)
		return RC_OK;
	if (info->id != set->info[0].id)
		return err_set(e, RC_INPUT, "this sheet is of another envelope than the first");
	if (info->need != set->info[0].need)
		return err_set(e, RC_INPUT, "this sheet and the first do not fit together");
	for (size_t i = 0; i < set->n; i++)
		if (info->number == set->info[i].number)
			return err_set(e, RC_EXISTS,
			    "this sheet, number %u, was given before: give another one of the "
			    "same envelope",
			    info->number);
	return RC_OK;
}

enum rc sheet_set_add(struct sheet_set *set, struct slice words, struct err *e)
{
	struct slip39_info info;
	enum rc rc;

	if ((rc = slip39_check(&info, words, e)) != RC_OK)
		return rc;
	if (info.size != ENVELOPE_SECRET || info.groups != 1)
		return err_set(
		    e, RC_INPUT, "these words are not of an envelope of this program");
	if ((rc = check_fits(set, &info, e)) != RC_OK)
		return rc;
	if ((set->words[set->n] = secret_copy(words.p, words.n)) == NULL)
		return err_nomem(e);
	set->info[set->n++] = info;
	return RC_OK;
}

/* "7", "7.", "7)" and "7:" number the word behind them. */
static bool is_number(struct slice token)
{
	size_t digits = 0;

	while (digits < token.n && isdigit(token.p[digits]))
		digits++;
	return digits > 0 && (digits == token.n || (digits + 1 == token.n &&
						       strchr(".):", token.p[digits]) != NULL));
}

static struct slice take_token(struct slice *rest)
{
	struct slice token;
	size_t n = 0;

	while (rest->n > 0 && isspace(rest->p[0]))
		*rest = slice_after(*rest, 1);
	while (n < rest->n && !isspace(rest->p[n]))
		n++;
	token = slice_of(rest->p, n);
	*rest = slice_after(*rest, n);
	return token;
}

/* The line without its numbers, into as much room as it has itself. */
static void without_numbers(struct buf *out, struct slice line)
{
	struct slice token;

	while ((token = take_token(&line)).n > 0) {
		if (is_number(token))
			continue;
		if (out->n > 0)
			buf_add_char(out, ' ');
		buf_add_slice(out, token);
	}
}

static enum rc read_line(struct sheet_set *set, struct slice line, size_t number, struct err *e)
{
	struct secret *words = secret_new(line.n + 1);
	struct err why;
	struct buf b;
	enum rc rc = RC_OK;

	if (words == NULL)
		return err_nomem(e);
	buf_init_fixed(&b, words->p, words->n);
	without_numbers(&b, line);
	if (b.n > 0 && (rc = sheet_set_add(set, buf_slice(&b), &why)) != RC_OK)
		rc = err_set(
		    e, rc == RC_EXISTS ? RC_INPUT : rc, "line %zu: %s", number, why.text);
	secret_free(words);
	return rc;
}

enum rc sheet_set_read(struct sheet_set *set, struct slice text, struct err *e)
{
	enum rc rc = RC_OK;

	for (size_t number = 1; text.n > 0 && rc == RC_OK; number++)
		rc = read_line(set, slice_line(&text), number, e);
	if (rc == RC_OK && set->n == 0)
		rc = err_set(e, RC_INPUT, "there are no words of a sheet, only empty lines");
	return rc;
}

size_t sheet_words_in(uint16_t *values, size_t most, struct slice text)
{
	struct slice token;
	size_t n = 0;
	int value;

	while ((token = take_token(&text)).n > 0) {
		if (is_number(token))
			continue;
		if ((value = words_find(token)) < 0)
			return 0;
		if (n < most)
			values[n] = (uint16_t)value;
		n++;
	}
	return n;
}

bool sheet_set_enough(const struct sheet_set *set)
{
	return set->n > 0 && set->n >= set->info[0].need;
}

/* By need sheets, the last of which is number last. */
static enum rc recover_with(
    struct secret **secret, const struct sheet_set *set, size_t last, struct err *e)
{
	struct slice words[SLIP39_SHARES];
	size_t need = set->info[0].need;

	for (size_t i = 0; i < need; i++)
		words[i] = secret_slice(set->words[i + 1 < need ? i : last]);
	return slip39_recover(secret, words, need, slice_of(NULL, 0), e);
}

/* Sheet i, in the place of one of the first, gives the same. */
static enum rc check_agrees(
    const struct secret *first, const struct sheet_set *set, size_t i, struct err *e)
{
	struct secret *other = NULL;
	enum rc rc = recover_with(&other, set, i, e);

	if (rc == RC_OK && !equal_ct(first->p, other->p, first->n))
		rc = err_set(e, RC_INPUT, "sheet number %u does not fit the others",
		    set->info[i].number);
	secret_free(other);
	return rc;
}

enum rc sheet_set_recover(struct secret **secret, const struct sheet_set *set, struct err *e)
{
	struct secret *first = NULL;
	size_t need = set->n > 0 ? set->info[0].need : 1;
	enum rc rc;

	if (!sheet_set_enough(set))
		return err_set(e, RC_INPUT,
		    "this envelope opens with %zu of its sheets, not with %zu: bring the "
		    "others",
		    need, set->n);
	if ((rc = recover_with(&first, set, need - 1, e)) != RC_OK)
		return rc;
	for (size_t i = need; i < set->n && rc == RC_OK; i++)
		rc = check_agrees(first, set, i, e);
	if (rc == RC_OK)
		*secret = first;
	else
		secret_free(first);
	return rc;
}
