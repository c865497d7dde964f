#!/bin/bash
# The sheets of paper: what a printer, a browser, a camera and somebody who
# listens to the page make of them.
. "$(dirname "$0")/lib.sh"
need jq expect pdftotext pdfinfo pdffonts pdftoppm zbarimg tidy

new_vault
add jane "Bank" "s3cret-of-the-bank"
HOLDER="Cllr Angharad W$(printf '\u0177')nne <Chair> & \"co\""

# text_words: the words of a page of text from stdin, by their numbers
text_words() {
	tr '\n\f' '  ' | grep -oE 'along the rows.*What to do' | grep -oE '[0-9]+ +[a-z]+' | sort -s -n -k 1,1 | awk '{print $2}' | paste -sd ' '
}
# camera FILE PAGE: what a camera reads in the code on that page of a PDF
camera() {
	pdftoppm -r 100 -f "$2" -l "$2" -png "$1" "$T/photo"
	zbarimg -q --raw "$T"/photo*.png 2>/dev/null
	rm -f "$T"/photo*.png
}
# browse FILE WHAT: as a browser prints it, to FILE.pdf
browse() {
	command -v chromium >/dev/null || {
		skip "$2" "chromium is not installed"
		return 1
	}
	chromium --headless --no-sandbox --disable-gpu --user-data-dir="$T/chromium" --no-pdf-header-footer \
		--print-to-pdf="$1.pdf" "file://$1" >/dev/null 2>&1
	ok "$2" test -s "$1.pdf"
}
# within FILE NAME: all of the text lies within the margins that printers have
within() {
	is "$(pdftotext -bbox "$1" - | grep '<word' | sed -E 's/.*xMin="([0-9.]+)" yMin="([0-9.]+)" xMax="([0-9.]+)" yMax="([0-9.]+)".*/\1 \2 \3 \4/' |
		awk '$1 < 30 || $2 < 30 || $3 > 566 || $4 > 813')" "" "$2"
}

# --- PDF ---

as jane envelope create --holder "$HOLDER" --sheet pdf --export-at "the red stick in the safe" --computer "the notebook, log-in \"council\""
done_ok "a sheet as PDF"
cp "$T/out" "$T/sheet.pdf"
like "$err" 'in a file' "that it is in a file is said"
unlike "$err" 'this screen' "and not that it was on the screen"
like "$err" 'Next: "strongroom seal --kit FOLDER" .*policy set seal.path=FILE' "what comes next, and that it can be done by itself"
info=$(pdfinfo "$T/sheet.pdf" 2>&1)
like "$info" 'Pages: +1' "it is one page"
like "$info" 'Page size: .*A4' "of A4"
like "$info" 'Title: +[A-Z]' "with a title"
like "$info" 'Tagged: +yes' "and tags"
unlike "$info" 'rror|arning' "without a fault of form"
is "$(pdffonts "$T/sheet.pdf" 2>&1 | tail -n +3 | grep -cv 'yes yes yes')" 0 "all fonts are in it, with their characters"
is "$(pdftotext "$T/sheet.pdf" "$T/sheet.txt" 2>&1)" "" "the text is taken out of it without a complaint"
text_words <"$T/sheet.txt" >"$T/words"
is "$(wc -w <"$T/words")" 20 "there are 20 words"
is "$(camera "$T/sheet.pdf" 1)" "$(<"$T/words")" "and the code says the same"
for text in "Ashby Parish Council" "$HOLDER" "the red stick in the safe" "log-in \"council\"" "1 of 1 needed" "strongroom unseal"; do
	grep -qF "$text" "$T/sheet.txt" && pass "it says: $text" || fail "it says: $text" "$(<"$T/sheet.txt")"
done
tr '\n' ' ' <"$T/sheet.txt" >"$T/sheet.line"
like "$(<"$T/sheet.line")" 'Words inside the envelope; the stick outside' "and what is kept where"
as jane --json seal --kit "$T/kit"
if [ "$(get .sheets_sha256)" = null ]; then
	skip "how to compare the page, on Windows and Linux" "this program was built without a page"
else
	like "$(<"$T/sheet.line")" 'Windows: certutil -hashfile OPEN.html SHA256; Linux: sha256sum OPEN.html' "how to compare the page, on Windows and Linux"
fi
like "$(<"$T/sheet.line")" 'Emergency sheet.*When to open.*What you need.*What to do.*Afterwards' "in the order in which it is read"
within "$T/sheet.pdf" "no text is in the margins"
tags=$(pdfinfo -struct-text "$T/sheet.pdf" 2>&1)
like "$tags" 'H1.*H2.*L .*LI.*"1 [a-z]+".*Figure' "who listens to it is told headings, lists and that there is a picture"
like "$tags" '"4\. Type this, then press the key Enter: strongroom unseal"' "and a step with what belongs to it"
as jane seal "$T/council.age"
run unseal "$T/council.age" --reason fire --words-fd 8 8<"$T/words"
like "$out" 's3cret-of-the-bank' "what was printed opens the export"

# A program that is to print, and is not there
quietly perl -e 'pipe R, W; close R; open STDOUT, ">&W" or die; exec @ARGV or die' "$STRONGROOM" --member Jane --passphrase-fd 9 envelope create --holder Other --sheet pdf 9<<<"${PASS[jane]}"
refused 10 'not printed.* "lp".*no envelope was made' "sheets that nobody takes are told of"
as jane --json envelope status
json ".sheets[0].holder != \"Other\"" "and make no envelope"

# --- HTML ---

as jane --json envelope create --holder "$HOLDER" --sheet html --sheet-fd 7 7>"$T/sheet.html"
done_ok "a sheet as HTML, to a descriptor, beside JSON"
get .sheets[0].words >"$T/words"
is "$(tidy -q -e "$T/sheet.html" 2>&1)" "" "it is valid"
is "$(grep -oE '#[0-9a-f]{3,6}|rgba?\([^)]*\)' "$T/sheet.html" | sort -u | paste -sd ' ')" "#000 #fff" "and black on white"
if browse "$T/sheet.html" "a browser prints the sheet"; then
	like "$(pdfinfo "$T/sheet.html.pdf" 2>&1)" 'Pages: +1' "a browser prints it on one page"
	is "$(pdftotext "$T/sheet.html.pdf" - | text_words)" "$(<"$T/words")" "with the words of the envelope"
	is "$(camera "$T/sheet.html.pdf" 1)" "$(<"$T/words")" "and its code"
	pdftotext "$T/sheet.html.pdf" - | grep -qF "$HOLDER" && pass "the holder has no markup" || fail "the holder has no markup"
	within "$T/sheet.html.pdf" "no text is in the margins"
fi

# --- the longest texts that are shown whole ---

long() { # N: as many characters, in words
	perl -e '$_ = "Llanfairpwll Community " x 40; print substr($_, 0, $ARGV[0] - 2) . "Zz"' "$1"
}
crowded=(--holder "$(long 60)" --export-at "$(long 150)" --computer "$(long 150)")
as jane envelope create "${crowded[@]}" --sheet pdf
cp "$T/out" "$T/long.pdf"
like "$(pdfinfo "$T/long.pdf" 2>&1)" 'Pages: +1' "long texts are one page of PDF"
within "$T/long.pdf" "and within the margins"
is "$(pdftotext "$T/long.pdf" - | tr '\n' ' ' | grep -o Zz | wc -l)" 3 "and shown to their ends"
is "$(camera "$T/long.pdf" 1 | wc -w)" 20 "and the code is read"
as jane envelope create "${crowded[@]}" --sheet html
cp "$T/out" "$T/long.html"
if browse "$T/long.html" "a browser prints them"; then
	like "$(pdfinfo "$T/long.html.pdf" 2>&1)" 'Pages: +1' "and one page of HTML"
	within "$T/long.html.pdf" "and within the margins"
fi
as jane envelope create "${crowded[@]}" --sheet text
is "$(awk 'length > 76' "$T/out")" "" "76 columns of text are enough"
ok "and 60 lines" test "$(wc -l <"$T/out")" -le 60

# --- as many as there can be ---

many=()
for i in {1..16}; do many+=(--holder "Cllr $i"); done
as jane --json envelope create "${many[@]}" --need 2 --sheet pdf --sheet-fd 7 7>"$T/many.pdf"
like "$(pdfinfo "$T/many.pdf" 2>&1)" 'Pages: +16' "sixteen sheets are sixteen pages"
is "$(camera "$T/many.pdf" 16)" "$(get .sheets[15].words)" "the last has the words of the last"
like "$(pdftotext -f 16 -l 16 "$T/many.pdf" -)" 'sheet 16 of 16.*Cllr 16.*2 of 16 needed' "and its holder"
unlike "$(pdftotext "$T/many.pdf" -)" 'AGE-SECRET-KEY' "and none has a key that would open alone"

# --- what cannot be ---

serial=$(as jane --json status && get .envelope.serial)
as jane envelope create --holder A --sheet docx
refused 2 'text, html or pdf' "no other kind"
as jane envelope create --holder A --sheet pdf --sheet-fd 8
refused 2 'descriptor 8' "a descriptor that is not open"
as jane envelope create --holder A --sheet pdf --sheet-fd 8 8</dev/null
refused 2 'descriptor 8' "or only to read from"
as jane --json envelope create --holder A --sheet pdf
refused 2 'sheet-fd' "JSON and PDF on one output"
as jane --json envelope create --holder A --sheet-fd 1
refused 2 'sheet-fd' "said otherwise"
as jane envelope create --holder A --sheet pdf --sheet-fd 8 8>/dev/full
refused 10 'write' "a printer that takes nothing"
as jane --json status
json ".envelope.serial == $serial" "and no envelope is made"

# --- at a terminal ---

export JANE=${PASS[jane]}
for kind in pdf html; do
	at_terminal "$kind is not for a terminal" <<EXPECT
strongroom envelope create --holder A --member Jane --sheet $kind
see "lp"
ends 2
EXPECT
done
# The printer is slow to begin: it waits for the end of what it gets
cat >"$T/lp" <<'LP'
cat >"$T/printing"
mv "$T/printing" "$T/printed"
LP
export PRINTING="'$STRONGROOM' envelope create --holder A --member Jane --sheet pdf | bash '$T/lp'"
at_terminal "the paper is fetched before words are asked back" <<'EXPECT'
start bash -c "set -o pipefail; $env(PRINTING)"
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "Press Enter when"
for {set i 0} {$i < 300 && ![file exists $env(T)/printed]} {incr i} { after 100 }
set page [exec pdftotext $env(T)/printed -]
if {![regexp {along the rows(.*)What to do} $page all page]} { failed "no words were printed" }
foreach {all number word} [regexp -all -inline {([0-9]+)\s+([a-z]+)} $page] {
	set words($number) $word
}
type ""
foreach i {1 2} {
	see "Type word (\[0-9]+) .*: "
	type $words($expect_out(1,string))
}
see "Envelope number .* is made"
ends 0
EXPECT
as jane --json status
json ".envelope.serial == $serial + 1" "then the envelope is made"
rm -f "$T/printed"
at_terminal "a printer that prints nothing" <<'EXPECT'
start bash -c "trap : INT; set -o pipefail; $env(PRINTING)"
answer "Passphrase of Jane Smith.*: " $env(JANE)
see "Press Enter when"
send "\003"
see "nothing was changed"
ends 130
EXPECT
as jane --json status
json ".envelope.serial == $serial + 1" "makes no envelope"
sound "the vault is sound"
finish
