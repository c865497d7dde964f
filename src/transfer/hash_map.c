#include "hash_map_int.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 64 };

void hash_map_finish(struct hash_map *m)
{
	free(m->slots);
	*m = (struct hash_map){0};
}

static struct hash_slot *slot_of(const struct hash_map *m, const uint8_t key[HASH_MAP_KEY])
{
	size_t at;

	memcpy(&at, key, sizeof at);
	for (at &= m->n_slots - 1; m->slots[at].number != 0; at = (at + 1) & (m->n_slots - 1))
		if (memcmp(m->slots[at].key, key, HASH_MAP_KEY) == 0)
			break;
	return &m->slots[at];
}

static bool grow(struct hash_map *m)
{
	struct hash_map more = {
	    .n = m->n, .n_slots = m->n_slots == 0 ? FIRST_SLOTS : 2 * m->n_slots};

	if ((more.slots = calloc(more.n_slots, sizeof *more.slots)) == NULL)
		return false;
	for (size_t i = 0; i < m->n_slots; i++)
		if (m->slots[i].number != 0)
			*slot_of(&more, m->slots[i].key) = m->slots[i];
	free(m->slots);
	*m = more;
	return true;
}

uint32_t hash_map_get(const struct hash_map *m, const uint8_t key[HASH_MAP_KEY])
{
	return m->n_slots == 0 ? 0 : slot_of(m, key)->number;
}

uint32_t *hash_map_at(struct hash_map *m, const uint8_t key[HASH_MAP_KEY])
{
	struct hash_slot *slot;

	if (m->n_slots <= 2 * m->n && !grow(m))
		return NULL;
	slot = slot_of(m, key);
	if (slot->number == 0) {
		memcpy(slot->key, key, HASH_MAP_KEY);
		m->n++;
	}
	return &slot->number;
}
