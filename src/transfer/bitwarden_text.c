#include "bitwarden_text_int.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/codec.h"
#include "crypto/box.h"
#include "crypto/hash.h"
#include "json_text_int.h"
#include "transfer/bitwarden.h"

enum { LOGIN = 1, NOTE = 2, CARD = 3, IDENTITY = 4, SSH_KEY = 5, TYPES };
enum { TEXT = 0, HIDDEN = 1 }; /* kinds of custom fields */

/* RFC 9562, 5.8: a UUID of version 8 is whatever its maker says. */
void bitwarden_text_id(
    char out[BITWARDEN_ID], const uint8_t *vault_id, const char *kind, int64_t number)
{
	uint8_t bytes[128];
	uint8_t h[HASH_SIZE];
	struct buf b;

	buf_init_fixed(&b, bytes, sizeof bytes);
	put_str(&b, "strongroom export id");
	put_bytes(&b, vault_id, VAULT_ID);
	put_str(&b, kind);
	put_i64(&b, number);
	sha256(h, buf_slice(&b));
	h[6] = (uint8_t)((h[6] & 0x0f) | 0x80);
	h[8] = (uint8_t)((h[8] & 0x3f) | 0x80);
	snprintf(out, BITWARDEN_ID,
	    "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", h[0], h[1],
	    h[2], h[3], h[4], h[5], h[6], h[7], h[8], h[9], h[10], h[11], h[12], h[13], h[14],
	    h[15]);
}

/* The field that has a place of its own: the first of that label and kind. */
static const struct field *placed(
    const struct content *c, const char *label, enum field_kind kind)
{
	for (size_t i = 0; i < c->n_fields; i++)
		if (c->fields[i].kind == kind && slice_eq_str(c->fields[i].label, label))
			return c->fields[i].value.n > 0 ? &c->fields[i] : NULL;
	return NULL;
}

static void put_text(struct json_text *t, const char *name, struct slice value)
{
	if (value.n > 0)
		json_text_string(t, name, value);
	else
		json_text_word(t, name, "null");
}

static void put_placed(struct json_text *t, const char *name, const struct content *c,
    const char *label, enum field_kind kind)
{
	const struct field *f = placed(c, label, kind);

	put_text(t, name, f != NULL ? f->value : slice_of(NULL, 0));
}

/* The objects of each type; notes are a member of every item. */

static const struct bitwarden_member *members_of(int type)
{
	static const struct bitwarden_member *const tables[TYPES] = {
	    [CARD] = bitwarden_card,
	    [IDENTITY] = bitwarden_identity,
	    [SSH_KEY] = bitwarden_ssh_key,
	};

	return tables[type];
}

static void put_members(struct json_text *t, const struct content *c, int type)
{
	static const char *const names[TYPES] = {
	    [CARD] = "card", [IDENTITY] = "identity", [SSH_KEY] = "sshKey"};

	json_text_open(t, names[type], '{');
	for (const struct bitwarden_member *m = members_of(type); m->name != NULL; m++)
		put_placed(t, m->name, c, m->label, m->kind);
	if (type == IDENTITY)
		put_text(t, "username", c->username);
	json_text_close(t, '}');
}

static void put_login(struct json_text *t, const struct content *c)
{
	json_text_open(t, "login", '{');
	json_text_open(t, "uris", '[');
	for (size_t i = 0; i < c->n_urls; i++) {
		json_text_open(t, NULL, '{');
		json_text_word(t, "match", "null");
		json_text_string(t, "uri", c->urls[i]);
		json_text_close(t, '}');
	}
	json_text_close(t, ']');
	put_text(t, "username", c->username);
	put_placed(t, "password", c, LABEL_PASSWORD, FIELD_SECRET);
	put_placed(t, "totp", c, LABEL_TOTP, FIELD_TOTP);
	json_text_close(t, '}');
}

static void put_type(struct json_text *t, const struct content *c, int type)
{
	if (type == LOGIN) {
		put_login(t, c);
	} else if (type == NOTE) {
		json_text_open(t, "secureNote", '{');
		json_text_number(t, "type", 0);
		json_text_close(t, '}');
	} else {
		put_members(t, c, type);
	}
}

/* custom fields */

static void put_custom(struct json_text *t, struct slice name, struct slice value, int kind)
{
	json_text_open(t, NULL, '{');
	json_text_string(t, "name", name);
	json_text_string(t, "value", value);
	json_text_number(t, "type", kind);
	json_text_close(t, '}');
}

static bool has_place(const struct content *c, const struct field *f, int type)
{
	const struct bitwarden_member *m = members_of(type);

	if (f == placed(c, LABEL_NOTES, FIELD_NOTES))
		return true;
	if (type == LOGIN && (f == placed(c, LABEL_PASSWORD, FIELD_SECRET) ||
				 f == placed(c, LABEL_TOTP, FIELD_TOTP)))
		return true;
	for (; m != NULL && m->name != NULL; m++)
		if (f == placed(c, m->label, m->kind))
			return true;
	return false;
}

static void put_tags(struct json_text *t, const struct content *c)
{
	struct buf tags = {0};

	for (size_t i = 0; i < c->n_tags; i++) {
		if (i > 0)
			buf_add_str(&tags, ", ");
		buf_add_slice(&tags, c->tags[i]);
	}
	if (!buf_ok(&tags))
		t->out->failed = true;
	else if (c->n_tags > 0)
		put_custom(t, slice_str("tags"), buf_slice(&tags), TEXT);
	buf_finish(&tags);
}

/* What Bitwarden has no place for; each has a custom field of that name. */
static bool lacks_type(const struct content *c)
{
	return bitwarden_type_number(c->type) == 0;
}

static bool lacks_username(const struct content *c, int type)
{
	return type != LOGIN && type != IDENTITY && c->username.n > 0;
}

static size_t lacking_urls(const struct content *c, int type)
{
	return type == LOGIN ? 0 : c->n_urls;
}

static void put_customs(struct json_text *t, const struct content *c, int type)
{
	json_text_open(t, "fields", '[');
	if (lacks_type(c))
		put_custom(t, slice_str("type"), c->type, TEXT);
	if (lacks_username(c, type))
		put_custom(t, slice_str("username"), c->username, TEXT);
	for (size_t i = 0; i < lacking_urls(c, type); i++)
		put_custom(t, slice_str("url"), c->urls[i], TEXT);
	for (size_t i = 0; i < c->n_fields; i++) {
		const struct field *f = &c->fields[i];

		if (f->kind != FIELD_FILE && !has_place(c, f, type))
			put_custom(t, f->label, f->value, field_is_secret(f) ? HIDDEN : TEXT);
	}
	put_tags(t, c);
	json_text_close(t, ']');
}

static int type_of(const struct content *c)
{
	int known = bitwarden_type_number(c->type);

	return known != 0 ? known : NOTE;
}

size_t bitwarden_text_lead(const struct content *c)
{
	int type = type_of(c);

	return (size_t)lacks_type(c) + lacks_username(c, type) + lacking_urls(c, type);
}

void bitwarden_text_item(
    struct json_text *t, const struct content *c, const struct bitwarden_place *at)
{
	int type = type_of(c);
	char updated[CLOCK_TEXT];

	clock_rfc3339(updated, at->updated_ms);
	json_text_open(t, NULL, '{');
	json_text_string(t, "id", slice_str(at->id));
	json_text_word(t, "organizationId", "null");
	json_text_string(t, "folderId", slice_str(at->folder));
	json_text_number(t, "type", type);
	json_text_number(t, "reprompt", 0);
	json_text_string(t, "name", c->title);
	put_placed(t, "notes", c, LABEL_NOTES, FIELD_NOTES);
	json_text_word(t, "favorite", "false");
	put_customs(t, c, type);
	put_type(t, c, type);
	json_text_word(t, "collectionIds", "null");
	json_text_string(t, "revisionDate", slice_str(updated));
}

void bitwarden_text_end(struct json_text *t)
{
	json_text_close(t, '}');
}
