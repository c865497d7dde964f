/*
 * secret_versions: which versions of an item hold what is secret in it now.
 *
 * A password may be older than the last change of its item: others of its
 * fields were edited, or a restore brought it back. Who saw it then knows it.
 */
#ifndef STRONGROOM_VAULT_SECRET_VERSIONS_H
#define STRONGROOM_VAULT_SECRET_VERSIONS_H

#include "base/err.h"
#include "vault/session.h"

/* A hidden value of the newest content, and the first version that had it. */
struct secret_origin {
	char *label;
	int64_t version;
};

struct secret_versions {
	bool *has; /* of version v at v - 1: shares a hidden value with the newest content */
	size_t n;
	bool compared; /* false: some could not be opened, and count as if they did */
	struct secret_origin *origins;
	size_t n_origins, cap_origins;
};

/*
 * Within a transaction; gives nothing out and records nothing. Where the newest
 * content cannot be opened every version counts. To be finished on RC_OK.
 */
MUST_CHECK enum rc secret_versions_read(
    struct secret_versions *v, struct session *s, int64_t item, struct err *e);
void secret_versions_finish(struct secret_versions *v);

bool secret_versions_has(const struct secret_versions *v, int64_t version);

#endif
