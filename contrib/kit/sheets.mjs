// sheets: what is known of the words that were typed so far. No browser is needed.
import { WORDS } from './words.mjs';
import { Refusal } from './refusal.mjs';
import { readSheet, sameSet, sameSheet, wordNumber, SHEET_WORDS } from './slip39.mjs';

const SUGGESTIONS = 3;

// All that could be words of a sheet in a pasted text, without numbers and marks.
export function wordsOf(text) {
	return text.toLowerCase().match(/[a-z]+/g) ?? [];
}

function distance(a, b) {
	let row = Array.from({ length: b.length + 1 }, (_, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let k = 1; k <= b.length; k++)
			next[k] = Math.min(row[k] + 1, next[k - 1] + 1,
				row[k - 1] + (a[i - 1] === b[k - 1] ? 0 : 1));
		row = next;
	}
	return row[b.length];
}

// Words of the list that are most like a text, the likest first.
export function suggest(text) {
	const typed = text.trim().toLowerCase();
	const far = (word) => Math.min(distance(typed, word),
		distance(typed, word.slice(0, typed.length)) + 0.5);
	return WORDS.map((word) => ({ word, far: far(word) })).filter((w) => w.far <= 2)
		.sort((a, b) => a.far - b.far).slice(0, SUGGESTIONS).map((w) => w.word);
}

export function wrongWord(text, place) {
	const near = suggest(text);
	return `Word ${place}, “${text.trim()}”, is not a word that sheets use.`
		+ (near.length > 0 ? ` Perhaps it is ${near.join(' or ')}?` : '');
}

// One sheet by itself: { sheet } if it is whole, { problem } if it cannot be, or { typed }.
function readOne(texts) {
	const numbers = texts.map(wordNumber);
	const typed = texts.filter((text) => text.trim() !== '').length;
	const wrong = numbers.findIndex((n, i) => n < 0 && texts[i].trim() !== '');

	if (wrong >= 0)
		return { problem: wrongWord(texts[wrong], wrong + 1), typed };
	if (typed < SHEET_WORDS)
		return { typed };
	try {
		return { sheet: readSheet(numbers), typed };
	} catch (error) {
		if (!(error instanceof Refusal))
			throw error;
		return { problem: error.message, typed };
	}
}

function againstOthers(entry, i, before) {
	for (const [k, other] of before.entries()) {
		if (other.sheet === undefined)
			continue;
		if (!sameSet(entry.sheet, other.sheet))
			return `This sheet is of another envelope than sheet ${k + 1} on this page: its `
				+ `set has the number ${entry.sheet.id}, the other ${other.sheet.id}. Compare the `
				+ 'envelope numbers on the paper, and clear the one that is wrong.';
		if (sameSheet(entry.sheet, other.sheet))
			return `This sheet has been typed already, as sheet ${k + 1} on this page. Type another one.`;
	}
	return null;
}

// What each of the sheets is, given the texts of its twenty fields.
export function readAll(allTexts) {
	const entries = [];
	for (const [i, texts] of allTexts.entries()) {
		let entry = readOne(texts);
		const problem = entry.sheet === undefined ? null : againstOthers(entry, i, entries);
		if (problem !== null)
			entry = { problem, typed: entry.typed };
		entries.push(entry);
	}
	return entries;
}

// How many sheets are wanted, and whether those that are whole are enough.
export function progress(entries) {
	const whole = entries.map((e) => e.sheet).filter(Boolean);
	const groups = new Map();
	for (const sheet of whole)
		groups.set(sheet.group, { need: sheet.need, have: (groups.get(sheet.group)?.have ?? 0) + 1 });
	const wanted = [...groups.values()].reduce((sum, g) => sum + g.need, 0);
	const groupsLeft = whole.length === 0 ? 1 : whole[0].groupsNeed - groups.size;
	return {
		whole,
		wanted: wanted + Math.max(groupsLeft, 0),
		complete: groupsLeft === 0 && wanted === whole.length,
	};
}
