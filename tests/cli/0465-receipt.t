#!/bin/bash
# An export that is opened without the vault: titles first, the receipt before
# anything secret, and the receipt's way into the log.
. "$(dirname "$0")/lib.sh"
need jq expect strace

new_vault
new_member shah "Cllr Shah" chair
new_member price "Cllr Price" councillor
new_member audrey "Audrey Auditor" auditor
add jane "Bank of Ashby" "s3cret-of-the-bank" -u clerk7 --url https://bank.example --tag money
add jane "HMRC" "s3cret-of-hmrc" --notes-fd 7 7<<<$'call 0300\ns3cret-note'
add jane "Router" "s3cret-of-the-router" -u admin --type device --url http://192.168.0.1
add jane "Bankside hall" "s3cret-of-the-hall"
new_envelope
mkdir "$T/stick" "$T/none"
as jane seal "$T/stick/council.age"
export STRONGROOM

# afar ARGUMENTS…: the program on a computer without the vault
afar() {
	local STRONGROOM_VAULT=$T/none/v.db XDG_STATE_HOME=$T/none/state
	run "$@" 8<"$T/words"
}
unseal() {
	afar unseal "$T/stick/council.age" --words-fd 8 --reason "the clerk is in hospital" "$@"
}
# The newest receipt beside the export
newest() {
	local all
	all=$(ls -t "$T"/stick/*.receipt)
	echo "${all%%$'\n'*}"
}
receipts() {
	find "$T/stick" "$T/home" -name '*.receipt' | wc -l
}
shown() { # FILE: what it says was shown
	sed -n 's/^shown  *[^ ]* //p' "$1" | tr '\n' ,
}

# --- titles, one, all ---

unseal --titles
done_ok "titles"
like "$out" 'Bank of Ashby +clerk7 +General' "with user name and collection"
unlike "$out$err" 's3cret|call 0300' "and nothing secret"
like "$err" 'genuine' "the export is genuine, and that is said"
is "$(receipts)" 1 "there is a receipt"
titles=$(newest)
is "$(shown "$titles")" "" "of nothing shown"
is "$(stat -c %a "$titles")" 600 "for its owner"
like "$(basename "$titles")" '^council-opened-[0-9]{8}T[0-9]{6}Z\.receipt$' "its name says when"
like "$(<"$titles")" 'reason      the clerk is in hospital' "it says why"
like "$(<"$titles")" "opened by   $(id -un)" "and who"
unlike "$(grep -v '^signature' "$titles")" 'Bank|clerk7|HMRC|s3cret|General|example' "and nothing that is ciphertext in the vault"
unseal --json --titles
json '.items | length == 4 and all(has("id") and has("username") and (has("fields") | not))' "titles as JSON"
json ".receipt == \"$(newest)\"" "with the place of the receipt"

unseal --only "bank of ashby" --present "Cllr Price" --present "Cllr Dunn"
like "$out" 's3cret-of-the-bank' "one item, by its title in another case"
unlike "$out" 's3cret-of-hmrc' "and no other"
one=$(newest)
is "$(shown "$one")" "item 1 version 1," "the receipt says which"
like "$(<"$one")" 'present     Cllr Price, Cllr Dunn' "and who was present"
unseal --json --only 2 --only router
json '[.items[].id] == [2, 3] and .items[1].type == "device" and .items[1].username == "admin"' "two items, by number and by part of a title, as they were in the vault"
is "$(shown "$(newest)")" "item 2 version 1,item 3 version 1," "both are on the receipt"
before=$(receipts)
unseal --only bank
refused 2 'several.*#1.*#4' "a part that fits several"
unseal --only nosuch
refused 3 'no item' "one that is not there"
is "$(shown "$(newest)")" "" "of which nothing was shown"
unseal --json
json '[.items[].fields[] | select(.label == "password") | .value] | length == 4' "a script gets everything"
is "$(shown "$(newest)")" "all,item 1 version 1,item 2 version 1,item 3 version 1,item 4 version 1," "and the receipt says so"
all=$(newest)
unseal --out "$T/copy.json"
is "$(shown "$(newest)" | cut -d, -f1)" "all" "--out gives out everything"
is "$(jq '.items | length' "$T/copy.json")" 4 "into a file"
for wrong in "--titles --only 1" "--titles --out $T/x" "--only 1 --out $T/x"; do
	# shellcheck disable=SC2086
	unseal $wrong
	refused 2 'one of' "not both: $wrong"
done
unseal --reset Jane
refused 2 'goes with the vault' "--reset is not for a file"
before=$(receipts)
afar unseal "$T/stick/council.age" --words-fd 8
refused 2 'reason' "without a reason nothing is opened"
afar unseal "$T/stick/nosuch.age" --words-fd 8 --reason x
refused 3 'nosuch' "an export that is not there"
afar unseal "$T/stick/council.age" --reason x --words-fd 8 --out "$T/stick/council.age"
refused 2 'encrypted file itself' "--out over the export"
is "$(receipts)" "$before" "and there is no receipt of these"
quietly "$STRONGROOM" --vault "$T/none/v.db" unseal "$T/stick/council.age" --identity-fd 7 7<"$T/key"
like "$out" 's3cret-of-the-bank' "with the key alone it opens"
like "$err" 'no receipt' "and that there is no receipt is said"
is "$(receipts)" "$before" "which is so"

# --- at a terminal ---

: >"$T/screen"
cat "$TESTS/tools/terminal.tcl" - >"$T/script" <<'EXPECT'
set env(STRONGROOM_VAULT) $env(T)/none/v.db
set f [open $env(T)/words]
set words [read $f]
strongroom unseal $env(T)/stick/council.age
see "Sheet 1: word 1 of 20: "
send -- "[join $words " "]\n"
answer "Why is the export opened. " "a fire"
see "Bank of Ashby"
see "Type the number"
answer "Show: " "Bnak"
see "has no item"
answer "Show: " "bank"
see "several items"
answer "Show: " "99"
see "has no item"
answer "Show: " "find bank"
see "Bank of Ashby.*Bankside hall"
answer "Show: " "find nothing like it"
see "Nothing found"
answer "Show: " "#3"
see "s3cret-of-the-router"
exec cp [exec ls -t {*}[glob $env(T)/stick/*.receipt] | head -1] $env(T)/short
answer "Show: " "hmrc"
see "s3cret-note"
answer "Show: " "q"
see "audit merge"
ends 0
EXPECT
export T
if setsid -w expect "$T/script" >"$T/said" 2>&1; then
	pass "a person looks, mistypes, finds, sees two items and ends"
else
	fail "a person looks, mistypes, finds, sees two items and ends" "$(cat -v "$T/said")"
fi
unlike "$(<"$T/screen")" 's3cret-of-the-(bank|hall)' "what was not asked for was not shown"
long=$(newest)
is "$(shown "$T/short")" "item 3 version 1," "when the first is seen it is on the receipt"
is "$(shown "$long")" "item 3 version 1,item 2 version 1," "and then the second too"
like "$(<"$long")" 'opened at   /dev/pts' "with the terminal"

# --- where the receipt goes ---

afar unseal "$T/stick/council.age" --words-fd 8 --reason x --titles --receipt "$T/own.receipt"
ok "--receipt says where" grep -q '^STRONGROOM RECEIPT 1' "$T/own.receipt"
sum=$(sum "$T/own.receipt")
afar unseal "$T/stick/council.age" --words-fd 8 --reason x --receipt "$T/own.receipt"
refused 8 'another name' "but overwrites nothing"
ln -s "$T/elsewhere" "$T/link.receipt"
afar unseal "$T/stick/council.age" --words-fd 8 --reason x --receipt "$T/link.receipt"
refused 8 'another name' "nor follows a link"
is "$(sum "$T/own.receipt")" "$sum" "what was there is there"
afar unseal "$T/stick/council.age" --words-fd 8 --reason x --receipt "$T/no/such/folder"
refused 10 'receipt' "a place that is not there"
mkdir "$T/proc"
as_strange() { # HOME ARGUMENTS…: the export in a folder that takes no file
	local HOME=$1
	shift
	afar unseal "/proc/self/fd/6" --words-fd 8 --reason x "$@" 6<"$T/stick/council.age"
}
as_strange "$T/home" --only HMRC
like "$out" 's3cret-of-hmrc' "where nothing can be written beside the export"
is "$(find "$T/home" -name '*.receipt' | wc -l)" 1 "the receipt is in the home directory"
as_strange "$T/nowhere" --only HMRC
refused 10 'nothing is shown.*--receipt' "and where it cannot be there either nothing is shown"

# A full stick, if one can be had
if unshare -m true 2>/dev/null; then
	mkdir "$T/full"
	cat >"$T/full.sh" <<'FULL'
mount -t tmpfs -o size=64k tmpfs "$T/full" && cp "$T/stick/council.age" "$T/full/" || exit 99
head -c 100000 /dev/zero >"$T/full/rest" 2>/dev/null
"$STRONGROOM" --vault "$T/none/v.db" unseal "$T/full/council.age" --words-fd 8 --reason x --only HMRC 8<"$T/words"
rc=$?
ls "$T/full" >"$T/listing"
exit $rc
FULL
	rm -f "$T"/home/*.receipt
	quietly unshare -m bash "$T/full.sh"
	if [ "$rc" = 99 ]; then
		skip "a stick that is full" "no file system can be mounted here"
	else
		like "$rc$out" '^0.*s3cret-of-hmrc' "a stick that is full"
		is "$(find "$T/home" -name '*.receipt' | wc -l) $(tr '\n' ' ' <"$T/listing")" "1 council.age rest " "the receipt is in the home directory, and nothing half on the stick"
	fi
else
	skip "a stick that is full" "no file system can be mounted here"
fi

# --- the receipt before the secret, whatever happens ---

# The shell says nothing of a program that was killed
under() {
	("$@")
} 2>/dev/null

# told FILE…: is what was printed on a receipt?
told() {
	! grep -q s3cret-of-hmrc "$T/out" || grep -q 'item 2 version 1' "$@"
}
if strace -o /dev/null true 2>/dev/null; then
	export ASAN_OPTIONS="exitcode=199:detect_leaks=0"
	places=0 wrong=0 printed=0
	for fault in write:error=ENOSPC write:signal=KILL fsync:error=EIO fsync:signal=KILL renameat:error=EIO renameat:signal=KILL; do
		call=${fault%%:*}
		for ((n = 1; n <= 12; n++)); do
			rm -rf "$T/try"
			mkdir "$T/try" "$T/try/home"
			cp "$T/stick/council.age" "$T/try"
			HOME=$T/try/home under setsid -w strace -f -o "$T/trace" -e trace="$call" -e inject="$fault:when=$n" \
				"$STRONGROOM" --vault "$T/none/v.db" unseal "$T/try/council.age" --words-fd 8 \
				--reason x --only HMRC 8<"$T/words" >"$T/out" 2>"$T/err" </dev/null
			grep -Eq 'INJECTED|killed by SIGKILL' "$T/trace" || break
			places=$((places + 1))
			! grep -q s3cret-of-hmrc "$T/out" || printed=$((printed + 1))
			told -r "$T/try" && continue
			wrong=$((wrong + 1))
			diag "$fault, number $n: $(<"$T/out")"
		done
	done
	is "$wrong $((places > 12))" "0 1" "failing or killed at each of $places places, what was shown ($printed) is on a receipt"
	quietly strace -f -o "$T/trace" -e trace=renameat -e inject=renameat:error=EIO:when=2 \
		"$STRONGROOM" --vault "$T/none/v.db" unseal "$T/try/council.age" --words-fd 8 --reason x --only HMRC 8<"$T/words"
	refused 10 'nothing more is shown' "a receipt that cannot be written again"
	unset ASAN_OPTIONS
	export ASAN_OPTIONS=exitcode=199:detect_leaks=${DETECT_LEAKS:-1}
else
	skip "whatever happens" "strace may not be used here"
fi
rm -rf "$T/try"
mkdir "$T/try"
setsid -w "$STRONGROOM" --vault "$T/none/v.db" unseal "$T/stick/council.age" --words-fd 8 --reason x \
	--receipt "$T/try/r" --only HMRC 8<"$T/words" >/dev/full 2>"$T/err"
is "$? $(shown "$T/try/r")" "10 item 2 version 1," "output that cannot be written was on the receipt"

# --- into the log ---

as price audit merge "$long"
refused 5 'audit log' "a councillor merges nothing"
as audrey --json audit merge "$T/short"
json '.envelope == 1 and .new == 1 and (.shown | length == 1 and .[0].id == 3 and .[0].version == 1)' "the auditor merges a receipt"
as jane audit merge "$T/short"
refused 8 'already' "once"
as price status
like "$out" 'Make a new envelope.*Envelope 1 was opened' "every member is told"
as jane --json audit merge "$long"
json '.new == 1 and (.shown | length == 2)' "more of the same opening is taken in"
as jane envelope status
like "$out" 'opened *the export, on 2[0-9 A-Za-z:]*, which no meeting was told' "of the envelope it is said what was opened"
cp "$T/v.db" "$T/reported.db"
XDG_STATE_HOME=$T/elsewhere as jane --vault "$T/reported.db" envelope reported --minute 26/88
XDG_STATE_HOME=$T/elsewhere as jane --vault "$T/reported.db" envelope status
like "$(grep ' opened ' <<<"$out")" 'the export, on [^,]*$' "also when that was reported"
as jane audit merge "$T/short"
refused 8 'already' "and then less of it is nothing new"
sed 's/$/\r/' "$one" >"$T/dos"
as shah audit merge "$T/dos"
done_ok "the chair merges one that came by way of Windows"
as jane audit merge "$all"
done_ok "one that says all"
as jane audit merge "$titles"
done_ok "and one of titles alone"
log_has '[.[] | select(.action == "audit.merge" and .outcome == "ok")] | length == 5 and .[0].actor == "Audrey Auditor" and .[0].detail.reason == "a fire" and .[0].receipt.shown[0].id == 3 and .[3].receipt.shown[0].everything' "the log has them, with reason and what was shown"
log_has '[.[] | select(.action == "audit.merge" and .outcome == "refused")] | length == 1 and .[0].actor == "Cllr Price"' "and the attempt"
as jane audit log --action audit.merge
like "$out" 'shown: #3.*reason "a fire"' "as text too"
like "$out" 'shown: all' "which says of what"
like "$out" 'shown: titles' "or that it was titles"
sound "the vault is sound"

# changed NAME STATUS REGEX SED: the receipt with that done to it
changed() {
	sed -E "$4" "$T/fresh" >"$T/changed"
	cmp -s "$T/fresh" "$T/changed" && fail "$1: nothing was changed"
	as jane audit merge "$T/changed"
	refused "$2" "$3" "$1"
}
unseal --only HMRC
cp "$(newest)" "$T/fresh"
changed "another item" 6 'not signed' 's/item 2/item 3/'
changed "another reason" 6 'not signed' 's/in hospital/on leave/'
changed "another time" 6 'not signed' 's/^(opened +)2/\13/'
changed "another envelope" 6 'never had' 's/^(envelope +)1/\12/'
changed "another vault" 3 'another vault' 's/^(vault +)0/\11/;t;s/^(vault +)[1-9a-f]/\10/'
changed "another signature" 6 'not signed' 's/^(signature   )[A-Z]/\1a/;t;s/^(signature   )./\1B/'
changed "a line more" 6 'not signed' '/^shown/p'
changed "a line fewer" 6 'not signed' '/^shown/d'
changed "a sentence more" 9 'no receipt' 's/^vault/And no more than this.\nvault/'
changed "the end cut off" 9 'no receipt' '/^signature/d'
changed "another salt" 6 'not signed' 's/^(salt +)0/\11/;t;s/^(salt +)[1-9a-f]/\10/'
head -c 100 "$T/fresh" >"$T/changed"
as jane audit merge "$T/changed"
refused 9 'no receipt' "half of one"
as jane audit merge "$T/stick/council.age"
refused 9 'no receipt' "the export instead of the receipt"
as jane audit merge "$T/nosuch"
refused 3 'nosuch' "no file at all"
head -c 17000000 /dev/zero >"$T/changed"
as jane audit merge "$T/changed"
refused 9 '.' "far too much"
cp "$T/v.db" "$T/kept.db"
with_other() {
	local STRONGROOM_VAULT=$T/other.db
	new_vault
	as jane audit merge "$T/fresh"
}
with_other
refused 3 'another vault' "in another vault"

# --- who knows what ---

unseal --only "#2" --present "Cllr Price, who looks after the recreation ground" --present "Cllr Dunn of the finance committee"
cp "$(newest)" "$T/known"
opened=$(sed -n 's/^opened  *\([0-9].*Z\)$/\1/p' "$T/known")
as jane --json who "#2"
json "[.openings[] | select(. == \"$opened\")] == []" "before it is merged nobody knows of an opening"
reveals=$(get '.envelope[0].reveals | length')
as jane audit merge "$T/known"
as jane --json who "#2"
json "[.openings[] | select(. == \"$opened\")] | length == 1" "who names it, once it is merged"
json ".envelope[0].reveals | length == $((reveals + 1))" "and that the item was shown"
as jane --json who "#1"
json "[.openings[] | select(. == \"$opened\")] | length == 1" "of another item it names the opening"
json "[.envelope[0].reveals[] | select(. >= \"$opened\")] == []" "in which that was not shown"
as jane who "#2"
like "$err" "envelope was opened on $opened" "in text too"
like "$err" 'without the vault is here only once its receipt was merged' "which says what it cannot know"
as jane audit log --action audit.merge
like "$out" 'present "Cllr Price, who looks after the recreation ground, Cllr Dunn of the finance committee"' "an auditor reads all of it"
as jane edit "#3" --generate
as jane --json who "#3"
json '.openings == [] and .envelope[0].reveals == []' "what is in no export that was opened nobody saw"

# --- an older envelope, and an older log ---

cp "$T/words" "$T/old.words"
new_envelope
as jane audit merge "$T/fresh"
done_ok "the receipt of an envelope that is void by now"
as jane seal "$T/stick/council.age"
unseal --only HMRC
cp "$(newest)" "$T/fresh"
as jane audit merge "$T/fresh"
done_ok "and that of the new one"
with_file "$T/kept.db" run audit verify
unseal --only HMRC
cp "$(newest)" "$T/fresh"
older() {
	local STRONGROOM_VAULT=$T/older.db XDG_STATE_HOME=$T/older.state
	cp "$T/kept.db" "$T/older.db"
	as jane audit merge "$T/fresh"
}
older
refused 6 'older copy' "an older copy of the vault knows no such envelope"
sound "the vault is sound"
as jane verify
done_ok "and opens"
finish
