// items: what is in an export, as a person would read it.
import { isAddress } from './totp.mjs';

// Members of the objects of each type and what they are called, hidden ones
// marked; as in src/transfer/bitwarden.c.
const CARD = [['cardholderName', 'cardholder name'], ['brand', 'brand'],
	['number', 'number', 'secret'], ['expMonth', 'expiry month'], ['expYear', 'expiry year'],
	['code', 'code', 'secret']];
const IDENTITY = [['title', 'title'], ['firstName', 'first name'], ['middleName', 'middle name'],
	['lastName', 'last name'], ['address1', 'address 1'], ['address2', 'address 2'],
	['address3', 'address 3'], ['city', 'city'], ['state', 'state'],
	['postalCode', 'postal code'], ['country', 'country'], ['company', 'company'],
	['email', 'email'], ['phone', 'phone'], ['ssn', 'social security number', 'secret'],
	['passportNumber', 'passport number', 'secret'],
	['licenseNumber', 'licence number', 'secret']];
const SSH_KEY = [['privateKey', 'private key', 'secret'], ['publicKey', 'public key'],
	['keyFingerprint', 'fingerprint']];
const LOGIN = [['password', 'password', 'secret'], ['totp', 'one-time code', 'totp']];
const TYPES = new Map([[1, ['login', 'login', LOGIN]], [2, ['note', 'secureNote', []]],
	[3, ['card', 'card', CARD]], [4, ['identity', 'identity', IDENTITY]],
	[5, ['ssh-key', 'sshKey', SSH_KEY]]]);
const CUSTOM_HIDDEN = 1;

function text(value) {
	return typeof value === 'string' ? value : value === null || value === undefined ? ''
		: String(value);
}

function custom(field) {
	const value = text(field.value);
	const hidden = field.type === CUSTOM_HIDDEN;
	return {
		label: text(field.name),
		value,
		kind: !hidden ? 'plain' : isAddress(value) ? 'totp' : 'secret',
	};
}

// Those without data did not fit into the export.
function attachment(file) {
	const size = Number.isSafeInteger(file?.size) ? file.size : 0;
	const data = typeof file?.data === 'string' ? file.data : undefined;
	const where = data === undefined ? ', which is in the vault alone' : '';
	return {
		label: text(file?.fileName) || 'attachment',
		value: `attachment, ${size.toLocaleString('en-GB')} bytes${where}`,
		kind: 'file',
		data,
	};
}

function readItem(item, folders) {
	const [type, member, known] = TYPES.get(item.type) ?? ['item', '', []];
	const object = item[member] ?? {};
	const fields = [{ label: 'user name', value: text(object.username), kind: 'plain' }];
	for (const uri of object.uris ?? [])
		fields.push({ label: 'address', value: text(uri?.uri), kind: 'plain' });
	for (const [name, label, kind] of known)
		fields.push({ label, value: text(object[name]), kind: kind ?? 'plain' });
	fields.push(...(item.fields ?? []).map(custom));
	fields.push({ label: 'notes', value: text(item.notes), kind: 'notes' });
	fields.push(...(Array.isArray(item.attachments) ? item.attachments : []).map(attachment));
	return {
		title: text(item.name),
		collection: folders.get(item.folderId) ?? '',
		type,
		updated: text(item.revisionDate),
		fields: fields.filter((field) => field.value !== ''),
	};
}

export function readItems(document) {
	const folders = new Map((document.folders ?? []).map((f) => [f.id, text(f.name)]));
	const items = (document.items ?? []).map((item) => readItem(item, folders));
	return items.sort((a, b) => a.title.localeCompare(b.title, 'en-GB'));
}

export function isHidden(field) {
	return field.kind !== 'plain' && field.kind !== 'file';
}

// Every word of the query stands in something that is not hidden.
export function matches(item, query) {
	const seen = [item.title, item.collection, item.type,
		...item.fields.filter((f) => !isHidden(f)).map((f) => f.value)].join('\n').toLowerCase();
	return query.toLowerCase().split(/\s+/).every((word) => seen.includes(word));
}
