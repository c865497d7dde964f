#!/bin/bash
# The export of the policy seal.path is as fresh as the vault, whatever becomes
# of the stick that it lies on.
. "$(dirname "$0")/lib.sh"
need jq age
# What is preloaded comes before the sanitizer, which is as good
export ASAN_OPTIONS=$ASAN_OPTIONS:verify_asan_link_order=0

new_vault
new_member price "Cllr Price" councillor
as jane grant General "Cllr Price" --edit
as jane collection add Personnel --private
mkdir -p "$T/stick/vault"
copy=$T/stick/vault/council.age

# titles [FILE]: of the items in the export
titles() {
	age -d -i "$T/key" "${1:-$copy}" 2>/dev/null | jq -r '[.items[].name] | sort | join(" ")'
}
fault() { # KIND COMMAND…: on a stick of that kind
	local STICK=$T/stick STICK_FAULT=$1
	export STICK STICK_FAULT
	shift
	LD_PRELOAD=$BUILD/tests/bad_stick.so "$@"
}

as jane seal
refused 2 'FILE is missing' "without a file and without a policy"
as jane policy set "seal.path=$copy"
add jane "Bank" "p1"
done_ok "without an envelope a change is as it was"
unlike "$err" 'council\.age' "without a word about an export"
no test -e "$copy" && pass "and there is no export" || fail "and there is no export"
new_envelope
unlike "$err" 'seal FILE' "a new envelope does not ask for what is done by itself"
ok "a new envelope has its export at once" test -s "$copy"
is "$(titles)" "Bank" "with what there is"
add jane "HMRC" "p2"
like "$err" 'export .*council\.age is fresh' "a change refreshes it, which is said"
is "$(titles)" "Bank HMRC" "before the command ends"
log_has '[.[] | select(.action == "envelope.seal")] | length == 2' "each on the record"
log_has '.[-2:] | [.[].action] == ["unlock", "audit.view"]' "and what changes nothing seals nothing"
log_has '[.[] | select(.action == "unlock")] as $u | [.[] | select(.action == "item.add")] as $a | ([.[] | select(.action == "envelope.seal")][1].seq - $a[1].seq) == 1' "in the same unlock as the change"
log_has "[.[] | select(.action == \"envelope.seal\")][1].detail | .path == \"$copy\" and .sha256 == \"$(sha256sum "$copy" | cut -c 1-64)\"" "with where it is, and what"
before=$(sum "$copy")
for command in "show Bank --reveal" "ls" "status" "collection ls" "policy ls" "audit log" "verify"; do
	# shellcheck disable=SC2086
	as jane $command
	done_ok "$command"
done
is "$(sum "$copy")" "$before" "none of which writes it"
add jane "Letters" "p3" --collection Personnel
is "$(sum "$copy")" "$before" "nor does a change of what is private"
as jane edit Bank -u clerk
as jane --json edit Bank -u clerk7
json '.' "in JSON nothing else is printed"
no test "$(sum "$copy")" = "$before" && pass "an edit does" || fail "an edit does"
before=$(sum "$copy")
# shellcheck disable=SC2016
quietly bash -c '"$0" "$@" >/dev/full' "$STRONGROOM" --member "${NAME[jane]}" --passphrase-fd 9 --json edit Bank -u clerk8 9<<<"${PASS[jane]}"
refused 10 'No space left' "a change that cannot be reported"
no test "$(sum "$copy")" = "$before" && pass "is in the export all the same" || fail "is in the export all the same"
as jane -q rm HMRC
is "$err" "" "quietly, if asked"
is "$(titles)" "Bank" "a removal too"
as jane seal
done_ok "seal by itself goes there too"
unlike "$err" 'was not written' "and nothing else was to be written"
like "$err" 'council\.age' "and says so"
as jane seal "$T/another.age"
like "$err" 'That of the policy seal\.path, .*council\.age, was not written: "strongroom seal" does' "an export elsewhere is not the one of the policy, which is said"
cd "$(dirname "$copy")" && as jane seal "$(basename "$copy")"
unlike "$err" 'was not written' "unless it is, by another path"
cd "$OLDPWD" || exit
as jane seal --kit "$T/a-kit"
like "$err" 'seal\.path, .* was not written' "a kit elsewhere neither"

# A councillor's change waits for a clerk
before=$(sum "$copy")
add price "Website" "p4"
done_ok "a member who may not seal changes something"
is "$(sum "$copy")" "$before" "the export waits"
unlike "$err" 'council\.age' "without a word to who could not do anything"
log_has '[.[] | select(.outcome != "ok")] | length == 0' "and without an incident"
add jane "Phone" "p5"
is "$(titles)" "Bank Phone Website" "the next change of a clerk takes it along"

# A clerk who does not hold all
new_member beech "Bea Beech" clerk
as jane collection add Website
as jane grant General "Bea Beech" --edit
before=$(sum "$copy")
log_has '[.[] | select(.outcome != "ok")] | length == 0' "so far"
add beech "Broadband" "p6"
done_ok "who changes what is sealed"
like "$err" 'not refreshed: .*#3 is sealed, but was not granted to you' "is told why the export was not refreshed"
is "$(sum "$copy")" "$before" "which stays"
log_has '[.[] | select(.outcome != "ok")] | length == 0' "and that is no incident"

# The stick

as jane edit Phone -u x
whole="$(titles)"
stays() { # NAME
	is "$(titles)" "$whole" "$1: the older export is whole"
	is "$(find "$T/stick" -type f | wc -l)" 1 "$1: nothing else is left there"
	sound "$1: the log is sound"
}
mv "$T/stick" "$T/away"
add jane "One" "p"
done_ok "no stick: the change is made"
like "$err" 'not refreshed: .*cannot open the directory' "no stick: which is said"
as jane seal
refused 10 'cannot open the directory' "no stick: seal by itself fails"
mv "$T/away" "$T/stick"
stays "no stick"
before=$(sum "$copy")
as jane ls
is "$(sum "$copy")" "$before" "no stick: what changes nothing does not seal later either"
fault full add jane "Two" "p"
done_ok "full: the change is made"
like "$err" 'not refreshed: .*No space left' "full: which is said"
stays "full"
fault readonly add jane "Three" "p"
done_ok "read-only: the change is made"
like "$err" 'not refreshed: .*Read-only' "read-only: which is said"
stays "read-only"
fault garble add jane "Four" "p"
done_ok "a bad stick: the change is made"
like "$err" 'not refreshed: .*does not hold what was written' "a bad stick: which is said"
stays "a bad stick"
fault garble as jane seal "$copy"
refused 10 'does not hold what was written to it' "a bad stick: seal by itself says so"
stays "a bad stick, again"
mv "$copy" "$T/kept"
echo "This is a letter." >"$copy"
add jane "Five" "p"
done_ok "another file: the change is made"
like "$err" 'not refreshed: .*no earlier export' "another file: which is said"
is "$(<"$copy")" "This is a letter." "another file: it stays"
mv "$T/kept" "$copy"
stays "another file"
fault fat add jane "Six" "p"
done_ok "as on FAT: the change is made"
like "$err" 'is fresh' "as on FAT: no links, modes, locks or syncs of folders are needed"
is "$(titles)" "Bank Broadband Five Four One Phone Six Three Two Website" "all is in it"
fault fat as jane seal "$copy"
done_ok "as on FAT: sealed over it"
is "$(find "$T/stick" -type f | wc -l)" 1 "as on FAT: nothing else is left there"

# The stick of another computer, in earnest
real() { # NAME
	as jane policy set "seal.path=$T/mnt/Council.age"
	add jane "On $1" "p"
	done_ok "$1: the change is made"
	like "$err" 'Council\.age is fresh' "$1: and sealed"
	as jane seal "$T/mnt/COUNCIL.AGE"
	done_ok "$1: over the same name in capitals"
	add jane "Again on $1" "p"
	like "$err" 'Council\.age is fresh' "$1: and again"
	like "$(titles "$T/mnt/Council.age")" "Again on $1" "$1: it opens"
	umount "$T/mnt"
}
at_end+=("umount '$T/mnt' 2>/dev/null; [ -z \"\${loop:-}\" ] || losetup -d \"\$loop\" 2>/dev/null")
mkdir "$T/mnt"
truncate -s 8M "$T/fat.img" "$T/exfat.img"
loop=
if { mkfs.vfat "$T/fat.img" && fusefat -o rw+ "$T/fat.img" "$T/mnt"; } >/dev/null 2>&1 && mountpoint -q "$T/mnt"; then
	real "FAT"
else
	skip "a stick with FAT" "no FAT can be mounted here"
fi
if { mkfs.exfat "$T/exfat.img" && loop=$(losetup -f --show "$T/exfat.img") && mount.exfat-fuse "$loop" "$T/mnt"; } >/dev/null 2>&1 && mountpoint -q "$T/mnt"; then
	real "exFAT"
else
	skip "a stick with exFAT" "no exFAT can be mounted here"
fi

as jane policy set "seal.path=$copy"

# A kit on the stick, whose text must not tell of an envelope that is void

as jane seal --kit "$T/stick/vault"
printf 'swapped' >>"$T/stick/vault/READ-ME-FIRST.txt"
mv "$T/stick/vault/OPEN.html" "$T/page" 2>/dev/null
new_envelope
like "$(<"$T/stick/vault/READ-ME-FIRST.txt")" 'Envelope: +number 2' "the text of a kit tells of the envelope that opens it"
unlike "$(<"$T/stick/vault/READ-ME-FIRST.txt")" 'swapped|OPEN.html  ' "and is made anew, of what lies there"
echo "Mine" >"$T/stick/vault/READ-ME-FIRST.txt"
as jane edit Bank -u clerk9
is "$(<"$T/stick/vault/READ-ME-FIRST.txt")" "Mine" "another text of that name stays"
rm "$T/stick/vault/READ-ME-FIRST.txt"
as jane edit Bank -u clerk10
no test -e "$T/stick/vault/READ-ME-FIRST.txt" && pass "and none is put beside an export alone" || fail "and none is put beside an export alone"
as jane collection add Drawer --private
as jane mv Bank Drawer
unlike "$err" 'seal FILE' "what is moved out of it needs no word to seal again"
like "$err" 'council.age is fresh' "for that is done"

as jane policy set seal.path=
before=$(sum "$copy")
add jane "Last" "p"
done_ok "without the policy"
is "$(sum "$copy")" "$before" "nothing is sealed"
as jane verify
done_ok "and all is sound"
finish
