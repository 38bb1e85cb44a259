import type {SimulatedRequest} from '../http.ts';
import {isAddress, isDomain} from './addresses.ts';
import {BadRequest, contentType, isForm, readForm, readJson} from './answers.ts';
import {formatListDate, parseMailDate} from './dates.ts';
import {isFields, optionalText, optionalTexts} from './fields.ts';
import type {ListEntry} from './lists.ts';
import type {ListName} from './types.ts';

/** What one addition may say, whether it came as a form or as JSON. */
interface Addition {
	readonly address: string | undefined;
	readonly domain: string | undefined;
	readonly code: string | undefined;
	readonly error: string | undefined;
	readonly tags: readonly string[];
	readonly reason: string | undefined;
	readonly createdAt: string | undefined;
}

export interface Additions {
	readonly entries: readonly ListEntry[];
	/** A JSON array is answered with a count, a form with the address. */
	readonly isBatch: boolean;
}

const largestBatch = 1000;

/** Reads the body of a POST to a list. @throws BadRequest: then nothing is added. */
export async function readAdditions(list: ListName, request: SimulatedRequest, now: Date): Promise<Additions> {
	if (list !== 'whitelists' && contentType(request).startsWith('application/json')) {
		const entries = readBatch(request).map((addition) => createEntry(list, addition, now));
		return {entries, isBatch: true};
	}
	const addition = isForm(request) ? await readFormAddition(request) : nothing;
	return {entries: [createEntry(list, addition, now)], isBatch: false};
}

const nothing: Addition = {
	address: undefined,
	domain: undefined,
	code: undefined,
	error: undefined,
	tags: [],
	reason: undefined,
	createdAt: undefined,
};

async function readFormAddition(request: SimulatedRequest): Promise<Addition> {
	const form = await readForm(request);
	const text = (name: string) => form.get(name)?.[0];
	return {
		address: text('address'),
		domain: text('domain'),
		code: text('code'),
		error: text('error'),
		// The specification says `tags`; older pages and the JavaScript SDK say `tag`.
		tags: [...(form.get('tags') ?? []), ...(form.get('tag') ?? [])],
		reason: text('reason'),
		createdAt: text('created_at'),
	};
}

function readBatch(request: SimulatedRequest): readonly Addition[] {
	const items = readJson(request);
	if (!Array.isArray(items)) throw new BadRequest('the body must be a JSON array');
	if (items.length > largestBatch) throw new BadRequest('Batch size should be less than 1000');
	return items.map(readJsonAddition);
}

function readJsonAddition(item: unknown): Addition {
	if (!isFields(item)) throw new BadRequest('every record must be a JSON object');
	return {
		address: optionalText(item, 'address'),
		domain: undefined,
		code: optionalText(item, 'code'),
		error: optionalText(item, 'error'),
		tags: optionalTexts(item, 'tags'),
		reason: undefined,
		// The schema says `created_at`, the specification's own example `createdat`.
		createdAt: optionalText(item, 'created_at') ?? optionalText(item, 'createdat'),
	};
}

function createEntry(list: ListName, addition: Addition, now: Date): ListEntry {
	if (list === 'whitelists') return createAllowlistEntry(addition, now);
	const created_at = formatListDate(readCreatedAt(addition.createdAt) ?? now);
	const address = addition.address?.trim();
	if (address === undefined || address === '') throw new BadRequest('Missing mandatory parameter: address');
	if (!isAddress(address)) throw new BadRequest('address parameter is not a valid address. please check documentation');
	switch (list) {
		case 'bounces':
			return {address, code: addition.code ?? '550', error: addition.error ?? '', created_at};
		case 'unsubscribes':
			return {address, tags: addition.tags.length > 0 ? addition.tags : ['*'], created_at};
		case 'complaints':
			return {address, created_at};
	}
}

function createAllowlistEntry({address, domain, reason = ''}: Addition, now: Date): ListEntry {
	const createdAt = formatListDate(now);
	if (address) {
		if (!isAddress(address)) throw new BadRequest('address parameter is not a valid address. please check documentation');
		return {type: 'address', value: address, reason, createdAt};
	}
	if (!domain) throw new BadRequest('Missing mandatory parameter: address/domain');
	if (!isDomain(domain)) throw new BadRequest('domain parameter is not a valid domain. please check documentation');
	return {type: 'domain', value: domain, reason, createdAt};
}

/** Go's zero time, year 1, stands in the specification's example for "not given". */
function readCreatedAt(text: string | undefined): Date | undefined {
	if (text === undefined || text === '' || / 0001 /.test(text)) return undefined;
	const date = parseMailDate(text);
	if (date === undefined) throw new BadRequest('created_at must be a date in RFC 2822 format');
	return date;
}
