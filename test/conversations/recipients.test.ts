import {describe, expect} from 'vitest';
import type {Delivery, SlackActor} from '../../src/sandbox/slack/types.ts';
import {resendsOf} from '../support/invariants.ts';
import {changed, type Payload, recorded, replay} from '../support/replay.ts';
import {
	approve,
	cardSays,
	logCard,
	makeRequest,
	modalSays,
	openResend,
	openReview,
	owner,
	proof,
	resentTo,
	sendCode,
	target,
} from '../support/resending.ts';
import {type Stage, test} from '../support/stage.ts';

/** One submission of the form, with everything filled in but the ticket: it was refused at that field, and the form is still open. */
async function recordForm(stage: Stage, agent: SlackActor): Promise<Payload> {
	sendCode(stage);
	await openResend(stage, agent);
	const payload = await recorded(stage, () => agent.submit({...proof, Ticket: 'none'}));
	return changed(payload, ['view', 'state', 'values', 'ticket', 'ticket', 'value'], '4711') as Payload;
}

const withTarget = (form: Payload, value: unknown) => changed(form, ['view', 'state', 'values', 'send_to', 'send_to', 'value'], value);
const errorAt = (answer: Delivery | undefined, field: string) =>
	(answer?.body as {readonly errors?: Readonly<Record<string, string>>} | undefined)?.errors?.[field];

const tricks: readonly (readonly [what: string, value: unknown, words: string])[] = [
	['a comma', `${owner},eve@example.org`, 'character 16 is “,” (U+002C)'],
	['a comma and a space', `${owner}, eve@example.org`, 'character 16 is “,” (U+002C)'],
	['a comma at the end', `${owner},`, 'character 16 is “,” (U+002C)'],
	['a semicolon', `${owner};eve@example.org`, 'character 16 is “;” (U+003B)'],
	['a space', `${owner} eve@example.org`, 'character 16 is a space'],
	['a tab', `${owner}\teve@example.org`, 'character 16 is U+0009'],
	['a line end', `${owner}\neve@example.org`, 'character 16 is U+000A'],
	['a line end of Windows', `${owner}\r\neve@example.org`, 'character 16 is U+000D'],
	['a smuggled header', `${owner}\r\nBcc: eve@example.org`, 'character 16 is U+000D'],
	['a NUL', `${owner}\u0000eve@example.org`, 'character 16 is U+0000'],
	['a group', `friends:${owner},eve@example.org;`, 'character 8 is “:” (U+003A)'],
	['an empty group', 'undisclosed-recipients:;', 'character 23 is “:” (U+003A)'],
	['a display name', `Ada <${owner}>`, 'character 4 is a space'],
	['an address as display name', `"${owner}" <eve@example.org>`, 'character 1 is “"” (U+0022)'],
	['angle brackets', `<${owner}>`, 'character 1 is “<” (U+003C)'],
	['two links', `<mailto:${owner}|x><mailto:eve@example.org|y>`, 'character 1 is “<” (U+003C)'],
	['a link that shows another address', `<mailto:eve@example.org|${owner}>`, 'it is a link that shows another address'],
	['a comment', 'ada(eve@example.org)@example.com', 'character 4 is “(” (U+0028)'],
	['a quoted local part', '"ada"@example.com', 'character 1 is “"” (U+0022)'],
	['a quoted list', '"ada@example.com,eve"@example.org', 'character 1 is “"” (U+0022)'],
	['an escaped character', 'ada\\,eve@example.com', 'character 4 is “\\” (U+005C)'],
	['a percent hack', 'ada%example.org@example.com', 'character 4 is “%” (U+0025)'],
	['an encoded comma', `${owner}%2ceve@example.org`, 'character 16 is “%” (U+0025)'],
	['an encoded line end', `${owner}%0aeve@example.org`, 'character 16 is “%” (U+0025)'],
	['a query', `${owner}?cc=eve@example.org`, 'character 16 is “?” (U+003F)'],
	['a source route', `@example.org:${owner}`, 'character 13 is “:” (U+003A)'],
	['a bang path', 'example.org!ada', 'it has no @'],
	['two @', 'ada@example.org@example.com', 'more than one @'],
	['a list in JSON', `["${owner}","eve@example.org"]`, 'character 1 is “[” (U+005B)'],
	['an address literal', 'ada@[127.0.0.1]', 'character 5 is “[” (U+005B)'],
	['a zero-width space', 'ada\u200b@example.com', 'character 4 is U+200B'],
	['a zero-width joiner in the domain', 'ada@exam\u200dple.com', 'character 9 is U+200D'],
	['a byte order mark', `\ufeff${owner}`, 'character 1 is U+FEFF'],
	['a soft hyphen', 'ada@exam\u00adple.com', 'character 9 is U+00AD'],
	['a no-break space', `${owner}\u00a0`, 'character 16 is U+00A0'],
	['a bidi override', `\u202e${owner}`, 'character 1 is U+202E'],
	['a bidi isolate', `ada@\u2066example.com`, 'character 5 is U+2066'],
	['a full-width letter', 'ada@\uff45xample.com', 'character 5 is “ｅ” (U+FF45)'],
	['a full-width @', 'ada\uff20example.com', 'character 4 is “＠” (U+FF20)'],
	['a full-width comma', `${owner}\uff0ceve@example.org`, 'character 16 is “，” (U+FF0C)'],
	['an ideographic full stop', 'ada@example\u3002com', 'character 12 is “。” (U+3002)'],
	['a Cyrillic letter before the @', '\u0430da@example.com', 'character 1 is “а” (U+0430)'],
	['an underscore in the domain', 'ada@ex_ample.com', 'character 7 is “_” (U+005F)'],
	['a list of values', [target, 'eve@example.org'], 'it is empty'],
	['a list of one value', [target], 'it is empty'],
	['an object', {0: target}, 'it is empty'],
	['a number', 7, 'it is empty'],
	['nothing', null, 'it is empty'],
];

describe('where a message goes', () => {
	test('is one address, or a refusal at the field that says which character and why', {timeout: 60_000}, async ({stage}) => {
		const form = await recordForm(stage, stage.as('agent'));
		const answers = await Promise.all(tricks.map(([_what, value]) => replay(stage, withTarget(form, value))));
		for (const [at, [what, _value, words]] of tricks.entries()) expect(errorAt(answers[at], 'send_to'), what).toContain(words);
		expect(resendsOf(stage.world.mailgun)).toEqual([]);
	});

	test('a second value in the same field changes nothing: one address is asked for', async ({stage}) => {
		const form = await recordForm(stage, stage.as('agent'));
		const second = {type: 'plain_text_input', value: 'eve@example.org'};
		await replay(stage, changed(form, ['view', 'state', 'values', 'send_to', 'another'], second));
		const text = await modalSays(stage, stage.as('agent'), /Requested\./);
		expect(text).not.toContain('eve@example.org');
		expect(resendsOf(stage.world.mailgun)).toEqual([]);
	});

	test.for([
		['a plus tag', 'ada+x@example.com', 'ada+x@example.com'],
		['letter case before the @', 'Ada@example.com', 'Ada@example.com'],
		['a dot', 'a.da@example.com', 'a.da@example.com'],
		['a domain in its own letters', 'ada@bücher.example', 'ada@xn--bcher-kva.example'],
		['a domain that only looks alike', 'ada@ex\u0430mple.com', 'ada@xn--exmple-4nf.com'],
		['odd characters that are allowed', "o'ada/x=y&z|{}~@example.com", "o'ada/x=y&z|{}~@example.com"],
	] as const)('%s: nothing is sent before a manager’s click, and then to exactly that address', async ([_how, words, text], {stage}) => {
		sendCode(stage);
		const card = await makeRequest(stage, stage.as('agent'), {'Send to': words});
		const review = await openReview(stage, stage.as('manager'), card);
		expect(review).toContain(text);
		expect(review).toContain(words.slice(words.indexOf('@') + 1));
		expect(resendsOf(stage.world.mailgun)).toEqual([]);
		await stage.as('manager').closeModal();
		await approve(stage, stage.as('manager'), card);
		await cardSays(stage, card, /and sent/);
		expect(resentTo(stage)).toEqual([text]);
	});

	test('a header that names somebody else decides nothing: the address of the header needs a manager, that of the envelope does not', async ({
		stage,
	}) => {
		sendCode(stage);
		await approve(stage, stage.as('manager'), await makeRequest(stage, stage.as('agent')));
		await expect.poll(() => stage.world.mailgun.mailbox(target).length, {timeout: 5000}).toBe(1);
		const now = stage.world.clock.now();
		stage.world.gitlab.addUser({username: 'ada-new', email: target, createdAt: new Date(now.getTime() - 86_400_000), confirmedAt: now});
		const log = await logCard(stage, stage.as('agent'), target);
		await openResend(stage, stage.as('agent'), log);
		await stage.as('agent').submit({'Send to': owner});
		expect(stage.as('agent').modal()?.errors).toHaveProperty('verification');
		expect(resentTo(stage)).toEqual([target]);
		await stage.as('agent').submit({'Send to': target});
		await modalSays(stage, stage.as('agent'), /Sent once more/);
		expect(resentTo(stage)).toEqual([target, target]);
	});
});
