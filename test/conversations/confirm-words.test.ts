import {describe, expect} from 'vitest';
import {check, confirmation, day, hour, mailed, unconfirmed, verdictOf} from '../support/confirming.ts';
import {channel, form, lastCard, readMessage, type Stage, test} from '../support/stage.ts';

describe('what the words may be', () => {
	test.for([
		['ADA@Example.COM', 'not-sent'],
		['<mailto:ada@example.com|ada@example.com>', 'not-sent'],
		['ada', 'not-sent'],
		['@ADA', 'not-sent'],
		['ada ada@example.com', 'not-sent'],
		['nobody', 'no-account'],
		['id:999999', 'no-account'],
		['ada@example.com ticket:4711 mail:code', 'not-sent'],
		['example.com', 'no-account'],
	] as const)('%s leads to %s', async ([words, verdict], {stage}) => {
		unconfirmed(stage.world);
		expect(verdictOf(readMessage(await check(stage, words)))).toBe(verdict);
	});

	test('what looks like a domain is looked up as a username, and the other command is offered', async ({stage}) => {
		expect(readMessage(await check(stage, 'example.com'))).toContain('/suppression example.com');
	});

	test('an account is found by its number', async ({stage}) => {
		unconfirmed(stage.world);
		const id = stage.world.gitlab.users()[0]?.id;
		expect(readMessage(await check(stage, `id:${id}`))).toContain('account @ada');
	});

	test.for([
		['help', 'I look into Mailgun and GitLab at once'],
		['reset', 'reset needs one username'],
		['reset ada@example.com', '/confirm ada@example.com mail:reset'],
		['reset ada eve', 'reset needs one username'],
		['portal', 'portal needs one address'],
		['portal ada', '“ada” is no address'],
		['portal ada@example.com a@example.com b@example.com', 'portal needs one address, or two'],
		['history ada@example.com', '/suppression history'],
		['ada@@example.com', 'more than one @'],
		['ada@example.com eve', 'in this order: username, address'],
		['ada@example.com eve@@example.com', 'more than one @'],
		['ada@example.com mail:spam', 'I know these kinds of mail'],
		['ada@example.com ticket:x', 'neither the number nor the URL'],
		['<https://example.com/articles/x|here> ada', 'neither the number nor the URL'],
		['ada tickt:12', 'Did you mean ticket:?'],
		['portl ada', 'Did you mean /confirm portal?'],
	] as const)('"%s" is answered with %s, and nothing is asked of anybody', async ([words, answer], {stage}) => {
		expect(readMessage(await check(stage, words))).toContain(answer);
		expect([...stage.world.mailgun.requests(), ...stage.world.gitlab.requests()]).toEqual([]);
	});

	test('the acknowledgement carries one line, and then exactly one card comes', async ({stage}) => {
		await check(stage, 'ada@example.com');
		expect(
			stage
				.as('agent')
				.messages(channel)
				.map(({text}) => text),
		).toEqual(['Checking ada@example.com in Mailgun and GitLab …', 'ada@example.com: GitLab has no such account.']);
	});

	test('no more is asked than three lists and one log for each domain, and one account', async ({stage}) => {
		unconfirmed(stage.world);
		await check(stage, 'ada@example.com');
		expect(stage.world.mailgun.requests()).toHaveLength(8);
		expect(stage.world.gitlab.requests()).toHaveLength(1);
	});
});

describe('how long GitLab keeps unconfirmed accounts', () => {
	const settings = ({world}: Stage) => world.gitlab.requests().filter(({path}) => path.endsWith('/application/settings'));

	test('is asked only where something hangs on it, and once; a token that may not read it leaves three days', async ({stage}) => {
		unconfirmed(stage.world, 2 * day + 2 * hour);
		stage.world.gitlab.addUser({username: 'eve', email: 'eve@example.com'});
		await check(stage, 'eve@example.com');
		expect(settings(stage)).toEqual([]);
		expect(verdictOf(readMessage(await check(stage, 'ada@example.com')))).toBe('not-sent');
		await stage.moveOn(day - hour);
		expect(verdictOf(readMessage(await check(stage, 'ada@example.com')))).toBe('account-expiring');
		expect(settings(stage).map(({status}) => status)).toEqual([403]);
	});

	test('is not asked for where the operator says it', async ({stage}) => {
		unconfirmed(stage.world, 2 * day);
		await stage.restart({environment: {UNCONFIRMED_DELETE_DAYS: '1'}});
		expect(verdictOf(readMessage(await check(stage, 'ada@example.com')))).toBe('account-expiring');
		expect(settings(stage)).toEqual([]);
	});
});

describe('the form', () => {
	test('/confirm without words opens it, and its answer is the card', async ({stage}) => {
		unconfirmed(stage.world);
		const agent = stage.as('agent');
		await agent.command(channel, '/confirm', '');
		expect((await form(stage, agent)).title.text).toBe('Check email delivery');
		await agent.submit({'Address or username': 'ada', 'Address the customer reports': 'not an address', Ticket: 'x'});
		expect(Object.keys(agent.modal()?.errors ?? {})).toEqual(['reported', 'ticket']);
		await agent.submit({
			'Address or username': 'ada',
			'Address the customer reports': 'ada@example.com',
			'Missing mail': 'Verification code',
			Ticket: '4711',
		});
		const text = readMessage(await stage.world.slack.until(() => lastCard(agent)));
		expect(text).toContain('verification code');
		expect(text).toContain('ticket 4711');
	});
});

test('people who ask the same at once are answered from one set of questions', async ({stage}) => {
	unconfirmed(stage.world);
	stage.world.faults.add({service: 'gitlab', fault: 'slow', delayMs: 500});
	const people = [stage.as('agent'), stage.as('secondAgent'), stage.as('manager')];
	await Promise.all(people.map((person) => person.command(channel, '/confirm', 'ada@example.com')));
	for (const person of people) expect(verdictOf(readMessage(await stage.world.slack.until(() => lastCard(person))))).toBe('not-sent');
	expect(stage.world.gitlab.requests()).toHaveLength(1);
	expect(stage.world.mailgun.requests()).toHaveLength(8);
});

test('Show Log answers with the log of the address', async ({stage}) => {
	unconfirmed(stage.world);
	mailed(stage.world, 'ada@example.com', confirmation, hour / 2);
	const agent = stage.as('agent');
	const before = agent.messages(channel).length;
	expect((await agent.click(await check(stage, 'ada@example.com'), 'Show Log')).failure).toBeUndefined();
	const log = await stage.world.slack.until(() =>
		agent.messages(channel).find((message) => readMessage(message).includes('Delivery log of')),
	);
	expect(readMessage(log)).toContain('Delivered');
	expect(agent.messages(channel).length).toBeGreaterThan(before);
});
