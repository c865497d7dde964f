// totp: one-time codes (RFC 6238), of an otpauth address or a bare secret.
import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { base32nopad } from '@scure/base';
import { Refusal } from './refusal.mjs';

const HASHES = new Map([['SHA1', sha1], ['SHA256', sha256], ['SHA512', sha512]]);

function decode(text) {
	const plain = text.replace(/[\s-]/g, '').replace(/=+$/, '').toUpperCase();
	try {
		const secret = base32nopad.decode(plain);
		if (secret.length > 0)
			return secret;
	} catch {
		// said below
	}
	throw new Refusal('The secret of this one-time code is malformed.');
}

function number(text, standard, least, most) {
	if (text === null)
		return standard;
	const n = /^[0-9]{1,4}$/.test(text) ? Number(text) : NaN;
	if (!(n >= least && n <= most))
		throw new Refusal('This one-time code is of a kind that this page does not know.');
	return n;
}

export function isAddress(text) {
	return /^otpauth:\/\//i.test(text);
}

// An otpauth address, or a secret in base32, as what code() takes.
export function readTotp(text) {
	if (!isAddress(text))
		return { secret: decode(text), hash: sha1, digits: 6, period: 30 };
	if (!/^otpauth:\/\/totp\//i.test(text))
		throw new Refusal('This one-time code counts uses, not time: this page cannot make it.');
	const question = text.indexOf('?');
	const query = new URLSearchParams(question < 0 ? '' : text.slice(question + 1));
	const hash = HASHES.get((query.get('algorithm') ?? 'SHA1').toUpperCase().replace('-', ''));
	if (hash === undefined)
		throw new Refusal('This one-time code is of a kind that this page does not know.');
	return {
		secret: decode(query.get('secret') ?? ''),
		hash,
		digits: number(query.get('digits'), 6, 6, 8),
		period: number(query.get('period'), 30, 1, 3600),
	};
}

// The code at a time in milliseconds, and for how many seconds it still holds.
export function code(totp, ms) {
	const seconds = Math.floor(ms / 1000);
	const counter = new Uint8Array(8);
	new DataView(counter.buffer).setBigUint64(0, BigInt(Math.floor(seconds / totp.period)));
	const mac = hmac(totp.hash, totp.secret, counter);
	const offset = mac[mac.length - 1] & 15;
	const value = new DataView(mac.buffer, mac.byteOffset).getUint32(offset) & 0x7fffffff;
	return {
		text: String(value % 10 ** totp.digits).padStart(totp.digits, '0'),
		left: totp.period - (seconds % totp.period),
	};
}
