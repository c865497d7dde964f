#!/bin/bash
# Backups: made, checked, put back; by whom, over what, on a full disk, and
# stopped half-way.
. "$(dirname "$0")/lib.sh"
need jq sqlite3

new_vault
add jane "Bank" "s3cret-of-the-bank"
new_member shah "Cllr Shah" chair
new_member price "Cllr Price" councillor
new_member ward "Mr Ward" auditor
mkdir "$T/stick"

records() { # FILE
	sqlite3 "$1" "SELECT max(seq) FROM audit"
}
mode() {
	stat -c %a "$1"
}
nothing_else() { # FOLDER NAMES
	is "$(ls -A "$1" | tr '\n' ' ')" "$2" "and nothing else is in the folder"
}

# --- making one ---

as jane backup "$T/stick/a.db"
done_ok "a clerk makes a backup"
like "$err" "checked: $(records "$T/v.db") records and 1 item\..*away from this computer" "which says what is in it, and where to keep it"
is "$(mode "$T/stick/a.db")" 600 "it is closed to others"
is "$(records "$T/stick/a.db")" "$(records "$T/v.db")" "it has every record"
is "$(sqlite3 "$T/stick/a.db" "SELECT action FROM audit ORDER BY seq DESC LIMIT 1")" backup "its own is the last of them"
nothing_else "$T/stick" "a.db "
log_has 'any(.[]; .action == "backup" and .outcome == "ok" and (.detail.file | endswith("/stick/a.db")))' "and is on the log, with its place"
as jane --json backup "$T/stick/j.db"
json ".records == $(records "$T/v.db") and .items == 1" "as JSON"
rm "$T/stick/j.db"
for who in shah price ward; do
	as $who backup "$T/stick/x.db"
	refused 5 'may not make a backup; the attempt is on the audit log' "$who may not"
	ok "and none is made" no test -e "$T/stick/x.db"
done
log_has '[.[] | select(.action == "backup" and .outcome == "refused")] | length == 3' "the attempts are recorded"

# --- over what is there ---

as jane backup "$T/stick/a.db"
done_ok "an earlier backup is replaced"
is "$(records "$T/stick/a.db")" "$(records "$T/v.db")" "by one that is whole"
echo "This is a letter." >"$T/stick/letter"
as jane backup "$T/stick/letter"
refused 8 'no earlier backup.*another name' "another file is not"
is "$(<"$T/stick/letter")" "This is a letter." "and stays"
(STRONGROOM_VAULT=$T/other.db XDG_STATE_HOME=$T/other.state new_vault)
as jane backup "$T/other.db"
refused 8 'of another vault' "nor is another vault"
ln -s a.db "$T/stick/link"
as jane backup "$T/stick/link"
refused 8 'a link' "nor a link"
rm "$T/stick/link" "$T/stick/letter"
as jane backup "$T/stick"
refused 2 'folder' "nor a folder"
as jane backup "$T/v.db"
refused 2 'the vault itself' "nor the vault"
ln "$T/v.db" "$T/second"
as jane backup "$T/second"
refused 2 'the vault itself' "by no name"
rm "$T/second"
as jane backup "$T/none/a.db"
refused 10 'cannot open the directory' "a folder that is not there"
cp "$T/stick/a.db" "$T/newer.db"
sqlite3 "$T/newer.db" "INSERT INTO audit SELECT seq + 1, leaf, time_ms, actor, action, outcome, subject_kind, subject, version, digest, public, period, detail_hash, sig, leaf FROM audit ORDER BY seq DESC LIMIT 1;
	INSERT INTO audit SELECT seq + 1, leaf, time_ms, actor, action, outcome, subject_kind, subject, version, digest, public, period, detail_hash, sig, leaf FROM audit ORDER BY seq DESC LIMIT 1;
	INSERT INTO audit SELECT seq + 1, leaf, time_ms, actor, action, outcome, subject_kind, subject, version, digest, public, period, detail_hash, sig, leaf FROM audit ORDER BY seq DESC LIMIT 1;
	INSERT INTO audit SELECT seq + 1, leaf, time_ms, actor, action, outcome, subject_kind, subject, version, digest, public, period, detail_hash, sig, leaf FROM audit ORDER BY seq DESC LIMIT 1"
before=$(sum "$T/newer.db")
as jane backup "$T/newer.db"
refused 8 'more than the vault|not the one' "nor one that has more than the vault"
is "$(sum "$T/newer.db")" "$before" "and stays as it is"

mkfifo "$T/stick/pipe"
as jane backup "$T/stick/pipe"
refused 8 'a link or a device' "nor a pipe"
rm "$T/stick/pipe"
for end in journal wal shm; do
	as jane backup "$T/v.db-$end"
	refused 2 'a name that the vault itself uses' "nor the vault's -$end, which is not there"
done
ok "and is not made" no test -e "$T/v.db-journal" -o -e "$T/v.db-wal" -o -e "$T/v.db-shm"
# With the triggers out of the way and then put back as they were
set_leaf() { # FILE SEQ HEX
	sqlite3 "$1" "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_schema WHERE type = 'trigger'" >"$T/drops"
	sqlite3 "$1" "SELECT sql || ';' FROM sqlite_schema WHERE type = 'trigger'" >"$T/triggers"
	{ cat "$T/drops"; echo "UPDATE audit SET leaf = x'$3' WHERE seq = $2;"; cat "$T/triggers"; } | sqlite3 -bail "$1"
}
leaf() { # FILE SEQ
	sqlite3 "$1" "SELECT hex(leaf) FROM audit WHERE seq = $2"
}
cp "$T/stick/a.db" "$T/posing.db"
STRONGROOM_VAULT=$T/posing.db XDG_STATE_HOME=$T/posing.state as jane ls
n=$(records "$T/posing.db")
set_leaf "$T/posing.db" "$n" "$(leaf "$T/v.db" "$n")"
before=$(sum "$T/posing.db")
as jane backup "$T/posing.db"
refused 8 'not the one that the vault has' "nor one that only has the leaf of the vault's record"
is "$(sum "$T/posing.db")" "$before" "and stays as it is"

# --- no room ---

before=$(sum "$T/stick/a.db")
full() { # BLOCKS: a limit on the size of any file stands for a full disk
	(ulimit -f "$1"; as jane backup "$T/stick/a.db"; echo "$rc" >"$T/full.rc"; cp "$T/err" "$T/full.err")
}
size=$(stat -c %s "$T/v.db")
full $((size / 1024 - 8))
is "$(<"$T/full.rc")" 10 "a full disk is an error of the disk"
is "$(sum "$T/stick/a.db")" "$before" "the backup that was there stays"
nothing_else "$T/stick" "a.db "
if strace -o /dev/null true 2>/dev/null; then
	ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0" quietly strace -f -o "$T/trace" -e trace=renameat -e inject=renameat:error=EIO \
		"$STRONGROOM" --member Jane --passphrase-fd 9 backup "$T/stick/a.db" 9<<<"${PASS[jane]}"
	refused 10 'log says that one was begun; .*backup check' "where it fails behind its record, what that means is said"
	is "$(sum "$T/stick/a.db")" "$before" "the backup that was there stays"
else
	skip "a failure behind the record" "strace may not be used here"
fi

# --- checking ---

run backup check "$T/stick/a.db"
done_ok "checking one needs no passphrase"
like "$err" "whole; [0-9]+ records? older than the vault; made on" "and says how old it is"
run --json backup check "$T/stick/a.db"
json '.whole and .behind > 0 and .council == "Ashby Parish Council"' "as JSON"
STRONGROOM_VAULT=$T/none.db run backup check "$T/stick/a.db"
done_ok "without a vault"
like "$err" "whole; there is no vault here" "there is nothing to compare it with"
STRONGROOM_VAULT=$T/none.db run --json backup check "$T/stick/a.db"
json '.whole and .behind == null' "as JSON"
cp "$T/v.db" "$T/keep.db"
echo "damaged" >"$T/v.db"
run backup check "$T/stick/a.db"
done_ok "a damaged vault keeps nobody from checking the backup"
like "$err" "not compared with the vault.*not a vault" "and is named"
cp "$T/keep.db" "$T/v.db"
run backup check "$T/other.db"
refused 6 'of another vault' "one of another vault"
run backup check "$T/none.db"
refused 3 'no file' "none"
echo "This is a letter." >"$T/letter"
run backup check "$T/letter"
refused 9 'not a vault' "a letter"
size=$(stat -c %s "$T/stick/a.db")
for at in 5000 $((size / 2)) $((size - 10)); do
	cp "$T/stick/a.db" "$T/bad.db"
	perl -e 'open F, "+<", $ARGV[0]; seek F, $ARGV[1], 0; read F, $c, 1; seek F, $ARGV[1], 0; print F $c ^ "\x11"' "$T/bad.db" $at
	cmp -s <(sqlite3 "$T/bad.db" .dump 2>&1) <(sqlite3 "$T/stick/a.db" .dump) && continue
	run backup check "$T/bad.db"
	refused 6 'not whole' "one with byte $at changed"
	tried=1
done
ok "that was tried" test "${tried:-0}" = 1
head -c $((size - 4096)) "$T/stick/a.db" >"$T/short.db"
run backup check "$T/short.db"
refused 6 'not whole' "one that was cut short"
# Both went on from the backup
cp "$T/stick/a.db" "$T/fork.db"
STRONGROOM_VAULT=$T/fork.db XDG_STATE_HOME=$T/fork.state as jane ls
run backup check "$T/fork.db"
refused 6 'not the one that the vault has' "one that went on by itself"

cp "$T/v.db" "$T/keep.db"
n=$(records "$T/fork.db")
set_leaf "$T/v.db" "$n" "$(leaf "$T/fork.db" "$n")"
run backup check "$T/fork.db"
done_ok "nor is it one to a vault that has its leaf"
like "$err" "not compared with the vault.*record $n" "which proves nothing, and is named"
cp "$T/keep.db" "$T/v.db"

# --- putting one back ---

as jane backup "$T/stick/b.db"
made=$(records "$T/stick/b.db")
add jane "HMRC" "s3cret-of-hmrc"
as price ls
as shah audit checkpoint
cp "$T/out" "$T/sentence"
lost=$(($(records "$T/v.db") - made))
before=$(sum "$T/v.db")
as jane backup restore "$T/stick/b.db"
refused 2 'yes' "without a terminal it asks for --yes"
like "$err" "$lost records of what was done since.*will be lost: $((made + 1)) to $((made + lost))" "having said what will be lost"
for who in shah price ward; do
	as $who backup restore "$T/stick/b.db" --yes
	refused 5 'may not put it back' "$who may not"
done
PASS[wrong]="a wrong passphrase" NAME[wrong]="Jane"
as wrong backup restore "$T/stick/b.db" --yes
refused 4 'passphrase that this member had when the backup was made' "a wrong passphrase is refused"
as jane backup restore "$T/bad.db" --yes
refused 6 'not whole' "a backup that is not whole is not put back"
as jane backup restore "$T/other.db" --yes
refused 8 'another one' "nor one of another vault over this one"
as jane backup restore "$T/v.db" --yes
refused 2 'the vault itself' "nor the vault over itself"
as jane backup restore "$T/none.db" --yes
refused 3 'no file' "nor what is not there"
for seen in 5 x:y "5:00" "0:$(printf %064d 0)" "5:$(printf %065d 0)"; do
	as jane backup restore "$T/stick/b.db" --yes --seen "$seen"
	refused 2 -- '--seen takes' "--seen $seen"
done
is "$(sum "$T/v.db")" "$before" "through all that the vault is as it was"
is "$(find "$T" -maxdepth 1 -name '.v.db*' -o -maxdepth 1 -name 'v.db?*')" "" "and nothing is left beside it"

as jane --json backup restore "$T/stick/b.db" --yes
json ".records == $((made + 1)) and .lost == $lost and .named == $((made + lost)) and (.kept | test(\"before-restore-2\"))" "a clerk puts it back"
kept=$(get .kept)
is "$(sum "$kept")" "$before" "what was there is kept"
is "$(mode "$T/v.db")" 600 "the vault is closed to others"
run audit verify --against "$T/sentence"
refused 6 "ends at record.*; Jane Smith put a backup back on .*, to record $made" "a checkpoint of what is gone does not fit, and why is told"
sound "it is sound, without a passphrase"
like "$out" "Put back to record $made on .* by Jane Smith; records $((made + 1)) to $((made + lost)) of that time are gone" "and says that it was put back"
run --json audit verify
json ".ok and .restores[0].to == $made and .restores[0].by == \"Jane Smith\"" "as JSON"
as price ls
done_ok "another member goes on"
like "$err" "was put back to an earlier state, that of record $made, by Jane Smith.*which this computer has seen, are gone.*ask Jane Smith" "and is told"
as price ls
unlike "$err" "put back" "once"
as jane --json ls
json '[.[].title] == ["Bank"]' "what came later is gone"
as jane status
like "$out" "Put back to record $made" "the status has it"
as jane --json status
json ".restores | length == 1" "as JSON"
XDG_STATE_HOME=$T/fresh.state as price ls
like "$err" "put back to an earlier state, that of record $made, by Jane Smith on .*not compared on this computer" "a computer without memory tells it too"
while [ "$(records "$T/v.db")" -lt $((made + lost)) ]; do
	as price ls
done
run audit verify --against "$T/sentence"
refused 6 "not those of the checkpoint.*; Jane Smith put a backup back on .*, to record $made" "nor when the log is as long again"
log_has 'any(.[]; .action == "backup.restore" and .actor == "Jane Smith" and (.detail.file | endswith("b.db")))' "so has the log"
run backup check "$kept"
refused 6 'not the one|more than' "the kept one is no backup of this vault"
# The old branch, back in the place
cp "$T/v.db" "$T/new.db"
cp "$kept" "$T/v.db"
as price ls
refused 6 'not the one|log ends' "the old branch does not come back"
run audit verify
refused 6 'not the one|log ends' "not even for a check"
cp "$T/new.db" "$T/v.db"

# Who had left by then
as jane member leave ward
as jane backup "$T/stick/left.db"
before=$(sum "$T/v.db")
as ward backup restore "$T/stick/left.db" --yes
refused 5 'had left already' "who had left when the backup was made may not put it back"
unlike "$err" "audit log" "and nothing is said of a record that there is not"
# What the program would clear away
cp "$T/stick/left.db" "$T/.v.db.123-0"
as jane backup restore "$T/.v.db.123-0" --yes
refused 2 'temporary file of the vault' "one with a temporary name has to get another first"
ok "and stays" test -e "$T/.v.db.123-0"
rm "$T/.v.db.123-0"
is "$(sum "$T/v.db")" "$before" "and so does the vault"
# A name with which there is no room for the longer one
long=$T/$(printf 'a%.0s' {1..230})
cp "$T/v.db" "$long"
STRONGROOM_VAULT=$long as jane backup restore "$T/stick/left.db" --yes
refused 10 'cannot keep what is there' "where the old vault cannot be kept"
is "$(sum "$long")" "$before" "it stays"
is "$(find "$T" -maxdepth 1 -name '*aaa*' | wc -l)" 1 "and nothing else is there"
rm "$long"

# --- each step of the exchange ---

step() { # NAME INJECT…
	local args=() inject
	what=$1
	shift
	for inject; do args+=(-e "inject=$inject"); done
	rm -rf "$T/x" && mkdir "$T/x"
	cp "$T/v.db" "$T/x/v.db"
	STRONGROOM_VAULT=$T/x/v.db setsid -w strace -f -o "$T/trace" -e trace=renameat2,linkat,renameat,fsync "${args[@]}" \
		"$STRONGROOM" --member Jane --passphrase-fd 9 backup restore "$T/stick/left.db" --yes \
		>"$T/out" 2>"$T/err" </dev/null 9<<<"${PASS[jane]}"
	rc=$?
	out=$(<"$T/out")
	err=$(<"$T/err")
	grep -q INJECTED "$T/trace" || [ $rc = 137 ] || fail "$what: it happened" "$(<"$T/trace")"
}
as_it_was() {
	refused 10 'was left as it was' "$what: refused"
	is "$(sum "$T/x/v.db")" "$before" "$what: the vault is as it was"
	is "$(stat -c %h "$T/x/v.db") $(ls -A "$T/x")" "1 v.db" "$what: and nothing is left"
}
if strace -o /dev/null true 2>/dev/null; then
	(
		export ASAN_OPTIONS="exitcode=199:detect_leaks=0" # a leak check cannot run under strace
		step "no exchange" renameat2:error=EINVAL
		done_ok "$what: a second name will do"
		is "$(sum "$T"/x/v.db.before-*)" "$before" "$what: the old vault is kept"
		is "$(ls -A "$T/x" | wc -l)" 2 "$what: and nothing else"
		step "neither" renameat2:error=ENOSYS linkat:error=EPERM
		as_it_was
		step "an error of the disk" renameat2:error=EIO
		as_it_was
		step "no first rename" renameat:error=EIO:when=1
		as_it_was
		step "no last rename" renameat2:error=EINVAL renameat:error=EIO:when=3
		as_it_was
		step "killed before the exchange" renameat2:signal=KILL:when=1
		is "$rc $(sum "$T/x/v.db")" "137 $before" "$what: the vault is as it was"
		for file in "$T"/x/v.db.before-*; do
			STRONGROOM_VAULT=$file run audit verify
			done_ok "$what: and the other file whole"
		done
		is "$(find "$T/x" -name '.v.db*')" "" "$what: with no temporary name"
		echo "$tests $faults" >"$T/counted"
	)
	read -r tests faults <"$T/counted"
else
	skip "each step of the exchange" "strace may not be used here"
fi

# The vault gone, and its folder too
rm "$T/v.db"
as jane backup restore "$T/stick/b.db" --yes
done_ok "it comes back where there is none"
unlike "$err" "kept as" "with nothing to keep"
sound "and is sound"
STRONGROOM_VAULT="" XDG_DATA_HOME=$T/new.data XDG_STATE_HOME=$T/new.state as jane backup restore "$T/stick/b.db" --yes
done_ok "on a new computer the usual folder is made"
ok "for the vault" test -e "$T/new.data/strongroom/vault.db"
STRONGROOM_VAULT=$T/nowhere/v.db as jane backup restore "$T/stick/b.db" --yes
refused 10 'folder|directory' "a folder that was named has to be there"

# A journal of what was there would be rolled back into the restored one
rm "$T/v.db"
head -c 8192 /dev/urandom >"$T/v.db"
echo journal >"$T/v.db-journal"
as jane backup restore "$T/stick/b.db" --yes
done_ok "a file that is no vault, with a journal"
like "$err" "in the place of the vault is not whole" "is named"
ok "its journal goes with it" no test -e "$T/v.db-journal"
is "$(cat "$T"/v.db.before-restore-*-journal)" journal "and is kept"
sound "and the restored one is whole"

# No room
before=$(sum "$T/v.db")
size=$(stat -c %s "$T/stick/b.db")
(ulimit -f $((size / 1024 - 8)); as jane backup restore "$T/stick/b.db" --yes; echo "$rc" >"$T/full.rc")
is "$(<"$T/full.rc")" 10 "a full disk"
is "$(sum "$T/v.db")" "$before" "leaves the vault as it was"
is "$(find "$T" -maxdepth 1 -name '.v.db*')" "" "and nothing beside it"
sound "and sound"

# Somebody has it
mkfifo "$T/hold"
(sqlite3 "$T/v.db" >"$T/held") <"$T/hold" &
exec 7>"$T/hold"
echo "BEGIN EXCLUSIVE; SELECT 'held';" >&7
for ((i = 0; i < 600; i++)); do
	grep -q held "$T/held" && break
	sleep 0.05
done
as jane backup restore "$T/stick/b.db" --yes
refused 7 'another program' "while another program has the vault it is not replaced"
exec 7>&-
wait
is "$(sum "$T/v.db")" "$before" "and stays as it was"

# --- stopped half-way ---

# killed COMMAND…: stopped with kill -9 at many moments; counts those that it hit
killed() {
	local us pid
	for us in 3 8 15 25 40 60 80 100 130 160 200 260; do
		"$STRONGROOM" --member Jane --passphrase-fd 9 "$@" 9<<<"${PASS[jane]}" >/dev/null 2>&1 &
		pid=$!
		sleep "0.$(printf %03d "$us")"
		kill -9 $pid 2>/dev/null && hit=$((hit + 1))
		wait $pid 2>/dev/null
		after
	done
}
hit=0 bad=0 old=0 new=0
after() {
	"$STRONGROOM" backup check "$T/stick/k.db" >"$T/out" 2>"$T/err" || { bad=$((bad + 1)); diag "$(<"$T/err")"; }
}
as jane backup "$T/stick/k.db"
killed backup "$T/stick/k.db"
is $bad 0 "whenever a backup is stopped, the one that was there or the new one is whole"
ok "it was stopped $hit times" test $hit -ge 3
hit=0 bad=0
as jane backup "$T/stick/k.db"
after() {
	"$STRONGROOM" audit verify >"$T/out" 2>"$T/err" || { bad=$((bad + 1)); diag "$(<"$T/err")"; }
	if sqlite3 "$T/v.db" "SELECT 1 FROM audit WHERE action = 'backup.restore' AND seq = $(($(records "$T/stick/k.db") + 1))" | grep -q 1; then
		new=$((new + 1))
	else
		old=$((old + 1))
	fi
	add jane "Item $RANDOM$RANDOM" "s3cret"
	[ "$rc" = 0 ] || { bad=$((bad + 1)); diag "$err"; }
}
killed backup restore "$T/stick/k.db" --yes
is $bad 0 "whenever a restore is stopped, the vault is whole, and goes on"
ok "it was stopped $hit times, $old before and $new behind" test $hit -ge 3
sound "and is sound in the end"
finish
