#!/bin/bash
# A secret goes to the clipboard by whatever way there is, and leaves it by itself.
. "$(dirname "$0")/lib.sh"
need jq expect Xvfb xclip xsel perl

unset DISPLAY WAYLAND_DISPLAY SSH_CONNECTION SSH_TTY TMUX STY WSL_INTEROP
export XDG_RUNTIME_DIR=$T/run JANE=${PASS[jane]}
mkdir -p -m 700 "$XDG_RUNTIME_DIR"

# A display for xclip and xsel, of a number that nobody else uses, which
# does not start anew whenever its last client goes
mkfifo "$T/ready"
screen=:$((10000 + $$ % 30000))
Xvfb "$screen" -displayfd 3 -screen 0 640x480x8 -nolisten tcp -noreset 3>"$T/ready" 2>"$T/xvfb" >&2 &
at_end+=("kill $!")
read -r number <"$T/ready"

# left: the keepers of this test, by their numbers
left() {
	local pid
	for pid in $(pgrep -fx strongroom-clipboard); do
		! grep -qzxF "HOME=$HOME" "/proc/$pid/environ" 2>/dev/null || echo "$pid"
	done
}
at_end+=('kill $(left) 2>/dev/null')

# served: the programs that a keeper has started
served() {
	local pid
	for pid in $(left); do
		pgrep -P "$pid"
	done
}

# soon COMMAND…: within half a minute it succeeds
soon() {
	local i
	for i in {1..300}; do
		"$@" && return
		sleep 0.1
	done
	return 1
}

nobody_left() {
	[ -z "$(left)" ]
}

there() { # what is on the clipboard of the display
	timeout 30 xclip -display "$screen" -selection clipboard -o 2>"$T/xclip.err"
}

# lies SECRET NAME: in no command line and no environment of any process
lies() {
	local where
	printf %s "$1" >"$T/pattern"
	where=$(grep -lF -f "$T/pattern" /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null)
	is "$where" "" "$2"
}

# remembers PID TEXT: does the memory of that process have it?
remembers() {
	perl -e '
		my ($pid, $text) = @ARGV;
		open my $maps, "<", "/proc/$pid/maps" or exit 3;
		open my $mem, "<:raw", "/proc/$pid/mem" or exit 3;
		while (<$maps>) {
			/^(\w+)-(\w+) rw/ or next;
			my ($at, $end) = (hex $1, hex $2);
			sysseek $mem, $at, 0 or next;
			sysread $mem, my $bytes, $end - $at or next;
			exit 0 if index($bytes, $text) >= 0;
		}
		exit 1' "$1" "$2"
}

# Of this test alone, for it is looked for in all processes
BANK=s3cret-of-bank-${T##*.}
new_vault
add jane Bank "$BANK" -u clerk7 --secret-field pin:7 7<<<"4711-of-bank"
add jane Post "s3cret-of-post" --field desk=counter

# --- where there is nothing ---

as jane copy Bank
refused 1 "no clipboard to be had.*show ITEM -f" "without any clipboard it is refused, with another way"
log_has '[.[]|select(.action=="item.reveal")]==[]' "and nothing was revealed for it"
export DISPLAY=$screen
as jane copy Bank --seconds 4
refused 2 "seconds" "not for less than five seconds"
as jane copy Bank --seconds 301
refused 2 "seconds" "and not for more than five minutes"
as jane copy Bank -f pine
refused 3 'no field "pine"' "not what there is not"
as jane copy Bank --seconds 5 -f url
refused 3 'is empty; the clipboard is as it was' "not what is empty"
log_has '[.[]|select(.action=="item.reveal")]==[]' "and still nothing was revealed"

# --- xclip ---

as jane copy Bank --seconds 300 --reason "call from the bank"
done_ok "by xclip"
like "$err" "clipboard, by xclip, for 300 seconds.*cleared.*If nothing pastes" "which is said, with how long and what else"
is "$out" "" "nothing is printed"
is "$(there)" "$BANK" "it is there"
log_has '[.[]|select(.action=="item.reveal")]|last.detail|.fields=="password (to the clipboard)" and .reason=="call from the bank"' \
	"it is recorded as what it is"
keeper=$(left)
is "$(wc -w <<<"$keeper")" 1 "one process of the program is left behind"
lies "$BANK" "the secret is in no command line and no environment"
is "$(ps -o tty= -p "$keeper" | tr -d ' ')" "?" "the process has no terminal"
is "$(ls -l "/proc/$keeper/fd" | grep -Ec 'v\.db|/dev/(pts|tty)|pipe:')" 0 "and nothing open that is another's"
is "$(tr '\0' '\n' <"/proc/$keeper/environ" | sed 's/=.*//' | grep -Evx 'PATH|HOME|LANG|LC_ALL|TERM|TMUX|STY|DISPLAY|XAUTHORITY|WAYLAND_DISPLAY|XDG_RUNTIME_DIR|WSL_INTEROP|WSL_DISTRO_NAME')" \
	"" "it was given what it needs of the environment"
if [ "${SANITIZED:-OFF}" = ON ]; then
	skip "it forgets" "a sanitizer keeps freed memory"
else
	remembers "$keeper" "$HOME"
	case $? in
	0)
		ok "it has forgotten the secret" no remembers "$keeper" "$BANK"
		ok "and never knew the passphrase" no remembers "$keeper" "${PASS[jane]}"
		;;
	*) skip "it forgets" "the memory of a process may not be read here" ;;
	esac
fi

as jane --json clip Bank -f pin --seconds 300
json '.field == "pin" and .seconds == 300 and .title == "Bank" and (tostring | contains("4711") | not)' "clip is copy; JSON has no secret"
is "$(there)" "4711-of-bank" "a second copy takes the place of the first"
is "$(left | wc -w)" 1 "and so does its process"
ok "which is another" test "$(left)" != "$keeper"

as jane copy Bank -f username --seconds 300
is "$(there)" "clerk7" "what is not hidden can be copied too"
log_has '[.[]|select(.action=="item.reveal")]|length==2' "which is no reveal"

kill -HUP "$(left)"
ok "a hang-up ends it" soon nobody_left
is "$(there)" "" "and clears the clipboard"

as jane copy Bank --seconds 300
printf %s "of another program" | xclip -in -selection clipboard >"$T/xclip.out" 2>&1
ok "when something else is copied it ends" soon nobody_left
is "$(there)" "of another program" "and leaves that alone"

as jane copy Bank --seconds 300
keeper=$(left) server=$(served)
kill -KILL "$keeper"
gone() {
	! kill -0 "$server" 2>/dev/null || grep -q '^State:.Z' "/proc/$server/status"
}
ok "when it is killed, so is what serves the secret" soon gone
is "$(there)" "" "which is not on the clipboard then"

# A desktop that takes over what a program has copied when that ends
as jane copy Bank --seconds 300
there | xclip -in -selection clipboard >"$T/xclip.out" 2>&1
unserved() {
	[ -z "$(served)" ]
}
ok "another program serves the same" soon unserved
sleep 1.5
is "$(left | wc -w)" 1 "it waits, for the secret is still there"
kill -TERM "$(left)"
ok "it ends" soon nobody_left
is "$(there)" "" "and the secret is not there any more"

# --- xsel, and programs that fail ---

# with_only FOLDER ARGUMENTS…: jane's copy with that for a PATH
with_only() {
	local path=$1
	shift
	quietly env PATH="$path" "$STRONGROOM" --passphrase-fd 9 copy "$@" 9<<<"$JANE"
}
mkdir "$T/xsel" "$T/broken" "$T/none"
ln -s "$(command -v xsel)" "$T/xsel/"
with_only "$T/xsel" Bank --seconds 300
like "$err" "by xsel, for 300" "by xsel where there is no xclip"
is "$(there)" "$BANK" "it is there"
kill -TERM "$(left)"
ok "the process ends" soon nobody_left
is "$(there)" "" "and clears it"
with_only "$T/none" Bank
refused 1 "no clipboard to be had" "a display alone is none"
printf '#!%s\nexit 1\n' "$(command -v bash)" >"$T/broken/xclip"
chmod +x "$T/broken/xclip"
with_only "$T/broken" Bank
is "$rc" 1 "a program that fails"
like "$err" "be reached by xclip.*no clipboard" "is named"
ok "and nobody is left behind" nobody_left
ln -s "$(command -v xsel)" "$T/broken/"
with_only "$T/broken" Bank --seconds 300
like "$err" "be reached by xclip.*by xsel" "the next is tried"
is "$(there)" "$BANK" "and takes it"
DISPLAY=:9999 as jane copy Bank
is "$rc" 1 "a display that is not there"
SSH_CONNECTION="192.0.2.1 1 192.0.2.2 22" as jane copy Bank
refused 1 "no clipboard" "nor is one in front of which nobody sits"

# --- wl-copy ---

# It keeps what it serves in a file in /tmp, as that of Debian 12 does, and so is not in there itself
wayland=$(mktemp -d /var/tmp/strongroom-test.XXXXXX)
mine=/tmp/wl-copy-buffer-${T##*.}
at_end+=("rm -rf $wayland $mine $mine.new")
cat >"$wayland/wl-copy" <<EOF
#!/bin/sh
cat >$mine.new && mv $mine.new $mine && exec sleep 1000
EOF
cat >"$wayland/wl-paste" <<EOF
#!/bin/sh
cat $mine
EOF
chmod +x "$wayland/"*
if unshare --user --map-root-user --mount true 2>/dev/null; then
	kept_path=$PATH
	export PATH=$wayland:$PATH WAYLAND_DISPLAY=wayland-0
	as jane copy Bank --seconds 300
	done_ok "by wl-copy"
	like "$err" "clipboard, by wl-copy" "which is said"
	ok "the file with the value is not in everybody's /tmp" no ls "$mine"
	is "$(cat "/proc/$(served)/root$mine")" "$BANK" "but in memory that only its programs see"
	kill "$(left)"
	ok "and is gone with them" soon nobody_left
	unset WAYLAND_DISPLAY
	PATH=$kept_path
else
	skip "by wl-copy" "this system gives no memory of their own to programs"
fi

# --- Windows ---

# What the program asks of powershell.exe, done with a file
mkdir "$T/windows"
cat >"$T/windows/powershell.exe" <<EOF
#!$(command -v bash)
PATH=$PATH
printf '%s\n' "\$@" >>"$T/asked"
case \${!#} in
*SetDataObject*) cat >"$T/pasted" ;;
*GetText*) cat "$T/pasted" ;;
*Clear*) : >"$T/pasted" ;;
esac
EOF
chmod +x "$T/windows/powershell.exe"
on_windows() {
	WSL_INTEROP=/run/WSL/8_interop with_only "$T/windows" "$@"
}
on_windows Bank --seconds 300
like "$err" "clipboard, by Windows, for 300" "by Windows, from within it"
is "$(<"$T/pasted")" "$BANK" "it is there, byte for byte"
for format in ExcludeClipboardContentFromMonitorProcessing CanIncludeInClipboardHistory CanUploadToCloudClipboard; do
	ok "with $format, against its history" grep -qF "'$format'" "$T/asked"
done
ok "the secret is in no argument" no grep -qF "s3cret" "$T/asked"
is "$(left | wc -w)$(served)" 1 "one process is left behind, and no other"
kill -TERM "$(left)"
ok "it ends" soon nobody_left
is "$(<"$T/pasted")" "" "and clears it"
on_windows Bank --seconds 300
printf %s "of another program" >"$T/pasted"
kill -TERM "$(left)"
ok "it ends" soon nobody_left
is "$(<"$T/pasted")" "of another program" "and leaves alone what is another's"
with_only "$T/windows" Bank
if grep -qi microsoft /proc/version; then
	skip "outside of Windows" "this is Windows"
else
	refused 1 "no clipboard" "outside of Windows that name means nothing"
fi

# --- the terminal, and time ---

# decoded: what the terminal was told to have on its clipboard
decoded() {
	perl -MMIME::Base64 -0777 -ne '
		s/\ePtmux;(.*?)(?<!\e)\e\\/$1 =~ s|\e\e|\e|gr/gse;
		s/\eP(.*?)\e\\/$1/gs;
		print "[", decode_base64($1), "]" while /\e\]52;c;([^\a]*)\a/g' "$T/screen"
}
osc() { # NAME ARGUMENTS…: at a terminal, which stays for seven seconds
	local name=$1
	shift
	rm -f "$T/screen"
	at_terminal "$name" <<-EXPECT
		start bash -c "PATH=$T/none $STRONGROOM copy $* --seconds 5; echo done; read x"
		answer "Passphrase of Jane Smith.*: " \$env(JANE)
		see "clipboard, by the terminal .OSC 52., for 5 seconds.*whatever it holds then"
		see "done"
		see "\\\\\]52;c;\\007"
		type ""
		expect eof
	EXPECT
}
unset DISPLAY
# While one waits for its time, the others do too
DISPLAY=$screen XDG_STATE_HOME=$T/state.x as jane copy Post --seconds 8
is "$(there)" "s3cret-of-post" "by xclip for eight seconds"
XDG_STATE_HOME=$T/state.w on_windows Post --seconds 8
is "$(<"$T/pasted")" "s3cret-of-post" "by Windows for eight seconds"
osc "by the terminal for five seconds" Bank
is "$(decoded)" "[$BANK][]" "it is told the secret, and then nothing"
ok "all have ended by themselves" soon nobody_left
is "$(there)$(<"$T/pasted")" "" "and each clipboard is empty"

# at_once NAME: the same, and the terminal is closed
at_once() {
	rm -f "$T/screen"
	at_terminal "$1" <<-EXPECT
		start bash -c "PATH=$T/none $STRONGROOM copy Bank --seconds 300; echo done; sleep 9"
		answer "Passphrase of Jane Smith.*: " \$env(JANE)
		see "done"
	EXPECT
}
TMUX=/tmp/tmux,1,0 at_once "within tmux"
is "$(decoded)" "[$BANK]" "the sequence is passed through it"
ok "to the terminal outside" grep -qF $'\ePtmux;\e\e]52;c;' "$T/screen"
ok "when the terminal is closed, the process ends" soon nobody_left
STY=1.pts at_once "within screen"
is "$(decoded)" "[$BANK]" "the sequence is passed through that"
ok "as it wants it" grep -qF $'\eP\e]52;c;' "$T/screen"
ok "the process ends" soon nobody_left
finish
