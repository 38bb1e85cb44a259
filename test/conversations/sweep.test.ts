import {expect} from 'vitest';
import type {SlackMessage} from '../../src/sandbox/slack/types.ts';
import {cast, sendingDomains} from '../../src/sandbox/world.ts';
import {readCsv} from '../model/read-csv.ts';
import {ask, buttonsOf, channel, click, form, readMessage, type Stage, test, testOn, withoutLimits} from '../support/stage.ts';

const {gitlab, portal} = sendingDomains;
const gone = '5.1.1 No such mailbox';
const direct = `D${cast.agent.id.slice(1)}`;

const hours = ({world}: Pick<Stage, 'world'>, count: number) => new Date(world.clock.now().getTime() - count * 3_600_000);
const made = (stage: Pick<Stage, 'world'>) => hours(stage, 2).toUTCString().replace('GMT', 'UTC');

/** A mail of an hour ago: what became of it stands in the log. */
function mail(stage: Pick<Stage, 'world'>, to: string, domain: string = gitlab): void {
	stage.world.mailgun.send({
		at: hours(stage, 1),
		domain,
		from: `GitLab <gitlab@${domain}>`,
		to,
		subject: 'Confirmation instructions',
		text: 'Hello',
	});
}

function bounced(stage: Pick<Stage, 'world'>, address: string, entry: {readonly code?: string; readonly error?: string} = {}): void {
	stage.world.mailgun.addBounce(gitlab, {address, code: '550', error: gone, created_at: made(stage), ...entry});
	mail(stage, address);
}

/** What the bot told the agent alone, the oldest first. */
function told({world}: Pick<Stage, 'world'>): readonly SlackMessage[] {
	return world.slack.allMessages(direct).filter(({ephemeralFor}) => ephemeralFor === undefined);
}

function tells(stage: Pick<Stage, 'world'>, words: RegExp): Promise<SlackMessage> {
	return stage.world.slack.until(() => told(stage).find((message) => words.test(readMessage(message))), 12_000);
}

test('everybody at a customer’s domain who is suppressed now or was once, by list and reason', async ({stage}) => {
	const {mailgun, faults} = stage.world;
	const agent = stage.as('agent');
	bounced(stage, 'ada@example.com');
	bounced(stage, 'bo@example.com', {code: '552', error: '5.2.2 The mailbox is over its quota'});
	bounced(stage, 'cleo@example.com');
	mailgun.removeEntry(gitlab, 'bounces', 'cleo@example.com');
	mailgun.addComplaint(portal, {address: 'dan@example.com', created_at: made(stage)});
	mail(stage, 'dan@example.com', portal);
	bounced(stage, 'eve@sub.example.com');
	bounced(stage, 'fay@example.org');
	mailgun.addBounce(gitlab, {address: 'never.mailed@example.com'});

	const delivery = await agent.command(channel, '/suppression', '*@Example.com ticket:4790');
	expect(delivery.body).toMatchObject({text: 'Looking for the suppressed addresses of example.com …'});
	const card = await stage.world.slack.until(() => agent.messages(channel).find(({blocks}) => blocks.length > 0));
	const text = readMessage(card);
	expect(text).toContain('3 addresses are suppressed now at example.com');
	expect(text).toContain('2 suppressed now on the bounce list of mg.gitlab.com (mailbox-full 1, mailbox-unknown 1)');
	expect(text).toContain('1 suppressed now on the complaint list of customers.gitlab.com');
	expect(text).toContain('1 once suppressed on the bounce list of mg.gitlab.com');
	expect(text).toContain('ada@example.com suppressed now, bounce list of mg.gitlab.com, mailbox-unknown 550');
	expect(text).toContain('cleo@example.com once suppressed, bounce list of mg.gitlab.com, unclear');
	expect(text).not.toMatch(/eve@|fay@|never\.mailed/);
	expect(text).toContain('Who got no mail since then is not seen: Deep Scan');
	expect(text).toContain('Ticket 4790');
	expect(buttonsOf(card)).toEqual(expect.arrayContaining(['Deep Scan', 'Export CSV', 'Check Again']));

	mailgun.removeEntry(gitlab, 'bounces', 'ada@example.com');
	const again = readMessage(await click(stage, agent, card, 'Check Again'));
	expect(again).toContain('ada@example.com once suppressed');
	expect(again).toContain('Ticket 4790');

	faults.add({service: 'mailgun', path: /\/bounces/, fault: 'server-error'});
	const silent = readMessage(await ask(stage, agent, '@example.com'));
	expect(silent).toContain('One address is suppressed now at example.com');
	expect(silent).toContain('Not answered: bounce list of mg.gitlab.com');
	expect(silent).toContain('bo@example.com not known now, bounce list of mg.gitlab.com');
	faults.add({service: 'mailgun', fault: 'server-error'});
	expect(readMessage(await ask(stage, agent, 'example.com'))).toMatch(
		/Not known yet, for not everything answered: example\.com[\s\S]*Not answered: log of customers\.gitlab\.com/,
	);
});

test('a domain that nobody asked about before, public providers, and letters outside of ASCII', async ({stage}) => {
	const agent = stage.as('agent');
	expect(readMessage(await ask(stage, agent, 'example.net'))).toContain(
		'The log leads to no address that is suppressed now at example.net',
	);
	const before = stage.world.mailgun.requests().length;
	expect(readMessage(await ask(stage, agent, 'gmail.com'))).toMatch(
		/gmail\.com is a public mail provider[\s\S]*\/suppression log gmail\.com 7d/,
	);
	await agent.command(channel, '/suppression', '');
	await form(stage, agent);
	await agent.submit({'Address or domain': 'gmail.com'});
	expect(Object.values(agent.modal()?.errors ?? {})).toEqual([expect.stringContaining('public mail provider')]);
	expect(stage.world.mailgun.requests()).toHaveLength(before);

	bounced(stage, 'zoe@xn--bcher-kva.example.com');
	await agent.submit({'Address or domain': 'bücher.example.com', Ticket: '4790'});
	const text = readMessage(await stage.world.slack.until(() => agent.messages(channel).find((one) => readMessage(one).includes('xn--'))));
	expect(text).toContain('One address is suppressed now at xn--bcher-kva.example.com (bücher.example.com)');
	expect(text).toContain('Ticket 4790');
});

test('page by page, and all of it as a file that no spreadsheet calculates', async ({stage}) => {
	const agent = stage.as('agent');
	const people = Array.from({length: 45}, (_unused, index) => `p${String(index).padStart(2, '0')}@example.com`);
	for (const address of [...people, '=cmd@example.com']) bounced(stage, address, {error: '=HYPERLINK("https://example.net")'});
	const first = await ask(stage, agent, 'example.com');
	expect(readMessage(first)).toContain('46 addresses are suppressed now');
	expect(readMessage(first)).toContain('p18@example.com');
	expect(buttonsOf(first)).not.toContain('Previous Page');
	const second = await click(stage, agent, first, 'Next Page');
	expect(readMessage(second)).toMatch(/p19@example\.com[\s\S]*p38@example\.com[\s\S]*Page 2/);
	const third = await click(stage, agent, second, 'Next Page');
	expect(readMessage(third)).toContain('p44@example.com');
	expect(buttonsOf(third)).not.toContain('Next Page');
	const back = await click(stage, agent, await click(stage, agent, third, 'Previous Page'), 'Previous Page');
	expect(readMessage(back)).toBe(readMessage(first));

	await agent.click(back, 'Export CSV');
	const file = await stage.world.slack.until(() => told(stage).flatMap(({files = []}) => files)[0]);
	expect(file.name).toBe('suppressed-example.com.csv');
	const [header, ...rows] = readCsv(file.content);
	expect(header?.slice(0, 3)).toEqual(['address', 'suppressed', 'list']);
	expect(rows.map(([address]) => address)).toEqual(["'=cmd@example.com", ...people]);
	expect(rows[1]?.slice(1, 7)).toEqual(['now', 'bounce', gitlab, 'mailbox-unknown', '550', `'=HYPERLINK("https://example.net")`]);
	await stage.world.slack.until(() => agent.messages(channel).find((one) => readMessage(one).includes('The file with 46 entries')));
	expect(stage.world.slack.allMessages(channel).flatMap(({files = []}) => files)).toEqual([]);
});

test('a deep scan reads the whole lists, tells how far it is in one message, and ends with the card', async ({stage}) => {
	const {mailgun} = stage.world;
	const agent = stage.as('agent');
	for (let index = 0; index < 2500; index += 1) mailgun.addBounce(gitlab, {address: `x${index}@example.net`});
	mailgun.addBounce(gitlab, {address: 'never.mailed@example.com', error: gone});
	mailgun.addUnsubscribe(portal, {address: 'Ada@example.com'});
	bounced(stage, 'cleo@example.com');
	mailgun.removeEntry(gitlab, 'bounces', 'cleo@example.com');
	const card = await ask(stage, agent, 'example.com ticket:4790');
	await agent.click(card, 'Deep Scan');
	const found = await tells(stage, /2 addresses are suppressed now at example\.com/);
	const text = readMessage(found);
	expect(text).toMatch(/never\.mailed@example\.com suppressed now, bounce list of mg\.gitlab\.com, mailbox-unknown/);
	expect(text).toMatch(/ada@example\.com suppressed now, unsubscribe list of customers\.gitlab\.com/);
	expect(text).toMatch(/cleo@example\.com once suppressed/);
	expect(text).toContain('Every list was read whole.');
	expect(buttonsOf(found)).not.toContain('Deep Scan');
	expect(told(stage)).toHaveLength(2);
	const [progress] = told(stage);
	expect(readMessage(progress)).toContain('Scanned the whole lists for example.com');
	expect(readMessage(progress)).toContain('6 of 6 lists read, 2,502 entries seen, 2 of this domain among them.');
	expect(buttonsOf(progress)).toEqual([]);
	const walked = mailgun.requests().filter(({query}) => query.includes('limit=1000'));
	expect(walked).toHaveLength(10);
});

test('what a silent list left unknown is known after a deep scan: a refusal alone makes nobody once suppressed', async ({stage}) => {
	const {mailgun, faults} = stage.world;
	const agent = stage.as('agent');
	mailgun.setRecipient('zoe@example.com', {kind: 'block', code: 554, text: '5.7.1 Blocked by policy'});
	mail(stage, 'zoe@example.com');
	mailgun.removeEntry(gitlab, 'bounces', 'zoe@example.com');
	bounced(stage, 'cleo@example.com');
	mailgun.removeEntry(gitlab, 'bounces', 'cleo@example.com');
	const mend = faults.add({service: 'mailgun', path: /\/bounces/, fault: 'server-error'});
	const card = await ask(stage, agent, 'example.com');
	expect(readMessage(card)).toMatch(/zoe@example\.com/);
	expect(readMessage(card)).not.toMatch(/once suppressed/);
	mend();
	await stage.moveOn(5000);
	await agent.click(card, 'Deep Scan');
	const text = readMessage(await tells(stage, /Every list was read whole/));
	expect(text).toMatch(/cleo@example\.com once suppressed/);
	expect(text).not.toContain('zoe@example.com');
});

const slowly = {service: 'mailgun', path: /\/v3\/[^/]+\/(?:bounces|complaints|unsubscribes)\?/, fault: 'slow', delayMs: 400} as const;

test('a scan can be cancelled by whoever asked for it, and by nobody else', async ({stage}) => {
	const {mailgun, faults} = stage.world;
	const agent = stage.as('agent');
	for (let index = 0; index < 12_000; index += 1) mailgun.addBounce(gitlab, {address: `x${index}@example.net`});
	const card = await ask(stage, agent, 'example.com');
	faults.add(slowly);
	await agent.click(card, 'Deep Scan');
	const progress = await tells(stage, /Scanning the whole lists for example\.com/);
	await agent.click(card, 'Deep Scan');
	await stage.world.slack.until(() => agent.messages(channel).find((one) => readMessage(one).includes('under way already')));
	await agent.click(progress, 'Cancel Scan');
	const cancelled = await tells(stage, /Cancelled: the scan of the lists for example\.com/);
	expect(cancelled.ts).toBe(progress.ts);
	expect(readMessage(cancelled)).toContain('Nothing was changed.');
	expect(told(stage).filter(({blocks}) => JSON.stringify(blocks).includes('suppressed now'))).toEqual([]);
	const {rows} = await acts(stage);
	expect(rows.filter(({act}) => act.startsWith('domain-'))).toEqual([
		{act: 'domain-swept', actor: cast.agent.id},
		{act: 'domain-scan-begun', actor: cast.agent.id},
		{act: 'domain-scan-cancelled', actor: cast.agent.id},
	]);
});

async function acts({bot}: Pick<Stage, 'bot'>) {
	const rows = await bot.database.db.selectFrom('audit_entry').select(['act', 'actor']).orderBy('seq').execute();
	return {rows};
}

test('a scan goes on where it was after a restart, and waits while Mailgun does not answer', async ({stage}) => {
	const {mailgun, faults} = stage.world;
	const agent = stage.as('agent');
	for (let index = 0; index < 12_000; index += 1) mailgun.addBounce(gitlab, {address: `x${String(index).padStart(5, '0')}@example.net`});
	mailgun.addBounce(gitlab, {address: 'zoe@example.com'});
	const card = await ask(stage, agent, 'example.com');
	faults.add({...slowly, delayMs: 200});
	await agent.click(card, 'Deep Scan');
	await stage.world.slack.until(() => pagesRead(mailgun.requests()) >= 4);
	await stage.restart({meanwhile: () => faults.clear()});
	faults.add({service: 'mailgun', path: /\/bounces\?/, fault: 'server-error', times: 2});
	await tells(stage, /One address is suppressed now at example\.com[\s\S]*zoe@example\.com suppressed now/);
	// 12 full pages, the one with the rest, the empty one that ends the list, and five empty lists; one may have been read twice.
	expect(pagesRead(mailgun.requests())).toBeLessThanOrEqual(20);
	expect(told(stage)).toHaveLength(2);
});

function pagesRead(requests: ReturnType<Stage['world']['mailgun']['requests']>): number {
	return requests.filter(({query, status}) => query.includes('limit=1000') && status === 200).length;
}

testOn({environment: {...withoutLimits, LIMIT_SWEEPS_PER_HOUR: '2'}})(
	'sweeps and scans are limited by the hour; the refusal says so and is on record',
	async ({stage}) => {
		const agent = stage.as('agent');
		await ask(stage, agent, 'example.com');
		const card = await ask(stage, agent, 'example.org');
		expect(readMessage(await ask(stage, agent, 'example.net'))).toContain('limit of sweeps of customer domains: 2 in an hour');
		await agent.click(card, 'Deep Scan');
		await stage.world.slack.until(() => agent.messages(channel).filter((one) => readMessage(one).includes('limit of sweeps')).length === 2);
		expect((await acts(stage)).rows.filter(({act}) => act === 'refused')).toHaveLength(2);
	},
);
