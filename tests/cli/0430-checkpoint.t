#!/bin/bash
# Checkpoints: for the minutes and as signed notes, by other programs too, and
# compared with logs that are not what they were.
. "$(dirname "$0")/lib.sh"
need jq sqlite3 openssl perl

new_vault
add jane "Bank" "s3cret-of-the-bank"
new_member shah "Cllr Shah" chair
new_member price "Cllr Price" councillor
new_member ward "Mr Ward" auditor
cp "$T/v.db" "$T/early.db"

# --- who, and what it says ---

for who in shah ward jane; do
	as $who audit checkpoint --minute "2026/114"
	done_ok "$who makes one"
done
like "$out" "^Checkpoint of the audit log of Ashby Parish Council, minute 2026/114: [0-9]+ records on .*; check words: [a-z]+( [a-z]+){15}\. .*audit verify --against -" "the sentence has all that is needed"
like "$err" "takes this key: strongroom/[0-9a-f]{32}/1\+[0-9a-f]{8}\+" "and the key for other programs is told"
cp "$T/out" "$T/sentence"
as price audit checkpoint
refused 5 'may not make a checkpoint of the audit log; the attempt is on the audit log' "a councillor may not"
log_has '[.[] | select(.action == "audit.checkpoint") | .outcome] == ["ok", "ok", "ok", "refused"]' "all of it is on the log"
log_has 'any(.[]; .action == "audit.checkpoint" and .detail.minute == "2026/114")' "with the minute"
as shah --json audit checkpoint --out "$T/note"
json '.size > 0 and (.root | length == 44) and (.short | test("check words: ")) and (.words | split(" ") | length == 16)' "as JSON"
is "$(get .note)" "$(<"$T/note")" "the note is in the file and in the document"
is "$(stat -c %a "$T/note")" 600 "which is closed to others"
key=$(get .key) size=$(get .size) root=$(get .root)
as jane audit checkpoint --out "$T/v.db"
refused 2 'the vault itself' "the note does not replace the vault"
echo "This is a letter." >"$T/letter"
cp "$T/v.db" "$T/copy.db"
ln -s note "$T/link"
mkfifo "$T/pipe"
sed '1s/.$/x/' "$T/note" >"$T/strange"
cp "$T/sentence" "$T/short"
count=$(sqlite3 "$T/v.db" "SELECT count(*) FROM audit WHERE action = 'audit.checkpoint'")
for file in letter copy.db link pipe strange short; do
	before=$([ $file = pipe ] || sum "$T/$file")
	as jane audit checkpoint --out "$T/$file"
	refused 8 'no earlier checkpoint of this vault; give another name' "nor $file"
	is "$([ $file = pipe ] || sum "$T/$file")" "$before" "which stays"
done
ok "as what it is" test -L "$T/link" -a -p "$T/pipe"
for end in journal wal shm; do
	as jane audit checkpoint --out "$T/v.db-$end"
	refused 2 'the vault itself uses' "nor is it the vault's -$end"
done
for text in "7; check words: $(printf 'academic %.0s' {1..16})" "CHECK
words" "$(printf 'x%.0s' {1..201})"; do
	as jane audit checkpoint --minute "$text"
	refused 9 'check words|longer than 200' "a reference that would be taken for the words"
done
is "$(sqlite3 "$T/v.db" "SELECT count(*) FROM audit WHERE action = 'audit.checkpoint'")" "$count" "none of them is on the log"
cp "$T/note" "$T/note.again"
as jane audit checkpoint --out "$T/note.again" --minute "12 records of 7 words"
done_ok "an earlier note is replaced"
cp "$T/out" "$T/numbers"
ok "by the new one" no cmp -s "$T/note" "$T/note.again"
run audit verify --against "$T/numbers"
done_ok "and numbers in a reference are in nobody's way"
as jane audit checkpoint --out "$T/none/note"
refused 10 'directory' "nor goes where no folder is"
run --json audit verify --against "$T/note"
is "$(sed -n 1p "$T/note")" "strongroom/$(as jane --json status; get .vault_id)" "the origin is that of the vault"
is "$(sed -n 2,3p "$T/note")" "$size"$'\n'"$root" "then size and root"

# --- by other programs: the signature by OpenSSL, the root by this script ---

name=${key%%+*}
sed '/^$/,$d' "$T/note" >"$T/text"
like "$(tail -n 1 "$T/note")" "^— $name [A-Za-z0-9+/=]+$" "a line for the signer"
tail -n 1 "$T/note" | sed 's/.* //' | base64 -d >"$T/id.sig"
tail -c 64 "$T/id.sig" >"$T/sig"
# SubjectPublicKeyInfo of Ed25519 (RFC 8410) in front of the 32 bytes
{ printf '\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00'; base64 -d <<<"$(cut -d+ -f3- <<<"$key")" | tail -c 32; } >"$T/key.der"
ok "OpenSSL finds the signature good" openssl pkeyutl -verify -pubin -keyform DER -inkey "$T/key.der" -rawin -in "$T/text" -sigfile "$T/sig"
echo >>"$T/text"
ok "and not over another text" no openssl pkeyutl -verify -pubin -keyform DER -inkey "$T/key.der" -rawin -in "$T/text" -sigfile "$T/sig"
id=$({ printf '%s\n' "$name"; base64 -d <<<"$(cut -d+ -f3- <<<"$key")"; } | openssl dgst -sha256 -binary | head -c 4 | od -An -tx1 | tr -d ' \n')
is "$(head -c 4 "$T/id.sig" | od -An -tx1 | tr -d ' \n') $(cut -d+ -f2 <<<"$key")" "$id $id" "the key id is the hash of name and key"
# RFC 6962, 2.1, by hand
binary() { # HEXADECIMAL
	perl -e 'print pack "H*", $ARGV[0]' "$1"
}
hash_of() { # LEFT RIGHT, in hexadecimal
	binary "01$1$2" | openssl dgst -sha256 -r | cut -d' ' -f1
}
tree() { # FROM COUNT
	local half=1
	if [ "$2" = 1 ]; then
		echo "${leaves[$1]}"
		return
	fi
	while [ $((half * 2)) -lt "$2" ]; do
		half=$((half * 2))
	done
	hash_of "$(tree "$1" $half)" "$(tree $(($1 + half)) $(($2 - half)))"
}
mapfile -t leaves < <(sqlite3 "$T/v.db" "SELECT lower(hex(leaf)) FROM audit WHERE seq <= $size ORDER BY seq")
is "$(binary "$(tree 0 "$size")" | base64)" "$root" "the root is that of RFC 6962"

# --- compared ---

against() { # FILE
	run audit verify --against "$1"
}
fits() { # FILE NAME
	against "$1"
	done_ok "$2"
	like "$out" "The checkpoint fits: the log begins with the $size records" "and it is said"
}
fits "$T/note" "the note fits"
like "$out" "It was signed by Cllr Shah" "and whose it is"
run --json audit verify --against "$T/note"
json ".ok and .against == {size: $size, note: true, signed_by: [\"Cllr Shah\"], unknown: []}" "as JSON"
quietly bash -c '"$0" audit verify --against - <"$1"' "$STRONGROOM" "$T/note"
done_ok "from standard input"
size=$(grep -Eo '[0-9]+ records' "$T/sentence" | grep -Eo '[0-9]+')
fits "$T/sentence" "the sentence of the minutes fits"
unlike "$out" "signed" "without a word about signatures"
for form in note sentence; do
	sed 's/$/\r/' "$T/$form" >"$T/crlf"
	run audit verify --against "$T/crlf"
	done_ok "the $form with the line ends of another system"
done
words=$(sed 's/.*check words: \([a-z ]*\)\..*/\1/' "$T/sentence")
echo "$size records, $words" >"$T/typed"
fits "$T/typed" "the number, \"records\" and the words"
printf '%s\n' "$size" $words >"$T/typed"
fits "$T/typed" "typed, a word a line"
tr 'a-z ' 'A-Z\n' <"$T/sentence" | fold -w 30 -s >"$T/typed"
fits "$T/typed" "in capitals and other lines"
sed -E 's/([a-z]{4})[a-z]*/\1/g' <<<"$size $words" >"$T/typed"
fits "$T/typed" "by the first four letters"

# --- mistyped ---

array=($words)
# slip WORDS…: do they differ from those of the log, and does the last one not fit the others?
# It is made of 10 bits of their hash, and fits other words by chance once in 1,024.
slip() {
	local hash
	hash=$(printf %s "${*:1:15}" | sha256sum)
	[ "$*" != "$words" ] && [ "${16}" != "$(grep -v '^#' "$TOP/data/slip39-words.txt" | sed -n "$(((16#${hash:0:3} >> 2) + 1))p")" ]
}
no slip $words && pass "the last word is made of the others" || fail "the last word is made of the others"
# with_other N: those words, the Nth of which is another
with_other() {
	local other
	for other in academic acid acne acquire; do
		typed=("${array[@]:0:$1-1}" "$other" "${array[@]:$1}")
		slip "${typed[@]}" && return
	done
}
with_other 5
echo "$size ${typed[*]}" >"$T/typed"
against "$T/typed"
refused 9 "word 5 is .*the log has .${array[4]}" "one wrong word is named"
echo "$size ${array[*]:0:4} xyzzy ${array[*]:5}" >"$T/typed"
against "$T/typed"
refused 9 'word 5, .xyzzy., is not on the list' "and one that is none"
for ((i = 0; i < 14; i++)); do
	typed=("${array[@]:0:i}" "${array[i + 1]}" "${array[i]}" "${array[@]:i + 2}")
	! slip "${typed[@]}" || break
done
echo "$size ${typed[*]}" >"$T/typed"
against "$T/typed"
refused 9 'out of its place' "two words changed round"
echo "$size ${array[*]:0:15}" >"$T/typed"
against "$T/typed"
refused 9 'only 15 check words' "one left out"
echo "${array[*]}" >"$T/typed"
against "$T/typed"
refused 9 'no number of records' "no number"
echo "$((size - 1)) ${array[*]}" >"$T/typed"
against "$T/typed"
refused 6 "rewritten at or before record $((size - 1)), or it is not that number" "another number"
echo "$((size + 900)) ${array[*]}" >"$T/typed"
against "$T/typed"
refused 6 "of $((size + 900)) records, but the log ends" "a number past the end"
with_other 1
echo "$((size + 900)) ${typed[*]}" >"$T/typed"
against "$T/typed"
refused 9 "does not fit" "and words that do not fit"
: >"$T/empty"
head -c 70000 /dev/zero | tr '\0' a >"$T/long"
head -c 500 /dev/urandom >"$T/noise"
for file in empty long noise; do
	against "$T/$file"
	refused 9 'the checkpoint' "no checkpoint: $file"
done
against "$T/none"
refused 3 'the checkpoint' "no file"
run --json audit verify --against "$T/empty"
refused 9 'bad-input' "as JSON"

# --- notes that are not what they were ---

sed "2s/.*/$(($(sed -n 2p "$T/note") - 1))/" "$T/note" >"$T/forged"
against "$T/forged"
refused 6 'signature of Cllr Shah .*not good' "another size under the signature"
sed '/^$/,$d' "$T/note" >"$T/forged"
against "$T/forged"
done_ok "without a signature the root still counts"
like "$out" "No member of this vault signed it" "but that it has none is said"
sed 's|^\(— strongroom/[0-9a-f]*\)/2 |\1/1 |' "$T/note" >"$T/forged"
against "$T/forged"
done_ok "a signature under the name of another"
like "$out" "No member.*does not know: strongroom/.*/1" "is that of nobody known"
{ cat "$T/note"; echo "— witness.example/w $(head -c 80 /dev/urandom | base64 -w0)"; } >"$T/cosigned"
against "$T/cosigned"
done_ok "a signature of a witness besides"
like "$out" "signed by Cllr Shah.*does not know: witness.example/w" "is told apart"
sed '3s/^./A/; 3s/^AA/BA/' "$T/note" | sed '/^$/,$d' >"$T/forged"
cmp -s <(sed -n 3p "$T/forged") <(sed -n 3p "$T/note") && sed -i '3s/^./C/' "$T/forged"
against "$T/forged"
refused 6 'rewritten' "another root"
(STRONGROOM_VAULT=$T/other.db XDG_STATE_HOME=$T/other.state new_vault)
STRONGROOM_VAULT=$T/other.db run audit verify --against "$T/note"
refused 6 'another log' "another vault"
STRONGROOM_VAULT=$T/other.db run audit verify --against "$T/sentence"
refused 6 'records' "by its words too"
sed '5,$d' "$T/note" >"$T/forged"
echo "— nonsense" >>"$T/forged"
against "$T/forged"
refused 9 'a note has the lines' "a line that is no signature"

# --- logs that are not what they were ---

STRONGROOM_VAULT=$T/early.db XDG_STATE_HOME=$T/afar run audit verify --against "$T/note"
refused 6 'log ends at record' "an older copy, on a computer that never saw more"
STRONGROOM_VAULT=$T/early.db XDG_STATE_HOME=$T/afar run --json audit verify --against "$T/note"
is "$rc $(jq -r '[.ok, (.problem | test("ends at record"))] | join(" ")' "$T/out")" "6 false true" "as JSON"
# Grown past the checkpoint in another way
for _ in 1 2 3 4 5 6 7 8; do
	STRONGROOM_VAULT=$T/early.db XDG_STATE_HOME=$T/afar as jane audit log
done
STRONGROOM_VAULT=$T/early.db XDG_STATE_HOME=$T/afar run audit verify
done_ok "one that went on by itself is sound"
STRONGROOM_VAULT=$T/early.db XDG_STATE_HOME=$T/afar run audit verify --against "$T/note"
refused 6 'rewritten at or before record' "but not what the note says"
STRONGROOM_VAULT=$T/early.db XDG_STATE_HOME=$T/afar run audit verify --against "$T/sentence"
refused 6 'rewritten at or before record' "nor what the minutes say"

# The signer's keys change; what was signed with the old ones stays good
as jane --json member add "New Clerk" --role clerk
PASS[first]=$(get .first_passphrase) NAME[first]="New Clerk"
as jane audit checkpoint --out "$T/note.before"
as first passphrase --new-passphrase-fd 8 8<<<"own passphrase of the new clerk"
against "$T/note.before"
done_ok "a note from before is good afterwards"
sound "the vault is sound"
finish
