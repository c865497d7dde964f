#!/bin/bash
# Eight programs write to the same vault at once: one log, nothing lost, and none
# gives up where waiting would have helped. The long form (STRONGROOM_LONG=1)
# makes 250 changes in each; the short one 25.
. "$(dirname "$0")/../cli/lib.sh"
need jq

changes=25
[ -z "${STRONGROOM_LONG:-}" ] || changes=250
processes=8

new_vault
new_member price "Cllr Price" councillor
as jane grant General "Cllr Price" --edit
who=(jane price)

folder=$T
writing() { # NUMBER
	T=$folder/writing.$1
	mkdir "$T"
	for ((i = 1; i <= changes; i++)); do
		add "${who[$1 % 2]}" "Item $i of process $1" "password $i of $1" --reason "$1:$i"
		[ "$rc" = 0 ] || echo "$1:$i: $rc $err" >>"$T/failed"
		grep -v -e '^Added ' -e 'to do.*: strongroom worklist$' "$T/err" >>"$T/said"
	done
}
begun=$(date +%s)
for ((p = 1; p <= processes; p++)); do
	writing "$p" &
done
wait
diag "$((processes * changes)) changes by $processes processes in $(($(date +%s) - begun)) s"

is "$(cat "$T"/writing.*/failed 2>/dev/null)" "" "none fails"
is "$(cat "$T"/writing.*/said 2>/dev/null | head)" "" "and none has anything to say"
all=$((processes * changes))
as jane --json ls
json "length == $all and ([.[].title] | unique | length) == $all" "$all items, each once"
as jane --json audit log --action item.add
json "length == $all and ([.[].detail.reason] | unique | length) == $all" "$all records, one for each change"
as jane --json audit log
json "[.[].seq] | sort == [range(1; length + 1)]" "in one log without gaps"
sound "the log is sound"
as jane verify
done_ok "and every item opens"
finish
