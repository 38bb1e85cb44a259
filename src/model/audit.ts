import {z} from 'zod';
import {withoutAddresses} from './redaction.ts';

/** Every kind of thing that the trail records. */
export const auditActs = [
	'suppression-looked-up',
	'history-looked-up',
	'delivery-diagnosed',
	'card-shared',
	'confirmation-form-given',
	'reset-form-given',
	'portal-form-given',
	'reset-reported-sent',
	'send-refused',
	'confirmation-intended',
	'confirmation-sent',
	'confirmation-failed',
	'confirmation-unknown',
	'reset-intended',
	'reset-sent',
	'reset-failed',
	'reset-unknown',
	'escalation-intended',
	'escalation-opened',
	'escalation-failed',
	'support-pin-matched',
	'support-pin-not-matched',
	'support-pin-absent',
	'support-pin-revoke-intended',
	'support-pin-revoked',
	'support-pin-revoke-failed',
	'support-pin-revoke-unknown',
	'suppression-removal-intended',
	'suppression-removed',
	'suppression-already-gone',
	'suppression-removal-failed',
	'bulk-removal-begun',
	'bulk-removal-ended',
	'suppression-restore-intended',
	'suppression-restored',
	'suppression-restore-failed',
	'ticket-comment-intended',
	'ticket-comment-written',
	'ticket-comment-found',
	'ticket-comment-failed',
	'ticket-comment-unknown',
	'log-looked-up',
	'domain-swept',
	'domain-scan-begun',
	'domain-scan-ended',
	'domain-scan-cancelled',
	'sweep-exported',
	'message-previewed',
	'resend-intended',
	'resend-sent',
	'resend-failed',
	'resend-unknown',
	'request-refused',
	'request-created',
	'request-approved',
	'request-denied',
	'request-cancelled',
	'request-expired',
	'request-voided',
	'request-decision-lost',
	'request-sending-intended',
	'request-sent',
	'request-returned',
	'request-failed',
	'request-unknown',
	'request-marked-sent',
	'request-marked-not-sent',
	'request-send-again',
	'delivery-watched',
	'delivery-seen',
	'automation-begun',
	'automation-left-alone',
	'automation-ended',
	'automation-switched',
	'person-erased',
	'refused',
] as const;
export type AuditAct = (typeof auditActs)[number];

/** What a workflow hands to the trail. Addresses stand in `subject` and `target` alone: the store keeps them beside the chain. */
export interface AuditNote {
	/** Slack user id, or `redeliver` for what it does by itself. */
	readonly actor: string;
	readonly act: AuditAct;
	/** The address that the act is about. */
	readonly subject?: string | undefined;
	/** Where a message goes that is not meant for the subject's own address. */
	readonly target?: string | undefined;
	readonly ticket?: string | undefined;
	/** Ties the entries of one deed together: the id of a removal or a request. */
	readonly deed?: string | undefined;
	readonly before?: AuditDetails | undefined;
	readonly after?: AuditDetails | undefined;
}

export type AuditDetails = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** One link of the chain, as stored. */
export interface AuditEntry {
	readonly seq: number;
	readonly at: string;
	readonly actor: string;
	readonly act: string;
	/** The keyed hash of the address. */
	readonly subject: string | null;
	readonly ticket: string | null;
	readonly deed: string | null;
	/** JSON, byte for byte as the database prints it: parsed, some changes to its numbers would not be seen. */
	readonly before: string | null;
	readonly after: string | null;
	readonly previous: string;
	readonly hash: string;
}

/** An entry as people read it. The addresses are undefined when there is none, or it was erased. */
export interface AuditRecord extends AuditEntry {
	readonly address: string | undefined;
	readonly target: string | undefined;
}

/** The head of the trail at a moment: how many entries, and the hash of the last. */
export interface Checkpoint {
	readonly count: number;
	readonly head: string;
}

export const emptyHead = '0'.repeat(64);

/** `COUNT:HEAD`, as printed in checkpoints. */
export const checkpointText = z.string().transform((text, context): Checkpoint => {
	const match = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim());
	if (match?.[1] !== undefined && match[2] !== undefined) return {count: Number(match[1]), head: match[2]};
	context.addIssue({code: 'custom', message: 'a checkpoint reads COUNT:HEAD, a number and 64 hexadecimal digits'});
	return z.NEVER;
});

export type AuditVerdict =
	| {readonly sound: true; readonly count: number; readonly head: string}
	| {readonly sound: false; readonly count: number; readonly firstBad: number; readonly reason: string; readonly found: Found | undefined};

/** What stands in the place of the first bad entry, as it reads now. */
export type Found = Pick<AuditEntry, 'seq' | 'at' | 'actor' | 'act'>;

/** JSON with sorted keys: the same value has one text only. */
export function canonicalJson(value: unknown): string {
	return JSON.stringify(value, (_key, inner: unknown) =>
		inner !== null && typeof inner === 'object' && !Array.isArray(inner)
			? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
			: inner,
	);
}

/** Details as they stand in the chain for good: whatever got into them, addresses do not. A message's id only looks like one. */
export function chainedDetails(details: AuditDetails): AuditDetails {
	return Object.fromEntries(Object.entries(details).map(([name, value]) => [name, name === 'messageId' ? value : unaddressed(value)]));
}

function unaddressed(value: AuditDetails[string]): AuditDetails[string] {
	if (typeof value === 'string') return withoutAddresses(value);
	return Array.isArray(value) ? value.map((item: string) => withoutAddresses(item)) : value;
}

/** What the hash of an entry is taken over: everything in it but the hash, in one order that no value can imitate. */
export function sealedText(entry: Omit<AuditEntry, 'hash'>): string {
	const {seq, at, actor, act, subject, ticket, deed, before, after, previous} = entry;
	return JSON.stringify([seq, at, actor, act, subject, ticket, deed, before, after, previous]);
}

export type Seal = (text: string) => string;

/** Reads the chain link by link. The first link that does not fit is named; a checkpoint from outside tells one of them. */
export function createChainReader(seal: Seal, checkpoint?: Checkpoint) {
	let count = 0;
	let head = emptyHead;
	return {
		/** Undefined when the link fits, else what is wrong with it. */
		read(entry: AuditEntry): string | undefined {
			if (entry.seq !== count + 1) return `entry ${count + 1} is missing: entry ${entry.seq} stands in its place`;
			if (entry.previous !== head) return `entry ${entry.seq} does not continue the entry before it`;
			if (seal(sealedText(entry)) !== entry.hash) return `entry ${entry.seq} was changed after it was written`;
			if (checkpoint?.count === entry.seq && checkpoint.head !== entry.hash)
				return `entry ${entry.seq} is not the one that the checkpoint saw: it, or entries before it, were replaced`;
			count += 1;
			head = entry.hash;
			return undefined;
		},
		position: (): Checkpoint => ({count, head}),
	};
}
