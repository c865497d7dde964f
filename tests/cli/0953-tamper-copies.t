#!/bin/bash
# Whole logs that are not the one that was seen: cut off, continued, put back,
# forked, or of another vault. What is sound in itself can be told only by who
# has seen more; elsewhere it opens, and the words to compare are shown.
. "$(dirname "$0")/tamper.sh"
make_world
control

early_last=$(sqlite3 "$T/early.db" "SELECT max(seq) FROM audit")
cut_off="ends at record $early_last, but this computer has seen record $last"
rewritten="record $last is not the one that this computer has seen"

# --- shorter ---

# All rows as they were when the log ended there
truncated() {
	behind "ATTACH '$T/early.db' AS e; DELETE FROM audit WHERE seq > $early_last; DELETE FROM audit_detail WHERE seq > $early_last;
		DELETE FROM item; INSERT INTO item SELECT * FROM e.item; DELETE FROM seal; INSERT INTO seal SELECT * FROM e.seal;
		DELETE FROM generation; INSERT INTO generation SELECT * FROM e.generation; DELETE FROM member; INSERT INTO member SELECT * FROM e.member"
}
put_back() {
	cp "$T/early.db" "$T/changed.db"
}
older "an earlier copy of the file" put_back "$cut_off"
older "the end cut off, with the rows that it pins" truncated "$cut_off"
older "the last record cut off, and its detail" "DELETE FROM audit WHERE seq = $last; DELETE FROM audit_detail WHERE seq = $last" "ends at record $((last - 1)), but this computer has seen record $last"
way "the end cut off, and the rows left" "DELETE FROM audit WHERE seq > $early_last; DELETE FROM audit_detail WHERE seq > $early_last" \
	"$cut_off|has no record on the log|not the one" "$cut_off|not the one" as jane verify
way "the last record cut off, and its detail left" "DELETE FROM audit WHERE seq = $last" "ends at record $((last - 1)).*$last|a detail of record $last was added" "ends at record $((last - 1)).*$last|altered: .*audit_detail" as jane verify

# --- shorter, and then longer again, by a member on a computer that knows no better ---

go_on() { # COMMANDS…: jane does as much as it takes to make the log as long as it was
	local STRONGROOM_VAULT=$T/changed.db XDG_STATE_HOME=$T/afar
	rm -rf "$T/afar"
	while [ "$(sqlite3 "$T/changed.db" 'SELECT max(seq) FROM audit')" -lt "$1" ]; do
		as jane edit Payroll --url "https://$RANDOM.example" || return
	done
}
older "cut off, then continued, but not as far" "truncated && go_on $((early_last + 1))" "ends at record $((early_last + 2)), but this computer has seen record $last"
older "cut off, then continued beyond" "truncated && go_on $((last + 1))" "$rewritten"
older "an earlier copy that went on beyond" "put_back && go_on $((last + 4))" "$rewritten"

# --- a fork: two copies of the vault, and both go on ---

cp "$T/v.db" "$T/left.db"
cp "$T/v.db" "$T/right.db"
cp -a "$T/state" "$T/left.state"
cp -a "$T/state" "$T/right.state"
for side in left right; do
	STRONGROOM_VAULT=$T/$side.db XDG_STATE_HOME=$T/$side.state as jane edit Bank --url "https://$side.example"
	done_ok "the $side copy goes on where the vault was"
done
# of FILE STATE COMMAND…: on copies of both
of() {
	rm -rf "$T/try.state"
	cp "$T/$1.db" "$T/try.db"
	cp -a "$T/$2.state" "$T/try.state"
	shift 2
	STRONGROOM_VAULT=$T/try.db XDG_STATE_HOME=$T/try.state "$@"
}
forked="record $((last + 2)) is not the one that this computer has seen: the log was rewritten, or went on in another copy"
for sides in "left right" "right left"; do
	of $sides as jane show Bank -f password
	refused 6 "$forked" "$sides: who saw the second copy does not take the first: show"
	of $sides run audit verify
	refused 6 "$forked" "$sides: nor does audit verify"
	of "${sides% *}" "${sides% *}" as jane show Bank -f password
	done_ok "$sides: who saw the first does"
done

# --- another vault, of the same names, in the same place ---

(
	export STRONGROOM_VAULT=$T/new.db XDG_STATE_HOME=$T/new.state
	new_vault
	add jane "Bank" "s3cret-of-mallory"
)
cp "$T/v.db" "$T/kept.db"
cp -a "$T/state" "$T/kept.state"
cp "$T/new.db" "$T/v.db"
for command in "as jane show Bank -f password" "as jane ls" "as jane verify" "run audit verify"; do
	$command
	refused 6 'v.db is not the vault that was here before: .*Do not type your passphrase' "another vault in the place of this one: $command"
done
XDG_STATE_HOME=$T/never.state as jane ls
done_ok "where neither was seen it opens"
like "$err" 'not compared on this computer\. "strongroom audit verify --against -" compares it .*The log.s check words are: [a-z]+( [a-z]+){15}\.' "with a warning, and what it can be compared with"
cp "$T/kept.db" "$T/v.db"
as jane show Bank -f password
is "$rc $out" "0 s3cret-second" "the first one, put back, is taken"
rm -rf "$T/state"
cp -a "$T/kept.state" "$T/state"

# Where it replaces only the log and the rows, the vault is another one all the same
graft() {
	behind "ATTACH '$T/new.db' AS n; DELETE FROM audit; INSERT INTO audit SELECT * FROM n.audit; DELETE FROM audit_detail; INSERT INTO audit_detail SELECT * FROM n.audit_detail"
}
way "the log of another vault over the rows of this one" graft "not the one that the log recorded|has no record" "not the one that the log recorded" as jane show Bank -f password
first_of() {
	behind "ATTACH '$T/new.db' AS n; DELETE FROM audit WHERE seq = 1; INSERT INTO audit SELECT * FROM n.audit WHERE seq = 1"
}
way "the first record of another vault" first_of "record 2: it does not follow" "record 2: it does not follow" as jane show Bank -f password

every_way
finish
