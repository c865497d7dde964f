/*
 * slip39-recover: the secret of SLIP-39 shares, for vectors that are not here.
 *
 *     slip39-recover [--passphrase-fd N] <SHARES
 *
 * Reads one share a line from standard input, up to its end, and prints the
 * secret in hexadecimal; or says on stderr why there is none, and exits with 1.
 * The passphrase is one line of descriptor N; without it there is none.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "crypto/secret.h"
#include "envelope/slip39.h"

enum { MOST = SLIP39_SHARES * SLIP39_SHARES, ROOM = 256 * 1024 };

/* All of a descriptor; NULL if it cannot be read or does not fit. */
static struct secret *read_all(int fd)
{
	struct secret *s = secret_new(ROOM);
	size_t n = 0;
	ssize_t got = 1;

	while (s != NULL && n < s->n && got != 0) {
		got = read(fd, s->p + n, s->n - n);
		if (got < 0 && errno != EINTR)
			break;
		n += got > 0 ? (size_t)got : 0;
	}
	if (s != NULL && got == 0) {
		secret_truncate(s, n);
		return s;
	}
	secret_free(s);
	return NULL;
}

/* The line at the beginning of *rest, without its end. */
static struct slice take_line(struct slice *rest)
{
	const uint8_t *end = rest->n == 0 ? NULL : memchr(rest->p, '\n', rest->n);
	struct slice line = slice_of(rest->p, end == NULL ? rest->n : (size_t)(end - rest->p));

	*rest = slice_after(*rest, line.n + (end != NULL));
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

static bool is_blank(struct slice line)
{
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] != ' ' && line.p[i] != '\t')
			return false;
	return true;
}

static enum rc recover(
    struct secret **secret, struct slice text, struct slice passphrase, struct err *e)
{
	struct slice shares[MOST];
	size_t n = 0;

	while (text.n > 0) {
		struct slice line = take_line(&text);

		if (is_blank(line))
			continue;
		if (n == MOST)
			return err_set(e, RC_INPUT, "there are more shares than any set has");
		shares[n++] = line;
	}
	return slip39_recover(secret, shares, n, passphrase, e);
}

static int print(enum rc rc, const struct secret *secret, const struct err *e)
{
	if (rc != RC_OK) {
		fprintf(stderr, "slip39-recover: %s\n", e->text);
		return 1;
	}
	for (size_t i = 0; i < secret->n; i++)
		printf("%02x", secret->p[i]);
	return printf("\n") == 1 && fflush(stdout) == 0 ? 0 : 1;
}

static int passphrase_fd(int argc, char **argv)
{
	char *end = NULL;
	long fd;

	if (argc == 1)
		return -1;
	fd = argc == 3 && strcmp(argv[1], "--passphrase-fd") == 0 ? strtol(argv[2], &end, 10)
								  : -1;
	if (fd < 0 || fd > 65535 || end == argv[2] || *end != '\0') {
		fprintf(stderr, "usage: slip39-recover [--passphrase-fd N] <SHARES\n");
		exit(2);
	}
	return (int)fd;
}

int main(int argc, char **argv)
{
	int fd = passphrase_fd(argc, argv);
	struct secret *passphrase = NULL;
	struct secret *text = NULL;
	struct secret *secret = NULL;
	struct slice given;
	struct err e = {.text = "what it reads from cannot be read, or is too long"};
	enum rc rc;

	if ((rc = crypto_init(&e)) == RC_OK) {
		rc = RC_INPUT;
		if (fd >= 0)
			passphrase = read_all(fd);
		if ((fd < 0 || passphrase != NULL) && (text = read_all(STDIN_FILENO)) != NULL) {
			given = secret_slice(passphrase);
			rc = recover(&secret, secret_slice(text), take_line(&given), &e);
		}
	}
	fd = print(rc, secret, &e);
	secret_free(passphrase);
	secret_free(text);
	secret_free(secret);
	return fd;
}
