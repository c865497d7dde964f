/*
 * The two encodings of an item.
 *
 * Input: the length of the overview in two bytes, the overview, the secret.
 */
#include "fixture.h"
#include "fuzz.h"
#include "vault/content.h"

static unsigned read_as_item;
static unsigned sound;

static void seed(const struct content *c)
{
	struct buf overview = {0};
	struct buf input = {0};

	content_put_overview(&overview, c);
	buf_add_char(&input, (char)(overview.n >> 8));
	buf_add_char(&input, (char)overview.n);
	buf_add_slice(&input, buf_slice(&overview));
	content_put_secret(&input, c);
	fuzz_seed(buf_slice(&input));
	buf_finish(&overview);
	buf_finish(&input);
}

void fuzz_init(void)
{
	struct content c;

	read_as_item = fuzz_way("an item");
	sound = fuzz_way("an item within the limits");
	fixture_content(&c, "Bank", "a password");
	seed(&c);
	content_add_url(&c, slice_str("https://bank.example/"));
	content_add_tag(&c, slice_str("money"));
	content_add_field(&c, slice_str("Sort code"), FIELD_PLAIN, slice_str("00-00-00"));
	content_add_field(&c, slice_str(LABEL_NOTES), FIELD_NOTES, slice_str("two\nlines"));
	seed(&c);
	content_add_tag(&c, slice_str(""));
	seed(&c);
	content_finish(&c);
}

/* What passes the check is within the limits, and comes back when it is written. */
static void check_limits(const struct content *c)
{
	fuzz_must(c->title.n >= 1 && c->title.n <= TITLE_MAX && c->type.n >= 1);
	for (size_t i = 0; i < c->n_urls; i++)
		fuzz_must(c->urls[i].n >= 1 && c->urls[i].n <= FIELD_MAX);
	for (size_t i = 0; i < c->n_fields; i++)
		fuzz_must(c->fields[i].value.n <= FIELD_MAX && c->fields[i].label.n >= 1);
}

static void check_same(const struct content *c, struct slice overview, struct slice secret)
{
	struct buf a = {0};
	struct buf b = {0};
	struct content again;

	content_put_overview(&a, c);
	content_put_secret(&b, c);
	fuzz_must(slice_eq(buf_slice(&a), overview) && slice_eq(buf_slice(&b), secret));
	fuzz_must(content_get(&again, buf_slice(&a), buf_slice(&b)));
	fuzz_must(content_eq(c, &again));
	content_finish(&again);
	buf_finish(&a);
	buf_finish(&b);
}

/* Without its secret an item has empty values where they are hidden. */
static void check_closed(struct slice overview)
{
	struct content c;

	fuzz_must(content_get(&c, overview, slice_of(NULL, 0)));
	for (size_t i = 0; i < c.n_fields; i++)
		fuzz_must(!field_is_secret(&c.fields[i]) || c.fields[i].value.n == 0);
	content_finish(&c);
}

void fuzz_one(struct buf *result, struct slice input)
{
	size_t n = feed_u16(&input);
	struct slice overview = feed_bytes(&input, n);
	struct content c;
	struct err e;
	enum rc rc;

	if (!content_get(&c, overview, input)) {
		fuzz_must(c.n_urls == 0 && c.n_fields == 0 && c.title.p == NULL);
		return;
	}
	fuzz_accept(read_as_item);
	check_same(&c, overview, input);
	check_closed(overview);
	rc = content_check(&c, &e);
	fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_INPUT));
	if (rc == RC_OK) {
		fuzz_accept(sound);
		check_limits(&c);
	}
	content_finish(&c);
}
