import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {z} from 'zod';
import type {OutgoingRequest, Send} from '../../src/clients/http.ts';
import {createMailgunSdk} from '../../src/clients/mailgun/sdk.ts';
import {createSuppressionLists} from '../../src/clients/mailgun/suppression-lists.ts';
import {readAddress} from '../../src/model/address.ts';
import type {Suppression, SuppressionKind} from '../../src/model/suppression.ts';
import {domain, keys, portalDomain} from '../sandbox/mailgun/account.ts';
import {openMailgun} from './mailgun.ts';

const kinds: readonly SuppressionKind[] = ['bounce', 'complaint', 'unsubscribe'];

/** An entry as a damaged database row would give it: whatever the JSON says, in the place of what the types promise. */
function damaged(json: string): Suppression {
	const whole = {kind: 'bounce', sendingDomain: domain, address: 'ada@example.com', code: '', text: '', tags: []};
	return {...whole, ...JSON.parse(json)};
}

const notOneAddress = [
	'""',
	'" "',
	'"."',
	'".."',
	'"./"',
	'"../"',
	'"/"',
	'"//"',
	'"*"',
	'"@"',
	'"ada@"',
	'"@example.com"',
	'"*@"',
	'"ada"',
	'"?"',
	'"?address=ada@example.com"',
	'"#"',
	'"#ada@example.com"',
	'"%2e%2e"',
	'"%2E"',
	'"%2f"',
	'"%00"',
	'"..%2fbounces"',
	'"..%2f..%2fmg.example.com%2fbounces"',
	'"ada%40example.com"',
	'"%2e%2e%2fada@example.com"',
	'"../ada@example.com"',
	'"./ada@example.com"',
	'"a/../../bounces/ada@example.com"',
	'"../../customers.example.com/bounces/ada@example.com"',
	'"..\\\\ada@example.com"',
	'"ada@example.com/.."',
	'"ada@example.com/"',
	'"ada@example.com?page=first"',
	'"ada@example.com#"',
	'"ada@example.com,eve@example.com"',
	'"ada@example.com;eve@example.com"',
	'"ada@example.com eve@example.com"',
	'"ada@example.com\\n"',
	'" ada@example.com"',
	'"ada@example.com\\u0000"',
	'["ada@example.com","eve@example.com"]',
	'[]',
	'{}',
	'null',
	'true',
	'0',
];

describe('no request deletes more than one entry', () => {
	test.each([...notOneAddress, undefined])('the address %s', async (address) => {
		const {mailgun, lists} = await openMailgun();
		for (const name of ['ada@example.com', 'eve@example.com']) mailgun.addBounce(domain, {address: name});
		const entry = {...damaged(`{"address":${address ?? '""'}}`)};
		if (address === undefined) Reflect.deleteProperty(entry, 'address');
		await expect(lists.remove(entry)).rejects.toThrow('a removal names one entry of one list');
		expect(mailgun.requests()).toEqual([]);
	});

	test.each([
		'""',
		'"."',
		'".."',
		'"mg.gitlab.com"',
		'"MG.example.com"',
		'"mg.example.com."',
		'"email.mg.example.com"',
		'"mg.example.com/../customers.example.com"',
		'"mg.example.com/bounces"',
		'"mg.example.com/bounces/eve%40example.com?"',
		'"mg.example.com#"',
		'"mg%2eexample.com"',
		'"domains/mg.example.com"',
		'"../v3/mg.example.com"',
		'"*"',
		'null',
		'["mg.example.com"]',
	])('the sending domain %s', async (sendingDomain) => {
		const {mailgun, lists} = await openMailgun();
		const entry = damaged(`{"sendingDomain":${sendingDomain}}`);
		const unknown = 'none of the configured sending domains';
		await expect(lists.remove(entry)).rejects.toThrow(unknown);
		await expect(lists.restore(entry)).rejects.toThrow(unknown);
		await expect(lists.read(entry.sendingDomain, 'bounce', entry.address)).rejects.toThrow(unknown);
		await expect(lists.readAllowlist(entry.sendingDomain, 'example.com')).rejects.toThrow(unknown);
		expect(mailgun.requests()).toEqual([]);
	});

	test.each(['"allowlist"', '"whitelist"', '""', '"bounces"', '".."', '"toString"', 'null'])('the list %s', async (kind) => {
		const {mailgun, lists} = await openMailgun();
		await expect(lists.remove(damaged(`{"kind":${kind}}`))).rejects.toThrow();
		expect(mailgun.requests()).toEqual([]);
	});
});

describe('the SDK itself cannot get past our transport', () => {
	test.each<[string, string, string]>([
		[domain, 'bounces', ''],
		[domain, 'bounces', '..'],
		[domain, 'whitelists', 'ada@example.com'],
		[domain, 'bounces/ada@example.com/..', 'x@example.com'],
		[`${domain}/bounces?x=`, 'bounces', 'ada@example.com'],
		['mg.gitlab.com', 'bounces', 'ada@example.com'],
		['', 'bounces', 'ada@example.com'],
		[`../v4/${domain}`, 'bounces', 'ada@example.com'],
	])('destroy(%j, %j, %j)', async (where, list, address) => {
		const {mailgun, ask} = await openSdk();
		await expect(ask((client) => client.suppressions.destroy(where, list, address))).rejects.toThrow();
		expect(mailgun.requests()).toEqual([]);
	});

	test.each(['bounces', 'complaints', 'unsubscribes', 'whitelists'] as const)('destroyAll of the %s', async (list) => {
		const {mailgun, ask} = await openSdk();
		await expect(ask((client) => client.suppressions.destroyAll(domain, list))).rejects.toThrow();
		await expect(ask((client) => client.domains.destroy(domain))).rejects.toThrow();
		expect(mailgun.requests()).toEqual([]);
	});

	test.each([
		`/v3/${domain}/bounces`,
		`/v3/${domain}/bounces/`,
		`/v3/${domain}/bounces/ada%40example.com/`,
		`/v3/${domain}/bounces/ada%40example.com/eve%40example.com`,
		`/v3/${domain}/bounces/ada%40example.com?address=x`,
		`/v3/${domain}/bounces?x=/ada%40example.com`,
		`/v3/${domain}/bounces/ada+x%40example.com`,
		`/v3/${domain}/bounces/ada%zz%40example.com`,
		`/v4/${domain}/bounces/ada%40example.com`,
		`/v3/${domain}//ada%40example.com`,
	])('a DELETE of %s', async (path) => {
		const {mailgun, ask} = await openSdk();
		await expect(ask((client) => client.request.delete(path))).rejects.toThrow();
		await expect(ask((client) => client.request.request('delete', path))).rejects.toThrow();
		await expect(ask((client) => client.request.request('DELETE', path))).rejects.toThrow();
		expect(mailgun.requests()).toEqual([]);
	});

	async function openSdk() {
		const {mailgun, server} = await openMailgun();
		const send = server.transport({origins: [mailgun.origin]});
		const sdk = createMailgunSdk({baseUrl: mailgun.origin, apiKey: keys.developer, sendingDomains: [domain, portalDomain], send});
		return {mailgun, ask: (call: Parameters<typeof sdk>[1]) => sdk(z.unknown(), call)};
	}
});

test.each(kinds)('a plus sign reaches its own %s, and no other', async (kind) => {
	const {mailgun, lists} = await openMailgun();
	const names = ['ada+tag@example.com', 'ada@example.com', 'adatag@example.com', "o'neil/x?y=#1@example.com"];
	for (const address of names) {
		mailgun.addBounce(domain, {address});
		mailgun.addComplaint(domain, {address});
		mailgun.addUnsubscribe(domain, {address});
	}
	for (const [index, name] of names.entries()) {
		const entry = await lists.read(domain, kind, name);
		expect(entry?.address).toBe(name);
		if (entry !== undefined) expect(await lists.remove(entry)).toBe('removed');
		expect(mailgun.entries(domain, `${kind}s`)).toHaveLength(names.length - index - 1);
	}
	for (const other of kinds.filter((name) => name !== kind)) expect(mailgun.entries(domain, `${other}s`)).toHaveLength(names.length);
	expect(mailgun.requests()[0]?.path).toBe(`/v3/${domain}/${kind}s/ada%2Btag%40example.com`);
});

describe('for any text, either it is no address, or what leaves names exactly that address', () => {
	const part = fc.string({unit: fc.constantFrom(...'abzAZ09.+-_/?#%&=~!$\'*^`{|}"\\ @\u202E\uFF0Fß'), minLength: 1, maxLength: 12});
	const addressLike = fc.tuple(part, fc.constantFrom('example.com', 'b\u00FCcher.example', 'EXAMPLE.org', 'a/../b.example', '127.0.0.1'));
	const anyText = fc.oneof(
		fc.string({unit: 'binary'}),
		part,
		addressLike.map(([local, host]) => `${local}@${host}`),
		fc.emailAddress(),
	);
	const left: OutgoingRequest[] = [];
	const send: Send = async (request) => {
		left.push(request);
		return {status: 404, headers: new Headers(), text: '{"message":"Address not found in bounces table"}'};
	};
	const baseUrl = 'https://api.mailgun.net';
	const lists = createSuppressionLists({baseUrl, apiKey: 'key-support', sendingDomains: [domain], send});

	test('in a reading and in a removal', async () => {
		await fc.assert(
			fc.asyncProperty(anyText, fc.constantFrom(...kinds), async (text, kind) => {
				left.length = 0;
				const reading = readAddress(text);
				if (!reading.ok) return;
				const address = reading.address.text;
				await lists.read(domain, kind, address);
				await lists.remove({...damaged('{}'), kind, address}).catch(() => {});
				expect(left.length).toBeGreaterThan(0);
				for (const {url} of left) expect(pathAsMailgunReadsIt(url)).toEqual(['v3', domain, `${kind}s`, address]);
			}),
			{numRuns: 2000},
		);
	});

	test('in a removal of what a damaged row may hold, address or not', async () => {
		await fc.assert(
			fc.asyncProperty(anyText, fc.constantFrom(...kinds), async (address, kind) => {
				left.length = 0;
				await lists.remove({...damaged('{}'), kind, address}).catch(() => {});
				for (const {url} of left) expect(pathAsMailgunReadsIt(url)).toEqual(['v3', domain, `${kind}s`, address]);
				for (const {url} of left) expect(decodeURIComponent(url)).not.toMatch(/%|\/\.\.?(?:\/|$)/);
			}),
			{numRuns: 2000},
		);
	});

	/** A path is read like a form there: `+` is a space. */
	function pathAsMailgunReadsIt(url: string): readonly string[] {
		expect(new URL(url).href).toBe(url);
		expect(new URL(url).search).toBe('');
		const segments = url.slice(`${baseUrl}/`.length).split('/');
		return segments.map((segment) => decodeURIComponent(segment.replaceAll('+', ' ')));
	}
});
