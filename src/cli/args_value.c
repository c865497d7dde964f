/* args_value: what stands in the arguments, once they are taken apart. */
#include "args.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool args_has(const struct args *a, const char *name)
{
	for (size_t i = 0; i < a->n_options; i++)
		if (strcmp(a->options[i].spec->name, name) == 0)
			return true;
	return false;
}

const char *args_value(const struct args *a, const char *name)
{
	const char *value = NULL;

	for (size_t i = 0; i < a->n_options; i++)
		if (strcmp(a->options[i].spec->name, name) == 0)
			value = a->options[i].value;
	return value;
}

const char *args_value_at(const struct args *a, const char *name, bool before)
{
	const char *value = NULL;

	for (size_t i = 0; i < a->n_options; i++)
		if (a->options[i].before == before &&
		    strcmp(a->options[i].spec->name, name) == 0)
			value = a->options[i].value;
	return value;
}

const char *args_nth(const struct args *a, const char *name, size_t i)
{
	for (size_t k = 0; k < a->n_options; k++)
		if (strcmp(a->options[k].spec->name, name) == 0 && i-- == 0)
			return a->options[k].value;
	return NULL;
}

const char *args_word(const struct args *a, size_t i)
{
	return i < a->n_words ? a->words[i] : NULL;
}

/* A whole text as a number; false if it is none from low to high. */
static bool number(int64_t *v, const char *text, int64_t low, int64_t high)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(text, &end, 10);
	if (errno != 0 || *end != '\0' || end == text || n < low || n > high)
		return false;
	*v = n;
	return true;
}

enum rc args_number(int64_t *v, const struct args *a, const char *name, int64_t low,
    int64_t high, struct err *e)
{
	const char *text = args_value(a, name);

	if (text == NULL || number(v, text, low, high))
		return RC_OK;
	return err_set(e, RC_USAGE, "--%s takes a number from %lld to %lld, not \"%s\"", name,
	    (long long)low, (long long)high, text);
}

enum rc args_positive(int64_t *v, const char *text, struct err *e)
{
	if (number(v, text, 1, INT64_MAX))
		return RC_OK;
	return err_set(e, RC_USAGE, "\"%s\" is not a number", text);
}
