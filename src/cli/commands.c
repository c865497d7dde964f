/* commands: the table of all commands. */
#include "app.h"

#include "commands.h"

/*
 * The daily program leaves some commands to the one that has every library, for
 * the time that libraries take to load is a good part of a reveal: more.c.
 */
#ifdef STRONGROOM_DAILY
#define MORE(handler) NULL
#else
#define MORE(handler) handler
#endif

#define END                                                                                    \
	{                                                                                      \
		NULL, 0, NULL, NULL                                                            \
	}

#define ITEM_OPTIONS                                                                           \
	{"type", 't', "T", "login (unless said otherwise), note, card, identity, device …"},   \
	    {"user", 'u', "USER", "user name"}, {"url", 0, "URL", "address; may be repeated"}, \
	    {"tag", 0, "T", "tag; may be repeated"},                                           \
	    {"field", 0, "LABEL=VALUE", "a plain field; may be repeated"},                     \
	    {"password-fd", 0, "N", "read the password, one line, from descriptor N"},         \
	    {"generate", 0, "[SPEC]", "make a password; see \"help generate\""},               \
	    {"notes-fd", 0, "N", "read notes of any number of lines from descriptor N"},       \
	    {"totp-fd", 0, "N", "what one-time codes are made of, from descriptor N"},         \
	    {"secret-field", 0, "LABEL:FD", "a hidden field, one line from descriptor FD"},    \
	{                                                                                      \
		"reason", 0, "TEXT", "why, for the audit log"                                  \
	}

#define FOUND_OPTIONS                                                                          \
	{"council", 0, "NAME", "name of the council"},                                         \
	    {"kdf-seconds", 0, "S",                                                            \
		"let a passphrase take S seconds to check on this computer"},                  \
	    {"kdf-memory", 0, "SIZE", "memory of Argon2id, 19M to 4096M (512M)"},              \
	    {"kdf-passes", 0, "N", "passes of Argon2id, 2 to 64 (3)"},                         \
	{                                                                                      \
		"kdf-lanes", 0, "P", "lanes of Argon2id, 1 to 16 (1)"                          \
	}

static const struct option_spec INIT_OPTIONS[] = {
    {"role", 0, "ROLE", "clerk: whoever sets up a vault manages it"}, FOUND_OPTIONS, END};

static const struct option_spec PASSPHRASE_OPTIONS[] = {
    {"new-passphrase-fd", 0, "N", "read the new passphrase, one line, from descriptor N"}, END};

static const struct option_spec ADD_OPTIONS[] = {
    {"collection", 'c', "C", "where it goes (the first that you may change)"}, ITEM_OPTIONS,
    END};

static const struct option_spec EDIT_OPTIONS[] = {
    {"title", 0, "TITLE", "a new title"}, ITEM_OPTIONS, END};

static const struct option_spec SHOW_OPTIONS[] = {
    {"reveal", 0, NULL, "with the hidden values; goes on the audit log"},
    {"field", 'f', "LABEL", "only the value of this field; may be repeated"},
    {"chars", 0, "3,5,8", "only these characters, of the password or of that field"},
    {"previous", 0, NULL, "the secret that it had before; goes on the audit log"},
    {"reason", 0, "TEXT", "why, for the audit log"}, END};

static const struct option_spec COPY_OPTIONS[] = {
    {"field", 'f', "LABEL", "the value of this field (password)"},
    {"seconds", 0, "S", "how long it stays there, 5 to 300 (30)"},
    {"reason", 0, "TEXT", "why, for the audit log"}, END};

static const struct option_spec TOTP_OPTIONS[] = {
    {"field", 'f', "LABEL", "the field that makes codes (the first there is)"},
    {"copy", 0, NULL, "the code to the clipboard, for 30 seconds"},
    {"set", 0, NULL, "take what codes are made of: typed, or from standard input"},
    {"totp-fd", 0, "N", "with --set: from descriptor N, one line"},
    {"account", 0, "NAME", "with --set: the account of an export with several"},
    {"reason", 0, "TEXT", "why, for the audit log"}, END};

static const struct option_spec QR_OPTIONS[] = {
    {"field", 'f', "LABEL", "the field that makes codes (the first there is)"},
    {"reason", 0, "TEXT", "why, for the audit log"}, END};

static const struct option_spec LS_OPTIONS[] = {
    {"type", 't', "T", "only of this type"}, {"tag", 0, "T", "only with this tag"}, END};

static const struct option_spec CHANGE_OPTIONS[] = {
    {"generate", 0, "[SPEC]", "make the new password; see \"help generate\""},
    {"reason", 0, "TEXT", "why, for the audit log"}, END};

static const struct option_spec REASON_OPTIONS[] = {
    {"reason", 0, "TEXT", "why, for the audit log"}, END};

static const struct option_spec RESTORE_OPTIONS[] = {
    {"version", 0, "V", "which version (the newest that is older than the item as it is)"},
    {"reason", 0, "TEXT", "why, for the audit log"}, END};

static const struct option_spec ATTACH_OPTIONS[] = {
    {"name", 0, "NAME", "what the attachment is called (as the file)"},
    {"reason", 0, "TEXT", "why, for the audit log"}, END};

static const struct option_spec SAVE_OPTIONS[] = {
    {"out", 0, "FILE", "where it goes (here, under its own name); -: to a program"},
    {"reason", 0, "TEXT", "why, for the audit log"}, END};

static const struct option_spec GENERATE_OPTIONS[] = {{"count", 'n', "COUNT", "how many"}, END};

static const struct option_spec HEALTH_OPTIONS[] = {
    {"pwned", 0, "FILE", "compare with this list of stolen passwords, ordered by hash"}, END};

static const struct option_spec IMPORT_OPTIONS[] = {
    {"format", 0, "F",
	"what it is of; otherwise the content tells: kdbx,\n"
	"                                 keepass-xml, otpauth, bitwarden, bitwarden-csv, "
	"lastpass,\n"
	"                                 keepassxc, keepass, 1password, chrome, edge,\n"
	"                                 firefox, safari, safari-14, dashlane, "
	"dashlane-notes,\n"
	"                                 dashlane-payments, dashlane-ids,\n"
	"                                 dashlane-personal, dashlane-wifi, nordpass,\n"
	"                                 protonpass, protonpass-csv, 1pux, dashlane-zip or\n"
	"                                 pass"},
    {"map", 0, "title=NAME,…", "what the columns of any other CSV file are"},
    {"collection", 'c', "C", "where all of it goes (the first that you may change)"},
    {"only", 0, "FOLDER", "only what is in that folder, and below (several times)"},
    {"skip", 0, "FOLDER", "not what is in that folder, or below (several times)"},
    {"dry-run", 0, NULL, "say what would be added, and add nothing"},
    {"delete", 0, NULL, "delete the file afterwards, without asking"},
    {"file-passphrase-fd", 0, "N", "of a protected file: its passphrase, from descriptor N"},
    {"key-file", 0, "FILE", "of a protected file: the key file that it needs, too"},
    {"words-fd", 0, "N", "of a sealed export: the words, one line, from descriptor N"},
    {"identity-fd", 0, "N", "of a sealed export: the AGE-SECRET-KEY from descriptor N"},
    {"receipt", 0, "FILE", "of a sealed export: where the receipt of the opening goes"},
    {"new-passphrase-fd", 0, "N", "for a new vault: your passphrase, from descriptor N"},
    FOUND_OPTIONS, END};

static const struct option_spec EXPORT_OPTIONS[] = {
    {"format", 0, "F", "bitwarden (JSON), keepassxc (CSV) or keepass (XML)"},
    {"in-clear", 0, NULL, "yes, every password is to be in the file as it is"},
    {"collection", 'c', "C", "only this collection"},
    {"reason", 0, "TEXT", "why, for the audit log"}, END};

static const struct option_spec MEMBER_ADD_OPTIONS[] = {
    {"role", 0, "ROLE", "clerk, deputy, chair, councillor or auditor"}, END};

static const struct option_spec COLLECTION_ADD_OPTIONS[] = {
    {"private", 0, NULL, "the envelope does not open it"}, END};

static const struct option_spec COLLECTION_SET_OPTIONS[] = {
    {"sealed", 0, NULL, "the envelope opens it"},
    {"private", 0, NULL, "the envelope does not open it"}, END};

static const struct option_spec GRANT_OPTIONS[] = {
    {"edit", 0, NULL, "with the right to change what is in it"},
    {"log", 0, NULL, "the right to read the audit log, for a councillor"}, END};

static const struct option_spec REVOKE_OPTIONS[] = {
    {"log", 0, NULL, "the right to read the audit log"}, END};

static const struct option_spec LOG_OPTIONS[] = {
    {"since", 0, "D", "from a date (2026-04-01) or so many days ago (30d)"},
    {"until", 0, "D", "up to a date"},
    {"member", 0, "M", "behind the command: only records by or about M"},
    {"item", 0, "I", "only records about this item"},
    {"action", 0, "A", "only this action, such as item.reveal"},
    {"incidents", 0, NULL, "only what was refused or failed"}, END};

static const struct option_spec VERIFY_OPTIONS[] = {
    {"against", 0, "FILE", "compare with a checkpoint: a note, or as in the minutes; -: asked"},
    END};

static const struct option_spec CHECKPOINT_OPTIONS[] = {
    {"out", 0, "FILE", "write the signed note to a file"},
    {"minute", 0, "REF", "the minute that it is read into"}, END};

static const struct option_spec ENVELOPE_OPTIONS[] = {
    {"holder", 0, "NAME", "who keeps a sheet; repeated for several, one sheet each"},
    {"need", 0, "K", "how many of several sheets open it together: 2 or more"},
    {"export-at", 0, "TEXT", "where the export is kept, for the sheet"},
    {"computer", 0, "TEXT", "which computer opens it, and whose log-in, for the sheet"},
    {"sheet", 0, "KIND", "text, html or pdf; text unless said otherwise"},
    {"sheet-fd", 0, "N", "write the sheets to descriptor N, not to stdout"}, END};

#define MINUTE_OPTION                                                                          \
	{                                                                                      \
		"minute", 0, "REF", "the minute of the meeting, such as 26/88"                 \
	}

static const struct option_spec SEEN_OPTIONS[] = {MINUTE_OPTION, END};

static const struct option_spec DRILL_OPTIONS[] = {
    {"words-fd", 0, "N", "read the words from descriptor N, one sheet a line"},
    {"export", 0, "FILE", "try this export too (that of the policy seal.path)"}, END};

static const struct option_spec HANDOVER_OPTIONS[] = {
    {"to", 0, "NAME", "who keeps the sheet from now on"}, MINUTE_OPTION, END};

static const struct option_spec WITHDRAW_OPTIONS[] = {
    {"reason", 0, "TEXT", "why, for the audit log"},
    {"yes", 'y', NULL, "do not ask whether to go on"}, END};

static const struct option_spec BACKUP_RESTORE_OPTIONS[] = {
    {"yes", 'y', NULL, "do not ask whether to go on"},
    {"seen", 0, "RECORD:LEAF", "a later record that another computer has seen"}, END};

static const struct option_spec SEAL_OPTIONS[] = {
    {"kit", 0, "DIR", "into this folder, with the page that opens it in a browser"}, END};

static const struct option_spec UNLOCK_OPTIONS[] = {
    {"for", 0, "TIME", "until so long without use, 1m to 12h (15m)"}, END};

static const struct option_spec WORKLIST_OPTIONS[] = {
    {"done", 0, "N", "tick off line N: a credential that the council decided to keep"},
    {"reason", 0, "TEXT", "why, for the audit log"}, END};

static const struct option_spec UNSEAL_OPTIONS[] = {
    {"reason", 0, "TEXT", "why the envelope is opened, for the audit log"},
    {"present", 0, "NAME", "who is there; may be repeated"},
    {"titles", 0, NULL, "show what there is, and give nothing out"},
    {"only", 0, "ITEM", "give out only this item; may be repeated"},
    {"reset", 0, "NAME", "a new first passphrase for a clerk who forgot it (for the vault)"},
    {"words-fd", 0, "N", "read the words of the sheets, one a line, from descriptor N"},
    {"identity-fd", 0, "N", "read one AGE-SECRET-KEY a line from descriptor N (for a file)"},
    {"file-passphrase-fd", 0, "N", "read the passphrase of a file from descriptor N"},
    {"receipt", 0, "FILE", "where the receipt of the opening goes (for a file)"},
    {"out", 0, "FILE", "write the decrypted file as it is (for a file)"}, END};

const struct command COMMANDS[] = {
    {"init", "", "set up a new vault",
	"strongroom init --council \"Rempstone\" --member \"Jane Smith\"", INIT_OPTIONS, 0,
	MORE(cmd_init), NULL},
    {"status", "", "the state of the vault, and what needs attention", "strongroom status",
	NULL, NEED_UNLOCK | ENVELOPE_OK | SHOWS_WORK, cmd_status, NULL},
    {"worklist", "", "what has to be done, by whom, and with which command",
	"strongroom worklist", WORKLIST_OPTIONS, NEED_UNLOCK | SHOWS_WORK, cmd_worklist,
	check_worklist},
    {"passphrase", "", "change your own passphrase", "strongroom passphrase",
	PASSPHRASE_OPTIONS, NEED_UNLOCK | FIRST_OK | ASKS_AGAIN, cmd_passphrase, NULL},
    {"add", "TITLE", "add an item", "strongroom add \"Barclays\" -u clerk7 --generate",
	ADD_OPTIONS, NEED_UNLOCK, MORE(cmd_add), NULL},
    {"show", "ITEM", "show an item; hidden values only with --reveal",
	"strongroom show Barclays -f password", SHOW_OPTIONS, NEED_UNLOCK | ENVELOPE_OK,
	cmd_show, check_show},
    {"copy", "ITEM", "a password to the clipboard, for 30 seconds", "strongroom copy Barclays",
	COPY_OPTIONS, NEED_UNLOCK | ENVELOPE_OK, cmd_copy, check_copy},
    {"login", "ITEM", "address, user name, password and code, one after the other",
	"strongroom login Barclays", REASON_OPTIONS, NEED_UNLOCK | ENVELOPE_OK, MORE(cmd_login),
	NULL},
    {"change", "ITEM", "a new password: old one, new one, did the website accept it?",
	"strongroom change Barclays --generate", CHANGE_OPTIONS, NEED_UNLOCK, MORE(cmd_change),
	NULL},
    {"totp", "ITEM", "the one-time code of the moment", "strongroom totp \"HMRC VAT\"",
	TOTP_OPTIONS, NEED_UNLOCK | ENVELOPE_OK, MORE(cmd_totp), MORE(check_totp)},
    {"qr", "ITEM", "draw what codes are made of, for another telephone to scan",
	"strongroom qr \"HMRC VAT\"", QR_OPTIONS, NEED_UNLOCK, MORE(cmd_qr), NULL},
    {"ls", "[COLLECTION]", "list items", "strongroom ls General", LS_OPTIONS,
	NEED_UNLOCK | ENVELOPE_OK, cmd_ls, NULL},
    {"find", "WORD…", "list items in which every word occurs", "strongroom find hmrc vat",
	LS_OPTIONS, NEED_UNLOCK | ENVELOPE_OK, cmd_find, NULL},
    {"edit", "ITEM", "change an item", "strongroom edit Barclays --generate", EDIT_OPTIONS,
	NEED_UNLOCK, MORE(cmd_edit), NULL},
    {"mv", "ITEM… COLLECTION", "move items to another collection",
	"strongroom mv Payroll Personnel", REASON_OPTIONS, NEED_UNLOCK, cmd_mv, NULL},
    {"rm", "ITEM", "remove an item", "strongroom rm \"Old website\"", REASON_OPTIONS,
	NEED_UNLOCK, MORE(cmd_rm), NULL},
    {"restore", "ITEM", "bring back an older version, or an item that was removed",
	"strongroom restore \"Old website\"", RESTORE_OPTIONS, NEED_UNLOCK, cmd_restore,
	check_restore},
    {"history", "ITEM", "the versions of an item: when, by whom, and what was done",
	"strongroom history Barclays", NULL, NEED_UNLOCK, cmd_history, NULL},
    {"who", "ITEM", "who revealed an item, and who could have, since its secret came",
	"strongroom who Barclays", NULL, NEED_UNLOCK, cmd_who, NULL},
    {"attach", "ITEM FILE", "let an item carry a file, such as recovery codes",
	"strongroom attach HMRC recovery-codes.pdf", ATTACH_OPTIONS, NEED_UNLOCK, cmd_attach,
	check_attach},
    {"detach", "ITEM NAME", "take an attachment off an item",
	"strongroom detach HMRC recovery-codes.pdf", REASON_OPTIONS, NEED_UNLOCK, cmd_detach,
	NULL},
    {"save", "ITEM [NAME]", "write an attachment to a file; goes on the audit log",
	"strongroom save HMRC recovery-codes.pdf", SAVE_OPTIONS, NEED_UNLOCK | ENVELOPE_OK,
	cmd_save, check_save},
    {"generate", "[SPEC]",
	"make a password: ncsc, rempstone, words:4,sep:- or random:16,symbols",
	"strongroom generate words:6", GENERATE_OPTIONS, 0, cmd_generate, NULL},
    {"health", "", "which passwords are weak, reused, stolen, or known to who has left",
	"strongroom health --pwned /media/disk/pwned.txt", HEALTH_OPTIONS, NEED_UNLOCK,
	MORE(cmd_health), NULL},
    {"import", "FILE", "take over the export of another password manager",
	"strongroom import bitwarden.json --dry-run", IMPORT_OPTIONS, NEED_UNLOCK,
	MORE(cmd_import), MORE(check_import)},
    {"export", "FILE", "write what you can open for another program, in clear",
	"strongroom export items.json --format bitwarden --in-clear", EXPORT_OPTIONS,
	NEED_UNLOCK | ASKS_AGAIN, MORE(cmd_export), MORE(check_export)},
    {"member add", "NAME", "add a member; prints a first passphrase",
	"strongroom member add \"Cllr Shah\" --role chair", MEMBER_ADD_OPTIONS,
	NEED_UNLOCK | ENVELOPE_OK | ASKS_AGAIN, cmd_member_add, check_member_add},
    {"member ls", "", "list members", "strongroom member ls", NULL, NEED_UNLOCK | ENVELOPE_OK,
	cmd_member_ls, NULL},
    {"member leave", "NAME", "a member leaves: every key that was known is replaced",
	"strongroom member leave \"Cllr Price\"", NULL, NEED_UNLOCK | ENVELOPE_OK | ASKS_AGAIN,
	cmd_member_leave, NULL},
    {"collection add", "NAME", "make a collection", "strongroom collection add Website",
	COLLECTION_ADD_OPTIONS, NEED_UNLOCK, cmd_collection_add, NULL},
    {"collection set", "NAME", "whether the envelope opens a collection",
	"strongroom collection set Personnel --private", COLLECTION_SET_OPTIONS,
	NEED_UNLOCK | ASKS_AGAIN, cmd_collection_set, check_collection_set},
    {"collection ls", "", "list collections, and who may open them", "strongroom collection ls",
	NULL, NEED_UNLOCK | ENVELOPE_OK, cmd_collection_ls, NULL},
    {"grant", "[COLLECTION] [MEMBER]", "let a member open a collection, or read the audit log",
	"strongroom grant Website \"Cllr Price\" --edit", GRANT_OPTIONS,
	NEED_UNLOCK | ENVELOPE_OK | ASKS_AGAIN, cmd_grant, check_grant},
    {"revoke", "[COLLECTION] [MEMBER]", "take that back, with a new key",
	"strongroom revoke Website \"Cllr Price\"", REVOKE_OPTIONS, NEED_UNLOCK | ASKS_AGAIN,
	cmd_revoke, check_grant},
    {"audit log", "", "who opened what, and when", "strongroom audit log --since 30d",
	LOG_OPTIONS, NEED_UNLOCK | MEMBER_FILTERS, cmd_audit_log, check_audit_log},
    {"audit verify", "", "prove that the audit log is whole; needs no passphrase",
	"strongroom audit verify", VERIFY_OPTIONS, 0, cmd_audit_verify, NULL},
    {"audit checkpoint", "", "a sentence for the minutes, to compare the log with later",
	"strongroom audit checkpoint --minute 2026/114", CHECKPOINT_OPTIONS, NEED_UNLOCK,
	cmd_audit_checkpoint, NULL},
    {"audit merge", "RECEIPT", "take the receipt of an opened export into the audit log",
	"strongroom audit merge ashby-opened-20261121T093000Z.receipt", NULL, NEED_UNLOCK,
	cmd_audit_merge, check_audit_merge},
    {"envelope create", "", "make the sealed envelope, and print its sheets",
	"strongroom envelope create --holder \"Cllr Shah (Chair)\"", ENVELOPE_OPTIONS,
	NEED_UNLOCK | ASKS_AGAIN, MORE(cmd_envelope_create), MORE(check_envelope_create)},
    {"envelope seen", "SHEET", "say that you saw the seal of a sheet unbroken",
	"strongroom envelope seen 2 --minute 26/88", SEEN_OPTIONS, NEED_UNLOCK | ASKS_AGAIN,
	cmd_envelope_seen, NULL},
    {"envelope drill", "[SHEET]",
	"try the sheets, which shows that they would open the envelope, and opens nothing",
	"strongroom envelope drill", DRILL_OPTIONS, NEED_UNLOCK | ASKS_AGAIN,
	cmd_envelope_drill, NULL},
    {"envelope handover", "SHEET", "somebody else keeps a sheet from now on",
	"strongroom envelope handover 1 --to \"Cllr Jones\" --minute 26/88", HANDOVER_OPTIONS,
	NEED_UNLOCK | ASKS_AGAIN, cmd_envelope_handover, check_envelope_handover},
    {"envelope withdraw", "", "make the envelope void, without a new one",
	"strongroom envelope withdraw --reason \"a sheet is missing\"", WITHDRAW_OPTIONS,
	NEED_UNLOCK | ASKS_AGAIN, cmd_envelope_withdraw, NULL},
    {"envelope reported", "", "say that a meeting was told of an opening",
	"strongroom envelope reported --minute 26/88", SEEN_OPTIONS, NEED_UNLOCK | ASKS_AGAIN,
	cmd_envelope_reported, check_envelope_reported},
    {"envelope status", "", "who holds the envelope, and how old each copy of the export is",
	"strongroom envelope status", NULL, NEED_UNLOCK, cmd_envelope_status, NULL},
    {"seal", "[FILE]", "write the export that the envelope opens",
	"strongroom seal --kit /media/stick", SEAL_OPTIONS, NEED_UNLOCK, cmd_seal, check_seal},
    {"unseal", "[FILE]", "in an emergency: open an export, or the vault, with the sheet",
	"strongroom unseal /media/stick/council.age", UNSEAL_OPTIONS, 0, cmd_unseal, NULL},
    {"backup", "FILE", "write a copy of the vault, checked, to a file on another disk",
	"strongroom backup /media/stick/council-2026-11.db", NULL, NEED_UNLOCK, cmd_backup,
	NULL},
    {"backup check", "FILE", "is a backup whole, and how old is it? needs no passphrase",
	"strongroom backup check /media/stick/council-2026-11.db", NULL, 0, cmd_backup_check,
	NULL},
    {"backup restore", "FILE", "put a backup in the place of the vault, on the record",
	"strongroom backup restore /media/stick/council-2026-11.db", BACKUP_RESTORE_OPTIONS, 0,
	cmd_backup_restore, check_backup_restore},
    {"unlock", "", "let the commands that follow do without your passphrase for a while",
	"strongroom unlock --for 1h", UNLOCK_OPTIONS, NEED_UNLOCK, cmd_unlock, check_unlock},
    {"lock", "", "end that at once, for every vault that is unlocked", "strongroom lock", NULL,
	0, cmd_lock, NULL},
    {"policy set", "NAME=VALUE",
	"what the council decides: seal.path, lock.idle, password or kdf",
	"strongroom policy set seal.path=/media/stick/council.age", NULL,
	NEED_UNLOCK | ASKS_AGAIN, cmd_policy_set, check_policy_set},
    {"policy ls", "", "list the policies: values, since when, and by whom",
	"strongroom policy ls", NULL, NEED_UNLOCK, cmd_policy_ls, NULL},
    {"verify", "", "check everything: the database, the log, every row", "strongroom verify",
	NULL, NEED_UNLOCK, cmd_verify, NULL},
    {"completion", "SHELL [LINE]", "a script by which bash, fish or zsh completes words",
	"strongroom completion bash", NULL, 0, cmd_completion, NULL},
    {"help", "[COMMAND] [COMMAND]", "help about a command", "strongroom help show", NULL, 0,
	cmd_help, NULL},
    {NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL},
};

/* Its agent is its own, and needs the passphrase. */
const struct command SHELL = {"shell", "", "the commands, one after the other", "strongroom",
    NULL, ASKS_AGAIN, MORE(cmd_shell), NULL};
