#!/bin/bash
# The source keeps to its layers: who may include whom, what only one layer
# may do, and that every header can be read by itself.
. "$(dirname "$0")/../cli/lib.sh"
cd "$TOP" || exit 1

# layer: the layers that it may use
declare -A MAY=(
	[base]=""
	[crypto]="base"
	[store]="base"
	[envelope]="base crypto"
	[password]="base crypto"
	[vault]="base crypto store"
	[transfer]="base crypto store envelope password vault"
	[report]="base crypto store envelope password vault"
	[cli]="base crypto envelope password vault transfer report"
)

# What a file says without comments and strings, so that a word in them is no use of it
for file in $(find src include -name '*.[ch]'); do
	mkdir -p "$T/code/$(dirname "$file")"
	perl -0777 -pe 's{("(?:\\.|[^"\\])*")|/\*.*?\*/}{my $s = $1; !defined $s ? " " : $s =~ m{^"[a-z_/0-9]+\.h"$} ? $s : "\"\""}gse' \
		"$file" >"$T/code/$file"
done

# sources LAYER…: its files
sources() {
	local layer
	for layer; do
		find "src/$layer" "include/$layer" -name '*.[ch]' 2>/dev/null
	done | sort
}

found=$(for d in src/* include/*; do [ -d "$d" ] && basename "$d"; done | sort -u)
for layer in $found; do
	if [ -z "${MAY[$layer]+known}" ]; then
		fail "$layer is a layer"
		continue
	fi
	wrong=
	for file in $(sources "$layer"); do
		for used in $(sed -nE 's/^[ \t]*#[ \t]*include[ \t]+"([a-z]+)\/.*/\1/p' "$T/code/$file"); do
			[ "$used" = "$layer" ] || [[ " ${MAY[$layer]} " == *" $used "* ]] || wrong+="$file uses $used"$'\n'
		done
	done
	is "$wrong" "" "$layer includes no layer but: ${MAY[$layer]:-none}"

	# What CMakeLists.txt lets it link is no more than that
	linked=$(perl -0777 -ne "print \$1 if /strongroom_layer\(${layer}\b[^)]*?\bUSES ([a-z ]+)/" CMakeLists.txt)
	wrong=
	for used in $linked; do
		[[ " ${MAY[$layer]} " == *" $used "* ]] || wrong+="$used "
	done
	is "$wrong" "" "$layer links no other either"
done

# only NAME HEADER LAYER…: that header is included nowhere else
only() {
	local header=$1 wrong
	shift
	wrong=$(grep -rlE "^[ \t]*#[ \t]*include[ \t]*[<\"]${header}[>\"]" src include |
		grep -vE "^(src|include)/($(tr ' ' '|' <<<"$*"))/")
	is "$wrong" "" "$header is included by $* alone"
}
only 'sqlite3\.h' store
only 'sodium\.h' crypto
only 'argon2\.h' crypto
only 'gcrypt\.h' crypto
only 'utf8proc\.h' base
only 'jansson\.h' transfer cli
only 'expat\.h' transfer
only 'zlib\.h' transfer
only 'zxcvbn\.h' password
only 'readline/.*' cli
is "$(grep -rlE 'sqlite3' include/store)" "" "the store's headers do not say which engine it is"
is "$(grep -rlE '#[ \t]*include[ \t]*"(store|store/.*)"' src/cli include/cli)" "" "no command asks the store"

below=()
for folder in src/* include/*; do
	[ "$(basename "$folder")" = cli ] || [ ! -d "$folder" ] || below+=("$folder")
done
for call in printf fprintf vprintf vfprintf dprintf puts fputs putchar fputc perror err warn exit _exit _Exit quick_exit system popen getpass readline isatty tcgetattr; do
	wrong=$(cd "$T/code" && grep -rnE "(^|[^a-zA-Z0-9_.>])${call}[ \t]*\(" "${below[@]}")
	is "$wrong" "" "$call is called by no layer below cli"
done
is "$(cd "$T/code" && grep -rnE '\b(stdout|stderr|stdin|STDOUT_FILENO|STDERR_FILENO|STDIN_FILENO)\b' "${below[@]}")" "" \
	"nor does any know standard input, output or error"

# A private header belongs to its layer
wrong=$(grep -rnE '#[ \t]*include[ \t]*"[a-z]+/[a-z0-9_]+_int\.h"|#[ \t]*include[ \t]*"\.\.' src include)
is "$wrong" "" "no private header of another layer is included"

cc=${CC:-cc}
flags=$(pkg-config --cflags libsodium libargon2 libgcrypt sqlite3 jansson libutf8proc 2>/dev/null)
wrong=
headers=0
for header in $(find include src -name '*.h' | sort); do
	headers=$((headers + 1))
	# shellcheck disable=SC2086
	said=$(printf '#include "%s"\n#include "%s"\n' "$TOP/$header" "$TOP/$header" |
		"$cc" -std=c17 -D_GNU_SOURCE -Wall -Wextra -Werror -Iinclude -I"$(dirname "$header")" $flags -fsyntax-only -x c - 2>&1) ||
		wrong+="$header: $said"$'\n'
done
is "$wrong" "" "each of $headers headers compiles alone, and twice"

wrong=$(for header in $(find include src -name '*.h'); do head -c 3 "$header" | grep -q '^/\*' || echo "$header"; done)
is "$wrong" "" "and says what it is for"

# Nothing is left for later
word='TO''DO|FIX''ME|XX''X|HA''CK'
is "$(grep -rnIE "\b($word)\b" src include tests cmake contrib man ./*.md CMakeLists.txt 2>/dev/null | grep -v 'XXXXXX')" "" "nothing is marked as unfinished"

# A test that ends early is one that fails
wrong=$(for script in tests/cli/*.t tests/meta/*.t tests/crash/*.t; do [ "$(tail -n 1 "$script")" = finish ] || echo "$script"; done)
is "$wrong" "" "every script has its plan at the end"
finish
