#!/bin/bash
# What is said of a password: how much chance is in one that was made, and where
# one falls short of what the council wants. It is never refused, nor shown.
. "$(dirname "$0")/lib.sh"
need jq

# --- made ---

run generate ncsc
like "$out" '^([A-Z][a-z]+){3}$' "ncsc: three words"
like "$err" '^38\.8 bits: .*less than a second.*At a website.* years: use it there, not for a file' "39 bits are for a website"
run generate rempstone
like "$out" '^[a-z]+(-[a-z]+){3}$' "rempstone: four words, joined"
like "$err" '^51\.7 bits: ' "with their bits"
run generate words:6
like "$err" '^77\.5 bits: .*about 3,500 years on average\.$' "six words outlast a thief"
run generate -n 3
is "$(wc -l <"$T/err")" 1 "the bits of several are said once"
like "$err" '^119\.0 bits: ' "and those of 20 letters and digits"
run --quiet generate ncsc
is "$err" "" "--quiet says nothing"
run --json generate ncsc
is "$err" "" "nor does --json"
run generate rempstone:4
refused 2 'generator' "a preset takes no count"

# --- chosen ---

new_vault
new_member shah "Cllr Shah" councillor
as jane grant General "Cllr Shah" --edit

# warns REGEX NAME: the command has worked, and that is its warning
warns() {
	done_ok "$2"
	like "$err" "The password of .* is $1" "and warns: $1"
}
silent() {
	done_ok "$1"
	unlike "$err" "The password" "without a warning"
}

add jane Bank 'Barclays99'
warns 'weak: it .*many people choose.* kept all the same.*strongroom edit .#1. --generate\W' "a weak password"
unlike "$err$out" 'Barclays99' "which is not shown"
add jane Bank2 'Ashby-2024'
warns 'weak: it contains a name that somebody who knows the council' "the name of the council"
add jane "Defibrillator" 'D3fibrillator'
warns 'weak: it contains a name' "that of the item"
add jane Site 'Jane.Smith.77' -u x
warns 'weak: it contains a name' "that of a member"
as jane collection add Allotments
add jane Plots 'allotments3' --collection Allotments
warns 'weak: it contains a name' "that of a collection"
add jane Web 'Clerkington9' -u clerkington
warns 'weak: it contains a name' "the user name"
add jane Web2 'Planningportal' --url https://planningportal.co.uk
warns 'weak: it contains a name' "the address"
add shah Plots2 'allotments3'
done_ok "somebody who cannot open that collection"
unlike "$err" 'a name' "is not told of its name"
add jane Good 'kq7zWvxpjTm2'
silent "one that will do"
as jane add Made --generate
silent "one that was made"
as jane add Empty --url https://example.org
silent "no password"
as jane edit Good --url https://example.org
silent "an edit of something else"
as jane edit Bank --tag money
silent "that says nothing of the old one"
as jane edit Good --password-fd 8 8<<<'qwertyuiop'
warns 'weak: it contains a pattern|weak: it .*many people' "a password that is made worse"
as jane edit Good --title Goods --password-fd 8 8<<<'goods-goods-9'
warns 'weak: it contains a name' "the new title counts"
add jane Pin1 '19870412' --secret-field PIN:7 7<<<1234
warns 'weak: it contains a year or a date' "a date"
as jane --json edit Goods --password-fd 8 8<<<'monkey'
json '.title == "Goods"' "JSON stays a document"
like "$err" 'The password' "beside the warning"

# --- decided ---

as jane policy set password=rempstone
done_ok "a policy"
add jane R1 'maple-turbine-oxide'
warns "not as the council's policy wants it: it is neither eight random.*--generate=rempstone" "three words"
add jane R2 'mapleTurbineOxideCandle'
warns "not as the council's policy wants it: it has words that run into each other" "words without anything between"
add jane R3 'k7zWv+p'
warns "not as the council's policy wants it: it is shorter than eight" "seven characters"
add jane R4 'maple-turbine-oxide-candle'
silent "four words, joined"
add jane R5 'kq7zWvxp'
silent "eight random characters"
as jane add R6 --generate=rempstone
silent "what the generator makes for it"
as jane policy set password=ncsc
add jane N1 'Tr0ub4dor3'
warns "not as the council's policy wants it: it is neither three random words" "another policy"
add jane N2 'mapleTurbineOxide'
silent "has other wishes"
as jane policy set password=strong
add jane S1 'kq7zWvxpjT'
warns "not as the council's policy wants it: it is too short" "the strictest one"
as jane policy set password=
add jane D1 'kq7zWvxpjT'
silent "without a policy that will do"

# --- taken over ---

cat >"$T/chrome.csv" <<'CSV'
name,url,username,password,note
Shop,https://shop.example,clerk,Barclays99,
Council,https://council.example,clerk,Ashby-2024,
Fine,https://fine.example,clerk,kq7zWvxpjTm2,
None,https://none.example,clerk,,
Bank,,,Barclays99,
CSV
as jane import "$T/chrome.csv" --dry-run
like "$err" '2 of the passwords are weak, or not as the .*health' "an import says how many are weak, of those that are new"
as jane --json import "$T/chrome.csv"
json '.added == 4 and .duplicates == 1 and .weak == 2' "as a number, too"
as jane import "$T/chrome.csv"
unlike "$err" 'weak' "and nothing of those that are there"
printf 'name,url,username,password,note\nOne,,,monkey,\n' >"$T/chrome.csv"
as jane import "$T/chrome.csv" --format chrome
like "$err" '1 of the passwords is weak.*wants it;' "one of them"
sound "the log is sound"
finish
