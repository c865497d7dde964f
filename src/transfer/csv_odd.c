#include "csv_odd_int.h"

#include "base/text.h"
#include "vault/content.h"

static void tell(struct buf *note, const char *what)
{
	buf_add_str(
	    note, note->n > 0
		      ? ", "
		      : "too long, or with a line break or another control character in it: ");
	buf_add_str(note, what);
}

/* Bytes of the character that s begins with. */
static size_t character(struct slice s)
{
	size_t n = 1;

	while (n < s.n && (s.p[n] & 0xC0) == 0x80)
		n++;
	return n;
}

/* A run of them becomes one blank, as CRLF does. */
static void with_blanks(struct buf *out, struct slice s)
{
	bool blank = false;

	while (s.n > 0) {
		size_t n = character(s);
		bool odd = !text_valid_line(slice_of(s.p, n));

		if (!odd)
			buf_add(out, s.p, n);
		else if (!blank)
			buf_add_char(out, ' ');
		blank = odd;
		s = slice_after(s, n);
	}
}

static bool fits(struct slice s, size_t max)
{
	return s.n <= max && text_valid_line(s);
}

static void hide(
    struct content *c, struct buf *note, const char *label, const char *what, struct slice s)
{
	content_add_field(c, slice_str(label), FIELD_SECRET, s);
	tell(note, what);
}

static void settle_urls(struct content *c, struct buf *note)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->n_urls; i++)
		if (fits(c->urls[i], FIELD_MAX))
			c->urls[kept++] = c->urls[i];
		else
			hide(c, note, "url", "URL (a hidden field now)", c->urls[i]);
	c->n_urls = kept;
}

static void settle_tags(struct content *c, size_t *folders, struct buf *note)
{
	const size_t were_folders = *folders;
	size_t kept = 0;

	for (size_t i = 0; i < c->n_tags; i++)
		if (fits(c->tags[i], TITLE_MAX)) {
			c->tags[kept++] = c->tags[i];
		} else {
			hide(c, note, "tag", "tag (a hidden field now)", c->tags[i]);
			*folders -= i < were_folders;
		}
	c->n_tags = kept;
}

/* Those that were made here have labels that fit. */
static void settle_labels(struct content *c, struct buf *note)
{
	bool any = false;

	for (size_t i = 0; i < c->n_fields; i++)
		if (c->fields[i].label.n == 0 || !fits(c->fields[i].label, TITLE_MAX)) {
			c->fields[i].label = slice_str("field");
			any = true;
		}
	if (any)
		tell(note, "label of a field (\"field\" now)");
}

void csv_odd_settle(struct content *c, size_t *folders, struct buf *title, struct buf *note)
{
	if (!text_valid_line(c->title)) {
		with_blanks(title, c->title);
		c->title = buf_slice(title);
		tell(note, "title (with blanks now)");
	}
	if (!fits(c->type, TITLE_MAX)) {
		hide(c, note, "type", "type (a hidden field now)", c->type);
		c->type = slice_str("login");
	}
	if (!fits(c->username, TITLE_MAX)) {
		hide(c, note, "username", "user name (a hidden field now)", c->username);
		c->username = slice_of(NULL, 0);
	}
	settle_urls(c, note);
	settle_tags(c, folders, note);
	settle_labels(c, note);
}
