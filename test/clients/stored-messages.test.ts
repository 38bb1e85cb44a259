import {describe, expect, test} from 'vitest';
import {createTransport} from '../../src/clients/http.ts';
import {isRepeatableMailgunCall, mailgunLane} from '../../src/clients/mailgun/lanes.ts';
import {createStorageSend, createStoredMessages, isStorageUrl} from '../../src/clients/mailgun/stored-messages.ts';
import type {SimulatedAnswer, SimulatedRequest} from '../../src/sandbox/http.ts';
import {openServer} from './server.ts';

const sendingDomain = 'mg.gitlab.com';
const storageKey = 'BAABAA-key_1=';
const apiKey = 'key-that-nobody-may-see';
const path = `/v3/domains/${sendingDomain}/messages/${encodeURIComponent(storageKey)}`;
const access = {baseUrl: 'https://api.mailgun.net', storageOrigins: ['https://mail.example.com:8443']};

const message: SimulatedAnswer = {
	status: 200,
	json: {
		recipients: 'ada@example.com',
		From: 'GitLab <gitlab@mg.gitlab.com>',
		To: 'ada@example.com',
		Subject: 'Verify your identity',
		'body-plain': 'x',
		'message-headers': [['Message-Id', '<one@mg.gitlab.com>']],
	},
};

/** The real client, before a base host of our own. */
async function open(answer: SimulatedAnswer | ((request: SimulatedRequest) => SimulatedAnswer) = message) {
	const server = await openServer(typeof answer === 'function' ? answer : () => answer);
	const place = {baseUrl: server.origin, storageOrigins: []};
	const origins: string[] = [];
	const send = createStorageSend(place, (origin) => {
		origins.push(origin);
		return createTransport({
			service: 'Mailgun',
			origins: [origin],
			clock: () => new Date(),
			isRepeatable: isRepeatableMailgunCall,
			laneOf: mailgunLane,
			deadline: 3000,
		});
	});
	const stored = createStoredMessages({...place, apiKey, sendingDomains: [sendingDomain], send});
	return {server, stored, origins};
}

describe('the key goes to Mailgun’s hosts only', () => {
	test.for([
		['https://api.mailgun.net/x', true],
		['https://storage-us-east4.api.mailgun.net/x', true],
		['https://storage-europe-west1.api.eu.mailgun.net/x', true],
		['https://se.api.mailgun.net/x', true],
		['https://mail.example.com:8443/x', true],
		['http://storage-us-east4.api.mailgun.net/x', false],
		['https://storage-us-east4.api.mailgun.net:8443/x', false],
		['https://mailgun.net.example.org/x', false],
		['https://api.mailgun.net.example.org/x', false],
		['https://evil-mailgun.net/x', false],
		['https://a.b.api.mailgun.net/x', false],
		['https://mailgun.net/x', false],
		['https://key@storage-us-east4.api.mailgun.net/x', false],
		['https://storage-us-east4.api.mailgun.net@example.org/x', false],
		['https://127.0.0.1/x', false],
		['http://169.254.169.254/latest/meta-data', false],
		['https://mail.example.com/x', false],
	] as const)('%s: %s', ([url, allowed]) => {
		expect(isStorageUrl(new URL(url), access)).toBe(allowed);
	});

	test.for([
		['to another host', (evil: string) => `${evil}${path}`],
		['to a host with a name in the user part', (evil: string) => `${evil.replace('//', '//api.mailgun.net@')}${path}`],
		['to the address of a cloud’s own data', () => `http://169.254.169.254${path}`],
		['that is no URL', () => 'storage'],
	] as const)('a storage URL %s gets no connection, and the base host is asked instead', async ([_how, urlOf]) => {
		const evil = await openServer(() => message);
		const {server, stored, origins} = await open();
		const ref = {sendingDomain, storageKey, storageUrls: [urlOf(evil.origin)]};
		expect(await stored.read(ref)).toMatchObject({
			subject: 'Verify your identity',
			recipients: ['ada@example.com'],
			messageId: 'one@mg.gitlab.com',
		});
		await stored.resend(ref, 'ada@example.com').catch(() => undefined);
		expect(evil.connections()).toBe(0);
		expect(origins).toEqual([server.origin]);
		expect(server.arrivals).toEqual([`GET ${path}`, `POST ${path}`]);
	});

	test('a URL of the right host that names another message is not believed', async () => {
		const {server, stored} = await open();
		await stored.read({sendingDomain, storageKey, storageUrls: [`${server.origin}/v3/domains/${sendingDomain}/messages/other`]});
		expect(server.arrivals).toEqual([`GET ${path}`]);
	});

	test('a redirect is not followed', async () => {
		const evil = await openServer(() => message);
		const {stored} = await open({status: 301, text: '', headers: {location: `${evil.origin}${path}`}});
		await expect(stored.read({sendingDomain, storageKey, storageUrls: []})).rejects.toThrow('unreadable');
		expect(evil.connections()).toBe(0);
	});

	test.for(['..', '.', '', '../../x', 'a/../../bounces'])('the key "%s" leads to no other place', async (walk) => {
		const {server, stored} = await open();
		await stored.read({sendingDomain, storageKey: walk, storageUrls: []}).catch(() => undefined);
		expect(server.arrivals.every((arrival) => arrival === `GET /v3/domains/${sendingDomain}/messages/${encodeURIComponent(walk)}`)).toBe(
			true,
		);
	});
});

describe('a resend', () => {
	const queued: SimulatedAnswer = {status: 200, json: {id: '<two@mg.gitlab.com>', message: 'Queued. Thank you.'}};
	const ref = {sendingDomain, storageKey, storageUrls: []};

	test('is one form with one recipient, and gives the new id', async () => {
		const bodies: string[] = [];
		const {stored} = await open((request) => {
			bodies.push(request.body.toString());
			return queued;
		});
		expect(await stored.resend(ref, 'ada@example.net')).toEqual({messageId: 'two@mg.gitlab.com'});
		expect(bodies).toHaveLength(1);
		expect(bodies[0]?.match(/name="/g)).toHaveLength(1);
		expect(bodies[0]).toContain('\r\n\r\nada@example.net\r\n');
	});

	test.for([
		'a@example.com,b@example.org',
		'a@example.com;b@example.org',
		'A <a@example.com>',
		'<mailto:a@example.com|a@example.com>',
		' a@example.com',
		'a@example.com\r\n',
		'',
		'a',
	])('"%s" never leaves', async (to) => {
		const {server, stored} = await open(queued);
		await expect(stored.resend(ref, to)).rejects.toThrow('exactly one address');
		expect(server.arrivals).toEqual([]);
	});

	test.for([500, 502, 503] as const)('is not repeated after a %s', async (status) => {
		const {server, stored} = await open({status, text: 'trouble'});
		await expect(stored.resend(ref, 'ada@example.net')).rejects.toMatchObject({neverSent: false});
		expect(server.arrivals).toHaveLength(1);
	});

	test('after a 429 it is known not to have been taken', async () => {
		const {server, stored} = await open({status: 429, json: {message: 'Too Many Requests'}});
		await expect(stored.resend(ref, 'ada@example.net')).rejects.toMatchObject({neverSent: true});
		expect(server.arrivals).toHaveLength(1);
	});

	test('an answer that is none leaves it open', async () => {
		const {stored} = await open({status: 200, text: '<html>fine</html>'});
		await expect(stored.resend(ref, 'ada@example.net')).rejects.toMatchObject({neverSent: false, trouble: {cause: 'unreadable'}});
	});
});

describe('reading', () => {
	const ref = {sendingDomain, storageKey, storageUrls: []};

	test('an expired message is a value', async () => {
		const {stored} = await open({status: 404, json: {message: 'Message not found'}});
		expect(await stored.read(ref)).toBeUndefined();
	});

	test.for([
		['another domain', {status: 404, json: {message: 'Domain not found'}}],
		['a page', {status: 404, text: '<html>404</html>'}],
		['the wrong host', {status: 400, json: {message: 'Please use URLs as they are given in events/webhooks'}}],
	] as const)('a refusal because of %s is none of an expired message', async ([_why, answer]) => {
		const {stored} = await open(answer);
		await expect(stored.read(ref)).rejects.toThrow();
	});

	test('an answer that echoes the key does not tell it', async () => {
		const {stored} = await open({status: 401, text: `Forbidden ${apiKey}`});
		await expect(stored.read(ref)).rejects.toThrow(/^(?!.*key-that-nobody-may-see)/s);
	});

	test('a refusal that carries the mail itself does not tell its secrets', async () => {
		const {stored} = await open({status: 400, json: {message: 'Cannot parse: your code is 482913, https://gitlab.com/x?token=abc'}});
		await expect(stored.read(ref)).rejects.toThrow(
			/^Mailgun refused \(400\): Cannot parse: your code is •••, https:\/\/gitlab\.com\/•••\?•••$/,
		);
	});

	test('a message with several recipients shows them all', async () => {
		const {stored} = await open({status: 200, json: {recipients: 'ada@example.com, Eve <eve@example.org>', Subject: 'x'}});
		expect((await stored.read(ref))?.recipients).toHaveLength(2);
	});
});
