/*
 * app: what every command has at hand: its arguments, the session, where
 * output goes, and how to ask.
 */
#ifndef STRONGROOM_CLI_APP_H
#define STRONGROOM_CLI_APP_H

#include <jansson.h>

#include "args.h"
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

/* term.c: the terminal */
bool term_open(struct app *app);
/* Why it could not be opened. */
const char *term_missing(const struct app *app);
void term_close(struct app *app);
void term_say(struct app *app, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* How wide the terminal is; 0 if it can, or by --plain shall, only show lines. */
size_t term_columns(const struct app *app);
/* Take back what was shown last on the line, so many columns. */
void term_erase(struct app *app, size_t columns);
/* What was typed ahead does not count. */
void term_forget_typed(struct app *app);

/* term_read.c: what is typed there */
/*
 * A line with echo. RC_AUTH if there is no terminal, RC_INTR at its end, or on a
 * signal: app->signal is set then, and takes its effect when the command is over.
 * Words of a sheet, and check words, are not taken: RC_INPUT after a few times.
 * RC_INTR also when app->until_ms is over.
 */
MUST_CHECK enum rc term_line(
    struct secret **line, struct app *app, const char *prompt, struct err *e);
/* The same where check words are asked for. */
MUST_CHECK enum rc term_check_words(
    struct secret **line, struct app *app, const char *prompt, struct err *e);
/* A line without echo. */
MUST_CHECK enum rc term_secret(
    struct secret **line, struct app *app, const char *prompt, struct err *e);
/*
 * Keys one by one, none of which the terminal shows. show puts on the screen what
 * is asked, once more after a stop; hide takes off it what must not stay, at the
 * end and before a stop; key takes a byte, and is true when that was the last.
 */
struct term_keys {
	void (*show)(void *arg);
	void (*hide)(void *arg);
	bool (*key)(void *arg, uint8_t byte);
	void *arg;
};
/* RC_INTR as above. */
MUST_CHECK enum rc term_keys(struct app *app, const struct term_keys *keys, struct err *e);
/* Is the time over in which answers are waited for? */
bool term_over(const struct app *app);

/* term_hush.c */
/*
 * From here on nothing that is typed shows, a question for a secret included;
 * after term_unhush it does, and what was typed and not asked for is thrown
 * away. For what takes its time with a passphrase. Where there is no terminal,
 * nothing happens.
 */
void term_hush(struct app *app);
void term_unhush(void);

/* term_passphrase.c */
/* A new passphrase, typed twice; six words are offered. */
MUST_CHECK enum rc term_new_passphrase(
    struct secret **passphrase, struct app *app, const char *whose, struct err *e);

/* wrong_words.c */
/* RC_INPUT, saying what it is, if text is sheet words or check words, not a passphrase. */
MUST_CHECK enum rc wrong_words_check(
    const struct app *app, const struct secret *text, struct err *e);
/* The same for a title, a name, a reason: three such words and nothing else. */
MUST_CHECK enum rc wrong_words_text(
    const struct app *app, const struct secret *text, struct err *e);
/* The same where check words are asked for: only a whole sheet is wrong there. */
MUST_CHECK enum rc wrong_words_public(const struct secret *text, struct err *e);

/* input.c: secrets from descriptors */
/* One line of the descriptor that the option names; RC_INPUT if it has none. */
MUST_CHECK enum rc input_line(
    struct secret **line, struct app *app, const char *option, struct err *e);
MUST_CHECK enum rc input_line_fd(
    struct secret **line, int fd, const char *option, struct err *e);
/* Everything up to the end; a single line feed at the end does not count. */
MUST_CHECK enum rc input_all(
    struct secret **text, struct app *app, const char *option, struct err *e);

/* out.c: output */
/* A line of text for people on stderr, unless --quiet. */
void out_note(const struct app *app, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The same of what is under way; not with --json, where an error may be all that follows. */
void out_progress(const struct app *app, const char *fmt, ...) PRINTF_LIKE(2, 3);
void out_warn(const struct app *app, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* An error, as text or as JSON. */
void out_error(const struct app *app, const struct err *e);
/* Bytes to stdout. RC_IO if they cannot be written. */
MUST_CHECK enum rc out_write(const struct buf *b, struct err *e);
/* The document to stdout, as JSON. Takes it over. */
MUST_CHECK enum rc out_json(json_t *doc, struct err *e);
/* Text made safe for output, on one line or with its lines. */
void out_safe(struct buf *out, const char *text);
void out_safe_lines(struct buf *out, struct slice text);

/* out_table.c */
struct column {
	const char *key;
	const char *heading;
	size_t most; /* columns of the terminal; longer is cut short; 0: 200 */
};
/* An array of objects as JSON or as a table; takes it over. */
MUST_CHECK enum rc out_table(const struct app *app, json_t *rows, const struct column *columns,
    size_t n, const char *none, struct err *e);

/* json_value.c: values of documents */
/* A string of exactly these bytes; NULL if they are no UTF-8 or memory ran out. */
json_t *json_slice(struct slice s);
json_t *json_time(int64_t ms);
/* A member's or a collection's name; JSON null where it cannot be known. */
json_t *json_member_name(const struct app *app, int64_t id);
json_t *json_collection_name(struct app *app, int64_t id);

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

/* item_out.c: items */
/* With values true, hidden fields carry their value. */
json_t *json_item(struct app *app, const struct item *it, bool with_fields, bool values);
json_t *json_field(const struct field *f, bool values);
json_t *json_content(const struct content *c, bool values);
/* Say that a new password waits for an answer, if one does. */
void out_pending(const struct app *app, const struct item *it);
/* One item as text for people. */
void out_item(struct buf *out, const json_t *item);

/* cmd_status.c: what others print too */
void json_vault_id(struct buf *hex, const struct app *app);
const char *level_name(void);
const char *level_text(void);
struct agent_status;
json_t *json_agent(const struct agent_status *st);
/* Backups that were put back: as JSON, and as lines with something in front. */
json_t *json_restores(const struct app *app);
void out_restores(struct buf *out, const struct app *app, const char *before);

/* cmd_worklist.c: what others show of it */
/* The lines as strings; NULL if memory ran out. */
json_t *json_attention(struct app *app);
/* How many of them the member can do, on stderr, if any. */
void note_worklist(const struct app *app);

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

/* shell.c */
enum rc cmd_shell(struct app *app, struct err *e);

/* cmd_*.c */
enum rc cmd_init(struct app *app, struct err *e);
enum rc cmd_status(struct app *app, struct err *e);
enum rc cmd_passphrase(struct app *app, struct err *e);
enum rc cmd_add(struct app *app, struct err *e);
enum rc cmd_edit(struct app *app, struct err *e);
enum rc cmd_show(struct app *app, struct err *e);
enum rc check_show(struct app *app, struct err *e);
enum rc cmd_copy(struct app *app, struct err *e);
enum rc check_copy(struct app *app, struct err *e);
enum rc cmd_login(struct app *app, struct err *e);
enum rc cmd_change(struct app *app, struct err *e);
enum rc cmd_totp(struct app *app, struct err *e);
enum rc check_totp(struct app *app, struct err *e);
enum rc cmd_qr(struct app *app, struct err *e);
enum rc cmd_ls(struct app *app, struct err *e);
enum rc cmd_find(struct app *app, struct err *e);
enum rc cmd_rm(struct app *app, struct err *e);
enum rc cmd_mv(struct app *app, struct err *e);
enum rc cmd_restore(struct app *app, struct err *e);
enum rc check_restore(struct app *app, struct err *e);
enum rc cmd_history(struct app *app, struct err *e);
enum rc cmd_who(struct app *app, struct err *e);
enum rc cmd_attach(struct app *app, struct err *e);
enum rc check_attach(struct app *app, struct err *e);
enum rc cmd_detach(struct app *app, struct err *e);
enum rc cmd_save(struct app *app, struct err *e);
enum rc check_save(struct app *app, struct err *e);
enum rc cmd_generate(struct app *app, struct err *e);
enum rc cmd_health(struct app *app, struct err *e);
enum rc cmd_import(struct app *app, struct err *e);
enum rc check_import(struct app *app, struct err *e);
enum rc cmd_export(struct app *app, struct err *e);
enum rc check_export(struct app *app, struct err *e);
enum rc cmd_member_add(struct app *app, struct err *e);
enum rc check_member_add(struct app *app, struct err *e);
enum rc cmd_member_leave(struct app *app, struct err *e);
enum rc cmd_member_ls(struct app *app, struct err *e);
enum rc cmd_collection_add(struct app *app, struct err *e);
enum rc cmd_collection_set(struct app *app, struct err *e);
enum rc check_collection_set(struct app *app, struct err *e);
enum rc cmd_collection_ls(struct app *app, struct err *e);
enum rc cmd_grant(struct app *app, struct err *e);
enum rc check_grant(struct app *app, struct err *e);
enum rc cmd_revoke(struct app *app, struct err *e);
enum rc cmd_audit_log(struct app *app, struct err *e);
enum rc check_audit_log(struct app *app, struct err *e);
enum rc cmd_audit_verify(struct app *app, struct err *e);
enum rc cmd_envelope_create(struct app *app, struct err *e);
enum rc cmd_envelope_status(struct app *app, struct err *e);
enum rc check_envelope_create(struct app *app, struct err *e);
enum rc cmd_envelope_seen(struct app *app, struct err *e);
enum rc cmd_envelope_drill(struct app *app, struct err *e);
enum rc cmd_envelope_handover(struct app *app, struct err *e);
enum rc check_envelope_handover(struct app *app, struct err *e);
enum rc cmd_envelope_withdraw(struct app *app, struct err *e);
enum rc cmd_envelope_reported(struct app *app, struct err *e);
enum rc check_envelope_reported(struct app *app, struct err *e);
enum rc cmd_seal(struct app *app, struct err *e);
enum rc check_seal(struct app *app, struct err *e);
enum rc cmd_backup(struct app *app, struct err *e);
enum rc cmd_backup_check(struct app *app, struct err *e);
enum rc cmd_backup_restore(struct app *app, struct err *e);
enum rc check_backup_restore(struct app *app, struct err *e);
enum rc cmd_audit_checkpoint(struct app *app, struct err *e);
enum rc cmd_audit_merge(struct app *app, struct err *e);
enum rc check_audit_merge(struct app *app, struct err *e);
/* What a receipt says was shown. */
struct public_receipt;
json_t *json_shown(const struct public_receipt *p);
enum rc cmd_unseal(struct app *app, struct err *e);
enum rc cmd_unlock(struct app *app, struct err *e);
enum rc check_unlock(struct app *app, struct err *e);
enum rc cmd_lock(struct app *app, struct err *e);
enum rc cmd_completion(struct app *app, struct err *e);
enum rc cmd_worklist(struct app *app, struct err *e);
enum rc check_worklist(struct app *app, struct err *e);
enum rc cmd_policy_set(struct app *app, struct err *e);
enum rc check_policy_set(struct app *app, struct err *e);
enum rc cmd_policy_ls(struct app *app, struct err *e);
enum rc cmd_verify(struct app *app, struct err *e);
enum rc cmd_help(struct app *app, struct err *e);

/* cmd_help.c */
/* Help of one command, or of all if NULL, appended. */
void help_text(struct buf *out, const struct command *c);
/* Help of every command of two words whose first is noun, appended; false if there is none. */
bool help_noun(struct buf *out, const char *noun);

#endif
