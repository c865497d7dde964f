/*
 * The ways in which KeePass and its kin keep one-time codes:
 *
 *   "otp"             an otpauth address (KeePassXC), "key=…&size=…&step=…"
 *                     (KeeOtp), or the secret alone (KeeWeb)
 *   "TimeOtp-Secret"  as text, -Hex, -Base32 or -Base64, with -Length, -Period
 *                     and -Algorithm (KeePass 2.47)
 *   "TOTP Seed"       base32, and "TOTP Settings": seconds, digits or S for
 *                     Steam, parted by semicolons (KeeTrayTOTP)
 *   "HmacOtp-…"       codes by a counter (KeePass), which are not made here
 */
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "crypto/encode.h"
#include "crypto/secret.h"
#include "keepass_int.h"
#include "password/otpauth.h"

static const char NOT_MADE[] =
    "its one-time code is of a kind that is not made here (by a counter, or of Steam), or is "
    "damaged; what it is made of is kept as fields";

enum encoding { BASE32, HEX, BASE64, TEXT };

/* What a code is made of, as it stands in the strings. */
struct recipe {
	struct slice key;
	enum encoding encoding;
	struct slice digits;
	struct slice period;
	struct slice hash;
};

static bool same(struct slice s, const char *word)
{
	return s.n == strlen(word) && strncasecmp((const char *)s.p, word, s.n) == 0;
}

static bool starts(struct slice s, const char *with)
{
	size_t n = strlen(with);

	return s.n >= n && strncasecmp((const char *)s.p, with, n) == 0;
}

/* A small number; standard where there is none, 0 where it is no number. */
static unsigned number(struct slice s, unsigned standard)
{
	unsigned n = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9' || n > 100000)
			return 0;
		n = n * 10 + (unsigned)(s.p[i] - '0');
	}
	return s.n == 0 ? standard : n;
}

static enum otpauth_hash hash_of(struct slice name)
{
	if (name.n == 0)
		return OTPAUTH_SHA1;
	if (memmem(name.p, name.n, "512", 3) != NULL)
		return OTPAUTH_SHA512;
	if (memmem(name.p, name.n, "256", 3) != NULL)
		return OTPAUTH_SHA256;
	return OTPAUTH_SHA1;
}

static bool decode_key(struct buf *key, const struct recipe *r)
{
	uint8_t *at;

	switch (r->encoding) {
	case HEX:
		at = r->key.n % 2 == 0 ? buf_extend(key, r->key.n / 2) : NULL;
		return at != NULL && hex_decode(at, r->key.n / 2, r->key);
	case BASE64:
		return base64_decode(key, r->key, true);
	case TEXT:
		buf_add_slice(key, r->key);
		return true;
	default:
		return base32_decode(key, r->key);
	}
}

/* Whatever cannot be read again as an address is none. */
static bool is_good(struct slice uri)
{
	struct otpauth o;

	if (otpauth_parse(&o, uri, NULL) != RC_OK)
		return false;
	otpauth_finish(&o);
	return true;
}

static void put_uri(struct keepass_totp *t, const struct recipe *r, struct slice title)
{
	struct otpauth o = {.hash = hash_of(r->hash),
	    .digits = number(r->digits, OTPAUTH_DIGITS),
	    .period = number(r->period, OTPAUTH_PERIOD)};
	struct buf key = {0};

	if (decode_key(&key, r) && buf_ok(&key) && key.n > 0 && key.n <= OTPAUTH_KEY_MAX)
		o.key = secret_copy(key.p, key.n);
	if (title.n <= OTPAUTH_NAME_MAX && text_valid_line(title))
		buf_add_slice(&o.account, title);
	if (o.key != NULL)
		otpauth_put(&t->uri, &o);
	if (buf_ok(&t->uri) && !is_good(buf_slice(&t->uri)))
		buf_clear(&t->uri);
	buf_finish(&key);
	otpauth_finish(&o);
}

/* The value of a string, empty where there is none. */
static struct slice string(
    const struct keepass *k, const struct keepass_entry *en, const char *key)
{
	const struct keepass_string *s = keepass_string_named(k, en, key);

	return s != NULL ? keepass_text_get(k, s->value) : slice_of("", 0);
}

/* Up to the first stop; *left goes on behind it. */
static struct slice cut(struct slice *left, char stop)
{
	const uint8_t *at = left->n > 0 ? memchr(left->p, stop, left->n) : NULL;
	struct slice part = slice_of(left->p, at != NULL ? (size_t)(at - left->p) : left->n);

	*left = slice_after(*left, at != NULL ? part.n + 1 : part.n);
	return part;
}

/* With the escapes of an address undone: '=' and '+' of a key are "%3d" and "%2b". */
static bool unescape(struct buf *out, struct slice s)
{
	while (s.n > 0) {
		uint8_t byte = s.p[0];
		size_t n = byte == '%' ? 3 : 1;

		if (n > s.n || (n == 3 && !hex_decode(&byte, 1, slice_of(s.p + 1, 2))))
			return false;
		buf_add(out, &byte, 1);
		s = slice_after(s, n);
	}
	return true;
}

/*
 * KeeOtp's "key=…&size=…&step=…&otpHashMode=…&encoding=…&type=…", in any order.
 * key holds the bytes of r->key.
 */
static bool read_keeotp(struct recipe *r, struct buf *key, struct slice text)
{
	while (text.n > 0) {
		struct slice value = cut(&text, '&');
		struct slice name = cut(&value, '=');

		if (same(name, "key"))
			r->key = value;
		else if (same(name, "size"))
			r->digits = value;
		else if (same(name, "step"))
			r->period = value;
		else if (same(name, "otpHashMode"))
			r->hash = value;
		else if (same(name, "encoding"))
			r->encoding = same(value, "hex")      ? HEX
				      : same(value, "base64") ? BASE64
				      : same(value, "utf8")   ? TEXT
							      : BASE32;
		else if (same(name, "type") && !same(value, "totp"))
			return false;
	}
	if (!unescape(key, r->key) || !buf_ok(key))
		return false;
	r->key = buf_slice(key);
	return r->key.n > 0;
}

/* RFC 4226, 4, R6 asks for 128 bits, and some sites give 80; a word of a remark has fewer. */
static bool is_secret(struct slice text)
{
	enum { BYTES = 10 };
	struct buf key = {0};
	bool is = base32_decode(&key, text) && buf_ok(&key) && key.n >= BYTES;

	buf_finish(&key);
	return is;
}

static void read_otp(struct keepass_totp *t, struct slice value, struct slice title)
{
	const bool address = starts(value, "otpauth:");
	struct recipe r = {0};
	struct buf key = {0};

	if ((address || is_secret(value)) && is_good(value))
		buf_add_slice(&t->uri, value);
	else if (!address && read_keeotp(&r, &key, value))
		put_uri(t, &r, title);
	buf_finish(&key);
}

static bool read_timeotp(
    struct recipe *r, const struct keepass *k, const struct keepass_entry *en)
{
	static const struct {
		const char *key;
		enum encoding encoding;
	} SECRETS[] = {{"TimeOtp-Secret-Base32", BASE32}, {"TimeOtp-Secret", TEXT},
	    {"TimeOtp-Secret-Hex", HEX}, {"TimeOtp-Secret-Base64", BASE64}};

	for (size_t i = 0; i < sizeof SECRETS / sizeof SECRETS[0] && r->key.n == 0; i++) {
		r->key = string(k, en, SECRETS[i].key);
		r->encoding = SECRETS[i].encoding;
	}
	r->digits = string(k, en, "TimeOtp-Length");
	r->period = string(k, en, "TimeOtp-Period");
	r->hash = string(k, en, "TimeOtp-Algorithm");
	return r->key.n > 0;
}

static bool read_tray(struct recipe *r, const struct keepass *k, const struct keepass_entry *en)
{
	struct slice settings = string(k, en, "TOTP Settings");

	r->key = string(k, en, "TOTP Seed");
	r->period = cut(&settings, ';');
	r->digits = cut(&settings, ';');
	return r->key.n > 0;
}

static bool counts(const struct keepass *k, const struct keepass_entry *en)
{
	for (size_t i = 0; i < en->n_strings; i++)
		if (starts(keepass_text_get(k, k->strings[en->first_string + i].key),
			"HmacOtp-Secret"))
			return true;
	return false;
}

enum rc keepass_totp_read(struct keepass_totp *t, const struct keepass *k,
    const struct keepass_entry *en, struct slice title, struct err *e)
{
	struct slice otp = string(k, en, "otp");
	struct recipe time = {0};
	struct recipe tray = {0};

	*t = (struct keepass_totp){0};
	if (otp.n > 0) {
		t->source = KEEPASS_TOTP_OTP;
		read_otp(t, otp, title);
	} else if (read_timeotp(&time, k, en)) {
		t->source = KEEPASS_TOTP_TIME;
		put_uri(t, &time, title);
	} else if (read_tray(&tray, k, en)) {
		t->source = KEEPASS_TOTP_TRAY;
		put_uri(t, &tray, title);
	}
	if (!buf_ok(&t->uri))
		return err_nomem(e);
	if ((t->source != KEEPASS_TOTP_NONE && t->uri.n == 0) || counts(k, en))
		t->lost = NOT_MADE;
	return RC_OK;
}

bool keepass_totp_used(const struct keepass_totp *t, struct slice key)
{
	if (t->uri.n == 0)
		return false;
	if (t->source == KEEPASS_TOTP_OTP)
		return slice_eq_str(key, "otp");
	if (t->source == KEEPASS_TOTP_TIME)
		return starts(key, "TimeOtp-");
	return slice_eq_str(key, "TOTP Seed") || slice_eq_str(key, "TOTP Settings");
}
