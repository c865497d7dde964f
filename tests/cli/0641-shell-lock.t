#!/bin/bash
# The shell locks itself: by a clock that a test can set ahead, as if nobody had
# pressed a key, or the computer had slept, for so long.
. "$(dirname "$0")/lib.sh"
need jq expect dash

new_vault
add jane "Bank" "s3cret-of-the-bank"
export JANE=${PASS[jane]} OTHER="some other passphrase, long too" PROMPT='Ashby Parish Council .Jane Smith.> '
export STRONGROOM=$BUILD/tests/later STRONGROOM_LATER=$T/clock

cat >>"$T/shell.tcl" <<'EXPECT'
proc later {seconds {asleep 0}} {
	global env
	set f [open $env(T)/clock.new w]
	puts $f "[expr {$seconds * 1000}] [expr {($seconds - $asleep) * 1000}]"
	close $f
	file rename -force $env(T)/clock.new $env(T)/clock
}
proc unlock {} {
	global env
	answer "Passphrase of Jane Smith.*: " $env(JANE)
	see $env(PROMPT)
}
proc opens {args} {
	global env
	later 0
	strongroom --vault $env(T)/v.db --member Jane {*}$args
	unlock
}
# How many processes there are for this vault: the shell, and its agent
proc processes_are {n} {
	global env
	for {set i 0} {$i < 300} {incr i} {
		set found [llength [split [exec pgrep -f -- "--vault $env(T)/v.db"] "\n"]]
		if {$found == $n} { return }
		after 100
	}
	failed "$found processes, wanted $n"
}
# Nothing of that appears in a little more than a second, which is as long as it waits at once
proc unseen {pattern} {
	global timeout
	set usual $timeout
	set timeout 1.3
	expect {
		-re $pattern { failed "seen: $pattern" }
		timeout {}
	}
	set timeout $usual
}
EXPECT
in_shell() {
	at_terminal "$1" < <(echo 'source $env(T)/shell.tcl'; cat)
}

in_shell "after five minutes without a key the shell is locked" <<'EXPECT'
opens
type "show Bank -f password"
see "s3cret-of-the-bank"
see $env(PROMPT)
processes_are 2
send "show Bank --rev"
see "rev"
later 290
unseen "Locked"
later 301
see "\033\\\[3J"
see "Locked after 5 minutes without a key press. To go on:"
see "Passphrase of Jane Smith.*: "
echo_is -echo
processes_are 1
type $env(OTHER)
see "is wrong"
unlock
processes_are 2
type ""
see $env(PROMPT)
send "\033\[A"
type "ls"
see "Bank"
see $env(PROMPT)
type "exit"
ends 0
EXPECT
in_shell "each key puts it off, for its agent too; a sleep does not" <<'EXPECT'
opens
later 200
send "l"
see "l"
later 450
unseen "Locked"
send "s"
see "s"
later 700
unseen "Locked"
send "x"
see "x"
later 720
unseen "Locked"
later 1010
see "Locked after 5"
unlock
later 1020 10
see "Locked: the keys were wiped meanwhile. To go on:"
later 0
unlock
type "exit"
ends 0
EXPECT
as jane policy set lock.idle=1m
in_shell "the council decides after how long; the menu and its questions count" <<'EXPECT'
opens
later 61
see "Locked after 1 minute without"
unlock
later 125
see "Locked after 1 minute without"
unlock
type "menu"
see "Type its number: "
later 200
see "Locked after 1 minute"
unlock
type "menu"
answer "Type its number: " "9"
see "Which one"
later 270
see "Locked after 1 minute"
unlock
type "exit"
ends 0
EXPECT
in_shell "a command that waits for an answer ends, and nothing is done" <<'EXPECT'
opens
type "add Half"
see "Type: .*: "
later 61
see "The time is over; nothing was changed"
see "Locked after 1 minute"
unlock
type "passphrase"
see "Passphrase of Jane Smith.*: "
echo_is -echo
later 125
see "Locked after 1 minute"
see "Passphrase of Jane Smith.*: "
type $env(JANE)
see $env(PROMPT)
echo_is -echo
type "show Half"
see "no item \"Half\""
see $env(PROMPT)
type "exit"
ends 0
EXPECT
in_shell "a key that comes when it wakes up too late is no answer" <<'EXPECT'
opens
type "login Bank"
see "The password .*: "
exec pkill -STOP -f -- "--vault $env(T)/v.db"
later 61
type "s"
exec pkill -CONT -f -- "--vault $env(T)/v.db"
expect {
	"s3cret" { failed "it was shown" }
	"Locked after 1 minute" {}
	timeout { failed "it is not locked" }
}
unlock
exec pkill -STOP -o -f -- "--vault $env(T)/v.db"
later 125
type "show Bank -f password"
exec pkill -CONT -o -f -- "--vault $env(T)/v.db"
expect {
	"s3cret" { failed "it was shown" }
	"Locked after 1 minute" {}
	timeout { failed "it is not locked" }
}
unlock
after 300
later 190
type "show Bank -f password"
expect {
	"s3cret" { failed "it was shown" }
	"Locked after 1 minute" {}
	timeout { failed "it is not locked" }
}
unlock
type "exit"
ends 0
EXPECT
in_shell "answers that come in time do not lock it" <<'EXPECT'
opens
type "add Whole"
see "Type: .*: "
later 50
send "\r"
see "User name.*: "
later 100
send "\r"
see "Address.*: "
send "\003"
see $env(PROMPT)
unseen "Locked"
type "exit"
ends 0
EXPECT
hurried in_shell "lock locks at once, and is left by Ctrl-D" <<'EXPECT'
opens
type "lock"
see "\033\\\[3J"
see "Locked. To go on:"
processes_are 1
foreach said {"is wrong" "is wrong" "Still locked"} {
	answer "Passphrase of Jane Smith.*: " $env(OTHER)
	see $said
}
unlock
type "lock"
see "Passphrase of Jane Smith.*: "
send "\004"
ends 0
EXPECT
in_shell "--plain has no control sequences there either" <<'EXPECT'
opens --plain
type "lock"
expect {
	"\033" { failed "there was one" }
	-re "Passphrase of Jane Smith.*: " {}
}
type $env(JANE)
see $env(PROMPT)
type "exit"
ends 0
EXPECT
in_shell "who stops it for that long finds it locked" <<'EXPECT'
later 0
start dash -i
type "PS1='ready:'; PS2="
see "ready:"
type "$env(STRONGROOM) --vault $env(T)/v.db --member Jane"
unlock
send "\032"
see "ready:"
later 61
type "fg"
see "Locked after 1 minute"
unlock
type "exit"
see "ready:"
type "exit"
ends 0
EXPECT
# What "lock" in another window says, and what the shell does then
cat >>"$T/shell.tcl" <<'EXPECT'
proc lock_outside {} {
	global env
	set said [exec $env(STRONGROOM) lock 2>@1]
	if {$said ne "Locked: the keys of Jane Smith, Ashby Parish Council."} { failed "lock says: $said" }
	see "\033\\\[3J"
	see "Locked: the keys were wiped meanwhile. To go on:"
	processes_are 1
}
EXPECT
in_shell "lock in another window locks it, also in the menu and in a command that asks" <<'EXPECT'
opens
send "show Ba"
see "show Ba"
lock_outside
unlock
type "menu"
see "Type its number: "
lock_outside
unlock
type "login Bank"
see "The password .*: "
exec $env(STRONGROOM) lock 2>@1
see "login was broken off"
see "Locked: the keys were wiped meanwhile. To go on:"
unlock
type "ls"
see "Bank"
see $env(PROMPT)
type "exit"
ends 0
EXPECT
as jane unlock
in_shell "so does a command that the agent of unlock has unlocked" <<'EXPECT'
file copy $env(T)/v.db $env(T)/older.db
strongroom login Bank
see "The password .*: "
exec $env(STRONGROOM) lock 2>@1
see "login was broken off"
ends 130
EXPECT
cp "$T/v.db" "$T/newer.db"
cat "$T/older.db" >"$T/v.db"
as jane ls
refused 6 "an older copy" "and what that had recorded is remembered, though it was at work"
cat "$T/newer.db" >"$T/v.db"
in_shell "and who comes from outside can lock it, and no more" <<'EXPECT'
opens
set socket [glob $env(T)/run/strongroom/*]
proc ask {request} {
	global env socket
	string range [exec $env(TESTS)/tools/agent.pl ask $socket $request] 0 1
}
if {[ask 80] ne "00"} { failed "it does not say whose it is" }
foreach request {00 01 02 03 04 05 06 07 08 09 0a ff} {
	set said [exec $env(TESTS)/tools/agent.pl ask $socket $request]
	if {$said ne "closed"} { failed "$request is answered: $said" }
}
type "ls"
see "Bank"
see $env(PROMPT)
type "exit"
ends 0
if {[llength [glob -nocomplain $env(T)/run/strongroom/*]] != 0} { failed "a socket is left" }
EXPECT
chmod 755 "$T/run"
in_shell "where there is no folder for a socket there is a shell all the same" <<'EXPECT'
opens
type "ls"
see "Bank"
see $env(PROMPT)
type "exit"
ends 0
EXPECT
chmod 700 "$T/run"
in_shell "an agent that is gone is told of, and the passphrase asked for" <<'EXPECT'
opens
processes_are 2
foreach pid [split [exec pgrep -f -- "--vault $env(T)/v.db"] "\n"] {
	if {$pid != [exp_pid]} { exec kill -KILL $pid }
}
type "ls"
see "Locked: the keys were wiped meanwhile. To go on:"
unlock
type "ls"
see "Bank"
see $env(PROMPT)
type "exit"
ends 0
EXPECT
sound "the vault is sound"
finish
