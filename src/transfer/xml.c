#include "xml_int.h"

#include <expat.h>
#include <limits.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "crypto/secret.h"
#include "transfer/json.h"

/* One run of the parser. */
struct run {
	const struct xml_events *events;
	XML_Parser parser;
	struct buf text; /* of the element at hand, if it is wanted */
	bool wanted[XML_DEPTH_MAX];
	size_t depth;
	struct err *e;
	enum rc rc; /* why it was stopped */
};

/* As realloc, but what is given back is wiped. */
static void *resize(void *old, size_t n)
{
	size_t had = old != NULL ? malloc_usable_size(old) : 0;
	void *p = malloc(n);

	if (p == NULL || old == NULL)
		return p;
	memcpy(p, old, had < n ? had : n);
	json_free_wiped(old);
	return p;
}

static void stop(struct run *r, enum rc rc)
{
	r->rc = rc;
	XML_StopParser(r->parser, XML_FALSE);
}

static void on_open(void *arg, const char *name, const char **attributes)
{
	struct run *r = arg;

	if (r->rc != RC_OK)
		return;
	if (r->depth == XML_DEPTH_MAX) {
		stop(r, err_set(r->e, RC_INPUT,
			    "the XML is nested more than %d deep; export the file again",
			    XML_DEPTH_MAX));
		return;
	}
	buf_clear(&r->text);
	r->wanted[r->depth++] = r->events->open(r->events->arg, name, (void *)attributes);
}

static void on_text(void *arg, const char *p, int n)
{
	struct run *r = arg;

	if (r->depth > 0 && r->wanted[r->depth - 1])
		buf_add(&r->text, p, (size_t)n);
}

static void on_close(void *arg, const char *name)
{
	struct run *r = arg;
	enum rc rc;

	(void)name;
	if (r->rc != RC_OK)
		return;
	r->depth--;
	if (!buf_ok(&r->text))
		rc = err_nomem(r->e);
	else
		rc = r->events->close(r->events->arg, buf_slice(&r->text), r->e);
	buf_clear(&r->text);
	if (rc != RC_OK)
		stop(r, rc);
}

/* Where entities could be declared, of which a few letters become gigabytes. */
static void on_doctype(
    void *arg, const char *name, const char *system, const char *public_id, int internal)
{
	struct run *r = arg;

	(void)name;
	(void)system;
	(void)public_id;
	(void)internal;
	stop(r, err_set(r->e, RC_INPUT,
		    "the XML has a document type, which no export has, and is not read"));
}

static enum rc said_by_expat(const struct run *r, struct err *e)
{
	enum XML_Error said = XML_GetErrorCode(r->parser);

	if (r->rc != RC_OK)
		return r->rc;
	if (said == XML_ERROR_NO_MEMORY)
		return err_nomem(e);
	return err_set(e, RC_INPUT, "line %lu of the XML is malformed (%s); export it again",
	    (unsigned long)XML_GetCurrentLineNumber(r->parser), XML_ErrorString(said));
}

enum rc xml_read(const struct xml_events *events, struct slice file, struct err *e)
{
	static const XML_Memory_Handling_Suite wiping = {malloc, resize, json_free_wiped};
	struct run r = {.events = events, .e = e};
	enum rc rc = RC_OK;

	if (file.n > INT_MAX)
		return err_set(e, RC_INPUT, "the XML is too large to be read");
	if ((r.parser = XML_ParserCreate_MM(NULL, &wiping, NULL)) == NULL)
		return err_nomem(e);
	XML_SetUserData(r.parser, &r);
	XML_SetElementHandler(r.parser, on_open, on_close);
	XML_SetCharacterDataHandler(r.parser, on_text);
	XML_SetStartDoctypeDeclHandler(r.parser, on_doctype);
	if (XML_Parse(r.parser, (const char *)file.p, (int)file.n, XML_TRUE) ==
	    XML_STATUS_ERROR)
		rc = said_by_expat(&r, e);
	buf_finish(&r.text);
	XML_ParserFree(r.parser);
	wipe_stack();
	return rc;
}

const char *xml_attribute(const char *const *attributes, const char *name)
{
	for (; attributes[0] != NULL; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return NULL;
}
