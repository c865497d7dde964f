/*
 * roster_rights: which roles there are, and what each may do.
 */
#include "vault/roster.h"

static const char *const ROLES[ROLE_COUNT] = {
    [ROLE_CLERK] = "clerk",
    [ROLE_DEPUTY] = "deputy",
    [ROLE_CHAIR] = "chair",
    [ROLE_COUNCILLOR] = "councillor",
    [ROLE_AUDITOR] = "auditor",
    [ROLE_EMERGENCY] = "emergency",
};

const char *role_name(enum role r)
{
	return ROLES[r];
}

enum role role_of(struct slice name)
{
	for (int i = 1; i < ROLE_EMERGENCY; i++)
		if (slice_eq_str(name, ROLES[i]))
			return (enum role)i;
	return ROLE_NONE;
}

bool roster_may(const struct member *m, enum right right)
{
	bool office = m->role == ROLE_CLERK || m->role == ROLE_DEPUTY;

	if (!m->active)
		return false;
	switch (right) {
	case RIGHT_ADMINISTER:
		return m->role == ROLE_CLERK;
	case RIGHT_SEAL:
		return office;
	case RIGHT_WRITE:
		return office || m->role == ROLE_COUNCILLOR;
	case RIGHT_REVEAL:
		return office || m->role == ROLE_CHAIR || m->role == ROLE_COUNCILLOR ||
		       m->role == ROLE_EMERGENCY;
	case RIGHT_READ_LOG:
		return office || m->role == ROLE_CHAIR || m->role == ROLE_AUDITOR || m->log;
	case RIGHT_CARE:
		return office || m->role == ROLE_CHAIR;
	}
	return false;
}

bool roster_may_hold(const struct member *m, bool edit)
{
	return roster_may(m, edit ? RIGHT_WRITE : RIGHT_REVEAL);
}
