/*
 * form_lines: which lines a form has.
 */
#include "form.h"

#include <string.h>

#include "crypto/secret.h"

/* A line of every item of a type; those of bitwarden.h are called as they are there. */
struct wanted {
	enum form_what what;
	enum field_kind kind;
	const char *label;
	const char *hint;
};

#define PLAIN(label)                                                                           \
	{                                                                                      \
		FORM_FIELD, FIELD_PLAIN, label, NULL                                           \
	}
#define HIDDEN(label)                                                                          \
	{                                                                                      \
		FORM_FIELD, FIELD_SECRET, label, NULL                                          \
	}
#define END                                                                                    \
	{                                                                                      \
		FORM_TITLE, FIELD_PLAIN, NULL, NULL                                            \
	}

static const struct wanted LOGIN[] = {{FORM_USER, FIELD_PLAIN, "user name", NULL},
    {FORM_URLS, FIELD_PLAIN, "address", " (https://…)"},
    {FORM_PASSWORD, FIELD_SECRET, LABEL_PASSWORD, NULL},
    {FORM_FIELD, FIELD_PLAIN, "second factor", ": which phone or key holds it"},
    {FORM_TOTP, FIELD_TOTP, LABEL_TOTP, ": the secret of one-time codes, or otpauth://…"}, END};
static const struct wanted NOTE[] = {END};
static const struct wanted CARD[] = {PLAIN("cardholder name"), HIDDEN("number"),
    PLAIN("expiry month"), PLAIN("expiry year"), HIDDEN("code"), HIDDEN("PIN"), END};
static const struct wanted IDENTITY[] = {PLAIN("first name"), PLAIN("last name"),
    PLAIN("company"), PLAIN("address 1"), PLAIN("address 2"), PLAIN("city"),
    PLAIN("postal code"), PLAIN("email"), PLAIN("phone"), END};
static const struct wanted DEVICE[] = {PLAIN("number"), PLAIN("IMEI"), PLAIN("SIM"),
    PLAIN("owner"), {FORM_FIELD, FIELD_PLAIN, "returned", ": when it came back"}, HIDDEN("PIN"),
    END};

static const struct {
	const char *type;
	const struct wanted *lines;
} TYPES[] = {{"note", NOTE}, {"card", CARD}, {"identity", IDENTITY}, {"device", DEVICE}};

static const struct wanted FIRST[] = {{FORM_TITLE, FIELD_PLAIN, "title", NULL},
    {FORM_TYPE, FIELD_PLAIN, "type", ": login, note, card, identity, device …"}, END};
static const struct wanted LAST[] = {{FORM_NOTES, FIELD_NOTES, LABEL_NOTES, NULL},
    {FORM_TAGS, FIELD_PLAIN, "tags", ", with commas between them"}, END};
static const struct wanted COLLECTION[] = {
    {FORM_COLLECTION, FIELD_PLAIN, "collection", NULL}, END};

/* A field of the item, and not one of the texts that every item has. */
bool form_is_field(const struct form_line *l)
{
	return l->what >= FORM_PASSWORD && l->what <= FORM_NOTES;
}

bool form_same(const struct form_line *a, const struct form_line *b)
{
	if (!form_is_field(a) || !form_is_field(b))
		return a->what == b->what;
	return a->kind == b->kind && a->label.n == b->label.n &&
	       strncasecmp((const char *)a->label.p, (const char *)b->label.p, a->label.n) == 0;
}

static struct form_line *find(struct form_line *lines, size_t n, const struct form_line *like)
{
	for (size_t i = 0; i < n; i++)
		if (form_same(&lines[i], like))
			return &lines[i];
	return NULL;
}

/* A line that was there before comes with what was typed into it. */
static void put(struct form *f, struct form *before, const struct form_line *line)
{
	struct form_line *was = find(before->lines, before->n, line);

	if (f->n == FORM_LINES_MAX || find(f->lines, f->n, line) != NULL)
		return;
	f->lines[f->n] = *line;
	if (was != NULL) {
		f->lines[f->n].typed = was->typed;
		was->typed = NULL;
	}
	f->n++;
}

static void put_wanted(struct form *f, struct form *before, const struct wanted *w)
{
	for (; w->label != NULL; w++)
		put(f, before,
		    &(struct form_line){.what = w->what,
			.kind = w->kind,
			.label = slice_str(w->label),
			.hint = w->hint});
}

static enum form_what what_of(const struct field *f)
{
	if (f->kind == FIELD_TOTP)
		return FORM_TOTP;
	if (f->kind == FIELD_NOTES)
		return FORM_NOTES;
	return f->kind == FIELD_SECRET && slice_eq_str(f->label, LABEL_PASSWORD) ? FORM_PASSWORD
										 : FORM_FIELD;
}

/* What the item has that is not of its type, and what was typed when it was of another. */
static void put_others(struct form *f, struct form *before)
{
	static const struct wanted USER[] = {{FORM_USER, FIELD_PLAIN, "user name", NULL}, END};
	static const struct wanted URLS[] = {{FORM_URLS, FIELD_PLAIN, "address", NULL}, END};
	const struct content *c = f->old;

	if (c != NULL && c->username.n > 0)
		put_wanted(f, before, USER);
	if (c != NULL && c->n_urls > 0)
		put_wanted(f, before, URLS);
	for (size_t i = 0; c != NULL && i < c->n_fields; i++)
		if (!slice_eq_str(c->fields[i].label, LABEL_NOTES) &&
		    c->fields[i].kind != FIELD_FILE)
			put(f, before,
			    &(struct form_line){.what = what_of(&c->fields[i]),
				.kind = c->fields[i].kind,
				.label = c->fields[i].label});
	for (size_t i = 0; i < before->n; i++)
		if (before->lines[i].typed != NULL && before->lines[i].what < FORM_NOTES)
			put(f, before,
			    &(struct form_line){.what = before->lines[i].what,
				.kind = before->lines[i].kind,
				.label = before->lines[i].label});
}

static const struct wanted *lines_of(struct slice type)
{
	for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++)
		if (slice_eq_str(type, TYPES[i].type))
			return TYPES[i].lines;
	return LOGIN;
}

enum rc form_lay_out(struct form *f, struct err *e)
{
	const struct form_line type = {.what = FORM_TYPE};
	const struct form_line *line = find(f->lines, f->n, &type);
	struct form before = *f;
	struct buf value = {0};

	if (line == NULL)
		buf_add_str(&value, "login");
	else
		form_shown(&value, f, line);
	f->n = 0;
	put_wanted(f, &before, FIRST);
	put_wanted(f, &before, lines_of(buf_slice(&value)));
	put_others(f, &before);
	put_wanted(f, &before, LAST);
	if (f->has_collection)
		put_wanted(f, &before, COLLECTION);
	for (size_t i = 0; i < before.n; i++)
		secret_free(before.lines[i].typed);
	buf_finish(&value);
	return f->n < FORM_LINES_MAX
		   ? RC_OK
		   : err_set(e, RC_INPUT,
			 "the item has too many fields for a form; change it with the options "
			 "of \"strongroom help edit\"");
}
