#!/bin/bash
# Files that items carry: in and out, byte by byte; who may; what is recorded;
# what is left when the program is killed; how much memory it takes.
# STRONGROOM_LONG=1: 300 kills in place of 30.
. "$(dirname "$0")/lib.sh"
need jq sqlite3 expect

new_vault
new_member chair "Cllr Shah" chair
new_member price "Cllr Price" councillor
as jane grant General Shah
add jane "HMRC" "s3cret-of-hmrc"
printf 'recovery code 1234-5678\nrecovery code 8765-4321\n' >"$T/codes.txt"
head -c 700000 /dev/urandom >"$T/scan.pdf"
: >"$T/empty"

# --- in and out ---

as jane attach HMRC "$T/codes.txt" --reason "new codes"
done_ok "a file is attached"
like "$err" 'Attached codes.txt \(48 bytes\) to "HMRC" \(#1\)' "and said how large it is"
like "$err" 'codes.txt is still there in clear' "and that the file is still there"
as jane --json attach HMRC "$T/scan.pdf"
json '. == {id: 1, title: "HMRC", version: 3, name: "scan.pdf", size: 700000}' "as JSON"
as jane attach HMRC "$T/empty" --name "Nothing at all.bin"
done_ok "an empty one, under another name"
cd "$T" || exit 1
mkdir here && cd here || exit 1
as jane save HMRC codes.txt --reason "locked out"
done_ok "and saved"
ok "as it was" cmp codes.txt "$T/codes.txt"
is "$(stat -c %a codes.txt)" 600 "which only its owner reads"
like "$err" 'Saved codes.txt \(48 bytes\) as codes.txt. It is in clear there: delete it' "and what to do with it"
as jane --json save HMRC SCAN.PDF --out "$T/here/x.pdf"
json ". == {name: \"scan.pdf\", file: \"$T/here/x.pdf\", size: 700000}" "in any case, as JSON"
ok "one of several pieces" cmp x.pdf "$T/scan.pdf"
as jane save HMRC "Nothing at all.bin"
ok "an empty one" cmp "Nothing at all.bin" "$T/empty"
"$STRONGROOM" -q --member Jane --passphrase-fd 9 save HMRC scan.pdf --out - 9<<<"${PASS[jane]}" 2>"$T/err" | cmp - "$T/scan.pdf"
is "${PIPESTATUS[*]}" "0 0" "through a pipe"
is "$(<"$T/err")" "" "of which nothing is said"
quietly "$STRONGROOM" --member Jane --passphrase-fd 9 attach HMRC - --name piped 9<<<"${PASS[jane]}"
done_ok "standard input that is empty"
"$STRONGROOM" --member Jane --passphrase-fd 9 attach HMRC - --name piped.pdf 9<<<"${PASS[jane]}" <"$T/scan.pdf" 2>"$T/err"
"$STRONGROOM" --member Jane --passphrase-fd 9 attach HMRC - --name piped2.pdf 9<<<"${PASS[jane]}" < <(cat "$T/scan.pdf") 2>"$T/err"
as jane save HMRC piped.pdf --out piped.pdf
ok "a file on standard input" cmp piped.pdf "$T/scan.pdf"
as jane save HMRC piped2.pdf --out piped2.pdf
ok "a pipe on standard input" cmp piped2.pdf "$T/scan.pdf"
rm -f ./*

# --- what is shown ---

as jane show HMRC
like "$out" '  codes.txt +attachment, 48 bytes' "show lists attachments"
like "$out" '  scan.pdf +attachment, 683.6 KiB' "with their sizes"
as jane --json show HMRC
json '.fields | map(select(.label == "scan.pdf")) == [{label: "scan.pdf", kind: "file", size: 700000}]' "and as JSON"
as jane --json show HMRC --reveal
json '.fields | map(select(.label == "scan.pdf")) == [{label: "scan.pdf", kind: "file", size: 700000}]' "nor does a reveal say more"
log_has 'map(select(.action == "item.reveal"))[-1].detail.fields == "password"' "or record more"
as jane show HMRC -f codes.txt
refused 2 'attachment; "strongroom save"' "a file is no field"
as jane find codes.txt
like "$out" HMRC "found by the name of a file"
as jane edit HMRC -u clerk
as jane save HMRC codes.txt
ok "an edit keeps them" cmp codes.txt "$T/codes.txt"
rm codes.txt

# --- the log ---

log_has 'map(select(.action == "attachment.add"))[0] | .subject == {kind: "attachment", id: 1} and
	.detail.title == "HMRC" and .detail.file == "codes.txt" and .detail.size == "48 bytes" and .detail.reason == "new codes"' "the log says what was attached"
log_has 'map(select(.action == "item.edit"))[0].detail.reason == "attached codes.txt: new codes"' "and the history why"
log_has 'map(select(.action == "item.reveal" and .detail.fields == "codes.txt"))[0].detail.reason == "locked out"' "a file that is saved is a reveal"

# --- refusals ---

as jane attach HMRC "$T/codes.txt"
refused 8 'attachment "codes.txt" already; .*--name' "the same name again"
as jane attach HMRC "$T/codes.txt" --name CODES.TXT
refused 8 'already' "in other letters"
as jane attach HMRC "$T/codes.txt" --name password
refused 8 'field "password" already' "the name of a field"
for name in a/b /etc/passwd .. . '' $'a\nb' $'\xff' "$(printf 'x%.0s' {1..256})"; do
	as jane attach HMRC "$T/codes.txt" --name "$name"
	refused 9 'name' "no name for a file: $(printf %q "${name:0:20}")"
done
as jane attach HMRC "$T/none"
refused 3 'cannot open' "a file that is not there"
as jane attach HMRC "$T"
refused 2 'folder' "a folder"
as jane attach HMRC -
refused 2 'name' "standard input without a name"
head -c 16777217 /dev/zero >"$T/large"
as jane attach HMRC "$T/large"
refused 9 '16 MiB' "a byte too many"
"$STRONGROOM" --member Jane --passphrase-fd 9 attach HMRC - --name x 9<<<"${PASS[jane]}" < <(cat "$T/large") >"$T/out" 2>"$T/err"
rc=$?
refused 9 '16 MiB' "through a pipe, too"
as jane save HMRC
refused 2 'several.*codes.txt, scan.pdf' "which of several?"
as jane save HMRC none.txt
refused 3 'no attachment "none.txt", but: codes.txt' "one that there is not"
as jane detach HMRC none.txt
refused 3 'no attachment "none.txt"' "to be taken off"
add jane "Bare" "x"
as jane save Bare
refused 3 'no attachment; "strongroom attach"' "an item without one"
add jane "Named oddly" "x"
for name in .profile --option $'turned\u202Etxt.exe'; do
	as jane attach "Named oddly" "$T/codes.txt" --name="$name"
	as jane save "Named oddly" -- "$name"
	refused 9 'unasked; say where it goes with --out' "a name that somebody else chose to do harm"
done
as jane save "Named oddly" .profile --out profile
ok "is one to save from" cmp profile "$T/codes.txt"
rm profile
echo mine >codes.txt
as jane save HMRC codes.txt
refused 8 'codes.txt already.*another name' "a file that is there is left"
is "$(<codes.txt)" mine "as it was"
rm codes.txt
as jane save HMRC codes.txt --out "$T/none/codes.txt"
refused 10 'directory' "a folder that is not there"
as jane save HMRC codes.txt --out "$STRONGROOM_VAULT-journal"
refused 2 'vault' "a name that is the vault's"
as jane --json save HMRC codes.txt --out -
refused 2 'json' "a file where the document goes"
is "$(ls -A)" "" "nothing was left of all that"
as chair attach HMRC "$T/codes.txt" --name mine.txt
refused 5 'audit log' "who may not change items attaches none"
as chair detach HMRC codes.txt
refused 5 'audit log' "and takes none off"
as chair save HMRC codes.txt
ok "but saves what was granted" cmp codes.txt "$T/codes.txt"
rm codes.txt
as price save "#1" codes.txt
refused 5 'audit log' "who was not granted the item gets nothing"
is "$(ls -A)" "" "at all"
at_terminal "a file is not written to a terminal" <<'EXPECT'
start $env(STRONGROOM) --member Jane save HMRC codes.txt --out -
see "not written to a terminal"
ends 2
EXPECT

# --- a file that is named as a field is ---

as jane add "Named so" --type login -u clerk
for name in password "new password" totp "second factor"; do
	as jane attach "Named so" "$T/scan.pdf" --name "$name"
	done_ok "a file that is called $name"
done
printf '%032d:1\nFF%030d:2\n' 1 1 >"$T/nt"
as jane --json health --pwned "$T/nt"
json '[.findings[] | select(.title == "Named so")] == []' "is no password to the health"
as jane show "Named so" -f password
refused 2 'attachment; "strongroom save"' "nor to a reveal"
as jane edit "Named so" --password-fd 8 8<<<"s3cret-of-its-own"
as jane show "Named so" -f password
is "$out" "s3cret-of-its-own" "and hides none that comes later"
as jane save "Named so" password --out "$T/here/x.pdf"
ok "nor does that hide it" cmp x.pdf "$T/scan.pdf"
rm -f x.pdf

as jane attach "Named so" <(printf piped) --name piped
unlike "$err" 'delete' "nobody is told to delete what is no file"

# --- taken off, and what stays ---

as jane detach HMRC scan.pdf --reason "out of date"
done_ok "taken off"
like "$err" 'Took scan.pdf off "HMRC" \(#1\). Version 8 has it still' "and which version has it"
like "$err" "strongroom restore '#1' --version 8\"" "with the command, as a shell takes it"
as jane show HMRC
unlike "$out" 'scan.pdf' "the item has it no more"
as jane restore HMRC --version 8
as jane save HMRC scan.pdf --out scan.pdf
ok "but once that version is back" cmp scan.pdf "$T/scan.pdf"
rm scan.pdf
as jane collection add Personnel --private
as jane mv HMRC Personnel
as jane save HMRC scan.pdf --out scan.pdf
ok "and in another collection" cmp scan.pdf "$T/scan.pdf"
rm scan.pdf
as jane mv HMRC General
as jane revoke General Shah
as jane save HMRC scan.pdf --out scan.pdf
ok "and under another key" cmp scan.pdf "$T/scan.pdf"
rm scan.pdf
as jane backup "$T/backup.db"
with_file "$T/backup.db" as jane save HMRC scan.pdf --out scan.pdf
ok "and in a backup" cmp scan.pdf "$T/scan.pdf"
rm scan.pdf
sound "the log is whole"
as jane verify
done_ok "and all opens"

# --- altered ---

cp "$T/v.db" "$T/bad.db"
sqlite3 "$T/bad.db" "DELETE FROM chunk WHERE id = (SELECT max(id) FROM chunk WHERE id < 192)"
bad_one() {
	as jane save HMRC scan.pdf --out scan.pdf
	refused 6 'attachment #2' "an attachment that was cut is not given out"
	is "$(ls -A)" "" "not even in part"
	run audit verify
	is "$rc" 6 "and found without a passphrase"
	as jane verify
	refused 6 'attachment' "and with one"
}
with_file "$T/bad.db" bad_one

# --- the envelope ---

new_envelope
run unseal --reason "the clerk is ill" --titles --words-fd 8 8<"$T/words"
like "$err" '"strongroom --member envelope save ITEM NAME"' "whoever opens the envelope is told how to get at them"
quietly "$STRONGROOM" --member envelope attach HMRC "$T/codes.txt" --words-fd 8 8<"$T/words"
refused 5 'there are show, copy, login, totp, save, ls' "and what else there is"
quietly "$STRONGROOM" --member envelope save HMRC codes.txt --words-fd 8 8<"$T/words"
ok "an opened envelope saves them too" cmp codes.txt "$T/codes.txt"
rm -f codes.txt

# --- no room ---

full() {
	# Each file may grow to that many times 1024 bytes
	(ulimit -f $(($(stat -c %s "$STRONGROOM_VAULT") / 1024 + 500)) && as jane attach Bare "$T/full" --name full)
	err=$(<"$T/err")
	like "$err" "beside $STRONGROOM_VAULT; nothing was kept.*twice" "where a disk is full, it is said what for"
	as jane --json show Bare
	json '[.fields[] | select(.kind == "file")] == []' "and nothing is kept"
	sound "of a vault that is whole"
}
head -c 8000000 /dev/urandom >"$T/full"
cp "$T/v.db" "$T/f.db"
with_file "$T/f.db" full

# --- killed ---

kills=30
[ -z "${STRONGROOM_LONG:-}" ] || kills=300
head -c 4000000 /dev/urandom >"$T/big"
cp "$T/v.db" "$T/k.db"
killed() {
	local i start ms took=300 bad=0 left=0
	for ((i = 0; i < kills; i++)); do
		if [ $((i % 2)) = 0 ]; then
			set -- attach Bare "$T/big" --name "big.$i"
		else
			set -- save HMRC piped.pdf --out "saved.$i"
		fi
		start=$(date +%s%N)
		{ timeout -s KILL "0.$(printf %03d $((RANDOM % took + 20)))" "$STRONGROOM" --member Jane --passphrase-fd 9 "$@" \
			9<<<"${PASS[jane]}" >"$T/killed.out" 2>&1; } 2>"$T/shell"
		case $? in
		0) ms=$((($(date +%s%N) - start) / 1000000)) && [ $ms -gt 900 ] || took=$((ms * 3 / 2 < 950 ? ms * 3 / 2 : 950)) ;;
		137) ;;
		*) bad=$((bad + 1)) && diag "$(<"$T/killed.out")" ;;
		esac
		[ ! -e "saved.$i" ] || cmp -s "saved.$i" "$T/scan.pdf" || bad=$((bad + 1))
		[ -z "$(find . -name '.*' -type f)" ] || left=$((left + 1))
		rm -f "saved.$i"
	done
	is "$bad" 0 "killed $kills times, each file is whole or not there"
	is "$left" 0 "and nothing is left of one that is not"
	sound "the vault is whole"
	as jane --json show Bare
	for name in $(get '.fields[] | select(.kind == "file").label'); do
		as jane save Bare "$name" --out saved
		cmp -s saved "$T/big" || fail "$name is whole"
		rm -f saved
	done
	ok "and what is attached, too" test "$rc" = 0
}
with_file "$T/k.db" killed

# --- what is none ---

ln "$T/v.db" "$T/v.link"
for file in v.db v.link; do
	as jane attach Bare "$T/$file"
	refused 2 "vault itself.*backup" "the vault is no file to attach, and to delete then: $file"
done
rm "$T/v.link"

# --- memory ---

# Without Argon2id, whose memory is more than anything else takes
if [ "${SANITIZED:-OFF}" = ON ]; then
	skip "memory" "a sanitizer keeps more than the program takes"
else
	as jane unlock
	peak() { # ARGUMENTS…: KiB
		"$BUILD/tests/bench_timed" "$T/peak" "$STRONGROOM" "$@" 2>"$T/err" || diag "$(<"$T/err")" >&2
		cut -d ' ' -f 3 "$T/peak"
	}
	head -c 16777216 /dev/urandom >"$T/large"
	bare=$(peak edit Bare -u someone)
	attach=$(peak attach Bare "$T/large")
	save=$(peak save Bare large --out "$T/large.saved")
	diag "peak of memory in KiB: an edit $bare, attach of 16 MiB $attach, save of it $save"
	ok "the largest is kept" cmp "$T/large" "$T/large.saved"
	ok "attach takes a few MiB more than an edit" test $((attach - bare)) -lt 6144
	ok "and save, too" test $((save - bare)) -lt 6144
	run lock
fi
finish
