import {readFileSync} from 'node:fs';
import {sql} from 'kysely';
import {parse} from 'yaml';
import {z} from 'zod';
import {parseConfig} from './config.ts';
import {auditKey} from './data-place.ts';
import {createLogger} from './logger.ts';
import {type RunningBot, startBot} from './main.ts';
import type {AuditRecord} from './model/audit.ts';
import type {Trail} from './sandbox/page/outside-state.ts';
import {createPageServer} from './sandbox/page/page-server.ts';
import {stories, tellStories} from './sandbox/stories.ts';
import {automationEnvironment, createWorld, gitlabWrites, type World} from './sandbox/world.ts';
import {type AuditStore, createAuditStore} from './store/audit-trail.ts';

interface Stage {
	readonly world: World;
	readonly bot: RunningBot;
	readonly trail: Trail;
}

/** The whole product in its sandbox: simulators, bot and page in one process, everything in memory. */
export async function runDemo(env: Readonly<Record<string, string | undefined>>): Promise<number> {
	let stage = await openStage();
	const server = await createPageServer({
		world: () => stage.world,
		trail: () => stage.trail,
		stories,
		...readManifest(),
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
	const world = await createWorld({zendesk: true});
	tellStories(world);
	const environment = {...world.environment, ...gitlabWrites, ...automationEnvironment, GITLAB_RESEND: 'form'};
	const config = parseConfig(environment);
	const logger = createLogger({
		level: 'warn',
		secrets: [...Object.values({...world.environment, ...gitlabWrites}), automationEnvironment.ZENDESK_WEBHOOK_SECRET],
		descriptor: 2,
	});
	const bot = await startBot({config, logger, clock: world.clock.now, place: {memory: true}});
	world.slack.deliverTo(`${bot.url}/slack/events`);
	world.zendesk.deliverTo(`${bot.url}/webhooks/zendesk`);
	world.clock.onMove((shift) => shiftDatabase(bot, shift));
	return {world, bot, trail: trailOf(createAuditStore({db: bot.database.db, key: auditKey(config)}))};
}

function trailOf({read, verify}: AuditStore): Trail {
	return {
		records: async () => {
			const records: AuditRecord[] = [];
			for await (const page of read({from: undefined, until: undefined})) records.push(...page);
			return records;
		},
		verify: () => verify(),
	};
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
		shortcuts: z.array(z.object({name: z.string(), type: z.enum(['message', 'global']), callback_id: z.string()})),
	}),
});

/** What Slack would offer: commands while somebody types, and shortcuts. */
function readManifest() {
	const {features} = manifestSchema.parse(parse(readFileSync(new URL('../manifest.yml', import.meta.url), 'utf8')));
	return {
		commands: features.slash_commands.map(({command, description, usage_hint}) => ({command, description, usageHint: usage_hint})),
		shortcuts: features.shortcuts.map(({name, type, callback_id}) => ({name, type, callbackId: callback_id})),
	};
}
