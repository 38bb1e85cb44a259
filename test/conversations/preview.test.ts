import {sql} from 'kysely';
import {describe, expect} from 'vitest';
import type {OutgoingMail} from '../../src/sandbox/mailgun/types.ts';
import type {SlackActor} from '../../src/sandbox/slack/types.ts';
import {corpus} from '../model/mails/corpus.ts';
import type {CorpusMail} from '../model/mails/letters.ts';
import {approve, logCard, makeRequest, modalSays, openReview, owner, secretCode, sendCode} from '../support/resending.ts';
import {buttonsOf, readMessage, type Stage, test} from '../support/stage.ts';
import {leaksIn, piecesIn, spilledIn} from '../support/traces.ts';

const allSecrets = [...new Set(corpus.flatMap(({canaries}) => canaries))];

function outgoing({from, subject, plain, html, headers, attachments}: CorpusMail, to: string): Partial<OutgoingMail> {
	return {to, from, subject, text: plain.replaceAll(owner, to), ...(html === '' ? {} : {html}), headers, attachments};
}

async function preview(stage: Stage, actor: SlackActor, nth = 0, card = logCard(stage, actor)): Promise<string> {
	await actor.click(await card, 'Preview Message', {nth});
	return modalSays(stage, actor, /^(?!Checking)/);
}

const perCard = 5;

/** One card with all of these mails, and the preview of each. */
async function previewAll(stage: Stage, mails: readonly CorpusMail[]): Promise<void> {
	const agent = stage.as('agent');
	const to = `ada${stage.world.mailgun.mailboxes().length}@example.com`;
	for (const mail of mails) sendCode(stage, outgoing(mail, to), 5 - mails.indexOf(mail) / 60);
	const card = logCard(stage, agent, to);
	for (const [nth, mail] of mails.toReversed().entries()) {
		const text = untimed(await preview(stage, agent, nth, card)).replaceAll(to, owner);
		expect([...leaksIn(text, mail.canaries), ...piecesIn(text, mail.canaries)], mail.name).toEqual([]);
		for (const words of mail.left) expect(text, mail.name).toContain(words);
		await agent.closeModal();
	}
}

/** What the outside world, the log and the database got to know. */
async function everythingTold(stage: Stage): Promise<readonly string[]> {
	const {slack} = stage.world;
	return [JSON.stringify(slack.apiCalls()), JSON.stringify(slack.responseUrlUses()), stage.log.join('\n'), await databaseText(stage)];
}

/** Every row of every table, as text. */
async function databaseText({bot, place}: Stage): Promise<string> {
	const {db} = bot.database;
	const tables = await sql<{name: string}>`select format('%I.%I', table_schema, table_name) as name from information_schema.tables
		where table_schema in (current_schema(), ${place.jobsSchema})`.execute(db);
	const rows = await Promise.all(
		tables.rows.map(async ({name}) => (await sql<{row: string}>`select whole::text as row from ${sql.raw(name)} whole`.execute(db)).rows),
	);
	return rows
		.flat()
		.map(({row}) => row)
		.join('\n');
}

/** The text of a preview without the time of the mail. */
function untimed(text: string): string {
	return text
		.split('\n')
		.filter((line) => !line.startsWith('Sent: '))
		.join('\n');
}

describe('no secret of any mail gets anywhere', () => {
	test('through the preview into Slack, the log or the database, and what else was written can be read', async ({stage}) => {
		for (let first = 0; first < corpus.length; first += perCard) await previewAll(stage, corpus.slice(first, first + perCard));
		for (const told of await everythingTold(stage)) expect(spilledIn(told, allSecrets)).toEqual([]);
		const read = stage.world.mailgun.requests().filter(({path}) => path.includes('/messages/'));
		expect(read).toHaveLength(corpus.length);
		expect(read.filter(({path}) => path.includes('attachments'))).toEqual([]);
	}, 60_000);

	test.for(['reset-in-body', 'truncated', 'wrong-type', 'server-error'] as const)(
		'nor when Mailgun fails while the mail is read: %s',
		async (fault, {stage}) => {
			sendCode(stage);
			const card = await logCard(stage, stage.as('agent'));
			stage.world.faults.add({service: 'mailgun', path: /\/messages\//, fault, afterEffect: true});
			const text = await preview(stage, stage.as('agent'), 0, Promise.resolve(card));
			expect(text).toMatch(/Mailgun/);
			for (const told of await everythingTold(stage)) expect(spilledIn(told, [secretCode, 'abcdef123456'])).toEqual([]);
		},
	);

	test('nor by the subject on a log card, in the resend form, in a request, or in its review', async ({stage}) => {
		const code = '730518';
		sendCode(stage, {subject: `Verify your identity | ${code}`, text: `Your code is ${code}.`});
		sendCode(stage, {subject: `${code} is your code`, text: `Your code is ${code}.`});
		const card = await logCard(stage, stage.as('agent'));
		expect(readMessage(card)).toContain('Verify your identity | •••');
		expect(readMessage(card)).toContain('••• is your code');
		const request = await makeRequest(stage, stage.as('agent'));
		const review = await openReview(stage, stage.as('manager'), request);
		expect(review).toContain('Your code is •••.');
		await stage.as('manager').closeModal();
		await approve(stage, stage.as('manager'), request);
		await expect.poll(() => stage.world.mailgun.mailbox('ada.new@example.net').length, {timeout: 10_000}).toBe(1);
		for (const told of await everythingTold(stage)) expect(spilledIn(told, [code])).toEqual([]);
	});
});

describe('the preview tells', () => {
	test('that the body has expired, and offers nothing', async ({stage}) => {
		sendCode(stage, {}, 5 * 1440);
		expect(await preview(stage, stage.as('agent'))).toContain('Mailgun does not keep the body of this message any more');
		expect(
			stage
				.as('agent')
				.modal()
				?.view.blocks.filter(({type}) => type === 'actions'),
		).toEqual([]);
	});

	test('when it was sent, as a date in everyone’s own zone', async ({stage}) => {
		sendCode(stage);
		await preview(stage, stage.as('agent'));
		expect(JSON.stringify(stage.as('agent').modal()?.view.blocks)).toMatch(/"type":"date","timestamp":\d{10},/);
	});

	test('that it went to several people, each masked but the one who was asked for', async ({stage}) => {
		sendCode(stage, {to: `${owner}, Eve <eve.stoneham@example.org>`});
		const text = await preview(stage, stage.as('agent'));
		expect(text).toContain('It went to 2 recipients');
		expect(text).toContain(`To: ${owner}, Eve <e•••@example.org>`);
		expect(text).not.toContain('stoneham');
	});

	test('whom an answer would reach, masked', async ({stage}) => {
		sendCode(stage, {
			headers: [
				['Reply-To', 'Eve <eve.stoneham@example.org>'],
				['X-Code', secretCode],
			],
		});
		const text = await preview(stage, stage.as('agent'));
		expect(text).toContain('Reply-To: Eve <e•••@example.org>');
		expect(text).not.toContain('X-Code');
	});

	test('that attachments were left out, and how many', async ({stage}) => {
		sendCode(stage, {attachments: [{name: `${secretCode}.txt`, contentType: 'text/plain', content: secretCode}]});
		expect(await preview(stage, stage.as('agent'))).toContain('1 attachment is not shown.');
	});

	test('that a long text was cut, in pieces that Slack takes, with no character broken', async ({stage}) => {
		sendCode(stage, {text: `Dear reader,\n${'😀 so much to say, and no end of it\n'.repeat(2000)}`});
		const text = await preview(stage, stage.as('agent'));
		expect(text).toContain('The text is longer: it is cut here.');
		expect(text.isWellFormed() && !text.includes('\uFFFD')).toBe(true);
		expect(text.match(/no end of it/g)?.length).toBeGreaterThan(100);
	});

	test('nothing of a mail whose subject is not allowed, whatever the click says', async ({stage}) => {
		sendCode(stage, {subject: 'Reset password instructions'});
		expect(buttonsOf(await logCard(stage, stage.as('agent')))).toEqual(['Filter Log', 'Add Ticket Note']);
		expect(stage.world.mailgun.requests().filter(({path}) => path.includes('/messages/'))).toEqual([]);
	});
});
