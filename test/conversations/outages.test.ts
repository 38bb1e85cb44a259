import {sql} from 'kysely';
import {describe, expect, vi} from 'vitest';
import type {Delivery, SlackMessage} from '../../src/sandbox/slack/types.ts';
import {engine} from '../support/database.ts';
import {modalSays, newestCard, openResend, openReview, proof, sendCode, stateOf} from '../support/resending.ts';
import {runOn} from '../support/server.ts';
import {ask, channel, click, form, lastCard, readBlock, readMessage, type Stage, test} from '../support/stage.ts';

const gitlab = 'mg.gitlab.com';
const honest = /could not write to my database.*Nothing was changed/;

interface Outage extends AsyncDisposable {
	readonly mend: () => Promise<void>;
}

/** Ends at `mend`, or at the latest with the test. */
function outage(end: () => Promise<unknown>): Outage {
	let ended: Promise<unknown> | undefined;
	const mend = async () => {
		ended ??= end();
		await ended;
	};
	return {mend, [Symbol.asyncDispose]: mend};
}

/** Nobody else gets at the inbox until the lock is let go. */
async function lockInbox({bot}: Stage): Promise<Outage> {
	const release = Promise.withResolvers<void>();
	const locked = Promise.withResolvers<void>();
	const done = bot.database.db.transaction().execute(async (transaction) => {
		await sql`lock table inbox in access exclusive mode`.execute(transaction);
		locked.resolve();
		await release.promise;
	});
	await locked.promise;
	return outage(() => {
		release.resolve();
		return done;
	});
}

/** The table is there under another name, so for the bot it is gone. */
async function takeAway({bot}: Stage, table: string): Promise<Outage> {
	const rename = (from: string, to: string) => sql`alter table ${sql.table(from)} rename to ${sql.table(to)}`.execute(bot.database.db);
	await rename(table, `${table}_gone`);
	return outage(() => rename(`${table}_gone`, table));
}

function expectInTime(delivery: Delivery): void {
	expect(delivery).toMatchObject({status: 200});
	expect(delivery.ms).toBeLessThan(3000);
}

/** Mailgun's log is searched by POST. */
const writes = ({world}: Stage) =>
	world.mailgun.requests().filter(({method, path}) => method !== 'GET' && !path.startsWith('/v1/analytics/'));
const seen = (stage: Stage, pattern: RegExp) =>
	stage.world.slack.until(() =>
		stage
			.as('agent')
			.messages(channel)
			.some((message) => pattern.test(readMessage(message))),
	);

describe.for([
	['locked', lockInbox],
	['gone', (stage: Stage) => takeAway(stage, 'inbox')],
] as const)('while the database is %s', ([how, spoil]) => {
	test('a command gets an honest line in its acknowledgement, and nothing is done', async ({stage}) => {
		await using trouble = await spoil(stage);
		const delivery = await stage.as('agent').command(channel, '/suppression', 'ada@example.com');
		await trouble.mend();
		expectInTime(delivery);
		expect(JSON.stringify(delivery.body)).toMatch(honest);
		expect(readMessage(await ask(stage, stage.as('agent'), 'history ada@example.com'))).toContain('has done nothing');
		expect(stage.world.mailgun.requests()).toEqual([]);
	});

	test('a click is told at its response URL, and is not carried out later either', async ({stage}) => {
		stage.world.mailgun.addBounce(gitlab, {address: 'ada@example.com'});
		const agent = stage.as('agent');
		const card = await ask(stage, agent, 'ada@example.com');
		await using trouble = await spoil(stage);
		expectInTime(await agent.click(card, 'Remove Suppression', {confirm: true}));
		await trouble.mend();
		await seen(stage, honest);
		const {contentType = '', rawBody = ''} = stage.world.slack.deliveries().at(-1) ?? {};
		await vi.waitFor(async () => expect(await unfinished(stage)).toEqual([]));
		if (how === 'locked') expectInTime(await stage.world.slack.deliverRaw(contentType, rawBody));
		expect(writes(stage)).toEqual([]);
		expect(readMessage(await click(stage, agent, card, 'Remove Suppression'))).toContain('Removed by');
		expect(writes(stage)).toHaveLength(1);
	});

	test('a form says so in its place', async ({stage}) => {
		const agent = stage.as('agent');
		await agent.command(channel, '/suppression', '');
		await form(stage, agent);
		await using trouble = await spoil(stage);
		expectInTime(await agent.submit({'Address or domain': 'ada@example.com'}));
		await trouble.mend();
		expect(readBlock(agent.modal()?.view.blocks)).toMatch(honest);
		expect(stage.world.mailgun.requests()).toEqual([]);
	});
});

async function unfinished({bot}: Stage): Promise<readonly unknown[]> {
	return bot.database.db.selectFrom('inbox').select('key').where('state', '=', 'working').execute();
}

/** As PostgreSQL answers when the disk is full: reading goes on, writing does not. */
async function fillDisk({bot}: Stage, table: string): Promise<Outage> {
	const {db} = bot.database;
	await sql`create function no_space() returns trigger language plpgsql
		as $$ begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$`.execute(db);
	await sql`create trigger no_space before insert or update on ${sql.table(table)} execute function no_space()`.execute(db);
	return outage(() => sql`drop function no_space cascade`.execute(db));
}

/** All sessions of the database, the ones to come too. */
async function makeReadOnly({place}: Stage): Promise<Outage> {
	const url = new URL(place.environment.DATABASE_URL ?? '');
	const name = url.pathname.slice(1);
	const server = Object.assign(new URL(url), {pathname: '/postgres'}).href;
	const restart = () => runOn(server, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
	await runOn(server, `alter database ${name} set default_transaction_read_only = on`);
	await restart();
	return outage(async () => {
		await runOn(server, `alter database ${name} reset default_transaction_read_only`);
		await restart();
	});
}

const unwritable: readonly (readonly [string, (stage: Stage) => Promise<Outage>])[] = [
	['whose trail takes no entry', (stage) => fillDisk(stage, 'audit_entry')],
	['whose trail cannot move its head', (stage) => fillDisk(stage, 'audit_head')],
	['that takes nothing at all', (stage) => fillDisk(stage, 'inbox')],
	// One for itself: the embedded database has no sessions that could be told so.
	...(engine === 'postgresql' ? ([['that is read-only', makeReadOnly]] as const) : []),
];

describe.for(unwritable)('on a database %s', ([, spoil]) => {
	test('nothing is removed, put back, sent or approved, everybody is told, and it goes on afterwards', async ({stage}) => {
		const {mailgun} = stage.world;
		mailgun.addBounce(gitlab, {address: 'ada@example.com'});
		mailgun.addBounce(gitlab, {address: 'grace@example.org'});
		sendCode(stage, {to: 'linus@example.net'});
		const agent = stage.as('agent');
		const [bounced, log] = [await ask(stage, agent, 'ada@example.com'), await ask(stage, agent, 'log linus@example.net')];
		const removed = await click(stage, agent, await ask(stage, agent, 'grace@example.org'), 'Remove Suppression');
		const request = await requestFor(stage, log);
		await openReview(stage, stage.as('manager'), request);
		await openResend(stage, agent, log);
		const before = writes(stage).length;
		await using trouble = await spoil(stage);
		const deliveries = [
			await agent.click(bounced, 'Remove Suppression', {confirm: true}),
			await agent.click(removed, 'Undo Removal', {confirm: true}),
			await agent.submit({}),
			await stage.as('manager').submit({}),
		];
		for (const delivery of deliveries) expectInTime(delivery);
		await vi.waitFor(() => {
			expect(agent.messages(channel).filter((message) => honest.test(readMessage(message)))).toHaveLength(2);
			for (const who of ['agent', 'manager'] as const) expect(readBlock(stage.as(who).modal()?.view.blocks)).toMatch(honest);
		}, 20_000);
		await trouble.mend();
		await vi.waitFor(async () => expect(await unfinished(stage)).toEqual([]), 10_000);
		expect(writes(stage)).toHaveLength(before);
		expect(await stateOf(stage)).toBe('pending');
		await vi.waitFor(
			async () => expect(readMessage(await click(stage, agent, bounced, 'Remove Suppression'))).toContain('Removed by'),
			10_000,
		);
	}, 60_000);
});

async function requestFor(stage: Stage, log: SlackMessage): Promise<SlackMessage> {
	await openResend(stage, stage.as('agent'), log);
	await stage.as('agent').submit({...proof, 'Send to': 'linus.new@example.com'});
	await modalSays(stage, stage.as('agent'), /Requested\./);
	await stage.as('agent').closeModal();
	return stage.world.slack.until(() => newestCard(stage));
}

test('without an audit trail nothing is removed', async ({stage}) => {
	stage.world.mailgun.addBounce(gitlab, {address: 'ada@example.com'});
	const agent = stage.as('agent');
	const card = await ask(stage, agent, 'ada@example.com');
	await using trouble = await takeAway(stage, 'audit_entry');
	expectInTime(await agent.click(card, 'Remove Suppression', {confirm: true}));
	await seen(stage, honest);
	await trouble.mend();
	expect(writes(stage)).toEqual([]);
	expect(readMessage(await click(stage, agent, card, 'Remove Suppression'))).toContain('Removed by');
});

test('with every service silent, all is acknowledged within three seconds, and works again afterwards', {timeout: 60_000}, async ({
	stage,
}) => {
	const {mailgun, faults} = stage.world;
	mailgun.addBounce(gitlab, {address: 'ada@example.com'});
	const agent = stage.as('agent');
	const card = await ask(stage, agent, 'ada@example.com');
	await agent.command(channel, '/suppression', '');
	await form(stage, agent);
	// Who is an agent has to be asked again.
	await stage.moveOn(61_000);
	faults.add({service: 'mailgun', fault: 'hang'});
	faults.add({service: 'slack', fault: 'hang'});
	for (const text of ['', 'help', 'grace@example.org', 'history grace@example.org']) {
		expectInTime(await agent.command(channel, '/suppression', text));
	}
	expectInTime(await agent.click(card, 'Remove Suppression', {confirm: true}));
	expectInTime(await agent.submit({'Address or domain': 'grace@example.org'}));
	faults.clear();
	await vi.waitFor(async () => expect(readMessage(await ask(stage, agent, 'linus@example.net'))).toContain('No suppression'), 30_000);
});

test('the pages of the operator tell what is wrong', async ({stage}) => {
	const page = async (path: string) => {
		const answer = await fetch(`${stage.bot.url}${path}`);
		return {status: answer.status, text: await answer.text()};
	};
	expect(await page('/healthz')).toEqual({status: 200, text: 'ok\n'});
	expect(await page('/readyz')).toMatchObject({status: 200});
	stage.world.faults.add({service: 'slack', path: /auth\.test/, fault: 'server-error'});
	await stage.moveOn(60_000);
	const ready = await page('/readyz');
	expect(ready.status).toBe(503);
	expect(ready.text).toContain('slack: does not answer');
	expect(await page('/healthz')).toMatchObject({status: 200});
	expect((await page('/metrics')).text).toContain('redeliver_upstream_requests_total');
	expect(lastCard(stage.as('agent'))).toBeUndefined();
});
