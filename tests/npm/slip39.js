// The npm package "slip39", for tests/cli/0416-slip39-interop.t. To be run in
// the folder into which tests/npm/install has put it.
//
//	node slip39.js make
//		sets of shares, one a line: name, "=" and the passphrase, secret
//		in hex, and as many shares as are needed, all with tabs between
//	node slip39.js recover [PASSPHRASE]
//		the secret in hex of the shares on standard input, one a line
//	node slip39.js recipient SECRET
//		the age recipient of an envelope with that secret: strongroom-vault(5)
"use strict";

const crypto = require("crypto");
const fs = require("fs");
const { createRequire } = require("module");
const Slip39 = createRequire(process.cwd() + "/")("slip39");

// The last `need` of the shares of each of the last `threshold` groups.
function choose(slip, threshold, groups) {
	return groups
		.map(([need], i) => slip.fromPath(`r/${i}`).mnemonics.slice(-need))
		.slice(-threshold)
		.flat();
}

function makeOne(name, size, passphrase, threshold, groups, exponent, extendable) {
	const secret = [...crypto.randomBytes(size)];
	const slip = Slip39.fromArray(secret, {
		passphrase,
		threshold,
		groups,
		iterationExponent: exponent,
		extendableBackupFlag: extendable,
	});
	const shares = choose(slip, threshold, groups);
	const hex = Buffer.from(secret).toString("hex");
	console.log([`${name}, ${size} bytes, exponent ${exponent}, extendable ${extendable}`,
		"=" + passphrase, hex, ...shares].join("\t"));
}

function make() {
	for (const extendable of [0, 1]) {
		for (const size of [16, 18, 24, 32, 64])
			makeOne("1 of 1", size, "", 1, [[1, 1]], 0, extendable);
		makeOne("2 of 3", 16, "", 1, [[2, 3]], 1, extendable);
		makeOne("2 of 3 with a passphrase", 16, "TREZOR", 1, [[2, 3]], 0, extendable);
		makeOne("3 of 5", 32, "a b~", 1, [[3, 5]], 2, extendable);
		makeOne("16 of 16", 16, "", 1, [[16, 16]], 0, extendable);
		makeOne("two of three groups", 16, "", 2, [[1, 1], [2, 3], [3, 5]], 0, extendable);
		makeOne("all of 16 groups", 16, "x", 16, Array(16).fill([2, 2]), 0, extendable);
	}
}

// BIP-173; the bytes of a recipient fill 52 characters, the last with zeros.
function bech32(hrp, bytes) {
	const letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
	const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
	const bits = [...bytes].map((b) => b.toString(2).padStart(8, "0")).join("");
	const values = bits.match(/.{1,5}/g).map((five) => parseInt(five.padEnd(5, "0"), 2));
	const expanded = [...hrp].map((c) => c.charCodeAt(0) >> 5).concat(0,
		[...hrp].map((c) => c.charCodeAt(0) & 31));
	let sum = 1;
	for (const v of [...expanded, ...values, 0, 0, 0, 0, 0, 0]) {
		const top = sum >>> 25;
		sum = ((sum & 0x1ffffff) << 5) ^ v;
		generator.forEach((g, i) => { if ((top >> i) & 1) sum ^= g; });
	}
	sum ^= 1;
	for (let i = 5; i >= 0; i--)
		values.push((sum >>> (5 * i)) & 31);
	return hrp + "1" + values.map((v) => letters[v]).join("");
}

// X25519 (RFC 8410): the key as PKCS #8, the public key at the end of its SPKI.
function recipient(secret) {
	const key = Buffer.from(crypto.hkdfSync("sha256", secret, "strongroom envelope v1", "age", 32));
	const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b656e04220420", "hex"), key]);
	const privateKey = crypto.createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
	const spki = crypto.createPublicKey(privateKey).export({ format: "der", type: "spki" });
	return bech32("age", spki.subarray(-32));
}

const [what, value] = process.argv.slice(2);
if (what === "make") {
	make();
} else if (what === "recover") {
	const shares = fs.readFileSync(0, "utf8").split("\n").filter((line) => line !== "");
	console.log(Buffer.from(Slip39.recoverSecret(shares, value ?? "")).toString("hex"));
} else {
	console.log(recipient(Buffer.from(value, "hex")));
}
