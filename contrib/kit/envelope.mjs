// envelope: what the secret of the sheets opens, and the file that it opens.
//
// The keys are derived as in include/envelope/keys.h, the file is that of
// include/transfer/export.h: an age file, with a signature on its last line.
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { base64, base64nopad } from '@scure/base';
import { Decrypter } from 'age-encryption';
import { Refusal } from './refusal.mjs';

const SECRET = 16;
const KEY = 32;
const FILE_KEY = 16;
const TAG = 16;
const EXPORT_MAX = 256 << 20;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

const FIRST_LINE = encoder.encode('age-encryption.org/v1\n');
const CONTEXT = encoder.encode('strongroom seal v1\0');
const HEAD = encoder.encode('  "signature": "');
const TAIL = encoder.encode('"\n}\n');
const BASE64 = 88; // characters of a signature, with padding

export function deriveKeys(secret) {
	if (secret.length !== SECRET)
		throw new Refusal('The sheets are not those of an envelope of strongroom.');
	const salt = encoder.encode('strongroom envelope v1');
	const derive = (label) => hkdf(sha256, secret, salt, encoder.encode(label), KEY);
	const seed = derive('seal');
	const keys = { identity: derive('age'), sealPublic: ed25519.getPublicKey(seed) };
	seed.fill(0);
	return keys;
}

function beginsWith(bytes, start) {
	return bytes.length >= start.length && start.every((byte, i) => byte === bytes[i]);
}

// Refuses a file that nobody could open, before any words are typed.
export function checkFile(bytes) {
	if (bytes.length > EXPORT_MAX)
		throw new Refusal('The file has more than 256 MiB: open it with strongroom or age instead.');
	if (!beginsWith(bytes, FIRST_LINE))
		throw new Refusal('This file is not an export of the envelope. Choose the one that is '
			+ 'called council.age.');
}

// age's X25519 recipients (C2SP age.md), without WebCrypto, which some browsers
// withhold from a page that was opened from a file.
class Identity {
	#scalar;

	constructor(scalar) {
		this.#scalar = scalar;
	}

	unwrapFileKey(stanzas) {
		const mine = stanzas.filter((stanza) => stanza.args[0] === 'X25519');
		for (const stanza of mine) {
			const key = this.#unwrap(stanza);
			if (key !== null)
				return key;
		}
		return null;
	}

	#unwrap({ args, body }) {
		const share = base64nopad.decode(args[1]);
		if (args.length !== 2 || share.length !== KEY || body.length !== FILE_KEY + TAG)
			throw new Error('invalid X25519 stanza');
		const shared = x25519.getSharedSecret(this.#scalar, share);
		const salt = Uint8Array.of(...share, ...x25519.getPublicKey(this.#scalar));
		const key = hkdf(sha256, shared, salt, encoder.encode('age-encryption.org/v1/X25519'), KEY);
		try {
			return chacha20poly1305(key, new Uint8Array(12)).decrypt(body);
		} catch {
			return null; // it is for somebody else
		} finally {
			key.fill(0);
			shared.fill(0);
		}
	}
}

async function decrypt(bytes, identity) {
	const age = new Decrypter();
	age.addIdentity(new Identity(identity));
	try {
		return await age.decrypt(bytes);
	} catch (error) {
		if (/no identity matched/.test(error.message))
			throw new Refusal('The words are right, but this export was sealed for another '
				+ 'envelope, or altered where it begins. Look for the export that belongs to these sheets, or for the sheets '
				+ 'that belong to this export.');
		throw new Refusal('The export is damaged: it was altered, or is not whole. Nothing of '
			+ 'it is shown. Look for another copy of it.');
	}
}

// The signed bytes and the signature; null if the document does not end in one.
function takeSignature(plain) {
	const line = plain.subarray(-(HEAD.length + BASE64 + TAIL.length));
	const text = line.subarray(HEAD.length, HEAD.length + BASE64);
	if (!beginsWith(line, HEAD) || !beginsWith(line.subarray(HEAD.length + BASE64), TAIL))
		return null;
	try {
		return {
			body: plain.subarray(0, plain.length - line.length),
			signature: base64.decode(decoder.decode(text)),
		};
	} catch {
		return null;
	}
}

function isGenuine(plain, sealPublic) {
	const signed = takeSignature(plain);
	if (signed === null || signed.signature.length !== 64)
		return false;
	const message = Uint8Array.of(...CONTEXT, ...sha256(signed.body));
	return ed25519.verify(signed.signature, message, sealPublic, { zip215: false });
}

function parse(plain) {
	let document;
	try {
		document = JSON.parse(decoder.decode(plain));
	} catch {
		throw new Refusal('What is in the file is not an export of strongroom.');
	}
	const origin = document?.strongroom;
	if (origin?.format !== 1)
		throw new Refusal('The export was written by a later version of strongroom: open it with that, '
			+ 'or with the program age.');
	return document;
}

// What is in an export, once it is known to be genuine: as JSON.
export async function openExport(bytes, keys) {
	checkFile(bytes);
	const plain = await decrypt(bytes, keys.identity);
	try {
		if (!isGenuine(plain, keys.sealPublic))
			throw new Refusal('The export is not genuine: it was altered, or somebody without '
				+ 'the key of this envelope made it. Nothing of it is shown. Do not use it; '
				+ 'look for another copy, and tell the council that this one was swapped.');
		return parse(plain);
	} finally {
		plain.fill(0);
	}
}
