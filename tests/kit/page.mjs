// The page of the rescue kit in a browser: opening, refusing, giving out.
import { readFileSync } from 'node:fs';
import { closeBrowser, finish, is, isOpen, like, material, ok, openExport, openPage, paste,
	phone, refusal, typeWords } from './browser.mjs';

const read = (name) => readFileSync(material(name), 'utf8').trim().split('\n').map((l) => l.split(' '));
const one = read('words')[0];
const three = read('three.words');
const other = read('other.words')[0];
const KIT = material('kit/council.age');
const RFC6238 = 1111111109000; // the code of the test vector is 07081804 then, for 11 seconds
const MINUTE = 60000;

const row = (page, label, item) => page.getByRole('group', { name: `${label} of ${item}`, exact: true });
const button = (page, what, label, item) =>
	page.getByRole('button', { name: `${what}: ${label} of ${item}`, exact: true });
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

async function quiet(notes, name) {
	is(notes.requests.join(' '), '', `${name}: nothing was asked of any network`);
	is(notes.errors.join('\n'), '', `${name}: no script failed`);
}

async function onePerson() {
	const { page, context, notes } = await openPage({ at: RFC6238 - 5 * MINUTE });

	await page.click('#open');
	like(await refusal(page), /export first/, 'without a file it says so');
	await page.setInputFiles('#file', KIT);
	await page.click('#open');
	like(await refusal(page), /words are not complete/, 'without words as well');
	is(await page.evaluate(() => document.activeElement.id), 'word-1-1', 'and goes to the first field');
	await typeWords(page, 1, one);
	is(await page.evaluate(() => document.activeElement.id), 'open', 'the last word leads to the button');
	like(await page.textContent('#need'), /All the words/, 'it says that the words are enough');
	is(await page.inputValue('#word-1-1'), one[0], 'a word is filled in from four letters');
	await page.keyboard.press('Enter');
	ok(await isOpen(page), 'the sheet of a 1-of-1 envelope opens the export');
	like(await page.textContent('#opened .good'), /Genuine.*envelope 1 of Ashby Parish Council/s, 'which is genuine');
	is(await page.evaluate(() => document.activeElement.id), 'items-title', 'the focus is where the items are');
	is(await page.evaluate(() => [...document.querySelectorAll('#sheets input')].map((i) => i.value).join('')),
		'', 'the words are gone from the fields');
	like(await page.textContent('#found'), /5 of 5 items/, 'all items are there');
	await showing(page);
	await searching(page);
	await farAway(page);
	await copying(page);
	await summary(page);
	await clearing(page);
	await quiet(notes, 'one sheet');
	await context.close();
}

async function showing(page) {
	const html = await page.content();
	ok(!/s3cret-of|call 0300|4711/.test(html), 'no secret is on the page before it is revealed');
	ok(html.includes('clerk7'), 'while user names are');
	await button(page, 'Reveal', 'password', 'Bank').click();
	like(await row(page, 'password', 'Bank').textContent(), /s3cret-of-the-bank.*revealed at/s, 'one is revealed');
	ok(!/s3cret-of-hmrc|4711/.test(await page.content()), 'and no other');
	await page.emulateMedia({ media: 'print' });
	ok(!await row(page, 'password', 'Bank').isVisible(), 'it is not printed');
	ok(await page.isVisible('#summary-print'), 'the text for the minutes is');
	await page.emulateMedia({ media: 'screen' });
	await button(page, 'Hide', 'password', 'Bank').click();
	ok(!/s3cret-of-the-bank/.test(await page.content()), 'hidden again, it is gone from the page');
	await button(page, 'Reveal', 'notes', 'HMRC').click();
	is(await row(page, 'notes', 'HMRC').locator('.value').innerText(), 'call 0300\nask for VAT', 'notes keep their lines');
	await page.clock.pauseAt(RFC6238);
	await button(page, 'Show code', 'second', 'Email').click();
	like(await row(page, 'second', 'Email').textContent(), /07081804 +\(1 s\)/, 'a one-time code of RFC 6238');
	await page.clock.runFor(2000);
	like(await row(page, 'second', 'Email').textContent(), /14050471 +\(29 s\)/, 'and the next');
}

async function searching(page) {
	await page.fill('#search', 'CLERK7');
	is(await page.locator('#items > li:visible h3').allTextContents().then((t) => t.join()), 'Bank', 'the search finds a user name');
	await page.fill('#search', 's3cret');
	like(await page.textContent('#found'), /^0 of 5/, 'and no secret');
	await page.fill('#search', '');
}

// A search shows and hides a thousand items: those far down are not laid out then.
async function farAway(page) {
	const last = page.locator('#items > li:last-child');
	const drawn = async () => {
		await page.screenshot(); // the clock stands still: nothing else makes a frame
		return last.evaluate((li) => li.firstChild.checkVisibility({ contentVisibilityAuto: true }));
	};

	await page.evaluate(() => {
		const list = document.querySelector('#items');
		for (let i = 0; i < 200; i++)
			list.append(list.firstElementChild.cloneNode(true));
		scrollTo(0, 0);
	});
	is(await drawn(), false, 'an item far down a long list is not laid out');
	await last.evaluate((li) => li.scrollIntoView());
	is(await drawn(), true, 'until it comes into sight');
	await page.evaluate(() => {
		document.querySelectorAll('#items > li:nth-child(n + 6)').forEach((li) => li.remove());
		scrollTo(0, 0);
	});
}

async function copying(page) {
	await button(page, 'Copy', 'password', 'HMRC').click();
	await page.waitForFunction(() => /clipboard/.test(document.getElementById('announce').textContent));
	is(await clipboard(page), 's3cret-of-hmrc', 'a password is copied');
	ok(!(await page.content()).includes('s3cret-of-hmrc'), 'without being shown');
	await page.clock.runFor(MINUTE + 1000);
	await page.waitForFunction(async () => await navigator.clipboard.readText() === '');
	ok(true, 'after a minute the clipboard is empty');
	await button(page, 'Copy', 'user name', 'Bank').click();
	await page.waitForFunction(async () => await navigator.clipboard.readText() === 'clerk7');
	ok(true, 'a user name is copied');
}

async function summary(page) {
	await page.fill('#who', 'Cllr Shah');
	await page.fill('#why', 'clerk in hospital');
	const text = await page.inputValue('#summary');
	like(text, /Council: Ashby Parish Council\nEnvelope: 1\n.*Opened by: Cllr Shah\n.*clerk in hospital/s, 'the text for the minutes');
	like(text, /Bank \(General\): password, revealed\n.*HMRC \(General\): notes, revealed\n.*Email \(General\): second, code shown\n.*HMRC \(General\): password, copied/s,
		'lists what was given out');
	ok(!/s3cret|0300|0708/.test(text), 'and holds no secret');
	ok(!text.includes('user name'), 'nor what was never hidden');
	await page.click('#copy-summary');
	await page.waitForFunction(() => /Copied/.test(document.getElementById('copy-said').textContent));
	is(await clipboard(page), text, 'it is copied whole');
}

async function clearing(page) {
	await button(page, 'Reveal', 'password', 'Bank').click();
	await page.click('#lock');
	ok(!await page.isVisible('#opened'), 'the button clears the passwords');
	ok(!/s3cret|clerk7/.test(await page.evaluate(() => document.body.textContent)), 'nothing of them is left on the page');
	like(await page.inputValue('#summary'), /Bank/, 'but the text for the minutes is');
}

async function attachments() {
	const { page, context, notes } = await openPage();

	await openExport(page, KIT, [one]);
	ok(await isOpen(page), 'an export with attachments opens');
	like(await row(page, 'codes.txt', 'Bank').textContent(), /attachment, 21 bytes/, 'an attachment is listed');
	like(await row(page, 'large.bin', 'Bank').textContent(), /9,000,000 bytes, which is in the vault alone/,
		'and so is one that the export has not');
	is(await button(page, 'Save', 'large.bin', 'Bank').count(), 0, 'which cannot be saved');
	const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Save', 'codes.txt', 'Bank').click()]);
	is(download.suggestedFilename(), 'codes.txt', 'the other is saved under its name');
	ok(readFileSync(await download.path()).equals(readFileSync(material('codes.txt'))), 'byte by byte');
	like(await row(page, 'codes.txt', 'Bank').textContent(), /saved at/, 'and that is noted for the minutes');
	is(notes.errors.join(), '', 'no script failed');
	await context.close();
}

async function several() {
	const { page, context, notes } = await openPage({ viewport: phone });

	await typeWords(page, 1, three[2]);
	like(await page.textContent('#need'), /2 sheets are needed. 1 complete, 1 more/, 'one sheet tells how many are needed');
	like(await page.textContent('#said-1'), /sheet 3 of a set of which 2/, 'and which it is');
	await typeWords(page, 2, three[2]);
	like(await page.textContent('#said-2'), /typed already, as sheet 1/, 'the same one does not count twice');
	await page.click('text=Clear sheet 2');
	await typeWords(page, 2, one);
	like(await page.textContent('#said-2'), /another envelope/, 'one of another envelope is told apart');
	await page.setInputFiles('#file', material('three.age'));
	await page.click('#open');
	like(await refusal(page), /not complete/, 'neither opens anything');
	await page.click('text=Clear sheet 2');
	await typeWords(page, 2, three[0]);
	await page.click('#open');
	ok(await isOpen(page), 'two sheets of three open the export, on a phone');
	like(await page.inputValue('#summary'), /with sheet 3, sheet 1/, 'which sheets they were is noted');
	ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is wider than the phone');
	await quiet(notes, 'several sheets');
	await context.close();
}

async function pasting() {
	const { page, context } = await openPage();

	await paste(page, '#word-1-7', three[1].map((word, i) => `${i + 1}. ${word}`).join('\n'));
	like(await page.textContent('#said-1'), /sheet 2/, 'a whole sheet is pasted anywhere, with its numbers');
	await page.click('#clear-words');
	await paste(page, '#word-1-1', three.slice(0, 2).map((words) => words.join(' ')).join('\n'));
	like(await page.textContent('#need'), /All the words/, 'or all sheets at once');
	await page.check('#mask');
	is(await page.locator('#word-1-1').evaluate((e) => getComputedStyle(e).webkitTextSecurity), 'disc', 'the words can be hidden');
	await page.click('#clear-words');
	is(await page.locator('fieldset').count(), 1, 'and all cleared');
	await context.close();
}

async function mistyped() {
	const { page, context } = await openPage();
	const swapped = [...one];
	const at = swapped.findIndex((word, i) => i > 3 && word !== swapped[i + 1]);
	[swapped[at], swapped[at + 1]] = [swapped[at + 1], swapped[at]];

	await page.setInputFiles('#file', KIT);
	await typeWords(page, 1, [one[0]]);
	await page.keyboard.type('acadmic ');
	is(await page.getAttribute('#word-1-2', 'aria-invalid'), 'true', 'a wrong word is marked at once');
	like(await page.textContent('#said-1'), /✗ Word 2.*Perhaps it is academic/, 'named, and told what it may be');
	is(await page.getAttribute('#word-1-2', 'aria-describedby'), 'said-1', 'the field leads to what is said');
	await page.click('text=Clear sheet 1');
	await typeWords(page, 1, swapped);
	like(await page.textContent('#said-1'), /changed places/, 'the checksum finds two words that changed places');
	await page.click('text=Clear sheet 1');
	await typeWords(page, 1, other);
	await page.click('#open');
	like(await refusal(page), /words are right, but.*another envelope/, 'words of another envelope do not open it');
	await context.close();
}

async function refused() {
	const bad = { 'cut.age': /damaged/, 'bent.age': /damaged/, 'long.age': /damaged/,
		'forged.age': /not genuine/, 'unsigned.age': /not genuine/, 'other.age': /another envelope/ };
	const { page, context, notes } = await openPage();

	await page.setInputFiles('#file', material('words'));
	await page.waitForSelector('#file-said.problem');
	like(await page.textContent('#file-said'), /✗.*not an export/, 'another kind of file is refused at once');
	await typeWords(page, 1, one);
	for (const [name, why] of Object.entries(bad)) {
		await page.setInputFiles('#file', material(name));
		await page.waitForSelector('#file-said.good');
		await page.click('#open');
		await page.waitForFunction(() => !/Opening/.test(document.getElementById('open-said').textContent));
		like(await refusal(page), why, `${name} is refused`);
		ok(!/s3cret|mallory|clerk7/.test(await page.content()), 'and nothing of it is on the page');
		await page.setInputFiles('#file', []);
		await page.click('#open');
	}
	await page.setInputFiles('#file', KIT);
	await page.click('#open');
	ok(await isOpen(page), 'the same words then open the right one');
	await quiet(notes, 'refused');
	await context.close();
}

async function otherBrowsers() {
	const without = await openPage({ crypto: false });
	await openExport(without.page, KIT, [one]);
	ok(await isOpen(without.page), 'a browser that withholds WebCrypto opens it as well');
	await without.context.close();
	const { page, context } = await openPage({ scripts: false });
	ok(await page.isVisible('#dead') && !await page.isVisible('#file'), 'one without scripts says that it cannot');
	await context.close();
}

await onePerson();
await attachments();
await several();
await pasting();
await mistyped();
await refused();
await otherBrowsers();
await closeBrowser();
finish();
