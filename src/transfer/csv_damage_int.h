/*
 * csv_damage: values that were changed before this program saw the file.
 */
#ifndef STRONGROOM_TRANSFER_CSV_DAMAGE_INT_H
#define STRONGROOM_TRANSFER_CSV_DAMAGE_INT_H

struct buf;
struct content;

/*
 * Append a sentence to *note that names the parts of the content that look so:
 * "1.23E+11" for a long number, "#####" for what was too wide, "#NAME?" for what
 * was taken for a formula, and a number of 16 digits or more that ends in zeros,
 * for a spreadsheet keeps 15. No value is quoted. Zeros that were lost in front
 * leave no trace.
 */
void csv_damage_note(const struct content *c, struct buf *note);

/*
 * The same of "&amp;", "&lt;" and so on, which some exports of LastPass have for
 * "&" and "<". An address works with them, and many have them: none is named.
 */
void csv_damage_note_escaped(const struct content *c, struct buf *note);

#endif
