/*
 * fuzz: what a target of libFuzzer is made of.
 *
 * A target defines fuzz_init and fuzz_one. Each input is given to fuzz_one
 * twice: what it appends to the result must be the same both times, and no
 * secret may be left in memory. Beyond that the target says with fuzz_must what
 * has to hold; what does not, ends the program.
 *
 * An input that everything refuses tests nothing, and old ones become such when
 * a format changes. So a target names the ways in which an input is accepted,
 * and a corpus fails if none of its inputs goes one of them; and what is in a
 * format of our own it makes itself, as a seed.
 */
#ifndef STRONGROOM_TESTS_FUZZ_H
#define STRONGROOM_TESTS_FUZZ_H

#include "base/buf.h"

/* Once, before the first input; the cryptographic library is started. */
void fuzz_init(void);

/*
 * In fuzz_init: the name of such a way, in memory that lasts; what fuzz_accept
 * is told when an input goes it.
 */
unsigned fuzz_way(const char *name);
void fuzz_accept(unsigned way);

/* In fuzz_init: an input that is given before all others. It is copied. */
void fuzz_seed(struct slice input);
/* The same, behind a byte that says how it is to be read. */
void fuzz_seed_as(uint8_t how, struct slice input);

/* One input. The slice ends where its memory does; an empty one has an address, too. */
void fuzz_one(struct buf *result, struct slice input);

/* Abort, saying what does not hold. */
#define fuzz_must(holds) fuzz_check((holds), #holds, __FILE__, __LINE__)
void fuzz_check(bool holds, const char *what, const char *file, int line);

/*
 * A refusal, or RC_OK: one of the values that the mask allows, a bit each, and
 * with a sentence as base/err.h promises it. Appended to the result.
 */
#define FUZZ_RC(rc) (1u << (rc))
void fuzz_answer(struct buf *result, enum rc rc, const struct err *e, unsigned allowed);

/* A sentence for a person: UTF-8, not empty, one line, nothing a terminal obeys. */
void fuzz_sentence(const char *text);

/* Values taken from the front of an input; zeros when it is used up. */
uint8_t feed_u8(struct slice *feed);
uint16_t feed_u16(struct slice *feed);
uint64_t feed_u64(struct slice *feed);
/* At most n bytes, and what is left if that is less. */
struct slice feed_bytes(struct slice *feed, size_t n);
/* As many bytes as the byte before them says. */
struct slice feed_text(struct slice *feed);

/* Inputs that went a way; and those that went none, under the name "refused". */
struct fuzz_count {
	const char *name;
	long inputs;
	bool gone; /* by the input that is being given */
};
const struct fuzz_count *fuzz_counts(size_t *n);
/* Seed number n; false if there are not as many. */
bool fuzz_seed_get(struct slice *input, size_t n);

/*
 * What libFuzzer calls. With STRONGROOM_SEEDS the seeds are written to that
 * folder first.
 */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
