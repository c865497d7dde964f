/*
 * titles_print: hashes of contents, by which titles.c knows them again.
 *
 * The print of a content says which item it is, among all of one title: a
 * login by user name, first address and password, anything else by all of it.
 * Its parts, which are fields, addresses and attachments, are kept each by
 * itself, so that one which has more is told from one which has less.
 */
#ifndef STRONGROOM_TRANSFER_TITLES_PRINT_INT_H
#define STRONGROOM_TRANSFER_TITLES_PRINT_INT_H

#include "base/buf.h"

struct content;
struct hash_map;

enum {
	TITLES_KEY = 32,  /* bytes of the key of all hashes */
	TITLES_PRINT = 32 /* bytes of a content's */
};

/*
 * Equal for two contents that would be one item if their titles were the same;
 * exact: a login, too, by all of it but tags.
 */
MUST_CHECK enum rc titles_print(uint8_t print[TITLES_PRINT], const uint8_t key[TITLES_KEY],
    bool exact, const struct content *c, struct err *e);

/* Take the parts of a content in among those of its print. */
MUST_CHECK enum rc titles_parts_add(struct hash_map *parts, const uint8_t key[TITLES_KEY],
    const uint8_t print[TITLES_PRINT], const struct content *c, struct err *e);

/* Append the names of those that are not among them, parted by commas. */
MUST_CHECK enum rc titles_parts_missing(struct buf *names, const struct hash_map *parts,
    const uint8_t key[TITLES_KEY], const uint8_t print[TITLES_PRINT], const struct content *c,
    struct err *e);

/* Is an attachment among them? It is afterwards. */
MUST_CHECK enum rc titles_parts_file(bool *known, struct hash_map *parts,
    const uint8_t key[TITLES_KEY], const uint8_t print[TITLES_PRINT], struct slice name,
    uint64_t size, struct err *e);

#endif
