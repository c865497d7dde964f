#!/bin/bash
# No core dump, and no debugger of the same user: shown from outside, beside a
# program that does leave one and can be looked into.
. "$(dirname "$0")/lib.sh"
need expect setpriv

new_vault
add jane "Bank" "s3cret"

# run_as COMMAND…: an ordinary user, where there is one to be
if [ "$(id -u)" = 0 ]; then
	USER_IS=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	chmod 755 "$T"
else
	USER_IS=()
fi
cp "$STRONGROOM" "$T/strongroom"
mkdir "$T/cores"
chmod 777 "$T/cores"
: >"$T/sheet"
chmod 755 "$T/strongroom"

# --- a signal that dumps ---

# fatal SIGNAL COMMAND…: killed by it where a core may be written; its status,
# and how many files that left
fatal() {
	local sig=$1 pid
	shift
	rm -f "$T"/cores/*
	(
		cd "$T/cores" || exit
		ulimit -c unlimited
		exec "${USER_IS[@]}" env HOME="$T/cores" "$@" <"$T/waits" >/dev/null 2>&1
	) &
	pid=$!
	exec 5>"$T/waits"
	# It must have come to its read
	for ((i = 0; i < 300; i++)); do
		[ "$(awk '{print $3}' "/proc/$pid/stat")" = S ] && [ "$(cat "/proc/$pid/comm")" != bash ] && break
		sleep 0.1
	done
	sleep 0.2
	kill -"$sig" "$pid"
	wait "$pid" 2>/dev/null
	echo "$? $(find "$T/cores" -type f -size +0 | wc -l)"
	exec 5>&-
}
mkfifo -m 666 "$T/waits"
case $(cat /proc/sys/kernel/core_pattern) in
'|'* | /*) cores='' ;;
*) cores=yes ;;
esac
if [ -n "$cores" ] && [ "${SANITIZED:-OFF}" = OFF ] && [ "$(fatal SEGV cat 2>/dev/null)" = "139 1" ]; then
	pass "another program leaves a core here"
	for signal in SEGV ABRT QUIT BUS; do
		is "$(fatal $signal "$T/strongroom" unseal --reason x "$T/sheet" --words-fd 0 2>/dev/null)" "$((128 + $(kill -l $signal))) 0" \
			"SIG$signal: this one none, though the limit was raised before"
	done
else
	skip "no core" "no program leaves one here"
fi

# --- a debugger of the same user ---

look() { # PID SECONDS: what of it that user can see; one that may be traced is so for so long
	local seen=''
	"${USER_IS[@]}" head -c 1 "/proc/$1/environ" >/dev/null 2>&1 && seen+=' environ'
	"${USER_IS[@]}" readlink "/proc/$1/exe" >/dev/null 2>&1 && seen+=' exe'
	"${USER_IS[@]}" head -c 1 "/proc/$1/maps" >/dev/null 2>&1 && seen+=' maps'
	"${USER_IS[@]}" bash -c 'exec 4<"/proc/$1/mem"' look "$1" 2>/dev/null && seen+=' mem'
	"${USER_IS[@]}" ls "/proc/$1/fd/" >/dev/null 2>&1 && seen+=' fd'
	timeout "$2" "${USER_IS[@]}" strace -o "$T/cores/trace" -p "$1" 2>&1 | grep -qi 'not permitted\|denied' || seen+=' ptrace'
	echo "$seen"
}
if [ "$(id -u)" = 0 ] && [ "${SANITIZED:-OFF}" = OFF ]; then
	mkfifo -m 666 "$T/words-in" "$T/other-in"
	exec 6<>"$T/words-in" 7<>"$T/other-in"
	"${USER_IS[@]}" cat <"$T/other-in" >/dev/null &
	other=$!
	"${USER_IS[@]}" env HOME="$T/cores" "$T/strongroom" unseal --reason x "$T/sheet" --words-fd 0 <"$T/words-in" >/dev/null 2>&1 &
	pid=$!
	for ((i = 0; i < 300; i++)); do
		grep -q strongroom "/proc/$pid/comm" && [ "$(stat -c %u "/proc/$pid/mem")" = 0 ] && break
		sleep 0.1
	done
	sleep 0.2
	is "$(look $other 1)" " environ exe maps mem fd ptrace" "another program of the user can be looked into"
	is "$(awk '/^Uid/ {print $2}' "/proc/$pid/status")" 65534 "this one is the user's too"
	is "$(look $pid 60)" "" "but opens nothing to the user"
	is "$(awk '/Max core file size/ {print $5, $6}' "/proc/$pid/limits")" "0 0" "and may leave no core, by its own limit"
	kill "$pid" "$other"
	wait "$pid" "$other" 2>/dev/null
	exec 6>&- 7>&-
else
	skip "a debugger of the same user" "only root can be another user, and a sanitizer looks into itself"
fi
sound "the vault is sound"
finish
