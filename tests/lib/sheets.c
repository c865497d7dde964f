#include "sheets.h"

#include <stdlib.h>

#include "crypto/secret.h"
#include "envelope/age.h"
#include "envelope/keys.h"
#include "slip39_int.h"

static void need_ok(enum rc rc)
{
	if (rc != RC_OK)
		abort();
}

/*
 * The id of a set is random; with one that is always the same so are the words
 * of a sheet that is enough alone.
 */
static void give_id(struct secret **words)
{
	struct slip39_share share;

	need_ok(slip39_share_read(&share, secret_slice(*words), NULL));
	secret_free(*words);
	share.id = 0x5A5A;
	if ((*words = slip39_share_write(&share)) == NULL)
		abort();
	wipe(&share, sizeof share);
}

void sheets_init(struct sheets *s, unsigned need, unsigned of)
{
	struct secret *secret = secret_copy("0123456789abcdef", 16);

	*s = (struct sheets){0};
	need_ok(
	    slip39_split(s->words, need, of, secret_slice(secret), slice_of(NULL, 0), NULL));
	for (unsigned i = 0; i < of; i++)
		give_id(&s->words[i]);
	need_ok(envelope_keys_derive(&s->keys, secret, NULL));
	need_ok(age_identity_encode(&s->identity, s->keys->identity, NULL));
	age_recipient_encode(&s->recipient, s->keys->recipient);
	for (unsigned i = 0; i < of; i++)
		s->sheet[i] =
		    (struct sheet){.council = slice_str("Little Snoring Parish Council"),
			.holder = slice_str("Ann Archer, chair"),
			.date = slice_str("21 November 2026"),
			.export_at = slice_str("the safe in the parish office, the red stick"),
			.computer = slice_str("the notebook in the office, log-in \"council\""),
			.recipient = buf_slice(&s->recipient),
			.words = secret_slice(s->words[i]),
			.identity = secret_slice(need == 1 ? s->identity : NULL),
			.serial = 7,
			.number = i + 1,
			.of = of,
			.need = need};
	secret_free(secret);
}

void sheets_finish(struct sheets *s)
{
	for (size_t i = 0; i < SLIP39_SHARES; i++)
		secret_free(s->words[i]);
	envelope_keys_free(s->keys);
	secret_free(s->identity);
	buf_finish(&s->recipient);
}
