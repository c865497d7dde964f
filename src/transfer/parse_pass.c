#include "parse_pass_int.h"

#include <string.h>
#include <strings.h>

#include "base/codec.h"
#include "vault/content.h"

static struct slice line_of(struct slice *rest)
{
	struct slice line = slice_line(rest);

	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

/* What is behind "NAME:" and blanks; p NULL if the line is not that. */
static struct slice behind(struct slice line, const char *name)
{
	size_t n = strlen(name);

	if (line.n <= n || strncasecmp((const char *)line.p, name, n) != 0 || line.p[n] != ':')
		return slice_of(NULL, 0);
	line = slice_after(line, n + 1);
	while (line.n > 0 && line.p[0] == ' ')
		line = slice_after(line, 1);
	return line;
}

/* The names that pass's own extensions and gopass know. */
static bool take_line(struct content *c, struct slice line)
{
	static const char *const users[] = {"login", "user", "username"};
	static const char *const urls[] = {"url", "website"};
	struct slice value;

	if (line.n > 10 && memcmp(line.p, "otpauth://", 10) == 0) {
		content_add_field(c, slice_str(LABEL_TOTP), FIELD_TOTP, line);
		return true;
	}
	if ((value = behind(line, "totp")).n > 0) {
		content_add_field(c, slice_str(LABEL_TOTP), FIELD_TOTP, value);
		return true;
	}
	for (size_t i = 0; i < sizeof users / sizeof users[0]; i++)
		if (c->username.n == 0 && (value = behind(line, users[i])).n > 0) {
			c->username = value;
			return true;
		}
	for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++)
		if ((value = behind(line, urls[i])).n > 0) {
			content_add_url(c, value);
			return true;
		}
	return false;
}

static void add_line(struct buf *notes, struct slice line)
{
	if (notes->n > 0)
		buf_add_char(notes, '\n');
	buf_add_slice(notes, line);
}

static void take_password(struct content *c, struct slice password)
{
	if (password.n > 0)
		content_add_field(c, slice_str(LABEL_PASSWORD), FIELD_SECRET, password);
}

static void take_any(struct content *c, struct buf *notes, struct slice line)
{
	if (!take_line(c, line))
		add_line(notes, line);
}

/* gopass 1.10 had the password among "NAME: VALUE", up to an empty line. */
static const char GOPASS_1_10[] = "GOPASS-SECRET-1.0";

static void take_header(struct content *c, struct buf *notes, struct slice *text)
{
	struct slice line;

	while (text->n > 0 && (line = line_of(text)).n > 0) {
		struct slice password = behind(line, "password");

		if (password.p != NULL)
			take_password(c, password);
		else
			take_any(c, notes, line);
	}
}

/* The first line is the password, by the custom of pass; what is not understood is a note. */
static void take_text(struct content *c, struct buf *notes, struct slice text)
{
	struct slice first = line_of(&text);

	if (slice_eq_str(first, GOPASS_1_10))
		take_header(c, notes, &text);
	else
		take_password(c, first);
	while (text.n > 0)
		take_any(c, notes, line_of(&text));
	if (notes->n > 0)
		content_add_field(c, slice_str(LABEL_NOTES), FIELD_NOTES, buf_slice(notes));
}

/* The folder, and the name in it. */
static struct slice cut_folder(struct slice *path)
{
	struct slice folder = *path;

	while (folder.n > 0 && folder.p[folder.n - 1] != '/')
		folder.n--;
	*path = slice_after(*path, folder.n);
	if (folder.n > 0)
		folder.n--;
	return folder;
}

static enum rc hand_out(const struct parse_sink *sink, struct slice path, struct slice text,
    long number, struct err *e)
{
	struct content c = {.type = slice_str("login")};
	struct slice folder = cut_folder(&path);
	struct parse_entry at = {.line = number};
	struct buf notes = {0};
	enum rc rc;

	c.title = path;
	if (folder.n > 0) {
		content_add_tag(&c, folder);
		at.folders = 1;
	}
	take_text(&c, &notes, text);
	rc = buf_ok(&notes) ? parse_hand_out(NULL, sink, &c, &at, NULL, e) : err_nomem(e);
	buf_finish(&notes);
	content_finish(&c);
	return rc;
}

/* sink NULL: only see whether all of it is sound, and how much it is. */
static enum rc walk(size_t *n, const struct parse_sink *sink, struct slice file, struct err *e)
{
	struct dec d;
	enum rc rc = RC_OK;

	dec_init(&d, slice_after(file, PASS_MAGIC_SIZE));
	for (*n = 0; rc == RC_OK && d.n > 0 && !d.bad; ++*n) {
		struct slice path = get_bytes(&d);
		bool good = get_u8(&d) != 0;
		struct slice text = get_bytes(&d);

		if (d.bad || sink == NULL)
			continue;
		if (good)
			rc = hand_out(sink, path, text, (long)*n + 1, e);
		else
			parse_problem(
			    sink, (long)*n + 1, path, "skipped: gpg could not decrypt it");
	}
	return d.bad ? parse_unknown(e) : rc;
}

bool parse_pass_fits(const struct parse_input *in)
{
	return in->file.n >= PASS_MAGIC_SIZE &&
	       memcmp(in->file.p, PASS_MAGIC, PASS_MAGIC_SIZE) == 0;
}

enum rc parse_pass(const struct parse_sink *sink, const struct parse_input *in, struct err *e)
{
	size_t n = 0;
	enum rc rc;

	if (!parse_pass_fits(in))
		return parse_unknown(e);
	if ((rc = walk(&n, NULL, in->file, e)) != RC_OK)
		return rc;
	if (sink->entries != NULL)
		sink->entries(sink->arg, n);
	return walk(&n, sink, in->file, e);
}
