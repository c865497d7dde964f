// sheets_view: the fields into which the words of the sheets are typed.
import { announce, el, say, tell } from './dom.mjs';
import { progress, readAll, wordsOf } from './sheets.mjs';
import { SHEET_WORDS, wordNumber } from './slip39.mjs';
import { WORDS } from './words.mjs';

const SHEETS_MAX = 16;

// What keeps browsers and password managers from storing or changing a word.
const PRIVATE = { type: 'text', autocomplete: 'off', autocapitalize: 'none', autocorrect: 'off',
	spellcheck: 'false', enterkeyhint: 'next', 'data-1p-ignore': '', 'data-lpignore': 'true',
	'data-bwignore': '', 'data-form-type': 'other' };

export class SheetsView {
	#form;
	#need;
	#done; // called when Enter is pressed in the last field
	#sheets = [];

	constructor(form, need, done) {
		this.#form = form;
		this.#need = need;
		this.#done = done;
		form.addEventListener('submit', (event) => event.preventDefault());
		this.clear();
	}

	// The sheets, as slip39.mjs reads them, if they are enough; else null.
	sheets() {
		const now = progress(this.#read());
		return now.complete ? now.whole : null;
	}

	clear() {
		this.#sheets.forEach((sheet) => this.#empty(sheet));
		this.#form.replaceChildren();
		this.#sheets = [];
		this.#setCount(1);
		this.#refresh();
	}

	// Where somebody should go on typing.
	focus() {
		const entries = this.#read();
		const at = Math.max(entries.findIndex((entry) => entry.sheet === undefined), 0);
		const inputs = this.#sheets[at].inputs;
		(inputs.find((input) => wordNumber(input.value) < 0) ?? inputs[0]).focus();
	}

	#read() {
		return readAll(this.#sheets.map((s) => s.inputs.map((input) => input.value)));
	}

	#empty(sheet) {
		for (const input of sheet.inputs) {
			input.value = '';
			input.removeAttribute('aria-invalid');
		}
	}

	#setCount(count) {
		while (this.#sheets.length < Math.min(count, SHEETS_MAX))
			this.#add(this.#sheets.length + 1);
		while (this.#sheets.length > count && this.#sheets.at(-1).inputs.every((i) => i.value === ''))
			this.#sheets.pop().fieldset.remove();
	}

	#add(number) {
		const said = el('p', { class: 'sheet-said', id: `said-${number}`, role: 'status' });
		const sheet = { inputs: [], said, fieldset: null };
		const grid = el('div', { class: 'words' });
		for (let i = 0; i < SHEET_WORDS; i++)
			grid.append(this.#field(sheet, number, i));
		sheet.fieldset = el('fieldset', {}, el('legend', {}, `Sheet ${number} on this page`), grid, said,
			el('button', { type: 'button', onclick: () => this.#again(sheet) },
				`Clear sheet ${number}`));
		this.#sheets.push(sheet);
		this.#form.append(sheet.fieldset);
	}

	#field(sheet, number, i) {
		const id = `word-${number}-${i + 1}`;
		const input = el('input', { ...PRIVATE, id, 'aria-describedby': `said-${number}`,
			onkeydown: (event) => this.#key(event, sheet, i),
			onpaste: (event) => this.#paste(event, sheet, i),
			oninput: () => this.#typed(sheet, i),
			onchange: () => this.#check(input) });
		sheet.inputs.push(input);
		return el('div', {}, el('label', { for: id },
			el('span', { class: 'unseen' }, `Sheet ${number}, word `), String(i + 1)), input);
	}

	#again(sheet) {
		this.#empty(sheet);
		this.#refresh();
		sheet.inputs[0].focus();
	}

	#key(event, sheet, i) {
		if (event.key !== 'Enter' && event.key !== ' ')
			return;
		event.preventDefault();
		this.#check(sheet.inputs[i]);
		this.#next(sheet, i);
	}

	#next(sheet, i) {
		const after = this.#sheets[this.#sheets.indexOf(sheet) + 1];
		const input = sheet.inputs[i + 1] ?? after?.inputs[0];
		if (input === undefined)
			this.#done();
		else
			input.focus();
	}

	// Keyboards of phones put blanks, and several words, without a key event.
	#typed(sheet, i) {
		const input = sheet.inputs[i];
		input.removeAttribute('aria-invalid');
		if (/\s\S/.test(input.value.trimStart()))
			this.#fill(sheet, i, wordsOf(input.value));
		else if (/\S\s/.test(input.value)) {
			this.#check(input);
			this.#next(sheet, i);
		} else if (i === SHEET_WORDS - 1 && wordNumber(input.value) >= 0)
			this.#refresh();
	}

	#paste(event, sheet, i) {
		const words = wordsOf(event.clipboardData.getData('text'));
		if (words.length < 2)
			return;
		event.preventDefault();
		this.#fill(sheet, words.length >= SHEET_WORDS ? 0 : i, words);
	}

	// One word a field, on into the sheets behind.
	#fill(sheet, start, words) {
		let at = this.#sheets.indexOf(sheet) * SHEET_WORDS + start;
		let input = null;
		for (const word of words) {
			this.#setCount(Math.floor(at / SHEET_WORDS) + 1);
			input = this.#sheets[Math.floor(at / SHEET_WORDS)]?.inputs[at % SHEET_WORDS];
			if (input === undefined)
				break;
			input.value = word;
			this.#complete(input);
			at++;
		}
		input?.focus();
		this.#refresh();
	}

	#complete(input) {
		const number = wordNumber(input.value);
		if (number >= 0)
			input.value = WORDS[number];
		if (number >= 0 || input.value.trim() === '')
			input.removeAttribute('aria-invalid');
		else
			input.setAttribute('aria-invalid', 'true');
	}

	#check(input) {
		this.#complete(input);
		this.#refresh();
	}

	#refresh() {
		let entries = this.#read();
		const now = progress(entries);
		this.#setCount(now.wanted);
		entries = this.#read();
		this.#sheets.forEach((sheet, i) => this.#describe(sheet, entries[i]));
		const left = now.wanted - now.whole.length;
		if (now.complete)
			say(this.#need, true, 'All the words that are needed are there. Go on with step 3.');
		else {
			this.#need.classList.remove('good');
			tell(this.#need, now.whole.length === 0 ? '' : `${now.wanted} sheets are needed. `
				+ `${now.whole.length} complete, ${left} more to type.`);
		}
	}

	#describe(sheet, entry) {
		if (entry.problem !== undefined)
			say(sheet.said, false, entry.problem);
		else if (entry.sheet !== undefined)
			say(sheet.said, true, `Complete: this is sheet ${entry.sheet.member + 1} of a `
				+ `set of which ${entry.sheet.need === 1 ? '1 is' : `${entry.sheet.need} are`} needed.`);
		else
			say(sheet.said, true, '');
	}

	mask(hide) {
		this.#form.classList.toggle('masked', hide);
		announce(hide ? 'The words are hidden.' : 'The words are shown.');
	}
}
