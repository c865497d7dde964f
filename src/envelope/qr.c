#include "envelope/qr.h"

#include <errno.h>
#include <qrencode.h>
#include <stdlib.h>

#include "crypto/foreign.h"
#include "crypto/secret.h"

/* libqrencode does not wipe, so that what it frees is overwritten here. */
static QRcode *encode(struct slice text, enum qr_on on)
{
	QRcode *code;

	foreign_begin();
	code = QRcode_encodeData(
	    (int)text.n, text.p, 0, on == QR_ON_PAPER ? QR_ECLEVEL_M : QR_ECLEVEL_L);
	foreign_end();
	return code;
}

static void discard(QRcode *code)
{
	wipe(code->data, (size_t)code->width * (size_t)code->width);
	QRcode_free(code);
}

enum rc qr_make(struct qr *qr, struct slice text, enum qr_on on, struct err *e)
{
	QRcode *code = encode(text, on);
	size_t n;

	*qr = (struct qr){0};
	if (code == NULL && errno == ENOMEM)
		return err_nomem(e);
	if (code == NULL)
		return err_set(e, RC_FAIL, "the text is too long for a QR code");
	n = (size_t)code->width * (size_t)code->width;
	if ((qr->dark = malloc(n)) != NULL) {
		qr->width = (unsigned)code->width;
		for (size_t i = 0; i < n; i++)
			qr->dark[i] = code->data[i] & 1; /* the other bits say what it is for */
	}
	discard(code);
	return qr->dark == NULL ? err_nomem(e) : RC_OK;
}

void qr_finish(struct qr *qr)
{
	if (qr->dark != NULL)
		wipe(qr->dark, (size_t)qr->width * qr->width);
	free(qr->dark);
	*qr = (struct qr){0};
}

unsigned qr_run(const struct qr *qr, unsigned *x, unsigned y)
{
	const uint8_t *row = qr->dark + (size_t)y * qr->width;
	unsigned n = 0;

	while (*x < qr->width && !row[*x])
		++*x;
	while (*x + n < qr->width && row[*x + n])
		n++;
	return n;
}
