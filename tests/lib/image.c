#include "image.h"

#include <stdlib.h>
#include <string.h>

#include "session_int.h"
#include "store_int.h"

/* SQLite takes the copy over, and gives it back when the connection closes. */
static int load(sqlite3 *db, struct slice bytes)
{
	unsigned char *copy = sqlite3_malloc64(bytes.n + 1);

	if (copy == NULL)
		return SQLITE_NOMEM;
	if (bytes.n > 0)
		memcpy(copy, bytes.p, bytes.n);
	return sqlite3_deserialize(db, "main", copy, (sqlite3_int64)bytes.n,
	    (sqlite3_int64)bytes.n + 1,
	    SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE);
}

enum rc image_store(struct store **out, struct slice bytes, const char *path, struct err *e)
{
	struct store *s = calloc(1, sizeof *s);
	enum rc rc;
	int code;

	if (s == NULL || (s->path = strdup(path)) == NULL) {
		store_close(s);
		return err_nomem(e);
	}
	code = sqlite3_open_v2(":memory:", &s->db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE, NULL);
	if (code == SQLITE_OK)
		code = load(s->db, bytes);
	if (code != SQLITE_OK) {
		rc = store_fail(s, code, e);
		goto fail;
	}
	/*
	 * In memory a journal is in memory, too, unless one asks. Where this does
	 * not work, for the bytes are no database, store_start has to refuse them.
	 */
	(void)sqlite3_exec(s->db, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
	if ((rc = store_start(s, e)) != RC_OK)
		goto fail;
	*out = s;
	return RC_OK;
fail:
	store_close(s);
	return rc;
}

enum rc image_open(
    struct session **s, struct slice bytes, const struct session_options *o, struct err *e)
{
	struct store *store;
	enum rc rc = image_store(&store, bytes, o->path, e);

	return rc == RC_OK ? session_over(s, store, o, e) : rc;
}

enum rc image_unlock(struct session **out, struct slice bytes, const struct session_options *o,
    int64_t member, const struct secret *seed, struct err *e)
{
	struct member_row row = {0};
	struct session *s;
	enum rc rc = image_open(&s, bytes, o, e);

	if (rc != RC_OK)
		return rc;
	if ((rc = session_learn(s, member, e)) == RC_OK &&
	    (rc = session_own_row(&row, s, e)) == RC_OK)
		rc = session_become(s, seed, e);
	member_row_finish(&row);
	if (rc == RC_OK)
		*out = s;
	else
		session_close(s);
	return rc;
}
