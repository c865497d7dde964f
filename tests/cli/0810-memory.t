#!/bin/bash
# At the moment in which the program ends, nothing is left in its memory of a
# passphrase, a key or a secret, nor any eight bytes of one.
. "$(dirname "$0")/lib.sh"
need jq expect

MEMSCAN=$BUILD/tests/memscan KEYSOF=$BUILD/tests/keysof
if [ "${SANITIZED:-OFF}" = ON ]; then
	skip "memory at the end" "a sanitizer keeps shadows and freed memory of its own"
	finish
	exit
fi
echo 'nothing =nothing of this' >"$T/needles"
if ! "$MEMSCAN" "$T/report" "$T/needles" "$STRONGROOM" --version >/dev/null 2>&1; then
	skip "memory at the end" "a process may not be traced here"
	finish
	exit
fi

# Words of no list, so that no eight bytes of them are in a program by chance.
PASS[jane]="Vq7-xulp-93hT-kzow-Qm2y"
SECRET="s3KdP-wq81-Zlvn-rT6x" OLD="o1dPW-Jx0q-eG5m-hB9c" NOTE="n0tEs-Uy4b-iW7v-aK2f" PIN="p1nPI-Dz8r-oF3s-cL6j"
NEW="N3wpw-Xk7d-uR1t-gM4z" OTHER="Wr0ng-Pj5y-lC2n-vH8e"

# known NAME TEXT…: texts to look for, beside the keys of $T/keys
known() {
	while [ $# -gt 0 ]; do
		echo "$1 =$2"
		shift 2
	done
	cat "$T"/keys.*
}

# keys_of WHO: all that the passphrase leads to
keys_of() {
	"$KEYSOF" member "${NAME[$1]}" "$STRONGROOM_VAULT" "$XDG_STATE_HOME/strongroom" <<<"${PASS[$1]}" >"$T/keys.$1" ||
		fail "the keys of $1"
}

# scanned SEEN ARGUMENTS…: as jane; of the needles, those whose names fit SEEN
# must have been in memory before, as a control of the search
scanned() {
	local seen=$1 left missing
	shift
	quietly "$MEMSCAN" "$T/report" "$T/needles" \
		"$STRONGROOM" --member Jane --passphrase-fd 9 "$@" 9<<<"${PASS[jane]}"
	verdict "$seen" "$*"
}
verdict() { # SEEN NAME
	local missing
	is "$(grep ^left "$T/report" | head -40)" "" "$2: nothing is left (exit $rc)"
	missing=$(cut -d ' ' -f 1 "$T/needles" | grep -Exe "$1" | grep -vxFf <(sed -n 's/^seen //p' "$T/report"))
	is "$missing" "" "$2: while it ran there was something"
}

new_vault
as jane add "Bank" --password-fd 8 --notes-fd 7 --secret-field PIN:6 8<<<"$OLD" 7<<<"$NOTE" 6<<<"$PIN"
done_ok "an item"
keys_of jane

known passphrase "${PASS[jane]}" secret "$SECRET" note "$NOTE" pin "$PIN" >"$T/needles"
scanned 'passphrase|seed|sign|collection-1|secret|note|pin|mac' add "Website" --password-fd 8 --notes-fd 7 --secret-field PIN:6 \
	8<<<"$SECRET" 7<<<"$NOTE" 6<<<"$PIN"

known passphrase "${PASS[jane]}" secret "$OLD" note "$NOTE" pin "$PIN" >"$T/needles"
scanned 'secret|note|pin' show Bank --reveal
scanned 'secret|note|pin' --json show Bank --reveal
scanned 'secret' show Bank -f password
scanned 'passphrase|seed' ls
scanned 'passphrase|seed' find Bank
scanned 'passphrase|seed|period' audit log
scanned 'passphrase|seed|period' --json audit log
finish
