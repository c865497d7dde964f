#include <stdlib.h>
#include <string.h>

#include "age_int.h"
#include "crypto/encode.h"

struct age_armor_writer {
	struct age_sink sink;
	bool begun;
	bool over; /* closed, or a write failed: nothing may follow */
	uint8_t line[AGE_ARMOR_BYTES];
	size_t used;
};

struct age_armor_writer *age_armor_writer_new(struct age_sink sink)
{
	struct age_armor_writer *w = calloc(1, sizeof *w);

	if (w != NULL)
		w->sink = sink;
	return w;
}

void age_armor_writer_free(struct age_armor_writer *w)
{
	free(w);
}

static void add_line(struct buf *text, const char *line)
{
	buf_add_str(text, line);
	buf_add_char(text, '\n');
}

static void flush(struct age_armor_writer *w, struct buf *text)
{
	if (w->used == 0)
		return;
	base64_encode(text, w->line, w->used, true);
	buf_add_char(text, '\n');
	w->used = 0;
}

static enum rc put(struct age_armor_writer *w, struct buf *text, struct err *e)
{
	enum rc rc = RC_OK;

	if (!buf_ok(text))
		rc = err_nomem(e);
	else if (text->n > 0)
		rc = w->sink.write(w->sink.arg, text->p, text->n, e);
	buf_finish(text);
	w->over = w->over || rc != RC_OK;
	return rc;
}

static enum rc write_bytes(void *arg, const void *p, size_t n, struct err *e)
{
	struct age_armor_writer *w = arg;
	struct buf text = {0};
	const uint8_t *from = p;

	if (w->over)
		return err_set(e, RC_FAIL, "nothing can be added to this armored file");
	if (!w->begun)
		add_line(&text, AGE_ARMOR_BEGIN);
	w->begun = true;
	while (n > 0) {
		size_t part = sizeof w->line - w->used;

		part = n < part ? n : part;
		memcpy(w->line + w->used, from, part);
		w->used += part;
		from += part;
		n -= part;
		if (w->used == sizeof w->line)
			flush(w, &text);
	}
	return put(w, &text, e);
}

struct age_sink age_armor_writer_sink(struct age_armor_writer *w)
{
	return (struct age_sink){.write = write_bytes, .arg = w};
}

enum rc age_armor_writer_close(struct age_armor_writer *w, struct err *e)
{
	struct buf text = {0};

	if (w->over || !w->begun)
		return err_set(e, RC_FAIL, "the armored file is not complete: write it again");
	flush(w, &text);
	add_line(&text, AGE_ARMOR_END);
	w->over = true;
	return put(w, &text, e);
}
