// What the tests of the page share: a browser without a network, and TAP.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { CHROMIUM, DRIVER, MATERIAL } = process.env;
const require = createRequire(join(DRIVER, 'package.json'));
const { chromium } = require('playwright-core');

let count = 0;

export function ok(good, name, said = '') {
	console.log(`${good ? '' : 'not '}ok ${++count} - ${name}`);
	if (!good && said !== '')
		console.log(`# ${String(said).replace(/\n/g, '\n# ')}`);
}

export function is(got, want, name) {
	ok(got === want, name, `wanted: ${want}\n   got: ${got}`);
}

export function like(got, regex, name) {
	ok(regex.test(got), name, `wanted something like: ${regex}\ngot: ${got}`);
}

export function finish() {
	console.log(`1..${count}`);
}

export function material(name) {
	return join(MATERIAL, name);
}

export const desktop = { width: 1280, height: 800 };
export const phone = { width: 360, height: 740 };

let browser = null;

// The page in a context of its own, which notes all that leaves it and all that fails.
export async function openPage({ file = material('kit/OPEN.html'), viewport = desktop, at = null, scripts = true, crypto = true } = {}) {
	browser ??= await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
	const context = await browser.newContext({ viewport, offline: true, javaScriptEnabled: scripts, locale: 'en-GB',
		timezoneId: 'Europe/London', permissions: ['clipboard-read', 'clipboard-write'] });
	const page = await context.newPage();
	const url = pathToFileURL(file).href;
	const notes = { requests: [], errors: [] };

	context.on('request', (request) => {
		if (request.url() !== url)
			notes.requests.push(request.url());
	});
	// What the policy of the page stops is seen as a request, but is none
	context.on('requestfailed', (request) => {
		if (/csp/i.test(request.failure().errorText))
			notes.requests.splice(notes.requests.indexOf(request.url()), 1);
	});
	page.on('pageerror', (error) => notes.errors.push(error.stack));
	page.setDefaultTimeout(30000);
	if (at !== null)
		await page.clock.install({ time: at });
	await page.addInitScript(() => {
		globalThis.violations = [];
		document.addEventListener('securitypolicyviolation',
			(event) => globalThis.violations.push(event.effectiveDirective));
	});
	if (!crypto)
		await page.addInitScript(() => Object.defineProperty(globalThis.crypto, 'subtle', { value: undefined }));
	await page.goto(url);
	return { page, context, notes };
}

export async function closeBrowser() {
	await browser?.close();
}

// Typed as somebody would: four letters, then a blank.
export async function typeWords(page, sheet, words) {
	await page.click(`#word-${sheet}-1`);
	for (const word of words)
		await page.keyboard.type(`${word.slice(0, 4)} `);
}

export async function paste(page, selector, text) {
	await page.focus(selector);
	await page.evaluate((value) => navigator.clipboard.writeText(value), text);
	await page.keyboard.press('Control+V');
}

export async function openExport(page, file, sheets) {
	await page.setInputFiles('#file', file);
	for (const [i, words] of sheets.entries())
		await typeWords(page, i + 1, words);
	await page.click('#open');
}

// What the policy has stopped; it is told of that a moment later.
export async function violated(page, directives) {
	await page.waitForFunction((all) => all.every((one) => globalThis.violations.includes(one)), directives).catch(() => {});
	return page.evaluate(() => globalThis.violations.join(' '));
}

export function isOpen(page) {
	return page.waitForSelector('#opened:not([hidden])').then(() => true, () => false);
}

// What the page says when it does not open; it must not have opened.
export async function refusal(page) {
	await page.waitForSelector('#open-said.problem');
	const open = await page.isVisible('#opened');
	return open ? 'it opened' : page.textContent('#open-said');
}
