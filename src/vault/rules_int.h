/*
 * rules_int: one function for each action whose record takes effect.
 *
 * They see only what was replayed before, so a right counts at that point of
 * the log, and not by the clock. What every record of an action has to be
 * (kind of subject, right, digest) is checked before, by the table in rules.c.
 */
#ifndef STRONGROOM_VAULT_RULES_INT_H
#define STRONGROOM_VAULT_RULES_INT_H

#include "replay_int.h"

typedef enum rc rule_apply_fn(
    struct replay *r, const struct record *rec, const struct member *actor, struct err *e);

rule_apply_fn rule_vault_create;
rule_apply_fn rule_member_add;
rule_apply_fn rule_member_rekey;
rule_apply_fn rule_passphrase_change;
rule_apply_fn rule_unlocked;
rule_apply_fn rule_member_leave;
rule_apply_fn rule_policy_set;
rule_apply_fn rule_collection_add;
rule_apply_fn rule_collection_set;
rule_apply_fn rule_collection_rekey;
rule_apply_fn rule_grant_add;
rule_apply_fn rule_grant_remove;
rule_apply_fn rule_item_write;
rule_apply_fn rule_item_move;
rule_apply_fn rule_item_rekey;
rule_apply_fn rule_item_reveal;
rule_apply_fn rule_attachment_add;
rule_apply_fn rule_period_create;
rule_apply_fn rule_envelope_create;
rule_apply_fn rule_envelope_seal;
rule_apply_fn rule_envelope_open;
rule_apply_fn rule_envelope_seen;
rule_apply_fn rule_envelope_drill;
rule_apply_fn rule_envelope_handover;
rule_apply_fn rule_envelope_withdraw;
rule_apply_fn rule_envelope_reported;
rule_apply_fn rule_worklist_done;
rule_apply_fn rule_backup_restore;
rule_apply_fn rule_audit_merge;

/* RC_TAMPER: what the record says in clear is malformed; its actor had no right. */
enum rc rule_malformed(const struct record *rec, struct err *e);
enum rc rule_no_right(const struct record *rec, struct err *e);

/* Has the actor of a record this right, or is it the envelope, which may sign it? */
bool rule_may(const struct member *actor, enum right right);

/* Is it a record that the envelope may sign at this time? */
MUST_CHECK enum rc rule_emergency(
    const struct replay *r, const struct record *rec, struct err *e);

/* Pin the row that the record wrote. */
MUST_CHECK enum rc rule_pin(struct replay *r, const struct record *rec, enum pin_table table,
    int64_t a, int64_t b, int64_t c, struct err *e);

/* The latest signed time, with this record's. */
int64_t rule_latest(const struct replay *r, const struct record *rec);

#endif
