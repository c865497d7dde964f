#!/bin/bash
# The shell, as a person types in it: lines, completion, history, Ctrl-C and
# Ctrl-Z, and what is left when it ends.
. "$(dirname "$0")/lib.sh"
need jq expect dash sqlite3
export JANE=${PASS[jane]} OTHER="some other passphrase, long too" PROMPT='Ashby Parish Council .Jane Smith.> '

new_vault
add jane "Bank" "s3cret-of-the-bank" -u clerk7
add jane "HMRC VAT" "s3cret-of-vat"
add jane "HMRC PAYE" "s3cret-of-paye"
add jane 'Café "Zur Post"' "s3cret-of-the-café"
as jane collection add Website
add jane "Site" "s3cret-of-the-site" --collection Website
new_member shah "Cllr Shah" councillor
as jane grant Website Shah

# What a person finds in the shell, whose name is on the vault of this test alone
cat >>"$T/shell.tcl" <<'EXPECT'
proc opens {args} {
	global env
	strongroom --vault $env(T)/v.db --member Jane {*}$args
	answer "Passphrase of Jane Smith.*: " $env(JANE)
	see $env(PROMPT)
}
proc at_prompt {text} {
	global env
	type $text
	see $env(PROMPT)
}
EXPECT
# in_shell NAME: a script that has these
in_shell() {
	at_terminal "$1" < <(echo 'source $env(T)/shell.tcl'; cat)
}
# Nothing that was started for this vault runs any more, before long
gone() {
	local i
	for ((i = 0; i < 300; i++)); do
		pgrep -f -- "--vault $T/v.db" >/dev/null || return 0
		sleep 0.1
	done
	pgrep -af -- "--vault $T/v.db"
	return 1
}

# --- only at a terminal ---

run
refused 2 'say what to do' "without a terminal there is no shell"
at_terminal "nor with --no-input" <<'EXPECT'
strongroom --no-input
see "Say what to do"
ends 2
EXPECT
at_terminal "nor where what it prints goes elsewhere" <<'EXPECT'
start dash -c "$env(STRONGROOM) | cat"
see "Say what to do"
ends 0
EXPECT

# --- lines ---

before=$(sqlite3 "$T/v.db" "SELECT max(seq) FROM audit")
in_shell "commands as outside, and the passphrase once" <<'EXPECT'
opens
type "ls"
see "Bank +clerk7"
see $env(PROMPT)
type "show 'HMRC VAT' -f password"
see "s3cret-of-vat\r\n"
see $env(PROMPT)
type "unlock"
see "This shell is unlocked for Jane Smith"
see $env(PROMPT)
type "strongroom show HMRC\\ PAYE -f password"
see "s3cret-of-paye\r\n"
see $env(PROMPT)
type "show \"\$HOME `id`\""
see "no item \"\\\$HOME `id`\""
see $env(PROMPT)
type "exit"
ends 0
EXPECT
ok "of which nothing is left" gone
as jane --json audit log --since 1d
json "[.[] | select(.seq > $before and .action == \"item.reveal\")] | length == 2" "each reveal is recorded"
json "[.[] | select(.seq > $before and .action == \"unlock\" and .actor == \"Jane Smith\")] | length == 2" "the unlock once, beside that of this look"
in_shell "wrong lines are told of, and the shell goes on" <<'EXPECT'
opens
type "shwo Bank"
see "did you mean \"strongroom show\""
see $env(PROMPT)
type "show 'Bank"
see "A quote is open"
see $env(PROMPT)
type "show Bank\\"
see "A quote is open"
see $env(PROMPT)
type "--vault other.db ls"
see "cannot be given within the shell"
see $env(PROMPT)
type "ls --member Shah"
see "cannot be given within the shell"
see $env(PROMPT)
type "--plain"
see "Say what to do"
see $env(PROMPT)
type "   "
see $env(PROMPT)
type "show --no-such"
see "Unknown option"
see $env(PROMPT)
type "audit log --member Shah"
see $env(PROMPT)
type "passphrase"
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "New passphrase"
send "\003"
see $env(PROMPT)
type "help"
see "In this shell"
see $env(PROMPT)
type "help menu"
see "In this shell"
see $env(PROMPT)
type "help exit"
see "In this shell"
see $env(PROMPT)
type "search vat"
see "did you mean \"strongroom find\""
see $env(PROMPT)
type "quit"
ends 0
EXPECT
in_shell "what was said with the shell counts in it: --json" <<'EXPECT'
opens --json
type "ls"
see {"title": "Bank"}
see $env(PROMPT)
send "\004"
ends 0
EXPECT
hurried at_terminal "three wrong passphrases open nothing" <<'EXPECT'
strongroom --member Jane
foreach i {1 2 3} {
	answer "Passphrase of Jane Smith.*: " $env(OTHER)
	see "is wrong"
}
ends 4
EXPECT
in_shell "who comes in is told of that" <<'EXPECT'
strongroom --vault $env(T)/v.db --member Jane
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "Ashby Parish Council: Jane Smith, clerk"
see "here last on"
see "Since then a wrong passphrase was given 3 times"
see "What needs attention:\r\n  - Make an envelope"
see $env(PROMPT)
send "\004"
ends 0
EXPECT
in_shell "and with -q of nothing" <<'EXPECT'
strongroom -q --member Jane
answer "Passphrase of Jane Smith.*: " $env(JANE)
expect {
	"here last" { failed "it was said" }
	-re $env(PROMPT) {}
}
send "\004"
ends 0
EXPECT
in_shell "the menu goes by numbers" <<'EXPECT'
opens
type "menu"
see "look at a login"
answer "number: " "3"
see "Which one.*: "
send "caf\t"
see "Zur Post"
send "\r"
see "s3cret-of-the-caf"
see $env(PROMPT)
type "menu"
answer "number: " "2"
answer "looking for. " "no such thing"
see "Nothing found"
see $env(PROMPT)
type "menu"
answer "number: " "9"
see "Which one.*: "
send "\003"
see $env(PROMPT)
type "menu"
see "number: "
send "\003"
see $env(PROMPT)
at_prompt "menu\r0"
type "exit"
ends 0
EXPECT

# --- completion and history ---

in_shell "Tab completes commands, options, titles and names" <<'EXPECT'
opens
send "sho\tba\t-f pass\t"
see "Bank.*-f pass"
send "word\r"
see "s3cret-of-the-bank"
see $env(PROMPT)
send "show hm\t"
see "\"HMRC "
send "\t"
see "HMRC PAYE +HMRC VAT"
send "v\t--rev\t\r"
see "s3cret-of-vat"
see $env(PROMPT)
send "show caf\t--reveal\r"
see "s3cret-of-the-caf"
see $env(PROMPT)
send "show 'HMRC P\t-f password\r"
see "s3cret-of-paye"
see $env(PROMPT)
send "grant we\tcllr\t\r"
see "Cllr Shah"
answer "Passphrase of Jane Smith.*: " $env(JANE)
see $env(PROMPT)
send "xyzzy\t\025"
type "add Newcomer --generate"
see "Added"
see $env(PROMPT)
send "show newc\t-f password\r"
see "\[A-Za-z0-9]{20}\r\n"
see $env(PROMPT)
type "exit"
ends 0
EXPECT
export SHAH=${PASS[shah]}
at_terminal "and offers only titles of what was granted" <<'EXPECT'
strongroom --member Shah
answer "Passphrase of Cllr Shah.*: " $env(SHAH)
see "> "
send "show \t"
see "\"?Site"
send "\025show B\t"
after 500
expect {
	-re {Bank} { failed "Bank was offered" }
	timeout { failed "nothing" }
	-re "show B" {}
}
send "\025exit\r"
ends 0
EXPECT
in_shell "history brings back commands, and nothing else" <<'EXPECT'
opens
at_prompt "show Bank"
at_prompt $env(OTHER)
at_prompt "$env(JANE)"
send "\033\[A"
see "show Bank"
send " -f password\r"
see "s3cret-of-the-bank"
see $env(PROMPT)
send "\022Bank\r"
see "s3cret-of-the-bank"
see $env(PROMPT)
type "exit"
ends 0
EXPECT
mkdir "$T/home2"
printf 'set editing-mode vi\n"\\C-x": "exit\\r"\n"\\t": complete\n' >"$T/home2/.inputrc"
export FILES_BEFORE="$T/home2/.inputrc"
in_shell "no file is written, and the settings of the person are kept" <<'EXPECT'
set env(HOME) $env(T)/home2
set env(HISTFILE) $env(T)/home2/history
opens
at_prompt "show Bank"
send "show ba\t\r"
see "Bank +.#1"
see $env(PROMPT)
send "\030"
ends 0
EXPECT
is "$(find "$T/home2" -type f)" "$FILES_BEFORE" "in the home directory"

# --- a terminal that can show only lines ---

: >"$T/screen"
in_shell "--plain sends no control sequences" <<'EXPECT'
opens --plain
send "sho\tba\t-f password\r"
see "s3cret-of-the-bank"
see $env(PROMPT)
type "lock"
answer "Passphrase of Jane Smith.*: " $env(JANE)
see $env(PROMPT)
type "exit"
ends 0
EXPECT
in_shell "nor does it with TERM=dumb" <<'EXPECT'
set env(TERM) dumb
opens
at_prompt "show Bank"
type "exit"
ends 0
EXPECT
is "$(grep -c $'\033' "$T/screen")" 0 "not one"

# --- signals ---

in_shell "Ctrl-C clears the line, and ends a command" <<'EXPECT'
opens
send "show ba\003"
see $env(PROMPT)
at_prompt ""
type "add Half"
see "Type: .*: "
send "\003"
see $env(PROMPT)
type "ls"
see "Bank"
see $env(PROMPT)
type "exit"
ends 0
EXPECT
in_shell "Ctrl-Z stops it, at the prompt and within a command, and fg goes on" <<'EXPECT'
start dash -i
type "PS1='ready:'; PS2="
see "ready:"
type "stty -a >$env(T)/before; $env(STRONGROOM) --vault $env(T)/v.db --member Jane; stty -a >$env(T)/after"
answer "Passphrase of Jane Smith.*: " $env(JANE)
see $env(PROMPT)
send "show B"
see "show B"
send "\032"
see "ready:"
echo_is echo
type "fg"
see "show B"
send "ank -f password\r"
see "s3cret-of-the-bank"
see $env(PROMPT)
type "passphrase"
see "Passphrase of Jane Smith.*: "
echo_is -echo
send "\032"
see "ready:"
echo_is echo
type "fg"
see "Passphrase of Jane Smith.*: "
echo_is -echo
send "\003"
see $env(PROMPT)
type "exit"
see "ready:"
type "exit"
ends 0
EXPECT
is "$(cat "$T/after")" "$(cat "$T/before")" "the terminal is as it was before"
in_shell "a command that is killed leaves a sane terminal" <<'EXPECT'
start dash -i
type "PS1='ready:'; PS2=; stty echo"
see "ready:"
type "$env(STRONGROOM) --vault $env(T)/v.db --member Jane"
answer "Passphrase of Jane Smith.*: " $env(JANE)
see $env(PROMPT)
type "passphrase"
see "Passphrase of Jane Smith.*: "
echo_is -echo
exec kill -KILL [exec pgrep -P [exec pgrep -P [exp_pid]]]
see "ended from outside .signal 9."
see $env(PROMPT)
type "ls"
see "Bank"
see $env(PROMPT)
type "exit"
see "ready:"
echo_is echo
type "exit"
ends 0
EXPECT
in_shell "a window that changes its size" <<'EXPECT'
opens
exec stty -F $terminal rows 30 columns 40
exec kill -WINCH [exp_pid]
at_prompt "show Bank"
exec stty -F $terminal rows 24 columns 80
exec kill -WINCH [exp_pid]
type "show Bank -f password"
see "s3cret-of-the-bank"
type "exit"
ends 0
EXPECT
for signal in TERM HUP QUIT; do
	in_shell "SIG$signal at the prompt ends it all" <<EXPECT
opens
exec kill -$signal [exp_pid]
expect eof
set result [wait]
if {[lindex \$result 4] ne "CHILDKILLED" && [lindex \$result 3] != [expr {128 + $(kill -l "$signal")}]} { failed "ended so: \$result" }
EXPECT
	ok "the agent too" gone
done
in_shell "a terminal that is closed ends it all, within a command too" <<'EXPECT'
opens
type "passphrase"
see "Passphrase of Jane Smith.*: "
close
wait
EXPECT
ok "and nothing runs on" gone

sound "the vault is sound"
finish
