#include "packed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	printf("Bail out! an archive cannot be made: %s\n", what);
	exit(1);
}

static void add(zip_t *zip, const struct packed_file *f)
{
	size_t n = f->n > 0 ? f->n : strlen(f->text);
	zip_source_t *s = zip_source_buffer(zip, f->text, n, 0);

	must(s != NULL, "memory");
	must(zip_file_add(zip, f->name, s, ZIP_FL_ENC_UTF_8) >= 0, f->name);
}

void packed(struct buf *out, const struct packed_file *files)
{
	zip_source_t *whole = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *zip;
	zip_stat_t st;
	uint8_t *room;

	must(whole != NULL, "memory");
	zip_source_keep(whole);
	zip = zip_open_from_source(whole, ZIP_TRUNCATE, NULL);
	must(zip != NULL, "open");
	for (; files->name != NULL; files++)
		add(zip, files);
	must(zip_close(zip) == 0, "close");
	must(zip_source_open(whole) == 0 && zip_source_stat(whole, &st) == 0, "stat");
	room = buf_extend(out, st.size);
	must(room != NULL && zip_source_read(whole, room, st.size) == (zip_int64_t)st.size,
	    "read");
	zip_source_close(whole);
	zip_source_free(whole);
}
