#!/bin/bash
# Who may do what, and that whoever tries something else is on the log.
. "$(dirname "$0")/lib.sh"
need jq sqlite3

new_vault
add jane "Bank" "s3cret-of-the-bank" -u clerk7
new_member price "Cllr Price" councillor
new_member olive "Olive Auditor" auditor
new_member shah "Cllr Shah" chair

# A councillor to whom nothing was granted
as price --json ls
json '. == []' "a councillor without a grant sees no item"
as price show "#1" --reveal
refused 5 'not granted' "by number it is refused"
as price show "General/Bank" --reveal
refused 5 'granted' "and so it is by collection"
as price show "Bank" --reveal
refused 3 'no item' "a title alone is not there at all"
as price ls General
refused 5 'granted' "nor may the collection be listed"
log_has '[.[] | select(.action == "item.refused")] | length == 3 and all(.actor == "Cllr Price" and .outcome == "refused")' \
	"each refusal is on the log, with the name"
as jane --json audit log --incidents
json 'length == 3 and .[0].subject == {kind: "item", id: 1}' "as an incident, with the item"
as price --json collection ls
json 'length == 1 and .[0].name == null' "the name of the collection cannot be known"

# A wrong passphrase
PASS[guess]="not the passphrase of jane" NAME[guess]="Jane Smith"
as guess show Bank --reveal
refused 4 'passphrase is wrong' "a wrong passphrase opens nothing"
log_has '[.[] | select(.action == "unlock.failed")] | length == 1 and all(.outcome == "failed" and .authenticated == false and .actor == null and .subject == {kind: "member", id: 1})' \
	"it is on the log, signed by nobody"
as jane status
like "$out" 'Ashby' "the right one ends it"

# The auditor reads the log, and no secret
as olive --json audit log
json 'length > 10' "an auditor reads the log"
as olive show "#1" --reveal
refused 5 'not granted' "but no secret"
as jane grant General "Olive Auditor"
refused 5 'auditor' "which nobody can grant to an auditor"
as olive add Note
refused 5 '.' "nor can an auditor add anything"
as price audit log
refused 5 'audit log' "a councillor cannot read the log"
as jane grant --log "Cllr Price"
done_ok "unless the clerk grants that"
as price --json audit log --incidents
json 'map(select(.actor == "Cllr Price" and .action == "audit.view" and .outcome == "refused")) | length == 1' "and then sees the own refusal"

# The chair may look, not change
as jane grant General "Cllr Shah"
done_ok "the chair is granted the collection"
as shah show Bank -f password
is "$out" "s3cret-of-the-bank" "and can open what is in it"
as shah edit Bank -u chair
refused 5 'change' "but not change it"
as shah rm Bank
refused 5 'remove|change' "nor remove it"
as jane grant General "Cllr Shah" --edit
refused 5 'chair|change' "and nobody can grant that to a chair"
as shah member add "Eve" --role clerk
refused 5 'add members' "the chair cannot add members"
as price member add "Eve" --role clerk
refused 5 'add members' "nor can a councillor"
as price grant General "Cllr Price"
refused 5 'grant' "nor grant anything"
as price envelope create --holder "Cllr Price"
refused 5 'envelope' "nor make an envelope"
as price seal "$T/mine.age"
refused 5 'seal' "nor write the export"
no test -e "$T/mine.age" && pass "and there is no file" || fail "and there is no file"
log_has '[.[] | select(.outcome == "refused" and .action == "member.add") | .actor] == ["Cllr Shah", "Cllr Price"]' "attempts to add members are on the log"
log_has '[.[] | select(.outcome == "refused" and .action == "item.edit")] | length == 1 and .[0].actor == "Cllr Shah"' "and to change an item"
as jane --json member ls
json 'length == 4' "no member came of it"

# With the right to edit
as jane grant General "Cllr Price" --edit
as price edit Bank --password-fd 8 8<<<"changed-by-price"
done_ok "a councillor with the right to edit can change an item"
as jane show Bank -f password
is "$out" "changed-by-price" "and everybody has the new value"

# A first passphrase opens nothing until it is changed
as jane --json member add "Tom New" --role councillor
first=$(get .first_passphrase)
PASS[tom]=$first NAME[tom]="Tom New"
as jane grant General tom
like "$err" "^Tom New may open .General. now" "a part of a name is answered with all of it"
for command in "ls" "show Bank --reveal" "status" "member ls" "verify" "audit log"; do
	# shellcheck disable=SC2086
	as tom $command
	refused 4 'first passphrase' "first passphrase: $command has to wait"
done
as tom passphrase --new-passphrase-fd 8 8<<<"toms very own passphrase, long"
done_ok "it can be changed"
as tom show Bank --reveal
refused 4 'wrong' "then the first passphrase is no longer one"
PASS[tom]="toms very own passphrase, long"
as tom ls
done_ok "and the new one is"
as tom passphrase --new-passphrase-fd 8 8<<<"short"
refused 9 'passphrase' "one that is too short is not taken"
as tom ls
done_ok "and the old one stays"

# Revoked: nothing that is added since, also with an older copy of the file
as tom show Bank -f password
tom_saw=$out
cp "$T/v.db" "$T/old.db"
as jane revoke General tom
like "$err" "^Tom New can open nothing in .General. that is added" "and so it is when a grant is taken back"
done_ok "a grant is taken back"
log_has 'any(.[]; .action == "grant.add" and .grant == {member: "Tom New", edit: false}) and any(.[]; .action == "grant.remove" and .grant == {member: "Tom New"}) and any(.[]; .action == "member.add" and .role == "auditor")' \
	"the log says from whom, as to whom it was given, and as what members were added"
as jane audit log
like "$out" 'member.add +ok +member #[0-9]+, auditor, name "Olive.*grant.add +ok +collection #1, to "Cllr Price" \(edit\).*grant.add +ok +collection #1, to "Tom New".*grant.remove +ok +collection #1, from "Tom New"' \
	"in words too"
add jane "Added since" "s3cret-added-since"
as tom show "#1" --reveal
refused 5 'not granted' "then the item is refused"
as tom show "Added since" --reveal
refused 3 'no item' "and a new one is not there"

# The old copy is known to be old on the computer that has seen the new one
with_file $T/old.db as tom show Bank -f password
refused 6 'older copy' "an older copy is told from the new one"
# Elsewhere it opens what it always opened, and nothing that came later
STRONGROOM_VAULT=$T/old.db XDG_STATE_HOME=$T/elsewhere as tom show Bank -f password
is "$rc $out" "0 $tom_saw" "on another computer an older copy opens what was in it"
STRONGROOM_VAULT=$T/old.db XDG_STATE_HOME=$T/elsewhere as tom --json ls
json 'length == 1' "and not what was added since"

# Old rows put into the new file
for table in member seal; do
	cp "$T/v.db" "$T/mixed.db"
	sqlite3 "$T/mixed.db" "ATTACH '$T/old.db' AS old; INSERT OR REPLACE INTO main.$table SELECT * FROM old.$table;
		UPDATE main.seal SET sealed = (SELECT sealed FROM old.seal o WHERE o.kind = 'collection' AND o.member = 5)
		WHERE '$table' = 'seal' AND kind = 'collection' AND member = 5;
		INSERT OR REPLACE INTO main.seal SELECT kind, id, (SELECT max(generation) FROM main.generation), member, sealed
		FROM old.seal WHERE '$table' = 'seal' AND kind = 'collection' AND member = 5;"
	ok "$table: the mixed file differs" no cmp -s "$T/v.db" "$T/mixed.db"
done
with_file $T/mixed.db as tom show "Added since" --reveal
ok "the old seal as a new one opens nothing (exit $rc)" test "$rc" = 3 -o "$rc" = 6
unlike "$out" 's3cret' "and no secret is shown"
with_file $T/mixed.db run audit verify
refused 6 'seal|grant|key' "the check of the log names it"

# The member's row from before a change of passphrase
cp "$T/v.db" "$T/before.db"
PASS[tom_before]=${PASS[tom]} NAME[tom_before]="Tom New"
as tom passphrase --new-passphrase-fd 8 8<<<"toms second passphrase, long too"
cp "$T/v.db" "$T/mixed.db"
sqlite3 "$T/mixed.db" "ATTACH '$T/before.db' AS old; INSERT OR REPLACE INTO main.member SELECT * FROM old.member WHERE id = 5"
with_file $T/mixed.db as tom_before ls
refused 6 "[Mm]ember #" "a member's row from before a change of passphrase is found out"
sqlite3 "$T/mixed.db" "UPDATE member SET passes = 1 WHERE id = 1"
with_file $T/mixed.db as jane ls
refused 6 "[Mm]ember #" "and so is one whose key derivation was made cheaper"
sound "the vault itself is sound"
finish
