// page: the export and the words in, the items out.
import { announce, byId, day, say } from './dom.mjs';
import { checkFile, deriveKeys, openExport } from './envelope.mjs';
import { readItems } from './items.mjs';
import { ItemsView } from './items_view.mjs';
import { Record } from './record.mjs';
import { Refusal } from './refusal.mjs';
import { SheetsView } from './sheets_view.mjs';
import { recover } from './slip39.mjs';

const IDLE_MS = 10 * 60 * 1000;
const WARN_MS = 60 * 1000;

let file = null; // the bytes of the export
let busy = false;
let lastUse = 0;
let warned = false;

const record = new Record();
const items = new ItemsView(record);
const sheets = new SheetsView(byId('sheets'), byId('need'), () => byId('open').focus());

function isOpen() {
	return !byId('opened').hidden;
}

// the export

async function takeFile(chosen) {
	const said = byId('file-said');
	file = null;
	say(said, true, '');
	if (chosen === undefined)
		return;
	try {
		const bytes = new Uint8Array(await chosen.arrayBuffer());
		checkFile(bytes);
		file = bytes;
		say(said, true, `${chosen.name}, ${Math.ceil(bytes.length / 1024)} KiB`);
	} catch (error) {
		say(said, false, error instanceof Refusal ? error.message
			: 'The file cannot be read. Choose it again.');
	}
}

function acceptDrops() {
	const zone = byId('drop');
	// Elsewhere on the page too, lest the browser leave it to show the file
	document.addEventListener('dragover', (event) => {
		event.preventDefault();
		zone.classList.add('over');
	});
	document.addEventListener('dragleave', () => zone.classList.remove('over'));
	document.addEventListener('drop', (event) => {
		event.preventDefault();
		zone.classList.remove('over');
		if (!isOpen() && event.dataTransfer.files.length > 0)
			takeFile(event.dataTransfer.files[0]);
	});
}

// opening

function showItems(document, whole) {
	const origin = document.strongroom;
	const all = readItems(document);
	const days = Math.floor((Date.now() - Date.parse(origin.time)) / 86400000);
	const age = days < 0 ? 'this computer’s clock is wrong' : days === 0 ? 'today'
		: days === 1 ? '1 day ago' : `${days} days ago`;

	byId('origin').textContent = `Sealed for envelope ${origin.serial} of ${origin.council} on `
		+ `${day(Date.parse(origin.time))} (${age}), and signed with the key that belongs to `
		+ 'these sheets. What changed later is not in it.';
	items.show(all);
	record.opened(origin, whole.map((s) => `sheet ${s.member + 1}`).join(', '));
	byId('closed').hidden = true;
	byId('cleared').textContent = '';
	byId('opened').hidden = false;
	byId('items-title').focus();
}

async function open(whole) {
	const secret = await recover(whole);
	const keys = deriveKeys(secret);
	secret.fill(0);
	try {
		return await openExport(file, keys);
	} finally {
		keys.identity.fill(0);
	}
}

function missing() {
	if (file === null) {
		byId('file').focus();
		say(byId('file-said'), false, 'Choose the file council.age.');
		return 'Choose the export first, in step 1.';
	}
	if (sheets.sheets() === null) {
		sheets.focus();
		return 'The words are not complete: see step 2.';
	}
	return '';
}

async function tryToOpen() {
	const said = byId('open-said');
	const problem = busy ? '' : missing();
	say(said, false, problem);
	if (busy || problem !== '')
		return;
	busy = true;
	said.textContent = 'Opening …';
	try {
		const whole = sheets.sheets();
		const document = await open(whole);
		whole.forEach((sheet) => sheet.value.fill(0));
		forgetInput();
		showItems(document, whole);
		say(said, false, '');
	} catch (error) {
		say(said, false, error instanceof Refusal ? error.message
			: `This browser could not open the export (${error.name}). Try another one, or the `
			+ 'program strongroom or age: see READ-ME-FIRST.txt.');
	} finally {
		busy = false;
	}
}

// clearing

function forgetInput() {
	sheets.clear();
	file = null;
	byId('file').value = '';
	say(byId('file-said'), false, '');
}

// The record of what was given out stays: it is the only one, and holds no secrets.
function clear(why) {
	forgetInput();
	items.clear();
	say(byId('open-said'), false, '');
	byId('origin').textContent = '';
	byId('opened').hidden = true;
	byId('closed').hidden = false;
	byId('cleared').textContent = why;
}

function used() {
	lastUse = Date.now();
	warned = false;
}

function watchIdle() {
	const left = lastUse + IDLE_MS - Date.now();
	if (left <= 0) {
		used();
		clear('Everything was cleared, because nothing was done for ten minutes. To open the '
			+ 'export again, begin with step 1.');
	} else if (left <= WARN_MS && !warned && isOpen()) {
		warned = true;
		announce('In one minute the passwords are cleared, unless a key is pressed.');
	}
	const seconds = Math.ceil(left / 1000);
	byId('idle').textContent = `Cleared in ${Math.floor(seconds / 60)}:`
		+ `${String(seconds % 60).padStart(2, '0')} unless you go on`;
}

byId('file').addEventListener('change', (event) => takeFile(event.target.files[0]));
byId('mask').addEventListener('change', (event) => sheets.mask(event.target.checked));
byId('open').addEventListener('click', tryToOpen);
byId('clear-words').addEventListener('click', () => {
	sheets.clear();
	sheets.focus();
});
byId('lock').addEventListener('click', () => {
	clear('The passwords were cleared. The text for the minutes is still here: copy or print it.');
	byId('record').scrollIntoView();
});
addEventListener('pagehide', () => {
	clear('');
	record.clear();
});
for (const event of ['keydown', 'pointerdown', 'input'])
	addEventListener(event, used, { capture: true });
document.addEventListener('visibilitychange', watchIdle);
acceptDrops();
byId('dead').remove();
byId('alive').hidden = false;
used();
setInterval(watchIdle, 1000);
