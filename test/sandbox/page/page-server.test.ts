import {describe, expect, test} from 'vitest';
import {cast} from '../../../src/sandbox/world.ts';
import {agent, openPage, rawRequest, support} from './page.ts';

describe('what the page is made of', () => {
	test('the page and everything it names come from the server itself', async () => {
		const {url} = await openPage();
		const response = await fetch(url);
		const html = await response.text();
		expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
		const named = [...html.matchAll(/(?:href|src)="([^"#]+)"/g)].map(([, path]) => path ?? '');
		expect(named).toContain('main.js');
		for (const path of named) {
			expect(path, 'nothing from elsewhere').not.toMatch(/^(https?:)?\/\//);
			expect((await fetch(`${url}/${path}`)).status, path).toBe(200);
		}
	});

	test('modules and style sheets have the types that browsers insist on', async () => {
		const {url} = await openPage();
		const typeOf = async (path: string) => (await fetch(`${url}${path}`)).headers.get('content-type');
		expect(await typeOf('/main.js')).toBe('text/javascript; charset=utf-8');
		expect(await typeOf('/theme.css')).toBe('text/css; charset=utf-8');
	});

	test('no script runs but the server’s own files, and no other page frames this one', async () => {
		const {url} = await openPage();
		for (const path of ['/', '/main.js', '/api/state', '/nothing']) {
			const {headers} = await fetch(`${url}${path}`);
			const policy = headers.get('content-security-policy') ?? '';
			expect(policy, path).toContain("default-src 'self'");
			expect(policy, path).toContain("frame-ancestors 'none'");
			expect(policy, path).not.toContain('unsafe-inline');
			expect(headers.get('x-content-type-options'), path).toBe('nosniff');
		}
	});

	test.each([
		'/../page-server.ts',
		'/%2e%2e/page-server.ts',
		'/static/index.html',
		'/..%2fpage-server.ts',
		'/nothing',
		'/api/nothing',
		'//',
		'/__proto__',
	])('%s is nothing', async (path) => {
		const {url} = await openPage();
		expect((await rawRequest(url, path)).status).toBe(404);
	});
});

describe('who may ask', () => {
	test('only 127.0.0.1 is listened on', async () => {
		const {url} = await openPage();
		expect(new URL(url).hostname).toBe('127.0.0.1');
		await expect(fetch(url.replace('127.0.0.1', '127.0.0.2'))).rejects.toThrow('fetch failed');
	});

	test('a foreign name for this computer is refused, localhost is not', async () => {
		const {url} = await openPage();
		const {port} = new URL(url);
		expect((await rawRequest(url, '/api/state', {host: `rebound.example.com:${port}`})).status).toBe(403);
		expect((await rawRequest(url, '/', {host: '127.0.0.1:1'})).status).toBe(403);
		expect((await rawRequest(url, '/api/state', {host: `localhost:${port}`})).status).toBe(200);
	});

	test.each(['https://elsewhere.example.com', 'null', 'http://127.0.0.1:1', ''])(
		'a page of origin “%s” changes nothing',
		async (origin) => {
			const page = await openPage();
			const response = await page.post(JSON.stringify({what: 'say', as: agent, channel: support, text: 'hello'}), {origin});
			expect(response.status).toBe(403);
			expect(await page.messages()).toEqual([]);
		},
	);

	test('a form of a foreign page cannot pass for JSON', async () => {
		const page = await openPage();
		const response = await page.post(JSON.stringify({what: 'reset'}), {'content-type': 'text/plain'});
		expect(response.status).toBe(415);
	});
});

describe('what is not understood', () => {
	test.each([
		['not JSON', '{'],
		['no deed', '{}'],
		['an unknown deed', JSON.stringify({what: 'explode'})],
		['a field too many', JSON.stringify({what: 'closeModal', as: agent, force: true})],
		['a field too few', JSON.stringify({what: 'say', as: agent})],
		['a command without its slash', JSON.stringify({what: 'command', as: agent, channel: support, command: 'suppression', text: ''})],
		['time that goes back', JSON.stringify({what: 'moveClock', milliseconds: -1})],
		['a fault that no knob offers', JSON.stringify({what: 'fault', service: 'mailgun', fault: 'gzip-bomb'})],
	])('%s is a bad request', async (_words, body) => {
		const page = await openPage();
		const response = await page.post(body);
		expect(response.status).toBe(400);
		expect(await response.json()).toEqual({error: expect.any(String)});
	});

	test('a body beyond 64 KiB is too large', async () => {
		const page = await openPage();
		const body = (length: number) => JSON.stringify({what: 'say', as: agent, channel: support, text: 'x'.repeat(length)});
		expect((await page.post(body(66_000))).status).toBe(413);
		expect((await page.post(body(12_000))).status).toBe(200);
	});

	test('each address has its one method', async () => {
		const {url} = await openPage();
		expect((await fetch(`${url}/api/act`)).status).toBe(405);
		expect((await fetch(`${url}/api/state`, {method: 'POST'})).status).toBe(405);
		expect((await fetch(url, {method: 'DELETE'})).status).toBe(405);
	});

	test('a person whom nobody knows is not found', async () => {
		const page = await openPage();
		expect((await fetch(`${page.url}/api/state?as=U0NOBODY`)).status).toBe(404);
		expect((await fetch(`${page.url}/api/changes?as=U0NOBODY`)).status).toBe(404);
		expect((await page.act({what: 'closeModal', as: 'U0NOBODY'})).status).toBe(404);
	});

	test('what Slack’s client would not let this person do is a conflict, in words', async () => {
		const page = await openPage();
		const {status, answer} = await page.act({what: 'say', as: cast.guest.id, channel: 'C0AUDIT', text: 'let me in'});
		expect(status).toBe(409);
		expect(answer.error).toContain('is in no channel');
		expect((await page.act({what: 'closeModal', as: agent})).status).toBe(409);
	});
});
