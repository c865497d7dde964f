#include "worklist_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/list.h"

void work_date(char out[WORK_DATE], int64_t ms)
{
	char text[CLOCK_TEXT];
	size_t n;

	clock_local(text, ms);
	/* Without the time of day, which is what follows the last blank. */
	n = strrchr(text, ' ') == NULL ? strlen(text) : (size_t)(strrchr(text, ' ') - text);
	memcpy(out, text, n);
	out[n] = '\0';
}

struct work *work_add(struct making *m, enum work_kind kind, int64_t about, int64_t since_ms)
{
	struct worklist *w = m->list;
	struct work *more = list_room(w->lines, w->n, &w->cap, sizeof *more);

	if (more == NULL)
		return NULL;
	w->lines = more;
	more[w->n] = (struct work){.kind = kind, .about = about, .since_ms = since_ms};
	return &more[w->n++];
}

enum rc work_who_one(struct work *w, int64_t member, struct err *e)
{
	int64_t *more = list_room(w->who, w->n_who, &w->cap_who, sizeof *more);

	if (more == NULL)
		return err_nomem(e);
	w->who = more;
	more[w->n_who++] = member;
	return RC_OK;
}

enum rc work_who(struct making *m, struct work *w, work_able *able, struct err *e)
{
	const struct roster *t = m->roster;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < t->n_members && rc == RC_OK; i++) {
		const struct member *who = &t->members[i];

		if (who->active && who->role != ROLE_EMERGENCY && !who->must_change &&
		    able(m, who, w))
			rc = work_who_one(w, who->id, e);
	}
	return rc;
}

/* What was due first comes first, among what is as urgent. */
static int compare(const void *a, const void *b)
{
	const struct work *x = a;
	const struct work *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->since_ms != y->since_ms)
		return x->since_ms < y->since_ms ? -1 : 1;
	return (x->about > y->about) - (x->about < y->about);
}

static enum rc finish_texts(struct worklist *w, struct err *e)
{
	for (size_t i = 0; i < w->n; i++)
		for (size_t k = 0; k < WORK_TEXTS; k++)
			if ((w->lines[i].texts[k] = buf_cstr(&w->lines[i].bufs[k])) == NULL)
				return err_nomem(e);
	return RC_OK;
}

enum rc worklist_make(
    struct worklist *w, struct session *s, int64_t now_ms, bool titles, struct err *e)
{
	static work_lines *const ALL[] = {work_envelope, work_credentials, work_pending,
	    work_report, work_collections, work_failures, work_passphrases, work_seal,
	    work_handover, work_yearly};
	struct making m = {.list = w,
	    .session = s,
	    .roster = session_roster(s),
	    .now_ms = now_ms,
	    .titles = titles};
	enum rc rc = RC_OK;

	*w = (struct worklist){0};
	for (size_t i = 0; i < sizeof ALL / sizeof ALL[0] && rc == RC_OK; i++)
		rc = ALL[i](&m, e);
	if (rc == RC_OK)
		rc = finish_texts(w, e);
	if (rc == RC_OK && w->n > 0)
		qsort(w->lines, w->n, sizeof *w->lines, compare);
	return rc;
}

void worklist_finish(struct worklist *w)
{
	for (size_t i = 0; i < w->n; i++) {
		for (size_t k = 0; k < WORK_TEXTS; k++)
			buf_finish(&w->lines[i].bufs[k]);
		free(w->lines[i].who);
	}
	free(w->lines);
	*w = (struct worklist){0};
}

bool work_can(const struct work *w, int64_t member)
{
	for (size_t i = 0; i < w->n_who; i++)
		if (w->who[i] == member)
			return true;
	return false;
}

size_t worklist_count(const struct worklist *w, int64_t member)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++)
		n += work_can(&w->lines[i], member);
	return n;
}

const struct work *worklist_find(const struct worklist *w, const char *text)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (text[0] >= '1' && text[0] <= '9' && *end == '\0')
		return n <= w->n ? &w->lines[n - 1] : NULL;
	for (size_t i = 0; i < w->n; i++)
		if (strcmp(w->lines[i].texts[WORK_KEY], text) == 0)
			return &w->lines[i];
	return NULL;
}
