#!/bin/bash
# A secret is nowhere but where it was asked for: in no argument, no
# environment, no other write, no core dump, and within reach of no debugger.
. "$(dirname "$0")/lib.sh"
need jq expect

new_vault
SECRET="s3cret-of-the-bank-4711"
add jane "Bank" "$SECRET"

# --- what the program writes, as the kernel sees it ---

# written PATTERN: the descriptors to which that was written, in the trace
written() {
	grep -aE '^[0-9]* *(write|pwrite64|writev|pwritev|pwritev2|sendto|sendmsg|sendfile|splice)\(' "$T/trace" |
		grep -aF "$1" | sed -E 's/^[0-9]* *[a-z0-9]+\(([0-9]+).*/\1/' | sort -u | tr '\n' ' '
}
traced() {
	# Every call that can carry data out of the process, with all its bytes
	quietly strace -f -s 10000000 -o "$T/trace" \
		-e trace=write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,sendfile,splice,execve,mmap \
		"$STRONGROOM" --member Jane --passphrase-fd 9 "$@" 9<<<"${PASS[jane]}"
}
# Only root may see what a process writes that keeps debuggers out
if strace -o "$T/trace" -e trace=write "$STRONGROOM" generate >/dev/null 2>&1 && grep -q 'write(1, "' "$T/trace"; then
	export ASAN_OPTIONS="exitcode=199:detect_leaks=0" # a leak check cannot run under strace
	traced show Bank -f password
	is "$out" "$SECRET" "show, under strace"
	is "$(written "$SECRET")" "1 " "the password is written to stdout and nowhere else"
	is "$(written "${PASS[jane]}")" "" "the passphrase is written nowhere"
	ok "and the trace has what went into the vault" grep -aq 'pwrite64(' "$T/trace"
	is "$(grep -acF "$SECRET" "$T/trace")" 1 "no other call has it for an argument"
	traced add "Other" --password-fd 8 --notes-fd 7 8<<<"$SECRET-other" 7<<<"$SECRET-note"
	done_ok "add, under strace"
	is "$(written "$SECRET")" "" "what is added is written nowhere in clear"
	traced edit "Other" --password-fd 8 8<<<"$SECRET-edit"
	is "$rc$(written "$SECRET")" "0" "nor what is changed"
	traced --json show "Other"
	is "$rc$(written "$SECRET")" "0" "nor what is masked"
	traced passphrase --new-passphrase-fd 8 8<<<"jane's new passphrase, long too"
	done_ok "passphrase, under strace"
	is "$(written "${PASS[jane]}")$(written "jane's new")" "" "neither passphrase is written"
	PASS[jane]="jane's new passphrase, long too"
	new_envelope
	traced seal "$T/council.age"
	is "$rc$(written "$SECRET")$(written "SECRET-KEY")" "0" "nor anything in clear while sealing"
	traced unseal "$T/council.age" --reason test --words-fd 8 --out "$T/plain" 8<"$T/words"
	is "$rc$(written "$(cut -c 17-60 "$T/key")")" "0" "nor the key while unsealing"
	export ASAN_OPTIONS="exitcode=199"
else
	skip "what is written" "strace may not look here; root could"
	add jane "Other" "other"
	new_envelope
	as jane seal "$T/council.age"
fi

# --- what others can see of the process ---

# The program at its prompt, on a terminal, for as long as it is looked at
mkfifo "$T/go"
cat >"$T/script" <<'EXPECT'
log_user 0
set timeout 60
spawn -noecho $env(STRONGROOM) show Bank -f password --member Jane
expect -re "Passphrase of.*: " {} default { exit 1 }
set out [open $env(T)/pid w]
puts $out [exp_pid]
close $out
set go [open $env(T)/go r]
gets $go
# It was stopped and continued, so it has asked again
expect -re "Passphrase of.*: " {} default { exit 1 }
send -- "$env(JANE)\r"
expect -re $env(SECRET) {} default { exit 1 }
expect eof
exit [lindex [wait] 3]
EXPECT
# $JANE must not be in the environment of the program itself
sed -i 's/^spawn -noecho/set jane $env(JANE); set secret $env(SECRET); unset env(JANE) env(SECRET)\n&/; s/\$env(JANE)\\r/$jane\\r/; s/-re \$env(SECRET)/-re $secret/' "$T/script"
JANE=${PASS[jane]} SECRET=$SECRET T=$T STRONGROOM=$STRONGROOM setsid -w expect "$T/script" >"$T/said" 2>&1 </dev/null &
terminal=$!
for ((i = 0; i < 600; i++)); do
	[ -s "$T/pid" ] && break
	sleep 0.1
done
pid=$(cat "$T/pid")
ok "the program waits for a passphrase" test -d "/proc/$pid"
is "$(stat -c %u "/proc/$pid/mem")" 0 "its memory belongs to root: no debugger of the same user may look"
if [ "$(id -u)" = 0 ]; then
	# Whether it can be dumped shows only to an ordinary user
	cp "$STRONGROOM" "$T/strongroom"
	chmod 755 "$T" "$T/strongroom"
	mkfifo -m 666 "$T/words-in"
	setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/nonexistent \
		"$T/strongroom" unseal --reason x "$T/words-in" --words-fd 0 <"$T/words-in" >/dev/null 2>&1 &
	other=$!
	exec 6<>"$T/words-in"
	for ((i = 0; i < 300; i++)); do
		grep -q strongroom "/proc/$other/comm" && [ "$(stat -c %u "/proc/$other/mem")" = 0 ] && break
		sleep 0.1
	done
	is "$(stat -c %u "/proc/$other/mem")" 0 "nor is that of an ordinary user's process the user's"
	ok "who cannot read it" no setpriv --reuid=65534 --regid=65534 --clear-groups head -c 1 "/proc/$other/environ"
	# Before it has read to the end, and ends by itself
	kill "$other"
	wait "$other" 2>/dev/null
	exec 6>&-
fi
is "$(awk '/Max core file size/ {print $5, $6}' "/proc/$pid/limits")" "0 0" "and it leaves no core dump"
unlike "$(tr '\0' ' ' <"/proc/$pid/cmdline")" "passphrase|$SECRET" "its arguments hold nothing secret"
ok "nor does its environment" no grep -qaF "${PASS[jane]}" "/proc/$pid/environ"
if [ "${SANITIZED:-OFF}" = ON ]; then
	skip "memory is locked" "AddressSanitizer lets none be locked"
else
	ok "memory is locked" test "$(awk '/VmLck/ {print $2}' "/proc/$pid/status")" -gt 0
fi
kill -STOP "$pid"
kill -CONT "$pid"
echo go >"$T/go"
wait "$terminal"
is "$?" 0 "and then it goes on"

# --- secrets on every way out ---

# A build for tests aborts if a secret is left in memory at the end; "quietly"
# fails on that. These end in every way that there is.
errors=0
end() { # STATUS ARGUMENTS…
	local want=$1
	shift
	as jane "$@"
	[ "$rc" = "$want" ] && return
	diag "exit $rc, wanted $want: $*" "$err"
	errors=$((errors + 1))
}
end 3 show nothing --reveal
end 3 show Bank -f nothing
end 3 show Bank -f password -f nothing
end 8 add bank --password-fd 8 8<<<"p"
end 3 add New --collection nowhere --password-fd 8 8<<<"p"
end 9 add New --password-fd 8 --notes-fd 7 8<<<"p"
end 2 add New --password-fd 8 --field x 8<<<"p"
end 2 add New --password-fd 8 --secret-field x 8<<<"p"
end 9 add New --password-fd 8 --secret-field PIN:77 8<<<"p"
end 9 add New --password-fd 8 --secret-field $'a\nb:7' 8<<<"p" 7<<<"q"
end 3 edit nothing --password-fd 8 8<<<"p"
end 9 edit Bank --title "" --password-fd 8 8<<<"p"
end 8 edit Other --title Bank
end 9 passphrase --new-passphrase-fd 8 8<<<"short"
end 9 passphrase --new-passphrase-fd 8 8<<<$'not utf-8 but long enough \xe9\xe8'
end 9 passphrase --new-passphrase-fd 77
end 4 passphrase
end 3 import "$T/nothing"
end 9 import "$T/script"
end 10 seal "$T/no/such/folder"
end 2 member add X --role nothing
end 8 member add "Jane Smith" --role chair
end 9 member add "" --role chair
end 3 grant General nobody
end 3 grant nowhere Jane
end 2 grant General
end 3 audit log --item nothing
end 2 audit log --since yesterday
end 9 unseal "$T/council.age" --reason test --words-fd 8 8<<<"${PASS[jane]}"
end 9 unseal "$T/script" --reason test --words-fd 8 8<"$T/words"
end 10 unseal "$T/council.age" --reason test --words-fd 8 --out "$T/no/such/folder" 8<"$T/words"
end 9 unseal --reason x --words-fd 8 8<<<"one two three"
end 2 generate nonsense
is $errors 0 "each ends as it should"
is $faults 0 "and leaves no secret in memory"
for command in "show Bank -f password" "--json show Bank --reveal" "ls" "--json ls" "unseal $T/council.age --reason test --words-fd 8" "generate" "member add Y --role chair" \
	"envelope create --holder H" "audit log" "status" "help" "--version"; do
	# shellcheck disable=SC2086
	setsid -w "$STRONGROOM" --member Jane --passphrase-fd 9 $command >/dev/full 2>"$T/err" 9<<<"${PASS[jane]}" 8<"$T/words"
	is $? 10 "$command: nor where stdout is full"
done
sound "the vault is sound"
finish
