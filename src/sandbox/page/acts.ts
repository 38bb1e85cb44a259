import {z} from 'zod';
import type {World} from '../world.ts';
import {faultChoices, serviceNames, setFault} from './fault-choices.ts';
import {pressWords} from './press.ts';
import {PageRefusal} from './refusal.ts';

type Actor = ReturnType<World['slack']['as']>;
type Message = ReturnType<Actor['messages']>[number];
type Delivery = Awaited<ReturnType<Actor['command']>>;

const name = z.string().min(1).max(255);
const text = z.string().max(12_000);
const as = {as: name};
const press = {blockId: name, actionId: name, option: z.string().max(3000).optional(), confirm: z.boolean().optional()};
const values = z.record(z.string(), z.union([text, z.array(text).max(100)]));
const daysMs = 86_400_000;

const personAct = z.discriminatedUnion('what', [
	z.strictObject({what: z.literal('command'), ...as, channel: name, command: z.string().regex(/^\/\S{1,31}$/), text}),
	z.strictObject({what: z.literal('say'), ...as, channel: name, text: text.min(1), threadTs: name.optional()}),
	z.strictObject({what: z.literal('click'), ...as, channel: name, ts: name, ...press}),
	z.strictObject({what: z.literal('clickInModal'), ...as, ...press, values: values.optional()}),
	z.strictObject({what: z.literal('submit'), ...as, values}),
	z.strictObject({what: z.literal('closeModal'), ...as}),
	z.strictObject({what: z.literal('openHome'), ...as}),
	z.strictObject({what: z.literal('globalShortcut'), ...as, callbackId: name}),
	z.strictObject({what: z.literal('messageShortcut'), ...as, callbackId: name, channel: name, ts: name}),
]);
const worldAct = z.discriminatedUnion('what', [
	z.strictObject({what: z.literal('fault'), as: name.optional(), service: z.enum(serviceNames), fault: z.enum(faultChoices)}),
	z.strictObject({
		what: z.literal('moveClock'),
		as: name.optional(),
		milliseconds: z
			.int()
			.min(1)
			.max(366 * daysMs),
	}),
	z.strictObject({what: z.literal('webhook'), as: name.optional(), ticket: z.int().positive()}),
	z.strictObject({what: z.literal('reset'), as: name.optional()}),
]);
const act = z.discriminatedUnion('what', [personAct, worldAct]);
const worldWords: ReadonlySet<string> = new Set(['fault', 'moveClock', 'webhook', 'reset']);

type PersonAct = z.infer<typeof personAct>;
type WorldAct = z.infer<typeof worldAct>;

export interface Stage {
	readonly world: () => World;
	readonly reset: () => Promise<void>;
}

/** `failure`: what Slack would show the person because the bot did not take it. */
export interface ActAnswer {
	readonly ok: true;
	readonly failure?: string;
}

/**
 * Does what somebody did on the page.
 * @throws ZodError for a body of another shape; PageRefusal for what Slack's own client would not let this person do.
 */
export async function performAct(stage: Stage, body: unknown): Promise<ActAnswer> {
	const wanted = act.parse(body);
	if (isWorldAct(wanted)) {
		await changeWorld(stage, wanted);
		return {ok: true};
	}
	const {slack} = stage.world();
	if (!slack.people().some(({id}) => id === wanted.as)) throw new PageRefusal(404, `Nobody here has the id ${wanted.as}.`);
	return answered(await asClient(() => actAs(slack.as(wanted.as), wanted)));
}

function isWorldAct(wanted: PersonAct | WorldAct): wanted is WorldAct {
	return worldWords.has(wanted.what);
}

async function changeWorld({world, reset}: Stage, wanted: WorldAct): Promise<void> {
	if (wanted.what === 'fault') setFault(world().faults, wanted.service, wanted.fault);
	else if (wanted.what === 'moveClock') await world().clock.moveOn(wanted.milliseconds);
	else if (wanted.what === 'webhook') await callWebhook(world(), wanted.ticket);
	else await reset();
}

/** As Zendesk’s trigger does; what the bot answers with is for the operator of a real one. */
async function callWebhook({zendesk}: World, ticket: number): Promise<void> {
	if (!zendesk.tickets().some(({id}) => id === ticket)) throw new PageRefusal(404, `There is no ticket ${ticket}.`);
	const status = await zendesk.callWebhook(ticket);
	if (status !== 202) throw new PageRefusal(409, `Redeliver did not take the webhook (${status}).`);
}

/** The simulated client throws plain errors for what cannot be done at its keyboard now. */
async function asClient(deed: () => Promise<Delivery | undefined>): Promise<Delivery | undefined> {
	try {
		return await deed();
	} catch (error) {
		if (error instanceof PageRefusal) throw error;
		throw new PageRefusal(409, error instanceof Error ? error.message : String(error));
	}
}

function answered(delivery: Delivery | undefined): ActAnswer {
	return delivery?.failure === undefined ? {ok: true} : {ok: true, failure: delivery.failure};
}

async function actAs(actor: Actor, wanted: PersonAct): Promise<Delivery | undefined> {
	switch (wanted.what) {
		case 'command':
			return actor.command(wanted.channel, wanted.command, wanted.text);
		case 'say':
			actor.say(wanted.channel, escapeText(wanted.text), wanted.threadTs);
			return undefined;
		case 'click': {
			const message = seen(actor, wanted.channel, wanted.ts);
			const {button, nth} = pressWords(message.blocks, wanted);
			return actor.click(message, button, {nth, confirm: wanted.confirm ?? false});
		}
		case 'messageShortcut':
			return actor.messageShortcut(wanted.callbackId, seen(actor, wanted.channel, wanted.ts));
		case 'globalShortcut':
			return actor.globalShortcut(wanted.callbackId);
		case 'openHome':
			return actor.openHome();
		default:
			return actInModal(actor, wanted);
	}
}

async function actInModal(
	actor: Actor,
	wanted: Extract<PersonAct, {what: 'clickInModal' | 'submit' | 'closeModal'}>,
): Promise<Delivery | undefined> {
	if (wanted.what === 'submit') return submit(actor, wanted.values);
	if (wanted.what === 'closeModal') {
		await actor.closeModal();
		return undefined;
	}
	const view = actor.modal()?.view ?? actor.home();
	const {button, nth} = pressWords(view?.blocks ?? [], wanted);
	if (wanted.values !== undefined && actor.modal() !== undefined) actor.fill(wanted.values);
	return actor.clickInModal(button, {nth, confirm: wanted.confirm ?? false});
}

/** Errors at the fields are words enough: no failure beside them. */
async function submit(actor: Actor, given: z.infer<typeof values>): Promise<Delivery | undefined> {
	const delivery = await actor.submit(given);
	return Object.keys(actor.modal()?.errors ?? {}).length > 0 ? undefined : delivery;
}

function seen(actor: Actor, channel: string, ts: string): Message {
	const message = actor.messages(channel).find((one) => one.ts === ts);
	if (message === undefined) throw new PageRefusal(409, 'That message is not there any more.');
	return message;
}

/** As Slack's client sends a message on: its three control characters are escaped, so that typed text is never read as mark-up. */
function escapeText(typed: string): string {
	return typed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
