/*
 * csv_content: a row of a CSV file as a content.
 */
#ifndef STRONGROOM_TRANSFER_CSV_CONTENT_INT_H
#define STRONGROOM_TRANSFER_CSV_CONTENT_INT_H

#include <jansson.h>

#include "csv_layout_int.h"
#include "vault/content.h"

struct csv_content {
	struct content item; /* points into the row, the layout, labels and title */
	char labels[CSV_COLUMNS][CSV_LABEL];
	const struct csv_format *format;
	const struct csv_type *kind; /* that the row says it is of, if the format has a table */
	json_t *kept[4];             /* trees that texts of the item point into */
	size_t folders;              /* of the tags, the first ones */
	struct buf title;            /* if it is not that of the row */
	struct buf note; /* what to look at in this row, as a sentence for a person */
	bool is_folder;  /* it has nothing but a title, as this program writes its folders */
};

/*
 * Read the row that rows stands at, which has as many columns as the layout.
 * What is in a column without a meaning becomes a hidden field of its name.
 * What cannot stand in its place is kept in another, and that is noted. Nothing
 * is checked. *c, which the row has to outlive, is the caller's to
 * finish.
 */
void csv_content_read(struct csv_content *c, const struct csv_layout *l, struct csv *row);

/* Is the row, which has as many columns as the layout, an entry at all? */
bool csv_content_is_entry(const struct csv_layout *l, const struct csv *row);

void csv_content_finish(struct csv_content *c);

#endif
