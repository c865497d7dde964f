#!/bin/bash
# A chair who has never used a terminal opens the envelope: every question, every
# slip of the finger, and the end that comes by itself.
. "$(dirname "$0")/lib.sh"
need jq expect faketime
export T STRONGROOM
: >"$T/screen"
# The library that moves the clock comes before the sanitizer's
export ASAN_OPTIONS=$ASAN_OPTIONS:verify_asan_link_order=0

at_terminal() { # NAME; what a person does comes from stdin
	cat "$TESTS/tools/terminal.tcl" - >"$T/script" <<'EXPECT'
set f [open $env(T)/words]
set words [string trim [read $f]]
close $f
# Bare unseal, up to the words
proc opens {} {
	global words
	answer "Why is the envelope opened.*: " "the clerk is in hospital"
	answer "Who is there with you.*: " ""
	answer "ord 1 of 20" $words
	see "The envelope is open until .*minutes left"
}
EXPECT
	cat >>"$T/script"
	if setsid -w expect "$T/script" >"$T/said" 2>&1; then
		pass "$1"
	else
		fail "$1" "$(cat -v "$T/said")"
	fi
}

new_vault
add jane "Bank" "s3cret-of-the-bank" -u clerk7
add jane "HMRC VAT" "s3cret-of-hmrc"
for ((i = 1; i <= 3; i++)); do
	add jane "Website $i" "s3cret-of-website-$i" -u "web$i"
done
as jane collection add Personnel --private
add jane "Letters" "s3cret-of-personnel" --collection Personnel
new_envelope

at_terminal "reason, witnesses and words are asked for, and titles come first" <<'EXPECT'
strongroom unseal
answer "Why is the envelope opened.*: " ""
see "A reason is needed"
answer "Why is the envelope opened.*: " "the clerk is in hospital"
answer "Who is there with you.*: " "Cllr Price"
answer "Who else.*: " "Cllr Dunn"
answer "Who else.*: " ""
answer "ord 1 of 20" $words
see "The envelope is open, and that is on the audit log"
see "The envelope is open until .*30 minutes left"
see "1  show a login"
see "0  end"
answer "Type its number: " "0"
see "The envelope is shut"
see "The first hour.*member add NAME --role clerk"
ends 0
EXPECT
log_has '[.[] | select(.action == "item.reveal")] == []' "nothing was given out by that"
log_has '[.[] | select(.action == "envelope.open")][0].detail == {"reason": "the clerk is in hospital", "present": "Cllr Price, Cllr Dunn"} + ([.[] | select(.action == "envelope.open")][0].detail | del(.reason, .present))' "and who was there is on the log"
unlike "$(tr -d '\0' <"$T/screen")" 's3cret' "no password was on the screen"

at_terminal "mistyped numbers are asked for again, and items are shown one by one" <<'EXPECT'
strongroom unseal
opens
answer "Type its number: " "show me the bank"
see "Type one of the numbers, from 0 to 7"
answer "Type its number: " "99"
see "Type one of the numbers"
answer "Type its number: " ""
see "minutes left"
answer "Type its number: " " 1. "
answer "A part of its title.*: " "xyzzy"
see "Nothing has that in its title"
answer "Type its number: " "1"
answer "A part of its title.*: " "website"
see "1  Website 1   web1   .General."
see "3  Website 3"
answer "The number of one to show.*: " "4"
see "Type one of the numbers, from 0 to 3"
answer "The number of one to show.*: " "2"
see "s3cret-of-website-2"
see "1  Website 1"
answer "The number of one to show.*: " ""
answer "Type its number: " "1"
answer "A part of its title.*: " ""
see "Bank.*HMRC VAT.*Website 3"
answer "The number of one to show.*: " "1"
see "s3cret-of-the-bank"
answer "The number of one to show.*: " "0"
answer "Type its number: " "7"
see "appoint one .number 3 here.*leaves .number 4"
see "e-mail administrator"
answer "Type its number: " "q"
see "The envelope is shut"
ends 0
EXPECT
log_has '[.[] | select(.action == "item.reveal") | [.actor, .subject.id, .detail.reason]] | sort == [["envelope", 1, "the clerk is in hospital"], ["envelope", 4, "the clerk is in hospital"]]' "what was shown is on the log, with the reason, and nothing else is"

at_terminal "a clerk is appointed, another member leaves, a collection is granted" <<'EXPECT'
strongroom unseal
opens
answer "Type its number: " "3"
see "2  deputy"
answer "Type 1 or 2.*: " "clerk"
see "Type one of the numbers"
answer "Type 1 or 2.*: " "1"
answer "Name: " "Jane Smith"
see "That was not done: .*Jane Smith"
answer "Type its number: " "3"
answer "Type 1 or 2.*: " "1"
answer "Name: " ""
see "That was not done"
answer "Type its number: " "3"
answer "Type 1 or 2.*: " "1"
answer "Name: " "New Clerk"
see "first passphrase   (\[a-z -]+)\r"
set f [open $env(T)/first w]
puts $f $expect_out(1,string)
close $f
answer "Type its number: " "4"
see "New Clerk"
answer "Who leaves.*: " "Jannet"
see "no member is called"
answer "Type its number: " "4"
answer "Who leaves.*: " "jane"
see "Jane Smith .clerk. can open nothing more"
answer "Type yes if that is right: " "y"
answer "Type yes or no.*Type yes if that is right: " "no"
answer "Type its number: " "4"
answer "Who leaves.*: " "jane"
answer "Type yes if that is right: " "yes"
see "ollection #2 is lost"
see "Jane Smith has left"
answer "Type its number: " "6"
answer "Who forgot.*: " "New"
see "first passphrase   (\[a-z -]+)\r"
set f [open $env(T)/first w]
puts $f $expect_out(1,string)
close $f
answer "Type its number: " "2"
see "s3cret-of-the-bank"
see "s3cret-of-website-3"
answer "Type its number: " "0"
ends 0
EXPECT
NAME[first]="New Clerk" PASS[first]=$(<"$T/first") NAME[jane]="New Clerk" PASS[jane]="the own passphrase of a new clerk"
as first passphrase --new-passphrase-fd 8 8<<<"${PASS[jane]}"
done_ok "the new clerk has a passphrase"
as jane show Bank -f password
is "$rc $out" "0 s3cret-of-the-bank" "and is at work"

new_member price "Cllr Price" councillor
at_terminal "a councillor is given a collection" <<'EXPECT'
strongroom unseal
opens
answer "Type its number: " "5"
see "General"
see "Cllr Price"
answer "yes or no.: " "yes"
answer "Collection: " "general"
answer "Member: " "price"
see "may open .general. and change it"
answer "Type its number: " "0"
ends 0
EXPECT
add price "By the councillor" "s3cret-of-price"
done_ok "who can work with it"

# --- the end ---

at_terminal "Ctrl-C ends it" <<'EXPECT'
strongroom unseal
opens
see "Type its number: "
send "\003"
expect eof
lassign [wait] pid id os status how signal
if {$signal ne "SIGINT"} { failed "it ended otherwise: $how $signal $status" }
EXPECT
at_terminal "Ctrl-D ends it, too" <<'EXPECT'
strongroom unseal
opens
see "Type its number: "
send "\004"
see "The envelope is shut"
ends 0
EXPECT
# Half an hour in a quarter of a minute, of which a busy computer may need some before it waits
at_terminal "after thirty minutes it ends by itself, also while it waits" <<'EXPECT'
start faketime -f "+0 x120" $env(STRONGROOM) unseal
opens
answer "Type its number: " "1"
see "A part of its title.*: "
send "Ban"
see "The thirty minutes are over: the envelope is shut"
see "The first hour"
ends 0
EXPECT
as jane ls
run audit verify
done_ok "the vault is sound"

# --- no vault, but sticks ---

as jane seal "$T/council.age"
mkdir -p "$T/media/jane/STICK/council" "$T/media/OTHER" "$T/media/deep/a/b/c/d"
cp "$T/council.age" "$T/media/jane/STICK/council/council.age"
touch -d 2026-11-01 "$T/media/jane/STICK/council/council.age"
cp "$T/council.age" "$T/media/OTHER/Older.AGE"
touch -d 2025-01-05 "$T/media/OTHER/Older.AGE"
cp "$T/council.age" "$T/media/deep/a/b/c/d/hidden.age"
echo "this is a letter to a person of that age, and no export" >"$T/media/OTHER/letter.age"
ln -s "$T/council.age" "$T/media/OTHER/link.age"
mkfifo "$T/media/OTHER/pipe.age"
export STRONGROOM_MEDIA=$T/none:$T/media
at_terminal "an export on a stick is offered, newest first" <<'EXPECT'
set env(STRONGROOM_VAULT) $env(T)/nowhere.db
strongroom unseal
see "There is no vault on this computer"
see "1  .*/media/jane/STICK/council/council.age, +1 Nov 2026"
see "2  .*/media/OTHER/Older.AGE, +5 Jan 2025"
answer "Type its number.*: " "3"
see "from 0 to 2"
answer "Type its number.*: " "1"
answer "ord 1 of 20" $words
answer "Why is the export opened. " "a fire"
answer "Show: " "all"
see "s3cret-of-the-bank"
answer "Show: " ""
expect eof
EXPECT
at_terminal "and none has to be taken" <<'EXPECT'
set env(STRONGROOM_VAULT) $env(T)/nowhere.db
strongroom unseal
answer "Type its number.*: " "0"
see "othing was opened"
ends 130
EXPECT
run unseal --reason x --vault "$T/nowhere.db"
refused 3 'unseal ".*/STICK/council/council.age"' "where nobody can be asked, it is named"
STRONGROOM_MEDIA=$T/none run unseal --reason x --vault "$T/nowhere.db"
refused 3 'Plug in the stick' "where there is none, what to do is said"
run unseal --reason x --titles --words-fd 8 8<"$T/words"
done_ok "with a vault, the vault is opened"
like "$err" 'STICK/council/council.age as well' "and the export mentioned"
finish
