#!/bin/bash
# The manual and the program say the same.
. "$(dirname "$0")/../cli/lib.sh"
need mandoc
cd "$TOP" || exit 1

for page in man/*.[1-9]; do
	is "$(mandoc -T lint "$page" 2>&1)" "" "$page has no fault of form"
	ok "$page can be read" test "$(mandoc -T utf8 "$page" | wc -l)" -gt 50
	is "$(grep -nE '^\.(Op )?Fl( Fl)? [a-z-]+ -( |$)' "$page")" "" "$page makes no option of a hyphen that is a value"
done

manual=$(mandoc -T ascii man/strongroom.1 | sed 's/.\x08//g' | tr -s ' \n' '  ')
# in_manual TEXT: as words of their own, whatever the line breaks are
in_manual() {
	grep -qE -- "(^|[^a-zA-Z-])$1([^a-zA-Z-]|$)" <<<"$manual"
}
while read -r command; do
	ok "the manual has $command" in_manual "$command"
	# shellcheck disable=SC2086
	run help $command
	missing=
	for option in $(grep -oE '^  (-[a-zA-Z], )? *--[a-z-]+' "$T/out" | grep -oE -- '--[a-z-]+'); do
		in_manual "$option" || missing+="$option "
	done
	is "$missing" "" "and all options of $command"
done < <(all_commands)
run help
for option in $(grep -oE '^  .{0,4}--[a-z-]+' "$T/out" | grep -oE -- '--[a-z-]+'); do
	ok "the manual has the global option $option" in_manual "$option"
done

# And it promises nothing that is not there
options=$( (run help; cat "$T/out"; while read -r command; do
	# shellcheck disable=SC2086
	run help $command
	cat "$T/out"
done < <(all_commands)) | grep -oE -- '--[a-z][a-z-]+' | sort -u)
extra=
for option in $(grep -oE 'Fl Fl [a-z][a-z-]+' man/strongroom.1 | sed 's/Fl Fl /--/' | sort -u); do
	grep -qxe "$option" <<<"$options" || extra+="$option "
done
is "$extra" "" "every option of the manual is one of the program"
extra=
while read -r first second; do
	all_commands | grep -qxe "$first" -e "$first $second" || extra+="$first $second, "
done < <(sed -nE 's/^\.Dl \$ strongroom (--[a-z-]+ [^ ]+ )*([a-z]+)( [a-z]*)?.*/\2\3/p' man/strongroom.1)
is "$extra" "" "every example is of a command that there is"

# The exit statuses of include/base/err.h
while read -r status; do
	ok "the manual has exit status $status" grep -qE "^\.It $status Ta " man/strongroom.1
done < <(sed -nE 's/^\tRC_[A-Z]+ = ([0-9]+).*/\1/p' include/base/err.h)

# The actions of the log, in the page on the format
page=$(mandoc -T ascii man/strongroom-vault.5 | sed 's/.\x08//g')
while read -r action; do
	ok "strongroom-vault(5) has the action $action" grep -qE "(^|[^a-z.])${action//./\\.}([^a-z]|$)" <<<"$page"
done < <(grep -oE '"[a-z]+\.[a-z]+"|"unlock"|"import"|"export"|"backup"|"agree"' src/vault/record.c | tr -d '"' | sort -u)
finish
