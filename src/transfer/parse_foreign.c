/*
 * parse_foreign: files that show what they are, and are not read.
 */
#include <string.h>

#include "archive_int.h"
#include "keepass_int.h"
#include "parse_int.h"

enum { LOOK_AT = 1024 };

static const char OLDER_KEEPASS[] =
    "this XML is of KeePassX or KeePass 1, and is not read; open the database itself (.kdb) "
    "in KeePassXC (Database, Import) or KeePass 2, save it as .kdbx and import that, or "
    "export CSV from KeePass 1";

static const char OTHER_XML[] =
    "this file is XML or HTML, of which only the XML of KeePass 2 and KeePassXC is read; "
    "export .csv from the program that wrote it and import that, if need be with --map "
    "title=NAME,username=NAME,password=NAME,url=NAME, which says what its columns are called";

static const char PASSWORD_SAFE[] =
    "this file is a database of Password Safe, which is not read; export plain text there "
    "(File, Export To), and import that with --map "
    "title=Group/Title,username=Username,password=Password,url=URL,notes=Notes";

static const char ONE_PIF[] =
    "this file is of 1Password 7 or older (.1pif), and is not read; export 1PUX or CSV from "
    "1Password 8, or CSV from the older one";

/* Between the entries of a .1pif, each of which is JSON. */
static const char ONE_PIF_LINE[] = "\n***5642bee8-a5ff-11dc-8314-0800200c9a66***";

static const char SPREADSHEET[] =
    "this file is a spreadsheet or another document, and no export; open it, save the sheet as "
    "\"CSV UTF-8\", and import that with --map "
    "title=NAME,username=NAME,password=NAME,url=NAME, which says what its columns are called; "
    "then delete both";

static bool begins(struct slice s, const char *with)
{
	return s.n >= strlen(with) && memcmp(s.p, with, strlen(with)) == 0;
}

static bool has(struct slice s, const char *text)
{
	return memmem(s.p, s.n, text, strlen(text)) != NULL;
}

static const char *what_xml(struct slice file)
{
	struct slice start = slice_of(file.p, file.n < LOOK_AT ? file.n : LOOK_AT);

	if (has(start, "KEEPASSX_DATABASE") || has(start, "<pwlist"))
		return OLDER_KEEPASS;
	return OTHER_XML;
}

enum rc parse_foreign(struct slice file, struct err *e)
{
	const char *text = NULL;

	if (begins(file, "\xEF\xBB\xBF"))
		file = slice_after(file, 3);
	if (begins(file, "<") && !keepass_xml_is(file))
		text = what_xml(file);
	else if (begins(file, "PWS3"))
		text = PASSWORD_SAFE;
	else if (begins(file, "{") && has(file, ONE_PIF_LINE))
		text = ONE_PIF;
	return text != NULL ? err_set(e, RC_INPUT, "%s", text) : RC_OK;
}

/*
 * [MS-CFB] 2.2: Excel until 2003, and later with a password. The others are
 * archives, known by the names in them (ECMA-376-2; OpenDocument 1.3, part 2, 3.3).
 */
enum rc parse_spreadsheet(struct slice file, struct err *e)
{
	static const char *const names[] = {"xl/workbook.",
	    "mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
	    "Index/CalculationEngine"};
	bool is = begins(file, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");

	for (size_t i = 0; archive_is(file) && i < sizeof names / sizeof names[0]; i++)
		is = is || has(file, names[i]);
	return is ? err_set(e, RC_INPUT, "%s", SPREADSHEET) : RC_OK;
}
