/*
 * parse_bitwarden_file: a file of Bitwarden, which is JSON or an archive with it.
 */
#include "parse_json_int.h"

static const char DATA[] = "data.json";

bool parse_bitwarden_fits(const struct parse_input *in)
{
	return parse_json_in_archive(in, DATA) || parse_json_is(in);
}

enum rc parse_bitwarden_read(
    const struct parse_sink *sink, const struct parse_input *in, struct err *e)
{
	struct parse_json j = {0};
	enum rc rc = parse_json_text(&j, in, DATA, e);

	if (rc == RC_OK)
		rc = parse_bitwarden(sink, j.text, j.archive, e);
	if (rc == RC_OK)
		parse_json_note_left(sink, &j, "attachments/", "");
	parse_json_finish(&j);
	return rc;
}
