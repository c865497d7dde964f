#!/bin/bash
# The page is what its sources say, the same wherever it is built, and what the
# program writes; a build that cannot have it goes on without it.
if [ -z "${KIT:-}" ]; then
	echo "1..0 # SKIP this build has no page"
	exit
fi
. "$(dirname "$0")/../cli/lib.sh"
need openssl cmake
: "${KIT:?}" "${NODE:?}"
page=$KIT/OPEN.html

mkdir "$T/elsewhere"
cp "$TOP"/contrib/kit/* "$T/elsewhere"
cp -a "$KIT/node_modules" "$T/elsewhere"
(cd "$T/elsewhere" && "$NODE" build.mjs "$TOP/data/slip39-words.txt" "$T/again.html") 2>"$T/err"
ok "built in another folder, it is the same byte for byte" cmp "$page" "$T/again.html"

new_vault
new_envelope
as jane --json seal --kit "$T/kit"
ok "it is what the program writes" cmp "$page" "$T/kit/OPEN.html"
json ".page == \"of the sheets\" and .page_sha256 == \"$(sha256sum <"$page" | cut -d ' ' -f 1)\"" "and what the envelope names"

# --- what is in it ---

# hash_of TAG: of the content of that element, as a policy states it
hash_of() {
	printf "'sha256-%s'" "$(perl -0777 -ne "print \$1 if m{<$1>(.*)</$1>}s" "$page" | openssl dgst -sha256 -binary | base64)"
}
policy=$(grep -o 'Content-Security-Policy" content="[^"]*"' "$page")
like "$policy" "default-src 'none';" "its policy forbids what it does not name"
ok "names the one script" grep -qF "script-src $(hash_of script);" <<<"$policy"
ok "and the one style" grep -qF "style-src $(hash_of style);" <<<"$policy"
is "$(grep -oE "[a-z-]+-src|[a-z]+-(uri|action)" <<<"$policy" | sort | tr '\n' ' ')" \
	"base-uri default-src form-action script-src style-src " "and nothing else"
is "$(grep -ciE '<script|<style' "$page")" 2 "it has one of each"
is "$(perl -0777 -pe 's{<script>.*</script>|<details>\s*<summary>Licences.*?</details>}{}gs' "$page" | grep -oiE '(src|href|action|data)=' | tr '\n' ' ')" "" "and leads nowhere"
for package in age-encryption @noble/curves @noble/hashes @noble/ciphers @noble/post-quantum @scure/base; do
	ok "the licence of $package is in it" grep -qE "^($package|<pre>$package) [0-9]" "$page"
done
is "$(grep -c 'copies or substantial portions' "$page")" "$(($(grep -cE '^(<pre>)?@(noble|scure)/[a-z-]+ [0-9.]+$' "$page")))" "whole"
ok "it is readable, and small enough to be read" test "$(wc -c <"$page")" -lt 614400 -a "$(wc -l <"$page")" -gt 5000

# --- where it cannot be built ---

printf '#!/bin/sh\necho "no network" >&2\nexit 1\n' >"$T/npm"
chmod +x "$T/npm"
# configure OPTIONS…: in a new folder
configure() {
	rm -rf "$T/b"
	quietly cmake -G Ninja -S "$TOP" -B "$T/b" -DBUILD_TESTING=OFF "-DNPM=$T/npm" "$@"
}
configure
is "$rc" 0 "without packages the build goes on"
like "$out" 'without the page OPEN.html, for npm could not get the packages' "and says what it leaves out"
ok "and why" grep -q "no network" "$T/b/kit/npm.log"
configure -DSTRONGROOM_KIT=ON
ok "it fails if the page was asked for" test "$rc" != 0
like "$err" 'cannot be built, for npm' "and says so"
configure -DSTRONGROOM_KIT=OFF
like "$rc $out" '^0 .*without the page OPEN.html, for STRONGROOM_KIT is off' "it can be left out"
finish
