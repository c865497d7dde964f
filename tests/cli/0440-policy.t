#!/bin/bash
# Policies: set by a clerk, checked, on the log, and listed with who and since when.
. "$(dirname "$0")/lib.sh"
need jq

new_vault
new_member shah "Cllr Shah" chair
new_member price "Cllr Price" councillor

as jane --json policy ls
json '[.[].name] == ["kdf", "seal.path", "lock.idle", "password"]' "all policies that there are"
json '.[0] | .value == "m=19456,t=2,p=1" and .by == "Jane Smith" and (.since | test("^20"))' "what init decided, and who did"
json '.[1] | .value == null and .since == null and .by == null and (.help | length > 10)' "what nobody decided yet"
as jane policy ls
like "$out" 'seal\.path +- ' "and as a table"

as jane policy set "seal.path=$T/stick/council.age"
done_ok "a policy is set"
like "$err" 'seal\.path is .*council\.age' "which is said"
as jane --json policy ls
json ".[1] | .value == \"$T/stick/council.age\" and .by == \"Jane Smith\" and .since != null" "and listed"
log_has '[.[] | select(.action == "policy.set" and .actor == "Jane Smith")] | length == 2' "and is on the log"
log_has "[.[] | select(.action == \"policy.set\")][1].policy == {\"name\": \"seal.path\", \"value\": \"$T/stick/council.age\"}" "with what was decided"
as jane audit log --action policy.set
like "$out" "policy.set +ok +seal.path=$T/stick/council.age" "in text too"
as jane policy set "seal.path=$T/stick/council.age"
done_ok "the same once more"
like "$err" 'already; nothing' "is said to be so"
log_has '[.[] | select(.action == "policy.set")] | length == 2' "and makes no record"
as jane --json policy set "seal.path=$T/stick/council.age"
json '.changed == false' "in JSON too"
as jane --json policy set seal.path=
json '.changed and .value == ""' "nothing behind the = takes it away"
as jane --json policy ls
json '.[1] | .value == null and .since != null' "since when is known"
for idle in 1m 60m ""; do
	as jane policy set "lock.idle=$idle"
	done_ok "a time to lock after: ${idle:-taken away}"
done
as jane policy set "kdf=m=20480,t=3,p=2"
done_ok "the cost of passphrases"
as jane --json member add "Cllr Dunn" --role councillor
done_ok "is used from then on"
sound "the log is sound"

# What cannot be is refused before anybody is asked for a passphrase
wrong() { # STATUS REGEX WORD NAME
	run policy set "$3"
	refused "$1" "$2" "$4"
}
wrong 2 'no policy "seal\.pth", did you mean "seal\.path"\; there are: kdf, seal\.path, lock\.idle, password' "seal.pth=/x" "a name with a slip in it"
wrong 2 'no policy "quite-another"; there are: kdf, seal\.path, lock\.idle, password' "quite-another=1" "a name that is like no other"
wrong 2 'NAME=VALUE' "seal.path" "no value"
wrong 2 'NAME=VALUE' "=/x" "no name"
wrong 2 'that long' "$(printf 'x%.0s' {1..50})=1" "a long name"
wrong 2 'whole path' "seal.path=council.age" "a path that depends on the folder"
wrong 2 'whole path' "seal.path=/media/stick/" "a folder"
wrong 2 'whole path' "seal.path=/$(printf 'x%.0s' {1..4096})" "a path that is too long"
for idle in 0m 61m 100m 5 5s m -5m 5mm; do
	wrong 2 'from 1m to 60m' "lock.idle=$idle" "as a time to lock after: $idle"
done
wrong 2 'one line' $'seal.path=/a\nb' "two lines"
wrong 9 'UTF-8' $'seal.path=/caf\xe9' "not UTF-8"
wrong 2 'kdf is memory' "kdf=512M" "a cost that cannot be read"
wrong 2 'kdf is memory' "kdf=m=524288,t=3,p=1 " "nor with something behind it"
wrong 2 'kdf is memory' "kdf=" "which cannot be taken away"
wrong 2 'three random words' "password=nscs" "a policy for passwords that there is not"
wrong 2 'three random words' "password=NCSC" "nor in capitals"
wrong 2 'memory of 1024 KiB' "kdf=m=1024,t=3,p=1" "a cost that is too low"

for who in shah price; do
	as $who policy set "seal.path=$T/x"
	refused 5 'may not set a policy' "$who may not set one"
	as $who policy ls
	refused 5 'may not list' "nor list them"
done
log_has '[.[] | select(.action == "policy.set" and .outcome == "refused")] | length == 4' "and the attempts are on the log"
run help policy set
for name in $(as jane --json policy ls && get '.[].name'); do
	like "$out" "$name" "help names the policy $name"
done
finish
