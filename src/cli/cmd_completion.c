/*
 * completion: scripts by which other shells complete words, and what they ask.
 *
 * The scripts know nothing of the commands. They hand over the line up to the
 * cursor and are told what its last word may become, from the same table as the
 * shell of this program; titles, members and collections while an agent runs.
 */
#include "agent.h"
#include "app.h"
#include "shell_complete.h"

#include <string.h>

#include "commands.h"

/*
 * The first line of an answer is the word as far as it is typed, without quotes.
 * Bash parts words at : and = as well, and wants only what is behind those. It
 * puts what it is given into the line as it is, and a title is anybody's: so each
 * is quoted here, for where it will stand.
 */
static const char BASH[] =
    "_strongroom()\n"
    "{\n"
    "\tlocal found typed one i c word=${COMP_WORDS[COMP_CWORD]}\n"
    "\tmapfile -t found < <(strongroom completion words -- "
    "\"${COMP_LINE:0:COMP_POINT}\" 2>/dev/null)\n"
    "\ttyped=${found[0]}\n"
    "\tCOMPREPLY=(\"${found[@]:1}\")\n"
    "\t[ ${#COMPREPLY[@]} -gt 0 ] || return\n"
    "\t[[ ${COMPREPLY[0]} != *[=/] ]] || compopt -o nospace\n"
    "\tif [[ ${word#[\\'\\\"]} != \"$typed\" && $typed == *[:=]* ]]; then\n"
    "\t\ttyped=${typed%\"${typed##*[:=]}\"}\n"
    "\t\tCOMPREPLY=(\"${COMPREPLY[@]#\"$typed\"}\")\n"
    "\tfi\n"
    "\tfor i in \"${!COMPREPLY[@]}\"; do\n"
    "\t\tone=${COMPREPLY[i]}\n"
    "\t\tcase $word in\n"
    "\t\t\\\"*)\n"
    "\t\t\tfor c in \\\\ \\\" \\$ \\`; do one=${one//\"$c\"/\"\\\\$c\"}; done\n"
    "\t\t\tc=\"\\\"'!'\\\"\"\n"
    "\t\t\tone=${one//!/\"$c\"} ;;\n"
    "\t\t\\'*) c=\"'\\\\''\" && one=${one//\\'/\"$c\"} ;;\n"
    "\t\t*) [ -z \"$one\" ] || printf -v one %q \"$one\" ;;\n"
    "\t\tesac\n"
    "\t\tCOMPREPLY[i]=$one\n"
    "\tdone\n"
    "}\n"
    "complete -F _strongroom strongroom\n";

static const char ZSH[] = "#compdef strongroom\n"
			  "_strongroom() {\n"
			  "\tlocal -a found open\n"
			  "\tfound=(\"${(@f)$(strongroom completion words -- "
			  "\"${(j: :)words[1,CURRENT-1]} ${compstate[quote]}$PREFIX\" "
			  "2>/dev/null)}\")\n"
			  "\tshift found\n"
			  "\topen=(\"${(@M)found:#*[=/]}\")\n"
			  "\tfound=(\"${(@)found:#*[=/]}\")\n"
			  "\t(( $#open )) && compadd -U -S '' -- \"${open[@]}\"\n"
			  "\t(( $#found )) && compadd -U -- \"${found[@]}\"\n"
			  "}\n"
			  "if [[ $funcstack[1] == _strongroom ]]; then _strongroom; "
			  "else compdef _strongroom strongroom; fi\n";

static const char FISH[] = "complete -c strongroom -f -a "
			   "'(strongroom completion words -- (commandline -cp) 2>/dev/null | "
			   "tail -n +2)'\n";

static const struct {
	const char *name;
	const char *script;
} SHELLS[] = {{"bash", BASH}, {"fish", FISH}, {"zsh", ZSH}};

/* Nobody is asked for a passphrase to complete a word. */
static void find_names(struct shell_names *names, struct app *app)
{
	struct buf text = {0};

	app->no_input = true;
	if (agent_unlock(app, NULL) != RC_OK || shell_names_put(&text, app, NULL) != RC_OK ||
	    !shell_names_take(names, buf_slice(&text)))
		shell_names_finish(names);
	buf_finish(&text);
}

/* Words that only the shell of this program knows. */
static bool is_for_shell(const char *word)
{
	bool own = false;

	for (size_t i = 0; SHELL_OWN[i] != NULL; i++)
		own |= strcmp(SHELL_OWN[i], word) == 0;
	for (const struct command *c = COMMANDS; c->name != NULL; c++)
		own &= strcmp(c->name, word) != 0;
	return own;
}

static void put_matches(
    struct buf *out, const struct shell_words *w, const struct shell_matches *m)
{
	const bool first = w->n == (w->has_last ? 1 : 0);

	if (w->has_last)
		buf_add_str(out, w->words[w->n - 1]);
	buf_add_char(out, '\n');
	for (size_t i = 0; i < m->n; i++) {
		if (first && is_for_shell(m->list[i]))
			continue;
		buf_add_str(out, m->list[i]);
		buf_add_char(out, '\n');
	}
}

/* The line begins with the name of the program; what is behind it. */
static const char *behind_program(const char *line)
{
	line += strspn(line, " \t");
	return line + strcspn(line, " \t");
}

static enum rc print_words(struct app *app, const char *line, struct err *e)
{
	struct shell_names names = {0};
	struct shell_matches m = {0};
	struct shell_words w = {0};
	struct buf out = {0};
	enum rc rc;

	if ((rc = shell_words_split(&w, slice_str(behind_program(line)), e)) != RC_OK)
		goto out;
	find_names(&names, app);
	if ((rc = shell_complete(&m, &w, &names, e)) != RC_OK)
		goto out;
	put_matches(&out, &w, &m);
	rc = out_write(&out, e);
out:
	shell_words_finish(&w);
	shell_matches_finish(&m);
	shell_names_finish(&names);
	buf_finish(&out);
	return rc;
}

enum rc cmd_completion(struct app *app, struct err *e)
{
	const char *shell = args_word(&app->args, 0);
	const char *line = args_word(&app->args, 1);
	struct buf out = {0};
	enum rc rc;

	if (strcmp(shell, "words") == 0)
		return print_words(app, line == NULL ? "" : line, e);
	for (size_t i = 0; i < sizeof SHELLS / sizeof SHELLS[0]; i++)
		if (strcmp(shell, SHELLS[i].name) == 0)
			buf_add_str(&out, SHELLS[i].script);
	rc = out.n == 0 ? err_set(e, RC_USAGE,
			      "there are completions for bash, fish and zsh; \"strongroom help "
			      "completion\" shows how to use them")
			: out_write(&out, e);
	buf_finish(&out);
	return rc;
}
