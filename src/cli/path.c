/* path: names of files as people type and paste them. */
#include "path.h"

#include <ctype.h>
#include <string.h>
#include <unistd.h>

#include "crypto/secret.h"

bool path_is_name(const char *argument)
{
	static const char *const NAMES[] = {"FILE", "DIR", "RECEIPT"};

	for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
		if (strcmp(argument, NAMES[i]) == 0)
			return true;
	return false;
}

static bool is_of_windows(const char *given)
{
	return isalpha((unsigned char)given[0]) && given[1] == ':' &&
	       (given[2] == '\\' || given[2] == '/') && access(given, F_OK) != 0;
}

static void put_of_windows(struct buf *out, const char *given)
{
	buf_printf(out, "/mnt/%c", tolower((unsigned char)given[0]));
	for (const char *p = given + 2; *p != '\0'; p++)
		buf_add_char(out, *p == '\\' ? '/' : *p);
}

enum rc path_given(const char **path, struct app *app, const char *given, struct err *e)
{
	struct buf b = {0};
	struct secret *kept;
	enum rc rc;

	*path = given;
	if (given[0] == '~' && (given[1] == '\0' || given[1] == '/'))
		buf_printf(&b, "%s%s", app_home(), given + 1);
	else if (is_of_windows(given))
		put_of_windows(&b, given);
	else
		return RC_OK;
	kept = buf_ok(&b) ? secret_copy(b.p, b.n) : NULL;
	rc = kept == NULL ? err_nomem(e) : app_keep_answer(path, app, kept, e);
	secret_free(kept);
	buf_finish(&b);
	return rc;
}

enum rc path_typed(const char **path, struct app *app, struct slice typed, struct err *e)
{
	struct secret *kept;
	enum rc rc;

	while (typed.n > 0 && typed.p[typed.n - 1] == ' ')
		typed.n--;
	if (typed.n > 1 && (typed.p[0] == '\'' || typed.p[0] == '"') &&
	    typed.p[typed.n - 1] == typed.p[0])
		typed = slice_of(typed.p + 1, typed.n - 2);
	kept = secret_copy(typed.p, typed.n);
	rc = kept == NULL ? err_nomem(e) : app_keep_answer(path, app, kept, e);
	secret_free(kept);
	return rc == RC_OK ? path_given(path, app, *path, e) : rc;
}

enum rc path_options(struct app *app, struct err *e)
{
	struct args *a = &app->args;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < a->n_options && rc == RC_OK; i++) {
		const char *takes = a->options[i].spec->value;

		if (takes != NULL && a->options[i].value != NULL && path_is_name(takes))
			rc = path_given(&a->options[i].value, app, a->options[i].value, e);
	}
	return rc;
}
