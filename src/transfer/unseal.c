#include "transfer/unseal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/file_new.h"
#include "crypto/secret.h"
#include "envelope/age.h"
#include "seal_line_int.h"
#include "unseal_int.h"

/* decrypting */

struct input {
	int fd;
	const char *path;
};

static enum rc open_input(struct input *in, const char *path, struct err *e)
{
	in->path = path;
	in->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0)
		return err_errno(
		    e, errno == ENOENT ? RC_NOTFOUND : RC_IO, "cannot open %s", path);
	return RC_OK;
}

static enum rc from_file(void *arg, void *p, size_t n, size_t *got, struct err *e)
{
	const struct input *in = arg;
	ssize_t r;

	do
		r = read(in->fd, p, n);
	while (r < 0 && errno == EINTR);
	if (r < 0)
		return err_errno(e, RC_IO, "cannot read %s", in->path);
	*got = (size_t)r;
	return RC_OK;
}

static enum rc to_memory(void *arg, const void *p, size_t n, struct err *e)
{
	struct buf *plain = arg;

	if (n > UNSEAL_MAX - plain->n)
		return err_set(e, RC_INPUT,
		    "the export has more than %d MiB; write what is in it to a file instead",
		    UNSEAL_MAX >> 20);
	buf_add(plain, p, n);
	return buf_ok(plain) ? RC_OK : err_nomem(e);
}

static enum rc to_file(void *arg, const void *p, size_t n, struct err *e)
{
	return file_new_write(arg, p, n, e);
}

enum rc unseal_read(struct buf *plain, const char *path, struct age_keys *keys, struct err *e)
{
	const struct age_sink sink = {.write = to_memory, .arg = plain};
	enum rc rc;

	buf_clear(plain);
	rc = unseal_stream(path, sink, keys, e);
	if (rc != RC_OK)
		buf_finish(plain);
	return rc;
}

enum rc unseal_check_out(const char *path, const char *out, struct err *e)
{
	struct stat to;

	if (file_same(path, out))
		return err_set(e, RC_USAGE,
		    "%s is the encrypted file itself; give the decrypted one another name",
		    out);
	if (stat(out, &to) == 0 && !S_ISREG(to.st_mode) && !S_ISDIR(to.st_mode))
		return err_set(e, RC_USAGE, "%s is not a file; give the name of one", out);
	return RC_OK;
}

enum rc unseal_copy(const char *path, const char *out, struct age_keys *keys, struct err *e)
{
	struct age_sink sink = {.write = to_file};
	struct file_new *file = NULL;
	struct input in;
	enum rc rc;

	if ((rc = open_input(&in, path, e)) != RC_OK)
		return rc;
	if ((rc = unseal_check_out(path, out, e)) != RC_OK ||
	    (rc = file_new_open_over(&file, out, e)) != RC_OK)
		goto out;
	sink.arg = file;
	rc = age_read((struct age_source){.read = from_file, .arg = &in}, sink, keys, e);
	if (rc != RC_OK)
		goto out;
	rc = file_new_commit(file, e);
	file = NULL;
out:
	file_new_abort(file);
	close(in.fd);
	return rc;
}

enum rc unseal_stream(
    const char *path, struct age_sink sink, struct age_keys *keys, struct err *e)
{
	struct input in;
	enum rc rc;

	if ((rc = open_input(&in, path, e)) != RC_OK)
		return rc;
	rc = age_read((struct age_source){.read = from_file, .arg = &in}, sink, keys, e);
	close(in.fd);
	return rc;
}

/* checking */

static enum rc check_signature(struct slice plain, const uint8_t *export_sign, struct err *e)
{
	uint8_t sig[SIGN_SIZE];
	uint8_t hash[HASH_SIZE];
	struct slice body;

	if (!seal_line_get(&body, sig, plain))
		return err_set(e, RC_TAMPER,
		    "the export has no signature: it was altered, or somebody else made it; do "
		    "not rely on what is in it");
	sha256(hash, body);
	if (!seal_line_check(hash, sig, export_sign))
		return err_set(e, RC_TAMPER,
		    "the export is not genuine: it was altered, or somebody without the key of "
		    "this envelope made it; do not rely on what is in it");
	return RC_OK;
}

enum rc unseal_check(
    struct unseal_info *info, struct slice plain, const uint8_t *export_sign, struct err *e)
{
	enum rc rc;

	*info = (struct unseal_info){0};
	if (export_sign != NULL && (rc = check_signature(plain, export_sign, e)) != RC_OK)
		return rc;
	info->genuine = export_sign != NULL;
	if ((rc = unseal_info_read(info, plain, e)) != RC_OK)
		unseal_info_finish(info);
	return rc;
}
