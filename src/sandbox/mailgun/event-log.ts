import type {LogEvent} from './log-event.ts';

export interface LogRecord {
	/** Order of recording: tells events of the same millisecond apart. */
	readonly sequence: number;
	/** Epoch milliseconds. */
	readonly at: number;
	readonly event: LogEvent;
}

export interface EventLog {
	readonly records: LogRecord[];
	/** Sequences that readers could see before the lag was last changed: a log does not forget. */
	readonly shown: Set<number>;
	lagMs: number;
	/** Page tokens of another series are not known any more. */
	tokenSeries: number;
}

/** The longest log retention of a paid plan. */
const retentionMs = 30 * 24 * 60 * 60 * 1000;

export function createEventLog(): EventLog {
	return {records: [], shown: new Set(), lagMs: 0, tokenSeries: 0};
}

export function recordEvent(log: EventLog, at: Date, event: LogEvent): void {
	log.records.push({sequence: log.records.length, at: at.getTime(), event});
}

/** Events arrive late: by the clock, one is readable only when the lag has passed since it happened. */
export function readableRecords(log: EventLog, now: Date): readonly LogRecord[] {
	return log.records.filter((record) => isReadable(log, record, now.getTime()));
}

export function setLag(log: EventLog, lagMs: number, now: Date): void {
	for (const record of readableRecords(log, now)) log.shown.add(record.sequence);
	log.lagMs = lagMs;
}

function isReadable(log: EventLog, record: LogRecord, now: number): boolean {
	if (record.at < now - retentionMs) return false;
	return log.shown.has(record.sequence) || record.at + log.lagMs <= now;
}
