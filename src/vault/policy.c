#include "vault/policy.h"

#include <limits.h>
#include <string.h>

#include "base/text.h"
#include "crypto/kdf.h"
#include "session_int.h"
#include "vault/member.h"

static enum rc check_text(const char *value, struct err *e)
{
	if (!text_valid(slice_str(value)))
		return err_set(e, RC_INPUT, "the value is not UTF-8");
	if (!text_valid_line(slice_str(value)))
		return err_set(e, RC_USAGE, "the value is one line of text");
	return RC_OK;
}

static enum rc check_kdf(const char *value, struct err *e)
{
	struct kdf_cost cost;
	enum rc rc;

	if ((rc = check_text(value, e)) != RC_OK)
		return rc;
	if (!member_kdf_parse(&cost, value))
		return err_set(e, RC_USAGE,
		    "the policy kdf is memory in KiB, passes and lanes of Argon2id, such as "
		    "kdf=m=524288,t=3,p=1");
	return kdf_check(&cost, e) == RC_OK ? RC_OK : RC_USAGE;
}

static enum rc check_path(const char *value, struct err *e)
{
	size_t n = strlen(value);
	enum rc rc;

	if ((rc = check_text(value, e)) != RC_OK)
		return rc;
	if (n > 0 && (value[0] != '/' || value[n - 1] == '/' || n >= PATH_MAX))
		return err_set(e, RC_USAGE,
		    "the policy seal.path is the name of a file with its whole path, such as "
		    "seal.path=/media/stick/council.age; nothing behind the = takes it away");
	return RC_OK;
}

enum { IDLE_MIN = 1, IDLE_DEFAULT = 5, IDLE_MAX = 60 };

/* "5m"; false unless it is whole minutes, and few enough. */
static bool parse_idle(int64_t *minutes, const char *value)
{
	size_t digits = strspn(value, "0123456789");

	if (digits == 0 || digits > 2 || strcmp(value + digits, "m") != 0)
		return false;
	*minutes = 0;
	for (size_t i = 0; i < digits; i++)
		*minutes = *minutes * 10 + (value[i] - '0');
	return *minutes >= IDLE_MIN && *minutes <= IDLE_MAX;
}

static enum rc check_idle(const char *value, struct err *e)
{
	int64_t minutes;

	if (value[0] == '\0' || parse_idle(&minutes, value))
		return RC_OK;
	return err_set(e, RC_USAGE,
	    "the policy lock.idle is a number of minutes from 1m to 60m, such as lock.idle=5m");
}

const char *const POLICY_PASSWORDS[] = {"default", "ncsc", "rempstone", "strong", NULL};

bool policy_password_known(struct slice value)
{
	for (const char *const *p = POLICY_PASSWORDS; *p != NULL; p++)
		if (slice_eq_str(value, *p))
			return true;
	return value.n == 0;
}

static enum rc check_password(const char *value, struct err *e)
{
	if (policy_password_known(slice_str(value)))
		return RC_OK;
	return err_set(e, RC_USAGE,
	    "the policy password is default, ncsc (three random words), rempstone (eight "
	    "random characters or four random words joined with others) or strong (as good as "
	    "five random words); nothing behind the = takes it away");
}

const struct policy_kind POLICIES[] = {
    {"kdf", "what a passphrase that is set from now on costs to check", check_kdf},
    {POLICY_SEAL_PATH, "the file to which every change is sealed at once", check_path},
    {POLICY_LOCK_IDLE, "how long without a key press until the shell locks itself", check_idle},
    {POLICY_PASSWORD, "what a password has to be like; others are warned of", check_password},
    {NULL, NULL, NULL},
};

const struct policy_kind *policy_find(const char *name)
{
	for (const struct policy_kind *p = POLICIES; p->name != NULL; p++)
		if (strcmp(p->name, name) == 0)
			return p;
	return NULL;
}

const char *policy_seal_path(const struct session *s)
{
	const char *path = roster_policy(&s->replay->roster, POLICY_SEAL_PATH);

	return path == NULL || path[0] == '\0' ? NULL : path;
}

int64_t policy_lock_idle_ms(const struct session *s)
{
	const char *value = roster_policy(&s->replay->roster, POLICY_LOCK_IDLE);
	int64_t minutes;

	if (value == NULL || !parse_idle(&minutes, value))
		minutes = IDLE_DEFAULT;
	return minutes * 60 * 1000;
}

const char *policy_password(const struct session *s)
{
	return roster_policy(&s->replay->roster, POLICY_PASSWORD);
}

enum rc policy_set(struct session *s, const char *name, const char *value, struct err *e)
{
	const struct public_policy p = {.name = slice_str(name), .value = slice_str(value)};
	struct buf public = {0};
	enum rc rc;

	public_put_policy(&public, &p);
	rc = buf_ok(&public) ? audit_append(s,
				   &(struct draft){.action = ACT_POLICY_SET,
				       .kind = SUB_NONE,
				       .public = buf_slice(&public)},
				   e)
			     : err_nomem(e);
	buf_finish(&public);
	return rc;
}
