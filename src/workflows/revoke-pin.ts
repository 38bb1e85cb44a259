import type {AuditAct} from '../model/audit.ts';
import type {Trouble} from '../model/errors.ts';
import {callOnce} from './call-once.ts';
import {tryTo} from './patience.ts';
import type {AuditTrail, SupportPins} from './ports.ts';
import {accountSubject} from './recent-acts.ts';

export interface RevokePinDeps {
	readonly pins: SupportPins;
	readonly audit: AuditTrail;
}

export interface RevokePinInput {
	/** Number of the account. */
	readonly account: number;
	readonly by: string;
	readonly ticket: string | undefined;
	readonly delivery: string;
}

export type RevokeOutcome =
	| {readonly outcome: 'revoked'}
	/** There is none to revoke. */
	| {readonly outcome: 'none'}
	/** Nothing was revoked. */
	| {readonly outcome: 'failed'; readonly trouble: Trouble}
	/** GitLab was asked, and a PIN stands there still; it may be a new one. */
	| {readonly outcome: 'still-there'}
	| {readonly outcome: 'unknown'; readonly trouble: Trouble};

/** Revokes the account's PIN, and looks that it is gone. GitLab is asked once for a click, also over a crash: the next PIN may be a new one. */
export async function revokePin(deps: RevokePinDeps, input: RevokePinInput): Promise<RevokeOutcome> {
	const done = await deps.audit.about(accountSubject(input.account), 50);
	if (done.some(({act, deed}) => act === 'support-pin-revoke-intended' && deed === input.delivery)) return lookAfter(deps, input);
	const before = await tryTo(deps.pins.exists(input.account));
	if (!before.known) return {outcome: 'failed', trouble: before.trouble};
	if (!before.value) return {outcome: 'none'};
	await record(deps, input, 'support-pin-revoke-intended');
	const call = await callOnce(deps.pins.revoke(input.account).then(() => ({})));
	if (call.call !== 'not-sent') return lookAfter(deps, input);
	await record(deps, input, 'support-pin-revoke-failed');
	return {outcome: 'failed', trouble: call.trouble};
}

/** Whatever the call said, the account itself tells. */
async function lookAfter(deps: RevokePinDeps, input: RevokePinInput): Promise<RevokeOutcome> {
	const left = await tryTo(deps.pins.exists(input.account));
	if (left.known && !left.value) {
		await record(deps, input, 'support-pin-revoked');
		return {outcome: 'revoked'};
	}
	await record(deps, input, 'support-pin-revoke-unknown');
	return left.known ? {outcome: 'still-there'} : {outcome: 'unknown', trouble: left.trouble};
}

function record({audit}: RevokePinDeps, {account, by, ticket, delivery}: RevokePinInput, act: AuditAct): Promise<void> {
	return audit.record({actor: by, act, subject: accountSubject(account), ticket, deed: delivery, before: {account}});
}
