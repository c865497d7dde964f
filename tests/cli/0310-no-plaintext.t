#!/bin/bash
# Nothing that an item says lies readable on the disk: not in the vault, not in
# the journal that a crash leaves behind, not in what the computer remembers.
. "$(dirname "$0")/lib.sh"
need jq

# Texts that occur nowhere by chance, one of each kind.
WORDS=(Titelwort-Zebra tYpewort-Gnu Userwort-Tapir urlwort-okapi.example Tagwort-Lemur Labelwort-Ibis
	Plainwort-Puma Hiddenlabel-Emu Secretwort-Koala Passwort-Walrus Notewort-Bison Notewort-Moose
	Reasonwort-Yak Collectwort-Dingo Importwort-Heron Importpass-Stork Importnote-Crane Folderwort-Finch
	Editwort-Raven Removewort-Quail Grantwort-Swan)
printf '%s\n' "${WORDS[@]}" >"$T.words"
at_end+=("rm -f '$T.words'")

# readable FILE…: which of them can be read there, in any case
readable() {
	cat "$@" | tr -d '\0' | grep -aioFf "$T.words" | sort -u
}

# all_files: whatever the program has written, wherever it did
all_files() {
	find "$T" -type f ! -name out ! -name err ! -name export.json
}

kept_secret() { # NAME
	local files found
	mapfile -t files < <(all_files)
	found=$(readable "${files[@]}")
	is "$found" "" "$1 (${#files[@]} files)"
}

new_vault
as jane collection add Collectwort-Dingo --private
as jane add Titelwort-Zebra -t tYpewort-Gnu -u Userwort-Tapir --url https://urlwort-okapi.example/ --tag Tagwort-Lemur \
	--field Labelwort-Ibis=Plainwort-Puma --secret-field Hiddenlabel-Emu:7 --password-fd 8 --notes-fd 6 --reason Reasonwort-Yak \
	7<<<Secretwort-Koala 8<<<Passwort-Walrus 6<<<$'Notewort-Bison\nNotewort-Moose'
done_ok "an item full of words that would be noticed"
as jane add Titelwort-Zebra --collection Collectwort-Dingo --generate
as jane edit General/Titelwort-Zebra -u Editwort-Raven --reason Reasonwort-Yak
as jane add Removewort-Quail --generate
as jane rm Removewort-Quail --reason Reasonwort-Yak
jq -n '{encrypted: false, folders: [{id: "f", name: "Folderwort-Finch"}], items: [range(60) | {type: 1, folderId: "f",
	name: "Importwort-Heron \(.)", notes: "Importnote-Crane \(.)", login: {username: "Userwort-Tapir",
	password: "Importpass-Stork \(.)", uris: [{uri: "https://urlwort-okapi.example/\(.)"}]}}]}' >"$T/export.json"

as jane show General/Titelwort-Zebra --reveal --reason Reasonwort-Yak
is "$(readable "$T/out" | wc -l)" 12 "a person who may, reads them"
new_member price "Cllr Price" councillor
as price ls Collectwort-Dingo
refused 5 granted "a refused attempt names what was asked for"
as jane find Titelwort-Zebra
kept_secret "no word can be read on the disk"

# A crash leaves a journal, and half of the new pages
if strace -o /dev/null true 2>/dev/null; then
	export ASAN_OPTIONS="exitcode=199:detect_leaks=0" # a leak check cannot run under strace
	journals=0
	cp "$T/v.db" "$T/before.db"
	for n in 1 2 3 4; do
		cp "$T/before.db" "$T/v.db"
		{
			setsid -w strace -f -o /dev/null -e trace=fdatasync,fsync -e inject=fdatasync,fsync:signal=KILL:when=$n \
			"$STRONGROOM" --member Jane --passphrase-fd 9 import "$T/export.json" 9<<<"${PASS[jane]}" >"$T/out" 2>"$T/err"
		} 2>/dev/null # "Killed" is what the shell says
		[ -s "$T/v.db-journal" ] && journals=$((journals + 1))
		kept_secret "nor after a kill at flush $n of an import"
		rm -f "$T/v.db-journal"
	done
	ok "a journal was left behind $journals times" test $journals -ge 1
	cp "$T/before.db" "$T/v.db"
	rm "$T/before.db"
	export ASAN_OPTIONS="exitcode=199"
else
	skip "nor after a kill" "strace may not be used here"
fi

as jane import "$T/export.json"
done_ok "the import, undisturbed"
as jane grant General "Cllr Price"
as jane revoke General "Cllr Price"
kept_secret "nor after an import and a change of keys"
new_envelope
as jane seal "$T/council.age"
rm "$T/words" "$T/key"
kept_secret "nor in the sealed export, or with an envelope"
sound "the vault is sound"
ok "the search would have found them" test "$(readable "$T/export.json" | wc -l)" -ge 5
finish
