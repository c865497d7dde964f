#include "transfer/parse.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "parse_int.h"
#include "password/otpauth.h"
#include "vault/content.h"

/* RFC 3986, 3: what is between "//" and a slash, without user and port. */
static struct slice host_of(struct slice url)
{
	struct slice host = url;

	for (size_t i = 0; i + 2 < url.n; i++)
		if (memcmp(url.p + i, "://", 3) == 0) {
			host = slice_after(url, i + 3);
			break;
		}
	for (size_t i = 0; i < host.n; i++)
		if (memchr("/?#", host.p[i], 3) != NULL)
			host.n = i;
	for (size_t i = host.n; i > 0; i--)
		if (host.p[i - 1] == '@') {
			host = slice_after(host, i);
			break;
		}
	for (size_t i = host.n; i > 0 && host.p[i - 1] != ']'; i--)
		if (host.p[i - 1] == ':') {
			host.n = i - 1;
			break;
		}
	return host;
}

struct slice parse_title(struct slice name, struct slice url)
{
	struct slice host;

	if (name.n > 0)
		return name;
	host = host_of(url);
	return host.n > 0 ? host : slice_str("Untitled");
}

void parse_problem(
    const struct parse_sink *sink, long line, struct slice title, const char *message)
{
	struct buf b = {0};
	const char *text;

	if (title.n > 0) {
		buf_add_char(&b, '"');
		text_safe(
		    &b, slice_of(title.p, title.n < TITLE_MAX ? title.n : TITLE_MAX), false);
		buf_add_str(&b, "\": ");
	}
	text_safe(&b, slice_str(message), false);
	text = buf_cstr(&b);
	sink->problem(sink->arg, line, text != NULL ? text : "a problem; out of memory");
	buf_finish(&b);
}

static bool is_called(struct slice label, const char *name)
{
	return label.n == strlen(name) &&
	       strncasecmp((const char *)label.p, name, label.n) == 0;
}

static bool is_address(struct slice value)
{
	static const char SCHEME[] = "otpauth://";

	return value.n >= sizeof SCHEME - 1 &&
	       strncasecmp((const char *)value.p, SCHEME, sizeof SCHEME - 1) == 0;
}

/* Of a field that holds an otpauth address; hidden where no codes are made of it. */
static enum field_kind kind_of_address(struct slice value)
{
	struct otpauth o;

	if (otpauth_parse(&o, value, NULL) != RC_OK)
		return FIELD_SECRET;
	otpauth_finish(&o);
	return FIELD_TOTP;
}

static enum field_kind kind_of(const struct field *f)
{
	if (f->kind == FIELD_FILE)
		return f->kind;
	if (is_called(f->label, LABEL_PASSWORD))
		return FIELD_SECRET;
	if (is_called(f->label, LABEL_TOTP))
		return FIELD_TOTP;
	if (is_called(f->label, LABEL_NOTES))
		return FIELD_NOTES;
	if ((f->kind == FIELD_PLAIN || f->kind == FIELD_SECRET) && is_address(f->value))
		return kind_of_address(f->value);
	return f->kind;
}

/* Else "edit" would set a second password, and "show" give out the first. */
static enum rc give(const struct parse_sink *sink, const struct content *c,
    const struct parse_entry *at, struct err *e)
{
	struct content with_kinds;
	enum rc rc;

	if (sink->own)
		return sink->item(sink->arg, c, at, e);
	content_copy(&with_kinds, c);
	for (size_t i = 0; i < with_kinds.n_fields; i++)
		with_kinds.fields[i].kind = kind_of(&with_kinds.fields[i]);
	rc = with_kinds.failed ? err_nomem(e) : sink->item(sink->arg, &with_kinds, at, e);
	content_finish(&with_kinds);
	return rc;
}

enum rc parse_hand_out(bool *taken, const struct parse_sink *sink, const struct content *c,
    const struct parse_entry *at, const char *lost, struct err *e)
{
	struct err why = {0};
	char text[ERR_TEXT + 10];
	enum rc rc = content_check(c, &why);

	if (taken != NULL)
		*taken = rc == RC_OK;
	if (rc == RC_OK) {
		if ((rc = give(sink, c, at, e)) == RC_OK && lost != NULL)
			parse_problem(sink, at->line, c->title, lost);
		return rc;
	}
	if (rc != RC_INPUT)
		return err_set(e, rc, "%s", why.text);
	snprintf(text, sizeof text, "skipped: %s", why.text);
	parse_problem(sink, at->line, c->title, text);
	return RC_OK;
}
