#!/bin/bash
# Age files of other programs, and other programs with ours: "unseal FILE --out"
# against the program age, both ways; what is asked for; what is refused, and
# what it leaves behind. STRONGROOM_LONG=1 adds a file of 1 GiB.
. "$(dirname "$0")/lib.sh"
need age age-keygen expect
AGEWRITE=$BUILD/tests/agewrite TIMED=$BUILD/tests/bench_timed
export T STRONGROOM AGEWRITE
: >"$T/screen"
mkdir "$T/given"
cd "$T" || exit

# open FILE OPTIONS…: decrypted into given/plain
open() {
	rm -f "$T/given/plain"
	run unseal "$@" --out "$T/given/plain"
}

# gives FILE NAME: it was opened, and that is what is in it
gives() {
	if [ "$rc" = 0 ]; then
		ok "$2" cmp "$1" "$T/given/plain"
	else
		fail "$2" "exit status $rc" "$err"
	fi
}

# leaves_nothing STATUS REGEX NAME: refused, and no file came of it
leaves_nothing() {
	refused "$1" "$2" "$3"
	[ -z "$(ls -A "$T/given")" ] || fail "$3: and leaves nothing" "$(ls -A "$T/given")"
}

for i in 1 2 3; do
	age-keygen -o "$T/key$i" 2>/dev/null
	to[i]=$(age-keygen -y "$T/key$i")
done

# --- keys, both ways ---

for size in 0 1 65535 65536 65537 131072 1048576; do
	head -c $size /dev/urandom >plain
	for armor in '' -a; do
		age $armor -r "${to[1]}" -o file.age plain
		open file.age --identity-fd 7 7<key1
		gives plain "$size bytes of age $armor"
		"$AGEWRITE" $armor "${to[1]}" <plain >ours.age
		: >theirs
		age -d -i key1 -o theirs ours.age 2>"$T/err"
		ok "$size bytes for age $armor" cmp plain theirs
	done
done
head -c 100000 /dev/urandom >plain
for i in $(seq 19); do age-keygen 2>/dev/null | age-keygen -y; done >others
mapfile -t many <others
"$AGEWRITE" "${many[@]}" "${to[2]}" <plain >many.age
age -d -i key2 many.age >theirs
ok "age opens a file for twenty keys" cmp plain theirs
age -R others -r "${to[3]}" -o many.age plain
open many.age --identity-fd 7 7<key3
gives plain "a file of age for twenty keys"
open many.age --identity-fd 7 7< <(cat key1 key2 key3)
gives plain "a key file with comments and three keys"
open many.age --identity-fd 7 7< <(cat key1 key2)
leaves_nothing 9 'none of the 2 keys opens this file' "none of two keys"
open many.age --identity-fd 7 7< <(grep AGE key3 | sed 's/.\{20\}/&\n  /g')
gives plain "a key that is broken over lines, as on paper"
open many.age --identity-fd 7 7< <(grep AGE key3 | tr A-Z a-z)
gives plain "a key in small letters"
setsid -w "$STRONGROOM" unseal - --identity-fd 7 --out given/plain 7<key3 <many.age 2>"$T/err"
rc=$?
gives plain "from standard input"
setsid -w "$STRONGROOM" unseal - --identity-fd 7 --out given/plain 7<key3 < <(cat many.age) 2>"$T/err"
rc=$?
gives plain "from a pipe"
(cd given && run unseal ../many.age --identity-fd 7 --out - 7<../key3; echo "$rc $err" >../said)
like "$(<said)" '^2 .*written to a file.*"./-"' "no output that looks like a file called -"
is "$(ls -A given)" "plain" "and no such file"
open many.age --identity-fd 7 7< <(cat key3 && echo AGE-PLUGIN-YUBIKEY-1QQPQQQ)
leaves_nothing 9 'line 4 of the keys is the key of a plugin' "a key of a plugin"
open many.age --identity-fd 7 7< <(echo "${to[3]}")
leaves_nothing 9 'line 1 of the keys is a public recipient' "a recipient for a key"
open many.age --identity-fd 7 7< <(age -a -r "${to[1]}" key3)
leaves_nothing 9 'the keys are encrypted: decrypt them' "a key file that is encrypted"
open many.age --identity-fd 7 7</dev/null
leaves_nothing 9 'no key in what was given' "no key at all"

# --- a passphrase, both ways ---

WORDS="correct horse  battery é "
printf '%s\n' "$WORDS" >pass
export WORDS
at_terminal "age encrypts with a passphrase" <<'EXPECT'
start age -p -o $env(T)/pass.age $env(T)/plain
answer "Enter passphrase.*: " $env(WORDS)
answer "Confirm passphrase.*: " $env(WORDS)
ends 0
EXPECT
at_terminal "and armored" <<'EXPECT'
start age -a -p -o $env(T)/pass.asc $env(T)/plain
answer "Enter passphrase.*: " $env(WORDS)
answer "Confirm passphrase.*: " $env(WORDS)
ends 0
EXPECT
for file in pass.age pass.asc; do
	open $file --file-passphrase-fd 7 7<pass
	gives plain "$file opens with its passphrase, as it is, blanks and all"
done
for armor in '' -a; do
	"$AGEWRITE" $armor -p 12 <plain >ours.age 3<pass
	open ours.age --file-passphrase-fd 7 7<pass
	gives plain "ours opens as well $armor"
	at_terminal "and age opens ours $armor" <<'EXPECT'
start sh -c "age -d -o '$env(T)/theirs' '$env(T)/ours.age'"
answer "Enter passphrase.*: " $env(WORDS)
ends 0
EXPECT
	ok "with what is in it $armor" cmp plain theirs
done
# age shows its question before it stops the echo
: >"$T/screen"
at_terminal "without an option it is asked for" <<'EXPECT'
strongroom unseal $env(T)/ours.age --out $env(T)/given/plain
see "Passphrase of the file .nothing shows.*: "
echo_is -echo
type $env(WORDS)
ends 0
EXPECT
ok "and opens" cmp plain given/plain
at_terminal "a wrong one is said to be wrong" <<'EXPECT'
strongroom unseal $env(T)/ours.age --out $env(T)/given/wrong
answer "Passphrase of the file.*: " "wrong"
see "passphrase does not open this file"
ends 9
EXPECT
ok "and opens nothing" no test -e given/wrong
at_terminal "the words of a sheet are no passphrase" <<'EXPECT'
strongroom unseal $env(T)/ours.age --out $env(T)/given/wrong
answer "Passphrase of the file.*: " "duckling enlarge academic academic agency result length solution fridge kidney coal piece deal husband erode duke ajar critical decision keyboard"
see "words of a sheet"
ends 9
EXPECT
ok "no passphrase is on the screen" no grep -q "battery" screen
rm -f given/plain
open ours.age
leaves_nothing 4 'protected with a passphrase.*--file-passphrase-fd' "without a terminal it is missing"
open ours.age --file-passphrase-fd 7 7<<<"correct horse battery é"
leaves_nothing 9 'passphrase does not open this file' "one blank less"
open ours.age --file-passphrase-fd 7 7</dev/null
leaves_nothing 9 'no line' "an empty descriptor"
open ours.age --identity-fd 7 7<key1
leaves_nothing 9 'protected with a passphrase; give that with --file-passphrase-fd' "a key for a file with a passphrase"
open many.age --file-passphrase-fd 7 7<pass
leaves_nothing 9 'sealed to the holder of a key; give the words .* --identity-fd' "a passphrase for a file with a key"
open ours.age --identity-fd 6 --file-passphrase-fd 7 6<key1 7<pass
gives plain "both, for a file with a passphrase"
open many.age --identity-fd 6 --file-passphrase-fd 7 6<key3 7<pass
gives plain "both, for a file with a key"
run unseal --reason x --file-passphrase-fd 7 7<pass
refused 2 'unseal FILE' "a passphrase of a file goes with a file"
rm -f given/plain

# --- memory for the passphrase ---

work() { # N: ours.age with another work factor
	sed -E "2s/ 12\$/ $1/" ours.age >work.age
}
"$AGEWRITE" -p 12 <plain >ours.age 3<pass
work 23
open work.age --file-passphrase-fd 7 7<pass
leaves_nothing 9 'header .* line 2: the work factor is over 22' "a work factor of 23 is refused at once"
work 22
# A sanitizer takes more than that for itself
if [ "${SANITIZED:-OFF}" = OFF ]; then
	quietly bash -c 'ulimit -v 2000000 && exec "$@"' limited "$STRONGROOM" \
		unseal work.age --out given/plain --file-passphrase-fd 7 7<pass
	leaves_nothing 1 'needs 4096 MiB of free memory; close' "22 needs memory that the program may not have"
fi
# scarce KIB FILE: on a computer that has so much memory left
scarce() {
	echo "MemAvailable:    $1 kB" >meminfo
	quietly unshare -m bash -c 'mount --bind "$T/meminfo" /proc/meminfo && exec "$@"' scarce "$STRONGROOM" \
		unseal "$2" --out given/plain --file-passphrase-fd 7 7<pass
}
if unshare -m mount --bind pass /proc/meminfo 2>/dev/null; then
	scarce 4194303 work.age
	leaves_nothing 1 'needs 4096 MiB of free memory; close' "22 needs memory that the computer does not have"
	scarce 4095 ours.age
	leaves_nothing 1 'needs 4 MiB of free memory; close' "and so does 12"
	scarce 4096 ours.age
	gives plain "which is enough with 4 MiB"
	rm given/plain
else
	skip "memory that the computer does not have" "the amount cannot be pretended here"
fi

# --- what is malformed, and what is left ---

age -a -r "${to[1]}" -o file.age plain
head -c 2000 file.age >cut.age
open cut.age --identity-fd 7 7<key1
leaves_nothing 9 'the armor of the file is malformed at line' "an armored file that is cut"
echo "something else" >>file.age
open file.age --identity-fd 7 7<key1
leaves_nothing 9 'the armor .* behind its last line' "something behind the armor"
age -r "${to[1]}" -o file.age plain
head -c 90000 file.age >cut.age
open cut.age --identity-fd 7 7<key1
leaves_nothing 9 'the payload of the file ' "a payload that is cut in its second chunk"
head -c 100 file.age >cut.age
open cut.age --identity-fd 7 7<key1
leaves_nothing 9 'the header of the file is truncated' "a header that is cut"
perl -pe 's/^--- ./--- ~/ if $. < 10' file.age >bent.age
open bent.age --identity-fd 7 7<key1
leaves_nothing 9 'the header of the file is malformed at line 4' "a MAC that is malformed"
perl -pe 's/^--- (.)/"--- " . ($1 eq "A" ? "B" : "A")/e if $. < 10' file.age >bent.age
open bent.age --identity-fd 7 7<key1
leaves_nothing 9 'the header of the file was altered' "another MAC"
# Bytes at random could begin as an armor does
echo "no age file" >not.age
open not.age --identity-fd 7 7<key1
leaves_nothing 9 'the header of the file is missing: this is not an age file' "no age file"
open not.age
leaves_nothing 9 'not an age file' "which is said before anything is asked for"
run --json unseal not.age --identity-fd 7 --out given/plain 7<key1
leaves_nothing 9 '"code":"bad-input".*not an age file' "also as JSON"
# Not one of the system: where it is not refused, it is gone
mkfifo pipe
run unseal file.age --identity-fd 7 --out pipe 7<key1
refused 2 'is not a file' "a pipe is not replaced"
ok "and stays" test -p pipe
ln -s plain link
run unseal file.age --identity-fd 7 --out link 7<key1
done_ok "a link is"

# --- broken off ---

# A file of three writes, on a stick of the kind $STICK_FAULT
export STICK=$T/given
on_stick=(env "LD_PRELOAD=$BUILD/tests/bad_stick.so" "ASAN_OPTIONS=${ASAN_OPTIONS-}:verify_asan_link_order=0"
	"$STRONGROOM" unseal three.age --identity-fd 7 --out given/plain)
rm -f given/plain
head -c 150000 plain | cat - plain | head -c 150000 >three
age -r "${to[1]}" -o three.age three
STICK_FAULT=fat quietly "${on_stick[@]}" 7<key1
gives three "on a stick, whose files have names while they are written"
STICK_FAULT=fat quietly "${on_stick[@]}" 7<key1
gives three "also in the place of another"
echo "what was there" >given/plain
STICK_FAULT=stopped quietly "${on_stick[@]}" 7<key1
is "$rc,$(ls -A given),$(<given/plain)" "130,plain,what was there" "Ctrl-C leaves nothing of what is open there"
if perl -e 'use Fcntl; sysopen(my $f, $ARGV[0], 020200000 | O_WRONLY, 0600) or exit 1' given; then
	(STICK_FAULT=killed "${on_stick[@]}" 7<key1) 2>"$T/err"
	is "$?,$(ls -A given),$(<given/plain)" "137,plain,what was there" "nor kill -9 elsewhere"
else
	skip "nor kill -9 elsewhere" "each file has a name here"
fi
rm -f given/plain three three.age

# --- a large file in little memory ---

large() { # MIB
	head -c "$1M" /dev/zero | age -r "${to[1]}" -o large.age
	"$TIMED" "$T/timed" "$STRONGROOM" --quiet unseal large.age --identity-fd 7 --out given/plain 7<key1
	is "$?" 0 "$1 MiB are decrypted"
	ok "all of them" cmp <(head -c "$1M" /dev/zero) given/plain
	kib=$(cut -d ' ' -f 3 "$T/timed")
	diag "$1 MiB: $(cut -d ' ' -f 1 "$T/timed") ms, $kib KiB at most"
	[ "${SANITIZED:-OFF}" = ON ] || ok "in less than 16 MiB ($kib KiB)" test "$kib" -lt 16384
	rm -f given/plain large.age
}
large 64
[ -z "${STRONGROOM_LONG:-}" ] || large 1024
finish
