#!/bin/bash
# The sealed envelope: what the chair has in hand when the clerk is gone.
. "$(dirname "$0")/lib.sh"
need jq age

new_vault
add jane "Bank" "s3cret-of-the-bank" -u clerk7 --url https://bank.example
add jane "HMRC" "s3cret-of-hmrc" --notes-fd 7 7<<<$'call 0300\nask for VAT'
as jane collection add Personnel --private
add jane "Letters" "s3cret-of-personnel" --collection Personnel

# --- the sheet ---

as jane envelope create --holder "Cllr Shah (Chair)" --export-at "the stick in the safe"
done_ok "an envelope"
sheet=$out
like "$sheet" 'Cllr Shah \(Chair\)' "the sheet says who keeps it"
like "$sheet" 'Ashby Parish Council' "and of which council it is"
like "$sheet" 'the stick in the safe' "and where the export is"
# The key is broken into pieces, to be typed one behind the other
sed -n '/AGE-SECRET-KEY-1/,/age -d/p' <<<"$sheet" | sed '$d' | tr -d ' \n' >"$T/key"
like "$(<"$T/key")" '^AGE-SECRET-KEY-1[A-Z0-9]{58}$' "and has a key that age takes"
# The words stand in a list, each behind its number
sed -n '/^THE SHEET WORDS/,/^WHAT TO DO/p' <<<"$sheet" | grep -oE '[0-9]+ +[a-z]+' | sort -n -u | awk '{print $2}' >"$T/list"
is "$(wc -l <"$T/list")" 20 "and 20 words, numbered"
tr '\n' ' ' <"$T/list" | sed 's/ $/\n/' >"$T/words"
like "$err" 'envelope' "what to do with it is said"
no grep -qFf "$T/key" "$T/err" && pass "without repeating the key" || fail "without repeating the key"

# --- sealed, and opened with what is on the sheet ---

umask 000
echo "This is a letter." >"$T/letter"
mkfifo "$T/pipe"
cp "$T/v.db" "$T/copy.db"
for file in letter pipe copy.db; do
	as jane seal "$T/$file"
	refused 8 'no earlier export' "not in the place of $file"
done
is "$(<"$T/letter")" "This is a letter." "which stays"
ok "as does a pipe" test -p "$T/pipe"
as jane seal "$T/v.db-journal"
refused 2 'the vault itself uses' "nor under a name of the vault's"
as jane seal "$T/council.age"
done_ok "sealed"
as jane seal "$T/council.age"
done_ok "and once more, in the place of the older one"
umask 022
is "$(stat -c %a "$T/council.age")" 600 "with rights for its owner alone, whatever the umask"
like "$err" 'Personnel' "what the export leaves out is named"
like "$err" '2 of 3' "and counted"
is "$(head -1 "$T/council.age")" "age-encryption.org/v1" "it is an age file"
age -d -i "$T/key" "$T/council.age" >"$T/plain.json" 2>"$T/err"
is "$?" 0 "Debian's age opens it with the key of the sheet"
is "$(jq -r '[.items[].login.password] | sort | join(" ")' "$T/plain.json")" "s3cret-of-hmrc s3cret-of-the-bank" "the passwords are in it"
unlike "$(<"$T/plain.json")" 's3cret-of-personnel|Letters' "and nothing private"
is "$(jq -r .encrypted "$T/plain.json")" false "in the form that other password managers import"

# From here on without any vault, on a computer that has never seen one
afar() {
	local HOME=$T/afar XDG_STATE_HOME=$T/afar/state XDG_DATA_HOME=$T/afar/data STRONGROOM_VAULT=$T/afar/none.db
	mkdir -p "$T/afar"
	run "$@"
}
afar --json unseal "$T/council.age" --reason test --words-fd 8 8<"$T/words"
json '[.items[].title] | sort == ["Bank", "HMRC"]' "the words of the sheet open it without a vault"
json '[.items[] | select(.title == "HMRC") | .fields[] | select(.label == "notes") | .value] == ["call 0300\nask for VAT"]' "notes too"
like "$err" 'genuine' "and it is said whether it is genuine"
afar unseal "$T/council.age" --reason test --words-fd 8 8<"$T/words"
like "$out" 's3cret-of-the-bank' "also as text for a person"
sed -E 's/\b([a-z]{4})[a-z]*/\1/g' "$T/words" >"$T/short"
afar unseal "$T/council.age" --reason test --words-fd 8 8<"$T/short"
done_ok "the first four letters of each word are enough"
tr a-z A-Z <"$T/words" >"$T/capitals"
afar unseal "$T/council.age" --reason test --words-fd 8 8<"$T/capitals"
done_ok "and capitals do no harm"
afar --json unseal "$T/council.age" --identity-fd 8 8<"$T/key"
json '.items | length == 2' "the key of the sheet opens it as well"
like "$err" 'could not be checked' "but cannot tell whether it is genuine"
(umask 000 && afar unseal "$T/council.age" --reason test --words-fd 8 --out "$T/out.json" 8<"$T/words")
ok "--out writes it as it is" cmp -s "$T/plain.json" "$T/out.json"
is "$(stat -c %a "$T/out.json")" 600 "with rights for its owner alone"
is "$(find "$T/afar" -name '*.db')" "" "and no vault came of all this"
# A file that somebody else sealed to the same key
jq '.items[0].login.password = "forged"' "$T/plain.json" | age -r "$(age-keygen -y "$T/key")" -o "$T/forged.age"
afar unseal "$T/forged.age" --reason test --words-fd 8 8<"$T/words"
refused 6 'not genuine' "is not taken for the council's"

# --- wrong words ---

words=($(<"$T/words"))
try() { # NAME REGEX WORDS…
	local name=$1 regex=$2
	shift 2
	afar unseal "$T/council.age" --reason test --words-fd 8 8<<<"$*"
	refused 9 "$regex" "$name"
}
swapped=("${words[@]}")
for ((i = 4; i < 19; i++)); do
	[ "${words[i]}" = "${words[i + 1]}" ] && continue
	swapped[i]=${words[i + 1]} swapped[i + 1]=${words[i]}
	break
done
try "two words in the wrong order" 'check' "${swapped[@]}"
try "a word that sheets do not use" 'word' "${words[@]:0:19}" strongroom
try "one word too few" 'word' "${words[@]:0:19}"
try "one word too many" 'word' "${words[@]}" academic
try "no words at all" 'word|line' ""
afar unseal "$T/council.age" --reason test --words-fd 8 8<<<"${PASS[jane]}"
refused 9 'word' "a passphrase is not words of a sheet"
afar unseal "$T/council.age" --identity-fd 8 8<<<"AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ"
refused 9 'key|identity' "a key with a typing error"
age-keygen 2>/dev/null | grep AGE >"$T/other.key"
afar unseal "$T/council.age" --identity-fd 8 8<"$T/other.key"
refused 9 'key|open|words' "the key of somebody else"
afar unseal "$T/council.age" --reason test --words-fd 8 --identity-fd 7 8<"$T/words" 7<"$T/key"
refused 2 'not both' "words and a key at once"
afar unseal "$T/none.age" --reason test --words-fd 8 8<"$T/words"
refused 3 'none.age' "a file that is not there"

# --- a damaged file ---

size=$(stat -c %s "$T/council.age")
for ((n = 0; n < size; n += n < 30 ? 7 : size / 14)); do
	head -c $n "$T/council.age" >"$T/cut.age"
	afar --json unseal "$T/cut.age" --reason test --words-fd 8 8<"$T/words"
	[ "$rc" = 9 ] && [ ! -s "$T/out" ] && [ -s "$T/err" ] || break
done
ok "cut short anywhere, it shows nothing (up to $n of $size)" test "$n" -ge "$size"
head -c $((size - 1)) "$T/council.age" >"$T/cut.age"
afar unseal "$T/cut.age" --reason test --words-fd 8 8<"$T/words"
refused 9 '.' "not even by one byte"
for ((n = 0; n < size; n += size / 20)); do
	perl -e 'local $/; $_ = <STDIN>; substr($_, $ARGV[0], 1) ^= "\x01"; print' $n <"$T/council.age" >"$T/bent.age"
	afar --json unseal "$T/bent.age" --reason test --words-fd 8 8<"$T/words"
	[ "$rc" = 9 ] && [ ! -s "$T/out" ] && [ -s "$T/err" ] || break
done
ok "altered anywhere, it shows nothing (up to $n of $size)" test "$n" -ge "$size"
(cat "$T/council.age" && echo more) >"$T/long.age"
afar unseal "$T/long.age" --reason test --words-fd 8 8<"$T/words"
refused 9 '.' "with something behind it neither"
afar unseal "$T/cut.age" --reason test --words-fd 8 --out "$T/cut.json" 8<"$T/words"
refused 9 '.' "--out of a damaged file"
ok "leaves no file" no test -e "$T/cut.json"

# --- the vault itself ---

run unseal --words-fd 8 8<"$T/words"
refused 2 'reason' "the vault does not open without a reason"
run --json unseal --reason "the clerk is in hospital" --present "Cllr Price" --words-fd 8 8<"$T/words"
json '[.items[].title] | sort == ["Bank", "HMRC"]' "the words open the vault, but nothing private"
like "$err" 'audit log' "and that it is recorded is said"
log_has '[.[] | select(.action == "envelope.open")] | length == 1 and .[0].detail.reason == "the clerk is in hospital"' "the opening is on the log, with the reason"
log_has '[.[] | select(.action == "item.reveal")] | length == 2 and all(.actor != "Jane Smith")' "and every item that was revealed"
as jane status
like "$out" '[Ee]nvelope 1 was opened' "and everybody is told"
run unseal --reason x --words-fd 8 8<<<"${swapped[*]}"
refused 9 'check' "wrong words do not open it"

# --- a new envelope ---

cp "$T/words" "$T/old.words"
new_envelope
ok "a new envelope has other words" no cmp -s "$T/words" "$T/old.words"
run unseal --reason x --words-fd 8 8<"$T/old.words"
refused 9 'envelope|words' "the old words no longer open the vault"
as jane seal "$T/council2.age"
done_ok "a new export"
afar unseal "$T/council2.age" --reason test --words-fd 8 8<"$T/old.words"
refused 9 '.' "which the old words do not open"
afar unseal "$T/council.age" --reason test --words-fd 8 8<"$T/words"
refused 9 '.' "nor the new words the old export"
afar unseal "$T/council2.age" --reason test --words-fd 8 8<"$T/words"
done_ok "but the new ones do"
run unseal --reason x --words-fd 8 8<"$T/words"
done_ok "and they open the vault"
sound "the vault is sound"
finish
