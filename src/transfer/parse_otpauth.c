/*
 * parse_otpauth: a list of otpauth addresses, one a line, as authenticator apps
 * export it, or as QR codes were read one after the other.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "charset_int.h"
#include "parse_int.h"
#include "password/migration.h"
#include "password/otpauth.h"
#include "vault/content.h"

struct reader {
	const struct parse_sink *sink; /* NULL: only count */
	long line;
	size_t n;
	struct migration_seen seen;
};

static struct slice next_line(struct slice *rest)
{
	struct slice line = slice_line(rest);

	while (line.n > 0 && strchr(" \t\r", line.p[line.n - 1]) != NULL)
		line.n--;
	while (line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t'))
		line = slice_after(line, 1);
	return line;
}

static bool is_address(struct slice line)
{
	static const char SCHEME[] = "otpauth://";

	return migration_is(line) ||
	       (line.n >= sizeof SCHEME - 1 &&
		   strncasecmp((const char *)line.p, SCHEME, sizeof SCHEME - 1) == 0);
}

bool parse_otpauth_fits(const struct parse_input *in)
{
	struct slice rest = in->text == NULL ? slice_of(NULL, 0) : in->text->text;
	struct slice line = {0};

	while (rest.n > 0 && line.n == 0)
		line = next_line(&rest);
	return is_address(line);
}

static void skipped(const struct reader *r, struct slice title, const char *why)
{
	char text[ERR_TEXT + 10];

	snprintf(text, sizeof text, "skipped: %s", why);
	parse_problem(r->sink, r->line, title, text);
}

/* An item that has nothing but its codes; its names are those of the account. */
static enum rc account(void *arg, const struct otpauth *o, const char *why, struct err *e)
{
	struct reader *r = arg;
	const struct parse_entry at = {.line = r->line};
	struct slice issuer = buf_slice(&o->issuer);
	struct content c = {.type = slice_str("login"), .username = buf_slice(&o->account)};
	struct buf address = {0};
	enum rc rc;

	r->n++;
	if (r->sink == NULL)
		return RC_OK;
	c.title = parse_title(issuer.n > 0 ? issuer : c.username, slice_of(NULL, 0));
	if (why != NULL) {
		skipped(r, c.title, why);
		return RC_OK;
	}
	otpauth_put(&address, o);
	content_add_field(&c, slice_str(LABEL_TOTP), FIELD_TOTP, buf_slice(&address));
	rc = buf_ok(&address) ? parse_hand_out(NULL, r->sink, &c, &at, NULL, e) : err_nomem(e);
	content_finish(&c);
	buf_finish(&address);
	return rc;
}

/* Codes of several exports may follow each other. */
static enum rc export_of(struct reader *r, struct slice line, struct err *e)
{
	struct migration_batch batch;
	enum rc rc = migration_read(&batch, line, account, r, e);

	if (rc != RC_OK)
		return rc;
	rc = migration_add(&r->seen, &batch, e);
	if (rc == RC_INPUT) {
		r->seen = (struct migration_seen){0};
		rc = migration_add(&r->seen, &batch, e);
	}
	return rc == RC_EXISTS ? RC_OK : rc;
}

static enum rc one(struct reader *r, struct slice line, struct err *e)
{
	struct otpauth o;
	enum rc rc;

	if (migration_is(line))
		return export_of(r, line, e);
	if (!is_address(line))
		return err_set(e, RC_INPUT, "this line is no otpauth address");
	if ((rc = otpauth_parse(&o, line, e)) != RC_OK)
		return rc;
	rc = account(r, &o, NULL, e);
	otpauth_finish(&o);
	return rc;
}

static void missing(struct reader *r)
{
	struct buf text = {0};

	migration_missing(&text, &r->seen);
	if (text.n > 0) {
		buf_add_str(&text,
		    ": these codes of the export of Google Authenticator are not "
		    "in the file; scan them too");
		parse_problem(r->sink, r->line, slice_of(NULL, 0),
		    buf_cstr(&text) != NULL ? buf_cstr(&text)
					    : "some codes are not in the file");
	}
	buf_finish(&text);
}

static enum rc walk(struct reader *r, struct slice rest, struct err *e)
{
	struct err why;
	enum rc rc = RC_OK;

	while (rc == RC_OK && rest.n > 0) {
		struct slice line = next_line(&rest);

		r->line++;
		if (line.n == 0)
			continue;
		rc = one(r, line, &why);
		if (rc == RC_INPUT) {
			r->n += is_address(line);
			if (r->sink != NULL)
				skipped(r, slice_of(NULL, 0), why.text);
			rc = RC_OK;
		} else if (rc != RC_OK) {
			(void)err_set(e, rc, "%s", why.text);
		}
	}
	if (rc == RC_OK && r->sink != NULL)
		missing(r);
	return rc;
}

enum rc parse_otpauth_read(
    const struct parse_sink *sink, const struct parse_input *in, struct err *e)
{
	struct reader count = {0};
	struct reader r = {.sink = sink};
	enum rc rc = walk(&count, in->text->text, e);

	if (rc != RC_OK)
		return rc;
	if (sink->entries != NULL)
		sink->entries(sink->arg, count.n);
	return walk(&r, in->text->text, e);
}
