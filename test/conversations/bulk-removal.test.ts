import {sql} from 'kysely';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {cast, groups, places, sendingDomains} from '../../src/sandbox/world.ts';
import {
	boxesOf,
	bulkCard,
	complain,
	openSelection,
	people,
	progressOf,
	progressSays,
	removalsOf,
	removeSelected,
	requestRemoval,
	stillListed,
	suppress,
} from '../support/bulk.ts';
import {homeButtons, homeText, openHome} from '../support/home.ts';
import {changed, intercepted, type Payload, replay, untilDone} from '../support/replay.ts';
import {actsOf, afterOf, approve, cardSays, modalSays, openReview, stateOf, threadOf} from '../support/resending.ts';
import {buttonsOf, openStage, readMessage, type StageOptions} from '../support/stage.ts';

const {gitlab} = sendingDomains;

let stage: Awaited<ReturnType<typeof openStage>>;
const open = async (options: StageOptions = {}) => {
	await stage.close();
	stage = await openStage(options);
};
beforeEach(async () => {
	stage = await openStage();
});
afterEach(() => stage.close());

/** More than a person may remove without a manager. */
const many = people(12);

const request = (addresses = many) => requestRemoval(stage, addresses);

describe('at once, up to the threshold', () => {
	test('what is ticked leaves the list, each like a single removal, told on one message and to be undone', async () => {
		const agent = stage.as('agent');
		const five = people(5);
		suppress(stage, five);
		complain(stage, 'wish@example.org');
		const form = await openSelection(stage, agent);
		expect([...boxesOf(form)]).toEqual([['Addresses 1–10', five]]);
		const ticked = five.slice(0, 3);
		await removeSelected(agent, form, ticked);
		expect(await modalSays(stage, agent, /ended/)).toContain('3 removed');
		const told = await progressSays(stage, agent, /ended/);
		for (const address of ticked) expect(told).toContain(address);
		expect(progressOf(agent)).toHaveLength(1);
		expect(stillListed(stage, five)).toEqual(five.slice(3));
		expect(five.map((address) => removalsOf(stage, address))).toEqual([1, 1, 1, 0, 0]);
		expect(await actsOf(stage)).toEqual(
			expect.arrayContaining(['bulk-removal-begun', 'suppression-removal-intended', 'suppression-removed', 'bulk-removal-ended']),
		);
		expect(stage.world.mailgun.entries(gitlab, 'complaints')).toHaveLength(1);
		await agent.closeModal();
		await openHome(stage, agent);
		expect(homeButtons(agent).filter((label) => label === 'Undo Removal')).toHaveLength(3);
		expect(homeText(agent)).toContain(ticked[0]);
		await agent.clickInModal('Undo Removal', {confirm: true});
		await stage.world.slack.until(() => stillListed(stage, ticked).length === 1, 10_000);
	}, 30_000);

	test('each result is said: removed, already gone, left because it bounced again', async () => {
		const agent = stage.as('agent');
		const [one = '', gone = '', again = ''] = people(3);
		const all = [one, gone, again];
		suppress(stage, all);
		const form = await openSelection(stage, agent);
		const {mailgun, clock} = stage.world;
		mailgun.removeEntry(gitlab, 'bounces', gone);
		mailgun.removeEntry(gitlab, 'bounces', again);
		await stage.moveOn(60_000);
		mailgun.addBounce(gitlab, {address: again, code: '550', error: '5.7.1 blocked', created_at: clock.now().toUTCString()});
		await removeSelected(agent, form, all);
		const told = await progressSays(stage, agent, /ended/);
		expect(told).toContain('1 removed');
		expect(told).toContain('1 already gone');
		expect(told).toContain('1 left, for the list holds another entry than was shown');
		expect(stillListed(stage, all)).toEqual([again]);
		expect(removalsOf(stage, again)).toBe(0);
	}, 30_000);

	test('nothing ticked, no reason, an unreadable ticket: told at the field, and nothing happens', async () => {
		const agent = stage.as('agent');
		const two = people(2);
		suppress(stage, two);
		const form = await openSelection(stage, agent);
		await removeSelected(agent, form, []);
		expect(agent.modal()?.errors).toMatchObject({addresses_0: expect.stringContaining('at least one')});
		await removeSelected(agent, form, two, {Reason: 'x', Ticket: 'soon'});
		expect(Object.keys(agent.modal()?.errors ?? {}).sort()).toEqual(['reason', 'ticket']);
		expect(stillListed(stage, two)).toEqual(two);
	});

	test('when the limit of an hour is used up, the rest waits, says so, and goes on by itself', async () => {
		await open({environment: {LIMIT_REMOVALS_PER_HOUR: '2'}});
		const agent = stage.as('agent');
		const three = people(3);
		suppress(stage, three);
		await removeSelected(agent, await openSelection(stage, agent), three);
		expect(await progressSays(stage, agent, /It waits/)).toContain('LIMIT_REMOVALS_PER_HOUR');
		expect(stillListed(stage, three)).toHaveLength(1);
		await stage.moveOn(3_601_000);
		expect(await progressSays(stage, agent, /ended/, 20_000)).toContain('3 removed');
		expect(three.map((address) => removalsOf(stage, address))).toEqual([1, 1, 1]);
		expect(progressOf(agent)).toHaveLength(1);
	}, 40_000);

	test('an entry of another customer, put there in the database while the rest waits, is left', async () => {
		await open({environment: {LIMIT_REMOVALS_PER_HOUR: '2'}});
		const agent = stage.as('agent');
		const [three, victim] = [people(3), 'victim@example.net'];
		suppress(stage, [...three, victim]);
		await removeSelected(agent, await openSelection(stage, agent), three);
		await progressSays(stage, agent, /It waits/);
		await sql`update removal set address = ${victim}, spelling = ${victim} where bulk is not null and bulk_outcome is null`.execute(
			stage.bot.database.db,
		);
		await stage.moveOn(3_601_000);
		expect(await progressSays(stage, agent, /ended/, 20_000)).toContain('2 removed, 1 left');
		expect(removalsOf(stage, victim)).toBe(0);
	}, 40_000);

	test('the reason stands in the trail, without the addresses in it', async () => {
		const agent = stage.as('agent');
		const two = people(2);
		suppress(stage, [...two, ...many]);
		const reason = {Reason: 'Their server was down, says it@example.org'};
		await removeSelected(agent, await openSelection(stage, agent), two, reason);
		await progressSays(stage, agent, /ended/);
		await removeSelected(agent, await openSelection(stage, agent), many.slice(2), reason);
		await modalSays(stage, agent, /Requested/);
		await approve(stage, stage.as('manager'), await stage.world.slack.until(() => bulkCard(stage)));
		await stage.world.slack.until(() => stillListed(stage, many).length === 0, 20_000);
		const kept = {domain: 'example.org', reason: 'Their server was down, says [address]'};
		expect(await afterOf(stage, 'bulk-removal-begun')).toMatchObject([kept, kept]);
		expect(await afterOf(stage, 'request-created')).toMatchObject([kept]);
	}, 40_000);

	test('what Mailgun leaves open is tried again later', async () => {
		const agent = stage.as('agent');
		const three = people(3);
		suppress(stage, three);
		const form = await openSelection(stage, agent);
		const release = stage.world.faults.add({service: 'mailgun', path: /p02/, fault: 'unavailable'});
		await removeSelected(agent, form, three);
		expect(await progressSays(stage, agent, /It waits/)).toContain('Mailgun left something open');
		expect(stillListed(stage, three)).toEqual([three[1]]);
		release();
		await stage.moveOn(60_000);
		expect(await progressSays(stage, agent, /ended/, 20_000)).toContain('3 removed');
	}, 40_000);
});

describe('above the threshold', () => {
	test('a manager reads the whole set and approves it, and exactly that is removed', async () => {
		const card = await request();
		expect(buttonsOf(card)).toEqual(['Approve', 'Deny', 'Cancel Request']);
		for (const address of many) expect(readMessage(card)).not.toContain(address);
		expect(readMessage(card)).toContain('12 addresses at example.org');
		expect(stillListed(stage, many)).toEqual(many);
		const manager = stage.as('manager');
		await openHome(stage, manager);
		expect(homeText(manager)).toContain('Bulk removal of 12 addresses');
		const review = await openReview(stage, manager, card);
		expect(manager.modal()?.view).toMatchObject({title: {text: 'Review bulk removal'}, submit: {text: 'Approve and Remove'}});
		for (const words of [...many, 'Their mail server was down for a day', '4790', 'no such mailbox', 'last 7 days'])
			expect(review).toContain(words);
		await manager.closeModal();
		await approve(stage, manager, card);
		const agent = stage.as('agent');
		const told = await progressSays(stage, agent, /ended/, 20_000);
		for (const words of [...many, '12 removed', `<@${cast.manager.id}>`]) expect(told).toContain(words);
		await cardSays(stage, card, /carried out: 12 removed/);
		const outcomes = () => threadOf(stage, card).filter((text) => text.includes('12 removed'));
		await stage.world.slack.until(() => outcomes().length > 0);
		expect(outcomes()).toHaveLength(1);
		expect(many.map((address) => removalsOf(stage, address))).toEqual(many.map(() => 1));
		const acts = await actsOf(stage);
		for (const act of ['request-approved', 'request-sending-intended', 'request-sent', 'bulk-removal-begun', 'bulk-removal-ended'])
			expect(acts.filter((other) => other === act)).toHaveLength(1);
		expect(JSON.stringify(stage.world.slack.allMessages(places.approvals))).not.toContain(many[0]);
	}, 40_000);

	test('it is counted for each person and customer domain over a day, so no set can be split', async () => {
		const agent = stage.as('agent');
		suppress(stage, many);
		await removeSelected(agent, await openSelection(stage, agent), many.slice(0, 8));
		await progressSays(stage, agent, /8 removed/);
		await removeSelected(agent, await openSelection(stage, agent), many.slice(8));
		expect(await modalSays(stage, agent, /Requested|ended/)).toContain('Requested');
		const other = stage.as('secondAgent');
		await removeSelected(other, await openSelection(stage, other), many.slice(8, 9));
		expect(await progressSays(stage, other, /ended/)).toContain('1 removed');
		await stage.moveOn(24 * 3_600_000 + 1000);
		await removeSelected(agent, await openSelection(stage, agent), many.slice(9));
		expect(await modalSays(stage, agent, /Requested|ended/)).toContain('3 removed');
		expect(stillListed(stage, many)).toEqual([]);
	}, 60_000);

	test('it can be denied, cancelled, and expires; nobody decides their own; then nothing is removed', async () => {
		const [manager, agent] = [stage.as('manager'), stage.as('agent')];
		const denied = await request();
		await manager.click(denied, 'Deny');
		await modalSays(stage, manager, /Request RQ-/);
		await manager.submit({Reason: 'Ask their administrator first'});
		await cardSays(stage, denied, /Denied by/);
		await manager.closeModal();
		const cancelled = await request();
		await agent.click(cancelled, 'Cancel Request', {confirm: true});
		expect(await cardSays(stage, cancelled, /Cancelled/)).toContain('Nothing was removed');
		await removeSelected(manager, await openSelection(stage, manager), many);
		await modalSays(stage, manager, /Requested/);
		await manager.closeModal();
		const own = await stage.world.slack.until(() => {
			const card = bulkCard(stage);
			return card !== undefined && card.ts !== cancelled.ts ? card : undefined;
		});
		await manager.click(own, 'Approve');
		await modalSays(stage, manager, /Nobody decides their own request/);
		await stage.moveOn(4 * 3_600_000 + 1000);
		expect(await cardSays(stage, own, /Expired/, 20_000)).toContain('Nothing was removed');
		expect(stillListed(stage, many)).toEqual(many);
	}, 60_000);

	test('of two managers at the same time one decides, the other reads who', async () => {
		const card = await request();
		const [one, other] = [stage.as('manager'), stage.as('secondManager')];
		await openReview(stage, one, card);
		await openReview(stage, other, card);
		await Promise.all([one.submit({}), other.submit({})]);
		const words = await Promise.all([one, other].map((actor) => modalSays(stage, actor, /RQ-/)));
		expect(words.filter((text) => text.includes('Already settled'))).toHaveLength(1);
		await progressSays(stage, stage.as('agent'), /12 removed/, 20_000);
		expect(many.map((address) => removalsOf(stage, address))).toEqual(many.map(() => 1));
		expect((await actsOf(stage)).filter((act) => act === 'request-approved')).toHaveLength(1);
	}, 40_000);

	const editSet = () =>
		sql`update approval_request set entries = jsonb_set(entries, '{0,address}', '"boss@example.org"')`.execute(stage.bot.database.db);

	test('a set that was changed in the database before the decision is void', async () => {
		suppress(stage, ['boss@example.org']);
		const card = await request();
		await editSet();
		expect(await approve(stage, stage.as('manager'), card)).toContain('void');
		await expect.poll(() => stateOf(stage)).toBe('void');
		expect(stillListed(stage, [...many, 'boss@example.org'])).toHaveLength(13);
	}, 30_000);

	test('after the decision it is void too, and when the approver is no manager any more, or the ticket is another’s', async () => {
		await open({zendesk: true});
		const {slack, zendesk, faults} = stage.world;
		zendesk.addTicket({id: 4790, requester: 'it@example.org'});
		suppress(stage, ['boss@example.org']);
		const manager = stage.as('manager');
		const changes = [
			editSet,
			() => zendesk.changeTicket(4790, {requester: 'eve@example.net'}),
			() => slack.setUserGroup(groups.managers, 'support-managers', [cast.secondManager.id]),
		];
		for (const happens of changes) {
			const card = await request();
			const review = await openReview(stage, manager, card);
			expect(review.includes('no address at this domain')).toBe(happens === changes[2]);
			const release = faults.add({service: 'zendesk', fault: 'down'});
			await manager.submit({});
			await modalSays(stage, manager, /Nothing is removed yet/);
			await manager.closeModal();
			await happens();
			release();
			await stage.moveOn(60_000);
			expect(await cardSays(stage, card, /Void/, 20_000)).toContain('Nothing was removed');
		}
		expect(stillListed(stage, many)).toEqual(many);
	}, 60_000);

	test('without managers it is off, and says so', async () => {
		await open({environment: {SLACK_MANAGERS_USERGROUP: ''}});
		const agent = stage.as('agent');
		suppress(stage, many);
		await removeSelected(agent, await openSelection(stage, agent), many);
		expect(await modalSays(stage, agent, /no managers are configured/)).toContain('Nothing was removed');
		expect(stillListed(stage, many)).toEqual(many);
	});
});

test('what is another’s, or was not offered, is not removed, whatever a client sends', async () => {
	const [agent, other] = [stage.as('agent'), stage.as('secondAgent')];
	const two = people(2);
	suppress(stage, two);
	complain(stage, 'wish@example.org');
	const form = await openSelection(stage, agent);
	const submission = await intercepted(stage, () => removeSelected(agent, form, two));
	const asOther = (payload: Payload) => changed(payload, ['user', 'id'], other.person.id);
	await replay(stage, asOther(submission));
	await modalSays(stage, agent, /do not know this list/);
	const wish = await stage.bot.database.db
		.selectFrom('sweep_entry')
		.select('seq')
		.where('kind', '=', 'complaint')
		.executeTakeFirstOrThrow();
	const boxes = ['view', 'state', 'values', 'addresses_0', 'addresses_0', 'selected_options'];
	await replay(stage, changed(submission, boxes, [{value: String(wish.seq)}]));
	await untilDone(stage);
	await replay(stage, changed(submission, ['view', 'private_metadata'], 'made-up'));
	await untilDone(stage);
	expect(stillListed(stage, two)).toEqual(two);
	expect(stage.world.mailgun.entries(gitlab, 'complaints')).toHaveLength(1);
	expect(await actsOf(stage)).not.toContain('bulk-removal-begun');
	await replay(stage, submission);
	await untilDone(stage);
	await progressSays(stage, agent, /2 removed/);
}, 30_000);
