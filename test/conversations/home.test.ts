import {describe, expect} from 'vitest';
import {parseConfig} from '../../src/config.ts';
import {createLogger} from '../../src/logger.ts';
import {startBot} from '../../src/main.ts';
import type {SlackActor} from '../../src/sandbox/slack/types.ts';
import {cast, groups} from '../../src/sandbox/world.ts';
import {createBelongings} from '../support/belongings.ts';
import {homeButtons, homeSays, homeText, openHome, publications, publishedFor} from '../support/home.ts';
import {approve, makeRequest, modalSays, owner, resentTo, secretCode, sendCode, target} from '../support/resending.ts';
import {ask, form, readMessage, type Stage, test} from '../support/stage.ts';
import {gitlab, mail, minute, removed} from '../support/watching.ts';

const hour = 60 * minute;
const own = ['Check Email Delivery', 'Find Suppressions'];

const refusals = async ({bot}: Stage, actor: string) =>
	bot.database.db.selectFrom('audit_entry').select('after').where('act', '=', 'refused').where('actor', '=', actor).execute();

function directWords(stage: Stage, actor: SlackActor): readonly string[] {
	return stage.world.slack.allMessages(`D${actor.person.id.slice(1)}`).map(readMessage);
}

describe('a manager', () => {
	test('reviews from the home what waits, and exactly one mail goes out', async ({stage}) => {
		const [agent, manager] = [stage.as('agent'), stage.as('manager')];
		sendCode(stage);
		const id = /RQ-\w+/.exec(readMessage(await makeRequest(stage, agent)))?.[0] ?? '';
		const text = await openHome(stage, manager);
		expect(text.indexOf('Waiting for a manager')).toBe(0);
		expect(text).toMatch(
			`${id} Verification code from a•••@example.com to a•••@example.net, requested by <@${agent.person.id}>, expires 20`,
		);
		const [records = ''] = text.split('Commands');
		for (const secret of [owner, target, secretCode]) expect(records).not.toContain(secret);
		expect(homeButtons(manager)).toEqual(['Review', ...own]);
		await manager.clickInModal('Review');
		expect(JSON.stringify(await form(stage, manager))).toContain(target);
		expect(manager.modal()?.view).toMatchObject({title: {text: 'Review resend request'}, submit: {text: 'Approve and Send'}});
		await manager.submit({});
		await modalSays(stage, manager, /Approved.*and sent/);
		expect(resentTo(stage)).toEqual([target]);
		await stage.moveOn(5000);
		await homeSays(stage, manager, /Nothing waits for a manager/);
		expect(homeButtons(manager)).toEqual(own);
	});

	test('has no button for a request of their own; another manager has', async ({stage}) => {
		const [manager, other] = [stage.as('manager'), stage.as('secondManager')];
		sendCode(stage);
		await makeRequest(stage, manager);
		expect(await openHome(stage, manager)).toContain('Your own: another manager decides.');
		expect(homeButtons(manager)).not.toContain('Review');
		await openHome(stage, other);
		expect(homeButtons(other)).toContain('Review');
	});

	test('who clicks late reads who was first, and nothing more happens', async ({stage}) => {
		const [manager, other] = [stage.as('manager'), stage.as('secondManager')];
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		await openHome(stage, other);
		// They go on looking at what is no longer so.
		stage.world.faults.add({service: 'slack', path: /views\.publish/, fault: 'server-error'});
		await approve(stage, manager, card);
		await other.clickInModal('Review');
		expect(await modalSays(stage, other, /Already settled/)).toContain(`<@${manager.person.id}>`);
		expect(resentTo(stage)).toEqual([target]);
	});
});

describe('an agent', () => {
	test('finds their own requests, watches and removals; not those of others', async ({stage}) => {
		const [agent, other] = [stage.as('agent'), stage.as('secondAgent')];
		sendCode(stage);
		await makeRequest(stage, agent);
		await removed(stage, 'eve@example.com');
		const text = await openHome(stage, agent);
		expect(text).not.toContain('Waiting for a manager\n');
		expect(text).toMatch(/Waiting for a manager, 20\d\d.*: RQ-\w+ Verification code from a•••@example.com to a•••@example.net/);
		expect(text).toMatch(/The entry is removed\. I watch the log.*Any mail to eve@example\.com, since 20/);
		expect(text).toMatch(`eve@example.com left the bounce list of ${gitlab}, 20`);
		expect(text).toContain(', ticket 4711.');
		expect(homeButtons(agent)).toEqual([...own, 'Undo Removal']);
		const others = await openHome(stage, other);
		expect(others).not.toMatch(/RQ-|eve@/);
		expect(others.match(/None in the last/g)).toHaveLength(3);
		expect(homeButtons(other)).toEqual(own);
	});

	test('undoes a removal from the home, for a complaint too, once', async ({stage}) => {
		const agent = stage.as('agent');
		const {mailgun} = stage.world;
		mailgun.addComplaint(gitlab, {address: owner});
		const card = await ask(stage, agent, owner);
		await agent.click(card, 'Remove Suppression');
		await form(stage, agent);
		await agent.submit({'Request of the recipient': 'They asked in the ticket', Ticket: '4711'});
		await stage.world.slack.until(() => mailgun.entries(gitlab, 'complaints').length === 0);
		await openHome(stage, agent);
		await expect(agent.clickInModal('Undo Removal')).rejects.toThrow(/confirm/);
		await agent.clickInModal('Undo Removal', {confirm: true});
		const text = await homeSays(stage, agent, /Put back by/);
		expect(text).toMatch(`left the complaint list of ${gitlab}`);
		expect(text).toContain(`Put back by <@${agent.person.id}>, 20`);
		expect(mailgun.entries(gitlab, 'complaints')).toMatchObject([{address: owner}]);
		expect(homeButtons(agent)).toEqual(own);
		expect(directWords(stage, agent).filter((words) => words.includes('Put back onto'))).toEqual([]);
	});

	test('an undo that does not come about is told in the direct message, and can be tried again', async ({stage}) => {
		const agent = stage.as('agent');
		await removed(stage);
		await openHome(stage, agent);
		const before = publishedFor(stage, agent);
		stage.world.faults.add({service: 'mailgun', fault: 'server-error'});
		await agent.clickInModal('Undo Removal', {confirm: true});
		await stage.world.slack.until(() => publishedFor(stage, agent) > before, 15_000);
		expect(directWords(stage, agent).join('\n')).toContain('Not put back.');
		expect(homeText(agent)).toMatch(/Mailgun: has failed since 20.*Mailgun has trouble of its own \(500\)/);
		stage.world.faults.clear();
		await stage.moveOn(5000);
		await agent.clickInModal('Undo Removal', {confirm: true});
		await homeSays(stage, agent, /Put back by/);
		expect(stage.world.mailgun.entries(gitlab, 'bounces')).toHaveLength(1);
	});

	test('after a day a removal is no longer there to be undone', async ({stage}) => {
		const agent = stage.as('agent');
		await removed(stage);
		await stage.moveOn(23 * hour);
		await openHome(stage, agent);
		expect(homeButtons(agent)).toContain('Undo Removal');
		await stage.moveOn(1.1 * hour);
		await homeSays(stage, agent, /Your removals\nNone in the last 24 hours/);
	});

	test('a primary address that nobody named stays hidden', async ({stage}) => {
		const agent = stage.as('agent');
		const {gitlab: site, mailgun, slack, clock} = stage.world;
		const secret = 'undisclosed.primary@example.com';
		site.addUser({username: 'ada', email: secret, createdAt: new Date(clock.now().getTime() - hour)});
		mailgun.addBounce(gitlab, {address: secret});
		const card = await ask(stage, agent, 'ada', '/confirm');
		await agent.click(card, 'Remove Suppression', {confirm: true});
		await slack.until(() => mailgun.entries(gitlab, 'bounces').length === 0);
		await stage.moveOn(5000);
		await openHome(stage, agent);
		await homeSays(stage, agent, /••• left the bounce list/);
		expect(JSON.stringify(publications(stage.world))).not.toMatch(/undisclosed/i);
	});

	test('both forms open from the home, and answer in the direct message', async ({stage}) => {
		const agent = stage.as('agent');
		await openHome(stage, agent);
		await agent.clickInModal('Check Email Delivery');
		await form(stage, agent);
		await agent.submit({'Address or username': owner});
		await stage.world.slack.until(() => directWords(stage, agent).some((words) => words.includes('verdict: ')), 10_000);
		await agent.clickInModal('Find Suppressions');
		await form(stage, agent);
		await agent.submit({'Address or domain': owner});
		await stage.world.slack.until(() => directWords(stage, agent).some((words) => words.includes('No suppression')), 10_000);
		expect(stage.world.slack.responseUrlUses()).toEqual([]);
	});
});

describe('everyone permitted', () => {
	test('reads how each system answered, and nobody is asked for it', async ({stage}) => {
		const agent = stage.as('agent');
		expect(await openHome(stage, agent)).toMatch(
			/Slack: answered 20.*\nMailgun: not asked yet\.\nGitLab: not asked yet\.\nDatabase: answered 20/,
		);
		const {mailgun, gitlab: site, faults} = stage.world;
		expect([...mailgun.requests(), ...site.requests()]).toEqual([]);
		faults.add({service: 'gitlab', fault: 'rate-limited', retryAfter: '300'});
		await ask(stage, agent, owner, '/confirm');
		const asked = mailgun.requests().length + site.requests().length;
		const text = await openHome(stage, agent);
		expect(text).toMatch(/Mailgun: answered 20.*\nGitLab: paused until 20.*, for it asked us to slow down\./);
		expect(text).toContain('/suppression log ada@example.com');
		expect(mailgun.requests().length + site.requests().length).toBe(asked);
	});
});

describe('nobody else', () => {
	test('finds anything but why, and what to do; that they tried stands in the trail', async ({stage}) => {
		await removed(stage);
		for (const who of ['guest', 'outsider'] as const) {
			const text = await openHome(stage, stage.as(who));
			expect(text).toContain('Redeliver serves full, active members of this workspace only');
			expect(text).toContain('open this tab again');
			expect(homeButtons(stage.as(who))).toEqual([]);
			expect(await refusals(stage, cast[who].id)).toMatchObject([{after: {entry: 'app_home_opened', reason: 'not-a-member'}}]);
		}
		stage.world.slack.addPerson({id: 'U0LEE', name: 'lee', realName: 'Lee Tander', teamId: cast.agent.teamId});
		expect(await openHome(stage, stage.world.slack.as('U0LEE'))).toContain('The operator of Redeliver can add you.');
	});

	test('who is taken from the list sees no more of it than that', async ({stage}) => {
		const agent = stage.as('agent');
		await removed(stage);
		await openHome(stage, agent);
		stage.world.slack.setUserGroup(groups.agents, 'support-agents', [cast.secondAgent.id]);
		// Membership is remembered for a minute.
		await stage.moveOn(61_000);
		await createBelongings(stage, agent.person.id).request(agent.person.id);
		await homeSays(stage, agent, /You are not on the list/);
		expect(homeButtons(agent)).toEqual([]);
	});
});

describe('who looks at it sees it change', () => {
	/** Another process on the same database. */
	async function another(stage: Stage) {
		const {place, jobsSchema} = stage.place;
		const logger = createLogger({level: 'info', secrets: [], write: () => {}});
		const bot = await startBot({
			config: parseConfig(stage.world.environment),
			logger,
			clock: stage.world.clock.now,
			place,
			jobsSchema,
			postPause: 0,
		});
		stage.world.slack.deliverTo(`${bot.url}/slack/events`);
		return bot;
	}

	test('by the act of another one, in another process, with one publication for each change', async ({stage}) => {
		const [agent, manager] = [stage.as('agent'), stage.as('manager')];
		sendCode(stage);
		const card = await makeRequest(stage, agent);
		await openHome(stage, agent);
		const shown = publishedFor(stage, agent);
		await stage.moveOn(5000);
		const second = await another(stage);
		try {
			await manager.click(card, 'Deny');
			await form(stage, manager);
			await manager.submit({Reason: 'Not enough evidence'});
			await homeSays(stage, agent, /Your requests\nDenied, 20/);
			await stage.moveOn(5000);
			await openHome(stage, manager);
			expect(publishedFor(stage, agent)).toBe(shown + 1);
		} finally {
			await second.stop();
		}
	});

	test('by time: a request that expires leaves the managers', async ({stage}) => {
		const manager = stage.as('manager');
		sendCode(stage);
		await makeRequest(stage, stage.as('agent'));
		await stage.moveOn(hour);
		await openHome(stage, manager);
		await stage.moveOn(4 * hour);
		await homeSays(stage, manager, /Nothing waits for a manager/);
	});

	test('by the end of a watch; what others wrote stays text', async ({stage}) => {
		const agent = stage.as('agent');
		const subject = '<!channel> *bold* `code` <i> &amp; \u202egnp';
		await removed(stage);
		await openHome(stage, agent);
		mail(stage, owner, subject);
		await stage.moveOn(10_000);
		const text = await homeSays(stage, agent, /Delivered: the recipient’s server took it\./);
		expect(text).toContain('<!channel> *bold* `code` <i> &amp; ');
		const view = JSON.stringify(agent.home());
		expect(view).not.toMatch(/"type":"(?:mrkdwn|broadcast|usergroup|link|channel)"/);
	});

	test('only they: a home that nobody opened is never published, nor one that did not change, nor the other tab', async ({stage}) => {
		const [agent, other, manager] = [stage.as('agent'), stage.as('secondAgent'), stage.as('manager')];
		await agent.openHome('messages');
		await openHome(stage, other);
		await openHome(stage, manager);
		sendCode(stage);
		await removed(stage);
		await makeRequest(stage, agent);
		await stage.moveOn(5000);
		await homeSays(stage, manager, /Waiting for a manager\nRQ-/);
		expect(publishedFor(stage, agent)).toBe(0);
		expect(publishedFor(stage, other)).toBe(1);
		expect(publishedFor(stage, manager)).toBe(2);
	});

	test('for some hours: what was opened yesterday is left alone, until it is opened again', async ({stage}) => {
		const [agent, manager] = [stage.as('agent'), stage.as('manager')];
		await openHome(stage, agent);
		await stage.moveOn(9 * hour);
		await openHome(stage, manager);
		await removed(stage);
		sendCode(stage);
		await makeRequest(stage, agent);
		await stage.moveOn(5000);
		await homeSays(stage, manager, /Waiting for a manager\nRQ-/);
		expect(publishedFor(stage, agent)).toBe(1);
		expect(await openHome(stage, agent)).toContain(`left the bounce list of ${gitlab}`);
	});
});

test('a hundred blocks are enough: long lists are cut, and say by how much', async ({stage}) => {
	const manager = stage.as('manager');
	const {request, removal} = createBelongings(stage, manager.person.id);
	const {db} = stage.bot.database;
	for (let count = 0; count < 20; count += 1) {
		await request(cast.agent.id);
		await request(manager.person.id, 'denied');
		await removal();
	}
	await db.updateTable('removal').set({state: 'removed', removed_by: manager.person.id, removed_at: stage.world.clock.now()}).execute();
	const source = await db.selectFrom('removal').select('id').execute();
	const watch = {
		act: 'hand',
		owner: manager.person.id,
		sending_domain: gitlab,
		recipient: owner,
		state: 'delivered',
		channel: manager.person.id,
		since: stage.world.clock.now(),
	} as const;
	await db
		.insertInto('delivery_watch')
		.values(
			source.map(
				({id}) =>
					({
						...watch,
						id,
						asked: null,
						ticket: null,
						message_id: null,
						kind: null,
						subject: 'x'.repeat(3000),
						thread_ts: null,
						ts: null,
						seen: null,
						posting: true,
						told: 'delivered',
						ended: true,
					}) as const,
			),
		)
		.execute();
	const text = await openHome(stage, manager);
	expect(text.match(/… and \d+ more/g)).toEqual(['… and 5 more', '… and 10 more', '… and 10 more', '… and 9 more']);
	expect(manager.home()?.blocks.length).toBeGreaterThan(80);
	expect(homeButtons(manager).filter((label) => label === 'Review')).toHaveLength(15);
});

describe('when Slack does not take it', () => {
	const troubles = ({log}: Stage) => log.filter((line) => /listener failed|could not go on/.test(line));

	test('it is shown once Slack is back', async ({stage}) => {
		const agent = stage.as('agent');
		const release = stage.world.faults.add({service: 'slack', path: /views\.publish/, fault: 'server-error'});
		await agent.openHome();
		await expect.poll(() => troubles(stage).length).toBe(1);
		release();
		expect(homeText(agent)).toBe('');
		await stage.moveOn(61_000);
		await homeSays(stage, agent, /Your requests/);
		expect(troubles(stage)).toHaveLength(1);
	});

	test('an app without a Home tab goes on with everything else', async ({stage}) => {
		const agent = stage.as('agent');
		stage.world.slack.setHomeTab(false);
		await agent.openHome();
		await expect.poll(() => troubles(stage).length).toBe(1);
		// Nobody tries again by themselves what an operator has to switch on.
		expect(await stage.bot.database.db.selectFrom('home_view').selectAll().execute()).toEqual([]);
		await removed(stage);
		expect(troubles(stage)).toHaveLength(1);
	});

	test('whoever is overtaken by another process looks again', async ({stage}) => {
		const agent = stage.as('agent');
		const {slack, environment} = stage.world;
		await openHome(stage, agent);
		const view = {type: 'home', blocks: [{type: 'divider'}]};
		await fetch(`${slack.apiUrl}views.publish`, {
			method: 'POST',
			headers: {authorization: `Bearer ${environment.SLACK_BOT_TOKEN}`, 'content-type': 'application/json'},
			body: JSON.stringify({user_id: agent.person.id, view}),
		});
		await removed(stage);
		await stage.moveOn(5000);
		await slack.until(() => publications(stage.world).some(({outcome}) => outcome === 'hash_conflict'), 10_000);
		await stage.moveOn(2000);
		await homeSays(stage, agent, /left the bounce list/);
		expect(troubles(stage)).toEqual([]);
	});
});
