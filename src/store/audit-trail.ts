import {createHmac} from 'node:crypto';
import {type Kysely, sql, type Transaction} from 'kysely';
import {
	type AuditAct,
	type AuditDetails,
	type AuditEntry,
	type AuditNote,
	type AuditVerdict,
	type Checkpoint,
	createChainReader,
	sealedText,
} from '../model/audit.ts';
import type {AuditLine, AuditTrail} from '../workflows/ports.ts';
import {jsonText, keeping} from './keeping.ts';
import type {Schema} from './schema.ts';

/** The trail, and what only the store's own transactions and the operator's commands need of it. */
export interface AuditStore extends AuditTrail {
	/** Adds the entry to a transaction that does more: no entry, no act. */
	readonly recordIn: (transaction: Transaction<Schema>, note: AuditNote) => Promise<void>;
	/** Reads the chain from its first entry. A checkpoint from outside shows a tail that was cut off. */
	readonly verify: (checkpoint?: Checkpoint) => Promise<AuditVerdict>;
	/** Where the trail stands now. */
	readonly head: () => Promise<Checkpoint>;
}

export interface AuditStoreOptions {
	readonly db: Kysely<Schema>;
	/** `AUDIT_KEY`: whoever has only the database cannot make an entry that fits. */
	readonly key: string;
	/** Told in the same transaction after every hundredth entry: a checkpoint is worth something only outside of the database. */
	readonly onCheckpoint?: (transaction: Transaction<Schema>, checkpoint: Checkpoint) => Promise<void>;
}

const checkpointEvery = 100;
const pageSize = 2000;

export function createAuditStore({db, key, onCheckpoint}: AuditStoreOptions): AuditStore {
	const seal = (text: string) => createHmac('sha256', key).update(text).digest('hex');
	const subjectOf = (address: string) => seal(`subject:${address.toLowerCase()}`).slice(0, 40);

	async function recordIn(transaction: Transaction<Schema>, note: AuditNote): Promise<void> {
		// One row is the end of the chain: whoever holds it appends, everybody else waits.
		const last = await transaction.selectFrom('audit_head').selectAll().forUpdate().executeTakeFirstOrThrow();
		const {now} = (await sql<{now: Date}>`select present() as now`.execute(transaction)).rows[0] ?? {now: new Date()};
		const entry = linkAfter(last, note, now, note.subject === undefined ? null : subjectOf(note.subject));
		const hash = seal(sealedText(entry));
		const details = {before: jsonOrNull(entry.before), after: jsonOrNull(entry.after)};
		await transaction
			.insertInto('audit_entry')
			.values({...entry, ...details, hash})
			.execute();
		await transaction.updateTable('audit_head').set({count: entry.seq, head: hash}).execute();
		if (note.subject !== undefined) await keepSubject(transaction, subjectOf(note.subject), note.subject);
		if (entry.seq % checkpointEvery === 0) await onCheckpoint?.(transaction, {count: entry.seq, head: hash});
	}

	return {
		recordIn,
		record: (note) => keeping(() => db.transaction().execute((transaction) => recordIn(transaction, note))),
		about: (address, limit) =>
			keeping(async () => {
				const rows = await db
					.selectFrom('audit_entry')
					.selectAll()
					.where('subject', '=', subjectOf(address))
					.orderBy('seq', 'desc')
					.limit(limit)
					.execute();
				return rows.map((row) => lineOf(row, address));
			}),
		head: () =>
			keeping(async () => {
				const {count, head} = await db.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow();
				return {count: Number(count), head};
			}),
		verify: (checkpoint) => keeping(() => verifyChain(db, seal, checkpoint)),
	};
}

function linkAfter(
	last: {readonly count: number; readonly head: string},
	note: AuditNote,
	now: Date,
	subject: string | null,
): Omit<AuditEntry, 'hash'> {
	return {
		seq: Number(last.count) + 1,
		at: now.toISOString(),
		actor: note.actor,
		act: note.act,
		subject,
		ticket: note.ticket ?? null,
		deed: note.deed ?? null,
		before: asStored(note.before),
		after: asStored(note.after),
		previous: last.head,
	};
}

/** Sealed as the database will give it back. */
function asStored(details: AuditDetails | undefined): AuditDetails | null {
	return details === undefined ? null : (JSON.parse(jsonText(details)) as AuditDetails);
}

function jsonOrNull(value: unknown): string | null {
	return value === null ? null : JSON.stringify(value);
}

/** Addresses stand beside the chain: erasing one row makes a person unknown, and the chain still fits. */
async function keepSubject(transaction: Transaction<Schema>, subject: string, address: string): Promise<void> {
	await transaction
		.insertInto('audit_subject')
		.values({subject, address})
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

function lineOf(row: Omit<AuditEntry, 'hash' | 'previous'>, address: string): AuditLine {
	return {
		seq: Number(row.seq),
		at: new Date(row.at),
		actor: row.actor,
		act: row.act as AuditAct,
		subject: address,
		ticket: row.ticket ?? undefined,
		deed: row.deed ?? undefined,
		before: row.before ?? undefined,
		after: row.after ?? undefined,
	};
}

async function verifyChain(db: Kysely<Schema>, seal: (text: string) => string, checkpoint: Checkpoint | undefined): Promise<AuditVerdict> {
	const chain = createChainReader(seal);
	const broken = (reason: string): AuditVerdict => ({
		sound: false,
		count: chain.position().count,
		firstBad: chain.position().count + 1,
		reason,
	});
	for await (const entry of allEntries(db)) {
		const flaw = chain.read(entry);
		if (flaw !== undefined) return broken(flaw);
		const {count, head} = chain.position();
		if (checkpoint?.count === count && checkpoint.head !== head) {
			return {sound: false, count, firstBad: count, reason: `entry ${count} is not the one that the checkpoint saw`};
		}
	}
	const {count, head} = chain.position();
	if (checkpoint !== undefined && checkpoint.count > count) {
		return broken(`the trail ends at entry ${count}, but the checkpoint saw ${checkpoint.count}`);
	}
	const last = await db.selectFrom('audit_head').selectAll().executeTakeFirst();
	if (last === undefined || Number(last.count) !== count || last.head !== head)
		return broken(`the trail ends at entry ${count}, but its head says otherwise`);
	return {sound: true, count, head};
}

async function* allEntries(db: Kysely<Schema>): AsyncGenerator<AuditEntry> {
	for (let after = 0; ; ) {
		const page = await db.selectFrom('audit_entry').selectAll().where('seq', '>', after).orderBy('seq').limit(pageSize).execute();
		for (const row of page) yield {...row, seq: Number(row.seq)};
		const last = page.at(-1);
		if (last === undefined) return;
		after = Number(last.seq);
	}
}
