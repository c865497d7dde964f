#!/bin/bash
# One-time codes: what they are made of comes in, the code of the moment goes out,
# and a second telephone is enrolled.
. "$(dirname "$0")/lib.sh"
need jq expect zbarimg perl
export JANE=${PASS[jane]}

# The secret of RFC 6238 in base32, and its codes in October 2009
KEY=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
export ADDRESS="otpauth://totp/HMRC:clerk?secret=$KEY&issuer=HMRC&digits=8"
# An export of three accounts: by the time, by a counter, by the time
EXPORT='otpauth-migration://offline?data=Ch4KCjEyMzQ1Njc4OTASBWNsZXJrGgNWQVQgASgBMAIKFAoDYWJjEgNCYW4aAlhYIAEoATABChsKBWZvb29vEgVjaGFpchoFQ2hhaXIgAigCMAIQARgBIAAowMTi9Pz/////AQ=='

new_vault
add jane HMRC "s3cret-of-hmrc" -u clerk7
add jane Bank "s3cret-of-bank" -u treasurer

# set ITEM TEXT OPTIONS…: by a descriptor
set_totp() {
	local item=$1 text=$2
	shift 2
	as jane totp "$item" --set --totp-fd 8 "$@" 8<<<"$text"
}

# --- in ---

as jane totp HMRC
refused 3 "nothing to make one-time codes of; .*totp '#1' --set" "an item without codes says how to get them"
set_totp HMRC "$ADDRESS"
done_ok "an address"
like "$err" '"HMRC" \(#1\) makes the codes of HMRC, clerk now.*For the website to try: [0-9]{8}, good for [0-9]+ second' \
	"whose it is, and a code to try, is said"
unlike "$err$out" "$KEY" "but not the secret"
as jane show HMRC -f totp
is "$out" "$ADDRESS" "it is kept as an address"
set_totp HMRC "$ADDRESS"
refused 2 "has that already" "the same again is no new version"
quietly "$STRONGROOM" --member Jane --passphrase-fd 9 totp Bank --set --json 9<<<"$JANE"
refused 9 "no line to read" "nothing at all is an error"
setsid -w "$STRONGROOM" --member Jane --passphrase-fd 9 totp Bank --set --json \
	9<<<"$JANE" >"$T/out" 2>"$T/err" <<<"gezd gnbv-gy3t qojq" && rc=0
json '.issuer == "Bank" and .account == "treasurer" and .version == 2 and (.code|test("^[0-9]{6}$")) and .seconds_left <= 30' \
	"from standard input; a bare secret has the names of the item"
as jane show Bank -f totp
is "$out" "otpauth://totp/Bank:treasurer?secret=GEZDGNBVGY3TQOJQ&issuer=Bank" "and is kept as an address"
for wrong in "otpauth://hotp/x?secret=$KEY&counter=1|counter" "otpauth://totp/x?secret=$KEY&encoder=steam|Steam" \
	"GEZD0189|perhaps a 0 for an O" "otpauth://totp/x|no secret" "|is empty" "otpauth-migration://offline?data=AAAA|not whole"; do
	set_totp Bank "${wrong%|*}"
	refused 9 "${wrong##*|}" "refused: ${wrong##*|}"
	unlike "$err" "GEZD" "without the secret in the text"
done
set_totp Bank "${KEY:0:8}"$'\n'"${KEY:8}"
refused 9 'more than one line' "a secret that was broken into lines is not taken for a shorter one"
set_totp Bank "$ADDRESS"$'\n'"$ADDRESS"
refused 9 'more than one line.*import' "nor is the first of several taken"
set_totp Bank "$KEY"$'\r\n\n'
done_ok "lines that are empty do not count"
as jane totp Bank --totp-fd 8 8<<<"$KEY"
refused 2 "goes with --set" "--totp-fd without --set would do nothing"
as jane totp Bank --set --copy
refused 2 "one of them" "--set and --copy are two things"
as jane totp Bank --set -f totp
refused 2 "needs no --field" "nor is there a choice of fields"
new_member ann "Cllr Ann" auditor
as ann totp Bank --set --totp-fd 8 8<<<"$KEY"
refused 5 "auditor" "who may not write sets nothing"
export ANN=${PASS[ann]}
at_terminal "nor is asked for anything at a terminal" <<'EXPECT'
strongroom --member Ann totp Bank --set
answer "Passphrase of Cllr Ann.*: " $env(ANN)
see "role auditor may not change items; the attempt is on the audit log"
ends 5
EXPECT
at_terminal "of an item that is not there it says so before it asks" <<'EXPECT'
strongroom --member Jane totp Nothing --set
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "There is no item"
ends 3
EXPECT

as jane totp HMRC -f telephone
refused 3 "field \"telephone\" makes no one-time codes; leave out --field" "a field that is not there, of an item with another"

# --- an export of Google Authenticator ---

set_totp Bank "$EXPORT"
refused 2 "has 2 accounts; say which" "of several accounts a script says which"
set_totp Bank "$EXPORT" --account nobody
refused 3 "no account in this export" "one that is in it"
set_totp Bank "$EXPORT" --account c
refused 2 "more than one account" "and only one"
set_totp Bank "$EXPORT" --account vat
done_ok "a part of its name is enough"
as jane show Bank -f totp
is "$out" "otpauth://totp/VAT:clerk?secret=GEZDGNBVGY3TQOJQ&issuer=VAT" "it is that one"
export EXPORT
at_terminal "a person is asked" <<'EXPECT'
strongroom totp Bank --set
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "nothing shows.: "
echo_is -echo
type $env(EXPORT)
see "1  VAT: clerk.*2  Chair: chair"
answer "Which of them is it. " 2
see "makes the codes of Chair, chair now.*to try: \[0-9]{8},"
ends 0
EXPECT
no grep -qF "Z29vb29" "$T/screen" && ok "what was typed is not on the screen" no grep -qF "otpauth-migration" "$T/screen"
as jane show Bank -f totp
is "$out" "otpauth://totp/Chair:chair?secret=MZXW633P&issuer=Chair&algorithm=SHA256&digits=8" "with its hash and its digits"

# --- with add and edit ---

as jane add Post --totp-fd 8 8<<<"$KEY"
done_ok "add takes it"
as jane --json show Post
json '.fields == [{"label":"totp","kind":"totp","masked":true}]' "as what it is"
as jane edit Post --totp-fd 8 8<<<"hello 0"
refused 9 "letters A to Z" "edit takes nothing else"
as jane edit Post --totp-fd 8 8<<<""
done_ok "an empty line takes it away"
as jane --json show Post
json '.fields == []' "and it is gone"

# --- out ---

log_has '[.[]|select(.action=="item.reveal")]|length' "reveals so far"
before=$(get '[.[]|select(.action=="item.reveal")]|length')
as jane totp HMRC
like "$out" '^[0-9]{8}$' "a code"
like "$err" "Good for [0-9]+ second" "with how long it is good"
log_has "[.[]|select(.action==\"item.reveal\")]|length == $before + 1 and (last.detail.fields == \"totp (a code)\")" "is one reveal, of a code"
as jane --json totp HMRC
json '.id == 1 and .title == "HMRC" and .field == "totp" and (.code|length) == 8 and .seconds_left >= 1' "the same as JSON"
as jane totp HMRC -f password
refused 3 "field \"password\" makes no one-time codes" "not of a password"
as jane copy HMRC -f totp
[ "$rc" != 0 ] || fail "copy gives out what codes are made of"
as jane totp HMRC --copy
refused 1 "no clipboard" "--copy needs a clipboard"
log_has "[.[]|select(.action==\"item.reveal\")]|length == $before + 2" "or nothing is revealed"
DISPLAY='' TERM=xterm at_terminal "--copy puts it on the clipboard" <<EXPECT
start bash -c "PATH=$T $STRONGROOM totp HMRC --copy; echo done; sleep 9"
answer "Passphrase of Jane Smith.*: " \$env(JANE)
see "52;c;.*On the clipboard, by the terminal.*done"
EXPECT

# The code is that of oathtool's library for the same second, or of the one before
perl -MDigest::SHA=hmac_sha1 -e '
	my ($code) = @ARGV;
	for my $t (int(time / 30), int(time / 30) - 1) {
		my $mac = hmac_sha1(pack("Q>", $t), "12345678901234567890");
		my $at = ord(substr $mac, -1) & 15;
		exit 0 if $code eq sprintf "%08d", (unpack("N", substr $mac, $at, 4) & 0x7fffffff) % 10**8;
	}
	exit 1' "$(as jane totp HMRC; echo "$out")"
is "$?" 0 "the code is right by another's reckoning"

# --- a file of addresses ---

cat >"$T/codes.txt" <<EOF

otpauth://totp/Parish%20Online:clerk?secret=GEZDGNBVGY3TQOJQ&issuer=Parish%20Online
otpauth://hotp/Counter?secret=GEZDGNBV&counter=1
  OTPAUTH://totp/alone?secret=GEZDGNBV
$EXPORT
this is no address
EOF
as jane --json import "$T/codes.txt"
json '.read == 6 and .added == 4 and (.problems|length) == 3' "a file with one address a line is imported"
json '[.problems[]|.line] == [3, 5, 6]' "and what is not taken is told by its line"
json '.problems[0].message|test("counter")' "with the reason"
unlike "$out$err" "GEZD" "and without secrets"
as jane show VAT -f totp
is "$out" "otpauth://totp/VAT:clerk?secret=GEZDGNBVGY3TQOJQ&issuer=VAT" "an account of an export is an item"
as jane --json show alone
json '.username == "alone" and [.fields[].kind] == ["totp"]' "one without an issuer is called as the account"
echo 'otpauth-migration://offline?data=CgoKA2FiYxIDQmFuEAEYAyABKAc=' >"$T/codes.txt"
as jane --json import "$T/codes.txt" --dry-run
json '[.problems[].message]|any(test("1 and 3 of 3.*scan them too"))' "codes of an export that are missing are named"

# --- a second telephone ---

as jane qr HMRC
refused 2 "at a terminal" "without a terminal nothing is drawn"
rm -f "$T/screen"
at_terminal "qr draws at the terminal until Enter" <<'EXPECT'
set stty_init "rows 40 columns 100"
strongroom qr HMRC
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "Scan it, then press Enter"
type ""
see "2J.*1049l.*makes the same codes"
ends 0
EXPECT
# The picture, from the halves of its characters
perl -CSD -ne '
	next unless /48;5;231m(.*?)\e\[0m/;
	my @c = split //, $1;
	push @rows, join(" ", map { /[▀█]/ ? 1 : 0 } @c), join(" ", map { /[▄█]/ ? 1 : 0 } @c);
	END { my $w = () = $rows[0] =~ /\d/g; print "P1\n$w ", scalar(@rows), "\n", join("\n", @rows), "\n" }' \
	-Mutf8 "$T/screen" >"$T/small.pbm"
perl -ne '
	if ($. == 2) { my ($w, $h) = split; print $w * 4, " ", $h * 4, "\n"; next }
	if ($. == 1) { print; next }
	my $line = join " ", map { ($_) x 4 } split; print "$line\n" x 4' "$T/small.pbm" >"$T/code.pbm"
is "$(zbarimg --quiet --raw "$T/code.pbm" 2>"$T/zbar.err")" "$ADDRESS" "a telephone reads the address"
like "$(sed -n 3,6p "$T/small.pbm" | tr -d ' \n')" '^0+$' "with four light modules around it"
log_has '[.[]|select(.action=="item.reveal" and .detail.fields=="totp (a QR code at the terminal)")]|length==1' "it is recorded as what it is"
at_terminal "a window that is too small is told" <<'EXPECT'
set stty_init "rows 20 columns 100"
strongroom qr HMRC
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "this window has 100 and 20; make it larger"
ends 2
EXPECT
sound "the log is whole"
finish
