/*
 * input: secrets from descriptors that the caller has opened.
 */
#include "app.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crypto/secret.h"
#include "vault/content.h"

enum { LINE_LIMIT = 64 * 1024, TEXT_LIMIT = FIELD_MAX };

static enum rc descriptor(int *fd, struct app *app, const char *option, struct err *e)
{
	int64_t n = -1;
	enum rc rc = args_number(&n, &app->args, option, 0, 65535, e);

	*fd = (int)n;
	return rc;
}

static enum rc too_long(const char *option, size_t limit, struct err *e)
{
	return err_set(e, RC_INPUT, "what --%s gives is longer than %zu bytes", option, limit);
}

/* A byte at a time, so that what follows the line is left for another reader. */
enum rc input_line_fd(struct secret **line, int fd, const char *option, struct err *e)
{
	struct secret *s = secret_new(LINE_LIMIT);
	size_t n = 0;
	enum rc rc = RC_OK;

	if (s == NULL)
		return err_nomem(e);
	for (;;) {
		uint8_t c;
		ssize_t got = read(fd, &c, 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			rc = err_errno(
			    e, RC_INPUT, "--%s: cannot read descriptor %d", option, fd);
		else if (got == 0 && n == 0)
			rc = err_set(
			    e, RC_INPUT, "--%s: descriptor %d has no line to read", option, fd);
		if (got <= 0 || c == '\n')
			break;
		if (n == s->n) {
			rc = too_long(option, LINE_LIMIT, e);
			break;
		}
		s->p[n++] = c;
	}
	if (rc != RC_OK) {
		secret_free(s);
		return rc;
	}
	if (n > 0 && s->p[n - 1] == '\r')
		n--;
	*line = secret_copy(s->p, n);
	secret_free(s);
	return *line == NULL ? err_nomem(e) : RC_OK;
}

enum rc input_line(struct secret **line, struct app *app, const char *option, struct err *e)
{
	int fd;
	enum rc rc = descriptor(&fd, app, option, e);

	return rc != RC_OK ? rc : input_line_fd(line, fd, option, e);
}

enum rc input_all(struct secret **text, struct app *app, const char *option, struct err *e)
{
	struct secret *s;
	size_t n = 0;
	int fd;
	enum rc rc;

	if ((rc = descriptor(&fd, app, option, e)) != RC_OK)
		return rc;
	if ((s = secret_new(TEXT_LIMIT + 1)) == NULL)
		return err_nomem(e);
	while (rc == RC_OK) {
		ssize_t got = read(fd, s->p + n, s->n - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			rc = err_errno(
			    e, RC_INPUT, "--%s: cannot read descriptor %d", option, fd);
		if (got <= 0)
			break;
		n += (size_t)got;
		if (n > TEXT_LIMIT)
			rc = too_long(option, TEXT_LIMIT, e);
	}
	if (rc == RC_OK) {
		if (n > 0 && s->p[n - 1] == '\n')
			n--;
		if ((*text = secret_copy(s->p, n)) == NULL)
			rc = err_nomem(e);
	}
	secret_free(s);
	return rc;
}
