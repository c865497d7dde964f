#!/bin/bash
# Somebody who has no vault here, and types the name of the program.
# STRONGROOM_LONG=1: also one who sets up a vault, at the full cost of a passphrase.
. "$(dirname "$0")/lib.sh"
need jq expect

new_vault
hurried run --member Jane --passphrase-fd 9 ls 9<<<"not the passphrase of jane"
refused 4 "wrong" "a wrong passphrase, before any right one"
export JANE=${PASS[jane]}
at_terminal "who comes in for the first time is told of that" <<'EXPECT'
strongroom
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "clerk.\r\nSo far a wrong passphrase was given 1 time. If that was not you, \"audit log --incidents\" shows when it was.\r.*Jane Smith.> "
send "\004"
ends 0
EXPECT
add jane "Bank" "s3cret-of-the-bank"
new_envelope
as jane seal "$T/council.age"
export WORDS=$(<"$T/words") PROMPT='Ashby Parish Council .Jane Smith.> '
mkdir "$T/elsewhere" "$T/empty"
mv "$T/v.db" "$T/elsewhere/vault.db"
echo "a letter" >"$T/letter.db"

at_terminal "is told where none is, and can leave" <<'EXPECT'
strongroom
see "There is no vault at $env(T)/v.db"
see "1  open the sealed envelope.*2  the vault is elsewhere.*3  set up a new vault.*0  end"
answer "Type its number: " "seven"
see "Type one of the numbers, from 0 to 3"
answer "Type its number: " "0"
ends 0
EXPECT
at_terminal "by Ctrl-D too" <<'EXPECT'
strongroom
see "Type its number: "
send "\004"
ends 130
EXPECT
at_terminal "2: says where the vault is, with slips, and learns how to keep that" <<'EXPECT'
strongroom --member Jane
answer "Type its number: " "2"
answer "Its file.*: " "$env(T)/nowhere.db"
see "no vault at $env(T)/nowhere.db"
answer "Its file.*: " "$env(T)/letter.db"
see "no vault at $env(T)/letter.db"
answer "Its file.*: " "\"~/../elsewhere\" "
see "export STRONGROOM_VAULT=\"$env(T)/elsewhere/vault.db\""
answer "Passphrase of Jane Smith.*: " $env(JANE)
see $env(PROMPT)
type "show Bank -f password"
see "s3cret-of-the-bank"
see $env(PROMPT)
type "exit"
ends 0
EXPECT
at_terminal "three that are none end it with what to do" <<'EXPECT'
strongroom
answer "Type its number: " "2"
answer "Its file.*: " "~"
see "no vault at $env(HOME)/vault.db"
foreach i {1 2} { answer "Its file.*: " "$env(T)/empty" }
see "whoever set it up knows where it is"
ends 3
EXPECT
at_terminal "nothing typed ends it too" <<'EXPECT'
strongroom
answer "Type its number: " "2"
answer "Its file.*: " ""
see "No vault was named"
ends 130
EXPECT
at_terminal "1: opens an export with the words of a sheet" <<'EXPECT'
strongroom --plain
answer "Type its number: " "1"
answer "The file of either.*: " "$env(T)/council.age"
answer "word 1 of 20: " $env(WORDS)
answer "Why is the export opened. " "the clerk is in hospital"
see "Export of Ashby Parish Council"
answer "Show: " "1"
see "s3cret-of-the-bank"
answer "Show: " ""
ends 0
EXPECT
at_terminal "1: or looks on what is plugged in" <<'EXPECT'
set env(STRONGROOM_MEDIA) $env(T)/empty
strongroom
answer "Type its number: " "1"
answer "The file of either.*: " ""
see "no export was found on a stick"
ends 3
EXPECT
at_terminal "1: or the vault itself" <<'EXPECT'
strongroom --plain
answer "Type its number: " "1"
answer "The file of either.*: " "$env(T)/elsewhere/vault.db"
answer "Why is the envelope opened.*: " "the clerk is in hospital"
see "Who is there"
send "\004"
ends 130
EXPECT
at_terminal "3: leads to the conversation that sets one up" <<'EXPECT'
strongroom
answer "Type its number: " "3"
see "Name of the council: "
send "\004"
ends 130
EXPECT
ok "or not, and then there is none" no test -e "$T/v.db"
if [ "${STRONGROOM_LONG:-}" = 1 ]; then
	export STRONGROOM_VAULT=$T/new.db
	at_terminal "which ends in its shell" <<'EXPECT'
strongroom
answer "Type its number: " "3"
answer "Name of the council: " "Ashby Parish Council"
answer "Your name: " "Jane Smith"
answer "New passphrase for Jane Smith.*: " $env(JANE)
answer "The same again: " $env(JANE)
answer "Name of the first collection.*: " ""
answer "Make the sealed envelope now.*" ""
answer "name of that file.*: " ""
see "The vault is ready"
see $env(PROMPT)
type "add Bank --generate"
see "Added"
see $env(PROMPT)
send "show ba\t-f password\r"
see "\[A-Za-z0-9]{20}\r\n"
see $env(PROMPT)
type "lock"
answer "Passphrase of Jane Smith.*: " $env(JANE)
see $env(PROMPT)
type "exit"
ends 0
EXPECT
	sound "and the vault is sound"
	export STRONGROOM_VAULT=$T/v.db
fi
mv "$T/elsewhere/vault.db" "$T/v.db"
chmod 000 "$T/v.db"
at_terminal "a vault that is there is asked for by its passphrase, and nothing else" <<'EXPECT'
strongroom --member Jane
expect {
	"set up a new vault" { failed "it was offered" }
	-re "(Passphrase of|cannot|ermission)" {}
}
send "\003"
expect eof
EXPECT
chmod 600 "$T/v.db"
sound "the vault is sound"
finish
