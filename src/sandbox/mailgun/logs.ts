import type {SimulatedAnswer, SimulatedRequest} from '../http.ts';
import {BadRequest, jsonAnswer, readJson} from './answers.ts';
import {formatLogDate} from './dates.ts';
import {type LogRecord, readableRecords} from './event-log.ts';
import {matchesClause} from './log-filter.ts';
import {type LogsQuery, parseLogsQuery} from './logs-query.ts';
import {metricEvents} from './metric-events.ts';
import type {World} from './world.ts';

/** `POST /v1/analytics/logs`. It is account-wide: without a filter it shows every sending domain. */
export function answerLogs(world: World, request: SimulatedRequest): SimulatedAnswer {
	const now = world.clock();
	const query = parseLogsQuery(readJson(request), now);
	const found = searchLog(world, query, now);
	return jsonAnswer(200, {
		start: formatLogDate(query.start),
		end: formatLogDate(query.end),
		...pageOfLog(found, {...query, digest: `${world.log.tokenSeries} ${query.digest}`}),
	});
}

function searchLog(world: World, query: LogsQuery, now: Date): readonly LogRecord[] {
	const [from, until] = [query.start.getTime(), query.end.getTime()];
	const found = readableRecords(world.log, now).filter(
		(record) => record.at >= from && record.at <= until && matches(world, record, query),
	);
	const oldestFirst = found.sort((one, other) => one.at - other.at || one.sequence - other.sequence);
	return query.newestFirst ? oldestFirst.reverse() : oldestFirst;
}

function matches(world: World, {event}: LogRecord, query: LogsQuery): boolean {
	if (query.events.length > 0 && !query.events.includes(event.event)) return false;
	if (query.metricEvents.length > 0 && !query.metricEvents.some((name) => metricEvents.get(name)?.(event))) return false;
	return query.clauses.every((clause) => matchesClause(event, clause, world.lists.caseSensitivity));
}

function pageOfLog(found: readonly LogRecord[], query: LogsQuery) {
	const start = query.token === undefined ? 0 : startOfPage(found, query, query.token);
	const page = found.slice(start, start + query.limit);
	const items = page.map((record) => record.event);
	// Recorded: a result on one page comes with both objects empty.
	if (query.token === undefined && found.length <= query.limit) return {items, pagination: {}, aggregates: {}};
	const pagination = {...tokensOf(found, page, query), ...(query.includeTotals ? {total: found.length} : {})};
	const counted = query.includeTotals && query.token === undefined;
	return {items, pagination, aggregates: counted ? {all: found.length, metrics: countMetrics(found, query)} : {}};
}

/** The last page has no `next`: not documented, as is everything about the end of the walk. */
function tokensOf(found: readonly LogRecord[], page: readonly LogRecord[], query: LogsQuery) {
	const [first, last] = [page[0], page.at(-1)];
	const isEnd = last === undefined || last === found.at(-1);
	return {
		previous: first === undefined ? writeToken(query, 'last') : writeToken(query, 'before', first.sequence),
		...(isEnd ? {} : {next: writeToken(query, 'after', last.sequence)}),
		first: writeToken(query, 'first'),
		last: writeToken(query, 'last'),
	};
}

type Place = 'first' | 'last' | 'before' | 'after';

function writeToken({digest}: LogsQuery, place: Place, sequence?: number): string {
	return Buffer.from(JSON.stringify([digest, place, sequence ?? 0])).toString('base64url');
}

/** @throws BadRequest for a token of another query, or none of ours. */
function startOfPage(found: readonly LogRecord[], query: LogsQuery, token: string): number {
	const [digest, place, sequence] = decodeToken(token);
	if (digest !== query.digest) throw new BadRequest('invalid pagination token');
	if (place === 'first') return 0;
	if (place === 'last') return Math.max(0, Math.ceil(found.length / query.limit) - 1) * query.limit;
	const at = found.findIndex((record) => record.sequence === sequence);
	if (at < 0) throw new BadRequest('invalid pagination token');
	return place === 'after' ? at + 1 : Math.max(0, at - query.limit);
}

function decodeToken(token: string): readonly unknown[] {
	try {
		const parts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
		return Array.isArray(parts) ? parts : [];
	} catch {
		return [];
	}
}

function countMetrics(found: readonly LogRecord[], query: LogsQuery): Readonly<Record<string, number>> {
	const counts: Record<string, number> = {};
	for (const {event} of found) {
		const names = query.metricEvents.length > 0 ? query.metricEvents.filter((name) => metricEvents.get(name)?.(event)) : [event.event];
		for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
	}
	return counts;
}
