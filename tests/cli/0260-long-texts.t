#!/bin/bash
# Texts as long as they may be, and longer: cut on a screen, whole in JSON, and
# never a wait.
. "$(dirname "$0")/lib.sh"
need jq

repeat() { # TEXT TIMES
	yes "$1" | head -n "$2" | tr -d '\n'
}

# Ten seconds of a processor, whatever else it does: what is quadratic takes minutes.
at_once() { # NAME ARGUMENTS…
	local name=$1
	shift
	(ulimit -t 10 && as jane "$@" && exit "$rc") >"$T/said"
	is "$?$(<"$T/said")" 0 "$name without a wait"
	out=$(<"$T/out")
}

widest() {
	wc -L <"$T/out"
}

new_vault
jq -n --arg url "https://example.org/$(repeat a 100000)" --arg name "$(repeat é 60)" '{
	encrypted: false, folders: [],
	items: [
		{type: 1, name: "Bank", login: {username: "clerk", password: "x", uris: [{uri: ($url + $url + $url)}]}},
		{type: 1, name: $name, login: {username: "漢字漢字漢字漢字漢字漢字漢字漢字", password: "x", uris: [{uri: "https://example.org/"}]}}
	]}' >"$T/export.json"
as jane import "$T/export.json"
done_ok "an address of 300 kB is imported"

at_once "it is listed" ls
like "$out" 'Bank .*https://example.org/a*…' "cut short, and one sees that it is"
like "$out" 'é{43}…  漢字漢字漢字漢字漢字漢字漢…  General ' "other texts too, between characters"
ok "on a line of the usual width" [ "$(widest)" -lt 200 ]
as jane --json ls
json '.[] | select(.title == "Bank") | .url | length == 300060' "JSON has all of it"

as jane show Bank --reveal --reason "$(repeat r 120000)"
done_ok "a reason of 120 kB"
at_once "it is in the log" audit log
like "$out" 'reason "r*…' "cut short"
ok "after what a reason may well need" [ "$(widest)" -lt 1200 ]

# Error texts with names that are too long for them
for text in é € 🔑 xé x€ x🔑 xx🔑; do
	as jane --json show "$(repeat "$text" 900)"
	is "$rc $(jq -r .error.code "$T/err")" "3 not-found" "an error about a long name of \"$text\" is JSON"
done
as jane show "$(repeat é 900)"
like "$err" 'é…\.$' "and in words it is cut between characters"

# A sentence begins with a capital; a path or a name is left as it is
run --vault p/q ls
like "$err" '^strongroom: There is no vault at p/q; ' "a sentence begins with a capital"
mkdir "$T/d"
cd "$T" || exit 1
run --vault d ls
like "$err" '^strongroom: (/.*/)?d is a folder' "a path does not"
mkdir codes
add jane Folder x
as jane attach Folder codes
like "$err" ' codes is that of a folder' "a folder keeps its name"
head -c 16777217 /dev/zero >large
mkfifo pipe
cat large >pipe &
as jane attach Folder pipe
like "$err" ' pipe has more than 16 MiB' "and so does a pipe"
sound "and the vault is sound"
finish
