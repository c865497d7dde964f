/*
 * health_int: what is known of each item while all are looked at.
 */
#ifndef STRONGROOM_REPORT_HEALTH_INT_H
#define STRONGROOM_REPORT_HEALTH_INT_H

#include "password/strength.h"
#include "report/health.h"
#include "vault/departed.h"
#include "vault/item.h"

struct breach;
struct secret;

enum { HEALTH_SAME = 16 /* bytes of the keyed hash by which passwords are compared */ };

/* One item, without its secret. */
struct health_item {
	int64_t id;
	int64_t collection;
	size_t title; /* its place in the text */
	bool password;
	bool pending; /* it has a new password that no website accepted yet */
	bool second;  /* a second factor, or no login that needs one */
	struct strength strength;
	uint8_t same[HEALTH_SAME];
	size_t digest; /* which one of the digests */
};

struct health_work {
	struct health *health;
	struct session *session;
	const struct health_options *options;
	const struct strength_policy *policy;
	struct breach *breach;
	struct health_item *items;
	size_t n, cap;
	size_t all;             /* items that there are */
	struct secret *key;     /* of the keyed hashes */
	struct secret *digests; /* as the list of stolen passwords has them, one a password */
	size_t n_digests;
	struct buf council; /* its names */
	struct buf record;  /* "ID:VERSION …" */
	struct departed *departed;
	size_t n_departed;
};

/* health_look.c: open all of them, with the record of it. */
MUST_CHECK enum rc health_look(struct health_work *w, struct err *e);

/* health_find.c: what there is to say of what was seen. */
MUST_CHECK enum rc health_find(struct health_work *w, struct err *e);

#endif
