#!/bin/bash
# The vault opened with the words of the sheet: what the envelope may do for
# thirty minutes, what it may not, and that the council is at work again after it.
. "$(dirname "$0")/lib.sh"
need jq faketime

# The library that moves the clock comes before the sanitizer's
export ASAN_OPTIONS=$ASAN_OPTIONS:verify_asan_link_order=0

# Whoever has the words, from a script
words() {
	run "$@" --words-fd 8 8<"$T/words"
}
# The same as the envelope that was opened before
envelope() {
	words --member envelope "$@"
}
# envelope_at TIME ARGUMENTS…: by a clock that is so far off
envelope_at() {
	local off=$1
	shift
	quietly faketime -f "$off" "$STRONGROOM" --member envelope "$@" --words-fd 8 8<"$T/words"
}
# first_of WHO NAME: the slip that was just printed, changed by its owner
first_of() {
	NAME[$1]=$2
	PASS[$1]="own passphrase of $1, long enough, $RANDOM"
	NAME[first]=$2 PASS[first]=$first
	as first passphrase --new-passphrase-fd 8 8<<<"${PASS[$1]}"
	done_ok "$2 sets a passphrase of their own"
}

new_vault
add jane "Bank" "s3cret-of-the-bank" -u clerk7
add jane "HMRC" "s3cret-of-hmrc"
as jane collection add Personnel --private
add jane "Letters" "s3cret-of-personnel" --collection Personnel
new_member shah "Cllr Shah" chair
as jane grant General "Cllr Shah"
new_envelope
cp "$T/words" "$T/first.words"
new_envelope

# --- before it is opened ---

for command in ls status "member ls" "collection ls" "find Bank" "show Bank --reveal" "member add Bob --role clerk" "grant General Shah"; do
	envelope $command
	refused 5 'not open.*unseal --reason.*open it first' "not before it is opened: $command"
done
run unseal --reason "a trial" --words-fd 8 8<"$T/first.words"
refused 9 'another envelope|older|void' "the words of a void envelope open nothing"
log_has '[.[] | select(.action == "envelope.open")] | length == 0' "and nothing was opened by all of that"
run unseal --words-fd 8 8<"$T/words"
refused 2 'reason' "no opening without a reason"
words unseal --reason x --only "No such thing"
refused 3 'No such thing' "no opening for an item that there is not"
words unseal --reason $'two\nlines'
refused 9 'reason' "a reason is one line of text"
words unseal --reason x --present $'a\tb'
refused 9 'present' "and so is a name"
log_has '[.[] | select(.action == "envelope.open")] | length == 0' "still it was not opened"

run unseal --reason x
refused 4 'no terminal' "nor where nobody can be asked for the words"
run --member envelope ls
refused 5 'open it first' "and nobody is asked for them in vain"

# --- opened ---

words --json unseal --reason "the clerk left in anger" --present "Cllr Price" --present "Cllr Dunn" --titles
json '[.items[].title] | sort == ["Bank", "HMRC"]' "the titles first"
json 'all(.items[].fields[]; .kind == "plain" or .masked)' "without their secrets"
like "$err" 'audit log' "that it is on the log is said"
log_has '[.[] | select(.action == "item.reveal")] | length == 0' "and nothing counts as given out"
log_has '[.[] | select(.action == "envelope.open")] | length == 1 and .[0].detail.reason == "the clerk left in anger" and .[0].detail.present == "Cllr Price, Cllr Dunn"' "reason and witnesses are on the log"
words --json unseal --reason "VAT is due" --only HMRC
json '[.items[].title] == ["HMRC"]' "or one item alone"
json 'any(.items[0].fields[]; .value == "s3cret-of-hmrc")' "with its secret"
like "$err" 'e-mail administrator' "what to secure first is said"
log_has '[.[] | select(.action == "item.reveal") | .subject.id] == [2]' "which alone is recorded as given out"
words unseal --reason x --reset Jane --titles
refused 2 'reset' "a reset shows nothing"

envelope --json ls
json '[.[].title] | sort == ["Bank", "HMRC"]' "then it is a member: ls"
envelope --json find clerk7
json '[.[].title] == ["Bank"]' "find"
envelope show Bank -f password
is "$rc $out" "0 s3cret-of-the-bank" "show"
log_has 'any(.[]; .action == "item.reveal" and .actor == "envelope" and .subject.id == 1)' "which is recorded as the envelope's"
log_has 'any(.[]; .action == "unlock" and .actor == "envelope")' "and so is that it came"
envelope --json member ls
json 'length == 2' "member ls"
envelope --json collection ls
json '[.[].name] == ["General", null]' "collection ls"
envelope status
done_ok "status"
envelope show "#3"
refused 5 'not granted' "what is private stays shut"
envelope show "Letters"
refused 3 'Letters' "and has no name"

# --- what it may not ---

for command in "audit log" "edit Bank -u x" "rm Bank" "mv Bank Personnel" "collection add X" "collection set General --private" "revoke General Shah" \
	"envelope create --holder X" "seal $T/x.age" "backup $T/x.db" "history Bank" "who Bank" "verify" "passphrase"; do
	envelope $command
	refused 5 'envelope cannot do that' "not by the envelope: $command"
done
for role in chair councillor auditor; do
	envelope member add "Somebody" --role $role
	refused 5 'clerk or deputy' "nor is a new $role appointed"
done
envelope member leave envelope
refused 3 'no member' "it does not leave"
envelope member add "envelope" --role clerk
refused 9 'name' "nobody is called so"
envelope grant --log Shah
refused 5 'cannot read the audit log' "it cannot give the log"
envelope grant Personnel Shah
refused 5 'granted' "nor what it does not hold"

# --- a new clerk ---

envelope --json member add "New Clerk" --role clerk
json '.first_passphrase and .role == "clerk"' "a clerk is appointed"
first=$(get .first_passphrase)
first_of clerk "New Clerk"
as clerk show Bank -f password
is "$rc $out" "0 s3cret-of-the-bank" "who opens everything that is sealed"
add clerk "Website" "s3cret-of-the-website"
done_ok "and changes it"
as clerk seal "$T/new.age"
done_ok "and seals"
as clerk --json audit log
json 'any(.[]; .detail != null) and any(.[]; .detail == null and .action == "envelope.open")' "and reads the log from then on"
as shah grant --log "New Clerk"
done_ok "the chair gives the log from before"
as clerk --json audit log
json '[.[] | select(.action == "envelope.open") | .detail.reason][0] == "the clerk left in anger"' "then the new clerk reads why it was opened"
as shah grant --log "New Clerk"
refused 8 'already' "which is done once"
envelope --json member add "Dee Deputy" --role deputy
first=$(get .first_passphrase)
first_of deputy "Dee Deputy"
as deputy show Website -f password
is "$rc" 0 "a deputy opens everything, too"
add deputy "Planning" "s3cret-of-planning"
done_ok "and adds"
as deputy member add "X" --role clerk
refused 5 'may not add members' "but manages no members"

# --- the old one leaves ---

envelope --json member leave "Jane"
json '.left == "Jane Smith" and .lost == [2]' "the clerk leaves, and what is lost with that is told by its number"
like "$(as jane ls; echo "$err")" 'has left' "who has left opens nothing"
as clerk edit Bank --password-fd 8 8<<<"s3cret-second"
done_ok "the new clerk goes on"
run audit verify
done_ok "the log is whole"
as clerk verify
done_ok "and so is every row"

# --- a forgotten passphrase ---

words unseal --reason x --reset "Cllr Shah"
refused 5 'clerk or deputy' "the chair's passphrase is not for the envelope to reset"
words unseal --reason x --reset "Nobody"
refused 3 'Nobody' "nor is that of nobody"
words unseal --reason x --reset "Jane"
refused 5 'has left' "nor of who has left"
as clerk collection add Mine --private
add clerk "Diary" "s3cret-of-the-diary" --collection Mine
words --json unseal --reset "New Clerk"
json '.name == "New Clerk" and .first_passphrase and .words' "a clerk who forgot gets a first passphrase"
first=$(get .first_passphrase)
like "$err" 'Collection #3.*never open it again' "and what cannot be given back is named"
as clerk ls
is "$rc" 4 "the old passphrase opens nothing"
first_of clerk "New Clerk"
like "$err" 'given a new first passphrase' "that nothing can be compared is no cause for alarm"
as clerk show Bank -f password
is "$rc $out" "0 s3cret-second" "the clerk opens everything again"
as clerk show "#6"
refused 5 'not granted' "but what nobody else held"
add clerk "After" "s3cret-after"
done_ok "and writes"
as clerk seal "$T/new.age"
done_ok "and seals"
as clerk verify
done_ok "all rows are sound"
as shah grant --log "New Clerk"
done_ok "the chair gives the log anew"

# --- the time ---

envelope_at "+31m" ls
refused 5 'not open' "after half an hour it ends by itself"
# However long all of this took
as clerk --json audit log --action envelope.open
opened=$(date -d "$(get '.[-1].time')" +%s)
envelope_at "+$((opened + 25 * 60 - $(date +%s)))s" --json ls
done_ok "not before"
quietly faketime -f "+31m" "$STRONGROOM" --member "Cllr Shah" --passphrase-fd 9 ls 9<<<"${PASS[shah]}"
done_ok "somebody else is at work later"
envelope ls
refused 5 'not open' "and a clock that is turned back is of no use"
words --json unseal --reason "once more" --titles
done_ok "whoever has the words opens it again, on the record"
envelope ls
done_ok "and goes on"
run audit verify
done_ok "the vault is sound"
finish
