import {afterEach, describe, expect} from 'vitest';
import {cast, places} from '../../src/sandbox/world.ts';
import {intercepted, replay, untilDone} from '../support/replay.ts';
import {
	approve,
	logCard,
	makeRequest,
	modalSays,
	openResend,
	owner,
	proof,
	resentTo,
	secretCode,
	sendCode,
	target,
} from '../support/resending.ts';
import {signedHeaders} from '../support/sign.ts';
import {ask, buttonsOf, openStage, readBlock, readMessage, type Stage, test} from '../support/stage.ts';

const messages = /\/messages\//;
const direct = `D${cast.agent.id.slice(1)}`;

function directMessages(stage: Stage): readonly string[] {
	return stage.world.slack.allMessages(direct).map(readMessage);
}

describe('the delivery log', () => {
	test('says of each mail what became of it, in the words of the specification, and from which day on it was searched', async ({stage}) => {
		const {mailgun} = stage.world;
		const send = (subject: string, minutes: number) => sendCode(stage, {subject, passesSuppressions: false}, minutes);
		send('Welcome', 50);
		mailgun.setRecipient(owner, {kind: 'defer', code: 451, text: 'Come back later'});
		send('Later', 40);
		mailgun.setRecipient(owner, {kind: 'reject', code: 550, text: 'No such mailbox'});
		send('Never', 30);
		send('Dropped', 20);
		const text = readMessage(await logCard(stage, stage.as('agent'), `${owner} 7d`));
		expect(text.match(/Delivered|Delayed|Failed|Dropped \(suppressed\)/g)).toEqual([
			'Dropped (suppressed)',
			'Failed',
			'Delayed',
			'Delivered',
		]);
		expect(text).toContain('550 No such mailbox');
		expect(text).toMatch(/Searched from \d{4}-\d\d-\d\d/);
		expect(text).toContain('mg.gitlab.com');
	});

	test('offers to open and to resend only mails with an allowed subject', async ({stage}) => {
		sendCode(stage, {subject: 'Reset password instructions'});
		expect(buttonsOf(await logCard(stage, stage.as('agent')))).toEqual(['Filter Log', 'Add Ticket Note']);
		sendCode(stage, {subject: 'Verify your identity | Brightwater'});
		expect(buttonsOf(await logCard(stage, stage.as('agent')))).toEqual([
			'Preview Message',
			'Resend Message',
			'Filter Log',
			'Add Ticket Note',
		]);
	});

	test('a log that does not answer is named, and is no empty log', async ({stage}) => {
		stage.world.faults.add({service: 'mailgun', path: /analytics\/logs/, fault: 'server-error'});
		const text = readMessage(await logCard(stage, stage.as('agent')));
		expect(text).toContain('Not answered: log of mg.gitlab.com');
		expect(text).not.toContain('No mail');
	});

	test.for(['', 'ada', 'ada@example.com 0d', 'ada@example.com eve@example.com', 'ada@example.com 7d 8d'])(
		'"log %s" is answered with help',
		async (words, {stage}) => {
			expect(readMessage(await ask(stage, stage.as('agent'), `log ${words}`))).toContain('/suppression log ada@example.com 7d');
			expect(stage.world.mailgun.requests()).toEqual([]);
		},
	);
});

describe('the preview', () => {
	test('shows who and what, and no code', async ({stage}) => {
		sendCode(stage);
		await stage.as('agent').click(await logCard(stage, stage.as('agent')), 'Preview Message');
		const text = await modalSays(stage, stage.as('agent'), /your code is/);
		expect(text).toContain(owner);
		expect(text).not.toContain(secretCode);
		expect(text).not.toContain('abcdef123456');
		expect(JSON.stringify(stage.world.slack.apiCalls())).not.toContain(secretCode);
		expect(stage.log.join('\n')).not.toContain(secretCode);
	});

	test('says when Mailgun keeps the body no longer, before anything is offered', async ({stage}) => {
		sendCode(stage, {}, 5 * 1440);
		const card = await logCard(stage, stage.as('agent'));
		await stage.as('agent').click(card, 'Preview Message');
		await modalSays(stage, stage.as('agent'), /does not keep the body/);
		await stage.as('agent').closeModal();
		await stage.as('agent').click(card, 'Resend Message');
		await modalSays(stage, stage.as('agent'), /does not keep this message any more/);
	});
});

async function recorded(stage: Stage, act: () => Promise<unknown>) {
	const known = stage.world.slack.deliveries().length;
	await act();
	const delivery = stage.world.slack.deliveries()[known];
	if (delivery === undefined) throw new Error('nothing was delivered');
	return delivery;
}

async function deliver(stage: Stage, rawBody: string): Promise<Response> {
	const headers = signedHeaders(stage.world.environment.SLACK_SIGNING_SECRET ?? '', rawBody, 'application/x-www-form-urlencoded');
	return fetch(`${stage.bot.url}/slack/events`, {method: 'POST', headers, body: rawBody});
}

describe('to the same address', () => {
	test('it is sent at once and once, whatever the other fields hold, and followed in the direct message', async ({stage}) => {
		sendCode(stage);
		await openResend(stage, stage.as('agent'));
		const labels = stage
			.as('agent')
			.modal()
			?.view.blocks.flatMap((block) => ('label' in block ? [block.label.text] : []));
		expect(labels).toEqual(['Message', 'Send to', 'Ownership verification', 'Evidence', 'Reason', 'Ticket']);
		await stage.as('agent').submit({Evidence: 'x', 'Ownership verification': 'Support PIN matched'});
		await modalSays(stage, stage.as('agent'), /Sent once more/);
		expect(resentTo(stage)).toEqual([owner]);
		await stage.world.slack.until(() => directMessages(stage).some((text) => text.includes('Delivered')), 10_000);
		expect(directMessages(stage)).toHaveLength(1);
		expect(stage.world.mailgun.mailbox(owner)).toHaveLength(2);
	});

	test('the same submission, delivered again, sends nothing more', async ({stage}) => {
		sendCode(stage);
		await openResend(stage, stage.as('agent'));
		const {rawBody} = await recorded(stage, () => stage.as('agent').submit({}));
		await modalSays(stage, stage.as('agent'), /Sent once more/);
		for (let copy = 0; copy < 5; copy += 1) expect((await deliver(stage, rawBody)).status).toBe(200);
		expect(resentTo(stage)).toEqual([owner]);
	});

	test('a lost answer is looked up in the log, and nothing is sent twice', async ({stage}) => {
		sendCode(stage);
		await openResend(stage, stage.as('agent'));
		stage.world.faults.add({service: 'mailgun', method: 'POST', path: messages, fault: 'reset-in-body', afterEffect: true});
		await stage.as('agent').submit({});
		await modalSays(stage, stage.as('agent'), /answer was lost/);
		await stage.world.slack.until(() => directMessages(stage).some((text) => text.includes('Delivered')), 15_000);
		expect(stage.world.mailgun.mailbox(owner)).toHaveLength(2);
		expect(stage.world.mailgun.requests().filter(({method, path}) => method === 'POST' && messages.test(path))).toHaveLength(1);
	});

	test('a refusal is told, and can be repeated', async ({stage}) => {
		sendCode(stage);
		await openResend(stage, stage.as('agent'));
		stage.world.faults.add({service: 'mailgun', method: 'POST', path: messages, fault: 'rate-limited', times: 1});
		await stage.as('agent').submit({});
		await modalSays(stage, stage.as('agent'), /It was not sent/);
		expect(resentTo(stage)).toEqual([]);
	});

	test('a suppressed address is told, with the way out', async ({stage}) => {
		sendCode(stage);
		await openResend(stage, stage.as('agent'));
		stage.world.mailgun.addBounce('mg.gitlab.com', {address: owner});
		await stage.as('agent').submit({});
		expect(await modalSays(stage, stage.as('agent'), /suppression list/)).toContain('/suppression');
		expect(resentTo(stage)).toEqual([]);
	});

	test('a list that does not answer blocks the mail, and is told', async ({stage}) => {
		sendCode(stage);
		await openResend(stage, stage.as('agent'));
		stage.world.faults.add({service: 'mailgun', path: /complaints/, fault: 'server-error'});
		await stage.as('agent').submit({});
		await modalSays(stage, stage.as('agent'), /Nothing was sent/);
		expect(resentTo(stage)).toEqual([]);
	});

	test('a message that went to two people is never sent again', async ({stage}) => {
		sendCode(stage);
		stage.world.mailgun.send({
			domain: 'mg.gitlab.com',
			from: 'a@mg.gitlab.com',
			to: `${owner}, eve@example.org`,
			subject: 'Verify your identity',
			text: 'x',
		});
		await openResend(stage, stage.as('agent'));
		await stage.as('agent').submit({});
		await modalSays(stage, stage.as('agent'), /not exactly one recipient/);
		expect(resentTo(stage)).toEqual([]);
	});

	test('an address that is nobody’s any more counts as another one: the form says why and asks for the rest', async ({stage}) => {
		sendCode(stage);
		stage.world.gitlab.removeUser('ada');
		await openResend(stage, stage.as('agent'));
		await stage.as('agent').submit({});
		await modalSays(stage, stage.as('agent'), /no account with this address any more/);
		expect(resentTo(stage)).toEqual([]);
		await stage.as('agent').submit({});
		expect(Object.values(stage.as('agent').modal()?.errors ?? {})).toHaveLength(4);
		await stage.as('agent').submit({...proof, 'Send to': owner});
		await modalSays(stage, stage.as('agent'), /Requested/);
		expect(resentTo(stage)).toEqual([]);
	});

	test('an account that came after the mail makes it another address too', async ({stage}) => {
		sendCode(stage);
		stage.world.gitlab.removeUser('ada');
		stage.world.gitlab.addUser({
			username: 'newcomer',
			email: owner,
			createdAt: stage.world.clock.now(),
			confirmedAt: stage.world.clock.now(),
		});
		await openResend(stage, stage.as('agent'));
		await stage.as('agent').submit({});
		await modalSays(stage, stage.as('agent'), /made after this mail/);
		expect(resentTo(stage)).toEqual([]);
	});

	test('GitLab’s silence does not make the owner a stranger', async ({stage}) => {
		sendCode(stage);
		await openResend(stage, stage.as('agent'));
		stage.world.faults.add({service: 'gitlab', fault: 'unavailable'});
		await stage.as('agent').submit({});
		await modalSays(stage, stage.as('agent'), /Sent once more/);
		expect(resentTo(stage)).toEqual([owner]);
	});

	test('a dead code is told before anything is sent', async ({stage}) => {
		sendCode(stage, {}, 90);
		await openResend(stage, stage.as('agent'));
		const text = (stage.as('agent').modal()?.view.blocks ?? []).map(readBlock).join('\n');
		expect(text).toContain('is dead since');
		expect(text).toContain('Resend code');
		expect(text).toMatch(/For the reply:\nHello,\n\n.*code/s);
	});
});

describe('another address needs all fields, and is one address', () => {
	test('what is missing is told at its field', async ({stage}) => {
		sendCode(stage);
		await openResend(stage, stage.as('agent'));
		await stage.as('agent').submit({'Send to': target});
		expect(Object.keys(stage.as('agent').modal()?.errors ?? {}).sort()).toEqual(['evidence', 'reason', 'ticket', 'verification']);
		await stage.as('agent').submit({...proof, 'Ownership verification': 'Support PIN matched'});
		expect(stage.as('agent').modal()?.errors).toHaveProperty('verification');
		await stage.as('agent').submit({...proof, Ticket: 'none'});
		expect(stage.as('agent').modal()?.errors).toHaveProperty('ticket');
		expect(resentTo(stage)).toEqual([]);
	});

	test.for([
		['ada@example.com,eve@example.org', '“,”'],
		['ada@example.com; eve@example.org', '“;”'],
		['ada@example.com eve@example.org', 'a space'],
		['Ada <ada@example.com>', 'a space'],
		['<eve@example.org>', '“<”'],
		['"ada"@example.com', '“"”'],
		['ada(eve@example.org)@example.com', '“(”'],
		['ada@example.com%2ceve@example.org', '“%”'],
		['ada@example.com\u200b', 'U+200B'],
		['ada@example.com\u202e', 'U+202E'],
		['\ufeffada@example.com', 'U+FEFF'],
		['аda@example.com', 'U+0430'],
		['ada@ｅxample.com', '“ｅ” (U+FF45)'],
		['ada@@example.com', 'more than one @'],
		['team:ada@example.com;', '“:”'],
		['ada@[127.0.0.1]', '“[”'],
		['ada@localhost', 'not a domain'],
	] as const)('"%s" is refused at the field, by name: %s', async ([words, problem], {stage}) => {
		sendCode(stage);
		await openResend(stage, stage.as('agent'));
		await stage.as('agent').submit({...proof, 'Send to': words});
		expect(stage.as('agent').modal()?.errors.send_to).toContain(problem);
		expect(resentTo(stage)).toEqual([]);
	});

	test.for([
		['letter case before the @', 'Ada@example.com'],
		['a plus tag', 'ada+x@example.com'],
		['a dot', 'a.da@example.com'],
		['an address that only looks alike', 'ada@exаmple.com'],
		['a subdomain', 'ada@mail.example.com'],
	] as const)('%s makes another address', async ([_how, words], {stage}) => {
		sendCode(stage);
		await openResend(stage, stage.as('agent'));
		await stage.as('agent').submit({'Send to': words});
		expect(stage.as('agent').modal()?.errors).toHaveProperty('verification');
		expect(resentTo(stage)).toEqual([]);
	});

	test('letter case of the domain, and Slack’s link form, do not', async ({stage}) => {
		sendCode(stage);
		for (const words of ['ada@EXAMPLE.com', '<mailto:ada@example.com|ada@example.com>']) {
			await openResend(stage, stage.as('agent'));
			await stage.as('agent').submit({'Send to': words});
			await modalSays(stage, stage.as('agent'), /Sent once more/);
			await stage.as('agent').closeModal();
		}
		expect(resentTo(stage)).toEqual([owner, owner]);
	});

	test('a form that is submitted twice sends one mail, and makes one request', async ({stage}) => {
		const agent = stage.as('agent');
		sendCode(stage);
		await openResend(stage, agent);
		const same = await intercepted(stage, () => agent.submit({}));
		await Promise.all([replay(stage, same), replay(stage, same)]);
		await untilDone(stage);
		expect(resentTo(stage)).toEqual([owner]);
		await agent.closeModal();
		await openResend(stage, agent);
		const different = await intercepted(stage, () => agent.submit({...proof}));
		await Promise.all([replay(stage, different), replay(stage, different)]);
		await untilDone(stage);
		expect(stage.world.slack.allMessages(places.approvals).filter((message) => buttonsOf(message).includes('Approve'))).toHaveLength(1);
	});

	test('a header that names somebody decides nothing: the envelope does', async ({stage}) => {
		sendCode(stage);
		await approve(stage, stage.as('manager'), await makeRequest(stage, stage.as('agent')));
		await expect.poll(() => stage.world.mailgun.mailbox(target).length, {timeout: 5000}).toBe(1);
		// The copy that went to the new mailbox still names the old one in its header.
		await openResend(stage, stage.as('agent'), await logCard(stage, stage.as('agent'), target));
		await stage.as('agent').submit({'Send to': owner});
		expect(stage.as('agent').modal()?.errors).toHaveProperty('verification');
		expect(resentTo(stage)).toEqual([target]);
	});

	test('somebody else’s form and message are nobody else’s', async ({stage}) => {
		sendCode(stage);
		await openResend(stage, stage.as('agent'));
		const {rawBody} = await recorded(stage, () => stage.as('agent').submit({Ticket: 'none'}));
		const answer = await deliver(stage, rawBody.replaceAll(cast.agent.id, cast.secondAgent.id).replace('none', '4711'));
		expect(await answer.text()).toContain('I do not know this message any more');
		expect(resentTo(stage)).toEqual([]);
	});

	test('a list of values in place of one address is refused', async ({stage}) => {
		sendCode(stage);
		await openResend(stage, stage.as('agent'));
		const {rawBody} = await recorded(stage, () => stage.as('agent').submit({...proof, Ticket: 'none'}));
		for (const value of [[target, 'eve@example.org'], {0: target}, 7, null]) {
			const payload = JSON.parse(new URLSearchParams(rawBody).get('payload') ?? '') as {
				view: {state: {values: Record<string, Record<string, {value: unknown}>>}};
				trigger_id: string;
			};
			const field = payload.view.state.values.send_to?.send_to;
			if (field !== undefined) field.value = value;
			payload.trigger_id = `tampered-${JSON.stringify(value).length}`;
			const answer = await deliver(stage, new URLSearchParams({payload: JSON.stringify(payload)}).toString());
			expect(await answer.text()).toContain('errors');
		}
		expect(resentTo(stage)).toEqual([]);
	});
});

let special: Awaited<ReturnType<typeof openStage>> | undefined;
afterEach(async () => {
	await special?.close();
	special = undefined;
});

describe('a resend key without the right', () => {
	test('is told as what to set', async () => {
		special = await openStage({environment: {MAILGUN_RESEND_API_KEY: 'sandbox-mailgun-support-key'}});
		sendCode(special);
		await openResend(special, special.as('agent'));
		await special.as('agent').submit({});
		expect(await modalSays(special, special.as('agent'), /It was not sent/)).toContain('MAILGUN_RESEND_API_KEY');
		expect(resentTo(special)).toEqual([]);
	});
});
