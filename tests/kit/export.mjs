// What is in an export, and one-time codes, as the page reads them.
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createRequire } from 'node:module';

globalThis.crypto ??= webcrypto; // every browser has it, Node from 20 on
const { KIT } = process.env;
const load = (name) => import(join(KIT, name));
const { checkFile, deriveKeys, openExport } = await load('envelope.mjs');
const { code, readTotp } = await load('totp.mjs');
const { isHidden, matches, readItems } = await load('items.mjs');
const { Refusal } = await load('refusal.mjs');
const require = createRequire(pathToFileURL(join(KIT, 'page.mjs')));
const { Decrypter, Encrypter, identityToRecipient, Stanza } = await import(require.resolve('age-encryption'));
const { base64nopad, bech32 } = await import(require.resolve('@scure/base'));
const { ed25519, x25519 } = await import(require.resolve('@noble/curves/ed25519.js'));
const { chacha20poly1305 } = await import(require.resolve('@noble/ciphers/chacha.js'));
const { hkdf } = await import(require.resolve('@noble/hashes/hkdf.js'));
const { sha256 } = await import(require.resolve('@noble/hashes/sha2.js'));

const bytes = (text) => new TextEncoder().encode(text);
const SECRET = bytes('0123456789abcdef');
const OTHER = SECRET.map((byte) => byte ^ 1);

// The same values stand in tests/unit/test_envelope_keys.c.
test('the keys are those that the program derives', async () => {
	const keys = deriveKeys(SECRET);
	const recipient = bech32.decodeToBytes(await identityToRecipient(
		bech32.encodeFromBytes('AGE-SECRET-KEY-', keys.identity).toUpperCase())).bytes;
	assert.equal(Buffer.from(recipient).toString('hex'), 'bd05c03e0e3168237f130ec4916c93aa92b030701ba720fb2f1882678dea015b');
	assert.equal(Buffer.from(keys.sealPublic).toString('hex'), '59bf7e744ad3a4f176624cd3428f27432ab21f96e5f7562a3aaf882939412b8a');
	assert.throws(() => deriveKeys(new Uint8Array(32)), Refusal);
});

// An export as the program writes it, sealed to one secret and signed by another's key
async function sealed(document, to = SECRET, by = to, context = 'strongroom seal v1\0') {
	const body = bytes(`${JSON.stringify(document, null, 2).slice(0, -2)},\n`);
	const seed = hkdf(sha256, by, bytes('strongroom envelope v1'), bytes('seal'), 32);
	const signature = ed25519.sign(Uint8Array.of(...bytes(context), ...sha256(body)), seed);
	const line = `  "signature": "${Buffer.from(signature).toString('base64')}"\n}\n`;
	return encrypted(Uint8Array.of(...body, ...bytes(line)), to);
}

async function encrypted(plain, to = SECRET) {
	const age = new Encrypter();
	age.addRecipient(await identityToRecipient(
		bech32.encodeFromBytes('AGE-SECRET-KEY-', deriveKeys(to).identity).toUpperCase()));
	return age.encrypt(plain);
}

const DOCUMENT = {
	encrypted: false,
	folders: [{ id: 'f1', name: 'General' }],
	items: [
		{ folderId: 'f1', type: 1, name: 'Zebra', notes: 'two\nlines', fields: [
			{ name: 'PIN', value: '1234', type: 1 }, { name: 'branch', value: 'Ashby', type: 0 },
			{ name: 'second', value: 'otpauth://totp/x?secret=JBSWY3DP', type: 1 }],
		login: { username: 'clerk7', password: 'hidden-password', totp: 'JBSWY3DP',
			uris: [{ uri: 'https://bank.example' }, { uri: 'https://two.example' }] } },
		{ folderId: null, type: 3, name: 'Card', notes: null, fields: [],
			card: { cardholderName: 'A Clerk', number: '4111', code: '999', brand: null } },
		{ type: 99, name: '<b>apple</b>', fields: null },
	],
	strongroom: { format: 1, council: 'Ashby', serial: 1, size: 9, time: '2026-11-21T10:00:00Z' },
};

const opens = async (file) => openExport(await file, deriveKeys(SECRET));
const refuses = (file, why) => assert.rejects(() => opens(file),
	(error) => error instanceof Refusal && why.test(error.message));

test('an export opens', async () => {
	assert.equal((await opens(sealed(DOCUMENT))).items.length, 3);
});

// An export for a stanza as age's specification has it, changed in some way
async function withStanzas(change) {
	const body = await openPlain(await sealed(DOCUMENT));
	const age = new Encrypter();
	age.addRecipient({
		wrapFileKey(fileKey) {
			const ephemeral = x25519.utils.randomSecretKey();
			const recipient = x25519.getPublicKey(deriveKeys(SECRET).identity);
			const share = x25519.getPublicKey(ephemeral);
			const key = hkdf(sha256, x25519.getSharedSecret(ephemeral, recipient),
				Uint8Array.of(...share, ...recipient), bytes('age-encryption.org/v1/X25519'), 32);
			return change(['X25519', base64nopad.encode(share)],
				chacha20poly1305(key, new Uint8Array(12)).encrypt(fileKey));
		},
	});
	return age.encrypt(body);
}

async function openPlain(file) {
	const age = new Decrypter();
	age.addIdentity(bech32.encodeFromBytes('AGE-SECRET-KEY-', deriveKeys(SECRET).identity).toUpperCase());
	return age.decrypt(file);
}

test('stanzas for others are passed over, malformed ones refused', async () => {
	const share = base64nopad.encode(new Uint8Array(32));
	const open = (change) => opens(withStanzas(change));
	assert.equal((await open((args, body) => [new Stanza(args, body)])).items.length, 3);
	assert.equal((await open((args, body) => [new Stanza(['other', 'x'], body), new Stanza(['X25519', base64nopad
		.encode(bytes('somebody else, whose key is this'))], body), new Stanza(args, body)])).items.length, 3);
	for (const change of [
		(args, body) => [new Stanza([...args, 'more'], body)],
		(args, body) => [new Stanza([args[0], args[1].slice(0, 20)], body)],
		(args, body) => [new Stanza([args[0], share], body)],
		(args, body) => [new Stanza(args, body.subarray(1))],
		(args) => [new Stanza(args, new Uint8Array(48))],
	])
		await refuses(withStanzas(change), /damaged/);
});

test('one of another envelope is told from a damaged one', async () => {
	await refuses(sealed(DOCUMENT, OTHER), /another envelope/);
});

test('one that somebody else signed is not genuine', async () => {
	await refuses(sealed(DOCUMENT, SECRET, OTHER), /not genuine/);
	await refuses(sealed(DOCUMENT, SECRET, SECRET, 'strongroom seal v2\0'), /not genuine/);
	await refuses(encrypted(bytes(JSON.stringify(DOCUMENT))), /not genuine/);
	await refuses(encrypted(new Uint8Array()), /not genuine/);
});

test('one of a later version is not guessed at', async () => {
	await refuses(sealed({ ...DOCUMENT, strongroom: { format: 2 } }), /later version/);
	await refuses(sealed({ encrypted: false }), /later version/);
});

test('cut short or altered anywhere, nothing of it is given out', async () => {
	const file = await sealed(DOCUMENT);
	for (let n = 0; n < file.length; n += 1 + Math.floor(file.length / 60)) {
		await assert.rejects(() => opens(file.subarray(0, n)), Refusal);
		const bent = file.slice();
		bent[n] ^= 1;
		await assert.rejects(() => opens(bent), Refusal);
	}
	await refuses(Uint8Array.of(...file, 10), /damaged/);
});

test('a file that is no export is refused before any words', () => {
	assert.throws(() => checkFile(bytes('hello')), /not an export/);
	assert.throws(() => checkFile(new Uint8Array(0)), /not an export/);
	assert.throws(() => checkFile({ length: (256 << 20) + 1 }), /256 MiB/);
});

test('items are in order, with all that is not empty', () => {
	const items = readItems(DOCUMENT);
	assert.deepEqual(items.map((i) => i.title), ['<b>apple</b>', 'Card', 'Zebra']);
	assert.equal(items[2].collection, 'General');
	assert.deepEqual(items[2].fields.map((f) => [f.label, f.kind]), [['user name', 'plain'],
		['address', 'plain'], ['address', 'plain'], ['password', 'secret'],
		['one-time code', 'totp'], ['PIN', 'secret'], ['branch', 'plain'], ['second', 'totp'],
		['notes', 'notes']]);
	assert.deepEqual(items[1].fields.map((f) => [f.label, isHidden(f)]),
		[['cardholder name', false], ['number', true], ['code', true]]);
});

test('the search finds what is not hidden, and nothing that is', () => {
	const zebra = readItems(DOCUMENT)[2];
	for (const query of ['', 'zeb', 'CLERK7', 'two.example general', 'ashby'])
		assert.ok(matches(zebra, query), query);
	for (const query of ['hidden-password', '1234', 'lines', 'JBSWY3DP', 'zebra apple'])
		assert.ok(!matches(zebra, query), query);
});

// RFC 6238, appendix B
const SEEDS = {
	SHA1: '12345678901234567890',
	SHA256: '12345678901234567890123456789012',
	SHA512: '1234567890123456789012345678901234567890123456789012345678901234',
};
const CODES = [
	[59, '94287082', '46119246', '90693936'],
	[1111111109, '07081804', '68084774', '25091201'],
	[1111111111, '14050471', '67062674', '99943326'],
	[1234567890, '89005924', '91819424', '93441116'],
	[2000000000, '69279037', '90698825', '38618901'],
	[20000000000, '65353130', '77737706', '47863826'],
];
const { base32 } = await import(require.resolve('@scure/base'));

test('one-time codes of RFC 6238', () => {
	for (const [seconds, ...wanted] of CODES)
		for (const [i, [algorithm, seed]] of Object.entries(SEEDS).entries()) {
			const totp = readTotp(`otpauth://totp/x?secret=${base32.encode(bytes(seed))}`
				+ `&algorithm=${algorithm}&digits=8&period=30`);
			assert.equal(code(totp, seconds * 1000).text, wanted[i]);
		}
});

test('a bare secret has six digits and thirty seconds', () => {
	const bare = base32.encode(bytes(SEEDS.SHA1)).toLowerCase().replace(/(.{4})/g, '$1 ');
	assert.deepEqual(code(readTotp(bare), 59999), { text: '287082', left: 1 });
	assert.deepEqual(code(readTotp(bare), 60000).left, 30);
	assert.equal(code(readTotp(`otpauth://totp/x?secret=${bare}&period=60`), 59000).left, 1);
});

test('what no code can be made of is said', () => {
	assert.throws(() => readTotp('otpauth://hotp/x?secret=JBSWY3DP&counter=1'), /counts uses/);
	for (const bad of ['', '1', 'JBSWY3D!', 'otpauth://totp/x', 'otpauth://totp/x?secret='])
		assert.throws(() => readTotp(bad), /malformed/, bad);
	for (const bad of ['digits=0', 'digits=x', 'digits=9', 'period=0', 'period=99999', 'algorithm=MD5'])
		assert.throws(() => readTotp(`otpauth://totp/x?secret=JBSWY3DP&${bad}`), /not know/, bad);
});
