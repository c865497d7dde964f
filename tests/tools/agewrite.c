/*
 * agewrite [-a] RECIPIENT…, or agewrite [-a] -p WORK: standard input as an age
 * file on standard output, armored with -a; the passphrase is the line on
 * descriptor 3. So that other programs can read what is written here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "crypto/secret.h"
#include "envelope/age.h"

enum { RECIPIENTS = 100, PIECE = 10000 };

static void must(enum rc rc, const struct err *e)
{
	if (rc == RC_OK)
		return;
	fprintf(stderr, "agewrite: %s\n", e->text);
	exit(1);
}

static enum rc to_stdout(void *arg, const void *p, size_t n, struct err *e)
{
	(void)arg;
	return file_write_fd(STDOUT_FILENO, p, n, e);
}

static struct secret *passphrase(void)
{
	struct secret *line = secret_new(1000);
	ssize_t n = read(3, line->p, line->n);

	if (n <= 0)
		exit(2);
	secret_truncate(line, (size_t)n - (line->p[n - 1] == '\n'));
	return line;
}

static struct age_writer *open_writer(char **args, struct age_sink sink)
{
	uint8_t keys[RECIPIENTS][AGE_KEY];
	struct age_writer *w = NULL;
	struct secret *line;
	size_t n = 0;
	struct err e;

	if (args[0] != NULL && strcmp(args[0], "-p") == 0 && args[1] != NULL) {
		line = passphrase();
		must(age_writer_new_passphrase(&w, line, atoi(args[1]), sink, &e), &e);
		secret_free(line);
		return w;
	}
	for (; args[n] != NULL && n < RECIPIENTS; n++)
		must(age_recipient_decode(keys[n], slice_str(args[n]), &e), &e);
	must(age_writer_new(&w, keys[0], n, sink, &e), &e);
	return w;
}

static void copy(struct age_writer *w)
{
	uint8_t piece[PIECE];
	ssize_t n;
	struct err e;

	while ((n = read(STDIN_FILENO, piece, sizeof piece)) > 0)
		must(age_write(w, piece, (size_t)n, &e), &e);
	must(age_close(w, &e), &e);
}

int main(int argc, char **argv)
{
	bool armored = argc > 1 && strcmp(argv[1], "-a") == 0;
	struct age_sink sink = {.write = to_stdout};
	struct age_armor_writer *armor = age_armor_writer_new(sink);
	struct age_writer *w;
	struct err e;

	must(crypto_init(&e), &e);
	w = open_writer(argv + 1 + armored, armored ? age_armor_writer_sink(armor) : sink);
	copy(w);
	if (armored)
		must(age_armor_writer_close(armor, &e), &e);
	age_writer_free(w);
	age_armor_writer_free(armor);
	return 0;
}
