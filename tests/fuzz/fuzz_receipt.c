/*
 * A receipt: what is read is, to the byte, what would be written.
 */
#include <string.h>

#include "crypto/secret.h"
#include "fuzz.h"
#include "transfer/receipt.h"

static unsigned read_as_receipt;
static unsigned read_from_windows;

static void must(enum rc rc)
{
	fuzz_must(rc == RC_OK);
}

static void windows(struct buf *out, struct slice text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\n')
			buf_add_char(out, '\r');
		buf_add_char(out, (char)text.p[i]);
	}
}

/* Nothing at random: the same seeds each time. */
static void seed(const struct secret *key, size_t items)
{
	struct receipt r = {.serial = 3, .public = {.size = 12, .opened_ms = 1795000000000}};
	struct buf text = {0};
	struct buf lines = {0};

	must(receipt_set_note(&r, RECEIPT_COUNCIL, "Ashby", NULL));
	must(receipt_set_note(&r, RECEIPT_REASON, "the clerk is ill", NULL));
	must(receipt_set_note(&r, RECEIPT_SALT, "00112233", NULL));
	for (size_t i = 0; i < items; i++)
		must(receipt_show(&r, r.public.opened_ms, (int64_t)i, i == 0 ? 0 : 7, NULL));
	must(receipt_sign(&r, key, NULL));
	receipt_put(&text, &r);
	fuzz_seed(buf_slice(&text));
	windows(&lines, buf_slice(&text));
	fuzz_seed(buf_slice(&lines));
	buf_finish(&text);
	buf_finish(&lines);
	receipt_finish(&r);
}

void fuzz_init(void)
{
	struct secret *key = secret_new(SIGN_SECRET);

	read_as_receipt = fuzz_way("a receipt");
	read_from_windows = fuzz_way("a receipt with the line ends of Windows");
	fuzz_must(key != NULL);
	seed(key, 0);
	seed(key, 3);
	secret_free(key);
}

/* Line ends alone may differ. */
static void check_same(const struct receipt *r, struct slice input)
{
	struct buf text = {0};
	struct buf bytes = {0};
	struct public_receipt p = receipt_public(r);
	size_t at = 0;

	receipt_put(&text, r);
	for (size_t i = 0; i < input.n; i++) {
		if (at < text.n && input.p[i] == text.p[at])
			at++;
		else
			fuzz_must(input.p[i] == '\r');
	}
	fuzz_must(at == text.n);
	fuzz_accept(text.n == input.n ? read_as_receipt : read_from_windows);
	public_put_receipt(&bytes, &p);
	fuzz_must(public_get_receipt(&p, buf_slice(&bytes)));
	buf_finish(&text);
	buf_finish(&bytes);
}

static void check_notes(const struct receipt *r)
{
	for (int i = 0; i < RECEIPT_NOTES; i++)
		if (r->notes[i] != NULL && r->notes[i][0] != '\0') {
			fuzz_must(strlen(r->notes[i]) <= RECEIPT_NOTE_MAX);
			fuzz_must(strpbrk(r->notes[i], "\r\n\033") == NULL);
		}
}

void fuzz_one(struct buf *result, struct slice input)
{
	struct receipt r;
	struct err e;
	enum rc rc = receipt_get(&r, input, &e);

	fuzz_answer(result, rc, &e, FUZZ_RC(RC_OK) | FUZZ_RC(RC_INPUT));
	if (rc == RC_OK) {
		check_same(&r, input);
		check_notes(&r);
	}
	receipt_finish(&r);
}
