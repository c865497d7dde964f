# lib.sh: TAP, a folder of its own for each script, and ways to run the program.
#
# A script sources this, makes a vault with new_vault, runs the program with
# "run" or "as", and asks about the three things a person would notice: the
# exit status ($rc), what was printed ($out, and exactly in $T/out), and what
# was said about it ($err, $T/err).

set -u
: "${STRONGROOM:?the path of the program}"
: "${TESTS:?the folder of the tests}"
: "${TOP:?the folder of the source}"

# The same letters, terminal, days and rights wherever the tests are run
export LC_ALL=C.UTF-8 TERM=xterm TZ=UTC
umask 022
T=$(mktemp -d "${TMPDIR:-/tmp}/strongroom-test.XXXXXX")
T=$(realpath "$T")
export HOME=$T/home XDG_STATE_HOME=$T/state XDG_DATA_HOME=$T/data STRONGROOM_VAULT=$T/v.db
unset STRONGROOM_MEMBER STRONGROOM_MEDIA NO_COLOR XDG_CONFIG_HOME ZDOTDIR
# Of agents: never the one of whoever runs the tests.
export XDG_RUNTIME_DIR=$T/run
mkdir -p "$HOME"
mkdir -m 700 "$XDG_RUNTIME_DIR"

# A fault that a sanitizer finds must not look like an ordinary failure (1).
export ASAN_OPTIONS=exitcode=199:detect_leaks=${DETECT_LEAKS:-1} UBSAN_OPTIONS=exitcode=199
FAULTS='left in memory|Sanitizer|runtime error:|[Aa]ssertion'

# The cheapest key derivation that is accepted, so that a script is quick.
KDF=(--kdf-memory 19M --kdf-passes 2)

declare -A PASS=([jane]="correct horse battery staple of jane")
declare -A NAME=([jane]="Jane Smith")

at_end=()
clean_up() {
	local command
	# Not in a part of the script that is killed before it has become the program it is to be
	[ "$BASHPID" = $$ ] || return
	for command in ${at_end[@]+"${at_end[@]}"}; do
		eval "$command"
	done
	chmod -R u+rwX "$T" 2>/dev/null
	rm -rf "$T"
}
trap clean_up EXIT

# --- TAP ---

tests=0
faults=0

diag() {
	sed 's/^/# /' <<<"$*"
}

pass() {
	echo "ok $((++tests)) - $1"
}

fail() {
	echo "not ok $((++tests)) - $1"
	shift
	[ $# = 0 ] || diag "$@"
}

skip() { # NAME REASON
	echo "ok $((++tests)) - $1 # SKIP $2"
}

# The last line of a script: without it prove sees no plan, and fails.
finish() {
	echo "1..$tests"
}

# Programs that CONTRIBUTING.md tells a developer to install.
need() {
	local tool
	for tool; do
		command -v "$tool" >/dev/null && continue
		echo "Bail out! $tool is missing: see CONTRIBUTING.md"
		exit 1
	done
}

# ok NAME COMMAND…: the command succeeds
ok() {
	local name=$1 said
	shift
	if said=$("$@" 2>&1); then
		pass "$name"
	else
		fail "$name" "failed: $*" "$said"
	fi
}

no() {
	! "$@"
}

is() { # GOT WANT NAME
	if [ "$1" = "$2" ]; then
		pass "$3"
	else
		fail "$3" "wanted: $2"$'\n'"   got: $1"
	fi
}

like() { # GOT REGEX NAME
	if grep -Eqze "$2" < <(printf %s "$1"); then
		pass "$3"
	else
		fail "$3" "wanted something like: $2"$'\n'"got: $1"
	fi
}

unlike() { # GOT REGEX NAME
	if grep -Eqze "$2" < <(printf %s "$1"); then
		fail "$3" "did not want: $2"$'\n'"got: $1"
	else
		pass "$3"
	fi
}

# --- running the program ---

# What no exit status of the program may be: killed, aborted, a sanitizer's
# word, or a secret that was still in memory at the end.
check_faults() {
	if { [ "$rc" -ge 124 ] && [ "$rc" != 130 ]; } || [[ $err =~ $FAULTS ]]; then
		fail "the program does not break" "exit status $rc of: $*" "$(tail -n 40 "$T/err")"
		faults=$((faults + 1))
	fi
}

# Any command at all, without a terminal, into $rc, $out and $err.
quietly() {
	setsid -w "$@" >"$T/out" 2>"$T/err" </dev/null
	rc=$?
	# Of NUL bytes, which it leaves out, bash would tell
	{ out=$(<"$T/out") err=$(<"$T/err"); } 2>/dev/null
	check_faults "$@"
}

# The program as it is.
run() {
	quietly "$STRONGROOM" "$@"
}

# as WHO ARGUMENTS…: the program, with that member's passphrase
as() {
	local who=$1
	shift
	quietly "$STRONGROOM" --member "${NAME[$who]}" --passphrase-fd 9 "$@" 9<<<"${PASS[$who]}"
}

# hurried COMMAND…: without the wait after wrong passphrases or words; how long each would
# be, in seconds, is added to $T/waits
hurried() {
	ASAN_OPTIONS=$ASAN_OPTIONS:verify_asan_link_order=0 LD_PRELOAD=$BUILD/tests/no_delay.so NO_DELAY=$T/waits "$@"
}

# at_terminal NAME: a person at a terminal does what comes from stdin, as in tools/terminal.tcl
at_terminal() {
	export T STRONGROOM
	cat "$TESTS/tools/terminal.tcl" - >"$T/script"
	if setsid -w expect "$T/script" >"$T/said" 2>&1; then
		pass "$1"
	else
		fail "$1" "$(cat -v "$T/said")"
	fi
	# What a fault leaves on the screen
	! grep -Eq "$FAULTS" "$T/screen" || fail "the program does not break" "$(grep -E -A20 "$FAULTS" "$T/screen" | cat -v)"
}

# --- what came of it ---

done_ok() { # NAME
	if [ "$rc" = 0 ]; then
		pass "$1"
	else
		fail "$1" "exit status $rc" "$err"
	fi
}

# said REGEX: a line on stderr fits it. A script asks this a thousand times: hence no grep
said() {
	local line
	while IFS= read -r line || [ -n "$line" ]; do
		[[ $line =~ $1 ]] && return
	done <"$T/err"
	return 1
}
# in_any_case COMMAND…: the command, to which capitals and small letters are the same
in_any_case() {
	local status
	shopt -s nocasematch
	"$@"
	status=$?
	shopt -u nocasematch
	return $status
}

SENTENCE='^strongroom: [A-Z/"-].*[.?!]$|^\{"error":\{"code":"[a-z-]+","message":".+"\}\}$'
# refused STATUS REGEX NAME: that exit status, nothing on stdout, one sentence on stderr
refused() {
	if [ "$rc" != "$1" ]; then
		fail "$3" "exit status $rc, wanted $1" "$out$err"
	elif [ -s "$T/out" ]; then
		fail "$3" "something was printed:" "$out"
	elif ! in_any_case said "$2"; then
		fail "$3" "wanted something like: $2" "$err"
	elif ! said "$SENTENCE"; then
		fail "$3" "not a sentence:" "$err"
	else
		pass "$3"
	fi
}

# json FILTER NAME: what was printed is one JSON document for which the filter is true
json() {
	if jq -es "length == 1 and (.[0] | ($1))" "$T/out" >/dev/null 2>&1; then
		pass "$2"
	else
		fail "$2" "not true: $1" "$(head -c 500 "$T/out")" "$err"
	fi
}

# One value out of what was printed.
get() {
	jq -r "$1" "$T/out"
}

# log_has FILTER NAME: on the newest log, read by the clerk, that is true of the array
log_has() {
	as jane --json audit log
	json "$1" "$2"
}

sound() { # NAME: the log and every row are whole; no passphrase is needed for that
	run audit verify
	done_ok "$1"
}

# --- vaults ---

new_vault() {
	quietly "$STRONGROOM" init --council "Ashby Parish Council" --member "${NAME[jane]}" \
		"${KDF[@]}" --passphrase-fd 9 9<<<"${PASS[jane]}"
	[ "$rc" = 0 ] && return
	echo "Bail out! a vault cannot be made: $err"
	exit 1
}

# new_member WHO NAME ROLE: with a passphrase of their own already set
new_member() {
	local first
	NAME[$1]=$2
	as jane --json member add "$2" --role "$3"
	first=$(get .first_passphrase)
	PASS[$1]="own passphrase of $1, long enough"
	PASS[first]=$first NAME[first]=$2
	as first passphrase --new-passphrase-fd 8 8<<<"${PASS[$1]}"
	[ "$rc" = 0 ] || diag "new member $2: $err"
}

# add WHO TITLE PASSWORD [OPTIONS…]
add() {
	local who=$1 title=$2 password=$3
	shift 3
	as "$who" add "$title" --password-fd 8 "$@" 8<<<"$password"
}

# new_envelope: its words, key and recipient into $T/words, $T/key, $T/recipient
new_envelope() {
	as jane --json envelope create --holder "Cllr Shah"
	get .sheets[0].words >"$T/words"
	get .identity >"$T/key"
	get .recipient >"$T/recipient"
}

# told_apart FILE…: can the first sheet of each be told to be of another envelope than the others?
# What sheets have in common is 15 bits (SLIP-39), alike by chance in one of 32,768 pairs.
told_apart() {
	[ "$(head -qn 1 "$@" | cut -d ' ' -f 1,2 | sort -u | wc -l)" = $# ]
}

# mistyped FILE N: the words of a sheet, the Nth of which is another one
mistyped() {
	awk -v n="$2" '{$n = $n == "academic" ? "acid" : "academic"; print}' "$1"
}

# changed_round FILE: the words of a sheet, of which two neighbours that differ have changed places
changed_round() {
	awk '{for (i = 5; i < NF - 1 && $i == $(i + 1);) i++; word = $i; $i = $(i + 1); $(i + 1) = word; print}' "$1"
}

sum() {
	sha256sum <"$1"
}

# with_file FILE COMMAND…: the command with that file for a vault, and a copy of
# what this computer remembers, so that what happens there leaves no trace here
with_file() {
	local STRONGROOM_VAULT=$1 XDG_STATE_HOME=$T/state.copy
	shift
	rm -rf "$T/state.copy"
	cp -a "$T/state" "$T/state.copy"
	"$@"
}

# all_commands: every command of the help, one a line
all_commands() {
	"$STRONGROOM" help | sed -nE "/^  strongroom /d; s/^  ([a-z]+( [a-z]+)?)(  | [A-Z[]).*/\1/p"
}
