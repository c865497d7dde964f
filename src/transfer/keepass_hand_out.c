/* Entries of KeePass, and what is to be said of them, through the sink. */
#include "keepass_entry_int.h"
#include "parse_int.h"
#include "transfer/parse.h"
#include "vault/attachment.h"

/* Attachments are handed out behind the item, and what is wrong with them said there. */
static enum rc hand_out_file(const struct keepass_taken *en, const struct parse_sink *sink,
    long line, const struct keepass_file *f, struct err *e)
{
	const struct keepass_binary *b = keepass_binary_of(en->k, f->binary);
	struct slice name = keepass_text_get(en->k, f->name);
	struct buf message = {0};
	enum rc rc = RC_OK;

	if (b != NULL && b->data.n <= ATTACHMENT_MAX && sink->file != NULL)
		return sink->file(sink->arg, name, b->data, e);
	buf_add_str(&message, "left behind: the attachment \"");
	buf_add_slice(&message, name);
	buf_add_str(&message, b == NULL ? "\", which is not in the file"
			      : b->data.n > ATTACHMENT_MAX
				  ? "\", which is larger than the 16 MiB that an item can carry"
				  : "\"");
	if (buf_cstr(&message) != NULL)
		parse_problem(sink, line, en->c.title, buf_cstr(&message));
	else
		rc = err_nomem(e);
	buf_finish(&message);
	return rc;
}

static enum rc hand_out_entry(const struct parse_sink *sink, const struct keepass *k,
    struct keepass_refs *refs, size_t number, struct err *e)
{
	struct keepass_taken en = {.k = k, .from = &k->entries[number], .refs = refs};
	struct parse_entry at = {.line = (long)number + 1};
	bool taken = false;
	enum rc rc;

	if ((rc = keepass_take(&en, e)) != RC_OK)
		goto out;
	at.folders = en.folders;
	if (en.kept.n > 0 && en.lost.n > 0)
		buf_add_str(&en.lost, "; ");
	buf_add_slice(&en.lost, buf_slice(&en.kept));
	if (buf_cstr(&en.lost) == NULL || !buf_ok(&en.kept)) {
		rc = err_nomem(e);
		goto out;
	}
	rc = parse_hand_out(
	    &taken, sink, &en.c, &at, en.lost.n > 0 ? buf_cstr(&en.lost) : NULL, e);
	for (size_t i = 0; i < en.from->n_files && taken && rc == RC_OK; i++)
		rc = hand_out_file(&en, sink, at.line, &k->files[en.from->first_file + i], e);
out:
	keepass_taken_finish(&en);
	return rc;
}

/* The number of the first entry of a group, and 1 for a group without. */
static long first_of(const struct keepass *k, size_t group)
{
	size_t first = k->groups[group].first_entry;

	return first > 0 ? (long)first : 1;
}

static void note_groups(const struct parse_sink *sink, const struct keepass *k)
{
	for (size_t i = 0; i < k->n_groups; i++)
		if (k->groups[i].notes.n > 0 && !keepass_in_recycle_bin(k, i))
			parse_problem(sink, first_of(k, i),
			    keepass_text_get(k, k->groups[i].name),
			    "left behind: the notes of this folder");
}

/* Told once, at the first of them. */
static void note_recycled(const struct parse_sink *sink, size_t n, size_t first)
{
	struct buf message = {0};

	if (n == 0)
		return;
	buf_printf(&message, "left behind: what is in the recycle bin (%zu)", n);
	if (buf_cstr(&message) != NULL)
		parse_problem(sink, (long)first + 1, slice_of(NULL, 0), buf_cstr(&message));
	buf_finish(&message);
}

enum rc keepass_hand_out(const struct parse_sink *sink, const struct keepass *k, struct err *e)
{
	struct keepass_refs refs;
	size_t recycled = 0;
	size_t first = 0;
	enum rc rc;

	if ((rc = keepass_refs_init(&refs, k, e)) != RC_OK)
		return rc;
	if (sink->entries != NULL)
		sink->entries(sink->arg, k->n_entries);
	note_groups(sink, k);
	for (size_t i = 0; i < k->n_entries && rc == RC_OK; i++)
		if (!keepass_in_recycle_bin(k, k->entries[i].group))
			rc = hand_out_entry(sink, k, &refs, i, e);
		else if (recycled++ == 0)
			first = i;
	if (rc == RC_OK)
		note_recycled(sink, recycled, first);
	keepass_refs_finish(&refs);
	return rc;
}
