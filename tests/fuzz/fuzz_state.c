/*
 * What a computer remembers of a vault. Until somebody unlocks, its MAC cannot
 * be checked, and so any bytes are worked with.
 *
 * Input: the length of the state in two bytes, the state from the vault's id
 * on, likewise the file of pages, then the records that follow.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/file.h"
#include "crypto/secret.h"
#include "fuzz.h"
#include "world.h"

enum { RECORDS = 8 };

void fuzz_init(void)
{
}

static int pages_of(struct slice pages)
{
	int fd = memfd_create("pages", MFD_CLOEXEC);

	fuzz_must(fd >= 0 && file_write_fd(fd, pages.p, pages.n, NULL) == RC_OK);
	return fd;
}

/* What was read is written in one way, and read again as what it is. */
static void check_again(const struct replay *r)
{
	struct replay *again = NULL;
	struct buf once = {0};
	struct buf twice = {0};
	struct dec d;

	replay_put(&once, r);
	fuzz_must(buf_ok(&once) && replay_new(&again, NULL) == RC_OK);
	dec_init(&d, buf_slice(&once));
	fuzz_must(replay_get(again, &d, NULL) == RC_OK && dec_end(&d));
	replay_put(&twice, again);
	fuzz_must(slice_eq(buf_slice(&once), buf_slice(&twice)));
	replay_free(again);
	buf_finish(&once);
	buf_finish(&twice);
}

static enum rc count(void *arg, const struct pin *pin, struct err *e)
{
	size_t *n = arg;

	(void)e;
	fuzz_must(pin->a >= 0 && pin->b >= 0 && pin->c >= 0);
	++*n;
	return RC_OK;
}

static void ask_pins(struct buf *result, struct pins *p)
{
	struct pin pin;
	struct err e;
	size_t n = 0;
	enum rc rc;

	for (int table = PIN_MEMBER; table <= PIN_ITEM; table++) {
		rc = pins_each(p, (enum pin_table)table, count, &n, &e);
		fuzz_answer(result, rc, &e,
		    FUZZ_RC(RC_OK) | FUZZ_RC(RC_TAMPER) | FUZZ_RC(RC_INPUT) | FUZZ_RC(RC_IO));
	}
	for (int64_t i = 0; i < 4; i++)
		if (pins_item(&pin, p, i, &e) == RC_OK)
			fuzz_must(pin.table == PIN_ITEM && pin.a == i);
	buf_add(result, &n, sizeof n);
}

/* Records that follow this state, as an unlock takes them in. */
static void go_on(struct buf *result, struct replay *r, struct slice feed)
{
	struct err e;
	enum rc rc = replay_check(r, &e);

	fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_TAMPER));
	rc = RC_OK;
	for (int i = 0; i < RECORDS && feed.n > 0 && rc == RC_OK; i++) {
		rc = world_apply(r, &feed, &e);
		fuzz_answer(
		    result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_TAMPER) | FUZZ_RC(RC_INPUT));
	}
	if (rc == RC_OK) {
		rc = replay_check(r, &e);
		fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_TAMPER));
	}
}

static void use(struct buf *result, struct replay *r, struct dec *d, struct slice feed)
{
	struct slice pages = feed_bytes(&feed, feed_u16(&feed));
	struct pins *pins;

	fuzz_must(pins_get_directory(&pins, d, pages_of(pages), "FOLDER", NULL) == RC_OK);
	pins_free(r->pins);
	r->pins = pins;
	if (!dec_end(d))
		return;
	ask_pins(result, pins);
	go_on(result, r, feed);
}

void fuzz_one(struct buf *result, struct slice input)
{
	struct slice state = feed_bytes(&input, feed_u16(&input));
	struct replay *r;
	struct dec d;
	struct err e;
	enum rc rc;

	fuzz_must(replay_new(&r, NULL) == RC_OK);
	dec_init(&d, state);
	rc = replay_get(r, &d, &e);
	fuzz_answer(result, rc, &e,
	    FUZZ_RC(RC_OK) | FUZZ_RC(RC_TAMPER) | FUZZ_RC(RC_INPUT) | FUZZ_RC(RC_NOTFOUND));
	if (rc == RC_OK && !d.bad) {
		check_again(r);
		use(result, r, &d, input);
	}
	replay_free(r);
}
