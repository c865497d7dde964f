#!/bin/bash
# The agent: when it ends, that nothing is left of the keys then, and who may ask it.
. "$(dirname "$0")/lib.sh"
. "$TESTS/cli/agent.sh"
need jq perl setpriv

export ASAN_OPTIONS=$ASAN_OPTIONS:verify_asan_link_order=0
export OTHER_CLOCK=$T/clock
# with_clock COMMAND…: a program, and an agent that it starts, by the clocks of that file
with_clock() {
	LD_PRELOAD=$BUILD/tests/other_clock.so "$@"
}
clocks() { # BOOTTIME MONOTONIC: minutes later than they are
	echo "$(($1 * 60000)) $(($2 * 60000))" >"$T/clock.new"
	mv "$T/clock.new" "$T/clock"
}
clocks 0 0

new_vault
new_member bob "Bob Clerk" clerk
add jane Bank "s3cret-of-the-bank"
as jane grant General Bob --edit

# begin NAME: an agent of Jane's, and its process in $pid
begin() {
	with_clock as jane unlock
	pid=$(agent_pid)
	[ -n "$pid" ] || fail "$1: an agent began" "$err"
}
# over NAME: that process ends
over() {
	ok "$1" lasting ended "$pid"
	run show Bank
	refused 4 "passphrase is needed" "and the passphrase is asked for"
	is "$(sockets)" 0 "and its socket is gone"
}

# --- what it is ---

begin "what it is"
is "$(awk '/Max core file size/ {print $5, $6}' "/proc/$pid/limits")" "0 0" "it may leave no core"
is "$(readlink "/proc/$pid/cwd")" / "it holds no folder"
if [ "${SANITIZED:-OFF}" = OFF ]; then
	like "$(awk '/^VmLck/ {print $2}' "/proc/$pid/status")" '^[1-9]' "it has locked memory"
else
	skip "it has locked memory" "a sanitizer locks none"
fi
is "$(ps -o tty= -p "$pid" | tr -d ' ')" '?' "it has no terminal"
if [ "$(id -u)" = 0 ]; then
	as_user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	chmod 711 "$T" "$T/run" "$T/run/strongroom"
	chmod 666 "$(socket)"
	is "$("$TESTS/tools/agent.pl" ask "$(socket)" 80 | cut -c 1-2)" 00 "it answers its own user"
	is "$("${as_user[@]}" "$TESTS/tools/agent.pl" ask "$(socket)" 80)" closed "and no other, though the socket let it in"
	run ls
	refused 4 "passphrase is needed" "in a folder that others could open the agent is not looked for"
	as jane unlock
	refused 3 "no folder for the socket" "nor is one begun"
	chmod 700 "$T/run" "$T/run/strongroom"
else
	skip "it answers no other user" "only root can be another user"
fi
run ls
done_ok "it goes on"

# --- when it ends ---

clocks 14 14
run ls
done_ok "it lasts through 14 minutes without use"
clocks 28 28
run ls
done_ok "and each use begins them anew"
clocks 44 44
over "it ends after 15 minutes without use"
clocks 0 0
with_clock as jane unlock --for 7h
pid=$(agent_pid)
for minutes in 360 715; do
	clocks $minutes $minutes
	run ls
	done_ok "it lasts while it is used"
done
clocks 721 721
over "but not longer than 12 hours"
clocks 0 0
begin "to sleep"
clocks 1 0
over "it ends when the computer slept, if only for a minute"
clocks 0 0
for signal in TERM HUP INT; do
	begin "a signal"
	kill -"$signal" "$pid"
	over "it ends on SIG$signal"
done
begin "to log out"
rm -rf "$T/run"
ok "it ends when the user logs out, whose runtime folder goes" lasting ended "$pid"
mkdir -m 700 "$T/run"
begin "to be killed"
kill -9 "$pid"
lasting ended "$pid"
is "$(sockets)" 1 "an agent that is killed leaves its socket"
run show Bank
refused 4 "passphrase is needed" "and is as good as none"
begin "in its place"
run show Bank --reveal
done_ok "another takes its place"
old=$pid
as jane unlock
pid=$(agent_pid)
ok "unlock with the passphrase begins another" test "$pid" != "$old"
ok "and ends the one before" lasting ended "$old"
is "$(sockets)" 1 "so that there is one"
kill -STOP "$pid"
run lock
done_ok "one that does not answer can be locked"
like "$err" "an agent that did not answer was ended" "which is said, for nobody knows whose it was"
ok "and is gone" lasting ended "$pid"

# --- the vault meanwhile ---

begin "a backup"
as jane backup "$T/backup.db"
run ls
done_ok "a backup is no reason to end"
as jane backup restore "$T/backup.db" --yes
over "it ends when a backup is put in the place of the vault"
# A second each; that they are noticed at all is in test_keeper.c.
if [ -n "${STRONGROOM_LONG:-}" ]; then
	begin "a new passphrase"
	as jane passphrase --new-passphrase-fd 8 8<<<"another passphrase of jane smith"
	PASS[jane]="another passphrase of jane smith"
	over "it ends when the passphrase is changed"
fi
begin "to leave"
as bob member leave Jane
done_ok "the member leaves"
ok "it ends then, though nobody asks it" lasting ended "$pid"
is "$(sockets)" 0 "no socket is left"

# --- two at once ---

with_clock as bob unlock
for i in 1 2 3 4; do
	(for j in 1 2 3 4 5; do "$STRONGROOM" --member Bob add "Item $i $j" --password-fd 8 8<<<"s3cret-$i-$j" || echo "$i $j"; done) >"$T/many.$i" 2>&1 &
done
wait
is "$(grep -c '^Added' "$T"/many.* | cut -d : -f 2 | tr '\n' ' ')" "5 5 5 5 " "four at once all do their work"
pid=$(agent_pid)
"$TESTS/tools/agent.pl" raw "$(socket)" 000100 250 &
run --member Bob ls
done_ok "who says half a request keeps nobody waiting"
kill $!
is "$("$TESTS/tools/agent.pl" ask "$(socket)" "" ff 0a 020000ffff 80 | cut -c 1-2 | tr '\n' ' ')" "09 09 09 09 00 " \
	"nonsense is answered with a refusal"
is "$(timeout 60 "$TESTS/tools/agent.pl" raw "$(socket)" 7fffffff00 0; kill -0 "$pid" && echo lives)" lives "a request that is too long is not read"
sound "the vault is sound"

# --- what it has seen ---

cp "$STRONGROOM_VAULT" "$T/older.db"
run --member Bob show Bank -f password
done_ok "a reveal through it"
remembered() { # by this computer, so that a copy without it is refused
	cp "$T/older.db" "$T/tried.db"
	with_file "$T/tried.db" as bob ls 2>"$T/copying"
	[ "$rc" = 6 ]
}
ok "is remembered before long" lasting remembered
kill -KILL "$(agent_pid)"
cp "$STRONGROOM_VAULT" "$T/newer.db"
cat "$T/older.db" >"$STRONGROOM_VAULT"
as bob ls
refused 6 "an older copy" "and stays so, whatever becomes of the agent: a copy without it is noticed"
cat "$T/newer.db" >"$STRONGROOM_VAULT"
with_clock as bob unlock
done_ok "the vault itself is opened"

# --- nothing left ---

if [ "$(id -u)" = 0 ] && [ "${SANITIZED:-OFF}" = OFF ]; then
	"$BUILD/tests/keysof" member Bob "$STRONGROOM_VAULT" "$XDG_STATE_HOME/strongroom" <<<"${PASS[bob]}" >"$T/keys"
	run lock
	export STOP_AT_END=1
	with_clock as bob unlock
	unset STOP_AT_END
	run --member Bob ls
	pid=$(agent_pid)
	like "$("$TESTS/tools/agent.pl" scan "$pid" <"$T/keys" | sort | tr '\n' ' ')" 'mac.*seal.*sign' "the agent has the keys"
	"$STRONGROOM" lock >/dev/null 2>&1 &
	stopped() { [ "$(awk '{print $3}' "/proc/$pid/stat")" = T ]; }
	ok "it comes to its end" lasting stopped
	is "$("$TESTS/tools/agent.pl" scan "$pid" <"$T/keys")" "" "and has none of them any more"
	kill -CONT "$pid"
	wait
	ok "before it is gone" lasting ended "$pid"
else
	skip "nothing is left of the keys" "only root can look, and a sanitizer keeps memory of its own"
fi
finish
