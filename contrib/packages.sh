# Sourced by quickstart and check: install the Debian packages that are missing.

BUILD_PACKAGES="gcc libc6-dev cmake ninja-build pkg-config libsodium-dev libargon2-dev
	libgcrypt20-dev libsqlite3-dev libjansson-dev libexpat1-dev zlib1g-dev libzip-dev
	libutf8proc-dev libqrencode-dev libhpdf-dev libzxcvbn-dev liboath-dev libreadline-dev
	fonts-liberation diceware"

installed() {
	dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

# need_packages NAME…
need_packages() {
	local missing=() name sudo=()

	for name in "$@"; do
		installed "$name" || missing+=("$name")
	done
	[ ${#missing[@]} -eq 0 ] && return 0
	if [ "$(id -u)" -ne 0 ]; then
		if ! command -v sudo >/dev/null; then
			echo "These packages are missing, and there is no sudo to install them with:" >&2
			echo "  ${missing[*]}" >&2
			echo "Ask whoever manages this computer to run: apt-get install ${missing[*]}" >&2
			return 1
		fi
		sudo=(sudo)
	fi
	echo "Installing: ${missing[*]}"
	if ! { "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y update &&
		"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y install \
			--no-install-recommends "${missing[@]}"; } >build/packages.log 2>&1; then
		cat build/packages.log >&2
		return 1
	fi
}
