#!/bin/bash
# What other programs export comes in to the letter, whichever program it was,
# and once only.
. "$(dirname "$0")/lib.sh"
need jq iconv

new_vault
new_envelope

# --- what is in every one of the files, as far as the format has a place for it ---

cat >"$T/entries.json" <<'JSON'
[
	{"title": "Bank, \"Unity\"", "username": "clerk@example.org", "password": " p\"ä,ß;'\t\\ \\\" 🔑 ",
	 "url": "https://a.example/x?y=1,2", "notes": "line 1\nline \"2\"\r\n\n  end ",
	 "totp": "otpauth://totp/Unity?secret=JBSWY3DPEHPK3PXP", "folder": "Finance/Bank"},
	{"title": "Zoë's phone", "username": " ", "password": "\"",
	 "url": "android://kJx==@com.example.app/", "notes": "", "totp": "", "folder": ""},
	{"title": "=1+1", "username": "", "password": "000123",
	 "url": "", "notes": "\"", "totp": "JBSWY3DPEHPK3PXP", "folder": "Café"}
]
JSON

# Quotes around every cell; only where they are needed; and as KeePass writes
# them. lines(q; …): rows become lines, q quoting
# each cell.
cat >"$T/csv.jq" <<'JQ'
def all: "\"" + gsub("\""; "\"\"") + "\"";
def some: if test("[\",;\t\r\n]") or test("^ | $") then all else . end;
def escaped: "\"" + (gsub("\\\\"; "\\\\") | gsub("\""; "\\\"")) + "\"";
def lines(q; separator; ending): .[] | (map(q) | join(separator)) + ending;
JQ

# written FILE FILTER: what jq writes out of the entries, to the byte
written() {
	jq -j "$(cat "$T/csv.jq") $2" "$T/entries.json" >"$T/$1"
}

formats=
files=()
# comes_in FORMAT FILE WANTED [OPTIONS…]: into a collection of its own, twice.
# WANTED makes of the entries what the collection has to hold in the end.
comes_in() {
	local format=$1 file=$2 wanted=$3
	shift 3
	as jane collection add "Of $file"
	as jane --json import "$T/$file" --collection "Of $file" "$@"
	json '.added == .read and .added > 0 and .duplicates == 0 and .problems == []' "$file: all of it comes in"
	formats+="$format "
	jq -S "$wanted" "$T/entries.json" >"$T/$file.want"
	files+=("$file")
	as jane --json import "$T/$file" --collection "Of $file" "$@"
	json '.added == 0 and .duplicates == .read and .problems == []' "$file: a second time nothing is added"
}

# What an item ought to be, with these parts of the entry
item='def item(tags; parts): {title, type: "login", username, urls: [.url | select(. != "")], tags: (tags | map(select(. != "")))} +
	([{password, totp, notes} | to_entries[] | select(.value != "" and (.key | IN(parts)))] | from_entries);
	map(item('

written bitwarden.csv '[["folder","favorite","type","name","notes","fields","reprompt","login_uri","login_username","login_password","login_totp"]] +
	map([.folder, "", "login", .title, .notes, "", "0", .url, .username, .password, .totp]) | lines(some; ","; "\r\n")'
comes_in bitwarden-csv bitwarden.csv "$item [.folder]; (\"password\", \"totp\", \"notes\"))) | sort_by(.title)"

written lastpass.csv '[["url","username","password","totp","extra","name","grouping","fav"]] +
	map([.url, .username, .password, .totp, .notes, .title, (.folder | gsub("/"; "\\")), "0"]) | lines(some; ","; "\n")'
comes_in lastpass lastpass.csv "$item [.folder]; (\"password\", \"totp\", \"notes\"))) | sort_by(.title)"

written keepassxc.csv '[["Group","Title","Username","Password","URL","Notes","TOTP","Icon","Last Modified","Created"]] +
	map(["Root" + (if .folder == "" then "" else "/" + .folder end), .title, .username, .password, .url, .notes, .totp, "0",
		"2026-11-22T00:55:56Z", "2026-11-22T00:55:56Z"]) | lines(all; ","; "\n")'
comes_in keepassxc keepassxc.csv "$item [.folder]; (\"password\", \"totp\", \"notes\"))) | sort_by(.title)"

written keepass.csv '[["Account","Login Name","Password","Web Site","Comments"]] +
	map([.title, .username, .password, .url, .notes]) | lines(escaped; ","; "\r\n")'
comes_in keepass keepass.csv "$item []; (\"password\", \"notes\"))) | sort_by(.title)"

written 1password.csv '[["Title","Url","Username","Password","OTPAuth","Favorite","Archived","Tags","Notes"]] +
	map([.title, .url, .username, .password, .totp, "false", "true", .folder, .notes]) | lines(some; ","; "\n")'
comes_in 1password 1password.csv "$item [.folder, \"archived\"]; (\"password\", \"totp\", \"notes\"))) | sort_by(.title)"

written chrome.csv '[["name","url","username","password","note"]] +
	map([.title, .url, .username, .password, .notes]) | lines(some; ","; "\n")'
comes_in chrome chrome.csv "$item []; (\"password\", \"notes\"))) | sort_by(.title)"
cp "$T/chrome.csv" "$T/edge.csv"
comes_in edge edge.csv "$item []; (\"password\", \"notes\"))) | sort_by(.title)" --format edge

written safari.csv '[["Title","URL","Username","Password","Notes","OTPAuth"]] +
	map([.title, .url, .username, .password, .notes, .totp]) | lines(some; ","; "\n")'
comes_in safari safari.csv "$item []; (\"password\", \"totp\", \"notes\"))) | sort_by(.title)"

written safari-14.csv '[["Title","Url","Username","Password"]] +
	map([.title, .url, .username, .password]) | lines(some; ","; "\n")'
comes_in safari-14 safari-14.csv "$item []; (\"password\"))) | sort_by(.title)"

written firefox.csv '[["url","username","password","httpRealm","formActionOrigin","guid","timeCreated","timeLastUsed","timePasswordChanged"]] +
	map(select(.url != "") | [.url, .username, .password, "", .url, "{1}", "1", "2", "3"]) | lines(all; ","; "\r\n")'
comes_in firefox firefox.csv 'map(select(.url != "") | {title: (.url | sub("^[a-z]+://([^@]*@)?"; "") | sub("/.*"; "")),
	type: "login", username, urls: [.url], tags: [], password}) | sort_by(.title)'

# --- a file that KeePassXC 2.7.4 wrote ---
# (keepassxc-cli import, then export --format csv; the package is too heavy to
# be installed for this alone, so the file is among the samples)

cp "$TESTS/data/import-keepassxc.csv" "$T/real.csv"
comes_in keepassxc real.csv '[
	{title: "In the root", type: "login", username: " blank ", urls: [], tags: [], password: "\""},
	{title: "Unity, \"Trust\"", type: "login", username: "clerk@example.org", urls: ["https://unity.example/a?b=1,2"],
	 tags: ["Finance/Bank, \"Unity\""], password: " pä\"\",ss;w\\ord\t🔑 ", notes: "Line one\nLine \"two\"\n\n  four  \n",
	 totp: "otpauth://totp/Unity%2C%20%22Trust%22:clerk%40example.org?secret=JBSWY3DPEHPK3PXP&period=30&digits=6&issuer=Unity%2C%20%22Trust%22"}]'

# --- what spreadsheets make of files ---

written semicolon.csv '[["name","url","username","password","note"]] +
	map([.title, .url, .username, .password, .notes]) | "\ufeff", lines(some; ";"; "\r\n")'
comes_in chrome semicolon.csv "$item []; (\"password\", \"notes\"))) | sort_by(.title)"
written tab.txt '[["name","url","username","password","note"]] +
	map([.title, .url, .username, .password, .notes]) | "\ufeff", lines(some; "\t"; "\r\n")'
iconv -f UTF-8 -t UTF-16LE "$T/tab.txt" >"$T/utf16.txt"
comes_in chrome utf16.txt "$item []; (\"password\", \"notes\"))) | sort_by(.title)"

printf 'name;url;username;password\nCaf\xe9;;;p\xe4\x80ss\n' >"$T/windows.csv"
as jane --json import "$T/windows.csv"
json '.added == 1 and (.problems | length == 1) and .problems[0].line == 2 and (.problems[0].message | test("Windows-1252"))' \
	"Windows-1252 is taken, and that is said"
as jane show Café -f password
is "$out" "pä€ss" "to the letter"
printf 'name,url,username,password\nn,,,p\nn,,,\x81\n' >"$T/neither.csv"
as jane import "$T/neither.csv"
refused 9 'Line 3 .*Windows-1252' "what is not even that is refused"

# --- any other file, by a map ---

written other.csv '[["Wo, genau","Konto","Kennwort","Netz","Text","Code","Ort","Nr"]] +
	map([.username, .title, .password, .url, .notes, .totp, .folder, "7"]) | lines(some; ";"; "\n")'
as jane import "$T/other.csv"
refused 9 'unknown kind.*KeePassXC.*map' "a file of another kind is refused, with what can be taken"
map='title=konto,"username=Wo, genau",password=Kennwort,url=Netz,notes=Text,totp=Code,folder=Ort,ignore=Nr'
comes_in csv other.csv "$item [.folder]; (\"password\", \"totp\", \"notes\"))) | sort_by(.title)" --map "$map"
written bare.csv 'map([.title, .password]) | lines(some; ","; "\n")'
comes_in csv bare.csv 'map({title, type: "login", username: "", urls: [], tags: [], password}) | sort_by(.title)' --map 'title=#1,password=#2'
as jane --json import "$T/other.csv" --map "${map%,ignore*}" --dry-run
json '.added == 3 and (.problems | length == 1) and (.problems[0] | .line == 1 and (.message | test("^\"Nr\"")))' \
	"a dry run names the columns that the map leaves out"

# --- what cannot be taken ---

size() {
	as jane --json ls
	jq length "$T/out"
}
before=$(size)
for bad in "a|2|no format \"wallet\".*keepassxc|--format=wallet" "b|2|map of columns|--map=konto=title" \
	"c|2|give one|--map=title=a --format=edge" "d|9|no column Kunde|--map=title=Kunde" "e|9|no column name; wanted are .*grouping|--format=lastpass"; do
	IFS='|' read -r _ status why options <<<"$bad"
	# shellcheck disable=SC2086
	run import "$T/other.csv" $options
	[ "$status" = 9 ] && as jane import "$T/other.csv" $options
	refused "$status" "$why" "$options"
done
printf 'name,url,username,password\nGood,,,p\nBad,,,"p\n' >"$T/cut.csv"
as jane import "$T/cut.csv"
refused 9 'Line 3' "a quote that is never closed"
is "$(size)" "$before" "nothing of all this was added"
printf 'name,url,username,password,colour\nGood,,,p,\nShort,,\n"Two\nlines",,,p,\nLong,,,p,,,\nBlue,,,p,blue\n' >"$T/rows.csv"
as jane --json import "$T/rows.csv"
json '.read == 5 and .added == 3 and ([.problems[].line] == [1, 3, 4, 6])' "bad rows are reported with their lines, and the others added"
as jane import -q "$T/rows.csv"
like "$err" 'rows\.csv:3: skipped: the row has 3 columns, not 5' "what is skipped is told even when quiet"
[[ $err != *'there already'* ]]
is $? 0 "and nothing else"
as jane import "$T/rows.csv" --dry-run
like "$err" '5 read, 0 would be added, 3 there already, 2 skipped' "the sum counts what is skipped"
as jane --json show "Two lines" -f password --reveal
done_ok "a title of two lines has a blank in it"
run import "$T/rowz.csv"
refused 3 'cannot open .*rowz\.csv' "a mistyped name is found out before a passphrase is asked for"
run import "$T/rowz.csv" --format wallet
refused 2 'no format' "and an option that is wrong before that"
as jane --json show Blue --reveal
json '.fields[] | select(.label == "colour") | .kind == "secret" and .value == "blue"' "a column that is not known is a hidden field"

# Everything at once, through the envelope
run --json unseal --reason "to compare" --words-fd 8 8<"$T/words"
cp "$T/out" "$T/unsealed.json"
for file in "${files[@]}"; do
	jq -S --arg collection "Of $file" '[.items[] | select(.collection == $collection) |
		{title, type, username, urls, tags} + (.fields | map({(.label): .value}) | add // {})] | sort_by(.title)' \
		"$T/unsealed.json" >"$T/got"
	ok "$file: every value is what it was" diff "$T/$file.want" "$T/got"
done
as jane --json audit log --action import
is "$(jq -r '[.[] | select(.detail.added != "0") | .detail.format] | unique | join(" ")' "$T/out")" \
	"$(tr ' ' '\n' <<<"$formats" | grep . | sort -u | paste -sd' ')" "the log says which format each of them was"
run import "$T/other.csv" --format none
cp "$T/err" "$T/formats"
run help import
missing=
for format in $(sed 's/.*give //; s/\.$//; s/ or / /; s/,//g' "$T/formats"); do
	grep -qw -- "$format" "$T/out" || missing+="$format (help) "
	grep -qE "^\.It Cm $format\$" "$TOP/man/strongroom.1" || missing+="$format "
done
is "$missing" "" "help has each format, and the manual says how to make such a file"
sound "the log is whole"
finish
