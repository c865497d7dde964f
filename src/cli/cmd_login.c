/*
 * login: the address to compare, then user name, password and one-time code, one
 * after the other.
 */
#include "give.h"

#include "commands.h"
#include "vault/item.h"

/* What is hidden and will be given, in the order in which it is. */
static size_t hidden(const struct field *given[3], const struct content *c)
{
	const struct field *password = content_field(c, slice_str(LABEL_PASSWORD));
	size_t n = 0;

	if (password != NULL && field_is_secret(password))
		given[n++] = password;
	if (content_pending(c) != NULL)
		given[n++] = content_pending(c);
	for (size_t i = 0; i < c->n_fields; i++)
		if (c->fields[i].kind == FIELD_TOTP) {
			given[n++] = &c->fields[i];
			break;
		}
	return n;
}

/* One record for all of it. */
static enum rc record(struct item *it, struct app *app, struct err *e)
{
	const struct field *given[3];
	struct buf fields = {0};
	size_t n;
	enum rc rc;

	if ((rc = item_find(it, app->session, args_word(&app->args, 0), e)) != RC_OK)
		return rc;
	n = hidden(given, &it->content);
	if (n == 0 && it->content.username.n == 0)
		return err_set(e, RC_USAGE,
		    "\"%.*s\" has neither user name nor password nor code to log in with; "
		    "\"strongroom show\" shows what it has",
		    SLICE_ARG(it->content.title));
	for (size_t i = 0; i < n; i++) {
		buf_add_str(&fields, i > 0 ? ", " : "");
		buf_add_slice(&fields, given[i]->label);
	}
	if (n > 0)
		rc = buf_cstr(&fields) == NULL
			 ? err_nomem(e)
			 : item_reveal(it, app->session, buf_cstr(&fields),
			       args_value(&app->args, "reason"), e);
	buf_finish(&fields);
	return rc;
}

static enum rc give(struct give *g, const struct item *it, struct err *e)
{
	const struct field *given[3];
	const size_t n = hidden(given, &it->content);
	enum rc rc = RC_OK;

	give_say_where(g->app, it);
	out_pending(g->app, it);
	if (it->content.username.n > 0)
		rc = give_value(g, "user name", it->content.username, e);
	for (size_t i = 0; i < n && rc == RC_OK; i++) {
		if (given[i]->kind == FIELD_TOTP)
			rc = give_code(g, given[i]->value, e);
		else if (given[i] == content_pending(&it->content))
			rc = give_value(
			    g, "new password, if the other is not right", given[i]->value, e);
		else
			rc = give_value(g, "password", given[i]->value, e);
	}
	return rc;
}

enum rc cmd_login(struct app *app, struct err *e)
{
	const struct field *given[3];
	struct give g = {.app = app};
	struct item it = {0};
	enum rc rc;

	if ((rc = give_check(app, "login", "\"strongroom show ITEM -f password\"", e)) !=
		RC_OK ||
	    (rc = session_begin(app->session, e)) != RC_OK)
		return rc;
	if ((rc = session_end(app->session, record(&it, app, e), e)) != RC_OK)
		goto out;
	if (hidden(given, &it.content) > 0 && (rc = item_open(&it, app->session, e)) != RC_OK)
		goto out;
	if ((rc = give(&g, &it, e)) != RC_OK) {
		give_clear(&g);
		if (rc == RC_INTR)
			rc = err_set(e, rc, "the login was broken off; it is on the audit log");
	}
out:
	item_finish(&it);
	return rc;
}
