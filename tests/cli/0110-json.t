#!/bin/bash
# Every document that --json prints has the members that scripts rely on, and
# nothing else is on stdout.
. "$(dirname "$0")/lib.sh"
need jq

TIME='test("^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z$")'
ITEM='(.id | type == "number") and (.title | type == "string") and (.collection | type == "string")
	and (.type | type == "string") and (.username | type == "string") and (.url | type == "string")
	and (.tags | type == "array") and (.version | type == "number") and (.updated | '$TIME')'
EIGHT='split(" ") | length == 8 and all(test("^[a-z]+$"))'

quietly "$STRONGROOM" --json init --council "Ashby" --member "${NAME[jane]}" "${KDF[@]}" \
	--passphrase-fd 9 9<<<"${PASS[jane]}"
json '(.vault_id | test("^[0-9a-f]{32}$")) and .id == 1 and .name == "Jane Smith"' "init: the vault and its first member"
json ".words | $EIGHT" "init: eight check words"
words=$(get .words)

as jane --json add "Bank of Ashby" -u clerk7 --url https://bank.example --url https://old.example --tag money --tag yearly \
	--field "Sort code=20-00-00" --password-fd 8 --secret-field PIN:7 --notes-fd 6 \
	8<<<"s3cret of the bank" 7<<<"1234" 6<<<$'one\ntwo'
json '.id == 1 and .title == "Bank of Ashby" and .version == 1' "add: what was added"
as jane --json edit "Bank of Ashby" -u clerk8
json '.id == 1 and .version == 2' "edit: the new version"

for command in "ls" "ls General" "find bank money" "ls --type login --tag yearly"; do
	# shellcheck disable=SC2086
	as jane --json $command
	json "type == \"array\" and length == 1 and (.[0] | $ITEM)" "$command: a list of items"
	json '.[0] | .tags == ["money", "yearly"] and .url == "https://bank.example" and .username == "clerk8" and .version == 2' \
		"$command: with what they say"
	json '.[0] | has("fields") | not' "$command: and no field"
done
as jane --json ls --type note
json '. == []' "ls: an empty list where there is nothing"

as jane --json show "Bank of Ashby"
json "$ITEM" "show: one such item"
json '[.fields[] | .label] == ["password", "Sort code", "PIN", "notes"]
	or ([.fields[].label] | sort) == (["password", "Sort code", "PIN", "notes"] | sort)' "show: with its fields"
json '.fields | all(.kind != "plain" or (.value == "20-00-00" and (has("masked") | not)))' "show: a plain field is readable"
json '[.fields[] | select(.kind != "plain")] | length == 3 and all(.masked == true and (has("value") | not))' "show: a hidden one is masked"
unlike "$out" 's3cret|1234|two' "show: and not there in any other way"
as jane --json show "Bank of Ashby" --reveal
json '[.fields[] | select(has("masked"))] | length == 0' "show --reveal: nothing is masked"
json '[.fields[] | {(.label): [.kind, .value]}] | add ==
	{"password": ["secret", "s3cret of the bank"], "Sort code": ["plain", "20-00-00"], "PIN": ["secret", "1234"], "notes": ["notes", "one\ntwo"]}' \
	"show --reveal: every value"
as jane --json show "Bank of Ashby" -f PIN
json '[.fields[] | .label] == ["PIN"] and .fields[0].value == "1234"' "show -f: only that field"

as jane --json member add "Cllr Price" --role councillor
json '.id == 2 and .name == "Cllr Price" and .role == "councillor"' "member add: who was added"
json '.first_passphrase | split(" ") | length == 6' "member add: a first passphrase of six words"
is "$(get .words)" "$words" "member add: the check words of the vault"
as jane --json member ls
json 'length == 2 and .[0] == {id: 1, name: "Jane Smith", role: "clerk", status: "active", must_change_passphrase: false}' "member ls: the clerk"
json '.[1] == {id: 2, name: "Cllr Price", role: "councillor", status: "active", must_change_passphrase: true}' "member ls: who has to change the passphrase"

as jane --json collection add Personnel --private
json '.id == 2 and .name == "Personnel"' "collection add"
as jane --json grant General "Cllr Price"
json 'type == "object"' "grant: a document"
as jane --json collection ls
json '.[0] == {id: 1, name: "General", sealed: true, items: 1, grants: [{member: "Jane Smith", edit: true}, {member: "Cllr Price", edit: false}]}' \
	"collection ls: a sealed one, and who may open it"
json '.[1] | .name == "Personnel" and .sealed == false and .items == 0' "collection ls: a private one"
as jane --json collection set Personnel --sealed
json '.sealed == true' "collection set"
as jane --json revoke General "Cllr Price"
json 'type == "object"' "revoke: a document"

as jane --json audit log
json 'type == "array" and ([.[].seq] == [range(1; length + 1)])' "audit log: every record, numbered without a gap"
json "all(.[]; (.time | $TIME) and (.action | test(\"^[a-z]+[.a-z]*$\")) and (.outcome | IN(\"ok\", \"refused\", \"failed\")))" "audit log: when, what, and the outcome"
json 'all(.[]; .actor == "Jane Smith" and .authenticated == true)' "audit log: who"
json 'map(select(.action == "item.reveal")) | length == 2 and all(.subject == {kind: "item", id: 1} and .detail.title == "Bank of Ashby")' "audit log: about what"
json '[.[] | select(.action == "item.reveal") | .detail.fields] | .[1] == "PIN"' "audit log: and which fields"
json 'all(.[]; .detail == null or (.detail | type == "object"))' "audit log: details are objects"
as jane --json audit log --action unlock.failed
json '. == []' "audit log: an empty list where nothing fits"

run --json audit verify
json '.ok == true and (.records | type == "number") and (.leaf | test("^[0-9a-f]{64}$")) and (.root | test("^[A-Za-z0-9+/]{43}=$"))' \
	"audit verify: size, leaf and root"
json '.level == "open file" and (has("first_bad") | not)' "audit verify: and the level"

as jane --json status
json '.council == "Ashby" and .level == "open file" and .members == 2 and .items == 1 and (.attention | type == "array")' "status"
json '.envelope == null' "status: no envelope yet"

printf '%s' '{"encrypted":false,"items":[{"type":1,"name":"A","login":{"password":"a"}},7,{"type":1,"name":"A","login":{"password":"a"}}]}' >"$T/in.json"
as jane --json import "$T/in.json" --dry-run
json '.read == 3 and .added == 1 and .duplicates == 1' "import --dry-run: what would be"
printf 'of no kind' >"$T/bad.json"
as jane --json import "$T/bad.json"
is "$rc $(jq -rc '.error.code' <<<"$err")" "9 bad-input" "import: an error is all that is said"
as jane --json import "$T/in.json"
json '.read == 3 and .added == 1 and .duplicates == 1 and (.problems | length == 1) and (.problems[0] | .line == 2 and (.message | type == "string"))' \
	"import: what was read, added, there before, and skipped"

run --json generate words:4 -n 3
json 'type == "array" and length == 3 and all(test("^[a-z]+(-[a-z]+){3,}$")) and (unique | length == 3)' "generate: a list"

as jane --json envelope create --holder "Cllr Shah" --export-at "the stick in the safe"
json '.serial == 1 and .need == 1 and (.recipient | test("^age1[a-z0-9]{58}$")) and (.identity | test("^AGE-SECRET-KEY-1[A-Z0-9]{58}$"))' "envelope create: keys"
json '(.sheets | length == 1) and (.sheets[0] | .number == 1 and .holder == "Cllr Shah" and (.words | split(" ") | length == 20))' "envelope create: one sheet of 20 words"
get .sheets[0].words >"$T/words"
as jane --json seal "$T/council.age"
json 'type == "object"' "seal: a document"
run --json unseal "$T/council.age" --reason test --words-fd 8 8<"$T/words"
json '.items | length == 2 and all(has("title") and has("username") and has("urls") and (.fields | type == "array"))' "unseal FILE: items"
json '[.items[] | select(.title == "Bank of Ashby") | .fields[] | select(.label == "password") | .value] == ["s3cret of the bank"]' "unseal FILE: with their secrets"
run --json unseal --reason "the clerk is ill" --present "Cllr Price" --words-fd 8 8<"$T/words"
json ".items | length == 2 and all($ITEM and all(.fields[]; has(\"value\")))" "unseal: items, as show --reveal gives them"
as jane --json envelope seen 1
json ".serial == 1 and .sheet == 1 and .holder == \"Cllr Shah\" and (.seen | $TIME) and (has(\"from\") | not)" "envelope seen: which sheet, whose, and when"
as jane --json envelope handover 1 --to "Cllr Jones"
json '.sheet == 1 and .from == "Cllr Shah" and .holder == "Cllr Jones"' "envelope handover: from whom to whom"
as jane --json envelope reported --minute 26/88
json ".serial == 1 and .minute == \"26/88\" and (.opened | $TIME)" "envelope reported: which opening, and the minute"
as jane --json envelope withdraw --yes
json '. == {"serial": 1, "withdrawn": true}' "envelope withdraw: which one"
as jane --json verify
json '.envelope == null' "verify: no envelope any more"

as jane --json rm "A"
json '.title == "A"' "rm: what was removed"
as jane --json verify
json '.ok == true and (.records | type == "number")' "verify"
as jane --json passphrase --new-passphrase-fd 8 8<<<"another passphrase of jane, long"
json 'type == "object"' "passphrase: a document"
PASS[jane]="another passphrase of jane, long"

# Errors are documents too, on stderr
as jane --json show "no such item"
is "$(jq -c '.error | [.code, (.message | type)]' "$T/err")" '["not-found","string"]' "an error has its code and a sentence"
is "$rc $out" "3 " "and its exit status, and stdout stays empty"
for case in "2 usage show" "2 usage --no-such-option" "3 not-found show #4711" "3 not-found --vault $T/none ls"; do
	read -r status code command <<<"$case"
	# shellcheck disable=SC2086
	as jane --json $command
	is "$rc $(jq -r .error.code "$T/err")" "$status $code" "$command: $code"
done
finish
