#!/bin/bash
# The program is killed, again and again, at any moment of its work, and goes on
# with the same vault each time. The long form (STRONGROOM_LONG=1) does it 1,000
# times; the short one 60. The moments are random, up to twice the
# time that the same command takes when nobody disturbs it.
. "$(dirname "$0")/../cli/lib.sh"
need jq

kills=60
[ -z "${STRONGROOM_LONG:-}" ] || kills=1000
every=50

new_vault
new_member price "Cllr Price" councillor
new_envelope
add jane "Bank" "password 0"
as jane seal "$T/council.age"
# Each change of the clerk seals another export, and may be killed at that too
as jane policy set "seal.path=$T/fresh.age"
as jane seal

# start WORK NUMBER: that command in this process, with its output in $T/killed.*
start() {
	local options=(--member "${NAME[jane]}" --passphrase-fd 9)
	case $1 in
	reveal) options+=(show Bank -f password --reason "run $2") ;;
	add) options+=(add "Item $2" --password-fd 8) ;;
	edit) options+=(edit Bank --password-fd 8 --reason "run $2") ;;
	seal) options+=(seal "$T/council.age") ;;
	grant) options+=(grant General Price) ;;
	revoke) options+=(revoke General Price) ;;
	open) options=(unseal --reason "run $2" --only Bank --words-fd 7) ;;
	appoint) options=(--member envelope member add "Deputy $2" --role deputy --words-fd 7) ;;
	esac
	exec "$STRONGROOM" "${options[@]}" 9<<<"${PASS[jane]}" 8<<<"password $2" 7<"$T/words" \
		>"$T/killed.out" 2>"$T/killed.err" </dev/null
}
works=(open reveal add edit seal grant reveal add revoke appoint)
run unseal --reason "the first" --titles --words-fd 7 7<"$T/words"

# How long each takes, in milliseconds
declare -A took
for work in "${works[@]}"; do
	start=$(date +%s%N)
	(start "$work" "of $work")
	took[$work]=$((($(date +%s%N) - start) / 1000000 + 1))
done
diag "undisturbed, in ms: $(for work in "${!took[@]}"; do printf '%s %s  ' "$work" "${took[$work]}"; done)"

added=() revealed=() opened=() appointed=() # what was acknowledged, what was printed
could_be="password of edit" # what the password may be: the last acknowledged one, or a later one
was_killed=0 was_done=0 wrong=0

# note WORK NUMBER STATUS: what has to hold from here on
note() {
	[ "$1" != reveal ] || [ ! -s "$T/killed.out" ] || revealed+=("$2")
	[ "$1" != open ] || [ ! -s "$T/killed.out" ] || opened+=("$2")
	case $3 in
	137)
		was_killed=$((was_killed + 1))
		# So that about half are killed, also where it takes longer by now, for others are at work
		took[$1]=$((took[$1] * 11 / 10 + 1))
		;;
	0) was_done=$((was_done + 1)) took[$1]=$((took[$1] * 9 / 10 + 1)) ;;
	8 | 3 | 1) # what is granted, or not, may be so already
		case $1 in
		grant | revoke) return ;;
		esac ;&
	*)
		wrong=$((wrong + 1))
		diag "run $2, $1: exit status $3: $(<"$T/killed.err")"
		;;
	esac
	case $1:$3 in
	add:0) added+=("Item $2") ;;
	appoint:0) appointed+=("Deputy $2") ;;
	edit:0) could_be="password $2" ;;
	edit:137) could_be+=$'\n'"password $2" ;;
	esac
}

# What was printed was a password that the vault had
check_value() { # NUMBER
	[ ! -s "$T/killed.out" ] || grep -qxF "$(<"$T/killed.out")" <<<"$could_be" || {
		wrong=$((wrong + 1))
		diag "run $1 printed what was not the password: $(<"$T/killed.out"), not one of $could_be"
	}
}

# missing ARRAY FILTER: the lines of it that the JSON document does not have
missing() {
	local -n want=$1
	comm -23 <(printf '%s\n' "${want[@]}" | sort -u) <(jq -r "$2" "$T/out" | sort -u) | grep .
}

whole() {
	run audit verify
	[ "$rc" = 0 ] || return 1
	as jane --json ls
	[ "$rc" = 0 ] && [ -z "$(missing added '.[].title')" ] || return 1
	as jane --json audit log --action item.reveal
	[ "$rc" = 0 ] && [ -z "$(missing revealed '.[].detail.reason | ltrimstr("run ")')" ] || return 1
	as jane --json audit log --action envelope.open
	[ "$rc" = 0 ] && [ -z "$(missing opened '.[].detail.reason | ltrimstr("run ")')" ] || return 1
	as jane --json member ls
	[ "$rc" = 0 ] && [ -z "$(missing appointed '.[].name')" ] || return 1
	quietly "$STRONGROOM" unseal "$T/council.age" --identity-fd 7 --out "$T/opened" 7<"$T/key"
	[ "$rc" = 0 ] || return 1
	quietly "$STRONGROOM" unseal "$T/fresh.age" --identity-fd 7 --out "$T/opened" 7<"$T/key"
	[ "$rc" = 0 ]
}

broken=0
for ((i = 1; was_killed < kills && i < 20 * kills; i++)); do
	work=${works[i % ${#works[@]}]}
	moment=$((RANDOM % (took[$work] * 2) + 1))
	{
		(start "$work" "$i") &
		pid=$!
		sleep "$((moment / 1000)).$(printf %03d $((moment % 1000)))"
		kill -9 "$pid"
		wait "$pid"
		status=$?
	} 2>/dev/null
	[ "$work" != reveal ] || check_value "$i"
	note "$work" "$i" "$status"
	if ((i % every == 0)) && ! whole; then
		broken=$((broken + 1))
		diag "after run $i: $rc $err"
		break
	fi
done
is "$wrong" 0 "what was not killed worked: $was_done runs, between $was_killed kills"
is "$was_killed" "$kills" "so many were killed at work"
is "$broken" 0 "the vault was sound each time that it was looked at"
ok "and is at the end, with all that was acknowledged and every record of what was printed" whole
ok "some were printed, and some added" test ${#revealed[@]} -ge 1 -a ${#added[@]} -ge 1
diag "${#revealed[@]} printed, ${#added[@]} added, ${#opened[@]} opened, ${#appointed[@]} appointed"
as jane verify
done_ok "everything opens"
add jane "After it" "p"
done_ok "the next command works"
as jane --json ls
titles=$(get '[.[].title] | sort | join("|")')
whole
is "$(jq -r '[.items[].name] | sort | join("|")' "$T/opened")" "$titles" "and the export that it refreshed has everything"
# What a killed one left is cleared by the next of its kind: the envelope's by an opening
for work in "${works[@]}"; do
	(start "$work" "$((i++))") >/dev/null 2>&1
done
as jane seal "$T/council.age"
is "$(find "$T/state" "$T/v.db"* "$T"/.council* "$T"/.fresh* -name '.*-[0-9]*' 2>/dev/null | grep -v place)" "" "nothing is left behind"
finish
