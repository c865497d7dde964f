/*
 * args_suggest: what may have been meant by a word that is no command.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "app.h"
#include "args.h"

/* What other programs of this kind call it. */
static const struct {
	const char *word;
	const char *command;
} ELSEWHERE[] = {
    {"search", "find"},
    {"locate", "find"},
    {"grep", "find"},
    {"insert", "add"},
    {"new", "add"},
    {"create", "add"},
    {"get", "show"},
    {"view", "show"},
    {"cat", "show"},
    {"list", "ls"},
    {"delete", "rm"},
    {"remove", "rm"},
    {"move", "mv"},
    {"rename", "edit"},
    {"otp", "totp"},
    {"passwd", "passphrase"},
    {"diceware", "generate"},
    {"analyze", "health"},
};

/* With Caps Lock on, "LS" is ls. */
static bool same_letter(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Levenshtein's distance, for suggesting the nearest command. */
static size_t distance(const char *a, const char *b)
{
	enum { LONGEST = 40 };
	size_t n = strlen(b);
	size_t row[LONGEST + 1];

	if (strlen(a) > LONGEST || n > LONGEST)
		return LONGEST;
	for (size_t k = 0; k <= n; k++)
		row[k] = k;
	for (size_t i = 1; a[i - 1] != '\0'; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t k = 1; k <= n; k++) {
			size_t best = corner + !same_letter(a[i - 1], b[k - 1]);

			corner = row[k];
			if (row[k] + 1 < best)
				best = row[k] + 1;
			if (row[k - 1] + 1 < best)
				best = row[k - 1] + 1;
			row[k] = best;
		}
	}
	return row[n];
}

/* A word that was begun rightly is nearer than any that was misspelt. */
static size_t distance_or_begun(const char *typed, const char *word)
{
	enum { LEAST = 2 };
	const size_t n = strlen(typed);

	return n >= LEAST && strncasecmp(typed, word, n) == 0 ? 0 : distance(typed, word);
}

bool args_near(const char *typed, const char *name)
{
	enum { LETTERS = 4 }; /* of which one may be wrong, and one more */
	char word[32];

	snprintf(word, sizeof word, "%.*s", (int)strcspn(name, " "), name);
	return distance_or_begun(typed, word) <= 1 + strlen(typed) / LETTERS;
}

/*
 * How far what was typed is from a command. A noun by itself is as far as its
 * own spelling, and what goes with it is shown.
 */
static size_t far_from(const char *name, const char *first, const char *second)
{
	enum { OTHER_VERB = 3 };
	size_t noun = strcspn(name, " ");
	char both[64];
	char part[32];
	size_t d;

	if (name[noun] == '\0')
		return distance_or_begun(first, name);
	snprintf(part, sizeof part, "%.*s", (int)noun, name);
	d = distance_or_begun(first, part) + (second == NULL ? 0 : OTHER_VERB);
	snprintf(both, sizeof both, "%.30s %.30s", first, second == NULL ? "" : second);
	return second != NULL && distance(both, name) < d ? distance(both, name) : d;
}

static const char *elsewhere(const char *word)
{
	for (size_t i = 0; i < sizeof ELSEWHERE / sizeof ELSEWHERE[0]; i++)
		if (strcasecmp(ELSEWHERE[i].word, word) == 0)
			return ELSEWHERE[i].command;
	return NULL;
}

bool args_likely(const char *typed, const char *name)
{
	const char *here = elsewhere(typed);

	return here != NULL ? strcmp(here, name) == 0 : args_near(typed, name);
}

static bool is_of_shell(const char *word)
{
	static const char *const WORDS[] = {"menu", "shell", "exit", "quit"};

	for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++)
		if (strcmp(WORDS[i], word) == 0)
			return true;
	return false;
}

bool args_noun(const char *word)
{
	const size_t n = strlen(word);

	for (const struct command *c = COMMANDS; c->name != NULL; c++)
		if (strncmp(c->name, word, n) == 0 && c->name[n] == ' ')
			return true;
	return false;
}

/* A noun that was spelt rightly is meant. */
static bool may_be(const char *name, const char *first, bool noun)
{
	const size_t n = strlen(first);

	return noun ? strncmp(name, first, n) == 0 && name[n] == ' ' : args_likely(first, name);
}

static const struct command *nearest_to(const char *first, const char *second)
{
	const struct command *nearest = NULL;
	const bool noun = args_noun(first);

	for (const struct command *c = COMMANDS; c->name != NULL; c++)
		if (may_be(c->name, first, noun) &&
		    (nearest == NULL || far_from(c->name, first, second) <
					    far_from(nearest->name, first, second)))
			nearest = c;
	return nearest;
}

enum rc args_unknown(const char *first, const char *second, struct err *e)
{
	const struct command *nearest = nearest_to(first, second);

	if (is_of_shell(first))
		return err_set(e, RC_USAGE,
		    "\"%s\" belongs to the shell, alone in its line; \"strongroom\" without a "
		    "command opens it",
		    first);
	if (nearest == NULL)
		return err_set(e, RC_USAGE,
		    "there is no command \"%s\"; \"strongroom help\" lists all", first);
	if (strchr(nearest->name, ' ') == NULL)
		second = NULL;
	return err_set(e, RC_USAGE,
	    "there is no command \"%s%s%s\"; did you mean \"strongroom %s\"? \"strongroom "
	    "help\" lists all",
	    first, second == NULL ? "" : " ", second == NULL ? "" : second, nearest->name);
}
