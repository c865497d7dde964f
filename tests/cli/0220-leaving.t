#!/bin/bash
# A quarter turns, a reader leaves, the log is taken back: what each can read after it.
. "$(dirname "$0")/lib.sh"
need jq faketime sqlite3

# The program on another day. The library that moves the clock comes before the sanitizer's.
export ASAN_OPTIONS=$ASAN_OPTIONS:verify_asan_link_order=0
on() { # DATE WHO ARGUMENTS…
	local day=$1 who=$2
	shift 2
	quietly faketime -f "@$day 10:00:00" "$STRONGROOM" --member "${NAME[$who]}" \
		--passphrase-fd 9 "$@" 9<<<"${PASS[$who]}"
}
periods() { # as the file has them, for reading the log as a clerk would open one
	sqlite3 "$T/v.db" "SELECT count(*) FROM audit WHERE action = 'period.create'"
}
# The details (titles) that somebody can read, of all reveals.
titles() { # WHO
	on "$day" "$1" --json audit log --action item.reveal
	get '[.[] | .detail.title // "-"] | join(",")'
}

year=$(date -d '+1 year' +%Y)
new_vault
add jane "Bank" "s3cret-of-the-bank"
new_member olive "Olive Auditor" auditor
new_member amir "Amir Auditor" auditor
new_member price "Cllr Price" councillor
as jane grant General "Cllr Price" --edit
as jane grant --log "Cllr Price"
done_ok "a councillor is given the log"
as jane show Bank --reveal
day=$(date +%Y-%m-%d)
is "$(titles price)" "Bank" "and reads it"

# The turn of a quarter
periods=$(periods)
day=$year-05-10
on "$day" price show Bank --reveal
done_ok "a councillor at work in another quarter"
is "$(periods)" "$periods" "does not open a new period"
on "$day" olive audit log
is "$(periods)" "$((periods + 1))" "the first auditor, clerk or chair does"
on "$day" jane show Bank --reveal
is "$(periods)" "$((periods + 1))" "and nobody opens it again"
is "$(titles olive)" "Bank,Bank,Bank" "all details are read, in the old period and the new"
is "$(titles price)" "Bank,Bank,Bank" "by the councillor too"

# A reader leaves
on "$day" jane member leave "Amir Auditor"
done_ok "an auditor leaves"
like "$err" 'has left' "which is said"
on "$day" amir audit log
refused 5 'has left' "who left stays out"
on "$day" jane --json audit log --action unlock.failed
json 'length == 1 and .[0].subject.id == 3' "and the attempt is on the log"
is "$(periods)" "$((periods + 2))" "the log goes on in a new period"
on "$day" jane show Bank --reveal
is "$(titles olive)" "Bank,Bank,Bank,Bank" "which the other readers can read"
sqlite3 "$T/v.db" "SELECT count(*) FROM seal WHERE kind = 'period' AND id = $((periods + 2)) AND member = 3" >"$T/seals"
is "$(<"$T/seals")" "0" "and nothing of which was sealed to the one who left"

# The log is taken back
on "$day" jane revoke --log "Cllr Price"
done_ok "the log is taken back from the councillor"
on "$day" price audit log
refused 5 'audit log' "who reads it no more"
on "$day" jane revoke --log "Olive Auditor"
refused 3 'by role' "an auditor reads it by role"
on "$day" jane revoke --log
refused 2 'revoke --log MEMBER' "and somebody has to be named"
is "$(periods)" "$((periods + 3))" "again with a new period"

# A councillor leaves who held a collection
on "$day" jane --json member leave "Cllr Price"
json '.left == "Cllr Price" and .new_keys == 1' "the collection gets a new key"
on "$day" price show Bank --reveal
refused 5 'has left' "who left opens nothing"
on "$day" jane member leave "Cllr Price"
refused 8 'left already' "nobody leaves twice"
on "$day" jane member leave "Jane Smith"
refused 5 'another clerk' "the clerk's own leaving is for the next clerk"
on "$day" olive member leave "Jane Smith"
refused 5 'may not' "and not for others"
on "$day" jane member add "Cllr Price" --role councillor
refused 8 'already' "a name stays that of who had it"
on "$day" jane --json member ls
json 'map(select(.status == "left") | .name) == ["Amir Auditor", "Cllr Price"]' "the list says who has left"
on "$day" jane show Bank -f password
is "$out" "s3cret-of-the-bank" "everything is still there for who stays"
sound "and all of it is sound"
finish
