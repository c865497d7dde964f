/* policy: what the council has decided, set and listed. */
#include "app.h"

#include <string.h>

#include "commands.h"
#include "vault/policy.h"

enum { LONGEST = 40 };

struct setting {
	char name[LONGEST];
	const char *value;
};

/* Those that there are, for an error. */
static void put_names(struct buf *b)
{
	for (const struct policy_kind *p = POLICIES; p->name != NULL; p++)
		buf_printf(b, "%s%s", p == POLICIES ? "" : ", ", p->name);
}

static enum rc unknown(const char *name, struct err *e)
{
	const char *nearest = NULL;
	struct buf all = {0};

	put_names(&all);
	for (const struct policy_kind *p = POLICIES; p->name != NULL; p++)
		if (args_near(name, p->name))
			nearest = p->name;
	err_set(e, RC_USAGE, "there is no policy \"%s\"%s%s%s; there are: %s", name,
	    nearest == NULL ? "" : ", did you mean \"", nearest == NULL ? "" : nearest,
	    nearest == NULL ? "" : "\"", buf_cstr(&all) == NULL ? "" : buf_cstr(&all));
	buf_finish(&all);
	return RC_USAGE;
}

static enum rc parse(struct setting *s, const char *word, struct err *e)
{
	size_t n = strcspn(word, "=");

	if (word[n] != '=' || n == 0)
		return err_set(e, RC_USAGE,
		    "\"%s\" is no NAME=VALUE; the usage is: strongroom policy set NAME=VALUE",
		    word);
	if (n >= sizeof s->name)
		return err_set(e, RC_USAGE, "no policy has a name that long");
	memcpy(s->name, word, n);
	s->name[n] = '\0';
	s->value = word + n + 1;
	if (policy_find(s->name) == NULL)
		return unknown(s->name, e);
	return policy_find(s->name)->check(s->value, e);
}

static bool is_so(const struct app *app, const struct setting *set)
{
	const char *now = roster_policy(session_roster(app->session), set->name);

	return strcmp(now == NULL ? "" : now, set->value) == 0;
}

/* *same: it was so before, and no record is made. */
static enum rc record(bool *same, struct app *app, const struct setting *set, struct err *e)
{
	enum rc rc =
	    session_require(app->session, RIGHT_ADMINISTER, ACT_POLICY_SET, "set a policy", e);

	if (rc != RC_OK)
		return rc;
	*same = is_so(app, set);
	return *same ? RC_OK : policy_set(app->session, set->name, set->value, e);
}

static enum rc say(const struct app *app, const struct setting *set, bool same, struct err *e)
{
	if (app->json)
		return out_json(json_pack("{s:s,s:s,s:b}", "name", set->name, "value",
				    set->value, "changed", !same),
		    e);
	if (same)
		out_note(app, "%s is so already; nothing was changed.", set->name);
	else if (set->value[0] == '\0')
		out_note(app, "%s is taken away.", set->name);
	else
		out_note(app, "%s is %s from now on.", set->name, set->value);
	return RC_OK;
}

enum rc check_policy_set(struct app *app, struct err *e)
{
	struct setting set;

	return parse(&set, args_word(&app->args, 0), e);
}

enum rc cmd_policy_set(struct app *app, struct err *e)
{
	struct setting set;
	bool same = false;
	enum rc rc;

	if ((rc = parse(&set, args_word(&app->args, 0), e)) != RC_OK ||
	    (rc = session_begin(app->session, e)) != RC_OK ||
	    (rc = session_end(app->session, record(&same, app, &set, e), e)) != RC_OK)
		return rc;
	return say(app, &set, same, e);
}

/* list */

static json_t *row(const struct app *app, const struct policy_kind *kind)
{
	const struct policy *p = roster_policy_find(session_roster(app->session), kind->name);
	bool set = p != NULL && p->value[0] != '\0';

	return json_pack("{s:s,s:o,s:o,s:o,s:s}", "name", kind->name, "value",
	    set ? json_string(p->value) : json_null(), "since",
	    p == NULL ? json_null() : json_time(p->set_ms), "by",
	    p == NULL ? json_null() : json_member_name(app, p->actor), "help", kind->help);
}

enum rc cmd_policy_ls(struct app *app, struct err *e)
{
	static const struct column COLUMNS[] = {{"name", "NAME", 0}, {"value", "VALUE", 60},
	    {"since", "SINCE (UTC)", 0}, {"by", "BY", 24}, {"help", "WHAT IT IS", 0}};
	json_t *rows;
	enum rc rc;

	if ((rc = session_begin(app->session, e)) != RC_OK)
		return rc;
	rc = session_require(
	    app->session, RIGHT_ADMINISTER, ACT_POLICY_SET, "list the policies", e);
	if ((rc = session_end(app->session, rc, e)) != RC_OK)
		return rc;
	rows = json_array();
	for (const struct policy_kind *p = POLICIES; p->name != NULL; p++)
		if (json_array_append_new(rows, row(app, p)) != 0) {
			json_decref(rows);
			return err_nomem(e);
		}
	return out_table(app, rows, COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0], "", e);
}
