import type {Trouble, TroubleCause} from './errors.ts';

/** How a system answers, as far as anybody here asked it: nobody is asked only to know this. */
export type SystemHealth = {readonly system: string} & (
	| {readonly state: 'unasked'}
	| {readonly state: 'well'; readonly at: Date}
	/** It answers, but asks for no more questions until then. */
	| {readonly state: 'paused'; readonly until: Date}
	| {readonly state: 'failing'; readonly since: Date; readonly at: Date; readonly trouble: Trouble}
);

/** One call to a system, and what became of it. */
export interface SystemCall {
	readonly service: string;
	/** Of HTTP, or why there was none. */
	readonly status: number | TroubleCause;
	readonly pausedUntil: Date | undefined;
}

/** What a call showed. That something is not there (404), or not allowed (403), says nothing against the system. */
export function afterCall(before: SystemHealth, {service, status, pausedUntil}: SystemCall, now: Date): SystemHealth {
	const {system} = before;
	if (pausedUntil !== undefined) return {system, state: 'paused', until: pausedUntil};
	const cause = causeOf(status);
	if (cause === undefined) return {system, state: 'well', at: now};
	const trouble = {service, cause, ...(typeof status === 'number' ? {status} : {})};
	return {system, state: 'failing', since: before.state === 'failing' ? before.since : now, at: now, trouble};
}

function causeOf(status: SystemCall['status']): TroubleCause | undefined {
	if (typeof status !== 'number') return status;
	if (status === 401) return 'refused';
	return status >= 500 ? 'server-error' : undefined;
}
