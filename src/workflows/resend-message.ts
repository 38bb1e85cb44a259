import {isForeignToMail} from '../model/approval.ts';
import {ServiceRefused, ServiceUnavailable, type Trouble, troubleOf} from '../model/errors.ts';
import type {Resend, ShownMessage} from '../model/resend.ts';
import {callOnce} from './call-once.ts';
import {examineMessage, type MessageProblem} from './examine-message.ts';
import {watchSent} from './open-watch.ts';
import type {Accounts, AuditTrail, Resends, StoredMessages, SuppressionLists, Watches} from './ports.ts';
import {type LimitDeps, withinLimits} from './within-limits.ts';

export interface ResendDeps extends LimitDeps {
	readonly stored: StoredMessages;
	readonly lists: SuppressionLists;
	readonly accounts: Accounts;
	readonly resends: Resends;
	readonly watches: Watches;
	readonly audit: AuditTrail;
	readonly resendSubjects: readonly string[];
}

export interface ResendInput {
	readonly record: ShownMessage;
	readonly by: string;
	readonly delivery: string;
	readonly ticket: string | undefined;
}

export type ResendOutcome =
	| {readonly outcome: 'sent'; readonly resend: Resend}
	| {readonly outcome: 'failed'; readonly trouble: Trouble | undefined}
	/** Mailgun's answer was lost; the log is searched for it. */
	| {readonly outcome: 'under-way'}
	| {readonly outcome: 'not-known'}
	| {readonly outcome: 'refused'; readonly problem: MessageProblem}
	/** The address is nobody's any more, or of somebody who came after the mail: as good as another address. */
	| {readonly outcome: 'foreign'; readonly why: 'no-account' | 'newer-account'}
	| {readonly outcome: 'unavailable'; readonly trouble: Trouble};

/**
 * To the same address: at once, exactly once, also over a crash.
 * @throws LimitReached, with nothing sent.
 */
export async function resendMessage(deps: ResendDeps, input: ResendInput): Promise<ResendOutcome> {
	const before = await deps.resends.find(input.delivery);
	if (before !== undefined) return outcomeOf(before);
	try {
		const {message} = input.record;
		const [problem, why] = await Promise.all([examineMessage(deps, message, message.originalRecipient), foreignness(deps, input)]);
		if (problem !== undefined) return refused(deps, input, problem);
		if (why !== undefined) return {outcome: 'foreign', why};
	} catch (error) {
		return {outcome: 'unavailable', trouble: troubleOf(error)};
	}
	return send(deps, input);
}

/** Only an answer of GitLab makes the owner's own address a foreign one; its silence does not. */
async function foreignness(deps: ResendDeps, {record}: ResendInput): Promise<'no-account' | 'newer-account' | undefined> {
	try {
		const account = await deps.accounts.byAddress(record.message.originalRecipient);
		if (!isForeignToMail(account, record.message.sentAt)) return undefined;
		return account === undefined ? 'no-account' : 'newer-account';
	} catch (error) {
		if (error instanceof ServiceUnavailable || error instanceof ServiceRefused) return undefined;
		throw error;
	}
}

async function refused(deps: ResendDeps, input: ResendInput, problem: MessageProblem): Promise<ResendOutcome> {
	await deps.audit.record({...noteOf(input), act: 'request-refused', after: {problem}});
	return {outcome: 'refused', problem};
}

async function send(deps: ResendDeps, input: ResendInput): Promise<ResendOutcome> {
	const {message} = input.record;
	const draft = {message, by: input.by, ticket: input.ticket, delivery: input.delivery};
	const deed = {act: 'resend', by: input.by, deed: input.delivery, subject: message.originalRecipient, ticket: input.ticket} as const;
	const {resend, mayBeSent} = await withinLimits(deps, deed, () => deps.resends.begin(draft, {...noteOf(input), act: 'resend-intended'}));
	if (!mayBeSent) return outcomeOf(resend);
	const call = await callOnce(deps.stored.resend(message, message.originalRecipient));
	if (call.call === 'ambiguous') {
		await deps.resends.postpone(resend.id, 1);
		return {outcome: 'under-way'};
	}
	if (call.call === 'not-sent') {
		const {trouble} = call;
		await deps.resends.settle(
			{id: resend.id, to: 'failed', reason: trouble.reason ?? trouble.cause},
			{...noteOf(input), act: 'resend-failed'},
		);
		await deps.resends.told(resend.id);
		return {outcome: 'failed', trouble};
	}
	const sent = await deps.resends.settle(
		{id: resend.id, to: 'sent', sentMessageId: call.messageId},
		{...noteOf(input), act: 'resend-sent', after: {messageId: call.messageId}},
	);
	await watchResend(deps, sent ?? resend);
	return {outcome: 'sent', resend: sent ?? resend};
}

/** Followed in the direct message with whoever sent it. */
export async function watchResend(deps: Pick<ResendDeps, 'watches' | 'resends'>, resend: Resend): Promise<void> {
	const {id, message, by, ticket, sentMessageId} = resend;
	if (sentMessageId !== undefined) {
		const sent = {message, recipient: message.originalRecipient, messageId: sentMessageId, since: resend.sendingSince};
		await watchSent(deps, sent, {id, act: 'resend', by, ticket, channel: by, threadTs: undefined});
	}
	await deps.resends.told(id);
}

function outcomeOf(resend: Resend): ResendOutcome {
	if (resend.state === 'sent') return {outcome: 'sent', resend};
	if (resend.state === 'failed') return {outcome: 'failed', trouble: undefined};
	return {outcome: resend.state === 'sending' ? 'under-way' : 'not-known'};
}

function noteOf({record, by, ticket}: ResendInput) {
	const {originalRecipient, sendingDomain, messageId} = record.message;
	return {actor: by, subject: originalRecipient, ticket, before: {sendingDomain, messageId}};
}
