import {once} from 'node:events';
import type {Writable} from 'node:stream';
import {z} from 'zod';
import type {AuditRecord} from '../model/audit.ts';
import {csvRecord} from '../model/csv.ts';
import type {Period} from '../store/audit-reading.ts';
import {BadInput} from './command-line.ts';

export interface Format {
	readonly head: string;
	readonly record: (record: AuditRecord) => string;
}

const columns = [
	'seq',
	'at',
	'actor',
	'act',
	'address',
	'target',
	'ticket',
	'deed',
	'before',
	'after',
	'subject',
	'previous',
	'hash',
] as const satisfies readonly (keyof AuditRecord)[];

export const formats: Readonly<Record<string, Format>> = {
	jsonl: {
		head: '',
		record: (record) => {
			const fields = columns.map((name) => [name, record[name] ?? null]);
			return `${JSON.stringify({...Object.fromEntries(fields), before: parsed(record.before), after: parsed(record.after)})}\n`;
		},
	},
	csv: {head: csvRecord(columns), record: (record) => csvRecord(columns.map((name) => String(record[name] ?? '')))},
};

function parsed(json: string | null): unknown {
	return json === null ? null : JSON.parse(json);
}

const day = 86_400_000;
const dayText = z.iso.date();
const momentText = z.iso.datetime({offset: true, local: true});

/** Days and moments are in UTC unless they say otherwise; the last day, or moment, still belongs to the period. */
export function readPeriod(from: string | undefined, to: string | undefined): Period {
	const start = readMoment(from, '--from');
	const end = readMoment(to, '--to');
	if (start !== undefined && end !== undefined && start.begin >= end.end) throw new BadInput('--from is later than --to');
	return {from: start?.begin, until: end?.end};
}

function readMoment(text: string | undefined, name: string): {readonly begin: Date; readonly end: Date} | undefined {
	if (text === undefined) return undefined;
	if (dayText.safeParse(text).success) return lasting(`${text}T00:00:00Z`, day);
	if (momentText.safeParse(text).success) return lasting(/Z|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`, 1);
	throw new BadInput(`${name} reads 2026-11-21 or 2026-11-21T12:00:00Z (UTC), not "${text}"`);
}

function lasting(text: string, milliseconds: number): {readonly begin: Date; readonly end: Date} {
	const begin = new Date(text);
	return {begin, end: new Date(begin.getTime() + milliseconds)};
}

/** No faster than it is taken, and no longer than it is wanted. */
export async function exportTo(out: Writable, pages: AsyncIterable<readonly AuditRecord[]>, {head, record}: Format): Promise<void> {
	let isWanted = true;
	out.on('error', () => {
		isWanted = false;
	});
	out.write(head);
	for await (const page of pages) {
		if (!isWanted) return;
		if (!out.write(page.map(record).join(''))) await Promise.race([once(out, 'drain'), once(out, 'close')]).catch(() => {});
	}
}
