import {type Kysely, sql} from 'kysely';
import type {SlackActor} from '../../src/sandbox/slack/types.ts';
import {cast, createWorld, type World} from '../../src/sandbox/world.ts';
import {type Database, openDatabase} from '../../src/store/database.ts';
import type {Schema} from '../../src/store/schema.ts';
import {createFolder} from '../front-door/cli.ts';
import {createPlace} from '../support/database.ts';
import {type BotProcess, spawnBot} from '../support/process.ts';
import {assertInvariants, withoutLimits} from '../support/stage.ts';

export type Engine = 'postgresql' | 'embedded';

/** The simulated world, which outlives the bots that run in it as processes of their own. */
export interface Scene extends AsyncDisposable {
	readonly world: World;
	readonly environment: Readonly<Record<string, string>>;
	readonly as: (who: keyof typeof cast) => SlackActor;
	/** One process more, started as in production. Slack and Zendesk deliver to it from now on. */
	readonly start: () => Promise<BotProcess>;
	/** The embedded database belongs to its process: there it can be asked only when all processes have ended. */
	readonly onDatabase: <T>(ask: (db: Kysely<Schema>) => Promise<T>) => Promise<T>;
}

export interface SceneOptions {
	readonly engine?: Engine;
	/** The bots know of the Zendesk. Default: they do not. */
	readonly zendesk?: boolean;
	readonly environment?: Readonly<Record<string, string>>;
}

/** Disposing it kills every process and asserts what holds after every test. */
export async function openScene({engine = 'postgresql', zendesk = false, environment: extra = {}}: SceneOptions = {}): Promise<Scene> {
	const world = await createWorld({zendesk});
	const ground = await (engine === 'postgresql' ? postgresGround(world) : embeddedGround());
	const environment = {...world.environment, ...withoutLimits, ...ground.environment, ...extra};
	const bots: BotProcess[] = [];
	return {
		world,
		environment,
		as: (who) => world.slack.as(cast[who].id),
		start: async () => {
			const bot = await spawnBot(environment);
			bots.push(bot);
			world.slack.deliverTo(bot.eventsUrl);
			world.zendesk.deliverTo(`${bot.url}/webhooks/zendesk`);
			return bot;
		},
		onDatabase: (ask) => ground.withDatabase(({db}) => ask(db)),
		[Symbol.asyncDispose]: async () => {
			await Promise.all(bots.map((bot) => bot.kill()));
			try {
				await ground.withDatabase((database) => assertInvariants(world, {database}));
			} finally {
				await world.close();
				await ground.leave();
			}
		},
	};
}

interface Ground {
	readonly environment: Readonly<Record<string, string>>;
	readonly withDatabase: <T>(ask: (database: Database) => Promise<T>) => Promise<T>;
	readonly leave: () => Promise<void>;
}

/** The world's clock moves the database's with it. */
async function postgresGround(world: World): Promise<Ground> {
	const place = await createPlace();
	const database = await openDatabase(place.place);
	world.clock.onMove(async (shift) => {
		await sql`update clock_shift set seconds = ${shift / 1000}`.execute(database.db);
	});
	return {
		environment: place.environment,
		withDatabase: (ask) => ask(database),
		leave: async () => {
			await database.close();
			await place.drop();
		},
	};
}

async function embeddedGround(): Promise<Ground> {
	const folder = createFolder();
	return {
		environment: {DATA_DIR: folder.path},
		withDatabase: async (ask) => {
			const database = await openDatabase({folder: folder.path});
			return ask(database).finally(database.close);
		},
		leave: async () => folder[Symbol.dispose](),
	};
}
