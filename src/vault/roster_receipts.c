/*
 * roster_receipts: which receipts of openings the log has, and how far.
 */
#include "vault/roster.h"

#include <string.h>

#include "base/list.h"
#include "vault/public_receipt.h"

const struct member *roster_envelope_member(const struct roster *r, int64_t serial)
{
	for (size_t i = 0; i < r->n_members; i++)
		if (r->members[i].role == ROLE_EMERGENCY && --serial == 0)
			return &r->members[i];
	return NULL;
}

static struct receipt_state *find(const struct roster *r, const uint8_t id[RECEIPT_ID])
{
	for (size_t i = 0; i < r->n_receipts; i++)
		if (memcmp(r->receipts[i].id, id, RECEIPT_ID) == 0)
			return &r->receipts[i];
	return NULL;
}

static void hash_shown(uint8_t out[HASH_SIZE], const struct public_receipt *p, size_t n)
{
	sha256(out, slice_of(p->shown.p, public_shown_size(n)));
}

bool roster_receipt_is_known(const struct roster *r, const struct public_receipt *p)
{
	const struct receipt_state *at = find(r, p->id);

	return at != NULL && public_shown_count(p->shown) <= at->shown;
}

bool roster_receipt_goes_on(
    size_t *known, const struct roster *r, const struct public_receipt *p, int64_t serial)
{
	const struct receipt_state *at = find(r, p->id);
	uint8_t hash[HASH_SIZE];

	*known = 0;
	if (at == NULL)
		return true;
	if (at->serial != serial || at->opened_ms != p->opened_ms ||
	    memcmp(at->rest, p->rest, HASH_SIZE) != 0 ||
	    public_shown_count(p->shown) <= at->shown)
		return false;
	*known = at->shown;
	hash_shown(hash, p, at->shown);
	return memcmp(hash, at->hash, HASH_SIZE) == 0;
}

bool roster_was_opened(const struct roster *r)
{
	bool opened = r->envelope.opened_serial == r->envelope.serial;

	for (size_t i = 0; i < r->n_receipts; i++)
		opened |= r->receipts[i].serial == r->envelope.serial;
	return r->envelope.serial != 0 && opened;
}

enum rc roster_set_receipt(struct roster *r, const struct receipt_state *state, struct err *e)
{
	struct receipt_state *at = find(r, state->id);
	struct receipt_state *more;

	if (at == NULL) {
		more = list_room(r->receipts, r->n_receipts, &r->cap_receipts, sizeof *more);
		if (more == NULL)
			return err_nomem(e);
		r->receipts = more;
		at = &more[r->n_receipts++];
	}
	*at = *state;
	return RC_OK;
}

enum rc roster_add_receipt(
    struct roster *r, const struct public_receipt *p, int64_t serial, struct err *e)
{
	struct receipt_state state = {
	    .serial = serial, .opened_ms = p->opened_ms, .shown = public_shown_count(p->shown)};

	memcpy(state.id, p->id, sizeof state.id);
	memcpy(state.rest, p->rest, sizeof state.rest);
	hash_shown(state.hash, p, state.shown);
	return roster_set_receipt(r, &state, e);
}
