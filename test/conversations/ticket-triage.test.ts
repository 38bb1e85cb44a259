import {describe, expect} from 'vitest';
import {tellStories} from '../../src/sandbox/stories.ts';
import {runCli} from '../front-door/cli.ts';
import {check, confirmed, suppress, unconfirmed, verdictOf} from '../support/confirming.ts';
import {ask, buttonsOf, click, readMessage, type Stage, testOn, test as withoutZendesk} from '../support/stage.ts';

const test = testOn({zendesk: true});

const readings = ({world}: Stage) => world.zendesk.requests().filter(({path}) => /\/tickets\/\d+\.json$/.test(path));
const addressField = ({world}: Stage) => Number(world.environment.ZENDESK_ADDRESS_FIELD);

describe('a ticket in a command', () => {
	test('is read once, however many addresses are asked about, and so are its faults', async ({stage}) => {
		stage.world.zendesk.addTicket({id: 4711, requester: 'ada@example.com'});
		unconfirmed(stage.world);
		const card = readMessage(await check(stage, 'ada@example.com ticket:4711'));
		expect(card).toContain('Wrong in ticket 4711: Form (empty), Problem type (empty), Category (empty)');
		expect(card).not.toContain('has another address');
		expect(readings(stage)).toHaveLength(1);
		await check(stage, 'ada@example.com eve@example.org bob@example.net ticket:4711');
		expect(readings(stage)).toHaveLength(2);
		await ask(stage, stage.as('agent'), 'ada@example.com ticket:4711');
		expect(readings(stage)).toHaveLength(3);
		await check(stage, 'ada@example.com');
		expect(readings(stage)).toHaveLength(3);
	});

	test('alone gives the address: the impacted one if it is filled in, else that of the requester', async ({stage}) => {
		const {zendesk} = stage.world;
		zendesk.addTicket({id: 4711, requester: 'ada@example.com'});
		zendesk.addTicket({id: 4712, requester: 'eve@example.org', fields: new Map([[addressField(stage), 'ada@example.com']])});
		zendesk.addTicket({id: 4713, requester: null, fields: new Map([[addressField(stage), 'nonsense']])});
		unconfirmed(stage.world);
		suppress(stage.world);
		const byRequester = await check(stage, 'ticket:4711');
		expect(readMessage(byRequester)).toContain('The requester of ticket 4711 writes from ada@example.com');
		expect(verdictOf(readMessage(byRequester))).toBe('suppressed-bounce');
		expect(readings(stage)).toHaveLength(1);
		const byField = readMessage(await check(stage, 'https://brightwater.zendesk.example.com/agent/tickets/4712'));
		for (const words of ['Ticket 4712 is about ada@example.com', 'requester of ticket 4712 has another address']) {
			expect(byField).toContain(words);
		}
		expect(byField).not.toContain('eve@example.org');
		expect(readMessage(await check(stage, 'ticket:4713'))).toContain('names no address that I can use');
		expect(readMessage(await check(stage, 'ticket:9999'))).toContain('Zendesk knows no ticket 9999. Nothing was looked up');
		const onLists = await ask(stage, stage.as('agent'), 'ticket:4711');
		expect(readMessage(onLists)).toContain('On a suppression list now');
		await click(stage, stage.as('agent'), onLists, 'Remove Suppression');
		expect(stage.world.mailgun.entries('mg.gitlab.com', 'bounces')).toEqual([]);
	});

	test('that somebody else wrote is told without their address; for an account nobody compares', async ({stage}) => {
		stage.world.zendesk.addTicket({id: 4711, requester: 'ada@example.com'});
		confirmed(stage.world);
		const other = readMessage(await check(stage, 'ada eve@example.org ticket:4711'));
		expect(other).toContain('requester of ticket 4711 has another address');
		expect(other).not.toContain('ada@example.com');
		const account = readMessage(await check(stage, 'ada ticket:4711'));
		expect(account).not.toContain('has another address');
		expect(account).not.toContain('ada@example.com');
	});

	test('that does not exist, or a silent Zendesk, takes nothing from the verdict, and is named', async ({stage}) => {
		unconfirmed(stage.world);
		suppress(stage.world);
		expect(readMessage(await check(stage, 'ada@example.com ticket:9999'))).toContain('Zendesk knows no ticket 9999.');
		stage.world.zendesk.addTicket({id: 4711, requester: 'ada@example.com'});
		const clear = stage.world.faults.add({service: 'zendesk', fault: 'unavailable'});
		const card = await check(stage, 'ada@example.com ticket:4711');
		expect(readMessage(card)).toMatch(/Not answered: Zendesk/);
		expect(verdictOf(readMessage(card))).toBe('suppressed-bounce');
		expect(buttonsOf(card)).toContain('Check Again');
		expect(readMessage(await check(stage, 'ticket:4711'))).toContain('or name the address');
		clear();
	});
});

test('the tickets of the tour can be lived through', async ({stage}) => {
	tellStories(stage.world);
	const card = async (ticket: number) => readMessage(await check(stage, `ticket:${ticket}`));
	const unsorted = await card(4780);
	expect([unsorted, verdictOf(unsorted)]).toEqual([expect.stringContaining('Wrong in ticket 4780'), 'suppressed-bounce']);
	const nobody = await card(4781);
	expect(verdictOf(nobody)).toBe('no-account');
	expect(nobody).not.toContain('Wrong in ticket');
	expect(await card(4782)).toContain('The requester of ticket 4782 has another address');
});

test('diagnose --ticket says how Zendesk answered, and what is wrong with the ticket', async ({stage}) => {
	const {world} = stage;
	world.zendesk.addTicket({id: 4711, requester: 'eve@example.org'});
	unconfirmed(world);
	const diagnose = async (...words: readonly string[]) =>
		(await runCli(['diagnose', 'ada@example.com', ...words], world.environment)).stdout;
	const zendesk = async (...words: readonly string[]) => JSON.parse(await diagnose(...words, '--json')).sources.zendesk;
	const text = await diagnose('--ticket', '4711');
	for (const words of ['Wrong in ticket 4711: Form (empty)', 'has another address']) expect(text).toContain(words);
	expect(await zendesk('--ticket', '4711')).toBe('ok');
	const clear = world.faults.add({service: 'zendesk', fault: 'unavailable'});
	expect(await zendesk('--ticket', '4711')).toBe('unavailable');
	clear();
}, 30_000);

withoutZendesk('without a ticket system a ticket is kept, and nobody is asked', async ({stage}) => {
	unconfirmed(stage.world);
	const card = readMessage(await check(stage, 'ada@example.com ticket:4711'));
	expect(card).toContain('ticket 4711');
	expect(card).not.toContain('Wrong in ticket');
	expect(readMessage(await check(stage, 'ticket:4711'))).toContain('No ticket system is connected');
	expect(stage.world.zendesk.requests()).toEqual([]);
});
