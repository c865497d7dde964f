/*
 * audit: records that are appended, each with its detail.
 */
#include "audit_int.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/codec.h"

void audit_put_binding(struct buf *b, const struct record *r, const uint8_t *vault_id)
{
	buf_add(b, vault_id, VAULT_ID);
	put_i64(b, r->seq);
	buf_add(b, r->prev, HASH_SIZE);
	put_i64(b, r->actor);
	put_str(b, action_name(r->action));
	put_i64(b, r->subject);
}

static void put_details(struct buf *b, const struct session *s, const struct draft *d)
{
	put_u32(b, (uint32_t)(d->n_details + s->options->n_origin));
	for (size_t i = 0; i < d->n_details; i++) {
		put_str(b, d->details[i].key);
		put_slice(b, d->details[i].value);
	}
	for (size_t i = 0; i < s->options->n_origin; i++) {
		put_str(b, s->options->origin[i].key);
		put_slice(b, s->options->origin[i].value);
	}
}

/* Seal the detail to the open period; before the first one there is none. */
static enum rc append_detail(
    struct session *s, struct record *r, const struct draft *d, struct err *e)
{
	const struct period *p = roster_period(&s->replay->roster, r->period);
	struct buf plain = {0};
	struct buf sealed = {0};
	struct detail_row row = {.seq = r->seq};
	enum rc rc;

	if (p == NULL)
		return RC_OK;
	audit_put_binding(&plain, r, s->vault_id);
	put_details(&plain, s, d);
	if (buf_ok(&plain))
		seal_message(&sealed, buf_slice(&plain), p->key);
	if (!buf_ok(&plain) || !buf_ok(&sealed)) {
		rc = err_nomem(e);
	} else {
		row.sealed = buf_slice(&sealed);
		sha256(r->detail_hash, row.sealed);
		rc = store_detail_append(s->store, &row, e);
	}
	buf_finish(&plain);
	buf_finish(&sealed);
	return rc;
}

enum { AHEAD_MS = 24 * 60 * 60 * 1000 };

/* Times only ever count from the latest, so one far ahead is felt for long. */
static void warn_if_ahead(struct session *s)
{
	char text[CLOCK_TEXT + 160];
	char when[CLOCK_TEXT];

	if (s->clock_told || s->replay->time_ms - AHEAD_MS <= clock_ms())
		return;
	s->clock_told = true;
	clock_local(when, s->replay->time_ms);
	snprintf(text, sizeof text,
	    "a record of the log has a time in the future, %s: the clock of this computer is "
	    "wrong, or was on the one that wrote it",
	    when);
	session_warn(s, text);
}

/* Sign the record, unless it has no actor; *row is what is kept of it. */
static enum rc sign(uint8_t leaf[HASH_SIZE], struct session *s, struct record *r,
    const struct audit_row *row, struct err *e)
{
	struct buf bytes = {0};
	enum rc rc = RC_OK;

	record_bytes(&bytes, row, s->vault_id);
	if (!buf_ok(&bytes))
		rc = err_nomem(e);
	else if (r->actor != 0)
		rc = identity_sign_record(r->sig, s->me, buf_slice(&bytes), e);
	if (rc == RC_OK)
		record_leaf(leaf, buf_slice(&bytes), r->sig);
	buf_finish(&bytes);
	return rc;
}

enum rc audit_append(struct session *s, const struct draft *d, struct err *e)
{
	struct record r = {.seq = replay_size(s->replay) + 1,
	    .time_ms = clock_ms(),
	    .actor = d->action == ACT_UNLOCK_FAILED ? 0 : s->member,
	    .action = d->action,
	    .outcome = d->outcome == OUT_UNKNOWN ? OUT_OK : d->outcome,
	    .subject_kind = d->kind,
	    .subject = d->subject,
	    .version = d->version,
	    .public = d->public,
	    .period = (int64_t)s->replay->roster.n_periods};
	struct audit_row row;
	uint8_t leaf[HASH_SIZE];
	enum rc rc;

	if ((rc = session_check_failed(s, e)) != RC_OK)
		return rc;
	warn_if_ahead(s);
	memcpy(r.prev, s->replay->leaf, HASH_SIZE);
	if (d->digest != NULL)
		memcpy(r.digest, d->digest, HASH_SIZE);
	if ((rc = append_detail(s, &r, d, e)) != RC_OK)
		return rc;
	record_row(&row, &r, leaf);
	if ((rc = sign(leaf, s, &r, &row, e)) != RC_OK ||
	    (rc = replay_apply(s->replay, &row, true, e)) != RC_OK)
		return rc;
	rc = store_audit_append(s->store, &row, e);
	s->own++;
	return rc;
}

enum rc audit_record_view(struct session *s, struct err *e)
{
	const struct draft d = {.action = ACT_AUDIT_VIEW, .kind = SUB_NONE};

	return audit_append(s, &d, e);
}

enum rc audit_record_import(
    struct session *s, const struct detail *details, size_t n, struct err *e)
{
	const struct draft d = {
	    .action = ACT_IMPORT, .kind = SUB_NONE, .details = details, .n_details = n};

	return audit_append(s, &d, e);
}

enum rc audit_record_health(
    struct session *s, const char *items, const char *list, struct err *e)
{
	const struct detail details[] = {
	    {"items", slice_str(items)}, {"file", slice_str(list)}};
	const struct draft d = {.action = ACT_HEALTH,
	    .kind = SUB_NONE,
	    .details = details,
	    .n_details = list == NULL ? 1 : 2};

	return audit_append(s, &d, e);
}

enum rc audit_record_export(
    struct session *s, const struct detail *details, size_t n, struct err *e)
{
	const struct draft d = {
	    .action = ACT_EXPORT, .kind = SUB_NONE, .details = details, .n_details = n};

	return audit_append(s, &d, e);
}
