// items_view: the list of items, from which values are given out one by one.
import { announce, byId, clock, copy, el, saveFile } from './dom.mjs';
import { isHidden, matches } from './items.mjs';
import { code, readTotp } from './totp.mjs';

const MASK = '••••••••';
const CLIPBOARD_MS = 60000;

export class ItemsView {
	#items = [];
	#codes = new Set(); // functions that renew a code that is shown
	#record;
	#copied = false;
	#emptying = 0;

	constructor(record) {
		this.#record = record;
		byId('search').addEventListener('input', () => this.#filter());
		setInterval(() => this.#codes.forEach((renew) => renew()), 1000);
	}

	show(items) {
		this.#items = items.map((item) => ({ item, node: this.#item(item) }));
		byId('items').replaceChildren(...this.#items.map((entry) => entry.node));
		this.#filter();
	}

	clear() {
		this.#codes.clear();
		this.#items = [];
		byId('items').replaceChildren();
		byId('search').value = '';
		byId('found').textContent = '';
		this.#emptyClipboard();
	}

	#filter() {
		let count = 0;
		for (const { item, node } of this.#items) {
			node.hidden = !matches(item, byId('search').value.trim());
			count += node.hidden ? 0 : 1;
		}
		byId('found').textContent = `${count} of ${this.#items.length} items`;
	}

	#item(item) {
		const where = [item.collection, item.type].filter(Boolean).join(' · ');
		const node = el('li', {}, el('h3', {}, item.title), el('p', { class: 'where' }, where));
		for (const field of item.fields) {
			if (field.kind === 'totp')
				node.append(this.#codeRow(item, field), this.#secretRow(item,
					{ ...field, label: `secret of the ${field.label}` }));
			else if (field.kind === 'file')
				node.append(this.#fileRow(item, field));
			else
				node.append(isHidden(field) ? this.#secretRow(item, field) : this.#plainRow(item, field));
		}
		return node;
	}

	#row(item, label) {
		const row = {
			value: el('span', { class: 'value' }),
			does: el('span', { class: 'does' }),
			at: el('span', { class: 'opened-at' }),
		};
		row.node = el('div', { class: 'field', role: 'group', 'aria-label': `${label} of ${item.title}` },
			el('span', { class: 'label' }, label), row.value, row.does, row.at);
		return row;
	}

	#button(row, item, label, text, does) {
		const button = el('button', { type: 'button', onclick: does,
			'aria-label': `${text}: ${label} of ${item.title}` }, text);
		row.does.append(button);
		return button;
	}

	#rename(button, item, label, text) {
		button.textContent = text;
		button.setAttribute('aria-label', `${text}: ${label} of ${item.title}`);
	}

	#plainRow(item, field) {
		const row = this.#row(item, field.label);
		row.value.textContent = field.value;
		this.#button(row, item, field.label, 'Copy', () => this.#copy(field.label, item, field.value));
		return row.node;
	}

	#fileRow(item, field) {
		const row = this.#row(item, field.label);
		row.value.textContent = field.value;
		if (field.data !== undefined)
			this.#button(row, item, field.label, 'Save', () => {
				this.#note(row, item, field.label, 'saved');
				saveFile(field.label, field.data);
				announce(`${field.label} of ${item.title} is among what this browser has downloaded`);
			});
		return row.node;
	}

	#note(row, item, label, how) {
		row.at.textContent = `${how} at ${clock(this.#record.add(item, label, how))}`;
	}

	#mask(row) {
		row.value.textContent = MASK;
		row.value.classList.remove('secret');
	}

	#unmask(row, text) {
		row.value.textContent = text;
		row.value.classList.add('secret');
	}

	#secretRow(item, field) {
		const row = this.#row(item, field.label);
		const button = this.#button(row, item, field.label, 'Reveal', () => {
			const shown = row.value.classList.contains('secret');
			if (shown)
				this.#mask(row);
			else
				this.#unmask(row, field.value);
			this.#rename(button, item, field.label, shown ? 'Reveal' : 'Hide');
			announce(shown ? `${field.label} of ${item.title} is hidden`
				: `${field.label} of ${item.title} is shown beside the button`);
			if (!shown)
				this.#note(row, item, field.label, 'revealed');
		});
		this.#button(row, item, field.label, 'Copy', async () => {
			this.#note(row, item, field.label, 'copied');
			await this.#copySecret(field.label, item, field.value);
		});
		this.#mask(row);
		return row.node;
	}

	#codeRow(item, field) {
		const row = this.#row(item, field.label);
		let totp;
		this.#mask(row);
		try {
			totp = readTotp(field.value);
		} catch (error) {
			row.at.textContent = error.message;
			return row.node;
		}
		const renew = () => {
			const now = code(totp, Date.now());
			this.#unmask(row, `${now.text}  (${now.left} s)`);
		};
		const button = this.#button(row, item, field.label, 'Show code', () => {
			const shown = this.#codes.delete(renew);
			this.#rename(button, item, field.label, shown ? 'Show code' : 'Hide code');
			if (shown) {
				this.#mask(row);
				return;
			}
			this.#codes.add(renew);
			renew();
			announce(`Code of ${item.title}: ${code(totp, Date.now()).text.split('').join(' ')}`);
			this.#note(row, item, field.label, 'code shown');
		});
		this.#button(row, item, field.label, 'Copy code', async () => {
			this.#note(row, item, field.label, 'code copied');
			await this.#copySecret(field.label, item, code(totp, Date.now()).text);
		});
		return row.node;
	}

	async #copy(label, item, text) {
		const done = await copy(text);
		announce(done ? `${label} of ${item.title} is on the clipboard`
			: 'This browser does not let the page copy: mark the text and copy it by hand');
		return done;
	}

	async #copySecret(label, item, text) {
		if (!await this.#copy(label, item, text))
			return;
		this.#copied = true;
		clearTimeout(this.#emptying);
		this.#emptying = setTimeout(() => this.#emptyClipboard(), CLIPBOARD_MS);
	}

	// As far as the browser lets it: the page may have to be in front.
	#emptyClipboard() {
		clearTimeout(this.#emptying);
		if (this.#copied)
			copy('').catch(() => {});
		this.#copied = false;
	}
}
