/*
 * csv_take: what one cell says, put into a content.
 */
#ifndef STRONGROOM_TRANSFER_CSV_TAKE_INT_H
#define STRONGROOM_TRANSFER_CSV_TAKE_INT_H

#include "csv_content_int.h"

/* One cell that is not empty. It lies in memory of the reader, which may be written. */
struct csv_cell {
	struct slice text;
	uint8_t *writable; /* the same bytes */
	struct slice label;
};

void csv_take(
    struct csv_content *c, const struct csv_column *column, const struct csv_cell *cell);

/* Addresses with commas between, those of one cell. */
void csv_take_urls(struct content *item, struct slice text);

/* csv_json.c: cells that hold JSON; one that cannot be read becomes a hidden field. */
void csv_take_json_urls(struct csv_content *c, const struct csv_cell *cell);
void csv_take_json_fields(struct csv_content *c, const struct csv_cell *cell);

/* csv_proton.c: notes, or what belongs to a type, as JSON */
void csv_take_proton_notes(struct csv_content *c, const struct csv_cell *cell);

#endif
