/*
 * attachment: files that an item carries.
 *
 * The bytes lie in pieces, each in a box of its own under a random key, and
 * never change: another file is another attachment. A field of the kind
 * FIELD_FILE stands for it in the item; its label is the name of the file, its
 * value what attachment_add gave: which attachment it is, its size, and the
 * key. So whoever can open the secret of the item can read the file, and a new
 * key of the collection, a move or an older version that comes back leave the
 * bytes alone. The log pins all pieces of an attachment by one record.
 */
#ifndef STRONGROOM_VAULT_ATTACHMENT_H
#define STRONGROOM_VAULT_ATTACHMENT_H

#include "vault/content.h"
#include "vault/session.h"

enum {
	ATTACHMENT_CHUNK = 256 * 1024,     /* bytes of a piece; only the last has fewer */
	ATTACHMENT_MAX = 16 * 1024 * 1024, /* bytes of a file */
};

/* Where the bytes come from. */
struct attachment_source {
	struct slice name; /* for the record's detail, and the title of its item */
	struct slice title;
	int64_t size;
	/*
	 * The next n bytes into p; fewer only at the end of the file, which *got
	 * tells. It has to end after size bytes: RC_INPUT.
	 */
	enum rc (*read)(void *arg, uint8_t *p, size_t n, size_t *got, struct err *e);
	void *arg;
};

/*
 * Keep a file, within a transaction, for an item of the collection; the item
 * is to be added or edited in the same one. value is what its field has to
 * hold, and is secret. RC_INPUT if it has more than ATTACHMENT_MAX bytes.
 */
MUST_CHECK enum rc attachment_add(uint8_t value[FILE_VALUE], struct session *s,
    int64_t collection, const struct attachment_source *from, const char *reason,
    struct err *e);

/* The same of bytes in memory: bytes, of the file of that name. */
MUST_CHECK enum rc attachment_add_bytes(uint8_t value[FILE_VALUE], struct session *s,
    int64_t collection, struct slice title, struct slice name, struct slice bytes,
    struct err *e);

/* How many bytes the file of a field has; also of an item that is not opened. */
int64_t attachment_size(const struct field *f);

/*
 * Give out the file of a field, piece by piece. All pieces are compared with
 * the log before the first is decrypted, and none is held while each runs. The
 * field is one of an item that was opened. RC_TAMPER if one is missing,
 * altered, or there are more.
 */
typedef enum rc attachment_piece(void *arg, struct slice piece, struct err *e);
MUST_CHECK enum rc attachment_read(
    struct session *s, const struct field *f, attachment_piece *each, void *arg, struct err *e);

/* The same, giving nothing out: would it open? */
MUST_CHECK enum rc attachment_check(struct session *s, const struct field *f, struct err *e);

#endif
