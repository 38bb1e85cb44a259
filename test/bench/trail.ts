import {createHash, randomBytes} from 'node:crypto';
import {sealedText} from '../../src/model/audit.ts';
import {createAuditStore} from '../../src/store/audit-trail.ts';
import {openDatabase} from '../../src/store/database.ts';
import {amount} from '../support/amount.ts';
import {inTurns, type Row, timed} from './figures.ts';
import {freshDatabase, type House} from './house.ts';

const entries = amount('BENCH_ENTRIES', 20_000);

/** P12: the whole trail read from the database and verified, against nothing but the hashing of the same bytes. */
export async function verifying(house: House): Promise<Row> {
	const database = await openDatabase({url: await freshDatabase(house)});
	const {db} = database;
	const trail = createAuditStore({db, key: randomBytes(32).toString('hex')});
	await db.transaction().execute(async (transaction) => {
		for (let count = 0; count < entries; count += 1) {
			await trail.recordIn(transaction, {
				actor: 'U0DANA',
				act: 'suppression-removed',
				subject: `person-${count % 500}@example.com`,
				ticket: String(count),
				deed: `RM-${count}`,
				before: {list: 'bounces', sendingDomain: 'mg.gitlab.com', code: '550'},
				after: {removed: true},
			});
		}
	});
	const rows = await db.selectFrom('audit_entry').selectAll().orderBy('seq').execute();
	const texts = rows.map(({hash: _hash, before, after, ...row}) =>
		sealedText({...row, before: JSON.stringify(before), after: JSON.stringify(after)}),
	);
	const {ours, control} = await inTurns(
		house.rounds,
		() => timed(() => trail.verify()),
		() => timed(async () => texts.map((text) => createHash('sha256').update(text).digest('hex'))),
	);
	await database.close();
	const rate = (taken: number) => `${Math.round(entries / taken)}k entries/s`;
	return {
		id: 'P12',
		what: `audit verify, ${entries.toLocaleString('en')} entries`,
		ours: rate(ours),
		control: `${rate(control)} sha256 of the same bytes`,
		limit: `ratio ${(control / ours).toFixed(2)} ≥ 0.3`,
		holds: control / ours >= 0.3,
	};
}
