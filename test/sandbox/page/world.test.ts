import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {describe, expect, onTestFinished, test, vi} from 'vitest';
import type {AuditRecord} from '../../../src/model/audit.ts';
import {gitlabWrites, sendingDomains} from '../../../src/sandbox/world.ts';
import {agent, openPage, support} from './page.ts';

function record(seq: number, more: Partial<AuditRecord>): AuditRecord {
	const entry = {seq, at: '2026-11-22T05:00:00.000Z', actor: agent, act: 'suppression-looked-up', subject: null, deed: null};
	return {
		...entry,
		ticket: null,
		before: null,
		after: null,
		previous: '',
		hash: `hash-${seq}`,
		address: undefined,
		target: undefined,
		...more,
	};
}

describe('the outside world', () => {
	test('shows the tickets and every list of every sending domain', async () => {
		const {outside} = await (await openPage()).state();
		expect(outside.stories[0]).toMatchObject({ticket: 4711, command: '/suppression ada@example.com ticket:4711'});
		expect(outside.domains.map(({domain}) => domain)).toEqual(Object.values(sendingDomains));
		expect(outside.domains[0]?.lists[0]).toMatchObject({
			name: 'bounces',
			entries: expect.arrayContaining([expect.objectContaining({address: 'ada@example.com'})]),
		});
	});

	test('shows the issues that were opened', async () => {
		const page = await openPage();
		const {GITLAB_ESCALATION_PROJECT: project, GITLAB_ESCALATION_TOKEN: token} = gitlabWrites;
		const url = `${page.world().gitlab.origin}/api/v4/projects/${encodeURIComponent(project)}/issues`;
		const body = JSON.stringify({title: 'Console request', description: '<b>Please</b>'});
		await fetch(url, {method: 'POST', headers: {'private-token': token, 'content-type': 'application/json'}, body});
		expect((await page.state()).outside.issues).toMatchObject([
			{number: 'support/console#1', title: 'Console request', description: '<b>Please</b>'},
		]);
	});

	test('shows the mail that reaches a mailbox', async () => {
		const page = await openPage();
		const mail = {
			domain: sendingDomains.gitlab,
			from: 'noreply@mg.gitlab.com',
			to: 'joan@example.org',
			subject: 'Hello',
			text: '<b>Hello</b>',
		};
		page.world().mailgun.send(mail);
		await page.act({what: 'moveClock', milliseconds: 60_000});
		const {outside} = await page.state();
		expect(outside.mailboxes.find(({address}) => address === 'joan@example.org')).toMatchObject({
			mails: [{subject: 'Hello', text: '<b>Hello</b>'}],
		});
	});

	test('shows the log, newest first, and every account of GitLab', async () => {
		const page = await openPage();
		page.world().gitlab.addUser({username: 'joan', email: 'joan@example.org', unconfirmedEmail: 'joan@example.com'});
		page.world().mailgun.send({
			domain: sendingDomains.portal,
			from: 'noreply@customers.gitlab.com',
			to: 'ada@example.org',
			subject: 'Hello',
			text: '',
		});
		await page.act({what: 'moveClock', milliseconds: 60_000});
		const {log, accounts} = (await page.state()).outside;
		expect(log.filter(({recipient}) => recipient === 'ada@example.org')).toMatchObject([
			{event: 'delivered', subject: 'Hello', domain: sendingDomains.portal, reply: '250 OK'},
			{event: 'accepted', reply: ''},
		]);
		expect(accounts.find(({username}) => username === 'joan')).toMatchObject({
			email: 'joan@example.org',
			isConfirmed: false,
			unconfirmedEmail: 'joan@example.com',
			secondary: [],
		});
		expect(accounts.find(({username}) => username === 'otto')?.secondary).toEqual([{email: 'otto.work@example.org', isConfirmed: false}]);
	});

	test('shows Zendesk’s tickets with their comments', async () => {
		const page = await openPage();
		page.world().zendesk.reply(4711, 'Any news?');
		const {tickets} = (await page.state()).outside;
		const ticket = tickets.find(({id}) => id === 4711);
		expect(ticket).toMatchObject({requester: 'ada@example.com', subject: 'No confirmation mail'});
		expect(ticket?.comments.at(-1)).toMatchObject({author: 'ada@example.com', body: 'Any news?', isPublic: true});
	});

	test('shows the audit trail, newest first, ticks the tickets that it is about, and verifies it', async () => {
		const verdict = {sound: false, count: 2, firstBad: 2, reason: 'its hash is wrong', found: undefined} as const;
		const page = await openPage({
			trail: () => ({
				records: async () => [record(1, {address: 'ada@example.com'}), record(2, {ticket: '4727'})],
				verify: async () => verdict,
			}),
		});
		const {trail, stories} = (await page.state()).outside;
		expect(trail).toMatchObject({
			count: 2,
			records: [
				{seq: 2, ticket: '4727'},
				{seq: 1, address: 'ada@example.com'},
			],
		});
		expect(stories.filter(({isTried}) => isTried).map(({ticket}) => ticket)).toEqual([4711, 4727]);
		expect(await (await fetch(`${page.url}/api/verdict`)).json()).toMatchObject({sound: false, firstBad: 2, reason: 'its hash is wrong'});
	});

	test('lets Zendesk tell the bot of a ticket, and says when the bot does not take it', async () => {
		const page = await openPage();
		const received: {readonly url: string | undefined; readonly signed: boolean}[] = [];
		let status = 202;
		const bot = createServer((request, response) => {
			received.push({url: request.url, signed: request.headers['x-zendesk-webhook-signature'] !== undefined});
			response.writeHead(status).end();
		});
		await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', () => resolve()));
		onTestFinished(() => void bot.close());
		page.world().zendesk.deliverTo(`http://127.0.0.1:${(bot.address() as AddressInfo).port}/webhooks/zendesk`);
		expect(await page.act({what: 'webhook', ticket: 4785})).toMatchObject({status: 200});
		expect(received).toEqual([{url: '/webhooks/zendesk', signed: true}]);
		expect(await page.act({what: 'webhook', ticket: 1})).toMatchObject({status: 404});
		status = 404;
		expect(await page.act({what: 'webhook', ticket: 4785})).toMatchObject({status: 409, answer: {error: expect.stringContaining('404')}});
	});

	test('a knob troubles one service until it is turned back', async () => {
		const page = await openPage();
		await page.act({what: 'fault', service: 'mailgun', fault: '500'});
		expect(page.world().faults.list()).toMatchObject([{service: 'mailgun', fault: 'server-error'}]);
		await page.act({what: 'fault', service: 'slack', fault: 'slow'});
		await page.act({what: 'fault', service: 'mailgun', fault: 'down'});
		expect((await page.state()).outside.faults).toEqual([
			{service: 'slack', fault: 'slow'},
			{service: 'mailgun', fault: 'down'},
			{service: 'gitlab', fault: 'none'},
			{service: 'zendesk', fault: 'none'},
		]);
		await page.act({what: 'fault', service: 'slack', fault: 'none'});
		await page.act({what: 'fault', service: 'mailgun', fault: 'none'});
		expect(page.world().faults.list()).toEqual([]);
	});

	test.each([
		['429', 'rate-limited'],
		['500', 'server-error'],
		['slow', 'slow'],
		['down', 'down'],
	])('the knob says %s, the service is %s', async (fault, kind) => {
		const page = await openPage();
		await page.act({what: 'fault', service: 'mailgun', fault});
		expect(page.world().faults.list()).toMatchObject([{service: 'mailgun', fault: kind}]);
		expect((await page.state()).outside.faults).toContainEqual({service: 'mailgun', fault});
	});

	test('time moves on for everybody', async () => {
		const page = await openPage();
		const before = Date.parse((await page.state()).now);
		await page.act({what: 'moveClock', milliseconds: 86_400_000});
		expect(Date.parse((await page.state()).now) - before).toBeGreaterThanOrEqual(86_400_000);
	});

	test('a reset puts a new world in place of the old one', async () => {
		const page = await openPage();
		await page.act({what: 'say', as: agent, channel: support, text: 'old news'});
		const old = page.world();
		expect((await page.act({what: 'reset'})).status).toBe(200);
		expect(page.world()).not.toBe(old);
		expect(await page.messages()).toEqual([]);
	});

	test('two resets at once make one new world', async () => {
		let resets = 0;
		const reset = async () => {
			resets += 1;
			await new Promise((resolve) => setTimeout(resolve, 50));
		};
		const page = await openPage({reset});
		await Promise.all([page.act({what: 'reset'}), page.act({what: 'reset'})]);
		expect(resets).toBe(1);
		await page.act({what: 'reset'});
		expect(resets).toBe(2);
	});
});

async function watch(url: string) {
	const stop = new AbortController();
	const response = await fetch(`${url}/api/changes?as=${agent}`, {signal: stop.signal});
	let heard = '';
	const decoder = new TextDecoder();
	const reading = (async () => {
		for await (const chunk of response.body ?? []) heard += decoder.decode(chunk, {stream: true});
	})().catch(() => undefined);
	return {
		type: response.headers.get('content-type'),
		changes: () => heard.split('event: change').length - 1,
		stop: async () => {
			stop.abort();
			await reading;
		},
	};
}

describe('news', () => {
	test('a change in Slack or at Mailgun is told to every open page', async () => {
		const page = await openPage();
		const watched = await watch(page.url);
		expect(watched.type).toBe('text/event-stream; charset=utf-8');
		page.world().mailgun.addBounce(sendingDomains.gitlab, {address: 'new@example.com'});
		await vi.waitFor(() => expect(watched.changes()).toBe(1));
		page.world().slack.as(agent).say(support, 'hello');
		await vi.waitFor(() => expect(watched.changes()).toBe(2));
		page.changed();
		await vi.waitFor(() => expect(watched.changes()).toBe(3));
		await watched.stop();
	});

	test('a burst of changes is one piece of news', async () => {
		const page = await openPage();
		const watched = await watch(page.url);
		for (let count = 0; count < 20; count += 1) page.world().slack.as(agent).say(support, `message ${count}`);
		await vi.waitFor(() => expect(watched.changes()).toBe(1));
		await new Promise((resolve) => setTimeout(resolve, 60));
		expect(watched.changes()).toBe(1);
		await watched.stop();
	});

	test('after a reset the new world is listened to, and the old one no more', async () => {
		const page = await openPage();
		const watched = await watch(page.url);
		const old = page.world();
		await page.act({what: 'reset'});
		await vi.waitFor(() => expect(watched.changes()).toBe(1));
		page.world().slack.as(agent).say(support, 'new');
		await vi.waitFor(() => expect(watched.changes()).toBe(2));
		old.slack.as(agent).say(support, 'old');
		await new Promise((resolve) => setTimeout(resolve, 60));
		expect(watched.changes()).toBe(2);
		await watched.stop();
	});
});
