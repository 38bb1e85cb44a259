import type {InputBlock, ModalView} from '@slack/types';
import {expect} from 'vitest';
import type {SlackActor, SlackMessage} from '../../src/sandbox/slack/types.ts';
import {places, sendingDomains} from '../../src/sandbox/world.ts';
import {modalSays} from './resending.ts';
import {ask, readMessage, type Stage} from './stage.ts';

type World = Pick<Stage, 'world'>;

export const customer = 'example.org';
const {gitlab} = sendingDomains;

/** `p01@example.org` and so on. */
export function people(count: number, first = 1): readonly string[] {
	return Array.from({length: count}, (_unused, index) => `p${String(index + first).padStart(2, '0')}@${customer}`);
}

/** Each on the bounce list, and in the log as dropped for it. */
export function suppress({world}: World, addresses: readonly string[]): void {
	for (const address of addresses) {
		world.mailgun.addBounce(gitlab, {address, code: '550', error: '5.1.1 no such mailbox', created_at: twoDaysAgo(world)});
		dropMail(world, address);
	}
}

/** Whose mail is dropped because they complained. */
export function complain({world}: World, address: string): void {
	world.mailgun.addComplaint(gitlab, {address, created_at: twoDaysAgo(world)});
	dropMail(world, address);
}

function twoDaysAgo({clock}: Stage['world']): string {
	return new Date(clock.now().getTime() - 2 * 86_400_000).toUTCString();
}

function dropMail({mailgun, clock}: Stage['world'], address: string): void {
	const at = new Date(clock.now().getTime() - 3_600_000);
	mailgun.send({
		domain: gitlab,
		from: 'GitLab <gitlab@mg.gitlab.com>',
		to: address,
		subject: 'Confirmation instructions',
		text: 'Hello',
		at,
	});
}

/** Who is on the bounce list of GitLab's sending domain now, of these. */
export function stillListed({world}: World, addresses: readonly string[]): readonly string[] {
	const listed = new Set(world.mailgun.entries(gitlab, 'bounces').map((entry) => ('address' in entry ? entry.address : '')));
	return addresses.filter((address) => listed.has(address));
}

/** How often a removal of this address was asked of Mailgun. */
export function removalsOf({world}: World, address: string): number {
	const path = `/v3/${gitlab}/bounces/${encodeURIComponent(address)}`;
	return world.mailgun.requests().filter((request) => request.method === 'DELETE' && request.path === path).length;
}

/** From the command to the form. */
export async function openSelection(stage: World, actor: SlackActor, domain = customer): Promise<ModalView> {
	if (actor.modal() !== undefined) await actor.closeModal();
	const card = await ask(stage, actor, domain);
	await actor.click(card, 'Remove Selected');
	return stage.world.slack.until(() => {
		const view = actor.modal()?.view;
		return view?.type === 'modal' && view.submit !== undefined ? view : undefined;
	}, 10_000);
}

/** What the boxes of the form say, group by group. */
export function boxesOf(view: ModalView): ReadonlyMap<string, readonly string[]> {
	const inputs = view.blocks.filter((block): block is InputBlock => block.type === 'input');
	const groups = inputs.flatMap(({label, element}) =>
		element.type === 'checkboxes' ? [[label.text, element.options.map(({text}) => text.text)] as const] : [],
	);
	return new Map(groups);
}

/** Ticks these, and submits. */
export async function removeSelected(
	actor: SlackActor,
	view: ModalView,
	addresses: readonly string[],
	more: Readonly<Record<string, string>> = {},
) {
	const ticks = [...boxesOf(view)].map(([label, options]) => [label, options.filter((option) => addresses.includes(option))]);
	return actor.submit({...Object.fromEntries(ticks), Reason: 'Their mail server was down for a day', Ticket: '4790', ...more});
}

/** The one message of a bulk removal, in the bot's direct message. */
export function progressOf({person, messages}: SlackActor): readonly SlackMessage[] {
	return messages(`D${person.id.slice(1)}`).filter((message) => readMessage(message).includes('Bulk removal at'));
}

export function progressSays(stage: World, actor: SlackActor, words: RegExp, withinMs = 15_000): Promise<string> {
	return stage.world.slack.until(
		() =>
			progressOf(actor)
				.map(readMessage)
				.find((text) => words.test(text)),
		withinMs,
	);
}

/** The newest card of a bulk removal in the approvals channel. */
export function bulkCard({world}: World): SlackMessage | undefined {
	return world.slack
		.allMessages(places.approvals)
		.findLast((message) => readMessage(message).includes('Many suppressions shall be removed at once'));
}

/** So many that a manager has to approve it; resolves with the card of the request. */
export async function requestRemoval(stage: Stage, addresses: readonly string[]): Promise<SlackMessage> {
	const agent = stage.as('agent');
	suppress(stage, addresses);
	const before = bulkCard(stage)?.ts;
	await removeSelected(agent, await openSelection(stage, agent), addresses);
	expect(await modalSays(stage, agent, /Requested|removed/)).toContain('Requested');
	await agent.closeModal();
	return stage.world.slack.until(() => {
		const card = bulkCard(stage);
		return card !== undefined && card.ts !== before ? card : undefined;
	});
}
