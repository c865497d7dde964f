/* bare: the commit that a reveal cannot do without, and nothing else. */
#include <sqlite3.h>
#include <stdlib.h>

#include "bench.h"

sqlite3 *bare_open(const struct big_vault *v)
{
	sqlite3 *db;

	if (sqlite3_open(v->copy, &db) != SQLITE_OK ||
	    sqlite3_exec(db,
		"PRAGMA synchronous=EXTRA; PRAGMA secure_delete=ON;"
		"PRAGMA journal_mode=DELETE",
		NULL, NULL, NULL) != SQLITE_OK)
		abort();
	return db;
}

/* The rows that a reveal adds: two records (it and the unlock) with their details. */
double bare_commit(sqlite3 *db)
{
	static const char ROWS[] =
	    "BEGIN IMMEDIATE;"
	    "INSERT INTO audit SELECT seq+1, prev, time_ms, actor, action, outcome, "
	    "subject_kind, subject, version, digest, public, period, detail_hash, sig, leaf "
	    "FROM audit ORDER BY seq DESC LIMIT 1;"
	    "INSERT INTO audit_detail SELECT seq+1, sealed FROM audit_detail ORDER BY seq DESC "
	    "LIMIT 1;"
	    "INSERT INTO audit SELECT seq+1, prev, time_ms, actor, action, outcome, "
	    "subject_kind, subject, version, digest, public, period, detail_hash, sig, leaf "
	    "FROM audit ORDER BY seq DESC LIMIT 1;"
	    "INSERT INTO audit_detail SELECT seq+1, sealed FROM audit_detail ORDER BY seq DESC "
	    "LIMIT 1;"
	    "COMMIT";
	double start = now_ms();

	if (sqlite3_exec(db, ROWS, NULL, NULL, NULL) != SQLITE_OK)
		abort();
	return now_ms() - start;
}
