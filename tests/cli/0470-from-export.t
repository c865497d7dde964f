#!/bin/bash
# The vault is gone: a new one out of the sealed export, with everything in it.
. "$(dirname "$0")/lib.sh"
need jq age expect

new_vault
add jane "Bank" "s3cret-of-the-bank" -u clerk7 --url https://bank.example --tag money --tag "a, b" --field "Sort code=40-12-34" \
	--secret-field PIN:7 7<<<"s3cret-pin"
add jane "HMRC" "s3cret-of-hmrc" --notes-fd 7 7<<<$'call 0300\nask for VAT'
as jane collection add Website
add jane "Router" "s3cret-of-the-router" -u admin --type device --url http://192.168.0.1 --url http://router --collection Website \
	--tag net --field "tags=not tags" --field "Serial=4711"
add jane "Alarm" "s3cret-of-the-alarm" -u user --type note --url http://alarm --collection Website
# Of two that differ in their notes alone, one has a name that an import could have given it.
add jane "Spare (2)" "s3cret-of-both" -u spare --notes-fd 7 7<<<"the second"
add jane "Spare" "s3cret-of-both" -u spare --notes-fd 7 7<<<"the first"
as jane collection add Empty
as jane collection add Personnel --private
add jane "Letters" "s3cret-of-personnel" --collection Personnel
printf 'codes of the router\0\377' >"$T/codes.bin"
as jane attach Router "$T/codes.bin"
as jane attach Bank "$T/codes.bin" --name bank.bin
new_envelope
as jane seal "$T/council.age"
# everything WHO FILE: all items with their values, but for numbers and times
everything() {
	local title
	for title in Bank HMRC Router Alarm Spare "Spare (2)"; do
		as "$1" --json show "$title" --reveal
		jq -S 'del(.id, .version, .updated) | .fields |= sort_by(.label, .value)' "$T/out"
	done >"$2"
}
everything jane "$T/before"
run unseal "$T/council.age" --reason "a look" --only Router --receipt "$T/look" --words-fd 8 8<"$T/words"
like "$err" 'in an attachment: OPEN.html.*strongroom import FILE' "whoever opens the export is told how to get at what is attached"
run unseal "$T/council.age" --reason "a look" --only HMRC --receipt "$T/look2" --words-fd 8 8<"$T/words"
unlike "$err" 'attachment' "where there is something"
rm "$T/look" "$T/look2"
PASS[new]="a passphrase of the new clerk" NAME[new]="New Clerk"

# from NAME ARGUMENTS…: import the export where there is no vault
from() {
	export STRONGROOM_VAULT=$T/$1/v.db
	mkdir -p "$T/$1"
	shift
	run import "$T/council.age" "$@" 8<"$T/words" 7<<<"${PASS[new]}"
}
untouched() {
	ok "$1: no vault was made" no test -e "$STRONGROOM_VAULT"
}
receipts() {
	find "$T" -maxdepth 1 -name '*.receipt' | wc -l
}

# --- what is refused ---

from none --words-fd 8 --member "New Clerk"
refused 3 'no vault.*--new-passphrase-fd' "nobody gets a vault unasked"
from none --words-fd 8 --member "New Clerk" --new-passphrase-fd 7 --dry-run
refused 3 'no vault' "nor by a dry run"
from none --words-fd 8 --member "New Clerk" --new-passphrase-fd 7 --collection X
refused 2 'collections of the export' "nor with another collection"
from none --words-fd 8 --member "New Clerk" --new-passphrase-fd 7 --format bitwarden
refused 2 'sealed export' "nor as another format"
is "$(receipts)" 0 "and nothing was opened"
run import "$T/council.age" --words-fd 8 --member "New Clerk" --new-passphrase-fd 7 8<<<"academic acid" 7<<<"${PASS[new]}"
refused 9 'word' "wrong words"
run import "$T/council.age" --words-fd 8 --member "New Clerk" --new-passphrase-fd 7 8<"$T/words" 7<<<"short"
refused 9 '.' "a passphrase that is too short"
run import "$T/council.age" --words-fd 8 --member "New Clerk" --new-passphrase-fd 7 8<"$T/words" 7<"$T/words"
refused 9 'words of a sheet' "the sheet words for a passphrase"
untouched "after all these"
age -d -i "$T/key" "$T/council.age" >"$T/plain.json" 2>/dev/null
jq '.items[0].login.password = "forged"' "$T/plain.json" | age -r "$(<"$T/recipient")" -o "$T/forged.age"
run import "$T/forged.age" --words-fd 8 --member "New Clerk" --new-passphrase-fd 7 8<"$T/words" 7<<<"${PASS[new]}"
refused 6 'not genuine|no signature' "an export that somebody else made"
run import "$T/nosuch.age" --words-fd 8 --member "New Clerk" --new-passphrase-fd 7 8<"$T/words" 7<<<"${PASS[new]}"
refused 3 'nosuch' "one that is not there"
rm -f "$T"/*.receipt
untouched "after these too"

# --- a new vault ---

from one --words-fd 8 --member "New Clerk" --new-passphrase-fd 7 "${KDF[@]}"
done_ok "a new vault from the export"
like "$err" 'genuine' "which is genuine"
like "$err" '6 read, 6 added' "with everything that is in it"
is "$(receipts)" 1 "there is a receipt of the opening"
like "$(cat "$T"/*.receipt)" 'shown .* all' "that says all"
run audit verify
done_ok "the vault is sound"
as new --json status
json '.council == "Ashby Parish Council"' "it is of the same council"
as new --json collection ls
json '[.[].name] == ["General", "Website", "Empty"] and all(.sealed)' "with the collections of the export, sealed"
everything new "$T/after"
ok "every item is what it was" diff "$T/before" "$T/after"
as new save Router codes.bin --out "$T/codes.back"
ok "with its attachment" cmp "$T/codes.back" "$T/codes.bin"
as new --json show Bank
json '[.fields[] | select(.kind == "file").label] == ["bank.bin"]' "and no other's"
as new --json audit log --action import
json 'length == 3 and all(.[]; .detail.format == "export of a vault")' "the log says where they come from"
as new envelope create --holder H
as new seal "$T/again.age"
done_ok "it can be sealed again"
from two --words-fd 8 --member "New Clerk" --new-passphrase-fd 7 --council "Ashby Town Council" "${KDF[@]}"
as new --json status
json '.council == "Ashby Town Council"' "another name of the council"
from three --json --identity-fd 6 --member "New Clerk" --new-passphrase-fd 7 "${KDF[@]}" 6<"$T/key"
json '.added == 6 and .receipt == null and (.vault_id | length == 32)' "by the key of the sheet too"
like "$err" 'could not be checked.*' "where it cannot be told whether it is genuine"

# --- at a terminal ---

export STRONGROOM STRONGROOM_VAULT=$T/four/v.db T NEW=${PASS[new]}
mkdir "$T/four"
: >"$T/screen"
cat "$TESTS/tools/terminal.tcl" - >"$T/script" <<'EXPECT'
set f [open $env(T)/words]
set words [read $f]
strongroom import $env(T)/council.age --kdf-memory 19M --kdf-passes 2
see "Sheet 1: word 1 of 20: "
send -- "[join $words " "]\n"
see "a new one is made"
answer "Name of the council .Return for .Ashby Parish Council..: " ""
answer "Your name: " "New Clerk"
answer "New passphrase for New Clerk.*: " $env(NEW)
answer "The same again: " $env(NEW)
see "6 added"
ends 0
EXPECT
if setsid -w expect "$T/script" >"$T/said" 2>&1; then
	pass "a person is asked for the words, the name and a passphrase"
else
	fail "a person is asked for the words, the name and a passphrase" "$(cat -v "$T/said")"
fi
everything new "$T/after"
ok "and has every item" diff "$T/before" "$T/after"

# --- into a vault that is there ---

export STRONGROOM_VAULT=$T/five.db
PASS[jane]="correct horse battery staple of jane"
new_vault
as jane import "$T/council.age" --words-fd 8 --dry-run 8<"$T/words"
like "$err" '6 would be added' "a dry run into a vault without the collections"
as jane --json collection ls
json 'length == 1' "makes none"

export STRONGROOM_VAULT=$T/one/v.db
here() {
	as new import "$T/council.age" --words-fd 8 "$@" 8<"$T/words"
}
here
like "$err" '6 read, 0 added, 6 there already' "what is there already is left out"
as new rm Router
as new collection ls --json
here --dry-run
like "$err" '1 would be added' "a dry run"
here --json
json '.added == 1 and .duplicates == 5' "what was lost comes back"
as new --json show Router
json '.collection == "Website"' "to where it was"
here --collection General
like "$err" '2 added' "or all to one collection"
as new --json show General/Router
json '.tags | sort == ["Website", "net"]' "with the other collections for tags"
new_member_of() { # in the new vault
	local first
	as new --json member add "$2" --role councillor
	first=$(get .first_passphrase)
	PASS[$1]="own passphrase of $1, long enough" NAME[$1]=$2 PASS[first]=$first NAME[first]=$2
	as first passphrase --new-passphrase-fd 8 8<<<"${PASS[$1]}"
}
new_member_of price "Cllr Price"
as new grant General Price --edit
records=$(as new --json audit log && get length)
as price import "$T/council.age" --words-fd 8 8<"$T/words"
refused 5 'collections of the export' "a councillor cannot make the collections"
as price import "$T/council.age" --words-fd 8 --collection General 8<"$T/words"
done_ok "but can take all into one"
as price import "$T/council.age" --words-fd 8 --collection Website 8<"$T/words"
refused 5 'granted' "that was granted"
as new --json audit log --incidents
json '[.[] | select(.actor == "Cllr Price")] | length >= 1' "and the attempt is on the log"
run audit verify
done_ok "the vault is sound"
as new verify
done_ok "and opens"
finish
