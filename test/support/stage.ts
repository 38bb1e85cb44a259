import type {ModalView} from '@slack/types';
import {sql} from 'kysely';
import {test as base, expect} from 'vitest';
import {parseConfig} from '../../src/config.ts';
import {createLogger} from '../../src/logger.ts';
import {type RunningBot, startBot} from '../../src/main.ts';
import type {Delivery, SlackActor, SlackMessage} from '../../src/sandbox/slack/types.ts';
import {cast, createWorld, places, sendingDomains, type World} from '../../src/sandbox/world.ts';
import {createAuditStore} from '../../src/store/audit-trail.ts';
import {createPlace, type TestPlace} from './database.ts';
import {breaksOfL, breaksOfM} from './invariants.ts';
import {expectCleanLog} from './log-lines.ts';

/** The real bot in the simulated world: what every conversation test plays on. */
export interface Stage {
	readonly world: World;
	readonly bot: RunningBot;
	readonly place: TestPlace;
	/** Every line of the bot's log so far. */
	readonly log: readonly string[];
	readonly as: (who: keyof typeof cast) => SlackActor;
	/** Moves the world's clock and the database's with it. */
	readonly moveOn: (milliseconds: number) => Promise<void>;
	/** Stops the bot, lets things happen without it, and starts it anew; resolves with the milliseconds that the start took. */
	readonly restart: (options?: Restart) => Promise<number>;
}

export interface Restart {
	readonly environment?: Readonly<Record<string, string>>;
	readonly meanwhile?: () => unknown;
}

export interface StageOptions {
	readonly socketMode?: boolean;
	readonly zendesk?: boolean;
	readonly environment?: Readonly<Record<string, string>>;
	/** Between two messages in a channel, in milliseconds. Default: none. */
	readonly postPause?: number;
}

export async function openStage(options: StageOptions = {}): Promise<Stage & {readonly close: () => Promise<void>}> {
	const world = await createWorld({socketMode: options.socketMode ?? false, zendesk: options.zendesk ?? false});
	const place = await createPlace();
	const environment = {...world.environment, ...options.environment};
	const lines: string[] = [];
	const logger = createLogger({level: 'info', secrets: Object.values(environment), write: (line) => lines.push(line)});
	const start = async (changes: Readonly<Record<string, string>> = {}) => {
		const started = await startBot({
			config: parseConfig({...environment, ...changes}),
			logger,
			clock: world.clock.now,
			place: place.place,
			jobsSchema: place.jobsSchema,
			postPause: options.postPause ?? 0,
		});
		if (options.socketMode !== true) world.slack.deliverTo(`${started.url}/slack/events`);
		world.zendesk.deliverTo(`${started.url}/webhooks/zendesk`);
		return started;
	};
	let bot = await start();
	let runs = true;
	const shiftDatabase = async () => {
		if (runs) await sql`update clock_shift set seconds = ${world.clock.shift() / 1000}`.execute(bot.database.db);
	};
	world.clock.onMove(shiftDatabase);
	return {
		world,
		get bot() {
			return bot;
		},
		place,
		log: lines,
		as: (who) => world.slack.as(cast[who].id),
		moveOn: (milliseconds) => world.clock.moveOn(milliseconds),
		restart: async ({environment: changes, meanwhile} = {}) => {
			await bot.stop();
			runs = false;
			await meanwhile?.();
			const began = performance.now();
			bot = await start(changes);
			const took = performance.now() - began;
			runs = true;
			await shiftDatabase();
			return took;
		},
		close: async () => {
			try {
				expect(lines.filter((line) => line.includes('does not fit into Slack'))).toEqual([]);
				await assertInvariants(world, bot);
				expectCleanLog({log: lines, world});
			} finally {
				await bot.stop();
				await world.close();
				await place.drop();
			}
		},
	};
}

/** Asserted after every test: M, L, nothing that Slack would have refused, and a trail that verifies. */
export async function assertInvariants(world: World, bot: Pick<RunningBot, 'database'>): Promise<void> {
	world.faults.clear();
	const managers = [cast.manager.id, cast.secondManager.id];
	const key = world.environment.MAILGUN_RESEND_API_KEY ?? '';
	const breaks = await breaksOfM({mailgun: world.mailgun, db: bot.database.db, managers, key});
	expect([...breaks, ...breaksOfL(world.mailgun, Object.values(sendingDomains))]).toEqual([]);
	expect(world.slack.complaints()).toEqual([]);
	const trail = createAuditStore({db: bot.database.db, key: world.environment.AUDIT_KEY ?? ''});
	expect(await trail.verify()).toMatchObject({sound: true});
	expect(await addressesInChain(bot)).toEqual([]);
}

/** `test` with a stage of its own, set up like this. */
export function testOn(options: StageOptions = {}) {
	return base.extend<{stage: Stage}>({
		// biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixture's dependencies from this pattern
		stage: async ({}, use) => {
			const stage = await openStage(options);
			await use(stage);
			await stage.close();
		},
	});
}

/** Whoever is erased beside the chain must not be in it. */
async function addressesInChain({database}: Pick<RunningBot, 'database'>): Promise<readonly string[]> {
	const {rows} = await sql<{
		text: string;
	}>`select concat_ws(' ', seq, act, actor, ticket, deed, before - 'messageId', after - 'messageId') as text
		from audit_entry`.execute(database.db);
	return rows.map(({text}) => text).filter((text) => /[^\s"]@[^\s"]/.test(text));
}

/** `test` with a stage of its own. */
export const test = testOn();

/** For tests that do in a minute what nobody does in an hour. */
export const withoutLimits = {
	LIMIT_REMOVALS_PER_HOUR: '100000',
	LIMIT_RESENDS_PER_HOUR: '100000',
	LIMIT_REQUESTS_PER_HOUR: '100000',
	LIMIT_SWEEPS_PER_HOUR: '100000',
} as const;

/** All that can be read on a message, in the order of the eye. */
export function readMessage(message: Pick<SlackMessage, 'blocks' | 'text'> | undefined): string {
	if (message === undefined) return '';
	return message.blocks.length === 0 ? message.text : message.blocks.map(readBlock).join('\n');
}

export function readBlock(block: unknown): string {
	if (Array.isArray(block))
		return block
			.map(readBlock)
			.filter((text) => text !== '')
			.join('');
	if (block === null || typeof block !== 'object') return '';
	const fields = block as Record<string, unknown>;
	if (fields.type === 'user') return `<@${String(fields.user_id)}>`;
	if (fields.type === 'date') return String(fields.fallback);
	if (typeof fields.text === 'string') return fields.text;
	const inner = [fields.text, fields.label, fields.elements, fields.fields, fields.accessory, fields.element, fields.hint].map(readBlock);
	return inner.filter((text) => text !== '').join(fields.type === 'actions' ? ' | ' : '');
}

/** The labels of the buttons on a message. */
export function buttonsOf(message: Pick<SlackMessage, 'blocks'> | undefined): readonly string[] {
	return (message?.blocks ?? []).flatMap((block) =>
		block.type === 'actions' ? block.elements.flatMap((element) => (element.type === 'button' ? [element.text.text] : [])) : [],
	);
}

export const channel = places.support;

/** Types a command and waits for the card that answers it. */
export async function ask(stage: Pick<Stage, 'world'>, actor: SlackActor, text: string, word = '/suppression'): Promise<SlackMessage> {
	const before = new Set(actor.messages(channel).map((message) => message.ts));
	const delivery = await actor.command(channel, word, text);
	expect(delivery.failure).toBeUndefined();
	return stage.world.slack.until(() => actor.messages(channel).find((message) => !before.has(message.ts) && message.blocks.length > 0));
}

/** Clicks, and waits for what the message becomes. */
export async function click(stage: Stage, actor: SlackActor, message: SlackMessage, button: string, nth = 0): Promise<SlackMessage> {
	const old = JSON.stringify(message.blocks);
	const delivery: Delivery = await actor.click(message, button, {confirm: true, nth});
	expect(delivery.failure).toBeUndefined();
	return stage.world.slack.until(() =>
		actor.messages(message.channel).find((other) => other.ts === message.ts && JSON.stringify(other.blocks) !== old),
	);
}

/** The newest message with a card that a person sees. */
export function lastCard(actor: SlackActor): SlackMessage | undefined {
	return actor.messages(channel).findLast((message) => message.blocks.length > 0);
}

/** The open modal, once it has become a form. */
export function form(stage: Stage, actor: SlackActor): Promise<ModalView> {
	return stage.world.slack.until(() => {
		const view = actor.modal()?.view;
		return view?.type === 'modal' && view.submit !== undefined ? view : undefined;
	});
}
