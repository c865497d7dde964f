#!/bin/bash
# What people confuse and mistype: nothing silent, nothing lost, all on record.
. "$(dirname "$0")/lib.sh"
need jq

new_vault
add jane "Bank" "s3cret-of-the-bank" -u clerk7
new_member price "Cllr Price" councillor
new_member olive "Olive Auditor" auditor
new_envelope

# One kind of words where another is wanted
words=$(<"$T/words")
quietly "$STRONGROOM" --member Jane --passphrase-fd 9 ls 9<<<"$words"
refused 9 'words of a sheet' "sheet words are recognised where a passphrase is wanted"
log_has 'all(.action != "unlock.failed")' "and count as no attempt"
quietly "$STRONGROOM" --member Jane --passphrase-fd 9 passphrase --new-passphrase-fd 8 \
	9<<<"${PASS[jane]}" 8<<<"$words"
refused 9 'words of a sheet' "they are not taken for a new passphrase"
quietly "$STRONGROOM" unseal --reason x --words-fd 9 9<<<"${PASS[jane]}"
refused 9 'word' "a passphrase is not taken for sheet words"

# Grants that would take away what nobody named
as jane grant General Jane
refused 8 'right to edit' "granting without --edit does not take the right to edit away"
as jane grant General Olive
refused 5 'auditor' "an auditor is granted nothing"
as jane revoke General Jane
refused 5 'other clerk' "the last clerk stays"
as jane member add "Nina New" --role auditor
as jane grant --log Nina
refused 5 'first passphrase' "nor the log to who still has the first passphrase"
log_has '[.[] | select(.outcome == "refused") | .action] == ["grant.add", "grant.remove", "grant.add"]' \
	"each refusal is on the log"
as jane audit log --incidents
like "$out" 'grant.add +refused +why "a member with the role auditor cannot be given .*grant.remove +refused +why "no other clerk could .*grant.add +refused +why "Nina New still has the first' \
	"with why, for the action alone does not say what it was about"

# Whoever knew the passphrase is on the log, also if the command came to nothing
before=$(run --json audit verify; get .records)
as jane import "$T/nothing-here.json"
refused 3 'nothing-here' "a file that is not there cannot be imported"
as jane audit log --since yesterday
refused 2 'date' "a date that is none is not taken"
as jane audit log --action reveal
refused 2 'no action "reveal"; .*column ACTION .*item\.reveal' "nor an action that is none"
run --json audit verify
json ".records == $before" "both were found out before anybody gave a passphrase"
printf '{' >"$T/cut.json"
as jane import "$T/cut.json"
refused 9 'cut off' "a file that is cut off cannot be imported"
run --json audit verify
json ".records == $before + 1" "that was found out behind an unlock, which is on the log"

# Edits
as jane edit Bank --password-fd 8 8<<<"s3cret-of-the-bank"
refused 2 'already' "an edit that changes nothing makes no version"
as jane edit Bank --notes-fd 8 --field "Sort code=20-00-00" 8<<<"a note"
done_ok "a note and a field are added"
as jane edit Bank --password-fd 8 --notes-fd 7 --field "Sort code=" 8<<<"" 7</dev/null
done_ok "empty values take fields away"
as jane --json show Bank --reveal
json '.fields == [] and .version == 3' "all three are gone"
as jane edit Bank --field password=abc
refused 2 'password' "a plain field cannot be called password"
as jane edit Bank --type ""
refused 9 'type' "a type cannot be empty"

# The words of an older envelope, at the vault
as jane --json envelope create --holder "Cllr Dunn"
done_ok "a new envelope voids the old one"
quietly "$STRONGROOM" unseal --reason fire --words-fd 9 9<<<"$words"
refused 9 'another envelope' "the old words open nothing"
log_has '[.[] | select(.action == "unlock.failed")] | length == 1' "and the attempt is on the log"
sound "the log is whole after all that"
finish
