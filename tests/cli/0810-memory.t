#!/bin/bash
# At the moment in which the program ends, nothing is left in its memory of a
# passphrase, a key or a secret, nor any eight bytes of one; and until then it
# has written none of it to anywhere but where it was asked for.
. "$(dirname "$0")/lib.sh"
need jq expect sqlite3 openssl

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
SECRET="s3KdP-wq81-Zlvn-rT6x" OLD="o1dPW-Jx0q-eG5m-hB9c" NOTE="n0tEs-Uy4b-iW7v-aK2f-Qe9s-zT1p-xM5c-bV8n-jL3d-gH6k-wR0a-fY2u-oD4i-sP7t" PIN="p1nPI-Dz8r-oF3s-cL6j"
NEW="N3wpw-Xk7d-uR1t-gM4z" OTHER="Wr0ng-Pj5y-lC2n-vH8e"

# known NAME TEXT…: texts to look for, beside all keys in $T/keys.*
known() {
	while [ $# -gt 0 ]; do
		echo "$1 =$2"
		shift 2
	done >"$T/needles"
	cat "$T"/keys.* >>"$T/needles"
}

# keys_of WHO: all that the passphrase leads to
keys_of() {
	"$KEYSOF" member "${NAME[$1]}" "$STRONGROOM_VAULT" "$XDG_STATE_HOME/strongroom" <<<"${PASS[$1]}" >"$T/keys.$1" ||
		fail "the keys of $1"
}

# scanned SEEN ARGUMENTS…: as $who; of the needles, those whose names fit SEEN
# must have been in memory before, as a control of the search
who=jane
scanned() {
	local seen=$1
	shift
	quietly "$MEMSCAN" "$T/report" "$T/needles" \
		"$STRONGROOM" --member "${NAME[$who]}" --passphrase-fd 9 "$@" 9<<<"${PASS[$who]}"
	verdict "$seen" "$rc: $*"
}
# What may be written: names of needles, and where to
shown='' where=$T/out
verdict() { # SEEN NAME
	local missing
	is "$(grep -E '^(left|wrote|used)' "$T/report" | grep -Ev "^wrote (${shown:-nothing}): .* write ($where)\$" | head -40)" "" "$2"
	missing=$(cut -d ' ' -f 1 "$T/needles" | grep -Exe "$1" | grep -vxFf <(sed -n 's/^seen //p' "$T/report"))
	[ -z "$shown" ] || grep -Eq "^wrote ($shown): .* write ($where)\$" "$T/report" || fail "$2: and it was written"
	[ -z "$missing" ] || fail "$2: while it ran it was in memory" "$missing"
}

# hook: a script that is run when the program has stopped, and adds needles
hook() {
	cat >"$T/hook"
	export MEMSCAN_HOOK="bash '$T/hook'"
}

new_vault
as jane add "Bank" --password-fd 8 --notes-fd 7 --secret-field PIN:6 8<<<"$OLD" 7<<<"$NOTE" 6<<<"$PIN"
done_ok "an item"
keys_of jane

# --- items ---

known passphrase "${PASS[jane]}" secret "$SECRET" note "$NOTE" pin "$PIN"
scanned 'passphrase|sign|collection-1|secret|note|pin|mac' add "Website" --password-fd 8 --notes-fd 7 --secret-field PIN:6 \
	8<<<"$SECRET" 7<<<"$NOTE" 6<<<"$PIN"
keys_of jane
known passphrase "${PASS[jane]}" secret "$OLD" note "$NOTE" pin "$PIN"
shown='secret|note|pin'
scanned 'passphrase|sign|seal|mac|secret|note|pin' show Bank --reveal
scanned 'secret|note|pin' --json show Bank --reveal
shown=secret
scanned 'secret' show Bank -f password
is "$out" "$OLD" "that was asked for"
shown=''
scanned 'secret' show Bank --chars 2,4,6
is "$out" "2: 1   4: P   6: -" "those that were asked for"
scanned 'passphrase' show Bank
scanned 'passphrase|collection-1' ls
scanned 'passphrase|collection-1' find Bank
known passphrase "${PASS[jane]}" old "$OLD" new "$SECRET-2" note "$NOTE" pin "$PIN"
scanned 'old|new|note|pin' edit Bank --password-fd 8 8<<<"$SECRET-2"
keys_of jane
known passphrase "${PASS[jane]}" new "$SECRET-2"
scanned 'passphrase' rm Website
# The password itself is there for a moment in which no system call is made; its
# hash stays until the record is written, and so shows that it was looked at.
printf '%040d:1\nFF%038d:2\n' 1 1 >"$T/pwned"
scanned 'passphrase' health
known passphrase "${PASS[jane]}" new "$SECRET-2"
printf %s "$SECRET-2" | openssl dgst -sha1 -r | sed 's/^/digest /; s/ \*.*//' >>"$T/needles"
scanned 'passphrase|digest' health --pwned "$T/pwned"
printf '%032d:1\nFF%030d:2\n' 1 1 >"$T/pwned"
known passphrase "${PASS[jane]}" new "$SECRET-2"
printf %s "$SECRET-2" | iconv -t UTF-16LE | openssl dgst -md4 -provider legacy -r | sed 's/^/digest /; s/ \*.*//' >>"$T/needles"
scanned 'passphrase|digest' health --pwned "$T/pwned"
is "$(grep -c '^digest [0-9a-f]*$' "$T/needles")" 1 "hashes were looked for"
known passphrase "${PASS[jane]}" new "$SECRET-2"
is "$rc" 0 "compared with both kinds of hashes"
scanned 'passphrase|sign|mac' --json audit log
scanned '' audit verify

# A generated password is known only when it is there
hook <<'HOOK'
jq -r '.[] | "generated =" + .' "$T/out" >>"$T/needles"
HOOK
export T
known passphrase "${PASS[jane]}"
scanned '' --json generate random:20 -n 5
is "$(grep -c ^generated "$T/needles")" 5 "five were looked for"
hook <<HOOK
p=\$('$STRONGROOM' --member Jane --passphrase-fd 9 show Fresh -f password 9<<<'${PASS[jane]}') && echo "generated =\$p" >>'$T/needles'
HOOK
known passphrase "${PASS[jane]}"
scanned 'passphrase' add Fresh --generate
is "$(grep -c ^generated "$T/needles")" 1 "a password that nobody has seen was looked for"
unset MEMSCAN_HOOK

# --- attachments ---

# In the file that is saved, and nowhere else
FILE="f1LEs-Kq4w-zB7n-xT2m-vR9c-pL6j-hD3s-gY8a"
for ((i = 0; i < 9000; i++)); do echo "$FILE"; done >"$T/attached.txt"
known passphrase "${PASS[jane]}" file "$FILE" secret "$SECRET"
scanned 'passphrase|file' attach Bank "$T/attached.txt"
is "$rc" 0 "attached"
shown=file where="$T/#[0-9]+ .deleted."
scanned 'passphrase|file' save Bank --out "$T/saved.txt"
shown='' where=$T/out
ok "saved" cmp "$T/attached.txt" "$T/saved.txt"
shown='file|secret' where="$T/#[0-9]+ .deleted."
for format in bitwarden keepass; do
	scanned 'passphrase|file|secret' export "$T/attached.$format" --format $format --in-clear
done
shown='' where=$T/out
scanned 'passphrase' detach Bank attached.txt
rm "$T/attached.bitwarden" "$T/attached.keepass"

# --- import and the sealed export ---

jq -n --arg p "$SECRET" --arg n "$NOTE" --arg i "$PIN" '{encrypted: false, items: [range(25) | {type: 1, name: "Import \(.)",
	notes: "\($n)\(.)", fields: [{name: "PIN", value: "\($i)\(.)", type: 1}], login: {username: "u", password: "\($p)\(.)"}}]}' >"$T/import.json"
known passphrase "${PASS[jane]}" secret "$SECRET" note "$NOTE" pin "$PIN"
scanned 'secret|note|pin' import "$T/import.json"
is "$rc" 0 "imported"
scanned 'secret|note|pin' import "$T/import.json"
like "$err" '25 there already' "imported again, to no effect"
head -c 3000 "$T/import.json" >"$T/cut.json"
scanned 'secret|note|pin' import "$T/cut.json"
is "$rc" 9 "a file that is cut"

hook <<'HOOK'
jq -r '.sheets[0].words' "$T/out" >"$T/words"
jq -r .identity "$T/out" >"$T/key"
"$KEYSOF" sheet <"$T/words" >>"$T/needles"
HOOK
export KEYSOF
known passphrase "${PASS[jane]}"
scanned 'passphrase' --json envelope create --holder "Cllr Shah"
ok "the words and the secret of the new envelope were looked for" \
	[ "$(grep -c '^sheet-words\|^envelope-secret ' "$T/needles")" = 2 ]
# A PDF has letters as numbers
hook <<'HOOK'
jq -r '.sheets[0].words' "$T/out" >"$T/words"
"$KEYSOF" sheet <"$T/words" >>"$T/needles"
tr ' ' '\n' <"$T/words" | perl -ne 'chomp; printf "pdf-word-%d =%s\n", $., join("", map { sprintf "%04X", ord } split //)' >>"$T/needles"
HOOK
for kind in text html pdf; do
	known passphrase "${PASS[jane]}"
	scanned 'passphrase' --json envelope create --holder "Cllr Shah" --sheet $kind --sheet-fd 7 7>"$T/sheet"
	ok "printed as $kind" test "$rc" = 0 -a -s "$T/sheet"
	is "$(grep -c ^pdf-word "$T/needles")" 20 "and its words were looked for"
done
rm "$T/sheet"
unset MEMSCAN_HOOK
as jane --json envelope create --holder "Cllr Shah"
get .sheets[0].words >"$T/words"
get .identity >"$T/key"
keys_of jane
hook <<'HOOK'
[ -s "$T/council.age" ] && "$KEYSOF" sheet "$T/council.age" <"$T/words" >>"$T/needles"
HOOK
known passphrase "${PASS[jane]}" secret "$SECRET" note "$NOTE" pin "$PIN"
scanned 'passphrase|secret|note|pin' seal "$T/council.age"
is "$(grep -c '^file-key ' "$T/needles")" 1 "the key of the file was looked for"
unset MEMSCAN_HOOK
rm "$T"/keys.*
"$KEYSOF" sheet "$T/council.age" <"$T/words" >"$T/keys.sheet"
known secret "$SECRET" note "$NOTE" pin "$PIN"
# The command has no passphrase
opened() { # SEEN ARGUMENTS…
	local seen=$1
	shift
	quietly "$MEMSCAN" "$T/report" "$T/needles" "$STRONGROOM" "$@" 8<"$T/words" 7<"$T/key"
	verdict "$seen" "$rc: $*"
}
shown='secret|note|pin'
opened 'secret|note|pin|identity' unseal "$T/council.age" --reason test --words-fd 8
opened 'secret|note|pin|identity' --json unseal "$T/council.age" --reason test --words-fd 8
opened 'secret|note|pin|identity' unseal "$T/council.age" --identity-fd 7
opened 'secret|note|pin|identity' unseal "$T/council.age" --reason test --only "Import 3" --words-fd 8
shown=''
opened 'secret|note|pin|identity|envelope-sign' unseal "$T/council.age" --reason test --titles --words-fd 8
is "$rc" 0 "titles of an export"
opened 'secret|note|pin|identity|envelope-sign' unseal "$T/council.age" --reason test --receipt "$T/no/where" --words-fd 8
is "$rc" 10 "an export whose receipt cannot be written"
shown='secret|note|pin'
opened 'secret|note|pin|envelope-sign|envelope-open' unseal --reason "the clerk is ill" --words-fd 8
shown=secret
opened 'secret|envelope-sign|envelope-open' --member envelope show Import\ 3 -f password --words-fd 8
is "$rc" 0 "the envelope that is open shows an item"
shown=''
opened 'envelope-sign|envelope-open' --member envelope ls --words-fd 8
is "$rc" 0 "and lists them"
shown='secret|note|pin' where="$T/#[0-9]+ .deleted."
opened 'secret|note|pin|identity' unseal "$T/council.age" --reason test --words-fd 8 --out "$T/plain"
shown='' where=$T/out
head -c 2000 "$T/council.age" >"$T/cut.age"
opened 'identity' unseal "$T/cut.age" --reason test --words-fd 8
is "$rc" 9 "an export that is cut"
# A new vault out of it
clerk="Zk4w-Vy9p-lOq2-mT7x"
echo "clerk =$clerk" >>"$T/needles"
export STRONGROOM_VAULT=$T/new.db
quietly "$MEMSCAN" "$T/report" "$T/needles" "$STRONGROOM" import "$T/council.age" --words-fd 8 --member "New Clerk" --new-passphrase-fd 7 \
	--kdf-memory 19M --kdf-passes 2 8<"$T/words" 7<<<"$clerk"
verdict 'secret|note|pin|identity|envelope-sign|clerk' "$rc: a new vault from the export"
is "$rc" 0 "made"
export STRONGROOM_VAULT=$T/v.db
rm "$T/keys.sheet"

# --- several sheets ---

hook <<'HOOK'
jq -r '.sheets[].words' "$T/out" >"$T/words"
"$KEYSOF" sheet <"$T/words" >>"$T/needles"
HOOK
keys_of jane
known passphrase "${PASS[jane]}"
scanned 'passphrase' --json envelope create --holder "Cllr Shah" --holder "Cllr Price" --holder "Cllr Dunn" --need 2
ok "the words of new sheets were looked for" [ "$(grep -c '^sheet-words' "$T/needles")" = 2 ]
unset MEMSCAN_HOOK
as jane --json envelope create --holder "Cllr Shah" --holder "Cllr Price" --holder "Cllr Dunn" --need 2
get '.sheets[1, 2].words' >"$T/words"
as jane seal "$T/council.age"
rm "$T"/keys.*
"$KEYSOF" sheet "$T/council.age" <"$T/words" >"$T/keys.sheet"
known secret "$SECRET" note "$NOTE" pin "$PIN"
shown='secret|note|pin'
opened 'secret|note|pin|identity' unseal "$T/council.age" --reason test --words-fd 8
shown=''
cp "$T/words" "$T/both"
sed -i 2d "$T/words"
opened '' unseal "$T/council.age" --reason test --words-fd 8
is "$rc" 9 "one sheet of two"
# A drill opens nothing, and what the export holds is not kept, shown or written
keys_of jane
known passphrase "${PASS[jane]}" secret "$SECRET" note "$NOTE" pin "$PIN"
scanned 'passphrase' envelope drill --words-fd 8 8<"$T/words"
is "$rc" 0 "a drill with one sheet of two"
scanned 'passphrase|identity' envelope drill --words-fd 8 --export "$T/council.age" 8<"$T/both"
like "$err" 'would open envelope.*genuine' "a drill with both"
mistyped "$T/both" 1 | head -n 1 >"$T/words"
scanned 'passphrase' envelope drill --words-fd 8 8<"$T/words"
is "$rc" 9 "a drill with a mistyped word"
cp "$T/both" "$T/words"

# --- an age file with a passphrase, and several keys ---

"$BUILD/tests/agewrite" -a -p 10 <<<"$SECRET" >"$T/protected.age" 3<<<"$NEW"
{ echo "# comment" && cat "$T/key" "$T/key"; } >"$T/keyfile"
where="$T/#[0-9]+ .deleted."
known file-passphrase "$NEW" secret "$SECRET" key "$(cut -c 17- "$T/key")"
protected() { # SEEN NAME
	quietly "$MEMSCAN" "$T/report" "$T/needles" "$STRONGROOM" unseal "$T/protected.age" --out "$T/plain" \
		--file-passphrase-fd 8 --identity-fd 7 7<"$T/keyfile"
	verdict "$1" "$rc: $2"
}
shown=secret
protected 'file-passphrase|secret|key' "a passphrase of a file, and keys" 8<<<"$NEW"
shown='' where=$T/out
protected 'file-passphrase|key' "a wrong one" 8<<<"$NEW-"
is "$rc" 9 "which does not open it"
rm "$T/plain"

# --- passphrases and members ---

keys_of jane
known passphrase "${PASS[jane]}" new "$NEW"
scanned 'passphrase|new' passphrase --new-passphrase-fd 8 8<<<"$NEW"
PASS[jane]=$NEW
keys_of jane
hook <<'HOOK'
first=$(jq -r .first_passphrase "$T/out")
echo "first/16 =$first" >>"$T/needles"
"$KEYSOF" member "Cllr Price" "$STRONGROOM_VAULT" "$XDG_STATE_HOME/strongroom" <<<"$first" >"$T/keys.price"
cat "$T/keys.price" >>"$T/needles"
HOOK
known passphrase "${PASS[jane]}"
scanned 'passphrase' --json member add "Cllr Price" --role councillor
first=$(get .first_passphrase)
is "$(grep -c '^first/16 \|^seed ' "$T/needles")" 3 "the first passphrase and its keys were looked for"
unset MEMSCAN_HOOK
rm "$T/keys.jane"
who=price NAME[price]="Cllr Price" PASS[price]=$first
# Words of a list, which also stand in what the program says
known passphrase/16 "$first" new "$OTHER"
scanned 'passphrase/16|new' passphrase --new-passphrase-fd 8 8<<<"$OTHER"
PASS[price]=$OTHER
keys_of price
known passphrase "$OTHER"
scanned 'passphrase' member add "Cllr Shah" --role chair
is "$rc" 5 "what is refused"
scanned 'passphrase' show "General/Bank" --reveal
is "$rc" 5 "what was not granted"
scanned 'passphrase' show "no such thing" --reveal
is "$rc" 3 "what is not there"
who=jane
keys_of jane
known passphrase "${PASS[jane]}"
scanned 'passphrase|collection-1' grant General Price
scanned 'passphrase|collection-1' revoke General Price
PASS[wrong]="$OTHER-wrong" NAME[wrong]="Jane Smith" who=wrong
known passphrase "${PASS[wrong]}"
scanned 'passphrase' ls
is "$rc" 4 "a wrong passphrase"

# Several lanes are several threads, whose stacks stay for others
export STRONGROOM_VAULT=$T/lanes.db
who=jane
quietly "$STRONGROOM" init --council "Lanes" --member "Jane Smith" --kdf-memory 19M --kdf-passes 2 --kdf-lanes 2 --passphrase-fd 9 9<<<"${PASS[jane]}"
keys_of jane
known passphrase "${PASS[jane]}"
scanned 'passphrase' ls
export STRONGROOM_VAULT=$T/v.db
keys_of jane

# --- at a terminal ---

at_terminal() { # SEEN NAME; what a person does comes from stdin
	cat "$TESTS/tools/terminal.tcl" - >"$T/script"
	: >"$T/screen"
	if ! setsid -w expect "$T/script" >"$T/said" 2>&1; then
		fail "$2" "$(cat -v "$T/said")"
	fi
	verdict "$1" "$2"
}
export MEMSCAN JANE=${PASS[jane]} OTHER
cat >"$T/watched.tcl" <<'EXPECT'
# Not in the environment of what is searched
set JANE $env(JANE)
set OTHER $env(OTHER)
unset env(JANE) env(OTHER)
proc watched {args} {
	global env
	uplevel #0 [list start $env(MEMSCAN) $env(T)/report $env(T)/needles $env(STRONGROOM) {*}$args]
}
proc to_program {signal} {
	set f [open /proc/[exp_pid]/task/[exp_pid]/children]
	exec kill -$signal [string trim [read $f]]
	close $f
}
EXPECT
known passphrase "${PASS[jane]}" other "$OTHER"
at_terminal "" "Ctrl-C when half of the passphrase was typed" <<'EXPECT'
source $env(T)/watched.tcl
watched ls --member Jane
see "Passphrase of Jane Smith.*: "
send -- [string range $JANE 0 14]
after 200
send "\003"
ends 130
EXPECT
for signal in INT TERM HUP QUIT; do
	at_terminal "passphrase" "SIG$signal at the second question" <<EXPECT
source \$env(T)/watched.tcl
watched passphrase --member Jane
answer "Passphrase of Jane Smith.*: " \$JANE
see "New passphrase for .*: "
to_program $signal
ends $((128 + $(kill -l "$signal")))
EXPECT
done
at_terminal "passphrase" "Ctrl-C at the new passphrase, typed once" <<'EXPECT'
source $env(T)/watched.tcl
watched passphrase --member Jane
answer "Passphrase of Jane Smith.*: " $JANE
answer "New passphrase for .*: " $OTHER
see "The same again: "
send "\003"
ends 130
EXPECT
last_record() {
	sqlite3 "$T/v.db" "SELECT seq || ' ' || action || ' ' || outcome FROM audit ORDER BY seq DESC LIMIT 1"
}
records=$(last_record) records=${records%% *}
at_terminal "passphrase|sign" "Ctrl-C when the vault was open" <<'EXPECT'
source $env(T)/watched.tcl
watched edit Bank --member Jane
answer "Passphrase of Jane Smith.*: " $JANE
see "Title.*: "
send "\003"
ends 130
EXPECT
is "$(last_record)" "$((records + 1)) unlock ok" "who had opened the vault is on the log"

# The words of sheets, one by one
"$KEYSOF" sheet "$T/council.age" <"$T/words" >"$T/keys.sheet"
known
cat >>"$T/watched.tcl" <<'EXPECT'
set f [open $env(T)/words]
set sheets [split [string trim [read $f]] "\n"]
close $f
proc opening {args} {
	global env
	watched unseal $env(T)/council.age --reason fire --out $env(T)/plain {*}$args
}
EXPECT
# Its many writes use up the looks at what is there; the next one has the control
at_terminal "" "two sheets typed at a terminal, with slips and Tab" <<'EXPECT'
source $env(T)/watched.tcl
opening
see "Sheet 1: word 1 of 20: "
send "ac\t\025[lindex $sheets 0 0]x "
see "not a sheet word"
send "[string range [lindex $sheets 0 0] 0 3]\t "
foreach word [lrange [lindex $sheets 0] 1 end] { send "$word " }
see "1 of 2 sheets taken"
send "[lindex $sheets 1]\n"
see "Decrypted into"
ends 0
EXPECT
at_terminal "" "Ctrl-C within a word of the second sheet" <<'EXPECT'
source $env(T)/watched.tcl
opening
see "Sheet 1: word 1 of 20: "
send "[lindex $sheets 0]\n"
see "1 of 2 sheets taken"
send "[string range [lindex $sheets 1] 0 60]"
after 200
send "\003"
ends 130
EXPECT
at_terminal "identity" "two sheets line by line" <<'EXPECT'
source $env(T)/watched.tcl
opening --plain
answer "Sheet 1: word 1 of 20: " [lindex $sheets 0]
answer "Sheet 2: word 1 of 20: " [lindex $sheets 1]
see "Decrypted into"
ends 0
EXPECT
at_terminal "" "a sheet that is typed for a reason" <<'EXPECT'
source $env(T)/watched.tcl
watched unseal
answer "Why is the envelope opened. " [lindex $sheets 0]
see "No: those are the words of a sheet"
see "Why is the envelope opened"
send "\003"
ends 130
EXPECT
# The conversation of an opened envelope
known secret "$SECRET"
cat >>"$T/watched.tcl" <<'EXPECT'
proc opens {} {
	global env sheets
	watched unseal --plain
	answer "Why is the envelope opened.*: " "the clerk is in hospital"
	answer "Who is there with you.*: " ""
	foreach sheet $sheets { answer "word 1 of 20: " $sheet }
	answer "Type its number: " "1"
	answer "A part of its title.*: " "import 3"
	answer "The number of one to show.*: " "1"
	see "s3KdP"
	see "The number of one to show.*: "
}
EXPECT
shown=secret where='.*'
at_terminal "secret|envelope-sign|envelope-open|envelope-seal" "an opened envelope, ended by its holder" <<'EXPECT'
source $env(T)/watched.tcl
opens
type ""
answer "Type its number: " "0"
ends 0
EXPECT
at_terminal "secret|envelope-sign|envelope-open|envelope-seal" "the same, by Ctrl-C while it waits" <<'EXPECT'
source $env(T)/watched.tcl
opens
send "\003"
ends 130
EXPECT
shown='' where=$T/out
rm "$T/keys.sheet"
keys_of jane
known passphrase "${PASS[jane]}" other "$OTHER"

# --- the shell ---

# What is looked at is the process that has readline, at a moment when it waits
cat >>"$T/watched.tcl" <<'EXPECT'
proc in_shell {args} {
	global JANE prompt
	watched --member Jane {*}$args
	answer "Passphrase of Jane Smith.*: " $JANE
	see $prompt
}
set prompt {Ashby Parish Council .Jane Smith.> }
proc at_prompt {text} {
	global prompt
	type $text
	see $prompt
}
proc killed {} {
	after 200
	to_program USR2
	ends 140
}
EXPECT
TITLE="Zt1tle-Kw8q-Pj3x-Nv6r"
as jane add "$TITLE" --generate
known passphrase "${PASS[jane]}" old "$OLD" changed "$SECRET-2" note "$NOTE" pin "$PIN"
at_terminal "passphrase" "a shell in which a secret was shown" <<'EXPECT'
source $env(T)/watched.tcl
in_shell
at_prompt "show Bank --reveal"
at_prompt "show Bank -f PIN"
killed
EXPECT
at_terminal "passphrase" "one that was locked and unlocked" <<'EXPECT'
source $env(T)/watched.tcl
in_shell
at_prompt "show Bank --reveal"
type "lock"
answer "Passphrase of Jane Smith.*: " $JANE
see $prompt
at_prompt "show Bank -f PIN"
killed
EXPECT
at_terminal "passphrase" "one that came to its end" <<'EXPECT'
source $env(T)/watched.tcl
in_shell
at_prompt "show Bank --reveal"
type "exit"
ends 0
EXPECT
known passphrase "${PASS[jane]}" other "$OTHER"
shown=other where='.*'
at_terminal "other" "a passphrase that was typed as a command, also cut out and brought back" <<'EXPECT'
source $env(T)/watched.tcl
in_shell
at_prompt "show Bank"
send "$OTHER\025\031\001\005 once more"
at_prompt ""
at_prompt $OTHER
killed
EXPECT
known passphrase "${PASS[jane]}" title "$TITLE"
shown=title
at_terminal "title" "a title that was completed, once the shell is locked" <<'EXPECT'
source $env(T)/watched.tcl
in_shell
send "show zt1\t"
see "Zt1tle"
send "\r"
see $prompt
type "lock"
see "Passphrase of Jane Smith.*: "
killed
EXPECT
shown='' where=$T/out

# --- steps of a change of password, which shows both, and of a login ---

quietly "$STRONGROOM" --member "${NAME[jane]}" --passphrase-fd 9 add Steps --password-fd 8 9<<<"${PASS[jane]}" 8<<<"$OLD"
keys_of jane
known passphrase "${PASS[jane]}" old "$OLD" new "$NEW"
export NEW
shown='old|new' where='.*'
at_terminal "old|new" "a change of password" <<'EXPECT'
set NEW $env(NEW)
unset env(NEW)
source $env(T)/watched.tcl
watched change Steps --member Jane
answer "Passphrase of Jane Smith.*: " $JANE
answer "New password .*: " $NEW
answer "The password as it is.*: " "s"
answer "The new password.*: " "s"
answer "Did the website accept it.*" "yes"
see "is the password of"
ends 0
EXPECT
known passphrase "${PASS[jane]}" new "$NEW"
shown=new
at_terminal "new" "a login that is broken off" <<'EXPECT'
unset env(NEW)
source $env(T)/watched.tcl
watched login Steps --member Jane
answer "Passphrase of Jane Smith.*: " $JANE
answer "The password .*: " "x"
answer "Press Enter.*The password .*: " "s"
expect eof
wait
EXPECT
shown='' where=$T/out
at_terminal "new" "a form that is broken off" <<'EXPECT'
set NEW $env(NEW)
unset env(NEW)
source $env(T)/watched.tcl
watched add Formed --member Jane
answer "Passphrase of Jane Smith.*: " $JANE
foreach prompt {Type "User name" Address} { answer "$prompt.*: " "" }
answer "Password .*: " $NEW
foreach prompt {"Second factor" Totp Notes Tags} { answer "$prompt.*: " "" }
see "Save it"
send "\003"
ends 130
EXPECT
known passphrase "${PASS[jane]}" other "$OTHER"

# --- that the search finds what is there ---

# A table of libbz2, as bzip2 has it, by chance like the numbers of words
echo "table 6b020000d00200007f000000e1010000" >"$T/needles"
quietly "$MEMSCAN" "$T/report" "$T/needles" "$BUILD/strongroom-more" --version
is "$rc $(cat "$T/report")" "0 " "what a library brings along was not left there"
# left NEEDLE: is that found of a text in its environment?
left() {
	echo "$1" >"$T/needles"
	quietly env TEXT=V4q7xulp-93hTkzo "$MEMSCAN" "$T/report" "$T/needles" "$STRONGROOM" --version
	grep -c '^left' "$T/report"
}
is "$(left 'half =V4q7xulp........') $(left 'half/16 =V4q7xulp........') $(left 'whole/16 =V4q7xulp-93hTkzo')" "1 0 1" \
	"eight bytes are found, and where sixteen have to be together, not less"
known passphrase "${PASS[jane]}" other "$OTHER"
: >"$T/report"
cat "$TESTS/tools/terminal.tcl" - >"$T/script" <<'EXPECT'
source $env(T)/watched.tcl
watched edit Bank --member Jane
answer "Passphrase of Jane Smith.*: " $JANE
see "Title.*: "
to_program USR2
ends 140
EXPECT
ok "a program that is killed in the middle" setsid -w expect "$T/script"
like "$(cat "$T/report")" 'left sign:' "its keys are found, and those in locked memory too"
sound "the vault is sound"
finish
