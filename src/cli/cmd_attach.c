/* attach, detach: files that an item carries. */
#include "attached.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "commands.h"
#include "crypto/secret.h"
#include "vault/attachment.h"
#include "vault/grant.h"

enum { LARGE = 1024 * 1024 /* bytes of a file that takes a while */ };

/* A file on its way in: read as it is needed, or, of what can be read only once, held. */
struct incoming {
	struct app *app;
	const char *path;
	struct slice name;
	int fd;
	bool regular; /* no pipe or device */
	int64_t size;
	struct buf held; /* of a pipe */
	struct slice rest;
	struct item it;
};

static bool is_stdin(const char *path)
{
	return strcmp(path, "-") == 0;
}

/* The last part of the path, unless --name says another. */
static struct slice name_of(const struct app *app)
{
	const char *name = args_value(&app->args, "name");
	const char *path = args_word(&app->args, 1);
	const char *slash = strrchr(path, '/');

	if (name != NULL)
		return slice_str(name);
	if (is_stdin(path))
		return slice_of(NULL, 0);
	return slice_str(slash == NULL ? path : slash + 1);
}

enum rc check_attach(struct app *app, struct err *e)
{
	const char *path = args_word(&app->args, 1);
	const struct slice name = name_of(app);
	enum rc rc;

	if (is_stdin(path) && name.n == 0)
		return err_set(e, RC_USAGE,
		    "what comes from standard input has no name; give it one with --name NAME");
	if ((rc = attached_check_name(name, "give another name with --name NAME", e)) != RC_OK)
		return rc;
	return is_stdin(path) ? RC_OK : file_can_read(path, e);
}

static enum rc read_held(void *arg, uint8_t *p, size_t n, size_t *got, struct err *e)
{
	struct incoming *in = arg;

	(void)e;
	*got = n < in->rest.n ? n : in->rest.n;
	if (*got > 0)
		memcpy(p, in->rest.p, *got);
	in->rest = slice_after(in->rest, *got);
	return RC_OK;
}

static enum rc read_fd(void *arg, uint8_t *p, size_t n, size_t *got, struct err *e)
{
	struct incoming *in = arg;

	*got = 0;
	while (*got < n) {
		ssize_t r = read(in->fd, p + *got, n - *got);

		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return err_errno(e, RC_IO, "cannot read %s", in->path);
		if (r == 0)
			break;
		*got += (size_t)r;
	}
	return RC_OK;
}

/* A pipe is read before the vault is kept from others, for it may take its time. */
static enum rc hold(struct incoming *in, struct err *e)
{
	struct err inner;
	enum rc rc = file_read_fd(&in->held, in->fd, ATTACHMENT_MAX, &inner);

	if (rc == RC_INPUT)
		return err_set(e, RC_INPUT,
		    "the file %s has more than 16 MiB, the most of an attachment", in->path);
	if (rc != RC_OK)
		return err_set(e, rc, "%s: %s", in->path, inner.text);
	in->rest = buf_slice(&in->held);
	in->size = (int64_t)in->held.n;
	return RC_OK;
}

static enum rc open_file(struct incoming *in, struct err *e)
{
	struct stat st;

	in->fd = is_stdin(in->path) ? STDIN_FILENO : open(in->path, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0 || fstat(in->fd, &st) != 0)
		return err_errno(
		    e, errno == ENOENT ? RC_NOTFOUND : RC_IO, "cannot open %s", in->path);
	if (S_ISDIR(st.st_mode))
		return err_set(e, RC_USAGE,
		    "the name %s is that of a folder; give that of a file", in->path);
	in->regular = S_ISREG(st.st_mode);
	if (!in->regular)
		return hold(in, e);
	in->size = st.st_size;
	if (in->size > LARGE)
		out_progress(in->app, "Encrypting %.*s …", SLICE_ARG(in->name));
	return RC_OK;
}

static void close_file(struct incoming *in)
{
	if (in->fd > STDERR_FILENO)
		close(in->fd);
	buf_finish(&in->held);
	item_finish(&in->it);
}

static enum rc check_free(const struct content *c, struct slice name, struct err *e)
{
	const struct field *f;

	if ((f = content_field(c, name)) != NULL)
		return err_set(e, RC_EXISTS,
		    "the item has a field \"%.*s\" already; give the file another name with "
		    "--name NAME",
		    SLICE_ARG(f->label));
	if ((f = content_file(c, name)) == NULL)
		return RC_OK;
	return err_set(e, RC_EXISTS,
	    "the item has an attachment \"%.*s\" already; give this one another name with "
	    "--name NAME, or first take that off with \"strongroom detach\"",
	    SLICE_ARG(f->label));
}

/* Why, for the new version of the item: "attached NAME", and what else was said. */
static const char *reason_of(
    struct buf *out, const struct app *app, const char *what, struct slice name)
{
	const char *reason = args_value(&app->args, "reason");

	buf_printf(out, "%s %.*s%s%s", what, SLICE_ARG(name), reason == NULL ? "" : ": ",
	    reason == NULL ? "" : reason);
	return buf_cstr(out);
}

static enum rc add_file(struct incoming *in, struct err *e)
{
	const struct attachment_source from = {.name = in->name,
	    .title = in->it.content.title,
	    .size = in->size,
	    .read = in->held.p != NULL ? read_held : read_fd,
	    .arg = in};
	struct session *s = in->app->session;
	struct buf reason = {0};
	uint8_t value[FILE_VALUE];
	struct content c = {0};
	enum rc rc;

	if ((rc = attachment_add(value, s, in->it.collection, &from,
		 args_value(&in->app->args, "reason"), e)) != RC_OK)
		goto out;
	content_copy(&c, &in->it.content);
	content_add_field(&c, in->name, FIELD_FILE, slice_of(value, sizeof value));
	rc = reason_of(&reason, in->app, "attached", in->name) == NULL
		 ? err_nomem(e)
		 : item_edit(s, &in->it, &c, buf_cstr(&reason), e);
out:
	content_finish(&c);
	wipe(value, sizeof value);
	buf_finish(&reason);
	return rc;
}

/* The item, opened to be written again. */
static enum rc find(
    struct item *it, struct app *app, enum action action, const char *what, struct err *e)
{
	struct session *s = app->session;
	enum rc rc;

	if ((rc = session_require(s, RIGHT_WRITE, action, what, e)) != RC_OK ||
	    (rc = item_find(it, s, args_word(&app->args, 0), e)) != RC_OK ||
	    (rc = grant_require_edit(s, it->collection, action, SUB_ITEM, it->id, e)) != RC_OK)
		return rc;
	return item_open_unseen(it, s, e);
}

static enum rc attach(struct incoming *in, struct err *e)
{
	enum rc rc = find(&in->it, in->app, ACT_ATTACHMENT_ADD, "attach files", e);

	if (rc != RC_OK || (rc = check_free(&in->it.content, in->name, e)) != RC_OK)
		return rc;
	return add_file(in, e);
}

static enum rc report(
    struct app *app, const struct item *it, struct slice name, int64_t size, struct err *e)
{
	char text[ATTACHED_SIZE];

	attached_size(text, size);
	if (app->json)
		return out_json(
		    json_pack("{s:I,s:o,s:I,s:o,s:I}", "id", (json_int_t)it->id, "title",
			json_slice(it->content.title), "version", (json_int_t)it->version + 1,
			"name", json_slice(name), "size", (json_int_t)size),
		    e);
	out_note(app, "Attached %.*s (%s) to \"%.*s\" (#%lld).", SLICE_ARG(name), text,
	    SLICE_ARG(it->content.title), (long long)it->id);
	return RC_OK;
}

enum rc cmd_attach(struct app *app, struct err *e)
{
	struct incoming in = {
	    .app = app, .path = args_word(&app->args, 1), .name = name_of(app), .fd = -1};
	enum rc rc;

	/* To open and close it would also take away the locks of SQLite. */
	if (!is_stdin(in.path) && file_same(in.path, session_path(app->session)))
		return err_set(e, RC_USAGE,
		    "%s is the vault itself; \"strongroom backup FILE\" makes a copy of it",
		    in.path);
	if ((rc = open_file(&in, e)) != RC_OK || (rc = session_begin(app->session, e)) != RC_OK)
		goto out;
	if ((rc = session_end(app->session, attach(&in, e), e)) == RC_OK)
		rc = report(app, &in.it, in.name, in.size, e);
	if (rc == RC_OK && in.regular && !is_stdin(in.path))
		out_note(app,
		    "%s is still there in clear: delete it, once \"strongroom save\" has given "
		    "you the attachment back.",
		    in.path);
out:
	close_file(&in);
	return rc;
}

static enum rc detach(struct item *it, struct app *app, struct err *e)
{
	const char *name = args_word(&app->args, 1);
	const struct field *f;
	struct buf reason = {0};
	struct content c = {0};
	enum rc rc;

	if ((rc = find(it, app, ACT_ITEM_EDIT, "detach files", e)) != RC_OK ||
	    (rc = attached_find(&f, &it->content, name, e)) != RC_OK)
		return rc;
	content_copy(&c, &it->content);
	content_drop_field(&c, (size_t)(f - it->content.fields));
	rc = reason_of(&reason, app, "detached", f->label) == NULL
		 ? err_nomem(e)
		 : item_edit(app->session, it, &c, buf_cstr(&reason), e);
	content_finish(&c);
	buf_finish(&reason);
	return rc;
}

static enum rc report_detached(struct app *app, const struct item *it, struct err *e)
{
	if (app->json)
		return out_json(
		    json_pack("{s:I,s:o,s:I}", "id", (json_int_t)it->id, "title",
			json_slice(it->content.title), "version", (json_int_t)it->version + 1),
		    e);
	out_note(app,
	    "Took %s off \"%.*s\" (#%lld). Version %lld has it still, and \"strongroom restore "
	    "'#%lld' --version %lld\" brings it back; the vault keeps its bytes.",
	    args_word(&app->args, 1), SLICE_ARG(it->content.title), (long long)it->id,
	    (long long)it->version, (long long)it->id, (long long)it->version);
	return RC_OK;
}

enum rc cmd_detach(struct app *app, struct err *e)
{
	struct item it = {0};
	enum rc rc;

	if ((rc = session_begin(app->session, e)) != RC_OK)
		return rc;
	if ((rc = session_end(app->session, detach(&it, app, e), e)) == RC_OK)
		rc = report_detached(app, &it, e);
	item_finish(&it);
	return rc;
}
