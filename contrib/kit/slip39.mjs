// slip39: a secret back from the words of sheets (SLIP-39).
//
// The standard is recovered whole: one group or several, sheets of 20 and of 33
// words, extendable or not. A sheet is an array of the numbers of its words.
import { hmac } from '@noble/hashes/hmac.js';
import { pbkdf2Async } from '@noble/hashes/pbkdf2.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { Refusal } from './refusal.mjs';
import { WORDS } from './words.mjs';

export const SHEET_WORDS = 20;
const SHEET_WORDS_LONG = 33;
const PREFIX = 4; // letters that tell every word of the list apart
const BITS = 10;
const HEAD = 4;
const CHECKSUM = 3;
const X_SECRET = 255;
const X_DIGEST = 254;
const DIGEST = 4;
const ROUNDS = 4;
const ITERATIONS = 2500;
const EXPONENT_MAX = 6; // as the program: more is minutes of work for a made-up sheet

const NUMBERS = new Map(WORDS.map((word, i) => [word, i]));
const PREFIXES = new Map(WORDS.map((word, i) => [word.slice(0, PREFIX), i]));

// The number of a word that is written in full or by four letters or more; -1: none.
export function wordNumber(text) {
	const word = text.trim().toLowerCase();
	const i = NUMBERS.get(word) ?? PREFIXES.get(word.slice(0, PREFIX)) ?? -1;
	return i >= 0 && word.length >= PREFIX && WORDS[i].startsWith(word) ? i : -1;
}

// "Format of the share mnemonic": RS1024 over values of ten bits.
const GENERATOR = [0xe0e040, 0x1c1c080, 0x3838100, 0x7070200, 0xe0e0009, 0x1c0c2412,
	0x38086c24, 0x3090fc48, 0x21b1f890, 0x3f3f120];

function checksum(values) {
	let sum = 1;
	for (const value of values) {
		const top = sum >>> 20;
		sum = ((sum & 0xfffff) << BITS) ^ value;
		GENERATOR.forEach((g, i) => {
			sum ^= (top >>> i) & 1 ? g : 0;
		});
	}
	return sum;
}

function customization(extendable) {
	return Array.from(extendable ? 'shamir_extendable' : 'shamir', (c) => c.charCodeAt(0));
}

// The bytes of a value that stands behind zero bits; null if those are not zero.
function unpack(values, size) {
	const out = new Uint8Array(size);
	let bits = values.length * BITS - size * 8;
	if (bits > 8 || values[0] >>> (BITS - bits) !== 0)
		return null;
	let held = 0;
	let at = 0;
	bits = -bits;
	for (const value of values) {
		held = ((held << BITS) | value) & 0xfffff;
		bits += BITS;
		while (bits >= 8) {
			bits -= 8;
			out[at++] = (held >>> bits) & 0xff;
		}
	}
	return out;
}

// What the words of a sheet say. Refuses words that are no sheet, or are mistyped.
export function readSheet(words) {
	if (words.length !== SHEET_WORDS && words.length !== SHEET_WORDS_LONG)
		throw new Refusal(`A sheet has ${SHEET_WORDS} words, not ${words.length}.`);
	const extendable = (words[1] >>> 4) & 1;
	if (checksum([...customization(extendable), ...words]) !== 1)
		throw new Refusal('The words do not fit together: a word is mistyped, or two have '
			+ 'changed places. Compare each with the sheet.');
	const value = unpack(words.slice(HEAD, -CHECKSUM),
		words.length === SHEET_WORDS ? 16 : 32);
	const sheet = {
		id: (words[0] << 5) | (words[1] >>> 5),
		extendable,
		exponent: words[1] & 15,
		group: words[2] >>> 6,
		groupsNeed: ((words[2] >>> 2) & 15) + 1,
		groups: (((words[2] & 3) << 2) | (words[3] >>> 8)) + 1,
		member: (words[3] >>> 4) & 15,
		need: (words[3] & 15) + 1,
		value,
	};
	if (value === null || sheet.groupsNeed > sheet.groups)
		throw new Refusal('The words are of no form that is known: they are not those of a sheet.');
	return sheet;
}

export function sameSet(a, b) {
	return a.id === b.id && a.extendable === b.extendable && a.exponent === b.exponent
		&& a.groupsNeed === b.groupsNeed && a.groups === b.groups
		&& a.value.length === b.value.length
		&& (a.group !== b.group || a.need === b.need);
}

export function sameSheet(a, b) {
	return sameSet(a, b) && a.group === b.group && a.member === b.member;
}

// "Shamir's secret sharing": GF(256) modulo x^8 + x^4 + x^3 + x + 1, without tables.
function multiply(a, b) {
	let product = 0;
	for (let i = 0; i < 8; i++) {
		product ^= a & -((b >>> i) & 1);
		a = ((a << 1) ^ (0x11b & -(a >>> 7))) & 0xff;
	}
	return product;
}

// a^254, which is 1 / a.
function invert(a) {
	let out = 1;
	for (let i = 1; i < 8; i++) {
		a = multiply(a, a);
		out = multiply(out, a);
	}
	return out;
}

function interpolate(points, x) {
	const out = new Uint8Array(points[0].y.length);
	for (const p of points) {
		let above = 1;
		let below = 1;
		for (const q of points) {
			if (q === p)
				continue;
			above = multiply(above, x ^ q.x);
			below = multiply(below, p.x ^ q.x);
		}
		const weight = multiply(above, invert(below));
		p.y.forEach((y, i) => {
			out[i] ^= multiply(weight, y);
		});
	}
	return out;
}

function bringTogether(points) {
	if (points.length === 1)
		return points[0].y.slice();
	const secret = interpolate(points, X_SECRET);
	const proof = interpolate(points, X_DIGEST);
	const mac = hmac(sha256, proof.subarray(DIGEST), secret);
	const same = proof.subarray(0, DIGEST).every((byte, i) => byte === mac[i]);
	proof.fill(0);
	if (!same) {
		secret.fill(0);
		throw new Refusal('The sheets do not fit together: one of them is of another envelope.');
	}
	return secret;
}

// "Encryption of the master secret", backwards.
async function decrypt(bytes, sheet, passphrase) {
	const half = bytes.length / 2;
	const prefix = sheet.extendable ? []
		: [...customization(false), sheet.id >>> 8, sheet.id & 0xff];
	let left = bytes.slice(0, half);
	let right = bytes.slice(half);
	for (let i = ROUNDS - 1; i >= 0; i--) {
		const key = await pbkdf2Async(sha256, Uint8Array.of(i, ...passphrase),
			Uint8Array.of(...prefix, ...right),
			{ c: ITERATIONS << sheet.exponent, dkLen: half });
		key.forEach((byte, k) => {
			left[k] ^= byte;
		});
		key.fill(0);
		[left, right] = [right, left];
	}
	bytes.set(right);
	bytes.set(left, half);
	left.fill(0);
	right.fill(0);
}

function check(sheets) {
	if (sheets.length === 0)
		throw new Refusal('There are no sheets.');
	sheets.forEach((sheet, i) => {
		for (const other of sheets.slice(0, i)) {
			if (!sameSet(sheet, other))
				throw new Refusal('The sheets are not of the same envelope.');
			if (sameSheet(sheet, other))
				throw new Refusal('The same sheet was given twice.');
		}
	});
	if (sheets[0].exponent > EXPONENT_MAX)
		throw new Refusal('These words ask for far more computing than any sheet of strongroom: '
			+ 'check that the sheet is the right one.');
}

// The secret of sheets that readSheet has read, in any order, exactly as many as are needed.
export async function recover(sheets, passphrase = new Uint8Array()) {
	check(sheets);
	const groups = new Map();
	for (const sheet of sheets)
		groups.set(sheet.group, [...(groups.get(sheet.group) ?? []), sheet]);
	if (groups.size !== sheets[0].groupsNeed)
		throw new Refusal(`Sheets of ${sheets[0].groupsNeed} groups are needed, not of ${groups.size}.`);
	const points = [...groups].map(([x, members]) => {
		if (members.length !== members[0].need)
			throw new Refusal(`${members[0].need} sheets are needed, not ${members.length}.`);
		return { x, y: bringTogether(members.map((m) => ({ x: m.member, y: m.value }))) };
	});
	const secret = bringTogether(points);
	points.forEach((p) => p.y.fill(0));
	await decrypt(secret, sheets[0], passphrase);
	return secret;
}
