#!/bin/bash
# The command line as people type it, and where the vault is found.
. "$(dirname "$0")/lib.sh"
need jq

# --- help and version ---

run --version
like "$out" '^strongroom [0-9]+\.[0-9]+\.[0-9]+$' "--version"
run -V
like "$out" '^strongroom [0-9]' "-V"
run --help
like "$out" '^For example:' "--help begins with an example"
help=$out
is "$(($(wc -L <"$T/out") > 80))" 0 "in lines that a terminal of 80 columns does not break"
run -h
is "$out" "$help" "-h is the same"
run help
is "$out" "$help" "and so is help"
commands=0
while read -r command; do
	commands=$((commands + 1))
	# shellcheck disable=SC2086
	run help $command
	like "$rc $out" '^0 For example:  strongroom ' "help $command begins with an example"
	printf '%s\n' "$out" >>"$T/helps"
	first=$out
	# shellcheck disable=SC2086
	run $command --help
	is "$out" "$first" "and $command --help says the same"
done < <(all_commands)
ok "that was every command ($commands)" test $commands -ge 20
ok "and no line of it is broken by a terminal of 80 columns" test "$(wc -L <"$T/helps")" -le 80
run help member
like "$out" 'member add.*member ls' "help of a noun shows all that go with it"
first=$out
for noun in "member --help" "member -h" "--help member" "member --plain --help"; do
	# shellcheck disable=SC2086
	run $noun
	is "$rc $out" "0 $first" "and so does $noun"
done
run member add --help
unlike "$out" 'member ls' "of a noun and a verb only that"
run memb --help
refused 2 'did you mean "strongroom member' "what is none is still told"
run member ls --no-such-option
refused 2 'no-such-option' "an option of a noun and a verb is theirs"
run member
refused 2 'did you mean "strongroom member add"' "a noun alone is no command"
run help nothing
refused 2 'no command "nothing"' "help of what there is not"
run help shwo
refused 2 'no command "shwo"; did you mean "strongroom show"' "with what was meant"
run help add show
refused 2 'no command "add show"; give one, as in "strongroom help add"' "nor of two at once"
run show --help --no-such-option
refused 2 'no-such-option' "even then an unknown option is one"
run --vaul x ls
refused 2 'unknown option --vaul; see' "a slip in an option is told, and not that its value is no command"
run --no-input --vaul x ls
refused 2 'unknown option --vaul; see' "also behind another"
run --quiet lss
refused 2 'no command "lss"' "an option that is known is not in the way of that"
run lock now
refused 2 '"now" is one word too many; the usage is: strongroom lock\.$' "the usage of what takes no words"
run unlock 15m
refused 2 'one word too many; the usage is: strongroom unlock \[OPTIONS\]' "and of what has options"
run show HMRC VAT
refused 2 '"VAT" is one word too many; what has blanks in it goes between quotes, as in "HMRC VAT", and the usage is: strongroom show ITEM \[OPTIONS\]' "a title without its quotes"

# --- where the vault is ---

umask 000
new_vault
umask 022
is "$(stat -c %a "$T/v.db")" 600 "a new vault is for its owner alone, whatever the umask"
is "$(find "$T/state" -type f ! -perm 600 -o -type d ! -perm 700 ! -path "$T/state" | wc -l)" 0 "and so is what the computer remembers"
as jane add "In the first"
is "$(stat -c %a "$T/v.db")" 600 "and stays so"

init() {
	quietly "$STRONGROOM" init --council "$1" --member "Jane Smith" "${KDF[@]}" --passphrase-fd 9 9<<<"${PASS[jane]}"
}
unset STRONGROOM_VAULT
init "Under data"
ok "by default the vault is under XDG_DATA_HOME" test -f "$T/data/strongroom/vault.db"
as jane status
like "$out" 'Under data' "and is found there"
init "Again"
refused 8 'already' "another cannot be made in its place"
(
	unset XDG_DATA_HOME XDG_STATE_HOME
	init "Under home"
	as jane status
	exit "$rc"
)
is "$?" 0 "without that, under the home directory"
ok "in .local/share" test -f "$HOME/.local/share/strongroom/vault.db"
ok "with what is remembered in .local/state" test -d "$HOME/.local/state/strongroom"
is "$(stat -c %a "$HOME/.local/share/strongroom")" 700 "in a folder for its owner alone"
STRONGROOM_VAULT=$T/v.db as jane status
like "$out" 'Ashby Parish Council' "STRONGROOM_VAULT says otherwise"
STRONGROOM_VAULT=$T/none.db as jane status --vault "$T/v.db"
like "$out" 'Ashby Parish Council' "and --vault says otherwise still"
export STRONGROOM_VAULT=$T/v.db
ln -s "$T/v.db" "$T/link.db"
as jane ls --vault "$T/link.db"
refused 10 'symbolic link' "a link to a vault is refused"
ln -s "$T" "$T/folder-link"
as jane ls --vault "$T/folder-link/v.db"
done_ok "a link in the path of its folder is not"

# --- who is asking ---

new_member price "Cllr Price" councillor
run ls --passphrase-fd 9 9<<<"${PASS[price]}"
done_ok "the one who was last here is asked again"
STRONGROOM_MEMBER=Jane run ls --passphrase-fd 9 9<<<"${PASS[jane]}"
like "$out" 'In the first' "STRONGROOM_MEMBER says otherwise"
STRONGROOM_MEMBER=Price run ls --member jane --passphrase-fd 9 9<<<"${PASS[jane]}"
like "$out" 'In the first' "and --member says otherwise still, in any case of letters"
run ls --member '#1' --passphrase-fd 9 9<<<"${PASS[jane]}"
like "$out" 'In the first' "or by number"
run ls --member nobody --passphrase-fd 9 9<<<"${PASS[jane]}"
refused 3 'no member is called "nobody"; there are #1 "Jane Smith", #2 "Cllr Price"\.' "a member who is not there, and those who are"
new_member priscilla "Cllr Priscilla" councillor
run ls --member Cllr --passphrase-fd 9 9<<<"${PASS[jane]}"
refused 2 'fits 2 members: #2 "Cllr Price", #3 "Cllr Priscilla"; give more' "a part of a name that fits several, which are named"
XDG_STATE_HOME=$T/elsewhere run ls --passphrase-fd 9 9<<<"${PASS[jane]}"
refused 2 'member' "nobody named, on a computer that knows none"

# --- options in any position ---

with() {
	quietly "$STRONGROOM" "$@" 9<<<"${PASS[jane]}"
}
for line in "--json ls General --member Jane --passphrase-fd 9" "--passphrase-fd 9 ls --member=Jane General --json" \
	"ls --passphrase-fd=9 --json --member Jane General" "--member Jane --json --passphrase-fd 9 ls General --plain -q" \
	"ls -q --plain --no-input --json --passphrase-fd 9 --member Jane -- General"; do
	# shellcheck disable=SC2086
	with $line
	json 'length == 1 and .[0].title == "In the first"' "$line"
done
with member --json --member Jane --passphrase-fd 9 ls
json 'length == 3' "options between the two words of a command"
as jane --json audit log --member Priscilla
json 'length > 0 and all(.[]; .actor == "Cllr Priscilla" or .subject.kind == "member")' "behind \"audit log\" --member filters"

as jane add "One" -uclerk7 --password-fd=8 8<<<"p"
as jane --json show One
json '.username == "clerk7"' "-uVALUE"
as jane edit "One" -u clerk8
as jane --json show One
json '.username == "clerk8"' "-u VALUE"
as jane edit "One" --user=clerk9 -qu clerk10
as jane --json show One
json '.username == "clerk10"' "-qu VALUE, and the last one counts"
as jane edit "One" --user=
as jane --json show One
json '.username == ""' "--user= takes it away"
as jane edit "One" --field "a=b=c" --field "x= y "
as jane --json show One
json '[.fields[] | select(.kind == "plain") | [.label, .value]] | sort == [["a", "b=c"], ["x", " y "]]' "--field LABEL=VALUE, with = and blanks in the value"
as jane edit "One" --field "a="
as jane --json show One
json '[.fields[] | select(.kind == "plain") | .label] == ["x"]' "--field LABEL= takes it away"
as jane edit "One" --generate=random:33
as jane show One -f password
like "$out" '^[A-Za-z0-9]{33}$' "--generate=SPEC"
as jane edit "One" --generate
as jane show One -fpassword
like "$out" '^[A-Za-z0-9]{20}$' "--generate alone, and -fLABEL"
as jane show One -f password -f x
is "$(wc -l <"$T/out")" 2 "two fields, a line each"
as jane add "Both" --generate --password-fd 8 8<<<"p"
refused 2 'not both' "two passwords at once"
as jane add "Bad" --generate=nonsense
refused 2 'nonsense' "a password of an unknown kind"
as jane add "No field" --field novalue
refused 2 'LABEL=VALUE' "a field without a value"
as jane add "No fd" --password-fd x
refused 2 '.' "a descriptor that is no number"
as jane show One --reveal=yes
refused 2 'no value' "a value for an option that takes none"
as jane show 12
refused 3 "no item called .12. that you can open; number 12 is given as '#12'" "a number from the list without its sign"
as jane show One -f
refused 2 'needs a value' "an option without its value"

as jane add -- "--reveal"
done_ok "behind -- everything is an argument"
as jane --json show -- "--reveal"
json '.title == "--reveal"' "also for show"
as jane --json show --json "#1"
json '.id == 1' "an option twice does no harm"

# --- quiet, plain, colour ---

as jane add "Loud"
like "$err" 'Added' "what was done is said"
is "$out" "" "on stderr"
as jane -q add "Quiet"
is "$err" "" "-q: and with -q it is not"
as jane -q show "no such"
refused 3 '.' "-q: errors are"
for setting in NO_COLOR=1 TERM=dumb TERM=xterm-256color; do
	with_setting() { env "$setting" "$STRONGROOM" ls --member Jane --passphrase-fd 9 9<<<"${PASS[jane]}" 2>&1; }
	is "$(with_setting | tr -cd '\033' | wc -c)" 0 "$setting: no colour into a pipe"
done
run generate --member nobody --vault "$T/none.db" --passphrase-fd 77 --no-input --plain
done_ok "a global option that is not needed does no harm"

# --- generate ---

run generate
like "$out" '^[A-Za-z0-9]{20}$' "generate: 20 letters and digits"
run generate ncsc
like "$out" '^([A-Z][a-z]+(-[a-z]+)?){3}' "generate ncsc: three words"
run generate words:6,sep:_ -n 5
is "$(sort -u "$T/out" | grep -cE '^[a-z-]+(_[a-z-]+){5}$')" 5 "generate words:6,sep:_ -n 5"
run generate random:40,symbols
is "${#out}" 40 "generate random:40,symbols"
run generate random:3000000
refused 2 '.' "generate: too long"
run generate -n 0
refused 2 '1 to' "generate: none at all"

# --- descriptors ---

printf 'first\r\nsecond\n' >"$T/lines"
exec 8<"$T/lines"
as jane add "Two lines" --password-fd 8 --secret-field next:8
exec 8<&-
as jane --json show "Two lines" --reveal
json '[.fields[] | {(.label): .value}] | add == {password: "first", next: "second"}' "one descriptor can give several lines, each without its end"
as jane add "Empty" --password-fd 8 8</dev/null
refused 9 'no line' "an empty descriptor"
as jane add "Long" --notes-fd 8 8< <(head -c 1048577 /dev/zero | tr '\0' x)
refused 9 'longer' "more than a field holds"
as jane add "Just right" --notes-fd 8 8< <(head -c 1048576 /dev/zero | tr '\0' x)
done_ok "a megabyte is not"
as jane show "Just right" -f notes
is "$(wc -c <"$T/out")" 1048576 "and comes back whole"
setsid -w "$STRONGROOM" ls --member Jane --passphrase-fd 9 9<<<"${PASS[jane]}" >&- 2>"$T/err"
is "$?" 0 "with stdout closed nothing is broken"
sound "and the vault is sound"

# --- a part of a name means who is still there ---

new_member ann "Ann Ward" councillor
new_member amy "Amy Ward" councillor
as jane member leave Ward
refused 2 'fits 2 members: #4 "Ann Ward", #5 "Amy Ward"' "two of them"
as jane member leave "Ann Ward"
run ls --member Ward --passphrase-fd 9 9<<<"${PASS[amy]}"
done_ok "to unlock"
as jane --json member leave Ward
json '.left == "Amy Ward"' "or to leave"
as jane member leave Ward
refused 2 'fits 2 members: #4 "Ann Ward" \(left\), #5 "Amy Ward" \(left\)' "of those who left, each is named"
as jane member leave Amy
refused 8 'left already' "and one is found"
finish
