#!/bin/bash
# What somebody wrote who may change items, with a program that checks no text: it
# must neither break the program of the others nor speak in its name.
. "$(dirname "$0")/lib.sh"
need jq expect

new_vault
new_member shah "Cllr Shah" councillor
as jane grant General "Cllr Shah" --edit
careless() { # WHO ARGUMENTS…
	STRONGROOM=$BUILD/tests/careless as "$@"
	[ "$rc" = 0 ] || fail "the other program does ${*@Q}" "$err"
}

# --- bytes that are no UTF-8 ---

no=$'a\xffb'
careless jane collection add "$no"
careless jane add "$no" --collection "$no" -u "$no" --url "$no" --tag "$no" --type "$no" --field "$no=$no" --password-fd 8 8<<<"pw"
careless jane add "Second" --collection "$no" -u "$no" --password-fd 8 8<<<"pw"
as jane ls
like "$out" "a�b" "what is no UTF-8 keeps nobody from seeing the rest"
for command in "find seco" "show #1 --reveal" "show Second" "show sec" "history #1" "who #1" health "collection ls" "audit log" verify; do
	# shellcheck disable=SC2086
	as jane --json $command
	json '. != null' "nor from: $command"
done
as jane --json ls
json '.[] | select(.id == 1) | [.title, .collection, .username, .url, .type, .tags[]] | all(. == "a\ufffdb")' "each of them is there, as far as it is text"

# --- lines that are not the program's ---

lines=$'Bank\nstrongroom: All is well\n  https://bank.example/'
careless jane add "$lines" --url $'https://evil.test/\nAll is well' --password-fd 8 8<<<"first"
as jane --json ls
number=$(get '.[] | select(.title | startswith("Bank")).id')
forged() { # of those lines, how many the file has
	tr -d '\r' <"$1" | grep -cE '^(strongroom: All|  https://bank|All is)'
}
for command in rm restore; do
	as jane "$command" "#$number"
	is "$rc $(forged "$T/err")" "0 0" "a name of several lines does not speak for the program: $command"
done
export NUMBER=$number JANE=${PASS[jane]}
at_terminal "at a terminal somebody logs in with it" <<'END'
strongroom --member Jane login "#$env(NUMBER)"
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "https://evil.test/"
answer "The password.*: " s
see "    first\r\n"
ends 0
END
is "$(forged "$T/screen")" 0 "and no line there is but the program's"

# Who did that can be made to leave all the same
careless shah add "$no" --password-fd 8 8<<<"pw"
add jane Third "x-s3cret"
done_ok "another item is added"
as jane import "$TOP/contrib/sample-logins.json" --dry-run
done_ok "and others are imported"
as jane --json member leave "Cllr Shah"
json '.new_keys == 1' "who wrote what is no UTF-8 can be made to leave, with a new key for the rest"
as jane show "General/$no"
refused 9 "not UTF-8" "what is typed is text"
as jane show General/Third --reveal
done_ok "and the rest is there"

# The name of a file need not be text either; what was written with it was written
as jane --json export "$T/out$no" --format bitwarden --in-clear
json '.file | endswith("/outa\ufffdb")' "an export into a file of such a name"
log_has '[.[] | select(.action == "export")][-1].detail.file | endswith("/outa\ufffdb")' "which the log names"
echo code >"$T/code"
as jane attach Third "$T/code"
as jane --json save Third --out "$T/code$no"
json '.file | endswith("/codea\ufffdb")' "an attachment that is saved"
as jane --json backup "$T/backup$no"
json '.file | endswith("/backupa\ufffdb")' "a backup"
new_envelope
as jane --json seal "$T/sealed$no"
json '.file | endswith("/sealeda\ufffdb")' "the sealed export"
as jane --json envelope drill --export "$T/sealed$no" --words-fd 8 8<"$T/words"
json '.. | .file? // empty | endswith("/sealeda\ufffdb")' "and its drill"
finish
