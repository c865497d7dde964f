/*
 * app: what every command has at hand: its arguments, the session, where
 * output goes, and how to ask.
 */
#ifndef STRONGROOM_CLI_APP_H
#define STRONGROOM_CLI_APP_H

#include <jansson.h>

#include "args.h"
#include "out.h"
#include "term.h"
#include "vault/item.h"
#include "vault/roster.h"
#include "vault/session.h"

struct envelope_keys;
struct secret;
struct watch;

/* What has to be done before a command's handler runs. */
enum command_flag {
	NEED_UNLOCK = 1,    /* opened and unlocked by a member */
	FIRST_OK = 2,       /* a first passphrase will do */
	MEMBER_FILTERS = 4, /* --member behind the command is not who asks */
	ENVELOPE_OK = 8,    /* an opened envelope may be who asks */
	SHOWS_WORK = 16,    /* says what there is to do itself */
	ASKS_AGAIN = 32     /* must have the passphrase, also where an agent has the keys */
};

struct app;

struct command {
	const char *name; /* one or two words */
	const char *args; /* "ITEM", "[COLLECTION]", "WORD…": parted by blanks */
	const char *summary;
	const char *example;
	const struct option_spec *options; /* ended by a name of NULL; may be NULL */
	int flags;
	/* NULL: the daily program leaves it to the one that has every library. */
	enum rc (*run)(struct app *app, struct err *e);
	/* What can be said of the arguments before anybody unlocks; may be NULL. */
	enum rc (*check)(struct app *app, struct err *e);
};

extern const struct command COMMANDS[];
/* Without a command, at a terminal. */
extern const struct command SHELL;

enum { ORIGIN_MAX = 5, ORIGIN_TEXT = 256 };

struct app {
	char **argv; /* of the program, ended by NULL */
	struct args args;
	bool json;
	bool quiet;
	bool no_input;
	bool making; /* the command makes its vault itself, so nobody unlocks one */
	int signal;  /* that ends the program, once all is wiped; 0: none */
	int tty;     /* descriptor of the terminal; -1: there is none, or it may not be used */
	int64_t
	    until_ms; /* no answer is waited for after that (clock_running_ms); 0: any time */
	struct watch *watch; /* of the shell that the command was typed in; NULL: none */
	char *vault_path;
	char *state_dir;
	struct detail origin[ORIGIN_MAX];
	char origin_text[ORIGIN_MAX][ORIGIN_TEXT];
	struct session_options options;
	int agent_fd;   /* of the private agent of the shell; -1: none */
	int agent_line; /* to the agent that has the keys of the session; -1: they are here */
	struct session *session;
	struct envelope_keys *envelope; /* of the words, while the envelope is who asks */
	json_t *names;                  /* of the members, by their ids */
	struct secret *passphrase;      /* that the session was unlocked with */
	struct secret *asked[24]; /* answers to prompts, for as long as the command runs */
	size_t n_asked;
};

/* cli.c */
/*
 * One command, from its arguments to its exit status. *app is empty but for
 * what a shell lends it, and is finished.
 */
int cli_run(struct app *app, int argc, char **argv);
/* The two halves of it: what the arguments say, and the end of all that app has. */
MUST_CHECK enum rc cli_command(struct app *app, struct err *e);
void cli_finish(struct app *app);

/* more.c: the program that has every library */
/* Become it, with these arguments. Returns only on failure. */
MUST_CHECK enum rc more_run(char **argv, struct err *e);

/* confirm.c */
/*
 * Go on only if --yes was given, or yes is typed. RC_USAGE without a terminal,
 * RC_INTR if anything else is typed.
 */
MUST_CHECK enum rc app_confirm(struct app *app, const char *question, struct err *e);

/* app_place.c: where the vault is, and who is asking */
/* The home directory of who runs the program. */
const char *app_home(void);
/* Where the vault is, and who is asking; making: for a vault that is to be made. */
MUST_CHECK enum rc app_prepare(struct app *app, bool making, struct err *e);
/* Say something more of where somebody is in all records of the session to come. */
void app_origin(struct app *app, const char *key, const char *value);

/* app.c: opening */
MUST_CHECK enum rc app_open(struct app *app, struct err *e);
MUST_CHECK enum rc app_unlock(struct app *app, struct err *e);
/* Who is asking, of the members of the open vault: by option, environment, custom or a
 * question. */
MUST_CHECK enum rc app_choose_member(int64_t *id, struct app *app, struct err *e);
/* Resolve a member's name or "#ID". RC_NOTFOUND if there is none. */
MUST_CHECK enum rc app_member(int64_t *id, struct app *app, const char *name, struct err *e);
/* Record the unlock where a command has nothing else to record. */
MUST_CHECK enum rc app_record_unlock(struct app *app, struct err *e);
/* The eight check words of the vault, appended. */
void app_check_words(struct buf *out, const struct app *app);

/* app_ask.c: what was not given */
/* Ask on the terminal for the words that the command needs and were not given. */
MUST_CHECK enum rc app_ask_words(struct app *app, struct err *e);
/* One line of text, which lives as long as the command; RC_USAGE if it is empty. */
MUST_CHECK enum rc app_ask(
    const char **answer, struct app *app, const char *prompt, struct err *e);
/* Keep what was typed as an answer. */
MUST_CHECK enum rc app_keep_answer(
    const char **answer, struct app *app, const struct secret *line, struct err *e);
/* Forget all answers but the first n. */
void app_forget_answers(struct app *app, size_t n);
/* An option that has to be there, asked for at a terminal, once. */
MUST_CHECK enum rc app_option(
    const char **value, struct app *app, const char *option, const char *prompt, struct err *e);

/* found.c: a new vault */
struct founding {
	const char *council;       /* NULL: by option, or asked */
	const char *collection;    /* its first */
	const char *passphrase_fd; /* the option that names a descriptor for the passphrase */
};
/* Where it is to be. RC_EXISTS if there is something. */
MUST_CHECK enum rc app_found_place(struct app *app, struct err *e);
/*
 * Make a vault by the options of "init", asking at a terminal for what they do
 * not say; the session is open and unlocked then. RC_EXISTS if there is one.
 */
MUST_CHECK enum rc app_found(struct app *app, const struct founding *f, struct err *e);

/* app_envelope.c: the envelope as who asks */
/* Ask for the words, and be the envelope of the vault that was learned. */
MUST_CHECK enum rc app_be_envelope(struct app *app, struct err *e);
/* Open the vault with the words, as the envelope that was opened before. */
MUST_CHECK enum rc app_unlock_envelope(struct app *app, struct err *e);

/* reach.c: whose access a move or a restore changes */
/*
 * The names of the people who hold collection to and not all of from (gain), or
 * some of from and not to: of what came from these n collections to that one.
 */
json_t *reach_change(
    const struct app *app, const int64_t *from, size_t n, int64_t to, bool gain);
void reach_note_gained(const struct app *app, const json_t *names);
void reach_note_lost(const struct app *app, const json_t *names);

/* cmd_member.c: what another way to a first passphrase needs too; the slip is printed once */
MUST_CHECK enum rc member_first_passphrase(struct secret **out, struct err *e);
MUST_CHECK enum rc member_slip(struct app *app, int64_t id, const char *name, enum role role,
    const struct secret *first, struct err *e);

/* cmd_ls.c: what fits the words, as an array by title; an empty one if none does */
MUST_CHECK enum rc ls_items(json_t **rows, struct app *app, const char *collection,
    const char *const *words, size_t n_words, struct err *e);

/* refresh.c: the export of the policy seal.path */
/* What refresh_export compares with, before a command that NEED_UNLOCK. */
int64_t refresh_mark(const struct app *app);
/*
 * After a command: seal again what it changed, if the member may. That a stick
 * is not there is no failure of the command, but is said after one that worked.
 */
void refresh_export(struct app *app, int64_t before, bool worked);
/* After a seal at path: the text of the kit that this is the export of, if it is. */
void refresh_kit(const struct app *app, const char *path);

/* cmd_help.c */
/* Help of one command, or of all if NULL, appended. */
void help_text(struct buf *out, const struct command *c);
/* Help of every command of two words whose first is noun, appended; false if there is none. */
bool help_noun(struct buf *out, const char *noun);

#endif
