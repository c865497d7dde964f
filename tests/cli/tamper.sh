# tamper.sh: somebody with the vault file, sqlite3 and time.
#
# Each line of the scripts that source this is one way to alter a vault:
#
#	way NAME EDIT FOUND USED COMMAND…
#
# NAME says what is done, EDIT does it: SQL, or a function of a script and its
# words. FOUND is a pattern of what "audit verify" and "verify" have to say, USED
# of what COMMAND has to, which is one that would use what was altered ("=": the
# same). All of them have to end with 6 and give nothing out, each on a fresh
# copy, on the computer that remembers the vault and on one that never saw it.

. "$(dirname "$0")/lib.sh"
need jq sqlite3 perl faketime
: "${BUILD:?the folder of the build}"

FORGE=$BUILD/tests/forge
WAYS_LEAST=60
ways=0

# --- the world ---

# A clerk and a councillor, an envelope; one collection that both open, and one
# that was taken back from the councillor, so that it has two keys.
make_world() {
	new_vault
	add jane "Bank" "s3cret-of-the-bank" -u clerk7
	add jane "HMRC" "s3cret-of-hmrc"
	new_member price "Cllr Price" councillor
	as jane grant General "Cllr Price"
	as jane collection add Personnel --private
	as jane grant Personnel "Cllr Price"
	add jane "Payroll" "s3cret-of-payroll" --collection Personnel
	cp "$T/v.db" "$T/early.db"
	cp -a "$T/state" "$T/early.state"
	as jane edit Bank --password-fd 8 8<<<"s3cret-second"
	as jane revoke Personnel "Cllr Price"
	add jane "Appraisals" "s3cret-of-appraisals" --collection Personnel
	new_envelope
	as price show Bank -f password
	as jane show Bank -f password
	as jane rm HMRC
	cp "$T/v.db" "$T/whole.db"
	sqlite3 "$T/whole.db" "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_schema WHERE type = 'trigger'" >"$T/drops"
	sqlite3 "$T/whole.db" "SELECT sql || ';' FROM sqlite_schema WHERE type = 'trigger'" >"$T/triggers"
	last=$(ask "SELECT max(seq) FROM audit")
	reveal=$(seq_of "action = 'item.reveal' AND actor = 1")
}

# What the sound vault says
ask() {
	sqlite3 "$T/whole.db" "$1"
}

# The last record for which that is true
seq_of() {
	ask "SELECT max(seq) FROM audit WHERE $1"
}

id_of() {
	case $1 in jane) echo 1 ;; price) echo 2 ;; envelope) echo 3 ;; new) echo 4 ;; esac
}

# --- hands ---

# SQL on the copy, with the triggers out of the way and then put back as they
# were, so that the schema looks untouched
behind() {
	{ cat "$T/drops"; echo "$1;"; cat "$T/triggers"; } | sqlite3 -bail "$T/changed.db"
}

# The same while the file has no index of that name; the index is put back as it
# was, with its content. The last argument is what its table is declared with for it.
behind_index() { # SQL INDEX [CONSTRAINT]
	local constraint=${3:-} kept
	kept=$(ask "SELECT format('INSERT INTO sqlite_schema VALUES(%Q,%Q,%Q,%d,%Q); UPDATE sqlite_schema SET sql = %Q WHERE type = ''table'' AND name = %Q',
		i.type, i.name, i.tbl_name, i.rootpage, i.sql, t.sql, t.name) FROM sqlite_schema i, sqlite_schema t WHERE i.name = '$2' AND t.type = 'table' AND t.name = i.tbl_name")
	schema "DELETE FROM sqlite_schema WHERE name = '$2'; UPDATE sqlite_schema SET sql = replace(sql, '$constraint', '') WHERE type = 'table'"
	behind "$1"
	schema "$kept"
}

# SQL that may write the schema table
schema() {
	printf '.dbconfig defensive off\nPRAGMA writable_schema = ON;\n%s;\n' "$1" | sqlite3 -bail "$T/changed.db" >/dev/null
}

# The schema table is the same again, only its tables took anything for a while
loosened() { # SQL
	schema "UPDATE sqlite_schema SET sql = replace(replace(replace(sql, ') STRICT', ')'), ' INTEGER NOT NULL', ''), ' NOT NULL', '') WHERE type = 'table'"
	behind "$1"
	schema "$(ask "SELECT group_concat(format('UPDATE sqlite_schema SET sql = %Q WHERE type = ''table'' AND name = %Q', sql, name), '; ') FROM sqlite_schema WHERE type = 'table'")"
}

# Bytes of the copy, as hexadecimal, at a place that may be negative: from the end
poke() { # OFFSET HEX
	perl -e 'open my $f, "+<", $ARGV[0] or die; seek $f, $ARGV[1], $ARGV[1] < 0 ? 2 : 0; print $f pack "H*", $ARGV[2]' "$T/changed.db" "$1" "$2"
}

forge() {
	ASAN_OPTIONS=detect_leaks=0 "$FORGE" "$@"
}

# Record SEQ, as it stands, signed with the key that WHO has in KEYS (the file itself)
sign() { # SEQ WHO [KEYS]
	local sql
	sql=$(forge sign "$T/changed.db" "$1" "$(id_of "$2")" "${3:-$T/changed.db}" <<<"${PASS[$2]}") && behind "$sql"
}

# A record that is signed as it should be, by whoever likes to
append() { # WHO ACTION KIND SUBJECT VERSION PUBLIC DIGEST [KEYS]
	local sql
	sql=$(forge append "$T/changed.db" "$(id_of "$1")" "${8:-$T/changed.db}" "$2" "$3" "$4" "$5" "$6" "$7" <<<"${PASS[$1]}") && behind "$sql"
}

# The chain made to fit again from record SEQ on, under the signatures that are there
leaves() {
	local sql
	sql=$(forge leaves "$T/changed.db" "$1") && behind "$sql"
}

digest() { # TABLE KEY…
	forge digest "$T/changed.db" "$@"
}

# What a record says in clear, of the last one for which that is true
public() { # CONDITION
	ask "SELECT hex(public) FROM audit WHERE seq = $(seq_of "$1")"
}

# --- trying ---

fresh() {
	local side
	rm -f "$T"/try.db*
	cp "$T/changed.db" "$T/try.db"
	for side in journal wal shm; do
		[ ! -e "$T/changed.db-$side" ] && [ ! -L "$T/changed.db-$side" ] || cp -a "$T/changed.db-$side" "$T/try.db-$side"
	done
}

# Where the vault is remembered
here() {
	fresh
	with_file "$T/try.db" "$@"
}

# Where nobody ever saw it
away() {
	fresh
	rm -rf "$T/never"
	STRONGROOM_VAULT=$T/try.db XDG_STATE_HOME=$T/never "$@"
}

alter() { # EDIT
	rm -f "$T"/changed.db*
	cp "$T/whole.db" "$T/changed.db"
	if declare -F "${1%% *}" >/dev/null; then
		eval "$1"
	else
		behind "$1"
	fi >"$T/edit" 2>&1 && return
	fail "this can be done: $1" "$(<"$T/edit")"
	return 1
}

# What was printed is the verdict of "audit verify": not sound, which is said, and
# the record that is named is the first bad one
verdict() { # REGEX NAME
	if [ "$rc" = 6 ] && jq -e --arg found "$1" '.ok == false and (.problem | test($found; "i")) and
		(.first_bad as $bad | .problem | (capture("^record (?<n>[0-9]+)(:| is missing| has)").n // "null") | . == "null" or tonumber == $bad)' "$T/out" >/dev/null; then
		pass "$2"
	else
		fail "$2" "exit status $rc, wanted 6 and something like: $1" "$out$err"
	fi
}

way() { # NAME EDIT FOUND USED COMMAND…
	local name=$1 edit=$2 found=$3 used=${4/#=/$3}
	shift 4
	ways=$((ways + 1))
	alter "$edit" || return
	here run audit verify
	refused 6 "$found" "$name: audit verify"
	away run --json audit verify
	verdict "$found" "$name: audit verify on another computer"
	here as jane verify
	refused 6 "$found" "$name: verify"
	here "$@"
	refused 6 "$used" "$name: $*"
	away "$@"
	refused 6 "$used|$found" "$name: $* on another computer"
}

# older NAME EDIT FOUND: a log that is sound in itself. Only who has seen more can
# tell; elsewhere it opens, with the words by which it can be compared.
older() {
	local name=$1 edit=$2 found=$3
	ways=$((ways + 1))
	alter "$edit" || return
	here run audit verify
	refused 6 "$found" "$name: audit verify"
	here as jane verify
	refused 6 "$found" "$name: verify"
	here as jane show Bank -f password
	refused 6 "$found" "$name: show"
	away run audit verify
	done_ok "$name: is sound by itself"
	away as jane ls
	done_ok "$name: and opens where nobody knows more"
	like "$err" 'not compared on this computer' "$name: with a warning"
}

# The world as it is, with the triggers dropped and put back, passes all of it
control() {
	alter "SELECT 1"
	here run audit verify
	done_ok "the vault as it is: audit verify"
	away run --json audit verify
	json '.ok and .first_bad == null' "on another computer"
	here as jane verify
	done_ok "verify"
	here as jane show Bank -f password
	is "$rc $out" "0 s3cret-second" "its secrets are shown to the clerk"
	here as price show Bank -f password
	is "$rc $out" "0 s3cret-second" "and to the councillor"
	here as jane audit log
	done_ok "its log is read"
}

# Every line was tried, and there are enough of them in all the lists
every_way() {
	local here all
	here=$(grep -cE '^(way|older|meanwhile) ' "$0")
	all=$(cat "$(dirname "$0")"/*-tamper-*.t | grep -cE '^(way|older|meanwhile) ')
	is $ways "$here" "all $here ways of this list were tried"
	ok "there are $all ways in all lists" test "$all" -ge $WAYS_LEAST
	control
}
