/*
 * row: the digests by which the log pins rows.
 *
 * BLAKE2b-256 of an encoding of "strongroom row v1", the name of the table and
 * every column, in the order of the table: strongroom-vault(5), ROW DIGESTS.
 */
#ifndef STRONGROOM_VAULT_ROW_H
#define STRONGROOM_VAULT_ROW_H

#include "crypto/hash.h"

struct member_row;
struct generation_row;
struct seal_row;
struct item_row;
struct chunk_row;

void row_digest_member(uint8_t out[HASH_SIZE], const struct member_row *r);
void row_digest_generation(uint8_t out[HASH_SIZE], const struct generation_row *r);
void row_digest_seal(uint8_t out[HASH_SIZE], const struct seal_row *r);
void row_digest_item(uint8_t out[HASH_SIZE], const struct item_row *r);

/*
 * One digest over all pieces of an attachment: row_digest_chunks, each piece in
 * its order, row_digest_final.
 */
struct row_digest {
	struct blake2b hash;
	bool bad; /* what cannot be encoded was added */
};

void row_digest_chunks(struct row_digest *d);
void row_digest_add_chunk(struct row_digest *d, const struct chunk_row *r);
void row_digest_final(uint8_t out[HASH_SIZE], struct row_digest *d);

#endif
