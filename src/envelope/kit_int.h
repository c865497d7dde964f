/*
 * kit: the text that lies beside an export, a line each, ended by NULL.
 */
#ifndef STRONGROOM_ENVELOPE_KIT_INT_H
#define STRONGROOM_ENVELOPE_KIT_INT_H

extern const char *const kit_text_head[];
extern const char *const kit_text_when[];
extern const char *const kit_text_has_page[]; /* only where the page is */
extern const char *const kit_text_has[];
extern const char *const kit_text_browser[]; /* only where the page is */
extern const char *const kit_text_programs[];
extern const char *const kit_text_type_page[]; /* where the page is, and the other where not */
extern const char *const kit_text_type[];
extern const char *const kit_text_end[];

#endif
