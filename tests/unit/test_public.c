/* public: one encoding for each value, and nothing else is taken. */
#include "vault/public.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

typedef bool reader(struct slice s);

static bool read_keys(struct slice s)
{
	struct public_keys p;
	return public_get_keys(&p, s);
}

static bool read_reset(struct slice s)
{
	struct public_reset p;
	return public_get_reset(&p, s);
}

static bool read_vault(struct slice s)
{
	struct public_vault p;
	return public_get_vault(&p, s);
}

static bool read_member(struct slice s)
{
	struct public_member p;
	return public_get_member(&p, s);
}

static bool read_collection(struct slice s)
{
	struct public_collection p;
	return public_get_collection(&p, s);
}

static bool read_sealed(struct slice s)
{
	bool sealed;
	return public_get_sealed(&sealed, s);
}

static bool read_grant(struct slice s)
{
	struct public_grant p;
	return public_get_grant(&p, s);
}

static bool read_revoked(struct slice s)
{
	int64_t member;
	return public_get_revoked(&member, s);
}

static bool read_item(struct slice s)
{
	struct public_item p;
	return public_get_item(&p, s);
}

static bool read_attachment(struct slice s)
{
	int64_t collection;
	return public_get_attachment(&collection, s);
}

static bool read_period(struct slice s)
{
	struct public_period p;
	return public_get_period(&p, s);
}

static bool read_sheets(struct slice s)
{
	struct public_sheets p;
	return public_get_sheets(&p, s);
}

static bool read_sheet(struct slice s)
{
	struct public_sheet p;

	return public_get_sheet(&p, s);
}

static bool read_envelope(struct slice s)
{
	struct public_envelope p;
	return public_get_envelope(&p, s);
}

static bool read_policy(struct slice s)
{
	struct public_policy p;
	return public_get_policy(&p, s);
}

static bool read_restore(struct slice s)
{
	struct public_restore p;
	return public_get_restore(&p, s);
}

/* Each prefix, from memory of just that size, and one byte too many. */
static void check(struct buf *b, reader *read, const char *what)
{
	size_t taken = 0;
	size_t n = b->n;

	ok(buf_ok(b) && read(buf_slice(b)), "%s: what was written is read", what);
	for (size_t k = 0; k < n; k++) {
		uint8_t *cut = malloc(k + 1);

		memcpy(cut, b->p, k);
		taken += read(slice_of(cut, k));
		free(cut);
	}
	is_int((long long)taken, 0, "no part of it is");
	buf_add_char(b, '\0');
	ok(!read(buf_slice(b)), "%s: nor with a byte behind it", what);
	buf_finish(b);
}

static void test_shapes(void)
{
	const struct public_keys keys = {.sign = {1}, .seal = {2}};
	const struct public_vault vault = {.council = slice_str("Council"),
	    .role = slice_str("clerk"),
	    .keys = keys,
	    .name = slice_str("Ada")};
	const struct public_member member = {
	    .role = slice_str("chair"), .must_change = true, .name = slice_str("Bea")};
	const struct public_collection collection = {.sealed = true};
	const struct public_grant grant = {.member = 3, .edit = true};
	const struct public_item item = {.collection = 1, .generation = 2};
	const struct public_period period = {.quarter = 20264};
	const struct public_envelope envelope = {.member = 9,
	    .need = 2,
	    .holders = {slice_str("A"), slice_str("B")},
	    .n_holders = 2};
	const struct public_sheets sheets = {.numbers = {1, 3, 16}, .n = 3};
	const struct public_sheet sheet = {.number = 2, .holder = slice_str("B")};
	const struct public_policy policy = {slice_str("kdf"), slice_str("m=1")};
	const struct public_restore restore = {
	    .size = 134, .leaf = {1}, .opened_ms = 5, .opened_serial = 2};
	const struct public_reset reset = {.keys = keys, .must_change = true};
	struct buf b = {0};

	public_put_keys(&b, &keys);
	check(&b, read_keys, "keys");
	public_put_reset(&b, &reset);
	check(&b, read_reset, "reset");
	public_put_vault(&b, &vault);
	check(&b, read_vault, "vault");
	public_put_member(&b, &member);
	check(&b, read_member, "member");
	public_put_collection(&b, &collection);
	check(&b, read_collection, "collection");
	public_put_sealed(&b, true);
	check(&b, read_sealed, "sealed");
	public_put_grant(&b, &grant);
	check(&b, read_grant, "grant");
	public_put_revoked(&b, 3);
	check(&b, read_revoked, "revoked");
	public_put_item(&b, &item);
	check(&b, read_item, "item");
	public_put_attachment(&b, 3);
	check(&b, read_attachment, "attachment");
	public_put_period(&b, &period);
	check(&b, read_period, "period");
	public_put_envelope(&b, &envelope);
	check(&b, read_envelope, "envelope");
	public_put_sheet(&b, &sheet);
	check(&b, read_sheet, "sheet");
	public_put_sheets(&b, &sheets);
	check(&b, read_sheets, "sheets");
	public_put_policy(&b, &policy);
	check(&b, read_policy, "policy");
	public_put_restore(&b, &restore);
	check(&b, read_restore, "restore");
}

static void test_values(void)
{
	const struct public_envelope envelope = {.member = 9,
	    .keys = {.sign = {5}, .seal = {6}},
	    .recipient = {7},
	    .export_sign = {8},
	    .need = 2,
	    .sheet_id = SHEET_ID_MAX,
	    .page = {10},
	    .holders = {slice_str("A"), slice_str("Béa")},
	    .n_holders = 2};
	struct public_envelope got;
	struct public_restore restore = {.size = 134, .leaf = {9}};
	struct public_grant grant = {.member = 77, .edit = true, .seal = {9}};
	struct buf b = {0};

	public_put_envelope(&b, &envelope);
	ok(public_get_envelope(&got, buf_slice(&b)) && got.member == 9 &&
		got.keys.sign[0] == 5 && got.keys.seal[0] == 6 && got.recipient[0] == 7 &&
		got.export_sign[0] == 8 && got.need == 2 && got.n_holders == 2 &&
		got.sheet_id == SHEET_ID_MAX && got.page[0] == 10 &&
		slice_eq_str(got.holders[1], "Béa"),
	    "an envelope keeps all its values");
	buf_clear(&b);
	public_put_grant(&b, &grant);
	grant = (struct public_grant){0};
	ok(public_get_grant(&grant, buf_slice(&b)) && grant.member == 77 && grant.edit &&
		grant.seal[0] == 9,
	    "and so does a grant");
	buf_clear(&b);
	public_put_restore(&b, &restore);
	restore = (struct public_restore){0};
	ok(public_get_restore(&restore, buf_slice(&b)) && restore.size == 134 &&
		restore.leaf[0] == 9,
	    "and a restore");
	buf_finish(&b);
}

static void test_canonical(void)
{
	static const uint8_t two = 2;
	const struct public_collection collection = {.sealed = true};
	struct public_envelope many = {.member = 1, .need = 1};
	struct buf b = {0};

	ok(!read_sealed(slice_of(&two, 1)), "a truth is 0 or 1");
	public_put_collection(&b, &collection);
	b.p[0] = 0xFF;
	ok(!read_collection(buf_slice(&b)), "in a collection too");
	buf_clear(&b);
	public_put_revoked(&b, -1);
	ok(!buf_ok(&b), "a negative number is not written");
	buf_clear(&b);
	buf_add(&b, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 8);
	ok(!read_revoked(buf_slice(&b)), "nor read");
	buf_clear(&b);
	many.n_holders = 16;
	public_put_envelope(&b, &many);
	ok(read_envelope(buf_slice(&b)), "sixteen holders");
	b.p[b.n - 16 * 4 - 1] = 17;
	buf_add(&b, "\0\0\0\0", 4);
	ok(!read_envelope(buf_slice(&b)), "seventeen are too many");
	many = (struct public_envelope){.need = 1, .sheet_id = SHEET_ID_MAX + 1};
	buf_clear(&b);
	public_put_envelope(&b, &many);
	ok(!read_envelope(buf_slice(&b)), "the number of a set of sheets has 15 bits");
	buf_finish(&b);
}

int main(void)
{
	test_shapes();
	test_values();
	test_canonical();
	return tap_done();
}
