/*
 * parse_formats: which exports can be read.
 */
#include <string.h>

#include "base/buf.h"
#include "bitwarden_int.h"
#include "charset_int.h"
#include "csv_layout_int.h"
#include "csv_map_int.h"
#include "parse_int.h"
#include "parse_json_int.h"
#include "parse_pass_int.h"

static bool is_csv(const struct parse_input *in)
{
	return in->text != NULL && csv_layout_format(in->text->text) != NULL;
}

static enum rc read_csv(
    const struct parse_sink *sink, const struct parse_input *in, struct err *e)
{
	return parse_csv(sink, in->text, in->csv, e);
}

const struct parser parser_csv = {
    .name = "csv", .is_text = true, .fits = is_csv, .read = read_csv};

/* The first that a file fits reads it. */
static const struct parser PARSERS[] = {
    {.name = "pass", .program = "pass", .fits = parse_pass_fits, .read = parse_pass},
    {.name = "1pux", .program = "1Password", .fits = parse_1pux_fits, .read = parse_1pux},
    {.name = "protonpass",
	.program = "Proton Pass",
	.fits = parse_proton_fits,
	.read = parse_proton},
    {.name = "dashlane-zip",
	.program = "Dashlane",
	.fits = parse_dashlane_fits,
	.read = parse_dashlane},
    {.name = "kdbx",
	.program = "KeePass",
	.fits = parse_kdbx_fits,
	.open = parse_kdbx_open,
	.read = parse_kdbx_read},
    {.name = "keepass-xml",
	.program = "KeePass",
	.fits = parse_keepass_xml_fits,
	.read = parse_keepass_xml_read},
    {.name = "otpauth",
	.program = "an authenticator app",
	.is_text = true,
	.fits = parse_otpauth_fits,
	.read = parse_otpauth_read},
    {.name = "bitwarden",
	.program = "Bitwarden",
	.is_text = true,
	.or_archive = true,
	.fits = parse_bitwarden_fits,
	.open = bitwarden_open,
	.read = parse_bitwarden_read},
};

enum { N_PARSERS = sizeof PARSERS / sizeof PARSERS[0] };

const struct parser *parser_at(size_t i)
{
	return i < N_PARSERS ? &PARSERS[i] : NULL;
}

const struct parser *parser_named(const char *name)
{
	for (size_t i = 0; i < N_PARSERS; i++)
		if (strcmp(PARSERS[i].name, name) == 0)
			return &PARSERS[i];
	return csv_format_named(name) != NULL ? &parser_csv : NULL;
}

const char *parse_format_name(size_t i)
{
	const struct csv_format *f;

	if (i < N_PARSERS)
		return PARSERS[i].name;
	f = csv_format_at(i - N_PARSERS);
	return f != NULL ? f->name : NULL;
}

static const char *program_at(size_t i)
{
	const struct csv_format *f;

	if (i < N_PARSERS)
		return PARSERS[i].program;
	f = csv_format_at(i - N_PARSERS);
	return f != NULL ? f->program : NULL;
}

/* Several formats may be of one program. */
static bool is_new_program(size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(program_at(k), program_at(i)) == 0)
			return false;
	return true;
}

enum rc parse_unknown(struct err *e)
{
	struct buf programs = {0};
	const char *text;
	enum rc rc;

	for (size_t i = 0; program_at(i) != NULL; i++)
		if (is_new_program(i)) {
			buf_add_str(&programs, i == 0 ? "" : ", ");
			buf_add_str(&programs, program_at(i));
		}
	text = buf_cstr(&programs);
	if (text == NULL)
		rc = err_nomem(e);
	else
		rc = err_set(e, RC_INPUT,
		    "this file is of an unknown kind; what can be imported is an export of one "
		    "of these, as it was written: %s; and any other .csv with --map "
		    "title=NAME,username=NAME,password=NAME,url=NAME, which says what its "
		    "columns are called",
		    text);
	buf_finish(&programs);
	return rc;
}

static enum rc no_such_format(const char *format, struct err *e)
{
	struct buf names = {0};
	const char *name;
	enum rc rc;

	for (size_t i = 0; (name = parse_format_name(i)) != NULL; i++) {
		buf_add_str(&names, i == 0                             ? ""
				    : parse_format_name(i + 1) == NULL ? " or "
								       : ", ");
		buf_add_str(&names, name);
	}
	name = buf_cstr(&names);
	rc = name == NULL
		 ? err_nomem(e)
		 : err_set(e, RC_USAGE, "no format \"%s\" is known; give %s", format, name);
	buf_finish(&names);
	return rc;
}

enum rc parse_check(const struct parse_options *o, struct err *e)
{
	struct csv_map m = {0};
	enum rc rc = RC_OK;

	if (o->format != NULL && o->map != NULL)
		return err_set(
		    e, RC_USAGE, "a format and a map of columns were given; give one");
	if (o->format != NULL && parser_named(o->format) == NULL)
		return no_such_format(o->format, e);
	if (o->map != NULL)
		rc = csv_map_read(&m, o->map, e);
	csv_map_finish(&m);
	return rc;
}
