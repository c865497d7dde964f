/* What a file of KDBX 4 says about the cost of its key. */
#include <string.h>

#include "kdbx_int.h"
#include "little_endian_int.h"

enum { VARIANTS_VERSION = 1 }; /* the upper byte: a later one cannot be read */

enum kind { NONE, AES, ARGON2D, ARGON2ID };

static const struct {
	uint8_t id[16];
	enum kind kind;
} KINDS[] = {
    {{0xc9, 0xd9, 0xf3, 0x9a, 0x62, 0x8a, 0x44, 0x60, 0xbf, 0x74, 0x0d, 0x08, 0xc1, 0x8a, 0x4f,
	 0xea},
	AES},
    {{0x7c, 0x02, 0xbb, 0x82, 0x79, 0xa7, 0x4a, 0xc0, 0x92, 0x7d, 0x11, 0x4a, 0x00, 0x64, 0x82,
	 0x38},
	AES},
    {{0xef, 0x63, 0x6d, 0xdf, 0x8c, 0x29, 0x44, 0x4b, 0x91, 0xf7, 0xa9, 0xa4, 0x03, 0xe3, 0x0a,
	 0x0c},
	ARGON2D},
    {{0x9e, 0x29, 0x8b, 0x19, 0x56, 0xdb, 0x47, 0x73, 0xb2, 0x3d, 0xfc, 0x3e, 0xc6, 0xf0, 0xa1,
	 0xe6},
	ARGON2ID},
};

static enum kind kind_of(struct slice id)
{
	for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++)
		if (slice_eq(id, slice_of(KINDS[i].id, sizeof KINDS[i].id)))
			return KINDS[i].kind;
	return NONE;
}

struct variants {
	enum kind kind;
	struct slice salt;
	uint64_t rounds, lanes, bytes, passes, version;
	struct slice pepper, extra;
};

static void take(struct variants *v, struct slice name, struct slice value)
{
	struct little_endian d = {.left = value};
	uint64_t number = value.n <= 8 ? little_endian_number(&d, value.n) : UINT64_MAX;

	if (slice_eq_str(name, "$UUID"))
		v->kind = kind_of(value);
	else if (slice_eq_str(name, "S"))
		v->salt = value;
	else if (slice_eq_str(name, "R"))
		v->rounds = number;
	else if (slice_eq_str(name, "P"))
		v->lanes = number;
	else if (slice_eq_str(name, "M"))
		v->bytes = number;
	else if (slice_eq_str(name, "I"))
		v->passes = number;
	else if (slice_eq_str(name, "V"))
		v->version = number;
	else if (slice_eq_str(name, "K"))
		v->pepper = value;
	else if (slice_eq_str(name, "A"))
		v->extra = value;
}

static bool read_variants(struct variants *v, struct slice dictionary)
{
	struct little_endian d = {.left = dictionary};

	if (little_endian_number(&d, 2) >> 8 > VARIANTS_VERSION)
		return false;
	while (little_endian_number(&d, 1) != 0) {
		struct slice name = little_endian_bytes(&d, little_endian_number(&d, 4));
		struct slice value = little_endian_bytes(&d, little_endian_number(&d, 4));

		take(v, name, value);
	}
	return !d.bad;
}

enum rc kdbx_kdf_read(struct kdbx_header *h, struct slice dictionary, struct err *e)
{
	struct variants v = {0};

	if (!read_variants(&v, dictionary))
		return kdbx_damaged(e);
	if (v.kind == NONE)
		return err_set(e, RC_INPUT,
		    "the key of this file is derived in a way that is not known; in its "
		    "program choose Argon2 or AES-KDF in the settings of the database, save it "
		    "and import that");
	h->is_argon2 = v.kind != AES;
	h->aes_seed = v.salt;
	h->aes_rounds = v.rounds;
	h->argon2 = (struct kdf_foreign_argon2){.id = v.kind == ARGON2ID,
	    .version = (uint32_t)v.version,
	    .mem_kib = v.bytes / 1024,
	    .passes = v.passes,
	    .lanes = v.lanes,
	    .salt = v.salt,
	    .extra = v.extra,
	    .pepper = v.pepper};
	return RC_OK;
}
