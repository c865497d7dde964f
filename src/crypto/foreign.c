#include "crypto/foreign.h"

#include <malloc.h>
#include <stdlib.h>

#include "crypto/secret.h"

/*
 * glibc keeps the last few small pieces that were freed of each size for who
 * asks next (malloc(3), tcache), and does not overwrite those.
 */
enum { PATTERN = 0xA5, LEAST = 24, STEP = 16, SMALL = 1032, KEPT = 7 };

static void wipe_kept(void)
{
	for (size_t size = LEAST; size <= SMALL; size += STEP) {
		void *kept[KEPT];

		for (int i = 0; i < KEPT; i++)
			if ((kept[i] = malloc(size)) != NULL)
				wipe(kept[i], size);
		for (int i = 0; i < KEPT; i++)
			free(kept[i]);
	}
}

void foreign_begin(void)
{
	mallopt(M_PERTURB, PATTERN);
}

void foreign_end(void)
{
	wipe_kept();
	mallopt(M_PERTURB, 0);
	wipe_stack();
}
