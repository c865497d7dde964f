#include "opening.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "crypto/encode.h"
#include "crypto/secret.h"
#include "envelope/keys.h"

void opening_finish(struct opening *o)
{
	receipt_finish(&o->receipt);
	secret_free(o->key);
	free(o->path);
	*o = (struct opening){0};
}

/* where it lies */

/*
 * Take the name, which nobody may have yet; what is written later replaces what
 * is there. RC_EXISTS if it is taken.
 */
static enum rc reserve(const char *path, struct err *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0 && errno == EEXIST)
		return err_set(e, RC_EXISTS,
		    "there is a file %s already; give the receipt another name", path);
	if (fd < 0)
		return err_errno(e, RC_IO, "cannot write the receipt %s", path);
	close(fd);
	return RC_OK;
}

static enum rc save(const struct opening *o, const char *path, struct err *e)
{
	struct buf text = {0};
	enum rc rc;

	receipt_put(&text, &o->receipt);
	rc = buf_ok(&text) ? file_write(path, text.p, text.n, e) : err_nomem(e);
	buf_finish(&text);
	return rc;
}

static enum rc write_new(struct opening *o, const char *path, struct err *e)
{
	enum rc rc;

	if ((rc = reserve(path, e)) != RC_OK)
		return rc;
	if ((rc = save(o, path, e)) != RC_OK) {
		(void)unlink(path);
		return rc;
	}
	if ((o->path = strdup(path)) == NULL)
		return err_nomem(e);
	return RC_OK;
}

/* "ashby-opened-20261121T093000Z", of ashby.age; with a number if that is taken. */
static char *default_name(const struct opening *o, const char *file, unsigned number)
{
	const char *slash = strrchr(file, '/');
	const char *name = slash == NULL ? file : slash + 1;
	size_t n = strlen(name);
	char when[CLOCK_TEXT];
	char more[16] = "";
	char *out;
	size_t to = 0;

	if (n > 4 && strcmp(name + n - 4, ".age") == 0)
		n -= 4;
	clock_rfc3339(when, o->receipt.public.opened_ms);
	for (const char *p = when; *p != '\0'; p++)
		if (*p != '-' && *p != ':')
			when[to++] = *p;
	when[to] = '\0';
	if (number > 0)
		snprintf(more, sizeof more, "-%u", number + 1);
	return asprintf(&out, "%.*s-opened-%s%s.receipt", (int)n, name, when, more) < 0 ? NULL
											: out;
}

static enum rc write_in(struct opening *o, const char *dir, const char *file, struct err *e)
{
	enum { TRIES = 100 };
	enum rc rc = RC_EXISTS;

	for (unsigned i = 0; i < TRIES && rc == RC_EXISTS; i++) {
		char *name = default_name(o, file, i);
		char *path = name == NULL ? NULL : file_join(dir, name);

		rc = path == NULL ? err_nomem(e) : write_new(o, path, e);
		free(path);
		free(name);
	}
	return rc;
}

/* Beside the export, so that both are found together; else in the home directory. */
static enum rc write_somewhere(struct opening *o, const char *file, struct err *e)
{
	const char *given = args_value(&o->app->args, "receipt");
	char *dir;
	enum rc rc;

	if (given != NULL)
		return write_new(o, given, e);
	/* Beside what is no file of its own there is no place. */
	if (strncmp(file, "/dev/", 5) == 0)
		file = "export.age";
	if ((dir = file_dirname(file)) == NULL)
		return err_nomem(e);
	rc = write_in(o, dir, file, e);
	free(dir);
	if (rc == RC_OK || rc == RC_FAIL || write_in(o, app_home(), file, NULL) == RC_OK)
		return o->path != NULL ? RC_OK : rc;
	return err_set(e, RC_IO,
	    "no receipt of the opening can be written, neither beside the export nor in your "
	    "home directory, so nothing is shown; say where with --receipt FILE");
}

/* what it says */

static enum rc add_origin(struct opening *o, struct err *e)
{
	static const struct {
		const char *key;
		enum receipt_note note;
	} PLACES[] = {{"host", RECEIPT_HOST}, {"user", RECEIPT_USER},
	    {"terminal", RECEIPT_TERMINAL}, {"ssh", RECEIPT_SSH}};
	const struct session_options *at = &o->app->options;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < at->n_origin; i++)
		for (size_t k = 0; k < sizeof PLACES / sizeof PLACES[0] && rc == RC_OK; k++)
			if (strcmp(at->origin[i].key, PLACES[k].key) == 0)
				rc = receipt_set_note(&o->receipt, PLACES[k].note,
				    (const char *)at->origin[i].value.p, e);
	return rc;
}

static enum rc add_present(struct opening *o, struct err *e)
{
	struct buf names = {0};
	const char *name;
	enum rc rc;

	for (size_t i = 0; (name = args_nth(&o->app->args, "present", i)) != NULL; i++) {
		buf_add_str(&names, i > 0 ? ", " : "");
		buf_add_str(&names, name);
	}
	rc = buf_cstr(&names) == NULL
		 ? err_nomem(e)
		 : receipt_set_note(&o->receipt, RECEIPT_PRESENT, buf_cstr(&names), e);
	buf_finish(&names);
	return rc;
}

static enum rc fill(struct opening *o, const char *reason, struct err *e)
{
	const struct unseal_info *info = o->info;
	struct receipt *r = &o->receipt;
	char sealed[CLOCK_TEXT];
	enum rc rc;

	r->serial = info->serial;
	r->public.size = info->size;
	memcpy(r->public.leaf, info->leaf, sizeof r->public.leaf);
	if (!hex_decode(r->vault_id, sizeof r->vault_id, slice_str(info->vault_id)))
		return err_set(e, RC_INPUT, "the export does not say of which vault it is");
	clock_rfc3339(sealed, info->time_ms);
	if ((rc = receipt_begin(r, clock_ms(), e)) != RC_OK ||
	    (rc = receipt_set_note(r, RECEIPT_COUNCIL, info->council, e)) != RC_OK ||
	    (rc = receipt_set_note(r, RECEIPT_SEALED, sealed, e)) != RC_OK ||
	    (rc = receipt_set_note(r, RECEIPT_REASON, reason, e)) != RC_OK ||
	    (rc = add_origin(o, e)) != RC_OK || (rc = add_present(o, e)) != RC_OK)
		return rc;
	return receipt_sign(r, o->key, e);
}

static void say_what(const struct opening *o)
{
	char when[CLOCK_TEXT];

	clock_local(when, o->info->time_ms);
	out_note(o->app, "Export of %s, sealed on %s at record %lld of its audit log.",
	    o->info->council, when, (long long)o->info->size);
	if (o->info->genuine)
		out_note(o->app,
		    "Its signature is genuine: it was written by this council's vault.");
	else
		out_note(o->app, "Whether it is genuine could not be checked: that needs the "
				 "words of the sheet.");
	if (o->path != NULL)
		out_note(o->app, "The receipt of this opening: %s", o->path);
	else
		out_note(o->app, "There is no receipt of this opening: only the words of the "
				 "sheets can sign one. Note in the minutes who opened the "
				 "export, when and why.");
}

enum rc opening_begin(struct opening *o, struct app *app, const char *file,
    const struct unseal_info *info, const struct envelope_keys *keys, const char *reason,
    struct err *e)
{
	enum rc rc = RC_OK;

	*o = (struct opening){.app = app, .info = info};
	if (keys != NULL) {
		o->key = secret_copy(keys->sign_secret->p, keys->sign_secret->n);
		if (o->key == NULL)
			rc = err_nomem(e);
		else if ((rc = fill(o, reason, e)) == RC_OK)
			rc = write_somewhere(o, file, e);
	}
	if (rc == RC_OK)
		say_what(o);
	return rc;
}

/* what is shown */

static enum rc add_item(struct opening *o, int64_t now, size_t i, struct err *e)
{
	const struct unseal_item *u = &o->info->items[i];

	return receipt_show(&o->receipt, now, u->item, u->version, e);
}

/* Where it is too much, or the export does not tell, "all" has to do. */
static bool can_name_all(const struct opening *o)
{
	size_t n = public_shown_count(buf_slice(&o->receipt.shown));

	return n + 1 + o->info->n_items <= RECEIPT_SHOWN_MAX;
}

static enum rc add_shown(struct opening *o, const bool *wanted, struct err *e)
{
	int64_t now = clock_ms();
	enum rc rc = RC_OK;

	if (wanted == NULL)
		rc = receipt_show(&o->receipt, now, 0, 0, e);
	if (wanted == NULL && !can_name_all(o))
		return rc;
	for (size_t i = 0; i < o->info->n_items && rc == RC_OK; i++)
		if (wanted == NULL ? o->info->items[i].item != 0 : wanted[i])
			rc = add_item(o, now, i, e);
	return rc;
}

enum rc opening_show(struct opening *o, const bool *wanted, struct err *e)
{
	struct err why;
	enum rc rc;

	if (o->key == NULL)
		return RC_OK;
	if ((rc = add_shown(o, wanted, e)) != RC_OK ||
	    (rc = receipt_sign(&o->receipt, o->key, e)) != RC_OK)
		return rc;
	if ((rc = save(o, o->path, &why)) != RC_OK)
		return err_set(e, rc,
		    "%s; so nothing more is shown: start again, with --receipt FILE elsewhere",
		    why.text);
	return RC_OK;
}

void opening_say_end(const struct opening *o)
{
	if (o->path == NULL)
		return;
	out_note(o->app,
	    "What was shown is on the receipt %s. Give it to the clerk, who takes it into the "
	    "audit log with \"strongroom audit merge\"; then change what was read, and make a "
	    "new envelope.",
	    o->path);
	if (!o->info->listed)
		out_note(o->app,
		    "The export does not tell which items of the vault it holds, so the "
		    "receipt says \"all\".");
}
