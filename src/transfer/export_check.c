#include "transfer/export_check.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "crypto/secret.h"
#include "envelope/age.h"
#include "seal_line_int.h"
#include "transfer/unseal.h"

/* In JSON a line feed stands only between values, so no title can look like this. */
static const char MARK[] = "\n  \"strongroom\": {";

enum { MARK_N = sizeof MARK - 1, HEAD_MAX = 4096 };

struct checking {
	struct sha256 hash;  /* of all but the end */
	struct secret *end;  /* SEAL_LINE bytes, which may be the signature */
	size_t n;            /* of these, so far */
	size_t matched;      /* bytes of MARK */
	struct secret *head; /* what stands behind it */
	size_t n_head;
};

/* What stands at the end of the file is held back, for it may be the signature. */
static void hash_but_end(struct checking *c, const uint8_t *p, size_t n)
{
	size_t out = c->n + n > SEAL_LINE ? c->n + n - SEAL_LINE : 0;
	size_t from_end = out < c->n ? out : c->n;

	sha256_add(&c->hash, slice_of(c->end->p, from_end));
	memmove(c->end->p, c->end->p + from_end, c->n - from_end);
	c->n -= from_end;
	sha256_add(&c->hash, slice_of(p, out - from_end));
	memcpy(c->end->p + c->n, p + (out - from_end), n - (out - from_end));
	c->n += n - (out - from_end);
}

static void find_head(struct checking *c, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n && c->n_head < HEAD_MAX; i++)
		if (c->matched == MARK_N)
			c->head->p[c->n_head++] = p[i];
		else if (p[i] == (uint8_t)MARK[c->matched])
			c->matched++;
		else
			c->matched = p[i] == '\n';
}

static enum rc look(void *arg, const void *p, size_t n, struct err *e)
{
	struct checking *c = arg;

	(void)e;
	find_head(c, p, n);
	hash_but_end(c, p, n);
	return RC_OK;
}

/* The text of a value on a line of its own, up to its end. */
static bool value_of(char *out, size_t size, struct slice head, const char *name)
{
	const uint8_t *at = memmem(head.p, head.n, name, strlen(name));
	size_t n = 0;

	if (at == NULL)
		return false;
	at += strlen(name);
	while (at + n < head.p + head.n && n + 1 < size && strchr("\",\n", at[n]) == NULL)
		n++;
	memcpy(out, at, n);
	out[n] = '\0';
	return true;
}

static void take_head(struct export_found *found, struct slice head)
{
	char text[CLOCK_TEXT];

	if (value_of(text, sizeof text, head, "\n    \"serial\": "))
		found->serial = strtoll(text, NULL, 10);
	if (value_of(text, sizeof text, head, "\n    \"size\": "))
		found->size = strtoll(text, NULL, 10);
	if (!value_of(text, sizeof text, head, "\n    \"time\": \"") ||
	    !clock_parse_rfc3339(&found->time_ms, text))
		found->time_ms = 0;
}

static enum rc judge(
    struct export_found *found, struct checking *c, const uint8_t *export_sign, struct err *e)
{
	uint8_t sig[SIGN_SIZE];
	uint8_t hash[HASH_SIZE];
	struct slice before;

	sha256_final(&c->hash, hash);
	if (!seal_line_get(&before, sig, slice_of(c->end->p, c->n)) ||
	    !seal_line_check(hash, sig, export_sign))
		return err_set(e, RC_TAMPER,
		    "it opens, but it is not genuine: it was altered, or somebody without the "
		    "key of this envelope made it");
	take_head(found, slice_of(c->head->p, c->n_head));
	return RC_OK;
}

enum rc export_check(struct export_found *found, const char *path,
    const struct secret *identity, const uint8_t *export_sign, struct err *e)
{
	struct checking c = {.end = secret_new(SEAL_LINE), .head = secret_new(HEAD_MAX)};
	struct age_keys keys = {.identities = &identity, .count = 1};
	enum rc rc;

	*found = (struct export_found){0};
	sha256_init(&c.hash);
	if (c.end == NULL || c.head == NULL)
		rc = err_nomem(e);
	else
		rc = unseal_stream(path, (struct age_sink){.write = look, .arg = &c}, &keys, e);
	if (rc == RC_OK)
		rc = judge(found, &c, export_sign, e);
	secret_free(c.end);
	secret_free(c.head);
	wipe(&c, sizeof c);
	return rc;
}
