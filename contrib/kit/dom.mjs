// dom: elements made of text, never of markup; nothing from a file can become one.

export function byId(id) {
	return document.getElementById(id);
}

// el('p', { class: 'x', onclick: f }, 'text', child…)
export function el(tag, attributes = {}, ...children) {
	const node = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) {
		if (name.startsWith('on'))
			node.addEventListener(name.slice(2), value);
		else if (value !== null)
			node.setAttribute(name, value);
	}
	node.append(...children);
	return node;
}

// For those who do not see what changed elsewhere on the page.
export function announce(text) {
	byId('announce').textContent = text;
}

export function clock(ms) {
	return new Date(ms).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

export function day(ms) {
	return new Date(ms).toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short' });
}

// Text that has a mark beside its colour.
export function say(node, good, text) {
	const marked = text === '' ? '' : `${good ? '✓' : '✗'} ${text}`;
	node.classList.toggle('good', text !== '' && good);
	node.classList.toggle('problem', text !== '' && !good);
	tell(node, marked);
}

// A live region is read out whenever it is written to: not without need.
export function tell(node, text) {
	if (node.textContent !== text)
		node.textContent = text;
}

// Onto the clipboard. False if the browser does not let the page.
export async function copy(text) {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		return copyBySelection(text);
	}
}

function copyBySelection(text) {
	const area = el('textarea', { class: 'unseen', 'aria-hidden': 'true' });
	const focused = document.activeElement;
	area.value = text;
	document.body.append(area);
	area.select();
	const done = document.execCommand('copy');
	area.value = '';
	area.remove();
	focused?.focus();
	return done;
}

// A file out of base64, to where the browser puts what it downloads. Its name
// leads nowhere, and its type says nothing, so that no browser opens it itself.
export function saveFile(name, base64) {
	const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
	const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
	const link = el('a', { href: url, download: name.replace(/[/\\]/g, '_') });
	document.body.append(link);
	link.click();
	link.remove();
	setTimeout(() => URL.revokeObjectURL(url), 10000);
}
