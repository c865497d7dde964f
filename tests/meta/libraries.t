#!/bin/bash
# The daily program starts quickly because it loads few libraries.
. "$TESTS/cli/lib.sh"

# libraries PROGRAM: what it asks the loader for
libraries() {
	objdump -p "$1" | awk '$1 == "NEEDED" && $2 !~ /^lib(asan|ubsan|gcov)/ {sub(/\.so.*/, "", $2); print $2}' |
		sort | tr '\n' ' '
}

# With those that the build could not link in, or was told not to
wanted=$(printf '%s\n' libargon2 libc libsodium ${LOADED:-} | sort | tr '\n' ' ')
is "$(libraries "$STRONGROOM" | sed 's/libm //; s/libpthread //')" "$wanted" \
	"the daily program needs these libraries and no other"
like "$(libraries "$STRONGROOM-more")" "libhpdf" "the other one has them all"

mkdir "$T/alone"
cp "$STRONGROOM" "$T/alone/strongroom"
quietly "$T/alone/strongroom" init --council Ashby --member Jane
is "$rc" 1 "without the other beside it a command that needs it fails"
like "$err" "strongroom-more.*install strongroom again" "and says what to do"
quietly "$T/alone/strongroom" generate
is "$rc" 0 "and the commands of every day work"
finish
