/*
 * qr: a text as a QR code (ISO/IEC 18004), so that a telephone can read it.
 */
#ifndef STRONGROOM_ENVELOPE_QR_H
#define STRONGROOM_ENVELOPE_QR_H

#include "base/err.h"
#include "base/slice.h"

/* A square of width * width modules. */
struct qr {
	unsigned width;
	uint8_t *dark; /* 1 or 0 each, row by row */
};

/* Paper is folded and copied, so a fifth of the code may go; a screen is small. */
enum qr_on { QR_ON_PAPER, QR_ON_SCREEN };

/* *qr is finished by the caller on RC_OK. RC_FAIL if the text is too long for one. */
MUST_CHECK enum rc qr_make(struct qr *qr, struct slice text, enum qr_on on, struct err *e);
void qr_finish(struct qr *qr);

/*
 * The next run of dark modules in row y at or behind *x: *x is where it begins,
 * the result how long it is; 0 if there is none.
 */
unsigned qr_run(const struct qr *qr, unsigned *x, unsigned y);

#endif
