/* audit checkpoint: the state of the log, for the minutes and for other programs. */
#include "app.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/file.h"
#include "commands.h"
#include "crypto/encode.h"
#include "vault/checkpoint.h"
#include "vault/witness.h"

enum { MINUTE_MAX = 200 };

struct made {
	int64_t size;
	uint8_t root[HASH_SIZE];
	struct buf words;
	struct buf note;
	struct buf key;
	struct buf sentence;
};

static void made_finish(struct made *m)
{
	buf_finish(&m->words);
	buf_finish(&m->note);
	buf_finish(&m->key);
	buf_finish(&m->sentence);
}

/* What "audit verify --against" reads again out of the minutes. */
static void put_sentence(struct made *m, const struct app *app, const char *minute)
{
	char when[CLOCK_TEXT];
	struct buf *b = &m->sentence;

	clock_local(when, clock_ms());
	buf_add_str(b, "Checkpoint of the audit log of ");
	out_safe(b, session_council(app->session));
	if (minute != NULL) {
		buf_add_str(b, ", minute ");
		out_safe(b, minute);
	}
	buf_printf(b, ": %lld records on %s; check words: ", (long long)m->size, when);
	buf_add_slice(b, buf_slice(&m->words));
	buf_add_str(b, ". Anybody with the vault can compare it: strongroom audit verify "
		       "--against -");
}

/* A reference must not say what only the sentence around it is to say. */
static enum rc check_minute(struct app *app, const char *minute, struct err *e)
{
	struct made m = {0};
	enum rc rc = RC_OK;

	if (minute == NULL)
		return RC_OK;
	if (strlen(minute) > MINUTE_MAX)
		return err_set(e, RC_INPUT,
		    "the reference is longer than %d bytes; give a short one, like 2026/114",
		    (int)MINUTE_MAX);
	witness_state(&m.size, m.root, &m.words, app->session);
	put_sentence(&m, app, minute);
	if (!buf_ok(&m.words) || !buf_ok(&m.sentence))
		rc = err_nomem(e);
	else if (!checkpoint_says(buf_slice(&m.sentence), m.size, buf_slice(&m.words)))
		rc = err_set(e, RC_INPUT,
		    "with this reference the sentence would be read as another one; it must "
		    "not contain \"check words\", or a number of records");
	made_finish(&m);
	return rc;
}

/* The note may take the place of an earlier one about the same log, and of nothing else. */
static enum rc check_out(const struct app *app, struct err *e)
{
	const char *file = args_value(&app->args, "out");
	struct buf text = {0};
	struct stat st;
	bool note;
	enum rc rc;

	if (file == NULL)
		return RC_OK;
	if ((rc = session_check_name(app->session, file, "the note", e)) != RC_OK ||
	    (lstat(file, &st) != 0 && errno == ENOENT))
		return rc;
	note = S_ISREG(st.st_mode) && file_read(&text, file, CHECKPOINT_MAX, NULL) == RC_OK &&
	       witness_is_note(buf_slice(&text), app->session);
	buf_finish(&text);
	if (note)
		return RC_OK;
	return err_set(e, RC_EXISTS,
	    "there is a file %s already, and it is no earlier checkpoint of this vault; give "
	    "another name",
	    file);
}

static enum rc record(struct app *app, const char *minute, struct err *e)
{
	enum rc rc = session_require(app->session, RIGHT_READ_LOG, ACT_AUDIT_CHECKPOINT,
	    "make a checkpoint of the audit log", e);

	if (rc != RC_OK || (rc = check_out(app, e)) != RC_OK ||
	    (rc = check_minute(app, minute, e)) != RC_OK)
		return rc;
	return witness_record(app->session, minute, e);
}

static enum rc make(struct made *m, struct app *app, const char *minute, struct err *e)
{
	const char *file = args_value(&app->args, "out");
	enum rc rc;

	witness_state(&m->size, m->root, &m->words, app->session);
	witness_key(&m->key, app->session);
	put_sentence(m, app, minute);
	if ((rc = witness_note(&m->note, app->session, e)) != RC_OK)
		return rc;
	if (!buf_ok(&m->words) || !buf_ok(&m->key) || !buf_ok(&m->sentence))
		return err_nomem(e);
	return file == NULL ? RC_OK : file_write(file, m->note.p, m->note.n, e);
}

static enum rc print(struct made *m, const struct app *app, struct err *e)
{
	struct buf root = {0};
	json_t *doc;
	enum rc rc;

	if (!app->json) {
		buf_add_char(&m->sentence, '\n');
		rc = out_write(&m->sentence, e);
		out_note(app,
		    "Read this into the minutes. A program that checks signed notes "
		    "takes this key: %s",
		    buf_cstr(&m->key) == NULL ? "" : buf_cstr(&m->key));
		return rc;
	}
	base64_encode(&root, m->root, sizeof m->root, true);
	doc = json_pack("{s:I,s:o,s:o,s:o,s:o,s:o}", "size", (json_int_t)m->size, "root",
	    json_slice(buf_slice(&root)), "note", json_slice(buf_slice(&m->note)), "short",
	    json_slice(buf_slice(&m->sentence)), "words", json_slice(buf_slice(&m->words)),
	    "key", json_slice(buf_slice(&m->key)));
	buf_finish(&root);
	return out_json(doc, e);
}

enum rc cmd_audit_checkpoint(struct app *app, struct err *e)
{
	const char *minute = args_value(&app->args, "minute");
	struct made m = {0};
	enum rc rc;

	if ((rc = session_begin(app->session, e)) == RC_OK &&
	    (rc = session_end(app->session, record(app, minute, e), e)) == RC_OK &&
	    (rc = make(&m, app, minute, e)) == RC_OK)
		rc = print(&m, app, e);
	made_finish(&m);
	return rc;
}
