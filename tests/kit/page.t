#!/bin/bash
# The page of the rescue kit in a browser that has no network, with exports that
# the program makes.
skip_all() {
	echo "1..0 # SKIP $1"
	exit
}
[ -n "${KIT:-}" ] || skip_all "this build has no page"
[ -n "${CHROMIUM:-}" ] || skip_all "chromium is not installed"
reason=$("$TESTS/npm/install" "$BUILD/npm" 2>&1) ||
	skip_all "what drives the browser cannot be had: ${reason//$'\n'/ }"
export DRIVER=$BUILD/npm
. "$(dirname "$0")/../cli/lib.sh"
need jq age
: "${NODE:?}"
script=$1

RFC6238=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ # of 12345678901234567890

# council FOLDER CREATE-OPTIONS…: a vault with an envelope; its words into $T/FOLDER.words
council() {
	local name=$1
	shift
	export STRONGROOM_VAULT=$T/$name.db
	new_vault
	add jane "Bank" "s3cret-of-the-bank" -u clerk7 --url https://bank.example --secret-field PIN:7 7<<<4711
	as jane --json envelope create "$@"
	get '.sheets[].words' >"$T/$name.words"
	get .identity >"$T/$name.key"
}

council other --holder "Cllr Price"
as jane seal "$T/other.age"
council one --holder "Cllr Shah"
cp "$T/one.words" "$T/words"
council three --holder "Cllr Shah" --holder "Cllr Price" --holder "Cllr Dunn" --need 2
until told_apart "$T/one.words" "$T/three.words"; do
	as jane --json envelope create --holder "Cllr Shah" --holder "Cllr Price" --holder "Cllr Dunn" --need 2
	get '.sheets[].words' >"$T/three.words"
done
as jane seal "$T/three.age"
export STRONGROOM_VAULT=$T/one.db
add jane "HMRC" "s3cret-of-hmrc" --notes-fd 7 7<<<$'call 0300\nask for VAT'
add jane "Email" "s3cret-of-email" --secret-field second:7 7<<<"otpauth://totp/x?secret=$RFC6238&digits=8"
add jane "<script>alert(1)</script></style><b>x" "</script><img src=x onerror=alert(2)>"
add jane "Wi-Fi" "s3cret-of-wi-fi" --field "network=parish-office-with-a-name-that-goes-on-and-on-without-a-blank"
printf 'recovery code 1234\n\0\377' >"$T/codes.txt"
head -c 9000000 /dev/urandom >"$T/large.bin"
as jane attach Bank "$T/codes.txt"
as jane attach Bank "$T/large.bin"
as jane seal --kit "$T/kit"
[ "$rc" = 0 ] || { echo "Bail out! no kit: $err"; exit 1; }

# What somebody may have done to the export
file=$T/kit/council.age
size=$(stat -c %s "$file")
head -c $((size - 1)) "$file" >"$T/cut.age"
{ cat "$file"; echo more; } >"$T/long.age"
perl -e 'local $/; $_ = <STDIN>; substr($_, -100, 1) ^= "\x01"; print' <"$file" >"$T/bent.age"
age -d -i "$T/one.key" "$file" >"$T/plain.json"
to=$(age-keygen -y "$T/one.key")
sed 's/clerk7/mallory/' "$T/plain.json" | age -r "$to" -o "$T/forged.age"
age -d -i "$T/other.key" "$T/other.age" | age -r "$to" -o "$T/unsigned.age" # signed by another key

HOME=$T/home MATERIAL=$T "$NODE" "$(dirname "$0")/$script" 2>"$T/err" || {
	echo "not ok 999 - $script came to its end"
	diag "$(<"$T/err")"
}
