import {describe, expect} from 'vitest';
import type {FaultRule} from '../../src/sandbox/faults.ts';
import type {SlackMessage} from '../../src/sandbox/slack/types.ts';
import {amount} from '../support/amount.ts';
import {ago, check, confirmation, confirmed, day, hour, suppress, unconfirmed} from '../support/confirming.ts';
import {actsOf} from '../support/resending.ts';
import {ask, buttonsOf, channel, click, form, readMessage, type Stage, testOn, withoutLimits} from '../support/stage.ts';
import {minute, reset, tells, told} from '../support/watching.ts';

const environment = {GITLAB_RESEND: 'form'};
const test = testOn({environment});
const ada = 'ada@example.com';

/** What GitLab got through its forms: the page, and the address. */
function posted({world}: Pick<Stage, 'world'>): readonly (readonly [string, string | null])[] {
	const posts = world.gitlab.requests().filter(({method}) => method === 'POST');
	return posts.map(({path, body}) => [path, new URLSearchParams(body).get('user[email]')]);
}

/** What GitLab mailed to an address. */
function subjectsAt({world}: Pick<Stage, 'world'>, address = ada): readonly string[] {
	const births = world.mailgun.log().filter(({event, recipient}) => event === 'accepted' && recipient === address);
	return births.map(({subject}) => subject);
}

async function resend(stage: Stage, words = ada): Promise<string> {
	return readMessage(await click(stage, stage.as('agent'), await check(stage, words), 'Resend Confirmation'));
}

async function sendReset(stage: Stage, words = 'ada mail:confirmation'): Promise<string> {
	return readMessage(await click(stage, stage.as('agent'), await check(stage, words), 'Send Password Reset'));
}

/** What was done and asked for, without the looking. */
async function sendActs(stage: Stage): Promise<readonly string[]> {
	return (await actsOf(stage)).filter((act) => /^(confirmation|reset|send)-/.test(act));
}

/** What may have become true since a card was made. */
const changes: readonly (readonly [string, (stage: Stage) => unknown, RegExp])[] = [
	[
		'confirmed meanwhile',
		(stage: Stage) => stage.world.gitlab.changeUser('ada', {confirmedAt: stage.world.clock.now()}),
		/confirmed already/,
	],
	['suppressed', (stage: Stage) => suppress(stage.world), /The address is suppressed/],
	['blocked', (stage: Stage) => stage.world.gitlab.changeUser('ada', {state: 'banned'}), /not active/],
	['gone', (stage: Stage) => stage.world.gitlab.removeUser('ada'), /no such account/],
	['moved to another address', (stage: Stage) => stage.world.gitlab.changeUser('ada', {email: 'eve@example.org'}), /no such account/],
	['past its time', (stage: Stage) => stage.moveOn(3 * day), /no such account|past its time|not active/],
	['silent', (stage: Stage) => stage.world.faults.add({service: 'gitlab', path: /api/, fault: 'server-error'}), /GitLab did not answer/],
	[
		'silent lists',
		(stage: Stage) => stage.world.faults.add({service: 'mailgun', path: /bounces/, fault: 'server-error'}),
		/Not every suppression list/,
	],
];

describe('Resend Confirmation', () => {
	test('posts GitLab’s form, follows the mail by itself, and says what is true of the 24 hours', async ({stage}) => {
		unconfirmed(stage.world);
		const agent = stage.as('agent');
		const card = await click(stage, agent, await check(stage, `${ada} ticket:4711`), 'Resend Confirmation');
		expect(posted(stage)).toEqual([['/users/confirmation', ada]]);
		expect(subjectsAt(stage)).toEqual([confirmation]);
		const text = readMessage(card);
		expect(text).toContain('GitLab took the form for a confirmation.');
		expect(text).toContain('24 hours from its first mail');
		expect(text).toContain('sends the same link');
		expect(buttonsOf(card).slice(0, 2)).toEqual(['Check Again', 'Draft Reply']);
		await stage.moveOn(10_000);
		expect(readMessage(await tells(stage, /Delivered: /, ada))).toContain(confirmation);
		expect(told(stage)).toHaveLength(1);
		expect(await sendActs(stage)).toEqual(['confirmation-intended', 'confirmation-sent']);
		expect(readMessage(await ask(stage, agent, `history ${ada}`))).toContain('had GitLab take its form for a confirmation');
		expect(readMessage(await check(stage, ada))).toContain('Confirmation asked for at GitLab');
		await agent.click(card, 'Draft Reply');
		expect(JSON.stringify(await form(stage, agent))).toContain('We have just sent you a new confirmation email');
	});

	test('in the first day sends the link of the first mail, which dies a day after that mail; later a new one', async ({stage}) => {
		unconfirmed(stage.world);
		const cards = [await check(stage, ada), await check(stage, ada), await check(stage, ada)] as const;
		const link = async (card: SlackMessage) => {
			await click(stage, stage.as('agent'), card, 'Resend Confirmation');
			await stage.moveOn(hour);
			return /https?:\S+/.exec(stage.world.mailgun.mailbox(ada).at(-1)?.text ?? '')?.[0] ?? '';
		};
		const first = await link(cards[0]);
		await stage.moveOn(20 * hour);
		expect(await link(cards[1])).toBe(first);
		await stage.moveOn(hour);
		expect((await fetch(first, {redirect: 'manual'})).status).toBe(422);
		const fresh = await link(cards[2]);
		expect(fresh).not.toBe(first);
		expect((await fetch(fresh, {redirect: 'manual'})).status).toBe(302);
	});

	test.for(changes)(
		'is refused with the reason when the account is %s since, and posts nothing',
		async ([name, change, reason], {stage}) => {
			unconfirmed(stage.world);
			const card = await check(stage, ada);
			await change(stage);
			const after = await click(stage, stage.as('agent'), card, 'Resend Confirmation');
			expect(readMessage(after)).toMatch(/^Not sent\. /);
			expect(readMessage(after)).toMatch(reason);
			expect(posted(stage)).toEqual([]);
			expect(await sendActs(stage)).toEqual(['send-refused']);
			if (name === 'suppressed') expect(buttonsOf(after)[0]).toBe('Remove Suppression');
		},
	);

	test('goes to the account’s own address, and only when that is the one that was named', async ({stage}) => {
		unconfirmed(stage.world);
		const card = await check(stage, 'ada');
		expect(readMessage(await click(stage, stage.as('agent'), card, 'Resend Confirmation'))).toContain('GitLab took the form');
		expect(posted(stage)).toEqual([['/users/confirmation', ada]]);
		await stage.moveOn(2 * minute);
		const other = await check(stage, 'ada eve@example.org mail:confirmation');
		expect(buttonsOf(other)).not.toContain('Resend Confirmation');
	});

	test('to a waiting new address is nowhere in the log of the primary one: after 30 minutes the card says what that means', async ({
		stage,
	}) => {
		unconfirmed(stage.world);
		stage.world.gitlab.changeUser('ada', {unconfirmedEmail: 'new@example.org'});
		await resend(stage);
		expect(subjectsAt(stage)).toEqual([]);
		expect(subjectsAt(stage, 'new@example.org')).toEqual([confirmation]);
		await stage.moveOn(31 * minute);
		expect(readMessage(await check(stage, ada))).toContain('possibly the wacky state');
	});

	test('clicked by two at once goes out once, and a minute later once more', async ({stage}) => {
		unconfirmed(stage.world);
		const [dana, milo] = [stage.as('agent'), stage.as('secondAgent')];
		const later = await ask(stage, milo, ada, '/confirm');
		const cards = await Promise.all([ask(stage, dana, ada, '/confirm'), ask(stage, milo, ada, '/confirm')]);
		const press = (one: typeof dana, card: SlackMessage) => click(stage, one, card, 'Resend Confirmation').then(readMessage);
		const told = await Promise.all([press(dana, cards[0]), press(milo, cards[1])]);
		expect(told.filter((text) => text.includes('GitLab took the form'))).toHaveLength(1);
		expect(told.filter((text) => text.includes('asked for within the last minute'))).toHaveLength(1);
		expect(posted(stage)).toHaveLength(1);
		await stage.moveOn(minute + 1000);
		expect(await press(milo, later)).toContain('GitLab took the form');
	});
});

describe('Send Password Reset', () => {
	test('posts the primary address, tells it nobody, offers the draft at once, and says when it was delivered', async ({stage}) => {
		confirmed(stage.world);
		const agent = stage.as('agent');
		const before = await ask(stage, agent, 'reset ada', '/confirm');
		const card = await click(stage, agent, before, 'Send Password Reset');
		expect(posted(stage)).toEqual([['/users/password', ada]]);
		expect(subjectsAt(stage)).toEqual([reset]);
		expect(readMessage(card)).toContain('GitLab took the form for a password reset.');
		expect(buttonsOf(card).slice(0, 2)).toEqual(['Check Again', 'Draft Reply']);
		await agent.click(card, 'Draft Reply');
		expect(JSON.stringify(await form(stage, agent))).toMatch(/we cannot tell which address.*We have just triggered/);
		await agent.closeModal();
		await stage.moveOn(10_000);
		const delivered = await tells(stage, /Delivered: /, '•••');
		await agent.click(delivered, 'Draft Reply');
		expect(JSON.stringify(await form(stage, agent))).toMatch(/took it on \d/);
		expect(await sendActs(stage)).toEqual(['reset-intended', 'reset-sent']);
		const {slack} = stage.world;
		expect(JSON.stringify([slack.apiCalls(), slack.responseUrlUses(), agent.modal()])).not.toMatch(/example\.com/);
	});

	test('once per account and hour, whoever asks and by whatever name', async ({stage}) => {
		confirmed(stage.world);
		expect(await sendReset(stage)).toContain('GitLab took the form');
		for (const words of ['ada mail:confirmation', `${ada} mail:confirmation`]) {
			expect(await sendReset(stage, words)).toContain('within the last hour');
		}
		const other = stage.as('secondAgent');
		const card = await ask(stage, other, 'ada mail:confirmation', '/confirm');
		expect(readMessage(await click(stage, other, card, 'Send Password Reset'))).toContain('within the last hour');
		expect(posted(stage)).toHaveLength(1);
		await stage.moveOn(hour + minute);
		expect(await sendReset(stage)).toContain('GitLab took the form');
		expect(subjectsAt(stage)).toEqual([reset, reset]);
	});

	test('to an account without a password of its own: says that no mail comes', async ({stage}) => {
		confirmed(stage.world);
		stage.world.gitlab.changeUser('ada', {hasPassword: false, identities: [{provider: 'group_saml', extern_uid: 'x'}]});
		const words = /signs in by SAML or LDAP: without a password of its own it gets no reset mail/;
		expect(readMessage(await check(stage, 'reset ada'))).toMatch(words);
		expect(await sendReset(stage)).toMatch(words);
		expect(subjectsAt(stage)).toEqual([]);
	});

	test('the dialog before it says what happens', async ({stage}) => {
		confirmed(stage.world);
		const card = await check(stage, 'reset ada');
		expect(JSON.stringify(card.blocks)).toContain('I fill in GitLab’s form at once.');
	});
});

describe('a form that cannot be posted', () => {
	test.for(['Resend Confirmation', 'Send Password Reset'] as const)(
		'because of a captcha: %s says so, names GITLAB_RESEND=link, and gives the way by hand',
		async (label, {stage}) => {
			const isReset = label === 'Send Password Reset';
			(isReset ? confirmed : unconfirmed)(stage.world);
			stage.world.gitlab.setCaptcha(true);
			const agent = stage.as('agent');
			const card = await click(stage, agent, await check(stage, isReset ? 'ada mail:confirmation' : ada), label);
			expect(readMessage(card)).toContain('asks for a captcha');
			expect(readMessage(card)).toContain('GITLAB_RESEND=link');
			expect(posted(stage)).toEqual([]);
			if (!isReset) return expect(buttonsOf(card)).toContain('Open Confirmation Form');
			expect(readMessage(await click(stage, agent, card, 'I Have Sent It'))).toContain('Recorded');
		},
	);

	test.for([
		['GitLab asks us to slow down until', {method: 'POST', fault: 'rate-limited', retryAfter: '30'}],
		['GitLab has trouble of its own', {method: 'GET', fault: 'server-error'}],
		['GitLab could not be reached', {method: 'GET', fault: 'down'}],
	] as const)('is told (%s), does not count, and can be tried again', async ([words, fault], {stage}) => {
		unconfirmed(stage.world);
		const mend = stage.world.faults.add({service: 'gitlab', path: /^\/users\//, ...fault});
		const text = await resend(stage);
		expect(text).toContain(`Not sent. ${words}`);
		expect(subjectsAt(stage)).toEqual([]);
		mend();
		await stage.moveOn(31_000);
		expect(await resend(stage)).toContain('GitLab took the form');
		expect(subjectsAt(stage)).toEqual([confirmation]);
		expect(await sendActs(stage)).toEqual(['confirmation-intended', 'confirmation-failed', 'confirmation-intended', 'confirmation-sent']);
	});

	testOn({environment: {...environment, LIMIT_RESENDS_PER_HOUR: '1'}})(
		'counts only what was begun among the mails of the hour',
		async ({stage}) => {
			confirmed(stage.world);
			stage.world.gitlab.addUser({username: 'eve', email: 'eve@example.org', createdAt: ago(stage.world, hour)});
			const [reset, confirmation] = [await check(stage, 'ada mail:confirmation'), await check(stage, 'eve')];
			await click(stage, stage.as('agent'), confirmation, 'Resend Confirmation');
			const agent = stage.as('agent');
			await agent.click(reset, 'Send Password Reset', {confirm: true});
			await stage.world.slack.until(() => agent.messages(channel).find((message) => /reached the limit/.test(readMessage(message))));
			expect(posted(stage)).toHaveLength(1);
			await stage.moveOn(hour + minute);
			expect(await sendReset(stage)).toContain('GitLab took the form');
		},
	);
});

describe('an answer that is lost', () => {
	const lost: FaultRule = {service: 'gitlab', method: 'POST', path: /^\/users\//, fault: 'reset-in-body', afterEffect: true};

	test('is cleared up by the log when it shows the mail', async ({stage}) => {
		unconfirmed(stage.world);
		stage.world.faults.add(lost);
		expect(await resend(stage)).toContain('the log shows the mail');
		expect(await sendActs(stage)).toEqual(['confirmation-intended', 'confirmation-sent']);
		expect(subjectsAt(stage)).toEqual([confirmation]);
	});

	test('and a log that shows nothing yet leave it open: nothing is repeated, and the watch tells later', async ({stage}) => {
		confirmed(stage.world);
		stage.world.mailgun.setLogLag(5 * minute);
		stage.world.faults.add(lost);
		const text = await sendReset(stage);
		expect(text).toContain('Not known whether the password reset was sent');
		expect(text).toContain('I do not repeat it');
		expect(await sendReset(stage)).toContain('within the last hour');
		expect(await sendActs(stage)).toEqual(['reset-intended', 'reset-unknown', 'send-refused']);
		await stage.moveOn(8 * minute);
		await tells(stage, /Delivered: /, '•••');
		expect(subjectsAt(stage)).toEqual([reset]);
	});
});

const tries = amount('AMBIGUOUS', 4);
const cuts = ['reset-in-body', 'truncated', 'bad-gateway', 'server-error'] as const;

/** GitLab takes the form for an account of its own, and its answer is lost. */
async function cutOff(stage: Stage, kind: 'confirmation' | 'reset', round: number): Promise<void> {
	const {gitlab, faults} = stage.world;
	const name = `${kind}-${round}`;
	const [createdAt, confirmedAt] = kind === 'reset' ? [90 * day, ago(stage.world, 89 * day)] : [hour, null];
	gitlab.addUser({username: name, email: `${name}@example.com`, createdAt: ago(stage.world, createdAt), confirmedAt});
	const card = await ask(stage, stage.as('agent'), `${name} mail:confirmation`, '/confirm');
	const fault = cuts[round % cuts.length] ?? 'down';
	faults.add({service: 'gitlab', method: 'POST', path: /^\/users\//, fault, afterEffect: true, times: 1});
	const after = await click(stage, stage.as('agent'), card, kind === 'reset' ? 'Send Password Reset' : 'Resend Confirmation');
	expect(readMessage(after)).toMatch(/Not known|the log shows the mail|GitLab took the form/);
	expect(subjectsAt(stage, `${name}@example.com`)).toHaveLength(1);
}

testOn({environment: {...environment, ...withoutLimits}})(
	`of ${tries} confirmations and ${tries} resets that GitLab took before the connection was cut, none goes out twice`,
	{timeout: 60_000 + tries * 5000},
	async ({stage}) => {
		for (let round = 0; round < tries; round += 1) {
			await cutOff(stage, 'confirmation', round);
			await cutOff(stage, 'reset', round);
			// GitLab takes ten forms a minute.
			if (round % 4 === 3) await stage.moveOn(minute);
		}
		expect(posted(stage)).toHaveLength(2 * tries);
	},
);
