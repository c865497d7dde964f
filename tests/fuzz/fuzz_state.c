/*
 * What a computer remembers of a vault, with alterations. Until somebody
 * unlocks, its MAC cannot be checked, and so any bytes are worked with.
 *
 * The state is made anew in each process, for its format changes with all that
 * is remembered. Input: how many alterations there are of the pages, which are
 * given their right hashes again, then those; likewise of the state; then the
 * records that follow. An alteration is a kind, a place, and bytes.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/file.h"
#include "crypto/secret.h"
#include "fuzz.h"
#include "world.h"

enum { RECORDS = 8, EDITS = 8 };

static struct world world;
static struct buf pages;
static unsigned learned;
static unsigned pinned;
static unsigned followed;

static void add(struct ledger *l, enum action action, struct slice public)
{
	ledger_add(
	    l, &(struct entry){
		   .actor = CLERK, .action = action, .kind = SUB_NONE, .public = public});
}

static void seed(void)
{
	static const char untouched[] = {0, 0};
	struct buf input = {0};

	buf_add(&input, untouched, sizeof untouched);
	world_put(&input, &(struct entry){.actor = CLERK,
			      .action = ACT_ITEM_REVEAL,
			      .kind = SUB_ITEM,
			      .subject = SHARED_ITEM,
			      .version = 1});
	fuzz_seed(buf_slice(&input));
	buf_finish(&input);
}

/* A world in which there is one of everything that is remembered. */
void fuzz_init(void)
{
	struct ledger l;
	off_t size;

	learned = fuzz_way("a state");
	pinned = fuzz_way("all pins");
	followed = fuzz_way("a record that follows");
	ledger_init(&l);
	add(&l, ACT_POLICY_SET, pub_policy("kdf", "m=1"));
	add(&l, ACT_BACKUP_RESTORE, pub_restore(replay_size(l.replay), l.replay->leaf));
	world_keep(&world, l.replay);
	ledger_finish(&l);
	size = lseek(world.pages, 0, SEEK_END);
	fuzz_must(size > 0 && pread(world.pages, buf_extend(&pages, (size_t)size), (size_t)size,
				  0) == size);
	seed();
}

static void replace(struct buf *b, size_t at, size_t old, struct slice by)
{
	struct buf out = {0};

	if (at > 0)
		buf_add(&out, b->p, at);
	buf_add_slice(&out, by);
	if (old < b->n - at)
		buf_add(&out, b->p + at + old, b->n - at - old);
	fuzz_must(buf_ok(&out));
	buf_finish(b);
	*b = out;
}

static void edit(struct buf *b, struct slice *feed)
{
	static const struct slice nothing = {(const uint8_t *)"", 0};
	uint8_t kind = feed_u8(feed) % 5;
	size_t at = feed_u16(feed) % (b->n + 1);
	uint8_t value = feed_u8(feed);

	if (kind == 0 && at < b->n)
		b->p[at] ^= value;
	else if (kind == 1)
		replace(b, at, value, feed_bytes(feed, value));
	else if (kind == 2)
		replace(b, at, 0, feed_bytes(feed, value));
	else if (kind == 3)
		replace(b, at, value, nothing);
	else if (kind == 4)
		replace(b, at, b->n, feed_bytes(feed, value));
}

static void edit_all(struct buf *b, struct slice *feed)
{
	uint8_t n = feed_u8(feed) % (EDITS + 1);

	for (uint8_t i = 0; i < n; i++)
		edit(b, feed);
}

/* In the directory of the pages, which is the last part of the state. */
static void put_hashes(struct buf *state, const struct buf *altered)
{
	uint8_t old[HASH_SIZE];
	struct dec d;
	uint32_t n;

	dec_init(&d, slice_of(state->p + world.replay.n, state->n - world.replay.n));
	n = get_u32(&d);
	for (uint32_t i = 0; i < n; i++) {
		uint64_t from;
		uint32_t size;

		(void)get_u8(&d);
		(void)get_i64(&d);
		from = get_u64(&d);
		size = get_u32(&d);
		if (from + size <= altered->n)
			blake2b(state->p + (d.p - state->p), HASH_SIZE,
			    slice_of(altered->p + from, size));
		get_raw(&d, old, sizeof old);
	}
	fuzz_must(dec_end(&d));
}

static int pages_of(const struct buf *altered)
{
	int fd = memfd_create("pages", MFD_CLOEXEC);

	fuzz_must(fd >= 0 && file_write_fd(fd, altered->p, altered->n, NULL) == RC_OK);
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
	bool all = true;
	enum rc rc;

	for (int table = PIN_MEMBER; table <= PIN_ITEM; table++) {
		rc = pins_each(p, (enum pin_table)table, count, &n, &e);
		fuzz_answer(
		    result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_TAMPER) | FUZZ_RC(RC_INPUT));
		all &= rc == RC_OK;
	}
	for (int64_t i = 0; i < 4; i++)
		if (pins_item(&pin, p, i, &e) == RC_OK)
			fuzz_must(pin.table == PIN_ITEM && pin.a == i);
	if (all && n > 0)
		fuzz_accept(pinned);
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
		if (rc == RC_OK)
			fuzz_accept(followed);
		fuzz_answer(
		    result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_TAMPER) | FUZZ_RC(RC_INPUT));
	}
	if (rc == RC_OK) {
		rc = replay_check(r, &e);
		fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_TAMPER));
	}
}

static void use(struct buf *result, struct replay *r, struct dec *d, const struct buf *altered,
    struct slice feed)
{
	struct pins *pins;

	fuzz_must(pins_get_directory(&pins, d, pages_of(altered), "FOLDER", NULL) == RC_OK);
	pins_free(r->pins);
	r->pins = pins;
	if (!dec_end(d))
		return;
	ask_pins(result, pins);
	go_on(result, r, feed);
}

static void read_state(
    struct buf *result, struct slice state, const struct buf *altered, struct slice feed)
{
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
		fuzz_accept(learned);
		check_again(r);
		use(result, r, &d, altered, feed);
	}
	replay_free(r);
}

void fuzz_one(struct buf *result, struct slice input)
{
	struct buf state = {0};
	struct buf altered = {0};

	buf_add_slice(&state, buf_slice(&world.state));
	buf_add_slice(&altered, buf_slice(&pages));
	fuzz_must(buf_ok(&state) && buf_ok(&altered));
	edit_all(&altered, &input);
	put_hashes(&state, &altered);
	edit_all(&state, &input);
	read_state(result, buf_slice(&state), &altered, input);
	buf_finish(&state);
	buf_finish(&altered);
}
