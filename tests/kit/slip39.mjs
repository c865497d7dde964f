// The words of sheets, as the page reads them: the published vectors of SLIP-39,
// and what somebody types.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const { KIT, TESTS } = process.env;
const { readSheet, recover, wordNumber } = await import(join(KIT, 'slip39.mjs'));
const { progress, readAll, suggest, wordsOf, wrongWord } = await import(join(KIT, 'sheets.mjs'));
const { Refusal } = await import(join(KIT, 'refusal.mjs'));
const { WORDS } = await import(join(KIT, 'words.mjs'));

const PASSPHRASE = new TextEncoder().encode('TREZOR');

function vectors() {
	const all = [];
	for (const line of readFileSync(join(TESTS, 'data/slip39-vectors.txt'), 'utf8').split('\n')) {
		if (/^[=!] /.test(line))
			all.push({ name: line.slice(2), sheets: [], secret: null });
		else if (line.startsWith('> '))
			all.at(-1).secret = line.slice(2);
		else if (line !== '' && !line.startsWith('#'))
			all.at(-1).sheets.push(line.split(' '));
	}
	return all;
}

async function hexOf(sheets, passphrase) {
	const read = sheets.map((words) => readSheet(words.map(wordNumber)));
	return Buffer.from(await recover(read, passphrase)).toString('hex');
}

const published = vectors();

test('there are vectors of both kinds', () => {
	assert.ok(published.filter((v) => v.secret !== null).length >= 15);
	assert.ok(published.filter((v) => v.secret === null).length >= 25);
});

for (const { name, sheets, secret } of published)
	test(name, async () => {
		if (secret === null)
			await assert.rejects(async () => hexOf(sheets, PASSPHRASE), Refusal);
		else {
			assert.equal(await hexOf(sheets, PASSPHRASE), secret);
			assert.equal(await hexOf([...sheets].reverse(), PASSPHRASE), secret);
			assert.notEqual(await hexOf(sheets), secret);
		}
	});

const [FIRST, SECOND] = published.find((v) => /^4\./.test(v.name)).sheets;
const OTHER = published.find((v) => /^6\./.test(v.name)).sheets[0];
const EMPTY = Array(20).fill('');

test('four letters are enough, in capitals or not; three are not', () => {
	for (const [i, word] of WORDS.entries()) {
		assert.equal(wordNumber(word), i);
		assert.equal(wordNumber(` ${word.slice(0, 4).toUpperCase()} `), i);
		assert.equal(wordNumber(word.slice(0, 3)), -1);
		assert.equal(wordNumber(`${word}x`), -1);
	}
});

test('what was pasted loses its numbers and marks', () => {
	assert.deepEqual(wordsOf(' 1. Shadow\t2) pistol,\n 13 academic\r\n'), ['shadow', 'pistol', 'academic']);
});

test('a wrong word is named, and what it may be', () => {
	assert.deepEqual(suggest('shadwo').slice(0, 1), ['shadow']);
	assert.match(wrongWord('pistl', 2), /^Word 2, “pistl”, .*pistol/);
	const [entry] = readAll([['shadow', 'pistl', ...EMPTY.slice(2)]]);
	assert.match(entry.problem, /^Word 2/);
});

test('a sheet that is not finished has no fault', () => {
	const [entry] = readAll([[...FIRST.slice(0, 19), '']]);
	assert.deepEqual(entry, { typed: 19 });
});

test('two words that changed places are found by the checksum', () => {
	const swapped = [...FIRST];
	[swapped[5], swapped[6]] = [swapped[6], swapped[5]];
	assert.match(readAll([swapped])[0].problem, /changed places/);
});

test('how many sheets are needed is known from the first', () => {
	assert.deepEqual(progress(readAll([EMPTY])), { whole: [], wanted: 1, complete: false });
	const one = progress(readAll([FIRST, EMPTY]));
	assert.equal(one.wanted, 2);
	assert.equal(one.complete, false);
	assert.equal(progress(readAll([SECOND, FIRST])).complete, true);
	assert.equal(progress(readAll([EMPTY, FIRST])).wanted, 2);
});

test('recovery itself names a sheet that was given twice, and one that asks for too much', async () => {
	const sheet = readSheet(FIRST.map(wordNumber));
	await assert.rejects(() => recover([sheet, sheet]), /given twice/);
	await assert.rejects(() => recover([{ ...sheet, need: 1, exponent: 7 }]), /far more computing/);
});

test('the same sheet twice does not count', () => {
	const entries = readAll([FIRST, FIRST]);
	assert.match(entries[1].problem, /already, as sheet 1/);
	assert.equal(progress(entries).complete, false);
});

test('a sheet of another set is told, with the numbers of both', () => {
	const entries = readAll([FIRST, OTHER]);
	assert.match(entries[1].problem, /another envelope than sheet 1 .* [0-9]+, the other [0-9]+/);
	assert.equal(progress(entries).complete, false);
});

test('groups are counted', () => {
	const groups = published.filter((v) => v.secret !== null && v.sheets.length > 2);
	assert.ok(groups.length > 3);
	for (const { sheets } of groups) {
		if (sheets[0].length !== 20)
			continue;
		assert.equal(progress(readAll(sheets)).complete, true);
		assert.equal(progress(readAll(sheets.slice(1))).complete, false);
	}
});
