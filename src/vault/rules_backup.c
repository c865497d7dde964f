/*
 * rules_backup: the record that says that a backup was put back.
 */
#include "rules_int.h"

#include <string.h>

/*
 * Nothing is given up that comes before the backup's own head; and where
 * nothing later was known, that head is the one it names.
 */
static bool names_a_head(const struct record *rec, const struct public_restore *p)
{
	int64_t own = rec->seq - 1;

	return p->size > own || (p->size == own && memcmp(p->leaf, rec->prev, HASH_SIZE) == 0);
}

/*
 * An opening is told of also where its record is given up, and the words of the
 * envelope stay known; but without a record of its own it may do nothing here.
 */
static void keep_opening(
    struct envelope *v, const struct record *rec, const struct public_restore *p)
{
	if (p->opened_serial == v->serial && p->opened_serial != v->opened_serial) {
		v->opened_ms = p->opened_ms;
		v->opened_serial = p->opened_serial;
		v->opened_clock_ms = 0;
	}
	if (p->opened_ms <= v->unreported_ms)
		return;
	v->unreported_ms = p->opened_ms;
	v->unreported_serial = p->opened_serial;
	v->unreported_seq = rec->seq;
}

enum rc rule_backup_restore(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e)
{
	struct public_restore p;
	struct restore v;

	if (!public_get_restore(&p, rec->public) || rec->subject != 0 || rec->version > 1 ||
	    !record_time(p.opened_ms) || (p.opened_ms == 0) != (p.opened_serial == 0))
		return rule_malformed(rec, e);
	if (!names_a_head(rec, &p))
		return rule_broken(
		    rec, e, "the head that it names is not later than the backup's");
	v = (struct restore){.seq = rec->seq,
	    .time_ms = rec->time_ms,
	    .actor = actor->id,
	    .size = p.size,
	    .hearsay = rec->version == 1};
	memcpy(v.key, actor->keys.sign, sizeof v.key);
	memcpy(v.sig, rec->sig, sizeof v.sig);
	memcpy(v.leaf, p.leaf, sizeof v.leaf);
	keep_opening(&r->roster.envelope, rec, &p);
	/* The export may be of the records that are given up. */
	roster_changed(&r->roster, rec->seq, rec->time_ms);
	return roster_add_restore(&r->roster, &v, e);
}
