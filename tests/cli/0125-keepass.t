#!/bin/bash
# KeePass: its encrypted files and its XML, as other programs write them.
. "$(dirname "$0")/lib.sh"
need perl keepassxc-cli
new_vault
cd "$T" || exit 1

# write NAME=VALUE…: databases of another implementation
write() {
	ok "another program writes it" perl "$TESTS/tools/kdbxwrite.pl" "$@"
}

# take FILE [OPTION…]: import it with the passphrase $PW, if there is one
PW=pass
take() {
	local file=$1
	shift
	as jane import "$file" --json ${PW+--file-passphrase-fd 8} "$@" 8<<<"${PW-}"
}

# reveal TITLE FILTER WANT NAME
reveal() {
	as jane show "$1" --reveal --json
	is "$(jq -r "$2" "$T/out")" "$3" "$4"
}

# --- what comes over ---

write file=a.kdbx password=pass
take a.kdbx
json '.read == 3 and .added == 2' "what is not in the recycle bin is taken over"
like "$(jq -r '.problems[] | "\(.line) \(.message)"' "$T/out")" \
	'2 "HSBC": left behind: earlier versions \(1\)' "earlier versions are counted"
like "$(jq -r '.problems[] | "\(.line) \(.message)"' "$T/out")" \
	'3 left behind: what is in the recycle bin \(1\)' "and so is what was thrown away"
field() { echo ".fields[] | select(.label == \"$1\") | \"\(.kind) \(.value)\""; }
reveal HSBC "$(field password)" "secret s3cret – ü" "the password, not the earlier one"
reveal HSBC "$(field PIN)" "secret 4711" "a protected field is hidden"
reveal HSBC "$(field 'Sort code')" "plain 40-12-34" "another is not"
reveal HSBC "$(field notes)" $'notes two\nlines' "notes with their lines"
reveal HSBC "$(field expires)" "plain 2020-02-29" "the day on which it expired"
reveal HSBC "$(field totp)" "totp otpauth://totp/HSBC?secret=JBSWY3DPEHPK3PXP" "one-time codes"
reveal HSBC '"\(.username) \(.url) \(.tags[0])"' "clerk https://hsbc.example Finance/Bänk" "and what can be seen"
reveal Online "$(field password)" "secret s3cret – ü" "a reference is followed"

# --- all ciphers, key derivations and versions: all that is in them is there already ---

ways=()
list=()
number=0
for version in 3.1 4.0 4.1; do
	for cipher in aes chacha20 twofish; do
		for kdf in aes argon2d argon2id; do
			# Before 4.0 there is AES-KDF alone, and no ChaCha20.
			[ "$version$kdf" = 3.1aes ] || [ "$version" != 3.1 ] || continue
			[ "$version$cipher" != 3.1chacha20 ] || continue
			number=$((number + 1))
			# In short each cipher once with each derivation, in one of the versions.
			[ -n "${STRONGROOM_LONG:-}" ] || [ "$version" = 3.1 ] || [ $((number % 2)) = 0 ] || continue
			list+=("w$number.kdbx $version $cipher $kdf")
			ways+=(-- file="w$number.kdbx" version="$version" cipher="$cipher" kdf="$kdf"
				compress=$((number / 2 % 2)) password=pass)
		done
	done
done
write "${ways[@]:1}"
for way in "${list[@]}"; do
	take "${way%% *}"
	json '.read == 3 and .added == 0 and .duplicates == 2' "${way#* } reads the same"
done

# --- keys ---

head -c 32 /dev/urandom >raw.key
head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n' >hex.key
head -c 5000 /dev/urandom >any.key
cat >xml1.key <<-'END'
	<?xml version="1.0" encoding="utf-8"?>
	<KeyFile><Meta><Version>1.00</Version></Meta>
	<Key><Data>AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=</Data></Key></KeyFile>
END
digits=000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F
hash=$(printf %s "$digits" | perl -e 'print pack "H*", <STDIN>' | sha256sum | head -c 8)
cat >xml2.key <<-END
	<?xml version="1.0" encoding="utf-8"?>
	<KeyFile><Meta><Version>2.0</Version></Meta><Key><Data Hash="${hash^^}">
		${digits:0:32}
		${digits:32}
	</Data></Key></KeyFile>
END
write file=both.kdbx password=pass key=raw.key -- file=raw.kdbx key=raw.key -- file=hex.kdbx key=hex.key -- \
	file=any.kdbx key=any.key -- file=xml1.kdbx key=xml1.key -- file=xml2.kdbx key=xml2.key -- \
	file=empty.kdbx password=
take both.kdbx --key-file raw.key
json '.duplicates == 2' "a passphrase and a key file"
take both.kdbx
refused 4 'with this passphrase;.*yubikey' "the passphrase alone is not enough"
PW=
take empty.kdbx
json '.duplicates == 2' "an empty passphrase is one"
unset PW
for key in raw hex any xml1 xml2; do
	take $key.kdbx --key-file $key.key
	json '.duplicates == 2' "a key file ($key) without a passphrase"
done
take both.kdbx --key-file raw.key
refused 4 'with this key file alone' "the key file alone is not enough"
take both.kdbx
refused 4 'give its passphrase, its key file, or both' "without any key it is said which there are"
sed 's/0001/0002/' xml2.key >bad.key
take xml2.kdbx --key-file bad.key
refused 9 'key file is damaged' "a key file that does not fit its own hash is called damaged"
PW=wrong
take a.kdbx
refused 4 'does not open with this passphrase' "a wrong passphrase"
take w1.kdbx
refused 4 'does not open with this passphrase' "and of an older version"

# --- what is not read ---

PW=pass
write file=serpent.kdbx password=pass cipher=serpent
take serpent.kdbx
refused 9 'cipher that is not known.*AES, ChaCha20 or Twofish' "another cipher"
printf '\x03\xd9\xa2\x9a\x65\xfb\x4b\xb5%0200d' 0 >one.kdb
take one.kdb
refused 9 'of KeePass 1.*save it as \.kdbx' "KeePass 1, with what to do"
head -c 300 a.kdbx >cut.kdbx
take cut.kdbx
refused 9 'damaged or cut off' "a file that is cut off"
perl -0777 -pe 'substr($_, 700, 1) ^= "\1"' a.kdbx >flipped.kdbx
take flipped.kdbx
refused 9 'damaged or cut off' "a block that was altered"

# --- KeePassXC itself ---

export QT_QPA_PLATFORM=offscreen
printf 'pass\npass\n' | keepassxc-cli db-create -q -t 100 -p --set-key-file x.key x.kdbx 2>"$T/said"
printf 'pass\n' | keepassxc-cli mkdir -q -k x.key x.kdbx Web
printf 'pass\nfirst\n' | keepassxc-cli add -q -k x.key -u bob --url https://a.example -p x.kdbx Web/Site
printf 'pass\nsecond – ü\n' | keepassxc-cli edit -q -k x.key -p x.kdbx Web/Site
printf 'pass\n' | keepassxc-cli attachment-import -q -k x.key x.kdbx Web/Site notes.txt a.kdbx
printf 'pass\n' | keepassxc-cli export -q -k x.key -f xml x.kdbx >x.xml
take x.kdbx --key-file x.key
json '.read == 1 and .added == 1' "a database of KeePassXC"
reveal Site "$(field password)" "secret second – ü" "with its password"
reveal Site '.tags[0]' "Web" "and its folder"
unset PW
take x.xml
json '.read == 1 and .duplicates == 1' "and its XML, which says the same"
cat >bomb.xml <<-'END'
	<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>
	<KeePassFile><Root><Group><Name>&b;</Name></Group></Root></KeePassFile>
END
take bomb.xml
refused 9 'document type' "XML that declares entities is refused"
sed 's/<\/Root>//' x.xml >broken.xml
take broken.xml
refused 9 'line [0-9]+ of the XML is malformed' "XML that is malformed, with the line"

# --- a person at a terminal ---

export PASSPHRASE=${PASS[jane]}
at_terminal "the passphrase of the file is asked for, and may be mistyped" <<'END'
strongroom import a.kdbx --dry-run
answer "Passphrase of Jane Smith.*: " $env(PASSPHRASE)
answer "Passphrase of the file.*: " "wrong"
see "No: .*does not open with this passphrase"
answer "Passphrase of the file.*: " "pass"
see "2 there already"
ends 0
END
finish
