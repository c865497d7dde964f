#!/bin/bash
# An envelope of several sheets: so many of them, any ones, open it.
. "$(dirname "$0")/lib.sh"
need jq expect

today() {
	date '+%-d %B %Y'
}
BEFORE=$(today)
new_vault
add jane "Bank" "s3cret-of-the-bank"

# --- who may hold what ---

A=(--holder "Cllr Shah (Chair)") B=(--holder "Cllr Price") C=(--holder "Cllr Dunn")
as jane envelope create "${A[@]}" "${B[@]}" "${C[@]}"
refused 2 'such as --need 2' "several sheets: how many are needed has to be said"
as jane envelope create "${A[@]}" "${B[@]}" --need 1
refused 2 'any one of the sheets could open.*SLIP-39.*one --holder, or --need 2' "one of several is refused, with the reason"
as jane envelope create "${A[@]}" "${B[@]}" --need 3
refused 2 'more holders, or need fewer' "more than there are"
as jane envelope create "${A[@]}" --need 2
refused 2 'more holders, or need fewer' "more than one"
as jane envelope create "${A[@]}" "${B[@]}" --need 0
refused 2 'need' "none"
as jane envelope create "${A[@]}" "${B[@]}" --need two
refused 2 'need' "no number"
as jane envelope create "${B[@]}" "${A[@]}" --holder "CLLR PRICE" --need 2
refused 2 'given twice' "the same holder twice, in any case"
as jane envelope create --holder $'Cllr\nPrice' "${A[@]}" --need 2
refused 9 'cannot be seen' "a holder of two lines"
as jane envelope create --holder "" "${A[@]}" --need 2
refused 9 'empty' "a holder without a name"
many=()
for i in {1..17}; do many+=(--holder "Holder $i"); done
as jane envelope create "${many[@]}" --need 2
refused 2 'at most 16 sheets, not 17' "seventeen"
as jane --json status
json '.envelope == null' "nothing was made by all this"

# --- the sheets ---

as jane envelope create "${A[@]}" "${B[@]}" "${C[@]}" --need 2 --export-at "the safe"
done_ok "an envelope of three sheets"
is "$(tr -cd '\f' <"$T/out" | wc -c)" 2 "three pages"
for i in 1 2 3; do
	page=$(awk -v RS='\f' -v n="$i" 'NR == n' "$T/out")
	like "$page" "SHEET $i OF 3.*2 of 3" "page $i says which it is, and how many are needed"
	like "$page" "Cllr (Shah|Price|Dunn)" "and whose"
	unlike "$page" 'AGE-SECRET-KEY' "and has no key that would open alone"
	printf '%s' "$page" | sed -n '/^THE SHEET WORDS/,/^$/p' | grep -oE '[0-9]+ +[a-z]+' | sort -n -u | awk '{printf "%s%s", n++ ? " " : "", $2} END {print ""}' >"$T/page$i"
	is "$(wc -w <"$T/page$i")" 20 "and 20 words"
done
like "$err" 'Cllr Shah \(Chair\), Cllr Price and Cllr Dunn.*Any 2 of the 3' "what to do with them is said"
as jane seal "$T/council.age"
cat "$T/page3" "$T/page1" >"$T/sheets"
run --json unseal "$T/council.age" --reason fire --words-fd 8 8<"$T/sheets"
json '.items[0].title == "Bank"' "what was printed opens the export"

as jane --json envelope create "${A[@]}" "${B[@]}" "${C[@]}" --need 2
json '.serial == 2 and .need == 2 and .identity == null and [.sheets[] | .number] == [1, 2, 3] and .sheets[2].holder == "Cllr Dunn"' "as JSON, without a key"
for i in 1 2 3; do get ".sheets[$((i - 1))].words" >"$T/sheet$i"; done
as jane --json envelope create --holder One
json '.need == 1 and (.identity | startswith("AGE-SECRET-KEY-1")) and (.sheets | length == 1)' "one sheet alone has its key"
get .sheets[0].words >"$T/single"
as jane --json envelope create "${A[@]}" "${B[@]}" "${C[@]}" --need 2
for i in 1 2 3; do get ".sheets[$((i - 1))].words" >"$T/new$i"; done
as jane seal "$T/council.age"

# --- opening ---

opens() { # NAME FILE…: the sheets of these files
	local name=$1
	shift
	cat "$@" >"$T/sheets"
	run --json unseal "$T/council.age" --reason fire --words-fd 8 8<"$T/sheets"
	json '.items[0].title == "Bank"' "$name"
}
opens "one and two" "$T/new1" "$T/new2"
opens "three and one" "$T/new3" "$T/new1"
opens "all three" "$T/new2" "$T/new3" "$T/new1"
printf '\n%s\n\n\n1. %s\n' "$(sed 's/ / 2) /' "$T/new2")" "$(<"$T/new3")" >"$T/odd"
opens "with empty lines and numbers" "$T/odd"

shut() { # NAME REGEX FILE…
	local name=$1 want=$2
	shift 2
	cat "$@" >"$T/sheets"
	run unseal "$T/council.age" --reason fire --words-fd 8 8<"$T/sheets"
	refused 9 "$want" "$name"
	# Those five are words of the list, and of what is said
	ok "without repeating a word" no grep -qwFf <(tr ' ' '\n' <"$T/sheets" | grep -xE '[a-z]+' | grep -vxE 'envelope|that|check|order|empty') "$T/err"
}
shut "one alone" 'opens with 2 of its sheets, not with 1' "$T/new3"
shut "the same one twice" 'line 2: this sheet, number 3, was given before' "$T/new3" "$T/new3"
if told_apart "$T/new3" "$T/sheet1"; then
	shut "with one of another envelope" 'line 2: this sheet is of another envelope than the first' "$T/new3" "$T/sheet1"
else
	skip "with one of another envelope" "by chance both have one number"
fi
shut "two of another envelope" 'no identity fits|not fit|another|key' "$T/sheet1" "$T/sheet2"
sed 's/^[a-z]*/acidx/' "$T/new2" >"$T/bad"
shut "a wrong word" 'line 3: word 1 is not' "$T/new1" <(echo) "$T/bad"
changed_round "$T/new2" >"$T/bad"
shut "words in the wrong order" 'line 2: the checksum' "$T/new1" "$T/bad"
shut "no words at all" 'only empty lines' <(printf '\n1.\n')

# --- with the vault ---

cat "$T/new1" "$T/new3" >"$T/two"
cat "$T/sheet1" "$T/sheet2" >"$T/old"
(export STRONGROOM_VAULT=$T/other.db && new_vault && as jane --json envelope create --holder Else && get .sheets[0].words >"$T/else")
if told_apart "$T/page1" "$T/old" "$T/single" "$T/two" "$T/else"; then
	hurried run unseal --reason "a try" --words-fd 8 8<"$T/old"
	refused 9 "envelope 2, which is void since ($BEFORE|$(today)); the current one is envelope 4" "sheets of an older envelope are named as such"
	hurried run unseal --reason "a try" --words-fd 8 8<"$T/single"
	refused 9 "envelope 3, which is void" "of whichever"
	log_has '[.[] | select(.action == "unlock.failed")] | length == 2' "both attempts are on the log"
	hurried run unseal --reason "a try" --words-fd 8 8<"$T/else"
	refused 9 "not made for this vault; the current one is envelope 4" "and of another vault"
else
	skip "sheets of an older envelope are named as such" "by chance two of them have one number"
fi
run --json unseal --reason "the clerk is ill" --words-fd 8 8<"$T/two"
json '.items[0].title == "Bank"' "the current ones open it"
sound "the vault is sound"

# --- at a terminal: every sheet is read back ---

export JANE=${PASS[jane]} T
at_terminal() {
	cat "$TESTS/tools/terminal.tcl" - >"$T/script"
	if said=$(setsid -w expect "$T/script" 2>&1); then pass "$1"; else fail "$1" "$(cat -v <<<"$said")"; fi
}
at_terminal "two words of each sheet are asked back, and how many are needed" <<'EXPECT'
strongroom envelope create --holder "Cllr Shah" --holder "Cllr Price" --member Jane
answer "How many of the 2 sheets are to be needed to open it .2 to 2.: " "2"
answer "Passphrase of Jane Smith.*: " $env(JANE)
for {set sheet 1} {$sheet <= 2} {incr sheet} {
	see "THE SHEET WORDS.*?\n\r?\n"
	foreach {all number word} [regexp -all -inline {([0-9]+) +([a-z]+)} $expect_out(0,string)] {
		set words($sheet,$number) $word
	}
}
foreach {sheet who} {1 Shah 2 Price} {
	see "Now show that sheet $sheet of 2, of Cllr $who, can be read"
	see "Type word (\[0-9]+) .*: "
	type $words($sheet,$expect_out(1,string))
	see "Type word (\[0-9]+) .*: "
	type $words($sheet,$expect_out(1,string))
}
see "Envelope number 5 is made"
see "holder: Cllr Shah and Cllr Price. Any 2 of the 2 sheets"
ends 0
EXPECT
at_terminal "words of another sheet will not do" <<'EXPECT'
strongroom envelope create --holder "Cllr Shah" --holder "Cllr Price" --need 2 --member Jane
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "THE SHEET WORDS.*?\n\r?\n"
foreach {all number word} [regexp -all -inline {([0-9]+) +([a-z]+)} $expect_out(0,string)] { set words($number) $word }
see "THE SHEET WORDS.*?\n\r?\n"
set second [regexp -all -inline {[a-z]+} $expect_out(0,string)]
foreach i {1 2} {
	see "Type word (\[0-9]+) .*: "
	type $words($expect_out(1,string))
}
# Whatever word is asked for, one that is nowhere on the second sheet
foreach none {zero acid acne} { if {$none ni $second} break }
see "sheet 2 of 2"
foreach i {1 2 3} {
	see "Type word (\[0-9]+) .*: "
	type $none
}
ends 9
EXPECT
as jane --json status
json '.envelope.serial == 5' "and no envelope is made"
finish
