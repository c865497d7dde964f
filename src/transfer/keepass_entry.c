/* Entries of KeePass as contents. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/list.h"
#include "base/text.h"
#include "csv_odd_int.h"
#include "keepass_entry_int.h"
#include "parse_int.h"

void keepass_taken_finish(struct keepass_taken *en)
{
	for (size_t i = 0; i < en->n_owned; i++)
		buf_finish(&en->owned[i]);
	free(en->owned);
	content_finish(&en->c);
	buf_finish(&en->totp.uri);
	buf_finish(&en->path);
	buf_finish(&en->expiry);
	buf_finish(&en->title);
	buf_finish(&en->lost);
	buf_finish(&en->kept);
}

static void lose(struct keepass_taken *en, const char *what, size_t count)
{
	buf_add_str(&en->lost, en->lost.n > 0 ? ", " : "left behind: ");
	buf_add_str(&en->lost, what);
	if (count > 0)
		buf_printf(&en->lost, " (%zu)", count);
}

static void keep(struct keepass_taken *en, const char *sentence)
{
	buf_add_str(&en->kept, en->kept.n > 0 ? "; " : "");
	buf_add_str(&en->kept, sentence);
}

/*
 * The value of a string, with what it refers to. What is hidden elsewhere does
 * not become visible here: *hidden becomes true, or where that cannot be, with
 * hidden NULL, the value stays as it is.
 */
static struct slice value_of(
    struct keepass_taken *en, const struct keepass_string *s, bool *hidden)
{
	struct slice raw = keepass_text_get(en->k, s->value);
	struct buf *more;
	unsigned said;

	if (!keepass_refers(raw))
		return raw;
	more = list_room(en->owned, en->n_owned, &en->cap_owned, sizeof *more);
	if (more == NULL) {
		en->c.failed = true;
		return raw;
	}
	en->owned = more;
	more += en->n_owned++;
	*more = (struct buf){0};
	said = keepass_resolve(more, en->refs, raw);
	en->ref_lost = en->ref_lost || (said & KEEPASS_REF_LOST) != 0;
	if (!buf_ok(more))
		en->c.failed = true;
	if (hidden != NULL)
		*hidden = *hidden || (said & KEEPASS_REF_HIDDEN) != 0;
	else if (said & KEEPASS_REF_HIDDEN) {
		en->ref_shown = true;
		return raw;
	}
	return buf_ok(more) ? buf_slice(more) : raw;
}

static struct slice standard(struct keepass_taken *en, const char *key)
{
	const struct keepass_string *s = keepass_string_named(en->k, en->from, key);

	return s != NULL ? value_of(en, s, NULL) : slice_of(NULL, 0);
}

static void take_hidden(
    struct keepass_taken *en, const char *key, const char *label, enum field_kind kind)
{
	const struct keepass_string *s = keepass_string_named(en->k, en->from, key);
	bool hidden = true;
	struct slice value = s != NULL ? value_of(en, s, &hidden) : slice_of(NULL, 0);

	if (value.n > 0)
		content_add_field(&en->c, slice_str(label), kind, value);
}

static bool starts(struct slice s, const char *with)
{
	size_t n = strlen(with);

	return s.n >= n && strncasecmp((const char *)s.p, with, n) == 0;
}

static bool is_standard(struct slice key)
{
	static const char *const keys[] = {"Title", "UserName", "Password", "URL", "Notes"};

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (slice_eq_str(key, keys[i]))
			return true;
	return false;
}

/* Secrets of one-time codes and passkeys are hidden even where a program forgot to say so. */
static bool is_secret(struct slice key)
{
	return slice_eq_str(key, "otp") || starts(key, "TOTP Seed") ||
	       starts(key, "TimeOtp-Secret") || starts(key, "HmacOtp-Secret") ||
	       starts(key, "KPEX_PASSKEY_PRIVATE_KEY");
}

static void take_custom(struct keepass_taken *en, const struct keepass_string *s)
{
	struct slice key = keepass_text_get(en->k, s->key);
	bool hidden = s->hidden || is_secret(key);
	struct slice value;

	if (is_standard(key) || keepass_totp_used(&en->totp, key))
		return;
	value = value_of(en, s, &hidden);
	/* How KeePass2Android and KeePassXC keep further addresses. */
	if (!hidden && starts(key, "KP2A_URL") && text_valid_line(value) && value.n > 0)
		content_add_url(&en->c, value);
	else
		content_add_field(&en->c, key.n > 0 ? key : slice_str("field"),
		    hidden ? FIELD_SECRET : FIELD_PLAIN, value);
}

static void take_customs(struct keepass_taken *en)
{
	for (size_t i = 0; i < en->from->n_strings; i++)
		take_custom(en, &en->k->strings[en->from->first_string + i]);
}

/* The groups that an entry is in, without the outermost, which is the file. */
static void put_path(struct buf *out, const struct keepass *k, size_t group)
{
	size_t chain[256]; /* XML is not nested deeper */
	size_t n = 0;

	for (; group < k->n_groups && k->groups[group].parent != SIZE_MAX &&
	       n < sizeof chain / sizeof chain[0];
	     group = k->groups[group].parent)
		chain[n++] = group;
	for (; n > 0; n--) {
		buf_add_str(out, out->n > 0 ? "/" : "");
		buf_add_slice(out, keepass_text_get(k, k->groups[chain[n - 1]].name));
	}
}

static bool has_tag(const struct content *c, struct slice tag)
{
	for (size_t i = 0; i < c->n_tags; i++)
		if (slice_eq(c->tags[i], tag))
			return true;
	return false;
}

/* Parted by semicolons or commas; of those that are inherited, only what it has not. */
static void add_tags(struct content *c, struct slice left, bool inherited)
{
	while (left.n > 0) {
		struct slice tag;
		size_t n = 0;

		while (n < left.n && left.p[n] != ';' && left.p[n] != ',')
			n++;
		tag = slice_of(left.p, n);
		left = slice_after(left, n < left.n ? n + 1 : n);
		while (tag.n > 0 && tag.p[0] == ' ')
			tag = slice_after(tag, 1);
		while (tag.n > 0 && tag.p[tag.n - 1] == ' ')
			tag.n--;
		if (tag.n > 0 && !(inherited && has_tag(c, tag)))
			content_add_tag(c, tag);
	}
}

/* An entry has the tags of the groups that it is in, too; within bounded time for all. */
static void take_group_tags(struct keepass_taken *en)
{
	const struct keepass *k = en->k;
	size_t left = TITLE_MAX;

	for (size_t g = en->from->group; g < k->n_groups; g = k->groups[g].parent) {
		struct slice tags = keepass_text_get(k, k->groups[g].tags);

		if (tags.n > left) {
			lose(en, "tags of its folders", 0);
			return;
		}
		left -= tags.n;
		add_tags(&en->c, tags, true);
	}
}

static void take_tags(struct keepass_taken *en)
{
	put_path(&en->path, en->k, en->from->group);
	if (en->path.n > 0)
		content_add_tag(&en->c, buf_slice(&en->path));
	add_tags(&en->c, keepass_text_get(en->k, en->from->tags), false);
	take_group_tags(en);
}

static void take_expiry(struct keepass_taken *en)
{
	if (!en->from->expires)
		return;
	if (keepass_expiry(&en->expiry, keepass_text_get(en->k, en->from->expiry)))
		content_add_field(
		    &en->c, slice_str("expires"), FIELD_PLAIN, buf_slice(&en->expiry));
	else
		lose(en, "the date on which it expires", 0);
}

static void note_lost(struct keepass_taken *en)
{
	const struct keepass_entry *from = en->from;

	if (from->history > 0)
		lose(en, "earlier versions", from->history);
	if (from->auto_type > 0)
		lose(en, "what is typed into which window", from->auto_type);
	if (from->custom_data > 0)
		lose(en, "what plug-ins keep with it", from->custom_data);
	if (from->override_url.n > 0)
		lose(en, "the program that opens its address", 0);
	if (en->totp.lost != NULL)
		keep(en, en->totp.lost);
	if (en->ref_lost)
		keep(en, "a reference to another entry leads nowhere, and stays as it is");
	if (en->ref_shown)
		keep(en, "a reference to a password stands where all can be seen, and stays as "
			 "it is");
}

/* Without user name, password and address it is what a person would call a note. */
static const char *type_of(const struct content *c)
{
	bool login = c->username.n > 0 || c->n_urls > 0 ||
		     content_field(c, slice_str(LABEL_PASSWORD)) != NULL;

	return !login && content_field(c, slice_str(LABEL_NOTES)) != NULL ? "note" : "login";
}

/* Texts that have no place as they are. */
static void settle(struct keepass_taken *en)
{
	struct buf note = {0};

	csv_odd_settle(&en->c, &en->folders, &en->title, &note);
	if (note.n > 0 && buf_cstr(&note) != NULL)
		keep(en, buf_cstr(&note));
	buf_finish(&note);
}

enum rc keepass_take(struct keepass_taken *en, struct err *e)
{
	struct slice title = standard(en, "Title");
	struct slice url = standard(en, "URL");
	enum rc rc;

	if ((rc = keepass_totp_read(&en->totp, en->k, en->from, title, e)) != RC_OK)
		return rc;
	en->c.username = standard(en, "UserName");
	if (url.n > 0)
		content_add_url(&en->c, url);
	take_hidden(en, "Password", LABEL_PASSWORD, FIELD_SECRET);
	if (en->totp.uri.n > 0)
		content_add_field(
		    &en->c, slice_str(LABEL_TOTP), FIELD_TOTP, buf_slice(&en->totp.uri));
	take_hidden(en, "Notes", LABEL_NOTES, FIELD_NOTES);
	take_customs(en);
	take_expiry(en);
	take_tags(en);
	note_lost(en);
	en->c.title = parse_title(title, url);
	en->c.type = slice_str(type_of(&en->c));
	en->folders = en->path.n > 0 ? 1 : 0;
	settle(en);
	if (en->c.failed || !buf_ok(&en->path) || !buf_ok(&en->expiry) || !buf_ok(&en->title))
		return err_nomem(e);
	return RC_OK;
}
