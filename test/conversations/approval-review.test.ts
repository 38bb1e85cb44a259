import {afterEach, describe, expect} from 'vitest';
import {createBelongings} from '../support/belongings.ts';
import {
	cardText,
	makeRequest,
	modalSays,
	openCase,
	openReview,
	owner,
	proof,
	resentTo,
	secretCode,
	sendCode,
	target,
	threadOf,
} from '../support/resending.ts';
import {openStage, readBlock, type Stage, test} from '../support/stage.ts';

let special: Awaited<ReturnType<typeof openStage>> | undefined;
afterEach(async () => {
	await special?.close();
	special = undefined;
});

/** Asks for this target, and opens the review. */
async function review(stage: Stage, values: Readonly<Record<string, string>> = {}): Promise<string> {
	sendCode(stage);
	const text = await openReview(stage, stage.as('manager'), await makeRequest(stage, stage.as('agent'), values));
	return text;
}

const blocksOf = (stage: Stage) => stage.as('manager').modal()?.view.blocks ?? [];

describe('what a manager reads before the decision', () => {
	test('is everything that is approved, in full, and nothing that opens the account', async ({stage}) => {
		const text = await review(stage);
		for (const words of [
			'gives access to the account to whoever reads the mail at the new address',
			`It went to: ${owner}`,
			`It shall go to: ${target}`,
			'another name before the @ (ada → ada.new), another domain (example.com → example.net)',
			'@ada',
			'Verification code, Verify your identity',
			'5 minutes old',
			'Its code works until',
			'Challenge passed and peer reviewed',
			proof.Evidence,
			proof.Reason,
			'4711',
			'Requested by: <@U0DANA>',
			'Expires: ',
			'Same target for other accounts: no.',
			'Requests of this requester in the last 7 days: 1',
			'no ticket system tells it',
			'your code is •••',
		]) {
			expect(text).toContain(words);
		}
		expect(text).not.toContain(secretCode);
		expect(text).not.toContain('Risk:');
	});

	test('marks what the new address has in place of the old one', async ({stage}) => {
		await review(stage, {'Send to': 'ada@example.net'});
		const marks = JSON.stringify(blocksOf(stage)).match(/\{"type":"text","text":"[^"]*","style":\{"(?:strike|bold)":true,"code":true\}\}/g);
		expect(marks).toEqual([
			'{"type":"text","text":"com","style":{"strike":true,"code":true}}',
			'{"type":"text","text":"net","style":{"bold":true,"code":true}}',
		]);
	});

	test.for([
		['letters of another script', 'ada@exаmple.com', 'the new address looks like the old one'],
		['a digit for a letter', 'ada@examp1e.com', 'the new address looks like the old one'],
		['letter case', 'Ada@example.com', 'the new address looks like the old one'],
		['a look-alike domain', 'adele@exarnple.com', 'the domain of the new address looks like the old one'],
	] as const)('warns of %s', async ([_how, words, warning], {stage}) => {
		const text = await review(stage, {'Send to': words});
		expect(text).toContain(warning);
	});

	test('shows a domain of other letters in both forms', async ({stage}) => {
		const text = await review(stage, {'Send to': 'ada@דוגמה.example'});
		expect(text).toContain('It shall go to: ada@xn--6dbbec0c.example');
		expect(text).toContain('The domain xn--6dbbec0c.example reads דוגמה.example');
	});

	test('says that the code is dead, and how old the mail is', async ({stage}) => {
		sendCode(stage, {}, 150);
		const text = await openReview(stage, stage.as('manager'), await makeRequest(stage, stage.as('agent')));
		expect(text).toContain('Its code is dead since');
		expect(text).toContain('3 hours old');
	});

	test('counts what else was asked for this target, and by this requester', async ({stage}) => {
		await openCase(stage, stage.as('agent'), 'mallory');
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'), {'Send to': 'mallory.new@example.net'});
		const text = await openReview(stage, stage.as('manager'), card);
		expect(text).toContain('Risk: the same target was asked for with 1 other account(s).');
		expect(text).toContain('Requests of this requester in the last 7 days: 2');
	});

	test.for([
		['nobody has the old address now', 'knows no account with the old address', ({world}: Stage) => world.gitlab.removeUser('ada')],
		[
			'somebody else has it now',
			'another account now than at the request',
			({world}: Stage) => {
				world.gitlab.removeUser('ada');
				world.gitlab.addUser({username: 'newcomer', email: owner, confirmedAt: world.clock.now()});
			},
		],
		[
			'GitLab does not say whose it is',
			'does not tell now whose the old address is',
			({world}: Stage) => world.faults.add({service: 'gitlab', fault: 'unavailable'}),
		],
		[
			'Mailgun does not show the mail',
			'cannot be shown now',
			({world}: Stage) => world.faults.add({service: 'mailgun', path: /\/messages\//, fault: 'server-error'}),
		],
	] as const)('says that %s', async ([_what, words, happens], {stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'));
		happens(stage);
		expect(await openReview(stage, stage.as('manager'), card)).toContain(words);
	});

	test('says of a request to the address of an account that came after the mail, that it may be somebody else’s', async ({stage}) => {
		sendCode(stage);
		stage.world.gitlab.removeUser('ada');
		stage.world.gitlab.addUser({username: 'newcomer', email: owner, confirmedAt: stage.world.clock.now()});
		const card = await makeRequest(stage, stage.as('agent'));
		expect(await openReview(stage, stage.as('manager'), card)).toContain('the account was made after this mail');
	});

	test('leads to the team’s own ticket system, and nowhere else', async () => {
		special = await openStage({zendesk: true});
		const {zendesk} = special.world;
		zendesk.addTicket({id: 4711, requester: owner});
		const own = `${zendesk.origin}/agent/tickets/4711`;
		const {port} = new URL(zendesk.origin);
		const others = [`http://127.0.0.1:${port}1/agent/1`, `${zendesk.origin}@evil.example/1`, `https://127.0.0.1:${port}/1`];
		const evidence = `See ${own}, not ${others.join(' or ')}`;
		expect(await review(special, {Evidence: evidence})).toContain(evidence);
		const links = JSON.stringify(blocksOf(special)).match(/"type":"link","url":"[^"]+"/g);
		expect(links).toEqual([`"type":"link","url":"${own}"`]);
	});

	test('holds no link at all where there is no ticket system', async ({stage}) => {
		expect(await review(stage, {Evidence: 'https://desk.example.com/agent/tickets/4711'})).toContain('https://desk.example.com/agent');
		expect(JSON.stringify(blocksOf(stage))).not.toContain('"link"');
	});
});

const longest = `${'a'.repeat(64)}@${['b', 'c', 'd'].map((letter) => letter.repeat(59)).join('.')}.example`;

describe('however long or strange it is', () => {
	test('the whole target stands in the review, or nobody can approve it', async ({stage}) => {
		expect(longest.length).toBeGreaterThan(250);
		sendCode(stage, {subject: `Verify your identity | ${'subject '.repeat(375)}`, text: 'long '.repeat(5000)});
		const values = {'Send to': longest, Evidence: 'e'.repeat(1000), Reason: `${'r'.repeat(900)}\u202e<!channel>`};
		const card = await makeRequest(stage, stage.as('agent'), values);
		const text = await openReview(stage, stage.as('manager'), card);
		expect(text).toContain(`It shall go to: ${longest}`);
		expect(text).toContain(values.Evidence);
		expect(text).toContain('[U+202E]<!channel>');
	});

	test('an old address that is none cannot be approved', async ({stage}) => {
		const {db} = stage.bot.database;
		const id = await createBelongings(stage, 'U0DANA').request('U0DANA');
		const odd = JSON.stringify(`ada@example.com${' '.repeat(300)}eve@example.org`);
		await db
			.updateTable('approval_request')
			.set(({fn, ref, val}) => ({message: fn('jsonb_set', [ref('message'), val('{originalRecipient}'), val(odd)]) as never}))
			.where('id', '=', id)
			.execute();
		const card = await stage.world.slack.until(
			() => stage.world.slack.allMessages('C0APPROVE').find((message) => message.blocks.map(readBlock).join('').includes('Approve')),
			15_000,
		);
		await stage.as('manager').click(card, 'Approve');
		await modalSays(stage, stage.as('manager'), /cannot be approved/);
		expect(stage.as('manager').modal()?.view).not.toHaveProperty('submit');
		expect(resentTo(stage)).toEqual([]);
	});
});

describe('what everybody in the channel reads', () => {
	test('is never an address in full, neither of the mail nor of the account', async ({stage}) => {
		const {world} = stage;
		const primary = 'primary.of.ada@example.org';
		const at = new Date(world.clock.now().getTime() - 86_400_000 * 30);
		world.gitlab.addUser({
			username: 'ada',
			email: primary,
			createdAt: at,
			confirmedAt: at,
			secondaryEmails: [{email: owner, confirmedAt: at}],
		});
		world.mailgun.setRecipient(target, {kind: 'reject', code: 550, text: `No mailbox ${target.toUpperCase()} here, ask ${primary}`});
		world.mailgun.send({domain: 'mg.gitlab.com', from: 'gitlab@mg.gitlab.com', to: owner, subject: 'Verify your identity', text: 'x'});
		const card = await makeRequest(stage, stage.as('agent'), {Reason: `Moved from ${owner} to ${target}`});
		const manager = stage.as('manager');
		await openReview(stage, manager, card);
		await manager.submit({});
		await world.slack.until(() => threadOf(stage, card).some((text) => text.includes('Failed')), 15_000);
		const everything = JSON.stringify([
			cardText(stage, card),
			...threadOf(stage, card),
			...world.slack.allMessages('C0APPROVE'),
		]).toLowerCase();
		for (const address of [owner, target, primary]) expect(everything).not.toContain(address);
		expect(everything).toContain('a•••@example.net');
	});
});
