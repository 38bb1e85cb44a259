import {describe, expect, test} from 'vitest';
import {createLogger} from '../src/logger.ts';
import {naughty} from './front-door/naughty.ts';

const secrets = {
	plain: 'a-plain-secret-of-ours',
	longer: 'a-plain-secret-of-ours-and-more',
	quoted: 'with "quotes" \\ and\ttabs',
	spaced: 'p&ss/w?rd +1',
	database: 'postgresql://redeliver:s3cr%2Ft%20word@db.example.net:5432/redeliver',
};

function listen() {
	const lines: string[] = [];
	const logger = createLogger({level: 'trace', secrets: [...Object.values(secrets), undefined, ''], write: (line) => lines.push(line)});
	const records = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
	return {logger, lines, records, text: () => lines.join('')};
}

describe('one record is one line', () => {
	test.each([...naughty, '\nada@example.com', '\tada@example.com', '\u2028ada@example.com', '\\ada@example.com', '"ada@example.com"'])(
		'%j',
		(text) => {
			const {logger, lines, records} = listen();
			logger.info(text);
			logger.info({text, [text]: [{text}]}, 'nested');
			logger.error({err: new Error(text, {cause: new Error(text)})}, text);
			expect(lines).toHaveLength(3);
			for (const line of lines) expect(line.indexOf('\n')).toBe(line.length - 1);
			expect(records().map(({level}) => level)).toEqual(['info', 'info', 'error']);
		},
	);
});

describe('no secret gets into a line', () => {
	const places = (secret: string) => [
		secret,
		`before ${secret} after`,
		`https://example.com/?token=${encodeURIComponent(secret)}`,
		JSON.stringify({secret}),
	];

	test.each(Object.entries({...secrets, password: 's3cr/t word'}))('%s', (_name, secret) => {
		const {logger, records} = listen();
		for (const text of places(secret).slice(0, 3)) {
			logger.warn(text);
			logger.warn({text, deep: {list: [text]}}, 'x');
			logger.error({err: Object.assign(new Error(text), {request: {headers: {authorization: text}}})}, 'x');
		}
		const all = JSON.stringify(records());
		expect(all).not.toContain(JSON.stringify(secret).slice(1, -1));
		expect(all).not.toContain(encodeURIComponent(secret));
		expect(all).not.toContain('and-more');
		expect(all).toContain('[secret]');
	});

	test.each([
		'xoxb-123456789012-abcdefABCDEF',
		'xoxp-1-2-abcdef',
		'xoxe.xoxp-1-Mi0yLTEyMzQ',
		'xapp-1-A0123-456-abcdef',
		'key-0123456789abcdef0123456789abcdef',
		'0123456789abcdef0123456789abcdef-01234567-89abcdef',
		'glpat-abcdefghij0123456789',
		'gldt-abcdefghij0123456789',
		'Basic YXBpOmtleS0wMTIzNDU2Nzg5',
		'basic YXBpOmtleS0wMTIzNDU2Nzg5',
		'Bearer abcdefgh.ijklmnop~q+r/s=',
	])('what looks like a token: %s', (token) => {
		const {logger, text} = listen();
		for (const around of [token, `PRIVATE-TOKEN: ${token}`, `token_${token}`, `{"token":"${token}"}`, `401 for '${token}'.`]) {
			logger.info({around}, around);
			logger.error({err: new Error(around)}, 'x');
		}
		expect(text()).not.toContain(token.split(/[ -]/).at(-1));
	});
});

describe('an address becomes a hash and its domain', () => {
	const spellings = [
		'ada@example.com',
		'<ada@example.com>',
		"'ada@example.com'",
		"o'ada@example.com",
		'ada＠example.com',
		'"q ada"@example.com',
		'x\nada@example.com',
		'"ada@example.com"',
		'/bounces/ada%40example.com',
		'ADA@example.com',
	];

	test.each(spellings)('%j', (text) => {
		const {logger, records} = listen();
		logger.info({text, err: new Error(text)}, text);
		const all = JSON.stringify(records());
		expect(all.toLowerCase()).not.toMatch(/ada"?(?:@|＠|%40)/);
		expect(all).toMatch(/[0-9a-f]{8}~example\.com/i);
	});

	test('also with a plus sign in a URL', () => {
		const {logger, text} = listen();
		logger.info('/v3/mg.gitlab.com/bounces/joan%2Bgitlab%40example.com');
		expect(text()).not.toContain('joan');
	});

	test('the same one for every line about a person, another one for somebody else', () => {
		const {logger, records} = listen();
		for (const text of ['ada@example.com', 'x\nada@example.com y', 'Ada@example.com', '/v3/bounces/ada%40example.com']) logger.info(text);
		logger.info('eve@example.com');
		const hashes = records().map(({msg}) => /[0-9a-f]{8}~/.exec(String(msg))?.[0]);
		expect(new Set(hashes.slice(0, 4)).size).toBe(1);
		expect(hashes[4]).not.toBe(hashes[0]);
	});
});

test('a text of any length costs little, and is cut', () => {
	const {logger, lines} = listen();
	const parts = ['a', '@', 'a.', 'a@', '%40', 'a%40', '"a', '"a@', 'gl', 'Basic ', '0', "'", `${'a'.repeat(64)}@${'b'.repeat(250)}`];
	const started = performance.now();
	for (const part of parts) logger.info(part.repeat(100_000 / part.length));
	expect(performance.now() - started).toBeLessThan(10_000);
	for (const line of lines) expect(line.length).toBeLessThan(40_000);
});
