import {databaseUrl, runOn, templateName} from '../support/server.ts';
import {type Child, spawnChild} from './children.ts';
import type {Target} from './load.ts';

/** What the rows are measured on. */
export interface House {
	/** A PostgreSQL server, with the migrated template. */
	readonly server: string;
	/** How often ours and the control take turns. */
	readonly rounds: number;
	/** How long one measurement lasts, in milliseconds. */
	readonly span: number;
	/** Of each list that a deep scan reads. */
	readonly entries: number;
}

export interface Bot extends Child {
	readonly target: Target;
}

let count = 0;

/** The address of a fresh migrated database. */
export async function freshDatabase({server}: House): Promise<string> {
	count += 1;
	const name = `bench_${process.pid}_${count}`;
	await runOn(server, `create database ${name} template ${templateName}`);
	return databaseUrl(server, name);
}

/** The bot as in production, on a database of its own unless one is named. */
export async function spawnBot(house: House, environment: Readonly<Record<string, string>>, database?: string): Promise<Bot> {
	const url = database ?? (await freshDatabase(house));
	const bot = await spawnChild(['src/cli.ts', 'start'], {...environment, DATABASE_URL: url, LOG_LEVEL: 'info'});
	return {...bot, target: {url: `${bot.url}/slack/events`, secret: environment.SLACK_SIGNING_SECRET ?? ''}};
}

export async function spawnWorld(): Promise<{readonly environment: Readonly<Record<string, string>>; readonly child: Child}> {
	const child = await spawnChild(['test/bench/world-process.ts'], {});
	return {environment: child.greeting.environment as Readonly<Record<string, string>>, child};
}

const secret = 'bench-signing-secret';

export async function spawnEcho(): Promise<Bot> {
	const child = await spawnChild(['test/bench/echo-bot.ts'], {SLACK_SIGNING_SECRET: secret});
	return {...child, target: {url: child.url, secret}};
}

export async function spawnRaw(house: House): Promise<Bot> {
	const environment = {SLACK_SIGNING_SECRET: secret, DATABASE_URL: await freshDatabase(house)};
	const child = await spawnChild(['test/bench/raw-insert.ts'], environment);
	return {...child, target: {url: child.url, secret}};
}
