#!/bin/bash
# Whatever signal comes at whatever moment of a question for a passphrase, the
# terminal shows again what is typed. STRONGROOM_LONG=1: 100 times each
# signal, at moments spread over the run, rather than 25.
. "$(dirname "$0")/lib.sh"
need expect dash

new_vault
add jane "Bank" "s3cret"
COUNT=25
[ "${STRONGROOM_LONG:-}" != 1 ] || COUNT=100
export PASSPHRASE=${PASS[jane]}
for signal in INT TERM HUP QUIT TSTP ALRM; do
	said=$("$BUILD/tests/interrupt" $signal $COUNT "$STRONGROOM" ls --member Jane)
	is "$said" "SIG$signal: $COUNT of $COUNT good" "SIG$signal, $COUNT times"
done
unset PASSPHRASE

# --- moments that chance does not hit ---

export BUILD JANE=${PASS[jane]}
if [ "${SANITIZED:-OFF}" = ON ]; then
	skip "a signal between the look for one and the wait" "a sanitizer must be loaded before everything else"
else
	for moment in wait echo; do
		[ $moment = wait ] && set_it='' || set_it='LATE_SIGNAL=echo'
		export set_it
		at_terminal "a signal right before the wait, or right after the echo is off ($moment)" <<'EXPECT'
start dash -i
type "PS1='ready:'; PS2=; stty echo"
see "ready:"
type "$env(set_it) LD_PRELOAD=$env(BUILD)/tests/late_signal.so $env(STRONGROOM) ls --member Jane; echo status:\$?"
see "status:143"
see "ready:"
echo_is echo
type "exit"
ends 0
EXPECT
	done
fi
at_terminal "stopped from outside, it stays still in the background, and asks again in front" <<'EXPECT'
start dash -i
type "PS1='ready:'; PS2=; stty echo"
see "ready:"
type "sh -c 'echo pid:\$\$; exec $env(STRONGROOM) ls --member Jane'; echo status:\$?"
see "pid:(\[0-9]+)\r"
set pid $expect_out(1,string)
see "Passphrase of Jane Smith.*: "
echo_is -echo
exec kill -STOP $pid
see "ready:"
type "stty echo; bg"
for {set i 0} {$i < 300} {incr i} {
	after 100
	set f [open /proc/$pid/stat]
	set state [lindex [read $f] 2]
	close $f
	if {$i > 2 && $state eq "T"} { break }
}
if {$state ne "T"} { failed "it is in state $state" }
echo_is echo
type "fg"
see "Passphrase of Jane Smith.*: "
echo_is -echo
type $env(JANE)
see "Bank"
see "ready:"
echo_is echo
type "exit"
ends 0
EXPECT
at_terminal "a shell that hands the terminal back as it was at the stop does not fool it" <<'EXPECT'
start dash -i
type "PS1='ready:'; PS2=; stty echo"
see "ready:"
type "sh -c 'echo pid:\$\$; exec $env(STRONGROOM) ls --member Jane'"
see "pid:(\[0-9]+)\r"
set pid $expect_out(1,string)
see "Passphrase of Jane Smith.*: "
echo_is -echo
exec kill -STOP $pid
see "ready:"
type "bg"
for {set i 0} {$i < 300} {incr i} {
	after 100
	set f [open /proc/$pid/stat]
	set state [lindex [read $f] 2]
	close $f
	if {$i > 2 && $state eq "T"} { break }
}
type "stty -echo; fg"
see "Passphrase of Jane Smith.*: "
type $env(JANE)
see "Bank"
see "ready:"
echo_is echo
type "exit"
ends 0
EXPECT
unlike "$(cat "$T/screen")" "${PASS[jane]}" "the passphrase was never on the screen"
sound "the vault is sound"
finish
