#include "crypto/random.h"

#include <sodium.h>

void random_bytes(void *p, size_t n)
{
	randombytes_buf(p, n);
}

uint32_t random_below(uint32_t bound)
{
	return randombytes_uniform(bound);
}
