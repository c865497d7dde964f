/*
 * jobs: what is done to the vault of world.h, each as its command does it.
 */
#ifndef STRONGROOM_TESTS_JOBS_H
#define STRONGROOM_TESTS_JOBS_H

#include "fixture.h"
#include "world.h"

struct envelope_keys;

#define VALUE "correct horse"
#define NEW_PASSPHRASE "another passphrase of member 1"
#define FIRST_PASSPHRASE "first passphrase of Dora New"
enum { CLERK = 1, READER = 3, NEWCOMER = 4 };

/* Do it, from the opening of the vault on; what is revealed goes into *r. */
enum rc job_run(struct result *r, enum job j, struct fixture *f, struct err *e);

/* The path of the export. */
const char *job_export(const struct fixture *f);

/* The vault that all jobs but JOB_INIT begin with; the keys are its envelope's. */
struct envelope_keys *jobs_prepare(struct fixture *f);

#endif
