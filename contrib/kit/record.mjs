// record: what was given out, as a text for the minutes. It holds no secrets.
import { byId, clock, copy, day } from './dom.mjs';

export class Record {
	#rows = new Map();
	#origin = null;
	#openings = [];

	constructor() {
		for (const id of ['who', 'present', 'why'])
			byId(id).addEventListener('input', () => this.#show());
		byId('copy-summary').addEventListener('click', () => this.#copy());
	}

	opened(origin, sheets) {
		this.#origin = origin;
		this.#openings.push({ at: Date.now(), sheets });
		this.#show();
	}

	// The first time counts; returns when that was.
	add(item, label, how) {
		const key = JSON.stringify([item.collection, item.title, label, how]);
		if (!this.#rows.has(key))
			this.#rows.set(key, { at: Date.now(), item, label, how });
		this.#show();
		return this.#rows.get(key).at;
	}

	clear() {
		this.#rows.clear();
		this.#origin = null;
		this.#openings = [];
		for (const id of ['who', 'present', 'why', 'summary'])
			byId(id).value = '';
		byId('summary-print').textContent = '';
		byId('record').hidden = true;
	}

	text() {
		const o = this.#origin;
		const given = (id) => byId(id).value.trim() || '……………………………………';
		const rows = [...this.#rows.values()].map((row, i) => `${i + 1}. ${clock(row.at)}  `
			+ `${row.item.title} (${row.item.collection}): ${row.label}, ${row.how}`);
		return ['OPENING OF THE SEALED ENVELOPE', '',
			`Council: ${o.council}`,
			`Envelope: ${o.serial}`,
			`Export sealed: ${day(Date.parse(o.time))}`,
			...this.#openings.map((open) => `Opened: ${day(open.at)}, by this computer’s clock, `
				+ `with ${open.sheets}`),
			`Opened by: ${given('who')}`,
			`In the presence of: ${given('present')}`,
			`Reason: ${given('why')}`, '',
			rows.length > 0 ? 'Given out:' : 'No password was given out.', ...rows, '',
			'To do: change every password that is listed; make a new envelope and a new',
			'export; tell all members; report this to the next meeting. It was opened',
			'with the page OPEN.html, which leaves no signed record.', ''].join('\n');
	}

	#show() {
		if (this.#origin === null)
			return;
		byId('record').hidden = false;
		byId('summary').value = this.text();
		byId('summary-print').textContent = this.text();
	}

	async #copy() {
		byId('copy-said').textContent = await copy(this.text()) ? '✓ Copied.'
			: '✗ This browser does not let the page copy: mark the text and copy it by hand.';
	}
}
