/* generate: passwords at random; no vault is needed. */
#include "app.h"

#include "commands.h"
#include "crypto/secret.h"
#include "password/generate.h"
#include "password/guesses.h"

enum { COUNT_MAX = 1000 };

/* Each of several is as good. */
static void note_bits(const struct app *app, const struct generate_spec *spec)
{
	struct buf text = {0};

	guesses_say(&text, generate_bits(spec));
	if (!app->json && buf_cstr(&text) != NULL)
		out_note(app, "%s", buf_cstr(&text));
	buf_finish(&text);
}

enum rc cmd_generate(struct app *app, struct err *e)
{
	struct generate_spec spec;
	json_t *list;
	struct buf b = {0};
	int64_t count = 1;
	enum rc rc;

	if ((rc = args_number(&count, &app->args, "count", 1, COUNT_MAX, e)) != RC_OK ||
	    (rc = generate_parse(&spec, args_word(&app->args, 0), e)) != RC_OK)
		return rc;
	list = json_array();
	for (int64_t i = 0; i < count && rc == RC_OK; i++) {
		struct secret *made;

		if (generate_make(&made, &spec) != RC_OK) {
			rc = err_nomem(e);
			break;
		}
		json_array_append_new(list, json_slice(secret_slice(made)));
		buf_add_slice(&b, secret_slice(made));
		buf_add_char(&b, '\n');
		secret_free(made);
	}
	if (rc == RC_OK && app->json)
		rc = out_json(json_incref(list), e);
	else if (rc == RC_OK)
		rc = out_write(&b, e);
	if (rc == RC_OK)
		note_bits(app, &spec);
	json_decref(list);
	buf_finish(&b);
	return rc;
}
