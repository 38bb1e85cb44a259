import type {Trouble} from '../model/errors.ts';
import {tryTo} from './patience.ts';
import type {Allowances, AuditTrail, PinComparison, PinMatches, SupportPins} from './ports.ts';
import {accountSubject} from './recent-acts.ts';

export interface ComparePinDeps {
	readonly pins: SupportPins;
	readonly pinMatches: PinMatches;
	readonly allowances: Allowances;
	readonly audit: AuditTrail;
}

export interface ComparePinInput {
	/** Number of the account. */
	readonly account: number;
	/** What the customer gave. It goes to the comparison, and nowhere else. */
	readonly pin: string;
	readonly by: string;
	readonly ticket: string | undefined;
	readonly delivery: string;
}

export type PinOutcome =
	| {readonly outcome: PinComparison}
	/** Nothing was compared. */
	| {readonly outcome: 'used-up'; readonly again: Date | undefined}
	| {readonly outcome: 'unavailable'; readonly trouble: Trouble};

export const triesADay = 3;
const day = 86_400;

/** Compares the PIN that a customer gave with the account's own. Three tries for an account in a day, whoever makes them. */
export async function comparePin(deps: ComparePinDeps, input: ComparePinInput): Promise<PinOutcome> {
	const {account, pin, by, ticket, delivery} = input;
	const subject = accountSubject(account);
	const taking = {act: 'pin', deed: delivery, window: day, allowances: [{key: subject, most: triesADay}]} as const;
	const {usedUp} = await deps.allowances.take(taking);
	if (usedUp !== undefined) {
		await deps.audit.record({actor: by, act: 'refused', subject, ticket, after: {deed: 'pin', reason: 'limit'}});
		return {outcome: 'used-up', again: usedUp.again};
	}
	const reading = await tryTo(deps.pins.compare(account, pin));
	// A try is what told something about a PIN.
	if (!reading.known || reading.value === 'none' || reading.value === 'expired') await deps.allowances.giveBack(taking);
	if (!reading.known) return {outcome: 'unavailable', trouble: reading.trouble};
	const note = {actor: by, act: acts[reading.value], subject, ticket, after: {account}};
	await (reading.value === 'match' ? deps.pinMatches.keep({account, by, ticket}, note) : deps.audit.record(note));
	return {outcome: reading.value};
}

const acts = {
	match: 'support-pin-matched',
	'no-match': 'support-pin-not-matched',
	none: 'support-pin-absent',
	expired: 'support-pin-absent',
} as const satisfies Readonly<Record<PinComparison, string>>;
