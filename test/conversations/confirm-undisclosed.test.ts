import {describe, expect} from 'vitest';
import {sendingDomains, type World} from '../../src/sandbox/world.ts';
import {ago, check, confirmation, day, hour, mailed, suppress, unconfirmed, verdictOf} from '../support/confirming.ts';
import {buttonsOf, channel, click, readMessage, type Stage, test} from '../support/stage.ts';
import {leaksIn} from '../support/traces.ts';

const {gitlab} = sendingDomains;

describe('the primary address that nobody typed', () => {
	const secret = 'canary.kestrel@undisclosed.example.net';

	async function everything({world, bot, log}: Stage): Promise<string> {
		const tables = ['audit_entry', 'audit_subject', 'dialog', 'removal', 'inbox'] as const;
		const rows = await Promise.all(tables.map((table) => bot.database.db.selectFrom(table).selectAll().execute()));
		return JSON.stringify([rows, log, world.slack.apiCalls(), world.slack.responseUrlUses(), world.slack.allMessages(channel)]);
	}

	function expectSilence(text: string): void {
		expect(leaksIn(text, [secret, 'canary.kestrel', 'undisclosed.example'])).toEqual([]);
	}

	test.for([
		['ada', (world: World) => mailed(world, secret, confirmation, hour)],
		['ada mail:reset', (world: World) => mailed(world, secret, 'Reset password instructions', hour, true)],
		[
			'ada',
			(world: World) =>
				world.mailgun.addBounce(gitlab, {
					address: secret,
					code: '550',
					error: `5.1.1 <${secret}> is unknown at mx.undisclosed.example.net`,
				}),
		],
		[
			'ada mail:confirmation',
			(world: World) => {
				world.mailgun.setRecipient(secret, {kind: 'defer', code: 451, text: `4.7.1 <${secret}> at mx.undisclosed.example.net: later`});
				mailed(world, secret, confirmation, 11 * hour);
				mailed(world, secret, 'Undisclosed.example.net | A pipeline failed', hour);
			},
		],
		['ada mail:reset', (world: World) => mailed(world, secret, 'Reset password instructions | undisclosed.example.net', 50 * hour, true)],
		['ada somebody@example.org', () => {}],
		['ada.second@example.org', () => {}],
	] as const)('%s tells it nowhere', async ([words, seed], {stage}) => {
		const {world} = stage;
		world.gitlab.addUser({
			username: 'ada',
			email: secret,
			createdAt: ago(world, 90 * day),
			confirmedAt: ago(world, 89 * day),
			secondaryEmails: [{email: 'ada.second@example.org', confirmedAt: ago(world, 80 * day)}],
		});
		seed(world);
		const agent = stage.as('agent');
		const card = await check(stage, words);
		for (const label of buttonsOf(card).filter((name) => name === 'Send Password Reset' || name === 'Resend Confirmation')) {
			await click(stage, agent, card, label);
		}
		expectSilence(await everything(stage));
	});

	test('a stranger who calls themselves like the address is not its owner', async ({stage}) => {
		const {world} = stage;
		world.gitlab.addUser({username: 'mallory', name: 'AAA ada@example.com', email: 'mallory@example.org', confirmedAt: ago(world, day)});
		expect(verdictOf(readMessage(await check(stage, 'ada@example.com')))).toBe('no-account');
		world.gitlab.addUser({username: 'ada', email: 'ada@example.com', confirmedAt: ago(world, day)});
		const text = readMessage(await check(stage, 'ada@example.com'));
		expect(text).toContain('account @ada');
		expect(text).not.toContain('mallory');
	});
});

test('the bounce of an undisclosed address is removed and put back without being shown', async ({stage}) => {
	unconfirmed(stage.world);
	suppress(stage.world);
	const agent = stage.as('agent');
	const card = await check(stage, 'ada');
	expect(verdictOf(readMessage(card))).toBe('suppressed-bounce');
	const removed = await click(stage, agent, card, 'Remove Suppression');
	expect(stage.world.mailgun.entries(gitlab, 'bounces')).toEqual([]);
	expect(verdictOf(readMessage(removed))).toBe('not-sent');
	expect(buttonsOf(removed)).toEqual(['Undo Removal', 'Resend Confirmation', 'Support PIN', 'Add Ticket Note', 'Share to Channel']);
	await click(stage, agent, removed, 'Undo Removal');
	expect(stage.world.mailgun.entries(gitlab, 'bounces')).toHaveLength(1);
	expect(JSON.stringify([stage.world.slack.responseUrlUses(), stage.world.slack.allMessages(channel)])).not.toContain('ada@example.com');
});
