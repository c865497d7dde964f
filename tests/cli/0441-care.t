#!/bin/bash
# The envelope between its making and its opening: seen, tried, handed over,
# withdrawn; and an opening that nobody misses until a meeting was told.
. "$(dirname "$0")/lib.sh"
need jq expect faketime
# The library that moves the clock comes before the sanitizer's
export ASAN_OPTIONS=$ASAN_OPTIONS:verify_asan_link_order=0
export T STRONGROOM
: >"$T/screen"

new_vault
add jane "Bank" "s3cret-of-the-bank"
new_member shah "Cllr Shah" chair
new_member depp "Dee Puty" deputy
new_member price "Cllr Price" councillor
new_member audit "Ann Auditor" auditor
as jane grant General "Cllr Shah"
as jane grant General "Dee Puty" --edit

# sheets DIR: an envelope of three, two of which open it
sheets() {
	local n
	mkdir -p "$1"
	as jane --json envelope create --holder "Cllr Shah" --holder "Cllr Price" --holder "Cllr Dunn" --need 2
	for n in 1 2 3; do
		get ".sheets[$((n - 1))].words" >"$1/$n"
	done
}

# --- none yet ---

for command in "seen 1" "drill --words-fd 8" "handover 1 --to H" "withdraw --yes"; do
	# shellcheck disable=SC2086
	as jane envelope $command 8<<<"some words"
	refused 3 'has no envelope yet' "without an envelope: $command"
done
as jane envelope reported --minute 26/88
refused 3 'no envelope of this vault was ever opened' "nor is there anything to report"
as jane verify
like "$err" 'no envelope that would open' "verify says so too"

# --- who may ---

sheets "$T/first"
for who in price audit; do
	for command in "seen 1" "drill --words-fd 8" "handover 1 --to H" "withdraw --yes" "reported --minute 26/88"; do
		# shellcheck disable=SC2086
		as $who envelope $command 8< <(cat "$T/first/1" "$T/first/2")
		refused 5 'may not' "${NAME[$who]} may not: $command"
	done
done
for who in shah depp; do
	as $who envelope withdraw --yes
	refused 5 'may not withdraw' "nor may ${NAME[$who]} withdraw it"
done
log_has '[.[] | select(.outcome == "refused" and (.action | startswith("envelope.")))] | length == 12' "all of it is on the log"

# --- seen ---

as jane envelope seen 1 --minute 26/88
done_ok "the clerk has seen a sheet"
like "$err" 'Sheet 1 of envelope 1, kept by Cllr Shah, .*Jane Smith says so' "whose, and who says so"
as shah --json envelope seen dunn
json '.sheet == 3 and .holder == "Cllr Dunn"' "the chair another, by part of a name"
as depp envelope seen "CLLR PRICE"
done_ok "a deputy the third, in any case"
as jane envelope seen cllr
refused 2 'fits 3 holders' "not by what fits several"
as jane envelope seen 4
refused 3 'no sheet 4: it has 3' "nor one that there is not"
as jane envelope seen ""
refused 3 'nobody called' "nor nobody's"
log_has '[.[] | select(.action == "envelope.seen" and .outcome == "ok")] | length == 3 and .[0].detail.minute == "26/88" and .[0].detail.holder == "Cllr Shah" and .[1].actor == "Cllr Shah" and .[1].detail.sheet == "3"' "the log says which sheet, whose, who saw it, and the minute"
as jane audit log --action envelope.seen
like "$out" 'envelope #1, sheet "1", holder "Cllr Shah", minute "26/88"' "in words that an auditor reads"

# --- a drill ---

as jane seal "$T/council.age"
records=$(sqlite3 "$T/v.db" "SELECT count(*) FROM audit WHERE action IN ('envelope.open', 'item.reveal')")
as shah envelope drill --words-fd 8 --export "$T/council.age" 8< <(cat "$T/first/3" "$T/first/1")
done_ok "two sheets are tried, in any order"
like "$err" 'Sheets 1 and 3 would open envelope 1\. Nothing was opened' "they would open it"
like "$err" 'council.age opens with them and is genuine: sealed on' "and the export"
like "$err" 'new envelope, .*envelope seen SHEET' "what is to be done with them is said"
unlike "$out$err" 's3cret' "no secret is shown"
is "$(sqlite3 "$T/v.db" "SELECT count(*) FROM audit WHERE action IN ('envelope.open', 'item.reveal')")" "$records" "nothing is opened or revealed"
as shah --json envelope drill --words-fd 8 --export "$T/council.age" 8< <(cat "$T/first/2" "$T/first/1" "$T/first/3")
json '.serial == 1 and .sheets == [1, 2, 3] and .need == 2 and .opens == true and .export.genuine == true and .export.size > 0 and (.export.sealed | test("^20"))' "all three, as JSON"
as depp --json envelope drill 2 --words-fd 8 8<"$T/first/2"
json '.sheets == [2] and .opens == false and .export == null' "one sheet alone"
as depp envelope drill --words-fd 8 8<"$T/first/2"
like "$err" 'Sheet 2 of envelope 1 is right as far as its checksum and set go.* takes 2 together' "which shows less, and that is said"
as depp envelope drill --words-fd 8 --export "$T/council.age" 8<"$T/first/2"
refused 2 'too few to try an export' "and cannot try an export"
as jane policy set "seal.path=$T/council.age"
as depp envelope drill --words-fd 8 8<"$T/first/2"
unlike "$err" 'genuine' "nor is that of the policy said to have been tried"
as depp --json envelope drill 2 --words-fd 8 8<"$T/first/2"
json '.opens == false and .export == null' "in JSON neither"
as jane policy set seal.path=
log_has '[.[] | select(.action == "envelope.drill" and .outcome == "ok")] | (.[0].detail | .sheets == "1, 3" and .result == "they would open the envelope") and (.[2].detail | .sheets == "2" and (.result | test("too few")))' "the log says which sheets took part, and what they showed"

# The export that does not open, or was made by somebody else
sheets "$T/second"
as shah envelope drill --words-fd 8 --export "$T/council.age" 8< <(cat "$T/second/1" "$T/second/2")
refused 9 'would open the envelope, but not the export' "an export for an older envelope is told"
as shah envelope drill --words-fd 8 --export "$T/none.age" 8< <(cat "$T/second/1" "$T/second/2")
refused 3 'none.age' "and one that is not there"
as shah envelope drill --words-fd 8 --export "$T/v.db" 8< <(cat "$T/second/1" "$T/second/2")
refused 9 'not the export' "and what is none"
as jane seal "$T/council.age"
head -c -1 "$T/council.age" >"$T/cut.age"
as shah envelope drill --words-fd 8 --export "$T/cut.age" 8< <(cat "$T/second/1" "$T/second/2")
refused 9 'not the export' "and one that is cut short by a byte"

# Words that are wrong may be guesses
before=$(sqlite3 "$T/v.db" "SELECT count(*) FROM audit WHERE action = 'envelope.drill' AND outcome = 'refused'")
wrong() { # NAME REGEX WORDS…: a drill that fails, and is on the log
	as shah envelope drill --words-fd 8 8< <(printf '%s\n' "${@:3}")
	refused 9 "$2" "$1"
	before=$((before + 1))
	is "$(sqlite3 "$T/v.db" "SELECT count(*) FROM audit WHERE action = 'envelope.drill' AND outcome = 'refused'")" "$before" "and is on the log"
}
if told_apart "$T/first/1" "$T/second/1"; then
	wrong "the sheets of a void envelope" 'envelope 1, which is void since.*current one is envelope 2' "$(<"$T/first/1")" "$(<"$T/first/2")"
	as jane audit log --incidents --action envelope.drill
	like "$out" 'Cllr Shah .*refused .*of another envelope: envelope 1' "an auditor reads who tried what"
else
	skip "the sheets of a void envelope" "by chance both have one number"
fi
wrong "a mistyped word" 'checksum' "$(mistyped "$T/second/1" 20)" "$(<"$T/second/2")"
wrong "a sheet twice" 'given before' "$(<"$T/second/1")" "$(<"$T/second/1")"
wrong "no words at all" 'no words' ""
wrong "what is no word of a sheet" 'word' "${PASS[jane]}"
as shah envelope drill 1 --words-fd 8 8<"$T/second/3"
refused 9 'not sheet 1, but sheet 3' "another sheet than was said"

# --- a drill at a terminal, with slips of the finger ---

export SHAH=${PASS[shah]}
# at_terminal NAME: what a person does comes from stdin, as in tools/terminal.tcl
at_terminal() {
	cat "$TESTS/tools/terminal.tcl" - >"$T/script"
	if setsid -w expect "$T/script" >"$T/said" 2>&1; then
		pass "$1"
	else
		fail "$1" "$(cat -v "$T/said")"
	fi
	! grep -Eq "$FAULTS" "$T/screen" || fail "the program does not break" "$(grep -E -A20 "$FAULTS" "$T/screen" | cat -v)"
}
at_terminal "a drill with a word that is none, and one in the place of another" <<'EXPECT'
proc words {n} {
	global env
	set f [open $env(T)/second/$n]
	return [split [string trim [read $f]] " "]
}
set env(TERM) dumb
set env(COLUMNS) 40
strongroom --member Shah envelope drill
stty columns 40 < $terminal
answer "Passphrase of Cllr Shah .nothing shows.*: " $env(SHAH)
see "Sheet 1: word 1 of 20: "
type "passphrase"
see "Word 1 is not one that sheets use"
set wrong [expr {[lindex [words 3] 0] eq "academic" ? "acid" : "academic"}]
answer "Sheet 1: word 1 of 20: " "$wrong [lrange [words 3] 1 19]"
see "Sheet 1: .*checksum"
see "Number of the word to type again.*: "
type "1"
see "Sheet 1: word 1 of 20: "
type [lindex [words 3] 0]
see "1 of 2 sheets taken"
answer "Sheet 2: word 1 of 20: " [words 3]
see "was given before"
answer "Sheet 2: word 1 of 20: " [words 2]
see "Sheets 2 and 3 would open envelope 2"
see "envelope seen SHEET"
ends 0
EXPECT
at_terminal "one sheet alone is asked for once" <<'EXPECT'
set f [open $env(T)/second/1]
strongroom --member Shah envelope drill 1
stty columns 40 < $terminal
answer "Passphrase of Cllr Shah .nothing shows.*: " $env(SHAH)
see "Sheet 1: word 1 of 20: "
type [string trim [read $f]]
see "Sheet 1 of envelope 2 is right as far as its checksum and set go"
ends 0
EXPECT
at_terminal "a drill that is broken off" <<'EXPECT'
strongroom --member Shah envelope drill
answer "Passphrase of Cllr Shah .nothing shows.*: " $env(SHAH)
see "Sheet 1: word 1 of 20: "
send "\004"
see "nothing was changed"
ends 130
EXPECT
log_has 'map(select(.action == "envelope.drill")) | .[-1] | .outcome == "ok" and .detail.sheets == "1"' "is no drill"

# --- a new chair ---

as shah envelope handover 1 --to "cllr price"
refused 8 'keeps sheet 2 already' "nobody keeps two sheets"
as shah envelope handover 1 --to " Jones"
refused 9 'named in' "nor does a name begin with a blank"
as shah envelope handover shah --to "Cllr Jones (Chair)" --minute 26/91
done_ok "a sheet is handed over"
like "$err" 'open at Cllr Shah.*copied.*alone they open nothing.*envelope create' "that it may have been copied is said, and what that means"
log_has 'map(select(.action == "envelope.handover" and .outcome == "ok")) | .[0].detail | .sheet == "1" and .from == "Cllr Shah" and .to == "Cllr Jones (Chair)" and .minute == "26/91"' "the log says from whom, to whom, and by which minute"
as jane status
like "$out" 'Cllr Jones \(Chair\), Cllr Price, Cllr Dunn' "the new holder is the one that is shown"

# --- an opening that nobody can miss ---

told() { # NAME REGEX: every member is told, by every command, also quietly and with --json
	local who
	for who in jane shah depp price audit; do
		as $who -q --json member ls
		like "$err" "$2" "$1: ${NAME[$who]} is told"
		json 'type == "array"' "and gets the document"
	done
}
as jane backup "$T/backup.db"
run --json unseal --reason "the clerk is ill" --present "Cllr Price" --words-fd 8 8< <(cat "$T/second/1" "$T/second/3")
done_ok "the envelope is opened"
told "opened" 'sealed envelope 2 was opened on .*envelope reported --minute'
as shah -q member ls
like "$err" 'for the reason "the clerk is ill", in the presence of "Cllr Price"' "who may read the log is told why"
as price -q member ls
unlike "$err" 'the clerk is ill' "who may not is not"
while read -r command; do
	# shellcheck disable=SC2086
	as jane -q $command
	like "$err" 'sealed envelope 2 was opened' "told by: $command"
done <<-EOF2
	ls
	status
	find bank
	show Bank -f password
	audit log
	backup $T/opened.db
	show nothing-of-the-kind
EOF2
# Putting back a backup of before does not end it
cp "$T/v.db" "$T/opened.db"
cp -a "$T/state" "$T/opened.state"
as jane -q backup restore "$T/backup.db" --yes
done_ok "a backup of before the opening is put back"
told "put back" 'sealed envelope 2 was opened'
as shah -q member ls
unlike "$err" 'the clerk is ill' "though the reason is gone"
as shah envelope reported --minute 26/90
done_ok "it is reported all the same"
as price -q member ls
is "$err" "" "and then told no more"
# Nor where whoever puts it back knows it only by hearsay: who has seen it is told
elsewhere() { # OPTIONS…: put the backup back on a computer that knows nothing
	rm -f "$T/v.db"
	XDG_STATE_HOME=$T/elsewhere as jane -q backup restore "${from:-$T/backup.db}" --yes "$@"
}
rm -rf "$T/state" && cp -a "$T/opened.state" "$T/state"
elsewhere
as shah -q member ls
refused 6 'let a clerk put the same backup back once more with --seen' "a restore that knows nothing of it is not taken"
elsewhere --seen "$(grep -oE '[0-9]+:[0-9a-f]{64}' "$T/err")"
done_ok "nor one that was told the number of the record"
as shah -q member ls
like "$err" 'Among what is gone is that the sealed envelope 2 was opened on' "without saying what it knew"
# Also where an earlier opening is still told of
cp "$T/opened.db" "$T/v.db" && rm -rf "$T/state" "$T/elsewhere" && cp -a "$T/opened.state" "$T/state"
as jane -q backup "$T/between.db"
run unseal --titles --reason "once more" --words-fd 8 8< <(cat "$T/second/1" "$T/second/2")
done_ok "it is opened a second time"
as shah -q member ls
from=$T/between.db elsewhere
as shah -q member ls
from=$T/between.db elsewhere --seen "$(grep -oE '[0-9]+:[0-9a-f]{64}' "$T/err")"
done_ok "a backup from between the two is put back"
as shah -q member ls
like "$err" 'the sealed envelope 2 was opened on .*is ill' "the first opening is told of"
like "$err" 'Among what is gone is that the sealed envelope 2 was opened on' "and that the second is gone"
cp "$T/opened.db" "$T/v.db" && rm -rf "$T/state" && cp -a "$T/opened.state" "$T/state"

as jane envelope reported --minute ""
refused 2 'minute is missing' "a report needs its minute"
sheets "$T/third"
told "a new envelope does not end it" 'sealed envelope 2 was opened'
as shah envelope reported --minute 26/92
done_ok "a meeting was told"
like "$err" 'envelope 2 was opened on .*minute 26/92' "and that is said"
as shah envelope reported --minute 26/92
refused 3 'reported already' "once"
for who in jane shah price; do
	as $who -q member ls
	is "$err" "" "then ${NAME[$who]} is told no more"
done
log_has 'map(select(.action == "envelope.reported" and .outcome == "ok")) | length == 1 and .[0].detail.minute == "26/92" and .[0].actor == "Cllr Shah"' "the minute is on the log"

# --- without one ---

as jane envelope withdraw
refused 2 'say --yes' "nobody is asked without a terminal"
export JANE=${PASS[jane]}
at_terminal "nothing but yes withdraws it" <<'EXPECT'
strongroom --member Jane envelope withdraw
answer "Passphrase of Jane Smith .nothing shows.*: " $env(JANE)
see "nobody can open the vault in an emergency"
answer "Type yes to go on: " "y"
see "Nothing was changed"
ends 130
EXPECT
cp "$T/v.db" "$T/before.db"
as jane envelope withdraw --yes --reason "a sheet is missing"
done_ok "withdrawn"
like "$err" 'Nobody can open the vault in an emergency now.*Exports .* still open' "what that means is said"
log_has 'map(select(.action == "envelope.withdraw" and .outcome == "ok")) | length == 1 and .[0].detail.reason == "a sheet is missing"' "why is on the log"
add jane "Later" "s3cret-of-later"
done_ok "what is sealed is written without a seal to an envelope"
as jane collection add Cemetery
done_ok "a collection is made"
run unseal --reason R --words-fd 8 8< <(cat "$T/third/1" "$T/third/2")
refused 3 'no envelope that opens it' "the sheets open nothing"
as jane seal "$T/council.age"
refused 3 'was withdrawn' "there is no export to write"
as jane envelope drill --words-fd 8 8< <(cat "$T/third/1" "$T/third/2")
refused 3 'was withdrawn' "nor anything to try"
as jane verify
like "$err" 'no envelope that would open' "verify says so"
as jane status
like "$out" 'envelope +none: number 3 was withdrawn' "status too"
as jane --json status
json '.envelope.serial == 3 and .envelope.withdrawn == true and (.attention | any(test("new envelope")))' "as JSON"
sound "the vault is sound"
sheets "$T/fourth"
as jane --json verify
json '.envelope | .serial == 4 and .sealed == 2 and .opens == 2' "a new one opens everything again"
as jane --json status
json '.envelope.withdrawn == false' "and is not withdrawn"

# --- who leaves ---

new_member bob "Bob Second" clerk
as jane grant General "Bob Second" --edit
as jane grant Cemetery "Bob Second" --edit
as jane member leave "Cllr Price"
like "$err" 'Sheet 2 of the envelope is kept by Cllr Price.*envelope handover 2 --to' "the sheet of who leaves is to be handed over"
unlike "$err" 'seen its words|sign exports' "and no more than that"
as jane member leave "Dee Puty"
like "$err" 'Dee Puty could sign exports.*envelope create' "a deputy could sign exports"
as bob --json member leave "Jane Smith"
json '.made_envelope == true' "who made the envelope leaves, as JSON"
cp "$T/before.db" "$T/leave.db"
elsewhere() {
	STRONGROOM_VAULT=$T/leave.db XDG_STATE_HOME=$T/leave.state "$@"
}
elsewhere new_member sue "Sue Third" clerk
elsewhere as jane grant General "Sue Third" --edit
elsewhere as sue member leave "Jane Smith"
like "$err" 'Jane Smith made the envelope, and so has seen its words: a new one comes first.*heads the worklist.*envelope create' "and in words"
unlike "$err" 'sign exports' "once"

# --- years later ---

later() {
	local STRONGROOM=$T/later
	"$@"
}
cat >"$T/later" <<-EOF2
	#!/bin/sh
	exec faketime -f '+800d' "$STRONGROOM" "\$@"
EOF2
chmod +x "$T/later"
later as bob --json envelope seen 2
json '.seen > "2028"' "a seal that was seen years later has that year"
sound "and the vault is sound"
finish
