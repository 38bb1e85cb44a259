import {createHmac, randomUUID} from 'node:crypto';
import type {RequestState, ResendMessage} from '../../src/model/approval.ts';
import {sendingDomains} from '../../src/sandbox/world.ts';
import {createAuditStore} from '../../src/store/audit-trail.ts';
import {createDialogs} from '../../src/store/dialogs.ts';
import {createRemovals} from '../../src/store/removals.ts';
import {createRequests} from '../../src/store/requests.ts';
import {createShownMessages} from '../../src/store/shown-messages.ts';
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
			const fields = {message, target: 'ada@example.net', account: undefined, requesterId, ...proof};
			const draft = {fields, lifeSeconds: 3600, place: 'C0APPROVE', delivery: randomUUID()};
			const {id} = await requests.create(draft, {actor: requesterId, act: 'request-created'});
			if (state !== 'pending') await db.updateTable('approval_request').set({state}).where('id', '=', id).execute();
			return id;
		},
		dialog: (purpose, data) => createDialogs(db).open({purpose, by, data}),
	};
}
