#!/bin/bash
# The agent: what goes through it, what does not, and when it ends.
. "$(dirname "$0")/lib.sh"
. "$TESTS/cli/agent.sh"
need jq perl

# Those that run still, by what bash knows: the number of one that is gone may be another's
end_jobs() {
	local running
	running=$(jobs -pr)
	# shellcheck disable=SC2086
	[ -z "$running" ] || kill $running
}
at_end+=(end_jobs)

new_vault
add jane Bank "s3cret-of-the-bank"

records() {
	"$STRONGROOM" --json audit verify | jq .records
}

# --- what goes through it ---

run show Bank --reveal
refused 4 "passphrase is needed" "without an agent a command asks for the passphrase"
run lock
done_ok "to lock where nothing is unlocked is no error"
like "$err" "Nothing was unlocked" "and says so"

as jane unlock
done_ok "unlock starts an agent"
like "$err" "Unlocked for Jane Smith until .*strongroom lock" "and says until when, and how it ends"
is "$(stat -c %a "$XDG_RUNTIME_DIR/strongroom" "$(socket)" | tr '\n' ' ')" "700 600 " "its socket is the user's alone"
records=$(records)
run --json show Bank --reveal
done_ok "a command needs no passphrase then"
json '[.fields[] | select(.label == "password").value] == ["s3cret-of-the-bank"]' "and reveals"
is "$(records)" $((records + 1)) "with one record, the reveal, and none of an unlock"
as jane --json audit log
json 'map(select(.action == "item.reveal"))[-1] | .outcome == "ok" and .authenticated and .detail.agent == "yes"' \
	"which says that it came through an agent"
json 'map(select(.action == "unlock"))[-2].detail.agent | test("15 minutes")' "as the unlock says that it began one"
records=$(records)
run edit Bank --password-fd 8 8<<<"s3cret-of-the-bank"
refused 2 "says all of that already" "who types what is there is told so"
is "$(records)" $((records + 1)) "which is on the log"
quietly bash -c 'ulimit -f 1; exec "$STRONGROOM" edit Bank --password-fd 8' 8<<<"s3cret-of-the-bank"
is "$rc" 10 "and where that cannot be written nobody is told"
quietly bash -c 'ulimit -f 1; exec "$STRONGROOM" edit Bank --password-fd 8' 8<<<"another"
is "$rc" 10 "as with what is not there"
run add Post --password-fd 8 8<<<"another-s3cret"
done_ok "so does adding"
run audit checkpoint --out "$T/note"
done_ok "and a checkpoint"
run audit verify --against "$T/note"
done_ok "whose signature is good"
run verify
done_ok "and a check of everything"
run --json status
json '.agent.member == "Jane Smith" and .agent.idle_seconds == 900' "status says that there is an agent"

# --- what does not ---

for command in "passphrase" "export $T/x.json --format bitwarden --in-clear" "member add Bob --role chair" "member leave Bob" "collection set General --private" \
	"grant General Jane" "revoke General Jane" "policy set seal.path=" "envelope create --holder H" \
	"envelope withdraw --yes" "envelope seen 1" "envelope drill" "envelope handover 1 --to H" \
	"envelope reported --minute 1"; do
	# shellcheck disable=SC2086
	run $command
	refused 4 "passphrase is needed" "\"${command%% [-/]*}\" asks for the passphrase all the same"
done
run unlock --for 2h
refused 4 "passphrase is needed" "so does a longer time"
run unlock
done_ok "to unlock again is a use, and needs none"
cp "$STRONGROOM_VAULT" "$T/copy.db"
run --vault "$T/copy.db" ls
refused 4 "passphrase is needed" "a copy of the vault is not unlocked"

# --- locking ---

pid=$(agent_pid)
run --json lock
json '. == [{council: "Ashby Parish Council", member: "Jane Smith"}]' "lock says whose keys it wiped"
ok "and the process is gone" lasting ended "$pid"
is "$(sockets)" 0 "with its socket"
run show Bank
refused 4 "passphrase is needed" "and the passphrase is asked for again"

# --- others that listen there ---

# What they say of themselves cannot be printed, and is no reason to leave the real one be
as jane unlock
pid=$(agent_pid)
for name in {0..9} {a..f}; do
	perl -MIO::Socket::UNIX -e '
		my $s = IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 1) or die;
		alarm 250;
		my $line = $s->accept;
		sysread $line, my $request, 99;
		my $said = pack "C q> q> q> N/a N/a", 0, 1, 1, 1, "\xff\xfe", "\xff";
		syswrite $line, pack "N/a", $said' "$XDG_RUNTIME_DIR/strongroom/$name" &
done
fakes() {
	[ "$(sockets)" = 17 ]
}
ok "others listen beside the agent" lasting fakes
run lock
is "$rc" 1 "who cannot say whose keys it has makes lock fail"
ok "but the keys are wiped" lasting ended "$pid"
end_jobs
rm -f "$XDG_RUNTIME_DIR/strongroom"/*

# One that listens and lets nobody in
as jane unlock
pid=$(agent_pid)
perl -MSocket -MFcntl -e '
	my $there = pack_sockaddr_un($ARGV[0]);
	socket my $s, AF_UNIX, SOCK_STREAM, 0;
	bind $s, $there;
	listen $s, 0;
	my @waiting;
	do {
		socket my $c, AF_UNIX, SOCK_STREAM, 0;
		fcntl $c, F_SETFL, O_NONBLOCK;
		push @waiting, $c;
	} while connect $waiting[-1], $there;
	open my $full, ">", $ARGV[1];
	sleep 250' "$XDG_RUNTIME_DIR/strongroom/0" "$T/full" &
ok "one listens that lets nobody in" lasting test -e "$T/full"
quietly timeout 60 "$STRONGROOM" lock
done_ok "which lock does not wait for"
ok "and the keys are wiped" lasting ended "$pid"

# Who has one folder for data and for sockets has the vault there
echo kept >"$XDG_RUNTIME_DIR/strongroom/vault.db"
run lock
is "$(cat "$XDG_RUNTIME_DIR/strongroom/vault.db")" kept "what is no socket is left where it is"
rm -f "$XDG_RUNTIME_DIR/strongroom/vault.db"

run --json audit verify
before=$(get .records)
XDG_RUNTIME_DIR=$T/none as jane unlock
refused 3 "no folder for the socket" "without a folder for its socket none is begun"
run --json audit verify
json ".records == $before" "and the log does not tell of one"

# One in the place of the agent that says what no agent says
as jane unlock
place=$(socket)
run lock
says() { # HEX…: one answer after the other, each to who comes next
	rm -f "$place"
	perl -MIO::Socket::UNIX -e '
		my $s = IO::Socket::UNIX->new(Local => shift, Listen => 4) or die;
		for (@ARGV) {
			my $line = $s->accept;
			sysread $line, my $request, 999;
			syswrite $line, pack "H*", $_;
			sysread $line, $request, 1;
		}' "$place" "$@" &
	lasting test -S "$place"
}
zeros=$(printf '00%.0s' {1..40})
says ffffffff00 "0000000a$zeros" 0000000ac8206f776e20636f6465 0000000400616263
for what in "longer than any" "longer than it says" "with a status that there is not" "too short"; do
	quietly timeout 60 "$STRONGROOM" show Bank
	refused 4 "passphrase is needed" "an answer $what is none"
done
rm -f "$place"
perl -MIO::Socket::UNIX -e '
	my $s = IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 4) or die;
	fork and exit;
	alarm 60;
	close $s->accept' "$XDG_RUNTIME_DIR/strongroom/0"
run lock
done_ok "who is gone when it is to be killed is locked"

finish
