/*
 * checkpoint: the state of a log in a form that can be kept outside of it.
 *
 * The long form is a signed note (C2SP signed-note, tlog-checkpoint), which
 * other programs can check. The short form is for the minutes of a meeting:
 * the number of records and 16 check words.
 */
#ifndef STRONGROOM_VAULT_CHECKPOINT_H
#define STRONGROOM_VAULT_CHECKPOINT_H

#include "base/buf.h"
#include "crypto/box.h"
#include "crypto/hash.h"
#include "vault/record.h"

enum { CHECKPOINT_WORDS = 16, CHECKPOINT_MAX = 64 * 1024 };

/*
 * Append the check words of a log: 15 words of SHA-256(vault id, size, root),
 * then one that is wrong if another is: strongroom-vault(5), CHECKPOINT.
 */
void checkpoint_words(struct buf *out, const uint8_t vault_id[VAULT_ID], int64_t size,
    const uint8_t root[HASH_SIZE]);

/* Append the text that is signed: origin, size and root, a line each. */
void checkpoint_text(struct buf *out, const uint8_t vault_id[VAULT_ID], int64_t size,
    const uint8_t root[HASH_SIZE]);

/* Append the name of a member among the signers of notes: "strongroom/ID/7". */
void checkpoint_signer(struct buf *out, const uint8_t vault_id[VAULT_ID], int64_t member);

/* Append an empty line and the line with a signature, by that key, of the text that *out is. */
void checkpoint_sign(struct buf *out, const char *signer, const uint8_t key[SIGN_PUBLIC],
    const uint8_t sig[SIGN_SIZE]);

/* Append a signer's verifier key, as other programs take it. */
void checkpoint_key(struct buf *out, const char *signer, const uint8_t key[SIGN_PUBLIC]);

/* What somebody noted: either form. Slices point into the text that was parsed. */
struct checkpoint {
	bool note; /* a signed note; else the short form */
	int64_t size;
	/* of a note */
	struct slice origin;
	uint8_t root[HASH_SIZE];
	struct slice text;       /* what is signed */
	struct slice signatures; /* lines, for checkpoint_signature */
	/* of the short form, numbers of words on the list */
	uint16_t words[CHECKPOINT_WORDS];
};

/*
 * Read either form; the short one alone or within the sentence of the minutes,
 * in any case and any lines. RC_INPUT with what is wrong, and where.
 */
MUST_CHECK enum rc checkpoint_parse(struct checkpoint *c, struct slice text, struct err *e);

/* Would the text be read as the short form of just that? */
bool checkpoint_says(struct slice text, int64_t size, struct slice words);

/* Lines end with a line feed alone, as they were signed, whatever program kept them. */
void checkpoint_unix_lines(struct buf *text);

/* Does the last of the check words fit the others? */
bool checkpoint_words_fit(const uint16_t words[CHECKPOINT_WORDS]);

struct checkpoint_signature {
	struct slice name;
	uint8_t key_id[4];
	uint8_t sig[SIGN_SIZE];
	bool ed25519; /* 64 bytes; else of a kind that only others know */
};

/* Take the next signature from *lines, which checkpoint_parse has found to be well-formed. */
bool checkpoint_signature(struct checkpoint_signature *s, struct slice *lines);

/*
 * Is the signature that of this signer, with this key? *valid tells whether
 * it is good. False if it is by another name or another key.
 */
bool checkpoint_signed_by(bool *valid, const struct checkpoint_signature *s,
    const struct checkpoint *c, const char *signer, const uint8_t key[SIGN_PUBLIC]);

#endif
