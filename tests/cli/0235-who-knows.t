#!/bin/bash
# who, where what is secret is older than the last change; and a restore that
# shows a version to others.
. "$(dirname "$0")/lib.sh"
need jq

new_vault
new_member price "Cllr Price" councillor
new_member ann "Ann Councillor" councillor
new_member olive "Olive Auditor" auditor
as jane collection add Personnel --private
as jane grant General "Cllr Price"

# reveals: how often each member revealed it, in the order of the list
reveals='[.members[] | [.member, (.until != null), (.reveals | length)]]'

# A restore brings back what somebody knows
add jane "Bank" "pw-1"
as price show Bank -f password
as jane edit Bank --password-fd 8 8<<<"pw-2"
as jane revoke General "Cllr Price"
as jane --json who Bank
json "$reveals"' == [["Jane Smith", false, 0], ["Cllr Price", true, 0]] and .version == 2' "a new password counts from when it came"
as jane restore Bank --version 1
as jane --json who Bank
json "$reveals"' == [["Jane Smith", false, 0], ["Cllr Price", true, 1]]' "an old one that came back, from when it was there first"
json '.version == 1 and .by == "Jane Smith" and .compared and .secrets == [{label: "password", version: 1}]' "with the version that brought it"
as jane who Bank
like "$out" '^"Bank" \(#1\): what is secret in it came with version 1, by Jane Smith, 20[^ ]+Z\.' "in words too"
like "$out" 'Cllr Price +20[^ ]+Z  20[^ ]+Z  20' "with who knows it"

# What changes nothing that is secret
as jane grant General "Ann Councillor"
add jane "Website" "pw-w"
as ann show Website -f password
as jane edit Website --tag old
as jane revoke General "Ann Councillor"
as jane --json who Website
json "$reveals"' == [["Jane Smith", false, 0], ["Ann Councillor", true, 1]] and .version == 1' "a change of a tag hides nobody"
as jane edit Website --notes-fd 8 8<<<"ask for Sam"
as jane --json who Website
json "$reveals"' == [["Jane Smith", false, 0], ["Ann Councillor", true, 1]] and .version == 1' "nor does one of the notes"
json '.secrets == [{label: "password", version: 1}, {label: "notes", version: 3}]' "which are newer than the password"
as jane who Website
like "$out" 'password with version 1; notes with version 3' "and said to be"
as jane edit Website --password-fd 8 --notes-fd 7 8<<<"pw-x" 7<<<"ask for Kim"
as jane --json who Website
json "$reveals"' == [["Jane Smith", false, 0]] and .version == 4' "who knows nothing of it is not there"

# What cannot be opened cannot be compared
as olive --json who "#2"
json '.version == 1 and .compared == false and any(.members[]; .member == "Ann Councillor")' "an auditor counts from the first version"
as olive who "#2"
like "$err" 'cannot open' "and is told so"
as jane who Website
unlike "$err" 'cannot open' "who opens it is not"

# A restore out of another collection shows it to those who hold this one
as jane grant General "Cllr Price"
add jane "Payroll" "not for all" --collection Personnel
as jane edit Payroll --password-fd 8 8<<<"for all"
as jane mv Payroll "#1"
like "$err" 'Moved "Payroll" \(#3\) to "General"\.' "mv says the collection's name, however it was given"
like "$err" '1 member can open this now and could not before: Cllr Price\.' "and who can open it"
as jane restore Payroll
refused 2 'version 2 of .*Payroll.* "Personnel".*"General".*--version 2' "such a version has to be asked for by its number"
as price show Payroll -f password
is "$out" "for all" "until then nothing is shown to others"
as jane restore Payroll --version 1
done_ok "by its number it comes back"
like "$err" 'Restored version 1 .* as version 4\.' "which is said"
like "$err" '1 member can open this now and could not before: Cllr Price\.' "and to whom"
as jane restore Payroll
done_ok "one of the same collection needs no number"
unlike "$err" 'could not before' "and is news to nobody"
as jane --json restore Payroll --version 2
json '.restored == 2 and .gained == ["Cllr Price"]' "as JSON"
as jane --json restore Payroll --version 4
json '.restored == 4 and .gained == []' "or nobody"
as jane --json who Payroll
json '.version == 1 and .compared and .secrets[0].version == 1' "who opens both collections compares all versions"
as price --json who Payroll
json '.version == 1 and .compared == false and .secrets[0].version == 4' "who opens one counts those of the other"

# Nothing hidden at all
as jane add "Hall" --type note --field room=1
as jane edit Hall --field room=2
as jane --json who Hall
json '.version == 1 and .secrets == []' "what has nothing hidden counts from its first version"
finish
