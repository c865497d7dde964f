/*
 * unseal: reading an export with a key that the envelope holds.
 *
 * Needs no vault. Any age file opens; only one that transfer/export.h wrote
 * can be checked and has items.
 */
#ifndef STRONGROOM_TRANSFER_UNSEAL_H
#define STRONGROOM_TRANSFER_UNSEAL_H

#include <stdint.h>

#include "base/buf.h"

struct age_keys;
struct json_t;
struct parse_sink;

enum {
	UNSEAL_MAX = 256 << 20,
	UNSEAL_VAULT_ID = 33 /* hexadecimal, and a NUL */,
	UNSEAL_LEAF = 32
};

/*
 * Decrypt a whole export into *plain, which is emptied first; on failure it
 * holds nothing. RC_NOTFOUND: no such file. RC_INPUT: as age_read, or more than
 * UNSEAL_MAX bytes.
 */
MUST_CHECK enum rc unseal_read(
    struct buf *plain, const char *path, struct age_keys *keys, struct err *e);

/* Decrypt an age file of any size into a sink, as age_read. RC_NOTFOUND: no such file. */
struct age_sink;
MUST_CHECK enum rc unseal_stream(
    const char *path, struct age_sink sink, struct age_keys *keys, struct err *e);

/*
 * What is open must not take the place of the encrypted file, nor of a device:
 * RC_USAGE if out is the file at path, or is there and no ordinary file.
 */
MUST_CHECK enum rc unseal_check_out(const char *path, const char *out, struct err *e);

/*
 * Decrypt an age file of any size into the file out, of mode 0600, which
 * appears whole or not at all. RC_USAGE as above.
 */
MUST_CHECK enum rc unseal_copy(
    const char *path, const char *out, struct age_keys *keys, struct err *e);

/* What an export says of one of its items, beside the item itself. */
struct unseal_item {
	int64_t item; /* its number in the vault; 0: it is not told */
	int64_t version;
	int64_t updated_ms; /* 0: not told */
	/* private */
	size_t customs;      /* custom fields */
	size_t lead;         /* how many of them stand for something else, at the front */
	struct json_t *tags; /* that the last of them stands for; NULL: it does not */
};

struct unseal_info {
	bool genuine; /* the signature was checked */
	char *council;
	char vault_id[UNSEAL_VAULT_ID];
	int64_t serial; /* of the envelope */
	int64_t size;   /* of the log when it was sealed */
	uint8_t leaf[UNSEAL_LEAF];
	int64_t time_ms;           /* when that was */
	struct unseal_item *items; /* in the order of the export */
	size_t n_items, cap_items;
	char **collections; /* their names; all were sealed */
	size_t n_collections, cap_collections;
	bool listed; /* the export tells what its items are in the vault */
};

void unseal_info_finish(struct unseal_info *info);

/*
 * Say of which vault a decrypted export is, and with export_sign (the public
 * seal-signing key; NULL if it is not known) that its sealer wrote it as it
 * is. RC_TAMPER if it has no signature by that key; RC_INPUT if it is no
 * export of a vault. *info is to be finished by the caller.
 */
MUST_CHECK enum rc unseal_check(
    struct unseal_info *info, struct slice plain, const uint8_t *export_sign, struct err *e);

/*
 * Hand out its items. The first tag of each is the name of its collection; the
 * line is the number of its unseal_item, from 1.
 * RC_INPUT if it is no export of a vault.
 */
MUST_CHECK enum rc unseal_items(
    struct slice plain, const struct parse_sink *sink, struct err *e);

#endif
