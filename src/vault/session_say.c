/*
 * session_say: what whoever has just unlocked the vault is told of its log.
 */
#include "session_say_int.h"

#include <stdio.h>

#include "base/clock.h"
#include "vault/checkpoint.h"
#include "vault/restore.h"

/* What of that this computer has seen, and is not in the vault any more. */
static void put_lost(struct buf *b, const struct restore *r, int64_t seen)
{
	if (seen >= r->seq)
		buf_printf(b,
		    ". Records %lld to %lld, which this computer has seen, are gone: what they "
		    "changed has to be done again",
		    (long long)r->seq, (long long)seen);
	else if (r->size >= r->seq)
		buf_printf(b,
		    ". Records up to %lld, none of which this computer has seen, are gone",
		    (long long)r->size);
	else
		buf_add_str(b, ". Nothing that was known of is gone");
}

/* Whoever put it back may not have known, or may not have wanted others to. */
static void put_opening(struct buf *b, const struct session *s)
{
	char when[CLOCK_TEXT];

	if (s->known.opened_ms <= s->replay->roster.envelope.unreported_ms)
		return;
	clock_local(when, s->known.opened_ms);
	buf_printf(b,
	    ". Among what is gone is that the sealed envelope %lld was opened on %s, which no "
	    "meeting had been told of",
	    (long long)s->known.opened_serial, when);
}

/* lost: also what this computer has seen of it, and is gone. */
static void say_restore(const struct session *s, const struct restore *r, bool lost)
{
	const char *by = roster_member(&s->replay->roster, r->actor)->name;
	char when[CLOCK_TEXT];
	struct buf b = {0};

	clock_local(when, r->time_ms);
	buf_printf(&b,
	    "this vault was put back to an earlier state, that of record %lld, by %s on %s",
	    (long long)r->seq - 1, by, when);
	if (lost) {
		put_lost(&b, r, s->known.size);
		put_opening(&b, s);
	}
	buf_printf(&b, ". If you did not know of this, ask %s, and tell the chair", by);
	if (buf_cstr(&b) != NULL)
		session_warn(s, buf_cstr(&b));
	buf_finish(&b);
}

void session_say_put_back(const struct session *s)
{
	const struct roster *t = &s->replay->roster;

	for (size_t i = 0; i < t->n_restores; i++)
		if (!restore_known(&s->known.restores, &t->restores[i]))
			say_restore(s, &t->restores[i], true);
}

/* Who was never here before hears of every backup that was put back. */
static void say_all_restores(const struct session *s)
{
	const struct roster *t = &s->replay->roster;

	for (size_t i = 0; i < t->n_restores; i++)
		say_restore(s, &t->restores[i], false);
}

/* Why what this computer remembers, if anything, is not compared. */
static const char *why_not_compared(const struct session *s)
{
	if (s->remember == NULL || !remember_exists(s->remember))
		return "you have not used this vault on this computer before";
	if (session_must_change(s))
		return "you were given a new first passphrase, so what this computer "
		       "remembered "
		       "under the old one is not used";
	return "what this computer remembered of this vault was damaged or altered, and is not "
	       "used";
}

void session_say_not_compared(const struct session *s)
{
	uint8_t root[HASH_SIZE];
	char when[CLOCK_TEXT];
	struct buf b = {0};

	if (s->compared)
		return;
	say_all_restores(s);
	merkle_root(root, &s->replay->merkle);
	clock_local(when, s->replay->time_ms);
	buf_add_str(&b, why_not_compared(s));
	buf_printf(&b,
	    ": its log is sound (%lld records, the last of %s), but was not compared on this "
	    "computer. \"strongroom audit verify --against -\" compares it with the minutes of a "
	    "meeting. The log's check words are: ",
	    (long long)replay_size(s->replay), when);
	checkpoint_words(&b, s->vault_id, replay_size(s->replay), root);
	if (buf_cstr(&b) != NULL)
		session_warn(s, buf_cstr(&b));
	buf_finish(&b);
}

struct most {
	const struct replay *log;
	int64_t size;
};

static enum rc take_most(void *arg, const struct replay *seen, struct err *e)
{
	struct most *m = arg;

	(void)e;
	if (replay_size(seen) > m->size && restore_excuses(m->log, seen) == NULL)
		m->size = replay_size(seen);
	return RC_OK;
}

/* An envelope has no memory of its own, but others may have used this computer. */
static void warn_if_older(const struct session *s)
{
	struct most most = {.log = s->replay};
	char text[200];

	if (remember_each(s->options->state_dir, s->vault_id, take_most, &most, NULL) !=
		RC_OK ||
	    most.size <= replay_size(s->replay))
		return;
	snprintf(text, sizeof text,
	    "this is an older copy of the vault, of %lld records: this computer has seen one "
	    "of %lld; what was changed since is not in it",
	    (long long)replay_size(s->replay), (long long)most.size);
	session_warn(s, text);
}

void session_say_to_envelope(const struct session *s)
{
	warn_if_older(s);
	say_all_restores(s);
}
