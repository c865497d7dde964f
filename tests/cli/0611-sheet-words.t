#!/bin/bash
# Sheets typed at a terminal: slips of every kind, and nothing left to be read.
. "$(dirname "$0")/lib.sh"
need jq expect dash tmux

export T STRONGROOM
: >"$T/screen"
at_terminal() { # NAME; what a person does comes from stdin
	cat "$TESTS/tools/terminal.tcl" "$T/sheets.tcl" - >"$T/script"
	if setsid -w expect "$T/script" >"$T/said" 2>&1; then
		pass "$1"
	else
		fail "$1" "$(cat -v "$T/said")"
	fi
	! grep -Eq "$FAULTS" "$T/screen" || fail "the program does not break" "$(grep -E -A20 "$FAULTS" "$T/screen" | cat -v)"
}
cat >"$T/sheets.tcl" <<'EXPECT'
proc sheet {name} {
	global env
	set f [open $env(T)/$name]
	set words [split [string trim [read $f]] " "]
	close $f
	return $words
}
# (accepted *)?|Type words, as they were pasted; the last one ends, too.
proc paste {words} { send -- "[join $words " "]\n" }
proc unseal {args} {
	global env
	strongroom unseal $env(T)/council.age --reason fire {*}$args
	see "Sheet 1: word 1 of 20: "
}
# All that it holds, and no more.
proc opened {} {
	answer "Show: " "all"
	see "s3cret-of-the-bank"
	answer "Show: " ""
}
# Another word than that one, which is no slip of it.
proc other {word} { expr {$word eq "zero" ? "acid" : "zero"} }
# Ctrl-C ends it as it ends any program.
proc broken_off {} {
	see "Interrupted; nothing was changed"
	expect eof
	set result [wait]
	if {[lindex $result 5] ne "SIGINT"} { failed "it was not broken off: $result" }
}
set one [sheet sheet1]
set two [sheet sheet2]
set three [sheet sheet3]
EXPECT

today() {
	date '+%-d %B %Y'
}
BEFORE=$(today)
new_vault
add jane "Bank" "s3cret-of-the-bank"
as jane --json envelope create --holder One --holder Two --holder Three --need 2
for i in 1 2 3; do get ".sheets[$((i - 1))].words" >"$T/old$i"; done
until [ -e "$T/sheet1" ] && told_apart "$T/old1" "$T/sheet1"; do
	as jane --json envelope create --holder One --holder Two --holder Three --need 2
	for i in 1 2 3; do get ".sheets[$((i - 1))].words" >"$T/sheet$i"; done
	SERIAL=$(get .serial)
done
export SERIAL
as jane seal "$T/council.age"
done_ok "an envelope of three sheets, and an export"

# --- one word ---

at_terminal "a wrong word is named at once, with what it may be" <<'EXPECT'
unseal
echo_is -icanon
echo_is -echo
send "academik "
see "\"academik\" is not a sheet word; near it: academic"
send "acad\n"
see "accepted\r\nSheet 1: word 2 of 20: "
send "xyzzy\n"
see "\"xyzzy\" is not a sheet word"
send "\003"
broken_off
EXPECT
at_terminal "what was pasted behind a wrong word is left out" <<'EXPECT'
unseal
send "acid xyzzy acne acid academic\n"
see "word 2 of 20: .*is not a sheet word"
after 300
send "zero "
see "accepted\r\nSheet 1: word 3 of 20: $"
send "\003"
broken_off
EXPECT
at_terminal "Tab completes what is clear, and lists what is not" <<'EXPECT'
unseal
send "aca\t"
see "academic"
send " "
see "accepted\r\nSheet 1: word 2 of 20: "
send "ac\t"
see "7 words: academic acid acne acquire acrobat"
send "r\t"
see "r.*obat"
send "\n"
see "accepted\r\nSheet 1: word 3 of 20: "
send "qx\t"
see "no word begins so"
send "\177\177"
send "ze "
see "ro"
send "\n"
see "word 4 of 20: "
send "ac "
see "7 words: "
send "\003"
broken_off
EXPECT
at_terminal "Backspace takes letters back, and at the beginning the word before" <<'EXPECT'
unseal
send "acidd\177 "
see "accepted\r\nSheet 1: word 2 of 20: "
send "zero "
see "accepted\r\nSheet 1: word 3 of 20: "
send "\177"
see "back\r\nSheet 1: word 2 of 20: "
send -- "-"
see "back\r\nSheet 1: word 1 of 20: "
send -- "-\b"
send "acnee\025acid\n"
see "accepted\r\nSheet 1: word 2 of 20: "
send "\033\[A\033OP"
send "ACNE\n"
see "accepted\r\nSheet 1: word 3 of 20: "
send "ac?"
see "numbered on the paper.*Tab completes.*any order"
see "Sheet 1: word 3 of 20: ac$"
send "\003"
broken_off
EXPECT
at_terminal "the end of the input is the end" <<'EXPECT'
unseal
send "acid\004\n"
see "word 2 of 20: "
send "\004"
see "input ended"
ends 130
EXPECT

# --- sheets ---

at_terminal "two sheets in the reverse order, pasted with their numbers and in short" <<'EXPECT'
unseal
for {set i 0} {$i < 20} {incr i} { send "[expr {$i + 1}]. [lindex $three $i]\n" }
see "1 of 2 sheets taken; any other sheet of the same envelope now"
see "Sheet 2: word 1 of 20: "
foreach word $one { send "[string toupper [string range $word 0 3]] " }
opened
ends 0
EXPECT
at_terminal "the same sheet twice is told, and so is one of another envelope" <<'EXPECT'
unseal
paste $two
see "1 of 2 sheets taken"
paste $two
see "No: this sheet, number 2, was given before"
see "Sheet 2: word 1 of 20: "
set old [sheet old1]
send "[lindex $old 0] [lindex $old 1] "
see "Going by its first two words, this sheet is of another envelope than the first"
see "Sheet 2: word 3 of 20: "
paste [lrange $old 2 end]
see "No: this sheet is of another envelope than the first"
see "Sheet 2: word 1 of 20: "
paste $one
opened
ends 0
EXPECT
at_terminal "the checksum says which word is wrong; it alone is typed again" <<'EXPECT'
unseal
paste [lreplace $one 6 6 [other [lindex $one 6]]]
see "Sheet 1: the checksum of the words does not match"
see "Look at word 7: if only one is wrong, it is this"
answer "Number of the word to type again .Enter: 7, 0: all of them.: " ""
see "Sheet 1: word 7 of 20: "
send "[lindex $one 6] "
see "1 of 2 sheets taken"
paste [lreplace $two 18 18 [other [lindex $two 18]]]
see "Look at word 19"
see "Enter: 19"
send "7\177"
send "99\n"
see "Enter: 19"
send "19\n"
see "Sheet 2: word 19 of 20: "
send "[lindex $two 18] "
opened
ends 0
EXPECT
at_terminal "two words that changed places are named" <<'EXPECT'
unseal
for {set i 4} {[lindex $one $i] eq [lindex $one $i+1]} {incr i} {}
paste [lreplace $one $i $i+1 [lindex $one $i+1] [lindex $one $i]]
see "Words [expr {$i + 1}] and [expr {$i + 2}] seem to have changed places"
answer "Enter: [expr {$i + 1}], 0: all of them.: " "0"
see "Sheet 1: word 1 of 20: "
paste $one
see "1 of 2 sheets taken"
send "\003"
broken_off
EXPECT
at_terminal "of two wrong words nothing can be said" <<'EXPECT'
unseal
paste [lreplace [lreplace $one 6 6 [other [lindex $one 6]]] 11 11 [other [lindex $one 11]]]
see "does not match.*\r\nNumber of the word to type again .0: all of them.: "
send "\n"
see "Number of the word to type again .0: all of them.: "
send "7\n"
see "word 7 of 20: "
send "[lindex $one 6] "
see "Look at word 12"
send "\n"
see "word 12 of 20: "
send "[lindex $one 11] "
see "1 of 2 sheets taken"
send "\003"
broken_off
EXPECT

# --- with the vault ---

DAY="($BEFORE|$(today))"
export DAY
at_terminal "a sheet of an older envelope is told after two words, and opens nothing" <<'EXPECT'
strongroom unseal --reason "a try" --present nobody
see "Sheet 1: word 1 of 20: "
set old [sheet old1]
send "[lindex $old 0] [lindex $old 1] "
see "Going by its first two words, this sheet is of another envelope: envelope 1, which is void since $env(DAY); the current one is envelope $env(SERIAL)"
paste [lrange $old 2 end]
see "attempt is on the audit log"
ends 9
EXPECT
at_terminal "who takes it back may go on with the right one" <<'EXPECT'
strongroom unseal --reason "a try" --present nobody
see "Sheet 1: word 1 of 20: "
set old [sheet old1]
send "[lindex $old 0] [lindex $old 1] "
see "envelope 1, which is void"
send -- "--"
see "Sheet 1: word 1 of 20: "
paste $three
see "1 of 2 sheets taken"
paste $two
see "The envelope is open"
answer "Type its number: " "2"
see "s3cret-of-the-bank"
answer "Type its number: " "0"
ends 0
EXPECT
log_has '[.[] | select(.action == "unlock.failed")] | length == 1' "only the sheet that was given is an attempt"

# --- a terminal that is broken off ---

export SIGNAL
for SIGNAL in INT TERM HUP QUIT; do
	at_terminal "after SIG$SIGNAL within a word the terminal is as it was" <<'EXPECT'
start dash -i
type "PS1='ready:'; PS2=; ulimit -c 0"
see "ready:"
type "sh -c 'echo pid:\$\$; exec $env(STRONGROOM) unseal $env(T)/council.age --reason fire'"
see "pid:(\[0-9]+)\r"
set pid $expect_out(1,string)
see "Sheet 1: word 1 of 20: "
send "[lindex $one 0] [string range [lindex $one 1] 0 2]"
see "word 2 of 20: [string range [lindex $one 1] 0 2]"
echo_is -icanon
if {$env(SIGNAL) eq "INT"} { send "\003" } else { exec kill -$env(SIGNAL) $pid }
see "ready:"
echo_is echo
echo_is icanon
type "echo status:\$?"
see "status:(\[0-9]+)\r"
if {$expect_out(1,string) < 129} { failed "exit status $expect_out(1,string)" }
type "exit"
ends 0
EXPECT
done
at_terminal "Ctrl-Z takes the word off the screen, fg shows it again and goes on" <<'EXPECT'
start dash -i
type "PS1='ready:'; PS2=; stty echo"
see "ready:"
type "$env(STRONGROOM) unseal $env(T)/council.age --reason fire"
see "Sheet 1: word 1 of 20: "
paste $two
see "Sheet 2: word 1 of 20: "
send "[lindex $three 0] [string range [lindex $three 1] 0 2]"
see "word 2 of 20: [string range [lindex $three 1] 0 2]"
send "\032"
see "\b \b\b \b\b \b\r\n.*ready:"
echo_is echo
echo_is icanon
type "fg"
see "Sheet 2: word 2 of 20: [string range [lindex $three 1] 0 2]"
echo_is -echo
send "[string range [lindex $three 1] 3 end] [join [lrange $three 2 end] " "]\n"
opened
see "ready:"
echo_is echo
type "exit"
ends 0
EXPECT

# --- terminals that show no single keys ---

: >"$T/screen"
at_terminal "--plain asks line by line, and nothing shows" <<'EXPECT'
unseal --plain
echo_is -echo
echo_is icanon
type [lrange $one 0 9]
answer "Sheet 1: word 11 of 20: " "[lindex $one 10] xyzzy acid"
see "Word 12 is not one that sheets use"
answer "Sheet 1: word 12 of 20: " "?"
see "numbered on the paper"
answer "Sheet 1: word 12 of 20: " "[other [lindex $one 11]] [lrange $one 12 19]"
see "Look at word 12"
answer "Number of the word to type again .Enter: 12, 0: all of them.: " "12"
answer "Sheet 1: word 12 of 20: " [lindex $one 11]
see "1 of 2 sheets taken"
answer "Sheet 2: word 1 of 20: " "[lrange $two 0 4] -"
answer "Sheet 2: word 5 of 20: " [lrange $two 4 19]
opened
ends 0
EXPECT
at_terminal "so does one of few columns, on which a word might be broken" <<'EXPECT'
set stty_init "columns 49"
unseal
echo_is icanon
type $one
answer "Sheet 2: word 1 of 20: " $two
opened
ends 0
EXPECT
tr ' ' '\n' <"$T/sheet1" >"$T/needles"
tr ' ' '\n' <"$T/sheet2" >>"$T/needles"
# Sentences of the program have some words of the list; what is typed stands behind a prompt
grep -a 'word [0-9]* of 20: ' "$T/screen" >"$T/rest"
is "$(grep -owFf "$T/needles" "$T/rest" | sort -u)" "" "no word was ever on those screens"

# --- what is left on a screen, and in what scrolled off it ---

export TMUX_TMPDIR=$T
: >"$T/tmux.conf"
tmux() {
	command tmux -f "$T/tmux.conf" "$@"
}
at_end+=('tmux kill-server 2>/dev/null')
shown() {
	tmux capture-pane -p -J -S - -t 0
}
until_shown() { # REGEX
	local i
	for i in {1..400}; do
		shown | grep -Eq "$1" && return
		sleep 0.1
	done
	fail "before long there is on the screen: $1" "$(shown)"
}
send() {
	tmux send-keys -t 0 "$@"
}
# Some words are called like keys, or begin so.
send_text() {
	tmux send-keys -l -t 0 -- "$@"
}
tmux new-session -d -x 80 -y 12 "PS1='ready:' dash -i"
until_shown 'ready:'
send "$STRONGROOM unseal $T/council.age --reason fire --out $T/plain" Enter
until_shown 'Sheet 1: word 1 of 20'
read -ra one <"$T/sheet1"
read -ra two <"$T/sheet2"
short=()
send_text "${one[0]:0:2}"
send Tab
until_shown "${one[0]:0:2}  [0-9]+ words:|accepted|${one[0]}"
send C-u
send_text "${one[0]}x"
send Enter
until_shown "near it: .*${one[0]}"
send_text "${one[@]/%/ }"
until_shown '1 of 2 sheets taken'
for word in "${two[@]:0:10}"; do short+=("${word:0:4}"$'\r'); done
send_text "${short[@]}"
until_shown 'Sheet 2: word 11 of 20'
send_text "${two[10]:0:3}"
until_shown "word 11 of 20: ${two[10]:0:3}"
send C-z
until_shown 'ready:$|[Ss]topped'
no grep -q "word 11 of 20: ${two[10]:0:3}" <(shown) && pass "stopped within a word, it is gone" || fail "stopped within a word, it is gone" "$(shown)"
send fg Enter
until_shown "word 11 of 20: ${two[10]:0:3}"
send_text "${two[10]:3} "
rest=("${two[@]:11}")
send_text "${rest[@]/%/ }"
until_shown 'Decrypted into'
shown >"$T/shown"
like "$(<"$T/shown")" 'Sheet 1: word 1 of 20: accepted.*Sheet 2: word 20 of 20: accepted' "all of it is there, what scrolled off too"
# All but the sentences of the program itself, which have some words of the list
sed "/^Export of /,\$d" "$T/shown" | grep -vE '^(Sheet [12]: word [0-9]+ of 20: (accepted)? *|Type the 20 words .*|The first four letters .*|1 of 2 sheets taken; .*|ready:.*|.*[Ss]topped.* *|Decrypted into .*|fg|.*unseal.*--out.*)$' >"$T/rest"
is "$(tr -d '\n ' <"$T/rest" | head -c 300)" "" "and nothing else: no word, no letter of one"

# --- such words where others are wanted ---

as jane audit checkpoint
SIZE=$(grep -Eo '[0-9]+ records' "$T/out" | grep -Eo '[0-9]+') CHECK=$(sed 's/.*check words: \([a-z ]*\)\..*/\1/' "$T/out")
as jane --json member add "Cllr Shah" --role chair
VAULT=$(get .words)
export JANE=${PASS[jane]} SIZE CHECK VAULT
at_terminal "a sheet is no title, no reason, no name" <<'EXPECT'
strongroom add --member Jane
answer "Title: " $one
see "No: those are the words of a sheet, which belong into the sealed envelope"
answer "Title: " "1. [string toupper [join [lrange $one 0 9] " 2. "]]"
see "No: those look like the words of a sheet"
answer "Title: " "[lindex $one 3] [lindex $one 4] [lindex $one 5]"
see "No: those look like the words of a sheet.*if they are meant so, give them with the command"
ends 9
strongroom unseal
answer "Why is the envelope opened. " $two
see "No: those are the words of a sheet"
see "Why is the envelope opened"
send "\003"
broken_off
EXPECT
at_terminal "nor are check words" <<'EXPECT'
strongroom unseal
answer "Why is the envelope opened. " $env(VAULT)
see "No: those are the check words of the vault, which anybody may know, not"
answer "Why is the envelope opened. " $env(CHECK)
see "No: those are the check words of a checkpoint, which stand in the minutes, not"
answer "Why is the envelope opened. " "academic zero"
answer "Who is there with you.*: " ""
see "Sheet 1: word 1 of 20: "
send "\003"
broken_off
EXPECT
at_terminal "a passphrase is neither, and a password no sheet" <<'EXPECT'
strongroom add "academic zero" --member Jane
answer "Passphrase of Jane.*: " [lrange $one 0 14]
see "No: those look like the words of a sheet.*not a passphrase"
answer "Passphrase of Jane.*: " $env(CHECK)
see "No: those are the check words of a checkpoint"
answer "Passphrase of Jane.*: " $env(JANE)
answer "Type: .*: " ""
answer "User name: " ""
answer "Address.*: " ""
answer "Password.*: " $two
see "hose are the words of a sheet.*Password.*: "
send "\003"
broken_off
EXPECT
at_terminal "check words are taken where they are wanted, sheets are not" <<'EXPECT'
strongroom audit verify --against -
answer "> " $env(SIZE)
answer "> " $one
see "No: those are the words of a sheet, which are secret"
answer "> " [lrange $env(CHECK) 0 9]
answer "> " [lrange $env(CHECK) 10 end]
answer "> " ""
see "The checkpoint fits"
ends 0
EXPECT
quietly "$STRONGROOM" --member Jane --passphrase-fd 9 ls 9< <(cut -d ' ' -f 1-15 "$T/sheet1")
refused 9 'look like the words of a sheet' "fifteen words are no passphrase"
quietly "$STRONGROOM" --member Jane --passphrase-fd 9 ls 9< <(cut -d ' ' -f 1-14 "$T/sheet1")
refused 4 'passphrase is wrong' "fourteen may be one"
as jane passphrase --new-passphrase-fd 8 8<<<"academic acid acne acquire acrobat activity"
done_ok "and six certainly"
sound "the vault is sound"
finish
