#!/bin/bash
# mv, restore, history and who: what becomes of an item, and who could open it.
. "$(dirname "$0")/lib.sh"
need jq sqlite3 expect

new_vault
add jane "Bank" "s3cret-bank-1" -u clerk7
add jane "Payroll" "s3cret-payroll"
add jane "Website" "s3cret-website"
add jane "Café" "s3cret-cafe"
new_member price "Cllr Price" councillor
new_member green "Cllr Green" councillor
new_member olive "Olive Auditor" auditor
as jane grant General "Cllr Price" --edit
as jane collection add Personnel --private
as jane collection add Office
as jane grant Office "Cllr Green" --edit
new_envelope
as jane seal "$T/first.age"

# Moving
as jane mv Payroll personnel --reason "not for all"
done_ok "an item is moved"
is "$out" "" "and nothing is printed on stdout"
like "$err" 'Moved "Payroll" \(#2\) to "Personnel"' "it says what was moved"
like "$err" '1 member could open this before and may know it still: Cllr Price\.' "and who may know it still"
like "$err" 'strongroom seal FILE' "and that the export has it still"
as jane --json ls Personnel
json '[.[].title] == ["Payroll"] and .[0].version == 2 and .[0].collection == "Personnel"' "ls has it where it is"
as jane --json ls General
json '[.[].title] == ["Bank", "Café", "Website"]' "and not where it was"
as jane --json find payroll personnel
json 'length == 1' "find finds it by its collection"
as jane show Personnel/Payroll -f password
is "$out" "s3cret-payroll" "show reveals it"
as jane show General/Payroll
refused 3 'no item' "by the old collection it is not there"
as price show Payroll --reveal
refused 3 'no item' "who holds the old collection alone does not see it"
as price show "#2" --reveal
refused 5 'not granted' "nor by its number"
as price edit "#2" -u x
refused 5 'not granted' "nor changes it"
as price rm "#2"
refused 5 'not granted' "nor removes it"
as price restore "#2"
refused 5 'not granted' "nor restores it"
as price mv "#2" General
refused 5 'not granted' "nor takes it back"
as price history "#2"
refused 5 'not granted' "nor sees what becomes of it"
as price who "#2"
refused 5 'not granted' "nor who opens it"
as jane --json status
json '.envelope.fresh == false' "the export is out of date by a move"
as jane --json seal "$T/second.age"
json '.items == 3 and .left_out == "Personnel (1)"' "the next one leaves it out"
quietly "$STRONGROOM" --json unseal --reason "fire" --words-fd 8 8<"$T/words"
json '[.items[].title] == ["Bank", "Website", "Café"] or ([.items[].title] | sort) == ["Bank", "Café", "Website"]' \
	"and so does an unseal"
as jane --json mv Payroll Office
json '.collection == "Office" and .moved == [{id: 2, title: "Payroll", version: 3}] and .gained == ["Cllr Green"] and .lost == []' \
	"back into a sealed collection, as JSON"
as jane --json status
json '.envelope.fresh == false' "is a change for the envelope too"
quietly "$STRONGROOM" --json unseal --reason "fire" --words-fd 8 8<"$T/words"
json '.items | length == 4' "which opens it again"
as green show Payroll -f password
is "$out" "s3cret-payroll" "who holds the new collection alone opens it"
as green --json history Payroll
json '[.[] | [.version, .action, .title, .collection, .from]] ==
	[[3, "item.move", "Payroll", "Office", null], [2, "item.move", null, null, null], [1, "item.add", null, null, null]]' \
	"and of its history just what was granted"
as green restore Payroll --version 1
refused 5 'was not granted' "no version that lies elsewhere can be restored"
as green restore Payroll
refused 5 'version 2 .*was not granted' "also not the one before"
log_has '[.[] | select(.action == "item.restore" and .outcome == "refused")] | length == 2 and all(.actor == "Cllr Green" and .subject == {kind: "item", id: 2})' \
	"which is on the log"

# Several, or none
as price --json mv Bank Website General
refused 8 'already' "to where it is"
add jane "WEBSITE" "other" --collection Office
as jane mv Bank General/Website Office
refused 8 'WEBSITE|Website.*nothing was moved' "to where a title is taken"
as jane --json ls General
json '[.[] | [.title, .version]] == [["Bank", 1], ["Café", 1], ["Website", 1]]' "none of them was moved"
as jane mv Bank Bank Office
refused 8 'already' "one named twice"
as jane mv Bank Nothing Office
refused 3 'no item' "one that there is not"
as jane mv Bank "#99" Office
refused 3 'no item' "by its number"
as jane mv Bank Nowhere
refused 3 'no collection' "a collection that there is not"
as jane mv Bank "#99"
refused 3 'no collection' "by its number"
run mv Bank
refused 2 'COLLECTION is missing' "no collection at all"
as price mv Bank Office
refused 5 'Office' "to a collection that was not granted"
as jane grant Office "Cllr Price"
as price mv Bank Office
refused 5 'not change it' "to one that may only be looked at"
as jane grant General "Cllr Green"
as green mv Bank Office
refused 5 'not change it' "from one that may only be looked at"
as green mv Payroll Bank Office
refused 5 'not change it' "nor with others before it"
as olive mv "#1" Office
refused 5 'auditor may not move' "an auditor moves nothing"
log_has '[.[] | select(.action == "item.move" and .outcome == "refused") | .actor] == ["Cllr Price", "Cllr Green", "Cllr Green", "Olive Auditor"]' \
	"and each attempt is on the log"
log_has '[.[] | select(.action == "item.move" and .outcome == "ok")] | length == 2 and .[0].subject == {kind: "item", id: 2} and .[0].detail.reason == "not for all" and .[0].detail.from == "General" and .[0].detail.to == "Personnel"' \
	"a move too, with both collections"
as jane audit log --action item.move
like "$out" 'item #2, "Payroll", from "General", to "Personnel", reason "not for a' "in words"
as jane mv Bank "Café" Office
done_ok "two items are moved at once"
as jane --json ls Office
json '[.[].title] == ["Bank", "Café", "Payroll", "WEBSITE"]' "both are there"
as green rm Bank
done_ok "who may change the new collection can remove one"
as jane mv Bank General
refused 3 'no item' "what was removed cannot be moved"

# Restoring
as price restore Bank
refused 5 'not change it' "who may only look restores nothing"
as olive restore "#1"
refused 5 'auditor may not restore' "nor does an auditor"
as green restore Bank --version 1 --reason "too soon"
done_ok "who may change it brings back what was removed, where both collections are granted"
like "$err" 'Restored version 1 of "Bank" \(#1\) as version 4\.' "and is told what came of it"
as jane --json ls Office
json '.[0] | .title == "Bank" and .version == 4' "it is where it was removed"
as green show Bank -f password
is "$out" "s3cret-bank-1" "as it was"
as jane rm Bank
add jane "bank" "another" --collection Office
as jane restore "#1"
refused 8 'bank.*#6.*--title' "not while another has its title"
as jane restore Bank
refused 8 'bank.*#6.*--title' "by its title neither, which then means the one that was removed"
as jane edit "#6" --title "Other bank"
as jane --json restore bank
json '. == {id: 1, title: "Bank", version: 6, restored: 4, gained: []}' "then it is, as JSON"
as jane edit Bank --password-fd 8 8<<<"s3cret-bank-7"
as jane restore Bank
done_ok "the version before the newest comes back"
as jane show Bank -f password
is "$out" "s3cret-bank-1" "with its password"
as jane restore Bank --version 7 -q
as jane show Bank -f password
is "$out" "s3cret-bank-7" "and so does any by its number"
as jane restore Bank --version 9
refused 8 'newest already' "but not the newest"
as jane restore Bank --version 5
refused 3 "is its removal.*strongroom history .#[0-9]+'\"" "nor a removal, and the command that is named works in a shell"
as jane restore Bank --version 77
refused 3 "no version 77.*strongroom history '#" "nor one that there is not"
as jane restore "Other bank" --version 1
refused 8 'bank.*#1' "nor one whose title another has by now"
as jane restore General/Website
refused 3 'no older version' "what has one version stays"
for v in 0 -1 x 1x "" 99999999999999999999; do
	run restore Bank --version "$v"
	refused 2 'takes a number' "--version \"$v\""
done
as jane restore Nothing
refused 3 'none of that title was removed' "an item that never was"
run --version
like "$out" '^strongroom [0-9]' "--version by itself is the program's"
run --version restore Bank
like "$out" '^strongroom [0-9]' "and so it is before a command"
run restore -V
like "$out" '^strongroom [0-9]' "or as a letter"
log_has '[.[] | select(.action == "item.restore" and .outcome == "ok")][0] | .actor == "Cllr Green" and .version == 4 and .detail.restored == "version 1" and .detail.reason == "too soon"' \
	"a restore is on the log, with what came back and why"
log_has '[.[] | select(.action == "item.reveal" and .subject.id == 1 and .actor == "Cllr Green")] | length == 1' \
	"and is no reveal"

# History
as jane --json history Bank
json '[.[].version] == [9, 8, 7, 6, 5, 4, 3, 2, 1]' "newest first"
json '[.[].action] == ["item.restore", "item.restore", "item.edit", "item.restore", "item.remove", "item.restore", "item.remove", "item.move", "item.add"]' \
	"what was done"
json '[.[].member] == ["Jane Smith", "Jane Smith", "Jane Smith", "Jane Smith", "Jane Smith", "Cllr Green", "Cllr Green", "Jane Smith", "Jane Smith"]' "by whom"
json 'all(.time | test("^20[0-9-]+T[0-9:]+Z$"))' "and when"
json '[.[] | select(.title == null) | .version] == [5, 3]' "a removal has no title"
json '.[7] | .from == "General" and .collection == "Office"' "and a move both collections"
as jane history Bank
like "$out" '^VERSION  TIME \(UTC\) +WHO +WHAT +TITLE' "as a table"
like "$out" '2 +20[^ ]+Z  Jane Smith +moved from "General" to "Office" +Bank' "with a move in words"
like "$out" '5 +20[^ ]+Z  Jane Smith +removed from "Office" +-' "and a removal"
unlike "$out" 's3cret' "and no secret"
log_has '[.[] | select(.action == "audit.view")] | length > 0' "only a look at the log itself is recorded"
as jane rm General/Website
as price --json history General/Website
json 'length == 2 and .[0].action == "item.remove" and .[1].member == "Jane Smith"' "without the right to read the log, and of a removed item"
as jane --json audit log --item General/Website
json 'any(.[]; .action == "item.remove") and all(.[]; .subject.id == 3)' "and the log can be asked for it by its title"
as olive --json history "#2"
json 'length == 3 and all(.title == null and .collection == null) and .[0].member == "Jane Smith"' "an auditor has it by number, without titles"
as olive history "#2"
like "$out" 'moved from collection #1 to collection #2' "and collections by theirs"
as olive history Payroll
refused 3 'no item' "by a title there is nothing to be had"
as jane revoke Office "Cllr Price"
as jane --json history Payroll
json '.[0].action == "item.rekey" and .[0].version == 3' "a new key is there too"

# Who
as jane edit Payroll --password-fd 8 8<<<"s3cret-payroll-2"
as green show Payroll -f password
as green show Payroll -f password
as jane show Payroll -f password
as jane show Payroll
as jane --json who Payroll
json '.item == 2 and .title == "Payroll" and .collection == "Office" and .version == 4 and .by == "Jane Smith"' "since the last change"
json '[.members[] | [.member, .until, (.reveals | length)]] == [["Jane Smith", null, 1], ["Cllr Green", null, 2]]' "who could, and who did"
json '.envelope | length == 1 and .[0].reveals == [] and .[0].until == null' "and the envelope"
as jane revoke Office "Cllr Green"
as jane mv Payroll Personnel
as jane --json who Payroll
json '.version == 4 and ([.members[] | [.member, .until == null, (.reveals | length)]] == [["Jane Smith", true, 1], ["Cllr Green", false, 2]])' "whoever lost it is there still, with an end"
json '.envelope[0].until != null and .collection == "Personnel"' "as is the envelope, after a move to where it opens nothing"
as olive --json who "#2"
json '.title == null and .collection == null and .removed == false and (.members | length > 1)' "an auditor has it by number, as one in use"
as price who Payroll
refused 3 'no item' "who holds nothing of it is told nothing"
as jane who Payroll
like "$out" '^"Payroll" \(#2\): what is secret in it came with version 4, by Jane Smith, 20[^ ]+Z\.' "in words: since when"
like "$out" 'Cllr Green +20[^ ]+Z  20[^ ]+Z  2 times, last 20' "a member"
like "$out" '\(whoever opens the envelope\) +20[^ ]+Z  20[^ ]+Z  never' "the envelope"
unlike "$out" 's3cret' "and no secret"
quietly "$STRONGROOM" unseal --reason "fire" --words-fd 8 8<"$T/words"
as jane --json who Bank
json '(.openings | length == 1) and (.envelope[0].reveals | length == 1)' "an opening of the envelope counts, and what it revealed"
as jane who Bank
like "$err" 'envelope was opened on 20' "in words too"
like "$err" 'only once its receipt was merged' "and what cannot be known is said"
as jane --json who Payroll
json '.openings == []' "but not for what it does not open"
as jane rm Payroll
as jane --json who Payroll
json '.removed and .collection == null and all(.members[]; .until != null)' "after a removal nobody can"

# A change of the log, or of a row, stops them
for wrong in "UPDATE item SET overview = x'00' WHERE id = 1 AND version = 1" "DELETE FROM item WHERE id = 1 AND version = 2"; do
	cp "$T/v.db" "$T/bad.db"
	sqlite3 "$T/bad.db" "$wrong"
	with_file "$T/bad.db" as jane history Bank
	refused 6 '.' "history: $wrong"
done
with_file "$T/bad.db" as jane restore Bank --version 2
refused 6 '.' "restore: $wrong"
as jane verify
done_ok "everything opens that should"
sound "and the vault is sound"

# What is missing is asked for
export T STRONGROOM JANE=${PASS[jane]}
cat "$TESTS/tools/terminal.tcl" - >"$T/script" <<'EXPECT'
strongroom mv Bank
answer "Collection: " "Personnel"
answer "Passphrase of Jane Smith" $env(JANE)
see "Moved \"Bank\" .#1. to \"Personnel\""
ends 0
strongroom restore
answer "Item: " "Payroll"
answer "Passphrase of Jane Smith" $env(JANE)
see "Restored version"
ends 0
EXPECT
ok "mv and restore ask at a terminal" setsid -w expect "$T/script"
finish
