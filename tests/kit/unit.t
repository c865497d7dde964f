#!/bin/bash
# The parts of the page that need no browser, by node, as they were bundled.
if [ -n "${SKIP:-}" ]; then
	echo "1..0 # SKIP $SKIP"
	exit
fi
exec "$NODE" --test-reporter=tap "$(dirname "$0")/$1"
