import {z} from 'zod';
import {ServiceUnavailable} from '../../model/errors.ts';
import type {Suppression} from '../../model/suppression.ts';
import {isAt, type ListPlace} from '../../model/sweep.ts';
import type {SuppressionLists} from '../../workflows/ports.ts';
import {entrySchemas, listNames, suppressionOf} from './list-entries.ts';
import {createMailgunSdk, type MailgunAccess} from './sdk.ts';

/** The most that Mailgun gives. */
const pageSize = 1000;

/** Of a thousand entries few are looked for: the others are read no further than their addresses. */
const pageSchema = z.object({items: z.array(z.unknown()), paging: z.object({next: z.string().nullish()})});

/**
 * Walks the lists, page by page in the order of the addresses. A walk ends with a page without entries, whose "next" begins anew, or with
 * one that names itself as the next. A page that is not full is no end, nor is a next page that is called the last: nobody says that they are.
 */
export function createListPages(access: MailgunAccess): SuppressionLists['page'] {
	const ask = createMailgunSdk(access);
	const askPatiently = createMailgunSdk({...access, send: (request) => access.send({...request, isPatient: true})});
	return async (place, {domain, cursor, isPatient = false}) => {
		// The cursor holds the size of the page; the SDK would send it twice.
		const query = cursor === undefined ? {limit: pageSize} : {page: cursor};
		const {items, paging} = await (isPatient ? askPatiently : ask)(pageSchema, (mailgun) =>
			mailgun.suppressions.list(place.sendingDomain, listNames[place.kind], query),
		);
		const next = items.length === 0 ? undefined : cursorIn(access, place, paging.next);
		return {
			entries: items.filter((item) => isAt(domain, addressIn(item))).map((item) => entryIn(place, item)),
			seen: items.length,
			last: items.length === 0 ? undefined : addressIn(items.at(-1)),
			next: next === cursor ? undefined : next,
		};
	};
}

function addressIn(item: unknown): string {
	if (item !== null && typeof item === 'object' && 'address' in item && typeof item.address === 'string') return item.address;
	throw unreadable();
}

function entryIn(place: ListPlace, item: unknown): Suppression {
	const reading = entrySchemas[place.kind].safeParse(item);
	if (!reading.success) throw unreadable();
	return suppressionOf(place, reading.data);
}

function unreadable(): ServiceUnavailable {
	return new ServiceUnavailable({service: 'Mailgun', cause: 'unreadable', status: 200});
}

/** The pages follow each other by whole URLs. Only the query is taken, and only of a URL of this very list. */
function cursorIn({baseUrl}: MailgunAccess, {sendingDomain, kind}: ListPlace, url: string | null | undefined): string | undefined {
	if (url === null || url === undefined || url === '') return undefined;
	const parsed = URL.parse(url);
	if (parsed?.pathname === new URL(`${baseUrl}/v3/${sendingDomain}/${listNames[kind]}`).pathname) return parsed.search;
	throw unreadable();
}
