#!/bin/bash
# bitwarden-export.sh COUNT: an unencrypted Bitwarden export of that many items,
# full of what people really type: accents, quotes, backslashes, emoji, several
# addresses, hidden and plain fields, notes of several lines, blanks at the ends.
jq -n --argjson count "$1" '
def pick($list; $i): $list[$i % ($list | length)];
def odd($i): pick(["café", "naïve “quote”", "it'"'"'s \"here\"", "C:\\new\\table", "100% {x} $HOME `id`",
	"🏛️ 👩🏽‍💼", "Ελλάδα", "日本語", "a\tb", "<b>&amp;</b>", "ﬀ ŀ Å", "e\u0301", "\u00a0nbsp", "--reveal",
	"-f", "#7", "a/b", "%s%n", "\\u0041", "null"]; $i);
{
	encrypted: false,
	folders: [{id: "f-0", name: "Bank"}, {id: "f-1", name: "Küche / Burial \"A\""}],
	items: [range($count) as $i | {
		id: "i-\($i)",
		folderId: pick([null, "f-0", "f-1"]; $i),
		type: (if $i % 7 == 6 then 2 else 1 end),
		name: (pick(["", " ", "  "]; $i) + (odd($i) | gsub("\t"; " ")) + " \($i)" + pick(["", " "]; $i)),
		notes: pick([null, "line one\nline two\n\n  indented \(odd($i))\n", odd($i + 3), "\nstarts with a blank line"]; $i),
		favorite: false,
		fields: pick([[],
			[{name: "PIN \(odd($i) | gsub("\t"; ""))", value: " \(odd($i + 5)) \($i)", type: 1}],
			[{name: "Sort code", value: "20-00-\($i)", type: 0}, {name: "Secret answer", value: odd($i + 7), type: 1},
			 {name: "two lines", value: "a\nb \($i)", type: 1}, {name: "empty", value: "", type: 0}],
			[{name: "agreed", value: "true", type: 2}]]; $i)
	} + (if $i % 7 == 6 then {secureNote: {type: 0}} else {login: {
		username: pick(["clerk", "clerk+\($i)@ashby.example", odd($i + 1) | gsub("\t"; ""), null, " blank "]; $i),
		password: (pick(["", " ", "\\", "\""]; $i) + "p\($i)w" + odd($i + 2) + pick(["", " ", "\\", "'"'"'"]; $i + 1)),
		totp: pick([null, null, "JBSWY3DPEHPK3PXP", "otpauth://totp/x:y?secret=JBSWY3DPEHPK3PXP"]; $i),
		uris: pick([[], [{match: null, uri: "https://a.example/\($i)"}],
			[{match: null, uri: "https://b.example/?q=\($i)&x=%20"}, {match: 1, uri: "androidapp://b.example"}]]; $i)
	}} end)]
}'
