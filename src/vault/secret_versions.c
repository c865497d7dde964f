#include "vault/secret_versions.h"

#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "crypto/secret.h"
#include "vault/version.h"

static bool is_set(const struct field *f)
{
	return field_is_secret(f) && f->value.n > 0;
}

static bool has_value(const struct content *c, struct slice value)
{
	for (size_t i = 0; i < c->n_fields; i++) {
		const struct field *f = &c->fields[i];

		if (is_set(f) && f->value.n == value.n &&
		    equal_ct(f->value.p, value.p, value.n))
			return true;
	}
	return false;
}

static bool has_any(const struct content *c)
{
	for (size_t i = 0; i < c->n_fields; i++)
		if (is_set(&c->fields[i]))
			return true;
	return false;
}

/* The newest content's values, in the order of origins. */
static bool compare(
    struct secret_versions *v, const struct content *now, const struct item *old)
{
	bool shared = false;
	size_t k = 0;

	for (size_t i = 0; i < now->n_fields; i++) {
		if (!is_set(&now->fields[i]))
			continue;
		if (has_value(&old->content, now->fields[i].value)) {
			v->origins[k].version = old->version;
			shared = true;
		}
		k++;
	}
	return shared || (!has_any(now) && !has_any(&old->content));
}

static enum rc add_origins(struct secret_versions *v, const struct item *now, struct err *e)
{
	for (size_t i = 0; i < now->content.n_fields; i++) {
		const struct field *f = &now->content.fields[i];
		struct secret_origin *more;

		if (!is_set(f))
			continue;
		more = list_room(v->origins, v->n_origins, &v->cap_origins, sizeof *more);
		if (more == NULL)
			return err_nomem(e);
		v->origins = more;
		more[v->n_origins].version = now->version;
		more[v->n_origins].label = strndup((const char *)f->label.p, f->label.n);
		if (more[v->n_origins++].label == NULL)
			return err_nomem(e);
	}
	return RC_OK;
}

/*
 * One version with its secret. RC_NOTFOUND: a removal; RC_REFUSED: not granted;
 * what opens for nobody is RC_OK, unreadable, and without any hidden value.
 */
static enum rc open(
    struct item *it, struct session *s, int64_t item, int64_t version, struct err *e)
{
	enum rc rc = version_get(it, s, item, version, e);

	if (rc == RC_OK && (rc = item_open_unseen(it, s, e)) != RC_OK && it->unreadable)
		rc = RC_OK;
	return rc;
}

static enum rc take_older(struct secret_versions *v, struct session *s, const struct item *now,
    int64_t version, struct err *e)
{
	struct item old = {0};
	enum rc rc = open(&old, s, now->id, version, e);

	if (rc == RC_REFUSED) {
		v->has[version - 1] = true;
		v->compared = false;
		rc = RC_OK;
	} else if (rc == RC_OK) {
		v->has[version - 1] = compare(v, &now->content, &old);
	} else if (rc == RC_NOTFOUND) {
		rc = RC_OK;
	}
	item_finish(&old);
	return rc;
}

static enum rc take_all(
    struct secret_versions *v, struct session *s, const struct item *now, struct err *e)
{
	enum rc rc = add_origins(v, now, e);

	v->compared = true;
	v->has[now->version - 1] = true;
	for (int64_t k = now->version - 1; k > 0 && rc == RC_OK; k--)
		rc = take_older(v, s, now, k, e);
	return rc;
}

static void count_all(struct secret_versions *v)
{
	for (size_t i = 0; i < v->n; i++)
		v->has[i] = true;
}

enum rc secret_versions_read(
    struct secret_versions *v, struct session *s, int64_t item, struct err *e)
{
	struct item now = {0};
	int64_t newest;
	int64_t k;
	enum rc rc;

	*v = (struct secret_versions){0};
	if ((rc = version_count(&newest, s, item, e)) != RC_OK)
		return rc;
	if ((v->has = calloc((size_t)newest, sizeof *v->has)) == NULL)
		return err_nomem(e);
	v->n = (size_t)newest;
	k = newest;
	/* The newest version of a removed item is its removal. */
	do
		rc = open(&now, s, item, k, e);
	while (rc == RC_NOTFOUND && --k > 0);
	if (rc == RC_REFUSED || (rc == RC_OK && now.unreadable)) {
		count_all(v);
		rc = RC_OK;
	} else if (rc == RC_OK) {
		rc = take_all(v, s, &now, e);
	}
	item_finish(&now);
	if (rc != RC_OK)
		secret_versions_finish(v);
	return rc;
}

void secret_versions_finish(struct secret_versions *v)
{
	for (size_t i = 0; i < v->n_origins; i++)
		free(v->origins[i].label);
	free(v->origins);
	free(v->has);
	*v = (struct secret_versions){0};
}

bool secret_versions_has(const struct secret_versions *v, int64_t version)
{
	return version > 0 && (size_t)version <= v->n && v->has[version - 1];
}
