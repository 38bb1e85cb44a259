import {afterEach, beforeEach, expect, test} from 'vitest';
import {parseConfig} from '../src/config.ts';
import {zendeskCheck} from '../src/doctor/zendesk.ts';
import {createWorld, type World} from '../src/sandbox/world.ts';
import {zendeskAccess} from '../src/ticketing.ts';

let world: World;

beforeEach(async () => {
	world = await createWorld({zendesk: true});
});

afterEach(() => world.close());

function look(change: Readonly<Record<string, string>> = {}) {
	const config = parseConfig({...world.environment, ...change});
	return zendeskCheck(
		config,
		zendeskAccess(config, world.clock.now, () => {}),
	).look();
}

test('a Zendesk that is set up as the configuration says is fine, and nothing is written', async () => {
	expect(await look()).toBe('acts as redeliver');
	const writes = world.zendesk.requests().filter(({method, path}) => method !== 'GET' && path !== '/oauth/tokens');
	expect(writes).toEqual([]);
});

test('whatever is not there is named by its variable', async () => {
	const problems = look({
		ZENDESK_FORM_ID: '1',
		ZENDESK_CATEGORY_FIELD: '2',
		ZENDESK_SUBCATEGORY_VALUE: 'cannot_get_confirmation_emails;another_value',
		ZENDESK_MACRO_NO_ACCOUNT: '3',
	});
	await expect(problems).rejects.toThrow(
		[
			'ZENDESK_FORM_ID names nothing that is there.',
			'ZENDESK_CATEGORY_FIELD names nothing that is there.',
			'The field of ZENDESK_SUBCATEGORY_FIELD has no value another_value.',
			'ZENDESK_MACRO_NO_ACCOUNT names nothing that is there.',
		].join(' '),
	);
});

test('a wrong secret is told, and does not tell itself', async () => {
	const failure = await look({ZENDESK_CLIENT_SECRET: 'a-wrong-secret'}).catch(String);
	expect(failure).toContain('Zendesk refused (401)');
	expect(failure).not.toContain('a-wrong-secret');
});

test('without a Zendesk the doctor says how to have one', async () => {
	const config = parseConfig({...world.environment, ZENDESK_URL: ''});
	expect(await zendeskCheck(config, undefined).look()).toMatch(/not configured.*ZENDESK_URL/);
	expect(zendeskAccess(config, world.clock.now, () => {})).toBeUndefined();
});
