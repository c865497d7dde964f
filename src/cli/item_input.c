/*
 * item_input: what an item is to say, from options, descriptors and questions.
 */
#include "item_input.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "password/generate.h"
#include "password/otpauth.h"

void item_input_finish(struct item_input *in)
{
	while (in->n > 0)
		secret_free(in->held[--in->n]);
}

static enum rc keep(struct slice *s, struct item_input *in, struct secret *value, struct err *e)
{
	if (in->n == ITEM_SECRETS_MAX) {
		secret_free(value);
		return err_set(e, RC_USAGE, "too many secret fields at once");
	}
	in->held[in->n++] = value;
	*s = secret_slice(value);
	return RC_OK;
}

enum rc item_make_password(struct secret **out, const char *spec_text, struct err *e)
{
	struct generate_spec spec;
	enum rc rc = generate_parse(&spec, spec_text, e);

	if (rc == RC_OK && generate_make(out, &spec) != RC_OK)
		return err_nomem(e);
	return rc;
}

/* *given stays false if nothing was said about a password. */
static enum rc read_password(
    struct slice *password, bool *given, struct app *app, struct item_input *in, struct err *e)
{
	struct secret *value = NULL;
	enum rc rc;

	*given = true;
	if (args_has(&app->args, "password-fd") && args_has(&app->args, "generate"))
		return err_set(
		    e, RC_USAGE, "give either --password-fd or --generate, not both");
	if (args_has(&app->args, "password-fd"))
		rc = input_line(&value, app, "password-fd", e);
	else if (args_has(&app->args, "generate"))
		rc = item_make_password(&value, args_value(&app->args, "generate"), e);
	else {
		*given = false;
		return RC_OK;
	}
	return rc == RC_OK ? keep(password, in, value, e) : rc;
}

void item_set_field(
    struct content *c, struct slice label, enum field_kind kind, struct slice value)
{
	const struct field *f = content_field(c, label);

	if (value.n > 0) {
		content_set_field(c, label, kind, value);
		return;
	}
	if (f == NULL || f->kind != kind)
		return;
	content_drop_field(c, (size_t)(f - c->fields));
}

void item_drop_empty(struct content *c)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->n_fields; i++)
		if (c->fields[i].value.n > 0)
			c->fields[kept++] = c->fields[i];
	c->n_fields = kept;
}

/* Labels that mean something already would hide it, or be hidden by it. */
static enum rc check_label(const char *option, struct slice label, struct err *e)
{
	static const char *const STANDING[] = {
	    "title", "type", "username", "url", LABEL_PASSWORD, LABEL_NOTES, LABEL_TOTP};

	for (size_t i = 0; i < sizeof STANDING / sizeof STANDING[0]; i++)
		if (label.n == strlen(STANDING[i]) &&
		    strncasecmp((const char *)label.p, STANDING[i], label.n) == 0)
			return err_set(e, RC_USAGE,
			    "--%s cannot be called \"%s\", for every item has that; choose "
			    "another label, or see \"strongroom help\" for its own option",
			    option, STANDING[i]);
	return RC_OK;
}

static enum rc plain_fields(struct content *c, const struct app *app, struct err *e)
{
	const char *text;
	enum rc rc;

	for (size_t i = 0; (text = args_nth(&app->args, "field", i)) != NULL; i++) {
		const char *equals = strchr(text, '=');

		if (equals == NULL || equals == text)
			return err_set(e, RC_USAGE, "--field takes LABEL=VALUE");
		if ((rc = check_label("field", slice_of(text, (size_t)(equals - text)), e)) !=
		    RC_OK)
			return rc;
		content_set_field(c, slice_of(text, (size_t)(equals - text)), FIELD_PLAIN,
		    slice_str(equals + 1));
	}
	return RC_OK;
}

static enum rc secret_fields(
    struct content *c, const struct app *app, struct item_input *in, struct err *e)
{
	const char *text;

	for (size_t i = 0; (text = args_nth(&app->args, "secret-field", i)) != NULL; i++) {
		const char *colon = strrchr(text, ':');
		struct secret *value;
		struct slice s;
		char *end;
		long fd = colon == NULL ? -1 : strtol(colon + 1, &end, 10);
		enum rc rc;

		if (colon == NULL || colon == text || end == colon + 1 || *end != '\0' ||
		    fd < 0)
			return err_set(e, RC_USAGE,
			    "--secret-field takes LABEL:FD, the number of a descriptor to read "
			    "from");
		if ((rc = check_label(
			 "secret-field", slice_of(text, (size_t)(colon - text)), e)) != RC_OK ||
		    (rc = input_line_fd(&value, (int)fd, "secret-field", e)) != RC_OK ||
		    (rc = keep(&s, in, value, e)) != RC_OK)
			return rc;
		content_set_field(c, slice_of(text, (size_t)(colon - text)), FIELD_SECRET, s);
	}
	return RC_OK;
}

/* An address or a secret that codes can be made of; of nothing: to take it away. */
static enum rc totp_field(
    struct content *c, struct app *app, struct item_input *in, struct err *e)
{
	struct secret *value;
	struct otpauth o;
	struct slice s;
	enum rc rc;

	if (!args_has(&app->args, "totp-fd"))
		return RC_OK;
	if ((rc = input_line(&value, app, "totp-fd", e)) != RC_OK ||
	    (rc = keep(&s, in, value, e)) != RC_OK)
		return rc;
	if (s.n > 0) {
		if ((rc = otpauth_parse(&o, s, e)) != RC_OK)
			return rc;
		otpauth_finish(&o);
	}
	content_set_field(c, slice_str(LABEL_TOTP), FIELD_TOTP, s);
	return RC_OK;
}

/* What the options say, onto a content that may hold something already. */
static enum rc apply_options(
    struct content *c, struct app *app, struct item_input *in, struct err *e)
{
	const struct args *a = &app->args;
	struct secret *notes;
	struct slice s;
	const char *text;
	bool given;
	enum rc rc;

	if ((rc = read_password(&s, &given, app, in, e)) != RC_OK)
		return rc;
	if (given)
		content_set_field(c, slice_str(LABEL_PASSWORD), FIELD_SECRET, s);
	if (args_has(a, "type"))
		c->type = slice_str(args_value(a, "type"));
	if (args_has(a, "user"))
		c->username = slice_str(args_value(a, "user"));
	if (args_has(a, "url"))
		c->n_urls = 0;
	for (size_t i = 0; (text = args_nth(a, "url", i)) != NULL; i++)
		if (text[0] != '\0')
			content_add_url(c, slice_str(text));
	if (args_has(a, "tag"))
		c->n_tags = 0;
	for (size_t i = 0; (text = args_nth(a, "tag", i)) != NULL; i++)
		if (text[0] != '\0')
			content_add_tag(c, slice_str(text));
	if ((rc = plain_fields(c, app, e)) != RC_OK ||
	    (rc = secret_fields(c, app, in, e)) != RC_OK)
		return rc;
	if ((rc = totp_field(c, app, in, e)) != RC_OK)
		return rc;
	if (!args_has(a, "notes-fd"))
		return RC_OK;
	if ((rc = input_all(&notes, app, "notes-fd", e)) != RC_OK ||
	    (rc = keep(&s, in, notes, e)) != RC_OK)
		return rc;
	content_set_field(c, slice_str(LABEL_NOTES), FIELD_NOTES, s);
	return RC_OK;
}

bool item_has_options(const struct args *a)
{
	static const char *const NAMES[] = {"title", "type", "user", "url", "tag", "field",
	    "password-fd", "generate", "notes-fd", "totp-fd", "secret-field"};

	for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
		if (args_has(a, NAMES[i]))
			return true;
	return false;
}

enum rc item_gather(
    struct content *c, struct app *app, struct item_input *in, bool new, struct err *e)
{
	if (item_has_options(&app->args))
		return apply_options(c, app, in, e);
	if (new)
		return RC_OK;
	return err_set(e, RC_USAGE,
	    "nothing to change was given; see \"strongroom help edit\" for the options");
}
