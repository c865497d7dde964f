/*
 * bitwarden: how members of a Bitwarden export are called in an item.
 */
#ifndef STRONGROOM_TRANSFER_BITWARDEN_H
#define STRONGROOM_TRANSFER_BITWARDEN_H

#include "vault/content.h"

/* One member of the object "card", "identity" or "sshKey", always text. */
struct bitwarden_member {
	const char *name;
	const char *label;
	enum field_kind kind;
	int linked; /* number by which a linked field names it; 0 if it has none */
};

/* Each ends with a row whose name is NULL. */
extern const struct bitwarden_member bitwarden_card[];
extern const struct bitwarden_member bitwarden_identity[];
extern const struct bitwarden_member bitwarden_ssh_key[];

/* What the member of that number is called here, or "another field". */
const char *bitwarden_linked_label(long long number);

/* "type" of an item to the type here and back; NULL and 0 if there is none. */
const char *bitwarden_type_name(long long type);
int bitwarden_type_number(struct slice type);

#endif
