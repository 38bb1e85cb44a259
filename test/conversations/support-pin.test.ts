import {sql} from 'kysely';
import {describe, expect} from 'vitest';
import {gitlabWrites, type World} from '../../src/sandbox/world.ts';
import {isDurable, modals} from '../../src/slack/ids.ts';
import {amount} from '../support/amount.ts';
import {ago, day, hour} from '../support/confirming.ts';
import {recorded, resume} from '../support/replay.ts';
import {
	actsOf,
	approve,
	cardText,
	logCard,
	modalSays,
	newestCard,
	openResend,
	openReview,
	proof,
	resentTo,
	sendCode,
} from '../support/resending.ts';
import {buttonsOf, form, readMessage, type Stage, test, testOn} from '../support/stage.ts';
import {becomes, cardFor, compare, comparedText, pin, withPin} from '../support/support-pins.ts';

const mighty = testOn({environment: gitlabWrites});
const wrong = '271828';

const revocations = ({gitlab}: World) => gitlab.requests().filter(({path}) => path.endsWith('/support_pin/revoke'));
const pinOf = ({gitlab}: World, username = 'ada') => gitlab.users().find((user) => user.username === username)?.supportPin;

/** All that the bot said, logged and stored. */
async function traces({world, log, bot}: Stage): Promise<string> {
	const {rows} = await sql<{text: string}>`select coalesce(jsonb_agg(to_jsonb(entry))::text, '') as text from (
		select to_jsonb(inbox) from inbox union all select to_jsonb(dialog) from dialog union all select to_jsonb(audit_entry) from audit_entry
		union all select to_jsonb(pin_match) from pin_match union all select to_jsonb(allowance) from allowance) as entry`.execute(
		bot.database.db,
	);
	return [JSON.stringify(world.slack.apiCalls()), JSON.stringify(world.slack.responseUrlUses()), ...log, rows[0]?.text].join('\n');
}

describe('Support PIN', () => {
	test('match, no match and none are told, and the PIN stands nowhere', async ({stage}) => {
		withPin(stage);
		const card = await cardFor(stage, stage.as('agent'));
		expect(buttonsOf(card)).toContain('Support PIN');
		expect(buttonsOf(card)).not.toContain('Revoke PIN');
		expect(await comparedText(stage, card, wrong)).toContain('The Support PIN does not match.');
		const matched = await compare(stage, card, ` ${pin.slice(0, 3)} ${pin.slice(3)} `);
		expect(readMessage(matched)).toContain('The Support PIN matches.');
		expect(buttonsOf(matched)).toContain('Revoke PIN');
		stage.world.gitlab.changeUser('ada', {supportPin: null});
		expect(await comparedText(stage, matched, pin)).toContain('none was made, or it has expired');
		stage.world.gitlab.changeUser('ada', {supportPin: {pin, expiresAt: ago(stage.world, hour)}});
		expect(await comparedText(stage, matched, pin)).toContain('none was made, or it has expired');
		expect(isDurable(modals.supportPin.id)).toBe(false);
		const left = await traces(stage);
		expect(left).not.toContain(pin);
		expect(left).not.toContain(wrong);
		const acts = (await actsOf(stage)).filter((act) => act.startsWith('support-pin'));
		expect(acts).toEqual(['support-pin-not-matched', 'support-pin-matched', 'support-pin-absent', 'support-pin-absent']);
	});

	test('an account has three tries in a day, whoever makes them; what told nothing is no try', async ({stage}) => {
		const {gitlab, faults} = stage.world;
		withPin(stage, 'ada', null);
		const card = await cardFor(stage, stage.as('agent'));
		for (const _time of [1, 2, 3]) expect(await comparedText(stage, card, wrong)).toContain('none was made');
		gitlab.changeUser('ada', {supportPin: {pin, expiresAt: ago(stage.world, -6 * day)}});
		const mend = faults.add({service: 'gitlab', path: /support_pin/, fault: 'server-error'});
		expect(await comparedText(stage, card, pin)).toMatch(/Nothing was compared, and no try was counted\..*GitLab has trouble of its own/);
		mend();
		for (const _time of [1, 2]) expect(await comparedText(stage, card, wrong)).toContain('does not match');
		const other = await cardFor(stage, stage.as('secondAgent'), 'ada');
		expect(await comparedText(stage, other, wrong, stage.as('secondAgent'))).toContain('does not match');
		const refused = await comparedText(stage, card, pin);
		expect(refused).toMatch(/Nothing was compared: the 3 tries of this account in a day are used up\. More from/);
		expect(refused).not.toContain('matches');
		await stage.moveOn(day + 60_000);
		expect(await comparedText(stage, await cardFor(stage, stage.as('agent')), pin)).toContain('The Support PIN matches.');
	});

	test('what is no PIN is refused at the field, and counts as no try', async ({stage}) => {
		withPin(stage);
		const agent = stage.as('agent');
		await agent.click(await cardFor(stage, agent), 'Support PIN');
		const labels = (await form(stage, agent)).blocks.flatMap((block) => ('label' in block ? [block.label.text] : []));
		expect(labels).toEqual(['PIN', 'Ticket']);
		for (const text of ['31415', '3141592', 'abcdef', '３１４１５９', '314159; drop']) {
			await agent.submit({PIN: text});
			expect(agent.modal()?.errors).toEqual({pin: expect.stringContaining('six digits')});
		}
		await agent.submit({PIN: pin, Ticket: 'the one of yesterday'});
		expect(agent.modal()?.errors).toEqual({ticket: expect.stringContaining('neither the number nor the URL')});
		expect(stage.world.gitlab.requests().filter(({path}) => path.includes('support_pin'))).toEqual([]);
	});

	test('it belongs to the account that the card showed, and without an account there is no button', async ({stage}) => {
		const {id} = withPin(stage);
		expect(buttonsOf(await cardFor(stage, stage.as('agent'), 'nobody@example.org'))).not.toContain('Support PIN');
		const card = await cardFor(stage, stage.as('agent'));
		stage.world.gitlab.changeUser('ada', {email: 'ada.old@example.org'});
		withPin(stage, 'eve', wrong);
		stage.world.gitlab.changeUser('eve', {email: 'ada@example.com'});
		expect(await comparedText(stage, card, wrong)).toContain('does not match');
		expect(
			stage.world.gitlab
				.requests()
				.filter(({path}) => path.includes('support_pin'))
				.map(({path}) => path),
		).toEqual([`/api/v4/users/${id}/support_pin`]);
	});
});

describe('Revoke PIN', () => {
	mighty('revokes it after a confirmation, sees that it is gone, and says so', async ({stage}) => {
		withPin(stage);
		const agent = stage.as('agent');
		const card = await compare(stage, await cardFor(stage, agent), pin);
		expect(JSON.stringify(card.blocks)).toContain('This cannot be undone');
		const revoked = await becomes(stage, agent, card, () => agent.click(card, 'Revoke PIN', {confirm: true}));
		expect(readMessage(revoked)).toContain('The Support PIN is revoked');
		expect(buttonsOf(revoked)).not.toContain('Revoke PIN');
		expect(pinOf(stage.world)).toBeNull();
		expect((await actsOf(stage)).filter((act) => act.includes('revoke'))).toEqual(['support-pin-revoke-intended', 'support-pin-revoked']);
	});

	test('needs the scope api: without it the refusal says so, and nothing is revoked', async ({stage}) => {
		withPin(stage);
		const agent = stage.as('agent');
		const card = await compare(stage, await cardFor(stage, agent), pin);
		const after = await becomes(stage, agent, card, () => agent.click(card, 'Revoke PIN', {confirm: true}));
		expect(readMessage(after)).toMatch(/Nothing was revoked\..*scope api/);
		expect(pinOf(stage.world)).toMatchObject({pin});
	});

	mighty('each call of GitLab that fails is told with what was not done', async ({stage}) => {
		const {faults} = stage.world;
		withPin(stage);
		const agent = stage.as('agent');
		await compare(stage, await cardFor(stage, agent), pin);
		const press = async () => {
			const card = await cardFor(stage, agent);
			return readMessage(await becomes(stage, agent, card, () => agent.click(card, 'Revoke PIN', {confirm: true})));
		};
		const before = faults.add({service: 'gitlab', method: 'GET', path: /support_pin/, fault: 'bad-gateway'});
		expect(await press()).toMatch(/Nothing was revoked\. GitLab has trouble of its own/);
		before();
		faults.add({service: 'gitlab', method: 'POST', path: /revoke/, fault: 'rate-limited', retryAfter: '3', times: 1});
		expect(await press()).toMatch(/Nothing was revoked\. GitLab asks us to slow down/);
		expect(pinOf(stage.world)).toMatchObject({pin});
		await stage.moveOn(5000);
		const fail = () => faults.add({service: 'gitlab', method: 'GET', path: /support_pin/, fault: 'html'});
		faults.add({service: 'gitlab', method: 'POST', path: /revoke/, fault: 'slow', delayMs: 1, times: 1, onMet: fail});
		expect(await press()).toMatch(/Whether the Support PIN was revoked is not known\..*not an answer/);
		faults.clear();
		expect(await press()).toContain('has no Support PIN, or it has expired. Nothing was revoked');
		expect(revocations(stage.world).filter(({status}) => status === 202)).toHaveLength(1);
	});

	mighty('resumed after a crash, it looks what became of the call, and does not revoke the next PIN', async ({stage}) => {
		withPin(stage);
		const agent = stage.as('agent');
		const card = await compare(stage, await cardFor(stage, agent), pin);
		const click = await recorded(stage, () => becomes(stage, agent, card, () => agent.click(card, 'Revoke PIN', {confirm: true})));
		stage.world.gitlab.createSupportPin('ada');
		await becomes(stage, agent, card, () => resume(stage, click));
		expect(readMessage(agent.messages(card.channel).find(({ts}) => ts === card.ts))).toContain('shows one still');
		expect(pinOf(stage.world)).not.toBeNull();
		expect(revocations(stage.world)).toHaveLength(1);
	});

	const tries = amount('PIN_REVOCATIONS', 6);
	const losses = [
		{fault: 'reset-in-body', afterEffect: true},
		{fault: 'server-error'},
		{fault: 'truncated', afterEffect: true},
		{fault: 'html'},
		{fault: 'down'},
		{fault: 'bad-gateway', afterEffect: true},
	] as const;
	mighty(
		`of ${tries} answers that get lost, each revokes once at most, and the words are true`,
		{timeout: 60_000 + tries * 3000},
		async ({stage}) => {
			const agent = stage.as('agent');
			for (let at = 0; at < tries; at += 1) {
				const username = `ada${at}`;
				withPin(stage, username);
				const card = await compare(stage, await cardFor(stage, agent, username), pin);
				const before = revocations(stage.world).length;
				const loss = losses[at % losses.length] ?? losses[0];
				const mend = stage.world.faults.add({service: 'gitlab', method: 'POST', path: /revoke/, ...loss});
				const text = readMessage(await becomes(stage, agent, card, () => agent.click(card, 'Revoke PIN', {confirm: true})));
				mend();
				expect(revocations(stage.world).length - before).toBeLessThanOrEqual(1);
				expect(text).toContain(pinOf(stage.world, username) === null ? 'is revoked' : 'shows one still');
				await stage.moveOn(5000);
			}
		},
	);
});

describe('the ownership verification “Support PIN matched”', () => {
	const byPin = {...proof, 'Ownership verification': 'Support PIN matched'};

	test('is refused at its field without a match of this very account within the hour', async ({stage}) => {
		sendCode(stage);
		stage.world.gitlab.changeUser('ada', {supportPin: {pin, expiresAt: ago(stage.world, -6 * day)}});
		withPin(stage, 'eve');
		const agent = stage.as('agent');
		expect(await comparedText(stage, await cardFor(stage, agent, 'eve'), pin)).toContain('matches');
		await openResend(stage, agent, await logCard(stage, agent));
		const refuse = async () => {
			await agent.submit(byPin);
			expect(agent.modal()?.errors).toEqual({
				verification: expect.stringContaining('no Support PIN for this account within the last hour'),
			});
		};
		await refuse();
		await agent.closeModal();
		const card = await cardFor(stage, agent);
		expect(await comparedText(stage, card, wrong)).toContain('does not match');
		expect(await comparedText(stage, card, pin)).toContain('matches');
		await stage.moveOn(hour + 1000);
		await openResend(stage, agent, await logCard(stage, agent));
		await refuse();
		expect(newestCard(stage)).toBeUndefined();
	});

	test('counts after a match, is shown to the manager, and the mail goes out after the approval alone', async ({stage}) => {
		sendCode(stage);
		stage.world.gitlab.changeUser('ada', {supportPin: {pin, expiresAt: ago(stage.world, -6 * day)}});
		const agent = stage.as('agent');
		expect(await comparedText(stage, await cardFor(stage, agent), pin)).toContain('matches');
		await openResend(stage, agent, await logCard(stage, agent));
		await agent.submit(byPin);
		await modalSays(stage, agent, /Requested\./);
		const card = await stage.world.slack.until(() => newestCard(stage));
		expect(cardText(stage, card)).toContain('Support PIN matched');
		expect(await openReview(stage, stage.as('manager'), card)).toContain('Support PIN matched');
		await stage.as('manager').closeModal();
		expect(resentTo(stage)).toEqual([]);
		await approve(stage, stage.as('manager'), card);
		await stage.world.slack.until(() => resentTo(stage).length > 0, 15_000);
		expect(resentTo(stage)).toEqual([proof['Send to']]);
	});

	test('is asked for once more when GitLab could not tell at the field', async ({stage}) => {
		sendCode(stage);
		const agent = stage.as('agent');
		await openResend(stage, agent, await logCard(stage, agent));
		stage.world.faults.add({service: 'gitlab', path: /users\?/, fault: 'slow', delayMs: 2500, times: 1});
		await agent.submit(byPin);
		await modalSays(stage, agent, /no Support PIN for this account within the last hour.*no request was made/);
		expect(newestCard(stage)).toBeUndefined();
	});
});
