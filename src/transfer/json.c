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

/* jansson calls some of what it cannot read for want of memory malformed. */
static bool refused;

static void *take(size_t n)
{
	void *p = malloc(n);

	if (p == NULL)
		refused = true;
	return p;
}

void json_use_wiped_memory(void)
{
	refused = false;
	json_set_alloc_funcs(take, json_free_wiped);
}

bool json_ran_out(void)
{
	return refused;
}
