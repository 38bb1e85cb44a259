import {describe, expect} from 'vitest';
import type {SuppressionKind} from '../../src/model/suppression.ts';
import {shortVerdicts} from '../../src/model/verdict-texts.ts';
import type {FaultRule} from '../../src/sandbox/faults.ts';
import type {SlackActor, SlackMessage} from '../../src/sandbox/slack/types.ts';
import {sendingDomains} from '../../src/sandbox/world.ts';
import {amount} from '../support/amount.ts';
import {ago, confirmation, day, hour, mailed, verdictOf} from '../support/confirming.ts';
import {buttonsOf, channel, readMessage, type Stage, test} from '../support/stage.ts';
import {minute, told as toldDirectly} from '../support/watching.ts';

/** Every fault at every source: few cells in every run, all of them with `FAULT_CELLS=200 SLOW_CELLS=50 OUTAGE_SETS=32`. */

const {gitlab} = sendingDomains;

type Fault = Omit<FaultRule, 'service' | 'path'>;
type Source = Pick<Required<FaultRule>, 'service' | 'path'> & {readonly name: string};

const inAMinute = () => new Date(Date.now() + 60_000).toUTCString();

const quickFaults: readonly (readonly [name: string, fault: Fault])[] = [
	['429', {fault: 'rate-limited'}],
	['429 with seconds', {fault: 'rate-limited', retryAfter: '30'}],
	['429 with a date', {fault: 'rate-limited', retryAfter: inAMinute()}],
	['429 with a number that cannot be meant', {fault: 'rate-limited', retryAfter: '999999999999'}],
	['500', {fault: 'server-error'}],
	['502', {fault: 'bad-gateway'}],
	['503', {fault: 'unavailable'}],
	['504', {fault: 'gateway-timeout'}],
	['401 that repeats what it was sent', {fault: 'echo'}],
	['a cut connection', {fault: 'down'}],
	['a cut body', {fault: 'reset-in-body'}],
	['half of the JSON', {fault: 'truncated'}],
	['JSON of another shape', {fault: 'wrong-type'}],
	['an HTML page', {fault: 'html'}],
	['ten megabytes', {fault: 'huge'}],
	['a redirect', {fault: 'redirect'}],
	['a body that unpacks to a gigabyte', {fault: 'gzip-bomb'}],
];

const slowFaults: readonly (readonly [name: string, fault: Fault])[] = [
	['silence', {fault: 'hang'}],
	['silence in the body', {fault: 'hang-in-body'}],
	['an answer that comes too late', {fault: 'slow', delayMs: 12_000}],
];

const listOf = (kind: SuppressionKind): Source => ({
	name: `Mailgun’s ${kind} list of ${gitlab}`,
	service: 'mailgun',
	path: new RegExp(`/${gitlab}/${kind}s/`),
});
const [bounces, complaints, unsubscribes] = [listOf('bounce'), listOf('complaint'), listOf('unsubscribe')];
const log: Source = {name: `Mailgun’s delivery log of ${gitlab}`, service: 'mailgun', path: /\/analytics\/logs/};
const account: Source = {name: 'GitLab', service: 'gitlab', path: /\/users\?/};
const addresses: Source = {name: 'GitLab', service: 'gitlab', path: /\/emails/};
const answers: Source = {name: '', service: 'slack', path: /^\/response\//};
const sources = [bounces, complaints, unsubscribes, log, account, addresses, answers];

/** A confirmed account, with an unconfirmed secondary address that is suppressed, and a mail to it that was dropped. */
function furnish({world}: Stage, name = 'ada'): string {
	const work = `${name}.work@example.org`;
	world.gitlab.addUser({
		username: name,
		email: `${name}@example.com`,
		createdAt: ago(world, 90 * day),
		confirmedAt: ago(world, 89 * day),
		secondaryEmails: [{email: work}],
	});
	const created_at = ago(world, day).toUTCString().replace('GMT', 'UTC');
	world.mailgun.addBounce(gitlab, {address: work, code: '550', error: '5.1.1 No such mailbox', created_at});
	mailed(world, work, confirmation, hour);
	return `${name} ${work} mail:confirmation`;
}

/** What is true of it. */
const truths = ['suppressed-bounce', 'secondary-unconfirmed', 'incomplete'];

const shortForms = new Map(Object.entries(shortVerdicts).map(([code, words]) => [words, code]));

function saidOn(text: string): readonly (string | undefined)[] {
	const also = /Also: (.*?)\. Looked for/.exec(text)?.[1]?.split(', ') ?? [];
	return [verdictOf(text), ...also.map((words) => shortForms.get(words) ?? words)];
}

function cardsOf(actor: SlackActor): readonly SlackMessage[] {
	return actor.messages(channel).filter((message) => verdictOf(readMessage(message)) !== undefined);
}

function directCards({world}: Pick<Stage, 'world'>): readonly SlackMessage[] {
	return toldDirectly({world}).filter((message) => verdictOf(readMessage(message)) !== undefined);
}

/** Asks, and waits for the card; no longer than people are made to wait. */
async function answered({world}: Pick<Stage, 'world'>, actor: SlackActor, words: string): Promise<SlackMessage> {
	const before = cardsOf(actor).length;
	expect((await actor.command(channel, '/confirm', words)).failure).toBeUndefined();
	return world.slack.until(() => cardsOf(actor)[before], 10_000);
}

function expectHonest(text: string, silent: readonly Source[]): void {
	for (const {name} of silent) expect(text).toMatch(new RegExp(`Not answered: [^\\n]*${name}`));
	for (const said of saidOn(text)) expect(truths, text).toContain(said);
	expect(text).not.toMatch(/no suppression/i);
}

/** Beside reading the log, which is a POST. */
function writesOf({world}: Stage): readonly string[] {
	const written = [...world.mailgun.requests(), ...world.gitlab.requests()].filter(({method}) => method !== 'GET');
	return written.map(({method, path}) => `${method} ${path}`).filter((request) => !request.endsWith('/analytics/logs'));
}

async function tryCell(stage: Stage, words: string, source: Source, fault: Fault): Promise<void> {
	const {world} = stage;
	const agent = stage.as('agent');
	const before = cardsOf(agent).length;
	const mend = world.faults.add({service: source.service, path: source.path, ...fault});
	if (source === answers) {
		// The place to answer at is the one that fails: the direct message is another.
		const told = directCards(stage).length;
		expect((await agent.command(channel, '/confirm', words)).failure).toBeUndefined();
		expectHonest(readMessage(await world.slack.until(() => directCards(stage)[told] ?? cardsOf(agent)[before], 20_000)), []);
	} else expectHonest(readMessage(await answered(stage, agent, words)), [source]);
	mend();
	await stage.moveOn(2 * minute);
	const text = readMessage(await answered(stage, agent, words));
	expect(saidOn(text)).toEqual(['suppressed-bounce', 'secondary-unconfirmed']);
	expect(text).not.toContain('Not answered');
	expect(cardsOf(agent).length - before).toBeLessThanOrEqual(2);
	expect(writesOf(stage)).toEqual([]);
}

/** In an order in which every fault and every source come early. */
function cellsOf(faults: typeof quickFaults): readonly (readonly [name: string, source: Source, fault: Fault])[] {
	return sources.flatMap((_source, shift) =>
		faults.flatMap(([name, fault], at) => {
			const source = sources[(at + shift) % sources.length];
			return source === undefined ? [] : [[`${name} from ${source.name || 'Slack'}`, source, fault] as const];
		}),
	);
}

/** The request names the person whose account it is about. */
function breakFor({world}: Stage, actor: SlackActor | undefined, {service, path}: Source, fault: Fault): void {
	const name = actor?.person.name ?? '';
	world.faults.add({service, path: new RegExp(`${path.source}.*${name}`), ...fault});
}

describe('whatever a source does, the card comes in time, says what is known, and names what is missing', () => {
	test('quick faults', {timeout: 600_000}, async ({stage}) => {
		const words = furnish(stage);
		for (const [, source, fault] of cellsOf(quickFaults).slice(0, amount('FAULT_CELLS', quickFaults.length - 1))) {
			await tryCell(stage, words, source, fault);
		}
	});

	test('silence of several kinds, at several sources at once', {timeout: 60_000}, async ({stage}) => {
		const people = (['agent', 'secondAgent', 'manager'] as const).map((who) => stage.as(who));
		const words = people.map(({person}) => furnish(stage, person.name));
		breakFor(stage, people[0], bounces, {fault: 'hang'});
		breakFor(stage, people[1], account, {fault: 'hang-in-body'});
		breakFor(stage, people[2], complaints, {fault: 'slow', delayMs: 12_000});
		stage.world.faults.add({service: log.service, path: log.path, fault: 'hang'});
		const cards = await Promise.all(people.map((actor, at) => answered(stage, actor, words[at] ?? '')));
		const texts = cards.map(readMessage);
		for (const [at, source] of [bounces, account, complaints].entries()) expectHonest(texts[at] ?? '', [log, source]);
		expect(writesOf(stage)).toEqual([]);
	});

	for (const [name, source, fault] of cellsOf(slowFaults).slice(0, amount('SLOW_CELLS', 0))) {
		test(name, {timeout: 120_000}, async ({stage}) => tryCell(stage, furnish(stage), source, fault));
	}
});

const fallible = [bounces, complaints, unsubscribes, log, account];

/** All sets of silent sources; among the first eight each two sources are seen in all four states. */
const outages = Array.from({length: 2 ** fallible.length}, (_unused, bits) => fallible.map((_source, at) => (bits >> at) % 2 === 1))
	.map((down) => ({down, isEarly: down[3] === (down[0] !== down[1]) && down[4] === (down[0] !== down[2])}))
	.sort((one, other) => Number(other.isEarly) - Number(one.isEarly))
	.map(({down}) => fallible.filter((_source, at) => down[at]));

test('with any of the sources down, every answer of the living ones appears, and each dead one is named', {timeout: 300_000}, async ({
	stage,
}) => {
	const words = furnish(stage);
	for (const down of outages.slice(0, amount('OUTAGE_SETS', 8))) {
		for (const {service, path} of down) stage.world.faults.add({service, path, fault: 'html'});
		const card = await answered(stage, stage.as('agent'), words);
		const text = readMessage(card);
		expectHonest(text, down);
		expect(text.includes('bounce 550 5.1.1 No such mailbox')).toBe(!down.includes(bounces));
		expect(buttonsOf(card).includes('Remove Suppression')).toBe(!down.includes(bounces));
		expect(text.includes('dropped, the address was suppressed then')).toBe(!down.includes(log));
		expect(text.includes('account @ada')).toBe(!down.includes(account));
		expect(text.includes('Not answered')).toBe(down.length > 0);
		stage.world.faults.clear();
	}
	expect(writesOf(stage)).toEqual([]);
});
