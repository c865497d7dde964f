#!/bin/bash
# change: a new password in steps, each of which may be the last: killed, broken
# off or left, both passwords are in the vault until the website has accepted one.
. "$(dirname "$0")/lib.sh"
need jq expect
export JANE=${PASS[jane]} NEW="Wholly-different-91x" OLD="s3cret-of-the-bank"

LEAD='
proc change {args} {
	global env
	strongroom change Bank --reason "yearly" {*}$args
	see "Passphrase of Jane Smith.*: "
	type $env(JANE)
}
proc offers {what key} {
	see "The $what .Enter: to the clipboard, s: show it, n: not this.: "
	type $key
}
'
person() { # NAME, with LEAD before what comes from stdin
	at_terminal "$1" < <(printf '%s' "$LEAD"; cat)
}
# fresh: a vault with one login
fresh() {
	rm -f "$T/v.db"* "$T/state" -r
	new_vault
	add jane "Bank" "$OLD" -u clerk7 --url https://bank.example/
}
# fields FILTER NAME: on its hidden fields, as an object
fields() {
	as jane --json show Bank --reveal
	json "([.fields[] | {(.label): .value}] | add) as \$f | $1" "$2"
}

# --- accepted ---

fresh
person "old one, new one, and the website accepts it" <<'EXPECT'
change
see "Bank  .#1.\r.*https://bank.example/\r.*Compare that address"
see "New password .nothing shows; Enter has one made.: "
echo_is -echo
type "ashby7"
see "That is a weak password: it "
answer "Use it all the same.*another. " ""
answer "New password .*: " $env(NEW)
offers "password as it is" "x"
see "Press Enter, or type s or n"
offers "password as it is" "s"
see "    s3cret-of-the-bank\r"
offers "new password" "s"
see "    Wholly-different-91x\r"
answer "Did the website accept it.*: I cannot say yet. " "perhaps"
answer "Type yes or no.*Did the website accept it.*yet. " "yes"
see "The new password is the password of \"Bank\" .#1."
ends 0
EXPECT
fields '$f == {password: "Wholly-different-91x"} and .version == 3 and .username == "clerk7"' "the new one is the password"
as jane show Bank --previous -f password
is "$out" "$OLD" "and the old one is the one before"
as jane --json audit log
json '[sort_by(.seq)[] | select(.subject.kind == "item" and .action != "item.add") | [.action, .version, .detail.fields]][0:3] == [["item.edit", 2, null], ["item.reveal", 2, "password, new password"], ["item.edit", 3, null]]' \
	"both were kept before either was given out, and that was recorded"
json '[.[] | select(.subject.kind == "item" and .detail.reason == "yearly")] | length == 3' "with the reason"

# --- refused ---

fresh
person "the website does not take it" <<'EXPECT'
change --generate=words:5
see "A new password was made"
offers "password as it is" "n"
offers "new password" "n"
answer "Did the website accept it.*yet. " "no"
see "The password stays as it was. To try another: strongroom change '#1'"
ends 0
EXPECT
fields '$f == {password: "s3cret-of-the-bank"} and .version == 3' "the old one stays, alone"
as jane show Bank --previous
refused 3 'no other credential' "and there was no other"
person "the password that it has is no new one" <<'EXPECT'
change
answer "New password .*: " $env(OLD)
see "That is the password which it has already"
ends 2
EXPECT

# --- not known yet ---

fresh
person "Enter leaves it open" <<'EXPECT'
change
answer "New password .*: " $env(NEW)
offers "password as it is" "n"
offers "new password" "n"
answer "Did the website accept it.*yet. " ""
see "A new password waits.*strongroom change '#1'"
ends 0
EXPECT
fields '$f == {password: "s3cret-of-the-bank", "new password": "Wholly-different-91x"}' "both are there"
as jane show Bank
like "$out$err" 'new password +\*{8}.*A new password waits' "show says so"
as jane --json worklist
json 'any(.[]; .key == "item.pending.1" and .command == "strongroom change \u0027#1\u0027" and .yours and (.what | test("\"Bank\"")))' \
	"so does the worklist"
as jane status
like "$out" 'Say whether the website took the new password of "Bank"' "and the status"
person "and edit" <<'EXPECT'
strongroom edit Bank
see "Passphrase of Jane Smith.*: "
type $env(JANE)
see "A new password waits"
see "Title.*: "
send "\003"
expect eof
wait
EXPECT
person "change goes on where it stopped" <<'EXPECT'
change
see "it goes on with that one"
offers "password as it is" "s"
see "    s3cret-of-the-bank\r"
offers "new password" "s"
see "    Wholly-different-91x\r"
answer "Did the website accept it.*yet. " "Yes"
see "The new password is the password"
ends 0
EXPECT
fields '$f == {password: "Wholly-different-91x"}' "to its end"
as jane --json worklist
json 'all(.[]; .key != "item.pending.1")' "and the worklist is done with it"

# --- killed, or broken off, at each prompt ---

# The prompts in their order, and whether both passwords have to be there then
PROMPTS=("New password .*: |alone" "The password as it is.*: |both" "The new password .*: |both" "Did the website accept it.*yet. |both")
export AT NTH HOW
for ((i = 0; i < ${#PROMPTS[@]}; i++)); do
	NTH=$i AT=${PROMPTS[i]%|*} state=${PROMPTS[i]##*|}
	for HOW in KILL INT; do
		fresh
		person "SIG$HOW at prompt $((i + 1))" <<'EXPECT'
change
set said {"New password .*: " "Wholly-different-91x" "The password as it is.*: " "n" "The new password .*: " "n" "Did .*yet. " ""}
for {set i 0} {$i < $env(NTH)} {incr i} {
	answer [lindex $said [expr {2 * $i}]] [lindex $said [expr {2 * $i + 1}]]
}
see $env(AT)
if {$env(HOW) eq "KILL"} {
	exec kill -KILL [exp_pid]
} else {
	send "\003"
	see [expr {$env(NTH) == 0 ? "nothing was changed" : "both passwords are kept, and \"strongroom change '#1'\" goes on"}]
}
expect eof
wait
EXPECT
		if [ "$state" = both ]; then
			fields '$f == {password: "s3cret-of-the-bank", "new password": "Wholly-different-91x"}' "both passwords are in the vault"
		else
			fields '$f == {password: "s3cret-of-the-bank"}' "nothing was kept yet"
		fi
		sound "which is sound"
	done
done

# --- who and what ---

fresh
as jane add "Office note" --notes-fd 7 7<<<"a note"
person "what has no password is not changed" <<'EXPECT'
strongroom change "Office note"
see "Passphrase of Jane Smith.*: "
type $env(JANE)
see "has no password to change; \"strongroom edit"
ends 2
EXPECT
export OTHERS
for OTHERS in "Of-somebody-else-789" ""; do
	fresh
	person "somebody else changed the item while it was at work" <<'EXPECT'
change
answer "New password .*: " $env(NEW)
offers "password as it is" "n"
see "The new password .*: "
exec sh -c "$env(STRONGROOM) edit Bank --secret-field 'new password:8' --passphrase-fd 9 9<<E 8<<F 2>&1
$env(JANE)
E
$env(OTHERS)
F
"
type "n"
answer "Did the website accept it.*yet. " "yes"
see "Somebody changed the item in the meantime, so nothing was settled"
ends 7
EXPECT
	fields '($f."new password" // "") == env.OTHERS and $f.password == "s3cret-of-the-bank"' "and all is as the other left it"
done
person "somebody else began to change it while the new one was typed" <<'EXPECT'
change
see "New password .*: "
exec sh -c "$env(STRONGROOM) edit Bank --secret-field 'new password:8' --passphrase-fd 9 9<<E 8<<F 2>&1
$env(JANE)
E
Of-somebody-else-789
F
"
type $env(NEW)
see "Somebody else changed the item in the meantime, and nothing was kept"
ends 7
EXPECT
fields '$f == {password: "s3cret-of-the-bank", "new password": "Of-somebody-else-789"}' "what the other kept is kept"
new_member price "Cllr Price" councillor
as jane grant General Price
export PRICE=${PASS[price]}
person "who may not change it is told before anything is typed" <<'EXPECT'
strongroom change Bank --member Price
see "Passphrase of Cllr Price.*: "
type $env(PRICE)
see "may look at this collection, but not change it"
ends 5
EXPECT
before=$(sum "$T/v.db")
as jane change Bank --generate
refused 2 'person at a terminal.*edit ITEM --generate' "a script is told what it uses"
as jane --no-input change Bank
refused 2 'person at a terminal' "and so is --no-input"
as jane --json change Bank
refused 2 'person at a terminal' "and --json"
fresh
person "a spec that is none is refused before anything is kept" <<'EXPECT'
change --generate=lots
see "ncsc"
ends 2
EXPECT
as jane --json show Bank
json '[.fields[].label] == ["password"]' "nothing was"
ok "what was typed unseen is on the screen only where it was to be shown" test "$(grep -c ashby7 "$T/screen")" = 0
sound "the vault is sound"
finish
