import {describe, expect} from 'vitest';
import type {OutgoingMail, RecipientBehaviour} from '../../src/sandbox/mailgun/types.ts';
import type {SlackActor, SlackMessage} from '../../src/sandbox/slack/types.ts';
import {naughty} from '../front-door/naughty.ts';
import {intercepted, replay} from '../support/replay.ts';
import {logCard, owner} from '../support/resending.ts';
import {ask, buttonsOf, channel, click, form, readMessage, type Stage, test} from '../support/stage.ts';

const gitlab = 'mg.gitlab.com';
const portal = 'customers.gitlab.com';
const minute = 60_000;
const day = 24 * 60;

/** Its digits as letters: more than two digits in a subject could be a code, and would be masked. */
function nameOf(minutes: number): string {
	return `Mail ${String(minutes).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)))}`;
}

const names = (...minutes: readonly number[]) => minutes.map(nameOf);
const upTo = (last: number) => Array.from({length: last}, (_, index) => index + 1);

/** A mail that was sent so many minutes ago. */
function send(stage: Stage, minutes: number, mail: Partial<OutgoingMail> = {}) {
	const {mailgun, clock} = stage.world;
	const from = 'GitLab <gitlab@mg.gitlab.com>';
	const at = new Date(clock.now().getTime() - minutes * minute);
	return mailgun.send({domain: gitlab, from, to: owner, subject: nameOf(minutes), text: 'Hello', at, ...mail});
}

/** A mail whose recipient's server behaves like this from now on. */
function sendTo(stage: Stage, minutes: number, behaviour: RecipientBehaviour, mail: Partial<OutgoingMail> = {}) {
	stage.world.mailgun.setRecipient(mail.to ?? owner, behaviour);
	return send(stage, minutes, mail);
}

const accept: RecipientBehaviour = {kind: 'accept'};
const noMailbox = {kind: 'reject', code: 550, enhancedCode: '5.1.1', text: 'No such mailbox'} as const;
const later = {kind: 'defer', code: 451, text: 'Come back later'} as const;
const full = {kind: 'block', code: 552, enhancedCode: '5.2.2', text: 'Mailbox full'} as const;

function subjectsOn(card: SlackMessage): readonly string[] {
	return [...readMessage(card).matchAll(/Subject: (Mail [a-j]+|Verify your identity|Confirmation instructions)/g)].map(
		([, subject]) => subject ?? '',
	);
}

interface Query {
	readonly start: string;
	readonly events?: readonly string[];
	readonly filter: {readonly AND: readonly {readonly attribute: string; readonly values: readonly {readonly value: string}[]}[]};
	readonly pagination: {readonly token?: string};
}

function queries(stage: Stage): readonly Query[] {
	const asked = stage.world.mailgun.requests().filter(({path}) => path === '/v1/analytics/logs');
	return asked.map(({body}) => JSON.parse(body) as Query);
}

function valuesOf(query: Query | undefined, attribute: string): readonly string[] {
	const clauses = query?.filter.AND.filter((clause) => clause.attribute === attribute) ?? [];
	return clauses.flatMap(({values}) => values.map(({value}) => value));
}

const domainsAsked = (asked: readonly Query[]) => asked.flatMap((query) => valuesOf(query, 'domain')).sort();

const nothing = {From: '', To: '', 'Recipient contains': '', 'Status code': '', 'Status text': ''};
const everything = {...nothing, 'Kind of mail': 'Any', Status: 'Any', 'Sending domain': 'Any'};

/** Fills the whole form in, and waits for the card that it makes of this one. */
async function filter(stage: Stage, actor: SlackActor, card: SlackMessage, values: Readonly<Record<string, string>>) {
	await actor.click(card, 'Filter Log');
	await form(stage, actor);
	const delivery = await actor.submit({...everything, ...values});
	expect(delivery.failure).toBeUndefined();
	expect(actor.modal()?.errors ?? {}).toEqual({});
	const old = JSON.stringify(card.blocks);
	return stage.world.slack.until(() => actor.messages(channel).find(({ts, blocks}) => ts === card.ts && JSON.stringify(blocks) !== old));
}

function told(stage: Stage): string {
	return JSON.stringify([stage.world.slack.apiCalls(), stage.world.slack.responseUrlUses()]);
}

const dayAgo = (stage: Stage, days: number) => new Date(stage.world.clock.now().getTime() - days * day * minute).toISOString().slice(0, 10);

/** Presses it until it is gone. Returns the subjects of each page. */
async function turnAll(stage: Stage, actor: SlackActor, first: SlackMessage, button: string): Promise<readonly (readonly string[])[]> {
	const pages = [subjectsOn(first)];
	for (let card = first; buttonsOf(card).includes(button); ) {
		card = await click(stage, actor, card, button);
		pages.push(subjectsOn(card));
	}
	return pages;
}

const newest = (actor: SlackActor) => actor.messages(channel).findLast(({blocks}) => blocks.length > 0) as SlackMessage;

describe('the pages of the log', () => {
	test('follow each other in time over both sending domains, without a gap or a double, forwards and back', async ({stage}) => {
		const agent = stage.as('agent');
		// Tried again and again: its last attempt stands on another page of Mailgun's than its beginning.
		const spread = nameOf(60);
		sendTo(stage, 60, later);
		stage.world.mailgun.setRecipient(owner, accept);
		const others = upTo(75).filter((minutes) => minutes !== 60);
		for (const minutes of others) send(stage, minutes, {domain: minutes % 7 === 0 ? portal : gitlab});
		const card = await logCard(stage, agent);
		expect(buttonsOf(card)).toEqual(['Next Page', 'Filter Log', 'Add Ticket Note']);
		expect(domainsAsked(queries(stage))).toEqual([portal, gitlab]);
		const pages = await turnAll(stage, agent, card, 'Next Page');
		expect(pages.flat().filter((subject) => subject !== spread)).toEqual(names(...others));
		expect(pages.flat().filter((subject) => subject === spread)).toHaveLength(1);
		expect(Math.max(...pages.map((page) => page.length))).toBe(10);
		const last = newest(agent);
		expect(readMessage(last)).toContain(`Page ${pages.length}. Searched`);
		expect(buttonsOf(last)).toEqual(['Previous Page', 'Filter Log', 'Add Ticket Note']);
		expect(await turnAll(stage, agent, last, 'Previous Page')).toEqual(pages.toReversed());
		const tokens = queries(stage).flatMap(({pagination}) => pagination.token ?? []);
		expect(tokens).not.toEqual([]);
		for (const token of tokens) expect(told(stage)).not.toContain(token);
	}, 60_000);

	test('cost one query for each log that is not at its end', async ({stage}) => {
		const agent = stage.as('agent');
		for (const minutes of upTo(15)) send(stage, minutes);
		send(stage, 2, {domain: portal});
		const card = await logCard(stage, agent);
		await click(stage, agent, card, 'Next Page');
		expect(domainsAsked(queries(stage))).toEqual([portal, gitlab, gitlab]);
	});

	test('begin anew, and say so, when Mailgun does not know the place any more', async ({stage}) => {
		const agent = stage.as('agent');
		for (const minutes of upTo(75)) send(stage, minutes);
		let card = await logCard(stage, agent);
		for (let page = 2; page <= 6; page += 1) card = await click(stage, agent, card, 'Next Page');
		expect(queries(stage).at(-1)?.pagination.token).toBeDefined();
		stage.world.mailgun.expireLogTokens();
		card = await click(stage, agent, card, 'Next Page');
		expect(readMessage(card)).toMatch(/^Mailgun does not know that page any more/);
		expect(subjectsOn(card)).toEqual(names(...upTo(10)));
		expect(buttonsOf(card)).toEqual(['Next Page', 'Filter Log', 'Add Ticket Note']);
		card = await click(stage, agent, card, 'Next Page');
		expect(readMessage(card)).toMatch(/^Delivery log of/);
		expect(subjectsOn(card)[0]).toBe(nameOf(11));
	}, 60_000);

	test('are nobody else’s', async ({stage}) => {
		const [agent, other] = [stage.as('agent'), stage.as('secondAgent')];
		for (const minutes of upTo(15)) send(stage, minutes);
		const [mine, theirs] = [await logCard(stage, agent), await logCard(stage, other)];
		const press = (actor: SlackActor, card: SlackMessage) => intercepted(stage, () => actor.click(card, 'Next Page'));
		const [own, foreign] = [await press(agent, mine), await press(other, theirs)];
		const asked = queries(stage).length;
		await replay(stage, {...foreign, actions: own.actions});
		await stage.world.slack.until(() => other.messages(channel).some((message) => readMessage(message).includes('This card is too old')));
		expect(queries(stage)).toHaveLength(asked);
	});

	test('name a log that does not answer, and read it when asked again', async ({stage}) => {
		const agent = stage.as('agent');
		send(stage, 5);
		stage.world.faults.add({service: 'mailgun', path: /analytics\/logs/, fault: 'server-error'});
		const card = await logCard(stage, agent);
		expect(readMessage(card)).toMatch(/^Not known yet/);
		expect(buttonsOf(card)).toEqual(['Filter Log', 'Check Again', 'Add Ticket Note']);
		stage.world.faults.clear();
		const after = await click(stage, agent, card, 'Check Again');
		expect(subjectsOn(after)).toEqual(names(5));
		expect(buttonsOf(after)).toEqual(['Filter Log', 'Add Ticket Note']);
	});
});

describe('the range of the log', () => {
	test('is told with what the plan keeps, and is never longer', async ({stage}) => {
		const agent = stage.as('agent');
		send(stage, 5);
		send(stage, 8 * day);
		const week = await logCard(stage, agent, `${owner} 7d`);
		expect(readMessage(week)).toContain(`Searched from ${dayAgo(stage, 7)}`);
		expect(readMessage(week)).toContain('The plan keeps 30 days.');
		expect(subjectsOn(week)).toEqual(names(5));
		expect(subjectsOn(await logCard(stage, agent))).toEqual(names(5, 8 * day));
		const text = readMessage(await logCard(stage, agent, `${owner} 60d`));
		expect(text).toContain(`Searched from ${dayAgo(stage, 30)}`);
		expect(text).toContain('The plan keeps 30 days, and not 60.');
	});

	test('may begin after a mail was accepted: then the time is that of its first known event', async ({stage}) => {
		sendTo(stage, 7 * day + 2, later);
		const card = await logCard(stage, stage.as('agent'), `${owner} 7d`);
		expect(readMessage(card)).toMatch(/Failed \d{4}-/);
		expect(readMessage(card)).not.toContain('· sent');
	});

	test('holds mails whose body nobody keeps any more: nothing is offered for them', async ({stage}) => {
		const subject = 'Verify your identity';
		send(stage, 6.9 * day, {subject});
		send(stage, 7.1 * day, {subject});
		const card = await logCard(stage, stage.as('agent'));
		expect(buttonsOf(card)).toEqual(['Preview Message', 'Resend Message', 'Filter Log', 'Add Ticket Note']);
		expect(readMessage(card).match(/Mailgun does not keep its body any more/g)).toHaveLength(1);
	});
});

describe('the filters of the log', () => {
	/** Of every kind and every fate. */
	async function mixed(stage: Stage): Promise<void> {
		sendTo(stage, 5, later, {subject: nameOf(25)});
		stage.world.mailgun.setRecipient(owner, accept);
		await stage.moveOn(20 * minute);
		send(stage, 80, {subject: 'Confirmation instructions'});
		send(stage, 70, {subject: 'Verify your identity'});
		send(stage, 65, {domain: portal, subject: 'Confirmation instructions | Portal'});
		sendTo(stage, 40, full);
		sendTo(stage, 5, later);
		sendTo(stage, 30, noMailbox);
		send(stage, 20);
	}

	const code = 'Verify your identity';
	const confirmation = 'Confirmation instructions';

	test('leave what they say, and the card says it', async ({stage}) => {
		await mixed(stage);
		const agent = stage.as('agent');
		let card = await logCard(stage, agent);
		expect(subjectsOn(card)).toEqual([...names(5, 20, 25, 30, 40), confirmation, code, confirmation]);
		const rows = [
			[{Status: 'Delivered'}, 'Status Delivered', [nameOf(25), confirmation, code, confirmation]],
			[{Status: 'Delayed'}, 'Status Delayed', names(5)],
			[{Status: 'Failed'}, 'Status Failed', names(30, 40)],
			[{Status: 'Dropped (suppressed)'}, 'Status Dropped (suppressed)', names(20)],
			[{'Kind of mail': 'Confirmation'}, 'Kind of mail Confirmation', [confirmation, confirmation]],
			[{'Kind of mail': 'Verification code'}, 'Kind of mail Verification code', [code]],
			[{'Kind of mail': 'Other mail', Status: 'Failed'}, 'Kind of mail Other mail · Status Failed', names(30, 40)],
			[{'Status code': '550'}, 'Status code 550', names(30)],
			[{'Status code': '451', Status: 'Delivered'}, 'Status Delivered · Status code 451', names(25)],
			[{'Status text': 'MAILBOX FULL'}, 'Status text MAILBOX FULL', names(40)],
			[{'Status text': 'previously bounced'}, 'Status text previously bounced', names(20)],
			[{'Sending domain': portal}, `Sending domain ${portal}`, [confirmation]],
			[{'Recipient contains': 'ADA', Status: 'Failed'}, 'Recipient contains ADA · Status Failed', names(30, 40)],
		] as const;
		for (const [values, words, subjects] of rows) {
			card = await filter(stage, agent, card, values);
			expect(readMessage(card)).toContain(`Filters: ${words}\n`);
			expect(subjectsOn(card), words).toEqual(subjects);
		}
		card = await filter(stage, agent, card, {'Status code': '421'});
		expect(readMessage(card)).toMatch(/^No mail that matches in the log of/);
		expect(readMessage(await logCard(stage, agent, 'nobody@example.com'))).toMatch(/^No mail in the log for/);
		const asked = queries(stage).length;
		const again = await logCard(stage, agent, `${owner} mail:code`);
		expect(readMessage(again)).toContain('Filters: Kind of mail Verification code\n');
		expect(domainsAsked(queries(stage).slice(asked))).toEqual([gitlab]);
	}, 60_000);

	test('hold on every page, stand in the form again, and can be taken away', async ({stage}) => {
		const agent = stage.as('agent');
		for (const minutes of upTo(30)) send(stage, minutes, {domain: minutes % 2 === 0 ? portal : gitlab});
		let card = await filter(stage, agent, await logCard(stage, agent), {'Sending domain': portal, From: dayAgo(stage, 1)});
		card = await click(stage, agent, card, 'Next Page');
		expect(readMessage(card)).toContain(`Filters: From ${dayAgo(stage, 1)} · Sending domain ${portal}`);
		expect(subjectsOn(card)).toEqual(names(22, 24, 26, 28, 30));
		await agent.click(card, 'Filter Log');
		const shown = JSON.stringify(await form(stage, agent));
		expect(shown).toContain(`"initial_date":"${dayAgo(stage, 1)}"`);
		expect(shown).toMatch(/"initial_option":\{[^}]*\{[^}]*"customers\.gitlab\.com"/);
		await agent.closeModal();
		card = await filter(stage, agent, card, {});
		expect(subjectsOn(card)).toEqual(names(...upTo(10)));
	}, 60_000);

	test('that match nothing on one page say that there are older mails', async ({stage}) => {
		const agent = stage.as('agent');
		sendTo(stage, 200, full);
		stage.world.mailgun.setRecipient(owner, accept);
		for (const minutes of upTo(60)) send(stage, minutes);
		let card = await filter(stage, agent, await logCard(stage, agent), {Status: 'Failed'});
		expect(readMessage(card)).toMatch(/^Nothing that matches on this page, but there are older mails/);
		card = await click(stage, agent, card, 'Next Page');
		expect(subjectsOn(card)).toEqual(names(200));
		expect(buttonsOf(card)).toEqual(['Previous Page', 'Filter Log', 'Add Ticket Note']);
	}, 60_000);

	test('refuse at the field what cannot be searched, and say from which day on it can', async ({stage}) => {
		const agent = stage.as('agent');
		const ago = (days: number) => dayAgo(stage, days);
		await agent.click(await logCard(stage, agent), 'Filter Log');
		await form(stage, agent);
		const rows = [
			[{From: ago(31)}, 'from', `the first day that can be searched is ${ago(30)}`],
			[{To: ago(31)}, 'to', `the first day that can be searched is ${ago(30)}`],
			[{From: ago(2), To: ago(3)}, 'to', 'before the first day'],
			[{From: ago(-1)}, 'from', 'still to come'],
			[{'Status code': '5.1.1'}, 'code', 'three digits'],
			[{'Recipient contains': 'example.org'}, 'recipient', 'ada@example.com alone'],
		] as const;
		for (const [values, field, words] of rows) {
			await agent.submit({...nothing, ...values});
			const errors = agent.modal()?.errors ?? {};
			expect(Object.keys(errors)).toEqual([field]);
			expect(errors[field]).toContain(words);
		}
		expect(queries(stage)).toHaveLength(2);
	});

	test('of days take whole days', async ({stage}) => {
		const agent = stage.as('agent');
		send(stage, 5);
		send(stage, 3 * day);
		const values = {From: dayAgo(stage, 4), To: dayAgo(stage, 1)};
		const card = await filter(stage, agent, await logCard(stage, agent), values);
		expect(subjectsOn(card)).toEqual(names(3 * day));
		expect(readMessage(card)).toContain(`Searched from ${values.From} 00:00 UTC to ${values.To} 23:59 UTC`);
	});
});

describe('the log of a whole domain', () => {
	const people = ['bo.larsen', 'cy.young', 'dee.dee', 'eli.moss'].map((name) => `${name}@gmail.com`);

	function scene(stage: Stage): void {
		const subject = 'Verify your identity';
		for (const [index, to] of people.entries()) sendTo(stage, 10 + index, noMailbox, {to, subject});
		send(stage, 5, {to: people[0] ?? ''});
		sendTo(stage, 4, {...noMailbox, text: 'No such mailbox: fay.private@example.org'}, {to: 'fay@gmail.com'});
		send(stage, 3, {to: 'gus@gmail.com'});
		send(stage, 2, {to: 'hal@example.com'});
	}

	test('is read for a public provider too, shows nobody’s address, and opens nobody’s mail', async ({stage}) => {
		const agent = stage.as('agent');
		scene(stage);
		for (const words of ['gmail.com', '@gmail.com 7d', '*@gmail.com', '<http://gmail.com|gmail.com>', '<mailto:*@gmail.com|*@gmail.com>']) {
			const asked = queries(stage).length;
			const card = await logCard(stage, agent, words);
			expect(readMessage(card)).toMatch(/^Delivery log of \*@gmail\.com/);
			expect(readMessage(card).match(/ · to .•••@gmail\.com/g)).toHaveLength(7);
			expect(
				queries(stage)
					.slice(asked)
					.map((query) => valuesOf(query, 'recipient_domain')),
			).toEqual([['gmail.com'], ['gmail.com']]);
			expect(buttonsOf(card)).toEqual(['Filter Log']);
		}
		expect(readMessage(newest(agent))).toContain('f•••@example.org');
		for (const address of [...people, 'fay', 'gus']) expect(told(stage)).not.toContain(address);
		expect(readMessage(await ask(stage, agent, '*@gmail.com'))).toContain('public mail provider');
	}, 60_000);

	test('answers: all 550 at gmail.com, asking Mailgun for no more than these', async ({stage}) => {
		const agent = stage.as('agent');
		scene(stage);
		let card = await logCard(stage, agent, 'gmail.com');
		card = await filter(stage, agent, card, {'Status code': '550', Status: 'Failed'});
		expect(readMessage(card).match(/Failed \d{4}/g)).toHaveLength(5);
		expect(readMessage(card)).toContain('Found by single replies');
		expect(valuesOf(queries(stage).at(-1), 'delivery_status_code')).toEqual(['550']);
		expect(queries(stage).at(-1)?.events).toEqual(['failed', 'rejected']);
		card = await filter(stage, agent, card, {'Status text': 'Previously bounced'});
		expect(subjectsOn(card)).toEqual(names(5));
		expect(readMessage(card)).toContain('Dropped (suppressed)');
		card = await filter(stage, agent, card, {'Recipient contains': 'gus@gmail.com'});
		expect(readMessage(card)).toContain(' · to gus@gmail.com');
		card = await filter(stage, agent, card, {'Kind of mail': 'Verification code'});
		expect(subjectsOn(card)).toHaveLength(4);
		expect(valuesOf(queries(stage).at(-1), 'subject')).toEqual(['Verify your identity', 'Confirm your email address']);
	}, 60_000);

	test('shows by a filter for a status only mails that have it at last', async ({stage}) => {
		const agent = stage.as('agent');
		sendTo(stage, 5, later, {to: 'ivy@gmail.com', subject: nameOf(25)});
		stage.world.mailgun.setRecipient('ivy@gmail.com', accept);
		await stage.moveOn(20 * minute);
		sendTo(stage, 4, later, {to: 'jo@gmail.com'});
		send(stage, 3, {to: 'kai@gmail.com'});
		let card = await filter(stage, agent, await logCard(stage, agent, 'gmail.com'), {Status: 'Delayed'});
		expect(subjectsOn(card)).toEqual(names(4));
		card = await filter(stage, agent, card, {Status: 'Delivered'});
		expect(subjectsOn(card)).toEqual(names(3, 25));
		card = await filter(stage, agent, card, {Status: 'Failed'});
		expect(subjectsOn(card)).toEqual([]);
	});
});

describe('whatever a subject or a reply holds', () => {
	test('stays text, and fits', async ({stage}) => {
		const agent = stage.as('agent');
		for (const [index, text] of naughty.slice(0, 20).entries()) {
			sendTo(stage, 100 - index, {...full, text: text.repeat(40)}, {subject: text.repeat(60).slice(0, 990)});
		}
		const card = await logCard(stage, agent);
		const found = await filter(stage, agent, await click(stage, agent, card, 'Next Page'), {'Status text': '<!channel>'});
		expect(readMessage(found)).toContain('Filters: Status text <!channel>\n');
		expect(readMessage(found).match(/Subject: /g)).toHaveLength(2);
	});
});
