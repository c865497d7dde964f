/* envelope_print: the sheets of an envelope, as pages or as JSON. */
#include "envelope.h"

#include "envelope/sheet.h"

static json_t *json_sheet(const struct sheet *s)
{
	return json_pack("{s:i,s:o,s:o}", "number", (int)s->number, "holder",
	    json_slice(s->holder), "words", json_slice(s->words));
}

/* The key stands there only where one sheet is enough. */
static enum rc print_json(const struct sheet *sheets, size_t n, struct err *e)
{
	json_t *all = json_array();

	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(all, json_sheet(&sheets[i]));
	return out_json(
	    json_pack("{s:I,s:i,s:o,s:o,s:o}", "serial", (json_int_t)sheets[0].serial, "need",
		(int)sheets[0].need, "recipient", json_slice(sheets[0].recipient), "identity",
		sheets[0].identity.n > 0 ? json_slice(sheets[0].identity) : json_null(),
		"sheets", all),
	    e);
}

enum rc envelope_print(struct app *app, const struct sheet *sheets, size_t n, struct err *e)
{
	struct buf pages = {0};
	enum rc rc = RC_OK;

	if (app->json)
		return print_json(sheets, n, e);
	for (size_t i = 0; i < n && rc == RC_OK; i++) {
		if (i > 0)
			buf_add_char(&pages, '\f');
		rc = sheet_write(&pages, &sheets[i], e);
	}
	if (rc == RC_OK)
		rc = out_write(&pages, e);
	buf_finish(&pages);
	return rc;
}
