import {execFileSync} from 'node:child_process';
import {chmodSync, chownSync, mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {TestProject} from 'vitest/node';
import {makeTemplate} from './server.ts';

declare module 'vitest' {
	export interface ProvidedContext {
		readonly databaseUrl: string;
	}
}

export async function setup(project: TestProject): Promise<() => void> {
	const server = await startPostgres();
	project.provide('databaseUrl', server.url);
	return server.stop;
}

/** `TEST_DATABASE_URL`, else a server of our own from the system's binaries, in a folder that goes with it. Holds the migrated template. */
export async function startPostgres(): Promise<{readonly url: string; readonly stop: () => void}> {
	const given = process.env.TEST_DATABASE_URL;
	if (given !== undefined) {
		await makeTemplate(given);
		return {url: given, stop: () => {}};
	}
	const binaries = findBinaries();
	const folder = mkdtempSync(join(tmpdir(), 'redeliver-postgres-'));
	const port = await freePort();
	const run = (name: string, ...args: string[]) =>
		execFileSync(...asPostgres(join(binaries, name), args), {stdio: ['ignore', 'ignore', 'pipe']});
	giveTo(folder);
	run('initdb', '-D', join(folder, 'data'), '-U', 'redeliver', '--auth=trust', '--no-sync');
	run(
		'pg_ctl',
		'-D',
		join(folder, 'data'),
		'-w',
		'-l',
		join(folder, 'log'),
		'-o',
		`-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200`,
		'start',
	);
	const url = `postgresql://redeliver@127.0.0.1:${port}/postgres`;
	await makeTemplate(url);
	return {
		url,
		stop: () => {
			run('pg_ctl', '-D', join(folder, 'data'), '-m', 'immediate', 'stop');
			rmSync(folder, {recursive: true, force: true});
		},
	};
}

function findBinaries(): string {
	const root = '/usr/lib/postgresql';
	const version = safely(() => readdirSync(root).sort((one, other) => Number(other) - Number(one))[0]);
	if (version !== undefined) return join(root, version, 'bin');
	throw new Error('No PostgreSQL found. Install it (Debian: apt-get install postgresql), or name a running server by TEST_DATABASE_URL.');
}

function safely<T>(look: () => T): T | undefined {
	try {
		return look();
	} catch {
		return undefined;
	}
}

/** PostgreSQL refuses to run as root. */
function asPostgres(command: string, args: readonly string[]): [string, string[]] {
	return process.getuid?.() === 0 ? ['runuser', ['-u', 'postgres', '--', command, ...args]] : [command, [...args]];
}

function giveTo(folder: string): void {
	if (process.getuid?.() !== 0) return;
	const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], {encoding: 'utf8'}));
	chownSync(folder, id('-u'), id('-g'));
	chmodSync(folder, 0o700);
}

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address();
			probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
		});
	});
}
