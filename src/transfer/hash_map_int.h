/*
 * hash_map: numbers by the hash of what they belong to.
 *
 * The hashes are to be keyed, so that nobody can choose them to collide.
 */
#ifndef STRONGROOM_TRANSFER_HASH_MAP_INT_H
#define STRONGROOM_TRANSFER_HASH_MAP_INT_H

#include <stddef.h>
#include <stdint.h>

enum { HASH_MAP_KEY = 16 };

struct hash_slot {
	uint8_t key[HASH_MAP_KEY];
	uint32_t number; /* 0: the slot is free */
};

struct hash_map {
	struct hash_slot *slots;
	size_t n;
	size_t n_slots; /* 0 or a power of two, at least twice n */
};

void hash_map_finish(struct hash_map *m);

/* The number of that key, or 0. */
uint32_t hash_map_get(const struct hash_map *m, const uint8_t key[HASH_MAP_KEY]);

/*
 * The same to be changed, valid until the next call; NULL if memory ran
 * out. A key that is not there has 0 and is to be given another number at once.
 */
uint32_t *hash_map_at(struct hash_map *m, const uint8_t key[HASH_MAP_KEY]);

#endif
