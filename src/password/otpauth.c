#include "password/otpauth.h"

#include <string.h>

#include "base/text.h"
#include "crypto/encode.h"
#include "crypto/secret.h"
#include "query_int.h"

static const char STEAM[] =
    "codes of Steam are of a kind of their own, which strongroom does not make; keep to the "
    "Steam app, and write into the notes whose telephone has it";

void otpauth_finish(struct otpauth *o)
{
	secret_free(o->key);
	buf_finish(&o->issuer);
	buf_finish(&o->account);
	*o = (struct otpauth){0};
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct slice trim(struct slice s)
{
	while (s.n > 0 && is_blank(s.p[0]))
		s = slice_after(s, 1);
	while (s.n > 0 && is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

static enum rc read_key(struct otpauth *o, struct slice text, struct err *e)
{
	struct buf key = {0};
	enum rc rc = RC_OK;

	if (o->key != NULL)
		return err_set(e, RC_INPUT, "the address names two secrets; it takes one");
	if (!base32_decode(&key, text))
		rc = err_set(e, RC_INPUT,
		    "the secret for one-time codes is written in the letters A to Z and the "
		    "digits 2 to 7; what is there has something else in it, perhaps a 0 for "
		    "an O, a 1 for an I or an 8 for a B");
	else if (!buf_ok(&key))
		rc = err_nomem(e);
	else if (key.n == 0)
		rc = err_set(e, RC_INPUT, "the secret for one-time codes is empty");
	else if (key.n > OTPAUTH_KEY_MAX)
		rc = err_set(e, RC_INPUT,
		    "the secret for one-time codes is longer than %d bytes", OTPAUTH_KEY_MAX);
	else if ((o->key = secret_copy(key.p, key.n)) == NULL)
		rc = err_nomem(e);
	buf_finish(&key);
	return rc;
}

static enum rc broken_escape(struct err *e)
{
	return err_set(e, RC_INPUT,
	    "the otpauth address has a \"%%\" without two hexadecimal digits behind it; copy "
	    "it again, whole");
}

/* A name of the account or of who issued it. */
static enum rc read_name(struct buf *out, struct slice raw, bool form, struct err *e)
{
	struct slice name;
	struct buf all = {0};
	enum rc rc = RC_OK;

	buf_clear(out);
	if (!query_decode(&all, raw, form)) {
		rc = broken_escape(e);
	} else {
		name = trim(buf_slice(&all));
		if (!buf_ok(&all))
			rc = err_nomem(e);
		else if (name.n > OTPAUTH_NAME_MAX || !text_valid_line(name))
			rc = err_set(e, RC_INPUT,
			    "the account or the issuer in the otpauth address is not one line "
			    "of UTF-8 of at most %d bytes",
			    OTPAUTH_NAME_MAX);
		else
			buf_add_slice(out, name);
	}
	buf_finish(&all);
	return rc;
}

/* "ISSUER:ACCOUNT", the colon perhaps escaped, or the account alone. */
static enum rc read_label(struct otpauth *o, struct slice raw, struct err *e)
{
	struct slice account;
	struct slice issuer = query_until(raw, ':', &account);
	enum rc rc;

	for (size_t i = 0; issuer.n == raw.n && i + 3 <= raw.n; i++)
		if (query_begins(slice_after(raw, i), "%3a")) {
			issuer = slice_of(raw.p, i);
			account = slice_after(raw, i + 3);
		}
	if (issuer.n == raw.n)
		return read_name(&o->account, raw, false, e);
	if ((rc = read_name(&o->issuer, issuer, false, e)) != RC_OK)
		return rc;
	return read_name(&o->account, account, false, e);
}

static enum rc read_number(unsigned *number, struct slice text, unsigned low, unsigned high,
    const char *what, struct err *e)
{
	unsigned long n = 0;

	for (size_t i = 0; i < text.n && n <= high; i++)
		n = text.p[i] >= '0' && text.p[i] <= '9' ? n * 10 + (text.p[i] - '0')
							 : high + 1UL;
	if (n < low || n > high)
		return err_set(e, RC_INPUT,
		    "the otpauth address asks for %s; strongroom makes codes of 6 to 8 digits "
		    "that change every 1 to %d seconds",
		    what, OTPAUTH_PERIOD_MAX);
	*number = (unsigned)n;
	return RC_OK;
}

static enum rc read_hash(struct otpauth *o, struct slice text, struct err *e)
{
	static const struct {
		const char *name;
		enum otpauth_hash hash;
	} NAMES[] = {{"SHA1", OTPAUTH_SHA1}, {"SHA256", OTPAUTH_SHA256},
	    {"SHA512", OTPAUTH_SHA512}, {"SHA-1", OTPAUTH_SHA1}, {"SHA-256", OTPAUTH_SHA256},
	    {"SHA-512", OTPAUTH_SHA512}, {"HmacSHA1", OTPAUTH_SHA1},
	    {"HmacSHA256", OTPAUTH_SHA256}, {"HmacSHA512", OTPAUTH_SHA512}};

	for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
		if (query_same(text, NAMES[i].name)) {
			o->hash = NAMES[i].hash;
			return RC_OK;
		}
	return err_set(e, RC_INPUT,
	    "the otpauth address asks for a hash that strongroom does not make codes with; "
	    "they are SHA1, SHA256 and SHA512");
}

static enum rc read_pair(
    struct otpauth *o, struct slice name, struct slice value, struct err *e)
{
	if (query_same(name, "secret"))
		return read_key(o, value, e);
	if (query_same(name, "algorithm"))
		return read_hash(o, value, e);
	if (query_same(name, "digits"))
		return read_number(
		    &o->digits, value, OTPAUTH_DIGITS, 8, "another number of digits", e);
	if (query_same(name, "period"))
		return read_number(
		    &o->period, value, 1, OTPAUTH_PERIOD_MAX, "another time between codes", e);
	if (query_same(name, "encoder") && query_same(value, "steam"))
		return err_set(e, RC_INPUT, "%s", STEAM);
	/* A picture, a colour, a counter that nobody counts: no part of a code. */
	return RC_OK;
}

static enum rc read_query(struct otpauth *o, struct slice query, struct err *e)
{
	struct slice name;
	struct slice raw;
	enum rc rc = RC_OK;

	while (rc == RC_OK && query_next(&query, &name, &raw)) {
		struct buf value = {0};

		if (query_same(name, "issuer")) {
			rc = read_name(&o->issuer, raw, true, e);
			continue;
		}
		if (!query_decode(&value, raw, true))
			rc = broken_escape(e);
		else if (!buf_ok(&value))
			rc = err_nomem(e);
		else
			rc = read_pair(o, name, buf_slice(&value), e);
		buf_finish(&value);
	}
	if (rc == RC_OK && o->key == NULL)
		rc = err_set(e, RC_INPUT,
		    "the otpauth address has no secret in it (\"secret=…\"); copy it again, "
		    "whole");
	return rc;
}

static enum rc read_address(struct otpauth *o, struct slice text, struct err *e)
{
	struct slice path;
	struct slice query;
	struct slice type = query_until(text, '/', &path);
	struct slice fragment;
	enum rc rc;

	if (query_same(type, "hotp"))
		return err_set(e, RC_INPUT,
		    "these codes go by a counter (HOTP) and not by the time; each use would "
		    "change the item, so strongroom does not make them: ask the website for "
		    "an \"authenticator app\" instead");
	if (query_same(type, "steam"))
		return err_set(e, RC_INPUT, "%s", STEAM);
	if (!query_same(type, "totp"))
		return err_set(e, RC_INPUT,
		    "the otpauth address is of a kind of code that strongroom does not make; "
		    "it has to begin with otpauth://totp/");
	path = query_until(path, '#', &fragment);
	path = query_until(path, '?', &query);
	if ((rc = read_label(o, path, e)) != RC_OK)
		return rc;
	return read_query(o, query, e);
}

static enum rc read_any(struct otpauth *o, struct slice text, struct err *e)
{
	static const char SCHEME[] = "otpauth://";

	if (query_begins(text, SCHEME))
		return read_address(o, slice_after(text, strlen(SCHEME)), e);
	if (query_begins(text, "otpauth-migration:"))
		return err_set(e, RC_INPUT,
		    "this is an export of Google Authenticator, which may hold several "
		    "accounts; \"strongroom totp ITEM --set\" asks which one is meant");
	if (query_begins(text, "steam://"))
		return err_set(e, RC_INPUT, "%s", STEAM);
	return read_key(o, text, e);
}

enum rc otpauth_parse(struct otpauth *o, struct slice text, struct err *e)
{
	enum rc rc;

	*o = (struct otpauth){.digits = OTPAUTH_DIGITS, .period = OTPAUTH_PERIOD};
	text = trim(text);
	if (text.n > OTPAUTH_TEXT_MAX)
		rc = err_set(e, RC_INPUT,
		    "what should give one-time codes is longer than %d bytes, and so neither "
		    "an otpauth address nor a secret",
		    OTPAUTH_TEXT_MAX);
	else
		rc = read_any(o, text, e);
	if (rc == RC_OK && (!buf_ok(&o->issuer) || !buf_ok(&o->account)))
		rc = err_nomem(e);
	if (rc != RC_OK)
		otpauth_finish(o);
	return rc;
}

static bool has_colon(struct slice s)
{
	return s.n > 0 && memchr(s.p, ':', s.n) != NULL;
}

void otpauth_put(struct buf *out, const struct otpauth *o)
{
	static const char *const HASHES[] = {
	    [OTPAUTH_SHA1] = "SHA1", [OTPAUTH_SHA256] = "SHA256", [OTPAUTH_SHA512] = "SHA512"};

	buf_add_str(out, "otpauth://totp/");
	query_encode(out, buf_slice(&o->issuer));
	/* What is before the first colon is the issuer, even if that is nothing. */
	if (o->issuer.n > 0 || has_colon(buf_slice(&o->account)))
		buf_add_char(out, ':');
	query_encode(out, buf_slice(&o->account));
	buf_add_str(out, "?secret=");
	base32_encode(out, o->key->p, o->key->n);
	if (o->issuer.n > 0) {
		buf_add_str(out, "&issuer=");
		query_encode(out, buf_slice(&o->issuer));
	}
	/* Some readers insist on these, some on their absence where they are usual. */
	if (o->hash != OTPAUTH_SHA1)
		buf_printf(out, "&algorithm=%s", HASHES[o->hash]);
	if (o->digits != OTPAUTH_DIGITS)
		buf_printf(out, "&digits=%u", o->digits);
	if (o->period != OTPAUTH_PERIOD)
		buf_printf(out, "&period=%u", o->period);
}
