import {createHmac, createSecretKey} from 'node:crypto';
import {type Kysely, type Selectable, sql, type Transaction} from 'kysely';
import {
	type AuditAct,
	type AuditDetails,
	type AuditEntry,
	type AuditNote,
	type AuditRecord,
	type AuditVerdict,
	type Checkpoint,
	chainedDetails,
	type Seal,
	sealedText,
} from '../model/audit.ts';
import type {AuditLine, AuditTrail} from '../workflows/ports.ts';
import {type Period, readRecords, verifyTrail} from './audit-reading.ts';
import {jsonText, keeping} from './keeping.ts';
import type {Schema} from './schema.ts';

/** The trail, and what only the store's own transactions and the operator's commands need of it. */
export interface AuditStore extends AuditTrail {
	/** Adds the entry to a transaction that does more: no entry, no act. */
	readonly recordIn: (transaction: Transaction<Schema>, note: AuditNote) => Promise<void>;
	/** Forgets whose the entries of this address are, and says so in one more entry. */
	readonly eraseIn: (transaction: Transaction<Schema>, address: string, note: Omit<AuditNote, 'subject' | 'target'>) => Promise<void>;
	/** Reads the chain from its first entry. A checkpoint from outside shows a tail that was cut off. */
	readonly verify: (checkpoint?: Checkpoint) => Promise<AuditVerdict>;
	/** All entries of a time in their order, page by page. */
	readonly read: (period: Period) => AsyncIterable<readonly AuditRecord[]>;
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

export function createAuditStore({db, key, onCheckpoint}: AuditStoreOptions): AuditStore {
	const seal = createSeal(key);
	const subjectOf = (address: string) => seal(`subject:${address.toLowerCase()}`).slice(0, 40);

	async function append(transaction: Transaction<Schema>, note: AuditNote): Promise<void> {
		const entry = await nextEntry(transaction, note, subjectOf);
		const hash = seal(sealedText(entry));
		await transaction
			.insertInto('audit_entry')
			.values({...entry, hash})
			.execute();
		await transaction.updateTable('audit_head').set({count: entry.seq, head: hash}).execute();
		if (entry.seq % checkpointEvery === 0) await onCheckpoint?.(transaction, {count: entry.seq, head: hash});
	}

	async function recordIn(transaction: Transaction<Schema>, note: AuditNote): Promise<void> {
		await append(transaction, note);
		for (const address of [note.subject, note.target]) {
			if (address !== undefined) await keepSubject(transaction, subjectOf(address), address);
		}
	}

	return {
		recordIn,
		eraseIn: async (transaction, address, note) => {
			await append(transaction, {...note, subject: address});
			await transaction.deleteFrom('audit_subject').where('subject', '=', subjectOf(address)).execute();
		},
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
		verify: (checkpoint) => keeping(() => verifyTrail(db, {seal, subjectOf}, checkpoint)),
		read: (period) => readRecords(db, period),
	};
}

/** Prepared once: making the key ready costs more than an entry. */
function createSeal(text: string): Seal {
	const key = createSecretKey(text, 'utf8');
	return (sealed) => createHmac('sha256', key).update(sealed).digest('hex');
}

interface End {
	readonly count: number;
	readonly head: string;
	readonly now: Date;
	/** As the database prints them. */
	readonly before: string | null;
	readonly after: string | null;
}

/** One row is the end of the chain: whoever holds it appends, everybody else waits. */
async function nextEntry(
	transaction: Transaction<Schema>,
	note: AuditNote,
	subjectOf: (address: string) => string,
): Promise<Omit<AuditEntry, 'hash'>> {
	const after = note.target === undefined ? note.after : {...note.after, target: subjectOf(note.target)};
	const {rows} = await sql<End>`select count, head, present() as now, ${chained(note.before)}::jsonb::text as before,
		${chained(after)}::jsonb::text as after from audit_head for update`.execute(transaction);
	const [end] = rows;
	if (end === undefined) throw new Error('the trail has lost its head');
	return {
		seq: Number(end.count) + 1,
		at: end.now.toISOString(),
		actor: note.actor,
		act: note.act,
		subject: note.subject === undefined ? null : subjectOf(note.subject),
		ticket: note.ticket ?? null,
		deed: note.deed ?? null,
		before: end.before,
		after: end.after,
		previous: end.head,
	};
}

function chained(details: AuditDetails | undefined): string | null {
	return details === undefined ? null : jsonText(chainedDetails(details));
}

/** Addresses stand beside the chain: erasing one row makes a person unknown, and the chain still fits. */
async function keepSubject(transaction: Transaction<Schema>, subject: string, address: string): Promise<void> {
	await transaction
		.insertInto('audit_subject')
		.values({subject, address})
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

function lineOf(row: Selectable<Schema['audit_entry']>, address: string): AuditLine {
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
