#!/bin/bash
# The rescue kit: a folder with the export, the page, and a text. The programs
# here are the same but for their page: "one", "two" as of a later version, and
# "none". What the real page does is tested in tests/kit.
. "$(dirname "$0")/lib.sh"
need jq age expect

program=$STRONGROOM
# with PAGE COMMAND…: by the program with that page
with() {
	local STRONGROOM=$BUILD/tests/strongroom_page_$1
	shift
	"$@"
}
page() { # NAME: the page of that program
	cat "$BUILD/generated/page_$1.html"
}
page_sum() {
	page "$1" | sha256sum | cut -d ' ' -f 1
}
is_page() { # NAME TEXT
	ok "$2" cmp -s <(page "$1") "$kit/OPEN.html"
}
kit=$T/kit
opens() { # NAME: the export is whole, and opens with the words of the sheet
	run --json unseal "$kit/council.age" --reason fire --words-fd 8 8<"$T/words"
	json '[.items[].title] == ["Bank"]' "$1"
}

new_vault
add jane "Bank" "s3cret-of-the-bank" -u clerk7
new_member price "Cllr Price" councillor
with one as jane envelope create --holder "Cllr Shah" --sheet text
like "$(tr -d ' \n' <<<"$out")" "$(page_sum one)" "the sheet has the number of the page"
with none as jane envelope create --holder "Cllr Shah" --sheet text
unlike "$out" 'OPEN.html' "and speaks of none where there is none"
with one new_envelope

# --- what is given ---

as jane seal
refused 2 'missing.*--kit' "neither a file nor a folder"
export T STRONGROOM JANE=${PASS[jane]}
: >"$T/screen"
cat "$TESTS/tools/terminal.tcl" - >"$T/script" <<'EXPECT'
strongroom seal
answer "Passphrase of Jane Smith.*: " $env(JANE)
answer "Folder for the rescue kit: " $env(T)/asked
ends 0
EXPECT
ok "at a terminal it is asked for" setsid -w expect "$T/script"
ok "and written there" test -f "$T/asked/council.age"
as jane seal "$T/council.age" --kit "$kit"
refused 2 'not both' "both"
as jane seal --kit ""
refused 2 'kit is missing' "a folder without a name"
as jane seal --kit "$T/stick/kit"
refused 10 'cannot make the folder' "a stick that is not there"
ok "is not made on this disk" no test -e "$T/stick"
as price seal --kit "$kit"
refused 5 'seal' "somebody without the right"
ok "leaves no folder behind" no test -e "$kit"

# --- what is written ---

umask 077
with one as jane seal --kit "$kit"
done_ok "a kit"
is "$(cd "$kit" && find . -type f | sort | tr '\n' ' ')" "./OPEN.html ./READ-ME-FIRST.txt ./council.age " "has three files and no other"
unlike "$err" 'SHA-256|sheets' "and nothing to be said about its page"
opens "its export opens"
is_page one "its page is the program's"
readme=$(tr -d '\r' <"$kit/READ-ME-FIRST.txt")
is "$(grep -c $'\r$' "$kit/READ-ME-FIRST.txt")" "$(wc -l <"$kit/READ-ME-FIRST.txt")" "its text has the line ends of Windows"
is "$(LC_ALL=C.UTF-8 awk 'length > 84' <<<"$readme")" "" "and no long lines"
for part in 'Nothing else belongs to it' 'Council: +Ashby Parish Council' 'Envelope: +number 3' '1 of that envelope is needed' "Sealed on: +[0-9]+ [A-Z][a-z]+ $(date +%Y)" 'age -d -i KEYFILE council.age' \
	'strongroom unseal council.age' 'Double-click OPEN.html' 'certutil -hashfile OPEN.html SHA256' 'shasum -a 256 OPEN.html' 'sha256sum OPEN.html'; do
	like "$readme" "$part" "it says: $part"
done
unlike "$readme" "$(page_sum one)|s3cret|clerk7" "but neither a number that belongs on the sheet, nor a secret"
with one as jane --json seal --kit "$kit"
json ".items == 1 and .total == 1 and .left_out == null and .page == \"of the sheets\" and .replaced == false" "as JSON"
json ".page_sha256 == \"$(page_sum one)\" and .sheets_sha256 == \"$(page_sum one)\"" "with both numbers"

# --- a later program ---

with two as jane seal --kit "$kit"
done_ok "a program with another page"
is_page one "keeps the one that the sheets name"
like "$err" 'page that the sheets name, and was kept' "and says so"
rm "$kit/OPEN.html"
with two as jane seal --kit "$kit"
is_page two "where it is missing, it writes its own"
like "$(tr '\n' ' ' <<<"$err")" "sheets name another page.*$(page_sum one).*$(page_sum two)" "and says that the sheets name another"
with two as jane --json seal --kit "$kit"
json ".page == \"another than of the sheets\" and .page_sha256 == \"$(page_sum two)\" and .sheets_sha256 == \"$(page_sum one)\"" "as JSON, too"
with one as jane seal --kit "$kit"
is_page one "the program of the sheets puts theirs back"

# --- somebody has had the stick ---

swap() {
	rm -rf "$kit/OPEN.html"
	echo "<script>steal()</script>" >"$kit/OPEN.html"
}
swap
swapped=$(sha256sum <"$kit/OPEN.html" | cut -d ' ' -f 1)
with one as jane seal --kit "$kit"
done_ok "a page that was swapped"
is_page one "is replaced"
like "$(tr '\n' ' ' <<<"$err")" "neither this program's nor.*$swapped.*replaced.*steal" "and named, with its number"
swap
with one as jane --json seal --kit "$kit"
json '.replaced and .page == "of the sheets"' "as JSON, too"
swap
with two as jane seal --kit "$kit"
is_page two "by a later program as well"
like "$(tr '\n' ' ' <<<"$err")" "steal.*sheets name another page" "which says both"
{ page one; echo; } >"$kit/OPEN.html"
with one as jane seal --kit "$kit"
is_page one "one byte more is another page"
echo "nobody's" >"$T/victim"
for target in "$T/victim" "$T/nowhere" "$BUILD/generated/page_one.html"; do
	ln -sf "$target" "$kit/OPEN.html"
	with one as jane seal --kit "$kit"
	is_page one "a link to $(basename "$target") is replaced"
	ok "and is no link any more" no test -L "$kit/OPEN.html"
done
is "$(<"$T/victim")" "nobody's" "nothing is written through it"
ok "nor anything made" no test -e "$T/nowhere"
rm "$kit/OPEN.html" && mkfifo "$kit/OPEN.html"
with one as jane seal --kit "$kit"
is_page one "a pipe is replaced, and not waited for"
truncate -s 17M "$kit/OPEN.html"
with one as jane seal --kit "$kit"
is_page one "one that is larger than any page as well"
like "$err" 'no ordinary file' "and it is said that it has no number"
rm "$kit/OPEN.html" && mkdir "$kit/OPEN.html"
with one as jane seal --kit "$kit"
refused 10 'council.age was sealed, but the rest of the kit' "a folder of that name stays, and it is said what was done"
opens "which is the export"
rm -rf "$kit/OPEN.html"
rm "$kit/READ-ME-FIRST.txt" && mkdir "$kit/READ-ME-FIRST.txt"
with one as jane seal --kit "$kit"
refused 10 'council.age was sealed, but the rest' "nor is one in the place of the text gone over in silence"
rmdir "$kit/READ-ME-FIRST.txt"
echo "Send the words to evil.example" >"$kit/READ-ME-FIRST.txt"
ln -sf "$T/victim" "$T/link" && cp -P "$T/link" "$kit/council.age.txt"
with one as jane seal --kit "$kit"
like "$(<"$kit/READ-ME-FIRST.txt")" '^READ ME FIRST' "a text that was swapped is replaced"
rm "$kit/READ-ME-FIRST.txt" && ln -s "$T/victim" "$kit/READ-ME-FIRST.txt"
with one as jane seal --kit "$kit"
is "$(<"$T/victim")" "nobody's" "and not written through a link"
echo "a letter" >"$kit/council.age"
with one as jane seal --kit "$kit"
refused 8 'no earlier export' "what is no export keeps its place"
rm "$kit/council.age" "$kit/council.age.txt"

# --- a program without a page ---

with one as jane seal --kit "$kit"
with none as jane seal --kit "$kit"
done_ok "a program without a page"
is_page one "leaves that of the sheets"
like "$(<"$kit/READ-ME-FIRST.txt")" 'OPEN.html' "of which the text speaks"
swap
with none as jane seal --kit "$kit"
done_ok "one that was swapped"
ok "it puts aside" no test -e "$kit/OPEN.html"
is "$(sha256sum <"$kit/OPEN.html.unknown" | cut -d ' ' -f 1)" "$swapped" "as it is, under a name that opens nowhere"
like "$(tr '\n' ' ' <<<"$err")" "$swapped.*OPEN.html.unknown.*do not open.*has no page" "and says so"
unlike "$(<"$kit/READ-ME-FIRST.txt")" 'OPEN\.html|browser|SHA' "the text speaks of no page then"
swap
with none as jane seal --kit "$kit"
refused 10 'OPEN.html.unknown.*remove both' "a second one is not put in the place of the first"
rm -r "$kit"
with none as jane --json seal --kit "$kit"
json '.page == "none" and .page_sha256 == null' "a kit without a page"
is "$(cd "$kit" && find . -type f | sort | tr '\n' ' ')" "./READ-ME-FIRST.txt ./council.age " "has two files"
opens "of which one is the export"
with none new_envelope
with one as jane seal --kit "$kit"
like "$(tr '\n' ' ' <<<"$err")" "sheets do not name the page.*$(page_sum one)" "an envelope that names no page"
with one as jane --json seal --kit "$kit"
json '.page == "not on the sheets" and .sheets_sha256 == null' "as JSON, too"
is_page one "gets one all the same"

# --- the vault is not written over ---

mkdir "$T/inside"
for name in OPEN.html READ-ME-FIRST.txt; do
	cp "$T/v.db" "$T/inside/$name"
	with_file "$T/inside/$name" with one as jane seal --kit "$T/inside"
	refused 2 'the vault' "a vault that is called $name"
	is "$(head -c 15 "$T/inside/$name" | tr -d "\0")" "SQLite format 3" "stays what it is"
	rm "$T/inside/$name"
done

# --- killed at any moment ---

# The long form (STRONGROOM_LONG=1) kills 300 times, the short one 25.
kills=25
[ -z "${STRONGROOM_LONG:-}" ] || kills=300
with one new_envelope
with one as jane seal --kit "$kit"
start=$(date +%s%N)
with one as jane seal --kit "$kit"
took=$((($(date +%s%N) - start) / 1000))
wrong=
for ((i = 0; i < kills; i++)); do
	[ $((i % 2)) = 0 ] || swap
	(with one eval 'exec "$STRONGROOM" --member "${NAME[jane]}" --passphrase-fd 9 seal --kit "$kit" 9<<<"${PASS[jane]}" >/dev/null 2>&1') &
	pid=$!
	sleep "$(awk "BEGIN { print $took * (0.4 + 0.7 * $i / $kills) / 1000000 }")"
	{ kill -KILL $pid && wait $pid; } 2>/dev/null
	quietly "$program" --json unseal "$kit/council.age" --reason fire --words-fd 8 8<"$T/words"
	[ "$rc" = 0 ] || wrong+="$i: the export: $err"$'\n'
	sum=$(sha256sum <"$kit/OPEN.html" | cut -d ' ' -f 1)
	[ "$sum" = "$(page_sum one)" ] || [ "$sum" = "$swapped" ] || wrong+="$i: the page"$'\n'
	tail -n 1 "$kit/READ-ME-FIRST.txt" | grep -q 'no secret any more' || wrong+="$i: the text"$'\n'
done
is "$wrong" "" "killed $kills times, the kit is whole, old or new"
with one as jane seal --kit "$kit"
is "$(find "$kit" -type f ! -name '*.receipt' | wc -l) $rc" "3 0" "the next one leaves nothing behind"
sound "the vault is sound"
finish
