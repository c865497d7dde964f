/*
 * csv_format: the table of CSV exports that are known.
 */
#ifndef STRONGROOM_TRANSFER_CSV_FORMAT_INT_H
#define STRONGROOM_TRANSFER_CSV_FORMAT_INT_H

#include "base/slice.h"

/* What a column says of an entry. */
enum csv_meaning {
	CSV_TITLE,
	CSV_USERNAME, /* the first that is not empty; others become plain fields */
	CSV_PASSWORD,
	CSV_TOTP,
	CSV_NOTES,
	CSV_PROTON_NOTES,      /* the same, or JSON of what belongs to the type */
	CSV_TYPE,              /* "login", "note", … */
	CSV_URL,               /* one address */
	CSV_URL_OR_NOTE,       /* one address; "http://sn" marks a note */
	CSV_URLS,              /* addresses, with commas between */
	CSV_TAG,               /* one tag */
	CSV_FOLDER,            /* one tag, a folder; it comes before those that are none */
	CSV_FOLDER_BACKSLASH,  /* the same, a path with backslashes */
	CSV_FOLDER_BELOW_ROOT, /* the same, a path that begins with the root of all */
	CSV_FOLDERS,           /* folders, with commas or semicolons between */
	CSV_TAGS,              /* the same of tags that are no folders */
	CSV_ARCHIVED,          /* "true" for what becomes the tag "archived" */
	CSV_ARCHIVED_SINCE,    /* the same: a time, if it is that */
	CSV_LINES,             /* hidden fields, "NAME: VALUE" on a line each */
	CSV_JSON_URLS,         /* an array of addresses, or one */
	CSV_JSON_FIELDS,       /* an array of {"type", "label", "value"} */
	CSV_HIDDEN,            /* a hidden field of the column's name */
	CSV_PLAIN,             /* a plain field of the column's name */
	CSV_PLAIN_UNLESS_URL,  /* the same, but nothing if it is the address once more */
	CSV_IGNORED            /* times, icons, one person's favourites */
};

struct csv_column {
	struct slice name;
	enum csv_meaning meaning;
	const char *label; /* of the field, if it is not the column's name */
	bool optional;     /* the format is recognised without it */
	const char *shows; /* the type of what says something here, if no column has types */
};

/* What a program calls a type of entry. */
struct csv_type {
	const char *name;
	const char *type;  /* NULL: such a row is no entry */
	const char *title; /* of one that has none; may be NULL */
};

struct csv_format {
	const char *name;
	const char *program;
	const char *type;             /* of all entries; NULL: "login" */
	const struct csv_type *types; /* ended by a name of NULL; NULL: as they are called */
	bool exact;                   /* recognised only if no other column is there */
	bool folder_rows; /* without a column of types, what has nothing but a title is a folder */
	bool typed_notes;             /* LastPass: notes may have fields in them, values HTML */
	bool backslash;               /* as in struct csv */
	bool headerless;              /* the first row is an entry: all columns are numbered */
	const struct csv_column *columns; /* ended by an empty name */
};

/* Format i of the table; NULL past the last. */
const struct csv_format *csv_format_at(size_t i);

/* The format of that name, or NULL. */
const struct csv_format *csv_format_named(const char *name);

/* The row of the format's table of types for that name (any case), or NULL. */
const struct csv_type *csv_type_of(const struct csv_format *f, struct slice name);

/* A cell of the header without the blanks around it, which a spreadsheet does not show. */
struct slice csv_column_name(struct slice cell);

/*
 * Is k the column i, counted from 0, with that name in the header? Names match
 * without regard to case and blanks around them; "#3" is the third, whatever its
 * name.
 */
bool csv_column_is(const struct csv_column *k, struct slice name, size_t i);
bool csv_column_numbered(const struct csv_column *k);

#endif
