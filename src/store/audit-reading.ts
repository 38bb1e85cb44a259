import {type Kysely, sql} from 'kysely';
import {type AuditEntry, type AuditRecord, type AuditVerdict, type Checkpoint, createChainReader, type Seal} from '../model/audit.ts';
import {keeping} from './keeping.ts';
import type {Schema} from './schema.ts';

/** Both ends may be open. */
export interface Period {
	readonly from: Date | undefined;
	/** Not any more part of it. */
	readonly until: Date | undefined;
}

export interface Keyed {
	readonly seal: Seal;
	readonly subjectOf: (address: string) => string;
}

const pageSize = 2000;

type Broken = Extract<AuditVerdict, {sound: false}>;

/** All that is read is of one moment, so that whoever writes meanwhile makes no sound trail look broken. */
export function verifyTrail(db: Kysely<Schema>, keyed: Keyed, checkpoint: Checkpoint | undefined): Promise<AuditVerdict> {
	return db
		.transaction()
		.setIsolationLevel('repeatable read')
		.setAccessMode('read only')
		.execute(async (transaction) => {
			const verdict = await verifyChain(transaction, keyed.seal, checkpoint);
			return verdict.sound ? ((await wrongSubject(transaction, keyed, verdict.count)) ?? verdict) : verdict;
		});
}

async function verifyChain(db: Kysely<Schema>, seal: Seal, checkpoint: Checkpoint | undefined): Promise<AuditVerdict> {
	const chain = createChainReader(seal, checkpoint);
	const broken = (reason: string, found?: AuditEntry): Broken => {
		const {count} = chain.position();
		return {sound: false, count, firstBad: count + 1, reason, found};
	};
	for await (const page of pages((after: AuditEntry | undefined) => readEntries(db, after))) {
		for (const entry of page) {
			const flaw = chain.read(entry);
			if (flaw !== undefined) return broken(flaw, entry);
		}
	}
	const end = chain.position();
	const flaw = flawOfEnd(end, checkpoint, await db.selectFrom('audit_head').selectAll().executeTakeFirst());
	return flaw === undefined ? {sound: true, ...end} : broken(flaw);
}

function flawOfEnd({count, head}: Checkpoint, checkpoint: Checkpoint | undefined, last: Checkpoint | undefined): string | undefined {
	if (checkpoint !== undefined && checkpoint.count > count)
		return `the trail ends at entry ${count}, but the checkpoint saw ${checkpoint.count}`;
	if (last === undefined || Number(last.count) !== count || last.head !== head)
		return `the trail ends at entry ${count}, but its head says otherwise`;
	return undefined;
}

/** An address that was put in the place of another would make entries tell of somebody else. */
async function wrongSubject(db: Kysely<Schema>, {subjectOf}: Keyed, count: number): Promise<Broken | undefined> {
	for await (const page of pages((after: Subject | undefined) => readSubjects(db, after))) {
		for (const {subject, address} of page) {
			if (subjectOf(address) === subject) continue;
			const [found] = await firstAbout(db, subject);
			if (found === undefined) continue;
			const reason = `the address that is kept beside entry ${found.seq} is not the one that the entry was written about`;
			return {sound: false, count, firstBad: found.seq, reason, found};
		}
	}
	return undefined;
}

type Subject = Schema['audit_subject'];

async function readSubjects(db: Kysely<Schema>, after: Subject | undefined): Promise<readonly Subject[]> {
	const rows = db.selectFrom('audit_subject').selectAll().orderBy('subject').limit(pageSize);
	return (after === undefined ? rows : rows.where('subject', '>', after.subject)).execute();
}

async function firstAbout(db: Kysely<Schema>, subject: string): Promise<readonly AuditEntry[]> {
	const {rows} = await sql<AuditEntry>`select ${columns} from audit_entry as entry
		where subject = ${subject} or after->>'target' = ${subject} order by seq limit 1`.execute(db);
	return rows.map(entryOf);
}

const columns = sql`entry.seq, entry.at, entry.actor, entry.act, entry.subject, entry.ticket, entry.deed,
	entry.before::text as before, entry.after::text as after, entry.previous, entry.hash`;

/** As one value: a tenth of the time that as many rows take, for they are many and short. */
async function readEntries(db: Kysely<Schema>, after: AuditEntry | undefined): Promise<readonly AuditEntry[]> {
	const {rows} = await sql<{page: readonly AuditEntry[] | null}>`select json_agg(entry) as page from (
		select ${columns} from audit_entry as entry
		where ${after?.seq ?? null}::bigint is null or seq > ${after?.seq ?? null}::bigint order by seq limit ${pageSize}
	) as entry`.execute(db);
	return rows[0]?.page ?? [];
}

/** Entries are only ever added at the end: pages that are read one after the other are as good as all at once. */
export function readRecords(db: Kysely<Schema>, {from, until}: Period): AsyncIterable<readonly AuditRecord[]> {
	return pages((after: AuditRecord | undefined) =>
		keeping(async () => {
			const {rows} = await sql<AuditRecord>`select ${columns}, named.address, aimed.address as target from audit_entry as entry
				left join audit_subject as named on named.subject = entry.subject
				left join audit_subject as aimed on aimed.subject = entry.after->>'target'
				where seq > ${after?.seq ?? 0}::bigint
					and (${from?.toISOString() ?? null}::text is null or at collate "C" >= ${from?.toISOString() ?? null}::text)
					and (${until?.toISOString() ?? null}::text is null or at collate "C" < ${until?.toISOString() ?? null}::text)
				order by seq limit ${pageSize}`.execute(db);
			return rows.map((row) => ({...entryOf(row), address: row.address ?? undefined, target: row.target ?? undefined}));
		}),
	);
}

function entryOf<Row extends AuditEntry>(row: Row): Row {
	return {...row, seq: Number(row.seq)};
}

/** One page after the other, the next one asked for while this one is read: how long the trail is, is not seen in the memory. */
async function* pages<Row>(read: (after: Row | undefined) => Promise<readonly Row[]>): AsyncGenerator<readonly Row[]> {
	let next = read(undefined);
	for (let page = await next; page.length > 0; page = await next) {
		next = read(page.at(-1));
		next.catch(() => {});
		yield page;
	}
}
