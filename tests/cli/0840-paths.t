#!/bin/bash
# What lies at a path: rights whatever the umask, links and planted files, and
# a vault that is swapped while the program waits for a passphrase.
. "$(dirname "$0")/lib.sh"
need jq expect sqlite3

new_vault
add jane "Bank" "s3cret-of-the-bank"
new_envelope
cp "$T/words" "$T/key" "$HOME"

# --- rights ---

# A whole life of a vault under that umask, in a folder of its own
life() { # MASK
	local STRONGROOM_VAULT=$T/life/data/v.db XDG_STATE_HOME=$T/life/state
	rm -rf "$T/life"
	mkdir -p "$T/life/data"
	chmod 700 "$T/life" "$T/life/data"
	jq -n '{encrypted: false, items: [{type: 1, name: "Import", login: {password: "p"}}]}' >"$T/import.json"
	umask "$1"
	quietly "$STRONGROOM" init --council "Ashby" --member "Jane Smith" "${KDF[@]}" --passphrase-fd 9 9<<<"${PASS[jane]}"
	add jane "Bank" "p"
	as jane import "$T/import.json"
	as jane --json envelope create --holder "Cllr Shah"
	umask 077
	get .sheets[0].words >"$T/life.words"
	umask "$1"
	as jane seal "$T/life/data/council.age"
	as jane show Bank -f password
	run unseal "$T/life/data/council.age" --reason test --words-fd 8 --out "$T/life/data/plain" 8<"$T/life.words"
	umask 022
	find "$T/life" -mindepth 1 ! \( -type d -perm 0700 \) ! \( -type f -perm 0600 \) -printf '%P %m\n'
}
# shell redirections of the tests need a umask that leaves them their files
for mask in 000 077 027; do
	is "$(life $mask)" "" "umask $mask: files are for their owner alone, and folders"
done
# Redirections are opened before, so that the shell's own files can be written.
: >"$T/out" && : >"$T/err"
is "$(life 777)" "" "umask 777: nothing is kept from its owner"
is "$(find "$T/life" -type f ! -name lock -size 0)" "" "each of them has something in it"
is "$(find "$T/life" -type f | wc -l | awk '{print ($1 >= 6)}')" 1 "(there were files to look at)"
umask 000
XDG_DATA_HOME=$T/far/away XDG_STATE_HOME=$T/far.state quietly env -u STRONGROOM_VAULT "$STRONGROOM" init --council "Far" --member "Jane Smith" "${KDF[@]}" --passphrase-fd 9 9<<<"${PASS[jane]}"
umask 022
is "$(find "$T/far" -printf '%P %m\n' | sort)" $' 700\naway 700\naway/strongroom 700\naway/strongroom/vault.db 600' "folders that are made are closed"
# A journal lies there only while something is written
if strace -o /dev/null true 2>/dev/null; then
	umask 000
	export ASAN_OPTIONS="exitcode=199:detect_leaks=0"
	cp "$T/v.db" "$T/life/j.db"
	chmod 600 "$T/life/j.db"
	{ STRONGROOM_VAULT=$T/life/j.db setsid -w strace -f -o /dev/null -e trace=fdatasync,fsync -e inject=fdatasync,fsync:signal=KILL:when=1 \
		"$STRONGROOM" --member Jane --passphrase-fd 9 add J --generate 9<<<"${PASS[jane]}" >/dev/null 2>&1; } 2>/dev/null
	umask 022
	export ASAN_OPTIONS="exitcode=199"
	is "$(stat -c %a "$T/life/j.db-journal")" 600 "so is the journal that a crash leaves"
else
	skip "the journal" "strace may not be used here"
fi

# --- links and planted files ---

echo "a file of somebody else" >"$T/victim"
victim=$(sum "$T/victim")
safe() { # NAME
	is "$(sum "$T/victim")" "$victim" "$1: the file behind the link is untouched"
}

ln -s "$T/victim" "$T/new.db"
STRONGROOM_VAULT=$T/new.db quietly "$STRONGROOM" init --council "C" --member "M" "${KDF[@]}" --passphrase-fd 9 9<<<"${PASS[jane]}"
refused 8 'already' "no vault is made through a link"
safe "init"
ln -sf "$T/nowhere" "$T/new.db"
STRONGROOM_VAULT=$T/new.db quietly "$STRONGROOM" init --council "C" --member "M" "${KDF[@]}" --passphrase-fd 9 9<<<"${PASS[jane]}"
refused 8 'already' "nor through one that leads nowhere"
ok "where nothing is made" no test -e "$T/nowhere"
ln "$T/victim" "$T/hard.db"
STRONGROOM_VAULT=$T/hard.db quietly "$STRONGROOM" init --council "C" --member "M" "${KDF[@]}" --passphrase-fd 9 9<<<"${PASS[jane]}"
refused 8 'already' "nor in another's file under a second name"
safe "init, hard link"

# The journal's name is known before
before=$(sum "$T/v.db")
ln -s "$T/victim" "$T/v.db-journal"
as jane add "Planted" --generate
is "$rc" 6 "a link in the place of the journal: nothing is written"
safe "the journal"
is "$(sum "$T/v.db")" "$before" "nor to the vault"
as jane show Bank -f password
is "$rc $out" "6 " "and nothing is given out"
ln -sf "$T/nowhere" "$T/v.db-journal"
as jane show Bank -f password
is "$rc $out" "6 " "nor with one that leads nowhere"
ok "where nothing is made" no test -e "$T/nowhere"
rm -f "$T/v.db-journal"

# The export, and what is decrypted, replace a name, not what it leads to
for name in council.age plain; do
	ln -sf "$T/victim" "$T/$name"
done
as jane seal "$T/council.age"
done_ok "seal where there is a link"
safe "seal"
ok "the link is replaced" test -f "$T/council.age" -a ! -L "$T/council.age"
run unseal "$T/council.age" --reason test --words-fd 8 --out "$T/plain" 8<"$T/words"
done_ok "unseal --out where there is a link"
safe "unseal --out"
ok "the link is replaced" test -f "$T/plain" -a ! -L "$T/plain"
ln -f "$T/victim" "$T/plain"
run unseal "$T/council.age" --reason test --words-fd 8 --out "$T/plain" 8<"$T/words"
done_ok "and where there is a second name of another file"
safe "unseal --out, hard link"
is "$(stat -c %a "$T/plain")" 600 "which is a new file"

# Temporary names are guessed, as the process number is: bash tells its own
mkdir "$T/planted"
plant() { # NAME COMMAND…: in this process, so that the number is known
	local name=$1
	shift
	quietly bash -c 'for i in 0 1 2; do ln -s "$1" "$2.$$-$i"; done; shift 2; exec "$@"' plant "$T/victim" "$T/planted/.$name" "$@"
}
plant out.age "$STRONGROOM" --member Jane --passphrase-fd 9 seal "$T/planted/out.age" 9<<<"${PASS[jane]}"
done_ok "seal with links planted under the temporary names"
safe "the temporary file"
is "$(find "$T/planted" -type l | wc -l) $(find "$T/planted" -type f | wc -l)" "3 1" "they are passed over"

# What this computer remembers
folder=$(find "$T/state/strongroom" -mindepth 1 -maxdepth 1 -type d)
ok "(one folder, with three files)" test -f "$folder/state" -a -f "$folder/lock" -a -f "$folder/pages.1"
for file in "$folder"/*; do
	cp -a "$T/state" "$T/state.keep"
	ln -sf "$T/victim" "$file"
	as jane add "State ${file##*/}" --generate
	safe "remembered ${file##*/} ($rc)"
	case $rc in
	0 | 6 | 10) ;;
	*) fail "exit status $rc" "$err" ;;
	esac
	rm -rf "$T/state"
	mv "$T/state.keep" "$T/state"
done
# Where the next file of pages will be
cp -a "$T/state" "$T/state.keep"
rm "$folder/state" "$folder"/pages.*
for n in 1 2 3; do
	ln -s "$T/victim" "$folder/pages.$n"
done
ln -sf "$T/nowhere" "$folder/lock"
as jane add "State anew" --generate
safe "remembered anew ($rc)"
ok "and a link that leads nowhere makes nothing there" no test -e "$T/nowhere"
rm "$folder/lock"
as jane add "State anew again" --generate
safe "remembered anew, with a lock ($rc)"
rm -rf "$T/state"
mv "$T/state.keep" "$T/state"
as jane status
done_ok "put back, all is well"
mv "$T/state" "$T/elsewhere"
ln -s "$T/elsewhere" "$T/state"
as jane add "State behind a link" --generate
done_ok "the folder itself may be a link: it is the user's own"
rm "$T/state"
mv "$T/elsewhere" "$T/state"

# --- swapped at the prompt ---

cp -a "$T/v.db" "$T/older.db"
cp -a "$T/state" "$T/state.older"
add jane "Newer" "s3cret-newer"
STRONGROOM_VAULT=$T/other.db quietly "$STRONGROOM" init --council "Other" --member "Jane Smith" "${KDF[@]}" --passphrase-fd 9 9<<<"${PASS[jane]}"
STRONGROOM_VAULT=$T/other.db add jane "Bank" "s3cret-of-another"
export T STRONGROOM JANE=${PASS[jane]}

# swapped SHELL-COMMAND ARGUMENTS…: done while the passphrase is asked for
swapped() {
	SWAP=$1
	shift
	export SWAP ARGUMENTS="$*"
	cp -a "$T/v.db" "$T/keep.db"
	rm -rf "$T/state.keep"
	cp -a "$T/state" "$T/state.keep"
	: >"$T/screen"
	cat "$TESTS/tools/terminal.tcl" - >"$T/script" <<'EXPECT'
strongroom --member Jane {*}$env(ARGUMENTS)
see "Passphrase of Jane Smith.*: "
exec sh -c $env(SWAP)
type $env(JANE)
expect eof
exit [lindex [wait] 3]
EXPECT
	setsid -w expect "$T/script" >"$T/said" 2>&1
	rc=$?
	[ ! -s "$T/said" ] || diag "$(cat -v "$T/said")"
	! grep -Eq "$FAULTS" "$T/screen" || fail "the program does not break" "$(cat -v "$T/screen")"
}
put_back() {
	rm -rf "$T/v.db" "$T/v.db-journal" "$T/state"
	cp -a "$T/keep.db" "$T/v.db"
	cp -a "$T/state.keep" "$T/state"
}

# A second name tells what became of the file that was opened
OTHER=$(sum "$T/other.db") OLDER=$(sum "$T/older.db")
for command in "show Bank -f password" "add Swapped --generate" "rm Bank" "ls"; do
	for swap in "cp -a other.db new; mv new v.db" "cp -a older.db new; mv new v.db" "ln -sf other.db v.db" \
		"rm v.db" "mkdir -p aside; mv v.db aside"; do
		ln "$T/v.db" "$T/held.db"
		held=$(sum "$T/held.db")
		swapped "cd '$T'; $swap" $command
		is "$rc" 6 "$command, $swap: refused"
		like "$(cat "$T/screen")" 'was replaced or taken away while it was open' "and why"
		unlike "$(cat "$T/screen")" 's3cret' "nothing is given out"
		is "$(sum "$T/held.db")" "$held" "nothing is written to the file that was there"
		[ ! -e "$T/v.db" ] || like "$OTHER $OLDER" "$(sum "$T/v.db" | cut -d ' ' -f 1)" "nor to the one that is"
		rm -rf "$T/held.db" "$T/aside"
		put_back
	done
done
# What is remembered: of before the newest record, gone, or a link to such
for swap in "rm -r state; cp -a state.older state" "rm -r state" "mv state aside; ln -s state.older state"; do
	cp -a "$T/state.older" "$T/state.copy"
	swapped "cd '$T'; $swap" show Newer -f password
	is "$rc" 0 "show, $swap: goes on"
	like "$(cat "$T/screen")" 's3cret-newer' "for what was learned before was the newest"
	rm -rf "$T/aside" "$T/state.older"
	mv "$T/state.copy" "$T/state.older"
	as jane show Newer -f password
	if [ "$rc" = 6 ]; then
		# Pages of one moment and a state of another: said, with what to do
		refused 6 'remove the folder' "what does not fit together is noticed the next time"
		rm -rf "$T/state"
		as jane show Newer -f password
	fi
	is "$rc $out" "0 s3cret-newer" "and goes on from there"
	put_back
done
as jane show Newer -f password
is "$rc $out" "0 s3cret-newer" "put back, all is there"
sound "the vault is sound"
finish
