#!/bin/bash
# health: which passwords should be changed, why, and with which command; what was
# looked at is on the log, and nothing of a password is said.
. "$(dirname "$0")/lib.sh"
need jq perl expect

new_vault
new_member shah "Cllr Shah" councillor
new_member price "Cllr Price" councillor
new_member audit "Mr Audit" auditor

# found TITLE: the findings about it, as JSON words
found() {
	jq -c "[.findings[] | select(.title == \"$1\") | .finding]" "$T/out"
}

as jane health
done_ok "an empty vault"
is "$out" "" "has nothing to say"
like "$err" 'no item that you can open, so nothing was looked at' "which is said"

add jane Good 'kq7zWvxpjTm2' --field 'second factor=the phone in the office'
as jane add Note --type note --notes-fd 8 8<<<'monkey'
as jane add Door --type device --secret-field PIN:8 8<<<1234
as jane health
is "$out" "" "a good password, a note and a PIN"
like "$err" '^3 items looked at, 1 with a password; nothing was found.*--pwned FILE' "are in order"

add jane Bank 'Barclays99'
add jane HMRC 'Barclays99'
add jane Pension 'Barclays99'
add jane Web 'Ashby-Council' --type device
add jane Cctv 'mapleTurbineOxideCandle' --type device
as jane --json health
done_ok "a check"
json '.items == 8 and .passwords == 6 and .unreadable == 0 and .compared_with_stolen == false' "how much was looked at"
is "$(found Good)" '[]' "nothing about the good one"
is "$(found Bank)" '["reused","weak","no second factor"]' "a password in three places"
is "$(found Web)" '["weak"]' "the name of the council, for a device"
is "$(found Cctv)" '[]' "as long as no policy says otherwise"
json '.findings[0] | .title == "Bank" and .id == 4 and .command == "strongroom change \u0027#4\u0027"' "the worst comes first, with its command"
json '.findings[0].why == "it is the same as that of #5, #6"' "and with the others"
json '[.findings[] | select(.finding == "no second factor")][0].command == "strongroom totp \u0027#4\u0027 --set"' "another has another command"
json '[.findings[] | select(.title == "Web")][0].why | test("a name that somebody who knows the council")' "and says why"
unlike "$out" 'Barclays99|mapleTurbine|monkey|kq7z' "no password is said"
as jane health
is "$(head -6 <<<"$out" | sed 's/: .*//')" "Bank (#4)
    reused
    weak
        strongroom change '#4'
    no second factor
        strongroom totp '#4' --set" "by item for people"

# --- on the log ---

log_has '[.[] | select(.action == "health" and .outcome == "ok")] | length == 4' "each check is on the log"
log_has '[.[] | select(.action == "health")][-1].detail.items == "1:1 2:1 3:1 4:1 5:1 6:1 7:1 8:1"' "with the items"
log_has '[.[] | select(.action == "item.reveal")] | length == 0' "and none counts as a reveal"
as jane --json who Bank
json '[.members[] | .reveals[]] == []' "nor for who knows it"

# --- what the council wants ---

as jane policy set password=rempstone
as jane --json health
is "$(found Cctv)" '["against the policy"]' "hard to guess, but not as the policy wants it"
is "$(found Web)" '["weak"]' "what is weak is called that alone"
as jane policy set password=

# --- who may ---

as audit health
refused 5 'may not check passwords' "an auditor reveals nothing, and so checks nothing"
log_has '[.[] | select(.action == "health" and .outcome == "refused")] | length == 1' "the attempt is on the log"
as shah --json health
json '.items == 0 and .findings == []' "a councillor without a collection sees nothing"
as jane grant General "Cllr Shah"
as shah --json health
json '.items == 8 and ([.findings[].finding] | index("known to others") == null)' "with one, what is in it"
json 'all(.findings[]; .who == ["Jane Smith"] and .yours == false)' "and who can mend it, which is not himself"
as shah health
is "$(grep -c "^        for Jane Smith: strongroom change '#[4-7]'$" <<<"$out")" 4 "who may not change a password is told who may"
is "$(grep -c "^        for Jane Smith: strongroom totp '#[4-6]' --set$" <<<"$out")" 3 "nor set a code"
as jane --json health
json 'all(.findings[]; .who == ["Jane Smith"] and .yours)' "who may is told so"
as jane grant General "Cllr Shah" --edit
as shah --json health
json 'all(.findings[]; .who == ["Jane Smith", "Cllr Shah"] and .yours)' "with the right to edit, it is his too"
as shah health
unlike "$out" ' for ' "and nobody else is named"
as jane grant General "Cllr Shah"

# --- known to who has left ---

as jane grant General "Cllr Price"
as jane edit HMRC --password-fd 8 8<<<'xTmR4kq7zWvxpj'
as jane member leave "Cllr Price"
add jane Later 'pj9xTmR4kq7zWv' --field 'second factor=key'
as jane --json health
is "$(found HMRC)" '["known to others","no second factor"]' "somebody left who could open it"
json '[.findings[] | select(.title == "HMRC")][0].why | test("^Cllr Price could open it, until .*the same still$")' "and is named"
is "$(found Later)" '[]' "not what came after"
as jane edit HMRC --password-fd 8 8<<<'vxpjxTmR4kq7zW'
as jane edit Good --url https://example.org
as jane --json health
is "$(found HMRC)" '["no second factor"]' "a new password ends it"
is "$(found Good)" '["known to others"]' "a new address does not"
as jane revoke General "Cllr Shah"
as jane --json health
is "$(found HMRC)" '["known to others","no second factor"]' "so does somebody whose grant was taken back"
json '[.findings[] | select(.title == "Good")][0].why | test("^Cllr Shah and others could")' "the last one is named, and that there were others"
as jane collection add Payroll
as jane grant General "Cllr Shah"
as jane --json health
is "$(found HMRC)" '["no second factor"]' "with the grant again nobody is left"
as jane mv HMRC Payroll
as jane --json health
json '[.findings[] | select(.title == "HMRC")][0].why | test("^Cllr Shah could open it")' "whoever could before a move counts"

new_envelope
as jane envelope withdraw --yes
as jane --json health
is "$(found Later)" '[]' "an envelope that opens nothing any more is nobody who left"

as jane edit Later --secret-field "new password:8" 8<<<"zWvpj9xTmR4kq7"
as jane --json health
is "$(found Later)" '["change unfinished"]' "a new password that no website accepted yet"
as jane edit Later --secret-field "new password:8" 8<<<""

# --- stolen ---

# list COMMAND…: the hashes of some passwords and many others, ordered
list() {
	perl -MDigest::SHA=sha1_hex -e 'my %n = ("Barclays99" => 17, "kq7zWvxpjTm2" => 1);
		print map { sprintf "%s:%d\r\n", @$_ } sort { $a->[0] cmp $b->[0] }
			(map { [uc sha1_hex($_), $n{$_}] } keys %n), map { [uc sha1_hex("other $_"), $_] } 1 .. 3000' >"$T/pwned"
}
list
as jane --json health --pwned "$T/pwned"
json '.compared_with_stolen' "compared with a list"
is "$(found Bank)" '["breached","known to others","reused","weak","no second factor"]' "it is in it"
json '.findings[0].why == "it was found 17 times among stolen passwords"' "most often found, so first of all"
json '[.findings[] | select(.title == "Good")][0].why == "it was found 1 time among stolen passwords"' "a good one may have been stolen as well"
is "$(found Later)" '[]' "and others not"
log_has "[.[] | select(.action == \"health\")][-1].detail.file == \"$T/pwned\"" "the list is on the log"
# The NT hashes of Barclays99 and of nothing
printf '%s:%d\n' 31D6CFE0D16AE931B73C59D7E0C089C0 4 >"$T/nt"
as jane --json health --pwned "$T/nt"
json '[.findings[] | select(.finding == "breached")] == []' "a list of NT hashes without them"
as jane health --pwned "$T/none"
refused 3 'no file' "a list that is not there"
sort -t: -k2n "$T/pwned" >"$T/by-number"
as jane health --pwned "$T/by-number"
refused 9 'not in the order.*ordered by hash' "one that is in another order"
as jane health --pwned "$STRONGROOM_VAULT"
refused 9 'no list of stolen passwords' "the vault itself"
log_has '[.[] | select(.action == "health" and .detail.file != null)] | length == 2' "of these no check was made"

# --- many ---

{
	echo name,url,username,password,note
	printf 'Site %d,,u,kq7zWvxpjTm2%d,\n' $(for i in {1..250}; do echo $i $i; done)
} >"$T/many.csv"
as jane import "$T/many.csv" --format chrome
export JANE=${PASS[jane]}
at_terminal "how far it is is shown at a terminal" <<'EXPECT'
strongroom --member Jane health
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "100 of 2\[0-9]+ "
see "200 of 2\[0-9]+ "
see "2\[0-9]+ items looked at"
ends 0
EXPECT
: >"$T/screen"
at_terminal "but not with --plain" <<'EXPECT'
strongroom --member Jane --plain health
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "items looked at"
ends 0
EXPECT
unlike "$(tr -d '\0' <"$T/screen")" '00 of 2' "which has no progress"

sound "the log is sound"
finish
