import {type Kysely, type Selectable, sql, type Transaction} from 'kysely';
import type {AuditNote} from '../model/audit.ts';
import {subjectOf, wordsOf} from '../model/subject.ts';
import {isEnd, type SeenMail, type Watch} from '../model/watch.ts';
import type {NewWatch, Watches} from '../workflows/ports.ts';
import type {AuditStore} from './audit-trail.ts';
import {createId, jsonText, keeping, present} from './keeping.ts';
import {createLeases} from './lease.ts';
import type {StoredSeenMail} from './schema/stored.ts';
import type {Schema} from './schema.ts';

type Row = Selectable<Schema['delivery_watch']>;

export const watchesDue = sql<boolean>`not ended and next_at <= present()`;

export function createWatches(db: Kysely<Schema>, audit: AuditStore): Watches {
	const leases = createLeases(db, 'delivery_watch', watchesDue);
	const find = async (id: string) => db.selectFrom('delivery_watch').selectAll().where('id', '=', id).executeTakeFirst();
	return {
		open: (watch) =>
			keeping(async () => {
				const insert = db.insertInto('delivery_watch').values(rowOf(watch));
				const row = await insert
					.onConflict((conflict) => conflict.doNothing())
					.returning('id')
					.executeTakeFirst();
				return row === undefined ? 'already' : 'opened';
			}),
		find: (id, by) =>
			keeping(async () => {
				const row = await find(id);
				return row?.owner === by ? watchOf(row) : undefined;
			}),
		running: (recipient, by) =>
			keeping(async () => {
				const rows = await db
					.selectFrom('delivery_watch')
					.selectAll()
					.where('owner', '=', by)
					.where(isTo(recipient))
					.where('ended', '=', false)
					.execute();
				return rows.map(watchOf);
			}),
		due: async () => (await leases.take()).map(watchOf),
		saw: (id, news, note) => keeping(() => db.transaction().execute((transaction) => keepNews(transaction, audit, {id, ...news}, note))),
		stopRemovals: (sendingDomain, recipient, note) =>
			keeping(() => db.transaction().execute((transaction) => stopRemovals(transaction, audit, {sendingDomain, recipient}, note))),
		mayPost: (id) =>
			keeping(async () => {
				const intent = db.updateTable('delivery_watch').set({posting: true}).where('id', '=', id).where('posting', '=', false);
				return (await intent.returning('id').executeTakeFirst()) !== undefined;
			}),
		notPosted: (id) =>
			keeping(async () => {
				await db.updateTable('delivery_watch').set({posting: false}).where('id', '=', id).execute();
			}),
		told: (id, state, at) =>
			keeping(async () => {
				const place = at === undefined ? {} : {channel: at.channel, ts: at.ts};
				await db
					.updateTable('delivery_watch')
					.set({...place, told: state, ended: isEnd(state)})
					.where('id', '=', id)
					.execute();
			}),
		postpone: leases.postpone,
	};
}

const isTo = (recipient: string) => sql<boolean>`lower(recipient) = ${recipient.toLowerCase()}`;

/** What ended does not begin again, whoever still looks. */
const isOpen = sql<boolean>`state in ('pending', 'accepted', 'delayed')`;

async function keepNews(
	transaction: Transaction<Schema>,
	audit: AuditStore,
	{id, state, seen}: Pick<Watch, 'id' | 'state' | 'seen'>,
	note: AuditNote | undefined,
): Promise<Watch | undefined> {
	const row = await transaction
		.updateTable('delivery_watch')
		.set({state, seen: seen === undefined ? null : jsonText(seen), news_at: present})
		.where('id', '=', id)
		.where(isOpen)
		.returningAll()
		.executeTakeFirst();
	if (row !== undefined && note !== undefined) await audit.recordIn(transaction, note);
	const current = row ?? (await transaction.selectFrom('delivery_watch').selectAll().where('id', '=', id).executeTakeFirst());
	return current === undefined ? undefined : watchOf(current);
}

async function stopRemovals(
	transaction: Transaction<Schema>,
	audit: AuditStore,
	mail: {readonly sendingDomain: string; readonly recipient: string},
	note: AuditNote,
): Promise<void> {
	const rows = await transaction
		.updateTable('delivery_watch')
		.set({state: 'stopped', next_at: present})
		.where('act', '=', 'removal')
		.where('sending_domain', '=', mail.sendingDomain)
		.where(isTo(mail.recipient))
		.where(isOpen)
		.returning('id')
		.execute();
	for (const {id} of rows) await audit.recordIn(transaction, {...note, deed: id});
}

function rowOf({id, act, by, about, ticket, channel, threadTs, mail}: NewWatch) {
	return {
		id: id ?? createId(),
		act,
		owner: by,
		asked: about === undefined ? null : jsonText(wordsOf(about)),
		ticket: ticket ?? null,
		sending_domain: mail.sendingDomain,
		recipient: mail.recipient,
		since: mail.since ?? present,
		message_id: mail.messageId ?? null,
		kind: mail.kind ?? null,
		subject: mail.subject ?? null,
		channel,
		thread_ts: threadTs ?? null,
		state: 'pending' as const,
		ended: false,
		posting: false,
	};
}

export function watchOf(row: Row): Watch {
	return {
		id: row.id,
		act: row.act,
		mail: {
			sendingDomain: row.sending_domain,
			recipient: row.recipient,
			since: row.since,
			messageId: row.message_id ?? undefined,
			kind: row.kind ?? undefined,
			subject: row.subject ?? undefined,
		},
		by: row.owner,
		about: row.asked === null ? undefined : subjectOf(row.asked),
		ticket: row.ticket ?? undefined,
		channel: row.channel,
		threadTs: row.thread_ts ?? undefined,
		ts: row.ts ?? undefined,
		startedAt: row.started_at,
		newsAt: row.news_at,
		state: row.state,
		seen: row.seen === null ? undefined : seenOf(row.seen),
		told: row.told ?? undefined,
	};
}

function seenOf(stored: StoredSeenMail): SeenMail {
	return {...stored, at: new Date(stored.at), sentAt: new Date(stored.sentAt)};
}

/** A watch lasts an hour; who was followed goes a day after. */
export async function forgetWatches(db: Kysely<Schema>): Promise<void> {
	await db.deleteFrom('delivery_watch').where('started_at', '<', sql<Date>`${present} - interval '2 days'`).execute();
}
