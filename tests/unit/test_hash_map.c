#include "hash_map_int.h"

#include <string.h>

#include "tap.h"

enum { MANY = 1000 };

/* All share their first bytes, so that they begin at one slot. */
static void key_of(uint8_t key[HASH_MAP_KEY], uint32_t i)
{
	memset(key, 7, HASH_MAP_KEY);
	memcpy(key + HASH_MAP_KEY - sizeof i, &i, sizeof i);
}

int main(void)
{
	struct hash_map m = {0};
	uint8_t key[HASH_MAP_KEY];
	uint32_t wrong = 0;

	key_of(key, 1);
	is_int(hash_map_get(&m, key), 0, "nothing is in an empty map");
	for (uint32_t i = 1; i <= MANY; i++) {
		uint32_t *number;

		key_of(key, i);
		wrong += hash_map_get(&m, key) != 0;
		number = hash_map_at(&m, key);
		wrong += number == NULL || *number != 0;
		if (number != NULL)
			*number = i;
	}
	is_int(wrong, 0, "no key is there before it was put there");
	for (uint32_t i = 1; i <= MANY; i++) {
		key_of(key, i);
		wrong += hash_map_get(&m, key) != i || *hash_map_at(&m, key) != i;
	}
	is_int(wrong, 0, "each has its own number, wherever growing moved it");
	is_int((long long)m.n, MANY, "and is counted once");
	hash_map_finish(&m);
	is_int(hash_map_get(&m, key), 0, "a finished map is empty");
	return tap_done();
}
