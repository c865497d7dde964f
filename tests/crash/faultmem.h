/*
 * faultmem: memory that runs out at the n-th time of asking.
 *
 * Counted are the program's own calls (ld's --wrap), SQLite's, and what the
 * program asks of libsodium for secrets.
 */
#ifndef STRONGROOM_TESTS_FAULTMEM_H
#define STRONGROOM_TESTS_FAULTMEM_H

#include <stdbool.h>

/* Have SQLite take part; before it is used. */
void faultmem_register(void);

/* Refuse number at, and with stays all that follow. */
void faultmem_arm(long at, bool stays);
/* The number of calls so far. */
long faultmem_count(void);
/* The same, and refuse nothing any more. */
long faultmem_disarm(void);

#endif
