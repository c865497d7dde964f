#!/bin/bash
# Members who turn their own keys against the envelope: what they seal to it opens
# nothing, and their records are well signed. The log is sound by itself, so
# only who holds the right key can tell.
. "$(dirname "$0")/tamper.sh"

new_vault
add jane "Bank" "s3cret-of-the-bank"
new_member price "Bob Price" clerk
new_member shah "Cllr Shah" chair
as jane grant General "Bob Price" --edit
as jane grant General "Cllr Shah"
new_envelope
cp "$T/v.db" "$T/whole.db"
sqlite3 "$T/whole.db" "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_schema WHERE type = 'trigger'" >"$T/drops"
sqlite3 "$T/whole.db" "SELECT sql || ';' FROM sqlite_schema WHERE type = 'trigger'" >"$T/triggers"
next=$(ask "SELECT max(seq) + 1 FROM audit")
generation=$(ask "SELECT max(generation) FROM generation WHERE collection = 1")

# wrong KIND ID GENERATION MEMBER: noise in the place of a seal, with a record of Bob's that pins it
wrong() {
	behind "UPDATE seal SET sealed = randomblob(80) WHERE kind = '$1' AND id = $2 AND generation = $3 AND member = $4" &&
		append price grant.add "$1" "$2" "$3" "$(public "action = 'grant.add' AND subject_kind = '$1' AND substr(hex(public), 1, 16) = printf('%016X', $4)")" \
			"$(digest seal "$2" "$3" "$4" "$1")"
}

# unseen NAME EDIT WHO FOUND: the log is whole, but "verify" by that member names it
unseen() {
	alter "$2" || return
	here run audit verify
	done_ok "$1: the log is whole"
	here as "$3" verify
	refused 6 "$4" "$1: verify by ${NAME[$3]}"
	here as "$3" --json verify
	refused 6 "$4" "$1: verify --json"
}

emergency=$(ask "SELECT max(member) FROM seal WHERE kind = 'collection'")
noise="wrong collection 1 $generation $emergency"
named="what Bob Price sealed to the envelope in record $next does not open collection #1"
unseen "noise sealed to the envelope" "$noise" jane "$named"
unseen "the same" "$noise" shah "$named"
unseen "the same" "$noise" price "$named"
here as jane seal "$T/try.age"
done_ok "the export is written all the same"
like "$err" "$named" "with a warning, for it is not what opens the vault"
key="wrong envelope 1 0 1"
named="what Bob Price sealed to Jane Smith in record $next is not the key that signs exports"
unseen "another key for exports sealed to a clerk" "$key" jane "$named"
unseen "the same" "$key" price "$named"
here as jane seal "$T/try.age"
refused 5 'do not hold the key that signs exports' "and no export is signed with it"
here as shah verify
done_ok "who does not hold that key cannot tell"
like "$err" 'is not yours, so it was not checked' "and that is said"

# Noise for another clerk, who is told by whom and goes on with the rest
unseen "noise sealed to a clerk" "wrong collection 1 $generation 1" jane \
	"what Bob Price sealed to Jane Smith in record $next does not open collection #1"
here as jane ls
done_ok "a list leaves out what does not open"
like "$err" 'does not open collection #1, so it is left out here; "strongroom verify" says who' "and says so"

# As it was made
alter "SELECT 1"
here as jane verify
like "$err" 'would open: 1 of 1 sealed collections' "a sound envelope would open"
like "$err" 'signs exports: right; 2 who may seal have it\.' "and both clerks have the key of exports"
here as jane --json verify
json '.envelope == {"serial": 1, "sealed": 1, "opens": 1, "unknown": 0, "export_key": "right", "signers": 2, "without": 0}' "as JSON"
here as shah --json verify
json '.envelope | .opens == 1 and .export_key == "not held"' "as far as a chair can tell"
finish
