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

export async function spawnBot(environment: Readonly<Record<string, string>>): Promise<BotProcess> {
	const child = spawn(process.execPath, ['src/cli.ts', 'start'], {
		env: {PATH: process.env.PATH ?? '', LOG_LEVEL: 'info', ...environment},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const lines: string[] = [];
	const url = await untilListening(child, lines);
	return {
		url,
		eventsUrl: `${url}/slack/events`,
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
