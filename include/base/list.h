/*
 * list: arrays that grow.
 */
#ifndef STRONGROOM_BASE_LIST_H
#define STRONGROOM_BASE_LIST_H

#include <stddef.h>

/*
 * Room for one more element of the given size behind n. Returns the array,
 * moved perhaps, with *cap brought up to date; NULL if memory ran out, and
 * then the old one is as it was.
 */
void *list_room(void *list, size_t n, size_t *cap, size_t size);

#endif
