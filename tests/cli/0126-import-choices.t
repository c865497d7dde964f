#!/bin/bash
# Which folders of an export are taken, a file that is protected, attachments, and
# whether the file is deleted in the end.
. "$(dirname "$0")/lib.sh"
need jq expect

new_vault
export JANE=${PASS[jane]}

# --- folders ---

write() { # FILE
	printf '%s\n' 'url,username,password,extra,name,grouping,fav' ',u,p1,,Bank,Council\Finance,0' ',u,p2,,Website,Council,0' \
		',u,p3,,Netflix,Zoë,0' ',u,p4,,Cinema,Zoë\Fun,0' ',u,p5,,Loose,,0' ',u,p6,,Short,0' >"$T/$1"
}
write all.csv
titles() {
	as jane --json ls "${1-}"
	jq -r '[.[].title] | sort | join(" ")' "$T/out"
}
collection=0
# takes WANTED OPTIONS…: what comes in by them, into a collection of its own
takes() {
	local want=$1
	shift
	as jane collection add "C$((++collection))"
	as jane --json import "$T/all.csv" --collection "C$collection" "$@"
	json ".read == 6 and .added == $(wc -w <<<"$want") and .left_out == 5 - .added" "$*: the rest is counted as left out"
	is "$(titles "C$collection")" "$want" "$*"
}
takes "Bank Website" --only council
: >"$T/empty.csv"
as jane import "$T/empty.csv"
refused 9 'file is empty; export it again' "an empty file is said to be one"
as jane import "$STRONGROOM_VAULT"
refused 9 'is a database.*backup restore' "a vault is no export"
takes "Bank" --only COUNCIL/finance
takes "Bank Loose Website" --skip zoË
takes "Bank Cinema Website" --only Council --only Zoë/fun
takes "Website" --only Council --skip Council/Finance
as jane import "$T/all.csv" --only Counci
refused 3 'no folder "Counci", but: Council/Finance, Council, Zo.*' "a folder that is not there, and those that are"
as jane import "$T/all.csv" --skip Home --dry-run
refused 3 'no folder "Home"' "nor one to leave out"
as jane import "$T/all.csv" --dry-run --skip Zoë
like "$err" 'Folder "Council/Finance": 1 entry.*Folder "Zoë": 1 entry, left out.*In no folder: 1 entry' \
	"a dry run lists them"
printf 'url,username,password,httpRealm,formActionOrigin\nhttps://a.example,u,p,,\n' >"$T/flat.csv"
as jane import "$T/flat.csv" --only Home
refused 3 'has no folders' "a file without any"

# --- how a file is named ---

cp "$T/all.csv" "$HOME/my logins.csv"
as jane --json import "~/my logins.csv" --dry-run
json ".read == 6" "~ is the home folder, also where the shell has left it alone"
as jane --json import "~nobody/my logins.csv" --dry-run
refused 3 "cannot open ~nobody/" "but not that of somebody else"
as jane import 'Q:\none\my logins.csv'
refused 3 "cannot open /mnt/q/none/my logins.csv" "a name of Windows is that of the drive as it is here"
as jane --json import --key-file "~/none.key" 'Q:/none/a.kdbx'
refused 3 "(/mnt/q/none/a.kdbx|$HOME/none.key)" "with either slash, and also the file of an option"
cp "$T/all.csv" "$T/Q:\\mine.csv"
(cd "$T" && as jane --json import 'Q:\mine.csv' --dry-run && exit "$rc")
is "$?" 0 "unless there is a file of just that name"

# --- at a terminal ---

at_terminal "a file is named at the prompt as a file manager gives it" <<'EXPECT'
strongroom import --dry-run
answer "File: " "\"~/my logins.csv\" "
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "6 read"
ends 0
EXPECT
at_terminal "each outermost folder is asked about, before anything is added" <<'EXPECT'
strongroom import $env(T)/all.csv
answer "Passphrase of Jane Smith.*: " $env(JANE)
see {Folder "Council": 2 entries. Are they the council's}
type "?"
see "Bank\r.*Website\r.*Type y to take them"
answer {y/n/\?\] } "maybe"
answer {y/n/\?\] } "yes"
answer {Folder "Zoë": 2 entries.*y/n/\?\] } "n"
answer {Outside of any folder: 1 entry.*y/n/\?\] } "n"
see "3 left out"
see "6 read, 2 added, 0 there already, 1 skipped"
answer "holds every password in clear.*Type yes to delete it: " "y"
answer "Type yes or no.*Type yes to delete it: " ""
see "delete it once you have seen"
ends 0
EXPECT
ok "anything but yes keeps the file" test -e "$T/all.csv"
is "$(titles General)" "Bank Website" "what was answered is what was taken"
before=$(titles)
at_terminal "to break off adds nothing" <<'EXPECT'
strongroom import $env(T)/all.csv --collection C1
answer "Passphrase of Jane Smith.*: " $env(JANE)
see {y/n/\?\] }
send "\003"
see "Interrupted; nothing was changed"
expect eof
wait
EXPECT
is "$(titles)" "$before" "nothing at all"

# --- deleting it ---

at_terminal "yes deletes it, and says what that is worth" <<'EXPECT'
strongroom import $env(T)/all.csv --only Council
answer "Passphrase of Jane Smith.*: " $env(JANE)
answer "Type yes to delete it: " "yes"
see "Deleted .*not erased: on an SSD.*trash.*cloud"
ends 0
EXPECT
ok "it is gone" no test -e "$T/all.csv"
write all.csv
sed -i '$d' "$T/all.csv" # the row that is skipped
as jane import "$T/all.csv" --only Council
like "$err" 'delete it once you have seen' "a script is told"
ok "and deletes nothing" test -e "$T/all.csv"
as jane import "$T/all.csv" --only Council --dry-run --delete
ok "nor does a dry run" test -e "$T/all.csv"
ln "$T/all.csv" "$T/second.csv"
as jane import "$T/all.csv" --only Council --delete
refused 10 'imported, but .*all\.csv was not deleted' "a file of two names stays"
rm "$T/second.csv"
ln -s all.csv "$T/link.csv"
as jane import "$T/link.csv" --only Council --delete
refused 10 'was not deleted' "and so does what a link leads to"
ok "both" test -L "$T/link.csv" -a -e "$T/all.csv"
as jane import "$T/all.csv" --only Council --delete
done_ok "--delete deletes it"
ok "without asking" no test -e "$T/all.csv"
like "$err" 'Deleted .*all\.csv, and with it 3 entries that were left out or skipped, and are not in the vault\.' "and says how many were nowhere else"

# --- what was not taken is nowhere else ---

printf '%s\n' 'url,username,password,extra,name,grouping,fav' ',u,p7,,Parking,,0' ',u,p8,,Short' >"$T/some.csv"
as jane import "$T/some.csv" --delete
refused 10 'some\.csv was not deleted: not all of it was taken as it was.*delete it yourself' "a file with an entry that was skipped stays"
like "$err" '2 read, 1 added.*1 skipped' "though the rest came in"
ok "it is there" test -e "$T/some.csv"
printf '%s\n' 'url,username,password,extra,name,grouping,fav' ",u,1.23E+11,,Meter,,0" >"$T/odd.csv"
as jane import "$T/odd.csv" --delete
refused 10 'odd\.csv was not deleted' "and so does one of which something has to be looked at"
at_terminal "a person is told what is lost with it" <<'EXPECT'
strongroom import $env(T)/some.csv
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "1 of its entries was not taken: it is in this file alone"
answer "Delete it now, and that 1 with it. Type yes to delete it: " ""
ends 0
strongroom import $env(T)/odd.csv
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "Not all of it came over as it was: see above"
answer "Type yes to delete it: " "yes"
see "Deleted"
ends 0
EXPECT
write all.csv
at_terminal "also of what was left out by its folder" <<'EXPECT'
strongroom import $env(T)/all.csv --only Council
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "4 of its entries were not taken: they are in this file alone"
answer "Delete it now, and those 4 with it. Type yes to delete it: " ""
ends 0
EXPECT

# --- protected by a password ---

cp "$TESTS/data/import-bitwarden-protected.json" "$T/protected.json"
as jane import "$T/protected.json"
refused 4 'protected by a password.*--file-passphrase-fd' "a script has to give the password"
as jane import "$T/protected.json" --file-passphrase-fd 8 8<<<"wrong"
refused 4 'not the password' "and the right one"
as jane collection add Protected
as jane --json import "$T/protected.json" --collection Protected --file-passphrase-fd 8 8<<<"correct hörse"
json '.added == 1' "then it comes in"
at_terminal "a person has three tries, and is not asked to delete it" <<'EXPECT'
strongroom import $env(T)/protected.json
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "Passphrase of the file.*: "
echo_is -echo
type "wrong"
answer "No: that is not the password.*Passphrase of the file.*: " "correct hörse"
see "1 read, 1 added"
ends 0
EXPECT
at_terminal "and no more" <<'EXPECT'
strongroom import $env(T)/protected.json
answer "Passphrase of Jane Smith.*: " $env(JANE)
foreach i {1 2 3} { answer "Passphrase of the file.*: " "wrong" }
see "That is not the password"
ends 4
EXPECT
ok "no password was on the screen" no grep -q 'hörse' "$T/screen"

# --- attachments ---

mkdir -p "$T/zip/attachments/i1"
printf '{"items":[{"id":"i1","type":2,"name":"Plan","notes":"n"},{"id":"i2","type":2,"name":"Bare","notes":"m"}]}' >"$T/zip/data.json"
printf 'PDF!' >"$T/zip/attachments/i1/plan.pdf"
(cd "$T/zip" && perl -MIO::Compress::Zip=:all -e \
	'my @f = ("data.json", "attachments/i1/plan.pdf"); zip [@f] => "../plan.zip", Method => ZIP_CM_DEFLATE or die $ZipError')
as jane collection add Plans
as jane --json import "$T/plan.zip" --collection Plans
json '.added == 2 and .problems == []' "an archive with an attachment"
as jane --json show Plans/Plan
json '[.fields[].label] | index("plan.pdf") != null' "the item has it"
as jane --json import "$T/plan.zip" --collection Plans
json '.added == 0 and .duplicates == 2 and .problems == []' "and is there already the second time"
mv "$T/zip/attachments/i1/plan.pdf" "$T/zip/attachments/i1/other.pdf"
(cd "$T/zip" && perl -MIO::Compress::Zip=:all -e \
	'my @f = ("data.json", "attachments/i1/other.pdf"); zip [@f] => "../other.zip", Method => ZIP_CM_DEFLATE or die $ZipError')
as jane --json import "$T/other.zip" --collection Plans
json '.duplicates == 2 and (.problems | length == 1) and (.problems[0].message | startswith("\"Plan\": there already, so not taken: the attachment other.pdf"))' \
	"an attachment that is not there is not lost in silence"

# Names that other programs let a file have
entry() { # TITLE NAME=TEXT…
	local title=$1
	shift
	echo "<Entry><String><Key>Title</Key><Value>$title</Value></String><String><Key>Password</Key><Value>p</Value></String>"
	for file; do
		echo "<Binary><Key>${file%%=*}</Key><Value>$(printf %s "${file#*=}" | base64)</Value></Binary>"
	done
	echo "</Entry>"
}
{
	echo '<?xml version="1.0" encoding="utf-8"?><KeePassFile><Meta/><Root><Group><Name>R</Name>'
	entry Same codes.txt=one codes.txt=two CODES.TXT=three "codes (2).txt=four"
	entry Odd =none ../up.txt=up ..=dots '&#10;=line' "$(printf 'x%.0s' {1..1500})=long" .ssh=hidden .ssh=again
	echo '</Group></Root></KeePassFile>'
} >"$T/names.xml"
as jane --json import "$T/names.xml" --collection Plans
json '.added == 2' "attachments of one name, and with none that a file could have"
names() {
	as jane --json show "Plans/$1"
	get '[.fields[] | select(.kind == "file").label] | join("|")'
}
is "$(names Same)" "codes.txt|codes (2).txt|CODES (3).TXT|codes (2) (4).txt" "each has a name of its own"
is "$(names Odd)" "attachment|up.txt|attachment (3)|attachment (4)|attachment (5)|.ssh|.ssh (7)" "by which it can be saved"
for want in "codes.txt=one" "codes (2).txt=two" "CODES (3).TXT=three" "codes (2) (4).txt=four"; do
	as jane save Plans/Same "${want%%=*}" --out -
	is "$out" "${want#*=}" "as ${want%%=*}"
done
as jane --json import "$T/names.xml" --collection Plans
json '.added == 0 and .duplicates == 2 and .problems == []' "and they are there already the second time, all of them"
log_has 'map(select(.action == "attachment.add").detail.file) | index("codes (2).txt") != null' "the log has the names that they got"
sound "the log is whole"
finish
