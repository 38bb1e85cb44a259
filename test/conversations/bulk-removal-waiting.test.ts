import {sql} from 'kysely';
import {afterEach, expect, test} from 'vitest';
import {cast, groups, sendingDomains} from '../../src/sandbox/world.ts';
import {forgetRemovals} from '../../src/store/removals.ts';
import {people, progressSays, removalsOf, requestRemoval, stillListed, suppress} from '../support/bulk.ts';
import {afterOf, approve, cardSays} from '../support/resending.ts';
import {openStage, type StageOptions} from '../support/stage.ts';

const {gitlab} = sendingDomains;

let stage: Awaited<ReturnType<typeof openStage>>;
afterEach(() => stage.close());

/** More than a person may remove without a manager, and more than twice the limit of an hour. */
const many = people(12);
const hour = 3_601_000;

async function waiting(options: StageOptions = {}) {
	stage = await openStage({...options, environment: {LIMIT_REMOVALS_PER_HOUR: '5'}});
	if (options.zendesk === true) stage.world.zendesk.addTicket({id: 4790, requester: 'it@example.org'});
	const card = await requestRemoval(stage, many);
	await approve(stage, stage.as('manager'), card);
	await progressSays(stage, stage.as('agent'), /It waits: the limit/, 20_000);
	const left = stillListed(stage, many);
	expect(left.length).toBeGreaterThan(5);
	return {card, left};
}

test('entries that were changed in the database meanwhile are left, the others are removed', async () => {
	const {card, left} = await waiting();
	const strangers = ['boss@example.org', 'victim@example.net'];
	suppress(stage, strangers);
	const entries = stage.world.mailgun.entries(gitlab, 'bounces');
	for (const [index, address] of strangers.entries()) {
		const entry = entries.find((one) => 'created_at' in one && one.address === address);
		const createdAt = entry !== undefined && 'created_at' in entry ? new Date(entry.created_at).toISOString() : '';
		await sql`update removal set address = ${address}, spelling = ${address}, asked = ${address},
			entry = jsonb_set(entry, '{createdAt}', to_jsonb(${createdAt}::text)) where spelling = ${left[index] ?? ''}`.execute(
			stage.bot.database.db,
		);
	}
	await stage.moveOn(hour);
	const agent = stage.as('agent');
	expect(await progressSays(stage, agent, /ended/, 30_000)).toContain('10 removed, 2 left, for the list holds another entry');
	await cardSays(stage, card, /carried out: 10 removed/);
	expect(stillListed(stage, [...many, ...strangers])).toEqual([...left.slice(0, 2), ...strangers]);
	expect(strangers.map((address) => removalsOf(stage, address))).toEqual([0, 0]);
}, 60_000);

test.each([
	[
		'the approver is no manager any more',
		'Whoever approved it is no manager any more',
		() => stage.world.slack.setUserGroup(groups.managers, 'support-managers', [cast.secondManager.id]),
	],
	[
		'the ticket is another’s',
		'The ticket has another requester than at the request',
		() => stage.world.zendesk.changeTicket(4790, {requester: 'eve@example.net'}),
	],
	[
		'the set was changed in the database',
		'The record was changed',
		() => sql`update approval_request set entries = jsonb_set(entries, '{0,address}', '"boss@example.org"')`.execute(stage.bot.database.db),
	],
])(
	'the rest is left when %s, and people read why',
	async (_what, reason, happens) => {
		const {card, left} = await waiting({zendesk: true});
		await happens();
		await stage.moveOn(hour);
		const told = await progressSays(stage, stage.as('agent'), /ended/, 30_000);
		const counts = `${many.length - left.length} removed, ${left.length} left, for the approval holds no longer`;
		expect(told).toContain(counts);
		expect(told).toContain(reason);
		expect(await cardSays(stage, card, /carried out/)).toContain(`${counts}. ${reason}`);
		expect(stillListed(stage, many)).toEqual(left);
		expect(await afterOf(stage, 'bulk-removal-ended')).toMatchObject([{withdrawn: left.length, stopped: expect.stringContaining(reason)}]);
	},
	60_000,
);

test('housekeeping takes nothing of what is still to come, however long it waits', async () => {
	const {card} = await waiting();
	const {db} = stage.bot.database;
	await sql`update removal set seen_at = seen_at - interval '3 days'`.execute(db);
	await forgetRemovals(db, 90);
	const agent = stage.as('agent');
	for (const words of [/10 of 12 done/, /ended: 12 removed/]) {
		await stage.moveOn(hour);
		await progressSays(stage, agent, words, 30_000);
	}
	await cardSays(stage, card, /carried out: 12 removed/);
	expect(stillListed(stage, many)).toEqual([]);
}, 60_000);

test('nothing is removed while nobody tells whether the approval holds, and when the time is over the rest is left', async () => {
	const {card, left} = await waiting({zendesk: true});
	const agent = stage.as('agent');
	const release = stage.world.faults.add({service: 'zendesk', fault: 'down'});
	await stage.moveOn(hour);
	await progressSays(stage, agent, /It waits: nobody tells me now whether the approval still holds/, 20_000);
	expect(stillListed(stage, many)).toEqual(left);
	release();
	await stage.moveOn(60_000);
	await progressSays(stage, agent, /It waits: the limit/, 20_000);
	const rest = stillListed(stage, many);
	expect(rest.length).toBeLessThan(left.length);
	await stage.moveOn(3 * hour);
	expect(await progressSays(stage, agent, /ended/, 30_000)).toContain(`${rest.length} left, for the time to remove them was over`);
	await cardSays(stage, card, /carried out/);
	expect(stillListed(stage, many)).toEqual(rest);
}, 60_000);

test('one whose removal was begun is told as removed when the list says so, and left when it is there', async () => {
	const {left} = await waiting();
	const [gone = '', there = ''] = left;
	const {db} = stage.bot.database;
	await sql`update removal set state = 'removing', delivery = bulk, moved_at = present() where spelling in (${gone}, ${there})`.execute(db);
	stage.world.mailgun.removeEntry(gitlab, 'bounces', gone);
	stage.world.slack.setUserGroup(groups.managers, 'support-managers', [cast.secondManager.id]);
	await stage.moveOn(hour);
	const told = await progressSays(stage, stage.as('agent'), /ended/, 30_000);
	expect(told).toContain(`${many.length - left.length + 1} removed, ${left.length - 1} left, for the approval holds no longer`);
	expect(stillListed(stage, many)).toEqual(left.slice(1));
	expect([gone, there].map((address) => removalsOf(stage, address))).toEqual([0, 0]);
}, 60_000);
