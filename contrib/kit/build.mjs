// build: the page of the rescue kit as one file, OPEN.html beside this script.
//
// Usage: node build.mjs WORDLIST OUTPUT, in a folder where "npm ci" has put the
// packages. The same sources give the same bytes: the SHA-256 of the page is
// printed on the sheets.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const [wordList, output] = process.argv.slice(2);
const read = (name) => readFileSync(join(here, name), 'utf8');

function writeWords() {
	const words = readFileSync(wordList, 'utf8').trim().split('\n');
	writeFileSync(join(here, 'words.mjs'),
		`export const WORDS = ${JSON.stringify(words, null, 1)};\n`);
}

// Not minified: whoever audits the page reads what is run.
function bundle() {
	return build({
		absWorkingDir: here,
		entryPoints: ['page.mjs'],
		bundle: true,
		write: false,
		metafile: true,
		format: 'iife',
		target: 'es2022',
		charset: 'utf8',
		legalComments: 'none',
		logLevel: 'warning',
	});
}

// The licences of all packages of which there is a line in the page.
function licences(metafile) {
	const inputs = Object.values(metafile.outputs).flatMap((o) => Object.keys(o.inputs));
	const folders = new Set(inputs.map((path) =>
		/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean));
	const texts = new Map();
	for (const folder of [...folders].sort()) {
		const { name, version } = JSON.parse(read(join(folder, 'package.json')));
		texts.set(`${name} ${version}`, read(join(folder, 'LICENSE')).trim());
	}
	return [...texts].sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, text]) => `${name}\n\n${text}`).join('\n\n\n');
}

function escape(text) {
	return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function hash(text) {
	return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

writeWords();
const result = await bundle();
const script = `\n${result.outputFiles[0].text}`;
const style = `\n${read('page.css')}`;
const parts = {
	SCRIPT: script,
	STYLE: style,
	SCRIPT_HASH: hash(script),
	STYLE_HASH: hash(style),
	LICENCES: escape(licences(result.metafile)),
};
if (/<\/(script|style)/i.test(script + style))
	throw new Error('the script or the style would end early');
writeFileSync(output, read('page.html').replace(/@([A-Z_]+)@/g, (all, name) => parts[name] ?? all));
