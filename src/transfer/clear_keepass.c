/*
 * clear_keepass: KeePass 2 XML, each collection a group.
 *
 * Hidden values are marked to be protected in memory. Attachments lie in the
 * entry that they belong to, which KeePass and KeePassXC both read.
 */
#include <string.h>

#include "base/clock.h"
#include "clear_int.h"
#include "crypto/encode.h"
#include "crypto/hash.h"
#include "file_text_int.h"
#include "vault/attachment.h"
#include "vault/collection.h"

enum { UUID = 16 };

/* XML 1.0, 2.2: the characters that a document may have, of those in valid UTF-8. */
static size_t not_allowed(struct slice s, size_t i)
{
	static const uint8_t NONCHARACTER[] = {0xEF, 0xBF};

	if (s.p[i] < 0x20 && s.p[i] != '\t' && s.p[i] != '\n' && s.p[i] != '\r')
		return 1;
	if (s.n - i >= 3 && s.p[i] == NONCHARACTER[0] && s.p[i + 1] == NONCHARACTER[1] &&
	    (s.p[i + 2] == 0xBE || s.p[i + 2] == 0xBF))
		return 3;
	return 0;
}

/* A carriage return as it is would be read as a line feed: 2.11. True if a part was dropped. */
static bool put_text(struct buf *out, struct slice s)
{
	bool dropped = false;

	for (size_t i = 0; i < s.n; i++) {
		size_t bad = not_allowed(s, i);

		if (bad > 0) {
			dropped = true;
			i += bad - 1;
		} else if (s.p[i] == '&') {
			buf_add_str(out, "&amp;");
		} else if (s.p[i] == '<') {
			buf_add_str(out, "&lt;");
		} else if (s.p[i] == '>') {
			buf_add_str(out, "&gt;");
		} else if (s.p[i] == '\r') {
			buf_add_str(out, "&#13;");
		} else {
			buf_add_char(out, (char)s.p[i]);
		}
	}
	return dropped;
}

static void put_element(struct clear *w, const char *name, struct slice value)
{
	buf_printf(&w->text, "<%s>", name);
	(void)put_text(&w->text, value);
	buf_printf(&w->text, "</%s>\n", name);
}

/* Always the same for the same thing, as the ids of the other formats are. */
static void put_uuid(struct clear *w, const char *kind, int64_t number)
{
	uint8_t hash[HASH_SIZE];
	struct buf text = {0};
	struct buf code = {0};

	buf_printf(&text, "strongroom keepass %s %lld ", kind, (long long)number);
	buf_add(&text, session_vault_id(w->session), VAULT_ID);
	sha256(hash, buf_slice(&text));
	base64_encode(&code, hash, UUID, true);
	put_element(w, "UUID", buf_slice(&code));
	if (!buf_ok(&text) || !buf_ok(&code))
		w->text.failed = true;
	buf_finish(&text);
	buf_finish(&code);
}

static enum rc begin(struct clear *w, struct err *e)
{
	const struct slice council = slice_str(session_council(w->session));

	(void)e;
	buf_add_str(&w->text, "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n"
			      "<KeePassFile>\n<Meta>\n<Generator>strongroom</Generator>\n");
	put_element(w, "DatabaseName", council);
	buf_add_str(&w->text,
	    "<MemoryProtection>\n<ProtectTitle>False</ProtectTitle>\n"
	    "<ProtectUserName>False</ProtectUserName>\n<ProtectPassword>True</"
	    "ProtectPassword>\n"
	    "<ProtectURL>False</ProtectURL>\n<ProtectNotes>True</ProtectNotes>\n"
	    "</MemoryProtection>\n</Meta>\n<Root>\n<Group>\n");
	put_uuid(w, "council", 0);
	put_element(w, "Name", council);
	return RC_OK;
}

/* Each collection is a group of its own; its items come one after the other. */
static enum rc turn_to(struct clear *w, int64_t collection, struct err *e)
{
	struct buf name = {0};
	enum rc rc = RC_OK;

	if (w->group == collection)
		return RC_OK;
	if (w->group != 0)
		buf_add_str(&w->text, "</Group>\n");
	w->group = collection;
	if (collection == 0)
		return RC_OK;
	buf_add_str(&w->text, "<Group>\n");
	put_uuid(w, "collection", collection);
	if ((rc = collection_name(&name, w->session, collection, e)) == RC_OK)
		put_element(w, "Name", buf_slice(&name));
	buf_finish(&name);
	return rc;
}

/* An entry on its way, with what it already has: a key stands once. */
struct entry {
	struct clear *w;
	const struct item *it;
	const struct field *password;
	const struct field *notes;
	const struct field *totp;
	bool dropped;
};

static void put_string(struct entry *en, struct slice key, struct slice value, bool hidden)
{
	struct buf *out = &en->w->text;

	buf_add_str(out, "<String>\n<Key>");
	en->dropped |= put_text(out, key);
	buf_add_str(
	    out, hidden ? "</Key>\n<Value ProtectInMemory=\"True\">" : "</Key>\n<Value>");
	en->dropped |= put_text(out, value);
	buf_add_str(out, "</Value>\n</String>\n");
}

static void put_standing(struct entry *en)
{
	const struct content *c = &en->it->content;

	put_string(en, slice_str("Title"), c->title, false);
	put_string(en, slice_str("UserName"), c->username, false);
	put_string(en, slice_str("Password"), clear_value(en->password), true);
	put_string(en, slice_str("URL"), c->n_urls > 0 ? c->urls[0] : slice_of(NULL, 0), false);
	put_string(en, slice_str("Notes"), clear_value(en->notes), true);
}

/* Where several have a label, the later ones get a number: KeePass keeps only one. */
static void put_custom(
    struct entry *en, struct slice label, struct slice value, bool hidden, unsigned before)
{
	struct buf key = {0};

	buf_add_slice(&key, label);
	if (before > 0)
		buf_printf(&key, " (%u)", before + 1);
	if (buf_ok(&key))
		put_string(en, buf_slice(&key), value, hidden);
	else
		en->w->text.failed = true;
	buf_finish(&key);
}

static bool is_standing(struct slice label)
{
	static const char *const KEYS[] = {
	    "Title", "UserName", "Password", "URL", "Notes", "otp", "type", "url"};

	for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++)
		if (slice_eq_str(label, KEYS[i]))
			return true;
	return false;
}

static unsigned earlier(const struct content *c, size_t i)
{
	unsigned n = is_standing(c->fields[i].label) ? 1 : 0;

	for (size_t k = 0; k < i; k++)
		n += c->fields[k].kind != FIELD_FILE &&
		     slice_eq(c->fields[k].label, c->fields[i].label);
	return n;
}

static void put_customs(struct entry *en)
{
	const struct content *c = &en->it->content;

	if (!slice_eq_str(c->type, "login"))
		put_string(en, slice_str("type"), c->type, false);
	for (size_t i = 1; i < c->n_urls; i++)
		put_custom(en, slice_str("url"), c->urls[i], false, (unsigned)i - 1);
	for (size_t i = 0; i < c->n_fields; i++) {
		const struct field *f = &c->fields[i];

		if (f != en->password && f != en->notes && f != en->totp &&
		    f->kind != FIELD_FILE)
			put_custom(en, f->label, f->value, field_is_secret(f), earlier(c, i));
	}
}

/* "otp" is the name that KeePassXC gives it, with an address as the value. */
static void put_code(struct entry *en)
{
	struct buf code = {0};

	if (en->totp == NULL || en->totp->value.n == 0)
		return;
	clear_totp(&code, en->totp->value);
	if (buf_ok(&code))
		put_string(en, slice_str("otp"), buf_slice(&code), true);
	else
		en->w->text.failed = true;
	buf_finish(&code);
}

/* KeePass ends a tag at a semicolon, KeePassXC at a comma too. */
static bool is_split(struct slice tag)
{
	return tag.n > 0 &&
	       (memchr(tag.p, ';', tag.n) != NULL || memchr(tag.p, ',', tag.n) != NULL);
}

static void put_tags(struct entry *en)
{
	const struct content *c = &en->it->content;
	bool split = false;

	if (c->n_tags == 0)
		return;
	buf_add_str(&en->w->text, "<Tags>");
	for (size_t i = 0; i < c->n_tags; i++) {
		buf_add_str(&en->w->text, i > 0 ? ";" : "");
		en->dropped |= put_text(&en->w->text, c->tags[i]);
		split |= is_split(c->tags[i]);
	}
	buf_add_str(&en->w->text, "</Tags>\n");
	if (split)
		clear_lose(en->w, en->it,
		    "commas and semicolons in its tags, which make several of one");
}

static enum rc put_file(struct entry *en, const struct field *f, struct err *e)
{
	struct clear *w = en->w;
	enum rc rc = attachment_check(w->session, f, e);

	if (rc == RC_TAMPER) {
		clear_lose(w, en->it, "an attachment that does not open");
		return RC_OK;
	}
	if (rc != RC_OK)
		return rc;
	buf_add_str(&w->text, "<Binary>\n<Key>");
	en->dropped |= put_text(&w->text, f->label);
	buf_add_str(&w->text, "</Key>\n<Value Compressed=\"False\">");
	rc = file_text_put(&w->text, clear_flush, w, w->session, f, e);
	buf_add_str(&w->text, "</Value>\n</Binary>\n");
	return rc;
}

static enum rc put_files(struct entry *en, struct err *e)
{
	const struct content *c = &en->it->content;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < c->n_fields && rc == RC_OK; i++)
		if (c->fields[i].kind == FIELD_FILE)
			rc = put_file(en, &c->fields[i], e);
	return rc;
}

static void put_times(struct clear *w, int64_t updated_ms)
{
	char updated[CLOCK_TEXT];

	clock_rfc3339(updated, updated_ms);
	buf_add_str(&w->text, "<Times>\n");
	put_element(w, "LastModificationTime", slice_str(updated));
	put_element(w, "CreationTime", slice_str(updated));
	buf_add_str(&w->text, "<Expires>False</Expires>\n</Times>\n");
}

static enum rc put_item(struct clear *w, const struct item *it, struct err *e)
{
	const struct content *c = &it->content;
	struct entry en = {.w = w,
	    .it = it,
	    .password = clear_field(c, LABEL_PASSWORD, FIELD_SECRET),
	    .notes = clear_field(c, LABEL_NOTES, FIELD_NOTES),
	    .totp = clear_field(c, LABEL_TOTP, FIELD_TOTP)};
	enum rc rc;

	if ((rc = turn_to(w, it->collection, e)) != RC_OK)
		return rc;
	buf_add_str(&w->text, "<Entry>\n");
	put_uuid(w, "item", it->id);
	put_tags(&en);
	put_times(w, it->updated_ms);
	put_standing(&en);
	put_code(&en);
	put_customs(&en);
	rc = put_files(&en, e);
	buf_add_str(&w->text, "</Entry>\n");
	if (en.dropped)
		clear_lose(w, it, "control characters, which XML forbids");
	return rc;
}

static enum rc end(struct clear *w, struct err *e)
{
	enum rc rc = turn_to(w, 0, e);

	buf_add_str(&w->text, "</Group>\n</Root>\n</KeePassFile>\n");
	return rc;
}

const struct clear_writer clear_keepass = {
    .name = "keepass", .begin = begin, .item = put_item, .end = end};
