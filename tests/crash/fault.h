/*
 * fault: what goes wrong, and at which operation.
 *
 * Everything that the test process does to files is counted: by SQLite through
 * the VFS of faultvfs.c, by the program itself through the calls that
 * faultfile.c stands in for. At operation number "at" the fault happens.
 */
#ifndef STRONGROOM_TESTS_FAULT_H
#define STRONGROOM_TESTS_FAULT_H

#include <stdbool.h>
#include <stdint.h>

enum fault_op {
	OP_OPEN,   /* of what is there */
	OP_CREATE, /* or open to write */
	OP_READ,
	OP_WRITE,
	OP_SYNC,
	OP_TRUNCATE,
	OP_DELETE,
	OP_RENAME,
	OP_LOCK,
	OP_LOOK /* at the size, whether it is there */
};

enum fault_mode {
	STOP_KILLED, /* the process ends; what it wrote is there */
	STOP_LOST,   /* the power fails: nothing that was not synced is there */
	STOP_SOME,   /* the same, but each unsynced change is kept, torn or lost by chance */
	FAIL_ONCE,   /* an error is answered, and nothing done */
	FAIL_ON,     /* from there on always */
	FAIL_FULL,   /* from there on no room on the disk */
	FAIL_SHORT,  /* half of a write is done */
	FAIL_AFTER,  /* it is done, and yet an error answered */
	LIE_ONCE,    /* a write to the vault is not done, and success answered */
	LIE_ON,      /* from there on none is */
	LIE_OTHER,   /* another content is written than was given */
	FAULT_MODES
};

/* What the caller is to do. */
enum verdict { GO_ON, ANSWER_ERROR, ANSWER_FULL, DO_HALF, DO_AND_ERROR, PRETEND, ALTER };

const char *fault_name(enum fault_mode m);

/* Count from here on; seed decides what STOP_SOME keeps. */
void fault_arm(enum fault_mode m, long at, uint64_t seed);
bool fault_armed(void);

/* How many operations of the mode's kind there were. */
long fault_count(void);

/*
 * The next operation, on the vault file itself or another. Does not return
 * where it is a stop: the process ends with the status FAULT_STOPPED.
 */
enum { FAULT_STOPPED = 77 };
enum verdict fault_next(enum fault_op op, bool vault);

/* The last moment: the power fails after all was done, where that is the mode. */
void fault_last(void);

#endif
