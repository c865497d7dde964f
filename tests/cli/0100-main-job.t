#!/bin/bash
# The main job: a clerk moves a thousand logins in, gets every one of them out
# again to the letter, and every time one is revealed it is on the log.
. "$(dirname "$0")/lib.sh"
need jq

COUNT=1000
SAMPLE=40

# What "show --json --reveal" ought to say of an item of the export.
expected() { # NUMBER FROM 0
	jq -S --argjson n "$1" '. as $file | .items[$n] | {
		title: .name,
		type: (if .type == 2 then "note" else "login" end),
		username: (.login.username // ""),
		urls: [.login.uris[]?.uri],
		tags: [.folderId // empty | . as $f | $file.folders[] | select(.id == $f) | .name],
		fields: ([
			(.login.password // empty | {label: "password", kind: "secret", value: .}),
			(.login.totp // empty | {label: "totp", kind: "totp", value: .}),
			(.notes // empty | {label: "notes", kind: "notes", value: .})
		] + [.fields[] | {label: .name, kind: (if .type == 1 then "secret" else "plain" end), value}]
		| sort_by(.label))
	}' "$T/export.json"
}

shown() {
	jq -S '{title, type, username, urls, tags, fields: (.fields | sort_by(.label))}' "$T/out"
}

bash "$TESTS/tools/bitwarden-export.sh" $COUNT >"$T/export.json"
is "$(jq '.items | length' "$T/export.json")" $COUNT "an export of $COUNT items"

new_vault

# In with all of it
as jane --json import "$T/export.json"
json ".read == $COUNT and .added == $COUNT and .duplicates == 0 and .problems == []" "all $COUNT are imported, without a complaint"
as jane --json ls
json "length == $COUNT and ([.[].title] | unique | length) == $COUNT" "ls lists them all"
json "all(.[]; .collection == \"General\" and .version == 1)" "in the first collection"
cp "$T/out" "$T/ls.json"

# And out again, one at a time
wrong=0
reveals=0
for ((i = 0; i < COUNT; i += COUNT / SAMPLE)); do
	title=$(jq -r ".items[$i].name" "$T/export.json")
	id=$(jq --arg title "$title" '.[] | select(.title == $title) | .id' "$T/ls.json")
	as jane --json show "#$id" --reveal
	jq -e 'any(.fields[]; .kind != "plain")' "$T/out" >/dev/null && reveals=$((reveals + 1))
	diff <(expected $i) <(shown) >"$T/diff" && continue
	diag "item $i is not the same:" "$(cat "$T/diff")" "$err"
	wrong=$((wrong + 1))
done
ok "nearly all of which have a secret" test $reveals -ge $((SAMPLE - 5))
is $wrong 0 "$SAMPLE of them come back to the letter"

# The log has each of these reveals, once, by who made it
as jane --json audit log --action item.reveal
json "length == $reveals" "exactly one record of each reveal"
json 'all(.[]; .actor == "Jane Smith" and .outcome == "ok" and .authenticated)' "by the member who asked"
json '[.[].subject.id] | unique | length == '$reveals "each about its own item"
as jane --json audit log --action item.add
json "length == $COUNT" "and each item that came in has its record"

# Looking without revealing leaves no such record
as jane --json show "#1"
json '[.fields[] | select(.kind != "plain")] | length > 0 and all(.masked and (has("value") | not))' "without --reveal everything hidden is masked"
as jane --json audit log --action item.reveal
json "length == $reveals" "and that was no reveal"

# All of them, through the envelope
new_envelope
as jane seal "$T/council.age"
done_ok "sealed"
run --json unseal "$T/council.age" --reason test --words-fd 8 8<"$T/words"
plain() { # the fields of all items; of the export, the folder is a tag, and tags are a field
	jq -S '[.[] | {title, username, urls, fields: [.fields[] | select(.label != "tags") | {"label": .label, kind, value}] | sort_by(.label)}] | sort_by(.title)'
}
for ((i = 0; i < COUNT; i++)); do echo "$i"; done |
	jq -s --slurpfile e "$T/export.json" '[.[] as $n | $e[0].items[$n] | {
		title: .name, username: (.login.username // ""), urls: [.login.uris[]?.uri],
		fields: ([
			(.login.password // empty | {label: "password", kind: "secret", value: .}),
			(.login.totp // empty | {label: "totp", kind: "totp", value: .}),
			(.notes // empty | {label: "notes", kind: "notes", value: .})
		] + [.fields[] | {label: .name, kind: (if .type == 1 then "secret" else "plain" end), value}])
	}]' | plain >"$T/want.json"
jq .items "$T/out" | plain >"$T/got.json"
ok "all $COUNT values come out of the sealed export to the letter" diff "$T/want.json" "$T/got.json"

# The same file again, written with other escapes: nothing new in it
jq -a . "$T/export.json" >"$T/again.json"
as jane --json import "$T/again.json"
json ".added == 0 and .duplicates == $COUNT" "a second import adds nothing"
as jane --json ls
json "length == $COUNT" "and there are as many as before"

# A different login of the same title is kept beside the first
jq '.items |= [.[0] | .login.password = "another"]' "$T/export.json" >"$T/other.json"
as jane --json import "$T/other.json"
json '.added == 1' "another login of the same title is added"
as jane --json find "(2)"
json 'length == 1 and (.[0].title | endswith("(2)"))' "as number (2)"

sound "the log is proved without a passphrase"
as jane verify
done_ok "and everything else with one"
finish
