/* The bars that are measured within a session: unlock and reveal. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "crypto/secret.h"
#include "vault/item.h"

enum { UNLOCKS = 3, REVEALS = 31 };

/* unlock */

/* With what is remembered: everything that happens before the first record. */
static double unlock(struct fixture *f, const struct secret *passphrase)
{
	struct session *s;
	struct err e;
	double start;
	double ms;

	must(session_open(&s, &f->options, &e), &e, "open");
	start = now_ms();
	must(session_learn(s, 1, &e), &e, "learn");
	must(session_unlock(s, passphrase, &e), &e, "unlock");
	ms = now_ms() - start;
	session_close(s);
	return ms;
}

void bars_unlock(const char *dir, bool full)
{
	const struct kdf_cost cost = kdf_default();
	struct secret *passphrase = fixture_passphrase(1);
	struct fixture f = {0};
	struct samples whole = {0};
	struct samples inside = {0};
	char path[400];
	char state[400];
	struct session *s;
	struct err e;

	snprintf(path, sizeof path, "%s/unlock.db", dir);
	snprintf(state, sizeof state, "%s/state/strongroom", dir);
	f.options = (struct session_options){.path = path, .state_dir = state};
	kdf_quick = false;
	must(session_create(
		 &s, &f.options, COUNCIL, FOUNDER, FIRST_COLLECTION, passphrase, &cost, &e),
	    &e, "create");
	fixture_item(s, 1, "Bank");
	session_close(s);
	for (int i = 0; i < (full ? 3 : 1) * UNLOCKS; i++) {
		sample(&whole, unlock(&f, passphrase));
		sample(&inside, kdf_ms);
	}
	kdf_quick = true;
	bar("unlock (the call of Argon2id in it)", median(&whole), "ms", median(&inside),
	    "1.02");
	secret_free(passphrase);
}

/* reveal */

/* All of it but Argon2id: open the file, learn, record, commit, remember, decrypt. */
static double reveal(struct big_vault *v, const char *title)
{
	struct secret *passphrase = fixture_passphrase(1);
	struct session *s;
	struct item it = {0};
	struct err e;
	double start = now_ms();

	must(session_open(&s, &v->fixture.options, &e), &e, "open");
	must(session_learn(s, 1, &e), &e, "learn");
	must(session_unlock(s, passphrase, &e), &e, "unlock");
	must(session_begin(s, &e), &e, "begin");
	must(item_find(&it, s, title, &e), &e, "find");
	must(item_reveal(&it, s, "password", NULL, &e), &e, "reveal");
	must(session_commit(s, &e), &e, "commit");
	must(item_open(&it, s, &e), &e, "item_open");
	item_finish(&it);
	session_close(s);
	start = now_ms() - start;
	secret_free(passphrase);
	return start;
}

struct pair {
	struct samples whole;
	struct samples bare;
	struct samples searched; /* without the collection */
	sqlite3 *db;
};

static const char *aim_of(int64_t items)
{
	return items == 10000 ? "1.2" : items == 100000 ? "2" : "";
}

static void report(const struct big_vault *v, struct pair *p, double first)
{
	double whole = median(&p->whole);
	char place[96];
	char name[80];
	const char *const show[] = {"show", place, "--reveal", NULL};

	big_vault_place(place, sizeof place, v->items / 2);
	snprintf(
	    name, sizeof name, "reveal in %lld items (a bare commit)", (long long)v->items);
	bar(name, whole, "ms", median(&p->bare), "2");
	if (first > 0)
		bar("  (in the smallest)", whole, "ms", first, aim_of(v->items));
	bar("  by a title alone (with its collection)", median(&p->searched), "ms", whole, "");
	bar("  peak memory beside Argon2id", big_vault_run(v, show).mib, "MiB", 0, "8 MiB");
}

static void measure(struct pair *p, struct big_vault *v, int64_t i)
{
	char place[96];
	char title[64];

	big_vault_place(place, sizeof place, i);
	big_vault_title(title, sizeof title, i);
	sample(&p->whole, reveal(v, place));
	sample(&p->bare, bare_commit(p->db));
	sample(&p->searched, reveal(v, title));
}

/* In turn over all vaults, so that what disturbs one disturbs each. */
void bars_reveal(struct big_vault *const *vaults, size_t n)
{
	struct pair *pairs = calloc(n, sizeof *pairs);
	double first = 0;

	if (pairs == NULL)
		abort();
	for (size_t k = 0; k < n; k++)
		pairs[k].db = bare_open(vaults[k]);
	for (int64_t i = 0; i < REVEALS; i++)
		for (size_t k = 0; k < n; k++)
			measure(&pairs[k], vaults[k], 1 + i * 7919 % vaults[k]->items);
	for (size_t k = 0; k < n; k++) {
		report(vaults[k], &pairs[k], first);
		if (k == 0)
			first = median(&pairs[k].whole);
		sqlite3_close(pairs[k].db);
	}
	free(pairs);
}
