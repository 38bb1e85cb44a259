import {describe, expect} from 'vitest';
import {check, confirmed, mailed, suppress, unconfirmed, verdictOf} from '../support/confirming.ts';
import {ask, buttonsOf, channel, form, lastCard, readMessage, test} from '../support/stage.ts';

describe('several addresses', () => {
	test('are told in one line each, which ends in the verdict code; each card opens from there', async ({stage}) => {
		unconfirmed(stage.world);
		suppress(stage.world);
		const list = await check(stage, 'ada@example.com <mailto:eve@example.org|eve@example.org> ada@example.com, ticket:4711');
		const lines = readMessage(list).split('\n');
		expect(lines[0]).toMatch(/^ada@example\.com The address is on the bounce list.* suppressed-bounce$/);
		expect(lines[2]).toMatch(/^eve@example\.org GitLab has no such account.* no-account$/);
		expect(readMessage(list)).not.toContain('verdict:');
		expect(buttonsOf(list)).toEqual(['Open Card', 'Open Card']);
		const agent = stage.as('agent');
		await agent.click(list, 'Open Card', {nth: 0});
		const card = await stage.world.slack.until(() =>
			agent.messages(channel).find((message) => verdictOf(readMessage(message)) !== undefined),
		);
		expect(readMessage(card)).toContain('ticket 4711');
		expect(buttonsOf(card)).toContain('Remove Suppression');
		expect(agent.messages(channel).some(({ts}) => ts === list.ts)).toBe(true);
	});

	test('one address typed twice is one diagnosis', async ({stage}) => {
		expect(verdictOf(readMessage(await check(stage, 'ada@example.com ada@EXAMPLE.com')))).toBe('no-account');
		expect(stage.world.mailgun.requests()).toHaveLength(8);
	});

	test('ten are asked about, eleven are refused with a word', async ({stage}) => {
		const addresses = Array.from({length: 11}, (_unused, index) => `customer-${index}@example.com`);
		expect(readMessage(await check(stage, addresses.join(' ')))).toContain('10 addresses at once, and these are 11');
		expect(stage.world.mailgun.requests()).toEqual([]);
		const list = readMessage(await check(stage, addresses.slice(1).join('\n')));
		expect(list.match(/ no-account$/gm)).toHaveLength(10);
		expect(stage.world.mailgun.requests()).toHaveLength(80);
	});

	test('a silent source is named once, and asked again', async ({stage}) => {
		stage.world.faults.add({service: 'gitlab', fault: 'down'});
		const list = await check(stage, 'ada@example.com eve@example.org');
		expect(readMessage(list).match(/Not answered: GitLab\./g)).toHaveLength(1);
		expect(readMessage(list).match(/ incomplete$/gm)).toHaveLength(2);
		stage.world.faults.clear();
		await stage.moveOn(60_000);
		await stage.as('agent').click(list, 'Check Again');
		await stage.world.slack.until(() => /no-account$/m.test(readMessage(lastCard(stage.as('agent')))));
	});
});

describe('/confirm reset', () => {
	test.for(['reset ada', 'reset @ada', 'RESET ADA ticket:12', 'reset id:'])(
		'%s offers the reset, and tells the primary address to nobody',
		async (words, {stage}) => {
			confirmed(stage.world);
			mailed(stage.world, 'ada@example.com', 'Reset password instructions', 60_000, true);
			const typed = words.endsWith('id:') ? `${words}${stage.world.gitlab.users()[0]?.id}` : words;
			const card = await check(stage, typed);
			expect(buttonsOf(card)).toEqual(['Send Password Reset', 'Open Admin Page', 'Add Ticket Note']);
			expect(readMessage(card)).toContain('stays undisclosed');
			expect(JSON.stringify(card)).not.toMatch(/example\.com(?!\/)/);
			expect(readMessage(card)).not.toContain('verdict:');
			const after = await stage.as('agent').click(card, 'Send Password Reset', {confirm: true});
			expect(after.failure).toBeUndefined();
			const steps = await stage.world.slack.until(() => {
				const text = readMessage(lastCard(stage.as('agent')));
				return text.includes('private window') ? text : undefined;
			});
			expect(steps).not.toContain('ada@example.com');
		},
	);

	test('says that nobody has the name, or why no reset helps', async ({stage}) => {
		const none = await check(stage, 'reset nobody');
		expect(readMessage(none)).toContain('no such account');
		expect(buttonsOf(none)).toEqual(['Add Ticket Note']);
		const at = stage.world.clock.now();
		stage.world.gitlab.addUser({username: 'eve', email: 'eve@example.org', createdAt: at, confirmedAt: at, state: 'banned'});
		const banned = await check(stage, 'reset eve');
		expect(readMessage(banned)).toContain('not active');
		expect(buttonsOf(banned)).toEqual(['Open Admin Page', 'Add Ticket Note']);
		const saml = [{provider: 'group_saml', extern_uid: 'kim'}];
		stage.world.gitlab.addUser({username: 'kim', email: 'kim@example.org', createdAt: at, confirmedAt: at, identities: saml});
		expect(readMessage(await check(stage, 'reset kim'))).toContain('signs in by SAML or LDAP');
	});

	test('without GitLab nothing is offered to send, and Check Again asks for the same card', async ({stage}) => {
		confirmed(stage.world);
		stage.world.faults.add({service: 'gitlab', fault: 'down'});
		const card = await check(stage, 'reset ada');
		expect(buttonsOf(card)).toEqual(['Check Again', 'Add Ticket Note']);
		stage.world.faults.clear();
		await stage.moveOn(60_000);
		await stage.as('agent').click(card, 'Check Again');
		await stage.world.slack.until(() => buttonsOf(lastCard(stage.as('agent'))).includes('Send Password Reset'));
		expect(readMessage(lastCard(stage.as('agent')))).not.toContain('verdict:');
	});

	test('a user of that name is looked up with an @ before it', async ({stage}) => {
		expect(verdictOf(readMessage(await check(stage, '@reset')))).toBe('no-account');
	});
});

describe('each command is answered by one line and one card', () => {
	test.for([
		['/confirm', 'ada@example.com', 'Checking ada@example.com in Mailgun and GitLab …'],
		['/confirm', 'ada', 'Checking @ada in Mailgun and GitLab …'],
		['/confirm', 'ada@example.com eve@example.org', 'Checking 2 addresses in Mailgun and GitLab …'],
		['/confirm', 'reset ada', 'Checking @ada in Mailgun and GitLab …'],
		['/confirm', 'help', undefined],
		['/confirm', 'portal ada@example.com', 'Checking ada@example.com in Mailgun and GitLab …'],
		['/suppression', 'ada@example.com', 'Checking ada@example.com on the lists of mg.gitlab.com and customers.gitlab.com …'],
		['/suppression', 'history ada@example.com', 'Reading the audit trail for ada@example.com …'],
		['/suppression', 'help', undefined],
	] as const)('%s %s', async ([word, words, saying], {stage}) => {
		const agent = stage.as('agent');
		await ask(stage, agent, words, word);
		const [first, ...others] = agent.messages(channel);
		if (saying !== undefined) expect(first?.text).toBe(saying);
		expect(others).toHaveLength(saying === undefined ? 0 : 1);
		expect(agent.messages(channel).every(({ephemeralFor}) => ephemeralFor === agent.person.id)).toBe(true);
	});
});

describe('options stand anywhere', () => {
	test.for([
		'ticket:4711 ada@example.com mail:reset',
		'mail:RESET https://gitlab.zendesk.com/agent/tickets/4711 ada@example.com',
		'ada@example.com <https://gitlab.zendesk.com/agent/tickets/4711|ticket 4711> mail:reset',
		'ada mail:reset ada@example.com ticket:#4711',
	])('%s', async (words, {stage}) => {
		confirmed(stage.world);
		// Slack's link form holds a space here only where people typed one.
		const text = readMessage(await check(stage, words.replace('|ticket 4711', '|4711')));
		expect(text).toContain('Looked for: the password reset mail.');
		expect(text).toContain('ticket 4711');
	});
});

test('the form refuses an address that is none at its field, and stays open', async ({stage}) => {
	const agent = stage.as('agent');
	await agent.command(channel, '/confirm', '');
	const view = await form(stage, agent);
	const labels = view.blocks.flatMap((block) => ('label' in block ? [block.label.text] : []));
	expect(labels).toEqual(['Address or username', 'Address the customer reports', 'Missing mail', 'Ticket']);
	await agent.submit({'Address or username': 'ada@@example.com'});
	expect(agent.modal()?.errors).toMatchObject({subject: expect.stringContaining('more than one @')});
});
