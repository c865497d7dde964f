/* unseal_talk_items: items found by a part of a word, and shown one by one. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "crypto/secret.h"
#include "unseal_talk.h"

static void say_titles(struct app *app, const json_t *rows)
{
	json_t *one;
	size_t i;

	json_array_foreach(rows, i, one) term_say(app, "  %3zu  %s   %s   (%s)\n", i + 1,
	    json_string_value(json_object_get(one, "title")),
	    json_string_value(json_object_get(one, "username")),
	    json_string_value(json_object_get(one, "collection")));
}

static enum rc reveal(struct talk *t, const json_t *row, struct err *e)
{
	struct args args = {.command = talk_command("show"), .n_words = 1};
	char id[32];
	enum rc rc;

	snprintf(
	    id, sizeof id, "#%lld", (long long)json_integer_value(json_object_get(row, "id")));
	args.words[0] = id;
	if ((rc = args_answer(&args, "reveal", NULL, e)) != RC_OK ||
	    (rc = args_answer(&args, "reason", t->reason, e)) != RC_OK)
		return rc;
	return talk_run(t->app, &args, e);
}

/* One after the other, until Enter alone. */
static enum rc pick(struct talk *t, const json_t *rows, struct err *e)
{
	const size_t n = json_array_size(rows);
	enum rc rc = RC_OK;

	if (n == 0)
		term_say(t->app, "Nothing has that in its title, user name or address. Try a "
				 "part of the word.\n");
	while (n > 0 && rc == RC_OK) {
		size_t k;

		say_titles(t->app, rows);
		rc = choice_ask(&k, t->app,
		    "The number of one to show with its passwords (Enter alone: back): ", n, e);
		if (rc != RC_OK || k == 0 || k == CHOICE_NONE)
			break;
		rc = reveal(t, json_array_get(rows, k - 1), e);
	}
	return rc;
}

static enum rc list(json_t **rows, struct app *app, const struct secret *word, struct err *e)
{
	struct buf folded = {0};
	const char *text;
	enum rc rc = text_fold(&folded, secret_slice(word), e);

	if (rc == RC_OK && (text = buf_cstr(&folded)) == NULL)
		rc = err_nomem(e);
	if (rc == RC_OK)
		rc = ls_items(rows, app, NULL, &text, word->n == 0 ? 0 : 1, e);
	buf_finish(&folded);
	return rc;
}

enum rc talk_show_one(struct talk *t, struct err *e)
{
	struct secret *word;
	json_t *rows;
	enum rc rc;

	if ((rc = term_line(&word, t->app,
		 "A part of its title, user name or address (Enter alone: list all): ", e)) !=
	    RC_OK)
		return rc;
	rc = list(&rows, t->app, word, e);
	secret_free(word);
	if (rc != RC_OK)
		return rc;
	rc = pick(t, rows, e);
	json_decref(rows);
	return rc;
}
