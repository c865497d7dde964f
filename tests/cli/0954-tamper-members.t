#!/bin/bash
# Members who use their own keys, with another program, for what this one would
# refuse: their records are well signed, and rows are made to fit.
. "$(dirname "$0")/tamper.sh"
make_world
control

show=(as jane show Bank -f password)
log=(as jane audit log)
next=$((last + 1)) unlock=$(seq_of "action = 'unlock' AND actor = 1")
no_right="record $next: its actor had no right"

# --- signing again ---

# Where the log is remembered, a last record that was replaced is one never seen
way "a record signed by another member" "sign $reveal price" "record $reveal: its signature" = "${log[@]}"
way "the same, with the chain made to fit" "sign $reveal price && leaves $reveal" "record $reveal: its signature" = "${log[@]}"
way "a record signed anew by its actor, changed" "behind 'UPDATE audit SET time_ms = time_ms - 1000 WHERE seq = $reveal' && sign $reveal jane" "record $((reveal + 1)): it does not follow" = "${log[@]}"
way "the same, with the chain made to fit" "behind 'UPDATE audit SET time_ms = time_ms - 1000 WHERE seq = $reveal' && sign $reveal jane && leaves $((reveal + 1))" "record $((reveal + 1)): its signature" = "${log[@]}"
way "the last record taken over by who may not" "behind 'UPDATE audit SET actor = 2 WHERE seq = $last' && sign $last price" "record $last: its actor had no right" "record $last" "${show[@]}"
rekey=$(seq_of "action = 'member.rekey' AND subject_kind = 'member'")
way "a record before new keys, signed with the new ones" "sign $rekey price" "record $rekey: its signature" = "${log[@]}"
older "the last record, signed by its actor with other words" "behind 'UPDATE audit SET time_ms = time_ms + 1 WHERE seq = $last' && sign $last jane" "record $last is not the one that this computer has seen"

# The keys of a first passphrase, from an old copy, sign nothing once it is changed
(
	export STRONGROOM_VAULT=$T/first.db XDG_STATE_HOME=$T/first.state
	cp "$T/whole.db" "$T/first.db"
	as jane --json member add "Cllr New" --role councillor
	get .first_passphrase >"$T/first.words"
	cp "$T/first.db" "$T/first.keys.db"
)
PASS[new]=$(<"$T/first.words")
changed_first() { # the new member chooses a passphrase; then the old keys sign
	cp "$T/first.db" "$T/changed.db"
	STRONGROOM_VAULT=$T/changed.db XDG_STATE_HOME=$T/first.state quietly "$STRONGROOM" --member "Cllr New" --passphrase-fd 9 passphrase --new-passphrase-fd 8 \
		9<<<"${PASS[new]}" 8<<<"own passphrase of the new one" && [ "$rc" = 0 ] && append new unlock member 4 0 "" "" "$T/first.keys.db"
}
way "a record signed with the keys of a first passphrase" changed_first "record [0-9]+: its signature" = as jane show Bank -f password
first_signs() {
	cp "$T/first.db" "$T/changed.db"
	append new unlock member 4 0 "" ""
}
way "a record signed with a first passphrase that was not changed" first_signs "record [0-9]+: its actor had only a first passphrase" = as jane show Bank -f password

# --- records that are well signed, by who may not sign them ---

bank=$(public "action = 'item.edit' AND subject = 1") grant=$(public "action = 'grant.add' AND subject_kind = 'collection'")
some=$(printf '%064d' 7)
fits() { # the digest of a row as it stands
	digest "$@"
}
edited() { # WHO: another secret for the bank, and the record of the newest version to fit
	behind "INSERT INTO item SELECT 1, 3, collection, generation, custodian, title, overview, secret FROM item WHERE id = 1 AND version = 1"
	append "$1" item.edit item 1 3 "$bank" "$(fits item 1 3)"
}
way "a reader writes an item" "edited price" "$no_right" = "${show[@]}"
way "a councillor grants" "append price grant.add collection 1 1 $grant $some" "$no_right" = "${show[@]}"
way "a councillor adds a member" "append price member.add member 4 0 $(public "action = 'member.add'") $some" "$no_right" = "${show[@]}"
way "a councillor makes a collection" "append price collection.add collection 3 1 $(public "action = 'collection.add'") $some" "$no_right" = "${show[@]}"
way "a councillor reveals what was taken back" "append price item.reveal item 3 1 '' ''" "$no_right" = "${show[@]}"
way "a councillor reads the log" "append price audit.view none 0 0 '' ''" "$no_right" = "${show[@]}"
way "a councillor sets a policy" "append price policy.set none 0 0 $(public "action = 'policy.set'") ''" "$no_right" = "${show[@]}"
keys=$(public "action = 'member.rekey' AND subject_kind = 'member'")
way "a clerk gives a member other keys" "append jane member.rekey member 2 0 $keys $some" "record $next: what it says in clear is malformed" = as price show Bank -f password
way "the same, to a passphrase that stays the clerk's" "append jane member.rekey member 2 0 ${keys}00 $some" "record $next: whoever reset the member would know the passphrase" = as price show Bank -f password
way "a councillor resets the clerk" "append price member.rekey member 1 0 ${keys}01 $some" "$no_right" = "${show[@]}"

# --- what the envelope may not, or not any more ---

PASS[envelope]=$(<"$T/words")
opened_right="record $((next + 1)): its actor had no right"
opened() { # ACTION…: the envelope is opened, as it should be, and then does that
	append envelope envelope.open envelope 1 0 '' '' && append envelope "$@"
}
late() { # the same, half an hour later by the clock of whoever does it
	append envelope envelope.open envelope 1 0 '' '' || return
	forge() { ASAN_OPTIONS=detect_leaks=0:verify_asan_link_order=0 faketime -f +31m "$FORGE" "$@"; }
	append envelope "$@"
	local rc=$?
	forge() { ASAN_OPTIONS=detect_leaks=0 "$FORGE" "$@"; }
	return $rc
}
way "an envelope that reveals, and was not opened" "append envelope item.reveal item 1 2 '' ''" "$no_right" = "${show[@]}"
way "the same, half an hour after it was" "late item.reveal item 1 2 '' ''" "$opened_right" = "${show[@]}"
way "an open envelope that appoints a councillor" "opened member.add member 4 0 $(public "action = 'member.add'") $some" "$opened_right" = "${show[@]}"
way "and that sets a policy" "opened policy.set none 0 0 $(public "action = 'policy.set'") ''" "$opened_right" = "${show[@]}"
way "and that makes a collection private" "opened collection.set collection 1 1 00 ''" "$opened_right" = "${show[@]}"
way "and that makes another envelope" "opened envelope.create envelope 2 0 $(public "action = 'envelope.create'") ''" "$opened_right" = "${show[@]}"
way "and that edits" "opened item.edit item 1 3 $bank $some" "$opened_right" = "${show[@]}"
way "and that looks at the log" "opened audit.view none 0 0 '' ''" "$opened_right" = "${show[@]}"
way "and that resets a councillor" "opened member.rekey member 2 0 ${keys}01 $some" "$opened_right" = as price show Bank -f password
way "and that seals a key of the log" "opened grant.add period 1 0 $(public "action = 'grant.add' AND subject_kind = 'period'") $some" "$opened_right" = "${show[@]}"

# --- and more that the clerk may not ---

taken_over() { # the row of a member with the passphrase of another, and a record to fit
	behind "UPDATE member SET (salt, seed) = (SELECT salt, seed FROM member WHERE id = 1) WHERE id = 2"
	append jane passphrase.change member 2 0 "" "$(fits member 2)"
}
way "a clerk sets the passphrase of a member" taken_over "$no_right" = as price show Bank -f password
way "an unlock in another's name" "append jane unlock member 2 0 '' ''" "record $next: what it says in clear is malformed" = "${show[@]}"

# --- by who may, but not like this ---

way "a second founding" "append jane vault.create member 1 0 $(public "action = 'vault.create'") $some" "record $next: a vault is created only once" = "${show[@]}"
way "an item edited under a key that is not the newest" "append jane item.edit item 3 2 $(public "action = 'item.add' AND subject = 3") $some" "record $next: it writes under a key that is not the newest" = "${show[@]}"
way "a version left out" "append jane item.edit item 1 4 $bank $some" "record $next: it is not the next version" = "${show[@]}"
way "an item that is removed edited" "append jane item.edit item 2 3 $bank $some" "record $next: there is no such item" = "${show[@]}"
way "a write without a digest of its row" "append jane item.edit item 1 3 $bank ''" "record $next: what it says in clear is malformed" = "${show[@]}"
way "a reveal with a digest of a row" "append jane item.reveal item 1 2 '' $some" "record $next: what it says in clear is malformed" = "${show[@]}"
way "a grant to who has the right already, under an old key" "append jane grant.add collection 2 1 $grant $some" "record $next: " = "${show[@]}"
way "a collection rekeyed, without seals" "append jane collection.rekey collection 1 2 $(public "action = 'collection.rekey'") $some" "no seal of the newest key|record $next: |has no new key" = "${show[@]}"
way "a member gone from a collection that has no new key" "append jane grant.remove collection 1 1 $(public "action = 'grant.remove'") ''" "collection #1 has no new key" = "${show[@]}"

# --- care for the envelope ---

seen=0100000000 handed=01000000054a6f6e6573 drilled=0101
way "a councillor has seen a sheet" "append price envelope.seen envelope 1 0 $seen ''" "$no_right" = "${show[@]}"
way "a councillor hands one over" "append price envelope.handover envelope 1 0 $handed ''" "$no_right" = "${show[@]}"
way "a councillor says that it was tried" "append price envelope.drill envelope 1 0 $drilled ''" "$no_right" = "${show[@]}"
way "a councillor withdraws it" "append price envelope.withdraw envelope 1 0 '' ''" "$no_right" = "${show[@]}"
way "a councillor reports an opening" "append price envelope.reported envelope 1 0 '' ''" "$no_right" = "${show[@]}"
malformed="record $next: what it says in clear is malformed"
way "a sheet that there is not is seen" "append jane envelope.seen envelope 1 0 0200000000 ''" "$malformed" = "${show[@]}"
way "one is handed to nobody" "append jane envelope.handover envelope 1 0 $seen ''" "$malformed" = "${show[@]}"
way "a drill without a sheet" "append jane envelope.drill envelope 1 0 00 ''" "$malformed" = "${show[@]}"
way "an opening reported that was none" "append jane envelope.reported envelope 1 0 '' ''" "$malformed" = "${show[@]}"
way "an envelope withdrawn, and its keys kept" "append jane envelope.withdraw envelope 1 0 '' ''" "collection #1 has no new key" = "${show[@]}"

# --- records without rows, rows that fit a record of something else ---

way "an item recorded, but not there" "append jane item.add item 5 1 $bank $some" "row of the items is missing .#5, 1" "item #5 is missing" as jane ls
way "a new version recorded, but not there" "append jane item.edit item 1 3 $bank $some" "row of the items is missing .#1, 3" "item #1 is missing" "${show[@]}"
way "a new passphrase recorded, but not there" "append jane passphrase.change member 1 0 '' $some" "member #1 is not the one that the log recorded" = "${show[@]}"
way "a grant recorded, but not there" "append jane grant.add period 1 0 $(public "action = 'grant.add' AND subject_kind = 'period'") $some" "member #1's seal of period #1 is not the one" "member #1's sealed key of period #1 is not the one" "${log[@]}"
way "a record that pins the row of something else" "append jane item.edit item 1 3 $bank \$(fits item 3 1)" "row of the items is missing .#1, 3" "item #1 is missing" "${show[@]}"

# What a clerk may do, done by hand, is no tampering: the checks above find what
# is wrong with a record, not that another program wrote it
alter "append jane unlock member 1 0 '' '' && edited jane"
here run audit verify
done_ok "records that their actor may sign, with rows that fit, are sound"
here as jane ls
done_ok "and the vault opens"

every_way
finish
