#!/bin/bash
# A person at a terminal: every question, every slip of the finger, and what
# the screen never shows.
. "$(dirname "$0")/lib.sh"
need jq expect dash
export JANE=${PASS[jane]} SHORT="short" OTHER="some other passphrase, long too"

# --- a new vault ---

at_terminal "init asks for all it needs, twice for the passphrase" <<'EXPECT'
strongroom init --kdf-memory 19M --kdf-passes 2
answer "Name of the council: " "Ashby Parish Council"
answer "Your name: " "Jane Smith"
see "\n    \[a-z-]+( \[a-z-]+){5}\r"
see "New passphrase for Jane Smith.*nothing shows.*: "
echo_is -echo
type $env(SHORT)
see "No: "
answer "New passphrase for Jane Smith.*: " $env(JANE)
answer "The same again: " $env(OTHER)
see "not the same"
answer "New passphrase for Jane Smith.*: " $env(JANE)
answer "The same again: " $env(JANE)
answer "Name of the first collection.*: " ""
see "check words are: \[a-z]+( \[a-z]+){7}\r"
answer "Make the sealed envelope now.*for later. " ""
answer "The name of that file .Enter: later.: " ""
see "The vault is ready"
ends 0
EXPECT
as jane status
done_ok "the passphrase is the one that was typed"
at_terminal "three new passphrases that do not agree make no vault" <<'EXPECT'
strongroom --vault $env(T)/none.db init --council C --member M --kdf-memory 19M --kdf-passes 2
foreach i {1 2 3} {
	answer "New passphrase for M.*: " $env(JANE)
	answer "The same again: " $env(OTHER)
	see "not the same"
}
ends 9
EXPECT
ok "and leave no file" no test -e "$T/none.db"

# --- unlocking ---

add jane "Bank" "s3cret-of-the-bank" -u clerk7
at_terminal "a wrong passphrase, then the right one" <<'EXPECT'
strongroom ls
answer "Passphrase of Jane Smith .nothing shows.*: " $env(OTHER)
see "is wrong.*audit log"
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "Bank .*clerk7"
ends 0
EXPECT
at_terminal "nothing typed is no attempt" <<'EXPECT'
strongroom ls
answer "Passphrase of Jane Smith.*: " ""
see "nothing was typed"
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "Bank .*clerk7"
ends 0
EXPECT
log_has '[.[] | select(.action == "unlock.failed")] | length == 1' "nor is it on the log"
hurried at_terminal "after the third wrong one it gives up" <<'EXPECT'
strongroom ls
foreach i {1 2 3} {
	answer "Passphrase of Jane Smith.*: " $env(OTHER)
	see "is wrong"
}
ends 4
EXPECT
log_has '[.[] | select(.action == "unlock.failed")] | length == 4' "each of them is on the log"
rm "$T/waits"
for i in {1..8}; do
	hurried quietly "$STRONGROOM" --member Jane --passphrase-fd 9 ls 9<<<"not it either"
done
is "$(tr '\n' ' ' <"$T/waits")" "1 2 4 8 16 32 60 60 " "each makes the answer to the next wait twice as long, up to a minute"
as jane ls # so that the next one waits a second only
at_terminal "nor is what was typed meanwhile left to the program that called" <<'EXPECT'
start bash -c {"$STRONGROOM" ls; read -r -t 1 left; echo "left over: <$left>"}
foreach try {1 2 3} {
	answer "Passphrase of Jane Smith.*: " "not it"
}
after 500
echo_is -echo
type "the-passphrase-typed-too-early"
see "is wrong"
see "left over: <>"
echo_is echo
EXPECT
ok "nor shown" no grep -q "typed-too-early" "$T/screen"
as jane ls
at_terminal "--no-input asks nothing" <<'EXPECT'
strongroom --no-input ls
see "A passphrase is needed, and --no-input forbids asking; give it with --passphrase-fd N, or run"
ends 4
EXPECT
at_terminal "the end of the input ends it" <<'EXPECT'
strongroom ls
see "Passphrase of Jane Smith.*: "
send "\004"
ends 130
EXPECT

# --- a first passphrase, in the middle of something else ---

as jane --json member add "Cllr Price" --role councillor
FIRST=$(get .first_passphrase) WORDS=$(get .words)
export FIRST WORDS PRICE="prices very own passphrase, long"
at_terminal "which cannot be the first passphrase again" <<'EXPECT'
strongroom ls --member Price
answer "Passphrase of Cllr Price.*: " $env(FIRST)
answer "New passphrase for yourself.*: " $env(FIRST)
answer "The same again: " $env(FIRST)
see "old passphrase"
ends 9
EXPECT
at_terminal "a first passphrase has to be changed before anything else" <<'EXPECT'
strongroom ls --member Price
answer "Passphrase of Cllr Price.*: " $env(FIRST)
see "first passphrase"
see $env(WORDS)
answer "New passphrase for yourself.*: " $env(PRICE)
answer "The same again: " $env(PRICE)
see "only you know it"
see "Nothing here that you can open"
ends 0
EXPECT
PASS[price]=$PRICE NAME[price]="Cllr Price"
as price ls
done_ok "then the new one opens"
PASS[price]=$FIRST
as price ls
refused 4 'wrong' "and the first one no longer"
at_terminal "with several members it asks who is there" <<'EXPECT'
set env(XDG_STATE_HOME) $env(T)/elsewhere
strongroom ls
answer "Your name: " "jane"
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "Bank"
ends 0
EXPECT

# --- forms ---

export TYPED="typed-at-the-terminal"
at_terminal "add asks field by field" <<'EXPECT'
strongroom add --member Jane
answer "Title: " "HMRC VAT"
answer "Passphrase of Jane Smith.*: " $env(JANE)
answer "Type: .*: " ""
answer "User name: " "clerk@ashby.example"
answer "Address .*: " "https://www.gov.uk/"
answer "Another address.*: " ""
see "Password .nothing shows.*: "
echo_is -echo
type $env(TYPED)
answer "Second factor.*: " ""
answer "Totp.*: " ""
see "Notes .nothing shows.*: "
echo_is -echo
type "typed-note"
answer "next line.*: " "."
answer "Tags.*: " ""
answer "Save it. .*" "yes"
see "Added"
ends 0
EXPECT
as jane --json show "HMRC VAT" --reveal
json '.username == "clerk@ashby.example" and .url == "https://www.gov.uk/" and ([.fields[] | {(.label): .value}] | add) == {password: "typed-at-the-terminal", notes: "typed-note"}' \
	"and keeps what was typed"
at_terminal "a secret is shown on the screen only if asked for" <<'EXPECT'
strongroom show Bank --member Jane
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "password +\\*\\*\\*"
ends 0
EXPECT
ok "not before that" no grep -q s3cret-of-the-bank "$T/screen"
at_terminal "and then it is" <<'EXPECT'
strongroom show Bank -f password --member Jane
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "s3cret-of-the-bank\r\n"
ends 0
EXPECT

# --- the envelope ---

at_terminal "a sheet that cannot be read back makes no envelope" <<'EXPECT'
strongroom envelope create --holder "Cllr Shah" --member Jane
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "SHEET 1 OF 1"
foreach i {1 2 3} {
	answer "Type word \[0-9]+ .*: " "wrong"
	see "That is not word"
}
ends 9
EXPECT
as jane --json status
json '.envelope == null' "and none was made"
at_terminal "two words of the sheet are asked back" <<'EXPECT'
strongroom envelope create --holder "Cllr Shah" --member Jane
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "THE SHEET WORDS(.*)WHAT TO DO"
foreach {all number word} [regexp -all -inline {([0-9]+) +([a-z]+)} $expect_out(1,string)] {
	set words($number) $word
}
if {[array size words] != 20} { failed "[array size words] words" }
see "Type word (\[0-9]+) .*: "
set n $expect_out(1,string)
type [expr {$words($n) eq "academic" ? "acid" : "academic"}]
answer "That is not word $n.*Type word $n .*: " $words($n)
see "Type word (\[0-9]+) .*: "
set m $expect_out(1,string)
if {$m == $n} { failed "the same word twice" }
echo_is -echo
type [string range $words($m) 0 3]
see "Envelope number 1 is made"
ends 0
set f [open $env(T)/words w]
for {set i 1} {$i <= 20} {incr i} { puts $f $words($i) }
close $f
EXPECT
as jane seal "$T/council.age"
done_ok "sealed"
: >"$T/screen"
at_terminal "the sheet opens the export, on a terminal that knows only lines, with a slip on the way" <<'EXPECT'
set env(STRONGROOM_VAULT) $env(T)/afar.db
set env(TERM) dumb
set f [open $env(T)/words]
set words [split [string trim [read $f]] "\n"]
strongroom unseal $env(T)/council.age
for {set i 1} {$i <= 20} {incr i} {
	see "Sheet 1: word $i of 20: "
	if {$i == 3} {
		echo_is -echo
		type "nosuchword"
		see "Word 3 is not one that sheets use"
		see "Sheet 1: word 3 of 20: "
	}
	type [lindex $words [expr {$i - 1}]]
}
answer "Why is the export opened. " "the clerk is ill"
answer "Show: " "all"
see "s3cret-of-the-bank"
answer "Show: " ""
ends 0
EXPECT
# What the program says has some words of the list; what is typed stands behind a prompt
is "$(grep -a 'word [0-9]* of 20: ' "$T/screen" | grep -owFf "$T/words" | sort -u)" "" "what was typed of them is not on the screen"
at_terminal "or several at a time" <<'EXPECT'
set env(TERM) dumb
set f [open $env(T)/words]
set words [split [string trim [read $f]] "\n"]
strongroom unseal --member nobody
answer "Why is the envelope opened. " "the clerk is ill"
answer "Who is there with you.*: " ""
answer "Sheet 1: word 1 of 20: " [lrange $words 0 11]
answer "Sheet 1: word 13 of 20: " [lrange $words 12 19]
answer "What is to be done.*: " "2"
see "s3cret-of-the-bank"
answer "What is to be done.*: " "0"
ends 0
EXPECT

# --- signals: the screen shows again what is typed ---

export SIGNAL
for SIGNAL in INT TERM HUP QUIT ALRM; do
	at_terminal "after SIG$SIGNAL at a prompt, typing shows again" <<'EXPECT'
start dash -i
type "PS1='ready:'; PS2=; ulimit -c 0"
see "ready:"
type "sh -c 'echo pid:\$\$; exec $env(STRONGROOM) ls --member Jane'"
see "pid:(\[0-9]+)\r"
set pid $expect_out(1,string)
see "Passphrase of Jane Smith.*: "
echo_is -echo
if {$env(SIGNAL) eq "INT"} { send "\003" } else { exec kill -$env(SIGNAL) $pid }
see "ready:"
echo_is echo
type "echo status:\$?"
see "status:(\[0-9]+)\r"
if {$expect_out(1,string) < 129} { failed "exit status $expect_out(1,string)" }
type "exit"
ends 0
EXPECT
done
at_terminal "Ctrl-Z stops it, typing shows again, and fg goes on where it was" <<'EXPECT'
start dash -i
type "PS1='ready:'; PS2=; stty echo"
see "ready:"
type "$env(STRONGROOM) ls --member Jane; echo exit=\$?"
see "Passphrase of Jane Smith.*: "
echo_is -echo
send "\032"
see "ready:"
echo_is echo
type "fg"
see "Passphrase of Jane Smith.*: "
echo_is -echo
type $env(JANE)
see "HMRC VAT"
see "ready:"
echo_is echo
type "exit"
ends 0
EXPECT

# What is wrong after so many that were waits for a minute, in which nothing is asked
for i in {1..6}; do
	hurried quietly "$STRONGROOM" --member Jane --passphrase-fd 9 ls 9<<<"not it"
done
at_terminal "while a passphrase is tried, Ctrl-Z and Ctrl-C do the same, and typing shows again" <<'EXPECT'
start dash -i
type "PS1='ready:'; PS2=; ulimit -c 0; stty echo"
see "ready:"
type "$env(STRONGROOM) ls --member Jane; echo exit=\$?"
answer "Passphrase of Jane Smith.*: " "not it"
after 500
echo_is -echo
send "\032"
see "ready:"
echo_is echo
type "fg"
echo_is -echo
send "\003"
see "ready:"
echo_is echo
type "exit"
ends 130
EXPECT
as jane ls

# --- backups and checkpoints ---

as jane backup "$T/backup.db"
as jane ls
before=$(sum "$T/v.db")
at_terminal "a restore asks who, with which passphrase, and whether" <<'EXPECT'
strongroom backup restore $env(T)/backup.db
answer "Your name: " "jane"
see "Passphrase of Jane Smith as it was on .*, when the backup was made .nothing shows.*: "
echo_is -echo
type $env(JANE)
see "1 record of what was done since.*will be lost"
answer "Type yes to go on: " "no"
see "othing was changed"
ends 130
EXPECT
is "$(sum "$T/v.db")" "$before" "no is no"
at_terminal "yes is yes" <<'EXPECT'
strongroom backup restore $env(T)/backup.db --member Jane
answer "Passphrase of Jane Smith.*: " $env(JANE)
answer "Type yes to go on: " "yes"
see "The backup is the vault"
ends 0
EXPECT
as jane audit checkpoint
SIZE=$(grep -Eo '[0-9]+ records' "$T/out" | grep -Eo '[0-9]+') WORDS=$(sed 's/.*check words: \([a-z ]*\)\..*/\1/' "$T/out")
export SIZE WORDS
at_terminal "a checkpoint is typed in from the minutes" <<'EXPECT'
strongroom audit verify --against -
answer "as they stand in the minutes.*> " $env(SIZE)
answer "> " [string toupper [lrange $env(WORDS) 0 6]]
answer "> " [lrange $env(WORDS) 7 end]
answer "> " ""
see "The checkpoint fits"
ends 0
EXPECT

# --- what is stored cannot play with the screen ---

esc=$'\e' rlo=$'\u202e' csi=$'\u009b'
as jane add "Evil${esc}[31m" --generate
refused 9 'control' "a title has no control characters"
as jane add "Over${rlo}eno" -u "${rlo}resu" --tag "${rlo}gat" --url "https://x.example/${rlo}" --field "${rlo}lebal=plain" --password-fd 8 --notes-fd 7 \
	8<<<"s3cret${esc}]0;title${csi}31m" 7<<<"one${esc}[2J"$'\n'"two${rlo}"
done_ok "but what turns the direction of writing is text, and a password may be anything"
jq -n '{encrypted: false, items: [{type: 1, name: "Import\u001b[31m", login: {}}, {type: 1, name: "Umport\u202e", login: {password: "a"}, passwordHistory: [{}]}]}' >"$T/evil.json"
as jane member add "Cllr ${rlo}Reverse" --role chair
refused 9 'name' "a name, by which people are told apart, has to be what it looks like"
as jane member add "Cllr Reverse" --role chair
REVERSE=$(grep 'first passphrase' "$T/out" | sed 's/.*passphrase *//')
export REVERSE RLO=$rlo
: >"$T/screen"
at_terminal "all of it is shown in one way or another" <<'EXPECT'
foreach command [list [list show #3 --reveal] [list show #3 -f password] [list show #3 -f notes -f title] [list ls] [list find over] \
		[list audit log] [list import $env(T)/evil.json] [list member ls] [list edit #3 -u "x$env(RLO)"] [list rm #3] \
		[list grant General Reverse] [list show "no$env(RLO)such \033\[31m"]] {
	strongroom --member Jane {*}$command
	answer "Passphrase of Jane Smith.*: " $env(JANE)
	expect {
		"Type yes to delete it: " { type "no"; exp_continue }
		eof {}
	}
	wait
}
strongroom --member Reverse ls
answer "Passphrase of .*: " $env(REVERSE)
see "first passphrase"
send "\003"
expect eof
wait
EXPECT
ok "the screen has had its share" grep -q 's3cret' "$T/screen"
# Only carriage returns and line feeds are left of all control characters
is "$(tr -d '\r\n\t' <"$T/screen" | LC_ALL=C grep -aoP '[\x00-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8e\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9]' | sort -u | od -An -c)" "" \
	"and nothing came through that controls it"
as jane show "#3" -f password
is "$rc" 3 "(that was removed)"
add jane "Raw" "s3cret${esc}]0;title${csi}31m"
as jane show "Raw" -f password
is "$out" "s3cret${esc}]0;title${csi}31m" "into a pipe a value goes as it is"
as jane --json ls
json 'any(.[]; .title == "Umport\u202e")' "and JSON carries text exactly"
as jane --json show "Raw" --reveal
json 'any(.fields[]; .value == "s3cret\u001b]0;title\u009b31m")' "also what is hidden"
is "$(LC_ALL=C grep -aoP '[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80\xae' "$T/out")" "" "in a form that controls no screen"

# --- nothing that was typed unseen is anywhere on a screen ---

for secret in "$JANE" "$OTHER" "$PRICE" "$TYPED"; do
	ok "never seen: ${secret:0:5}…" no grep -qF "$secret" "$T/screen"
done
sound "the vault is sound"
finish
