/*
 * commands: the handlers that the table of commands names.
 *
 * cmd_NAME does what the command is for; check_NAME says what is wrong with its
 * arguments before anybody unlocks.
 */
#ifndef STRONGROOM_CLI_COMMANDS_H
#define STRONGROOM_CLI_COMMANDS_H

#include "base/err.h"

struct app;

/* shell.c */
enum rc cmd_shell(struct app *app, struct err *e);

/* cmd_*.c */
enum rc cmd_init(struct app *app, struct err *e);
enum rc cmd_status(struct app *app, struct err *e);
enum rc cmd_passphrase(struct app *app, struct err *e);
enum rc cmd_add(struct app *app, struct err *e);
enum rc cmd_edit(struct app *app, struct err *e);
enum rc cmd_show(struct app *app, struct err *e);
enum rc check_show(struct app *app, struct err *e);
enum rc cmd_copy(struct app *app, struct err *e);
enum rc check_copy(struct app *app, struct err *e);
enum rc cmd_login(struct app *app, struct err *e);
enum rc cmd_change(struct app *app, struct err *e);
enum rc cmd_totp(struct app *app, struct err *e);
enum rc check_totp(struct app *app, struct err *e);
enum rc cmd_qr(struct app *app, struct err *e);
enum rc cmd_ls(struct app *app, struct err *e);
enum rc cmd_find(struct app *app, struct err *e);
enum rc cmd_rm(struct app *app, struct err *e);
enum rc cmd_mv(struct app *app, struct err *e);
enum rc cmd_restore(struct app *app, struct err *e);
enum rc check_restore(struct app *app, struct err *e);
enum rc cmd_history(struct app *app, struct err *e);
enum rc cmd_who(struct app *app, struct err *e);
enum rc cmd_attach(struct app *app, struct err *e);
enum rc check_attach(struct app *app, struct err *e);
enum rc cmd_detach(struct app *app, struct err *e);
enum rc cmd_save(struct app *app, struct err *e);
enum rc check_save(struct app *app, struct err *e);
enum rc cmd_generate(struct app *app, struct err *e);
enum rc cmd_health(struct app *app, struct err *e);
enum rc cmd_import(struct app *app, struct err *e);
enum rc check_import(struct app *app, struct err *e);
enum rc cmd_export(struct app *app, struct err *e);
enum rc check_export(struct app *app, struct err *e);
enum rc cmd_member_add(struct app *app, struct err *e);
enum rc check_member_add(struct app *app, struct err *e);
enum rc cmd_member_leave(struct app *app, struct err *e);
enum rc cmd_member_ls(struct app *app, struct err *e);
enum rc cmd_collection_add(struct app *app, struct err *e);
enum rc cmd_collection_set(struct app *app, struct err *e);
enum rc check_collection_set(struct app *app, struct err *e);
enum rc cmd_collection_ls(struct app *app, struct err *e);
enum rc cmd_grant(struct app *app, struct err *e);
enum rc check_grant(struct app *app, struct err *e);
enum rc cmd_revoke(struct app *app, struct err *e);
enum rc cmd_audit_log(struct app *app, struct err *e);
enum rc check_audit_log(struct app *app, struct err *e);
enum rc cmd_audit_verify(struct app *app, struct err *e);
enum rc cmd_envelope_create(struct app *app, struct err *e);
enum rc cmd_envelope_status(struct app *app, struct err *e);
enum rc check_envelope_create(struct app *app, struct err *e);
enum rc cmd_envelope_seen(struct app *app, struct err *e);
enum rc cmd_envelope_drill(struct app *app, struct err *e);
enum rc cmd_envelope_handover(struct app *app, struct err *e);
enum rc check_envelope_handover(struct app *app, struct err *e);
enum rc cmd_envelope_withdraw(struct app *app, struct err *e);
enum rc cmd_envelope_reported(struct app *app, struct err *e);
enum rc check_envelope_reported(struct app *app, struct err *e);
enum rc cmd_seal(struct app *app, struct err *e);
enum rc check_seal(struct app *app, struct err *e);
enum rc cmd_backup(struct app *app, struct err *e);
enum rc cmd_backup_check(struct app *app, struct err *e);
enum rc cmd_backup_restore(struct app *app, struct err *e);
enum rc check_backup_restore(struct app *app, struct err *e);
enum rc cmd_audit_checkpoint(struct app *app, struct err *e);
enum rc cmd_audit_merge(struct app *app, struct err *e);
enum rc check_audit_merge(struct app *app, struct err *e);
enum rc cmd_unseal(struct app *app, struct err *e);
enum rc cmd_unlock(struct app *app, struct err *e);
enum rc check_unlock(struct app *app, struct err *e);
enum rc cmd_lock(struct app *app, struct err *e);
enum rc cmd_completion(struct app *app, struct err *e);
enum rc cmd_worklist(struct app *app, struct err *e);
enum rc check_worklist(struct app *app, struct err *e);
enum rc cmd_policy_set(struct app *app, struct err *e);
enum rc check_policy_set(struct app *app, struct err *e);
enum rc cmd_policy_ls(struct app *app, struct err *e);
enum rc cmd_verify(struct app *app, struct err *e);
enum rc cmd_help(struct app *app, struct err *e);

#endif
