/* qr: what codes are made of, drawn at the terminal for another telephone to scan. */
#include "app.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/file.h"
#include "commands.h"
#include "envelope/qr.h"
#include "password/otpauth.h"
#include "totp_item.h"

/* ISO/IEC 18004, 9.1: four light modules around it. */
enum { QUIET = 4, LINES_BELOW = 1 };

struct drawing {
	struct app *app;
	struct qr qr;
	struct buf picture;
};

static bool dark_at(const struct qr *qr, unsigned x, unsigned y)
{
	return x >= QUIET && y >= QUIET && x < qr->width + QUIET && y < qr->width + QUIET &&
	       qr->dark[(y - QUIET) * qr->width + x - QUIET] != 0;
}

/*
 * Two modules in a character, black on white by the colours of the cube (xterm,
 * ISO 8613-6), whatever the terminal's own black and white are.
 */
static void draw(struct buf *out, const struct qr *qr)
{
	static const char *const HALVES[2][2] = {{" ", "▄"}, {"▀", "█"}};
	const unsigned width = qr->width + 2 * QUIET;

	for (unsigned y = 0; y < width; y += 2) {
		buf_add_str(out, "\033[38;5;16;48;5;231m");
		for (unsigned x = 0; x < width; x++)
			buf_add_str(out, HALVES[dark_at(qr, x, y)][dark_at(qr, x, y + 1)]);
		buf_add_str(out, "\033[0m\r\n");
	}
}

/* On a screen of its own (xterm, 1049), of which nothing can be scrolled back to. */
static void show(void *arg)
{
	const struct drawing *d = arg;
	static const char BEGIN[] = "\033[?1049h\033[2J\033[H";

	(void)!write(d->app->tty, BEGIN, sizeof BEGIN - 1);
	(void)!file_write_fd(d->app->tty, d->picture.p, d->picture.n, NULL);
	term_say(d->app, "Scan it, then press Enter; it is wiped then. ");
}

static void hide(void *arg)
{
	const struct drawing *d = arg;
	static const char END[] = "\033[H\033[2J\033[3J\033[?1049l";

	(void)!write(d->app->tty, END, sizeof END - 1);
}

static bool is_enter(void *arg, uint8_t byte)
{
	(void)arg;
	return byte == '\r' || byte == '\n';
}

/* A code of which a part is not seen is of no use. */
static enum rc check_room(const struct drawing *d, struct err *e)
{
	const unsigned width = d->qr.width + 2 * QUIET;
	const unsigned height = (width + 1) / 2 + LINES_BELOW;
	struct winsize size = {0};

	if (ioctl(d->app->tty, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 ||
	    (size.ws_col >= width && size.ws_row >= height))
		return RC_OK;
	return err_set(e, RC_USAGE,
	    "the QR code takes %u columns and %u lines, and this window has %u and %u; make it "
	    "larger, or the letters smaller, and try again",
	    width, height, size.ws_col, size.ws_row);
}

/* The address, with names for the telephone to show. */
static enum rc put_address(
    struct buf *out, const struct app *app, const struct item *it, struct err *e)
{
	struct otpauth o;
	enum rc rc = otpauth_parse(&o, totp_item_field(app, &it->content)->value, e);

	if (rc != RC_OK)
		return rc;
	if (o.issuer.n + o.account.n == 0) {
		buf_add_slice(&o.issuer, it->content.title);
		buf_add_slice(&o.account, it->content.username);
	}
	otpauth_put(out, &o);
	otpauth_finish(&o);
	return buf_ok(out) ? RC_OK : err_nomem(e);
}

static enum rc draw_item(struct app *app, const struct item *it, struct err *e)
{
	const struct term_keys keys = {.show = show, .hide = hide, .key = is_enter};
	struct drawing d = {.app = app};
	struct term_keys with = keys;
	struct buf address = {0};
	enum rc rc;

	with.arg = &d;
	if ((rc = put_address(&address, app, it, e)) == RC_OK &&
	    (rc = qr_make(&d.qr, buf_slice(&address), QR_ON_SCREEN, e)) == RC_OK) {
		draw(&d.picture, &d.qr);
		if (!buf_ok(&d.picture))
			rc = err_nomem(e);
		else if ((rc = check_room(&d, e)) == RC_OK)
			rc = term_keys(app, &with, e);
		qr_finish(&d.qr);
	}
	buf_finish(&address);
	buf_finish(&d.picture);
	return rc;
}

enum rc cmd_qr(struct app *app, struct err *e)
{
	struct item it = {0};
	enum rc rc;

	if (!term_open(app) || term_columns(app) == 0)
		return err_set(e, RC_USAGE,
		    "a QR code is drawn at a terminal that can show it, for a telephone to "
		    "scan; "
		    "\"strongroom show ITEM -f totp\" gives the address that it would hold");
	if ((rc = session_begin(app->session, e)) != RC_OK ||
	    (rc = session_end(app->session,
		 totp_item_reveal(&it, app, "a QR code at the terminal", e), e)) != RC_OK ||
	    (rc = item_open(&it, app->session, e)) != RC_OK ||
	    (rc = draw_item(app, &it, e)) != RC_OK)
		goto out;
	out_note(app, "The other telephone now makes the same codes as this item.");
	if (app->json)
		rc = out_json(json_pack("{s:I,s:o}", "id", (json_int_t)it.id, "title",
				  json_slice(it.content.title)),
		    e);
out:
	item_finish(&it);
	return rc;
}
