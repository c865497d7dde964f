/*
 * json: the memory that the JSON library uses.
 */
#ifndef STRONGROOM_TRANSFER_JSON_H
#define STRONGROOM_TRANSFER_JSON_H

#include <stdbool.h>

/*
 * Have jansson wipe all memory that it gives back, for the whole process.
 * May be called at any time and more than once. Memory that json_dumps hands
 * to a caller must go back through json_free_wiped, not free.
 */
void json_use_wiped_memory(void);

/* Was memory refused to it since that was called? Then what it says of a text does not count.
 */
bool json_ran_out(void);

/* Wipe and free what jansson allocated; accepts NULL. */
void json_free_wiped(void *p);

#endif
