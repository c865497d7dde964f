#include "shell_complete.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "app.h"
#include "base/file.h"
#include "base/list.h"
#include "vault/policy.h"

const char *const SHELL_OWN[] = {"exit", "lock", "menu", "quit", NULL};

/* A word that is being completed, and what came of it. */
struct search {
	struct shell_matches *m;
	const struct shell_names *names;
	const char *begun;
	bool failed; /* memory ran out */
};

static bool is_there(const struct shell_matches *m, const char *text, size_t n)
{
	for (size_t i = 0; i < m->n; i++)
		if (strlen(m->list[i]) == n && memcmp(m->list[i], text, n) == 0)
			return true;
	return false;
}

/* Add so many bytes of text, with something behind them, if that is what was begun. */
static void offer(struct search *s, const char *text, size_t n, const char *behind)
{
	const size_t begun = strlen(s->begun);
	char **list;

	if (begun > n || strncasecmp(text, s->begun, begun) != 0)
		return;
	if ((list = list_room(s->m->list, s->m->n, &s->m->cap, sizeof *list)) == NULL) {
		s->failed = true;
		return;
	}
	s->m->list = list;
	if (asprintf(&list[s->m->n], "%.*s%s", (int)n, text, behind) < 0)
		s->failed = true;
	else
		s->m->n++;
}

static void offer_word(struct search *s, const char *text)
{
	offer(s, text, strlen(text), "");
}

/* The end of what all have in common, between two characters. */
static enum rc finish(struct search *s, struct err *e)
{
	struct shell_matches *m = s->m;

	m->common = m->n > 0 ? strlen(m->list[0]) : 0;
	for (size_t i = 1; i < m->n; i++)
		for (size_t k = 0; k < m->common; k++)
			if (m->list[i][k] != m->list[0][k])
				m->common = k;
	while (m->n > 0 && m->common > 0 && ((uint8_t)m->list[0][m->common] & 0xc0) == 0x80)
		m->common--;
	return s->failed ? err_nomem(e) : RC_OK;
}

void shell_matches_finish(struct shell_matches *m)
{
	while (m->n > 0) {
		char *one = m->list[--m->n];

		explicit_bzero(one, strlen(one));
		free(one);
	}
	free(m->list);
	*m = (struct shell_matches){0};
}

/* by kind */

static void offer_names(struct search *s, enum shell_name kind)
{
	const char *name;
	size_t at = 0;

	while ((name = shell_names_next(s->names, kind, &at)) != NULL)
		offer_word(s, name);
}

static bool is_folder(const char *dir, const char *name)
{
	char *path = file_join(dir, name);
	struct stat st;
	bool is = path != NULL && stat(path, &st) == 0 && S_ISDIR(st.st_mode);

	free(path);
	return is;
}

/* The files of a folder, as what was typed before them has it. */
static void offer_folder(struct search *s, const char *dir, struct slice typed)
{
	DIR *folder = opendir(dir);
	const struct dirent *entry;
	char *path;

	if (folder == NULL)
		return;
	while ((entry = readdir(folder)) != NULL) {
		/* What is hidden is meant only if it was begun so. */
		if (entry->d_name[0] == '.' && s->begun[typed.n] != '.')
			continue;
		if (asprintf(&path, "%.*s%s%s", SLICE_ARG(typed), entry->d_name,
			is_folder(dir, entry->d_name) ? "/" : "") < 0)
			s->failed = true;
		else
			offer_word(s, path);
		free(path);
	}
	closedir(folder);
}

static void offer_files(struct search *s)
{
	const char *slash = strrchr(s->begun, '/');
	struct slice typed =
	    slice_of(s->begun, slash == NULL ? 0 : (size_t)(slash - s->begun) + 1);
	char *dir = typed.n == 0 ? strdup(".") : strndup(s->begun, typed.n);

	if (dir == NULL)
		s->failed = true;
	else
		offer_folder(s, dir, typed);
	free(dir);
}

/* Commands whose first word is that, by their second; NULL: the first words themselves. */
static void offer_commands(struct search *s, const char *first)
{
	const size_t n = first == NULL ? 0 : strlen(first);

	for (const struct command *c = COMMANDS; c->name != NULL; c++) {
		const size_t noun = strcspn(c->name, " ");

		if (first == NULL && !is_there(s->m, c->name, noun))
			offer(s, c->name, noun, "");
		else if (first != NULL && noun == n && c->name[noun] == ' ' &&
			 memcmp(c->name, first, n) == 0)
			offer_word(s, c->name + noun + 1);
	}
}

static void offer_options(struct search *s, const struct option_spec *o)
{
	for (; o != NULL && o->name != NULL; o++) {
		char text[64] = "--";

		strncat(text, o->name, sizeof text - 3);
		if (!is_there(s->m, text, strlen(text)))
			offer_word(s, text);
	}
}

static void offer_policies(struct search *s)
{
	for (const struct policy_kind *p = POLICIES; p->name != NULL; p++)
		offer(s, p->name, strlen(p->name), "=");
}

/* by place */

/* What the usage of a command calls "what": a word of it, or the value of an option. */
static void offer_kind(struct search *s, const struct command *c, const char *what, size_t n)
{
	static const struct {
		const char *word;
		enum shell_name kind;
	} KINDS[] = {{"ITEM", SHELL_TITLE}, {"I", SHELL_TITLE},
	    {"COLLECTION", SHELL_COLLECTION}, {"C", SHELL_COLLECTION}, {"MEMBER", SHELL_MEMBER},
	    {"M", SHELL_MEMBER}};
	static const char *const FILES[] = {"FILE", "DIR", "RECEIPT"};

	for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++)
		if (strlen(KINDS[i].word) == n && memcmp(KINDS[i].word, what, n) == 0)
			offer_names(s, KINDS[i].kind);
	for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++)
		if (strlen(FILES[i]) == n && memcmp(FILES[i], what, n) == 0)
			offer_files(s);
	if (n == strlen("COMMAND") && memcmp(what, "COMMAND", n) == 0)
		offer_commands(s, NULL);
	if (n == strlen("NAME=VALUE") && memcmp(what, "NAME=VALUE", n) == 0)
		offer_policies(s);
	/* A new one has no name yet. */
	if (n != strlen("NAME") || memcmp(what, "NAME", n) != 0 ||
	    strstr(c->name, " add") != NULL)
		return;
	if (strncmp(c->name, "member ", strlen("member ")) == 0)
		offer_names(s, SHELL_MEMBER);
	if (strncmp(c->name, "collection ", strlen("collection ")) == 0)
		offer_names(s, SHELL_COLLECTION);
}

/* Word number i of the usage "ITEM… COLLECTION"; one with an ellipsis goes on to the last. */
static void offer_argument(struct search *s, const struct command *c, size_t i)
{
	static const char ELLIPSIS[] = "…";

	for (const char *p = c->args; *p != '\0'; p += strspn(p, " ")) {
		struct slice word = slice_of(p, strcspn(p, " "));
		const bool many = memmem(word.p, word.n, ELLIPSIS, strlen(ELLIPSIS)) != NULL;

		p += word.n;
		if (many)
			word.n -= strlen(ELLIPSIS);
		if (word.n > 2 && word.p[0] == '[')
			word = slice_of(word.p + 1, word.n - 2);
		if (many || i == 0)
			offer_kind(s, c, (const char *)word.p, word.n);
		if (!many && i-- == 0)
			return;
		if (many && i > 0)
			i--;
	}
}

/* Behind n whole words. */
static void offer_here(struct search *s, const struct args *a, char *const *words, size_t n)
{
	const struct option_spec *o = n > 0 ? args_option(a, words[n - 1]) : NULL;

	if (o != NULL && strcmp(o->name, "member") == 0) {
		offer_names(s, SHELL_MEMBER);
		return;
	}
	if (a->command != NULL && o != NULL) {
		offer_kind(s, a->command, o->value, strlen(o->value));
		return;
	}
	if (n == 1)
		offer_commands(s, words[0]);
	if (n == 0) {
		offer_commands(s, NULL);
		for (size_t i = 0; SHELL_OWN[i] != NULL; i++)
			if (!is_there(s->m, SHELL_OWN[i], strlen(SHELL_OWN[i])))
				offer_word(s, SHELL_OWN[i]);
	}
	if (a->command != NULL && s->begun[0] == '-') {
		offer_options(s, a->command->options);
		offer_options(s, GLOBAL_OPTIONS);
	} else if (a->command != NULL) {
		offer_argument(s, a->command, a->n_words);
	}
}

enum rc shell_complete(struct shell_matches *m, const struct shell_words *w,
    const struct shell_names *names, struct err *e)
{
	struct search s = {
	    .m = m, .names = names, .begun = w->has_last ? w->words[w->n - 1] : ""};
	const size_t n = w->has_last ? w->n - 1 : w->n;
	char program[] = "strongroom";
	char *argv[ARGS_MAX + 1] = {program};
	struct args a;

	*m = (struct shell_matches){0};
	memcpy(argv + 1, w->words, n * sizeof *argv);
	/* What is wrong so far may become right; the command is known all the same. */
	(void)!args_parse(&a, (int)n + 1, argv, e);
	offer_here(&s, &a, argv + 1, n);
	return finish(&s, e);
}

enum rc shell_complete_name(struct shell_matches *m, const char *begun,
    const struct shell_names *names, enum shell_name kind, struct err *e)
{
	struct search s = {.m = m, .names = names, .begun = begun};

	*m = (struct shell_matches){0};
	offer_names(&s, kind);
	return finish(&s, e);
}
