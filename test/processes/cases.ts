import {expect} from 'vitest';
import type {SlackActor, SlackMessage} from '../../src/sandbox/slack/types.ts';
import {cast, places} from '../../src/sandbox/world.ts';
import type {BotProcess} from '../support/process.ts';
import {modalSays, openResend, openReview, proof, sendCode} from '../support/resending.ts';
import {signedHeaders} from '../support/sign.ts';
import {buttonsOf, readMessage} from '../support/stage.ts';
import type {Scene} from './scene.ts';

/** A request for approval, posted and waiting. */
export interface Case {
	readonly id: string;
	readonly owner: string;
	readonly target: string;
	readonly storageKey: string;
	readonly card: SlackMessage;
}

/** The agent's form for sending a mail of this owner again. A process that has just started may answer late: only the card counts. */
export async function openForm({world}: Pick<Scene, 'world'>, owner: string): Promise<{readonly storageKey: string}> {
	const agent = world.slack.as(cast.agent.id);
	const {storageKey} = sendCode({world}, {to: owner});
	await agent.command(places.support, '/suppression', `log ${owner}`);
	const isAnswer = (message: SlackMessage) => readMessage(message).includes(owner) && buttonsOf(message).includes('Resend Message');
	await openResend({world}, agent, await world.slack.until(() => agent.messages(places.support).find(isAnswer), 20_000));
	return {storageKey};
}

export async function makeCase({world}: Scene, name: string): Promise<Case> {
	const agent = world.slack.as(cast.agent.id);
	const owner = `${name}@example.com`;
	const target = `${name}.new@example.net`;
	const {storageKey} = await openForm({world}, owner);
	await agent.submit({...proof, 'Send to': target});
	const id = /RQ-[0-9A-Z]{10}/.exec(await modalSays({world}, agent, /RQ-/))?.[0] ?? '';
	await agent.closeModal();
	const card = await world.slack.until(() => cardsOf({world}).find((message) => readMessage(message).includes(id)));
	return {id, owner, target, storageKey, card};
}

function cardsOf({world}: Pick<Scene, 'world'>): readonly SlackMessage[] {
	return world.slack.allMessages(places.approvals).filter((message) => buttonsOf(message).includes('Approve'));
}

/**
 * The submission of a manager's review, taken by the bot; the sending follows it. `prepare` comes right before: what it starts is
 * waited for too.
 */
export async function approve(scene: Scene, {card}: Case, prepare: () => Promise<void> = async () => {}): Promise<void> {
	const manager = scene.as('manager');
	await openReview(scene, manager, card);
	const prepared = prepare();
	expect((await manager.submit({})).status).toBe(200);
	await prepared;
}

/** The submission of a manager's review, recorded and not delivered: nobody listens there. */
export async function recordApproval(scene: Scene, manager: SlackActor, request: Case): Promise<string> {
	const {slack} = scene.world;
	await openReview(scene, manager, request.card);
	slack.deliverTo('http://127.0.0.1:9/');
	await manager.submit({});
	return slack.deliveries().at(-1)?.rawBody ?? '';
}

/** The same submission as if it had been made once more: another trigger makes it another delivery. */
export function another(rawBody: string, copy: number): string {
	const form = new URLSearchParams(rawBody);
	const payload = JSON.parse(form.get('payload') ?? '') as {trigger_id: string};
	payload.trigger_id = `${payload.trigger_id}.${copy}`;
	return new URLSearchParams({payload: JSON.stringify(payload)}).toString();
}

/** Delivers a body to this process, signed now. Resolves with the status of the acknowledgement. */
export async function deliver({environment}: Scene, bot: BotProcess, rawBody: string): Promise<number> {
	const headers = signedHeaders(environment.SLACK_SIGNING_SECRET ?? '', rawBody, 'application/x-www-form-urlencoded');
	return (await fetch(bot.eventsUrl, {method: 'POST', headers, body: rawBody})).status;
}
