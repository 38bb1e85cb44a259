import {type ChildProcess, spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';

/** A process of ours or a control: it prints one JSON line with `url` when it listens. */
export interface Child {
	readonly url: string;
	/** The whole of that line. */
	readonly greeting: Readonly<Record<string, unknown>>;
	/** Milliseconds from spawning to that line. */
	readonly startedIn: number;
	readonly memory: () => number;
	/** Seconds of processor time so far. */
	readonly cpu: () => number;
	readonly signal: (signal: NodeJS.Signals) => void;
	readonly end: (signal?: NodeJS.Signals) => Promise<void>;
}

export async function spawnChild(script: readonly string[], environment: Readonly<Record<string, string>>): Promise<Child> {
	const start = performance.now();
	const child = spawn(process.execPath, [...script], {
		env: {PATH: process.env.PATH ?? '', LOG_LEVEL: 'info', ...environment},
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const kill = () => child.kill('SIGKILL');
	process.once('exit', kill);
	child.once('exit', () => process.off('exit', kill));
	const greeting = await untilListening(child);
	const {pid = 0} = child;
	return {
		url: String(greeting.url),
		greeting,
		startedIn: performance.now() - start,
		memory: () => residentMegabytes(pid),
		cpu: () => processorSeconds(pid),
		signal: (signal) => {
			child.kill(signal);
		},
		end: (signal = 'SIGTERM') =>
			new Promise((resolve) => {
				child.once('exit', () => resolve());
				child.kill(signal);
			}),
	};
}

function untilListening(child: ChildProcess): Promise<Readonly<Record<string, unknown>>> {
	return new Promise((resolve, reject) => {
		child.once('exit', (code) => reject(new Error(`a process ended with ${code} before it listened`)));
		if (child.stdout === null) return;
		createInterface({input: child.stdout}).on('line', (line) => {
			const record = JSON.parse(line) as Readonly<Record<string, unknown>>;
			if (record.url !== undefined) resolve(record);
		});
	});
}

function residentMegabytes(pid: number): number {
	const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
	return Number(kilobytes) / 1024;
}

/** Linux counts in hundredths of a second (`getconf CLK_TCK`). */
function processorSeconds(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
	return (Number(fields[11]) + Number(fields[12])) / 100;
}
