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
finish
