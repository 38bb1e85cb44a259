import {sql} from 'kysely';
import {expect} from 'vitest';
import type {AuditNote} from '../../src/model/audit.ts';
import type {OutgoingMail} from '../../src/sandbox/mailgun/types.ts';
import type {SlackActor, SlackMessage} from '../../src/sandbox/slack/types.ts';
import {places} from '../../src/sandbox/world.ts';
import {recipientsOf, resendsOf} from './invariants.ts';
import {ask, readBlock, readMessage, type Stage} from './stage.ts';

export const owner = 'ada@example.com';
export const target = 'ada.new@example.net';
export const secretCode = '482913';

/** An account, and the mail with its code, sent some minutes ago. */
export function sendCode(stage: Pick<Stage, 'world'>, mail: Partial<OutgoingMail> = {}, minutesAgo = 5) {
	const {gitlab, mailgun, clock} = stage.world;
	const to = mail.to ?? owner;
	const now = clock.now().getTime();
	const username = to.split('@')[0]?.replaceAll(/\W/g, '-').slice(0, 40) ?? 'ada';
	if (gitlab.users().every((user) => user.email !== to)) {
		const createdAt = new Date(now - 86_400_000 * 30);
		gitlab.addUser({username, email: to, createdAt, confirmedAt: createdAt});
	}
	return mailgun.send({
		domain: 'mg.gitlab.com',
		from: 'GitLab <gitlab@mg.gitlab.com>',
		to,
		subject: 'Verify your identity',
		text: `Hello,\n\nyour code is ${secretCode}.\nhttps://gitlab.com/users/sign_in?token=abcdef123456\n`,
		passesSuppressions: true,
		at: new Date(now - minutesAgo * 60_000),
		...mail,
	});
}

export async function logCard(stage: Pick<Stage, 'world'>, actor: SlackActor, words = owner): Promise<SlackMessage> {
	return ask(stage, actor, `log ${words}`);
}

/** The open modal, once it shows these words. */
export function modalSays(stage: Pick<Stage, 'world'>, actor: SlackActor, words: RegExp): Promise<string> {
	return stage.world.slack.until(() => {
		const text = (actor.modal()?.view.blocks ?? []).map(readBlock).join('\n');
		return words.test(text) ? text : undefined;
	}, 10_000);
}

/** Opens the form on the first message that has a button for it. */
export async function openResend(stage: Pick<Stage, 'world'>, actor: SlackActor, card?: SlackMessage): Promise<void> {
	await actor.click(card ?? (await logCard(stage, actor)), 'Resend Message');
	await stage.world.slack.until(() => {
		const view = actor.modal()?.view;
		return view?.type === 'modal' && view.submit !== undefined;
	}, 10_000);
}

export const proof = {
	'Send to': target,
	'Ownership verification': 'Challenge passed and peer reviewed',
	Evidence: 'Challenge answered in the ticket, reviewed by Milo',
	Reason: 'The old mailbox is gone',
	Ticket: '4711',
};

/** The card of the newest case in the approvals channel. */
export function newestCard(stage: Pick<Stage, 'world'>, place: string = places.approvals): SlackMessage | undefined {
	return stage.world.slack.allMessages(place).findLast((message) => /\bA message shall go to another address\b/.test(readMessage(message)));
}

/** From the log to the card in the approvals channel. */
export async function makeRequest(stage: Stage, actor: SlackActor, values: Readonly<Record<string, string>> = {}): Promise<SlackMessage> {
	const before = newestCard(stage)?.ts;
	await openResend(stage, actor);
	const delivery = await actor.submit({...proof, ...values});
	expect(delivery.failure).toBeUndefined();
	expect(actor.modal()?.errors ?? {}).toEqual({});
	const text = await modalSays(stage, actor, /Requested\.|Nothing was sent/);
	expect(text).toContain('Requested.');
	await actor.closeModal();
	return stage.world.slack.until(() => {
		const card = newestCard(stage);
		return card !== undefined && card.ts !== before ? card : undefined;
	});
}

export interface Case {
	readonly id: string;
	/** `…@example.com`, with an account of that name. */
	readonly owner: string;
	/** `….new@example.net` */
	readonly target: string;
	readonly storageKey: string;
	readonly card: SlackMessage;
}

/** A request about a mail of its own, for tests with more than one. */
export async function openCase(
	stage: Pick<Stage, 'world'>,
	actor: SlackActor,
	name: string,
	mail: Partial<OutgoingMail> = {},
): Promise<Case> {
	const [address, aim] = [`${name}@example.com`, `${name}.new@example.net`];
	const {storageKey} = sendCode(stage, {to: address, ...mail});
	await openResend(stage, actor, await logCard(stage, actor, address));
	await actor.submit({...proof, 'Send to': aim});
	const id = /RQ-\w+/.exec(await modalSays(stage, actor, /RQ-/))?.[0] ?? '';
	await actor.closeModal();
	const card = await stage.world.slack.until(() =>
		stage.world.slack
			.allMessages(places.approvals)
			.find((message) => message.threadTs !== undefined && readMessage(message).includes(`${id} ·`)),
	);
	return {id, owner: address, target: aim, storageKey, card};
}

export async function openReview(stage: Pick<Stage, 'world'>, manager: SlackActor, card: SlackMessage): Promise<string> {
	await manager.click(card, 'Approve');
	await stage.world.slack.until(() => {
		const view = manager.modal()?.view;
		return view?.type === 'modal' && view.submit !== undefined;
	}, 10_000);
	return (manager.modal()?.view.blocks ?? []).map(readBlock).join('\n');
}

export async function approve(stage: Pick<Stage, 'world'>, manager: SlackActor, card: SlackMessage): Promise<string> {
	await openReview(stage, manager, card);
	const delivery = await manager.submit({});
	expect(delivery.failure).toBeUndefined();
	return modalSays(stage, manager, /RQ-|time of this request|void|Nothing was done/);
}

/** What the card reads now. */
export function cardText(stage: Pick<Stage, 'world'>, card: SlackMessage): string {
	return readMessage(stage.world.slack.allMessages(card.channel).find((message) => message.ts === card.ts));
}

export function cardSays(stage: Pick<Stage, 'world'>, card: SlackMessage, words: RegExp, withinMs = 15_000): Promise<string> {
	return stage.world.slack.until(() => (words.test(cardText(stage, card)) ? cardText(stage, card) : undefined), withinMs);
}

export function threadOf(stage: Pick<Stage, 'world'>, card: SlackMessage): readonly string[] {
	return stage.world.slack
		.allMessages(card.channel)
		.filter((message) => message.threadTs === card.threadTs && message.ts !== card.ts)
		.map(readMessage);
}

/** Where the resends went that Mailgun accepted. */
export function resentTo(stage: Pick<Stage, 'world'>): readonly string[] {
	return resendsOf(stage.world.mailgun)
		.filter((request) => request.status === 200)
		.flatMap(recipientsOf);
}

/** What the trail says was done, oldest first. */
export async function actsOf({bot}: Stage): Promise<readonly string[]> {
	const {rows} = await sql<{act: string}>`select act from audit_entry order by seq`.execute(bot.database.db);
	return rows.map(({act}) => act);
}

/** What the trail says came of each such act. */
export async function afterOf({bot}: Stage, act: AuditNote['act']): Promise<readonly unknown[]> {
	const rows = await bot.database.db.selectFrom('audit_entry').select('after').where('act', '=', act).orderBy('seq').execute();
	return rows.map(({after}) => after);
}

/** Where the newest request stands. */
export async function stateOf({bot}: Stage): Promise<string | undefined> {
	const {rows} = await sql<{state: string}>`select state from approval_request order by created_at desc limit 1`.execute(bot.database.db);
	return rows[0]?.state;
}
