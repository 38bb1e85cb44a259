import {type ChildProcess, spawn} from 'node:child_process';
import {createInterface} from 'node:readline';

/** The bot as a process of its own, started as in production. */
export interface BotProcess {
	readonly url: string;
	/** Where Slack delivers. */
	readonly eventsUrl: string;
	readonly lines: readonly string[];
	/** SIGKILL: no time to finish anything. */
	readonly kill: () => Promise<void>;
	/** SIGTERM; resolves with the exit code. */
	readonly terminate: () => Promise<number | null>;
}

const bot = ['src/cli.ts', 'start'];

export function spawnBot(environment: Readonly<Record<string, string>>): Promise<BotProcess> {
	return spawnScript(bot, environment);
}

/** Any script that says, as the bot does, that it is listening, and where. */
export async function spawnScript(script: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<BotProcess> {
	const {listening, ...controls} = launch(script, environment);
	const url = await listening;
	return {...controls, url, eventsUrl: `${url}/slack/events`};
}

/** The bot on its way to be one. */
export function launchBot(environment: Readonly<Record<string, string>>): Launched {
	return launch(bot, environment);
}

interface Launched extends Pick<BotProcess, 'lines' | 'kill' | 'terminate'> {
	/** Its URL; rejects when it ends before. */
	readonly listening: Promise<string>;
}

function launch(script: readonly string[], environment: Readonly<Record<string, string>>): Launched {
	const child = spawn(process.execPath, [...script], {
		env: {PATH: process.env.PATH ?? '', LOG_LEVEL: 'info', ...environment},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const lines: string[] = [];
	return {
		listening: untilListening(child, lines),
		lines,
		kill: async () => {
			await end(child, 'SIGKILL');
		},
		terminate: () => end(child, 'SIGTERM'),
	};
}

function untilListening(child: ChildProcess, lines: string[]): Promise<string> {
	return new Promise((resolve, reject) => {
		child.stderr?.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
		child.once('exit', (code) => reject(new Error(`the bot ended with ${code} before it listened:\n${lines.join('\n')}`)));
		if (child.stdout === null) return;
		createInterface({input: child.stdout}).on('line', (line) => {
			lines.push(line);
			const record = JSON.parse(line) as {readonly msg?: string; readonly url?: string};
			if (record.msg === 'listening' && record.url !== undefined) resolve(record.url);
		});
	});
}

function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
	return new Promise((resolve) => {
		if (child.exitCode !== null || child.signalCode !== null) return resolve(child.exitCode);
		child.once('exit', (code) => resolve(code));
		child.kill(signal);
	});
}
