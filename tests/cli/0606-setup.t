#!/bin/bash
# init without options: a conversation that makes a vault, an envelope and brings
# logins over, each of which may be left for later.
. "$(dirname "$0")/lib.sh"
need jq expect
export JANE=${PASS[jane]} OTHER="some other passphrase, long too" HOME=$T

# What each conversation begins with
LEAD='
proc begin {vault} {
	global env
	set env(STRONGROOM_VAULT) $env(T)/$vault
	strongroom init --kdf-memory 19M --kdf-passes 2
}
proc made {} {
	global env
	answer "Name of the council: " "Ashby Parish Council"
	answer "Your name: " "Jane Smith"
	answer "New passphrase for Jane Smith.*: " $env(JANE)
	answer "The same again: " $env(JANE)
	answer "Name of the first collection.*: " ""
	see "The vault is at"
}
'
person() { # NAME, with LEAD before what comes from stdin
	at_terminal "$1" < <(printf '%s' "$LEAD"; cat)
}
# in_vault FILE: what follows is about that one
in_vault() {
	export STRONGROOM_VAULT=$T/$1
}

# --- all of it, with a slip at each step ---

cp "$TESTS/data/import-lastpass.csv" "$T/old logins.csv"
person "a vault, an envelope and an import in one conversation" <<'EXPECT'
begin all.db
answer "Name of the council: " ""
answer "No: a name is needed.*Name of the council: " "Ashby\tParish"
answer "No: the council's name is 1 to .*Name of the council: " "  "
answer "No: the council's name is 1 to .*without blanks around it.*Name of the council: " "Ashby Parish Council"
answer "Your name: " "#7"
answer "No: a member's name is.*Your name: " "Jane Smith"
see "\n    \[a-z-]+( \[a-z-]+){5}\r"
foreach i {1 2 3} {
	answer "New passphrase for Jane Smith.*: " $env(JANE)
	answer "The same again: " $env(OTHER)
	see "not the same"
}
see "Take your time"
see "New passphrase for Jane Smith.*: "
echo_is -echo
type $env(JANE)
answer "The same again: " $env(JANE)
answer "Name of the first collection.*: " "#General"
answer "No: a collection's name is.*Name of the first collection.*: " "Council/logins"
answer "No: a collection's name is.*Name of the first collection.*: " "Council logins"
see "The vault is at .*all.db"
see "check words are: \[a-z]+( \[a-z]+){7}\r"
answer "Make the sealed envelope now.*for later. " "yes please"
answer "Type yes or no.*Make the sealed envelope now.*for later. " " Yes "
answer "Who is to keep it, such as the chair: " ""
answer "No: a name is needed.*Who is to keep it.*: " "Cllr Shah"
answer "Who keeps another sheet.*Enter: nobody.: " ""
see "THE SHEET WORDS(.*)WHAT TO DO"
foreach {all number word} [regexp -all -inline {([0-9]+) +([a-z]+)} $expect_out(1,string)] {
	set words($number) $word
}
foreach i {1 2} {
	see "Type word (\[0-9]+) .*: "
	type $words($expect_out(1,string))
}
see "Envelope number 1 is made"
answer "The name of that file .Enter: later.: " "~/nothing.csv"
answer "That was not done: .*nothing.csv.*The name of that file.*: " "'$env(T)/old logins.csv' "
expect {
	-re {Are they the council's\? \[y/n/\?\] } { type "y"; exp_continue }
	-re {read, .* added} {}
	timeout { failed "the folders are not asked about, or the import does not end" }
}
answer "Type yes to delete it: " "no"
see "Ashby Parish Council\r.*envelope +number 1, held by Cllr Shah"
see "The vault is ready.*strongroom add .*strongroom seal --kit"
ends 0
EXPECT
in_vault all.db
as jane --json status
json '.envelope != null' "there is an envelope"
as jane --json ls "Council logins"
ok "and what was brought over, in the collection that was named" test "$(get length)" -gt 3
as jane --json collection ls
json '[.[].name] == ["Council logins"]' "which is the only one"
sound "the vault is sound"
ok "no passphrase was on the screen" no grep -qF -e "$JANE" -e "$OTHER" "$T/screen"

# --- several sheets ---

person "an envelope of several sheets" <<'EXPECT'
begin several.db
made
answer "Make the sealed envelope now.*for later. " "yes"
answer "Who is to keep it.*: " "Cllr Shah"
answer "Who keeps another sheet.*: " "Cllr Price"
answer "Who keeps another sheet.*: " ""
answer "How many of the 2 sheets.*: " "2"
see "SHEET 1 OF 2.*SHEET 2 OF 2"
foreach i {1 2 3} {
	answer "Type word .*: " "wrong"
	see "That is not word"
}
see "That was not done: the words did not agree"
answer "The name of that file.*: " ""
see "strongroom import FILE.*strongroom envelope create"
ends 0
EXPECT
in_vault several.db
as jane --json status
json '.envelope == null' "sheets that cannot be read back make none, and the vault is there"

# --- left for later, or broken off ---

person "Enter leaves each step for later, and the command is told" <<'EXPECT'
begin later.db
made
answer "Make the sealed envelope now.*for later. " ""
answer "The name of that file.*: " ""
see "What needs attention"
see "What next:.*strongroom add .*strongroom import FILE.*strongroom envelope create.*strongroom member add.*strongroom worklist"
ends 0
EXPECT
for at in "Name of the council: " "Your name: " "New passphrase.*: "; do
	export AT=$at
	person "Ctrl-C at \"${at%%.*}\" leaves nothing" <<'EXPECT'
begin broken.db
foreach {prompt answer} {"Name of the council: " "Ashby" "Your name: " "Jane Smith" "New passphrase.*: " ""} {
	see $prompt
	if {$prompt eq $env(AT)} { break }
	type $answer
}
send "\003"
see "Interrupted; nothing was changed"
expect eof
wait
EXPECT
	ok "no file" no test -e "$T/broken.db"
done
person "Ctrl-C after the vault was made leaves it whole, and says so" <<'EXPECT'
begin stopped.db
made
see "Make the sealed envelope now.*for later. "
send "\003"
see "Interrupted; the vault at .*stopped.db is made and whole.*strongroom worklist"
expect eof
wait
EXPECT
in_vault stopped.db
as jane --json ls
json '. == []' "it opens"
sound "and is sound"
person "so does the end of the input in the middle of the import" <<'EXPECT'
begin ended.db
made
answer "Make the sealed envelope now.*for later. " ""
see "The name of that file.*: "
send "\004"
see "Interrupted; the vault at .*ended.db is made and whole"
ends 130
EXPECT
person "where there is a vault it says so before it asks anything" <<'EXPECT'
begin ended.db
see "There is a file at .*ended.db already"
ends 8
EXPECT

# --- with options it is as it was ---

in_vault script.db
run init
refused 2 '--council is missing' "without a terminal the options are needed"
person "a person who gives the options is asked for the passphrase alone" <<'EXPECT'
set env(STRONGROOM_VAULT) $env(T)/script.db
strongroom init --council C --member M --kdf-memory 19M --kdf-passes 2
answer "New passphrase for M.*: " $env(JANE)
answer "The same again: " $env(JANE)
see "check words are.*What next"
ends 0
EXPECT
finish
