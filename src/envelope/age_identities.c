#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "age_int.h"
#include "crypto/secret.h"

/* What else people have in their files of keys. */
static const struct {
	const char *begins;
	const char *what;
} FOREIGN[] = {
    {"AGE-PLUGIN-", "is the key of a plugin of age, which only the program age can use"},
    {"AGE-SECRET-KEY-PQ-", "is a post-quantum key, which this program does not know"},
    {"age1", "is a public recipient: the key begins with AGE-SECRET-KEY-1"},
    {"ssh-", "is a key of ssh: only keys that begin with AGE-SECRET-KEY-1 can be used"},
    {AGE_ARMOR_BEGIN, "shows that the keys are encrypted: decrypt them first"},
    {AGE_FAMILY, "shows that the keys are encrypted: decrypt them first"},
    {"-----", "begins another kind of key: only AGE-SECRET-KEY-1 can be used"},
};

enum { N_FOREIGN = sizeof FOREIGN / sizeof FOREIGN[0] };

/* The lines of the text that are not comments, without white space around them. */
struct lines {
	struct slice rest;
	size_t number;
};

static struct slice trim(struct slice s)
{
	while (s.n > 0 && isspace(s.p[s.n - 1]))
		s.n--;
	while (s.n > 0 && isspace(s.p[0]))
		s = slice_after(s, 1);
	return s;
}

static bool next_line(struct slice *line, struct lines *l)
{
	while (l->rest.n > 0) {
		const bool comment = l->rest.p[0] == '#';

		*line = trim(slice_line(&l->rest));
		l->number++;
		if (!comment && line->n > 0)
			return true;
	}
	return false;
}

static enum rc check_foreign(struct slice line, size_t number, struct err *e)
{
	for (size_t i = 0; i < N_FOREIGN; i++) {
		size_t n = strlen(FOREIGN[i].begins);

		if (line.n >= n && strncasecmp((const char *)line.p, FOREIGN[i].begins, n) == 0)
			return err_set(
			    e, RC_INPUT, "line %zu of the keys %s", number, FOREIGN[i].what);
	}
	return RC_OK;
}

/* *n: how many characters there are beside white space and comments. */
static enum rc look_at(size_t *n, struct slice text, struct err *e)
{
	struct lines l = {.rest = text};
	struct slice line;
	enum rc rc;

	*n = 0;
	while (next_line(&line, &l)) {
		if ((rc = check_foreign(line, l.number, e)) != RC_OK)
			return rc;
		for (size_t i = 0; i < line.n; i++)
			*n += !isspace(line.p[i]);
	}
	if (*n == 0)
		return err_set(e, RC_INPUT,
		    "there is no key in what was given: it begins with AGE-SECRET-KEY-1");
	return RC_OK;
}

static enum rc take_line(
    struct age_identities *list, struct slice line, size_t number, struct err *e)
{
	struct err why;
	enum rc rc;

	if (list->n == AGE_IDENTITIES_MAX)
		return err_set(e, RC_INPUT, "more than %d keys are given; give fewer at a time",
		    AGE_IDENTITIES_MAX);
	if ((rc = age_identity_decode(&list->keys[list->n], line, &why)) != RC_OK)
		return err_set(e, rc, "line %zu of the keys: %s", number, why.text);
	list->n++;
	return RC_OK;
}

void age_identities_finish(struct age_identities *list)
{
	for (size_t i = 0; i < list->n; i++)
		secret_free(list->keys[i]);
	list->n = 0;
}

/*
 * What is no longer than one key is one key, in as many lines as it likes: two
 * of them, or one and anything else, are longer.
 */
enum rc age_identities_decode(struct age_identities *list, struct slice text, struct err *e)
{
	struct lines l = {.rest = text};
	struct slice line;
	size_t n;
	enum rc rc;

	list->n = 0;
	if ((rc = look_at(&n, text, e)) != RC_OK)
		return rc;
	if (n <= AGE_IDENTITY_TEXT) {
		if ((rc = age_identity_decode(&list->keys[0], text, e)) == RC_OK)
			list->n = 1;
		return rc;
	}
	while (rc == RC_OK && next_line(&line, &l))
		rc = take_line(list, line, l.number, e);
	if (rc != RC_OK)
		age_identities_finish(list);
	return rc;
}
