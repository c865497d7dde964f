#!/bin/bash
# The audit table and its details, altered by somebody who has no key.
. "$(dirname "$0")/tamper.sh"
make_world
control

log=(as jane audit log)
first_reveal=$(seq_of "action = 'item.reveal' AND actor = 2")
middle=$reveal after=$((reveal + 1))

# --- each column of a record ---

way "prev" "UPDATE audit SET prev = zeroblob(32) WHERE seq = $middle" "record $middle: it does not follow" = "${log[@]}"
way "time_ms" "UPDATE audit SET time_ms = time_ms + 1 WHERE seq = $middle" "record $middle: its signature" = "${log[@]}"
way "actor: another member" "UPDATE audit SET actor = 2 WHERE seq = $middle" "record $middle: its signature" = "${log[@]}"
way "actor: nobody" "UPDATE audit SET actor = 0 WHERE seq = $middle" "record $middle: it is not signed" = "${log[@]}"
way "actor: who does not exist" "UPDATE audit SET actor = 99 WHERE seq = $middle" "record $middle: its actor is not a member" = "${log[@]}"
way "action" "UPDATE audit SET action = 'audit.view' WHERE seq = $middle" "record $middle: its signature" = "${log[@]}"
way "action: a word of no version" "UPDATE audit SET action = 'item.zap' WHERE seq = $middle" "record $middle: its signature" = "${log[@]}"
way "outcome" "UPDATE audit SET outcome = 'refused' WHERE seq = $middle" "record $middle: its signature" = "${log[@]}"
way "subject_kind" "UPDATE audit SET subject_kind = 'member' WHERE seq = $middle" "record $middle: its signature" = "${log[@]}"
way "subject" "UPDATE audit SET subject = 2 WHERE seq = $middle" "record $middle: its signature" = "${log[@]}"
way "version" "UPDATE audit SET version = 1 WHERE seq = $middle" "record $middle: its signature" = "${log[@]}"
way "digest" "UPDATE audit SET digest = randomblob(32) WHERE seq = $middle" "record $middle: its signature" = "${log[@]}"
way "digest: too short" "UPDATE audit SET digest = x'00' WHERE seq = $middle" "record $middle has a field of a wrong form" = "${log[@]}"
way "public" "UPDATE audit SET public = x'00' WHERE seq = $middle" "record $middle: its signature" = "${log[@]}"
way "period" "UPDATE audit SET period = 7 WHERE seq = $middle" "record $middle: its signature" = "${log[@]}"
way "detail_hash" "UPDATE audit SET detail_hash = randomblob(32) WHERE seq = $middle" "record $middle: its signature" = "${log[@]}"
way "sig" "UPDATE audit SET sig = randomblob(64) WHERE seq = $middle" "record $middle: its signature" = "${log[@]}"
way "sig: that of another record" "UPDATE audit SET sig = (SELECT sig FROM audit WHERE seq = $middle - 1) WHERE seq = $middle" "record $middle: its signature" = "${log[@]}"
way "leaf" "UPDATE audit SET leaf = randomblob(32) WHERE seq = $middle" "record $middle: its leaf hash" = "${log[@]}"
way "seq: moved to the end" "UPDATE audit SET seq = $last + 1 WHERE seq = $middle" "record $middle is missing" = "${log[@]}"
way "a negative number" "UPDATE audit SET time_ms = -1 WHERE seq = $middle" "record $middle has a field of a wrong form" = "${log[@]}"

# --- and the chain made to fit again, which needs no key ---

altered_and_linked() { # SQL SEQ
	behind "$1" && leaves "$2"
}
way "time, with the leaf recomputed" "altered_and_linked 'UPDATE audit SET time_ms = time_ms + 1 WHERE seq = $middle' $middle" "record $middle: its signature" = "${log[@]}"
way "the first record" "altered_and_linked 'UPDATE audit SET time_ms = time_ms + 1 WHERE seq = 1' 1" "record 1: its signature" = "${log[@]}"
way "the last record" "altered_and_linked 'UPDATE audit SET time_ms = time_ms + 1 WHERE seq = $last' $last" "record $last: its signature" "record $last" "${log[@]}"
way "the role in the record of a member" "altered_and_linked \"UPDATE audit SET public = CAST(replace(CAST(public AS TEXT), 'councillor', 'clerk') AS BLOB) WHERE action = 'member.add'\" 1" \
	"record $(seq_of "action = 'member.add'"): its signature" = "${log[@]}"
way "the public key in the record of a member" "altered_and_linked \"UPDATE audit SET public = CAST(substr(public, 1, length(public) - 40) || randomblob(40) AS BLOB) WHERE action = 'member.rekey' AND subject_kind = 'member'\" 1" \
	"record $(seq_of "action = 'member.rekey' AND subject_kind = 'member'"): its signature" = "${log[@]}"
way "the public key in record 1" "altered_and_linked 'UPDATE audit SET public = CAST(substr(public, 1, length(public) - 90) || CASE substr(public, length(public) - 89, 1) WHEN CAST(char(1) AS BLOB) THEN char(2) ELSE char(1) END || substr(public, length(public) - 88) AS BLOB) WHERE seq = 1' 1" \
	"record 1: |record 2|another" = "${log[@]}"

# --- records dropped, moved, put in ---

shift_up() { # SEQ: drop it, and move the rest into its place
	behind "DELETE FROM audit WHERE seq = $1; UPDATE audit SET seq = seq - 1 WHERE seq > $1;
		DELETE FROM audit_detail WHERE seq = $1; UPDATE audit_detail SET seq = seq - 1 WHERE seq > $1"
}
put_in() { # SEQ AT: a copy of one record before another, and the rest moved on
	behind "UPDATE audit SET seq = -seq - 1 WHERE seq >= $2; UPDATE audit SET seq = -seq WHERE seq < 0;
		INSERT INTO audit SELECT $2, prev, time_ms, actor, action, outcome, subject_kind, subject, version, digest, public, period, detail_hash, sig, leaf
			FROM audit WHERE seq = $1"
}
changed_round() { # SEQ SEQ
	behind "UPDATE audit SET seq = -seq WHERE seq IN ($1, $2); UPDATE audit SET seq = CASE seq WHEN -$1 THEN $2 ELSE $1 END WHERE seq < 0;
		UPDATE audit_detail SET seq = -seq WHERE seq IN ($1, $2); UPDATE audit_detail SET seq = CASE seq WHEN -$1 THEN $2 ELSE $1 END WHERE seq < 0"
}
way "the first record gone" "DELETE FROM audit WHERE seq = 1" "record 1 .*is missing" = "${log[@]}"
way "a record gone" "DELETE FROM audit WHERE seq = $middle" "record $middle is missing" = "${log[@]}"
way "a record gone, the rest moved up" "shift_up $middle" "record $middle: it does not follow" = "${log[@]}"
way "the same, and the chain made to fit" "shift_up $middle && leaves $middle" "record $middle: its signature" = "${log[@]}"
way "all records gone" "DELETE FROM audit" "record 1 .*is missing" = "${log[@]}"
way "two records changed round" "changed_round $middle $after" "record $middle: it does not follow" = "${log[@]}"
way "the same, and the chain made to fit" "changed_round $middle $after && leaves $middle" "record $middle: its signature" = "${log[@]}"
way "an old record put in again" "put_in $first_reveal $middle" "record $middle: it does not follow" = "${log[@]}"
way "the same, and the chain made to fit" "put_in $first_reveal $middle && leaves $middle" "record $middle: its signature" = "${log[@]}"
way "the last record once more at the end" "put_in $last $((last + 1))" "record $((last + 1)): it does not follow" = "${log[@]}"
way "a record replaced by another" "REPLACE INTO audit SELECT $middle, prev, time_ms, actor, action, outcome, subject_kind, subject, version, digest, public, period, detail_hash, sig, leaf
	FROM audit WHERE seq = $first_reveal" "record $middle: it does not follow" = "${log[@]}"

# With the triggers in their place SQLite itself refuses that
for sql in "REPLACE INTO audit SELECT * FROM audit WHERE seq = $middle" "UPDATE audit SET actor = 2 WHERE seq = $middle" "DELETE FROM audit WHERE seq = $last" \
	"INSERT INTO audit SELECT $last + 2, prev, time_ms, actor, action, outcome, subject_kind, subject, version, digest, public, period, detail_hash, sig, leaf FROM audit WHERE seq = $last"; do
	cp "$T/whole.db" "$T/changed.db"
	ok "with the triggers as they are, this is refused: ${sql%% FROM*}" no sqlite3 "$T/changed.db" "$sql"
	here run audit verify
	done_ok "and nothing has changed"
done

# --- details ---

way "detail: sealed" "UPDATE audit_detail SET sealed = randomblob(80) WHERE seq = $middle" "the detail of record $middle was altered" = "${log[@]}"
way "detail: seq" "UPDATE audit_detail SET seq = 1000 WHERE seq = $middle" "the detail of record $middle is missing" = "${log[@]}"
way "a detail gone" "DELETE FROM audit_detail WHERE seq = $middle" "the detail of record $middle is missing" = "${log[@]}"
way "two details changed round" "UPDATE audit_detail SET seq = -seq WHERE seq IN ($middle, $after); UPDATE audit_detail SET seq = CASE seq WHEN -$middle THEN $after ELSE $middle END WHERE seq < 0" \
	"the detail of record $middle was altered" = "${log[@]}"
way "the detail of another record" "UPDATE audit_detail SET sealed = (SELECT sealed FROM audit_detail WHERE seq = $first_reveal) WHERE seq = $middle" \
	"the detail of record $middle was altered" = "${log[@]}"
way "a detail of no record" "INSERT INTO audit_detail VALUES(1000, x'00')" "a detail of record 1000" = as jane verify
way "a detail of a record that has none" "INSERT INTO audit_detail VALUES(1, x'00')" "a detail of record 1" = as jane verify

every_way
finish
