/*
 * world: a vault to do things to while something fails, and what must hold after.
 *
 * Each trial begins with the same files, runs one job in a process of its own,
 * as a command would from the opening of the vault on, and looks at what is
 * left with nothing failing any more.
 */
#ifndef STRONGROOM_TESTS_WORLD_H
#define STRONGROOM_TESTS_WORLD_H

#include "base/buf.h"
#include "crypto/hash.h"

enum job {
	JOB_ADD,
	JOB_EDIT,
	JOB_ATTACH,
	JOB_REVEAL,
	JOB_REVOKE, /* with a new key for the collection and all items */
	JOB_IMPORT,
	JOB_SEAL,
	JOB_PASSPHRASE,
	JOB_MEMBER,
	JOB_FIRST, /* the first passphrase of a member is changed: new keys */
	JOB_INIT,  /* of a new vault */
	JOBS
};

const char *job_name(enum job j);

/* What came of a trial. */
struct result {
	int status;        /* as of waitpid */
	bool ended;        /* it was not stopped */
	bool acknowledged; /* the job answered RC_OK */
	bool revealed;     /* a value was given out */
	int64_t seq;       /* of the record of that */
	char leaf[2 * HASH_SIZE + 1];
	char value[64];
	enum rc rc;
	char text[ERR_TEXT]; /* of an error */
	long count;          /* how many operations or allocations there were */
	long opening;        /* how many allocations of these before the job itself */
	size_t secrets;      /* that were left in memory */
	bool leaks;          /* other memory was lost, as far as that can be told */
};

/* All jobs, or the one whose number is in STRONGROOM_JOB. */
enum job world_first(void);
enum job world_last(void);

void world_init(void);
void world_finish(void);

/*
 * arm is called in the process of the job, before it; disarm after it, and
 * answers the count; last, which may be NULL, once the result was told.
 */
struct trial {
	enum job job;
	void (*arm)(void *arg);
	long (*disarm)(void);
	void (*last)(void);
	void *arg;
	bool count_leaks;
};

void world_try(struct result *r, const struct trial *t);

/*
 * What must hold after any trial; false with the reason in *why. A job that
 * was not acknowledged is done wholly or not at all; one that was is done.
 */
bool world_whole(struct buf *why, enum job j, const struct result *r);

/* A value that was given out has its record in the file, whatever else it has. */
bool world_recorded(struct buf *why, const struct result *r);

#endif
