#!/bin/bash
# Exports in clear: for whom, after which records, and that other programs and
# this one read everything in them.
. "$(dirname "$0")/lib.sh"
need jq keepassxc-cli xmllint

new_vault
new_member shah "Cllr Shah" chair
new_member auditor "Ms Audit" auditor
as jane collection add Personnel --private
odd=$'=1+1,"quoted" \\ <&> \' \xe2\x82\xac'
as jane add "HMRC \"VAT\" <&>" -u clerk@ashby --url https://hmrc.example/a --url https://hmrc.example/b --tag tax --tag "second tag" \
	--field "Account no=12;34" --password-fd 8 --notes-fd 7 --secret-field PIN:6 8<<<"$odd" 7< <(printf 'first\r\nsecond, "line"\n\nlast') 6<<<"0042"
as jane add "Bank" --tag "rates; water" --password-fd 8 8<<<" blanks around "
as jane add "Alarm" --type note --notes-fd 7 7< <(printf '12\00134')
as jane add "Payroll" --collection Personnel --password-fd 8 8<<<"pay-s3cret"
printf 'codes\0\377\n' >"$T/codes.bin"
head -c 600001 /dev/urandom >"$T/scan.pdf"
as jane attach HMRC "$T/codes.bin"
as jane attach HMRC "$T/scan.pdf"
# A one-time code, which comes in by an import
echo '{"encrypted":false,"items":[{"type":1,"name":"Website","login":{"username":"w","password":"p","totp":"JBSW Y3DP EHPK 3PXP"}}]}' >"$T/in.json"
as jane import "$T/in.json"
as jane grant General Shah
cd "$T" && mkdir here && cd here || exit 1

# --- refusals ---

as jane export x.json --format bitwarden
refused 2 'every password in clear.*--in-clear.*backup' "without --in-clear it is refused, with the reason"
as jane export x.json --in-clear
refused 2 'needs a format.*keepassxc' "without a format"
as jane export x.json --format lastpass --in-clear
refused 2 'no format "lastpass"' "and with one that there is not"
echo mine >there
as jane export there --format bitwarden --in-clear
refused 8 'already' "a file that is there is left"
is "$(<there)" mine "as it was"
rm there
as jane --json export - --format bitwarden --in-clear
refused 2 'json' "two documents on stdout"
as jane export x.json --format bitwarden --in-clear --collection None
refused 3 'None' "a collection that there is not"
as auditor export x.json --format bitwarden --in-clear
refused 5 'may not export.*audit log' "who may not reveal exports nothing"
as shah export x.json --format bitwarden --in-clear --collection "#2"
refused 5 'audit log' "nor what was not granted"
log_has 'map(select(.action == "export" and .outcome == "refused")) | length >= 1' "which is on the log"
is "$(ls -A)" "" "and no file is left"
as jane unlock
run export x.json --format bitwarden --in-clear
refused 4 'passphrase' "an agent is not enough: the passphrase is asked for again"
run lock

# --- what is recorded ---

as jane --json export all.json --format bitwarden --in-clear --reason "we move"
json '. == {file: "all.json", format: "bitwarden", items: 5, total: 5, left_out: null}' "all items"
is "$(stat -c %a all.json)" 600 "for the owner's eyes"
log_has 'map(select(.action == "export" and .outcome == "ok"))[0].detail | .format == "bitwarden" and .items == "5 of 5" and .file == "all.json" and .reason == "we move"' "a record of the export"
log_has '[to_entries[] | select(.value.action == "export" and .value.outcome == "ok").key][0] as $i | .[$i + 1:][:5] | all(.action == "item.reveal")' "and then one of each item"
log_has '[to_entries[] | select(.value.action == "export" and .value.outcome == "ok").key][0] as $i | [.[$i + 1:][:5][].subject.id] | sort == [1, 2, 3, 4, 5]' "one by one"
as shah export mine.json --format bitwarden --in-clear
done_ok "a chair exports what was granted"
like "$err" 'Exported 4 of 5 items; not: collection #2 \(1\)' "and is told what not"
is "$(grep -c "Left behind of item #1: its attachments, if Bitwarden reads the file; \"strongroom import\" takes them" <<<"$err")" 1 "and what Bitwarden passes over"
like "$err" 'mine.json holds every password in clear.*delete it' "and what to do with it"
unlike "$(<mine.json)" 'Payroll|pay-s3cret' "which is not in it"
as jane export one.json --format bitwarden --in-clear --collection Personnel
like "$err" 'Exported 1 of 1' "one collection"
is "$(jq -r '.items[].name' one.json)" Payroll "and nothing else"
"$STRONGROOM" -q --member Jane --passphrase-fd 9 export - --format keepassxc --in-clear 9<<<"${PASS[jane]}" 2>"$T/err" | grep -c '^"' >"$T/lines"
ok "to a program" test "$(<"$T/lines")" -ge 6

# --- a stick, whose files have names while they are written ---

mkdir "$T/stick"
on_stick() { # KIND ARGUMENTS…
	local kind=$1
	shift
	quietly env STICK="$T/stick" STICK_FAULT="$kind" LD_PRELOAD="$BUILD/tests/bad_stick.so" \
		ASAN_OPTIONS="$ASAN_OPTIONS:verify_asan_link_order=0" \
		"$STRONGROOM" --member Jane --passphrase-fd 9 "$@" 9<<<"${PASS[jane]}"
}
on_stick fat export "$T/stick/all.json" --format bitwarden --in-clear
done_ok "an export on a stick"
ok "is whole" cmp "$T/stick/all.json" all.json
on_stick stopped export "$T/stick/broken.json" --format bitwarden --in-clear
is "$rc,$(ls -A "$T/stick")" "130,all.json" "one that is broken off leaves nothing of what it had written"

# --- Bitwarden ---

ok "one document" jq -e . all.json
is "$(jq -r '.folders | map(.name) | join(" ")' all.json)" "General Personnel" "collections are folders"
is "$(jq -r '.items[0].login.password' all.json)" "$odd" "a password, as it is"
is "$(jq -r '.items[0].attachments[0] | .fileName, .data' all.json | tr '\n' ' ')" "codes.bin $(base64 -w0 "$T/codes.bin") " "an attachment"
is "$(jq -r '.items[0].attachments[1].data' all.json | base64 -d | sha256sum)" "$(sum "$T/scan.pdf")" "a larger one"

# --- KeePass XML ---

as jane export all.xml --format keepass --in-clear
done_ok "KeePass XML"
like "$err" 'item #2: commas and semicolons in its tags' "a tag that becomes several is told"
unlike "$err" 'item #1: commas' "and no other"
like "$err" 'item #3: control characters, which XML forbids' "what XML forbids is dropped, and said"
ok "is well-formed" xmllint --noout all.xml
printf 'pw\npw\n' | keepassxc-cli import -q -p -t 100 all.xml all.kdbx >"$T/said" 2>&1
kp() {
	local command=$1
	shift
	printf 'pw\n' | keepassxc-cli "$command" -q "$@" 2>"$T/said"
}
is "$(kp ls -R -f all.kdbx | grep -v '/$' | sort | head -9)" "$(printf 'General/%s\n' Alarm Bank 'HMRC "VAT" <&>' Website; echo Personnel/Payroll)" "KeePassXC takes it, each collection a group"
entry='General/HMRC "VAT" <&>'
is "$(kp show -s -a Password all.kdbx "$entry")" "$odd" "with the password"
is "$(kp show -s -a UserName all.kdbx "$entry")" "clerk@ashby" "user name"
is "$(kp show -s -a PIN all.kdbx "$entry")" "0042" "hidden fields"
is "$(kp show -s -a "Account no" all.kdbx "$entry")" "12;34" "plain fields"
is "$(kp show -s -a Notes all.kdbx "$entry" | tr -d '\r')" "$(printf 'first\nsecond, "line"\n\nlast')" "and notes"
is "$(kp show -s -a Password all.kdbx General/Bank)" " blanks around " "blanks are kept"
like "$(kp show --totp all.kdbx General/Website)" '^[0-9]{6}$' "one-time codes"
kp attachment-export all.kdbx "$entry" codes.bin codes.bin >/dev/null
ok "an attachment" cmp codes.bin "$T/codes.bin"
kp attachment-export all.kdbx "$entry" scan.pdf scan.pdf >/dev/null
ok "a larger one" cmp scan.pdf "$T/scan.pdf"

# --- KeePassXC CSV ---

as jane export all.csv --format keepassxc --in-clear
done_ok "KeePassXC CSV"
like "$err" 'Left behind of item #1: its attachments' "says what it has no place for"
kp export -f csv all.kdbx >theirs.csv
is "$(head -1 all.csv)" "$(head -1 theirs.csv)" "has the columns that KeePassXC writes"

# --- and back ---

# files_back NAME: in the vault that "back" has made, the attachments are what they were
files_back() { # NAME
	(
		export STRONGROOM_VAULT=$T/back.db XDG_STATE_HOME=$T/back
		as jane --json find HMRC
		item="#$(get '.[0].id')"
		rm -f c s
		as jane save "$item" codes.bin --out c
		as jane save "$item" scan.pdf --out s
	)
	ok "$1: attachments come back" cmp c "$T/codes.bin"
	ok "$1: the larger one, too" cmp s "$T/scan.pdf"
}

# back FILE: the items of a new vault that has imported it, but for what another vault gives other numbers
back() {
	(
		export STRONGROOM_VAULT=$T/back.db XDG_STATE_HOME=$T/back
		rm -rf "$T/back.db" "$T/back"
		new_vault
		as jane import "$1"
		for id in $(as jane --json ls && get '.[].id'); do
			as jane --json show "#$id" --reveal && jq -c '[.title, .type, .username, .urls, (.fields | map(select(.kind != "file")) | sort_by(.label) | map([.label, .kind, .value]))]' "$T/out"
		done | sort
	)
}
for id in 1 2 3 4 5; do
	as jane --json show "#$id" --reveal && jq -c '[.title, .type, .username, .urls, (.fields | map(select(.kind != "file")) | sort_by(.label) | map([.label, .kind, .value]))]' "$T/out"
done | sort >want
back all.json | sed 's/,\["tags","plain","[^"]*"\]//' >got
is "$(<got)" "$(<want)" "Bitwarden JSON comes back as it went"
files_back "Bitwarden JSON"
as jane --json import all.json --dry-run --only General
json '.added == 0 and .duplicates == 4' "and is all there already, also what has no password, whatever tag the folder makes"
back all.xml >got.xml
is "$(jq -c '[.[0], .[2], (.[4][] | select(.[0] == "password"))]' got.xml)" "$(jq -c '[.[0], .[2], (.[4][] | select(.[0] == "password"))]' want)" "KeePass XML, too"
files_back "KeePass XML"
back all.csv >got.csv
is "$(jq -c '[.[0], .[2], (.[4][] | select(.[0] == "password"))]' got.csv)" "$(jq -c '[.[0], .[2], (.[4][] | select(.[0] == "password"))]' want)" "and KeePassXC CSV"
finish
