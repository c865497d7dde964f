/*
 * parse_1pux: fields and attachments of an item of 1Password.
 */
#ifndef STRONGROOM_TRANSFER_PARSE_1PUX_INT_H
#define STRONGROOM_TRANSFER_PARSE_1PUX_INT_H

#include <jansson.h>

struct json_entry;

/* A section, {"title":"…","fields":[{"title":"…","id":"…","value":{KIND:…}}]}. */
void parse_1pux_section(struct json_entry *en, const json_t *section);

/* What {"email_address":"…","provider":…} has beside the address. */
void parse_1pux_email_rest(struct json_entry *en, json_t *email);

/* An attachment, {"fileName":"…","documentId":"…"}. */
void parse_1pux_file(struct json_entry *en, const json_t *file);

/* The file beside an item, {"attrs":{"name":"…"},"path":"files/…"}; NULL: there is none. */
void parse_1pux_beside(struct json_entry *en, const json_t *file);

#endif
