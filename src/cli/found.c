/*
 * found: making a vault, for init and for what starts one from an export.
 */
#include "app.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "crypto/kdf.h"
#include "crypto/secret.h"

/* "512M", "1G", "65536K"; in KiB. */
static enum rc memory_option(uint32_t *kib, const struct args *a, struct err *e)
{
	const char *text = args_value(a, "kdf-memory");
	unsigned long n;
	char *end;

	if (text == NULL)
		return RC_OK;
	n = strtoul(text, &end, 10);
	if (end == text || n == 0 || n > KDF_MEM_MAX ||
	    (strcmp(end, "M") != 0 && strcmp(end, "G") != 0 && strcmp(end, "K") != 0))
		return err_set(
		    e, RC_USAGE, "--kdf-memory takes a size such as 512M, not \"%s\"", text);
	if (*end == 'M')
		n *= 1024;
	else if (*end == 'G')
		n *= 1024 * 1024;
	*kib = n > KDF_MEM_MAX ? UINT32_MAX : (uint32_t)n;
	return RC_OK;
}

/* As many passes as take the wanted time on this computer; never fewer than by default. */
static enum rc calibrate(struct kdf_cost *cost, const char *text, struct err *e)
{
	static const uint8_t salt[KDF_SALT];
	struct secret *key;
	int64_t started;
	double seconds;
	double each;
	char *end;
	enum rc rc;

	seconds = strtod(text, &end);
	if (end == text || *end != '\0' || !(seconds > 0) || seconds > 60)
		return err_set(
		    e, RC_USAGE, "--kdf-seconds takes seconds, up to 60, not \"%s\"", text);
	started = clock_ms();
	if ((rc = kdf_passphrase(&key, slice_str("calibration"), salt, cost, e)) != RC_OK)
		return rc;
	secret_free(key);
	each = (double)(clock_ms() - started) / 1000 / cost->passes;
	if (each > 0 && seconds / each > cost->passes)
		cost->passes = seconds / each > KDF_PASSES_MAX ? KDF_PASSES_MAX
							       : (uint32_t)(seconds / each);
	return RC_OK;
}

static enum rc cost_options(struct kdf_cost *cost, const struct args *a, struct err *e)
{
	int64_t passes;
	int64_t lanes;
	enum rc rc;

	*cost = kdf_default();
	passes = cost->passes;
	lanes = cost->lanes;
	if ((rc = memory_option(&cost->mem_kib, a, e)) != RC_OK ||
	    (rc = args_number(&passes, a, "kdf-passes", KDF_PASSES_MIN, KDF_PASSES_MAX, e)) !=
		RC_OK ||
	    (rc = args_number(&lanes, a, "kdf-lanes", 1, KDF_LANES_MAX, e)) != RC_OK)
		return rc;
	cost->passes = (uint32_t)passes;
	cost->lanes = (uint32_t)lanes;
	if (kdf_check(cost, e) != RC_OK)
		return e->rc = RC_USAGE;
	if (args_has(a, "kdf-seconds"))
		return calibrate(cost, args_value(a, "kdf-seconds"), e);
	return RC_OK;
}

/* Before anything is asked; store_create looks again. */
enum rc app_found_place(struct app *app, struct err *e)
{
	struct stat st;
	enum rc rc;

	if ((rc = app_prepare(app, true, e)) != RC_OK)
		return rc;
	if (lstat(app->vault_path, &st) != 0 || st.st_size == 0)
		return RC_OK;
	return err_set(e, RC_EXISTS,
	    "there is a file at %s already; choose another place with --vault",
	    app->vault_path);
}

static enum rc new_passphrase(
    struct app *app, const char *option, const char *whose, struct err *e)
{
	enum rc rc;

	/* It may have been asked for already. */
	if (app->passphrase != NULL)
		return RC_OK;
	if (args_has(&app->args, option))
		rc = input_line(&app->passphrase, app, option, e);
	else
		rc = term_new_passphrase(&app->passphrase, app, whose, e);
	return rc == RC_OK ? wrong_words_check(app, app->passphrase, e) : rc;
}

enum rc app_found(struct app *app, const struct founding *f, struct err *e)
{
	const char *council = f->council;
	const char *name;
	struct kdf_cost cost;
	enum rc rc;

	if ((rc = app_found_place(app, e)) != RC_OK ||
	    (rc = cost_options(&cost, &app->args, e)) != RC_OK)
		return rc;
	if (council == NULL &&
	    (rc = app_option(&council, app, "council", "Name of the council: ", e)) != RC_OK)
		return rc;
	if ((rc = app_option(&name, app, "member", "Your name: ", e)) != RC_OK ||
	    (rc = new_passphrase(app, f->passphrase_fd, name, e)) != RC_OK)
		return rc;
	if (!args_has(&app->args, f->passphrase_fd))
		term_hush(app);
	out_progress(app, "Making the vault; this takes a moment …");
	rc = session_create(&app->session, &app->options, council, name, f->collection,
	    app->passphrase, &cost, e);
	term_unhush();
	return rc;
}
