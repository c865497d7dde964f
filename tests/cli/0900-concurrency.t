#!/bin/bash
# Several at once, and a kill at any moment: nothing is lost, nothing is half.
. "$(dirname "$0")/lib.sh"
need jq

new_vault
new_member price "Cllr Price" councillor
as jane grant General "Cllr Price" --edit

# --- four processes, ten items each, and two that look on ---

folder=$T
adding() { # NUMBER MEMBER
	T=$folder/adding.$1
	mkdir "$T"
	for ((i = 1; i <= 10; i++)); do
		add "$2" "Item $i of process $1" "password $i of $1"
		[ "$rc" = 0 ] || echo "$rc $err" >>"$T/failed"
	done
}
looking() {
	T=$folder/looking.$1
	mkdir "$T"
	for ((i = 1; i <= 15; i++)); do
		run audit verify
		[ "$rc" = 0 ] || echo "$rc $err" >>"$T/failed"
		as price ls
		[ "$rc" = 0 ] || echo "$rc $err" >>"$T/failed"
	done
}
(adding 1 jane) &
(adding 2 jane) &
(adding 3 price) &
(adding 4 price) &
(looking 1) &
(looking 2) &
wait
is "$(cat "$T"/{adding,looking}.*/failed 2>/dev/null)" "" "none of them fails"
as jane --json ls
json 'length == 40 and ([.[].title] | unique | length) == 40 and ([.[].id] | unique | length) == 40' "40 items, each once"
as jane --json audit log --action item.add
json 'length == 40 and ([.[].actor] | group_by(.) | map(length)) == [20, 20]' "40 records, by those who did it"
sound "the log is sound"
as jane show "Item 7 of process 3" -f password
is "$out" "password 7 of 3" "and an item is what was put in"

# The same title twice, at the same moment
for i in 1 2 3 4; do
	(
		T=$folder/same.$i
		mkdir "$T"
		add jane "The same" "password $i"
		echo "$rc" >"$T/rc"
	) &
done
wait
is "$(cat "$T"/same.*/rc | sort | tr '\n' ' ')" "0 8 8 8 " "of four with the same title one is kept"

# --- an import that is killed ---

jq -n '{encrypted: false, items: [range(400) | {type: 1, name: "Imported \(.)", login: {password: "p\(.)"}}]}' >"$T/import.json"
cp "$T/v.db" "$T/before.db"
cp -a "$T/state" "$T/before.state"
reset() {
	cp "$T/before.db" "$T/v.db"
	rm -rf "$T/state" "$T/v.db-journal"
	cp -a "$T/before.state" "$T/state"
}
import() {
	exec setsid -w "$@" "$STRONGROOM" --member Jane --passphrase-fd 9 import "$T/import.json" \
		9<<<"${PASS[jane]}" >/dev/null 2>&1 </dev/null
}
# whole WHEN: all of it or nothing, and everything is sound
whole() {
	run audit verify
	[ "$rc" = 0 ] || { diag "killed $1: $rc $err"; return 1; }
	as jane --json find Imported
	case $rc:$(jq length "$T/out") in
	0:0) none=$((none + 1)) ;;
	0:400) all=$((all + 1)) ;;
	*) diag "killed $1: $rc $(jq length "$T/out") items, $err"; return 1 ;;
	esac
	add jane "After it" "p"
	[ "$rc" = 0 ] || { diag "killed $1, then: $rc $err"; return 1; }
}

start=$(date +%s%N)
(import)
took=$((($(date +%s%N) - start) / 1000000))
as jane --json find Imported
json 'length == 400' "an import that nobody disturbs ($took ms)"
none=0 all=0 wrong=0
for ((i = 1; i <= 10; i++)); do
	reset
	moment=$((took * (i * 10 + RANDOM % 10) / 110))
	{
		import &
		pid=$!
		sleep "$((moment / 1000)).$(printf %03d $((moment % 1000)))"
		kill -9 "$pid"
		wait "$pid"
	} 2>/dev/null
	whole "after $moment ms" || wrong=$((wrong + 1))
done
is "$wrong" 0 "killed at ten moments, it is there wholly ($all times) or not at all ($none times)"

if strace -o /dev/null true 2>/dev/null; then
	export ASAN_OPTIONS="exitcode=199:detect_leaks=0" # a leak check cannot run under strace
	none=0 all=0 wrong=0 points=0
	for at in pwrite64:1 pwrite64:2 pwrite64:5 pwrite64:20 pwrite64:60 fdatasync:{1..6} fsync:{1..3} unlink:1 renameat:{1,2}; do
		reset
		rm -f "$T/trace"
		{ (import strace -f -o "$T/trace" -e trace="${at%:*}" -e inject="${at%:*}:signal=KILL:when=${at#*:}"); } 2>/dev/null
		grep -q 'killed by SIGKILL' "$T/trace" || continue
		points=$((points + 1))
		whole "at $at" || wrong=$((wrong + 1))
	done
	export ASAN_OPTIONS="exitcode=199"
	is "$wrong" 0 "nor at $points system calls ($all wholly, $none not at all)"
	ok "of both kinds" test "$all" -ge 1 -a "$none" -ge 5
else
	skip "killed at system calls" "strace may not be used here"
fi
as jane verify
done_ok "everything opens at the end"
finish
