#!/bin/bash
# No record, no reveal: where the log cannot be written nothing is shown, the
# program says why, and the vault is as it was.
. "$(dirname "$0")/lib.sh"
need jq sqlite3

new_vault
add jane "Bank" "s3cret-of-the-bank"
as jane show Bank -f password
is "$out" "s3cret-of-the-bank" "what is asked for below"

# nothing_shown NAME: exit 10 and why, and the password nowhere
nothing_shown() {
	if grep -q "s3cret" "$T/out" "$T/err"; then
		fail "$1" "the password was shown" "$out" "$err"
	else
		refused 10 'written|disk|read-only|space|large|I/O' "$1"
	fi
}

# --- a file that an ordinary user may only read ---

# The program as an ordinary user; the tests may be run by root.
mkdir "$T/bin"
cp "$STRONGROOM" "$T/bin/strongroom"
if [ "$(id -u)" = 0 ]; then
	ordinary=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	chmod 755 "$T"
else
	ordinary=()
fi
as_ordinary() { # what follows is for the program; the state is the user's own
	quietly ${ordinary[@]+"${ordinary[@]}"} "$T/bin/strongroom" --vault "$T/shared/v.db" \
		--member Jane --passphrase-fd 9 "$@" 9<<<"${PASS[jane]}"
}
mkdir -p "$T/shared" "$T/own"
cp "$T/v.db" "$T/shared/v.db"
[ "$(id -u)" != 0 ] || chown 65534:65534 "$T/own"
kept_state=$XDG_STATE_HOME
export XDG_STATE_HOME=$T/own

chmod 444 "$T/shared/v.db"
chmod 555 "$T/shared"
before=$(sum "$T/shared/v.db")
as_ordinary show Bank -f password
nothing_shown "a vault that cannot be written reveals nothing"
as_ordinary --json show Bank --reveal
nothing_shown "not as JSON either"
as_ordinary ls
nothing_shown "nor does it list, for the unlock cannot be recorded"
quietly ${ordinary[@]+"${ordinary[@]}"} "$T/bin/strongroom" --vault "$T/shared/v.db" audit verify
done_ok "but anybody who can read it can check its log"

chmod 666 "$T/shared/v.db"
as_ordinary show Bank -f password
nothing_shown "nor does one whose folder takes no journal"
is "$(sum "$T/shared/v.db")" "$before" "and the file is as it was"
chmod 777 "$T/shared"
as_ordinary show Bank -f password
is "$out" "s3cret-of-the-bank" "with the right to write, it opens"

chmod 600 "$T/shared/v.db"
[ "$(id -u)" = 0 ] || chmod 0 "$T/shared/v.db"
as_ordinary show Bank -f password
refused 10 "cannot be read by this user.*ask" "that it is somebody else's alone is not taken for a full disk"
quietly ${ordinary[@]+"${ordinary[@]}"} "$T/bin/strongroom" --vault "$T/shared/v.db" audit verify
refused 10 "cannot be read by this user.*ask" "nor where the log is checked"
chmod 666 "$T/shared/v.db"
export XDG_STATE_HOME=$kept_state

# --- a full disk ---

mkdir "$T/full"
if mount -t tmpfs -o size=256k none "$T/full" 2>/dev/null; then
	at_end+=("umount '$T/full'")
	cp "$T/v.db" "$T/full/v.db"
	dd if=/dev/zero of="$T/full/rest" bs=4096 2>/dev/null
	with_file "$T/full/v.db" as jane show Bank -f password
	nothing_shown "on a full disk nothing is revealed"
	with_file "$T/full/v.db" add jane "More" "more"
	nothing_shown "and nothing is added"
	with_file "$T/full/v.db" run audit verify
	done_ok "but the vault is sound"
	rm "$T/full/rest"
	with_file "$T/full/v.db" as jane show Bank -f password
	is "$out" "s3cret-of-the-bank" "with room again, it opens"
	dd if=/dev/zero of="$T/full/rest" bs=4096 2>/dev/null
	new_envelope
	as jane seal "$T/full/council.age"
	refused 10 'space|written|write' "an export has no room there"
	is "$(ls -A "$T/full" | sort | tr '\n' ' ')" "rest v.db " "and leaves nothing half-written"
else
	skip "on a full disk nothing is revealed" "a file system cannot be mounted here"
fi

# --- a limit on the size of files, at every size ---

mkfifo "$T/p1" "$T/p2"
limited() { # KIB ARGUMENTS…: stdout and stderr are pipes, which have no limit
	local kib=$1
	shift
	cat <"$T/p1" >"$T/out" &
	cat <"$T/p2" >"$T/err" &
	bash -c 'trap "" XFSZ; ulimit -f "$1"; shift; exec setsid -w "$@"' - "$kib" \
		"$STRONGROOM" --member Jane --passphrase-fd 9 "$@" 9< <(echo "${PASS[jane]}") >"$T/p1" 2>"$T/p2"
	rc=$?
	wait
	out=$(<"$T/out") err=$(<"$T/err")
	check_faults "$@"
}
size=$(($(stat -c %s "$T/v.db") / 1024))
failures=0
wrong=0
for ((kib = 0; kib <= size + 64; kib += 4)); do
	limited $kib show Bank -f password
	[ "$rc" = 0 ] && break
	failures=$((failures + 1))
	[ "$rc" = 10 ] && [ ! -s "$T/out" ] && [ -s "$T/err" ] && ! grep -q s3cret "$T/err" && continue
	wrong=$((wrong + 1))
	diag "with files of at most $kib KiB: exit $rc, $out, $err"
done
is $wrong 0 "where a file may not grow, nothing is revealed, and it is said why"
ok "that was tried at $failures sizes" test $failures -ge 3
is "$rc $out" "0 s3cret-of-the-bank" "and with room enough it is"
sound "the vault is sound afterwards"

# --- every write and every flush that fails, one after the other ---

if strace -o /dev/null true 2>/dev/null; then
	export ASAN_OPTIONS="exitcode=199:detect_leaks=0" # a leak check cannot run under strace
	as jane --json audit log --action item.reveal
	records=$(get length)
	total=0
	for fault in pwrite64:error=ENOSPC fdatasync:error=EIO fsync:error=EIO renameat:error=EIO; do
		call=${fault%%:*} wrong=0 points=0 revealed=0
		for ((n = 1; n <= 60; n++)); do
			quietly strace -f -o "$T/trace" -e trace="$call" -e inject="$fault:when=$n" \
				"$STRONGROOM" --member Jane --passphrase-fd 9 show Bank -f password 9<<<"${PASS[jane]}"
			grep -q INJECTED "$T/trace" || break
			points=$((points + 1))
			if [ "$rc" = 0 ]; then
				# What fails after the record was durable may be no more than a warning
				revealed=$((revealed + 1))
				run audit verify
				[ "$rc" = 0 ] && continue
			elif [ "$rc" = 10 ] && [ ! -s "$T/out" ] && [ -s "$T/err" ]; then
				continue
			fi
			wrong=$((wrong + 1))
			diag "$fault, number $n: exit $rc, $out, $err"
		done
		is "$wrong $((points > 0))" "0 1" "$fault: at each of $points places nothing is shown, or it is recorded ($revealed)"
		total=$((total + revealed))
	done
	as jane --json audit log --action item.reveal
	json "length >= $records + $total" "each that was shown is on the log"
else
	skip "every write that fails" "strace may not be used here"
fi
sound "the vault is sound after all that"
as jane verify
done_ok "and every row of it opens"

# --- a pipe or disk that takes no output ---

setsid -w "$STRONGROOM" --member Jane --passphrase-fd 9 show Bank -f password 9<<<"${PASS[jane]}" >/dev/full 2>"$T/err"
is $? 10 "output that cannot be written is an error"
like "$(<"$T/err")" 'annot write' "which is said"
finish
