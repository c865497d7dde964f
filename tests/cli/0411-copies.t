#!/bin/bash
# envelope status: what the envelope is, and how old each copy of the export is.
. "$(dirname "$0")/lib.sh"
need jq

new_vault
new_member price "Cllr Price" councillor
as jane collection add Personnel --private
as jane envelope status
done_ok "no envelope"
like "$err" 'no envelope yet' "is said to be none"
as jane --json envelope status
json '. == {"serial": null}' "in JSON too"

new_envelope
for title in One Two Three; do
	add jane "$title" "p of $title"
done
add jane "Letter" "p" --collection Personnel
as jane --json envelope status
json '.serial == 1 and .need == 1 and .by == "Jane Smith" and .sheets == [{"number":1,"holder":"Cllr Shah","seen":null,"taken_out":null}] and .drilled == null and .opened == null and .unreported == null and .withdrawn == false and .sealed == null and .fresh == false and .copies == []' "a new one"
as jane envelope status
like "$out" 'Envelope 1, to be opened with 1 of 1 sheet' "in words"
like "$out" 'export +none yet' "without an export"

as jane seal "$T/a.age"
(cd "$T" && as jane seal b.age)
as jane --json envelope status
json ".fresh and .sealed != null and [.copies[] | .path, .fresh, .items_changed, .file, .by] == [\"$T/a.age\", true, 0, \"same\", \"Jane Smith\", \"$T/b.age\", true, 0, \"same\", \"Jane Smith\"]" "two copies, each with its path from the root"
as jane envelope status
like "$out" "copies +$T/a\\.age.*by Jane Smith: fresh; the file is there, as it was written.*$T/b\\.age" "in words"

as jane edit One -u x
as jane edit One -u y
as jane mv Two Personnel
as jane rm Letter
as jane seal "$T/b.age"
add jane "Four" "p"
as jane --json envelope status
json ".fresh == false and [.copies[] | .path, .fresh, .items_changed] == [\"$T/a.age\", false, 3, \"$T/b.age\", false, 1]" "each says how many items were changed since, and nothing private counts"
as jane restore Letter
as jane edit Two -u z
as jane --json envelope status
json '[.copies[].items_changed] == [3, 1]' "nor what is private now"
as jane collection set Personnel --sealed
as jane seal "$T/a.age"
as jane --json envelope status
json '.fresh and [.copies[] | .fresh] == [false, true]' "what is sealed once more comes last"
as jane collection set Personnel --private
as jane envelope status
like "$out" 'a\.age.*by Jane Smith: out of date; the file' "a collection that is private now makes it old too"

mv "$T/a.age" "$T/moved"
cp "$T/moved" "$T/c.age"
printf x >>"$T/b.age"
as jane --json envelope status
json '[.copies[].file] == ["other", "gone"]' "a file that is another one now, and one that is gone"
mkdir "$T/a.age"
rm "$T/b.age"
as jane envelope status
like "$out" 'b\.age.*not there now.*a\.age.*cannot be read' "and one that is no file"
rmdir "$T/a.age"
mv "$T/moved" "$T/a.age"
as jane --json envelope status
json '[.copies[].file] == ["gone", "same"]' "once back it is the same"
name=$'caf\xe9.age'
as jane seal "$T/$name"
as jane --json envelope status
json '.copies | length == 3 and (.[2] | .file == "same" and (.path | test("caf")))' "a path need not be UTF-8"
as jane envelope status
done_ok "nor does it break the text"

as price --json envelope status
json '.serial == 1 and .copies == null' "who may not read the log hears nothing of paths"
as price envelope status
like "$out" 'export +of .*, ' "but whether the export is fresh"
unlike "$out" '\.age' "and no path in words"
as jane --json audit log --action audit.view
json 'length == 1' "looking at the copies is not looking at the log"

# Another envelope has copies of its own
new_envelope
as jane --json envelope status
json '.serial == 2 and .copies == [] and .sealed == null' "a new envelope has none yet"

# A deputy seals as well
as jane --json member add "Dep Uty" --role deputy
PASS[first]=$(get .first_passphrase) NAME[first]="Dep Uty" NAME[deputy]="Dep Uty" PASS[deputy]="own passphrase of the deputy"
as jane grant General "Dep Uty" --edit
as first passphrase --new-passphrase-fd 8 8<<<"${PASS[deputy]}"
as deputy seal "$T/d.age"
done_ok "a deputy seals"
as jane policy set "seal.path=$T/d.age"
add deputy "Five" "p"
like "$err" 'd\.age is fresh' "and has the export refreshed"
as deputy --json envelope status
json ".fresh and (.copies[0] | .path == \"$T/d.age\" and .by == \"Dep Uty\" and .file == \"same\")" "which stands there"
sound "the log is sound"
finish
