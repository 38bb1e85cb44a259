import {readdirSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import type {ServerResponse} from 'node:http';
import {extname} from 'node:path';
import {send} from './page-http.ts';

const folder = new URL('./static/', import.meta.url);

const types: Readonly<Record<string, string>> = {
	'.html': 'text/html; charset=utf-8',
	'.js': 'text/javascript; charset=utf-8',
	'.css': 'text/css; charset=utf-8',
	'.svg': 'image/svg+xml',
};

export interface StaticFiles {
	readonly has: (path: string) => boolean;
	readonly send: (response: ServerResponse, path: string) => Promise<void>;
}

/** The files of the browser, by the names that stand in the folder: no path of a request ever reaches the disk. */
export function loadStaticFiles(): StaticFiles {
	const names = readdirSync(folder).filter((name) => types[extname(name)] !== undefined);
	const files = new Map(names.map((name) => [`/${name}`, name]));
	files.set('/', 'index.html');
	return {
		has: (path) => files.has(path),
		send: async (response, path) => {
			const name = files.get(path) ?? 'index.html';
			send(response, 200, types[extname(name)] ?? 'application/octet-stream', await readFile(new URL(name, folder)));
		},
	};
}
