/*
 * judge: what an altered vault tells, against what the unaltered one told.
 */
#ifndef STRONGROOM_TESTS_JUDGE_H
#define STRONGROOM_TESTS_JUDGE_H

#include "sample.h"
#include "whole.h"

enum verdict {
	REFUSED,   /* by audit_verify, and to a member, too */
	PARTIAL,   /* by audit_verify; what a member is told nevertheless is sound */
	LATE,      /* found sound by audit_verify, but refused where it is read */
	IDENTICAL, /* nothing that anybody is told has changed */
	WRONG,     /* none of these: a fault of the program */
	VERDICTS
};

struct judge {
	struct sample sample;
	struct whole good; /* all that its founder is told */
};

/* Make the sample, and ask it everything; packed as in sample.h. */
void judge_init(struct judge *j, bool packed);
void judge_finish(struct judge *j);

/*
 * Put other bytes in place of the sample's: verify them, and be the founder,
 * whose computer remembers the sample, who reads and reveals everything. With
 * WRONG, *why says what; a refusal has to be one of the file, with a sentence.
 */
enum verdict judge(const struct judge *j, struct slice bytes, struct err *why);

#endif
