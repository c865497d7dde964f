/*
 * Vaults of many items with ten records each: added, changed twice, revealed
 * seven times, in four collections.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"
#include "crypto/secret.h"
#include "vault/collection.h"
#include "vault/item.h"

enum { EDITS = 2, REVEALS = RECORDS_AN_ITEM - 1 - EDITS };

void big_vault_title(char *out, size_t size, int64_t i)
{
	snprintf(out, size, "Login of supplier %07lld", (long long)i);
}

/* Collection 1 was there with the vault; committee 1 is collection 2, and so on. */
static void collection_title(char *out, size_t size, int64_t i)
{
	if (i % COLLECTIONS == 0)
		snprintf(out, size, "%s", FIRST_COLLECTION);
	else
		snprintf(out, size, "Committee %lld", (long long)(i % COLLECTIONS));
}

void big_vault_place(char *out, size_t size, int64_t i)
{
	char collection[32];
	char title[64];

	collection_title(collection, sizeof collection, i);
	big_vault_title(title, sizeof title, i);
	snprintf(out, size, "%s/%s", collection, title);
}

static void content_of(struct content *c, int64_t i, int version)
{
	static char title[64];
	static char url[64];
	static char password[64];

	big_vault_title(title, sizeof title, i);
	snprintf(url, sizeof url, "https://supplier-%lld.example.org/login", (long long)i);
	snprintf(password, sizeof password, "correct-horse-%lld-%d", (long long)i, version);
	fixture_content(c, title, password);
	content_add_url(c, slice_str(url));
	content_add_tag(c, slice_str("suppliers"));
	content_add_field(c, slice_str("account"), FIELD_PLAIN, slice_str("GB-20931"));
}

static void add_item(struct session *s, int64_t i)
{
	struct content c;
	struct item it = {0};
	struct err e;
	int64_t id;

	content_of(&c, i, 1);
	must(item_add_new(&id, s, 1 + i % COLLECTIONS, &c, NULL, &e), &e, "add");
	content_finish(&c);
	for (int version = 2; version < 2 + EDITS; version++) {
		must(item_get(&it, s, id, &e), &e, "get");
		content_of(&c, i, version);
		must(item_edit(s, &it, &c, NULL, &e), &e, "edit");
		content_finish(&c);
		item_finish(&it);
	}
	must(item_get(&it, s, id, &e), &e, "get");
	for (int n = 0; n < REVEALS; n++)
		must(item_reveal(&it, s, "password", NULL, &e), &e, "reveal");
	item_finish(&it);
}

static void fill(struct session *s, int64_t items)
{
	struct err e;
	int64_t id;

	must(session_begin(s, &e), &e, "begin");
	for (int64_t n = 1; n < COLLECTIONS; n++) {
		char name[32];

		collection_title(name, sizeof name, n);
		must(collection_add(&id, s, name, true, &e), &e, "collection");
	}
	for (int64_t i = 1; i <= items; i++)
		add_item(s, i);
	must(session_commit(s, &e), &e, "commit");
}

void big_vault_make(struct big_vault *v, const char *dir, int64_t items)
{
	struct session *s;
	double start = now_ms();

	*v = (struct big_vault){.items = items};
	snprintf(v->path, sizeof v->path, "%s/%lld.db", dir, (long long)items);
	snprintf(v->copy, sizeof v->copy, "%s/%lld-bare.db", dir, (long long)items);
	snprintf(v->state, sizeof v->state, "%s/strongroom", getenv("XDG_STATE_HOME"));
	v->fixture.options = (struct session_options){.path = v->path, .state_dir = v->state};
	s = fixture_create(&v->fixture);
	fill(s, items);
	session_close(s);
	fixture_copy(v->path, v->copy);
	if (items > 0)
		fprintf(stderr, "(a vault of %lld items and %lld records, made in %.0f s)\n",
		    (long long)items, (long long)items * RECORDS_AN_ITEM,
		    (now_ms() - start) / 1e3);
}

/* The passphrase of member 1 on descriptor 3, which the program inherits. */
static void passphrase_on_3(void)
{
	struct secret *p = fixture_passphrase(1);
	int ends[2];

	if (pipe(ends) != 0 || write(ends[1], p->p, p->n) != (ssize_t)p->n ||
	    write(ends[1], "\n", 1) != 1 || dup2(ends[0], 3) != 3)
		abort();
	if (ends[0] != 3)
		close(ends[0]);
	if (ends[1] != 3)
		close(ends[1]);
	secret_free(p);
}

struct run big_vault_run(const struct big_vault *v, const char *const *args)
{
	const char *argv[24] = {
	    BENCH_QUICK, "--quiet", "--vault", v->path, "--passphrase-fd", "3"};
	struct run r;

	for (size_t i = 0; args[i] != NULL && i + 7 < sizeof argv / sizeof argv[0]; i++)
		argv[i + 6] = args[i];
	passphrase_on_3();
	r = run_program(argv);
	close(3);
	return r;
}
