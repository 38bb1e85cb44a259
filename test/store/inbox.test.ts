import {sql} from 'kysely';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createInbox, forgetDeliveries} from '../../src/store/inbox.ts';
import {openTestDatabase} from '../support/database.ts';

let database: Awaited<ReturnType<typeof openTestDatabase>>;

beforeEach(async () => {
	database = await openTestDatabase();
});

afterEach(() => database.drop());

const body = {type: 'block_actions'};

function lapse(): Promise<unknown> {
	return sql`update inbox set lease_until = now() - interval '1 second'`.execute(database.db);
}

test('a delivery is taken once, whoever repeats it', async () => {
	const inboxes = ['first', 'second'].map((owner) => createInbox(database.db, owner));
	const taken = await Promise.all(Array.from({length: 20}, (_unused, index) => inboxes[index % 2]?.take('key', body)));
	expect(taken.filter((mine) => mine)).toHaveLength(1);
});

test('what a killed process left is adopted once, and only after its lease', async () => {
	await createInbox(database.db, 'killed').take('key', body);
	const living = ['one', 'other'].map((owner) => createInbox(database.db, owner));
	expect(await living[0]?.adopt()).toEqual([]);
	await lapse();
	const adopted = await Promise.all(living.map((inbox) => inbox.adopt()));
	expect(adopted.flat()).toEqual([{key: 'key', body}]);
});

test('a renewed lease is not adopted', async () => {
	const slow = createInbox(database.db, 'slow');
	await slow.take('key', body);
	await lapse();
	await slow.renew(['key']);
	expect(await createInbox(database.db, 'other').adopt()).toEqual([]);
});

test('what is finished, withdrawn or only a look-up is never resumed, and its body is gone', async () => {
	const inbox = createInbox(database.db, 'one');
	await inbox.take('finished', body);
	await inbox.finish('finished');
	await inbox.take('withdrawn', body);
	await inbox.withdraw('withdrawn');
	await inbox.take('look-up', undefined);
	await lapse();
	expect(await inbox.adopt()).toEqual([]);
	const bodies = await database.db.selectFrom('inbox').select('body').where('body', 'is not', null).execute();
	expect(bodies).toEqual([]);
});

test('a delivery that was withdrawn before it was recorded is not taken afterwards', async () => {
	const inbox = createInbox(database.db, 'one');
	await inbox.withdraw('late');
	expect(await inbox.take('late', body)).toBe(false);
});

test('deliveries go after the retention time, and not before', async () => {
	const inbox = createInbox(database.db, 'one');
	await inbox.take('old', body);
	await sql`update inbox set received_at = now() - interval '91 days'`.execute(database.db);
	await inbox.take('new', body);
	await forgetDeliveries(database.db, 90);
	expect(await inbox.take('new', body)).toBe(false);
	expect(await inbox.take('old', body)).toBe(true);
});

test('what another process has taken cannot be withdrawn from it', async () => {
	await createInbox(database.db, 'working').take('key', body);
	expect(await createInbox(database.db, 'slow').withdraw('key')).toBe(false);
	await lapse();
	expect(await createInbox(database.db, 'third').adopt()).toHaveLength(1);
});
