#!/bin/bash
# add and edit without options: a form at a terminal, and every way of going
# astray in it.
. "$(dirname "$0")/lib.sh"
need jq expect
export JANE=${PASS[jane]} TYPED="typed-for-the-form" NOTE="first-typed-note"

new_vault
WORDS=$(sed -n "s/.*check words are: //p" "$T/err")
export WORDS

LEAD='
proc unlock {} {
	global env
	answer "Passphrase of Jane Smith.*: " $env(JANE)
}
proc enters {args} {
	foreach prompt $args { answer "$prompt.*: " "" }
}
'
person() { # NAME, with LEAD before what comes from stdin
	at_terminal "$1" < <(printf '%s' "$LEAD"; cat)
}

# --- a login, with a slip at each line ---

person "a form has the lines of a login, and a slip is told and asked again" <<'EXPECT'
strongroom add "Bank" --reason "new account"
unlock
answer "Type: .*login\\\].*: " ""
answer "User name: " "cl\033erk"
answer "No: the user name has a line break.*User name: " "clerk7"
answer "Address.*: " "https://bank.example/\007"
answer "Another address.*: " ""
answer "No: the URL has.*Address .*: " "https://bank.example/"
answer "Another address.*: " "https://bank.example/help"
answer "Another address.*: " ""
see "Password .nothing shows; Enter has one made, . for none.: "
echo_is -echo
type $env(WORDS)
see "No: those are the check words"
answer "Password.*: " $env(TYPED)
answer "Second factor: which phone or key holds it: " "Jane's blue telephone"
answer "Totp.*: " "not1a8secret!"
see "No: "
answer "Totp.*: " "otpauth://hotp/x?secret=JBSWY3DPEHPK3PXP&counter=1"
see "No: "
answer "Totp.*: " ""
see "Notes .nothing shows; Enter for none.: "
echo_is -echo
type $env(NOTE)
answer "next line.*: " ""
answer "next line.*: " "third-typed-note"
answer "next line.*: " "."
see "Tags, with commas between them: "
echo_is echo
type "money,  bank ,,"
see "title +Bank\r.*user name +clerk7\r.*address +https://bank.example/ https://bank.example/help\r.*password +\\*\\*\\*\\*\\*\\*\\*\\*\r.*second factor +Jane's blue telephone\r.*totp +-\r.*notes +\\*\\*\\*\\*\\*\\*\\*\\*\r.*tags +money,  bank ,,\r"
answer "Save it. .*" "99"
answer "Type yes to save it.*Save it. .*" ""
answer "Type yes to save it.*Save it. .*" "12x"
answer "Type yes to save it.*Save it. .*" "3"
answer "User name .clerk7. .Enter keeps it, . takes it away.: " "clerk8"
see "user name +clerk8\r"
answer "Save it. .*" "YES"
see "Added \"Bank\" as #1"
ends 0
EXPECT
as jane --json show Bank --reveal
json '.type == "login" and .username == "clerk8" and .urls == ["https://bank.example/", "https://bank.example/help"] and .tags == ["money", "bank"]
	and ([.fields[] | {(.label): .value}] | add) == {password: "typed-for-the-form", "second factor": "Jane\u0027s blue telephone", notes: "first-typed-note\n\nthird-typed-note"}' \
	"all of it is kept"
log_has 'any(.[]; .action == "item.add" and .detail.reason == "new account")' "with the reason on the log"
ok "no secret was on the screen" no grep -qE "$TYPED|$NOTE|third-typed" "$T/screen"

# --- nothing is lost when it cannot be saved ---

person "a title that is taken is asked for again, and all else stays" <<'EXPECT'
strongroom add "bank"
unlock
enters "Type" "User name" "Address"
answer "Password.*: " ""
see "A password of 20 letters and digits was made"
enters "Second factor" "Totp" "Notes" "Tags"
answer "Save it. .*" "yes"
see "It was not saved: there is an item \"bank\" in that collection already"
answer "Save it. .*" "1"
answer "Title .bank. .Enter keeps it.: " "Savings"
answer "Save it. .*" "yes"
see "Added \"Savings\""
ends 0
EXPECT
as jane show Savings -f password
like "$out" '^[A-Za-z0-9]{20}$' "with the password that was made"
person "a title that can never be one is asked for again" <<'EXPECT'
strongroom add "Tab\there"
unlock
enters "Type" "User name" "Address"
answer "Password.*: " "."
enters "Second factor" "Totp" "Notes" "Tags"
see "password +-\r"
answer "Save it. .*" "yes"
see "It was not saved: the title has a line break"
answer "Save it. .*" "1"
answer "Title.*: " "Tab here"
answer "Save it. .*" "yes"
see "Added"
ends 0
EXPECT
as jane --json show "Tab here"
json '.fields == []' "a single . is no password"
person "no is no" <<'EXPECT'
strongroom add "Never"
unlock
enters "Type" "User name" "Address" "Password" "Second factor" "Totp" "Notes" "Tags"
answer "Save it. .*" "no"
see "othing was changed"
ends 130
EXPECT
person "and so is Ctrl-C" <<'EXPECT'
strongroom add "Never"
unlock
see "Type.*: "
send "\003"
expect eof
wait
EXPECT
as jane --json ls
json '[.[].title] == ["Bank", "Savings", "Tab here"]' "nothing was added"

# --- other types ---

person "a device has a number, IMEI, SIM, owner and day of return" <<'EXPECT'
strongroom add "Laptop"
unlock
answer "Type.*: " "device"
answer "Number: " "7"
answer "IMEI: " "490154203237518"
answer "SIM: " ""
answer "Owner: " "Cllr Price"
answer "Returned: when it came back: " ""
answer "PIN .nothing shows; Enter for none.: " "2468"
enters "Notes" "Tags"
answer "Save it. .*" "yes"
see "Added"
ends 0
EXPECT
as jane --json show Laptop --reveal
json '.type == "device" and ([.fields[] | {(.label): .value}] | add) == {number: "7", IMEI: "490154203237518", owner: "Cllr Price", PIN: "2468"}' \
	"and what is not given is not there"
person "another type keeps what was typed for the first" <<'EXPECT'
strongroom add "Safe"
unlock
enters "Type"
answer "User name: " "typed-user"
enters "Address" "Password" "Second factor" "Totp" "Notes" "Tags"
answer "Save it. .*" "2"
answer "Type.*: " "note"
see "type +note\r.*user name +typed-user\r.*password +\\*.*notes +-\r"
answer "Save it. .*" "2"
answer "Type.*: " "card"
see "number +-\r.*code +-\r.*user name +typed-user\r"
answer "Save it. .*" "yes"
see "Added"
ends 0
EXPECT
as jane --json show Safe
json '.type == "card" and .username == "typed-user" and [.fields[].label] == ["password"]' "in the item too"

# --- which collection ---

as jane collection add Office
person "where there are several collections it asks which" <<'EXPECT'
strongroom add "Kettle"
unlock
answer "Type.*: " "note"
answer "Notes.*: " "how to descale it"
answer "next line.*: " "."
enters "Tags"
see "1  General\r.*2  Office\r"
answer "Its number .Enter: the first.: " "3"
answer "Type one of the numbers.*Its number.*: " "2"
see "collection +Office\r"
answer "Save it. .*" "yes"
see "Added"
ends 0
EXPECT
as jane --json show Kettle
json '.collection == "Office" and .type == "note"' "and puts it there"
person "but not where the command says it" <<'EXPECT'
strongroom add "Urn" -c Office
unlock
answer "Type.*: " "note"
enters "Notes" "Tags"
answer "Save it. .*" "yes"
see "Added"
ends 0
EXPECT
as jane --json show Urn
json '.collection == "Office"' "which is where it goes"

# --- edit ---

as jane edit Bank --field "Branch=Ashby" --secret-field "memorable:7" 7<<<"place"
person "edit shows what there is, Enter keeps it, a single . takes it away" <<'EXPECT'
strongroom edit Bank --reason "moved"
unlock
answer "Title .Bank. .Enter keeps it.: " ""
answer "Type.*: " ""
answer "User name .clerk8. .Enter keeps it, . takes it away.: " "."
answer "Address .*https://bank.example/ https://bank.example/help. .*: " "https://new.bank.example/"
answer "Another address.*: " ""
see "Password .nothing shows; Enter keeps it, . makes one, . takes it away.: "
echo_is -echo
type ""
enters "Second factor.*blue telephone"
answer "Totp.*: " ""
answer "Branch .Ashby. .*: " "Derby"
answer "Memorable .nothing shows; Enter keeps it, . takes it away.: " "."
answer "Notes .nothing shows; Enter keeps it, . takes it away.: " ""
enters "Tags.*.money, bank. "
see "user name +-\r.*password +\\*+\r.*memorable +-\r"
answer "Save it. .*" "5"
answer "Password.*: " "ashby7"
see "That is a weak password: it .*Save it. .*"
type "5"
answer "Password.*: " "+"
see "A password of 20"
see "password +\\*+  .new.\r"
answer "Save it. .*" "yes"
see "Changed"
ends 0
EXPECT
as jane --json show Bank --reveal
json '.username == "" and .urls == ["https://new.bank.example/"] and .tags == ["money", "bank"] and .version == 3
	and ([.fields[] | {(.label): .value}] | add | .password |= test("^[A-Za-z0-9]{20}$")) == {password: true, "second factor": "Jane\u0027s blue telephone", Branch: "Derby", notes: "first-typed-note\n\nthird-typed-note"}' \
	"and all is as it was shown"
as jane show Bank --previous -f password
is "$out" "$TYPED" "what was there before is there still"
person "an edit that changes nothing makes no version" <<'EXPECT'
strongroom edit Urn
unlock
enters "Title" "Type" "Notes" "Tags"
answer "Save it. .*" "yes"
see "It was not saved: the item says all of that already"
answer "Save it. .*" "no"
ends 130
EXPECT
as jane --json show Urn
json '.version == 1' "indeed"
person "of an item that is not there it says so before it asks" <<'EXPECT'
strongroom edit Nothing
unlock
see "There is no item"
ends 3
EXPECT
new_member price "Cllr Price" councillor
as jane grant General Price
export PRICE=${PASS[price]}
person "who may not change it is told before anything is typed" <<'EXPECT'
strongroom edit Bank --member Price
answer "Passphrase of Cllr Price.*: " $env(PRICE)
see "may look at this collection, but not change it"
ends 5
EXPECT
person "nor does who may add nothing fill in a form for it" <<'EXPECT'
strongroom add Lost --member Price
answer "Passphrase of Cllr Price.*: " $env(PRICE)
see "No collection was granted to you with the right to change it; the attempt is on the audit log"
ends 5
EXPECT
person "or who names a collection that is not there" <<'EXPECT'
strongroom add Lost --collection Nowhere --member Jane
unlock
see "There is no collection \"Nowhere\""
ends 3
EXPECT
log_has '[.[] | select(.action == "item.add" and .outcome == "refused" and .actor == "Cllr Price")] | length == 1' "the refusal is on the log, once"
ok "nothing that was typed unseen is on the screen" no grep -qE "ashby7|$TYPED|$NOTE|third-typed|2468|descale" "$T/screen"
sound "the vault is sound"
finish
