/*
 * form_ask: one line of a form, asked until it can be kept.
 */
#include <stdio.h>
#include <string.h>

#include "advice.h"
#include "base/text.h"
#include "choice.h"
#include "crypto/secret.h"
#include "form.h"
#include "item_input.h"
#include "password/otpauth.h"
#include "vault/collection.h"

enum { PROMPT = 400, SHOWN = 200 };

/* What becomes of Enter alone, and of the marks, behind the label. */
static void put_keys(struct buf *out, const struct form *f, const struct form_line *l)
{
	const bool has = form_has(f, l);

	if (form_hidden(l))
		buf_add_str(out, " (nothing shows; ");
	else
		buf_add_str(out, has ? " (" : "");
	if (l->what == FORM_PASSWORD)
		buf_add_str(out, has ? "Enter keeps it, + makes one, . takes it away)"
				     : "Enter has one made, . for none)");
	else if (l->what == FORM_TITLE || l->what == FORM_TYPE)
		buf_add_str(out, has ? "Enter keeps it)" : "");
	else if (has)
		buf_add_str(out, "Enter keeps it, . takes it away)");
	else if (form_hidden(l))
		buf_add_str(out, "Enter for none)");
}

/* "User name [clerk7] (Enter keeps it, . takes it away): " */
static enum rc make_prompt(
    char prompt[PROMPT], const struct form *f, const struct form_line *l, struct err *e)
{
	struct buf b = {0};
	struct buf value = {0};
	char shown[SHOWN];
	enum rc rc;

	buf_add_slice(&b, l->label);
	if (b.n > 0 && b.p[0] >= 'a' && b.p[0] <= 'z')
		b.p[0] = (uint8_t)(b.p[0] - 'a' + 'A');
	buf_add_str(&b, l->hint == NULL ? "" : l->hint);
	form_shown(&value, f, l);
	if (!form_hidden(l) && value.n > 0) {
		text_safe_str(shown, sizeof shown, buf_slice(&value), false);
		buf_printf(&b, " [%s]", shown);
	}
	put_keys(&b, f, l);
	buf_add_str(&b, ": ");
	rc = buf_cstr(&b) == NULL ? err_nomem(e) : RC_OK;
	if (rc == RC_OK)
		snprintf(prompt, PROMPT, "%s", buf_cstr(&b));
	buf_finish(&value);
	buf_finish(&b);
	return rc;
}

static enum rc ask(struct secret **text, const struct form *f, const struct form_line *l,
    const char *prompt, struct err *e)
{
	enum rc rc;

	if (!form_hidden(l))
		return term_line(text, f->app, prompt, e);
	if ((rc = term_secret(text, f->app, prompt, e)) != RC_OK)
		return rc;
	if ((rc = wrong_words_check(f->app, *text, e)) != RC_OK) {
		secret_free(*text);
		*text = NULL;
	}
	return rc;
}

static bool is_mark(const struct secret *text, char mark)
{
	return text->n == 1 && text->p[0] == (uint8_t)mark;
}

/* One more line behind those in *text, which is replaced. */
static enum rc append(struct secret **text, const struct secret *line, struct err *e)
{
	struct secret *longer = secret_new((*text)->n + 1 + line->n);

	if (longer == NULL)
		return err_nomem(e);
	memcpy(longer->p, (*text)->p, (*text)->n);
	longer->p[(*text)->n] = '\n';
	if (line->n > 0)
		memcpy(longer->p + (*text)->n + 1, line->p, line->n);
	secret_free(*text);
	*text = longer;
	return RC_OK;
}

/* Further addresses, up to Enter alone; further lines of notes, up to a single ".". */
static enum rc ask_more(
    struct secret **text, const struct form *f, const struct form_line *l, struct err *e)
{
	const bool notes = l->what == FORM_NOTES;
	bool end = false;
	enum rc rc = RC_OK;

	while (rc == RC_OK && !end) {
		struct secret *line;

		if ((rc = ask(&line, f, l,
			 notes ? "The next line of it (a single . ends it): "
			       : "Another address (Enter: there is none): ",
			 e)) != RC_OK)
			break;
		end = notes ? is_mark(line, '.') : line->n == 0;
		if (!end)
			rc = append(text, line, e);
		secret_free(line);
	}
	return rc;
}

static enum rc make_password(struct secret **out, struct app *app, struct err *e)
{
	enum rc rc = item_make_password(out, NULL, e);

	if (rc == RC_OK)
		term_say(app, "A password of 20 letters and digits was made.\n");
	return rc;
}

/* A secret that makes no code would be missed on the day when one is asked for. */
static enum rc check_codes(const struct secret *typed, struct err *e)
{
	struct otpauth o;
	enum rc rc = otpauth_parse(&o, secret_slice(typed), e);

	if (rc == RC_OK)
		otpauth_finish(&o);
	return rc;
}

/* Whether an item may say so, as content_check has it. */
static enum rc check(const struct form_line *l, const struct secret *typed, struct err *e)
{
	struct content c = {.title = slice_str("title"), .type = slice_str("type")};
	struct form_line one = *l;
	enum rc rc;

	one.typed = (struct secret *)typed;
	form_apply_line(&c, &one);
	rc = content_check(&c, e);
	content_finish(&c);
	return rc == RC_OK && l->what == FORM_TOTP ? check_codes(typed, e) : rc;
}

/* *text is what the line is to hold; NULL: what it has. */
static enum rc take(
    struct secret **text, const struct form *f, const struct form_line *l, struct err *e)
{
	const bool has = form_has(f, l);
	const bool fixed = l->what == FORM_TITLE || l->what == FORM_TYPE;

	if (l->what == FORM_PASSWORD && (is_mark(*text, '+') || ((*text)->n == 0 && !has))) {
		secret_free(*text);
		*text = NULL;
		return make_password(text, f->app, e);
	}
	if ((*text)->n == 0 && (has || !fixed)) {
		secret_free(*text);
		*text = NULL;
		return RC_OK;
	}
	if (is_mark(*text, '.') && !fixed) {
		secret_truncate(*text, 0);
		return RC_OK;
	}
	if (l->what == FORM_URLS || l->what == FORM_NOTES) {
		enum rc rc = ask_more(text, f, l, e);

		if (rc != RC_OK)
			return rc;
	}
	return check(l, *text, e);
}

/* Said at once, while another is as easily typed. */
static void advise(const struct form *f, const struct form_line *l)
{
	struct content c = {0};
	struct buf why = {0};

	form_apply(&c, f);
	form_apply_line(&c, l);
	advice_faults(&why, f->app, &c);
	if (buf_cstr(&why) != NULL && why.n > 0)
		term_say(f->app,
		    "That is a weak password: it %s. It is kept if you leave it so; at the end "
		    "you can go back to this line.\n",
		    buf_cstr(&why));
	buf_finish(&why);
	content_finish(&c);
}

/* A number out of the collections that the member may change. */
static enum rc ask_collection(struct form *f, struct form_line *l, struct err *e)
{
	struct session *s = f->app->session;
	const struct roster *t = session_roster(s);
	int64_t ids[FORM_LINES_MAX];
	struct buf name = {0};
	size_t n = 0;
	size_t k;
	enum rc rc = RC_OK;

	term_say(f->app, "Collections that you may add to:\n");
	for (size_t i = 0; i < t->n_grants && n < FORM_LINES_MAX; i++) {
		const struct grant *g = &t->grants[i];
		struct buf one = {0};

		if (g->member != session_me(s)->id || !g->edit)
			continue;
		if (collection_name(&one, s, g->collection, NULL) == RC_OK) {
			ids[n++] = g->collection;
			term_say(f->app, "  %zu  %.*s\n", n, SLICE_ARG(buf_slice(&one)));
		}
		buf_finish(&one);
	}
	rc = choice_ask(&k, f->app, "Its number (Enter: the first): ", n, e);
	if (rc != RC_OK || n == 0)
		return rc;
	if (k == 0 || k == CHOICE_NONE)
		k = 1;
	if ((rc = collection_name(&name, s, ids[k - 1], e)) == RC_OK) {
		secret_free(l->typed);
		if ((l->typed = secret_copy(name.p, name.n)) == NULL)
			rc = err_nomem(e);
	}
	buf_finish(&name);
	return rc;
}

/* One attempt; RC_INPUT: say why and ask again. */
static enum rc ask_once(struct form *f, struct form_line *l, struct err *e)
{
	struct secret *text = NULL;
	char prompt[PROMPT];
	enum rc rc;

	if ((rc = make_prompt(prompt, f, l, e)) != RC_OK ||
	    (rc = ask(&text, f, l, prompt, e)) != RC_OK || (rc = take(&text, f, l, e)) != RC_OK)
		goto out;
	if (text != NULL) {
		secret_free(l->typed);
		l->typed = text;
		text = NULL;
		if (l->what == FORM_PASSWORD)
			advise(f, l);
	}
out:
	secret_free(text);
	return rc;
}

enum rc form_ask(struct form *f, struct form_line *l, struct err *e)
{
	enum rc rc;

	if (l->what == FORM_COLLECTION)
		return ask_collection(f, l, e);
	while ((rc = ask_once(f, l, e)) == RC_INPUT)
		term_say(f->app, "No: %s.\n", e->text);
	return rc;
}
