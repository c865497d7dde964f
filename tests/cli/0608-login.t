#!/bin/bash
# login: the address, then user name, password and code one after the other, to the
# clipboard or on the screen, under one record.
. "$(dirname "$0")/lib.sh"
need jq expect
export JANE=${PASS[jane]} HOME=$T

# A clipboard that is a file, and is served for as long as it is there
mkdir "$T/bin"
cat >"$T/bin/xclip" <<'SH'
#!/bin/sh
case "$*" in
*-o*) cat "$HOME/clipboard" ;;
*)
	cat >"$HOME/clipboard.new" && mv "$HOME/clipboard.new" "$HOME/clipboard"
	exec sleep 60
	;;
esac
SH
chmod +x "$T/bin/xclip"
export PATH=$T/bin:$PATH DISPLAY=:0
unset WAYLAND_DISPLAY SSH_CONNECTION SSH_TTY TMUX STY WSL_INTEROP
: >"$T/clipboard"

# What serves it is left behind for half a minute
end_servers() {
	local pid
	for pid in /proc/[0-9]*; do
		grep -qzxF "HOME=$T" "$pid/environ" 2>/dev/null || continue
		[ "$(tr '\0' ' ' <"$pid/cmdline" 2>/dev/null)" != "strongroom-clipboard " ] || kill "${pid#/proc/}"
	done
}
at_end+=(end_servers)

LEAD='
proc login {args} {
	global env
	strongroom login {*}$args
	see "Passphrase of Jane Smith.*: "
	type $env(JANE)
}
proc offers {what key} {
	see "The $what .Enter: to the clipboard, s: show it, n: not this.: "
	type $key
}
proc clipboard_is {want} {
	global env
	for {set i 0} {$i < 300} {incr i} {
		set f [open $env(T)/clipboard]
		set got [read $f]
		close $f
		if {$got eq $want} { return }
		after 100
	}
	failed "on the clipboard: $got, wanted $want"
}
# Early in five seconds, so that they are not over before the program has seen the key; but not
# in their first one, in which a code is given at once
proc early {} {
	while {[clock milliseconds] % 5000 < 1100 || [clock milliseconds] % 5000 > 1600} { after 20 }
}
'
person() { # NAME, with LEAD before what comes from stdin
	at_terminal "$1" < <(printf '%s' "$LEAD"; cat)
}

new_vault
SEED=JBSWY3DPEHPK3PXP
add jane "Bank" "s3cret-of-bank" -u clerk7 --url https://bank.example/ --url https://bank.example/app
jq -n --arg totp "otpauth://totp/x?secret=$SEED&period=5" \
	'{encrypted: false, items: [{type: 1, name: "HMRC", login: {username: "vat", password: "s3cret-of-hmrc", totp: $totp}}, {type: 1, name: "Code only", login: {totp: $totp}}]}' >"$T/import.json"
as jane import "$T/import.json"
as jane add "A note" --notes-fd 7 7<<<"only a note"
as jane add "Name only" -u somebody

# --- to the clipboard ---

person "address, user name and password, each on the clipboard when Enter is pressed" <<'EXPECT'
login Bank --reason "pay run"
see "Bank  .#1.\r.*https://bank.example/\r.*https://bank.example/app\r.*Compare that address with what the browser shows"
offers "user name" ""
see "for 30 seconds"
clipboard_is "clerk7"
offers "password" ""
see "for 30 seconds"
clipboard_is "s3cret-of-bank"
ends 0
EXPECT
as jane --json audit log --action item.reveal
json 'length == 1 and .[0].detail.fields == "password" and .[0].detail.reason == "pay run" and .[0].subject.id == 1' "one record for all of it"
ok "nothing hidden was on the screen" no grep -q s3cret-of-bank "$T/screen"

# --- on the screen, or not at all ---

code_at() { # MILLISECONDS: what RFC 6238 gives
	perl -MDigest::SHA=hmac_sha1 -e '
		my ($seed, $ms) = @ARGV; my %v; @v{"A".."Z", 2..7} = 0..31;
		my $bits = join "", map { sprintf "%05b", $v{$_} } split //, $seed;
		my $h = hmac_sha1(pack("NN", 0, int($ms / 5000)), pack("B*", substr($bits, 0, 8 * int(length($bits) / 8))));
		printf "%06d\n", (unpack("N", substr($h, ord(substr($h, 19)) & 15, 4)) & 0x7fffffff) % 1000000' "$SEED" "$1"
}
: >"$T/screen"
person "the code is made when its turn comes, or is the next one" <<'EXPECT'
login HMRC
see "no address to compare"
offers "user name" "n"
offers "password" "s"
see "    s3cret-of-hmrc\r"
see "The one-time code .*: "
early
set typed [clock milliseconds]
type "s"
see "The next code comes in \[1-4] seconds?"
see "    (\[0-9]{6})\r"
set f [open $env(T)/code w]
puts $f "$expect_out(1,string) $typed [clock milliseconds]"
close $f
see "It is good for \[1-5] seconds?"
ends 0
EXPECT
read -r code typed now <"$T/code"
# The next one, or the one after that, if nothing went on here for so long
for ((at = typed + 5000; at / 5000 < now / 5000; at += 5000)); do
	[ "$code" != "$(code_at "$at")" ] || break
done
is "$code" "$(code_at "$at")" "and is the right one when it is shown"
as jane --json audit log --action item.reveal --item HMRC
json 'length == 1 and .[0].detail.fields == "password, totp"' "that, too, is one record"
person "Ctrl-C ends the wait for a code" <<'EXPECT'
login "Code only"
see "The one-time code .*: "
early
type ""
see "The next code comes"
send "\003"
see "The login was broken off"
expect eof
wait
EXPECT

# --- breaking it off ---

person "Ctrl-C ends it, and takes off the clipboard what was given" <<'EXPECT'
login Bank
offers "user name" "n"
see "The password .*: "
type "what?"
see "Press Enter, or type s or n"
offers "password" "n"
ends 0
login HMRC
offers "user name" "n"
offers "password" ""
clipboard_is "s3cret-of-hmrc"
see "The one-time code .*: "
send "\003"
see "The login was broken off; it is on the audit log"
expect eof
wait
clipboard_is ""
EXPECT
person "but what was copied since stays there" <<'EXPECT'
login HMRC
offers "user name" "n"
offers "password" ""
clipboard_is "s3cret-of-hmrc"
see "The one-time code .*: "
set f [open $env(T)/clipboard w]
puts -nonewline $f "copied since"
close $f
send "\003"
see "The login was broken off"
expect eof
wait
after 300
clipboard_is "copied since"
EXPECT
person "where nothing was given, the clipboard stays as it is" <<'EXPECT'
set f [open $env(T)/clipboard w]
puts -nonewline $f "something else"
close $f
login Bank
offers "user name" "n"
see "The password .*: "
send "\003"
expect eof
wait
after 300
clipboard_is "something else"
EXPECT

# --- what it cannot do ---

person "a user name alone is given without a reveal" <<'EXPECT'
login "Name only"
offers "user name" "s"
see "    somebody\r"
ends 0
EXPECT
as jane --json audit log --action item.reveal --item "Name only"
json 'length == 0' "which is not recorded"
person "what has nothing to log in with" <<'EXPECT'
login "A note"
see "has neither user name nor password nor code"
ends 2
EXPECT
as jane login Bank
refused 2 'person at a terminal.*strongroom show ITEM -f password' "a script is told what it uses"
as jane --no-input login Bank
refused 2 'person at a terminal' "and so is --no-input"
as jane --json login Bank
refused 2 'person at a terminal' "and --json"
person "what is not there" <<'EXPECT'
login Nothing
see "There is no item"
ends 3
EXPECT
as jane edit Bank --secret-field "new password:8" 8<<<"s3cret-newer"
person "a password that waits for an answer is given too, and named as what it is" <<'EXPECT'
login Bank
see "A new password waits.*strongroom change '#1'"
offers "user name" "n"
offers "password" "n"
offers "new password, if the other is not right" "s"
see "    s3cret-newer\r"
ends 0
EXPECT
sound "the vault is sound"
finish
