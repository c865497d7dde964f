/*
 * bitwarden_text: an item as one of a Bitwarden export.
 *
 * The reverse of parse_bitwarden_item.c. What Bitwarden has no place for
 * becomes custom fields: "tags", and for items other than logins "username"
 * (but of an identity) and "url". A type that it does not know becomes a
 * secure note with the custom field "type".
 */
#ifndef STRONGROOM_TRANSFER_BITWARDEN_TEXT_INT_H
#define STRONGROOM_TRANSFER_BITWARDEN_TEXT_INT_H

#include <stdint.h>

#include "base/slice.h"

struct content;
struct json_text;

enum { BITWARDEN_ID = 37 /* a UUID (RFC 9562) and a NUL */ };

/* The id of the kind of thing, "folder" or "item", and its number: always the same. */
void bitwarden_text_id(
    char out[BITWARDEN_ID], const uint8_t *vault_id, const char *kind, int64_t number);

struct bitwarden_place {
	const char *id;
	const char *folder;
	int64_t updated_ms;
};

/*
 * How many of its custom fields stand for something else: type, user name and
 * addresses, which come first.
 */
size_t bitwarden_text_lead(const struct content *c);

/*
 * A value of an array, but for its end, so that members can be added to it.
 * The content is open and has passed content_check; its attachments are left out.
 */
void bitwarden_text_item(
    struct json_text *t, const struct content *c, const struct bitwarden_place *at);
void bitwarden_text_end(struct json_text *t);

#endif
