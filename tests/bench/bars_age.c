/* The bars of the age format: against the bare cipher over the same chunks. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/file_out.h"
#include "bench.h"
#include "crypto/aead.h"
#include "crypto/secret.h"
#include "crypto/x25519.h"
#include "envelope/age.h"

enum { ROUNDS = 9, CHUNK = 64 * 1024, MIB = 64, CHUNKS = MIB * 16 };

static struct secret *identity;
static uint8_t recipient[AGE_KEY];
static uint8_t *plain; /* MIB */
static struct buf sealed;

static enum rc nowhere(void *arg, const void *p, size_t n, struct err *e)
{
	(void)arg;
	(void)p;
	(void)n;
	(void)e;
	return RC_OK;
}

static enum rc to_buf(void *arg, const void *p, size_t n, struct err *e)
{
	buf_add(arg, p, n);
	return buf_ok(arg) ? RC_OK : err_nomem(e);
}

static enum rc to_file(void *arg, const void *p, size_t n, struct err *e)
{
	return file_out_write(arg, p, n, e);
}

static enum rc from_slice(void *arg, void *p, size_t n, size_t *got, struct err *e)
{
	struct slice *s = arg;

	(void)e;
	*got = n < s->n ? n : s->n;
	if (*got > 0)
		memcpy(p, s->p, *got);
	*s = slice_after(*s, *got);
	return RC_OK;
}

static double write_age(struct age_sink sink, size_t times)
{
	double start = now_ms();
	struct age_writer *w;
	struct err e;

	must(age_writer_new(&w, recipient, 1, sink, &e), &e, "age_writer_new");
	for (size_t i = 0; i < times * CHUNKS; i++)
		must(age_write(w, plain + i % CHUNKS * CHUNK, CHUNK, &e), &e, "age_write");
	must(age_close(w, &e), &e, "age_close");
	age_writer_free(w);
	return now_ms() - start;
}

static double read_age(void)
{
	const struct secret *const identities[] = {identity};
	struct age_keys keys = {.identities = identities, .count = 1};
	struct slice rest = buf_slice(&sealed);
	double start = now_ms();
	struct err e;

	must(age_read((struct age_source){from_slice, &rest},
		 (struct age_sink){.write = nowhere}, &keys, &e),
	    &e, "age_read");
	return now_ms() - start;
}

/* The cipher alone, both ways. */
static void bare(double *seal, double *open)
{
	static uint8_t out[CHUNK + AEAD_TAG];
	static uint8_t back[CHUNK];
	static const uint8_t key[AEAD_KEY] = {1};
	uint8_t nonce[AEAD_NONCE] = {0};
	double start = now_ms();

	for (size_t i = 0; i < CHUNKS; i++)
		aead_seal(out, plain + i * CHUNK, CHUNK, nonce, key);
	*seal = now_ms() - start;
	start = now_ms();
	for (size_t i = 0; i < CHUNKS; i++)
		if (!aead_open(back, out, sizeof out, nonce, key))
			abort();
	*open = now_ms() - start;
}

static void bar_body(void)
{
	struct samples writes = {0};
	struct samples reads = {0};
	struct samples seals = {0};
	struct samples opens = {0};

	(void)write_age((struct age_sink){to_buf, &sealed}, 1);
	for (int i = 0; i < ROUNDS; i++) {
		double seal;
		double open;

		sample(&writes, write_age((struct age_sink){.write = nowhere}, 1));
		sample(&reads, read_age());
		bare(&seal, &open);
		sample(&seals, seal);
		sample(&opens, open);
	}
	bar("age, 64 MiB written (bare cipher)", median(&writes), "ms", median(&seals),
	    "1.3 times");
	bar("age, 64 MiB read (bare cipher)", median(&reads), "ms", median(&opens),
	    "1.3 times");
}

static void put_sealed(const char *path, size_t mib)
{
	struct file_out *f;
	struct err e;

	must(file_out_open(&f, path, &e), &e, path);
	(void)write_age((struct age_sink){to_file, f}, mib / MIB);
	must(file_out_commit(f, &e), &e, path);
}

/* The descriptor of the key is inherited. */
static void bar_program(const char *dir, size_t mib)
{
	char name[64];
	char file[400];
	char out[400];
	char fd[16];
	char key[] = "/tmp/strongroom-bench.XXXXXX";
	const char *const args[] = {
	    BENCH_STRONGROOM, "unseal", file, "--identity-fd", fd, "--out", out, NULL};
	struct secret *text;
	struct run r;
	struct err e;
	int n = mkstemp(key);

	snprintf(file, sizeof file, "%s/large.age", dir);
	snprintf(out, sizeof out, "%s/large", dir);
	snprintf(fd, sizeof fd, "%d", n);
	must(age_identity_encode(&text, identity, &e), &e, "age_identity_encode");
	must(file_write_fd(n, text->p, text->n, &e), &e, key);
	put_sealed(file, mib);
	if (lseek(n, 0, SEEK_SET) != 0)
		abort();
	r = run_program(args);
	snprintf(name, sizeof name, "unseal of an age file of %zu MiB", mib);
	bar(name, r.ms, "ms", 0, "");
	bar("  peak memory", r.mib, "MiB", 0, "16 MiB");
	secret_free(text);
	close(n);
	unlink(key);
	unlink(file);
	unlink(out);
}

void bars_age(const char *dir, bool full)
{
	if ((identity = secret_new(AGE_KEY)) == NULL || (plain = calloc(CHUNKS, CHUNK)) == NULL)
		abort();
	identity->p[0] = 1;
	x25519_base(recipient, identity->p);
	bar_body();
	buf_finish(&sealed);
	bar_program(dir, full ? 1024 : MIB);
	secret_free(identity);
	free(plain);
}
