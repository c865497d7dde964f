/* unseal: open the envelope: an export by itself, or the vault. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/list.h"
#include "base/words.h"
#include "crypto/secret.h"
#include "envelope/age.h"
#include "envelope/keys.h"
#include "envelope/slip39.h"
#include "transfer/parse.h"
#include "transfer/unseal.h"
#include "vault/emergency.h"

enum { SHEET_WORDS = 20, WORD_MAX = 16 };

/* What opens: the keys of the words, or only the identity of the export. */
struct opener {
	struct envelope_keys *keys; /* NULL with an identity alone */
	struct secret *identity;
};

static void opener_finish(struct opener *o)
{
	envelope_keys_free(o->keys);
	secret_free(o->identity);
}

/* words */

static void append_word(struct secret *words, size_t *n, int value)
{
	const char *word = words_get((unsigned)value);

	if (*n > 0)
		words->p[(*n)++] = ' ';
	memcpy(words->p + *n, word, strlen(word));
	*n += strlen(word);
}

/* The words of one line, as far as they are words; *number counts on. */
static void take_line(
    struct secret *words, size_t *n, int *number, struct app *app, struct slice line)
{
	while (line.n > 0 && *number <= SHEET_WORDS) {
		const uint8_t *blank = memchr(line.p, ' ', line.n);
		size_t len = blank == NULL ? line.n : (size_t)(blank - line.p);
		int value = words_find(slice_of(line.p, len));

		if (len > 0 && value < 0) {
			term_say(app,
			    "Word %d is not one that sheets use. The sheet words are on the "
			    "paper in the envelope; they are no passphrase. Type it again, and "
			    "go on from there.\n",
			    *number);
			return;
		}
		if (len > 0) {
			append_word(words, n, value);
			++*number;
		}
		len += blank == NULL ? 0 : 1;
		line = slice_after(line, len);
	}
}

static enum rc no_words(struct err *e)
{
	return err_set(e, RC_AUTH,
	    "the words of the sheet are needed, and there is no terminal to ask at; give them "
	    "with --words-fd N");
}

static enum rc ask_words(struct secret **out, struct app *app, struct err *e)
{
	struct secret *words;
	struct secret *line;
	char prompt[64];
	int number = 1;
	size_t n = 0;
	enum rc rc = RC_OK;

	if (!term_open(app))
		return no_words(e);
	if ((words = secret_new(SHEET_WORDS * WORD_MAX)) == NULL)
		return err_nomem(e);
	term_say(app,
	    "Type the %d sheet words in their order, one or several at a time. Nothing shows "
	    "while you type; the first four letters of a word are enough.\n",
	    SHEET_WORDS);
	while (number <= SHEET_WORDS && rc == RC_OK) {
		snprintf(prompt, sizeof prompt, "Sheet word %d of %d: ", number, SHEET_WORDS);
		if ((rc = term_secret(&line, app, prompt, e)) != RC_OK)
			break;
		take_line(words, &n, &number, app, secret_slice(line));
		secret_free(line);
	}
	if (rc != RC_OK) {
		secret_free(words);
		return rc;
	}
	secret_truncate(words, n);
	*out = words;
	return RC_OK;
}

static enum rc keys_of_words(struct opener *o, struct app *app, struct err *e)
{
	struct secret *words = NULL;
	struct secret *secret = NULL;
	struct slice sheet;
	enum rc rc;

	if (args_has(&app->args, "words-fd"))
		rc = input_line(&words, app, "words-fd", e);
	else
		rc = ask_words(&words, app, e);
	if (rc != RC_OK)
		return rc;
	sheet = secret_slice(words);
	if ((rc = slip39_recover(&secret, &sheet, 1, slice_of(NULL, 0), e)) == RC_OK &&
	    secret->n != ENVELOPE_SECRET)
		rc = err_set(e, RC_INPUT, "these words are not of an envelope of this program");
	if (rc == RC_OK)
		rc = envelope_keys_derive(&o->keys, secret, e);
	if (rc == RC_OK &&
	    (o->identity = secret_copy(o->keys->identity->p, o->keys->identity->n)) == NULL)
		rc = err_nomem(e);
	secret_free(secret);
	secret_free(words);
	return rc;
}

static enum rc get_opener(struct opener *o, struct app *app, struct err *e)
{
	struct secret *text;
	enum rc rc;

	if (!args_has(&app->args, "identity-fd"))
		return keys_of_words(o, app, e);
	if (args_has(&app->args, "words-fd"))
		return err_set(
		    e, RC_USAGE, "give either --words-fd or --identity-fd, not both");
	if ((rc = input_all(&text, app, "identity-fd", e)) != RC_OK)
		return rc;
	rc = age_identity_decode(&o->identity, secret_slice(text), e);
	secret_free(text);
	return rc;
}

/* items */

static enum rc print_items(struct app *app, json_t *items, struct err *e)
{
	struct buf b = {0};
	json_t *one;
	size_t i;
	enum rc rc;

	if (app->json)
		return out_json(json_pack("{s:o}", "items", items), e);
	json_array_foreach(items, i, one)
	{
		if (i > 0)
			buf_add_char(&b, '\n');
		out_item(&b, one);
	}
	rc = out_write(&b, e);
	buf_finish(&b);
	json_decref(items);
	return rc;
}

/* from a file alone */

/* The first tag of an item in an export is its collection. */
static enum rc add_item(void *arg, const struct content *c, long line, struct err *e)
{
	json_t *j = json_content(c, true);
	json_t *tags = json_object_get(j, "tags");

	(void)line;
	if (json_array_size(tags) > 0) {
		json_object_set(j, "collection", json_array_get(tags, 0));
		json_array_remove(tags, 0);
	}
	return json_array_append_new(arg, j) == 0 ? RC_OK : err_nomem(e);
}

static void no_problem(void *arg, long line, const char *message)
{
	(void)arg;
	(void)line;
	(void)message;
}

static void say_what(const struct app *app, const struct unseal_info *info)
{
	char when[CLOCK_TEXT];

	clock_local(when, info->time_ms);
	out_note(app, "Export of %s, sealed on %s at record %lld of its audit log.",
	    info->council, when, (long long)info->size);
	if (info->genuine)
		out_note(
		    app, "Its signature is genuine: it was written by this council's vault.");
	else
		out_note(app, "Whether it is genuine could not be checked: that needs the "
			      "words of the sheet.");
}

static enum rc open_file(struct app *app, const char *file, struct err *e)
{
	const char *out = args_value(&app->args, "out");
	struct opener o = {0};
	const struct secret *identity;
	struct unseal_info info = {0};
	struct buf plain = {0};
	json_t *items = json_array();
	const struct parse_sink sink = {.item = add_item, .problem = no_problem, .arg = items};
	enum rc rc;

	if ((rc = get_opener(&o, app, e)) != RC_OK)
		goto out;
	identity = o.identity;
	if (out != NULL) {
		if ((rc = unseal_copy(file, out, &identity, 1, e)) == RC_OK)
			out_note(
			    app, "Decrypted into %s. It holds every password in clear.", out);
		goto out;
	}
	if ((rc = unseal_read(&plain, file, &identity, 1, e)) != RC_OK ||
	    (rc = unseal_check(&info, buf_slice(&plain),
		 o.keys == NULL ? NULL : o.keys->seal_public, e)) != RC_OK ||
	    (rc = unseal_items(buf_slice(&plain), &sink, e)) != RC_OK)
		goto out;
	say_what(app, &info);
	rc = print_items(app, json_incref(items), e);
out:
	unseal_info_finish(&info);
	buf_finish(&plain);
	opener_finish(&o);
	json_decref(items);
	return rc;
}

/* with the vault */

struct revealed {
	struct app *app;
	struct item *items;
	size_t n, cap;
};

static void revealed_finish(struct revealed *r)
{
	for (size_t i = 0; i < r->n; i++)
		item_finish(&r->items[i]);
	free(r->items);
}

/* Record first; the item is kept as it lies in the file. */
static enum rc record_item(void *arg, struct item *it, struct err *e)
{
	struct revealed *r = arg;
	struct item *more = list_room(r->items, r->n, &r->cap, sizeof *more);
	enum rc rc;

	if (more == NULL)
		return err_nomem(e);
	r->items = more;
	if ((rc = item_reveal(it, r->app->session, "all", NULL, e)) != RC_OK)
		return rc;
	more[r->n++] = *it;
	*it = (struct item){0};
	return RC_OK;
}

static enum rc record_opening(struct revealed *r, const char *reason, struct err *e)
{
	struct buf present = {0};
	const char *name;
	const char *names = NULL;
	enum rc rc;

	for (size_t i = 0; (name = args_nth(&r->app->args, "present", i)) != NULL; i++) {
		buf_add_str(&present, i > 0 ? ", " : "");
		buf_add_str(&present, name);
	}
	if (present.n > 0)
		names = buf_cstr(&present);
	rc = emergency_record_open(r->app->session, reason, names, e);
	buf_finish(&present);
	if (rc != RC_OK)
		return rc;
	return item_walk(r->app->session, 0, record_item, r, e);
}

/* One bad item must not keep the others shut in an emergency. */
static enum rc note_unreadable(const struct app *app, const struct err *e)
{
	out_warn(app, "%s", e->text);
	return RC_OK;
}

/* One secret at a time; what is shown has been on the log since the commit. */
static enum rc open_items(struct revealed *r, json_t *items, struct err *e)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < r->n && rc == RC_OK; i++) {
		rc = item_open(&r->items[i], r->app->session, e);
		if (rc == RC_OK)
			json_array_append_new(
			    items, json_item(r->app, &r->items[i], true, true));
		else if (r->items[i].unreadable)
			rc = note_unreadable(r->app, e);
		item_finish(&r->items[i]);
	}
	return rc;
}

static enum rc be_envelope(struct app *app, struct err *e)
{
	struct opener o = {0};
	struct public_keys keys;
	enum rc rc;

	if ((rc = keys_of_words(&o, app, e)) == RC_OK) {
		memcpy(keys.sign, o.keys->sign_public, sizeof keys.sign);
		memcpy(keys.seal, o.keys->open_public, sizeof keys.seal);
		rc = session_unlock_envelope(
		    app->session, &keys, o.keys->sign_secret, o.keys->open_secret, e);
	}
	opener_finish(&o);
	return rc;
}

static enum rc open_vault(struct app *app, struct err *e)
{
	struct revealed r = {.app = app};
	json_t *items = json_array();
	const char *reason;
	enum rc rc;

	if (args_has(&app->args, "identity-fd") || args_has(&app->args, "out")) {
		rc = err_set(e, RC_USAGE,
		    "--identity-fd and --out go with the file of an export: strongroom unseal "
		    "FILE");
		goto out;
	}
	if ((rc = app_open(app, e)) != RC_OK ||
	    (rc = session_learn(app->session, 0, e)) != RC_OK ||
	    (rc = app_option(&reason, app, "reason", "Why is the envelope opened? ", e)) !=
		RC_OK ||
	    (rc = be_envelope(app, e)) != RC_OK ||
	    (rc = session_begin(app->session, e)) != RC_OK)
		goto out;
	if ((rc = session_end(app->session, record_opening(&r, reason, e), e)) != RC_OK ||
	    (rc = open_items(&r, items, e)) != RC_OK)
		goto out;
	out_note(app, "The envelope is open, and that is on the audit log for every member to "
		      "see. Report it to all members and to the next meeting, change what was "
		      "read, and make a new envelope.");
	rc = print_items(app, json_incref(items), e);
out:
	revealed_finish(&r);
	json_decref(items);
	return rc;
}

enum rc cmd_unseal(struct app *app, struct err *e)
{
	const char *file = args_word(&app->args, 0);

	return file != NULL ? open_file(app, file, e) : open_vault(app, e);
}
