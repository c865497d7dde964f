#!/bin/bash
# tests/tools/slip39-recover: shares in, the secret or a reason out. All that
# is published for SLIP-39 goes through it.
. "$(dirname "$0")/lib.sh"

TOOL=$BUILD/tests/tools/slip39-recover

# recover PASSPHRASE: the shares on stdin, into $rc, $out and $err
recover() {
	"$TOOL" --passphrase-fd 8 >"$T/out" 2>"$T/err" 8<<<"$1"
	rc=$?
	out=$(<"$T/out") err=$(<"$T/err")
}

name='' want='' sets=0
: >"$T/shares"
judge() {
	[ -n "$name" ] || return
	recover TREZOR <"$T/shares"
	sets=$((sets + 1))
	if [ "${name:0:1}" = "=" ]; then
		is "$rc $out$err" "0 $want" "$name"
	else
		like "$rc $out$err" '^1 slip39-recover: [a-z].*[a-z0-9)]$' "$name"
	fi
}
while IFS= read -r line; do
	case $line in
	"#"*) ;;
	">"*) want=${line#> } ;;
	[=!]*)
		judge
		name=$line want=
		: >"$T/shares"
		;;
	*) echo "$line" >>"$T/shares" ;;
	esac
done <"$TESTS/data/slip39-vectors.txt"
judge
is "$sets" 45 "all of them"

share=$(sed -n '/^= 1\./{n;p}' "$TESTS/data/slip39-vectors.txt")
secret=$(sed -n '/^= 1\./{n;n;s/^> //p}' "$TESTS/data/slip39-vectors.txt")
recover TREZOR < <(printf '\n  \n%s' "$share")
is "$rc $out" "0 $secret" "empty lines and a last line without an end do no harm"
recover TREZOR < <(printf '%s\r\n' "$share")
is "$rc $out" "0 $secret" "nor do lines of another system"
recover "" <<<"$share"
is "$rc" 0 "an empty passphrase is one"
ok "and gives another secret" test "$out" != "$secret"
other=$out
is "$("$TOOL" <<<"$share")" "$other" "which is the one without any"
recover TREZOR </dev/null
like "$rc $err" '^1 .*no sheets' "no share at all"
"$TOOL" --passphrase 8 <<<"$share" 2>"$T/err"
is "$?" 2 "an option that there is not"
"$TOOL" --passphrase-fd 8x <<<"$share" 2>"$T/err"
is "$?" 2 "a descriptor that is no number"
"$TOOL" --passphrase-fd 77 <<<"$share" >"$T/out" 2>"$T/err"
like "$? $(<"$T/err")" '^1 .*cannot be read' "a descriptor that is not open"
for _ in $(seq 257); do echo "$share"; done >"$T/many"
recover TREZOR <"$T/many"
like "$rc $err" '^1 .*more shares than any set' "too many"
finish
