#!/bin/bash
# Passwords for git, ssh and sudo, through the agent: contrib's two helpers with
# the real git and the real ssh-add.
. "$(dirname "$0")/lib.sh"
need git ssh-agent ssh-add ssh-keygen jq perl setsid

new_vault
item() { # TITLE URL USER PASSWORD
	quietly "$STRONGROOM" --member "${NAME[jane]}" --passphrase-fd 9 add "$1" --url "$2" --user "$3" \
		--password-fd 8 8<<<"$4" 9<<<"${PASS[jane]}"
}
item "Code" https://code.example/council clerk "p w-of=code"
item "Code of the web firm" https://code.example:8443 firm "w-of-firm"
item "Two, first" https://two.example one "s-of-one"
item "Two, second" https://two.example two "s-of-two"
item "Backslash" 'https://three.example\@evil.test/x' eve "s-of-three"
item "Umlaut" https://four.example zoë "s-of-four"
item "Foreign" https://café.example clerk "s-of-five"
item "Plain" http://plain.example x "p-of-plain"
mkdir "$T/bin"
ln -s "$STRONGROOM" "$T/bin/strongroom"
PATH=$T/bin:$PATH
export GIT_CONFIG_GLOBAL=$T/gitconfig GIT_TERMINAL_PROMPT=0 GIT_ASKPASS=true
git config --global credential.helper "$TOP/contrib/git-credential-strongroom"

# fill URL: what git is told for it; nothing is asked
fill() {
	quietly bash -c 'printf "url=%s\n\n" "$1" | git credential fill' - "$1"
}
given() { # URL USER PASSWORD NAME
	fill "$1"
	is "$(sed -n 's/^username=//p;s/^password=//p' "$T/out" | tr '\n' '|')" "$2|$3|" "$4"
}
nothing() { # URL NAME
	fill "$1"
	unlike "$out" "s-of|w-of|p-of|p w" "$2"
}

nothing https://code.example/x "locked: nothing is given"
like "$err" "passphrase is needed.*strongroom unlock" "and git's user is told why"
as jane unlock
given https://code.example/council/site.git clerk "p w-of=code" "git has user name and password of the item with that address"
given https://CODE.example/ clerk "p w-of=code" "a host is the same in capitals"
given https://code.example:8443/x firm w-of-firm "another port is another site"
given https://two@two.example/x two s-of-two "of two the one whose user name git knows"
nothing https://two.example/x "of two none without a user name"
like "$err" "#[0-9]+, #[0-9]+ all are for two.example" "and its user is told what to do"
nothing https://plain.example/ "what is kept for http is not given for https"
nothing https://code.example.evil.test/ "nor what belongs to another host"
nothing https://evil.test/ "nor to what a browser takes for a part of the path"
given "https://zoë@four.example/x" "zoë" s-of-four "a user name may have any letters"
given https://café.example/x clerk s-of-five "so may a host"
nothing https://caf.example/ "which is not another without one of them"
nothing https://evil.test/https://code.example/ "nor to a path that looks like one"
quietly bash -c 'printf "protocol=https\nhost=caf\xff\n\n" | "$1" get' - "$TOP/contrib/git-credential-strongroom"
is "$out$err" 'strongroom: "caf�" is not UTF-8 text; check the language settings of the terminal' "a refusal is told as it was given"
quietly bash -c 'printf "url=https://code.example/\nusername=clerk\npassword=other\n\n" | git credential approve'
quietly bash -c 'printf "url=https://code.example/\nusername=clerk\npassword=other\n\n" | git credential reject'
given https://code.example/ clerk "p w-of=code" "git changes and removes nothing"
as jane --json audit log --action item.reveal
json 'length == 7 and all(.[]; .detail.reason | startswith("git: https://"))' "each is on the log, with the site as its reason"

# --- ssh ---

ssh-keygen -q -t ed25519 -N "phrase of key" -f "$T/key"
item "Web server" ssh://web.example root "phrase of key"
eval "$(ssh-agent -a "$T/ssh")" >/dev/null
at_end+=('kill "$SSH_AGENT_PID"')
export SSH_ASKPASS=$TOP/contrib/strongroom-askpass SSH_ASKPASS_REQUIRE=force DISPLAY=none
quietly ssh-add "$T/key"
ok "without the name of an item ssh gets nothing" test "$rc" != 0
like "$err" "STRONGROOM_ITEM" "and is told what to set"
STRONGROOM_ITEM="Web server" quietly ssh-add "$T/key"
is "$rc" 0 "ssh-add has the passphrase of its key"
like "$(ssh-add -l)" ED25519 "and the key is loaded"
STRONGROOM_ITEM="Web server" quietly "$SSH_ASKPASS" "Enter passphrase for key '/$(printf 'é%.0s' {1..200})x': "
is "$rc,$out" "0,phrase of key" "the question may be long, in any letters"
STRONGROOM_ITEM="Web server" quietly "$SSH_ASKPASS" $'Enter passphrase for key \'/caf\xe9\': '
is "$rc,$out" "0,phrase of key" "or not be UTF-8 at all"
STRONGROOM_ITEM="Web server" quietly "$SSH_ASKPASS" "Are you sure you want to continue connecting (yes/no/[fingerprint])? "
is "$rc,$out" "1," "a question that is not for a password is not answered"
STRONGROOM_ITEM="Web server" quietly "$SSH_ASKPASS" "The authenticity of host 'passwords.example' can't be established.
Are you sure you want to continue connecting (yes/no/[fingerprint])? "
is "$rc,$out" "1," "nor one for yes or no in which the word stands, which ssh would ask again and again"
SSH_ASKPASS_PROMPT=confirm STRONGROOM_ITEM="Web server" quietly "$SSH_ASKPASS" "Allow use of key for the password server?"
is "$rc,$out" "1," "nor is it allowed that a key is used, which to answer would be"
STRONGROOM_ITEM="--json" quietly "$SSH_ASKPASS" "Password: "
refused 3 "no item" "the name of an item is no option"
run lock
STRONGROOM_ITEM="Web server" quietly "$SSH_ASKPASS" "Password: "
refused 4 "unlock|passphrase" "locked: nothing is given"
finish
