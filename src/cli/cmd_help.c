/* cmd_help: help, made from the table of commands. */
#include "app.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "commands.h"

/* "  left   text", in as many lines as the text needs, each of them below the first. */
static void put_row(struct buf *out, const char *left, size_t indent, const char *text)
{
	/* An ellipsis takes one column, but three bytes. */
	const size_t n = 2 + text_width(slice_str(left));
	struct buf right = {0};

	out_wrapped(&right, text, indent);
	buf_printf(out, "  %s", left);
	if (n >= indent)
		buf_add_char(out, '\n');
	if (buf_ok(&right))
		buf_add_slice(out, slice_after(buf_slice(&right), n < indent ? n : 0));
	else
		out->failed = true;
	buf_finish(&right);
}

static void put_options(struct buf *out, const struct option_spec *o)
{
	enum { INDENT = 33 };

	for (; o != NULL && o->name != NULL; o++) {
		char left[80];
		const char *value = o->value == NULL ? "" : o->value;
		bool optional = value[0] == '[';

		snprintf(left, sizeof left, "%s%c%s--%s%s%s", o->letter != 0 ? "-" : "  ",
		    o->letter != 0 ? o->letter : ' ', o->letter != 0 ? ", " : " ", o->name,
		    value[0] == '\0' ? ""
		    : optional       ? "[="
				     : " ",
		    optional ? value + 1 : value);
		put_row(out, left, INDENT, o->help);
	}
}

static void help_all(struct buf *out)
{
	enum { INDENT = 31 };

	buf_add_str(out,
	    "For example:  strongroom show \"HMRC VAT\" --reveal\n\n"
	    "strongroom keeps a council's logins: encrypted, each member with own keys,\n"
	    "every access on an audit log that nobody can quietly change.\n\n"
	    "  strongroom [GLOBAL OPTIONS] COMMAND [OPTIONS] [ARGUMENTS]\n\n");
	for (const struct command *c = COMMANDS; c->name != NULL; c++) {
		char left[80];

		snprintf(left, sizeof left, "%s %s", c->name, c->args);
		put_row(out, left, INDENT, c->summary);
	}
	buf_add_str(out, "\nGlobal options:\n");
	put_options(out, GLOBAL_OPTIONS);
	buf_add_str(out, "\n\"strongroom help COMMAND\" says more about one; the manual is "
			 "strongroom(1).\n");
}

void help_text(struct buf *out, const struct command *c)
{
	char head[160];

	if (c == NULL) {
		help_all(out);
		return;
	}
	snprintf(head, sizeof head, "%s: %s", c->name, c->summary);
	buf_printf(out, "For example:  %s\n\n", c->example);
	out_wrapped(out, head, 0);
	buf_printf(out, "\n  strongroom %s%s%s%s\n", c->name, c->args[0] != '\0' ? " " : "",
	    c->args, c->options != NULL ? " [OPTIONS]" : "");
	if (c->options != NULL) {
		buf_add_str(out, "\n");
		put_options(out, c->options);
	}
	buf_add_str(out, "\n\"strongroom help\" lists the options that every command takes.\n");
}

static const struct command *find(const char *first, const char *second)
{
	for (const struct command *c = COMMANDS; c->name != NULL; c++) {
		size_t n = strlen(first);

		if (second == NULL && strcmp(c->name, first) == 0)
			return c;
		if (second != NULL && strncmp(c->name, first, n) == 0 && c->name[n] == ' ' &&
		    strcmp(c->name + n + 1, second) == 0)
			return c;
	}
	return NULL;
}

bool help_noun(struct buf *out, const char *noun)
{
	size_t n = strlen(noun);
	bool any = false;

	for (const struct command *c = COMMANDS; c->name != NULL; c++)
		if (strncmp(c->name, noun, n) == 0 && c->name[n] == ' ') {
			if (any)
				buf_add_char(out, '\n');
			help_text(out, c);
			any = true;
		}
	return any;
}

enum rc cmd_help(struct app *app, struct err *e)
{
	const char *first = args_alias(args_word(&app->args, 0));
	const char *second = args_word(&app->args, 1);
	const struct command *c = NULL;
	struct buf b = {0};
	enum rc rc;

	if (first != NULL && (c = find(first, second)) == NULL &&
	    (second != NULL || !help_noun(&b, first))) {
		buf_finish(&b);
		if (second != NULL && find(first, NULL) != NULL)
			return err_set(e, RC_USAGE,
			    "there is no command \"%s %s\"; give one, as in \"strongroom help "
			    "%s\"",
			    first, second, first);
		return args_unknown(first, second, e);
	}
	if (b.n == 0)
		help_text(&b, c);
	rc = out_write(&b, e);
	buf_finish(&b);
	return rc;
}
