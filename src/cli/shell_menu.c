/*
 * shell_menu: what is done most, by number, for who knows no commands.
 */
#include "shell_int.h"

#include <stdlib.h>
#include <string.h>

#include "choice.h"
#include "shell_signals.h"
#include "shell_words.h"

static const struct {
	const char *text;
	const char *line;     /* the command, as it is typed */
	const char *question; /* about what; NULL: nothing */
	enum shell_name kind; /* of the answer; 0: any text */
} CHOICES[] = {
    {"back to the prompt", NULL, NULL, 0},
    {"log in somewhere: user name, password and code, one after the other", "login",
	"Where? A part of its title: ", SHELL_TITLE},
    {"find something", "find", "What are you looking for? ", 0},
    {"look at a login, with its password", "show --reveal",
	"Which one? A part of its title: ", SHELL_TITLE},
    {"copy a password, to paste it", "copy", "Which one? A part of its title: ", SHELL_TITLE},
    {"see the one-time code of now", "totp", "Which one? A part of its title: ", SHELL_TITLE},
    {"list all that you can open", "ls", NULL, 0},
    {"add a login", "add", NULL, 0},
    {"change a password at its website", "change",
	"Which one? A part of its title: ", SHELL_TITLE},
    {"change anything else of a login", "edit",
	"Which one? A part of its title: ", SHELL_TITLE},
    {"see who opened a login", "who", "Which one? A part of its title: ", SHELL_TITLE},
    {"see what needs to be done", "worklist", NULL, 0},
    {"write the export that the sealed envelope opens", "seal", NULL, 0},
    {"make a backup", "backup", "Into which file, on another disk? ", 0},
};

enum { N_CHOICES = sizeof CHOICES / sizeof CHOICES[0] };

static void say_choices(struct app *app)
{
	term_say(app, "\n");
	for (size_t i = 1; i < N_CHOICES; i++)
		term_say(app, "  %2zu  %s\n", i, CHOICES[i].text);
	term_say(app, "   0  %s\n", CHOICES[0].text);
}

/* The answer is one word, whatever is in it; nothing is typed: false. */
static bool ask(struct shell *s, struct buf *answer, size_t choice)
{
	enum shell_read how;

	s->asked = CHOICES[choice].kind;
	how = shell_read_line(answer, CHOICES[choice].question);
	s->asked = 0;
	while (answer->n > 0 && answer->p[answer->n - 1] == ' ')
		answer->n--;
	return how == READ_LINE && answer->n > 0;
}

static enum rc run_choice(struct shell *s, size_t choice, struct err *e)
{
	struct buf answer = {0};
	struct shell_words w;
	enum rc rc;

	if ((rc = shell_words_split(&w, slice_str(CHOICES[choice].line), e)) != RC_OK)
		goto out;
	if (CHOICES[choice].question != NULL) {
		if (!ask(s, &answer, choice))
			goto out;
		if (buf_cstr(&answer) == NULL) {
			rc = err_nomem(e);
			goto out;
		}
		w.words[w.n] = (char *)answer.p;
	}
	(void)shell_run(s, w.words, w.n + (CHOICES[choice].question != NULL));
out:
	w.words[w.n] = NULL;
	shell_words_finish(&w);
	buf_finish(&answer);
	return rc;
}

enum rc shell_menu(struct shell *s, struct err *e)
{
	size_t n;
	enum rc rc;

	shell_signals_unwatch();
	say_choices(s->app);
	rc = choice_ask(&n, s->app, "What is to be done? Type its number: ", N_CHOICES - 1, e);
	shell_signals_watch();
	if (rc != RC_OK || n == 0 || n == CHOICE_NONE)
		return rc;
	return run_choice(s, n, e);
}
