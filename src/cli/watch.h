/*
 * watch: how long nobody has pressed a key, for a shell and what is run in it.
 */
#ifndef STRONGROOM_CLI_WATCH_H
#define STRONGROOM_CLI_WATCH_H

#include <stdint.h>

#include "base/err.h"

struct watch;

/*
 * One that was pressed at this moment, and is over idle_ms after the last key.
 * Processes that are forked from this one share it. RC_FAIL without memory.
 */
MUST_CHECK enum rc watch_new(struct watch **w, int64_t idle_ms, struct err *e);
void watch_free(struct watch *w);

/* Pressed at this moment, and over so much later from now on. */
void watch_restart(struct watch *w, int64_t idle_ms);

/* A key came. Accepts NULL. */
void watch_key(struct watch *w);

/* Milliseconds until it is over, not below 0; of NULL, which never is: INT64_MAX. */
int64_t watch_left_ms(const struct watch *w);

/* How long that is by itself. */
int64_t watch_idle_ms(const struct watch *w);

/* When the last key came, by clock_running_ms; 0 for NULL. */
int64_t watch_last_ms(const struct watch *w);

#endif
