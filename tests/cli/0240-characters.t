#!/bin/bash
# show --chars, the single characters that a bank asks for, and --previous, the
# credential that an item had before.
. "$(dirname "$0")/lib.sh"
need jq expect

new_vault
new_member price "Cllr Price" councillor
as jane grant General Price
add jane "Bank" "pénny7 Q" --secret-field "PIN:7" --field "Branch=Ashby" 7<<<"2468"
add jane "Note only" "" --notes-fd 7 7<<<"first note"

# --- characters ---

as jane show Bank --chars 3,6,8 --reason "the telephone"
is "$out" "3: n   6: 7   8: Q" "characters of the password, counted as a person does"
log_has '[.[] | select(.action == "item.reveal")] | length == 1 and .[0].detail.fields == "password (characters 3, 6, 8)" and .[0].detail.reason == "the telephone"' \
	"the record says which characters, and no more"
as jane show Bank --chars "8, 1 ,7"
is "$out" "8: Q   1: p   7: (a blank)" "in the order that was asked, and a blank is called one"
as jane show Bank --chars 2
is "$out" "2: é" "an accent belongs to its letter"
add jane "Apart" $'e\u0301x'
as jane show Apart --chars 1,2
is "$out" $'1: e\u0301   2: x' "also where it is a character of its own"
as jane --json show Bank --chars 3,8
json '.fields == [{label: "password", kind: "secret", masked: true, characters: [{position: 3, character: "n"}, {position: 8, character: "Q"}]}] and .title == "Bank"' \
	"as JSON"
as jane show Bank -f pin --chars 1,4
is "$out" "1: 2   4: 8" "of another field"
log_has 'any(.[]; .detail.fields == "pin (characters 1, 4)")' \
	"which the record says"
as jane --json audit log --action item.reveal
before=$(get length)
as jane show Bank -f Branch --chars 1,5
is "$out" "1: A   5: y" "of a plain field"
as jane --json audit log --action item.reveal
is "$(get length)" "$before" "which is no reveal"
for chars in "" 0 3,0 a 3,,5 3,5, -1 3-5 3.5 99999 "3 5" 99999999999999999999 "$(seq -s, 1 33)"; do
	as jane show Bank --chars "$chars"
	refused 2 'numbers from 1' "--chars \"${chars:0:20}\""
done
as jane show Bank --chars "$(seq -s, 1 8)"
done_ok "several are asked at once"
as jane show Bank --chars 3 --reveal
refused 2 'leave out --reveal' "some of it and all of it at once"
as jane show Bank --chars 3 -f password -f pin
refused 2 'leave out' "of two fields at once"
as jane show "Note only" --chars 3
refused 3 'no field "password"' "of an item without a password"
as jane --json audit log --action item.reveal
before=$(get length)
as jane show Bank --chars 3,9
refused 9 'no character 9' "past the end"
unlike "$err" '8|eight|penny' "it does not say how long it is"
as jane --json audit log --action item.reveal
is "$(get length)" "$((before + 1))" "and was recorded before that was known"
as price show Bank --chars 1
is "$out" "1: p" "whoever may reveal it may have some of it"

# --- the one before ---

as jane show Bank --previous
refused 3 'no other credential' "an item that has had one password only"
add jane "Web" "first-password"
as jane edit Web -u clerk7
as jane edit Web --password-fd 8 8<<<"second-password"
as jane edit Web -u clerk8
as jane show Web --previous
done_ok "the credential before"
like "$out" 'version 2\)' "is of the newest version that had it"
like "$out" 'password +first-password' "and shown"
as jane show Web --previous -f password
is "$out" "first-password" "its password alone"
as jane show Web --previous --chars 1,7
is "$out" "1: f   7: p" "and characters of it"
as jane --json show Web --previous --reveal
json '.version == 2 and .newest == 4 and .username == "clerk7" and .fields[0].value == "first-password"' "as JSON"
as jane --json audit log --action item.reveal --item Web
json 'length == 4 and .[0].detail.fields == "password"' "each is recorded as a reveal"
as jane audit log --action item.reveal --item Web
as jane --json who Web
json '.version == 3 and ([.members[].reveals[]] | length) == 0' "of the version before: nobody saw what is in it now"
as jane edit "Note only" --notes-fd 7 7<<<"second note"
as jane show "Note only" --previous -f notes
is "$out" "first note" "of an item with notes alone it is those"
as jane rm Web
as jane restore Web --version 1
as jane show Web --previous -f password
is "$out" "second-password" "a removal in between is passed over"
as jane collection add Office
as jane mv Web Office
new_member green "Cllr Green" councillor
as jane grant Office Green
as green show Web -f password
is "$out" "first-password" "who was granted it after a move has what it is"
as green show Web --previous
refused 5 'not granted' "and not what it was where it came from"
log_has 'any(.[]; .action == "item.refused" and .actor == "Cllr Green" and .detail.asked == "version 6")' "which is on the log"
as jane show Web --previous -f password
is "$out" "second-password" "who holds both has it"
as jane show Nothing --previous
refused 3 'no item' "of what is not there"
sound "the vault is sound"
finish
