import {createHmac, randomUUID} from 'node:crypto';
import type {RequestState, ResendMessage} from '../../src/model/approval.ts';
import type {SweepDepth} from '../../src/model/sweep.ts';
import {sendingDomains} from '../../src/sandbox/world.ts';
import {createAuditStore} from '../../src/store/audit-trail.ts';
import {createBulkRemovals} from '../../src/store/bulk-removals.ts';
import {createDialogs} from '../../src/store/dialogs.ts';
import {createRemovals} from '../../src/store/removals.ts';
import {createRequests} from '../../src/store/requests.ts';
import {createShownMessages} from '../../src/store/shown-messages.ts';
import {createSweeps} from '../../src/store/sweeps.ts';
import type {DialogData} from '../../src/workflows/ports.ts';
import type {Stage} from './stage.ts';

const address = 'ada@example.com';

const message: ResendMessage = {
	sendingDomain: sendingDomains.gitlab,
	storageKey: 'key-of-a-message-that-is-gone',
	storageUrls: [],
	messageId: 'one@mg.gitlab.com',
	subject: 'Verify your identity',
	kind: 'code',
	sentAt: new Date('2026-11-20T10:00:00.000Z'),
	diesAt: undefined,
	originalRecipient: address,
};

/** What a person has been shown, put straight into the store: whoever it is, they could press it. */
export interface Belongings {
	readonly removal: () => Promise<string>;
	readonly record: () => Promise<{readonly id: string; readonly batch: string}>;
	readonly request: (requester: string, state?: RequestState) => Promise<string>;
	/** Of a customer's domain, with one entry; a deep one is still running. */
	readonly sweep: (depth?: SweepDepth, owner?: string) => Promise<string>;
	/** What the box of its first address stands for. */
	readonly choice: (sweep: string) => Promise<string>;
	readonly bulk: () => Promise<string>;
	readonly dialog: (purpose: string, data: DialogData) => Promise<string>;
}

export function createBelongings({bot, world}: Pick<Stage, 'bot' | 'world'>, by: string): Belongings {
	const {db} = bot.database;
	const key = world.environment.AUDIT_KEY ?? '';
	const audit = createAuditStore({db, key});
	const seal = (text: string) => createHmac('sha256', key).update(`request:${text}`).digest('hex');
	const requests = createRequests({db, audit, seal});
	return {
		removal: async () => {
			const entry = {
				kind: 'bounce' as const,
				sendingDomain: sendingDomains.gitlab,
				address,
				createdAt: undefined,
				code: '550',
				text: '',
				tags: [],
			};
			const [removal] = await createRemovals(db, audit).see([entry], {by, asked: address, ticket: undefined});
			return removal?.id ?? '';
		},
		record: async () => {
			const [record] = await createShownMessages(db).keep([{message, state: 'delivered'}], {by, asked: address, ticket: undefined});
			return {id: record?.id ?? '', batch: record?.batch ?? ''};
		},
		request: async (requesterId, state = 'pending') => {
			const proof = {verification: 'challenge' as const, evidence: 'In the ticket', reason: 'They moved', ticket: '4711'};
			const fields = {kind: 'resend' as const, message, target: 'ada@example.net', account: undefined, requesterId, ...proof};
			const draft = {fields, lifeSeconds: 3600, place: 'C0APPROVE', delivery: randomUUID()};
			const {id} = (await requests.create(draft, {actor: requesterId, act: 'request-created'})).request;
			if (state !== 'pending') await db.updateTable('approval_request').set({state}).where('id', '=', id).execute();
			return id;
		},
		sweep: async (depth = 'quick', owner = by) => {
			const sight = {since: undefined, cutLogs: [], silent: [], isWhole: false};
			const sweep = {by: owner, ticket: undefined, domain: 'example.com', sendingDomains: Object.values(sendingDomains), sight};
			const entry = {
				kind: 'bounce' as const,
				sendingDomain: sendingDomains.gitlab,
				address,
				createdAt: undefined,
				code: '550',
				text: '',
				tags: [],
			};
			const note = {actor: owner, act: 'domain-swept'} as const;
			const {id} = await createSweeps(db, audit).keep({...sweep, delivery: randomUUID()}, [{suppressed: 'now', entry}], note);
			if (depth === 'quick') return id;
			// Held by nobody, and due for nobody: it stays as it is.
			await db
				.updateTable('sweep')
				.set({depth, state: 'running', domain: `${randomUUID()}.example.com`})
				.where('id', '=', id)
				.execute();
			return id;
		},
		choice: async (sweep) => {
			const [entry] = await createSweeps(db, audit).entries(sweep, {suppressed: 'now', limit: 1});
			return String(entry?.sequence);
		},
		bulk: async () => {
			const draft = {by, requestId: undefined, approvedBy: undefined, domain: 'example.com', reason: 'Their server was down'};
			const ending = {entries: [], delivery: randomUUID(), ticket: undefined, endsAt: world.clock.now()};
			const note = {actor: by, act: 'bulk-removal-begun'} as const;
			return (await createBulkRemovals(db, audit).begin({...draft, ...ending}, note)).bulk.id;
		},
		dialog: (purpose, data) => createDialogs(db).open({purpose, by, data}),
	};
}
