/*
 * session_opened: that the envelope was opened, which nobody can miss.
 *
 * Every member is told at every unlock, on every computer, until a record says
 * that a meeting was told; a new envelope does not end that.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "session_int.h"
#include "vault/audit.h"

/* What the detail of the last opening says. */
struct reason {
	struct buf text;
	struct buf present;
};

static void take(struct buf *to, const struct audit_entry *entry, const char *key)
{
	for (size_t i = 0; i < entry->n_details; i++)
		if (slice_eq_str(entry->details[i].key, key))
			buf_add_slice(to, entry->details[i].value);
}

static enum rc look(void *arg, const struct audit_entry *entry, struct err *e)
{
	struct reason *r = arg;

	(void)e;
	take(&r->text, entry, "reason");
	take(&r->present, entry, "present");
	return RC_OK;
}

static enum rc find_reason(struct reason *r, struct session *s, struct err *e)
{
	const struct audit_filter opened = {.seq = s->replay->roster.envelope.unreported_seq};

	if (!roster_may(session_me(s), RIGHT_READ_LOG) || session_must_change(s))
		return RC_OK;
	return audit_read(s, &opened, look, r, e);
}

static void put_quoted(struct buf *b, const char *before, const struct buf *text)
{
	if (text->n == 0)
		return;
	buf_add_str(b, before);
	buf_add_char(b, '"');
	buf_add_slice(b, buf_slice(text));
	buf_add_char(b, '"');
}

enum rc session_say_opened(struct session *s, struct err *e)
{
	const struct envelope *v = &s->replay->roster.envelope;
	struct reason reason = {0};
	char when[CLOCK_TEXT];
	struct buf b = {0};
	enum rc rc;

	if (v->unreported_ms == 0)
		return RC_OK;
	if ((rc = find_reason(&reason, s, e)) != RC_OK)
		goto out;
	clock_local(when, v->unreported_ms);
	buf_printf(&b, "the sealed envelope %lld was opened on %s",
	    (long long)v->unreported_serial, when);
	put_quoted(&b, ", for the reason ", &reason.text);
	put_quoted(&b, ", in the presence of ", &reason.present);
	buf_add_str(&b,
	    ". If you did not know of this, ask the chair and the clerk at once. What was read "
	    "has to be changed, and the next meeting told: every member sees this until its "
	    "minute is recorded with \"strongroom envelope reported --minute REF\"");
	if (buf_cstr(&b) != NULL)
		session_warn(s, buf_cstr(&b));
out:
	buf_finish(&reason.text);
	buf_finish(&reason.present);
	buf_finish(&b);
	return rc;
}
