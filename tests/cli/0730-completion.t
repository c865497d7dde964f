#!/bin/bash
# Words completed in bash, fish and zsh, by the keys of a person at each of them.
. "$(dirname "$0")/lib.sh"
need expect bash fish zsh jq

new_vault
add jane "Parish Online" "x-s3cret"
add jane "HMRC: VAT" "y-s3cret"
# Whoever shares a collection, or wrote a file that was imported, chooses what is put into the line
add jane 'tick`>bad`' "x1-s3cret"
add jane "apo's \"!!\" q" "x3-s3cret"
add jane 'to>bad' "x4-s3cret"
add jane $'turn\u202Ebad' "x6-s3cret"
as jane collection add "Burial records"
mkdir "$T/bin"
ln -s "$STRONGROOM" "$T/bin/strongroom"
PATH=$T/bin:$PATH

for shell in bash fish zsh; do
	run completion "$shell"
	done_ok "there is a script for $shell"
	cp "$T/out" "$T/completion.$shell"
done
run completion ksh
refused 2 "bash, fish and zsh" "another shell is refused, with those that there are"

# What each shell makes of the keys: the words that a command would get, in <>, up to <|>
cat >"$T/keys" <<'END'
set timeout 20
match_max 100000
log_user 0
spawn -noecho {*}$argv
stty columns 200 rows 50 < $spawn_out(slave,name)
# What the command would get, with so much time for the completion
proc words {typed seconds} {
	send -- "$typed\t"
	sleep $seconds
	send -- "\001printf '<%s>' \005 '|'\r"
	set got ""
	expect {
		-re "<strongroom>((<\[^<|\r\n%]*>)+)<\\|>" {set got $expect_out(1,string)}
		timeout {}
	}
	send -- "\025\r"
	sleep 0.1
	return $got
}
while {[gets stdin line] >= 0} {
	if {![regexp {^([^|]*)\|(.*)$} $line -> typed want]} continue
	set want "<[join [split $want |] ><]>"
	# A shell that has not come to it yet gets more time
	foreach seconds {0.7 1.5 3 6 12 24} {
		set got [words $typed $seconds]
		if {$got eq $want} break
	}
	puts "[expr {$got eq $want ? "ok" : "not ok"}] $typed gives $want[expr {$got eq $want ? {} : ": $got"}]"
}
END
rc_of() { # what a person puts into the file that the shell reads
	case $1 in
	bash) echo "PS1='> '; source '$T/completion.bash'" >"$T/rc" && echo "bash --noprofile --rcfile $T/rc -i" ;;
	fish) mkdir -p "$HOME/.config/fish" && cp "$T/completion.fish" "$HOME/.config/fish/config.fish" && echo "fish -i" ;;
	zsh) printf '%s\n' "PS1='> '" 'autoload -Uz compinit && compinit -u' "source $T/completion.zsh" >"$HOME/.zshrc" && echo "zsh -i" ;;
	esac
}

# in_shells N: lines "typed|word|word" from stdin, so many of them, in all three at once
in_shells() {
	local shell line
	cat >"$T/lines"
	for shell in bash fish zsh; do
		# shellcheck disable=SC2046
		expect "$T/keys" $(rc_of "$shell") <"$T/lines" >"$T/said.$shell" 2>&1 &
	done
	wait $(jobs -p)
	for shell in bash fish zsh; do
		while IFS= read -r line; do
			case $line in
			"ok "*) pass "$shell: ${line#ok }" ;;
			*) fail "$shell: ${line#not ok }" ;;
			esac
		done < <(grep -E '^(not )?ok ' "$T/said.$shell")
		[ "$(grep -cE '^(not )?ok ' "$T/said.$shell")" = "$1" ] || fail "$shell answered" "$(cat -v "$T/said.$shell")"
	done
}

in_shells 3 <<'END'
strongroom envelope dr|envelope|drill
strongroom show --rev|show|--reveal
strongroom show Par|show|Par
END
as jane unlock
done_ok "unlocked"
before=$("$STRONGROOM" --json audit verify | jq .records)
cd "$T" || exit
in_shells 9 <<'END'
strongroom show tick|show|tick`>bad`
strongroom show "tick|show|tick`>bad`
strongroom show "apo|show|apo's "!!" q
strongroom show to|show|to>bad
strongroom show Par|show|Parish Online
strongroom show "Parish O|show|Parish Online
strongroom show HMRC|show|HMRC: VAT
strongroom ls Bur|ls|Burial records
strongroom history --member "Jane|history|--member|Jane Smith
END
ok "what is completed runs nothing" no [ -e "$T/bad" ]
is "$("$STRONGROOM" --json audit verify | jq .records)" "$before" "completing leaves no record"
run completion words -- "strongroom show "
unlike "$out" "s3cret" "and shows nothing hidden"
unlike "$out" turn "and nothing that would turn the letters of the line round"
run lock
finish
