/*
 * sheet_int: the words of the sheet that are the same on every one.
 *
 * Each is a list of lines that ends with NULL.
 */
#ifndef STRONGROOM_ENVELOPE_SHEET_INT_H
#define STRONGROOM_ENVELOPE_SHEET_INT_H

extern const char *const sheet_title[];
extern const char *const sheet_when[];
extern const char *const sheet_key[];
extern const char *const sheet_needed[];
extern const char *const sheet_steps[];
extern const char *const sheet_steps_age[];
extern const char *const sheet_end[];

#endif
