#include "envelope/sheet.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/secret.h"
#include "crypto/x25519.h"
#include "envelope/age.h"
#include "envelope/slip39.h"
#include "sheet_int.h"

static enum rc wrong(struct err *e, const char *what)
{
	return err_set(
	    e, RC_FAIL, "the sheet was not printed, because it would not open: %s", what);
}

static enum rc check_identity(const struct sheet *s, struct err *e)
{
	struct secret *identity = NULL;
	struct buf text = {0};
	uint8_t recipient[AGE_KEY];
	enum rc rc;

	if (s->need > 1)
		return wrong(e, "a key stands on a sheet that is not enough alone");
	if ((rc = age_identity_decode(&identity, s->identity, e)) != RC_OK)
		return wrong(e, "its key is malformed");
	x25519_base(recipient, identity->p);
	age_recipient_encode(&text, recipient);
	if (!slice_eq(buf_slice(&text), s->recipient))
		rc = wrong(e, "its key does not fit the public key");
	secret_free(identity);
	buf_finish(&text);
	return rc;
}

static enum rc check(const struct sheet *s, struct err *e)
{
	struct slip39_info info;
	uint8_t recipient[AGE_KEY];

	if (slip39_check(&info, s->words, NULL) != RC_OK)
		return wrong(e, "its words are malformed");
	if (info.need != s->need || info.number != s->number || s->number > s->of ||
	    s->need > s->of)
		return wrong(e, "its words belong to a sheet of another number");
	if (age_recipient_decode(recipient, s->recipient, NULL) != RC_OK)
		return wrong(e, "the public key is malformed");
	return s->identity.n > 0 ? check_identity(s, e) : RC_OK;
}

bool sheet_kind_find(enum sheet_kind *kind, const char *name)
{
	static const char *const NAMES[] = {
	    [SHEET_TEXT] = "text", [SHEET_HTML] = "html", [SHEET_PDF] = "pdf"};

	for (unsigned i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
		if (strcmp(name, NAMES[i]) == 0) {
			*kind = (enum sheet_kind)i;
			return true;
		}
	return false;
}

static enum rc draw(struct buf *out, const struct sheet_page *pages, size_t n,
    enum sheet_kind kind, struct err *e)
{
	switch (kind) {
	case SHEET_HTML:
		return sheet_html(out, pages, n, e);
	case SHEET_PDF:
		return sheet_pdf(out, pages, n, STRONGROOM_FONTS, e);
	default:
		sheet_plain(out, pages, n);
		return RC_OK;
	}
}

enum rc sheet_write(
    struct buf *out, const struct sheet *sheets, size_t n, enum sheet_kind kind, struct err *e)
{
	struct sheet_page *pages = calloc(n, sizeof *pages);
	enum rc rc = pages == NULL ? err_nomem(e) : RC_OK;

	for (size_t i = 0; i < n && rc == RC_OK; i++)
		if ((rc = check(&sheets[i], e)) == RC_OK)
			rc = sheet_page_make(&pages[i], &sheets[i], e);
	if (rc == RC_OK)
		rc = draw(out, pages, n, kind, e);
	for (size_t i = 0; i < n && pages != NULL; i++)
		sheet_page_finish(&pages[i]);
	free(pages);
	return rc != RC_OK || buf_ok(out) ? rc : err_nomem(e);
}
