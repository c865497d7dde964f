/*
 * roster_envelope: whether an envelope opens the vault, whether it has what it
 * should hold, and what was given out when one was opened.
 */
#include "vault/roster.h"

#include <string.h>

#include "base/list.h"
#include "vault/policy.h"

bool roster_has_envelope(const struct roster *r)
{
	return r->envelope.serial != 0 && !r->envelope.withdrawn;
}

enum rc roster_void_envelope(struct roster *r, int64_t time_ms, struct err *e)
{
	const struct old_sheets old = {
	    .serial = r->envelope.serial, .sheet_id = r->envelope.sheet_id, .void_ms = time_ms};
	struct member *m = roster_member(r, r->envelope.member);

	if (!roster_has_envelope(r))
		return RC_OK;
	m->active = false;
	for (size_t i = 0; i < r->n_collections; i++)
		roster_remove_grant(r, r->collections[i].id, m->id);
	r->envelope.withdrawn = true;
	return roster_add_old_sheets(r, &old, e);
}

bool roster_seal_is_due(const struct roster *r)
{
	const char *place = roster_policy(r, POLICY_SEAL_PATH);
	const struct envelope *v = &r->envelope;
	int64_t last = place == NULL || place[0] == '\0' ? v->sealed_seq : v->kept_seq;

	return roster_has_envelope(r) && last < v->changed_seq;
}

void roster_changed(struct roster *r, int64_t seq, int64_t time_ms)
{
	struct envelope *v = &r->envelope;

	if (v->changed_seq <= v->sealed_seq)
		v->changed_ms = time_ms;
	v->changed_seq = seq;
}

/* Where the item is, or would be: there may be as many as items. */
static size_t revealed_place(const struct roster *r, int64_t item)
{
	size_t low = 0;
	size_t high = r->n_revealed;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (r->revealed[middle].item < item)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct revealed *roster_revealed(const struct roster *r, int64_t item)
{
	size_t at = revealed_place(r, item);

	return at < r->n_revealed && r->revealed[at].item == item ? &r->revealed[at] : NULL;
}

enum rc roster_add_revealed(struct roster *r, const struct revealed *revealed, struct err *e)
{
	size_t at = revealed_place(r, revealed->item);
	struct revealed *more;

	if (roster_revealed(r, revealed->item) == NULL) {
		more = list_room(r->revealed, r->n_revealed, &r->cap_revealed, sizeof *more);
		if (more == NULL)
			return err_nomem(e);
		r->revealed = more;
		memmove(&more[at + 1], &more[at], (r->n_revealed - at) * sizeof *more);
		r->n_revealed++;
	}
	r->revealed[at] = *revealed;
	return RC_OK;
}
