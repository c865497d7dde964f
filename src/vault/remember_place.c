#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "base/file.h"
#include "remember_int.h"

enum { PLACE_MAX = 4096 };

/* The note of a path lies under a hash of it. */
static char *place_path(const char *dir, const char *path)
{
	uint8_t hash[VAULT_ID];

	blake2b(hash, sizeof hash, slice_str(path));
	return remember_path(dir, hash, sizeof hash, ".place");
}

enum rc remember_place(uint8_t vault_id[VAULT_ID], int64_t *member, const char *dir,
    const char *path, struct err *e)
{
	char *file = place_path(dir, path);
	struct buf b = {0};
	struct dec d;
	enum rc rc;

	if (file == NULL)
		return err_nomem(e);
	rc = file_read(&b, file, PLACE_MAX, e);
	if (rc == RC_OK) {
		dec_init(&d, buf_slice(&b));
		get_raw(&d, vault_id, VAULT_ID);
		*member = get_i64(&d);
		rc = dec_end(&d) ? RC_OK : RC_NOTFOUND;
	} else {
		rc = RC_NOTFOUND;
	}
	buf_finish(&b);
	free(file);
	return rc;
}

enum rc remember_set_place(const char *dir, const char *path, const uint8_t vault_id[VAULT_ID],
    int64_t member, struct err *e)
{
	uint8_t known[VAULT_ID];
	int64_t last;
	char *file;
	struct buf b = {0};
	enum rc rc;

	if (remember_place(known, &last, dir, path, NULL) == RC_OK && last == member &&
	    memcmp(known, vault_id, VAULT_ID) == 0)
		return RC_OK;
	if ((file = place_path(dir, path)) == NULL)
		return err_nomem(e);
	buf_add(&b, vault_id, VAULT_ID);
	put_i64(&b, member);
	rc = file_mkdirs(dir, e);
	if (rc == RC_OK)
		rc = buf_ok(&b) ? file_write(file, b.p, b.n, e) : err_nomem(e);
	buf_finish(&b);
	free(file);
	return rc;
}
