#!/bin/bash
# The rows that the log pins, altered by somebody who has no key.
. "$(dirname "$0")/tamper.sh"
make_world
control

show=(as jane show Bank -f password)
log=(as jane audit log)
new_password() { # a change of passphrase, which writes the row of the member anew
	as jane passphrase --new-passphrase-fd 8 8<<<"another passphrase of jane"
}
open_envelope() {
	quietly "$STRONGROOM" unseal --reason "the clerk is ill" --words-fd 8 8<"$T/words"
}

# --- member: row 1 is jane's, who is at work, row 2 the councillor's ---

altered='not the one that the log recorded'
me="member #1 is $altered"
way "id" "UPDATE member SET id = 9 WHERE id = 2" "member #9 has no record" = as price ls
way "name" "UPDATE member SET name = 'Cllr Pryce' WHERE id = 2" "member #2 is $altered" = as price ls
way "mem_kib: a passphrase made cheap to guess" "UPDATE member SET mem_kib = 1024 WHERE id = 1" "$me" = "${show[@]}"
way "passes" "UPDATE member SET passes = 1 WHERE id = 1" "$me" = "${show[@]}"
way "lanes" "UPDATE member SET lanes = 2 WHERE id = 1" "$me" = "${show[@]}"
way "mem_kib: as large as a number can be" "UPDATE member SET mem_kib = 9223372036854775807 WHERE id = 1" "$me" = "${show[@]}"
way "salt" "UPDATE member SET salt = randomblob(16) WHERE id = 1" "$me" = new_password
way "seed" "UPDATE member SET seed = randomblob(105) WHERE id = 1" "$me" = "${show[@]}"
way "salt and seed of another, whose passphrase is known" "UPDATE member SET (salt, seed) = (SELECT salt, seed FROM member WHERE id = 2) WHERE id = 1" "$me" = "${show[@]}"
way "two members changed round" "UPDATE member SET id = -id WHERE id IN (1, 2); UPDATE member SET id = 3 + id WHERE id < 0" "member #[12] is $altered" = "${show[@]}"
way "a member gone" "DELETE FROM member WHERE id = 2" "row of the members is missing .#2," "member #2 is missing" as price ls
way "a member put in" "INSERT INTO member SELECT 9, 'Mallory', mem_kib, passes, lanes, salt, seed FROM member WHERE id = 2" "member #9 has no record" = as jane verify
way "the row from before the passphrase was changed" "ATTACH '$T/early.db' AS e; UPDATE member SET (salt, seed) = (SELECT salt, seed FROM e.member WHERE id = 1) WHERE id = 2" "member #2 is $altered" = as price ls

# It is the row that is refused, before any passphrase is tried on it
alter "UPDATE member SET mem_kib = 1024 WHERE id = 1"
for where in here away; do
	$where quietly "$STRONGROOM" --member "${NAME[jane]}" --passphrase-fd 9 ls 9<<<"not her passphrase"
	refused 6 "$me" "$where: a lowered cost is refused whatever is typed"
done

# --- generation ---

key="key 2 of collection #2"
way "collection" "UPDATE generation SET collection = 9 WHERE collection = 2 AND generation = 2" "key 2 of collection #9 has no record" "collection #2 is missing" as jane show Payroll --reveal
way "generation" "UPDATE generation SET generation = 9 WHERE collection = 2 AND generation = 2" "key 9 of collection #2 has no record" "collection #2 is missing" as jane grant Personnel "Cllr Price"
way "name" "UPDATE generation SET name = randomblob(60) WHERE collection = 2 AND generation = 2" "$key is $altered" "collection #2 is $altered" as jane ls Personnel
way "name: that of another collection" "UPDATE generation SET name = (SELECT name FROM generation WHERE collection = 1) WHERE collection = 2 AND generation = 2" "$key is $altered" "collection #2 is $altered" as jane ls Personnel
way "previous" "UPDATE generation SET previous = randomblob(105) WHERE collection = 2 AND generation = 2" "$key is $altered" "collection #2 is $altered" as jane ls Personnel
way "a key gone" "DELETE FROM generation WHERE collection = 2 AND generation = 1" "row of the collection keys is missing .#2, 1" = as jane verify
way "the newest key gone" "DELETE FROM generation WHERE collection = 2 AND generation = 2" "row of the collection keys is missing .#2, 2" "collection #2 is missing" as jane ls
way "a key put in" "INSERT INTO generation SELECT 2, 3, name, previous FROM generation WHERE collection = 2 AND generation = 2" "key 3 of collection #2 has no record" = as jane verify

# --- seal ---

mine="kind = 'collection' AND id = 1 AND generation = 1 AND member = 1"
his="kind = 'collection' AND id = 1 AND generation = 1 AND member = 2"
my_seal="member #1's seal of key 1 of collection #1" his_seal="member #2's seal of key 1 of collection #1"
my_key="member #1's sealed key of collection #1" his_key="member #2's sealed key of collection #1"
way "kind" "UPDATE seal SET kind = 'council' WHERE $mine" "seal of an unknown kind" "$my_key is missing" "${show[@]}"
way "id" "UPDATE seal SET id = 9 WHERE $mine" "member #1's seal of key 1 of collection #9 has no record" "$my_key is missing" "${show[@]}"
way "generation" "UPDATE seal SET generation = 9 WHERE $mine" "member #1's seal of key 9 of collection #1 has no record" "$my_key is missing" "${show[@]}"
way "member" "UPDATE seal SET member = 9 WHERE $mine" "member #9's seal of key 1 of collection #1 has no record" "$my_key is missing" "${show[@]}"
way "sealed" "UPDATE seal SET sealed = randomblob(80) WHERE $mine" "$my_seal is $altered" "$my_key is $altered" "${show[@]}"
way "sealed: a key sealed to another" "UPDATE seal SET sealed = (SELECT sealed FROM seal WHERE $his) WHERE $mine" "$my_seal is $altered" "$my_key is $altered" "${show[@]}"
way "sealed: the key of another collection" "UPDATE seal SET sealed = (SELECT sealed FROM seal WHERE kind = 'collection' AND id = 2 AND generation = 2 AND member = 1) WHERE $mine" \
	"$my_seal is $altered" "$my_key is $altered" "${show[@]}"
way "sealed: to the councillor" "UPDATE seal SET sealed = randomblob(80) WHERE $his" "$his_seal is $altered" "$his_key is $altered" as price show Bank -f password
way "two seals changed round" "UPDATE seal SET member = -member WHERE $mine OR $his; UPDATE seal SET member = 3 + member WHERE member < 0" "member #[12]'s seal of key 1 of collection #1 is $altered" "$my_key is $altered" "${show[@]}"
way "a seal gone" "DELETE FROM seal WHERE $mine" "row of the seals of collections is missing .#1, 1, 1" "$my_key is missing" "${show[@]}"
way "a seal put in for who lost the grant" "INSERT INTO seal SELECT kind, id, generation, 2, sealed FROM seal WHERE kind = 'collection' AND id = 2 AND generation = 2 AND member = 1" \
	"member #2's seal of key 2 of collection #2 has no record" = as jane verify
way "the key of a period" "UPDATE seal SET sealed = randomblob(80) WHERE kind = 'period' AND member = 1" "member #1's seal of period #1 is $altered" "member #1's sealed key of period #1 is $altered" "${log[@]}"
way "the key of a period gone" "DELETE FROM seal WHERE kind = 'period' AND member = 1" "row of the seals of periods is missing .#1, 0, 1" "member #1's sealed key of period #1 is missing" "${log[@]}"
way "the same, before it would go to a new key" "DELETE FROM seal WHERE kind = 'period' AND member = 1" "row of the seals of periods is missing .#1, 0, 1" "member #1's sealed key of period #1 is missing" \
	as jane member add "Mrs Auditor" --role auditor
way "the key that signs an export" "UPDATE seal SET sealed = randomblob(80) WHERE kind = 'envelope' AND member = 1" "member #1's seal of envelope #1 is $altered" \
	"member #1's sealed key of envelope #1 is $altered" as jane seal "$T/export.age"
way "the key that signs an export gone" "DELETE FROM seal WHERE kind = 'envelope' AND member = 1" "row of the seals of envelopes is missing .#1, 0, 1" \
	"member #1's sealed key of envelope #1 is missing" as jane seal "$T/export.age"
way "what the envelope opens" "UPDATE seal SET sealed = randomblob(80) WHERE kind = 'collection' AND id = 1 AND member = 3" "member #3's seal of key 1 of collection #1 is $altered" "member #3's sealed key of collection #1 is $altered" open_envelope
way "what the envelope opens gone" "DELETE FROM seal WHERE kind = 'collection' AND id = 1 AND member = 3" "row of the seals of collections is missing .#1, 1, 3" "member #3's sealed key of collection #1 is missing" open_envelope
ok "no export was written" no test -e "$T/export.age"

# --- item: #1 is Bank, in its second version ---

new="id = 1 AND version = 2" old="id = 1 AND version = 1"
bank="item #1 is $altered"
way "id" "UPDATE item SET id = 9 WHERE $new" "version 2 of item #9 has no record" "the row of item #1 is missing" "${show[@]}"
way "version" "UPDATE item SET version = 9 WHERE $new" "version 9 of item #1 has no record" "the row of item #1 is missing" "${show[@]}"
way "collection" "UPDATE item SET collection = 2 WHERE $new" "version 2 of $bank" "$bank" "${show[@]}"
way "generation" "UPDATE item SET generation = 2 WHERE $new" "version 2 of $bank" "$bank" "${show[@]}"
way "custodian" "UPDATE item SET custodian = 1 WHERE $new" "version 2 of $bank" "$bank" "${show[@]}"
way "title" "UPDATE item SET title = randomblob(16) WHERE $new" "version 2 of $bank" "$bank" "${show[@]}"
way "title: that of another item" "UPDATE item SET title = (SELECT title FROM item WHERE id = 1 AND version = 1) WHERE id = 3" "version 1 of item #3 is $altered" "item #3 is $altered" "${show[@]}"
way "overview" "UPDATE item SET overview = randomblob(200) WHERE $new" "version 2 of $bank" "$bank" as jane ls
way "overview: that of another item" "UPDATE item SET overview = (SELECT overview FROM item WHERE id = 2) WHERE $new" "version 2 of $bank" "$bank" as jane find bank
way "secret" "UPDATE item SET secret = randomblob(length(secret)) WHERE $new" "version 2 of $bank" "$bank" "${show[@]}"
way "secret: nothing" "UPDATE item SET secret = x'' WHERE $new" "version 2 of $bank" "$bank" as jane edit Bank --url x
way "secret: an older version put back" "UPDATE item SET secret = (SELECT secret FROM item WHERE $old) WHERE $new" "version 2 of $bank" "$bank" as price show Bank --reveal
way "a whole older version put back" "UPDATE item SET (title, overview, secret) = (SELECT title, overview, secret FROM item WHERE $old) WHERE $new" "version 2 of $bank" "$bank" "${show[@]}"
way "two versions changed round" "UPDATE item SET version = -version WHERE id = 1; UPDATE item SET version = 3 + version WHERE version < 0" "version [12] of $bank" "$bank" "${show[@]}"
way "two items changed round" "UPDATE item SET id = -id WHERE (id = 1 AND version = 1) OR id = 2; UPDATE item SET id = 3 + id WHERE id < 0" "version 1 of item #[12] is $altered" "item #[12] is $altered" as jane verify
way "an item gone" "DELETE FROM item WHERE id = 1" "row of the items is missing .#1, 1" "the row of item #1 is missing" "${show[@]}"
way "the newest version gone" "DELETE FROM item WHERE $new" "row of the items is missing .#1, 2" "the row of item #1 is missing" "${show[@]}"
way "an older version gone" "DELETE FROM item WHERE $old" "row of the items is missing .#1, 1" = as jane verify
way "an item put in" "INSERT INTO item SELECT 9, 1, collection, generation, custodian, title, overview, secret FROM item WHERE $new" "version 1 of item #9 has no record" = as jane verify
way "a newer version put in" "INSERT INTO item SELECT 1, 3, collection, generation, custodian, title, overview, secret FROM item WHERE $old" "version 3 of item #1 has no record" = as jane verify
way "a removed item brought back" "INSERT INTO item SELECT 2, 2, collection, generation, custodian, title, overview, secret FROM item WHERE id = 2" "version 2 of item #2" = as jane verify

every_way
finish
