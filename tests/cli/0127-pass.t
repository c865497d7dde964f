#!/bin/bash
# The folder of pass comes in through the real gpg.
. "$(dirname "$0")/lib.sh"
need jq gpg

new_vault
export GNUPGHOME=$T/g
mkdir -m 700 "$GNUPGHOME" "$T/store" "$T/store/Council" "$T/store/.git"
at_end+=('gpgconf --kill all 2>>"$T/gpg.log"')
gpg --batch --quiet --passphrase '' --quick-gen-key clerk@example.org default default never 2>>"$T/gpg.log"
store() { # PATH TEXT
	printf "$2" | gpg --batch --quiet --trust-model always -r clerk@example.org -o "$T/store/$1.gpg" -e 2>>"$T/gpg.log"
}
store Council/Bank ' p w\r\nlogin: clerk\nurl: https://a.example\notpauth://totp/x?secret=JBSWY3DPEHPK3PXP\nPIN: 4711\nsecond line\n'
store bare 'only'
store older 'GOPASS-SECRET-1.0\nLogin: clerk\nPassword:  p: w\nPin: 4711\nTotp: JBSWY3DPEHPK3PXP\n\nbody\nurl: https://b.example\n'
store .git/hidden 'no entry'
echo clerk@example.org >"$T/store/.gpg-id"
echo "not what gpg wrote" >"$T/store/broken.gpg"
ln -s "$T/store/bare.gpg" "$T/store/linked.gpg"

as jane --json import "$T/store"
json '.read == 4 and .added == 3 and (.problems | length == 1) and (.problems[0].message | test("\"broken\": skipped: gpg could not decrypt it"))' \
	"all but the one that gpg cannot decrypt, and no link"
as jane --json show Bank --reveal
json '.username == "clerk" and .url == "https://a.example" and .tags == ["Council"]' "lines with a name have their place"
json '[.fields[] | [.label, .kind, .value]] == [["password", "secret", " p w"],
	["totp", "totp", "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP"], ["notes", "notes", "PIN: 4711\nsecond line"]]' "and the rest is kept as it is"
as jane --json show older --reveal
json '.username == "clerk" and .url == "https://b.example" and ([.fields[] | [.label, .kind, .value]] ==
	[["password", "secret", "p: w"], ["totp", "totp", "JBSWY3DPEHPK3PXP"], ["notes", "notes", "Pin: 4711\nbody"]])' \
	"what gopass wrote for a while, with the password among the names"
as jane import "$T/store" --skip council --dry-run
like "$err" '4 read, 0 would be added, 2 there already, 1 skipped' "a folder may be left out"
unlike "$err" 'in clear' "nothing is said of passwords in clear"
mkdir "$T/empty"
as jane import "$T/empty"
refused 9 'no file of pass.*password-store' "a folder without any"
mkdir "$T/foreign"
cp "$T/store/broken.gpg" "$T/foreign"
as jane import "$T/foreign"
refused 9 'could decrypt none' "or with none that opens"
sound "the log is whole"
finish
