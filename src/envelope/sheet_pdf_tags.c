/*
 * sheet_pdf_tags: which text is a heading, which a step, and in which language.
 *
 * libharu has no call for this, so the dictionaries are put together here
 * (ISO 32000-1, 14.7 and 14.8): one structure element for each part of a page,
 * all in one "Document", and for each page the list of its elements, by which a
 * reader comes from a mark in the page to its element.
 */
#include "sheet_pdf_int.h"

#include <hpdf_conf.h>
#include <hpdf_consts.h>
#include <hpdf_doc.h>
#include <hpdf_pages.h>
#include <stdlib.h>
#include <string.h>

struct pdf_tags {
	HPDF_Doc doc;
	HPDF_Dict root;
	HPDF_Dict document;
	HPDF_Array children; /* of document */
	HPDF_Array pages;    /* by number: the elements of each */
	HPDF_Array elements; /* of this page */
	HPDF_Dict list;      /* that has begun, and its items */
	HPDF_Array items;
	HPDF_Page page;
	const char *alt;
	unsigned n_pages;
	unsigned n; /* marks on this page */
};

/* A dictionary of its own in the file, which belongs to the document. */
static HPDF_Dict dict(struct pdf_tags *t)
{
	HPDF_Dict d = HPDF_Dict_New(t->doc->mmgr);

	if (d != NULL && HPDF_Xref_Add(t->doc->xref, d) != HPDF_OK)
		return NULL;
	return d;
}

/* An array within dictionary d. */
static HPDF_Array array_in(struct pdf_tags *t, HPDF_Dict d, const char *key)
{
	HPDF_Array a = d == NULL ? NULL : HPDF_Array_New(t->doc->mmgr);

	if (a != NULL && HPDF_Dict_Add(d, key, a) != HPDF_OK)
		return NULL;
	return a;
}

static void text(struct pdf_tags *t, HPDF_Dict d, const char *key, const char *value)
{
	HPDF_Dict_Add(d, key, HPDF_String_New(t->doc->mmgr, value, NULL));
}

/* A direct dictionary within the catalog. */
static HPDF_Dict in_catalog(struct pdf_tags *t, const char *key)
{
	HPDF_Dict d = HPDF_Dict_New(t->doc->mmgr);

	if (d != NULL && HPDF_Dict_Add(t->doc->catalog, key, d) != HPDF_OK)
		return NULL;
	return d;
}

static bool begin(struct pdf_tags *t)
{
	HPDF_Dict parents;

	if ((t->root = dict(t)) == NULL || (t->document = dict(t)) == NULL ||
	    (parents = dict(t)) == NULL)
		return false;
	HPDF_Dict_AddName(t->root, "Type", "StructTreeRoot");
	HPDF_Dict_Add(t->root, "K", t->document);
	HPDF_Dict_Add(t->root, "ParentTree", parents);
	HPDF_Dict_AddName(t->document, "Type", "StructElem");
	HPDF_Dict_AddName(t->document, "S", "Document");
	HPDF_Dict_Add(t->document, "P", t->root);
	t->children = array_in(t, t->document, "K");
	t->pages = array_in(t, parents, "Nums");
	return t->children != NULL && t->pages != NULL;
}

enum rc pdf_tags_new(struct pdf_tags **tags, void *doc, struct err *e)
{
	struct pdf_tags *t = calloc(1, sizeof *t);

	if (t == NULL)
		return err_nomem(e);
	*tags = t;
	t->doc = doc;
	if (!begin(t))
		return err_nomem(e);
	/* Tags came with PDF 1.4, the title in the window's frame too. */
	if (t->doc->pdf_version < HPDF_VER_14)
		t->doc->pdf_version = HPDF_VER_14;
	return RC_OK;
}

void pdf_tags_free(struct pdf_tags *tags)
{
	free(tags);
}

void pdf_tags_page(struct pdf_tags *t, void *page)
{
	t->page = page;
	t->n = 0;
	HPDF_Dict_AddNumber(t->page, "StructParents", (HPDF_INT32)t->n_pages);
	HPDF_Array_AddNumber(t->pages, (HPDF_INT32)t->n_pages++);
	if ((t->elements = HPDF_Array_New(t->doc->mmgr)) != NULL)
		HPDF_Array_Add(t->pages, t->elements);
}

/* Into what the page draws. */
static void into_page(struct pdf_tags *t, const char *operators)
{
	HPDF_PageAttr attr = t->page->attr;

	HPDF_Stream_WriteStr(attr->stream, operators);
}

void pdf_tag_alt(struct pdf_tags *t, const char *alt)
{
	t->alt = alt;
}

/* One more of that kind within its parent, whose children the array holds. */
static HPDF_Dict structure(
    struct pdf_tags *t, const char *kind, HPDF_Dict parent, HPDF_Array children)
{
	HPDF_Dict d = dict(t);

	if (d == NULL)
		return NULL;
	HPDF_Dict_AddName(d, "Type", "StructElem");
	HPDF_Dict_AddName(d, "S", kind);
	HPDF_Dict_Add(d, "P", parent);
	HPDF_Array_Add(children, d);
	return d;
}

/* Items that follow each other are one list. */
static bool in_list(struct pdf_tags *t, const char *kind)
{
	if (strcmp(kind, "LI") != 0) {
		t->list = NULL;
		return true;
	}
	if (t->list == NULL && (t->list = structure(t, "L", t->document, t->children)) != NULL)
		t->items = array_in(t, t->list, "K");
	return t->list != NULL && t->items != NULL;
}

static void element(struct pdf_tags *t, const char *kind)
{
	HPDF_Dict d;

	if (!in_list(t, kind) || t->elements == NULL)
		return;
	d = t->list != NULL ? structure(t, kind, t->list, t->items)
			    : structure(t, kind, t->document, t->children);
	if (d == NULL)
		return;
	HPDF_Dict_Add(d, "Pg", t->page);
	HPDF_Dict_AddNumber(d, "K", (HPDF_INT32)t->n);
	if (t->alt != NULL)
		text(t, d, "Alt", t->alt);
	t->alt = NULL;
	HPDF_Array_Add(t->elements, d);
}

void pdf_tag_begin(struct pdf_tags *t, const char *kind)
{
	struct buf mark = {0};
	const char *s;

	if (kind == NULL) {
		into_page(t, "/Artifact BMC\n");
		return;
	}
	element(t, kind);
	buf_printf(&mark, "/%s <</MCID %u>> BDC\n", kind, t->n++);
	if ((s = buf_cstr(&mark)) != NULL)
		into_page(t, s);
	buf_finish(&mark);
}

void pdf_tag_end(struct pdf_tags *t)
{
	into_page(t, "EMC\n");
}

void pdf_tags_finish(struct pdf_tags *t)
{
	HPDF_Dict d;

	HPDF_Dict_Add(t->doc->catalog, "StructTreeRoot", t->root);
	text(t, t->doc->catalog, "Lang", "en-GB");
	if ((d = in_catalog(t, "MarkInfo")) != NULL)
		HPDF_Dict_AddBoolean(d, "Marked", HPDF_TRUE);
	if ((d = in_catalog(t, "ViewerPreferences")) != NULL)
		HPDF_Dict_AddBoolean(d, "DisplayDocTitle", HPDF_TRUE);
}
