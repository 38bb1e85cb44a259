import {createHash} from 'node:crypto';
import {BadRequest} from './answers.ts';
import {parseMailDate} from './dates.ts';
import {type Fields, isFields, optionalBoolean, optionalFields, optionalList, optionalText, optionalTexts} from './fields.ts';
import {type Clause, parseClause} from './log-filter.ts';
import {eventNames, metricEvents} from './metric-events.ts';

/** The body of `POST /v1/analytics/logs`, checked. */
export interface LogsQuery {
	readonly start: Date;
	readonly end: Date;
	readonly events: readonly string[];
	readonly metricEvents: readonly string[];
	readonly clauses: readonly Clause[];
	readonly includeTotals: boolean;
	readonly newestFirst: boolean;
	readonly limit: number;
	readonly token: string | undefined;
	/** Of all but the token: a token is good for its own query only. */
	readonly digest: string;
}

const hour = 60 * 60 * 1000;
const units: Readonly<Record<string, number>> = {m: 60_000, h: hour, d: 24 * hour};

/** @throws BadRequest for anything that Mailgun's specification does not allow. */
export function parseLogsQuery(body: unknown, now: Date): LogsQuery {
	if (!isFields(body)) throw new BadRequest('the body must be a JSON object');
	const pagination = optionalFields(body, 'pagination');
	const parts = {
		events: known(optionalTexts(body, 'events'), eventNames, 'events'),
		metricEvents: known(optionalTexts(body, 'metric_events'), metricEvents, 'metric_events'),
		clauses: parseFilter(optionalFields(body, 'filter')),
		includeTotals: optionalBoolean(body, 'include_totals'),
		newestFirst: parseSort(optionalText(pagination, 'sort')),
		limit: parseLimit(pagination.limit ?? undefined),
	};
	optionalBoolean(body, 'include_subaccounts');
	const times = ['start', 'end', 'duration'].map((name) => optionalText(body, name) ?? '');
	const digest = createHash('sha256')
		.update(JSON.stringify([times, parts]))
		.digest('base64url')
		.slice(0, 16);
	return {...parts, ...parseRange(body, now), token: optionalText(pagination, 'token'), digest};
}

function known(names: readonly string[], all: {readonly has: (name: string) => boolean}, field: string): readonly string[] {
	if (names.every((name) => all.has(name))) return names;
	throw new BadRequest(`invalid value in ${field}`);
}

function parseFilter(filter: Fields): readonly Clause[] {
	if (Object.keys(filter).some((name) => name !== 'AND')) throw new BadRequest('invalid filter: only AND is supported');
	return optionalList(filter, 'AND').map(parseClause);
}

function parseSort(sort = 'timestamp:desc'): boolean {
	if (sort === 'timestamp:desc') return true;
	if (sort === 'timestamp:asc') return false;
	throw new BadRequest('invalid pagination sort');
}

function parseLimit(limit: unknown = 100): number {
	if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 1 && limit <= 100) return limit;
	throw new BadRequest('pagination limit must be between 1 and 100');
}

/** `duration` counts back from the end and wins over `start`; the default start is one day before now. */
function parseRange(body: Fields, now: Date): {readonly start: Date; readonly end: Date} {
	const end = parseTime(body, 'end') ?? now;
	const duration = optionalText(body, 'duration');
	const asked = parseTime(body, 'start') ?? new Date(now.getTime() - 24 * hour);
	const start = duration === undefined ? asked : new Date(end.getTime() - parseDuration(duration));
	if (start > end) throw new BadRequest('start must be before end');
	return {start, end};
}

function parseTime(body: Fields, name: string): Date | undefined {
	const text = optionalText(body, name);
	if (text === undefined) return undefined;
	const time = parseMailDate(text);
	if (time === undefined) throw new BadRequest(`${name} must be a date in RFC 2822 format`);
	return time;
}

function parseDuration(text: string): number {
	const [, count, unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
	const milliseconds = units[unit];
	if (count === undefined || milliseconds === undefined) throw new BadRequest('invalid duration');
	return Number(count) * milliseconds;
}
