/*
 * content: what an item says, as a person would list it.
 *
 * A content does not own text: every slice points into memory that the maker
 * keeps until he is done with it (a decrypted row, a parsed file, the command
 * line). It owns only its arrays. On disk it becomes two encodings, the
 * overview and the secret, described in strongroom-vault(5).
 */
#ifndef STRONGROOM_VAULT_CONTENT_H
#define STRONGROOM_VAULT_CONTENT_H

#include "base/buf.h"

enum {
	TITLE_MAX = 1000,    /* bytes; also labels, types, user names, tags */
	FIELD_MAX = 1 << 20, /* bytes of one value or URL */
	FILE_SHOWN = 16,     /* bytes of the value of a FIELD_FILE that lie in the overview */
	FILE_VALUE = 48      /* all bytes of it, which lie in the secret */
};

enum field_kind {
	FIELD_PLAIN = 0,  /* in the overview */
	FIELD_SECRET = 1, /* password and other hidden fields */
	FIELD_NOTES = 2,  /* hidden, of several lines */
	FIELD_TOTP = 3,   /* hidden, an otpauth address or a base32 secret */
	FIELD_FILE = 4    /* an attachment: vault/attachment.h; the label is its name */
};

struct field {
	struct slice label;
	enum field_kind kind;
	struct slice value;
};

/* The labels of the fields that every program knows. */
#define LABEL_PASSWORD "password"
#define LABEL_NOTES "notes"
#define LABEL_TOTP "totp"
/* A password that a website may have been given, but has not been seen to take. */
#define LABEL_PENDING "new password"

struct content {
	struct slice title;
	struct slice type; /* "login", "note", "card", "identity", "ssh-key", "device", … */
	struct slice username;
	struct slice *urls;
	size_t n_urls;
	struct slice *tags;
	size_t n_tags;
	struct field *fields;
	size_t n_fields;
	bool failed; /* out of memory; sticks until content_check */
};

/* Release the arrays; c is empty afterwards. */
void content_finish(struct content *c);

void content_add_url(struct content *c, struct slice url);
void content_add_tag(struct content *c, struct slice tag);
void content_add_field(
    struct content *c, struct slice label, enum field_kind kind, struct slice value);

/* Replace the value of the first field of that label (any case) and kind, or add it. */
void content_set_field(
    struct content *c, struct slice label, enum field_kind kind, struct slice value);

/* The first field of that label (any case) that is no attachment, or NULL. */
const struct field *content_field(const struct content *c, struct slice label);

/* The first attachment of that name (any case), or NULL. */
const struct field *content_file(const struct content *c, struct slice label);

/* A copy with arrays of its own, to be changed; the texts stay where they are. */
void content_copy(struct content *to, const struct content *from);

/* Take field number i away. */
void content_drop_field(struct content *c, size_t i);

/* The hidden field LABEL_PENDING, or NULL: then the password is known to be right. */
const struct field *content_pending(const struct content *c);

/* True for every kind whose value lies in the secret. */
bool field_is_secret(const struct field *f);

/*
 * RC_INPUT, naming what is wrong, if a text is not UTF-8, too long, empty
 * where it must not be, or has control characters in a single line. Values of
 * fields may have several lines, whatever their kind, and may be empty; title,
 * type, labels, tags and URLs may not be empty. RC_FAIL if memory ran out.
 */
MUST_CHECK enum rc content_check(const struct content *c, struct err *e);

/* Append the two encodings. */
void content_put_overview(struct buf *out, const struct content *c);
void content_put_secret(struct buf *out, const struct content *c);

/*
 * Read them back. With secret.p NULL the hidden fields have empty values.
 * False, with c empty, if the bytes are not an encoding or memory ran out, which
 * c->failed tells. The slices point into the arguments. No text is checked: see content_check.
 */
MUST_CHECK bool content_get(struct content *c, struct slice overview, struct slice secret);

/* All that a person would call equal: every value, in order. */
bool content_eq(const struct content *a, const struct content *b);

/*
 * Has a the credential of b? That is its password; where b has none, all other
 * hidden fields; and where it has none of those, its notes.
 */
bool content_eq_credential(const struct content *a, const struct content *b);

#endif
