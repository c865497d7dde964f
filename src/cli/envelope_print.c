/* envelope_print: the sheets of an envelope, as pages or as JSON. */
#include "envelope.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "crypto/secret.h"
#include "envelope/sheet.h"

static json_t *json_sheet(const struct sheet *s)
{
	return json_pack("{s:i,s:o,s:o}", "number", (int)s->number, "holder",
	    json_slice(s->holder), "words", json_slice(s->words));
}

/* The key stands there only where one sheet is enough. */
static enum rc print_json(const struct sheet *sheets, size_t n, struct err *e)
{
	json_t *all = json_array();

	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(all, json_sheet(&sheets[i]));
	return out_json(
	    json_pack("{s:I,s:i,s:o,s:o,s:o}", "serial", (json_int_t)sheets[0].serial, "need",
		(int)sheets[0].need, "recipient", json_slice(sheets[0].recipient), "identity",
		sheets[0].identity.n > 0 ? json_slice(sheets[0].identity) : json_null(),
		"sheets", all),
	    e);
}

/* Which kind, and to which descriptor. */
static enum rc options(enum sheet_kind *kind, int *fd, const struct app *app, struct err *e)
{
	const char *name = args_value(&app->args, "sheet");
	int64_t n = STDOUT_FILENO;
	enum rc rc;

	*kind = SHEET_TEXT;
	if (name != NULL && !sheet_kind_find(kind, name))
		return err_set(e, RC_USAGE, "--sheet takes text, html or pdf");
	if ((rc = args_number(&n, &app->args, "sheet-fd", 0, INT32_MAX, e)) != RC_OK)
		return rc;
	*fd = (int)n;
	return RC_OK;
}

enum rc envelope_print_check(const struct app *app, struct err *e)
{
	enum sheet_kind kind;
	int fd;
	enum rc rc;

	if ((rc = options(&kind, &fd, app, e)) != RC_OK)
		return rc;
	if (app->json && fd == STDOUT_FILENO &&
	    (args_has(&app->args, "sheet") || args_has(&app->args, "sheet-fd")))
		return err_set(e, RC_USAGE,
		    "with --json there is no room for sheets on standard output; give them a "
		    "descriptor of their own, as with --sheet-fd 3");
	if (fcntl(fd, F_GETFL) < 0 || (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY)
		return err_set(
		    e, RC_USAGE, "the sheets cannot be written to descriptor %d", fd);
	if (kind != SHEET_TEXT && isatty(fd))
		return err_set(e, RC_USAGE,
		    "%s is for a printer, not for a terminal: add \"| lp\" behind the command, "
		    "or "
		    "give a descriptor with --sheet-fd",
		    kind == SHEET_PDF ? "PDF" : "HTML");
	return RC_OK;
}

/* A printer begins when it has seen the end, and the questions come after that. */
static enum rc close_for_printer(int fd, struct err *e)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	enum rc rc = RC_OK;

	if (null < 0 || dup2(null, fd) < 0)
		rc = err_errno(e, RC_IO, "cannot end what goes to the printer");
	if (null >= 0)
		close(null);
	return rc;
}

static enum rc wait_for_paper(struct app *app, struct err *e)
{
	struct secret *line;
	enum rc rc;

	if (app->json || !term_open(app))
		return RC_OK;
	rc = term_line(&line, app,
	    "Fetch the paper. Press Enter when every sheet is printed (Ctrl-C if not): ", e);
	if (rc == RC_OK)
		secret_free(line);
	return rc;
}

static void note_file(const struct app *app, int fd)
{
	struct stat st;

	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		out_warn(app,
		    "the sheets are in a file, which whoever has it can open the export with: "
		    "print it, and delete it at once");
}

bool envelope_on_screen(const struct app *app)
{
	enum sheet_kind kind;
	struct err e;
	int fd;

	/* What was closed for a printer is no terminal either. */
	return options(&kind, &fd, app, &e) == RC_OK && isatty(fd);
}

/* Where lp is not installed, nobody reads the pipe: that is said, and ends nothing silently. */
static enum rc write_pages(int fd, const struct buf *pages, struct err *e)
{
	void (*before)(int) = signal(SIGPIPE, SIG_IGN);
	enum rc rc;

	errno = 0;
	rc = file_write_fd(fd, pages->p, pages->n, e);
	if (rc != RC_OK && errno == EPIPE)
		err_set(e, rc,
		    "the sheets were not printed, for the program that they went to has ended, "
		    "as \"lp\" does where it is not installed; no envelope was made");
	if (before != SIG_ERR)
		signal(SIGPIPE, before);
	return rc;
}

static enum rc print_pages(struct app *app, const struct sheet *sheets, size_t n, struct err *e)
{
	struct buf pages = {0};
	enum sheet_kind kind;
	int fd;
	enum rc rc;

	if ((rc = options(&kind, &fd, app, e)) != RC_OK ||
	    (rc = sheet_write(&pages, sheets, n, kind, e)) != RC_OK ||
	    (rc = write_pages(fd, &pages, e)) != RC_OK)
		goto out;
	note_file(app, fd);
	if (!isatty(fd) && (rc = close_for_printer(fd, e)) == RC_OK)
		rc = wait_for_paper(app, e);
out:
	buf_finish(&pages);
	return rc;
}

enum rc envelope_print(struct app *app, const struct sheet *sheets, size_t n, struct err *e)
{
	enum rc rc = RC_OK;

	if (!app->json || args_has(&app->args, "sheet-fd"))
		rc = print_pages(app, sheets, n, e);
	return rc == RC_OK && app->json ? print_json(sheets, n, e) : rc;
}
