import {expect, onTestFinished, test} from 'vitest';
import {createFaultBoard} from '../../src/sandbox/faults.ts';
import {type SimulatedAnswer, type SimulatedRequest, serve} from '../../src/sandbox/http.ts';
import type {SlackMessage} from '../../src/sandbox/slack/types.ts';
import {sendingDomains, type World} from '../../src/sandbox/world.ts';
import {runCli} from '../front-door/cli.ts';
import {ago, day, hour, mailed} from '../support/confirming.ts';
import {dumpTables} from '../support/dump.ts';
import {buttonsOf, channel, openStage, readMessage, type Stage, withoutLimits} from '../support/stage.ts';
import {leaksIn} from '../support/traces.ts';
import {minute} from '../support/watching.ts';

const {gitlab} = sendingDomains;

/** A confirmed and an unconfirmed account, each with a primary address that nobody names. */
const secrets = {kes: 'Canary.Kestrel+x@undisclosed.example.net', tern: 'hidden-tern@xn--vgel-5qa.example.org'} as const;
const canaries = [...Object.values(secrets), 'canary.kestrel', 'hidden-tern', 'undisclosed.example', 'xn--vgel-5qa', 'vögel.example'];
const told = [...Object.values(secrets), 'hidden-tern@vögel.example.org'].join(', ');

/** What a service answers in the place of its own answer, once it has done what it was asked for. */
interface Echo {
	readonly path: RegExp;
	readonly method?: string;
	readonly answer: SimulatedAnswer;
}

/** Stands before a service, and can be made to tell what it should not. */
async function openEcho(service: 'gitlab' | 'mailgun') {
	const faults = createFaultBoard();
	const to = {origin: '', echo: undefined as Echo | undefined};
	const server = await serve({service, faults, handle: (request) => forward(to, request)});
	onTestFinished(server.close);
	return {origin: server.origin, faults, to};
}

async function forward({origin, echo}: {readonly origin: string; readonly echo: Echo | undefined}, request: SimulatedRequest) {
	const {method, path, query, body} = request;
	const {host: _host, connection: _connection, 'content-length': _length, ...rest} = request.headers;
	const headers = Object.entries(rest).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : []));
	const search = query.size === 0 ? '' : `?${query}`;
	const sent = method === 'GET' ? {} : {body: new Uint8Array(body)};
	const response = await fetch(`${origin}${path}${search}`, {method, headers: Object.fromEntries(headers), redirect: 'manual', ...sent});
	const text = await response.text();
	if (echo?.path.test(path) && (echo.method ?? method) === method) return echo.answer;
	const answered = [...response.headers].filter(([name]) => !/^(content-length|transfer-encoding|connection|keep-alive|date)$/.test(name));
	return {status: response.status, headers: Object.fromEntries(answered), text};
}

const page = `<html><body><form action="/users/password"><p>${told}</p></form></body></html>`;
const json = (status: number, body: unknown): SimulatedAnswer => ({status, json: body});
const forms = /^\/users\//;
const api = /^\/api\//;

const gitlabEchoes: Readonly<Record<string, Echo | undefined>> = {
	nothing: undefined,
	'401 of the API': {path: api, answer: json(401, {message: `401 Unauthorized ${told}`})},
	'400 of the API': {path: api, answer: json(400, {message: {email: [`${told} is invalid`]}})},
	'404 of the API': {path: api, answer: json(404, {error: `${told} not found`})},
	'409 as a page': {path: api, answer: {status: 409, text: page}},
	'500 of the form': {path: forms, method: 'POST', answer: {status: 500, text: page}},
	'422 of the form': {path: forms, method: 'POST', answer: {status: 422, text: page}},
	'a redirect that tells it': {path: forms, method: 'POST', answer: {status: 302, headers: {location: `/users/x?e=${secrets.kes}`}}},
	'the form once more': {path: forms, method: 'POST', answer: {status: 200, text: page}},
	'a form page that tells it': {path: forms, method: 'GET', answer: {status: 200, text: page}},
	'429 of the form': {path: forms, method: 'POST', answer: {status: 429, headers: {'retry-after': '5'}, text: told}},
};

const mailgunEchoes: Readonly<Record<string, Echo | undefined>> = {
	'400 of a list': {path: /bounces/, answer: json(400, {message: `Address ${told} is invalid`})},
	'401 of all': {path: /./, answer: {status: 401, text: `Forbidden ${told}`}},
	'404 of a list as a page': {path: /complaints/, answer: {status: 404, text: page}},
	'400 of the log': {path: /analytics/, answer: json(400, {message: `no such recipient: ${told}`})},
	'500 of the log': {path: /analytics/, answer: json(500, {message: told})},
};

async function openHouse() {
	const [gitlabDoor, mailgunDoor] = [await openEcho('gitlab'), await openEcho('mailgun')];
	const stage = await openStage({
		zendesk: true,
		environment: {...withoutLimits, GITLAB_RESEND: 'form', GITLAB_URL: gitlabDoor.origin, MAILGUN_URL: mailgunDoor.origin},
	});
	onTestFinished(stage.close);
	gitlabDoor.to.origin = stage.world.gitlab.origin;
	mailgunDoor.to.origin = stage.world.mailgun.origin;
	furnish(stage.world);
	return {stage, gitlabDoor, mailgunDoor};
}

function furnish(world: World): void {
	const {gitlab: accounts, mailgun, zendesk} = world;
	accounts.addUser({username: 'kes', email: secrets.kes, createdAt: ago(world, 90 * day), confirmedAt: ago(world, 89 * day)});
	accounts.addUser({username: 'tern', email: secrets.tern, createdAt: ago(world, hour)});
	zendesk.addTicket({id: 4711, requester: 'kes@example.com', subject: 'I forgot my address'});
	mailgun.setRecipient(secrets.kes, {kind: 'defer', code: 451, text: `4.7.1 <${secrets.kes}> at mx.undisclosed.example.net: later`});
}

/** Presses a button, and waits until something came of it. */
async function press(stage: Stage, card: SlackMessage, label: string): Promise<void> {
	const {world} = stage;
	const outputs = () => world.slack.apiCalls().length + world.slack.responseUrlUses().length;
	const before = outputs();
	const agent = stage.as('agent');
	await agent.click(card, label, {confirm: true});
	await world.slack.until(() => outputs() > before, 20_000);
	if (agent.modal() !== undefined) await agent.closeModal();
}

/** The card that answers the command, among what earlier presses still bring. */
async function lookUp({world, as}: Stage, words: string): Promise<SlackMessage> {
	const agent = as('agent');
	const before = new Set(agent.messages(channel).map(({ts}) => ts));
	await agent.command(channel, '/confirm', words);
	const isAnswer = (message: SlackMessage) =>
		!before.has(message.ts) && message.ephemeralFor !== undefined && /verdict: |^Checked /m.test(readMessage(message));
	return world.slack.until(() => agent.messages(channel).find(isAnswer), 20_000);
}

const elsewhere = new Set(['Open Admin Page', 'Open Confirmation Form']);

/** Asks for the card, and presses each of its buttons, the sending ones first. */
async function pressAll(stage: Stage, words: string): Promise<void> {
	const labels = new Set(buttonsOf(await lookUp(stage, words)).filter((label) => !elsewhere.has(label)));
	const isSending = (label: string) => Number(/^(Resend|Send)/.test(label));
	for (const label of [...labels].sort((one, other) => isSending(other) - isSending(one))) {
		const card = await lookUp(stage, words);
		if (buttonsOf(card).includes(label)) await press(stage, card, label);
	}
}

/** All that left, by where it went, but for the mail itself. */
async function everythingThatLeft({world, bot, log, place}: Stage): Promise<ReadonlyMap<string, string>> {
	const {slack, zendesk} = world;
	const tables = await dumpTables(bot.database.db, place.jobsSchema);
	const left = new Map<string, string>([...tables].map(([name, rows]) => [`table ${name}`, rows]));
	for (const path of ['/metrics', '/healthz', '/readyz']) left.set(path, await (await fetch(`${bot.url}${path}`)).text());
	left.set('log', log.join('\n'));
	left.set('Slack', JSON.stringify([slack.apiCalls(), slack.responseUrlUses(), slack.deliveries()]));
	return left.set('Zendesk', JSON.stringify([zendesk.requests(), zendesk.tickets()]));
}

/** A watch has to know its recipient; an undo copy knows whose entry it is, and so does the trail, beside the chain. */
function mayHold(where: string, canary: string): boolean {
	const isUndone = /tern|gel/.test(canary) && ['table removal', 'table audit_subject'].includes(where);
	return where === 'table delivery_watch' || isUndone;
}

async function expectSilence(stage: Stage): Promise<void> {
	const left = await everythingThatLeft(stage);
	const leaks = [...left].flatMap(([where, text]) => leaksIn(text, canaries).map((canary) => [where, canary] as const));
	expect(leaks.filter(([where, canary]) => !mayHold(where, canary))).toEqual([]);
}

async function diagnoseByCommand({world}: Stage, urls: Readonly<Record<string, string>>, name: string): Promise<string> {
	const {MAILGUN_API_KEY = '', GITLAB_TOKEN = ''} = world.environment;
	const {stdout, stderr} = await runCli(['diagnose', name, '--json'], {MAILGUN_API_KEY, GITLAB_TOKEN, ...urls});
	expect(stdout).toContain('"verdict"');
	return stdout + stderr;
}

test('from reset, confirmation, watch, notes and drafts the primary address gets nowhere', {timeout: 120_000}, async () => {
	const {stage, gitlabDoor, mailgunDoor} = await openHouse();
	mailed(stage.world, secrets.kes, 'Reset password instructions | undisclosed.example.net', 50 * hour, true);
	stage.world.mailgun.addBounce(gitlab, {
		address: secrets.tern,
		code: '550',
		error: `5.1.1 <${secrets.tern}> is unknown at xn--vgel-5qa.example.org`,
	});
	for (const words of ['kes mail:reset ticket:4711', 'reset kes', 'tern ticket:4711', 'kes somebody@example.org'])
		await pressAll(stage, words);
	await pressAll(stage, 'tern');
	await stage.moveOn(12 * minute);
	await stage.as('agent').openHome();
	await stage.moveOn(70 * minute);
	const said = await Promise.all(
		['kes', 'tern'].map((name) => diagnoseByCommand(stage, {GITLAB_URL: gitlabDoor.origin, MAILGUN_URL: mailgunDoor.origin}, name)),
	);
	expect(leaksIn(said.join('\n'), canaries)).toEqual([]);
	await expectSilence(stage);
	expect(stage.world.gitlab.requests().filter(({method}) => method === 'POST').length).toBeGreaterThanOrEqual(2);
});

test('whatever GitLab and Mailgun answer, the primary address gets nowhere', {timeout: 180_000}, async () => {
	const {stage, gitlabDoor, mailgunDoor} = await openHouse();
	const scenes = [
		...Object.values(gitlabEchoes).map((echo) => [gitlabDoor, echo] as const),
		...Object.values(mailgunEchoes).map((echo) => [mailgunDoor, echo] as const),
	];
	for (const [scene, [door, echo]] of scenes.entries()) {
		const newcomer = `tern${scene}`;
		const email = `hidden-tern.${scene}@xn--vgel-5qa.example.org`;
		stage.world.gitlab.addUser({username: newcomer, email, createdAt: ago(stage.world, hour)});
		for (const [name, label] of [
			['kes', 'Send Password Reset'],
			[newcomer, 'Watch Delivery'],
			[newcomer, 'Resend Confirmation'],
		] as const) {
			const card = await lookUp(stage, `${name} mail:confirmation ticket:4711`);
			door.to.echo = echo;
			if (buttonsOf(card).includes(label)) await press(stage, card, label);
			// What was read a moment ago would be shown once more.
			await stage.moveOn(minute);
			await lookUp(stage, `${name} ticket:4711`);
			door.to.echo = undefined;
		}
		await expectSilence(stage);
		await stage.moveOn(61 * minute);
	}
});

test('nor when GitLab’s form hangs', {timeout: 60_000}, async () => {
	const {stage, gitlabDoor} = await openHouse();
	const card = await lookUp(stage, 'kes mail:confirmation');
	gitlabDoor.faults.add({service: 'gitlab', method: 'POST', fault: 'hang', afterEffect: true});
	await press(stage, card, 'Send Password Reset');
	await expectSilence(stage);
});
