import type {SimulatedAnswer} from '../http.ts';
import {frameworkRefusal, jsonAnswer} from './answers.ts';
import {optionalInteger, optionalText, type Params} from './params.ts';

/** Beyond it GitLab no longer counts. */
const countedRows = 10_000;

interface Page {
	readonly number: number;
	readonly size: number;
}

interface Asked {
	/** The whole URL that was asked, without the query. */
	readonly url: string;
	/** As the links repeat it. */
	readonly query: URLSearchParams;
}

interface Paged<Row> extends Asked {
	readonly params: Params;
	readonly rows: readonly Row[];
	readonly show: (row: Row) => unknown;
}

/** @throws Refusal for a page or size that is no number or below one. */
export function readPage(params: Params): Page {
	const number = optionalInteger(params, 'page') ?? 1;
	const size = optionalInteger(params, 'per_page') ?? 20;
	if (number < 1) throw frameworkRefusal(400, 'page does not have a valid value');
	if (size < 1) throw frameworkRefusal(400, 'per_page does not have a valid value');
	return {number, size: Math.min(size, 100)};
}

/** One page by number; past ten thousand rows without the totals and without the last page. */
export function answerPage<Row>(paged: Paged<Row>): SimulatedAnswer {
	const {number, size} = readPage(paged.params);
	const {rows} = paged;
	const shown = rows.slice((number - 1) * size, number * size);
	const last = Math.max(Math.ceil(rows.length / size), 1);
	const isCounted = rows.length <= countedRows;
	const neighbours = {next: number < last ? number + 1 : undefined, prev: number > 1 && number <= last + 1 ? number - 1 : undefined};
	return jsonAnswer(200, shown.map(paged.show), {
		'x-per-page': String(size),
		'x-page': String(number),
		'x-next-page': String(neighbours.next ?? ''),
		'x-prev-page': String(neighbours.prev ?? ''),
		link: linksOf(paged, size, {...neighbours, first: 1, last: isCounted ? last : undefined}),
		...(isCounted ? {'x-total': String(rows.length), 'x-total-pages': String(last)} : {}),
	});
}

type Relation = 'prev' | 'next' | 'first' | 'last';

function linksOf(asked: Asked, size: number, pages: Readonly<Record<Relation, number | undefined>>): string {
	const relations = ['prev', 'next', 'first', 'last'] as const;
	return relations
		.filter((relation) => pages[relation] !== undefined)
		.map((relation) => `<${urlOf(asked, {page: String(pages[relation]), per_page: String(size)})}>; rel="${relation}"`)
		.join(', ');
}

function urlOf({url, query}: Asked, more: Readonly<Record<string, string>>): string {
	const all = new URLSearchParams(query);
	all.delete('private_token');
	for (const [name, value] of Object.entries(more)) all.set(name, value);
	return `${url}?${all}`;
}

/** Pages by cursor: no numbers, no totals, only the link to the next one. The rows stand in the order of their ids. */
export function answerKeyset<Row extends {readonly id: number}>(paged: Paged<Row>, sort: 'asc' | 'desc'): SimulatedAnswer {
	const {size} = readPage(paged.params);
	const left = paged.rows.filter(isPastCursor(paged.params, sort));
	const shown = left.slice(0, size);
	const end = shown.at(-1);
	const cursor = Buffer.from(JSON.stringify({id: end?.id})).toString('base64url');
	const link = left.length > size ? {link: `<${urlOf(paged, {cursor, per_page: String(size)})}>; rel="next"`} : {};
	return jsonAnswer(200, shown.map(paged.show), link);
}

function isPastCursor(params: Params, sort: 'asc' | 'desc'): (row: {readonly id: number}) => boolean {
	const cursor = optionalText(params, 'cursor');
	if (cursor === undefined) return () => true;
	const last = /"id":(\d+)/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))?.[1];
	if (last === undefined) throw frameworkRefusal(400, 'cursor is invalid');
	return ({id}) => (sort === 'asc' ? id > Number(last) : id < Number(last));
}
