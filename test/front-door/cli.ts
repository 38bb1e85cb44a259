import {execFile} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

export interface Ended {
	readonly code: number | string | null | undefined;
	readonly stdout: string;
	readonly stderr: string;
	readonly ms: number;
}

/** Runs one command to its end, with exactly this environment. */
export function runCli(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<Ended> {
	const started = performance.now();
	return new Promise((resolve) => {
		execFile(process.execPath, ['src/cli.ts', ...args], {env: {...environment}, timeout: 30_000}, (error, stdout, stderr) => {
			resolve({code: error === null ? 0 : error.code, stdout, stderr, ms: performance.now() - started});
		});
	});
}

/** A folder that goes with the test. */
export function createFolder() {
	const path = mkdtempSync(join(tmpdir(), 'redeliver-test-'));
	return {path, [Symbol.dispose]: () => rmSync(path, {recursive: true, force: true})};
}
