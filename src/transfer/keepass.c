#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "crypto/hash.h"
#include "crypto/secret.h"
#include "keepass_int.h"

void keepass_finish(struct keepass *k)
{
	for (size_t i = 0; i < k->n_binaries; i++)
		buf_finish(&k->binaries[i].own);
	buf_finish(&k->texts);
	free(k->groups);
	free(k->entries);
	free(k->strings);
	free(k->files);
	free(k->binaries);
	cipher_stream_finish(&k->stream);
	*k = (struct keepass){0};
}

/* Numbers of the ciphers, and the nonce of Salsa20, as KeePass has them. */
enum { STREAM_NONE = 0, STREAM_SALSA20 = 2, STREAM_CHACHA20 = 3 };

static const uint8_t SALSA20_NONCE[8] = {0xE8, 0x30, 0x09, 0x4B, 0x97, 0x20, 0x5D, 0x2A};

enum rc keepass_set_stream(struct keepass *k, uint32_t stream, struct slice key, struct err *e)
{
	uint8_t mixed[HASH_SIZE_512];

	if (stream == STREAM_SALSA20) {
		sha256(mixed, key);
		cipher_salsa20(&k->stream, mixed, SALSA20_NONCE);
	} else if (stream == STREAM_CHACHA20) {
		sha512(mixed, key);
		cipher_chacha20(&k->stream, mixed, mixed + CIPHER_KEY);
	} else if (stream != STREAM_NONE) {
		return err_set(e, RC_INPUT,
		    "the passwords in this file are hidden by a cipher that only early "
		    "versions of KeePass 2 had; open it in KeePass 2, save it again and import "
		    "that");
	}
	k->hides = stream != STREAM_NONE;
	wipe(mixed, sizeof mixed);
	return RC_OK;
}

/* Room behind a list for one more; NULL, and k->failed, if memory ran out. */
static void *room(struct keepass *k, void *list, size_t n, size_t *cap, size_t size)
{
	void *more = list_room(list, n, cap, size);

	k->failed |= more == NULL;
	return more;
}

size_t keepass_add_group(struct keepass *k, size_t parent)
{
	struct keepass_group *more =
	    room(k, k->groups, k->n_groups, &k->cap_groups, sizeof *more);

	if (more == NULL)
		return parent;
	k->groups = more;
	more[k->n_groups] = (struct keepass_group){.parent = parent};
	return k->n_groups++;
}

void keepass_add_entry(struct keepass *k, size_t group)
{
	struct keepass_entry *more =
	    room(k, k->entries, k->n_entries, &k->cap_entries, sizeof *more);

	if (more == NULL)
		return;
	k->entries = more;
	more[k->n_entries++] = (struct keepass_entry){
	    .group = group, .first_string = k->n_strings, .first_file = k->n_files};
	if (group < k->n_groups && k->groups[group].first_entry == 0)
		k->groups[group].first_entry = k->n_entries;
}

void keepass_add_string(struct keepass *k)
{
	struct keepass_string *more =
	    room(k, k->strings, k->n_strings, &k->cap_strings, sizeof *more);

	if (more == NULL)
		return;
	k->strings = more;
	more[k->n_strings++] = (struct keepass_string){0};
	k->entries[k->n_entries - 1].n_strings++;
}

void keepass_add_file(struct keepass *k)
{
	struct keepass_file *more = room(k, k->files, k->n_files, &k->cap_files, sizeof *more);

	if (more == NULL)
		return;
	k->files = more;
	more[k->n_files++] = (struct keepass_file){.binary = UINT64_MAX};
	k->entries[k->n_entries - 1].n_files++;
}

struct keepass_text keepass_text_add(struct keepass *k, struct slice s)
{
	struct keepass_text t = {.at = k->texts.n, .n = s.n};

	buf_add_slice(&k->texts, s);
	return t;
}

struct slice keepass_text_get(const struct keepass *k, struct keepass_text t)
{
	return t.n == 0 ? slice_of("", 0) : slice_of(k->texts.p + t.at, t.n);
}

const struct keepass_string *keepass_string_named(
    const struct keepass *k, const struct keepass_entry *en, const char *key)
{
	for (size_t i = 0; i < en->n_strings; i++) {
		const struct keepass_string *s = &k->strings[en->first_string + i];

		if (slice_eq_str(keepass_text_get(k, s->key), key))
			return s;
	}
	return NULL;
}

bool keepass_in_recycle_bin(const struct keepass *k, size_t group)
{
	struct slice bin = keepass_text_get(k, k->recycle_bin);

	for (; bin.n > 0 && group < k->n_groups; group = k->groups[group].parent)
		if (slice_eq(keepass_text_get(k, k->groups[group].uuid), bin))
			return true;
	return false;
}

static struct keepass_binary *room_for_binary(struct keepass *k)
{
	struct keepass_binary *more =
	    room(k, k->binaries, k->n_binaries, &k->cap_binaries, sizeof *more);

	if (more == NULL)
		return NULL;
	k->binaries = more;
	return &more[k->n_binaries++];
}

void keepass_add_binary(struct keepass *k, uint64_t id, struct slice data)
{
	struct keepass_binary *b = room_for_binary(k);

	if (b != NULL)
		*b = (struct keepass_binary){.id = id, .data = data};
}

void keepass_own_binary(struct keepass *k, uint64_t id, struct buf *data)
{
	struct keepass_binary *b = room_for_binary(k);

	if (b == NULL) {
		buf_finish(data);
		return;
	}
	*b = (struct keepass_binary){.id = id, .data = buf_slice(data), .own = *data};
	*data = (struct buf){0};
}

static int by_id(const void *a, const void *b)
{
	const struct keepass_binary *x = a;
	const struct keepass_binary *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

void keepass_sort_binaries(struct keepass *k)
{
	if (k->n_binaries > 0)
		qsort(k->binaries, k->n_binaries, sizeof *k->binaries, by_id);
}

const struct keepass_binary *keepass_binary_of(const struct keepass *k, uint64_t id)
{
	const struct keepass_binary key = {.id = id};

	if (k->n_binaries == 0)
		return NULL;
	return bsearch(&key, k->binaries, k->n_binaries, sizeof key, by_id);
}
