import {expect, onTestFinished, test} from 'vitest';
import {createSupportPins} from '../../src/clients/gitlab/support-pin.ts';
import {createTransport} from '../../src/clients/http.ts';
import {createFaultBoard} from '../../src/sandbox/faults.ts';
import {createGitlabSimulator} from '../../src/sandbox/gitlab/simulator.ts';
import type {GitlabToken} from '../../src/sandbox/gitlab/types.ts';

const token = 'glpat-that-nobody-may-see';
const pin = '314159';

async function openGitlab(more: Partial<GitlabToken> = {}) {
	let now = Date.now();
	const [faults, clock] = [createFaultBoard(), () => new Date(now)];
	const gitlab = await createGitlabSimulator({
		tokens: [{token, scopes: ['api'], administrator: true, ...more}],
		faults,
		clock: () => new Date(),
		sendMail: () => {},
	});
	onTestFinished(gitlab.close);
	const send = createTransport({service: 'GitLab', origins: [gitlab.origin], clock, deadline: 2000});
	const supportPin = {pin, expiresAt: new Date(now + 3_600_000)};
	const {id} = gitlab.addUser({username: 'ada', email: 'ada@example.com', confirmedAt: new Date(now), supportPin});
	const pins = createSupportPins({baseUrl: gitlab.origin, token, send, clock});
	return {gitlab, faults, pins, id, wait: (milliseconds: number) => (now += milliseconds)};
}

test('a PIN is compared: it matches, it does not, it has expired, there is none', async () => {
	const {gitlab, pins, id, wait} = await openGitlab();
	expect([await pins.compare(id, pin), await pins.compare(id, '314158'), await pins.compare(id, '')]).toEqual([
		'match',
		'no-match',
		'no-match',
	]);
	expect(await pins.exists(id)).toBe(true);
	wait(3_600_000);
	expect([await pins.compare(id, pin), await pins.exists(id)]).toEqual(['expired', false]);
	gitlab.changeUser('ada', {supportPin: null});
	expect([await pins.compare(id, pin), await pins.exists(id)]).toEqual(['none', false]);
});

test('a PIN is revoked, and revoking none is no error', async () => {
	const {gitlab, pins, id} = await openGitlab();
	await pins.revoke(id);
	await pins.revoke(id);
	expect(gitlab.users()[0]?.supportPin).toBeNull();
});

test('an account that is gone has no PIN to be silent about', async () => {
	const {pins} = await openGitlab();
	await expect(pins.compare(999_999, pin)).rejects.toMatchObject({trouble: {status: 404}});
	await expect(pins.revoke(999_999)).rejects.toMatchObject({trouble: {status: 404}});
});

test('reading needs an administrator, revoking the scope api too', async () => {
	const {pins, id} = await openGitlab({scopes: ['read_user']});
	expect(await pins.compare(id, pin)).toBe('match');
	await expect(pins.revoke(id)).rejects.toMatchObject({trouble: {cause: 'refused', status: 403}});
	const other = await openGitlab({administrator: false});
	await expect(other.pins.compare(other.id, pin)).rejects.toMatchObject({trouble: {cause: 'refused', status: 403}});
});

test.for(['html', 'wrong-type', 'truncated', 'server-error'] as const)('“%s” is no answer, and tells no PIN', async (fault) => {
	const {faults, pins, id} = await openGitlab();
	faults.add({service: 'gitlab', fault});
	const failure: unknown = await pins.compare(id, pin).catch((error: unknown) => error);
	expect(failure).toMatchObject({name: 'ServiceUnavailable'});
	expect(JSON.stringify(failure) + String(failure)).not.toContain(pin);
});
