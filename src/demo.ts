import {readFileSync} from 'node:fs';
import {sql} from 'kysely';
import {parse} from 'yaml';
import {z} from 'zod';
import {parseConfig} from './config.ts';
import {createLogger} from './logger.ts';
import {type RunningBot, startBot} from './main.ts';
import {createPageServer} from './sandbox/page/page-server.ts';
import {stories, tellStories} from './sandbox/stories.ts';
import {createWorld, type World} from './sandbox/world.ts';

interface Stage {
	readonly world: World;
	readonly bot: RunningBot;
}

/** The whole product in its sandbox: simulators, bot and page in one process, everything in memory. */
export async function runDemo(env: Readonly<Record<string, string | undefined>>): Promise<number> {
	let stage = await openStage();
	const server = await createPageServer({
		world: () => stage.world,
		stories,
		commands: readCommands(),
		reset: async () => {
			const old = stage;
			stage = await openStage();
			await closeStage(old);
		},
		port: Number(env.PORT ?? 0),
	});
	process.stdout.write(`\nRedeliver's sandbox is open: ${server.url}\nStop it with Ctrl+C.\n`);
	await new Promise<void>((resolve) => {
		process.once('SIGINT', () => resolve());
		process.once('SIGTERM', () => resolve());
	});
	await server.close();
	await closeStage(stage);
	return 0;
}

async function openStage(): Promise<Stage> {
	const world = await createWorld();
	tellStories(world);
	const config = parseConfig(world.environment);
	const logger = createLogger({level: 'warn', secrets: Object.values(world.environment), descriptor: 2});
	const bot = await startBot({config, logger, clock: world.clock.now, place: {memory: true}});
	world.slack.deliverTo(`${bot.url}/slack/events`);
	world.clock.onMove((shift) => shiftDatabase(bot, shift));
	return {world, bot};
}

/** The database's clock decides about expiry: it moves with the world's. */
async function shiftDatabase({database}: RunningBot, milliseconds: number): Promise<void> {
	await sql`update clock_shift set seconds = ${milliseconds / 1000}`.execute(database.db);
}

async function closeStage({world, bot}: Stage): Promise<void> {
	await bot.stop();
	await world.close();
}

const manifestSchema = z.object({
	features: z.object({
		slash_commands: z.array(z.object({command: z.string(), description: z.string(), usage_hint: z.string().default('')})),
	}),
});

/** What Slack would offer while somebody types. */
function readCommands() {
	const manifest = manifestSchema.parse(parse(readFileSync(new URL('../manifest.yml', import.meta.url), 'utf8')));
	return manifest.features.slash_commands.map(({command, description, usage_hint}) => ({command, description, usageHint: usage_hint}));
}
