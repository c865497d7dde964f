#!/bin/bash
# Somebody with the file, sqlite3 and time: whatever is changed is found, and
# named, by a check that needs no passphrase, and by the next command.
. "$(dirname "$0")/lib.sh"
need jq sqlite3

new_vault
add jane "Bank" "s3cret-of-the-bank" -u clerk7
add jane "HMRC" "s3cret-of-hmrc"
as jane edit Bank --password-fd 8 8<<<"s3cret-second"
new_member price "Cllr Price" councillor
as jane grant General "Cllr Price"
cp "$T/v.db" "$T/early.db"
cp -a "$T/state" "$T/early.state"
as jane show Bank -f password
as jane rm HMRC
cp "$T/v.db" "$T/whole.db"
last=$(sqlite3 "$T/v.db" "SELECT max(seq) FROM audit")

# change SQL: done to a copy, with the triggers out of the way and then put back
# as they were, so that the schema itself looks untouched
change() {
	cp "$T/whole.db" "$T/changed.db"
	sqlite3 "$T/changed.db" "SELECT sql || ';' FROM sqlite_schema WHERE type = 'trigger'" >"$T/triggers"
	sqlite3 "$T/changed.db" "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_schema WHERE type = 'trigger'" >"$T/drops"
	if ! { cat "$T/drops"; echo "$1;"; cat "$T/triggers"; } | sqlite3 -bail "$T/changed.db" 2>"$T/sqlite"; then
		fail "the change can be made: $1" "$(<"$T/sqlite")"
	elif cmp -s <(sqlite3 "$T/whole.db" .dump) <(sqlite3 "$T/changed.db" .dump); then
		fail "the change changes something: $1"
	fi
}

# found NAME [REGEX]: by the check on this computer, on another one, and by who opens it
found() {
	local regex=${2:-.}
	with_file "$T/changed.db" run audit verify
	refused 6 "$regex" "$1: audit verify"
	with_file "$T/changed.db" run --json audit verify
	is "$rc $(jq -r '[.ok, (.problem | type)] | join(" ")' "$T/out")" "6 false string" "$1: as JSON"
	STRONGROOM_VAULT=$T/changed.db XDG_STATE_HOME=$T/other.state run audit verify
	refused 6 . "$1: audit verify on another computer"
	rm -rf "$T/other.state"
	with_file "$T/changed.db" as jane verify
	refused 6 . "$1: verify"
}

# The method itself changes nothing that matters
cp "$T/whole.db" "$T/changed.db"
{ sqlite3 "$T/changed.db" "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_schema WHERE type = 'trigger'"
	sqlite3 "$T/changed.db" "SELECT sql || ';' FROM sqlite_schema WHERE type = 'trigger'"; } >"$T/statements"
sqlite3 "$T/changed.db" <"$T/statements"
with_file "$T/changed.db" run audit verify
done_ok "a vault whose triggers were dropped and put back as they were is still sound"

# --- the log ---

reveal=$(sqlite3 "$T/whole.db" "SELECT seq FROM audit WHERE action = 'item.reveal'")
for column in "time_ms = time_ms + 1" "actor = 2" "action = 'item.add'" "outcome = 'refused'" "subject_kind = 'member'" "subject = 2" \
	"version = 1" "period = 7" "prev = zeroblob(32)" "digest = randomblob(32)" "public = x'00'" "detail_hash = randomblob(32)" \
	"sig = zeroblob(64)" "leaf = randomblob(32)"; do
	change "UPDATE audit SET $column WHERE seq = $reveal"
	found "${column%% *} of a record" "$reveal"
done
change "UPDATE audit_detail SET sealed = (SELECT sealed FROM audit_detail WHERE seq = $reveal - 1) WHERE seq = $reveal"
found "the detail of another record" "$reveal"
change "DELETE FROM audit_detail WHERE seq = $reveal"
found "a detail that is missing" "$reveal"
change "DELETE FROM audit WHERE seq = $reveal"
found "a record that is missing" "$reveal|$((reveal + 1))"
change "DELETE FROM audit WHERE seq = $reveal; UPDATE audit SET seq = seq - 1 WHERE seq > $reveal"
found "a record taken out and the rest moved up" "$reveal"
change "CREATE TEMP TABLE t AS SELECT * FROM audit WHERE seq IN ($reveal, $reveal + 1); DELETE FROM audit WHERE seq IN ($reveal, $reveal + 1);
	INSERT INTO audit SELECT 2 * $reveal + 1 - seq, prev, time_ms, actor, action, outcome, subject_kind, subject, version, digest, public, period, detail_hash, sig, leaf FROM t"
found "two records changed round" "$reveal"
change "INSERT INTO audit SELECT $last + 1, leaf, time_ms, actor, action, outcome, subject_kind, subject, version, digest, public, period, detail_hash, sig, leaf FROM audit WHERE seq = $last"
found "a record put in again at the end" "$((last + 1))"
change "UPDATE audit SET seq = seq + 5 WHERE seq = $last"
found "a gap before the last record" "$last"

# The end cut off: by itself that is an older copy, and only a computer that has seen more can tell
change "DELETE FROM audit WHERE seq = $last; DELETE FROM audit_detail WHERE seq = $last"
with_file "$T/changed.db" run audit verify
refused 6 "$((last - 1)).*$last|missing|no record" "the last record cut off: audit verify"
with_file "$T/changed.db" as jane ls
refused 6 "$last" "the last record cut off: by the one who made it"

# --- the rows ---

found_row() { # NAME: the row is not the recorded one
	found "$1" '#|row|missing|record'
}
change "UPDATE item SET secret = (SELECT secret FROM item WHERE id = 1 AND version = 1) WHERE id = 1 AND version = 2"
found_row "an older secret under a newer version"
with_file "$T/changed.db" as jane show Bank -f password
refused 6 . "and it is not shown"
change "UPDATE item SET overview = (SELECT overview FROM item WHERE id = 2 AND version = 1) WHERE id = 1 AND version = 2"
found_row "the overview of another item"
change "UPDATE item SET title = randomblob(16) WHERE id = 1"
found_row "a title index"
change "UPDATE item SET id = 9 WHERE id = 1"
found_row "an item's number"
change "DELETE FROM item WHERE id = 1 AND version = 2"
found_row "an item that is missing"
change "INSERT INTO item SELECT 9, 1, collection, generation, custodian, title, overview, secret FROM item WHERE id = 1 AND version = 1"
found_row "an item that was put in"
change "DELETE FROM item WHERE id = 2 AND version = (SELECT max(version) FROM item WHERE id = 2)"
found_row "a removed item brought back"
change "UPDATE member SET name = 'Cllr Pryce' WHERE id = 2"
found_row "a member's name"
change "UPDATE member SET passes = 3 WHERE id = 1"
found_row "the cost of a passphrase"
change "DELETE FROM member WHERE id = 2"
found_row "a member who is missing"
change "UPDATE seal SET sealed = randomblob(80) WHERE kind = 'collection' AND member = 2"
found_row "a sealed key"
change "DELETE FROM seal WHERE kind = 'collection' AND member = 2"
found_row "a sealed key that is missing"
change "INSERT INTO seal VALUES('collection', 1, 1, 9, randomblob(80))"
found_row "a sealed key that was put in"
change "UPDATE generation SET name = randomblob(60)"
found_row "the name of a collection"

# --- the schema ---

for object in "CREATE TRIGGER planted AFTER INSERT ON audit BEGIN SELECT 1; END" "CREATE INDEX planted ON item(id)" "CREATE VIEW planted AS SELECT * FROM item" \
	"CREATE TABLE planted(a)" "ALTER TABLE member ADD COLUMN planted INTEGER" "DROP INDEX item_title" "DROP TABLE audit_detail"; do
	change "$object"
	found "$object" 'altered|database|schema'
	with_file "$T/changed.db" as jane show Bank -f password
	refused 6 . "$object: and nothing is shown"
done
cp "$T/whole.db" "$T/changed.db"
sqlite3 "$T/changed.db" "DROP TRIGGER audit_no_delete"
found "a trigger that is gone" audit_no_
cp "$T/whole.db" "$T/changed.db"
sqlite3 "$T/changed.db" "PRAGMA journal_mode = WAL" >/dev/null
found "a write-ahead log turned on" .
# A byte changed anywhere either changes nothing that SQLite reads, or is found
size=$(stat -c %s "$T/whole.db")
sqlite3 "$T/whole.db" .dump >"$T/dump"
missed=0 seen=0
for ((at = 3; at < size; at += size / 90)); do
	perl -e 'local $/; $_ = <STDIN>; substr($_, $ARGV[0], 1) ^= "\x11"; print' $at <"$T/whole.db" >"$T/changed.db"
	with_file "$T/changed.db" run audit verify
	case $rc in
	6 | 9) seen=$((seen + 1)) ;;
	0) cmp -s "$T/dump" <(sqlite3 "$T/changed.db" .dump 2>/dev/null) || { diag "byte $at is missed"; missed=$((missed + 1)); } ;;
	*) diag "byte $at: exit $rc, $err"; missed=$((missed + 1)) ;;
	esac
done
is $missed 0 "no changed byte that matters is missed ($seen found)"
ok "that was tried in earnest" test $seen -ge 20

# --- the whole file, put back as it was earlier ---

cp "$T/early.db" "$T/changed.db"
with_file "$T/changed.db" as jane show Bank -f password
refused 6 "older copy" "an older copy, by the one who knows better"
like "$err" "record $(sqlite3 "$T/early.db" 'SELECT max(seq) FROM audit').*record $last" "which says where it ends and where it should"
with_file "$T/changed.db" run audit verify
refused 6 . "an older copy, by audit verify on the same computer"
STRONGROOM_VAULT=$T/changed.db XDG_STATE_HOME=$T/afar.state as jane show Bank -f password
is "$rc $out" "0 s3cret-second" "on another computer it opens"
like "$err" 'not compared on this computer' "with a warning that it was not compared"
# What was done to the older copy does not fit what the first computer knows either
with_file "$T/changed.db" as jane ls
refused 6 . "and on the first computer it is refused, though it has grown"
like "$err" 'rewritten|older|not the one|differs|another' "and it is said how"

# Another vault of the same name, in the same place
(
	export STRONGROOM_VAULT=$T/new.db XDG_STATE_HOME=$T/new.state
	new_vault
)
with_file "$T/new.db" as jane ls
ok "another vault elsewhere is another vault (exit $rc)" test "$rc" = 0
cp -a "$T/v.db" "$T/kept.db"
cp "$T/new.db" "$T/v.db"
as jane ls
refused 6 'another one|not the vault' "in the place of the first it is refused, before a passphrase is used"
cp "$T/kept.db" "$T/v.db"
as jane ls
done_ok "and the first, put back, is taken"
sound "the vault itself is sound"
finish
