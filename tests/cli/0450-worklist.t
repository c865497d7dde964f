#!/bin/bash
# The worklist: what has to be done, by whom, with which command; doing a thing
# ticks it off.
. "$(dirname "$0")/lib.sh"
need jq faketime
# What is preloaded comes before the sanitizer, which is as good
export ASAN_OPTIONS=$ASAN_OPTIONS:verify_asan_link_order=0

new_vault
# has WHO KEYS NAME: the keys of the list, and how many of them are for WHO
has() {
	as "$1" --json worklist
	json "[.[].key] == ($2)" "$3"
}

has jane '["envelope.create"]' "a new vault has no envelope"
json '.[0] | .who == ["Jane Smith"] and .yours and .command == "strongroom envelope create --holder NAME" and (.since | test("^20")) and (.why | length > 10)' "with all that there is to say"
as jane ls
like "$err" '1 thing to do: strongroom worklist' "which each command says"
as jane -q ls
is "$err" "" "unless it is to be quiet"
as jane --json ls
is "$err" "" "or speaks JSON"
as jane worklist
like "$out" '  1\. Make an envelope' "the list shows it"
unlike "$err" 'to do' "and does not count it again"
as jane status
like "$out" 'items +0 in 1 collection[^s]' "one collection is one"
like "$out" 'Make an envelope\. .*"strongroom envelope create --holder NAME"' "status has it too"
as jane --json status
json '.attention | length == 1 and (.[0] | test("envelope create"))' "in JSON as well"
as jane show none
refused 3 'none' "a command that fails"
unlike "$err" 'to do' "speaks of itself alone"

new_envelope
has jane '["envelope.seal"]' "making one ticks it off"
as jane seal "$T/council.age"
unlike "$err" 'to do' "a command that ticks off the last line has nothing to say"
has jane '[]' "nothing has to be done"
as jane worklist
like "$err" 'Nothing has to be done' "and that is said"
is "$out" "" "on no other line"

add jane "Bank" "p"
like "$err" '1 thing to do' "a change makes the export old"
has jane '["envelope.seal"]' "so it is to be sealed"
json '.[0].command == "strongroom seal FILE"' "into a file"
as jane policy set "seal.path=$T/away/council.age"
has jane '["envelope.seal"]' "a policy by itself seals nothing"
json ".[0] | .command == \"strongroom seal\" and (.why | test(\"Put the stick in: it goes to $T/away/council.age\"))" "but says which"
as jane edit Bank -u clerk
like "$err" 'not refreshed.*1 thing to do' "while the stick is away, the line stays"
mkdir "$T/away"
as jane seal
has jane '[]' "with the stick in, it goes"
as jane edit Bank -u clerk7
has jane '[]' "and does not come again"
mv "$T/away" "$T/gone"
as jane edit Bank -u clerk8
as jane seal "$T/elsewhere.age"
has jane '["envelope.seal"]' "an export elsewhere does not make that of the policy fresh"
json ".[0] | .command == \"strongroom seal\" and (.why | test(\"$T/away/council.age is older\"))" "which is said"
mv "$T/gone" "$T/away"
as jane seal "$T/away/../away/council.age"
has jane '[]' "by whatever name it is sealed, it goes"
as jane policy set "seal.path=$T/away/other.age"
like "$err" '1 thing to do' "another place has no export yet"
has jane '["envelope.seal"]' "so it is to be sealed"
as jane edit Bank -u clerk9
like "$err" 'other.age is fresh' "or the next change does it"
has jane '[]' "and it goes"
as jane policy set "seal.path=$T/away/council.age"
as jane policy set seal.path=
has jane '[]' "without a policy any place will do"
as jane policy set "seal.path=$T/away/council.age"
as jane seal
as jane backup "$T/backup.db"
as jane backup restore "$T/backup.db" --yes
done_ok "a backup is put back"
has jane '["envelope.seal"]' "so the export may be of what is gone, and is to be sealed"
as jane seal
has jane '[]' "which ticks it off"

# --- members ---

as jane --json member add "Cllr Shah" --role chair
PASS[first]=$(get .first_passphrase) NAME[first]="Cllr Shah" NAME[shah]="Cllr Shah" PASS[shah]="own passphrase of the chair"
has jane '["member.passphrase.3"]' "a first passphrase has to be changed"
json '.[0] | .who == ["Cllr Shah"] and (.yours | not)' "by who has it alone"
as jane ls
unlike "$err" 'to do' "which is nothing to tell the clerk each time"
as first passphrase --new-passphrase-fd 8 8<<<"${PASS[shah]}"
has jane '[]' "changing it ticks it off"
quietly "$STRONGROOM" --member "Cllr Shah" --passphrase-fd 9 ls 9<<<"a wrong passphrase"
has jane '["member.failures.3"]' "a failed unlock has to be looked at"
json '.[0] | (.who | sort) == ["Cllr Shah", "Jane Smith"] and .command == "strongroom audit log --incidents"' "by who may read the log"
as jane audit log --incidents
has jane '[]' "looking ticks it off"
quietly "$STRONGROOM" --member "Cllr Shah" --passphrase-fd 9 ls 9<<<"a wrong passphrase"
as shah ls
has jane '[]' "and so does the right passphrase"

# --- words of sheets that are wrong ---

run unseal --reason "a guess" --words-fd 8 8< <(mistyped "$T/words" 20)
refused 9 'checksum' "a slip is no attempt on the envelope"
cp "$T/words" "$T/old.words"
new_envelope
until told_apart "$T/words" "$T/old.words"; do
	new_envelope
done
as jane seal
run unseal --reason "a guess" --words-fd 8 8<"$T/old.words"
refused 9 'Take the sheets of the envelope that is in use, and begin again: strongroom unseal' "which says what to do"
as jane --json worklist
json '[.[] | select(.key | startswith("member.failures"))] | length == 1 and (.[0] | .what == "Look at the failed attempts to open the envelope" and (.why | test("Ask who keeps the sheets")))' "the sheet of a void envelope is, and nobody can ask an envelope"
as jane audit log --incidents
has jane '[]' "looking ticks it off"

# --- an opening ---

new_member price "Cllr Price" councillor
add jane "HMRC" "p"
as jane add "Alarm of the village hall behind the church, for which the code has to be typed twice" --notes-fd 8 8<<<"1234"
as jane unseal --reason "clerk in hospital" --words-fd 8 8<"$T/words"
done_ok "the envelope is opened"
opened='["envelope.create", "item.change.1", "item.change.2", "item.change.3", "envelope.report"]'
has jane "$opened" "five things have to be done"
json '[.[] | select(.yours)] | length == 5' "all by the clerk"
json '.[1] | .what == "Change the credential \"Bank\" (#1)" and .command == "strongroom edit '\''#1'\'' --generate"' "with the title"
json '.[3].command == "strongroom edit '\''#3'\''"' "without a password for what has none"
as shah --json worklist
json "[.[].key] == $opened and ([.[] | select(.yours) | .key] == [\"envelope.report\"])" "the chair sees them all, and can do one"
json '.[1].what == "Change the credential #1"' "without titles that are not granted"
as shah ls
like "$err" '1 thing to do, of 5 in all: strongroom worklist' "and is told so"
as price ls
unlike "$err" 'to do:' "a councillor is not called upon"
as jane worklist
is "$(awk 'length > 80' "$T/out" | grep -v '^ *\$ ')" "" "the list fits 80 columns"
is "$(grep -c '^ *\$ strongroom ' "$T/out")" 5 "each line with its command"
command=$(sed -n "s/^ *\\$ strongroom \\(edit '#1'.*\\)/\\1/p" "$T/out")
eval "as jane $command"
done_ok "the command works as it stands there"
has jane '["envelope.create", "item.change.2", "item.change.3", "envelope.report"]' "and ticks the line off"
as jane edit HMRC --title "HMRC VAT"
has jane '["envelope.create", "item.change.2", "item.change.3", "envelope.report"]' "another title does not"
as jane rm "HMRC VAT"
has jane '["envelope.create", "item.change.3", "envelope.report"]' "removing it does"

as jane worklist --done 1 --reason "no"
refused 2 'by doing it: strongroom envelope create' "what can be done is not ticked off by hand"
as jane worklist --done 7 --reason "no"
refused 3 'no line "7"' "nor what is not there"
as jane worklist --done 2
refused 2 'reason' "nor without a reason"
as jane worklist --reason "why"
refused 2 'done' "a reason alone"
as price worklist --done 2 --reason "no"
refused 5 'may not tick off' "nor by a councillor"
has jane '["envelope.create", "item.change.3", "envelope.report"]' "the list is as it was"
as shah worklist --done item.change.3 --reason "Minute 26/88: no code any more"
done_ok "a credential that is to stay"
like "$err" 'Ticked off: Change the credential #3' "which is said"
has jane '["envelope.create", "envelope.report"]' "is ticked off"
log_has '[.[] | select(.action == "worklist.done" and .outcome == "ok")] | length == 1 and (.[0] | .actor == "Cllr Shah" and .subject.id == 3 and .detail.reason == "Minute 26/88: no code any more")' "on the record"
new_envelope
has jane '["envelope.report"]' "a new envelope is made"
as shah envelope reported --minute 26/88
has jane '[]' "the opening is reported"

# --- a year later ---

later() { # WHEN COMMAND…
	local STRONGROOM_REAL=$STRONGROOM STRONGROOM=$T/later
	printf '#!/bin/bash\nexec faketime -f "%s" "%s" "$@"\n' "$1" "$STRONGROOM_REAL" >"$T/later"
	chmod +x "$T/later"
	shift
	"$@"
}
later "+364d" has jane '[]' "within a year"
later "+366d" has jane '["sheet.seen.1", "envelope.drill"]' "after a year the sheet is to be looked at, and a drill to be held"
json '.[0] | .command == "strongroom envelope seen 1" and (.who | sort) == ["Cllr Shah", "Jane Smith"]' "by who cares for the envelope"
later "+366d" as shah envelope seen 1
later "+366d" has jane '["envelope.drill"]' "looking at it ticks it off"
later "+366d" as jane envelope drill --words-fd 8 8<"$T/words"
done_ok "a drill"
later "+366d" has jane '["sheet.seen.1"]' "leaves the sheet to be sealed and seen"
later "+366d" as jane envelope handover 1 --to "Cllr Dunn"
later "+366d" has jane '[]' "or handed over"

# --- lines ---

# Of two titles that differ by a column, one has a word that just fits
for title in "Bank" "Banks"; do
	as jane add "$title$(printf ' x%.0s' {1..60})" --secret-field "New Password:8" 8<<<"of-no-website-yet"
done
as jane worklist
like "$out" $'\n.{78}\n' "a line may be full"
unlike "$out" '[a-z.] {5}' "and the next one is begun behind it"
as jane --json worklist
json '[.[].what | select(test("new password"))] | length == 2' "a new password is one in any case"

sound "the log is sound"
finish
