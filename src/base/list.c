#include "base/list.h"

#include <stdint.h>
#include <stdlib.h>

void *list_room(void *list, size_t n, size_t *cap, size_t size)
{
	size_t want = *cap == 0 ? 8 : 2 * *cap;
	void *more;

	if (n < *cap)
		return list;
	if (want > SIZE_MAX / size)
		return NULL;
	if ((more = realloc(list, want * size)) != NULL)
		*cap = want;
	return more;
}
