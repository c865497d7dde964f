/*
 * audit: reading the audit table, and proving it.
 */
#ifndef STRONGROOM_VAULT_AUDIT_H
#define STRONGROOM_VAULT_AUDIT_H

#include "vault/record.h"
#include "vault/session.h"

/* Zero means: do not ask about this. */
struct audit_filter {
	int64_t since_ms;
	int64_t until_ms;
	int64_t seq;    /* this record alone */
	int64_t member; /* as actor or as subject */
	int64_t item;
	enum action action;
	bool incidents; /* only what was refused or failed */
	bool bare;      /* the records alone, without their details */
};

struct audit_entry {
	struct record record;
	bool opened; /* the detail, with the key of its period */
	/* What its author got wrong in the detail, which is not given then; or NULL. */
	const char *fault;
	struct {
		struct slice key;
		struct slice value;
	} details[DETAILS_MAX];
	size_t n_details;
};

typedef enum rc audit_each(void *arg, const struct audit_entry *entry, struct err *e);

/*
 * Walk the log from its start. Every record is checked to lead to the head
 * that this session verified, but only at the end of the walk: give nothing
 * out before audit_read has returned RC_OK. An entry belongs to the walk.
 */
MUST_CHECK enum rc audit_read(struct session *s, const struct audit_filter *f, audit_each *each,
    void *arg, struct err *e);

/* Record, within a transaction, that the member looks at the log. */
MUST_CHECK enum rc audit_record_view(struct session *s, struct err *e);

/* Record, within a transaction, an import, whose items follow one by one. */
MUST_CHECK enum rc audit_record_import(
    struct session *s, const struct detail *details, size_t n, struct err *e);

/*
 * Record, within a transaction, a health check: it opens every item of the list,
 * which are numbers as "ID:VERSION" parted by blanks, and gives nothing out but
 * what it found. list is the file of stolen passwords; may be NULL.
 */
MUST_CHECK enum rc audit_record_health(
    struct session *s, const char *items, const char *list, struct err *e);

/* Record, within a transaction, an export in clear, whose reveals follow one by one. */
MUST_CHECK enum rc audit_record_export(
    struct session *s, const struct detail *details, size_t n, struct err *e);

/* A record's detail, compared with its hash; to be finished by the caller. */
struct detail_row;
MUST_CHECK enum rc audit_check_detail(
    struct detail_row *row, struct session *s, const struct record *r, struct err *e);

/* What audit_verify found. */
struct audit_report {
	bool ok;
	int64_t records;
	int64_t first_bad; /* 0: no single record is to blame */
	uint8_t leaf[HASH_SIZE];
	uint8_t root[HASH_SIZE];
	int64_t time_ms; /* of the newest record */
	char problem[ERR_TEXT];
};

/*
 * Replay the whole log and compare every row of every table with it; needs no
 * key. RC_OK or RC_TAMPER with the report filled, or what kept it from being
 * done. Afterwards the session is as after session_learn for nobody.
 */
MUST_CHECK enum rc audit_verify(struct audit_report *report, struct session *s, struct err *e);

#endif
