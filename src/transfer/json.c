#include "transfer/json.h"

#include <jansson.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

/*
 * The size is asked of malloc, not kept in front of the block, so that values
 * made before json_use_wiped_memory was called can be freed through this too.
 */
void json_free_wiped(void *p)
{
	if (p == NULL)
		return;
	explicit_bzero(p, malloc_usable_size(p));
	free(p);
}

void json_use_wiped_memory(void)
{
	json_set_alloc_funcs(malloc, json_free_wiped);
}
