#!/bin/bash
# contrib/tour, which the README's first command ends with: at a terminal too it
# runs by itself, and what it leaves can be explored.
. "$(dirname "$0")/lib.sh"
need expect age

before=$(sum "$TOP/contrib/sample-logins.json")
at_terminal "the tour asks nothing of whoever runs it at a terminal" <<'EXPECT'
set timeout 240
start $env(TOP)/contrib/tour [file dirname $env(STRONGROOM)] $env(T)/sample
expect {
	-re {\[y/n|Type yes|Reason|assphrase for|\? $} { failed "it asks" }
	-re {To begin your own council's vault} {}
	timeout { failed "it does not come to its end" }
	eof { failed "it ends before its end" }
}
ends 0
EXPECT
is "$(sum "$TOP/contrib/sample-logins.json")" "$before" "the file that it imports stays"
. "$T/sample/env"
sound "the vault that it leaves is sound"

finish
