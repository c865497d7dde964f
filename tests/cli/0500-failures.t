#!/bin/bash
# Every command, against everything that can be wrong from the start: a clear
# sentence on stderr, the exit status of the manual, nothing on stdout, and the
# file as it was.
. "$(dirname "$0")/lib.sh"
need jq sqlite3

new_vault
add jane "Bankhealth||vm
" "s3cret-of-the-bank"
echo '{"encrypted":false,"items":[]}' >"$T/import.json"
head -c 60000 /dev/urandom >"$T/noise"
echo "recovery codes" >"$T/codes.txt"
# A receipt, of another vault
(
	export STRONGROOM_VAULT=$T/r.db
	new_vault
	new_envelope
	as jane seal "$T/r.age"
	run unseal "$T/r.age" --titles --reason R --receipt "$T/opened.receipt" --words-fd 8 8<"$T/words"
	rm "$T/r.db"
)

# command | its arguments | flags: v needs a vault, m a member's passphrase, a an argument
TABLE="
init|--council C --member M|
status||vm
passphrase||vm
add|Title|vma
show|Bank|vma
copy|Bank|vma
totp|Bank|vma
qr|Bank|vma
ls||vm
find|bank|vma
login|Bank|vma
change|Bank|vma
edit|Bank -u x|vma
mv|Bank General|vma
rm|Bank|vma
restore|Bank|vma
history|Bank|vma
attach|Bank $T/codes.txt|vma
detach|Bank codes.txt|vma
save|Bank|vma
who|Bank|vma
health||vm
generate||
import|$T/import.json|vma
export|$T/x.json --format keepass --in-clear|vma
member add|Name --role chair|vma
member ls||vm
member leave|Jane|vma
collection add|Name|vma
collection set|General --private|vma
collection ls||vm
grant|General Jane|vm
revoke|General Jane|vm
audit log||vm
audit verify||v
audit checkpoint||vm
audit merge|$T/opened.receipt|vma
envelope create|--holder H|vm
envelope seen|1|vma
envelope drill|--words-fd 8|vm
envelope handover|1 --to H|vma
envelope withdraw|--yes|vm
envelope reported|--minute 26/88|vm
seal|$T/x.age|vm
policy set|seal.path=|vma
worklist||vm
envelope status||vm
policy ls||vm
unlock||vm
lock||
completion|bash|
unseal|--reason R --words-fd 8|v
backup|$T/b.db|vma
backup check|$T/v.db|a
backup restore|$T/v.db|a
verify||vm
help||
"
# each FUNCTION FLAGS: call it with every command that has all those flags
each() {
	local name arguments flags flag
	while IFS='|' read -r name arguments flags; do
		[ -n "$name" ] || continue
		for ((flag = 0; flag < ${#2}; flag++)); do
			[[ $flags == *${2:flag:1}* ]] || continue 2
		done
		"$1" "$name" "$arguments"
	done <<<"$TABLE"
}

# The table has every command that there is
is "$(sed "/^\$/d; s/|.*//" <<<"$TABLE" | sort)" "$(all_commands | sort)" "every command of the help is tried here"

# on FILE STATUS REGEX NAME: the command in $command, against that file, as text and as JSON
before=
on() {
	local file=$1 status=$2 regex=$3 name=$4
	# shellcheck disable=SC2086
	quietly "$STRONGROOM" --vault "$file" --member Jane --passphrase-fd 9 $command \
		9<<<"${PASS[jane]}" 8<<<"some words"
	refused "$status" "$regex" "$command: $name"
	quietly "$STRONGROOM" --vault "$file" --member Jane --passphrase-fd 9 $command --json \
		9<<<"${PASS[jane]}" 8<<<"some words"
	refused "$status" '^\{"error":' "$command --json: $name"
	[ -z "$before" ] || [ "$(sum "$file")" = "$before" ] || fail "$command: the file is as it was"
}

# A vault that is not there
missing() {
	command="$1 $2"
	on "$T/none.db" 3 'no vault' "there is no vault"
	on "$T/none/v.db" 3 'no vault|no folder' "there is not even the folder"
}
each missing v
ok "and none was made" no test -e "$T/none.db"

# Files that are no vault
echo "This is a letter." >"$T/letter.db"
: >"$T/empty.db"
sqlite3 "$T/other.db" "CREATE TABLE t(a); INSERT INTO t VALUES(1)"
cp "$T/noise" "$T/noise.db"
for file in letter empty other noise; do
	foreign() {
		command="$1 $2"
		on "$T/$file.db" 9 'not a vault' "a file that is no vault ($file)"
	}
	before=$(sum "$T/$file.db")
	each foreign v
done

# A vault of a later format
cp "$T/v.db" "$T/later.db"
sqlite3 "$T/later.db" "PRAGMA user_version = 2"
later() {
	command="$1 $2"
	on "$T/later.db" 9 'format 2|newer' "a vault of a later format"
}
before=$(sum "$T/later.db")
each later v

# Other things that stand where a vault should be
mkdir "$T/folder.db"
ln -s "$T/v.db" "$T/link.db"
mkfifo "$T/pipe.db"
before=
strange() {
	command="$1 $2"
	on "$T/folder.db" 9 'folder, not a vault; give the file itself' "a folder"
	on "$T/link.db" 10 'symbolic link' "a symbolic link"
	on "$T/pipe.db" 9 'pipe' "a pipe"
}
each strange v

# Neither a terminal nor a descriptor for the passphrase
before=$(sum "$T/v.db")
mute() {
	# shellcheck disable=SC2086
	run $1 $2
	refused 4 'no terminal' "$1: nobody can be asked"
	# shellcheck disable=SC2086
	run --json $1 $2
	refused 4 '"code":"auth"' "$1 --json: nobody can be asked"
}
each mute vm
run unseal --reason R
refused 3 'no envelope' "unseal: a vault without an envelope"
run init --council C --member M --vault "$T/none.db"
refused 4 'no terminal' "init: nobody can be asked for a passphrase"
closed() {
	# shellcheck disable=SC2086
	run --passphrase-fd 57 $1 $2
	refused 9 'descriptor 57' "$1: a descriptor that is not open"
}
each closed vm

# The command line
unknown() {
	# shellcheck disable=SC2086
	run $1 $2 --no-such-option
	refused 2 'unknown option --no-such-option' "$1: an option that there is not"
	# shellcheck disable=SC2086
	run $1 $2 one two three four five six
	[[ $1 =~ ^(find|mv)$ ]] || refused 2 '.' "$1: too many arguments"
	# shellcheck disable=SC2086
	run --json $1 $2 -Z
	refused 2 '"code":"usage"' "$1 --json: a letter that is no option"
}
each unknown ""
bare() {
	# shellcheck disable=SC2086
	run $1
	refused 2 'missing|usage' "$1: without its argument"
}
each bare a
as jane grant
refused 2 "usage" "grant: without its arguments"
run init --vault "$T/new.db" --member M
refused 2 'council' "init: without the council"
as jane member add Name
refused 2 'role' "member add: without the role"
as jane member add Name --role king
refused 2 'king' "member add: a role that there is not"
as jane envelope create
refused 2 'holder' "envelope create: without who keeps it"
as jane envelope handover 1
refused 2 'to is missing' "envelope handover: without who is to keep it"
as jane envelope reported
refused 2 'minute is missing' "envelope reported: without the minute"
as jane collection set General
refused 2 'sealed' "collection set: without what it is to be"
run unseal --words-fd 8
refused 2 'reason' "unseal: without a reason"
is "$(sum "$T/v.db")" "$before" "through all that the vault is as it was"
for wrong in "shwo|show" "ad|add" "memebr|member" "member|member add" "audit veryfy|audit verify" "envelop create|envelope" "hist|history" "hist Bank|history" "LS|ls" "SHOW Bank|show" "Audit Verify|audit verify" "GET Bank|show" "env stat|envelope" "audit revew|audit " "coll|collection add"; do
	# shellcheck disable=SC2086
	run ${wrong%|*}
	refused 2 "strongroom ${wrong#*|}" "${wrong%|*}: the nearest command is suggested"
done
# Words of other programs; what is spelt like them would be another thing
for wrong in "search vat|find" "insert|add" "remove Bank|rm" "delete Bank|rm" "get Bank|show" "list|ls" "otp Bank|totp" "passwd|passphrase"; do
	# shellcheck disable=SC2086
	run ${wrong%|*}
	refused 2 "did you mean .strongroom ${wrong#*|}[\"].*lists all" "${wrong%|*}: what it is called here"
done
for word in menu shell exit quit; do
	run $word
	refused 2 '"strongroom" without a command opens it' "$word: where that is"
done
run quite-another-thing
refused 2 'no command' "a command that is like no other"
unlike "$err" 'mean' "and none is suggested"
run undo
refused 2 'no command "undo"; "strongroom help" lists all' "nor for one that is a little like another"
run undo Bank
refused 2 'no command "undo"; "strongroom help" lists all' "with an argument"
run
refused 2 'help' "no command at all"

# What is typed is not UTF-8
bad=$'caf\xe9'
for command in "add $bad" "add X --user $bad" "add X --tag $bad" "add X --url $bad" "add X --field a=$bad" "add X --field $bad=a" \
	"add X --reason $bad" "show $bad" "show Bank --reveal --reason $bad" "ls $bad" "find $bad" "edit $bad -u x" "edit Bank --title $bad" \
	"mv $bad General" "mv Bank $bad" "rm $bad" "restore $bad" "history $bad" "attach $bad $T/codes.txt" "attach Bank $T/codes.txt --name $bad" "attach Bank $T/codes.txt --reason $bad" "detach $bad x" "save $bad" "who $bad" "member add $bad --role chair" "collection add $bad" "collection set $bad --private" "grant $bad Jane" "grant General $bad" \
	"revoke General $bad" "policy set seal.path=/$bad" "worklist --done 1 --reason $bad" "envelope create --holder $bad" "envelope seen $bad" "envelope drill $bad" "envelope handover $bad --to H" "envelope handover 1 --to $bad" "envelope seen 1 --minute $bad" "envelope withdraw --yes --reason $bad" "envelope reported --minute $bad" "audit log --item $bad" "audit log --action $bad"; do
	# shellcheck disable=SC2086
	as jane $command
	refused 9 "UTF-8" "not UTF-8: ${command//$bad/…}"
	# shellcheck disable=SC2086
	as jane --json $command
	jq -e .error.code "$T/err" >/dev/null 2>&1 || fail "not UTF-8: ${command//$bad/…} --json" "$err"
done
add jane "X" "not $bad"
refused 9 'UTF-8' "not UTF-8: a password"
quietly "$STRONGROOM" --vault "$T/none.db" init --council "$bad" --member M "${KDF[@]}" --passphrase-fd 9 9<<<"long enough for a vault"
refused 9 'UTF-8' "not UTF-8: the council"
ok "and no half-made vault stays" no test -s "$T/none.db"
run --vault "$T/$bad" ls
refused 3 'no vault' "a file name may be anything"

# Another program has the vault: all at once, for each waits a while
mkfifo "$T/hold"
(sqlite3 "$T/v.db" >"$T/held") <"$T/hold" &
exec 7>"$T/hold"
echo "BEGIN EXCLUSIVE; SELECT 'held';" >&7
for ((i = 0; i < 600; i++)); do
	grep -q held "$T/held" && break
	sleep 0.05
done
folder=$T
before=$(sum "$T/v.db")
busy() {
	(
		T=$folder/busy.${1// /-}
		mkdir "$T"
		# shellcheck disable=SC2086
		quietly "$STRONGROOM" --member Jane --passphrase-fd 9 $1 $2 9<<<"${PASS[jane]}" 8<<<"some words" >&2
		echo "$rc" >"$T/rc"
	) &
	jobs_busy+=($!)
}
jobs_busy=()
each busy v
wait "${jobs_busy[@]}"
was_busy() {
	T=$folder/busy.${1// /-}
	rc=$(<"$T/rc") out=$(<"$T/out") err=$(<"$T/err")
	refused 7 'another program' "$1: another program has the vault"
	T=$folder
}
each was_busy v
exec 7>&-
wait
is "$(sum "$T/v.db")" "$before" "and the file is as it was"
as jane ls
done_ok "afterwards all is well"
sound "and the vault is sound"
finish
