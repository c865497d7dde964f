#include "sample.h"

#include "base/file.h"
#include "crypto/secret.h"
#include "paper.h"
#include "session_int.h"
#include "vault/attachment.h"
#include "vault/grant.h"
#include "vault/item.h"

enum { SAMPLE_MAX = 1 << 20 };

static void edit_item(struct session *s, int64_t id)
{
	uint8_t file[FILE_VALUE];
	struct content c;
	struct item it;
	struct err e;

	fixture_content(&c, "Bank", "a newer password");
	content_add_url(&c, slice_str("https://bank.example/"));
	content_add_tag(&c, slice_str("money"));
	content_add_field(&c, slice_str(LABEL_NOTES), FIELD_NOTES, slice_str("two\nlines"));
	must(session_begin(s, &e), &e, "begin");
	must(item_get(&it, s, id, &e), &e, "item_get");
	must(attachment_add_bytes(
		 file, s, 1, c.title, slice_str("codes.txt"), slice_str("one two three"), &e),
	    &e, "attachment_add");
	content_add_field(&c, slice_str("codes.txt"), FIELD_FILE, slice_of(file, sizeof file));
	must(item_edit(s, &it, &c, "the bank asked for it", &e), &e, "item_edit");
	must(session_commit(s, &e), &e, "commit");
	item_finish(&it);
	content_finish(&c);
	wipe(file, sizeof file);
}

static void remove_item(struct session *s, int64_t id)
{
	struct item it;
	struct err e;

	must(session_begin(s, &e), &e, "begin");
	must(item_get(&it, s, id, &e), &e, "item_get");
	must(item_remove(s, &it, "no longer used", &e), &e, "item_remove");
	must(session_commit(s, &e), &e, "commit");
	item_finish(&it);
}

static void revoke(struct session *s, int64_t collection, int64_t member)
{
	struct err e;

	must(session_begin(s, &e), &e, "begin");
	must(grant_remove(s, collection, member, &e), &e, "grant_remove");
	must(session_commit(s, &e), &e, "commit");
}

static void add_envelope(struct session *s)
{
	struct paper p;

	paper_init(&p, 1, 1);
	paper_make(&p, s);
	paper_finish(&p);
}

/* What Argon2id gives, once for all. */
static struct secret *take_seed(struct session *s)
{
	struct secret *passphrase = fixture_passphrase(1);
	struct member_row row = {0};
	struct secret *seed;
	struct err e;

	must(session_own_row(&row, s, &e), &e, "own row");
	must(identity_unlock(&seed, &row, passphrase, s->vault_id, &e), &e, "seed");
	member_row_finish(&row);
	secret_free(passphrase);
	return seed;
}

void sample_init(struct sample *s, bool packed)
{
	struct session *clerk;
	struct err e;
	int64_t member;

	*s = (struct sample){0};
	fixture_init(&s->f);
	clerk = fixture_create(&s->f);
	member = fixture_member(&s->f, clerk, "Bob Chair", ROLE_CHAIR);
	fixture_grant(clerk, 1, member, false);
	(void)fixture_item(clerk, 1, "Bank");
	(void)fixture_item(clerk, 1, "Website");
	(void)fixture_item(clerk, fixture_collection(clerk, "Personnel", false), "Payroll");
	fixture_grant(clerk, 2, member, false);
	edit_item(clerk, 1);
	remove_item(clerk, 2);
	add_envelope(clerk);
	revoke(clerk, 2, member);
	s->seed = take_seed(clerk);
	session_close(clerk);
	if (packed)
		fixture_sql(&s->f, "PRAGMA page_size=512; VACUUM");
	must(file_read(&s->bytes, s->f.path, SAMPLE_MAX, &e), &e, "the vault's bytes");
}

void sample_finish(struct sample *s)
{
	secret_free(s->seed);
	buf_finish(&s->bytes);
	fixture_finish(&s->f);
}
