#!/bin/bash
# The parts of the page that need no browser, by node, as they were bundled.
if [ -z "${KIT:-}" ]; then
	echo "1..0 # SKIP this build has no page"
	exit
fi
exec "$NODE" --test-reporter=tap "$(dirname "$0")/$1"
