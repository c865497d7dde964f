#include <string.h>

#include "age_int.h"
#include "crypto/secret.h"

static bool is_type(const struct age_stanza *s, const char *type)
{
	return slice_eq_str(age_stanza_arg(s, 0), type);
}

/* A passphrase must stand alone, so that it vouches for who wrote the file. */
static bool is_alone(const struct age_header *h, const struct age_stanza *s)
{
	return s->args.p == h->stanzas.p + strlen("-> ") &&
	       s->body.p + s->body.n == h->stanzas.p + h->stanzas.n;
}

/* What the stanzas of the types that are known say, before anything is tried. */
struct contents {
	struct age_scrypt scrypt;
	bool is_scrypt; /* the one stanza */
	size_t n_x25519;
};

static enum rc look_at(struct contents *c, const struct age_header *h, struct err *e)
{
	struct age_cursor at = {.rest = h->stanzas, .line = 2};
	struct age_x25519 x;
	struct age_stanza s;
	enum rc rc = RC_OK;

	while (at.rest.n > 0 && rc == RC_OK) {
		if ((rc = age_stanza_next(&s, &at, e)) != RC_OK)
			break;
		if (is_type(&s, "X25519")) {
			c->n_x25519++;
			rc = age_x25519_parse(&x, &s, e);
		} else if (is_type(&s, "scrypt")) {
			if (!is_alone(h, &s))
				return age_malformed(
				    e, s.line, "a passphrase is mixed with other recipients");
			c->is_scrypt = true;
			rc = age_scrypt_parse(&c->scrypt, &s, e);
		}
	}
	return rc;
}

/*
 * Every stanza is looked at, also when one has fitted already: a malformed one
 * spoils the file.
 */
static enum rc try_stanza(uint8_t file_key[AGE_FILE_KEY], bool *found,
    const struct age_stanza *s, const struct age_keys *keys, struct err *e)
{
	uint8_t candidate[AGE_FILE_KEY];
	struct age_x25519 x;
	bool fits;
	enum rc rc;

	if ((rc = age_x25519_parse(&x, s, e)) != RC_OK)
		return rc;
	for (size_t i = 0; i < keys->count && rc == RC_OK; i++) {
		if (!age_x25519_unwrap(candidate, &fits, &x, keys->identities[i]))
			rc = age_malformed(e, s->line, "the share is not a usable key");
		else if (fits && !*found) {
			memcpy(file_key, candidate, sizeof candidate);
			*found = true;
		}
	}
	wipe(candidate, sizeof candidate);
	return rc;
}

static enum rc try_identities(uint8_t file_key[AGE_FILE_KEY], const struct age_header *h,
    const struct age_keys *keys, struct err *e)
{
	struct age_cursor at = {.rest = h->stanzas, .line = 2};
	struct age_stanza s;
	bool found = false;
	enum rc rc;

	while (at.rest.n > 0) {
		if ((rc = age_stanza_next(&s, &at, e)) != RC_OK)
			return rc;
		if (is_type(&s, "X25519") &&
		    (rc = try_stanza(file_key, &found, &s, keys, e)) != RC_OK)
			return rc;
	}
	if (found)
		return RC_OK;
	if (keys->count > 1)
		return err_set(e, RC_INPUT,
		    "none of the %zu keys opens this file: it was sealed for others",
		    keys->count);
	return err_set(
	    e, RC_INPUT, "the key does not open this file: it was sealed for another envelope");
}

static enum rc try_passphrase(uint8_t file_key[AGE_FILE_KEY], const struct age_scrypt *x,
    const struct age_keys *keys, struct err *e)
{
	bool fits;
	enum rc rc = age_scrypt_unwrap(file_key, &fits, x, keys->passphrase, e);

	if (rc == RC_OK && !fits)
		rc = err_set(e, RC_INPUT,
		    "the passphrase does not open this file: give it exactly as it was set");
	return rc;
}

/* Have what is needed, asking for it at most once. */
static enum rc get_keys(struct age_keys *keys, enum age_need need, struct err *e)
{
	bool here = need == AGE_NEED_PASSPHRASE ? keys->passphrase != NULL : keys->count > 0;

	if (here)
		return RC_OK;
	if (keys->ask != NULL)
		return keys->ask(keys, need, e);
	if (need == AGE_NEED_PASSPHRASE)
		return err_set(
		    e, RC_INPUT, "no key opens this file: it is protected with a passphrase");
	return err_set(
	    e, RC_INPUT, "no passphrase opens this file: it was sealed to the holder of a key");
}

enum rc age_unwrap(uint8_t file_key[AGE_FILE_KEY], const struct age_header *h,
    struct age_keys *keys, struct err *e)
{
	struct contents c = {.n_x25519 = 0};
	enum rc rc;

	if ((rc = look_at(&c, h, e)) != RC_OK)
		return rc;
	if (!c.is_scrypt && c.n_x25519 == 0)
		return err_set(e, RC_INPUT,
		    "nothing that this program knows opens this file: it is for recipients of "
		    "another kind; open it with the program age");
	rc = get_keys(keys, c.is_scrypt ? AGE_NEED_PASSPHRASE : AGE_NEED_IDENTITY, e);
	if (rc != RC_OK)
		return rc;
	if (c.is_scrypt)
		return try_passphrase(file_key, &c.scrypt, keys, e);
	return try_identities(file_key, h, keys, e);
}
