/*
 * fuzz: what a target of libFuzzer is made of.
 *
 * A target defines fuzz_init and fuzz_one. Each input is given to fuzz_one
 * twice: what it appends to the result must be the same both times, and no
 * secret may be left in memory. Beyond that the target says with fuzz_must what
 * has to hold; what does not, ends the program.
 */
#ifndef STRONGROOM_TESTS_FUZZ_H
#define STRONGROOM_TESTS_FUZZ_H

#include "base/buf.h"

/* Once, before the first input; the cryptographic library is started. */
void fuzz_init(void);

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

/* What libFuzzer calls. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
