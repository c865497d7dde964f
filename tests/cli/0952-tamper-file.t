#!/bin/bash
# The database below the rows: its schema, indexes and types, its header, its
# journal, and what is planted while somebody has it open.
. "$(dirname "$0")/tamper.sh"
make_world
control

show=(as jane show Bank -f password)
log=(as jane audit log)

# --- the schema: also what never touches a row ---

trigger='CREATE TRIGGER audit_append BEFORE INSERT ON audit BEGIN SELECT RAISE(IGNORE); END'
way "a planted trigger" "schema 'CREATE TRIGGER planted AFTER INSERT ON audit BEGIN SELECT 1; END'" 'trigger "planted"' = "${show[@]}"
way "one on the items" "schema 'CREATE TRIGGER planted AFTER UPDATE ON item BEGIN SELECT 1; END'" 'trigger "planted"' = "${show[@]}"
way "one that swallows records" "schema 'CREATE TRIGGER planted BEFORE INSERT ON audit BEGIN SELECT RAISE(IGNORE); END'" 'trigger "planted"' = "${show[@]}"
way "one of our name that swallows records" "schema 'DROP TRIGGER audit_append; $trigger'" 'trigger "audit_append"' = "${show[@]}"
way "one of our name, a blank longer" "schema \"UPDATE sqlite_schema SET sql = sql || ' ' WHERE name = 'audit_no_delete'\"" 'trigger "audit_no_delete"' = "${show[@]}"
way "one of our name on another table" "schema 'DROP TRIGGER audit_no_update; CREATE TRIGGER audit_no_update BEFORE UPDATE ON member BEGIN SELECT 1; END'" 'trigger "audit_no_update"' = "${show[@]}"
way "a trigger that is gone" "schema 'DROP TRIGGER audit_no_delete'" 'trigger "audit_no_delete"' = "${show[@]}"
way "a planted view" "schema 'CREATE VIEW planted AS SELECT * FROM item'" 'view "planted"' = "${show[@]}"
way "a planted table" "schema 'CREATE TABLE planted(a)'" 'table "planted"' = "${show[@]}"
way "a planted index" "schema 'CREATE INDEX planted ON item(id)'" 'index "planted"' = "${show[@]}"
way "an index that is gone" "schema 'DROP INDEX item_title'" 'index "item_title"' = "${show[@]}"
way "an index of our name on another column" "schema 'DROP INDEX item_title; CREATE INDEX item_title ON item(id)'" 'index "item_title"' = "${show[@]}"
way "a table that is gone" "schema 'DROP TABLE audit_detail'" 'table "audit_detail"' = "${log[@]}"
way "a column more" "schema 'ALTER TABLE member ADD COLUMN planted INTEGER'" 'table "member"' = "${show[@]}"
way "a table of its own numbers" "schema 'CREATE TABLE planted(a INTEGER PRIMARY KEY AUTOINCREMENT); DROP TABLE planted'" 'table "sqlite_sequence"' = "${show[@]}"
way "statistics, which steer how a query is run" "schema ANALYZE" 'table "sqlite_stat1"' = "${show[@]}"
way "a table declared without STRICT" "schema \"UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')') WHERE name = 'item'\"" 'table "item"' = "${show[@]}"

# --- what a column may not hold, under a schema that forbids it ---

way "NULL in a record" "loosened 'UPDATE audit SET sig = NULL WHERE seq = $reveal'" "record $reveal has a field of a wrong form" = "${log[@]}"
way "a text in a record's number" "loosened \"UPDATE audit SET actor = 'jane' WHERE seq = $reveal\"" "record $reveal: it is not signed" = "${log[@]}"
way "NULL in an item" "loosened 'UPDATE item SET secret = NULL WHERE id = 1 AND version = 2'" "version 2 of item #1 is not" "item #1 is not" "${show[@]}"
way "a text in an item's number" "loosened \"UPDATE item SET custodian = 'one' || char(0) WHERE id = 1 AND version = 2\"" "item.custodian" = as jane verify
way "NULL where nothing stood" "loosened 'UPDATE generation SET previous = NULL WHERE generation = 1 AND collection = 1'" "NULL value in generation.previous" = as jane verify
way "a text of the same bytes" "loosened 'UPDATE item SET title = CAST(title AS TEXT) WHERE id = 1'" "item.title" = as jane verify
way "a number of the same value" "loosened 'UPDATE member SET passes = CAST(passes AS REAL) WHERE id = 1'" "member.passes" = as jane verify
way "a name that is no text" "loosened \"UPDATE member SET name = x'ff00fe' WHERE id = 2\"" "member #2 is not" = as price ls

# --- an index that lies, under a schema that is unchanged ---

key=", PRIMARY KEY(id, version)" seal_key=", PRIMARY KEY(kind, id, generation, member)"
way "an index that hides a title" "behind_index 'UPDATE item SET title = randomblob(16) WHERE id = 1' item_title" "version [12] of item #1 is not" "item #1 is not" "${show[@]}"
way "an index without a row's entry" "behind_index 'INSERT INTO item SELECT 9, 1, collection, generation, custodian, title, overview, secret FROM item WHERE id = 3' item_title" \
	"version 1 of item #9 has no record" = as jane verify
way "an index with entries of rows that are gone" "behind_index 'DELETE FROM item WHERE id = 1 AND version = 2' item_title" "row of the items is missing .#1, 2" "row of item #1 is missing" "${show[@]}"
way "a row of the right digest under another key" "behind_index 'UPDATE item SET id = 9 WHERE id = 2' sqlite_autoindex_item_1 '$key'" "version 1 of item #9 has no record" = as jane verify
way "two rows behind each other's keys" "behind_index 'UPDATE item SET version = 3 - version WHERE id = 1' sqlite_autoindex_item_1 '$key'" "version [12] of item #1 is not" = as jane verify
way "a row twice in the place of another" "behind_index \"DELETE FROM seal WHERE kind = 'period'; INSERT INTO seal SELECT * FROM seal WHERE kind = 'collection' AND id = 1 AND member = 2\" sqlite_autoindex_seal_1 '$seal_key'" \
	"member #2's seal of key 1 of collection #1 is in the file twice" "sealed key of period #1 is missing|altered" "${log[@]}"
way "a row twice" "behind_index \"INSERT INTO seal SELECT * FROM seal WHERE kind = 'collection' AND id = 1 AND member = 2\" sqlite_autoindex_seal_1 '$seal_key'" "member #2's seal of key 1 of collection #1 is in the file twice" = as jane verify
lying_title() { # the entry of a title in the index's own page, which no SQL can reach
	local title at
	title=$(ask "SELECT lower(hex(title)) FROM item WHERE id = 1 AND version = 2")
	at=$(perl -e 'local $/; open my $f, "<", $ARGV[0]; $_ = <$f>; my $t = pack "H*", $ARGV[1]; my $p = ($ARGV[2] - 1) * 4096; my $i = index $_, $t, $p; die if $i < 0 || $i >= $p + 4096; print $i' \
		"$T/changed.db" "$title" "$(ask "SELECT rootpage FROM sqlite_schema WHERE name = 'item_title'")") && poke "$at" "$(printf %02x $((0x${title:0:2} ^ 0xff)))"
}
way "an entry of an index, in its own page" lying_title "item_title" = as jane verify
# Until then it misleads nobody: what the index does not show is looked for in every row
alter lying_title
here "${show[@]}"
is "$rc $out" "0 s3cret-second" "an index that hides a title hides no item"

# --- the header ---

way "a write-ahead log turned on" "poke 18 0202" "write-ahead log" = "${show[@]}"
way "by one byte of the two" "poke 19 02" "write-ahead log" = "${show[@]}"
way "through SQLite" "schema 'PRAGMA journal_mode = WAL'" "write-ahead log" = "${show[@]}"
way "vacuuming turned on, which would write over rows" "poke 52 00000009" "vacuumed" = "${show[@]}"
way "another encoding of texts" "poke 59 02" "altered|damaged" = "${show[@]}"
way "a size that leaves out the end" "poke 28 00000004" "altered|damaged" = "${show[@]}"
free_live() { # a page in use on the list of the free ones
	poke 32 "$(printf %08x "$(ask "SELECT rootpage FROM sqlite_schema WHERE name = 'item'")")00000001"
}
way "a page in use put on the list of free ones" free_live "altered|damaged|freelist" = as jane verify
cut_short() {
	truncate -s -4096 "$T/changed.db"
}
way "a file cut short" cut_short "altered|damaged|missing" = as jane verify

# A byte changed anywhere either changes nothing that SQLite reads, or is found
size=$(stat -c %s "$T/whole.db")
sqlite3 "$T/whole.db" .dump >"$T/dump"
missed=0 seen=0
for ((at = 3; at < size; at += size / 90)); do
	cp "$T/whole.db" "$T/changed.db"
	poke $at "$(perl -e 'local $/; $_ = <STDIN>; print unpack "H2", substr($_, $ARGV[0], 1) ^ "\x11"' $at <"$T/whole.db")"
	here run audit verify
	case $rc in
	6 | 9) seen=$((seen + 1)) ;;
	0) cmp -s "$T/dump" <(sqlite3 "$T/changed.db" .dump 2>/dev/null) || { diag "byte $at is missed"; missed=$((missed + 1)); } ;;
	*) diag "byte $at: exit $rc, $err"; missed=$((missed + 1)) ;;
	esac
done
is $missed 0 "no changed byte that matters is missed ($seen found)"
ok "that was tried in earnest" test $seen -ge 20

# Not a vault of this format at all, which is another matter
alter "schema 'PRAGMA user_version = 2'"
here run audit verify
refused 9 'format 2' "a vault of a later format is bad input"
alter "schema 'PRAGMA application_id = 1'"
here run audit verify
refused 9 'not a vault' "what does not say that it is a vault is bad input"

# --- the journal ---

victim() { # a file of the user's own, which is none of a vault's business
	echo "a file of the user" >"$T/victim"
}
linked() {
	victim
	ln -s "$T/victim" "$T/changed.db-journal"
}
linked_nowhere() {
	ln -s "$T/nowhere" "$T/changed.db-journal"
}
piped() {
	mkfifo "$T/changed.db-journal"
}
super_journal() { # SQLite would remove what a journal names for its super-journal
	victim
	perl -e 'my ($db, $name) = @ARGV; my $magic = pack "H*", "d9d505f920a163d7"; my $sum = 0; $sum += $_ for unpack "c*", $name;
		open my $f, ">", "$db-journal"; print $f $magic, pack("N5", 0, 0, (-s $db) / 4096, 512, 4096), "\0" x (512 - 28),
			pack("N", 0x40000000 / 4096 + 1), $name, pack("NN", length $name, $sum), $magic' "$T/changed.db" "$T/victim"
}
hot_journal() { # one page of the earlier copy, as if a transaction had been cut short
	perl -e 'my ($db, $early, $page) = @ARGV; local $/; open my $e, "<", $early; my $old = substr <$e>, ($page - 1) * 4096, 4096;
		my $sum = 7; for (my $i = 4096 - 200; $i > 0; $i -= 200) { $sum += ord substr $old, $i, 1 }
		open my $f, ">", "$db-journal"; print $f pack("H*", "d9d505f920a163d7"), pack("N5", 1, 7, (-s $db) / 4096, 512, 4096), "\0" x (512 - 28),
			pack("N", $page), $old, pack("N", $sum)' "$T/changed.db" "$T/early.db" "$(ask "SELECT rootpage FROM sqlite_schema WHERE name = '$1'")"
}
way "a journal that is a link" linked 'try.db-journal is not a journal' = "${show[@]}"
way "a journal that is a pipe" piped 'try.db-journal is not a journal' = "${show[@]}"
way "a journal that has another file removed" super_journal 'try.db-journal is not a journal' = "${show[@]}"
is "$(<"$T/victim")" "a file of the user" "and that file is as it was"
# To what is not there nothing is written
alter linked_nowhere
here run audit verify
done_ok "a journal that is a link to nowhere hides nothing"
here "${show[@]}"
refused 6 'try.db-journal is not a journal' "but nothing is recorded, and so nothing shown"
ok "and nothing was made" no test -e "$T/nowhere"
way "a journal that brings back an older page" "hot_journal seal" "missing|not the one|altered" = as jane verify

# --- while somebody has it open ---

# waiting EDIT COMMAND…: the edit is made while jane is at the prompt
waiting() {
	local edit=$1 left=1 pid
	shift
	rm -f "$T/pipe"
	mkfifo "$T/pipe"
	exec 7<>"$T/pipe"
	STRONGROOM_VAULT=$T/changed.db setsid -w "$STRONGROOM" --member "${NAME[jane]}" --passphrase-fd 7 "$@" >"$T/out" 2>"$T/err" </dev/null &
	pid=$!
	printf %s "${PASS[jane]}" >&7
	# Once the beginning of the passphrase is read, the vault and its log are
	while [ "$left" != 0 ]; do
		left=$(perl -e 'my $n = pack "L", 0; ioctl STDIN, 0x541B, $n; print unpack "L", $n' <&7)
	done
	eval "$edit"
	echo >&7
	wait $pid
	rc=$?
	exec 7>&-
	out=$(<"$T/out") err=$(<"$T/err")
	check_faults "$@"
}

# meanwhile NAME EDIT FOUND COMMAND…
meanwhile() {
	local name=$1 edit=$2 found=$3
	shift 3
	ways=$((ways + 1))
	alter "SELECT 1"
	rm -rf "$T/state.copy"
	cp -a "$T/state" "$T/state.copy"
	XDG_STATE_HOME=$T/state.copy waiting "$edit" "$@"
	refused 6 "$found" "while the vault is open: $name: $*"
	rm -rf "$T/never"
	alter "SELECT 1"
	XDG_STATE_HOME=$T/never waiting "$edit" "$@"
	refused 6 "$found" "while the vault is open: $name, on another computer: $*"
}
read=(show Bank -f password) write=(edit Bank --url x)
alter "SELECT 1"
rm -rf "$T/never"
XDG_STATE_HOME=$T/never waiting true "${read[@]}"
is "$rc $out" "0 s3cret-second" "a vault that is left alone meanwhile gives its secret"
meanwhile "a planted trigger" "schema 'CREATE TRIGGER planted AFTER INSERT ON audit BEGIN SELECT 1; END'" 'trigger "planted"' "${read[@]}"
meanwhile "one that swallows records" "schema 'CREATE TRIGGER planted BEFORE INSERT ON audit BEGIN SELECT RAISE(IGNORE); END'" 'trigger "planted"' "${read[@]}"
meanwhile "one of our name" "schema 'DROP TRIGGER audit_append; $trigger'" 'trigger "audit_append"' "${write[@]}"
meanwhile "a write-ahead log turned on" "poke 18 0202" "write-ahead log" "${read[@]}"
meanwhile "an item" "behind 'UPDATE item SET secret = randomblob(80) WHERE id = 1'" "item #1 is not the one" "${read[@]}"
meanwhile "a seal" "behind 'UPDATE seal SET sealed = randomblob(80) WHERE member = 1'" "sealed key of collection #1 is not the one" "${read[@]}"
meanwhile "the member" "behind 'UPDATE member SET mem_kib = 1024 WHERE id = 1'" "member #1 is not the one" "${read[@]}"
meanwhile "the last record" "behind 'UPDATE audit SET time_ms = time_ms + 1 WHERE seq = $last'" "record $last is not the one" "${read[@]}"
meanwhile "the last record cut off" "behind 'DELETE FROM audit WHERE seq = $last; DELETE FROM audit_detail WHERE seq = $last'" "ends at record $((last - 1)).*$last" "${write[@]}"
meanwhile "a record put in at the end" "behind 'INSERT INTO audit SELECT $last + 1, leaf, time_ms, actor, action, outcome, subject_kind, subject, version, digest, public, period, detail_hash, sig, leaf FROM audit WHERE seq = $last'" \
	"record $((last + 1)): its signature" "${write[@]}"
meanwhile "an earlier copy put over it" "cat '$T/early.db' >'$T/changed.db'" "ends at record .*$last" "${read[@]}"

every_way
finish
