#!/bin/bash
# Sheets and another program's SLIP-39: what it makes we recover, what we make
# it recovers.
. "$(dirname "$0")/lib.sh"
need jq age

if ! reason=$("$TESTS/npm/install" "$BUILD/npm" 2>&1); then
	echo "1..0 # SKIP the npm package slip39 cannot be had: ${reason//$'\n'/ }"
	exit
fi
TOOL=$BUILD/tests/tools/slip39-recover
slip39() {
	(cd "$BUILD/npm" && node "$TESTS/npm/slip39.js" "$@")
}

# --- what it makes ---

slip39 make >"$T/made" || fail "it makes shares"
while IFS=$'\t' read -r name passphrase secret shares; do
	tr '\t' '\n' <<<"$shares" >"$T/shares"
	is "$("$TOOL" --passphrase-fd 8 <"$T/shares" 8<<<"${passphrase#=}" 2>&1)" "$secret" "$name"
done <"$T/made"
is "$(wc -l <"$T/made")" 22 "as many sets as were asked for"

# --- what we make ---

new_vault
add jane "Bank" "s3cret-of-the-bank"
# made NEED OF HOLDERS…: an envelope, the last NEED sheets of which it recovers
made() {
	local need=$1 of=$2 secret
	as jane --json envelope create "${@:3}" --need "$need"
	cp "$T/out" "$T/envelope.json"
	jq -r '.sheets[].words' "$T/envelope.json" >"$T/all"
	is "$(wc -l <"$T/all")" "$of" "$of sheets"
	tail -n "$need" "$T/all" >"$T/sheets"
	secret=$(slip39 recover <"$T/sheets" 2>&1)
	like "$secret" '^[0-9a-f]{32}$' "$need of them are a secret to the other program"
	is "$secret" "$("$TOOL" <"$T/sheets")" "the same as to ours"
	is "$(slip39 recipient "$secret" 2>&1)" "$(jq -r .recipient "$T/envelope.json")" \
		"from which it derives the key of the exports, as the manual says how"
	as jane seal "$T/council.age"
	run --json unseal "$T/council.age" --reason fire --words-fd 8 8<"$T/sheets"
	json '.items[0].title == "Bank"' "and with which the export opens"
}
made 1 1 --holder One
made 2 3 --holder One --holder Two --holder Three
holders=()
for i in {1..16}; do holders+=(--holder "Holder $i"); done
made 16 16 "${holders[@]}"
finish
