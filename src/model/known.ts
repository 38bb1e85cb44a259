import type {Trouble} from './errors.ts';

/** What a source said, or why nobody knows. An unknown is never an absence. */
export type Known<T> = {readonly known: true; readonly value: T} | {readonly known: false; readonly trouble: Trouble};

export const known = <T>(value: T): Known<T> => ({known: true, value});
export const unknown = (trouble: Trouble): Known<never> => ({known: false, trouble});

/** Holds, does not hold, or open: a source that it needs did not answer. */
export type Truth = 'yes' | 'no' | 'open';

export function truth(value: boolean): Truth {
	return value ? 'yes' : 'no';
}

/** A question about something that may be unknown. */
export function about<T>(thing: Known<T>, ask: (value: T) => boolean | Truth): Truth {
	if (!thing.known) return 'open';
	const answer = ask(thing.value);
	return typeof answer === 'boolean' ? truth(answer) : answer;
}

/** One no decides; without a no, one open leaves it open. */
export function all(...truths: readonly Truth[]): Truth {
	if (truths.includes('no')) return 'no';
	return truths.includes('open') ? 'open' : 'yes';
}

/** One yes decides; without a yes, one open leaves it open. */
export function any(...truths: readonly Truth[]): Truth {
	if (truths.includes('yes')) return 'yes';
	return truths.includes('open') ? 'open' : 'no';
}

export function not(value: Truth): Truth {
	if (value === 'open') return 'open';
	return value === 'yes' ? 'no' : 'yes';
}
