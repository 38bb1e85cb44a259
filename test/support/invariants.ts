import {type Kysely, sql} from 'kysely';
import type {MailgunRequest, MailgunSimulator} from '../../src/sandbox/mailgun/types.ts';
import type {Schema} from '../../src/store/schema.ts';

const singleEntry = /^\/v3\/[^/]+\/(?:bounces|complaints|unsubscribes)\/[^/]*(?:%40|@)[^/]*$/;

/** L: no request ever deletes a whole list, or anything but one entry of one list of one configured domain. */
export function breaksOfL(mailgun: MailgunSimulator, domains: readonly string[]): readonly string[] {
	return mailgun
		.requests()
		.filter((request) => request.method === 'DELETE')
		.filter((request) => !singleEntry.test(request.path) || !domains.includes(request.path.split('/')[2] ?? ''))
		.map((request) => `L: DELETE ${request.path}`);
}

export function resendsOf(mailgun: MailgunSimulator): readonly MailgunRequest[] {
	return mailgun.requests().filter((request) => request.method === 'POST' && /^\/v3\/(?:domains\/)?[^/]+\/messages/.test(request.path));
}

/** Every value of the form's fields `to`, as it came over the wire. */
export function recipientsOf({body}: Pick<MailgunRequest, 'body'>): readonly string[] {
	return [...body.matchAll(/name="to"\r\n(?:[^\r\n]+\r\n)*\r\n([\s\S]*?)\r\n--/g)].map((match) => match[1] ?? '');
}

export interface WitnessOfM {
	readonly mailgun: MailgunSimulator;
	readonly db: Kysely<Schema>;
	/** Everybody who was a manager at any time of the test. */
	readonly managers: readonly string[];
	/** Of a key that may read messages. */
	readonly key: string;
}

/**
 * M: every resend has exactly one recipient, and that is byte for byte either the stored message's own recipient, or the target of an
 * approval record with approver ≠ requester, approver a manager, not expired when it was sent, ownership verified.
 */
export async function breaksOfM(witness: WitnessOfM): Promise<readonly string[]> {
	const breaks: string[] = [];
	for (const request of resendsOf(witness.mailgun)) {
		const problem = await problemOf(witness, request);
		if (problem !== undefined) breaks.push(`M: POST ${request.path}: ${problem}`);
	}
	return breaks;
}

async function problemOf(witness: WitnessOfM, request: MailgunRequest): Promise<string | undefined> {
	const recipients = recipientsOf(request);
	const [recipient = ''] = recipients;
	if (recipients.length !== 1 || !/^[^\s,;<>"()]+@[^\s,;<>"()@]+$/.test(recipient)) return `recipients: ${JSON.stringify(recipients)}`;
	if ((await ownRecipients(witness, request)) === recipient) return undefined;
	const approvals = await approvalsOf(witness.db, request, recipient);
	const problems = approvals.map((approval) => problemOfApproval(approval, witness.managers));
	if (problems.includes(undefined)) return undefined;
	return `${recipient} is neither its own recipient nor an approved target (${problems.join('; ') || 'no approval'})`;
}

/** As Mailgun itself tells it; after the message's life is over, as the record of the resend tells. */
async function ownRecipients({mailgun, db, key}: WitnessOfM, {path}: MailgunRequest): Promise<string> {
	const answer = await fetch(`${mailgun.storageOrigin}${path}`, {
		headers: {authorization: `Basic ${Buffer.from(`api:${key}`).toString('base64')}`},
	});
	if (answer.ok) return ((await answer.json()) as {readonly recipients: string}).recipients;
	const {rows} = await sql<{recipient: string}>`select message->>'originalRecipient' as recipient from resend
		where message->>'storageKey' = ${storageKeyOf(path)} limit 1`.execute(db);
	return rows[0]?.recipient ?? '';
}

function storageKeyOf(path: string): string {
	return decodeURIComponent(path.split('/').at(-1) ?? '');
}

interface Approval {
	readonly requester_id: string;
	readonly decided_by: string | null;
	readonly verification: string;
	readonly evidence: string;
	readonly expires_at: Date;
	readonly sending_since: Date | null;
	readonly approved_by: readonly string[];
}

async function approvalsOf(db: Kysely<Schema>, {path}: MailgunRequest, target: string): Promise<readonly Approval[]> {
	const {rows} = await sql<Approval>`select requester_id, decided_by, verification, evidence, expires_at, sending_since,
			array(select actor from audit_entry where deed = approval_request.id and act in ('request-approved', 'request-send-again')) as approved_by
		from approval_request where target = ${target} and message->>'storageKey' = ${storageKeyOf(path)}`.execute(db);
	return rows;
}

function problemOfApproval(approval: Approval, managers: readonly string[]): string | undefined {
	const {decided_by: approver, expires_at: expires, sending_since: since} = approval;
	if (since === null) return 'it was not being sent';
	if (since > expires) return 'it was expired';
	if (approval.verification === '' || approval.evidence === '') return 'nothing was verified';
	if (approver === null || !approval.approved_by.every((by) => managers.includes(by)) || approval.approved_by.length === 0) {
		return 'no manager approved it';
	}
	return approval.approved_by.includes(approval.requester_id) || approver === approval.requester_id
		? 'it was approved by its requester'
		: undefined;
}
