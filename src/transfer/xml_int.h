/*
 * xml: XML 1.0 as other programs export it, read by expat.
 *
 * A document type, and with it every entity but those of XML itself, is refused,
 * and so is what is nested too deeply. expat's memory is wiped.
 */
#ifndef STRONGROOM_TRANSFER_XML_INT_H
#define STRONGROOM_TRANSFER_XML_INT_H

#include "base/err.h"
#include "base/slice.h"

enum { XML_DEPTH_MAX = 256 };

/*
 * Told of what is read. Names and values are UTF-8 strings; attributes are names
 * and values in turn, then NULL. open says whether the text of the element is
 * wanted, which close is then given: what stands behind the last element in it.
 * Anything but RC_OK of close ends the reading.
 */
struct xml_events {
	bool (*open)(void *arg, const char *name, const char *const *attributes);
	enum rc (*close)(void *arg, struct slice text, struct err *e);
	void *arg;
};

/*
 * RC_INPUT, with a sentence, if it is malformed or refused: by then some of it
 * was told.
 */
MUST_CHECK enum rc xml_read(const struct xml_events *events, struct slice file, struct err *e);

/* The value of an attribute, or NULL. */
const char *xml_attribute(const char *const *attributes, const char *name);

#endif
