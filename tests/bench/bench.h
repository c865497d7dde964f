/*
 * bench: how fast the program is, beside the bare operation that it cannot do
 * without.
 *
 * Both are measured in turn (A B A B …) in one run, and their medians compared,
 * because a time by itself says more about the computer than about the
 * program. Nothing is asserted: an aim that is missed is for a person to judge.
 */
#ifndef STRONGROOM_TESTS_BENCH_H
#define STRONGROOM_TESTS_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fixture.h"

/* measure.c */

double now_ms(void);

struct samples {
	double ms[256];
	size_t n;
};

void sample(struct samples *s, double ms);
double median(struct samples *s);

/* One line of the table; a primitive of 0 and an empty aim are left out. */
void bar_head(void);
void bar(const char *name, double figure, const char *unit, double primitive, const char *aim);

/*
 * A program that was run: its time, that of the processor (which other programs
 * hardly change), and the most memory that it had.
 */
struct run {
	double ms;
	double cpu_ms;
	double mib;
};

/* Run it without output; the program ends if it fails. */
struct run run_program(const char *const *argv);

/* vault.c */

/* A vault of a size, with the passphrase of fixture_passphrase(1). */
struct big_vault {
	struct fixture fixture;
	char path[400];
	char state[400];
	char copy[400]; /* where the bare commits go */
	int64_t items;
};

enum { COLLECTIONS = 4, RECORDS_AN_ITEM = 10 };

void big_vault_make(struct big_vault *v, const char *dir, int64_t items);
/* The title of item i, which counts from 1, and COLLECTION/TITLE. */
void big_vault_title(char *out, size_t size, int64_t i);
void big_vault_place(char *out, size_t size, int64_t i);
/* Run strongroom in it, with the quick key derivation. */
struct run big_vault_run(const struct big_vault *v, const char *const *args);

/* bare.c: the rows that a reveal adds, in a copy of the vault; to be closed. */
struct sqlite3;
struct sqlite3 *bare_open(const struct big_vault *v);
double bare_commit(struct sqlite3 *db);

/* kdf.c: Argon2id, or (quick) a hash in its place; how long the last one took. */
extern bool kdf_quick;
extern double kdf_ms;

/* The bars. */
void bars_start(void);
void bars_unlock(const char *dir, bool full);
void bars_reveal(struct big_vault *const *vaults, size_t n);
void bars_agent(const struct big_vault *v);
void bars_find(const struct big_vault *small, const struct big_vault *large);
void bars_import(const char *dir);
/* In a vault that has no envelope yet; the export goes into dir. */
void bars_seal(const struct big_vault *v, const char *dir);
void bars_verify(const struct big_vault *v);
void bars_sheets(void);
void bars_age(const char *dir, bool full);

#endif
