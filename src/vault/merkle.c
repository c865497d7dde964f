#include "vault/merkle.h"

#include <string.h>

static void node(
    uint8_t out[HASH_SIZE], const uint8_t left[HASH_SIZE], const uint8_t right[HASH_SIZE])
{
	uint8_t bytes[1 + 2 * HASH_SIZE] = {0x01};

	memcpy(bytes + 1, left, HASH_SIZE);
	memcpy(bytes + 1 + HASH_SIZE, right, HASH_SIZE);
	sha256(out, slice_of(bytes, sizeof bytes));
}

unsigned merkle_levels(uint64_t size)
{
	return (unsigned)__builtin_popcountll(size);
}

/* Two subtrees of one size become one, for each trailing one bit of the size. */
void merkle_add(struct merkle *m, const uint8_t leaf[HASH_SIZE])
{
	unsigned top = merkle_levels(m->size);

	memcpy(m->frontier[top], leaf, HASH_SIZE);
	for (uint64_t bits = m->size; bits & 1; bits >>= 1) {
		node(m->frontier[top - 1], m->frontier[top - 1], m->frontier[top]);
		top--;
	}
	m->size++;
}

void merkle_root(uint8_t root[HASH_SIZE], const struct merkle *m)
{
	unsigned levels = merkle_levels(m->size);

	if (levels == 0) {
		sha256(root, slice_of(NULL, 0));
		return;
	}
	memcpy(root, m->frontier[levels - 1], HASH_SIZE);
	for (unsigned i = levels - 1; i > 0; i--)
		node(root, m->frontier[i - 1], root);
}
